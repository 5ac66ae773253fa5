package exchange

// This file has the common parts of both versions of XLIFF. A file is read into a
// small tree of elements with positions. The readers ignore unknown elements:
// notes, matches and additions by tools in their own namespaces.
//
// Files are not trusted. DTDs and external references are rejected, so the only
// entities are the five of XML, and the depth and number of elements are limited.

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Limits of a file.
const (
	maxDepth    = 64
	maxElements = 1_000_000
)

// The namespaces.
const (
	xliff2Space  = "urn:oasis:names:tc:xliff:document:2.0" // for versions 2.0 and 2.1
	xliff22Space = "urn:oasis:names:tc:xliff:document:2.2"
	xliff1Space  = "urn:oasis:names:tc:xliff:document:1.2"
	fragenSpace  = "urn:fragen:codes"
)

// element is an XML element.
type element struct {
	pos   diag.Pos
	name  xml.Name
	attrs []xml.Attr
	nodes []node
}

// node is an element or text.
type node struct {
	element *element
	text    string
}

// attr returns the value of an attribute without a namespace, or "".
func (e *element) attr(name string) string { return e.attrIn("", name) }

// firstAttr returns the value of the first of the attributes that is not empty, or
// "".
func (e *element) firstAttr(names ...string) string {
	for _, name := range names {
		if value := e.attr(name); value != "" {
			return value
		}
	}
	return ""
}

// attrIn returns the value of an attribute in a namespace, or "".
func (e *element) attrIn(space, name string) string {
	for _, a := range e.attrs {
		if a.Name.Space == space && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// children returns the child elements with the given names that are in the
// element's own namespace.
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

// child returns the first of the children with the given name, or nil.
func (e *element) child(name string) *element {
	if list := e.children(name); len(list) > 0 {
		return list[0]
	}
	return nil
}

// only returns the child with the given name, or nil, and refuses the unit if there are
// several.
func (r *reader) only(e *element, name string) *element {
	list := e.children(name)
	if len(list) > 1 {
		r.refuse(list[1].pos, "duplicate-element", "duplicate <%s>, first at %s; remove one", name, list[0].pos)
	}
	return e.child(name)
}

// wrongCharset is the error for a file whose declared encoding is not UTF-8.
type wrongCharset string

func (c wrongCharset) Error() string { return string(c) }

// tree parses XML and returns the root element, or nil after an error.
func (r *reader) tree(data []byte) *element {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) { return nil, wrongCharset(charset) }
	top := &element{}
	open := []*element{top}
	for count := 0; ; {
		pos := r.position(d.InputPos())
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, col := d.InputPos()
			r.notXML(r.position(line, max(col, 1)), err) // col is 0 after a line break
			return nil
		}
		inner := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{pos: pos, name: token.Name, attrs: token.Attr}
			inner.nodes = append(inner.nodes, node{element: e})
			open = append(open, e)
			if count++; len(open) > maxDepth || count > maxElements {
				r.diags.Errorf(pos, "too-large",
					"elements are nested more than %d levels deep, or there are more than %d of them; split the file",
					maxDepth, maxElements)
				return nil
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			inner.nodes = append(inner.nodes, node{text: string(token)})
		case xml.Directive:
			directive := strings.Fields(string(token) + " -")[0]
			r.diags.Errorf(pos, "dtd", "DTDs and entities are not allowed; remove <!%s…>", shorten(directive))
			return nil
		}
	}
	for _, n := range top.nodes {
		if n.element != nil {
			return n.element
		}
	}
	r.diags.Errorf(r.position(1, 1), "xml-syntax", "expected an XML element, found none")
	return nil
}

// notXML reports a syntax or encoding error.
func (r *reader) notXML(pos diag.Pos, err error) {
	var charset wrongCharset
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &charset):
		r.diags.Errorf(pos, "wrong-encoding",
			"the file declares the encoding %s; save it as UTF-8", shorten(string(charset)))
	case errors.As(err, &syntax):
		r.diags.Errorf(pos, "xml-syntax", "invalid XML: %s", shorten(syntax.Msg))
	default:
		r.diags.Errorf(pos, "xml-syntax", "invalid XML: %s", shorten(err.Error()))
	}
}

// versions2 are the versions of XLIFF 2.
var versions2 = []string{"2.0", "2.1", "2.2"}

// xliff reads an XLIFF file of any supported version.
func (r *reader) xliff(data []byte) {
	root := r.tree(data)
	if root == nil {
		return
	}
	version := root.attr("version")
	space2 := root.name.Space == xliff2Space || root.name.Space == xliff22Space
	switch {
	case root.name.Local == "xliff" && space2 && slices.Contains(versions2, version):
		r.xliff2(root)
	case root.name.Local == "xliff" && root.name.Space == xliff1Space && version == "1.2":
		r.xliff1(root)
	case root.name.Local != "xliff":
		r.diags.Errorf(root.pos, "not-xliff", "expected <xliff>, found <%s>", shorten(root.name.Local))
	default:
		r.diags.Errorf(root.pos, "unsupported-version",
			"expected XLIFF 1.2, 2.0, 2.1 or 2.2, found version %q in namespace %q",
			shorten(version), shorten(root.name.Space))
	}
}

// unitKey returns the key of a unit with the id row.part in the file of a domain.
func (r *reader) unitKey(domain string, unit *element) (Key, bool) {
	id := unit.attr("id")
	dot := strings.LastIndexByte(id, '.')
	if dot < 0 {
		r.refuse(unit.pos, "unknown-id", "expected an id such as ended-by-bot.message, found %q", shorten(id))
		r.spoiled = false // there is no unit
		return Key{}, false
	}
	return r.parseKey(unit.pos, domain+"/"+id[:dot]+"/"+id[dot+1:])
}

// lineBreak matches line breaks inserted by tools for layout. The messages of
// tables contain none.
var lineBreak = regexp.MustCompile(`[ \t]*[\r\n]+[ \t]*`)

// oneLine replaces line breaks with spaces, except in texts of descriptions.
func oneLine(key Key, text string) string {
	if key.OfDescription() || !strings.ContainsAny(text, "\r\n") {
		return text
	}
	return strings.TrimSpace(lineBreak.ReplaceAllString(text, " "))
}

// escaped returns text escaped for XML, including attributes. Characters that are
// invalid in XML do not occur in tables.
func escaped(text string) string { return xmlEscapes.Replace(text) }

var xmlEscapes = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")

// stampAttr returns the attribute with a unit's stamp, or "".
func stampAttr(u *Unit) string {
	if u.Stamp == nil {
		return ""
	}
	return fmt.Sprintf(` fragen:stamp="%s"`, escaped(u.Stamp.String()))
}

// placeholderCodes numbers the placeholders of a unit. Equal placeholders in
// source and target get the same number so that tools can match them.
type placeholderCodes struct {
	texts  []string         // by number - 1
	unused map[string][]int // numbers that the current text does not have yet, by text
}

// inline returns a text in which each placeholder is replaced by the result of
// code.
func (c *placeholderCodes) inline(text string, code func(number int, text string) string) string {
	c.unused = make(map[string][]int)
	for i, have := range c.texts {
		c.unused[have] = append(c.unused[have], i+1)
	}
	var b strings.Builder
	at := 0
	for _, found := range codes.Placeholder.FindAllStringIndex(text, -1) {
		b.WriteString(escaped(text[at:found[0]]))
		b.WriteString(code(c.number(text[found[0]:found[1]]), text[found[0]:found[1]]))
		at = found[1]
	}
	return b.String() + escaped(text[at:])
}

// number returns the number of the first unused placeholder with this text.
func (c *placeholderCodes) number(text string) int {
	if unused := c.unused[text]; len(unused) > 0 {
		c.unused[text] = unused[1:]
		return unused[0]
	}
	c.texts = append(c.texts, text)
	return len(c.texts)
}

// lostCode is a code whose content a tool has dropped, such as <x id="1"/> for
// <ph id="1">{code}</ph>. XML cannot contain its first character.
func lostCode(id string) string { return "\x00" + id + "\x00" }

var lostCodes = regexp.MustCompile("\x00([^\x00]*)\x00")

// RestoreCodes sets the codes without content in the texts of a unit. They are the
// placeholders of the text that was exported, in its order. Others have no text.
func (u *Unit) RestoreCodes(exported string) {
	c := &placeholderCodes{}
	c.inline(exported, func(int, string) string { return "" })
	for _, text := range []*string{&u.Source, &u.Target} {
		*text = lostCodes.ReplaceAllStringFunc(*text, func(code string) string {
			number, err := strconv.Atoi(strings.Trim(code, "\x00"))
			if err != nil || number < 1 || number > len(c.texts) {
				return ""
			}
			return c.texts[number-1]
		})
	}
}

// isBlank reports whether a text consists of white space only.
func isBlank(text string) bool { return strings.TrimFunc(text, unicode.IsSpace) == "" }
