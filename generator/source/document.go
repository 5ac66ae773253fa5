// Package source reads API descriptions and cuts out what a selection needs.
//
// It takes the bytes of an OpenAPI 3.0 or 3.1 description, JSON or YAML, gives
// a Document whose every node knows its line and column, and may import only
// diag. It owns all that a typed reader loses: positions, duplicate keys,
// references that lead nowhere or in circles, limits on size and depth.
//
// The way through the room: Open (read.go) tells JSON from YAML and checks that
// it is an OpenAPI description; what is plain is read fast and only as far as
// it is needed (unread.go, jsonskim.go, yamlskim.go), the rest in full (json.go,
// yaml.go); Gather (files.go, filenames.go) brings in what other files hold;
// Overlay (overlay.go, apply.go) mends it by the actions of overlays,
// whose targets jsonpath.go finds; Slice (slice.go) picks the selected operations
// (selection.go), follows their references (closure.go) along the grammar of
// OpenAPI (grammar.go), copies what was reached (prune.go) and checks it
// (check.go); write.go prints a document again.
//
// Nodes are shared between documents and, below YAML aliases, within one:
// nobody changes a node after Read has returned it.
//
// A document from Open reads as it is asked: it is not for several goroutines
// at once before Load. A slice is.
package source

import (
	"slices"
	"strconv"
	"sync"

	"github.com/fragen-go/fragen/generator/diag"
)

// Kind says what a Node is.
type Kind uint8

// The kinds, those of JSON.
const (
	Null Kind = iota
	Bool
	Number
	String
	Seq
	Map
)

// String returns what the kind is called in messages: "a list", "null".
func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "a map"}[k]
}

// Node is a value of a description.
type Node struct {
	Kind   Kind
	File   uint16 // of the Document's files; 0 is the description itself
	Text   string // scalars: the text; numbers as written, always valid in JSON; "true" or "false"; "" for null
	Line   int32  // from 1
	Col    int32  // from 1, in bytes
	Fields []Field
	Items  []*Node
}

// blank returns an empty node that stands where n does.
func (n *Node) blank() *Node { return &Node{Kind: n.Kind, File: n.File, Line: n.Line, Col: n.Col} }

// Field is a member of a map.
type Field struct {
	Key   string
	Line  int32 // of the key, in the file of Value
	Col   int32
	Value *Node
}

// Get returns the member key of the map n, nil when n has none, is no map or
// is nil itself.
func (n *Node) Get(key string) *Node {
	if i := n.index(key); i >= 0 {
		return n.Fields[i].Value.now()
	}
	return nil
}

// index returns where key stands among n's fields, -1 when it does not.
func (n *Node) index(key string) int {
	if n.now() == nil || n.Kind != Map {
		return -1
	}
	return slices.IndexFunc(n.Fields, func(f Field) bool { return f.Key == key })
}

// text returns the text of a string, "" for everything else.
func (n *Node) text() string {
	if n.now() == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// fields returns the members of a map, none for everything else.
func (n *Node) fields() []Field {
	if n.now() == nil || n.Kind != Map {
		return nil
	}
	return n.Fields
}

// items returns the elements of a list, none for everything else.
func (n *Node) items() []*Node {
	if n.now() == nil || n.Kind != Seq {
		return nil
	}
	return n.Items
}

// Document is a description, whole or sliced. A slice keeps the positions of
// the file it was cut from.
type Document struct {
	File string
	Root *Node // after Open, unless Load was called: not to be walked outside this room

	more      []string          // further files that nodes come from, by Node.File from 1 on
	refersOut bool              // some reference may lead to another file
	problems  map[*Node]problem // texts of references that cannot be followed, see Gather

	wide sync.Map // *Node of a map with many members → map[string]int, where each stands
}

// with returns a document of the same files with another root.
func (d *Document) with(root *Node) *Document {
	return &Document{File: d.File, Root: root, more: d.more, problems: d.problems}
}

// At returns the node at exactly p, nil when there is none.
func (d *Document) At(p diag.Pointer) *Node {
	n := d.Root
	for _, token := range p.Tokens() {
		n, _, _ = d.child(n, token)
	}
	return n
}

// Pos returns the position of the deepest node on the way to p that exists:
// for a member of a map, that of its key.
func (d *Document) Pos(p diag.Pointer) diag.Pos {
	n, pos := d.Root, d.at(d.Root)
	for _, token := range p.Tokens() {
		next, line, col := d.child(n, token)
		if next == nil {
			break
		}
		n, pos = next, d.pos(next.File, line, col)
	}
	return pos
}

// child returns the node one token of a pointer below n and its position.
func (d *Document) child(n *Node, token string) (*Node, int32, int32) {
	switch {
	case n == nil:
	case n.Kind == Map:
		if i := d.index(n, token); i >= 0 {
			return n.Fields[i].Value.now(), n.Fields[i].Line, n.Fields[i].Col
		}
	case n.Kind == Seq:
		i, err := strconv.Atoi(token)
		if err == nil && i >= 0 && i < len(n.Items) && strconv.Itoa(i) == token {
			return n.Items[i], n.Items[i].Line, n.Items[i].Col
		}
	}
	return nil, 0, 0
}

// index is Node.index, with a memory for maps such as the paths of a large
// description.
func (d *Document) index(n *Node, key string) int {
	if len(n.fields()) < 64 {
		return n.index(key)
	}
	known, ok := d.wide.Load(n)
	if !ok {
		places := make(map[string]int, len(n.Fields))
		for i, f := range n.Fields {
			places[f.Key] = i
		}
		known, _ = d.wide.LoadOrStore(n, places)
	}
	if i, ok := known.(map[string]int)[key]; ok {
		return i
	}
	return -1
}

// at returns where n itself begins.
func (d *Document) at(n *Node) diag.Pos {
	if n == nil {
		return d.pos(0, 0, 0)
	}
	return d.pos(n.File, n.Line, n.Col)
}

// slab makes nodes many at a time, more each time.
type slab struct {
	free []Node
	size int // of the last ones
	file uint16
}

func (s *slab) node() *Node {
	if len(s.free) == 0 {
		s.size = min(max(2*s.size, 8), 256)
		s.free = make([]Node, s.size)
	}
	n := &s.free[0]
	s.free = s.free[1:]
	n.File = s.file
	return n
}

// key returns where the key of f stands.
func (d *Document) key(f Field) diag.Pos { return d.pos(f.Value.File, f.Line, f.Col) }

func (d *Document) pos(file uint16, line, col int32) diag.Pos {
	name := d.File
	if file > 0 {
		name = d.more[file-1]
	}
	return diag.Pos{File: name, Line: int(line), Col: int(col)}
}
