package source

// Conversion of yaml.v3's tree into nodes.
//
// yaml.v3 provides a tree with lines and columns (in characters; nodes count
// bytes), aliases as pointers, and errors as text. This file resolves scalars
// by the rules of yaml.v3, expands merge keys, limits the size of alias
// expansions, and reports constructs that JSON cannot express. Timestamps stay
// strings as written, and so do infinities and NaN, which JSON lacks.

import (
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// readYAML reads text, which must be valid UTF-8. The node is nil if text is not
// a single YAML document.
func readYAML(file, text string) (*Node, *diag.List) {
	diags := &diag.List{}
	r := &yamlReader{file: file, lines: yamlfile.Lines(text), diags: diags, anchored: map[*yaml.Node]subtree{}}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	tree, err := yamlfile.Decode(decoder)
	switch {
	case errors.Is(err, io.EOF):
		yamlfile.ReportEmpty(diags, file, "")
		return nil, diags
	case err != nil:
		yamlfile.ReportSyntax(diags, file, text, err)
		return nil, diags
	}
	root := r.readNode(tree.Content[0], 0).node
	switch second, err := yamlfile.Decode(decoder); {
	case errors.Is(err, io.EOF):
	case err != nil:
		yamlfile.ReportSyntax(diags, file, text, err)
		return nil, diags
	default:
		yamlfile.ReportSecondDocument(diags, r.pos(second))
		return nil, diags
	}
	if r.unusable {
		return nil, diags
	}
	return root, diags
}

type yamlReader struct {
	file     string
	lines    []string
	diags    *diag.List
	anchored map[*yaml.Node]subtree // anchored nodes; an entry without a node is still being read
	expanded int                    // number of nodes that aliases have expanded to
	unusable bool                   // the tree is unusable

	line, col, offset int // position of the last call of pos so that long lines are scanned once
}

// subtree is a node with its size.
type subtree struct {
	node   *Node
	size   int // number of nodes, expanded aliases included
	height int // levels of nested maps and lists
}

// pos returns the position of n with the column in bytes.
func (r *yamlReader) pos(n *yaml.Node) diag.Pos {
	if n.Line < 1 || n.Line > len(r.lines) {
		return diag.Pos{File: r.file, Line: n.Line, Col: n.Column}
	}
	if r.line != n.Line || r.col > n.Column {
		r.line, r.col, r.offset = n.Line, 1, 0
	}
	for line := r.lines[n.Line-1]; r.col < n.Column && r.offset < len(line); r.col++ {
		_, size := utf8.DecodeRuneInString(line[r.offset:])
		r.offset += size
	}
	return diag.Pos{File: r.file, Line: n.Line, Col: r.offset + 1}
}

func (r *yamlReader) fail(n *yaml.Node, rule, format string, args ...any) {
	r.diags.Errorf(r.pos(n), rule, format, args...)
	r.unusable = true
}

// readNode converts n, which is nested in depth maps and lists. After an error
// the result is a harmless placeholder.
func (r *yamlReader) readNode(n *yaml.Node, depth int) subtree {
	pos := r.pos(n)
	t := subtree{node: &Node{Line: int32(pos.Line), Col: int32(pos.Col)}, size: 1}
	if n.Kind == yaml.AliasNode {
		return r.readAlias(n, depth, t)
	}
	if n.Anchor != "" {
		r.anchored[n] = subtree{}
	}
	switch n.Kind {
	case yaml.ScalarNode:
		r.readScalar(n, t.node)
	case yaml.SequenceNode, yaml.MappingNode:
		if depth >= maxDepth {
			r.reportTooDeep(n)
			break
		}
		r.readCollection(n, depth+1, &t)
	}
	if n.Anchor != "" {
		r.anchored[n] = t
	}
	return t
}

func (r *yamlReader) reportTooDeep(n *yaml.Node) {
	if !r.unusable {
		r.fail(n, "too-deep", "nested deeper than %d levels", maxDepth)
	}
}

// readAlias returns the target of n. The subtree is shared, not copied. Its
// size counts again, because every walk over the tree visits it again.
func (r *yamlReader) readAlias(n *yaml.Node, depth int, harmless subtree) subtree {
	t, known := r.anchored[n.Alias]
	switch {
	case !known: // an anchor on a key
		t = r.readNode(n.Alias, depth)
	case t.node == nil:
		r.fail(n, "circular-alias", "alias *%s is inside its own anchor; remove it", n.Value)
		return harmless
	}
	if depth+t.height > maxDepth {
		r.reportTooDeep(n)
		return harmless
	}
	before := r.expanded
	if r.expanded += t.size; r.expanded > maxExpansions {
		if before <= maxExpansions {
			r.fail(n, "too-many-aliases",
				"aliases expand to more than %d nodes; write out or shorten the anchored parts", maxExpansions)
		}
		return harmless
	}
	return t
}

// readCollection reads the list or map n into t.
func (r *yamlReader) readCollection(n *yaml.Node, depth int, t *subtree) {
	if tag := n.ShortTag(); tag != "!!map" && tag != "!!seq" {
		r.fail(n, "yaml-tag", "the tag %s is not supported; remove it", tag)
	}
	t.height = 1
	grow := func(child subtree) *Node {
		t.size += child.size
		t.height = max(t.height, child.height+1)
		return child.node
	}
	if n.Kind == yaml.MappingNode {
		t.node.Kind = Map
		r.readMapping(n, t.node, depth, grow)
		return
	}
	t.node.Kind = Seq
	for _, item := range n.Content {
		t.node.Items = append(t.node.Items, grow(r.readNode(item, depth)))
	}
}

// readMapping reads the members of n. Merged members take the position of the
// merge key in the order. The map's own members override them, and earlier
// merges override later ones.
func (r *yamlReader) readMapping(n *yaml.Node, out *Node, depth int, grow func(subtree) *Node) {
	var all keySet
	own := ownKeys(n)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := unalias(n.Content[i]), n.Content[i+1]
		pos := r.pos(n.Content[i])
		switch {
		case key.Kind != yaml.ScalarNode:
			r.fail(n.Content[i], "yaml-key", "a map or list cannot be a key; write a string")
		case key.ShortTag() == "!!merge":
			merged := &Node{Kind: Seq, Items: []*Node{grow(r.readNode(value, depth))}}
			if merged.Items[0].Kind == Seq {
				merged = merged.Items[0]
			}
			for _, from := range merged.Items {
				if from.Kind != Map {
					r.fail(value, "yaml-merge", "expected a map or a list of maps as the value of a merge key")
				}
				for _, f := range from.fields() {
					if !own.has(f.Key) && all.add(out, f.Key) {
						out.Fields = append(out.Fields, f)
					}
				}
			}
		default:
			f := Field{
				Key: key.Value, Line: int32(pos.Line), Col: int32(pos.Col),
				Value: grow(r.readNode(value, depth)),
			}
			if all.add(out, f.Key) {
				out.Fields = append(out.Fields, f)
			} else {
				first := out.Fields[out.fieldIndex(f.Key)]
				yamlfile.ReportDuplicateKey(r.diags, pos, f.Key, int(first.Line), int(first.Col))
			}
		}
	}
}

// ownKeys returns the keys of n that no merge may override. It returns an
// empty set if n merges nothing.
func ownKeys(n *yaml.Node) (own keySet) {
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		merges = merges || unalias(n.Content[i]).ShortTag() == "!!merge"
	}
	for i := 0; merges && i+1 < len(n.Content); i += 2 {
		if key := unalias(n.Content[i]); key.Kind == yaml.ScalarNode && key.ShortTag() != "!!merge" {
			own.addOnly(key.Value)
		}
	}
	return own
}

func unalias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// readScalar resolves n by the rules of yaml.v3.
func (r *yamlReader) readScalar(n *yaml.Node, out *Node) {
	switch tag := n.ShortTag(); tag {
	case "!!str", "!!timestamp", "!!binary", "!!merge":
		out.Kind, out.Text = String, n.Value
	case "!!null":
		out.Kind = Null
	case "!!bool":
		out.Kind, out.Text = Bool, strings.ToLower(n.Value)
		if out.Text != "true" && out.Text != "false" {
			r.fail(n, "yaml-tag", "expected true or false, found %q", n.Value)
		}
	case "!!int", "!!float":
		var ok bool
		if out.Kind, out.Text, ok = yamlNumber(n.Value); !ok {
			r.fail(n, "yaml-tag", "expected a number, found %q", n.Value)
		}
	default:
		r.fail(n, "yaml-tag", "the tag %s is not supported; remove it", tag)
	}
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// yamlNumber converts a YAML number to a JSON number. It keeps the text if it
// is valid JSON, and otherwise (0x1F, .5, 1_000) writes the value. Numbers
// without a JSON form (.inf, .nan) stay strings.
func yamlNumber(text string) (Kind, string, bool) {
	if jsonNumber.MatchString(text) {
		return Number, text, true
	}
	plain := strings.ReplaceAll(text, "_", "")
	if v, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return Number, strconv.FormatInt(v, 10), true
	}
	if v, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return Number, strconv.FormatUint(v, 10), true
	}
	if strings.HasSuffix(strings.ToLower(plain), ".inf") || strings.ToLower(plain) == ".nan" {
		return String, text, true
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return String, text, false
	}
	return Number, strconv.FormatFloat(v, 'g', -1, 64), true
}
