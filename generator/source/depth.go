package source

// Cutting properties: those that navigate to other resources, and those whose
// types are too deep.
//
// The depth of a schema is the number of properties on the path to it from an
// operation. Properties of schemas inside operations do not count, and neither
// do allOf, oneOf, anyOf, items and additionalProperties. A subtype has the
// depth of its base. Simple types such as enums never cause a cut: they are
// kept with their property. A reference from a property beyond the limit waits
// until all nearer schemas are known. If none of them needs its target, the
// property is cut.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// propertyCutter is the part of the closure that counts and cuts properties.
type propertyCutter struct {
	navigation Navigation
	depthLimit int // maximum depth; -1 means no limit

	pending           [][]target      // nodes to visit, by depth
	level             int             // depth of the node being visited
	crossedProperties int             // properties crossed below that node
	countsProperties  bool            // whether properties of the node being visited count
	frame             *deepProperty   // the innermost open property beyond the limit
	frames            []*deepProperty // all properties beyond the limit, outer ones before the ones inside them
	trimmed           []*trimmedSchema
	trimmedByNode     map[*Node]*trimmedSchema
}

func newProperties(sel Selection) propertyCutter {
	p := propertyCutter{navigation: sel.Navigation, depthLimit: -1, trimmedByNode: map[*Node]*trimmedSchema{}}
	if sel.Depth != nil {
		p.depthLimit = *sel.Depth
	}
	return p
}

// deepProperty is a property beyond the limit. It stays only if other parts of
// the slice keep everything it needs.
type deepProperty struct {
	holder *Node // the schema that declares the property
	at     diag.Pointer
	key    string
	outer  *deepProperty
	needs  []propertyNeed
	cut    bool
}

type propertyNeed struct {
	target
	from   diag.Pointer
	simple bool
}

// trimmedSchema is a schema that loses properties.
type trimmedSchema struct {
	node    *Node
	at      diag.Pointer
	cutKeys map[string]CutKind
}

// beyondLimit reports whether the node being visited is beyond the limit so
// that its references must not pull in components.
func (p *propertyCutter) beyondLimit() bool { return p.frame != nil }

// schema visits the objects inside the schema n, which is at p.
func (c *closure) schema(n *Node, p diag.Pointer) {
	prefix := string(p) + "/properties/"
	eachChild(n, schemaObject, p, func(child *Node, k class, at diag.Pointer) {
		if strings.HasPrefix(string(at), prefix) {
			c.property(n, child, p, at)
		} else {
			c.visit(child, k, at)
		}
	})
}

// property visits a property of the schema holder.
func (c *closure) property(holder, n *Node, p, at diag.Pointer) {
	if c.navigation == CutNavigation && isNavigation(n) {
		c.cutProperty(holder, p, lastToken(at), CutByNavigation)
		return
	}
	outer, crossed := c.frame, c.crossedProperties
	if c.countsProperties {
		c.crossedProperties++
	}
	if c.depthLimit >= 0 && c.level+c.crossedProperties > c.depthLimit {
		c.frame = &deepProperty{holder: holder, at: p, key: lastToken(at), outer: outer}
		c.frames = append(c.frames, c.frame)
	}
	c.visit(n, schemaObject, at)
	c.frame, c.crossedProperties = outer, crossed
}

func isNavigation(n *Node) bool {
	mark := n.Get("x-ms-navigationProperty")
	return mark != nil && mark.Kind == Bool && mark.Text == "true"
}

func lastToken(p diag.Pointer) string {
	tokens := p.Tokens()
	return tokens[len(tokens)-1]
}

// need reaches the target of the reference at from. Inside a property beyond
// the limit it only records the need.
func (c *closure) need(at diag.Pointer, class class, from diag.Pointer) {
	if c.frame == nil {
		c.reach(at, class, from)
		return
	}
	c.frame.needs = append(c.frame.needs, propertyNeed{target{at, class}, from, isSimple(c.doc.At(at))})
}

// isSimple reports whether n is a schema of scalars that refers to no other
// schema.
func isSimple(n *Node) bool {
	simple := n.Get("enum") != nil
	switch n.Get("type").stringValue() {
	case "string", "number", "integer", "boolean":
		simple = true
	case "object", "array":
		return false
	}
	eachChild(n, schemaObject, "", func(*Node, class, diag.Pointer) { simple = false })
	return simple && n.Get("$ref") == nil
}

// decideDeepProperties decides which properties beyond the limit stay, after
// all nearer schemas have been visited.
func (c *closure) decideDeepProperties() {
	for _, f := range c.frames {
		f.cut = f.outer != nil && f.outer.cut
		if f.cut {
			continue
		}
		f.cut = slices.ContainsFunc(f.needs, func(n propertyNeed) bool { return !n.simple && !c.reached(n.at) })
		if f.cut {
			c.cutProperty(f.holder, f.at, f.key, CutByDepth)
		}
	}
	// The bound prevents a huge limit from allocating huge levels.
	c.crossedProperties = min(c.depthLimit, len(c.pending)) + 1
	for _, f := range c.frames {
		for _, n := range f.needs {
			if n.simple && !f.cut {
				c.reach(n.at, n.class, n.from)
			}
		}
	}
	c.crossedProperties = 0
	c.visitReached()
}

// cutProperty records that a schema loses a property.
func (p *propertyCutter) cutProperty(holder *Node, at diag.Pointer, key string, why CutKind) {
	t := p.trimmedByNode[holder]
	if t == nil {
		t = &trimmedSchema{holder, at, map[string]CutKind{}}
		p.trimmedByNode[holder] = t
		p.trimmed = append(p.trimmed, t)
	}
	t.cutKeys[key] = why
}

// crossesCut reports whether the path to the pointer crosses a property that
// was cut.
func (c *closure) crossesCut(at diag.Pointer) bool {
	n := c.doc.Root
	var holder *trimmedSchema
	for _, token := range at.Tokens() {
		if holder != nil && holder.cutKeys[token] != "" {
			return true
		}
		holder = nil
		if token == "properties" {
			holder = c.trimmedByNode[n]
		}
		n, _, _ = c.doc.childToken(n, token)
	}
	return false
}

// cutProperties prepares the edits of schemas that lose properties.
func (p *pruner) cutProperties() []Cut {
	var cuts []Cut
	for _, t := range p.closure.trimmed {
		out := t.node.emptyCopy()
		for _, f := range t.node.Fields {
			switch {
			case f.Key == "properties":
				f.Value = t.keptProperties(f.Value)
			case f.Key == "required" && f.Value.loaded().Kind == Seq:
				f.Value = t.keptRequired(f.Value)
				if len(f.Value.Items) == 0 {
					continue
				}
			}
			out.Fields = append(out.Fields, f)
		}
		p.edits[t.node] = out
		for _, why := range []CutKind{CutByNavigation, CutByDepth} {
			dropped := 0
			for _, kind := range t.cutKeys {
				if kind == why {
					dropped++
				}
			}
			if dropped > 0 {
				kept := len(t.node.Get("properties").Fields) - len(t.cutKeys)
				cuts = append(cuts, Cut{why, schemaName(t.at), t.at.Child("properties"), kept, dropped})
			}
		}
	}
	return cuts
}

// keptProperties returns a copy of a schema's properties without the cut ones.
func (t *trimmedSchema) keptProperties(properties *Node) *Node {
	out := properties.emptyCopy()
	for _, f := range properties.Fields {
		if t.cutKeys[f.Key] == "" {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// keptRequired returns a copy of a schema's list of required names without the
// cut ones.
func (t *trimmedSchema) keptRequired(names *Node) *Node {
	out := names.emptyCopy()
	for _, item := range names.Items {
		if t.cutKeys[item.stringValue()] == "" {
			out.Items = append(out.Items, item)
		}
	}
	return out
}
