package source

// The cost of filters in JSONPaths.
//
// The jsonpath library evaluates a filter as a whole, so its cost is estimated before. The
// estimate is an upper bound that is linear in two numbers: the values for which the filter
// is evaluated, and the nodes in these values. Both grow along a path:
//
//	@.a       one step for each value
//	@..a      a step for each node in the values
//	@..a..b   a step for each of these, as often as the tree is deep
//	$..a      a step for each node of the description, for each value
//	$..[?F]   the cost of F for each node of the description, for each value
//
// Nodes that a path from the root names, such as $.info.title, are looked up, so that a
// comparison with them costs no more than their size.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/theory/jsonpath/spec"
)

// Steps of the parts of a filter. A step takes about 20 ns.
const (
	evaluationSteps = 12 // to evaluate a filter, without its queries
	nameSteps       = 4  // to select a member or an element
	walkSteps       = 16 // to visit a node whose name the query does not contain
	equalSteps      = 4  // to compare a node of two lists or maps
	charSteps       = 0.25
)

// linear is a number that depends linearly on the number of evaluations of a filter and on
// the nodes in the values for which it is evaluated.
type linear struct{ each, node float64 }

func (l linear) plus(other linear) linear { return linear{l.each + other.each, l.node + other.node} }
func (l linear) times(n float64) linear   { return linear{l.each * n, l.node * n} }

// filterCost is the cost of a filter in steps.
type filterCost struct {
	linear
	readsRoot bool
}

// costOf returns the cost of a filter of the current query.
func (f *finder) costOf(selector *spec.FilterSelector) filterCost {
	if known, ok := f.costs[selector]; ok {
		return known
	}
	r := costReader{finder: f, text: selector.String(), at: len("?")}
	r.filter(linear{each: 1}, linear{node: 1})
	if f.costs == nil {
		f.costs = map[*spec.FilterSelector]filterCost{}
	}
	f.costs[selector] = filterCost{r.cost, r.readsRoot}
	return f.costs[selector]
}

// costReader reads the text of a filter, as the library formats it: every segment is in
// brackets, and every name and string is quoted as in Go.
type costReader struct {
	*finder
	text      string
	at        int // index of the next character
	cost      linear
	readsRoot bool
}

func (r *costReader) spendEach(n linear, steps float64) { r.cost = r.cost.plus(n.times(steps)) }

// operand is a query that a filter may compare.
type operand struct {
	end    int
	nodes  linear // below its results
	isRoot bool
}

// filter reads an expression up to the end of its selector. It is evaluated for count
// values that have below nodes together.
func (r *costReader) filter(count, below linear) {
	r.spendEach(count, evaluationSteps)
	var last operand
	for parentheses := 0; r.at < len(r.text); {
		r.spendEach(count, charSteps)
		switch c := r.text[r.at]; {
		case c == '"':
			r.quoted()
			continue
		case c == '$' || c == '@':
			begin := r.at
			next := operand{nodes: r.query(count, below), end: r.at, isRoot: c == '$'}
			if last.end > 0 && isComparison(r.text[last.end:begin]) {
				nodes := next.nodes // the smaller one; those of the values are few
				if next.isRoot && (!last.isRoot || last.nodes.each < nodes.each) {
					nodes = last.nodes
				}
				r.spendEach(nodes, equalSteps)
			}
			last = next
			continue
		case c == '(':
			parentheses++
		case c == ')':
			parentheses--
		case c == ']' || c == ',' && parentheses == 0:
			return
		}
		r.at++
	}
}

// isComparison reports whether the text between two queries compares them or nodes that
// they select.
func isComparison(text string) bool {
	text = strings.TrimSpace(strings.TrimSuffix(strings.Trim(text, " ()"), "value"))
	return slices.Contains([]string{"==", "!=", "<=", ">="}, text)
}

// quoted reads a string in quotes.
func (r *costReader) quoted() string {
	begin := r.at
	for r.at++; r.at < len(r.text) && r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			r.at++
		}
	}
	r.at = min(r.at+1, len(r.text))
	name, _ := strconv.Unquote(r.text[begin:r.at])
	return name
}

// query reads a query. It returns the number of nodes below the query's results.
func (r *costReader) query(count, below linear) linear {
	var root *Node // the only result; nil if there may be others
	if r.text[r.at] == '$' {
		root, r.readsRoot = r.doc.Root, true
		below = count.times(r.size(root))
	}
	for r.at++; ; {
		rest := r.text[r.at:]
		descends := strings.HasPrefix(rest, "..[")
		if !descends && !strings.HasPrefix(rest, "[") {
			return below
		}
		r.at += strings.Index(rest, "[") + 1
		if name := r.hasOnlyName(); root != nil && name && !descends {
			root = root.loaded().Get(r.quoted())
			r.at++
			r.spendEach(count, nameSteps)
			if below = count.times(r.size(root)); root == nil {
				count = linear{}
			}
			continue
		}
		root = nil
		count, below = r.segment(descends, count, below)
	}
}

// hasOnlyName reports whether a segment has only a name.
func (r *costReader) hasOnlyName() bool {
	ahead := *r
	if r.text[r.at] != '"' {
		return false
	}
	ahead.quoted()
	return strings.HasPrefix(r.text[ahead.at:], "]")
}

func (r *costReader) size(n *Node) float64 {
	if n == nil {
		return 0
	}
	return float64(r.extent(n.loaded()).nodes)
}

// segment reads the selectors of a segment, which are applied to count values with below
// nodes. It returns the numbers of the selected values and of the nodes below them.
func (r *costReader) segment(descends bool, count, below linear) (selected, belowSelected linear) {
	visited, under := count, below
	if descends {
		visited, under = below, below.times(float64(r.extent(r.doc.Root).depth))
		r.spendEach(visited, walkSteps)
	}
	for {
		switch c := r.text[r.at]; {
		case c == '"':
			r.quoted()
			selected = selected.plus(visited)
			r.spendEach(visited, nameSteps)
		case c == '?':
			r.at++
			r.filter(below, under)
			selected = selected.plus(below)
		default: // a wildcard, an index or a slice
			n := visited
			part := r.text[r.at : r.at+strings.IndexAny(r.text[r.at:], ",]")]
			if strings.ContainsAny(part, "*:") {
				n = below
			}
			r.at += len(part)
			selected = selected.plus(n)
			r.spendEach(n, walkSteps)
		}
		belowSelected = belowSelected.plus(under)
		r.at++
		if r.text[r.at-1] == ']' {
			return selected, belowSelected
		}
	}
}
