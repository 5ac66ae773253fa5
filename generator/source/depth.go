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

// properties is the part of the closure that counts and cuts properties.
type properties struct {
	navigation Navigation
	limit      int // maximum depth; -1 means no limit

	levels  [][]target // nodes to visit, by depth
	level   int        // depth of the node being visited
	crossed int        // properties crossed below that node
	counts  bool       // whether properties of the node being visited count
	frame   *frame     // the innermost open property beyond the limit
	frames  []*frame   // all properties beyond the limit, outer ones before the ones inside them
	trimmed []*trimmed
	byNode  map[*Node]*trimmed
}

func newProperties(sel Selection) properties {
	p := properties{navigation: sel.Navigation, limit: -1, byNode: map[*Node]*trimmed{}}
	if sel.Depth != nil {
		p.limit = *sel.Depth
	}
	return p
}

// frame is a property beyond the limit. It stays only if other parts of the
// slice keep everything it needs.
type frame struct {
	holder *Node // the schema that declares the property
	at     diag.Pointer
	key    string
	outer  *frame
	needs  []need
	gone   bool
}

type need struct {
	target
	from   diag.Pointer
	simple bool
}

// trimmed is a schema that loses properties.
type trimmed struct {
	node *Node
	at   diag.Pointer
	keys map[string]CutKind
}

// beyond reports whether the node being visited is beyond the limit, so that
// its references must not pull in components.
func (p *properties) beyond() bool { return p.frame != nil }

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
		c.trim(holder, p, lastToken(at), CutByNavigation)
		return
	}
	outer, crossed := c.frame, c.crossed
	if c.counts {
		c.crossed++
	}
	if c.limit >= 0 && c.level+c.crossed > c.limit {
		c.frame = &frame{holder: holder, at: p, key: lastToken(at), outer: outer}
		c.frames = append(c.frames, c.frame)
	}
	c.visit(n, schemaObject, at)
	c.frame, c.crossed = outer, crossed
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
	c.frame.needs = append(c.frame.needs, need{target{at, class}, from, isSimple(c.doc.At(at))})
}

// isSimple reports whether n is a schema of scalars that refers to no other
// schema.
func isSimple(n *Node) bool {
	simple := n.Get("enum") != nil
	switch n.Get("type").text() {
	case "string", "number", "integer", "boolean":
		simple = true
	case "object", "array":
		return false
	}
	eachChild(n, schemaObject, "", func(*Node, class, diag.Pointer) { simple = false })
	return simple && n.Get("$ref") == nil
}

// settle decides which properties beyond the limit stay, after all nearer
// schemas have been visited.
func (c *closure) settle() {
	for _, f := range c.frames {
		f.gone = f.outer != nil && f.outer.gone
		if f.gone {
			continue
		}
		f.gone = slices.ContainsFunc(f.needs, func(n need) bool { return !n.simple && !c.reached(n.at) })
		if f.gone {
			c.trim(f.holder, f.at, f.key, CutByDepth)
		}
	}
	c.crossed = min(c.limit, len(c.levels)) + 1 // bounded, so that a huge limit does not allocate huge levels
	for _, f := range c.frames {
		for _, n := range f.needs {
			if n.simple && !f.gone {
				c.reach(n.at, n.class, n.from)
			}
		}
	}
	c.crossed = 0
	c.drain()
}

// trim records that a schema loses a property.
func (p *properties) trim(holder *Node, at diag.Pointer, key string, why CutKind) {
	t := p.byNode[holder]
	if t == nil {
		t = &trimmed{holder, at, map[string]CutKind{}}
		p.byNode[holder] = t
		p.trimmed = append(p.trimmed, t)
	}
	t.keys[key] = why
}

// lost reports whether the path to the pointer crosses a property that was
// cut.
func (c *closure) lost(at diag.Pointer) bool {
	n := c.doc.Root
	var holder *trimmed
	for _, token := range at.Tokens() {
		if holder != nil && holder.keys[token] != "" {
			return true
		}
		holder = nil
		if token == "properties" {
			holder = c.byNode[n]
		}
		n, _, _ = c.doc.child(n, token)
	}
	return false
}

// cutProperties prepares the edits of schemas that lose properties.
func (p *pruner) cutProperties() []Cut {
	var cuts []Cut
	for _, t := range p.closure.trimmed {
		out := t.node.blank()
		for _, f := range t.node.Fields {
			switch {
			case f.Key == "properties":
				f.Value = t.without(f.Value)
			case f.Key == "required" && f.Value.now().Kind == Seq:
				f.Value = t.require(f.Value)
				if len(f.Value.Items) == 0 {
					continue
				}
			}
			out.Fields = append(out.Fields, f)
		}
		p.edits[t.node] = out
		for _, why := range []CutKind{CutByNavigation, CutByDepth} {
			dropped := 0
			for _, kind := range t.keys {
				if kind == why {
					dropped++
				}
			}
			if dropped > 0 {
				kept := len(t.node.Get("properties").Fields) - len(t.keys)
				cuts = append(cuts, Cut{why, schemaName(t.at), t.at.Child("properties"), kept, dropped})
			}
		}
	}
	return cuts
}

// without returns a copy of a schema's properties without the cut ones.
func (t *trimmed) without(properties *Node) *Node {
	out := properties.blank()
	for _, f := range properties.Fields {
		if t.keys[f.Key] == "" {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// require returns a copy of a schema's list of required names without the cut
// ones.
func (t *trimmed) require(names *Node) *Node {
	out := names.blank()
	for _, item := range names.Items {
		if t.keys[item.text()] == "" {
			out.Items = append(out.Items, item)
		}
	}
	return out
}
