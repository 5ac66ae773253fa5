package config

// The keys of fragen.yaml, each with the field that its value goes to. A method
// of parser that returns a func(yamlfile.Node) reads the value of one key.
// Defaults are set before a map is read.

import (
	"path"
	"path/filepath"
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

var format = yamlfile.Format{MaxBytes: 1 << 20, IfEmpty: "run `fragen init DESCRIPTION` to write a first version"}

// parser reads one file.
type parser struct {
	file  string
	diags *diag.List
	above []outputFolder // output folders that begin with ".."
}

// Parse reads the configuration data, which came from file. The name file is
// used for positions and for Dir. Parse does not access the disk, so Module and
// ModuleDir remain empty. The configuration is nil if data is not YAML.
// Otherwise it holds every value that could be read, and is complete if the
// list has no errors.
func Parse(file string, data []byte) (*Config, *diag.List) {
	p := &parser{file: file, diags: &diag.List{}}
	root, ok := yamlfile.Read(file, data, format, p.diags)
	if !ok {
		return nil, p.diags
	}
	config := &Config{File: file, Dir: filepath.Dir(file), Keys: root.KeyPositions(), diags: p.diags}
	root.Map("the configuration",
		yamlfile.Required("version", `write "version: 1" at the top`, p.version),
		yamlfile.Optional("go", p.goVersion(config)),
		yamlfile.Required("runtime", `add the folder of the runtime, for example "runtime: generated/rest"`,
			p.runtime(config)),
		yamlfile.Optional("runtimePackages", p.runtimePackages(config)),
		yamlfile.Optional("strict", p.boolean(&config.Strict, `"strict"`)),
		yamlfile.Optional("limits", p.limits(&config.Limits)),
		yamlfile.Optional("review", p.review(&config.Review)),
		yamlfile.Required("targets", "list the packages to generate", p.targets(config)),
	)
	if config.Strict {
		config.SetStrict()
	}
	for i := range config.Targets {
		config.Targets[i].Limits = config.Limits
	}
	p.check(config)
	config.above = p.above
	return config, p.diags
}

// version reads the version of the file format.
func (p *parser) version(n yamlfile.Node) {
	if n.Source() != "1" {
		n.Errorf("version", `unsupported version of fragen.yaml; write "version: 1"`)
		return
	}
	n.Int(`"version"`, 1, 1)
}

// RuntimePackages are the optional packages below the runtime.
var RuntimePackages = []string{"jwt", "resttest", "webhook"}

func (p *parser) runtimePackages(config *Config) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		for _, text := range n.Strings(`"runtimePackages"`) {
			if yamlfile.IsKnown(p.diags, text, "package", RuntimePackages) {
				config.Packages = append(config.Packages, text)
			}
		}
	}
}

func (p *parser) targets(config *Config) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.NonEmptyList(`"targets"`, func(item yamlfile.Node) {
			config.Targets = append(config.Targets, p.target(item))
		})
	}
}

func (p *parser) target(n yamlfile.Node) Target {
	t := Target{
		Pos:    n.Pos(),
		Keys:   n.KeyPositions(),
		Layout: OnePackage,
		Naming: Naming{Initialisms: true, Calls: PathCalls},
		Docs:   Docs{Locale: "en"},
		Wire:   Wire{NumbersFromStrings: true},
	}
	keys := []yamlfile.Key{
		yamlfile.Required("name", "set it to the name of the Go package", p.packageName(&t.Name)),
		yamlfile.Required("spec", "set it to the file with the API description", p.inputFile(&t.Spec, `"spec"`)),
		yamlfile.Optional("overlays", p.inputFiles(&t.Overlays, `"overlays"`)),
		yamlfile.Required("out", "set it to the folder to write to", p.outputDir(&t.Out, `"out"`)),
		yamlfile.Optional("layout", p.layout(&t.Layout)),
		yamlfile.Optional("select", p.selection(&t)),
		yamlfile.Optional("naming", p.naming(&t.Naming)),
		yamlfile.Optional("docs", p.docs(&t.Docs)),
		yamlfile.Optional("codes", p.codes(&t.Codes)),
		yamlfile.Optional("snapshot", p.snapshot(&t.Snapshot)),
		yamlfile.Optional("pages", p.pages(&t.Pages)),
		yamlfile.Optional("streams", p.streams(&t.Streams)),
		yamlfile.Optional("wire", p.wire(&t.Wire)),
		yamlfile.Optional("fake", p.boolean(&t.Fake, `"fake"`)),
		yamlfile.Optional("strict", p.boolean(&t.Strict, `"strict"`)),
	}
	n.Map("target", keys...)
	t.Broken = t.Broken || isMisspelled(n, "select", keys)
	return t
}

// isMisspelled reports whether the map n lacks key and has a similar one instead that
// is not in known, such as "selct" for "select". The known key "strict" is similar too.
func isMisspelled(n yamlfile.Node, key string, known []yamlfile.Key) bool {
	isNear := func(other string) bool {
		isKnown := slices.ContainsFunc(known, func(k yamlfile.Key) bool { return k.Name == other })
		return !isKnown && diag.Near(other, []string{key}) != ""
	}
	return !slices.Contains(n.Keys(), key) && slices.ContainsFunc(n.Keys(), isNear)
}

func (p *parser) layout(to *Layout) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if layout, ok := n.OneOf(`"layout"`, "layout", []string{string(OnePackage), string(Tree)}); ok {
			*to = Layout(layout.Value)
		}
	}
}

func (p *parser) naming(to *Naming) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.Map(`"naming"`,
			yamlfile.Optional("initialisms", p.boolean(&to.Initialisms, `"initialisms"`)),
			yamlfile.Optional("calls", func(n yamlfile.Node) {
				if calls, ok := n.OneOf(`"calls"`, "form of calls", []string{string(PathCalls), string(OperationCalls)}); ok {
					to.Calls = Calls(calls.Value)
				}
			}),
			yamlfile.Optional("rename", func(n yamlfile.Node) { n.Members(`"rename"`, p.rename(&to.Rename)) }),
		)
	}
}

func (p *parser) docs(to *Docs) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.Map(`"docs"`, yamlfile.Optional("locale", func(n yamlfile.Node) {
			if tag, ok := n.String(`"locale"`); ok && p.isLanguage(tag) {
				to.Locale, to.Pos = tag.Value, tag.Pos
			}
		}))
	}
}

func (p *parser) codes(to **Codes) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		codes := &Codes{}
		*to = codes
		n.Map(`"codes"`,
			yamlfile.Required("table", "set it to the file with the codes", p.inputFile(&codes.Table, `"table"`)),
			yamlfile.Optional("locales", func(n yamlfile.Node) {
				codes.Locales = slices.DeleteFunc(n.Strings(`"locales"`),
					func(tag diag.Text) bool { return !p.isLanguage(tag) })
			}),
			yamlfile.Optional("domains", func(n yamlfile.Node) { codes.Domains = n.Strings(`"domains"`) }),
		)
	}
}

func (p *parser) wire(to *Wire) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.Map(`"wire"`,
			yamlfile.Optional("numbersFromStrings", p.boolean(&to.NumbersFromStrings, `"numbersFromStrings"`)),
			yamlfile.Optional("odata", p.boolean(&to.OData, `"odata"`)),
		)
	}
}

func (p *parser) review(to *Review) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.Map(`"review"`,
			yamlfile.Optional("base", func(n yamlfile.Node) {
				base, _ := n.String(`"base"`)
				to.Base = base.Value
			}),
			yamlfile.Optional("failOn", func(n yamlfile.Node) {
				if level, ok := n.OneOf(`"failOn"`, "level", FailLevels); ok {
					to.FailOn = level.Value
				}
			}),
			yamlfile.Optional("version", p.versions(to)),
			yamlfile.Optional("callers", func(n yamlfile.Node) {
				pattern, _ := n.String(`"callers"`)
				to.Callers = pattern.Value
			}),
		)
	}
}

// versions reads the key "version" of "review".
func (p *parser) versions(to *Review) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.Map(`"version"`,
			yamlfile.Optional("tags", func(n yamlfile.Node) {
				tags, ok := n.String(`"tags"`)
				if _, err := path.Match(tags.Value, ""); ok && err != nil {
					p.diags.Errorf(tags.Pos, "pattern",
						"\"tags\": %q is not a pattern; expected one such as \"sdk/v*\"", tags.Value)
				}
				to.Tags = tags.Value
			}),
			yamlfile.Optional("risk", func(n yamlfile.Node) {
				if step, ok := n.OneOf(`"risk"`, "step", []string{"minor", "major"}); ok {
					to.Risk = step.Value
				}
			}),
		)
	}
}

// boolean reads true or false. After an error the default remains.
func (p *parser) boolean(to *bool, label string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if value, ok := n.Bool(label); ok {
			*to = value
		}
	}
}
