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
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// jsonReader is the state of one read. fail reports an error and panics with a
// jsonError, which readJSON recovers.
type jsonReader struct {
	file      string
	data      string
	offset    int
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
	r.skipSpace()
	root = r.readValue()
	r.skipSpace()
	if r.offset < len(r.data) {
		r.fail("syntax", "unexpected text after the end of the document; remove it")
	}
	return root, r.diags
}

func (r *jsonReader) pos() diag.Pos {
	return diag.Pos{File: r.file, Line: int(r.line), Col: r.offset - r.lineStart + 1}
}

func (r *jsonReader) fail(rule, format string, args ...any) {
	r.diags.Errorf(r.pos(), rule, format, args...)
	panic(jsonError{})
}

// skipSpace skips white space and counts lines. No other token can contain a
// line break.
func (r *jsonReader) skipSpace() {
	for ; r.offset < len(r.data); r.offset++ {
		switch r.data[r.offset] {
		case '\n':
			r.line++
			r.lineStart = r.offset + 1
		case ' ', '\t', '\r':
		default:
			return
		}
	}
}

// peek returns the next byte, or 0 at the end. A NUL byte in the input is not
// a valid token either, so the two need no distinction.
func (r *jsonReader) peek() byte {
	if r.offset < len(r.data) {
		return r.data[r.offset]
	}
	return 0
}

// describeNext names the next character for messages.
func (r *jsonReader) describeNext() string {
	if r.offset >= len(r.data) {
		return "the end of the file"
	}
	c, _ := utf8.DecodeRuneInString(r.data[r.offset:])
	return strconv.QuoteRune(c)
}

func (r *jsonReader) newNode(kind Kind) *Node {
	n := r.slab.node()
	n.Kind, n.Line, n.Col = kind, r.line, int32(r.offset-r.lineStart+1)
	return n
}

func (r *jsonReader) readValue() *Node {
	switch c := r.peek(); {
	case c == '{':
		return r.readObject()
	case c == '[':
		return r.readArray()
	case c == '"':
		n := r.newNode(String)
		n.Text = r.readString()
		return n
	case c == '-' || c >= '0' && c <= '9':
		n := r.newNode(Number)
		n.Text = r.readNumber()
		return n
	case c == 't':
		return r.readLiteral(Bool, "true")
	case c == 'f':
		return r.readLiteral(Bool, "false")
	case c == 'n':
		return r.readLiteral(Null, "null")
	}
	r.fail("syntax", "expected a value, found %s", r.describeNext())
	return nil
}

func (r *jsonReader) readLiteral(kind Kind, word string) *Node {
	n := r.newNode(kind)
	if !strings.HasPrefix(r.data[r.offset:], word) {
		r.fail("syntax", "expected a value; put strings in quotes")
	}
	r.offset += len(word)
	if kind == Bool {
		n.Text = word
	}
	return n
}

func (r *jsonReader) enterCollection() {
	if r.depth++; r.depth > maxDepth {
		r.fail("too-deep", "nested more than %d levels deep", maxDepth)
	}
	r.offset++
	r.skipSpace()
}

func (r *jsonReader) readObject() *Node {
	n := r.newNode(Map)
	r.enterCollection()
	var keys keySet
	for first := true; r.peek() != '}'; first = false {
		if !first {
			r.readComma('}')
		}
		if r.peek() != '"' {
			r.fail("syntax", "expected a key in double quotes, found %s", r.describeNext())
		}
		at := r.pos()
		f := Field{Line: int32(at.Line), Col: int32(at.Col)}
		f.Key = r.readString()
		r.skipSpace()
		if r.peek() != ':' {
			r.fail("syntax", `expected ":" after the key %q, found %s`, f.Key, r.describeNext())
		}
		r.offset++
		r.skipSpace()
		f.Value = r.readValue()
		r.skipSpace()
		if keys.add(n, f.Key) {
			n.Fields = append(n.Fields, f)
		} else {
			first := n.Fields[n.fieldIndex(f.Key)]
			yamlfile.ReportDuplicateKey(r.diags, at, f.Key, int(first.Line), int(first.Col))
		}
	}
	r.offset++
	r.depth--
	return n
}

func (r *jsonReader) readArray() *Node {
	n := r.newNode(Seq)
	r.enterCollection()
	for first := true; r.peek() != ']'; first = false {
		if !first {
			r.readComma(']')
		}
		n.Items = append(n.Items, r.readValue())
		r.skipSpace()
	}
	r.offset++
	r.depth--
	return n
}

// readComma reads the comma between members. Another member must follow it.
func (r *jsonReader) readComma(end byte) {
	if r.peek() != ',' {
		r.fail("syntax", `expected "," or "%c", found %s`, end, r.describeNext())
	}
	r.offset++
	r.skipSpace()
	if r.peek() == end {
		r.fail("syntax", `unexpected "," before "%c"; remove the comma`, end)
	}
}

// readNumber reads a number by the grammar of RFC 8259.
func (r *jsonReader) readNumber() string {
	start := r.offset
	if r.peek() == '-' {
		r.offset++
	}
	if r.peek() == '0' {
		r.offset++
	} else {
		r.skipDigits()
	}
	if r.peek() == '.' {
		r.offset++
		r.skipDigits()
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.offset++
		if c := r.peek(); c == '+' || c == '-' {
			r.offset++
		}
		r.skipDigits()
	}
	return r.data[start:r.offset]
}

func (r *jsonReader) skipDigits() {
	if c := r.peek(); c < '0' || c > '9' {
		r.fail("syntax", "expected a digit, found %s", r.describeNext())
	}
	for c := r.peek(); c >= '0' && c <= '9'; c = r.peek() {
		r.offset++
	}
}

// readString reads a string. A string without escapes shares the input's bytes.
func (r *jsonReader) readString() string {
	r.offset++
	start := r.offset
	for ; r.offset < len(r.data); r.offset++ {
		switch c := r.data[r.offset]; {
		case c == '"':
			r.offset++
			return r.data[start : r.offset-1]
		case c == '\\':
			return r.readEscaped(start)
		case c < ' ':
			r.fail("syntax", "unexpected control character %s in a string; write it as an escape", r.describeNext())
		}
	}
	r.fail("syntax", "the string is not closed; end it with a double quote")
	return ""
}

// readEscaped reads the rest of a string that starts at start and has an
// escape at the current offset.
func (r *jsonReader) readEscaped(start int) string {
	var b strings.Builder
	b.WriteString(r.data[start:r.offset])
	for r.offset < len(r.data) {
		switch c := r.data[r.offset]; {
		case c == '"':
			r.offset++
			return b.String()
		case c == '\\':
			b.WriteRune(r.readEscape())
		case c < ' ':
			r.fail("syntax", "unexpected control character %s in a string; write it as an escape", r.describeNext())
		default:
			b.WriteByte(c)
			r.offset++
		}
	}
	r.fail("syntax", "the string is not closed; end it with a double quote")
	return ""
}

var shortEscapes = map[byte]rune{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// readEscape reads one escape, or a surrogate pair of two. A lone surrogate
// becomes U+FFFD, as in encoding/json.
func (r *jsonReader) readEscape() rune {
	r.offset++
	c := r.peek()
	if c != 'u' {
		short, ok := shortEscapes[c]
		if !ok {
			r.fail("syntax", `unknown escape: \ followed by %s; write \\ for a backslash`, r.describeNext())
		}
		r.offset++
		return short
	}
	r.offset++
	high := r.readHex()
	if !utf16.IsSurrogate(high) {
		return high
	}
	if strings.HasPrefix(r.data[r.offset:], `\u`) {
		back := r.offset
		r.offset += 2
		if both := utf16.DecodeRune(high, r.readHex()); both != utf8.RuneError {
			return both
		}
		r.offset = back
	}
	return utf8.RuneError
}

func (r *jsonReader) readHex() rune {
	var v rune
	for range 4 {
		c := r.peek()
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = v<<4 | rune(c|0x20-'a'+10)
		default:
			r.fail("syntax", `expected four hexadecimal digits after \u, found %s`, r.describeNext())
		}
		r.offset++
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
		return n.fieldIndex(key) < 0
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

// addOnly adds key without comparing it to the fields of a node.
func (k *keySet) addOnly(key string) {
	if k.index == nil {
		k.index = map[string]struct{}{}
	}
	k.index[key] = struct{}{}
}

func (k *keySet) has(key string) bool {
	_, there := k.index[key]
	return there
}
