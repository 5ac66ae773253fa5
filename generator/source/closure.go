package source

// The closure of a selection: everything that the selected operations need.
//
// It walks along the grammar, from the selected path items and schemas over
// every reference, and notes what it meets: components, security schemes,
// tags, discriminator mappings, operationIds. Mappings are not followed: the
// mapping of one base schema can name hundreds of subtypes, and following them
// pulls in all of a large API. Only entries that the user listed as subtypes
// are.

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

type closure struct {
	doc      *Document
	subtypes map[string]bool // schema names
	diags    *diag.List

	reached  map[diag.Pointer]bool // components, and what references name elsewhere
	order    []target              // the same, as they were reached
	queue    []target
	mappings []mapping
	outside  []reference // references into paths and webhooks
	tags     map[string]bool
	ids      map[string]*Node // operationId → where it came first
	ownless  bool             // some operation has no security of its own
}

type target struct {
	at    diag.Pointer
	class class
}

// mapping is a discriminator mapping that was met.
type mapping struct {
	node *Node
	at   diag.Pointer
}

// reference is an object that stands for another one.
type reference struct {
	holder *Node // the object with the member $ref
	target diag.Pointer
}

func newClosure(doc *Document, diags *diag.List) *closure {
	return &closure{
		doc: doc, diags: diags,
		subtypes: map[string]bool{}, reached: map[diag.Pointer]bool{}, tags: map[string]bool{}, ids: map[string]*Node{},
	}
}

// drain visits what was reached until nothing new turns up.
func (c *closure) drain() {
	for len(c.queue) > 0 {
		next := c.queue[0]
		c.queue = c.queue[1:]
		c.visit(c.doc.At(next.at), next.class, next.at)
	}
}

// reach notes that the component, or other place, at is needed.
func (c *closure) reach(at diag.Pointer, class class) {
	if !c.reached[at] {
		c.reached[at] = true
		c.order = append(c.order, target{at, class})
		c.queue = append(c.queue, target{at, class})
	}
}

// visit looks at n, of class k at p, and all below.
func (c *closure) visit(n *Node, k class, p diag.Pointer) {
	if ref := refOf(n, k); ref != nil {
		c.follow(n, ref, k)
	}
	switch k {
	case operationObject:
		c.operation(n)
	case securityObject:
		c.security(n)
	case discriminatorObject:
		if m := n.Get("mapping"); m != nil && m.Kind == Map {
			c.mapping(m, p.Child("mapping"))
		}
	}
	eachChild(n, k, p, c.visit)
}

// follow reaches what ref, a member of holder, refers to.
func (c *closure) follow(holder, ref *Node, k class) {
	at, problem := resolveRef(ref.Text)
	if problem != "" {
		c.diags.Errorf(c.doc.at(ref), "ref", "reference %q: %s", ref.Text, problem)
		return
	}
	if c.doc.At(at) == nil {
		c.diags.Errorf(c.doc.at(ref), "dangling-ref", "reference %q leads nowhere%s", ref.Text, c.doc.dangling(at))
		return
	}
	if whole, class := component(at); whole != "" {
		if class != k && whole == at {
			c.diags.Errorf(c.doc.at(ref), "ref", "reference %q leads to %s, but %s is due here", ref.Text, titles[class], titles[k])
			return
		}
		c.reach(whole, class)
		return
	}
	c.reach(at, k)
	if first := at.Tokens(); len(first) > 0 && (first[0] == "paths" || first[0] == "webhooks") {
		c.outside = append(c.outside, reference{holder, at})
	}
}

// operation notes the tags, the identifier and the security of n.
func (c *closure) operation(n *Node) {
	for _, tag := range n.Get("tags").items() {
		c.tags[tag.text()] = true
	}
	if n.Get("security") == nil {
		c.ownless = true
	}
	id := n.Get("operationId")
	if id.text() == "" {
		return
	}
	if first := c.ids[id.Text]; first == nil {
		c.ids[id.Text] = id
	} else if first != id {
		c.diags.Errorf(c.doc.at(id), "duplicate-operation-id", "operationId %q is taken by the operation at %s; rename one",
			id.Text, c.doc.at(first))
	}
}

// security reaches the schemes that the requirement n names.
func (c *closure) security(n *Node) {
	schemes := c.doc.At("/components/securitySchemes")
	for _, f := range n.fields() {
		if schemes.index(f.Key) < 0 {
			c.diags.Errorf(c.doc.key(f), "dangling-security", "there is no security scheme %q under components/securitySchemes%s",
				f.Key, diag.DidYouMean(f.Key, keysOf(schemes)))
			continue
		}
		c.reach(diag.Pointer("/components/securitySchemes").Child(f.Key), schemeObject)
	}
}

// mapping notes the discriminator mapping n and reaches the subtypes in it
// that the user asked for.
func (c *closure) mapping(n *Node, p diag.Pointer) {
	c.mappings = append(c.mappings, mapping{n, p})
	for _, f := range n.Fields {
		name := c.mapped(f)
		if c.subtypes[name] {
			delete(c.subtypes, name)
			c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject)
		}
	}
}

// mapped returns the name of the component schema that an entry of a mapping
// names, by reference or by name; "" when there is none.
func (c *closure) mapped(f Field) string {
	text := f.Value.text()
	if name, ok := strings.CutPrefix(text, "#/components/schemas/"); ok {
		if plain, err := url.PathUnescape(name); err == nil {
			text = schemaName(diag.Pointer("/components/schemas/" + plain))
		}
	}
	if c.doc.index(c.doc.At("/components/schemas"), text) < 0 {
		return ""
	}
	return text
}

// roots reaches every component.
func (c *closure) roots() {
	for _, section := range c.doc.Root.Get("components").fields() {
		r, known := grammar[componentsObject][section.Key]
		if !known {
			continue
		}
		for _, f := range section.Value.fields() {
			c.reach(diag.Pointer("/components").Child(section.Key).Child(f.Key), r.class)
		}
	}
}

// unused returns the subtypes that no reached mapping names, sorted.
func (c *closure) unused() []string {
	var out []string
	for name := range c.subtypes {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
