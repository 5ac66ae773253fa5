package source

// Component names for nodes that come from other files.
//
// If a component consists only of a reference to another file, the target
// takes that component's name. A path item takes the place of the reference in
// paths. Any other target is named after the last token of its pointer, or
// after its file if the reference names the whole file. If several targets
// claim the same name, or the description already has it, all of them are
// qualified by their file or folder, then by their whole path. No target wins by
// coming first. Names that differ only in case or punctuation are the same, because
// they would be one name in Go:
//
//	models/error.yaml and paths/error.yaml#/Error → models_error and paths_Error

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/diag"
)

// sectionKeys maps each class to its key under components.
var sectionKeys = map[class]string{
	pathItemObject: "pathItems", parameterObject: "parameters", headerObject: "headers", bodyObject: "requestBodies",
	responseObject: "responses", callbackObject: "callbacks", exampleObject: "examples", linkObject: "links",
	schemeObject: "securitySchemes", schemaObject: "schemas",
}

// assignSlots assigns to targets the places of components that consist only of
// a reference to them.
func (g *gatherer) assignSlots() {
	for _, section := range g.main.root.Get("components").fields() {
		r := grammar[componentsObject][section.Key]
		for _, f := range section.Value.fields() {
			ref := refOf(f.Value, r.class)
			if ref == nil || len(f.Value.Fields) > 1 || g.staysInMain(ref) {
				continue
			}
			if to, ok := g.resolveTarget(ref, r.class, g.fileOf(ref)); ok && to.file != g.main {
				if of := g.addImport(to); of.slot == "" {
					of.slot = diag.Pointer("/components").Child(section.Key).Child(f.Key)
				}
			}
		}
	}
}

// findPathItems finds the path items of the description that are in other
// files.
func (g *gatherer) findPathItems() {
	for _, section := range []string{"paths", "webhooks"} {
		for _, f := range g.main.root.Get(section).fields() {
			ref := refOf(f.Value, pathItemObject)
			if ref == nil || section == "paths" && isExtension(f.Key) || g.staysInMain(ref) {
				continue
			}
			to, ok := g.resolveTarget(ref, pathItemObject, g.fileOf(ref))
			if ok && to.file != g.main && to.node.Kind == Map {
				g.importedItems[f.Value] = g.addImport(to)
			}
		}
	}
}

// assignNames assigns a component name to each referenced target that has none.
func (g *gatherer) assignNames() {
	var open []*imported
	for _, i := range g.importList {
		switch {
		case i.slot != "" || !i.refers:
		case g.enclosingImport(i) == nil:
			open = append(open, i)
		}
	}
	placed := g.placedNames()
	free := func(p diag.Pointer) bool { return !placed[folded(p)] }
	put := func(i *imported, p diag.Pointer) {
		i.slot = p
		placed[folded(p)] = true
	}
	for try := range 3 {
		claims := map[diag.Pointer]int{}
		for _, i := range open {
			claims[folded(i.candidate(try))]++
		}
		var next []*imported
		for _, i := range open {
			if p := i.candidate(try); claims[folded(p)] == 1 && free(p) {
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

// placedNames returns the folded pointers of the components of the description.
func (g *gatherer) placedNames() map[diag.Pointer]bool {
	placed := map[diag.Pointer]bool{}
	for _, section := range g.main.root.Get("components").fields() {
		for _, f := range section.Value.fields() {
			placed[folded(diag.Pointer("/components").Child(section.Key).Child(f.Key))] = true
		}
	}
	return placed
}

// folded returns the pointer of a component without the case and punctuation of its
// name.
func folded(p diag.Pointer) diag.Pointer {
	tokens := p.Tokens()
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_.", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, tokens[2])
	return pointerTo(tokens[:2]).Child(name)
}

// enclosingImport returns the imported component that contains i, or nil.
// References to i then use the component's pointer, as within one file. A target at a
// place where the component has no part of its own, such as pet.yaml#/definitions/Tag,
// becomes another component.
func (g *gatherer) enclosingImport(i *imported) *imported {
	if i.slot != "" {
		return nil
	}
	tokens := i.at.Tokens()
	p := diag.Pointer("")
	for _, token := range tokens {
		for class := range schemaObject + 1 {
			whole := g.imports[refTarget{i.file, p, class}]
			if whole != nil && (whole.slot != "" || whole.refers) && isPartOf(class, i.at[len(p):].Tokens()) {
				return whole
			}
		}
		p = p.Child(token)
	}
	return nil
}

// isPartOf reports whether OpenAPI has an object at the given path within an object of
// class c.
func isPartOf(c class, tokens []string) bool {
	for len(tokens) > 0 {
		r, known := ruleOf(c, tokens[0])
		length := 2 // a member or element of a map or list
		if r.form == objectForm {
			length = 1
		}
		if !known || r.class == noClass || len(tokens) < length {
			return false
		}
		c, tokens = r.class, tokens[length:]
	}
	return true
}

// importPointer returns the pointer of i in the assembled description.
func (g *gatherer) importPointer(i *imported) diag.Pointer {
	if whole := g.enclosingImport(i); whole != nil {
		return g.importPointer(whole) + i.at[len(whole.at):]
	}
	return i.slot
}

// candidate returns the pointer that i claims in a given try.
func (i *imported) candidate(try int) diag.Pointer {
	return diag.Pointer("/components").Child(sectionKeys[i.class]).Child(candidates(i.refTarget)[try])
}

// candidates returns the possible names for the target p, from the shortest to
// the fully qualified one. For /A/properties/b in shapes/round.yaml they are
// b, round_b and shapes_round_A_properties_b. For /Round they are Round, shapes_Round
// and shapes_round_Round, because its file has the same name.
func candidates(p refTarget) [3]string {
	stem := strings.TrimSuffix(path.Base(p.file.path), path.Ext(p.file.path))
	folder, whole := path.Base(path.Dir(p.file.path))+"_", strings.TrimSuffix(p.file.path, path.Ext(p.file.path))
	if strings.HasPrefix(folder, ".") {
		folder = "" // the file is beside the description or above it
	}
	tokens := p.at.Tokens()
	if len(tokens) == 0 {
		return [3]string{componentName(stem), componentName(folder + stem), componentName(whole)}
	}
	last := tokens[len(tokens)-1]
	if _, err := strconv.Atoi(last); err == nil && len(tokens) > 1 {
		last = tokens[len(tokens)-2] + "_" + last
	}
	qualifier := stem + "_"
	if strings.EqualFold(stem, last) {
		qualifier = folder
	}
	return [3]string{
		componentName(last),
		componentName(qualifier + last),
		componentName(whole + "_" + strings.Join(tokens, "_")),
	}
}

// componentName replaces characters that component names cannot have.
func componentName(s string) string { return invalidNameChars.ReplaceAllString(s, "_") }

var invalidNameChars = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// assemble returns the root of the description with all imported nodes in
// place.
func (g *gatherer) assemble() *Node {
	const cause = "the size of all references to other files and of texts"
	size := g.main.root.textLength() + g.size
	g.doc.maxSize = 1 + size/valueBytes
	edits := &pruner{edits: map[*Node]*Node{}, copies: g.doc.newCopyLimit(g.doc.maxSize, g.diags, cause)}
	for _, u := range g.rewrites {
		edit := u.text.emptyCopy()
		at := u.local
		if u.of != nil {
			at = g.importPointer(u.of)
		}
		edit.Text = "#" + strings.ReplaceAll(string(at), "%", "%25")
		edits.edits[u.text] = edit
	}
	maps.Copy(edits.edits, g.inlined)
	root := g.main.root.emptyCopy()
	for _, f := range g.main.root.Fields {
		switch f.Key {
		case "paths", "webhooks":
			f.Value = g.pathItems(f.Value, edits)
		case "components":
			continue
		default:
			f.Value = edits.applyEdits(f.Value)
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
	out := from.emptyCopy()
	known := map[*imported]int{} // costs of copies
	for _, f := range from.fields() {
		if of := g.importedItems[f.Value]; of != nil {
			if cost, repeated := known[of]; !repeated {
				known[of] = of.node.copyCost()
			} else if !edits.copies.spend(cost, g.doc.keyPos(f)) {
				break
			}
			f.Value = edits.applyEdits(f.Value.mergedOver(of.node))
		} else {
			f.Value = edits.applyEdits(f.Value)
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}

// components adds the imported components. A new component is appended to its
// section.
func (g *gatherer) components(edits *pruner) Field {
	at := g.main.root
	out := Field{Key: "components", Line: at.Line, Col: at.Col, Value: at.emptyCopy()}
	if i := at.fieldIndex("components"); i >= 0 {
		out = at.Fields[i]
		if out.Value.Kind != Map {
			return out // checked and reported later
		}
	}
	from := out.Value
	out.Value = from.emptyCopy()
	placed := map[string][]*imported{}
	for _, i := range g.importList {
		if i.slot != "" {
			placed[sectionKeys[i.class]] = append(placed[sectionKeys[i.class]], i)
		}
	}
	for _, f := range from.Fields {
		f.Value = sectionWith(f, placed[f.Key], edits)
		delete(placed, f.Key)
		out.Value.Fields = append(out.Value.Fields, f)
	}
	for _, key := range slices.Sorted(maps.Keys(placed)) {
		f := Field{Key: key, Line: out.Line, Col: out.Col, Value: out.Value.emptyCopy()}
		f.Value = sectionWith(f, placed[key], edits)
		out.Value.Fields = append(out.Value.Fields, f)
	}
	return out
}

// sectionWith returns a section of the components with the placed components
// added.
func sectionWith(f Field, placed []*imported, edits *pruner) *Node {
	if len(placed) == 0 || f.Value.Kind != Map {
		return edits.applyEdits(f.Value)
	}
	bySlot := map[diag.Pointer]*imported{}
	for _, i := range placed {
		bySlot[i.slot] = i
	}
	out := f.Value.emptyCopy()
	add := func(i *imported, key string) {
		out.Fields = append(out.Fields, Field{Key: key, Line: i.line, Col: i.col, Value: edits.applyEdits(i.node)})
	}
	for _, own := range f.Value.Fields {
		slot := diag.Pointer("/components").Child(f.Key).Child(own.Key)
		if i := bySlot[slot]; i != nil {
			add(i, own.Key)
			delete(bySlot, slot)
			continue
		}
		own.Value = edits.applyEdits(own.Value)
		out.Fields = append(out.Fields, own)
	}
	for _, i := range placed {
		if bySlot[i.slot] != nil {
			add(i, i.slot.Tokens()[2])
		}
	}
	return out
}
