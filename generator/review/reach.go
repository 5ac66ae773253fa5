package review

// This file finds the operations that reach a type, and whether they send or
// receive it. A property that becomes required breaks requests, and responses only
// gain by it, so most rules depend on the direction.

import (
	"bytes"
	"math/bits"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// reach has the operations that reach a place, by the direction in which data travels.
type reach struct {
	request, response  bool
	senders, receivers *labelSet // operations that send and that receive the place; nil: none
}

// labelTable numbers the labels of the operations and callbacks of both sides in their
// order. In large descriptions, most types are reached by thousands of operations, but
// there are few different sets: each of them exists only once.
type labelTable struct {
	labels []string
	number map[string]int
	sets   map[string]*labelSet // by their bits
}

func newLabelTable(sides ...*api.API) *labelTable {
	t := &labelTable{number: map[string]int{}, sets: map[string]*labelSet{}}
	for _, a := range sides {
		for _, op := range a.Operations {
			t.labels = append(t.labels, operationLabel(op))
		}
		for _, cb := range a.Callbacks {
			t.labels = append(t.labels, callbackLabel(cb))
		}
	}
	slices.Sort(t.labels)
	t.labels = slices.Compact(t.labels)
	for i, label := range t.labels {
		t.number[label] = i
	}
	return t
}

// labelSet is a set of labels. It does not change, unless a change owns it.
type labelSet struct {
	table *labelTable
	bits  labelBits
	list  []string // sorted; nil until sorted is called
	owned bool     // see comparer.extendReach
}

// labelBits are the numbers of labels, 8 of them in a byte.
type labelBits []byte

func (t *labelTable) newBits() labelBits { return make(labelBits, (len(t.labels)+7)/8) }

func (b labelBits) add(number int) { b[number/8] |= 1 << (number % 8) }

func (b labelBits) addAll(other labelBits) {
	for i := range b {
		b[i] |= other[i]
	}
}

// set returns the set with the given bits.
func (t *labelTable) set(bits labelBits) *labelSet {
	if known := t.sets[string(bits)]; known != nil {
		return known
	}
	s := &labelSet{table: t, bits: bits}
	t.sets[string(bits)] = s
	return s
}

// of returns a set with one label.
func (t *labelTable) of(label string) *labelSet {
	bits := t.newBits()
	bits.add(t.number[label])
	return t.set(bits)
}

// contains reports whether all labels of other are in s.
func (s *labelSet) contains(other *labelSet) bool {
	if s == other {
		return true
	}
	for i, b := range other.bits {
		if b&^s.bits[i] != 0 {
			return false
		}
	}
	return true
}

// equal reports whether two sets, each of which may be nil, have the same labels.
func (s *labelSet) equal(other *labelSet) bool {
	return s == other || s != nil && other != nil && bytes.Equal(s.bits, other.bits)
}

// sorted returns the labels. The caller must not change the result.
func (s *labelSet) sorted() []string {
	if s == nil {
		return nil
	}
	if s.list != nil {
		return s.list
	}
	for i, b := range s.bits {
		for b != 0 {
			s.list = append(s.list, s.table.labels[i*8+bits.TrailingZeros8(b)])
			b &= b - 1
		}
	}
	return s.list
}

// with returns the union of two reaches.
func (r reach) with(other reach) reach {
	return reach{
		r.request || other.request, r.response || other.response,
		r.senders.with(other.senders), r.receivers.with(other.receivers),
	}
}

// with returns the union of two sets, each of which may be nil.
func (s *labelSet) with(other *labelSet) *labelSet {
	switch {
	case other == nil || s != nil && s.contains(other):
		return s
	case s == nil || other.contains(s):
		return other
	}
	union := slices.Clone(s.bits)
	union.addAll(other.bits)
	return s.table.set(union)
}

// in returns the reach without the operations in which data travels only in the other
// direction, if there are any in the given one. The direction "" is both.
func (r reach) in(d Direction) reach {
	switch {
	case d == Request && r.request:
		return reach{request: true, senders: r.senders}
	case d == Response && r.response:
		return reach{response: true, receivers: r.receivers}
	}
	return r
}

// direction returns the direction, or "" for a place that no operation reaches.
func (r reach) direction() Direction {
	switch {
	case r.request && r.response:
		return Both
	case r.request:
		return Request
	case r.response:
		return Response
	}
	return ""
}

// operationReach returns the reach of a single operation.
func (c *comparer) operationReach(op *api.Operation, request, response bool) reach {
	out, label := reach{request: request, response: response}, c.labels.of(operationLabel(op))
	if request {
		out.senders = label
	}
	if response {
		out.receivers = label
	}
	return out
}

// operationLabel returns the name of an operation in a report, such as "GET /pets".
func operationLabel(op *api.Operation) string { return op.Method + " " + op.Path.Template }

// callbackLabel returns the name of a callback in a report.
func callbackLabel(c *api.Callback) string {
	if c.Owner == nil {
		return "webhook " + c.Name
	}
	return "callback " + c.Name + " of " + operationLabel(c.Owner)
}

// reachGraph leads from a type to the types and operations that use it.
type reachGraph struct {
	sent, received     map[*api.Type][]*api.Type // types that contain the type
	sentBy, receivedBy map[*api.Type][]int       // numbers of the labels of operations
	known              map[*api.Type]reach
	labels             *labelTable
}

func newReachGraph(a *api.API, labels *labelTable) *reachGraph {
	g := &reachGraph{
		labels: labels,
		sent:   map[*api.Type][]*api.Type{}, received: map[*api.Type][]*api.Type{},
		sentBy: map[*api.Type][]int{}, receivedBy: map[*api.Type][]int{}, known: map[*api.Type]reach{},
	}
	for _, op := range a.Operations {
		g.addOperation(op)
	}
	for _, c := range a.Callbacks {
		g.root(g.receivedBy, c.Payload, callbackLabel(c))
	}
	for _, t := range a.Types {
		g.addType(t)
	}
	return g
}

func (g *reachGraph) addOperation(op *api.Operation) {
	label := operationLabel(op)
	for _, p := range allParams(op) {
		g.root(g.sentBy, p.Type, label)
	}
	for _, b := range allBodies(op) {
		g.root(g.sentBy, b.Type, label)
	}
	for _, r := range slices.Concat(op.Success, op.Errors) {
		for _, content := range append([]api.Content{r.Content}, r.OtherContents...) {
			if content.Type != nil {
				g.root(g.receivedBy, *content.Type, label)
			}
			if content.Sequence != nil {
				for _, e := range content.Sequence.Events {
					g.root(g.receivedBy, e.Type, label)
				}
			}
		}
	}
}

// allBodies returns the bodies of an operation in all formats.
func allBodies(op *api.Operation) []*api.Body {
	if op.Body == nil {
		return op.OtherBodies
	}
	return append([]*api.Body{op.Body}, op.OtherBodies...)
}

// allParams returns the parameters of an operation, those of its path first.
func allParams(op *api.Operation) []*api.Param {
	var list []*api.Param
	for _, s := range op.Path.Segments {
		for _, part := range s.Parts {
			if part.Param != nil {
				list = append(list, part.Param)
			}
		}
	}
	return append(list, op.Params...)
}

func (g *reachGraph) root(to map[*api.Type][]int, u api.Use, label string) {
	number := g.labels.number[label]
	for _, t := range namedTypes(u) {
		if list := to[t]; len(list) == 0 || list[len(list)-1] != number {
			to[t] = append(list, number)
		}
	}
}

// namedTypes returns the types of a use that have a declaration of their own: the
// type itself, or the elements of lists and maps.
func namedTypes(u api.Use) []*api.Type {
	for u.Type != nil {
		t := u.Type
		switch {
		case t.Kind == api.List || t.Kind == api.Map:
			u = *t.Elem
			continue
		case isNamed(t):
			return []*api.Type{t}
		case t.Enum != nil:
			return []*api.Type{t.Enum}
		}
		return nil
	}
	return nil
}

// isNamed reports whether a type has a declaration of its own.
func isNamed(t *api.Type) bool {
	return t.Kind == api.Object || t.Kind == api.Enum || t.Kind == api.Union || t.Kind == api.Collection
}

func (g *reachGraph) addType(t *api.Type) {
	both := func(u api.Use) {
		for _, inner := range namedTypes(u) {
			g.sent[inner] = append(g.sent[inner], t)
			g.received[inner] = append(g.received[inner], t)
		}
	}
	for _, f := range t.Fields {
		for _, inner := range namedTypes(f.Type) {
			if !f.ReadOnly {
				g.sent[inner] = append(g.sent[inner], t)
			}
			if !f.WriteOnly {
				g.received[inner] = append(g.received[inner], t)
			}
		}
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		both(v.Type)
	}
	if t.Content != nil {
		both(*t.Content.Elem)
	}
}

// of returns the reach of a type.
func (g *reachGraph) of(t *api.Type) reach {
	if t == nil {
		return reach{}
	}
	if r, ok := g.known[t]; ok {
		return r
	}
	r := reach{}
	if sent := g.labels.newBits(); collectReach(t, g.sent, g.sentBy, sent) {
		r.request, r.senders = true, g.labels.set(sent)
	}
	if received := g.labels.newBits(); collectReach(t, g.received, g.receivedBy, received) {
		r.response, r.receivers = true, g.labels.set(received)
	}
	g.known[t] = r
	return r
}

// collectReach adds the labels of the operations that reach t, and reports whether
// there are any.
func collectReach(
	t *api.Type, above map[*api.Type][]*api.Type, by map[*api.Type][]int, labels labelBits,
) bool {
	seen, queue, found := map[*api.Type]bool{t: true}, []*api.Type{t}, false
	for len(queue) > 0 {
		t, queue = queue[0], queue[1:]
		for _, number := range by[t] {
			labels.add(number)
			found = true
		}
		for _, next := range above[t] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return found
}

// ofField returns the reach of a property. Properties set by the service are not
// sent, and write-only ones are not received.
func (g *reachGraph) ofField(t *api.Type, f *api.Field) reach {
	r := g.of(t)
	if f.ReadOnly {
		r.request, r.senders = false, nil
	}
	if f.WriteOnly {
		r.response, r.receivers = false, nil
	}
	return r
}
