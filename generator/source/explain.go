package source

// Why a schema is in a slice, and what cuts keep out of it.
//
// The closure notes for each component the reference by which it was reached on
// the shortest way. Following these back gives a chain that begins with an
// operation, or with a schema that was asked for. What a cut saves is found by
// closing the selection once more without it.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Explanation says why the schemas of a slice are in it.
type Explanation struct {
	Operations int // selected
	Schemas    int // in the slice
	Bytes      int // of these schemas, see Overview
	Reasons    []Reason
	Savings    []Saving
}

// Reason is the shortest way to a schema: the one that crosses the fewest
// properties, then the fewest references.
type Reason struct {
	Schema string
	Bytes  int
	Depth  int    // properties crossed
	Chain  []Link // the schema is the last
}

// Link is a part of the way to a schema.
type Link struct {
	Name string   // an operation such as "GET /calls", a component such as "responses/Error", or a schema
	Via  string   // by which part of the one before it is referred to: "response 200", ".source"; "" for the first
	Pos  diag.Pos // of that reference; of the first, where it stands
}

// Saving is what would be in as well, were it not for a cut.
type Saving struct {
	Kind    CutKind
	Schema  string // of which mapping; "" for all cuts of the kind
	Schemas int    // as many more
	Bytes   int
}

// CutByDrop is the kind of subtypes that Selection.Drop leaves out.
const CutByDrop CutKind = "drop"

// maxSavings limits for how many mappings it is found out what each saves.
const maxSavings = 20

// Explain tells why the schemas that names, whole names or globs, name are in
// the slice of sel; without names it tells of all. It means nothing when the
// list has errors.
func (d *Document) Explain(sel Selection, names []string) (*Explanation, *diag.List) {
	diags := &diag.List{}
	w := d.want(sel, diags)
	c := w.close(diags)
	x := &explainer{doc: d, closure: c}
	out := &Explanation{Savings: w.savings(c)}
	for _, item := range w.items {
		for _, f := range item.node.fields() {
			if slices.Contains(methods, f.Key) {
				out.Operations++
			}
		}
	}
	used, known := map[string]bool{}, []string{}
	for _, name := range c.schemaNames() {
		at := diag.Pointer("/components/schemas").Child(name)
		reason := Reason{Schema: name, Bytes: sizeOf(d.At(at)), Depth: c.depth[at]}
		out.Schemas++
		out.Bytes += reason.Bytes
		known = append(known, name)
		asked := len(names) == 0
		for _, n := range names {
			if fitsName(n, name) || fitsName(n, lastPart(name)) {
				asked, used[n] = true, true
			}
		}
		if asked {
			reason.Chain = x.chain(at)
			out.Reasons = append(out.Reasons, reason)
		}
	}
	for _, n := range names {
		if !used[n] {
			w.diags.Errorf(w.entryPos("explain "+n), "selects-nothing", "no schema of the slice is called %q%s", n, nearSchema(n, known))
		}
	}
	return out, diags
}

// schemaNames lists the component schemas that were reached, sorted.
func (c *closure) schemaNames() []string {
	var out []string
	for _, t := range c.order {
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
}

// chain follows back by which references at was reached.
func (x *explainer) chain(at diag.Pointer) []Link {
	var links []Link
	seen := map[diag.Pointer]bool{}
	for !seen[at] {
		seen[at] = true
		from := x.closure.from[at]
		if from == "" {
			links = append(links, Link{Name: nameOf(at), Pos: x.doc.Pos(at)})
			break
		}
		owner, rest := split(from)
		links = append(links, Link{nameOf(at), via(rest), x.doc.Pos(from)})
		if _, reached := x.closure.depth[owner]; !reached {
			links = append(links, Link{Name: nameOf(owner), Pos: x.doc.Pos(owner)})
			break
		}
		at = owner
	}
	slices.Reverse(links)
	return links
}

// split divides the pointer of a reference into what it is part of, a
// component, an operation or else a path item, and the rest.
func split(p diag.Pointer) (owner diag.Pointer, rest []string) {
	tokens := p.Tokens()
	n := min(2, len(tokens))
	switch {
	case tokens[0] == "components":
		n = min(3, len(tokens))
	case len(tokens) > 2 && slices.Contains(methods, tokens[2]):
		n = 3
	}
	for _, token := range tokens[:n] {
		owner = owner.Child(token)
	}
	return owner, tokens[n:]
}

// nameOf calls an operation "GET /path", a schema by its name, and another
// component by its section too.
func nameOf(p diag.Pointer) string {
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
		if len(tokens) > 2 && slices.Contains(methods, tokens[2]) {
			name = strings.ToUpper(tokens[2]) + " " + name
			tokens = tokens[1:]
		}
		return strings.Join(append([]string{name}, tokens[2:]...), " ")
	}
	return strings.Join(tokens, "/")
}

// via says in few words which part of a component or operation tokens lead to.
func via(tokens []string) string {
	var words []string
	way := "" // through the properties of a schema
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

// savings closes the selection anew without one cut after the other; the
// mappings come first, those that save most before the others.
func (w *want) savings(base *closure) []Saving {
	if w.sel.whole() {
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
		compare(CutMapping, "", w.following(func(*Node) bool { return true }))
	}
	for _, m := range cut[:min(len(cut), maxSavings)] {
		compare(CutMapping, cmp.Or(schemaName(m.at), string(m.at)), w.beside(base, m))
	}
	slices.SortStableFunc(out, func(a, b Saving) int { return cmp.Compare(b.Bytes, a.Bytes) })
	if len(w.sel.Drop) > 0 {
		compare(CutByDrop, "", w.changed(func(s *Selection) { s.Drop = nil }).following(nil))
	}
	if w.sel.Navigation == CutNavigation {
		compare(CutByNavigation, "", w.changed(func(s *Selection) { s.Navigation = KeepNavigation }).following(nil))
	}
	if w.sel.Depth != nil {
		compare(CutByDepth, "", w.changed(func(s *Selection) { s.Depth = nil }).following(nil))
	}
	return out
}

// following closes the selection with some mappings followed whole.
func (w *want) following(follows func(*Node) bool) *closure {
	c := newClosure(w.doc, w.sel, &diag.List{})
	c.follows = follows
	w.follow(c)
	return c
}

// beside closes what the entries of the mapping m bring beside base. With a
// limit on the depth they can also bring back properties, so that all is closed
// anew.
func (w *want) beside(base *closure, m mapping) *closure {
	if w.sel.Depth != nil {
		return w.following(func(n *Node) bool { return n == m.node })
	}
	c := newClosure(w.doc, w.sel, &diag.List{})
	c.subtypes, c.drop = base.subtypes, base.drop
	for at := range base.depth {
		c.depth[at] = 0 // known, and not to be visited again
	}
	for _, f := range m.node.Fields {
		if name := w.doc.mapped(f); name != "" {
			c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject, m.at)
		}
	}
	c.drain()
	return c
}

// changed returns w for a selection that cuts something else.
func (w *want) changed(change func(*Selection)) *want {
	s, out := *w.selector, *w
	change(&s.sel)
	out.selector = &s
	if len(s.sel.Drop) == 0 {
		out.drop = schemaNames{}
	}
	return &out
}

// cutMappings lists the mappings that lost entries, those with most lost first.
func (w *want) cutMappings(c *closure) []mapping {
	lost := map[*Node]int{}
	var out []mapping
	for _, m := range c.mappings {
		if _, seen := lost[m.node]; seen {
			continue
		}
		lost[m.node] = 0
		for _, f := range m.node.Fields {
			if name := c.doc.mapped(f); name != "" && !c.reached(diag.Pointer("/components/schemas").Child(name)) {
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
