package source

// A JSON reader that records positions.
//
// encoding/json has no positions of keys, accepts invalid UTF-8 and ignores
// duplicate keys. This reader makes one pass over the bytes, is recursive with
// a depth limit, and shares string values with the input. It accepts exactly
// the documents that encoding/json accepts, which a fuzz test verifies.
// Reading stops at the first syntax error, because later errors would be
// guesses. All duplicate keys are reported.

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// jsonReader is the state of one read. fail reports an error and panics with a
// jsonError, which readJSON recovers.
type jsonReader struct {
	file      string
	data      string
	at        int
	line      int32
	lineStart int // offset of the current line's start
	depth     int
	slab      slab
	diags     *diag.List
}

type jsonError struct{}

// readJSON reads data, which must be valid UTF-8. The node is nil if data is
// not valid JSON.
func readJSON(file, data string) (root *Node, diags *diag.List) {
	r := &jsonReader{file: file, data: data, line: 1, diags: &diag.List{}}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case jsonError:
			root, diags = nil, r.diags
		default:
			panic(e)
		}
	}()
	r.space()
	root = r.value()
	r.space()
	if r.at < len(r.data) {
		r.fail("syntax", "unexpected text after the end of the document; remove it")
	}
	return root, r.diags
}

func (r *jsonReader) pos() diag.Pos {
	return diag.Pos{File: r.file, Line: int(r.line), Col: r.at - r.lineStart + 1}
}

func (r *jsonReader) fail(rule, format string, args ...any) {
	r.diags.Errorf(r.pos(), rule, format, args...)
	panic(jsonError{})
}

// space skips white space and counts lines. No other token can contain a line
// break.
func (r *jsonReader) space() {
	for ; r.at < len(r.data); r.at++ {
		switch r.data[r.at] {
		case '\n':
			r.line++
			r.lineStart = r.at + 1
		case ' ', '\t', '\r':
		default:
			return
		}
	}
}

// peek returns the next byte, or 0 at the end. A NUL byte in the input is not
// a valid token either, so the two need no distinction.
func (r *jsonReader) peek() byte {
	if r.at < len(r.data) {
		return r.data[r.at]
	}
	return 0
}

// found names the next character for messages.
func (r *jsonReader) found() string {
	if r.at >= len(r.data) {
		return "the end of the file"
	}
	c, _ := utf8.DecodeRuneInString(r.data[r.at:])
	return strconv.QuoteRune(c)
}

func (r *jsonReader) node(kind Kind) *Node {
	n := r.slab.node()
	n.Kind, n.Line, n.Col = kind, r.line, int32(r.at-r.lineStart+1)
	return n
}

func (r *jsonReader) value() *Node {
	switch c := r.peek(); {
	case c == '{':
		return r.object()
	case c == '[':
		return r.array()
	case c == '"':
		n := r.node(String)
		n.Text = r.str()
		return n
	case c == '-' || c >= '0' && c <= '9':
		n := r.node(Number)
		n.Text = r.number()
		return n
	case c == 't':
		return r.word(Bool, "true")
	case c == 'f':
		return r.word(Bool, "false")
	case c == 'n':
		return r.word(Null, "null")
	}
	r.fail("syntax", "expected a value, found %s", r.found())
	return nil
}

func (r *jsonReader) word(kind Kind, word string) *Node {
	n := r.node(kind)
	if !strings.HasPrefix(r.data[r.at:], word) {
		r.fail("syntax", "expected a value; put strings in quotes")
	}
	r.at += len(word)
	if kind == Bool {
		n.Text = word
	}
	return n
}

func (r *jsonReader) enter() {
	if r.depth++; r.depth > maxDepth {
		r.fail("too-deep", "nested deeper than %d levels", maxDepth)
	}
	r.at++
	r.space()
}

func (r *jsonReader) object() *Node {
	n := r.node(Map)
	r.enter()
	var keys keySet
	for first := true; r.peek() != '}'; first = false {
		if !first {
			r.comma('}')
		}
		if r.peek() != '"' {
			r.fail("syntax", "expected a key in double quotes, found %s", r.found())
		}
		at := r.pos()
		f := Field{Line: int32(at.Line), Col: int32(at.Col)}
		f.Key = r.str()
		r.space()
		if r.peek() != ':' {
			r.fail("syntax", `expected ":" after the key %q, found %s`, f.Key, r.found())
		}
		r.at++
		r.space()
		f.Value = r.value()
		r.space()
		if keys.add(n, f.Key) {
			n.Fields = append(n.Fields, f)
		} else {
			reportDuplicate(r.diags, at, n.Fields[n.index(f.Key)], f.Key)
		}
	}
	r.at++
	r.depth--
	return n
}

func (r *jsonReader) array() *Node {
	n := r.node(Seq)
	r.enter()
	for first := true; r.peek() != ']'; first = false {
		if !first {
			r.comma(']')
		}
		n.Items = append(n.Items, r.value())
		r.space()
	}
	r.at++
	r.depth--
	return n
}

// comma reads the comma between members. Another member must follow it.
func (r *jsonReader) comma(end byte) {
	if r.peek() != ',' {
		r.fail("syntax", `expected "," or "%c", found %s`, end, r.found())
	}
	r.at++
	r.space()
	if r.peek() == end {
		r.fail("syntax", `unexpected "," before "%c"; remove the comma`, end)
	}
}

// number reads a number by the grammar of RFC 8259.
func (r *jsonReader) number() string {
	start := r.at
	if r.peek() == '-' {
		r.at++
	}
	if r.peek() == '0' {
		r.at++
	} else {
		r.digits()
	}
	if r.peek() == '.' {
		r.at++
		r.digits()
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.at++
		if c := r.peek(); c == '+' || c == '-' {
			r.at++
		}
		r.digits()
	}
	return r.data[start:r.at]
}

func (r *jsonReader) digits() {
	if c := r.peek(); c < '0' || c > '9' {
		r.fail("syntax", "expected a digit, found %s", r.found())
	}
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.at++
	}
}

// str reads a string. A string without escapes shares the input's bytes.
func (r *jsonReader) str() string {
	r.at++
	start := r.at
	for ; r.at < len(r.data); r.at++ {
		switch c := r.data[r.at]; {
		case c == '"':
			r.at++
			return r.data[start : r.at-1]
		case c == '\\':
			return r.escaped(start)
		case c < ' ':
			r.fail("syntax", "unexpected control character %s in a string; write it as an escape", r.found())
		}
	}
	r.fail("syntax", "the string is not closed; end it with a double quote")
	return ""
}

// escaped reads the rest of a string that starts at start and has an escape at
// the current offset.
func (r *jsonReader) escaped(start int) string {
	var b strings.Builder
	b.WriteString(r.data[start:r.at])
	for r.at < len(r.data) {
		switch c := r.data[r.at]; {
		case c == '"':
			r.at++
			return b.String()
		case c == '\\':
			b.WriteRune(r.escape())
		case c < ' ':
			r.fail("syntax", "unexpected control character %s in a string; write it as an escape", r.found())
		default:
			b.WriteByte(c)
			r.at++
		}
	}
	r.fail("syntax", "the string is not closed; end it with a double quote")
	return ""
}

var shortEscapes = map[byte]rune{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// escape reads one escape, or a surrogate pair of two. A lone surrogate
// becomes U+FFFD, as in encoding/json.
func (r *jsonReader) escape() rune {
	r.at++
	c := r.peek()
	if c != 'u' {
		short, ok := shortEscapes[c]
		if !ok {
			r.fail("syntax", `unknown escape: \ followed by %s; write \\ for a backslash`, r.found())
		}
		r.at++
		return short
	}
	r.at++
	high := r.hex()
	if !utf16.IsSurrogate(high) {
		return high
	}
	if strings.HasPrefix(r.data[r.at:], `\u`) {
		back := r.at
		r.at += 2
		if both := utf16.DecodeRune(high, r.hex()); both != utf8.RuneError {
			return both
		}
		r.at = back
	}
	return utf8.RuneError
}

func (r *jsonReader) hex() rune {
	var v rune
	for range 4 {
		c := r.peek()
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = v<<4 | rune(c|0x20-'a'+10)
		default:
			r.fail("syntax", `expected four hexadecimal digits after \u, found %s`, r.found())
		}
		r.at++
	}
	return v
}

// keySet finds duplicate keys: it searches the fields of small maps and keeps
// an index for large ones.
type keySet struct {
	index map[string]struct{}
}

// add records that key is about to become a field of n. It reports false if n
// already has the key.
func (k *keySet) add(n *Node, key string) bool {
	const few = 16
	if k.index == nil && len(n.Fields) < few {
		return n.index(key) < 0
	}
	if k.index == nil {
		k.index = make(map[string]struct{}, 4*few)
		for _, f := range n.Fields {
			k.index[f.Key] = struct{}{}
		}
	}
	if _, there := k.index[key]; there {
		return false
	}
	k.index[key] = struct{}{}
	return true
}

// note adds key without comparing it to the fields of a node.
func (k *keySet) note(key string) {
	if k.index == nil {
		k.index = map[string]struct{}{}
	}
	k.index[key] = struct{}{}
}

func (k *keySet) has(key string) bool {
	_, there := k.index[key]
	return there
}

// reportDuplicate reports that key repeats the field first.
func reportDuplicate(diags *diag.List, again diag.Pos, first Field, key string) {
	diags.Errorf(again, "duplicate-key", "duplicate key %q, first at %s; remove one",
		key, fmt.Sprintf("%d:%d", first.Line, first.Col))
}
