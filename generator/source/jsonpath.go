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
// walk the whole description once for each of its nodes (filtercost.go). A step takes about
// 20 ns. The whole description of GitHub has less than a million nodes.
const (
	maxEffort     = 1 << 27 // of one query, and of all queries
	effortPerNode = 1 << 8  // added for each 16 bytes of the description, for all queries together
)

// Steps of the work outside of filters.
const (
	visitSteps   = 3       // to visit a child for the first time
	lookupSteps  = 1.0 / 8 // to compare a key
	convertSteps = 4       // to convert a child to the library's representation
	copySteps    = 2       // to copy a child to a new node, and to measure the node
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

// visitAll visits all children of s.
func (s *queryNode) visitAll() {
	n := s.node.childCount()
	if s.children == nil {
		s.children = make([]*queryNode, n)
	}
	batch := make([]queryNode, n) // one allocation instead of many
	for i, child := range s.children {
		if child == nil {
			batch[i] = queryNode{node: s.node.childAt(i), parent: s}
			s.children[i] = &batch[i]
		}
	}
}

// overlayWork is the work for the overlays of a description. The documents that overlays
// make of the same description share it, so that many overlays, or many targets with
// overlays of their own, need no more time than one.
type overlayWork struct {
	steps float64
	limit float64
}

// finder evaluates queries on a tree.
type finder struct {
	doc       *Document
	work      *overlayWork
	converted map[*Node]any // nodes converted to the library's values
	extents   map[*Node]extent
	costs     map[*spec.FilterSelector]filterCost
	effort    float64 // of the current query
	cached    int     // children of the nodes in converted
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

// forgetOld clears the caches if they may have many nodes that are no longer in the tree.
func (f *finder) forgetOld() {
	const least, perNode = 1 << 18, effortPerNode / 4
	if f.cached > least+int(f.work.limit-maxEffort)/perNode {
		clear(f.converted)
		clear(f.extents)
		f.cached = 0
	}
}

// spend counts steps of the current query before they are done. It returns false if they
// exceed a limit.
func (f *finder) spend(steps float64) bool {
	switch {
	case f.exhausted:
	case f.effort+steps > maxEffort:
		f.exhausted = true
	case f.work.steps+steps > f.work.limit:
		f.exhausted, f.work.steps = true, f.work.limit+1 // so that no further query begins
	default:
		f.effort += steps
		f.work.steps += steps
	}
	return !f.exhausted
}

// descend picks from s and from all nodes below it.
func (f *finder) descend(s *queryNode, segment *spec.Segment) {
	if s.descendedBy == f.segment || f.exhausted {
		return
	}
	s.descendedBy = f.segment
	if n := s.node.childCount(); n > 0 && f.visitAll(s) {
		f.pick(s, segment)
		for i := range n {
			f.descend(s.children[i], segment)
		}
	}
}

// visitAll visits all children of s, if the steps are within the limits.
func (f *finder) visitAll(s *queryNode) bool {
	ok := f.spend(float64(s.node.childCount()) * visitSteps)
	if ok {
		s.visitAll()
	}
	return ok
}

// pick applies a segment's selectors to the members or elements of s.
func (f *finder) pick(s *queryNode, segment *spec.Segment) {
	for _, selector := range segment.Selectors() {
		f.spend(1)
		switch selector := selector.(type) {
		case spec.Name:
			if s.node.Kind == Map {
				f.selectChild(s, f.fieldIndex(s.node, string(selector), len(segment.Selectors())))
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
			if n := s.node.childCount(); n > 0 && f.visitAll(s) {
				for i := range n {
					f.selectChild(s, i)
				}
			}
		case *spec.FilterSelector:
			f.pickFiltered(s, selector)
		}
	}
}

// fieldIndex returns the index of key among the members of n, of which a segment names some.
// An index of a large map is only worth its time if the segment names many.
func (f *finder) fieldIndex(n *Node, key string, names int) int {
	if names > 16 {
		if _, known := f.doc.fieldIndexes.Load(n); known {
			f.spend(1)
		} else {
			f.spend(float64(len(n.Fields)) * convertSteps)
		}
		return f.doc.fieldIndex(n, key)
	}
	f.spend(float64(len(n.Fields)) * lookupSteps)
	return n.fieldIndex(key)
}

// selectChild selects the i-th child of s, if it exists.
func (f *finder) selectChild(s *queryNode, i int) {
	if i < 0 || i >= s.node.childCount() || !f.spend(1) {
		return
	}
	if below := s.visitChild(i); below.selectedBy != f.segment {
		below.selectedBy = f.segment
		f.found = append(f.found, below)
	}
}

func (f *finder) pickSlice(s *queryNode, selector spec.SliceSelector) {
	from, to := selector.Bounds(len(s.node.Items))
	for i := from; selector.Step() > 0 && i < to && !f.exhausted; i += selector.Step() {
		f.selectChild(s, i)
	}
	for i := to; selector.Step() < 0 && i > from && !f.exhausted; i += selector.Step() {
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
	f.cached += n.childCount()
	f.spend(float64(n.childCount()) * convertSteps)
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
