// Package source reads API descriptions and slices them to a selection.
//
// It takes the bytes of an OpenAPI 3.0 or 3.1 description, in JSON or YAML,
// gives a Document whose every node knows its line and column, and may import
// only diag and, for the errors that both report, yamlfile. It handles everything
// that a typed reader loses: positions, duplicate keys, dangling and circular
// references, limits on size and depth.
//
// The steps in order, with their files:
//
//   - Open (read.go) detects JSON or YAML and checks that the text is an
//     OpenAPI description. Plain text is read fast and only in outline
//     (unread.go, jsonskim.go, yamlskim.go with yamlscalar.go), other text in
//     full (json.go, yaml.go). The tree is in document.go, its size in size.go.
//     References to anchors become pointers (anchors.go).
//   - Gather (files.go, filenames.go, inline.go) merges the parts that other
//     files hold.
//   - Overlay (overlay.go, apply.go) applies overlays. jsonpath.go finds their
//     targets, filtercost.go estimates the cost of filters, and textfuncs.go has
//     the functions of filters that read strings.
//   - Slice (slice.go) picks the selected operations (selection.go, globs.go,
//     globmatch.go, additional.go), follows their references (closure.go, depth.go, refs.go,
//     unused.go) along the grammar of OpenAPI (grammar.go), copies the reached
//     nodes (prune.go) and checks them (check.go, nulls.go). It leaves out parts
//     with errors (repair.go, parts.go, edit.go, originals.go).
//   - Description (description.go) applies all of these to the text of a file.
//   - JSON and YAML (write.go) write a document, CanonicalYAML (canonical.go)
//     writes it with sorted members. Explain (explain.go) and
//     Inspect (inspect.go) report on one.
//
// Nodes are shared between documents and, through YAML aliases, within one
// document. They are immutable once Read has returned.
//
// A document from Open loads its nodes on access, so it is not safe for
// concurrent use until Load has returned. A slice is always loaded.
package source

import (
	"slices"
	"strconv"
	"sync"

	"github.com/fragen-go/fragen/generator/diag"
)

// Kind is the JSON kind of a Node.
type Kind uint8

// The kinds of nodes.
const (
	Null Kind = iota
	Bool
	Number
	String
	Seq
	Map
)

// String returns the name of the kind for messages, such as "a list" or
// "null".
func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "a map"}[k]
}

// Node is a value of a description.
type Node struct {
	Kind Kind
	File uint16 // index into the Document's files; 0 is the description itself

	// Text is the value of a scalar: a string's value, a number as written
	// (always valid in JSON), "true", "false", or "" for null.
	Text string

	Line   int32 // from 1
	Col    int32 // from 1, in bytes
	Fields []Field
	Items  []*Node
}

// emptyCopy returns an empty node with the kind and position of n.
func (n *Node) emptyCopy() *Node { return &Node{Kind: n.Kind, File: n.File, Line: n.Line, Col: n.Col} }

// Field is a member of a map.
type Field struct {
	Key   string
	Line  int32 // of the key, in the file of Value
	Col   int32
	Value *Node
}

// Get returns the member key of the map n. It returns nil if n has no such
// member, is not a map, or is nil.
func (n *Node) Get(key string) *Node {
	if i := n.fieldIndex(key); i >= 0 {
		return n.Fields[i].Value.loaded()
	}
	return nil
}

// fieldIndex returns the index of key among n's fields, or -1.
func (n *Node) fieldIndex(key string) int {
	if n.loaded() == nil || n.Kind != Map {
		return -1
	}
	return slices.IndexFunc(n.Fields, func(f Field) bool { return f.Key == key })
}

// stringValue returns the value of a string node and "" for any other node.
func (n *Node) stringValue() string {
	if n.loaded() == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// fields returns the members of a map and nil for any other node.
func (n *Node) fields() []Field {
	if n.loaded() == nil || n.Kind != Map {
		return nil
	}
	return n.Fields
}

// items returns the elements of a list and nil for any other node.
func (n *Node) items() []*Node {
	if n.loaded() == nil || n.Kind != Seq {
		return nil
	}
	return n.Items
}

// Document is a description, whole or sliced. A slice keeps the positions of
// the original file.
type Document struct {
	File string
	Root *Node // after Open and before Load, code outside this package must not walk it

	// Limits are those of the configuration. They limit the work of Slice.
	Limits diag.Limits

	overlays     []string                // the files of the overlays that were applied
	otherFiles   []string                // names of further files, indexed by Node.File minus 1
	refersOut    bool                    // some reference may name another file
	refersOddly  bool                    // some reference may be where OpenAPI allows none
	problems     map[*Node]problem       // references that Gather could not follow, by the node of their text
	removedItems map[diag.Pointer][]int  // lists of the original → ascending indexes of removed elements
	movedRefs    map[diag.Pointer]string // pointers of the original, of references whose indexes changed → their texts
	original     *Document               // the document before repairs; nil if there are none
	leftOut      map[diag.Pointer]bool   // operations that no selection includes, because of errors in them
	inserted     int                     // nodes that overlays inserted
	overlayWork  *overlayWork            // nil before the first overlay
	globSteps    *globSteps              // nil before the first selection
	maxSize      int                     // the limit of Size, because the slice repeats parts; 0: none

	suggester    diag.Suggester
	fieldIndexes sync.Map // *Node of a map with many members → map[string]int, the indexes of its members
}

// withRoot returns a document of the same files with another root.
func (d *Document) withRoot(root *Node) *Document {
	return &Document{
		File: d.File, Root: root, otherFiles: d.otherFiles, problems: d.problems,
		leftOut: d.leftOut, overlays: d.overlays, removedItems: d.removedItems, original: d.original,
		movedRefs: d.movedRefs, Limits: d.Limits, maxSize: d.maxSize,
		inserted: d.inserted, overlayWork: d.overlayWork, globSteps: d.globSteps,
	}
}

// At returns the node at p, or nil if there is none.
func (d *Document) At(p diag.Pointer) *Node {
	n := d.Root
	for token := range p.EachToken() {
		if n == nil {
			break
		}
		n, _, _ = d.childToken(n, token)
	}
	return n
}

// Member returns the node at the member key of the map at p, or nil.
func (d *Document) Member(p diag.Pointer, key string) *Node {
	n, _, _ := d.childToken(d.At(p), key)
	return n
}

// Pos returns the position of the deepest existing node on the path to p. For
// a member of a map it is the position of the key.
func (d *Document) Pos(p diag.Pointer) diag.Pos {
	n, pos := d.Root, d.nodePos(d.Root)
	for token := range p.EachToken() {
		next, line, col := d.childToken(n, token)
		if next == nil {
			break
		}
		n, pos = next, d.filePos(next.File, line, col)
	}
	return pos
}

// childToken returns the child of n that one token of a pointer names, and its
// position.
func (d *Document) childToken(n *Node, token string) (*Node, int32, int32) {
	switch {
	case n == nil:
	case n.Kind == Map:
		if i := d.fieldIndex(n, token); i >= 0 {
			return n.Fields[i].Value.loaded(), n.Fields[i].Line, n.Fields[i].Col
		}
	case n.Kind == Seq:
		i, err := strconv.Atoi(token)
		if err == nil && i >= 0 && i < len(n.Items) && strconv.Itoa(i) == token {
			return n.Items[i], n.Items[i].Line, n.Items[i].Col
		}
	}
	return nil, 0, 0
}

// fieldIndex is Node.fieldIndex with a cache for large maps such as the paths
// of a large description.
func (d *Document) fieldIndex(n *Node, key string) int {
	if len(n.fields()) < 64 {
		return n.fieldIndex(key)
	}
	known, ok := d.fieldIndexes.Load(n)
	if !ok {
		places := make(map[string]int, len(n.Fields))
		for i, f := range n.Fields {
			places[f.Key] = i
		}
		known, _ = d.fieldIndexes.LoadOrStore(n, places)
	}
	if i, ok := known.(map[string]int)[key]; ok {
		return i
	}
	return -1
}

// nodePos returns the position of n's value.
func (d *Document) nodePos(n *Node) diag.Pos {
	if n == nil {
		return d.filePos(0, 0, 0)
	}
	return d.filePos(n.File, n.Line, n.Col)
}

// slab allocates nodes in batches of growing size.
type slab struct {
	free []Node
	size int // number of nodes in the last batch
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

// keyPos returns the position of the key of f.
func (d *Document) keyPos(f Field) diag.Pos { return d.filePos(f.Value.File, f.Line, f.Col) }

func (d *Document) filePos(file uint16, line, col int32) diag.Pos {
	name := d.File
	if file > 0 {
		name = d.otherFiles[file-1]
	}
	return diag.Pos{File: name, Line: int(line), Col: int(col)}
}
