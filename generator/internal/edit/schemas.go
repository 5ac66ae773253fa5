package edit

// This file edits schemas: their properties, values, alternatives, names and
// texts.

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// fewestProperties is the number of properties from which a schema is edited.
// Smaller ones are often wrappers, to which rules for pages or errors apply.
const fewestProperties = 2

// objects returns the schemas with several properties.
func (d *document) objects() []place {
	return slices.DeleteFunc(d.schemas(), func(p place) bool {
		return len(keys(member(p.node, "properties"))) < fewestProperties
	})
}

// insertProperty inserts a property at a random place of a random object.
func (d *document) insertProperty() (place, string, bool) {
	at, ok := pick(d.choose, d.objects())
	if !ok {
		return at, "", false
	}
	properties := member(at.node, "properties")
	name := string(rune('a'+d.choose(26))) + strings.ToUpper(newWord[:1]) + newWord[1:]
	if indexOf(properties, name) >= 0 {
		return at, "", false
	}
	position := d.choose(len(properties.Content)/2 + 1)
	insertMember(properties, position, name, fragment("{type: string, description: A new property.}"))
	return at, name, true
}

func addProperty(d *document) (Edit, bool) {
	at, name, ok := d.insertProperty()
	return Edit{At: at.at, Name: name, Owners: d.owners(at.at)}, ok
}

func addRequiredProperty(d *document) (Edit, bool) {
	at, name, ok := d.insertProperty()
	if ok {
		appendElement(at.node, "required", scalar(name))
	}
	return Edit{At: at.at, Name: name, Owners: d.owners(at.at)}, ok
}

// pickProperty returns a random property that is no discriminator: an edit of a
// discriminator changes the types that it distinguishes.
func (d *document) pickProperty() (at place, name string, ok bool) {
	at, ok = pick(d.choose, d.objects())
	if !ok {
		return at, "", false
	}
	discriminators := map[string]bool{"@odata.type": true}
	for _, p := range d.schemas() {
		discriminators[textOf(member(p.node, "discriminator"), "propertyName")] = true
	}
	names := keys(member(at.node, "properties"))
	name, ok = pick(d.choose, slices.DeleteFunc(names, func(name string) bool { return discriminators[name] }))
	return at, name, ok
}

func removeProperty(d *document) (Edit, bool) {
	at, name, ok := d.pickProperty()
	if ok {
		removeMember(member(at.node, "properties"), name)
		removeText(at.node, "required", name)
	}
	return Edit{At: at.at, Name: name, Owners: d.owners(at.at)}, ok
}

func toggleRequired(d *document) (Edit, bool) {
	at, name, ok := d.pickProperty()
	switch {
	case ok && hasText(at.node, "required", name):
		removeText(at.node, "required", name)
	case ok:
		appendElement(at.node, "required", scalar(name))
	}
	return Edit{At: at.at, Name: name, Owners: d.owners(at.at)}, ok
}

// enumLists are the keys of a schema with a list that has an element for each
// value of the enum.
var enumLists = []string{"enum", "x-enum-varnames", "x-enumNames", "x-enum-descriptions", "x-enumDescriptions"}

// enums returns the schemas with several string values.
func (d *document) enums() []place {
	return slices.DeleteFunc(d.schemas(), func(p place) bool {
		values := elements(p.node, "enum")
		return len(values) < 2 || slices.ContainsFunc(values, func(v *yaml.Node) bool { return v.Tag != "!!str" })
	})
}

// editEnum edits the lists of a random enum in parallel. A position of the lists
// is chosen among their length plus extra.
func (d *document) editEnum(extra int, edit func(list *yaml.Node, position int)) (Edit, bool) {
	at, ok := pick(d.choose, d.enums())
	if !ok {
		return Edit{}, false
	}
	length := len(elements(at.node, "enum"))
	position := d.choose(length + extra)
	name := newWord
	if position < length && extra <= 0 {
		name = elements(at.node, "enum")[position].Value
	}
	for _, key := range enumLists {
		if list := member(at.node, key); list != nil && len(list.Content) == length {
			edit(list, position)
		}
	}
	return Edit{At: at.at, Name: name, Owners: d.owners(at.at)}, true
}

func addEnumValue(d *document) (Edit, bool) {
	return d.editEnum(1, func(list *yaml.Node, i int) {
		list.Content = slices.Insert(list.Content, i, scalar(newWord))
	})
}

func removeEnumValue(d *document) (Edit, bool) {
	return d.editEnum(0, func(list *yaml.Node, i int) {
		list.Content = slices.Delete(list.Content, i, i+1)
	})
}

func reorderEnum(d *document) (Edit, bool) {
	return d.editEnum(-1, swap)
}

// swap exchanges the elements at i and i+1.
func swap(list *yaml.Node, i int) {
	list.Content[i], list.Content[i+1] = list.Content[i+1], list.Content[i]
}

// fewestWords is the number of words from which a text is edited.
const fewestWords = 4

// pickText returns a random description, of a schema or an operation.
func (d *document) pickText() (text *yaml.Node, at string, ok bool) {
	places := d.schemas()
	for _, op := range d.operations() {
		places = append(places, op.place)
	}
	p, ok := pick(d.choose, slices.DeleteFunc(places, func(p place) bool {
		return len(strings.Fields(textOf(p.node, "description"))) < fewestWords
	}))
	return member(p.node, "description"), child(p.at, "description"), ok
}

func addWord(d *document) (Edit, bool) {
	text, at, ok := d.pickText()
	if ok {
		words := strings.Split(text.Value, " ")
		text.Value = strings.Join(slices.Insert(words, min(3, len(words)-1), "certainly"), " ")
	}
	return Edit{At: at}, ok
}

func changeWord(d *document) (Edit, bool) {
	text, at, ok := d.pickText()
	if ok {
		words := strings.Split(text.Value, " ")
		i := d.choose(len(words))
		words[i] = strings.Repeat("x", max(1, len(words[i])))
		text.Value = strings.Join(words, " ")
	}
	return Edit{At: at}, ok
}

func changeVersion(d *document) (Edit, bool) {
	info := member(d.root, "info")
	if info == nil {
		return Edit{}, false
	}
	setMember(info, "version", scalar("9.9.9"))
	return Edit{At: "/info/version"}, true
}

func addTag(d *document) (Edit, bool) {
	appendElement(d.root, "tags", fragment("{name: "+newWord+"}"))
	return Edit{At: "/tags"}, true
}

const schemasPointer = "#/components/schemas/"

// renameSchema renames a component and the references to it. The new name is the
// old one and "Zq", which is Edit.Name.
func renameSchema(d *document) (Edit, bool) {
	schemas := d.top().member("components", "schemas")
	name, ok := pick(d.choose, keys(schemas.node))
	renamed := name + "Zq"
	if !ok || indexOf(schemas.node, renamed) >= 0 {
		return Edit{}, false
	}
	schemas.node.Content[indexOf(schemas.node, name)].Value = renamed
	eachText(d.root, func(text *yaml.Node) {
		if rest, found := strings.CutPrefix(text.Value, schemasPointer+name); found && (rest == "" || rest[0] == '/') {
			text.Value = schemasPointer + renamed + rest
		}
	})
	return Edit{At: child(schemas.at, name), Name: renamed}, true
}

// eachText calls visit for each scalar below n.
func eachText(n *yaml.Node, visit func(*yaml.Node)) {
	if n.Kind == yaml.ScalarNode {
		visit(n)
	}
	for _, below := range n.Content {
		eachText(below, visit)
	}
}

// union is a list of alternatives.
type union struct {
	place
	keyword string
}

// unions returns the lists of two or more alternatives that all satisfy accept.
func (d *document) unions(accept func(*yaml.Node) bool) []union {
	var list []union
	for _, p := range d.schemas() {
		for _, keyword := range []string{"oneOf", "anyOf"} {
			refused := slices.ContainsFunc(elements(p.node, keyword), func(n *yaml.Node) bool { return !accept(n) })
			if len(elements(p.node, keyword)) >= 2 && !refused {
				list = append(list, union{p, keyword})
			}
		}
	}
	return list
}

func isReference(n *yaml.Node) bool { return textOf(n, "$ref") != "" }

// isNotNull reports whether an alternative is more than a spelling of null.
func isNotNull(n *yaml.Node) bool {
	return textOf(n, "nullable") != "true" && textOf(n, "type") != "null"
}

// isInlineObject reports whether an alternative is an inline object.
func isInlineObject(n *yaml.Node) bool { return !isReference(n) && member(n, "properties") != nil }

// insertMemberOf inserts an alternative at a random place of u.
func (d *document) insertMemberOf(u union, alternative *yaml.Node) Edit {
	list := member(u.node, u.keyword)
	list.Content = slices.Insert(list.Content, d.choose(len(list.Content)+1), alternative)
	return Edit{At: u.at, Name: u.keyword}
}

// addUnionMember adds a new object to a union. The object has the union's discriminator,
// because an object without it would add a warning.
func addUnionMember(d *document) (Edit, bool) {
	u, ok := pick(d.choose, d.unions(isReference))
	schemas := d.top().member("components", "schemas").node
	if !ok || indexOf(schemas, "ZqMember") >= 0 {
		return Edit{}, false
	}
	object := fragment("{type: object, required: [zqKey], properties: {zqKey: {type: string}}}")
	if name := textOf(member(u.node, "discriminator"), "propertyName"); name != "" {
		setMember(member(object, "properties"), name, fragment("{type: string}"))
	}
	setMember(schemas, "ZqMember", object)
	return d.insertMemberOf(u, fragment(`{$ref: "`+schemasPointer+`ZqMember"}`)), true
}

func reorderUnion(d *document) (Edit, bool) {
	u, ok := pick(d.choose, d.unions(func(*yaml.Node) bool { return true }))
	if ok {
		list := member(u.node, u.keyword)
		swap(list, d.choose(len(list.Content)-1))
	}
	return Edit{At: u.at, Name: u.keyword}, ok
}

// insertAlternative inserts an inline object into a union that has one.
func insertAlternative(d *document) (Edit, bool) {
	u, ok := pick(d.choose, slices.DeleteFunc(d.unions(isNotNull), func(u union) bool {
		return !slices.ContainsFunc(elements(u.node, u.keyword), isInlineObject)
	}))
	if !ok {
		return Edit{}, false
	}
	alternative := "{title: Zq kind, type: object, required: [zqKey], properties: {zqKey: {type: string}}}"
	return d.insertMemberOf(u, fragment(alternative)), true
}
