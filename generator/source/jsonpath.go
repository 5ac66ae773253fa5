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
	"strconv"

	"github.com/theory/jsonpath/spec"
)

// Limits on the work for queries, in steps such as the visit of a node: `$..[?$..x]` would
// walk the whole description once for each of its nodes (filtercost.go). The whole
// description of GitHub has less than a million nodes.
const (
	maxEffort   = 1 << 27 // of one query
	totalEffort = 3 << 26 // of all queries of an overlay
)

// queryNode is a tree node that a query visited.
type queryNode struct {
	node        *Node
	parent      *queryNode
	children    []*queryNode // by index of the field or item, nil where not visited
	selectedBy  int          // number of the last segment that selected it, from 1
	descendedBy int          // number of the last segment that descended through it
	selected    bool         // the whole query selects it
	onPath      bool         // it is selected or has a selected descendant
}

// visitChild returns the i-th child of s.
func (s *queryNode) visitChild(i int) *queryNode {
	if s.children == nil {
		s.children = make([]*queryNode, s.node.childCount())
	}
	if s.children[i] == nil {
		s.children[i] = &queryNode{node: s.node.childAt(i), parent: s}
	}
	return s.children[i]
}

// childCount returns the number of members or elements.
func (n *Node) childCount() int { return len(n.fields()) + len(n.items()) }

// childAt returns the value of the i-th member, or the i-th element.
func (n *Node) childAt(i int) *Node {
	if n.Kind == Map {
		return n.Fields[i].Value.loaded()
	}
	return n.Items[i].loaded()
}

// finder evaluates queries on a tree.
type finder struct {
	doc       *Document
	converted map[*Node]any // nodes converted to the library's values
	extents   map[*Node]extent
	costs     map[*spec.FilterSelector]filterCost
	effort    float64 // of the current query
	total     float64 // of all queries, with the current one
	exhausted bool    // the current query would exceed a limit
	segment   int     // number of the current segment, from 1
	found     []*queryNode
}

// find returns the nodes that path selects, each once, and the root of the
// visited tree. It returns ok = false if the evaluation would take too long.
func (f *finder) find(path *spec.PathQuery) (root *queryNode, found []*queryNode, ok bool) {
	root = &queryNode{node: f.doc.Root.loaded()}
	found = []*queryNode{root}
	f.effort, f.exhausted = 0, false
	for i, segment := range path.Segments() {
		from := found
		f.segment, f.found = i+1, nil
		for _, s := range from {
			if segment.IsDescendant() {
				f.descend(s, segment)
			} else {
				f.pick(s, segment)
			}
		}
		found = f.found
		if f.exhausted {
			return nil, nil, false
		}
	}
	for _, s := range found {
		s.selected = true
		for ; s != nil && !s.onPath; s = s.parent {
			s.onPath = true
		}
	}
	return root, found, true
}

// spend counts steps of the current query before they are done. It returns false if they
// exceed a limit.
func (f *finder) spend(steps float64) bool {
	switch {
	case f.exhausted:
	case f.effort+steps > maxEffort:
		f.exhausted = true
	case f.total+steps > totalEffort:
		f.exhausted, f.total = true, totalEffort+1 // so that no further query begins
	default:
		f.effort += steps
		f.total += steps
	}
	return !f.exhausted
}

// descend picks from s and from all nodes below it.
func (f *finder) descend(s *queryNode, segment *spec.Segment) {
	if s.descendedBy == f.segment || f.exhausted {
		return
	}
	s.descendedBy = f.segment
	f.pick(s, segment)
	for i := range s.node.childCount() {
		f.descend(s.visitChild(i), segment)
	}
}

// pick applies a segment's selectors to the members or elements of s.
func (f *finder) pick(s *queryNode, segment *spec.Segment) {
	for _, selector := range segment.Selectors() {
		f.spend(1)
		switch selector := selector.(type) {
		case spec.Name:
			if s.node.Kind == Map {
				f.selectChild(s, f.doc.fieldIndex(s.node, string(selector)))
			}
		case spec.Index:
			if at := int(selector); s.node.Kind == Seq && at < 0 {
				f.selectChild(s, at+len(s.node.Items))
			} else if s.node.Kind == Seq {
				f.selectChild(s, at)
			}
		case spec.SliceSelector:
			f.pickSlice(s, selector)
		case spec.WildcardSelector:
			for i := range s.node.childCount() {
				f.selectChild(s, i)
			}
		case *spec.FilterSelector:
			f.pickFiltered(s, selector)
		}
	}
}

// selectChild selects the i-th child of s, if it exists.
func (f *finder) selectChild(s *queryNode, i int) {
	if i < 0 || i >= s.node.childCount() {
		return
	}
	if below := s.visitChild(i); below.selectedBy != f.segment {
		below.selectedBy = f.segment
		f.found = append(f.found, below)
	}
}

func (f *finder) pickSlice(s *queryNode, selector spec.SliceSelector) {
	from, to := selector.Bounds(len(s.node.Items))
	for i := from; selector.Step() > 0 && i < to; i += selector.Step() {
		f.selectChild(s, i)
	}
	for i := to; selector.Step() < 0 && i > from; i += selector.Step() {
		f.selectChild(s, i)
	}
}

// pickFiltered selects the children for which the filter expression is true.
func (f *finder) pickFiltered(s *queryNode, selector *spec.FilterSelector) {
	cost := f.costOf(selector)
	var root any
	if cost.readsRoot {
		root = f.convert(f.doc.Root)
	}
	for i := range s.node.childCount() {
		steps := cost.each
		if cost.node > 0 {
			steps += cost.node * float64(f.extent(s.node.childAt(i)).nodes)
		}
		if !f.spend(steps) {
			return
		}
		if selector.Eval(f.convert(s.node.childAt(i)), root) {
			f.selectChild(s, i)
		}
	}
}

// maxNumber is the maximum length of numbers in the library's representation.
const maxNumber = 100

// convert converts n to the library's representation.
func (f *finder) convert(n *Node) any {
	switch n.loaded(); n.Kind {
	case Bool:
		return n.Text == "true"
	case Number:
		if len(n.Text) > maxNumber { // the library would parse it for each comparison
			number, _ := strconv.ParseFloat(n.Text, 64)
			return number
		}
		return json.Number(n.Text)
	case String:
		return n.Text
	case Null:
		return nil
	}
	if known, ok := f.converted[n]; ok {
		return known
	}
	var out any
	if n.Kind == Map {
		members := make(map[string]any, len(n.Fields))
		for _, field := range n.Fields {
			members[field.Key] = f.convert(field.Value)
		}
		out = members
	} else {
		items := make([]any, 0, len(n.Items))
		for _, item := range n.Items {
			items = append(items, f.convert(item))
		}
		out = items
	}
	f.converted[n] = out
	return out
}

// extent is the size of a tree. A shared subtree counts once for each
// occurrence.
type extent struct{ nodes, depth int }

func (f *finder) extent(n *Node) extent {
	if n.childCount() == 0 {
		return extent{1, 1}
	}
	if known, ok := f.extents[n]; ok {
		return known
	}
	e := extent{nodes: 1}
	for i := range n.childCount() {
		below := f.extent(n.childAt(i))
		e.nodes = min(e.nodes+below.nodes, maxEffort)
		e.depth = max(e.depth, below.depth)
	}
	e.depth++
	f.extents[n] = e
	return e
}
