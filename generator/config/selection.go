package config

// The key "select": the part of the API description to generate.

import (
	"math"
	"strconv"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// selection reads "select". It records the position of each entry in
// t.Select.Pos, under the keys that source.Selection defines, such as
// "tag calls".
func (p *parser) selection(t *Target) func(yamlfile.Node) {
	to := &t.Select
	list := func(values *[]string, name, kind string) yamlfile.Key {
		return yamlfile.Optional(name, func(n yamlfile.Node) {
			for _, text := range n.Strings(strconv.Quote(name)) {
				*values = append(*values, text.Value)
				to.Pos[kind+" "+text.Value] = text.Pos
			}
		})
	}
	return func(n yamlfile.Node) {
		to.Pos = map[string]diag.Pos{}
		before := p.diags.Len()
		n.Map(`"select"`,
			yamlfile.Optional("paths", p.pathRules(&to.Paths, `"paths"`)),
			yamlfile.Optional("except", p.pathRules(&to.Except, `"except"`)),
			list(&to.Operations, "operations", "operation"),
			list(&to.Tags, "tags", "tag"),
			yamlfile.Optional("operationTypes", p.operationTypes(to)),
			list(&to.Schemas, "schemas", "schema"),
			list(&to.Subtypes, "subtypes", "subtype"),
			list(&to.Drop, "drop", "drop"),
			yamlfile.Optional("navigation", p.navigation(to)),
			yamlfile.Optional("depth", p.depth(to)),
		)
		t.Broken = p.diags.Len() > before
	}
}

func (p *parser) operationTypes(to *source.Selection) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		for _, text := range n.Strings(`"operationTypes"`) {
			if yamlfile.IsKnown(p.diags, text, "operation type", source.OperationTypes) {
				to.Types = append(to.Types, text.Value)
				to.Pos["type "+text.Value] = text.Pos
			}
		}
	}
}

func (p *parser) navigation(to *source.Selection) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.OneOf(`"navigation"`, "navigation", []string{"keep", "cut"})
		if ok && text.Value == "cut" {
			to.Navigation = source.CutNavigation
			to.Pos["navigation"] = text.Pos
		}
	}
}

func (p *parser) depth(to *source.Selection) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if value, ok := n.Int(`"depth"`, 0, math.MaxInt32); ok {
			depth := int(value)
			to.Depth = &depth
			to.Pos["depth"] = n.Pos()
		}
	}
}

// pathRules reads a list of path patterns, or of maps with a pattern and
// methods.
func (p *parser) pathRules(to *[]source.PathRule, label string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.List(label, func(item yamlfile.Node) {
			rule := source.PathRule{Pos: item.Pos()}
			if item.IsMap() {
				item.Map("path rule",
					yamlfile.Required("path", "set it to a pattern of paths", p.glob(&rule)),
					yamlfile.Optional("methods", p.methods(&rule.Methods)),
				)
			} else {
				p.glob(&rule)(item)
			}
			if rule.Glob != "" {
				*to = append(*to, rule)
			}
		})
	}
}

// httpMethods are the methods that an OpenAPI path item can have.
var httpMethods = []string{"delete", "get", "head", "options", "patch", "post", "put", "query", "trace"}

func (p *parser) methods(to *[]string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		for _, text := range n.Strings(`"methods"`) {
			if yamlfile.IsKnown(p.diags, text, "HTTP method", httpMethods) {
				*to = append(*to, text.Value)
			}
		}
	}
}
