package config

// The keys of fragen.yaml, each with the place its value goes to. Defaults are
// set before a mapping is read.

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// Parse reads the configuration data that came from file, a name for positions
// and for Dir. It looks at nothing on disk, so Module and ModuleDir stay empty.
// The configuration is nil when data is no YAML at all; otherwise it holds what
// could be read, and is whole when the list has no errors.
func Parse(file string, data []byte) (*Config, *diag.List) {
	r := &reader{file: file, diags: &diag.List{}}
	root := r.document(data)
	if root == nil {
		return nil, r.diags
	}
	config := &Config{File: file, Dir: dirOf(file), diags: r.diags}
	r.mapping(root, "the configuration",
		key{"version", r.version, `write "version: 1" at the top`},
		key{"go", r.goVersion(config), ""},
		key{"runtime", r.runtime(config), `name the folder of the runtime package, for example "runtime: generated/rest"`},
		key{"runtimePackages", r.packages(config), ""},
		key{"targets", r.targets(config), "list what is to be generated"},
	)
	r.check(config)
	return config, r.diags
}

func (r *reader) version(n *yaml.Node) {
	switch value := follow(n); {
	case value.Value != "1":
		r.errorf(n, "version", "this fragen knows version 1 of fragen.yaml only")
	case value.ShortTag() != "!!int":
		r.errorf(n, "version", `write "version: 1", without quotes`)
	}
}

// RuntimePackages are the optional packages that may be asked for.
var RuntimePackages = []string{"jwt", "resttest"}

func (r *reader) packages(config *Config) func(*yaml.Node) {
	return func(n *yaml.Node) {
		for _, text := range r.texts(n, `"runtimePackages"`) {
			if !slices.Contains(RuntimePackages, text.Value) {
				r.diags.Errorf(text.Pos, "unknown-value", "unknown package %q%s", text.Value, orKnown(text.Value, RuntimePackages))
				continue
			}
			config.Packages = append(config.Packages, text)
		}
	}
}

func (r *reader) targets(config *Config) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.list(n, `"targets"`, func(item *yaml.Node) {
			config.Targets = append(config.Targets, r.target(item))
		})
		if list := follow(n); list.Kind == yaml.SequenceNode && len(list.Content) == 0 {
			r.errorf(n, "missing-key", "there is no target; list what is to be generated")
		}
	}
}

func (r *reader) target(n *yaml.Node) Target {
	t := Target{Pos: r.pos(n), Layout: OnePackage, Naming: Naming{Initialisms: true}, Docs: Docs{Locale: "en"}, Wire: Wire{NumbersFromStrings: true}}
	r.mapping(n, "a target",
		key{"name", r.packageName(&t.Name), "it is the name of the Go package"},
		key{"spec", r.inputFile(&t.Spec, `"spec"`), "it is the API description's file"},
		key{"overlays", r.inputFiles(&t.Overlays, `"overlays"`), ""},
		key{"out", r.outputDir(&t.Out, `"out"`), "it is the folder to write to"},
		key{"layout", r.layout(&t.Layout), ""},
		key{"select", r.selection(&t.Select, &t.Broken), ""},
		key{"naming", r.naming(&t.Naming), ""},
		key{"docs", r.docs(&t.Docs), ""},
		key{"codes", r.codes(&t.Codes), ""},
		key{"pages", r.pages(&t.Pages), ""},
		key{"wire", r.wire(&t.Wire), ""},
		key{"fake", r.boolean(&t.Fake, `"fake"`), ""},
	)
	t.Broken = t.Broken || misspelt(n, "select")
	return t
}

// misspelt reports whether a mapping lacks a key and has one instead that is
// nearly it.
func misspelt(n *yaml.Node, key string) bool {
	near := false
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := follow(n.Content[i]).Value
		if name == key {
			return false
		}
		near = near || diag.Near(name, []string{key}) != ""
	}
	return near
}

func (r *reader) layout(to *Layout) func(*yaml.Node) {
	return func(n *yaml.Node) {
		layout, ok := r.text(n, `"layout"`)
		switch known := []string{string(OnePackage), string(Tree)}; {
		case !ok:
		case !slices.Contains(known, layout.Value):
			r.diags.Errorf(layout.Pos, "unknown-value", `unknown layout %q%s`, layout.Value, orKnown(layout.Value, known))
		default:
			*to = Layout(layout.Value)
		}
	}
}

// orKnown proposes the value that is near, or else all.
func orKnown(value string, known []string) string {
	if near := diag.DidYouMean(value, known); near != "" {
		return near
	}
	return "; known are " + strings.Join(known, ", ")
}

func (r *reader) naming(to *Naming) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.mapping(n, `"naming"`,
			key{"initialisms", r.boolean(&to.Initialisms, `"initialisms"`), ""},
			key{"rename", func(n *yaml.Node) { r.pairs(n, `"rename"`, r.rename(&to.Rename)) }, ""},
		)
	}
}

func (r *reader) docs(to *Docs) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.mapping(n, `"docs"`, key{"locale", func(n *yaml.Node) {
			if tag, ok := r.text(n, `"locale"`); ok && r.language(tag) {
				to.Locale, to.Pos = tag.Value, tag.Pos
			}
		}, ""})
	}
}

func (r *reader) codes(to **Codes) func(*yaml.Node) {
	return func(n *yaml.Node) {
		codes := &Codes{}
		*to = codes
		r.mapping(n, `"codes"`,
			key{"table", r.inputFile(&codes.Table, `"table"`), "it is the file with the codes"},
			key{"locales", func(n *yaml.Node) {
				codes.Locales = slices.DeleteFunc(r.texts(n, `"locales"`), func(tag diag.Text) bool { return !r.language(tag) })
			}, ""},
			key{"domains", func(n *yaml.Node) { codes.Domains = r.texts(n, `"domains"`) }, ""},
		)
	}
}

func (r *reader) wire(to *Wire) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.mapping(n, `"wire"`,
			key{"numbersFromStrings", r.boolean(&to.NumbersFromStrings, `"numbersFromStrings"`), ""},
			key{"odata", r.boolean(&to.OData, `"odata"`), ""},
		)
	}
}
