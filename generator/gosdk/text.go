package gosdk

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// The three doors through which text reaches the output. Text from a
// description is never code: doc makes comment lines of it that cannot turn
// into directives, tag leaves out what would break a struct tag, lit quotes.

// width is how long a comment line may be, in characters after "// ".
const width = 77

// paragraph is a piece of a doc comment. The lead is ours and stands as it is;
// the text may be anybody's.
type paragraph struct {
	lead  string
	text  string
	plain bool // the text is one line without markup, such as a name or path
}

// own is a paragraph of our own wording; names and paths from a description
// may stand in it.
func own(text string) paragraph { return paragraph{text: text, plain: true} }

// theirs is a paragraph from a description: CommonMark, as far as doc
// comments can show it.
func theirs(text string) paragraph { return paragraph{text: text} }

// led is a paragraph from a description behind words of ours.
func led(lead, text string) paragraph { return paragraph{lead: lead, text: text} }

// doc makes a doc comment.
func doc(paragraphs ...paragraph) []jen.Code {
	var code []jen.Code
	for _, line := range docLines(paragraphs...) {
		code = append(code, jen.Comment(line))
	}
	return code
}

// docLines makes the lines of a doc comment, each with its slashes. Empty
// paragraphs are left out.
func docLines(paragraphs ...paragraph) []string {
	var blocks []string
	for _, p := range paragraphs {
		text := []string{oneLine(p.text)}
		if !p.plain {
			text = prose(p.text)
		}
		if len(text) == 0 || text[0] == "" {
			continue
		}
		if indentation(text[0]) == "" {
			text[0] = p.lead + text[0]
		} else if p.lead != "" { // a list or code keeps its form
			blocks = append(blocks, strings.TrimSpace(p.lead))
		}
		blocks = append(blocks, text...)
	}
	if len(blocks) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(comment(wrap(blocks, width)), "\n"), "\n")
}

// place puts the lines of a comment into a group, one below the other.
func place(g *jen.Group, lines []jen.Code) {
	for _, line := range lines {
		g.Add(line)
	}
}

// lit is a quoted string.
func lit(text string) *jen.Statement { return jen.Lit(text) }

// memberName is a literal of a property's name as it stands in JSON, with its
// marks and the colon.
func memberName(name string) *jen.Statement {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(name); err != nil {
		panic("internal: a name that is no text: " + err.Error())
	}
	quoted := strings.TrimSuffix(text.String(), "\n") + ":"
	hidden := func(r rune) bool { return !strconv.IsPrint(r) } // such as what turns the line around
	if strconv.CanBackquote(quoted) && !strings.ContainsFunc(quoted, hidden) {
		return jen.Op("`" + quoted + "`")
	}
	return lit(quoted)
}

// needsNoEscapes reports whether a text stands in JSON as it is.
func needsNoEscapes(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r >= utf8.RuneSelf })
}

// sane are the property names that a struct tag can hold unharmed.
var sane = regexp.MustCompile(`^[A-Za-z0-9@$._/:#-]+$`)

// tag is the struct tag that tells readers, and tools that go by tags, a
// property's name; nothing for names that a tag cannot hold.
func tag(name string, omit bool) *jen.Statement {
	if !sane.MatchString(name) || name == "-" {
		return jen.Null()
	}
	if omit {
		name += ",omitempty"
	}
	return jen.Tag(map[string]string{"json": name})
}

// untagged is the struct tag of a field that is no property.
func untagged() *jen.Statement { return jen.Tag(map[string]string{"json": "-"}) }

// braces writes values in braces, each on a line of its own.
func braces(values ...jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, values...)
}

// pair is a key and its value in a composite literal.
func pair(key string, value jen.Code) jen.Code { return jen.Id(key).Op(":").Add(value) }
