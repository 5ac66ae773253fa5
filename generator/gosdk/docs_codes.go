package gosdk

// This file holds the sentences about code tables. They depend on the kinds of a
// table's codes: a table with subcodes is looked up by pairs, another one by codes.

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/plan"
)

func rowTypeDoc(t *plan.CodeTable) []jen.Code {
	out := []paragraph{
		sentencef("%s is a row in the %s code table.", t.Name, t.API.Domain),
		described(t.API.Description),
	}
	if t.API.Link != "" {
		out = append(out, sentencef("See %s.", t.API.Link))
	}
	return doc(out...)
}

// keyWords are the words for a table's codes in sentences. Tables with subcodes
// are looked up by pairs.
type keyWords struct {
	pair string // "pair"
	code string // "Code and Subcode are the pair"
	keys string // "two numbers"
}

func wordsOf(t *plan.CodeTable) keyWords {
	switch forms := t.API.Keys; {
	case !forms.HasSubcodes():
		return keyWords{"code", "Code is the code", "code"}
	case forms.Code.Kind == codekey.Text || forms.Subcode.Kind == codekey.Text:
		return keyWords{"pair", "Code and Subcode are the pair", "code and the subcode"}
	}
	return keyWords{"pair", "Code and Subcode are the pair", "two numbers"}
}

// sprint replaces the words in a sentence.
func (w keyWords) sprint(sentence string) string {
	return strings.NewReplacer("{pair}", w.pair, "{code}", w.code, "{keys}", w.keys).Replace(sentence)
}

// The comments of a row's fields.
const (
	rowIDDoc             = "ID is the row's stable identifier. It is empty if the table has no row for the {pair}."
	rowCodeDoc           = "{code} that was looked up."
	rowCategoryDoc       = "Category is the kind of code. It is empty for an unknown {pair}."
	rowResolvedByDoc     = "ResolvedBy is the party that can resolve the problem. It is empty for an unknown {pair}."
	rowRetryableDoc      = "Retryable reports whether a retry without changes may succeed."
	rowLinkDoc           = "Link is the URL of the row's documentation. It is empty if the row has none."
	rowServiceMessageDoc = "ServiceMessage is the message that the service sent with the code. Only methods and" +
		" functions that read a response set it. It helps if the table has no row for the {pair}."
	rowDeprecatedDoc = "Deprecated reports whether the service has stopped sending this {pair}."
	rowReplacedByDoc = "ReplacedBy is the row that replaces a deprecated row. It is empty if there is none."
)

func rowIDTypeDoc(t *plan.CodeTable) []jen.Code {
	return about("%s is the stable identifier of a row in the code table.", t.ID)
}

func rowIDsDoc() []jen.Code { return about("The identifiers of the rows in the code table.") }

func categoryDoc(t *plan.CodeTable) []jen.Code {
	return about("%s is a category of codes. Use it to handle similar codes in the same way.", t.Category)
}

func resolverDoc(t *plan.CodeTable) []jen.Code {
	return about("%s is a party that can resolve a problem.", t.Resolver)
}

// rowDoc is the comment of a row's identifier.
func rowDoc(t *plan.CodeTable, row *plan.CodeRow) []jen.Code {
	out := []paragraph{described(sourceText(t, row.API).Message)}
	if row.API.Since != "" {
		out = append(out, labeled("Since ", withStop(row.API.Since)))
	}
	if row.API.Link != "" {
		out = append(out, sentencef("See %s.", row.API.Link))
	}
	switch next := row.ReplacedBy; {
	case next != nil:
		out = append(out, sentencef("Deprecated: Replaced by %s.", link(next.Name)))
	case row.API.Deprecated:
		out = append(out, fixed("Deprecated: The service no longer sends this code."))
	}
	return doc(out...)
}

func lookupDoc(t *plan.CodeTable) []jen.Code {
	w := wordsOf(t)
	by, order := "code and subcode", "the exact pair, then a pattern, then the code alone, then its class"
	switch hasRanges := anyRow(t, func(c *api.Code) bool { return c.Range != nil }); {
	case !t.API.Keys.HasSubcodes() && t.API.Keys.Code.Kind == codekey.Text:
		by, order = "code", "the exact code, then the longest prefix"
	case !t.API.Keys.HasSubcodes():
		by, order = "code", "the exact code, then its range, then its class"
	case t.API.Keys.Code.Kind == codekey.Text:
		order = "the exact pair, then the code alone, then the longest prefix"
	case hasRanges:
		order = "the exact pair, then a pattern, then the code alone, then its range, then its class"
	}
	about := "%[1]s returns the row for a " + by + ". The most specific row wins: " + order + "." +
		w.sprint(" If the table has no row for the {pair}, reason holds only the {keys} and ok is false.") +
		" %[1]s does not allocate."
	if t.API.Keys.Code.Fold || t.API.Keys.Subcode.Fold {
		about += " The case of ASCII letters is ignored."
	}
	return doc(sentencef(about, t.Lookup))
}

func rowListDoc(t *plan.CodeTable) []jen.Code {
	about := "%s returns all rows. New rows do not change the order of the existing rows."
	switch forms := t.API.Keys; {
	case forms.HasSubcodes() && forms.Subcode.Kind == codekey.Text:
		about += " For a row with several subcodes, Subcode is the first of them."
	case forms.HasSubcodes():
		about += " For a row with several subcodes, Subcode is the first of them." +
			" For a pattern, it is the lowest subcode that matches."
	case forms.Code.Kind == codekey.Text:
		about += " For a row with several codes, Code is the first of them. For a prefix, it is the prefix."
	default:
		about += " For a row with several codes, Code is the first of them. For a range, it is the lowest code."
	}
	return doc(sentencef(about, t.List))
}

func messageDoc(t *plan.CodeTable) []jen.Code {
	unknown := " For an unknown {pair}, it returns the {keys}."
	if t.API.Unknown[t.API.Source] != "" {
		unknown = " For an unknown {pair}, it returns a message that contains the {keys}."
	}
	return doc(sentencef(wordsOf(t).sprint("Message returns the meaning of the code in the source locale %s."+unknown),
		t.API.Source))
}

func adviceDoc() []jen.Code {
	return about("Advice returns the recommended action in the source locale. It is empty if there is none.")
}

func userMessageDoc() []jen.Code {
	return about("UserMessage returns a message for end users in the source locale." +
		" If the table has none, it returns Message.")
}

// translatedDoc is the comment of a method that translates another method.
func translatedDoc(name, source, more string) []jen.Code {
	return about("%s returns %s in the locale of the texts parameter, which is usually the Texts variable"+
		" in one of the packages in the locale folder. If there is no translation,"+
		" it returns the source text.%s",
		name, source, more)
}

func captureDoc(c *plan.Capture) []jen.Code {
	return about("%s returns the number that the row's pattern captures from the subcode under the name %s."+
		" If the pattern does not capture this number, ok is false.", c.Method, c.Wire)
}

func bindingDoc(b *plan.Binding) []jen.Code {
	return doc(sentencef(wordsOf(b.Table).sprint("%[1]s looks up the meaning of %[2]s. If the table has no row for"+
		" the {pair}, reason holds the {keys} and its IsKnown method returns false. If %[2]s is missing, ok is false."),
		b.Method, b.Code[0].Name))
}

func errorFuncDoc(b *plan.Binding) []jen.Code {
	source := "the code that [rest.Error] holds"
	switch {
	case b.Struct != nil && b.API.Code.Status:
		source = "the HTTP status and " + string(b.Struct.Name) + ", the body of the error"
	case b.API.Code.Status:
		source = "the HTTP status"
	case b.Struct != nil:
		source = string(b.Struct.Name) + ", the body of the error, or else " + source
	}
	return doc(sentencef(wordsOf(b.Table).sprint("%s looks up the meaning of an error that a call returned."+
		" It uses %s. If the table has no row for the {pair}, reason holds the {keys} and its IsKnown method"+
		" returns false. If err contains no code, ok is false."), b.Method, source))
}

func indexDoc(t *plan.CodeTable) []jen.Code {
	lookup := "LookupKey"
	switch layout := layoutOf(t); {
	case layout.compact:
		lookup = "LookupCode"
	case layout.isSingle():
		lookup = "LookupRow"
	}
	return about("%s maps the hash of a %s to its row. See [rest.%s].", t.IndexVar, wordsOf(t).pair, lookup)
}

func furtherDoc(t *plan.CodeTable) []jen.Code {
	return about("%s lists the codes of rows with several codes, except for the first.", t.FurtherVar)
}

func patternsDoc(t *plan.CodeTable, compact bool) []jen.Code {
	if !compact {
		return about("%s lists ranges of codes, the most specific first.", t.PatternsVar)
	}
	return about("%s lists ranges of subcodes. A negative code is a class:"+
		" -4 is any code from 400 to 499.", t.PatternsVar)
}

func textsDoc(t *plan.Texts) []jen.Code {
	return about("Texts contains the messages for the %s locale. Pass it to methods such as In and AdviceIn.", t.Locale)
}

func matchDoc() []jen.Code {
	return about("Match returns the messages that best match the language tags, in order of preference." +
		" A tag can also be an Accept-Language header. Tags are compared as in CLDR:" +
		" de-CH matches de, zh-TW matches zh-Hant, and iw matches he." +
		" If no locale matches, Match returns the messages of the source locale.")
}

func localesDoc() []jen.Code { return about("Locales returns the messages of all locales.") }

func sourceText(t *plan.CodeTable, c *api.Code) api.CodeText { return c.In(t.API.Source) }
