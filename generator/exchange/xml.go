package exchange

// What both versions of XLIFF share. A file becomes a small tree of elements
// with positions, of which the readers take what they know: notes, matches and
// what tools add in namespaces of their own is passed over.
//
// Files are hostile until proven otherwise: there are no DTDs and so no
// entities but XML's own five, and no references to anything outside; depth and
// number of elements are limited.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// The limits of a file.
const (
	maxDepth    = 64
	maxElements = 1_000_000
)

// The namespaces.
const (
	xliff2Space = "urn:oasis:names:tc:xliff:document:2.0" // of 2.1, too
	xliff1Space = "urn:oasis:names:tc:xliff:document:1.2"
	fragenSpace = "urn:fragen:codes"
)

// element is an element of XML.
type element struct {
	pos   diag.Pos
	name  xml.Name
	attrs []xml.Attr
	nodes []node
}

// node is an element or a text.
type node struct {
	element *element
	text    string
}

// attr is the value of an attribute without a namespace, "" when it is not there.
func (e *element) attr(name string) string { return e.attrIn("", name) }

func (e *element) attrIn(space, name string) string {
	for _, a := range e.attrs {
		if a.Name.Space == space && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// children are the elements of some names in the element's own namespace.
func (e *element) children(names ...string) []*element {
	var list []*element
	for _, n := range e.nodes {
		if n.element == nil || n.element.name.Space != e.name.Space {
			continue
		}
		for _, name := range names {
			if n.element.name.Local == name {
				list = append(list, n.element)
			}
		}
	}
	return list
}

// child is the first of children, nil when there is none.
func (e *element) child(name string) *element {
	if list := e.children(name); len(list) > 0 {
		return list[0]
	}
	return nil
}

// wrongCharset ends reading.
type wrongCharset string

func (c wrongCharset) Error() string { return string(c) }

// tree reads XML; nil when it is none.
func (r *reader) tree(data []byte) *element {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) { return nil, wrongCharset(charset) }
	top := &element{}
	open := []*element{top}
	for count := 0; ; {
		pos := r.at(d.InputPos())
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, col := d.InputPos()
			r.notXML(r.at(line, max(col, 1)), err) // 0 behind a line's end
			return nil
		}
		inner := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{pos: pos, name: token.Name, attrs: token.Attr}
			inner.nodes = append(inner.nodes, node{element: e})
			open = append(open, e)
			if count++; len(open) > maxDepth || count > maxElements {
				r.diags.Errorf(pos, "too-large", "more than %d elements in each other, or %d in all; split the file", maxDepth, maxElements)
				return nil
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			inner.nodes = append(inner.nodes, node{text: string(token)})
		case xml.Directive:
			r.diags.Errorf(pos, "dtd", "a DTD or entity has no place here, as it can hide what a file does; remove <!%s…>", cut(strings.Fields(string(token) + " -")[0]))
			return nil
		}
	}
	for _, n := range top.nodes {
		if n.element != nil {
			return n.element
		}
	}
	r.diags.Errorf(r.at(1, 1), "xml-syntax", "the file holds no XML")
	return nil
}

func (r *reader) notXML(pos diag.Pos, err error) {
	var charset wrongCharset
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &charset):
		r.diags.Errorf(pos, "wrong-encoding", "the file says that it is in %s; save it as UTF-8", cut(string(charset)))
	case errors.As(err, &syntax):
		r.diags.Errorf(pos, "xml-syntax", "not XML: %s", cut(syntax.Msg))
	default:
		r.diags.Errorf(pos, "xml-syntax", "not XML: %s", cut(err.Error()))
	}
}

// xliff reads a file of either version.
func (r *reader) xliff(data []byte) {
	root := r.tree(data)
	if root == nil {
		return
	}
	version := root.attr("version")
	switch {
	case root.name.Local == "xliff" && root.name.Space == xliff2Space && (version == "2.0" || version == "2.1"):
		r.xliff2(root)
	case root.name.Local == "xliff" && root.name.Space == xliff1Space && version == "1.2":
		r.xliff1(root)
	case root.name.Local != "xliff":
		r.diags.Errorf(root.pos, "not-xliff", "the file is <%s>, not <xliff>", cut(root.name.Local))
	default:
		r.diags.Errorf(root.pos, "unsupported-version", "XLIFF %q of namespace %q is not known; this program reads 1.2, 2.0 and 2.1", cut(version), cut(root.name.Space))
	}
}

// unitKey is the key of a unit called row.part in a file called domain.
func (r *reader) unitKey(domain string, unit *element) (Key, bool) {
	id := unit.attr("id")
	dot := strings.LastIndexByte(id, '.')
	if dot < 0 {
		r.diags.Errorf(unit.pos, "unknown-id", "%q is no id that fragen writes, such as ended-by-bot.message", cut(id))
		return Key{}, false
	}
	return r.key(unit.pos, domain+"/"+id[:dot]+"/"+id[dot+1:])
}

// lineBreak is what tools put into a text to make a file look well. Texts of codes
// have none of their own.
var lineBreak = regexp.MustCompile(`[ \t]*[\r\n]+[ \t]*`)

func oneLine(key Key, text string) string {
	if key.OfDescription() || !strings.ContainsAny(text, "\r\n") {
		return text
	}
	return strings.TrimSpace(lineBreak.ReplaceAllString(text, " "))
}

// escaped writes text into XML, attributes too. What XML cannot have, no table
// has.
func escaped(text string) string { return xmlEscapes.Replace(text) }

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")

// stampAttr is the attribute with a unit's stamp.
func stampAttr(u *Unit) string {
	if u.Stamp == nil {
		return ""
	}
	return fmt.Sprintf(` fragen:stamp="%s"`, escaped(u.Stamp.String()))
}

// codesOf numbers the placeholders of a unit, the same in source and target, so
// that tools can see which belong together.
type codesOf struct {
	texts []string // by number - 1
	used  []bool
}

// inline writes a text with its placeholders as code writes them.
func (c *codesOf) inline(text string, code func(number int, text string) string) string {
	c.used = make([]bool, len(c.texts))
	var b strings.Builder
	at := 0
	for _, found := range codes.Placeholder.FindAllStringIndex(text, -1) {
		b.WriteString(escaped(text[at:found[0]]))
		b.WriteString(code(c.number(text[found[0]:found[1]]), text[found[0]:found[1]]))
		at = found[1]
	}
	return b.String() + escaped(text[at:])
}

// number is that of the first placeholder with this text that is not used yet.
func (c *codesOf) number(text string) int {
	for i, have := range c.texts {
		if have == text && !c.used[i] {
			c.used[i] = true
			return i + 1
		}
	}
	c.texts, c.used = append(c.texts, text), append(c.used, true)
	return len(c.texts)
}

// isBlank reports whether a text is nothing but spaces.
func isBlank(text string) bool { return strings.TrimFunc(text, unicode.IsSpace) == "" }
