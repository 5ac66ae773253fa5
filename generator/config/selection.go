package config

// The key "select": the part of the API description to generate.

import (
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

var navigations = []string{"keep", "cut"}

// selection reads "select". It records the position of each entry in to.Pos,
// under the keys that source.Selection defines, such as "tag calls".
func (r *reader) selection(to *source.Selection, broken *bool) func(*yaml.Node) {
	list := func(values *[]string, name, kind string) key {
		return key{name, func(n *yaml.Node) {
			for _, text := range r.texts(n, strconv.Quote(name)) {
				*values = append(*values, text.Value)
				to.Pos[kind+" "+text.Value] = text.Pos
			}
		}, ""}
	}
	return func(n *yaml.Node) {
		to.Pos = map[string]diag.Pos{}
		before := r.diags.Len()
		r.mapping(n, `"select"`,
			key{"paths", r.paths(&to.Paths, `"paths"`), ""},
			key{"except", r.paths(&to.Except, `"except"`), ""},
			list(&to.Operations, "operations", "operation"),
			list(&to.Tags, "tags", "tag"),
			key{"operationTypes", r.operationTypes(to), ""},
			list(&to.Schemas, "schemas", "schema"),
			list(&to.Subtypes, "subtypes", "subtype"),
			list(&to.Drop, "drop", "drop"),
			key{"navigation", r.navigation(to), ""},
			key{"depth", r.depth(to), ""},
		)
		*broken = *broken || r.diags.Len() > before
	}
}

func (r *reader) operationTypes(to *source.Selection) func(*yaml.Node) {
	return func(n *yaml.Node) {
		for _, text := range r.oneOf(r.texts(n, `"operationTypes"`), "type of operations", source.OperationTypes) {
			to.Types = append(to.Types, text.Value)
			to.Pos["type "+text.Value] = text.Pos
		}
	}
}

// oneOf reports texts that are not known and returns the others.
func (r *reader) oneOf(texts []diag.Text, what string, known []string) []diag.Text {
	var out []diag.Text
	for _, text := range texts {
		if !slices.Contains(known, text.Value) {
			r.diags.Errorf(text.Pos, "unknown-value", "unknown %s %q%s", what, text.Value, orKnown(text.Value, known))
			continue
		}
		out = append(out, text)
	}
	return out
}

func (r *reader) navigation(to *source.Selection) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := r.text(n, `"navigation"`)
		if !ok || len(r.oneOf([]diag.Text{text}, `"navigation"`, navigations)) == 0 {
			return
		}
		if text.Value == "cut" {
			to.Navigation = source.CutNavigation
			to.Pos["navigation"] = text.Pos
		}
	}
}

func (r *reader) depth(to *source.Selection) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value := follow(n)
		depth, err := strconv.Atoi(value.Value)
		if value.Kind != yaml.ScalarNode || value.ShortTag() != "!!int" || err != nil || depth < 0 {
			r.errorf(n, "wrong-kind", `"depth" must be a whole number, 0 or more`)
			return
		}
		to.Depth = &depth
		to.Pos["depth"] = r.pos(n)
	}
}

func (r *reader) paths(to *[]source.PathRule, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.list(n, what, func(item *yaml.Node) {
			rule := source.PathRule{Pos: r.pos(item)}
			if follow(item).Kind == yaml.MappingNode {
				r.mapping(item, "a path rule",
					key{"path", r.glob(&rule), "it is a pattern of paths"},
					key{"methods", r.methods(&rule.Methods), ""},
				)
			} else {
				r.glob(&rule)(item)
			}
			if rule.Glob != "" {
				*to = append(*to, rule)
			}
		})
	}
}

// httpMethods are those that OpenAPI knows.
var httpMethods = []string{"delete", "get", "head", "options", "patch", "post", "put", "trace"}

func (r *reader) methods(to *[]string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		for _, text := range r.texts(n, `"methods"`) {
			if !slices.Contains(httpMethods, text.Value) {
				r.diags.Errorf(text.Pos, "unknown-value", "unknown HTTP method %q%s", text.Value, orKnown(text.Value, httpMethods))
				continue
			}
			*to = append(*to, text.Value)
		}
	}
}
