package source

// Evaluation of a JSONPath on a tree of nodes.
//
// The jsonpath library parses the expression and evaluates filters. The walk
// is our own, because the library's walk over Go maps loses the order of the
// description, yields values instead of nodes, and can take exponential time
// for expressions with several "..". This walk descends through a node at most
// once for each segment, so its time is linear in the size of the tree.

import (
	"encoding/json"
	"strings"

	"github.com/theory/jsonpath/spec"
)

// maxEffort limits the number of nodes that filters may visit: `$..[?$..x]`
// would walk the whole description once for each of its nodes.
const maxEffort = 1 << 25

// spot is a tree node that a query visited.
type spot struct {
	node   *Node
	up     *spot
	below  []*spot // by index of the field or item, nil where not visited
	picked int     // number of the last segment that selected it, from 1
	gone   int     // number of the last segment that descended through it
	chosen bool    // the whole query selects it
	way    bool    // it is selected or has a selected descendant
}

// child returns the i-th child of s.
func (s *spot) child(i int) *spot {
	if s.below == nil {
		s.below = make([]*spot, s.node.size())
	}
	if s.below[i] == nil {
		s.below[i] = &spot{node: s.node.child(i), up: s}
	}
	return s.below[i]
}

// size returns the number of members or elements.
func (n *Node) size() int { return len(n.fields()) + len(n.items()) }

// child returns the value of the i-th member, or the i-th element.
func (n *Node) child(i int) *Node {
	if n.Kind == Map {
		return n.Fields[i].Value.now()
	}
	return n.Items[i].now()
}

// finder evaluates queries on a tree.
type finder struct {
	doc    *Document
	values map[*Node]any // nodes converted to the library's values
	sizes  map[*Node]extent
	effort int64
	now    int // number of the current segment, from 1
	found  []*spot
}

// find returns the nodes that path selects, each once, and the root of the
// visited tree. It returns ok = false if the evaluation would take too long.
func (f *finder) find(path *spec.PathQuery) (root *spot, found []*spot, ok bool) {
	root = &spot{node: f.doc.Root.now()}
	found = []*spot{root}
	f.effort = 0
	for i, segment := range path.Segments() {
		from := found
		f.now, f.found = i+1, nil
		for _, s := range from {
			if segment.IsDescendant() {
				f.descend(s, segment)
			} else {
				f.pick(s, segment)
			}
		}
		found = f.found
		if f.effort > maxEffort {
			return nil, nil, false
		}
	}
	for _, s := range found {
		s.chosen = true
		for ; s != nil && !s.way; s = s.up {
			s.way = true
		}
	}
	return root, found, true
}

// descend picks from s and from all nodes below it.
func (f *finder) descend(s *spot, segment *spec.Segment) {
	if s.gone == f.now {
		return
	}
	s.gone = f.now
	f.pick(s, segment)
	for i := range s.node.size() {
		f.descend(s.child(i), segment)
	}
}

// pick applies a segment's selectors to the members or elements of s.
func (f *finder) pick(s *spot, segment *spec.Segment) {
	for _, selector := range segment.Selectors() {
		switch selector := selector.(type) {
		case spec.Name:
			if s.node.Kind == Map {
				f.add(s, f.doc.index(s.node, string(selector)))
			}
		case spec.Index:
			if at := int(selector); s.node.Kind == Seq && at < 0 {
				f.add(s, at+len(s.node.Items))
			} else if s.node.Kind == Seq {
				f.add(s, at)
			}
		case spec.SliceSelector:
			f.slice(s, selector)
		case spec.WildcardSelector:
			for i := range s.node.size() {
				f.add(s, i)
			}
		case *spec.FilterSelector:
			f.filter(s, selector)
		}
	}
}

// add selects the i-th child of s, if it exists.
func (f *finder) add(s *spot, i int) {
	if i < 0 || i >= s.node.size() {
		return
	}
	if below := s.child(i); below.picked != f.now {
		below.picked = f.now
		f.found = append(f.found, below)
	}
}

func (f *finder) slice(s *spot, selector spec.SliceSelector) {
	from, to := selector.Bounds(len(s.node.Items))
	for i := from; selector.Step() > 0 && i < to; i += selector.Step() {
		f.add(s, i)
	}
	for i := to; selector.Step() < 0 && i > from; i += selector.Step() {
		f.add(s, i)
	}
}

// filter selects the children for which the filter expression is true.
func (f *finder) filter(s *spot, selector *spec.FilterSelector) {
	text := unquoted(selector.String())
	factor := int64(1) << min(strings.Count(text, ","), 30)
	for range strings.Count(text, "..") - 1 {
		factor = min(factor*32, maxEffort)
	}
	var root any
	far := 0
	if strings.Contains(text, "$") {
		root = f.value(f.doc.Root)
		if strings.Contains(text, "..") || strings.ContainsAny(text[1:], "*?:") {
			far = f.extent(f.doc.Root).nodes
		}
	}
	for i := range s.node.size() {
		f.effort += factor * int64(min(f.extent(s.node.child(i)).nodes+far, maxEffort))
		if f.effort > maxEffort {
			return
		}
		if selector.Eval(f.value(s.node.child(i)), root) {
			f.add(s, i)
		}
	}
}

// unquoted returns a JSONPath without its quoted strings.
func unquoted(text string) string {
	var out strings.Builder
	var quote rune
	escaped := false
	for _, c := range text {
		switch {
		case escaped:
			escaped = false
		case quote != 0 && c == '\\':
			escaped = true
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// value converts n to the library's representation.
func (f *finder) value(n *Node) any {
	switch n.now(); n.Kind {
	case Bool:
		return n.Text == "true"
	case Number:
		return json.Number(n.Text)
	case String:
		return n.Text
	case Null:
		return nil
	}
	if known, ok := f.values[n]; ok {
		return known
	}
	var out any
	if n.Kind == Map {
		members := make(map[string]any, len(n.Fields))
		for _, field := range n.Fields {
			members[field.Key] = f.value(field.Value)
		}
		out = members
	} else {
		items := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			items = append(items, f.value(item))
		}
		out = items
	}
	f.values[n] = out
	return out
}

// extent is the size of a tree. A shared subtree counts once for each
// occurrence.
type extent struct{ nodes, depth int }

func (f *finder) extent(n *Node) extent {
	if n.size() == 0 {
		return extent{1, 1}
	}
	if known, ok := f.sizes[n]; ok {
		return known
	}
	e := extent{nodes: 1}
	for i := range n.size() {
		below := f.extent(n.child(i))
		e.nodes = min(e.nodes+below.nodes, maxEffort)
		e.depth = max(e.depth, below.depth)
	}
	e.depth++
	f.sizes[n] = e
	return e
}
