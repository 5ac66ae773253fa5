// Package yamlfile reads the YAML files that belong to fragen itself,
// fragen.yaml and codes.yaml, strictly and with one wording for all errors.
//
// It takes the bytes of a file, gives its root Node and diagnostics, and may
// import only diag and yaml.v3. The source package, which reads API
// descriptions with its own nodes, shares the errors of report.go and syntax.go.
//
// # The files
//
//   - yamlfile.go: [Read], from bytes to one bounded document
//   - node.go: [Node], lists and maps with known keys
//   - scalar.go: strings, numbers and booleans
//   - report.go: errors that several readers report
//   - syntax.go: errors of yaml.v3, translated and placed
package yamlfile

// yaml.v3 provides nodes with positions. Everything else is done here, because
// its own decoding stops at the first error and accepts values that were hardly
// intended. Read rejects a file that is not a single UTF-8 document without
// control characters, and limits its size, its depth and the number of nodes
// that its aliases expand to. The methods of Node then report every unexpected
// value and return whether they read one so that the caller continues and
// finds the remaining errors.

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// The limits of a document. Files written by people stay far below them.
const (
	maxDepth    = 64
	maxNodes    = 4_000_000
	maxExpanded = 100_000 // nodes reached through aliases
)

// Format is a kind of file.
type Format struct {
	MaxBytes int    // larger files are rejected
	IfEmpty  string // remedy for an empty file, such as "add the key …"
}

// file is the file that nodes belong to.
type file struct {
	name  string // for positions
	text  string
	lines []int // offset of each line
	diags *diag.List
}

// Read returns the root of the YAML document in data, which is called name in
// diagnostics. ok is false if there is no document to read. Errors go to diags.
func Read(name string, data []byte, format Format, diags *diag.List) (root Node, ok bool) {
	if len(data) > format.MaxBytes {
		ReportTooLarge(diags, name, len(data), format.MaxBytes)
		return Node{}, false
	}
	f := &file{name: name, text: string(bytes.TrimPrefix(data, []byte("\uFEFF"))), diags: diags}
	f.lines = append(f.lines, 0)
	for i := range len(f.text) {
		if f.text[i] == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	if !f.checkCharacters() || diags.MergeConflicts(name, f.text) {
		return Node{}, false
	}
	node := f.parse(format)
	return Node{f, node}, node != nil
}

// checkCharacters reports bytes that a text file must not contain. It runs
// before the YAML is parsed, because YAML counts some of them as line breaks.
func (f *file) checkCharacters() bool {
	const most = 20
	found := 0
	for i := 0; i < len(f.text) && found < most; {
		c, size := utf8.DecodeRuneInString(f.text[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			ReportEncoding(f.diags, f.at(i), f.text[i])
			return false
		case c == '\r' && !strings.HasPrefix(f.text[i:], "\r\n"), !strings.ContainsRune("\r\n\t", c) && !IsPlain(c):
			f.diags.Errorf(f.at(i), "control-character", "control character %U; remove it", c)
			found++
		}
		i += size
	}
	return found == 0
}

// IsPlain reports whether c may appear unescaped in a file: it is neither a
// control character nor a line break of Unicode.
func IsPlain(c rune) bool {
	return !unicode.IsControl(c) && !slices.Contains([]rune{'\u2028', '\u2029', '\uFEFF', '\uFFFE', '\uFFFF'}, c)
}

// parse returns the root of the first document, nil if there is none. It goes
// on after a second document, which is an error, to find the others.
func (f *file) parse(format Format) *yaml.Node {
	decoder := yaml.NewDecoder(strings.NewReader(f.text))
	root, err := decodeRoot(decoder)
	switch {
	case errors.Is(err, io.EOF):
		ReportEmpty(f.diags, f.name, format.IfEmpty)
		return nil
	case err != nil:
		ReportSyntax(f.diags, f.name, f.text, err)
		return nil
	}
	switch second, err := Decode(decoder); {
	case errors.Is(err, io.EOF):
	case err != nil:
		ReportSyntax(f.diags, f.name, f.text, err)
		return nil
	default:
		ReportSecondDocument(f.diags, Node{f, second}.Pos())
	}
	if !(&limiter{file: f}).check(root, 0, false) {
		return nil
	}
	return root
}

// decodeRoot returns the root of the next document. The error is io.EOF if
// there are only comments.
func decodeRoot(decoder *yaml.Decoder) (*yaml.Node, error) {
	document, err := Decode(decoder)
	if err != nil {
		return nil, err
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" && root.Value == "" {
		return nil, io.EOF
	}
	return root, nil
}

// limiter counts the nodes of a document.
type limiter struct {
	file            *file
	nodes, expanded int
	open            []*yaml.Node // anchored nodes that are being walked
}

// check walks n the way a reader does, aliases included. It returns false after
// it reported a document that is too deep, too large or circular.
func (l *limiter) check(n *yaml.Node, depth int, aliased bool) bool {
	node := Node{l.file, n}
	l.nodes++
	if aliased {
		l.expanded++
	}
	switch {
	case n.Kind == yaml.AliasNode && slices.Contains(l.open, n.Alias):
		node.Errorf("circular-alias", "alias *%s is inside the value that it refers to", diag.Excerpt(n.Value))
	case depth > maxDepth:
		node.Errorf("too-deep", "nested more than %d levels deep", maxDepth)
	case l.nodes > maxNodes:
		node.Errorf("too-large", "more than %d values; split the file", maxNodes)
	case l.expanded > maxExpanded:
		node.Errorf("too-many-aliases",
			"aliases expand to more than %d values; write out or shorten the anchored parts", maxExpanded)
	case n.Kind == yaml.AliasNode:
		return l.check(n.Alias, depth+1, true)
	default:
		return l.checkChildren(n, depth, aliased)
	}
	return false
}

func (l *limiter) checkChildren(n *yaml.Node, depth int, aliased bool) bool {
	if n.Anchor != "" {
		l.open = append(l.open, n)
		defer func() { l.open = l.open[:len(l.open)-1] }()
	}
	for _, child := range n.Content {
		if !l.check(child, depth+1, aliased) {
			return false
		}
	}
	return true
}

// at returns the position of the byte at offset.
func (f *file) at(offset int) diag.Pos {
	line := sort.SearchInts(f.lines, offset+1)
	return diag.Pos{File: f.name, Line: line, Col: offset - f.lines[line-1] + 1}
}
