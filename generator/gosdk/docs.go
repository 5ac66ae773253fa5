package gosdk

// This file and docs_*.go hold the sentences of emitted doc comments. Here are
// the parts that several kinds of declarations share: texts of the API
// description, links, deprecations and limits. The other files follow the
// declarations:
//
//   - docs_package.go: packages
//   - docs_call.go: the client, request builders, calls, options and security
//   - docs_redirects.go: the redirects of calls
//   - docs_model.go: models, enums and unions
//   - docs_codes.go: tables of result codes
//   - docs_fake.go: handlers of notifications, and fakes for tests
//
// A sentence begins with the name that it documents. Go names are links, such
// as [rest.Error]. Text from the API description goes through described or
// labeled and is never part of a sentence of ours, with one exception: a noun
// phrase may follow "X is" (see isNounPhrase).

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// about is a doc comment of one paragraph of our own wording.
func about(format string, args ...any) []jen.Code { return doc(sentencef(format, args...)) }

// sentencef is a paragraph of our own wording. The arguments may hold names and
// paths from an API description.
func sentencef(format string, args ...any) paragraph { return fixed(fmt.Sprintf(format, args...)) }

// link is a doc link to a name of the same package.
func link(name names.Ident) string { return "[" + string(name) + "]" }

// describe is the text of a description with its link and deprecation.
func describe(d api.Doc) []paragraph {
	return append([]paragraph{described(textOf(d))}, closing(d)...)
}

// textOf is the description or, if it is empty, the summary.
func textOf(d api.Doc) string {
	if d.Description != "" {
		return d.Description
	}
	return d.Summary
}

// closing is the last paragraphs of a comment: a link to the documentation, and
// a deprecation, which tools expect in the last paragraph.
func closing(d api.Doc) []paragraph {
	var out []paragraph
	if d.URL != "" {
		out = append(out, sentencef("See %s.", d.URL))
	}
	if d.Deprecated != nil {
		out = append(out, labeled("Deprecated: ", deprecation(d.Deprecated)))
	}
	return out
}

// deprecation is the text of a "Deprecated:" paragraph. Without any details it
// states the fact only: the description's own text may give the reason.
func deprecation(d *api.Deprecation) string {
	var parts []string
	if d.Replacement != "" {
		parts = append(parts, "Use "+strings.TrimSuffix(d.Replacement, ".")+" instead.")
	}
	if d.Message != "" {
		parts = append(parts, withStop(d.Message))
	}
	if d.Since != "" {
		parts = append(parts, "Deprecated since "+withStop(d.Since))
	}
	if d.Removal != "" {
		parts = append(parts, "Removal is planned for "+withStop(d.Removal))
	}
	if len(parts) == 0 {
		return "The API description marks it as deprecated."
	}
	return strings.Join(parts, " ")
}

// withStop is text with a full stop at its end.
func withStop(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// named begins a description with the name that it documents. A noun phrase
// follows the verb:
//
//	A call of a bot.  ->  Call is a call of a bot.
//
// The verb is "is", or "contains" for the contents of a request body:
//
//	The people to call.  ->  CallsPostRequestBody contains the people to call.
//
// Any other text is a paragraph of its own behind the fallback:
//
//	Ends the call.  ->  Call is an API object.
//
//	                    Ends the call.
func named(name names.Ident, verb, text, fallback string) []paragraph {
	text = strings.TrimSpace(text)
	if isNounPhrase(text) {
		return []paragraph{labeled(string(name)+" "+verb+" ", lowerFirst(text))}
	}
	return []paragraph{fixed(fallback), described(text)}
}

// isNounPhrase reports whether the first sentence of text can follow "X is". It
// accepts few forms, because a wrong guess makes a sentence that is not
// English: a clause with "why" or "whether", or an article and a noun without a
// verb before the first relative clause.
func isNounPhrase(text string) bool {
	if end := firstStop(text); end > 0 {
		text = text[:end]
	}
	text, _, _ = strings.Cut(text, ";")
	words := strings.Fields(text)
	if len(words) < 2 || !slices.Contains(beforeNoun, words[0]) {
		return len(words) > 1 && (words[0] == "Why" || words[0] == "Whether")
	}
	complete := false // the noun is followed by a preposition or a comma
	for i, word := range words[1:] {
		bare := strings.ToLower(strings.TrimRight(word, ".,;:"))
		switch {
		case i > 0 && slices.Contains(relatives, bare):
			return true
		case slices.Contains(verbs, bare) || !complete && slices.Contains(determiners, bare):
			return false
		case i > 0 && (bare == "of" || bare == "for") || i == 1 && slices.Contains(prepositions, bare):
			complete = true
		}
		complete = complete || strings.HasSuffix(word, ",")
	}
	return complete || len(words) <= 5
}

var (
	beforeNoun   = []string{"A", "An", "The", "One"}
	relatives    = []string{"that", "which", "whose", "where"}
	prepositions = []string{"to", "in", "on", "at", "from", "with", "by", "as", "about", "between", "or", "and"}
	determiners  = []string{"the", "a", "an", "this", "its", "their", "no", "any", "all", "each", "every"}
	verbs        = strings.Fields(`is are was were be has have had can cannot could may might must should will would
		shall do does did gets sets returns contains specifies indicates represents describes defines`)
)

func lowerFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(r)) + text[size:]
}

// shown is a name as it is on the wire. A name with invisible characters is
// quoted.
func shown(name string) string {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) }
	if strings.TrimSpace(name) == "" || strings.ContainsFunc(name, hidden) {
		return strconv.Quote(name)
	}
	return name
}

// limits lists bounds behind a label such as "Limits:". Limits that the
// description declares are text of its author. The others are our words about a
// schema's keywords; of these a pattern is code.
func limits(label string, list []api.Limit) []paragraph {
	var parts []string
	var after []paragraph
	plain := len(list) > 0 && list[0].At == ""
	for _, l := range list {
		part := l.Name + " " + l.Value
		switch {
		case plain && strings.HasSuffix(l.Name, "pattern") && !isInlineCode(l.Value):
			after = append(after, fixed(strings.ToUpper(l.Name[:1])+l.Name[1:]+":"), codeParagraph(l.Value))
			continue
		case plain && strings.HasSuffix(l.Name, "pattern"):
			part = l.Name + " `" + l.Value + "`"
		case l.Note != "":
			part += " (" + lowerFirst(strings.TrimSuffix(l.Note, ".")) + ")"
		}
		parts = append(parts, part)
	}
	switch text := strings.Join(parts, "; ") + "."; {
	case len(parts) == 0:
		return after
	case plain:
		return append([]paragraph{fixed(label + " " + text)}, after...)
	default:
		return []paragraph{labeled(label+" ", text)}
	}
}

// limitsAndDefault lists the limits of a value and the value that the service assumes
// for a missing one, if it has one. The words in of name the value if it is not the
// only one, such as " of limit".
func limitsAndDefault(of string, list []api.Limit, value string) []paragraph {
	out := limits("Limits"+of+":", list)
	switch {
	case value == "":
		return out
	case isInlineCode(value):
		return append(out, fixed("Default"+of+": `"+value+"`."))
	}
	return append(out, fixed("Default"+of+":"), codeParagraph(value))
}

// isInlineCode reports whether code survives in a line of a doc comment. Line
// breaks, gofmt's change of ” and runs of space would alter other code.
func isInlineCode(code string) bool {
	const maxLength = 60
	alters := func(r rune) bool { return r <= ' ' || r == '`' || r > '~' }
	return len(code) <= maxLength && !strings.ContainsFunc(code, alters) && !strings.Contains(code, "''")
}

// orList joins words: a, b or c.
func orList(list []string) string {
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " or " + list[n-1]
	}
	return strings.Join(list, "")
}
