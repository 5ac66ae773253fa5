package source

// The closure of a selection: all components that the selected operations
// need.
//
// The closure walks the grammar from the selected path items and schemas,
// follows every reference, and records components, security schemes, tags,
// discriminator mappings and operationIds. It does not follow mappings: the
// mapping of one base schema can name hundreds of subtypes and so pull in all
// of a large API. It follows only the mapping entries that the user listed as
// subtypes.
//
// Components are visited by increasing depth so that each one is reached on
// its shortest path: the path that crosses the fewest properties, then the
// fewest references. depth.go counts properties and cuts at the user's limit.

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

type closure struct {
	doc            *Document
	diags          *diag.List
	faults         *faults
	subtypes       map[string][]string // schemas to keep in mappings → the entries of Selection.Subtypes that name them
	drop           map[string][]string // schemas to remove from mappings → the entries of Selection.Drop that name them
	followsMapping func(m *Node) bool  // reports whether to follow all entries of a mapping; nil follows none

	depths            map[diag.Pointer]int          // depth of each component and of each other referenced node
	reachedFrom       map[diag.Pointer]diag.Pointer // reference on the shortest path to each of them
	visited           []target                      // the same nodes in the order of their visits
	mappings          []mapping
	usedSubtypes      map[string]bool // schemas that some mapping has
	outsideRefs       []reference     // references to nodes that the slice may lack
	tags              map[string]bool
	refEdits          map[*Node]*Node  // references, or their holders → their replacements
	converting        map[*Node]bool   // components that are being visited as a similar class
	operationIDs      map[string]*Node // operationId → its first occurrence
	needsRootSecurity bool             // some operation has no security of its own, so the document's applies

	propertyCutter // counts and cuts properties
}

type target struct {
	at    diag.Pointer
	class class
}

// mapping is a discriminator mapping found during the walk.
type mapping struct {
	node *Node
	at   diag.Pointer
}

// reference is a reference object with its target.
type reference struct {
	holder *Node // the object with the member $ref
	from   diag.Pointer
	target diag.Pointer
	inline bool // the target is of another class, so its content must replace the reference
}

// interchangeable reports whether an object of one class can be read as one of
// the other: a request body and a response both have content, a header and a
// parameter a schema.
func interchangeable(a, b class) bool {
	pair := func(x, y class) bool { return a == x && b == y || a == y && b == x }
	return pair(bodyObject, responseObject) || pair(headerObject, parameterObject) && b == headerObject
}

func newClosure(doc *Document, sel Selection, diags *diag.List, faults *faults) *closure {
	return &closure{
		doc: doc, diags: diags, faults: faults, usedSubtypes: map[string]bool{},
		depths: map[diag.Pointer]int{}, reachedFrom: map[diag.Pointer]diag.Pointer{},
		tags: map[string]bool{}, operationIDs: map[string]*Node{}, propertyCutter: newProperties(sel),
		refEdits: map[*Node]*Node{}, converting: map[*Node]bool{},
	}
}

// reached reports whether the component or other node at the pointer is
// needed.
func (c *closure) reached(at diag.Pointer) bool {
	_, ok := c.depths[at]
	return ok
}

// reach records that the node at the pointer is needed by the reference at
// from.
func (c *closure) reach(at diag.Pointer, class class, from diag.Pointer) {
	depth := c.level + c.crossedProperties
	if known, ok := c.depths[at]; ok && known <= depth {
		return
	}
	c.depths[at], c.reachedFrom[at] = depth, from
	for len(c.pending) <= depth {
		c.pending = append(c.pending, nil)
	}
	c.pending[depth] = append(c.pending[depth], target{at, class})
}

// visitReached visits the recorded nodes until no new ones turn up.
func (c *closure) visitReached() {
	for c.level = 0; c.level < len(c.pending); c.level++ {
		for len(c.pending[c.level]) > 0 {
			next := c.pending[c.level][0]
			c.pending[c.level] = c.pending[c.level][1:]
			if c.depths[next.at] < c.level {
				continue // already visited on a shorter path
			}
			c.visited = append(c.visited, next)
			c.countsProperties = next.class == schemaObject
			c.visit(c.doc.At(next.at), next.class, next.at)
			c.countsProperties = false
		}
	}
	c.level = 0
}

// visit walks n, an object of class k at p, and everything below it.
func (c *closure) visit(n *Node, k class, p diag.Pointer) {
	if ref := refOf(n, k); ref != nil {
		c.follow(n, ref, k, p)
	}
	if ref := oddRef(n, rule{objectForm, k}); ref != nil && k != securityObject {
		why := cmp.Or(c.doc.problems[ref].text, "OpenAPI allows no reference here; replace it by its target")
		c.faults.addf(p, c.doc.nodePos(ref), "ref", "reference %q: %s", ref.Text, why)
		c.faults.ofClass(k)
	}
	switch k {
	case operationObject:
		c.operation(n)
	case securityObject:
		c.security(n, p)
	case discriminatorObject:
		if m := n.Get("mapping"); m != nil && m.Kind == Map {
			c.mapping(m, p.Child("mapping"))
		}
	case schemaObject:
		c.schema(n, p)
		return
	}
	eachChild(n, k, p, c.visit)
}

// reportUnfollowed reports whether ref, a reference at p, is a reference to
// another file that could not be followed, and adds the diagnostic for it. A file
// that cannot be read is an error, because its content may be essential.
func (c *closure) reportUnfollowed(ref *Node, p diag.Pointer) bool {
	why, ok := c.doc.problems[ref]
	switch {
	case !ok:
	case why.unreadable:
		c.diags.Errorf(c.doc.nodePos(ref), why.rule, "%s", why.message(ref))
	default:
		c.faults.addf(p, c.doc.nodePos(ref), why.rule, "%s", why.message(ref))
	}
	return ok
}

// follow reaches the target of ref, the $ref of holder, which is at p.
func (c *closure) follow(holder, ref *Node, k class, p diag.Pointer) {
	if c.reportUnfollowed(ref, p) {
		return
	}
	at, problem := resolveRef(ref.Text)
	whole, class := component(at)
	if whole != "" && whole == at && class != k {
		below, done := c.convert(holder, ref, at, class, k, p)
		if done {
			return
		}
		at = below
	}
	switch {
	case problem == otherFile: // the user can pass the description as a file
		c.diags.Errorf(c.doc.nodePos(ref), "ref", "reference %q: %s", ref.Text, problem)
		return
	case problem != "":
		c.faults.addf(p, c.doc.nodePos(ref), "ref", "reference %q: %s", ref.Text, problem)
		c.faults.ofClass(k)
		return
	case c.doc.At(at) == nil:
		c.faults.addf(p, c.doc.nodePos(ref), "dangling-ref", "reference %q does not resolve%s",
			ref.Text, c.doc.dangling(at))
		c.faults.ofClass(k)
		return
	case class != k && whole == at && interchangeable(class, k):
		c.need(whole, class, p)
		c.outsideRefs = append(c.outsideRefs, reference{holder, p, at, true})
		return
	case class != k && whole != "" && whole == at:
		c.faults.addf(p, c.doc.nodePos(ref), "ref", "reference %q: expected %s, found %s",
			ref.Text, classNames[k], classNames[class])
		c.faults.ofClass(k)
		return
	}
	if whole != "" {
		c.need(whole, class, p)
		if whole != at {
			// The target may be in a part of the component that the grammar
			// does not cover. It also survives if the component loses it.
			c.need(at, k, p)
			c.outsideRefs = append(c.outsideRefs, reference{holder, p, at, false})
		}
		return
	}
	c.need(at, k, p)
	if first := at.Tokens(); len(first) > 0 && (first[0] == "paths" || first[0] == "webhooks") {
		c.outsideRefs = append(c.outsideRefs, reference{holder, p, at, false})
	}
}

// convert handles a reference to a component of another class than k. A schema
// may name a component that has a schema, and a response and a request body have
// the same members. It returns the pointer of the schema, or at if the reference
// cannot be converted. It reports true if holder is replaced by its target.
func (c *closure) convert(
	holder, ref *Node, at diag.Pointer, class, k class, p diag.Pointer,
) (below diag.Pointer, done bool) {
	target := c.doc.At(at)
	if schema, ok := schemaBelow(target, at); ok && k == schemaObject {
		if c.refEdits[ref] == nil {
			c.diags.Notef(c.doc.nodePos(ref), "ref", "reference %q refers to %s; its schema is used",
				ref.Text, classNames[class])
		}
		edit := ref.emptyCopy()
		edit.Text = "#" + strings.ReplaceAll(string(schema), "%", "%25")
		c.refEdits[ref] = edit
		return schema, false
	}
	if similarClasses[k] != class || c.converting[target] || !c.endsReferences(target, class) {
		return at, false
	}
	c.refEdits[holder] = target
	c.converting[target] = true
	c.visit(target, k, p)
	delete(c.converting, target)
	return at, true
}

// endsReferences reports whether n, an object of class k, has no reference, or a chain of
// references that ends at an object.
func (c *closure) endsReferences(n *Node, k class) bool {
	for seen := map[*Node]bool{}; n != nil && !seen[n]; {
		ref := refOf(n, k)
		if ref == nil {
			return true
		}
		seen[n] = true
		at, _ := resolveRef(ref.Text)
		n = c.doc.At(at)
	}
	return false
}

// similarClasses maps a class to one that has all of its members.
var similarClasses = map[class]class{
	responseObject: bodyObject, bodyObject: responseObject, headerObject: parameterObject,
}

// operation records the tags, the operationId and the security of n.
func (c *closure) operation(n *Node) {
	for _, tag := range n.Get("tags").items() {
		c.tags[tag.stringValue()] = true
	}
	if n.Get("security") == nil {
		c.needsRootSecurity = true
	}
	id := n.Get("operationId")
	if id.stringValue() == "" {
		return
	}
	if first := c.operationIDs[id.Text]; first == nil {
		c.operationIDs[id.Text] = id
	} else if first != id {
		c.diags.Warnf(c.doc.nodePos(id), "duplicate-operation-id",
			"operationId %q is already used at %s; rename one of the two",
			id.Text, c.doc.nodePos(first))
	}
}

// security reaches the schemes that the requirement n, which is at p, lists. A
// requirement with a missing scheme cannot be met. It stays in the slice, because
// without any requirement the operation would be open.
func (c *closure) security(n *Node, p diag.Pointer) {
	schemes := c.doc.At("/components/securitySchemes")
	for _, f := range n.fields() {
		if f.Key == unknownScheme {
			continue // a repair reports it
		}
		if c.doc.fieldIndex(schemes, f.Key) < 0 {
			c.faults.unmet = append(c.faults.unmet, Repair{
				At: p, Pos: c.doc.keyPos(f), Rule: "dangling-security", Part: PartSecurity,
				Why: fmt.Sprintf("no security scheme %q under components/securitySchemes%s",
					f.Key, c.doc.suggester.DidYouMean(f.Key, func() []string { return keysOf(schemes) })),
			})
			continue
		}
		c.reach(diag.Pointer("/components/securitySchemes").Child(f.Key), schemeObject, "/security")
	}
}

// mapping records the discriminator mapping n and reaches those of its
// subtypes that the user selected.
func (c *closure) mapping(n *Node, p diag.Pointer) {
	c.mappings = append(c.mappings, mapping{n, p})
	if c.beyondLimit() {
		return
	}
	all := c.followsMapping != nil && c.followsMapping(n)
	for _, f := range n.Fields {
		name := c.doc.mappedSchema(f)
		c.usedSubtypes[name] = true
		if c.subtypes[name] != nil && c.drop[name] == nil || all && name != "" {
			c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject, p.Child(f.Key))
		}
	}
}

// mappedSchema returns the name of the component schema that a mapping entry
// refers to, by reference or by name. It returns "" if there is no such
// schema.
func (d *Document) mappedSchema(f Field) string {
	text := f.Value.stringValue()
	if name, ok := strings.CutPrefix(text, "#/components/schemas/"); ok {
		if plain, err := url.PathUnescape(name); err == nil {
			text = schemaName(diag.Pointer("/components/schemas/" + plain))
		}
	}
	if d.fieldIndex(d.At("/components/schemas"), text) < 0 {
		return ""
	}
	return text
}

// reachRemaining reaches every component that has not been reached yet, except
// schemas to drop.
func (c *closure) reachRemaining() {
	for _, section := range c.doc.Root.Get("components").fields() {
		r, known := grammar[componentsObject][section.Key]
		if !known {
			continue
		}
		for _, f := range section.Value.fields() {
			at := diag.Pointer("/components").Child(section.Key).Child(f.Key)
			if !c.reached(at) && (r.class != schemaObject || c.drop[f.Key] == nil) {
				c.reach(at, r.class, "")
			}
		}
	}
}
