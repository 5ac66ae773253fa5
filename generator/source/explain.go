package source

// Explain: the reason why a schema is in a slice, and the savings of each cut.
//
// The closure records for each component the reference that reached it on the
// shortest path. Following these references backwards gives a chain that
// starts at an operation or at a selected schema. To measure a cut, the
// selection is closed again without it.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Explanation gives the reasons why schemas are in a slice.
type Explanation struct {
	Operations int // number of selected operations
	Schemas    int // number of schemas in the slice
	Bytes      int // size of these schemas, measured as in Overview
	Reasons    []Reason
	Savings    []Saving
}

// Reason is the shortest path to a schema: the one that crosses the fewest
// properties, then the fewest references.
type Reason struct {
	Schema string
	Bytes  int
	Depth  int    // number of properties crossed
	Chain  []Link // from an operation or a selected schema to the schema itself; see maxLinks
}

// maxLinks is the maximum number of links of a complete chain. In a longer one, a link with
// the name "…" replaces those between the first maxLinks and the last one.
const maxLinks = 40

// Link is a step on the path to a schema.
type Link struct {
	// Name is an operation such as "GET /calls", a component such as
	// "responses/Error", or a schema.
	Name string

	// Via is the part of the previous link that holds the reference, such as
	// "response 200" or ".source". It is "" for the first link.
	Via string

	// Pos is the position of that reference. For the first link it is the
	// position of the operation or schema.
	Pos diag.Pos
}

// Saving is the additional size of the slice without a cut.
type Saving struct {
	Kind    CutKind
	Schema  string // the schema with the cut mapping; "" for all cuts of the kind
	Schemas int    // number of additional schemas
	Bytes   int
}

// CutByDrop is the kind of cuts that Selection.Drop causes.
const CutByDrop CutKind = "drop"

// maxSavings limits the number of mappings whose savings are measured.
const maxSavings = 20

// Explain returns the reasons why the schemas that match names are in the
// slice of sel, which lacks the parts that have errors. Names are whole names or globs.
// Without names it explains all schemas. The result is meaningless if the list has errors.
func (d *Document) Explain(sel Selection, names []string) (*Explanation, *diag.List) {
	cut := d.repairAndSlice(sel)
	d = cut.doc
	diags := &diag.List{}
	w := d.resolveSelection(sel, diags)
	c := w.closeSelection(diags, &faults{})
	diags.Merge(RepairWarnings(cut.sorted(cut.found)))
	diags.Merge(cut.unrepaired.AtMost(diag.Warning))
	x := &explainer{doc: d, closure: c, chains: map[diag.Pointer]chain{}}
	out := &Explanation{Savings: w.savings(c)}
	for _, item := range w.items {
		for _, f := range item.node.fields() {
			if isMethod(f.Key) {
				out.Operations++
			}
		}
	}
	known := []string{}
	asked := w.newNameList("explain", names)
	for _, name := range c.schemaNames() {
		at := diag.Pointer("/components/schemas").Child(name)
		reason := Reason{Schema: name, Bytes: sizeOf(d.At(at)), Depth: c.depths[at]}
		out.Schemas++
		out.Bytes += reason.Bytes
		known = append(known, name)
		whole, part := w.selectsName(asked, name), w.selectsName(asked, lastNamePart(name))
		if len(names) == 0 || whole || part {
			reason.Chain = x.chainTo(at)
			out.Reasons = append(out.Reasons, reason)
		}
	}
	for _, n := range names {
		if !w.usedEntries["explain "+n] && !w.tooCostly {
			w.diags.Errorf(w.entryPos("explain "+n), "selects-nothing",
				"the slice has no schema named %q%s", n, d.nearSchema(n, known))
		}
	}
	return out, diags
}

// schemaNames returns the sorted names of the component schemas that were
// reached.
func (c *closure) schemaNames() []string {
	var out []string
	for _, t := range c.visited {
		if name := schemaName(t.at); name != "" && len(t.at.Tokens()) == 3 {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type explainer struct {
	doc     *Document
	closure *closure
	chains  map[diag.Pointer]chain
}

// chain has the links to a component. It is cut if there are too many: then it lacks the last
// ones.
type chain struct {
	links []Link
	isCut bool
}

// chainTo returns the links to the component at a pointer.
func (x *explainer) chainTo(at diag.Pointer) []Link {
	var unknown []diag.Pointer // from at to the first link
	seen := map[diag.Pointer]bool{}
	for known := false; !known && !seen[at]; _, known = x.chains[at] {
		seen[at] = true
		unknown = append(unknown, at)
		owner, isReached := x.ownerOf(at)
		if !isReached {
			break
		}
		at = owner
	}
	for _, at := range slices.Backward(unknown) {
		x.chains[at] = x.extend(at)
	}
	c := x.chains[unknown[0]]
	if !c.isCut {
		return c.links
	}
	last := x.linkTo(unknown[0])
	return append(slices.Clip(c.links), Link{Name: "…", Pos: last.Pos}, last)
}

// extend returns the chain to a component. It is that of its owner, which is known, and
// perhaps another link.
func (x *explainer) extend(at diag.Pointer) chain {
	owner, isReached := x.ownerOf(at)
	before := x.chains[owner]
	if owner != "" && !isReached {
		before.links = []Link{{Name: displayName(owner), Pos: x.doc.Pos(owner)}}
	}
	if before.isCut || len(before.links) == maxLinks {
		before.isCut = true
		return before
	}
	return chain{links: append(slices.Clip(before.links), x.linkTo(at))}
}

// linkTo returns the last link to a component.
func (x *explainer) linkTo(at diag.Pointer) Link {
	from := x.closure.reachedFrom[at]
	if from == "" {
		return Link{Name: displayName(at), Pos: x.doc.Pos(at)}
	}
	_, rest := splitOwner(from)
	return Link{displayName(at), describePart(rest), x.doc.Pos(from)}
}

// ownerOf returns the component, operation or path item with the reference by which a
// component is reached, or "", and reports whether it was reached itself.
func (x *explainer) ownerOf(at diag.Pointer) (owner diag.Pointer, isReached bool) {
	from := x.closure.reachedFrom[at]
	if from == "" {
		return "", false
	}
	owner, _ = splitOwner(from)
	_, isReached = x.closure.depths[owner]
	return owner, isReached
}

// splitOwner divides the pointer of a reference into its owner (a component,
// an operation or a path item) and the remaining tokens:
// "/paths/~1calls/get/responses/200" gives "/paths/~1calls/get" and
// ["responses", "200"].
func splitOwner(p diag.Pointer) (owner diag.Pointer, rest []string) {
	tokens := p.Tokens()
	n := min(2, len(tokens))
	switch {
	case tokens[0] == "components":
		n = min(3, len(tokens))
	default:
		n = max(n, operationTokens(tokens))
	}
	for _, token := range tokens[:n] {
		owner = owner.Child(token)
	}
	return owner, tokens[n:]
}

// displayName returns the display name of an operation ("GET /path"), a schema
// ("Pet") or another component ("responses/Error").
func displayName(p diag.Pointer) string {
	tokens := p.Tokens()
	switch {
	case len(tokens) == 3 && tokens[0] == "components" && tokens[1] == "schemas":
		return tokens[2]
	case len(tokens) > 1 && tokens[0] == "components":
		return strings.Join(tokens[1:], "/")
	case len(tokens) > 1 && (tokens[0] == "paths" || tokens[0] == "webhooks"):
		name := tokens[1]
		if tokens[0] == "webhooks" {
			name = "webhooks/" + name
		}
		if n := operationTokens(tokens); n > 0 {
			name = strings.ToUpper(tokens[n-1]) + " " + name
			tokens = tokens[n-2:]
		}
		return strings.Join(append([]string{name}, tokens[2:]...), " ")
	}
	return strings.Join(tokens, "/")
}

// describePart describes the part of a component or operation at tokens, for
// example "response 200 .source".
func describePart(tokens []string) string {
	var words []string
	way := "" // the properties of a schema crossed on the path
	for i := 0; i < len(tokens); i++ {
		next := func() string {
			i++
			return tokens[min(i, len(tokens)-1)]
		}
		switch token := tokens[i]; token {
		case "properties":
			way += "." + next()
		case "items":
			way += "[]"
		case "additionalProperties":
			way += "{}"
		case "schema":
		case "content":
			next()
		case "requestBody":
			words = append(words, "body")
		case "responses", "parameters", "headers", "callbacks":
			words = append(words, strings.TrimSuffix(token, "s")+" "+next())
		case "allOf", "oneOf", "anyOf":
			next()
			if i == len(tokens)-1 && way == "" {
				words = append(words, token)
			}
		case "discriminator":
		case "mapping":
			words = append(words, "mapping "+next())
		default:
			words = append(words, token)
		}
	}
	if way != "" {
		words = append(words, way)
	}
	if slices.Contains(tokens, "content") {
		return cmp.Or(strings.Join(words, " "), "content")
	}
	return cmp.Or(strings.Join(words, " "), "reference")
}

// savings closes the selection again without each cut in turn. Mappings come
// first, those with the largest savings in front.
func (w *resolvedSelection) savings(base *closure) []Saving {
	if w.sel.keepsComponents() {
		return nil
	}
	var out []Saving
	compare := func(kind CutKind, schema string, c *closure) {
		s := Saving{Kind: kind, Schema: schema}
		for _, name := range c.schemaNames() {
			if at := diag.Pointer("/components/schemas").Child(name); !base.reached(at) {
				s.Schemas++
				s.Bytes += sizeOf(w.doc.At(at))
			}
		}
		if s.Schemas > 0 {
			out = append(out, s)
		}
	}
	cut := w.cutMappings(base)
	if len(cut) > 1 {
		compare(CutMapping, "", w.closeFollowing(func(*Node) bool { return true }))
	}
	for _, m := range cut[:min(len(cut), maxSavings)] {
		compare(CutMapping, cmp.Or(schemaName(m.at), string(m.at)), w.closeWithMapping(base, m))
	}
	slices.SortStableFunc(out, func(a, b Saving) int { return cmp.Compare(b.Bytes, a.Bytes) })
	if len(w.sel.Drop) > 0 {
		compare(CutByDrop, "", w.withSelection(func(s *Selection) { s.Drop = nil }).closeFollowing(nil))
	}
	if w.sel.Navigation == CutNavigation {
		kept := w.withSelection(func(s *Selection) { s.Navigation = KeepNavigation })
		compare(CutByNavigation, "", kept.closeFollowing(nil))
	}
	if w.sel.Depth != nil {
		compare(CutByDepth, "", w.withSelection(func(s *Selection) { s.Depth = nil }).closeFollowing(nil))
	}
	return out
}

// closeFollowing closes the selection and follows the mappings for which
// follows returns true.
func (w *resolvedSelection) closeFollowing(follows func(*Node) bool) *closure {
	c := newClosure(w.doc, w.sel, &diag.List{}, &faults{})
	c.followsMapping = follows
	w.reachSelected(c)
	return c
}

// closeWithMapping returns the closure of the entries of mapping m that base
// lacks. With a depth limit these entries can also bring back properties, so
// the whole selection is closed again.
func (w *resolvedSelection) closeWithMapping(base *closure, m mapping) *closure {
	if w.sel.Depth != nil {
		return w.closeFollowing(func(n *Node) bool { return n == m.node })
	}
	c := newClosure(w.doc, w.sel, &diag.List{}, &faults{})
	c.subtypes, c.drop = base.subtypes, base.drop
	for at := range base.depths {
		c.depths[at] = 0 // known; do not visit it again
	}
	for _, f := range m.node.Fields {
		if name := w.doc.mappedSchema(f); name != "" {
			c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject, m.at)
		}
	}
	c.visitReached()
	return c
}

// withSelection returns a copy of w for a selection with other cuts.
func (w *resolvedSelection) withSelection(change func(*Selection)) *resolvedSelection {
	s, out := *w.selector, *w
	change(&s.sel)
	out.selector = &s
	if len(s.sel.Drop) == 0 {
		out.drop = schemaNames{}
	}
	return &out
}

// cutMappings returns the mappings that lost entries, the largest loss first.
func (w *resolvedSelection) cutMappings(c *closure) []mapping {
	lost := map[*Node]int{}
	var out []mapping
	for _, m := range c.mappings {
		if _, seen := lost[m.node]; seen {
			continue
		}
		lost[m.node] = 0
		for _, f := range m.node.Fields {
			if name := c.doc.mappedSchema(f); name != "" &&
				!c.reached(diag.Pointer("/components/schemas").Child(name)) {
				lost[m.node]++
			}
		}
		if lost[m.node] > 0 {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b mapping) int { return lost[b.node] - lost[a.node] })
	return out
}
