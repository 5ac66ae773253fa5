package edit

// This file edits paths, operations and parameters.

import (
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

func (d *document) pickOperation() (operation, bool) { return pick(d.choose, d.operations()) }

// addOperation adds an operation one segment below a random path.
func addOperation(d *document) (Edit, bool) {
	op, ok := pick(d.choose, slices.DeleteFunc(d.operations(), func(op operation) bool {
		return strings.Contains(op.path, "(")
	}))
	added := strings.TrimSuffix(op.path, "/") + "/zqNew"
	paths := member(d.root, "paths")
	if !ok || indexOf(paths, added) >= 0 {
		return Edit{}, false
	}
	operation := fragment("{description: Does a new thing., responses: {'204': {description: Done.}}}")
	for _, p := range append(elements(op.item, "parameters"), elements(op.node, "parameters")...) {
		if textOf(d.resolved(p), "in") == "path" {
			appendElement(operation, "parameters", copyOf(p))
		}
	}
	insertMember(paths, d.choose(len(paths.Content)/2+1), added, &yaml.Node{
		Kind: yaml.MappingNode, Content: []*yaml.Node{scalar("post"), operation},
	})
	return Edit{At: child("/paths", added, "post"), Name: added}, true
}

func deleteOperation(d *document) (Edit, bool) {
	op, ok := d.pickOperation()
	if !ok {
		return Edit{}, false
	}
	removeMember(op.item, op.method)
	if !slices.ContainsFunc(keys(op.item), func(key string) bool { return slices.Contains(methods, key) }) {
		removeMember(member(d.root, "paths"), op.path)
	}
	return Edit{At: op.at, Name: op.path}, true
}

func deprecateOperation(d *document) (Edit, bool) {
	op, ok := d.pickOperation()
	if ok {
		setMember(op.node, "deprecated", fragment("true"))
	}
	return Edit{At: op.at, Name: op.path}, ok
}

// addParameter adds a query parameter at a random place of a random operation.
func (d *document) addParameter(text string) (Edit, bool) {
	op, ok := d.pickOperation()
	if !ok {
		return Edit{}, false
	}
	position := d.choose(len(elements(op.node, "parameters")) + 1)
	appendElement(op.node, "parameters", nil)
	list := member(op.node, "parameters")
	if list == nil || len(list.Content) == 0 {
		return Edit{}, false // the value is no list
	}
	list.Content = slices.Insert(list.Content[:len(list.Content)-1], position, fragment(text))
	return Edit{At: op.at, Name: newWord}, true
}

func addOptionalParameter(d *document) (Edit, bool) {
	return d.addParameter("{name: " + newWord + ", in: query, schema: {type: string}, description: A new parameter.}")
}

func addRequiredParameter(d *document) (Edit, bool) {
	return d.addParameter("{name: " + newWord + ", in: query, required: true, schema: {type: string}}")
}

// swapRequiredParameters exchanges two required parameters that are not keys of
// the path.
func swapRequiredParameters(d *document) (Edit, bool) {
	var places []operation
	for _, op := range d.operations() {
		if len(d.required(op.node)) >= 2 {
			places = append(places, op)
		}
	}
	op, ok := pick(d.choose, places)
	if !ok {
		return Edit{}, false
	}
	positions := d.required(op.node)
	i := d.choose(len(positions) - 1)
	list := elements(op.node, "parameters")
	list[positions[i]], list[positions[i+1]] = list[positions[i+1]], list[positions[i]]
	return Edit{At: op.at}, true
}

// required returns the positions of the required query and header parameters of
// an operation.
func (d *document) required(op *yaml.Node) []int {
	var positions []int
	for i, p := range elements(op, "parameters") {
		p = d.resolved(p)
		if in := textOf(p, "in"); textOf(p, "required") == "true" && (in == "query" || in == "header") {
			positions = append(positions, i)
		}
	}
	return positions
}

// renamePathParameter renames a parameter in all paths with the same segments up
// to it:
//
//	/pets/{id}, /pets/{id}/toys/{id2}  ->  /pets/{zq}, /pets/{zq}/toys/{id2}
func renamePathParameter(d *document) (Edit, bool) {
	var prefixes []string
	for _, item := range d.top().member("paths").members() {
		segments := strings.Split(d.pathOf(item), "/")
		for i, s := range segments {
			if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") && strings.Count(s, "{") == 1 {
				prefixes = append(prefixes, strings.Join(segments[:i+1], "/"))
			}
		}
	}
	prefix, ok := pick(d.choose, prefixes)
	if !ok {
		return Edit{}, false
	}
	before, name := path.Split(prefix)
	name = strings.Trim(name, "{}")
	for _, item := range d.top().member("paths").members() {
		key := d.pathOf(item)
		rest, found := strings.CutPrefix(key, prefix)
		if !found || rest != "" && rest[0] != '/' {
			continue
		}
		paths := member(d.root, "paths")
		paths.Content[indexOf(paths, key)].Value = before + "{" + newWord + "}" + rest
		d.renameParameter(item.node, name)
		for _, method := range methods {
			d.renameParameter(member(item.node, method), name)
		}
	}
	return Edit{At: child("/paths", prefix), Name: name}, true
}

// renameParameter renames a path parameter in the list of n, a path item or an
// operation. A reference becomes a copy, since other paths share the component.
func (d *document) renameParameter(n *yaml.Node, name string) {
	for i, p := range elements(n, "parameters") {
		if resolved := d.resolved(p); textOf(resolved, "in") == "path" && textOf(resolved, "name") == name {
			renamed := copyOf(resolved)
			setMember(renamed, "name", scalar(newWord))
			elements(n, "parameters")[i] = renamed
		}
	}
}
