package edit

// This file finds the schemas and operations of a description. It follows the
// keywords of OpenAPI so that examples and extensions are never edited. It does
// not follow references: a component is found once, in the components.

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// document is a parsed file and the source of random numbers for its edit.
type document struct {
	root   *yaml.Node
	choose Chooser
}

// place is a mapping with its JSON pointer.
type place struct {
	node *yaml.Node
	at   string
}

// at returns the mapping below p at path. Its node is nil if there is none.
func (p place) member(path ...string) place {
	node := p.node
	for _, name := range path {
		node = member(node, name)
	}
	return place{node, child(p.at, path...)}
}

// members returns the members of p whose values are mappings.
func (p place) members() []place {
	var list []place
	for _, key := range keys(p.node) {
		if value := member(p.node, key); value.Kind == yaml.MappingNode {
			list = append(list, place{value, child(p.at, key)})
		}
	}
	return list
}

// elements returns the elements of the sequence at key.
func (p place) elements(key string) []place {
	var list []place
	for i, element := range elements(p.node, key) {
		list = append(list, place{element, child(p.at, key, strconv.Itoa(i))})
	}
	return list
}

func (d *document) top() place { return place{d.root, ""} }

// component returns the component that reference, a local one, refers to.
func (d *document) component(reference string) *yaml.Node {
	path, ok := strings.CutPrefix(reference, "#/")
	if !ok {
		return nil
	}
	node := d.root
	for name := range strings.SplitSeq(path, "/") {
		node = member(node, strings.NewReplacer("~1", "/", "~0", "~").Replace(name))
	}
	return node
}

// resolved returns n, or the component that n refers to.
func (d *document) resolved(n *yaml.Node) *yaml.Node {
	if reference := textOf(n, "$ref"); reference != "" {
		return d.component(reference)
	}
	return n
}

// schemas returns all schemas, also those inside others.
func (d *document) schemas() []place {
	var all []place
	visit := func(p place) { all = appendSchemas(all, p) }
	components := d.top().member("components")
	for _, p := range components.member("schemas").members() {
		visit(p)
	}
	for _, section := range []string{"parameters", "requestBodies", "responses"} {
		for _, p := range components.member(section).members() {
			visit(p.member("schema"))
			visitContents(p, visit)
		}
	}
	for _, op := range d.operations() {
		for _, p := range op.elements("parameters") {
			visit(p.member("schema"))
		}
		visitContents(op.member("requestBody"), visit)
		for _, p := range op.member("responses").members() {
			visitContents(p, visit)
		}
	}
	return all
}

// visitContents visits the schemas of the media types of a body or parameter.
func visitContents(p place, visit func(place)) {
	for _, media := range p.member("content").members() {
		visit(media.member("schema"))
	}
}

// appendSchemas appends p, a schema, and the schemas inside.
func appendSchemas(all []place, p place) []place {
	if p.node == nil || p.node.Kind != yaml.MappingNode {
		return all
	}
	all = append(all, p)
	for _, property := range p.member("properties").members() {
		all = appendSchemas(all, property)
	}
	for _, keyword := range []string{"items", "additionalProperties"} {
		all = appendSchemas(all, p.member(keyword))
	}
	for _, keyword := range []string{"allOf", "oneOf", "anyOf"} {
		for _, alternative := range p.elements(keyword) {
			all = appendSchemas(all, alternative)
		}
	}
	return all
}

// methods are the keys of a path item that hold operations.
var methods = []string{"get", "post", "put", "patch", "delete"}

// operation is an operation of a path.
type operation struct {
	place
	path   string
	method string
	item   *yaml.Node // the path item
}

// operations returns the operations of all paths.
func (d *document) operations() []operation {
	var list []operation
	for _, item := range d.top().member("paths").members() {
		for _, method := range keys(item.node) {
			if slices.Contains(methods, method) {
				path := d.pathOf(item)
				list = append(list, operation{item.member(method), path, method, item.node})
			}
		}
	}
	return list
}

// pathOf returns the key of a path item.
func (d *document) pathOf(item place) string {
	paths := member(d.root, "paths")
	return paths.Content[slices.Index(paths.Content, item.node)-1].Value
}

// owners returns the pointers of the schemas that have the properties of the schema
// at pointer: itself, or the schema that it is a part of, and those composed of it.
//
//	/components/schemas/Pet/allOf/1  ->  /components/schemas/Pet, /components/schemas/Cat
func (d *document) owners(pointer string) []string {
	all := d.schemas()
	list := []string{whole(pointer)}
	for i := 0; i < len(list); i++ {
		for _, p := range all {
			composed := slices.ContainsFunc(elements(p.node, "allOf"), func(part *yaml.Node) bool {
				return textOf(part, "$ref") == "#"+list[i]
			})
			if owner := whole(p.at); composed && !slices.Contains(list, owner) {
				list = append(list, owner)
			}
		}
	}
	return list
}

// whole returns the pointer of the schema that the schema at pointer is a part of by
// allOf, or pointer.
func whole(pointer string) string {
	for {
		list, index := path.Split(pointer)
		owner, found := strings.CutSuffix(list, "/allOf/")
		if _, err := strconv.Atoi(index); err != nil || !found {
			return pointer
		}
		pointer = owner
	}
}
