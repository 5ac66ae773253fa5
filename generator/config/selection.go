package config

// The key "select": what of the description is wanted.

import (
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// Select says what of the description is wanted. Without any entry it is all.
// Operations, tags and schemas may be named by globs.
type Select struct {
	Broken     bool // something in it was reported as an error, so that nobody knows
	Paths      []PathRule
	Except     []PathRule // operations to leave out, whatever selects them
	Operations []Text     // operationIds
	Tags       []Text
	Types      []Text // of operationTypes; empty: all
	Schemas    []Text // names under components/schemas, or what follows their last dot
	Subtypes   []Text // the same: kept in discriminator mappings though nothing refers to them
	Drop       []Text // the same: not kept there, though Subtypes has them
	Navigation Text   // of navigations; "" for the default, which is to keep
	Depth      *Count // how many properties away a schema may be; nil: any number
}

// Count is a number, 0 or more, and where it stands.
type Count struct {
	Value int
	Pos   diag.Pos
}

var (
	operationTypes = []string{"operation", "function", "action"}
	navigations    = []string{"keep", "cut"}
)

func (r *reader) selection(to *Select) func(*yaml.Node) {
	list := func(to *[]Text, name string) key {
		return key{name, func(n *yaml.Node) { *to = r.texts(n, strconv.Quote(name)) }, ""}
	}
	return func(n *yaml.Node) {
		before := r.diags.Len()
		r.mapping(n, `"select"`,
			key{"paths", r.paths(&to.Paths, `"paths"`), ""},
			key{"except", r.paths(&to.Except, `"except"`), ""},
			list(&to.Operations, "operations"),
			list(&to.Tags, "tags"),
			key{"operationTypes", func(n *yaml.Node) {
				to.Types = r.oneOf(r.texts(n, `"operationTypes"`), "type of operations", operationTypes)
			}, ""},
			list(&to.Schemas, "schemas"),
			list(&to.Subtypes, "subtypes"),
			list(&to.Drop, "drop"),
			key{"navigation", r.navigation(&to.Navigation), ""},
			key{"depth", r.depth(&to.Depth), ""},
		)
		to.Broken = r.diags.Len() > before
	}
}

// oneOf reports texts that are not known and returns the others.
func (r *reader) oneOf(texts []Text, what string, known []string) []Text {
	var out []Text
	for _, text := range texts {
		if !slices.Contains(known, text.Value) {
			r.diags.Errorf(text.Pos, "unknown-value", "unknown %s %q%s", what, text.Value, orKnown(text.Value, known))
			continue
		}
		out = append(out, text)
	}
	return out
}

func (r *reader) navigation(to *Text) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if text, ok := r.text(n, `"navigation"`); ok {
			for _, text := range r.oneOf([]Text{text}, `"navigation"`, navigations) {
				*to = text
			}
		}
	}
}

func (r *reader) depth(to **Count) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value := follow(n)
		depth, err := strconv.Atoi(value.Value)
		if value.Kind != yaml.ScalarNode || value.ShortTag() != "!!int" || err != nil || depth < 0 {
			r.errorf(n, "wrong-kind", `"depth" must be a whole number, 0 or more`)
			return
		}
		*to = &Count{depth, r.pos(n)}
	}
}

func (r *reader) paths(to *[]PathRule, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.list(n, what, func(item *yaml.Node) {
			rule := PathRule{Pos: r.pos(item)}
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
