// Package config reads fragen.yaml.
//
// It takes the file's text and the go.mod files around it, gives a checked
// [Config] or the list of its errors, and may import only yamlfile, source,
// names, diag, x/mod (go.mod files), x/text (language tags) and doublestar
// (globs).
//
// # The files
//
//   - config.go: [Config] and its parts
//   - parse.go: the keys of the file, each with the field it sets
//   - selection.go, pages.go, streams.go, limits.go: the keys "select", "pages", "streams"
//     and "limits"
//   - check.go: the form of values, and conflicts between targets
//   - module.go: [Load], which also finds the modules that the output is in
//   - find.go: [Find], which searches for fragen.yaml
//   - starter.go: [Starter], which writes a fragen.yaml to start with
//
// A new option needs a field here, a line in parse.go, an entry in
// docs/schema/fragen.schema.json, a case in testdata and a row in
// docs/configuration.md.
package config

import (
	"path"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/source"
)

// Config is a checked fragen.yaml. Its paths use slashes and are relative to
// Dir.
type Config struct {
	File       string // as passed to Load
	Dir        string // the folder of File
	Module     string // path of the module that contains Dir
	ModuleDir  string // folder of that module
	ModuleRest string // Dir relative to ModuleDir, with slashes
	Go         string // Go version that the output must support: "1.26"
	Runtime    Runtime
	Packages   []diag.Text // optional packages to write below the runtime; elements of RuntimePackages
	Strict     bool        // every target is strict
	Limits     diag.Limits // of each target
	Review     Review
	Targets    []Target
	Keys       map[string]diag.Pos // positions of the keys of the file

	diags   *diag.List
	above   []outputFolder // output folders that begin with ".."
	modules []goModule     // modules that contain outputs, the deepest folder first
}

// Diagnostics returns the diagnostics from reading the configuration. If they
// include an error, the configuration is incomplete.
func (c *Config) Diagnostics() *diag.List { return c.diags }

// SetStrict makes every target strict.
func (c *Config) SetStrict() {
	c.Strict = true
	for i := range c.Targets {
		c.Targets[i].Strict = true
	}
}

// FakeRuntime is the optional runtime package that fakes import.
const FakeRuntime = "resttest"

// HasFake reports whether any target has a fake.
func (c *Config) HasFake() bool {
	return slices.ContainsFunc(c.Targets, func(t Target) bool { return t.Fake })
}

// Review has the defaults of fragen review.
type Review struct {
	Base   string // revision to compare with; "" for the common ancestor with the default branch
	FailOn string // an element of FailLevels; "" for never
	Tags   string // pattern of the tags with versions, such as "sdk/v*"; "" for that of the module's folder
	Risk   string // "major" if changes that behave differently require a major version; otherwise "minor" or ""

	// Callers is a pattern of packages, relative to Config.Dir, such as "./...". A review
	// finds the uses of changed symbols in these packages. "" means no search.
	Callers string
}

// FailLevels are the levels of findings that can make a review fail.
var FailLevels = []string{"break", "risk", "wire", "codes", "any", "never"}

// Runtime locates the package that generated code calls. Exactly one field is
// set.
type Runtime struct {
	Dir    string // folder to write it to
	Import string // import path of an existing package
}

// Target is one SDK to generate.
type Target struct {
	Pos      diag.Pos
	Keys     map[string]diag.Pos // positions of the keys of the target
	Name     string              // Go package name
	Spec     diag.Text           // file with the API description
	Overlays []diag.Text         // files with overlays, in the order in which they are applied
	Out      string              // folder to write to
	Layout   Layout
	Select   source.Selection
	Broken   bool // "select" has an error, so Select is incomplete
	Naming   Naming
	Docs     Docs
	Codes    *Codes    // nil if the target has no code tables
	Snapshot diag.Text // file to write the selected part of the description to; "" for none
	Pages    []PageRule
	Streams  []StreamRule
	Wire     Wire
	Fake     bool // also generate a fake of the service, for tests
	Limits   diag.Limits
	Strict   bool // a part of the API description that cannot be generated is an error
}

// Layout is the division of a target into packages.
type Layout string

// The layouts.
const (
	OnePackage Layout = "package"
	Tree       Layout = "tree" // one package for each first path segment, and one for the models
)

// FakeDir returns the folder of the target's fake.
func (t *Target) FakeDir() string { return path.Join(t.Out, t.Name+"test") }

const modelsName = "models"

// ModelsDir returns the folder of the package with the types in layout Tree.
func (t *Target) ModelsDir() string { return path.Join(t.Out, modelsName) }

// Below returns the names of the folders directly in t's folder that contain
// the runtime or another target, or are above one:
//
//	out: gen, runtime: gen/internal/rest  →  internal
func (c *Config) Below(t *Target) []string {
	var folders []string
	add := func(dir string) {
		if rest, ok := strings.CutPrefix(dir, t.Out+"/"); ok || t.Out == "." {
			if !ok {
				rest = dir
			}
			name, _, _ := strings.Cut(rest, "/")
			folders = append(folders, name)
		}
	}
	add(c.Runtime.Dir)
	for _, other := range c.Targets {
		if other.Out != t.Out {
			add(other.Out)
		}
	}
	return folders
}

// Naming controls how Go names are made.
type Naming struct {
	Initialisms bool // ByCallID rather than ByCallId
	Calls       Calls
	Rename      []names.Rename
}

// Calls is the form of the methods that send requests.
type Calls string

// The forms of calls.
const (
	PathCalls      Calls = "paths"      // client.Accounts().ByID(id).Get(ctx, options)
	OperationCalls Calls = "operations" // client.AccountsGet(ctx, id, options)
)

// Docs controls doc comments.
type Docs struct {
	Locale string   // language tag of code messages in doc comments
	Pos    diag.Pos // zero for the default
}

// Codes selects the tables of result codes to include.
type Codes struct {
	Table   diag.Text   // file with the tables
	Locales []diag.Text // language tags; empty: all locales of the tables
	Domains []diag.Text // tables to include; empty: all tables of the file
}

// Wire controls how JSON is read and written.
type Wire struct {
	NumbersFromStrings bool // also accept numbers and booleans in JSON strings
	OData              bool // send and read schema names as @odata.type
}
