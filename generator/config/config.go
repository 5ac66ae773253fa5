// Package config reads fragen.yaml.
//
// It takes the file's text and the go.mod files about it, gives a checked
// Config or the list of its errors, and may import only source, names, diag,
// yaml.v3, x/mod (go.mod files), x/text (language tags) and doublestar (globs).
//
// # The way through the room
//
// Parse turns the text into a yaml.v3 tree (yaml.go), walks it once with the
// keys it knows (parse.go) and checks what was read (check.go): an unknown key,
// a wrong kind of value or a path that leads astray is an error at its place.
// Load does the same for a file on disk, then finds the modules that the output
// belongs to (module.go). A new option is a field here, a line in parse.go, an
// entry in docs/schema/fragen.schema.json, a case in testdata and a line in the
// README.
package config

import (
	"path"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/source"
)

// Config is a checked fragen.yaml. Paths in it have slashes and are relative
// to Dir.
type Config struct {
	File      string // as given to Load
	Dir       string // the folder of File
	Module    string // path of the module that Dir is in
	ModuleDir string // that module's folder
	Go        string // Go version that the output must work with: "1.26"
	Runtime   Runtime
	Packages  []diag.Text // optional packages to write below the runtime, of RuntimePackages
	Targets   []Target

	diags   *diag.List
	modules []goModule // that outputs lie in, the deepest folder first
}

// Diagnostics returns what reading the configuration gave rise to. With an
// error in it the configuration is not whole.
func (c *Config) Diagnostics() *diag.List { return c.diags }

// FakeRuntime is the optional package that fakes need.
const FakeRuntime = "resttest"

// HasFake reports whether a target asks for a fake.
func (c *Config) HasFake() bool {
	return slices.ContainsFunc(c.Targets, func(t Target) bool { return t.Fake })
}

// Runtime is the package that generated code calls. Exactly one field is set.
type Runtime struct {
	Dir    string // folder to write it to
	Import string // import path of one that exists
}

// Target is one SDK to generate.
type Target struct {
	Pos      diag.Pos
	Name     string      // Go package name
	Spec     diag.Text   // the description's file
	Overlays []diag.Text // files of overlays, in the order in which they are applied
	Out      string      // folder to write to
	Layout   Layout
	Select   source.Selection
	Broken   bool // "select" has an error, so Select is not complete
	Naming   Naming
	Docs     Docs
	Codes    *Codes // nil: no code table
	Pages    []PageRule
	Wire     Wire
	Fake     bool // with a package that stands in for the service in tests
}

// Layout says which packages a target is made of.
type Layout string

// The layouts.
const (
	OnePackage Layout = "package"
	Tree       Layout = "tree" // one for each word that paths begin with, and models
)

// FakeDir is the folder of that package.
func (t *Target) FakeDir() string { return path.Join(t.Out, t.Name+"test") }

const modelsName = "models"

// ModelsDir is the folder of the types in a tree.
func (t *Target) ModelsDir() string { return path.Join(t.Out, modelsName) }

// Below lists the folders directly below a target's that hold, or lead to,
// something else.
func (c *Config) Below(t *Target) []string {
	var names []string
	add := func(dir string) {
		if rest, ok := strings.CutPrefix(dir, t.Out+"/"); ok || t.Out == "." {
			if !ok {
				rest = dir
			}
			name, _, _ := strings.Cut(rest, "/")
			names = append(names, name)
		}
	}
	add(c.Runtime.Dir)
	for _, other := range c.Targets {
		if other.Out != t.Out {
			add(other.Out)
		}
	}
	return names
}

// Naming says how Go names are made.
type Naming struct {
	Initialisms bool // ByCallID rather than ByCallId
	Rename      []names.Rename
}

// Docs says how doc comments are written.
type Docs struct {
	Locale string   // language tag of the texts of codes in doc comments
	Pos    diag.Pos // zero for the default
}

// Codes is a table of result codes to build in.
type Codes struct {
	Table   diag.Text   // the table's file
	Locales []diag.Text // language tags; empty: all that the table has
	Domains []diag.Text // tables to build in; empty: all of the file
}

// Wire says how JSON is read and written.
type Wire struct {
	NumbersFromStrings bool // also read numbers and booleans from JSON strings
	OData              bool // schema names travel as @odata.type
}
