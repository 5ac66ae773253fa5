package codes

// This file is a small strict decoder. yaml.v3 gives nodes with positions;
// everything else is done here, because its own decoding stops at the first
// fault and accepts much that is hardly meant.
//
// load turns bytes into a bounded tree: UTF-8 without control characters, one
// document, limited in size, depth and in what its aliases expand to. reader
// then takes the tree apart: object and members for mappings, items for lists,
// text, integer and boolean for scalars. Each reports what is wrong and says
// whether it got anything, so that callers go on and find the other faults.

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
	"gopkg.in/yaml.v3"
)

// The limits of a file. No honest table comes near them.
const (
	maxBytes    = 64 << 20
	maxDepth    = 64
	maxExpanded = 100_000 // nodes reached through aliases
	maxNodes    = 4_000_000
	maxBisected = 1 << 20 // bytes of a file that is parsed several times to find a fault
)

type reader struct {
	file  string
	data  []byte
	lines []int // offsets of the lines' beginnings
	diags *diag.List
}

// load returns the root of the document in data, or nil when it is not
// readable.
func load(file string, data []byte, diags *diag.List) (*reader, *yaml.Node) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	r := &reader{file: file, data: data, diags: diags}
	if len(data) > maxBytes {
		diags.Errorf(diag.Pos{File: file}, "too-large", "the file has more than %d MiB; split it", maxBytes>>20)
		return r, nil
	}
	r.lines = append(r.lines, 0)
	for i, b := range data {
		if b == '\n' {
			r.lines = append(r.lines, i+1)
		}
	}
	if !r.clean() {
		return r, nil
	}
	return r, r.parse()
}

// clean reports bytes that no text file should hold. They are reported before
// the YAML is read, since YAML counts some of them as line breaks.
func (r *reader) clean() bool {
	const most = 20
	found := 0
	for i := 0; i < len(r.data) && found < most; {
		c, size := utf8.DecodeRune(r.data[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			r.diags.Errorf(r.at(i), "invalid-utf8", "this is not UTF-8; save the file as UTF-8")
			return false
		case c == '\r' && !bytes.HasPrefix(r.data[i:], []byte("\r\n")), c != '\n' && c != '\r' && c != '\t' && !isPlain(c):
			r.diags.Errorf(r.at(i), "control-character", "control character %U; remove it", c)
			found++
		}
		i += size
	}
	return found == 0
}

// isPlain reports whether c may stand in a YAML file as it is.
func isPlain(c rune) bool {
	return !unicode.IsControl(c) && c != '\u2028' && c != '\u2029' && c != '\uFEFF' && c != '\uFFFE' && c != '\uFFFF'
}

func (r *reader) parse() *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(r.data))
	var document, next yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		r.diags.Errorf(diag.Pos{File: r.file, Line: 1, Col: 1}, "empty-file", `the file is empty; it needs "version: 1" and "tables"`)
		return nil
	} else if err != nil {
		r.syntax(err)
		return nil
	}
	if err := decoder.Decode(&next); err == nil {
		r.diags.Errorf(r.pos(&next), "several-documents", "a second YAML document begins here; keep one in a file")
	} else if !errors.Is(err, io.EOF) {
		r.syntax(err)
		return nil
	}
	budget := bounds{}
	if !r.bounded(&document, 0, false, &budget) {
		return nil
	}
	return document.Content[0]
}

// bounds counts what has been visited.
type bounds struct{ nodes, expanded int }

// bounded walks the tree as the reader will, through aliases, and reports when
// it is deeper or larger than allowed.
func (r *reader) bounded(n *yaml.Node, depth int, expanding bool, b *bounds) bool {
	if depth > maxDepth {
		r.errorf(n, "too-deep", "nested more than %d levels deep, perhaps through an alias to itself", maxDepth)
		return false
	}
	b.nodes++
	if expanding {
		b.expanded++
	}
	if b.nodes > maxNodes || b.expanded > maxExpanded {
		r.errorf(n, "too-large", "too many values, or too many through aliases; write them out or split the file")
		return false
	}
	if n.Kind == yaml.AliasNode {
		return r.bounded(n.Alias, depth+1, true, b)
	}
	for _, child := range n.Content {
		if !r.bounded(child, depth+1, expanding, b) {
			return false
		}
	}
	return true
}

var yamlError = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

// syntax reports an error of yaml.v3, which names a line at best and, when a
// block went wrong, the line where that block began.
func (r *reader) syntax(err error) {
	line, message := splitYAML(err)
	switch {
	case inBlock(message) && len(r.data) <= maxBisected:
		line = r.blockFault(message)
	case strings.HasPrefix(message, "did not find expected"):
		line++ // the parser counts lines from 0, the scanner from 1
	}
	if name, ok := strings.CutPrefix(message, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		r.diags.Errorf(r.at(max(0, bytes.Index(r.data, []byte("*"+name)))), "yaml-syntax", "no anchor &%s stands before this", short(name))
		return
	}
	pos := r.firstIn(line)
	if message == "mapping values are not allowed in this context" {
		pos.Col = r.secondColon(pos)
	}
	r.diags.Errorf(pos, "yaml-syntax", "not YAML: %s; check indentation, colons and quotes", message)
}

func splitYAML(err error) (line int, message string) {
	parts := yamlError.FindStringSubmatch(err.Error())
	if parts == nil {
		return 1, err.Error()
	}
	line, _ = strconv.Atoi(parts[1])
	return max(line, 1), parts[2]
}

func inBlock(message string) bool {
	return message == "did not find expected key" || message == "did not find expected '-' indicator"
}

// blockFault finds the first line without which the file's beginning parses:
// there is the fault. It looks at beginnings by bisection.
func (r *reader) blockFault(message string) int {
	return 1 + sort.Search(len(r.lines)-1, func(i int) bool {
		var n yaml.Node
		end := r.lines[i+1]
		err := yaml.Unmarshal(r.data[:end], &n)
		if err == nil {
			return false
		}
		_, got := splitYAML(err)
		return got == message
	})
}

// firstIn is the position of what comes first in line: a tab in the
// indentation, which YAML forbids, or the first letter.
func (r *reader) firstIn(line int) diag.Pos {
	line = min(max(line, 1), len(r.lines))
	text := r.data[r.lines[line-1]:]
	indent := 0
	for indent < len(text) && text[indent] == ' ' {
		indent++
	}
	return diag.Pos{File: r.file, Line: line, Col: indent + 1}
}

// secondColon is the column of the colon that makes a value a key once more.
func (r *reader) secondColon(pos diag.Pos) int {
	text, _, _ := bytes.Cut(r.data[r.lines[pos.Line-1]:], []byte("\n"))
	first := bytes.Index(text, []byte(": "))
	if first < 0 {
		return pos.Col
	}
	second := bytes.Index(text[first+1:], []byte(":"))
	if second < 0 {
		return pos.Col
	}
	return first + 1 + second + 1
}

// at is the position of the byte at offset.
func (r *reader) at(offset int) diag.Pos {
	line := sort.SearchInts(r.lines, offset+1)
	return diag.Pos{File: r.file, Line: line, Col: offset - r.lines[line-1] + 1}
}

// pos is the position of n. yaml.v3 counts columns in characters; beyond
// 4 KiB into a line they stay so, since nobody counts there and counting costs.
func (r *reader) pos(n *yaml.Node) diag.Pos {
	pos := diag.Pos{File: r.file, Line: n.Line, Col: n.Column}
	if n.Line < 1 || n.Line > len(r.lines) || n.Column > 4096 {
		return pos
	}
	rest := r.data[r.lines[n.Line-1]:]
	pos.Col = 1
	for i := 1; i < n.Column; i++ {
		_, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		pos.Col += size
	}
	return pos
}

func (r *reader) errorf(n *yaml.Node, rule, format string, args ...any) {
	r.diags.Errorf(r.pos(n), rule, format, args...)
}

// resolve follows aliases; bounded has seen to it that they end.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// field is a key that a mapping may have.
type field struct {
	key      string
	required bool
	read     func(value *yaml.Node)
}

// object reads a mapping with a fixed set of keys. what names it in messages:
// "a table".
func (r *reader) object(n *yaml.Node, what string, fields []field) bool {
	seen := make(map[string]bool)
	ok := r.members(n, what, func(key, value *yaml.Node) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key.Value })
		if i < 0 {
			r.unknownKey(key, what, fields)
			return
		}
		seen[key.Value] = true
		fields[i].read(value)
	})
	for _, f := range fields {
		if ok && f.required && !seen[f.key] {
			r.errorf(resolve(n), "missing-key", "%s needs the key %q", what, f.key)
		}
	}
	return ok
}

// renamedKeys are keys of earlier versions. CHANGELOG.md lists them.
var renamedKeys = map[string]string{"fixer": "resolvedBy", "fixers": "resolvers"}

func (r *reader) unknownKey(key *yaml.Node, what string, fields []field) {
	if now := renamedKeys[key.Value]; slices.ContainsFunc(fields, func(f field) bool { return f.key == now }) {
		r.errorf(key, "renamed-key", "the key %q is now %q; rename it", key.Value, now)
		return
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.key
	}
	remedy := diag.DidYouMean(key.Value, names)
	if remedy == "" {
		remedy = "; it may have " + strings.Join(names, ", ")
	}
	r.errorf(key, "unknown-key", "%s has no key %q%s", what, short(key.Value), remedy)
}

// members calls visit for each member of the mapping n, but for duplicates.
func (r *reader) members(n *yaml.Node, what string, visit func(key, value *yaml.Node)) bool {
	n = resolve(n)
	if n.Kind != yaml.MappingNode {
		r.wrongType(n, what, "a mapping of keys to values")
		return false
	}
	first := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := resolve(n.Content[i]), n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			r.wrongType(key, "a key", "a text")
			continue
		}
		if other := first[key.Value]; other != nil {
			r.errorf(n.Content[i], "duplicate-key", "%q is here for the second time, after %s; remove one", short(key.Value), r.pos(other))
			continue
		}
		first[key.Value] = n.Content[i]
		visit(key, value)
	}
	return true
}

// items calls visit for each item of the list n, which must not be empty.
func (r *reader) items(n *yaml.Node, what string, visit func(item *yaml.Node)) {
	n = resolve(n)
	if n.Kind != yaml.SequenceNode {
		r.wrongType(n, what, "a list")
		return
	}
	if len(n.Content) == 0 {
		r.errorf(n, "empty-list", "%s must not be empty", what)
	}
	for _, item := range n.Content {
		visit(resolve(item))
	}
}

// text reads a text that is not empty.
func (r *reader) text(n *yaml.Node, what string) (string, bool) {
	n = resolve(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" {
		r.wrongType(n, what, "a text")
		return "", false
	}
	if strings.TrimSpace(n.Value) == "" {
		r.errorf(n, "empty-text", "%s must not be empty", what)
		return "", false
	}
	return n.Value, true
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

// integer reads a decimal number from low to high.
func (r *reader) integer(n *yaml.Node, what string, low, high int64) (int64, bool) {
	n = resolve(n)
	tag := n.ShortTag() // of a number that is too large for YAML: !!float
	if n.Kind != yaml.ScalarNode || tag != "!!int" && (tag != "!!float" || !decimal.MatchString(n.Value)) {
		r.wrongType(n, what, "a whole number")
		return 0, false
	}
	if !decimal.MatchString(n.Value) {
		r.errorf(n, "wrong-type", "%s must be written in plain decimal digits, not %s", what, short(n.Value))
		return 0, false
	}
	value, err := strconv.ParseInt(n.Value, 10, 64)
	if err != nil || value < low || value > high {
		r.errorf(n, "out-of-range", "%s must be from %d to %d, not %s", what, low, high, short(n.Value))
		return 0, false
	}
	return value, true
}

func (r *reader) boolean(n *yaml.Node, what string) bool {
	n = resolve(n)
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		r.wrongType(n, what, "true or false")
		return false
	}
	return strings.EqualFold(n.Value, "true")
}

func (r *reader) wrongType(n *yaml.Node, what, want string) {
	remedy := ""
	if want == "a text" && n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		remedy = "; put it in quotes"
	}
	r.errorf(n, "wrong-type", "%s must be %s, not %s%s", what, want, describe(n), remedy)
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!str":
		return "the text " + strconv.Quote(short(n.Value))
	}
	return short(n.Value)
}

// short cuts foreign text to a length that fits into a message.
func short(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
