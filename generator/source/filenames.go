package source

// Component names for nodes that come from other files.
//
// If a component consists only of a reference to another file, the target
// takes that component's name. A path item takes the place of the reference in
// paths. Any other target is named after the last token of its pointer, or
// after its file if the reference names the whole file. If several targets
// claim the same name, or the description already has it, all of them are
// qualified by their file, then by their whole path. No target wins by coming
// first.

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// sections maps each class to its key under components.
var sections = map[class]string{
	pathItemObject: "pathItems", parameterObject: "parameters", headerObject: "headers", bodyObject: "requestBodies",
	responseObject: "responses", callbackObject: "callbacks", exampleObject: "examples", linkObject: "links",
	schemeObject: "securitySchemes", schemaObject: "schemas",
}

// slots assigns to targets the places of components that consist only of a
// reference to them.
func (g *gatherer) slots() {
	for _, section := range g.main.root.Get("components").fields() {
		r := grammar[componentsObject][section.Key]
		for _, f := range section.Value.fields() {
			ref := refOf(f.Value, r.class)
			if ref == nil || len(f.Value.Fields) > 1 || strings.HasPrefix(ref.Text, "#") {
				continue
			}
			if to, ok := g.resolve(ref, r.class, g.main); ok && to.file != g.main {
				if of := g.take(to); of.slot == "" {
					of.slot = diag.Pointer("/components").Child(section.Key).Child(f.Key)
				}
			}
		}
	}
}

// items finds the path items of the description that are in other files.
func (g *gatherer) items() {
	for _, section := range []string{"paths", "webhooks"} {
		for _, f := range g.main.root.Get(section).fields() {
			ref := refOf(f.Value, pathItemObject)
			if ref == nil || section == "paths" && isExtension(f.Key) || strings.HasPrefix(ref.Text, "#") {
				continue
			}
			if to, ok := g.resolve(ref, pathItemObject, g.main); ok && to.file != g.main && to.node.Kind == Map {
				g.inside[f.Value] = g.take(to)
			}
		}
	}
}

// name assigns a component name to each referenced target that has none.
func (g *gatherer) name() {
	var open []*imported
	for _, i := range g.order {
		switch {
		case i.slot != "" || !i.refers:
		case g.part(i) == nil:
			open = append(open, i)
		}
	}
	placed := map[diag.Pointer]bool{}
	free := func(p diag.Pointer) bool { return !placed[p] && g.doc.At(p) == nil }
	put := func(i *imported, p diag.Pointer) {
		i.slot = p
		placed[p] = true
	}
	for try := range 3 {
		claims := map[diag.Pointer]int{}
		for _, i := range open {
			claims[i.candidate(try)]++
		}
		var next []*imported
		for _, i := range open {
			if p := i.candidate(try); claims[p] == 1 && free(p) {
				put(i, p)
			} else {
				next = append(next, i)
			}
		}
		open = next
	}
	slices.SortStableFunc(open, func(a, b *imported) int {
		return strings.Compare(a.file.path+"#"+string(a.at), b.file.path+"#"+string(b.at))
	})
	for _, i := range open {
		for n := 2; i.slot == ""; n++ {
			if p := i.candidate(2) + diag.Pointer("_"+strconv.Itoa(n)); free(p) {
				put(i, p)
			}
		}
	}
}

// part returns the imported component that contains i, or nil. References to i
// then use the component's pointer, as within one file.
func (g *gatherer) part(i *imported) *imported {
	if i.slot != "" {
		return nil
	}
	tokens := i.at.Tokens()
	p := diag.Pointer("")
	for _, token := range tokens {
		for class := range schemaObject + 1 {
			if whole := g.imports[place{i.file, p, class}]; whole != nil && (whole.slot != "" || whole.refers) {
				return whole
			}
		}
		p = p.Child(token)
	}
	return nil
}

// component returns the pointer of i in the assembled description.
func (g *gatherer) component(i *imported) diag.Pointer {
	if whole := g.part(i); whole != nil {
		return g.component(whole) + i.at[len(whole.at):]
	}
	return i.slot
}

// candidate returns the pointer that i claims in a given try.
func (i *imported) candidate(try int) diag.Pointer {
	return diag.Pointer("/components").Child(sections[i.class]).Child(candidates(i.place)[try])
}

// candidates returns the possible names for the target p, from the shortest to
// the fully qualified one.
func candidates(p place) [3]string {
	stem := strings.TrimSuffix(path.Base(p.file.path), path.Ext(p.file.path))
	folder, whole := path.Base(path.Dir(p.file.path)), strings.TrimSuffix(p.file.path, path.Ext(p.file.path))
	tokens := p.at.Tokens()
	if len(tokens) == 0 {
		return [3]string{fit(stem), fit(folder + "_" + stem), fit(whole)}
	}
	last := tokens[len(tokens)-1]
	if _, err := strconv.Atoi(last); err == nil && len(tokens) > 1 {
		last = tokens[len(tokens)-2] + "_" + last
	}
	return [3]string{fit(last), fit(stem + "_" + last), fit(whole + "_" + strings.Join(tokens, "_"))}
}

// fit replaces characters that component names cannot have.
func fit(s string) string { return unfit.ReplaceAllString(s, "_") }

var unfit = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// assemble returns the root of the description with all imported nodes in
// place.
func (g *gatherer) assemble() *Node {
	edits := &pruner{edits: map[*Node]*Node{}}
	for _, u := range g.uses {
		edit := u.text.blank()
		at := u.local
		if u.of != nil {
			at = g.component(u.of)
		}
		edit.Text = "#" + strings.ReplaceAll(string(at), "%", "%25")
		edits.edits[u.text] = edit
	}
	root := g.main.root.blank()
	for _, f := range g.main.root.Fields {
		switch f.Key {
		case "paths", "webhooks":
			f.Value = g.pathItems(f.Value, edits)
		case "components":
			continue
		default:
			f.Value = edits.rewrite(f.Value)
		}
		root.Fields = append(root.Fields, f)
	}
	if components := g.components(edits); len(components.Value.Fields) > 0 {
		root.Fields = append(root.Fields, components)
	}
	return root
}

// pathItems replaces references by the imported path items.
func (g *gatherer) pathItems(from *Node, edits *pruner) *Node {
	out := from.blank()
	for _, f := range from.fields() {
		if of := g.inside[f.Value]; of != nil {
			f.Value = edits.rewrite(f.Value.over(of.node))
		} else {
			f.Value = edits.rewrite(f.Value)
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}

// components adds the imported components. A new component is appended to its
// section.
func (g *gatherer) components(edits *pruner) Field {
	at := g.main.root
	out := Field{Key: "components", Line: at.Line, Col: at.Col, Value: at.blank()}
	if i := at.index("components"); i >= 0 {
		out = at.Fields[i]
		if out.Value.Kind != Map {
			return out // checked and reported later
		}
	}
	from := out.Value
	out.Value = from.blank()
	placed := map[string][]*imported{}
	for _, i := range g.order {
		if i.slot != "" {
			placed[sections[i.class]] = append(placed[sections[i.class]], i)
		}
	}
	for _, f := range from.Fields {
		f.Value = section(f, placed[f.Key], edits)
		delete(placed, f.Key)
		out.Value.Fields = append(out.Value.Fields, f)
	}
	for _, key := range slices.Sorted(maps.Keys(placed)) {
		f := Field{Key: key, Line: out.Line, Col: out.Col, Value: out.Value.blank()}
		f.Value = section(f, placed[key], edits)
		out.Value.Fields = append(out.Value.Fields, f)
	}
	return out
}

// section returns a section of the components with the placed components
// added.
func section(f Field, placed []*imported, edits *pruner) *Node {
	if len(placed) == 0 || f.Value.Kind != Map {
		return edits.rewrite(f.Value)
	}
	bySlot := map[diag.Pointer]*imported{}
	for _, i := range placed {
		bySlot[i.slot] = i
	}
	out := f.Value.blank()
	add := func(i *imported, key string) {
		out.Fields = append(out.Fields, Field{Key: key, Line: i.line, Col: i.col, Value: edits.rewrite(i.node)})
	}
	for _, own := range f.Value.Fields {
		slot := diag.Pointer("/components").Child(f.Key).Child(own.Key)
		if i := bySlot[slot]; i != nil {
			add(i, own.Key)
			delete(bySlot, slot)
			continue
		}
		own.Value = edits.rewrite(own.Value)
		out.Fields = append(out.Fields, own)
	}
	for _, i := range placed {
		if bySlot[i.slot] != nil {
			add(i, i.slot.Tokens()[2])
		}
	}
	return out
}
