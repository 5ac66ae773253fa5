package gosdk

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
)

// Text reaches the output through the functions of this file only. Text from an
// API description never becomes code: doc makes comment lines that cannot be
// directives, tag omits names that would break a struct tag, and lit quotes.

// width is the maximum length of a comment line in characters after "// ".
const width = 77

// paragraph is a paragraph of a doc comment.
type paragraph struct {
	label string // our own words before the text
	text  string
	form  textForm
}

// textForm is how the text of a paragraph is read.
type textForm uint8

const (
	markdownText textForm = iota // CommonMark from an API description
	plainText                    // one line without markup
	codeText                     // preformatted
	bulletText                   // a list, with an item on each line
)

// fixed is a paragraph of our own wording. It may contain names and paths from
// an API description.
func fixed(text string) paragraph { return paragraph{text: text, form: plainText} }

// described is a paragraph from an API description in CommonMark. Doc comments
// support a part of it.
func described(text string) paragraph { return paragraph{text: text} }

// labeled is a paragraph from an API description behind a label of ours.
func labeled(label, text string) paragraph { return paragraph{label: label, text: text} }

// codeParagraph is preformatted text.
func codeParagraph(text string) paragraph { return paragraph{text: text, form: codeText} }

// bullets is a list of names.
func bullets(items []string) paragraph {
	return paragraph{text: "  - " + strings.Join(items, "\n  - "), form: bulletText}
}

// doc is a doc comment.
func doc(paragraphs ...paragraph) []jen.Code {
	var code []jen.Code
	for _, line := range docLines(paragraphs...) {
		code = append(code, jen.Comment(line))
	}
	return code
}

// docLines returns the lines of a doc comment, each with its slashes. Empty
// paragraphs are omitted.
func docLines(paragraphs ...paragraph) []string {
	var blocks []string
	for _, p := range paragraphs {
		text := p.blocks()
		if len(text) == 0 || text[0] == "" {
			continue
		}
		if indentation(text[0]) == "" {
			text[0] = p.label + text[0]
		} else if p.label != "" { // a list or code keeps its form
			blocks = append(blocks, strings.TrimSpace(p.label))
		}
		blocks = append(blocks, text...)
	}
	if len(blocks) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(comment(wrap(blocks, width)), "\n"), "\n")
}

// blocks returns the safe paragraphs of the text, as prose does.
func (p paragraph) blocks() []string {
	switch p.form {
	case plainText:
		return []string{oneLine(p.text)}
	case bulletText:
		return []string{p.text}
	case codeText:
		text, _ := code(strings.Split(clean(p.text), "\n"), "").paragraph(maxProse)
		return []string{text}
	}
	return prose(p.text)
}

// nameComment is a comment behind code that consists of a name from an API
// description. A name that a tool could read as a directive is quoted.
func nameComment(name string) *jen.Statement {
	if name = shown(name); marked(name) || oneLine(clean(name)) != name {
		name = strconv.Quote(name)
	}
	return jen.Comment("// " + name) // jennifer renders a text that begins with "/*" as it is
}

// lit is a quoted string.
func lit(text string) *jen.Statement { return jen.Lit(text) }

// memberName is a literal of a property's name in JSON, with quotes and colon.
func memberName(name string) *jen.Statement { return jsonText(api.StringText(name) + ":") }

// jsonText is a literal of a JSON text, in back quotes if that is possible.
func jsonText(text string) *jen.Statement {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) } // such as marks that change the direction of writing
	if strings.Contains(text, `"`) && strconv.CanBackquote(text) && !strings.ContainsFunc(text, hidden) {
		return jen.Op("`" + text + "`")
	}
	return lit(text)
}

// needsNoEscapes reports whether text needs no escape sequences in JSON.
func needsNoEscapes(text string) bool {
	needsEscape := func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r >= utf8.RuneSelf }
	return !strings.ContainsFunc(text, needsEscape)
}

// taggable matches the property names that a struct tag can hold.
var taggable = regexp.MustCompile(`^[A-Za-z0-9@$._/:#-]+$`)

// tag is the struct tag with a property's name, for readers and for tools that
// use tags. There is none for a name that a tag cannot hold.
func tag(name string, omit bool) *jen.Statement {
	if !taggable.MatchString(name) || name == "-" {
		return jen.Null()
	}
	if omit {
		name += ",omitempty"
	}
	return jen.Tag(map[string]string{"json": name})
}

// untagged is the struct tag of a field that is not a property.
func untagged() *jen.Statement { return jen.Tag(map[string]string{"json": "-"}) }
