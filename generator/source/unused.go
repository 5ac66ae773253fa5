package source

// Schemas that no operation, webhook or callback uses. A large description often
// has many more schemas than its operations need, so a selection with OnlyUsed
// leaves the others out.
//
// A schema is used if an operation reaches it by references. Unlike other
// selections, this one has all operations, so a value of any subtype may arrive:
// the closure follows every discriminator mapping, and if it reaches a schema with
// a discriminator, it reaches the schemas that extend it:
//
//	Pet:  discriminator: {propertyName: kind}     used by GET /pets
//	Cat:  allOf: [{$ref: Pet}, …]                 used, since it extends Pet
//	Note: properties: …                           not used

import "github.com/fragen-go/fragen/generator/diag"

const schemasAt diag.Pointer = "/components/schemas"

// leavesOutUnused reports whether schemas that no operation uses are left out. A
// description without operations keeps all of its schemas.
func (w *resolvedSelection) leavesOutUnused() bool {
	return w.sel.OnlyUsed && len(w.sel.Schemas) == 0 && w.sel.keepsComponents() && len(w.doc.Operations()) > 0
}

// reachUsed visits everything that the reached nodes need, with all subtypes that
// are not dropped.
func (c *closure) reachUsed() {
	c.subtypes = map[string][]string{}
	for _, name := range keysOf(c.doc.At(schemasAt)) {
		c.subtypes[name] = []string{name}
	}
	extending := c.doc.extendingSchemas()
	for next := 0; ; {
		c.visitReached()
		if next == len(c.visited) {
			return
		}
		for ; next < len(c.visited); next++ {
			base := schemaName(c.visited[next].at)
			if base == "" || !hasDiscriminator(c.doc.At(schemasAt.Child(base))) {
				continue
			}
			for _, name := range extending[base] {
				if at := schemasAt.Child(name); c.drop[name] == nil && !c.reached(at) {
					c.reach(at, schemaObject, schemasAt.Child(base))
				}
			}
		}
	}
}

// extendingSchemas returns the names of the component schemas that extend each
// component schema by allOf, directly or through others.
func (d *Document) extendingSchemas() map[string][]string {
	direct := map[string][]string{}
	for _, f := range d.At(schemasAt).fields() {
		for _, base := range extendedBy(f.Value, nil) {
			direct[base] = append(direct[base], f.Key)
		}
	}
	all := map[string][]string{}
	for base := range direct {
		seen := map[string]bool{base: true}
		list := []string{base}
		for i := 0; i < len(list); i++ {
			for _, name := range direct[list[i]] {
				if !seen[name] {
					seen[name] = true
					list = append(list, name)
				}
			}
		}
		all[base] = list[1:]
	}
	return all
}

// extendedBy appends the names of the component schemas that the allOf of n lists,
// also within inline parts, to names.
func extendedBy(n *Node, names []string) []string {
	for _, part := range n.Get("allOf").items() {
		if ref := part.Get("$ref"); ref == nil {
			names = extendedBy(part, names)
		} else if at, problem := resolveRef(ref.stringValue()); problem == "" {
			if name := schemaName(at); name != "" && at == schemasAt.Child(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// hasDiscriminator reports whether n, or an inline part of its allOf, has a
// discriminator.
func hasDiscriminator(n *Node) bool {
	if n.Get("discriminator") != nil {
		return true
	}
	for _, part := range n.Get("allOf").items() {
		if part.Get("$ref") == nil && hasDiscriminator(part) {
			return true
		}
	}
	return false
}

// reachSchemes reaches the components that no schema belongs to: a slice with all
// operations keeps every security scheme.
func (c *closure) reachSchemes() {
	const schemes diag.Pointer = "/components/securitySchemes"
	for _, f := range c.doc.At(schemes).fields() {
		if at := schemes.Child(f.Key); !c.reached(at) {
			c.reach(at, schemeObject, "")
		}
	}
}

// unusedSchemas returns the cut of the schemas that are not in the slice, if there
// are any.
func (c *closure) unusedSchemas() []Cut {
	kept, dropped := 0, 0
	for _, f := range c.doc.At(schemasAt).fields() {
		switch {
		case c.reached(schemasAt.Child(f.Key)):
			kept++
		case c.drop[f.Key] == nil:
			dropped++
		}
	}
	if dropped == 0 {
		return nil
	}
	return []Cut{{Kind: CutUnused, Pointer: schemasAt, Kept: kept, Dropped: dropped}}
}
