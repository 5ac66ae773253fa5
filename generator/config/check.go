package config

// What single values must look like, and what must hold between them.

import (
	"go/token"
	"go/version"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/mod/module"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/source"
)

// MinGo is the oldest Go version that generated code works with.
const MinGo = "1.24"

func dirOf(file string) string { return filepath.Dir(file) }

var goVersion = regexp.MustCompile(`^1\.\d+(\.\d+)?$`)

// goVersion reads "go". A number is fine: YAML keeps how 1.30 was written.
func (r *reader) goVersion(config *Config) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value := follow(n)
		switch {
		case value.Kind != yaml.ScalarNode || !goVersion.MatchString(value.Value):
			r.errorf(n, "go-version", `"go" must be a Go version such as "1.26"`)
		case tooOld(value.Value):
			r.errorf(n, "go-version", "generated code needs Go %s or later, not %s", MinGo, value.Value)
		default:
			config.Go = value.Value
		}
	}
}

func tooOld(v string) bool { return version.Compare("go"+v, "go"+MinGo) < 0 }

// runtime reads "runtime". As in Go's own commands, a dot in the first element
// makes it an import path. The package is called rest whatever its folder is.
func (r *reader) runtime(config *Config) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := r.text(n, `"runtime"`)
		first, _, _ := strings.Cut(text.Value, "/")
		switch {
		case !ok:
		case strings.Contains(first, ".") && !strings.HasPrefix(first, "."):
			if err := module.CheckImportPath(text.Value); err != nil {
				r.diags.Errorf(text.Pos, "import-path", `"runtime" is no import path: %v`, cause(err))
			}
			config.Runtime.Import = text.Value
		default:
			r.outputDir(&config.Runtime.Dir, `"runtime"`)(n)
		}
	}
}

// cause is the last part of an error of x/mod, which repeats the path.
func cause(err error) string {
	text := err.Error()
	return text[strings.LastIndex(text, ": ")+len(": ")*min(1, strings.Count(text, ": ")):]
}

// packageName reads the name of a Go package.
func (r *reader) packageName(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := r.text(n, `"name"`)
		switch {
		case !ok:
		case !IsPackageName(text.Value):
			r.diags.Errorf(text.Pos, "package-name", "%q cannot be the name of a Go package; use lower-case letters and digits, and no keyword", text.Value)
		default:
			*to = text.Value
		}
	}
}

var packageName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// IsPackageName reports whether a target may have name: it holds what Go asks
// for and what is good style. A package "main" cannot be imported, and "x_test"
// is taken for a test.
func IsPackageName(name string) bool {
	return packageName.MatchString(name) && !token.IsKeyword(name) && name != "main" && name != "init" && !strings.HasSuffix(name, "_test")
}

// inputFile reads the path of a file to read. It may lead out of the folder.
func (r *reader) inputFile(to *diag.Text, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := r.text(n, what)
		switch {
		case !ok:
		case strings.Contains(text.Value, "://"):
			r.diags.Errorf(text.Pos, "path", "%s is a URL; download the file, so that every run reads the same", what)
		case text.Value == "-":
			r.diags.Errorf(text.Pos, "path", "%s cannot be the standard input; name a file, so that every run reads the same", what)
		case strings.Contains(text.Value, `\`):
			r.diags.Errorf(text.Pos, "path", `%s: write %q with "/", which works on every system`, what, text.Value)
		case isAbsolute(text.Value):
			r.diags.Errorf(text.Pos, "path", "%s: write %q relative to the folder of %s", what, text.Value, filepath.Base(r.file))
		default:
			*to = diag.Text{Value: path.Clean(text.Value), Pos: text.Pos}
		}
	}
}

// inputFiles reads a list of them.
func (r *reader) inputFiles(to *[]diag.Text, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.list(n, what, func(item *yaml.Node) {
			var file diag.Text
			r.inputFile(&file, "an entry of "+what)(item)
			switch {
			case file.Value == "":
			case slices.ContainsFunc(*to, func(t diag.Text) bool { return t.Value == file.Value }):
				r.diags.Errorf(file.Pos, "duplicate-entry", "%q is there twice in %s", file.Value, what)
			default:
				*to = append(*to, file)
			}
		})
	}
}

// outputDir reads the path of a folder to write to.
func (r *reader) outputDir(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var text diag.Text
		if r.inputFile(&text, what)(n); text.Value == "" {
			return
		}
		if text.Value == ".." || strings.HasPrefix(text.Value, "../") {
			r.diags.Errorf(text.Pos, "path", "%s leads out of the folder of %s; put a fragen.yaml there", what, filepath.Base(r.file))
			return
		}
		if text.Value != "." {
			if err := module.CheckImportPath("example.com/" + text.Value); err != nil {
				r.diags.Errorf(text.Pos, "path", "%s: %q cannot be part of an import path: %s", what, text.Value, cause(err))
				return
			}
		}
		for element := range strings.SplitSeq(text.Value, "/") {
			if element != "." && (element[0] == '.' || element[0] == '_' || element == "testdata" || element == "vendor") {
				r.diags.Errorf(text.Pos, "path", "%s: Go does not build packages in folders called %q", what, element)
				return
			}
		}
		*to = text.Value
	}
}

// isAbsolute holds for all systems, since the file is read on all.
func isAbsolute(name string) bool {
	return path.IsAbs(name) || len(name) > 1 && name[1] == ':' || strings.HasPrefix(name, "~")
}

// glob reads a pattern of paths.
func (r *reader) glob(rule *source.PathRule) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := r.text(n, "a path")
		switch {
		case !ok:
		case !doublestar.ValidatePattern(text.Value):
			r.diags.Errorf(text.Pos, "glob", "%q is no pattern: a bracket is not closed or a backslash stands at its end", text.Value)
		default:
			rule.Glob, rule.Pos = text.Value, text.Pos
		}
	}
}

var exportedName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_]*$`)

// rename reads one entry of "rename".
func (r *reader) rename(to *[]names.Rename) func(name, value *yaml.Node) {
	return func(name, value *yaml.Node) {
		pointer, isPointer := strings.CutPrefix(name.Value, "#/")
		goName, ok := r.text(value, "the new name of "+name.Value)
		switch {
		case !isPointer:
			r.errorf(name, "pointer", `%q is no JSON pointer; write it as in "#/components/schemas/NAME"`, name.Value)
		case !ok:
		case !exportedName.MatchString(goName.Value):
			r.diags.Errorf(goName.Pos, "go-name", "%q cannot be an exported Go name; begin with an upper-case letter, then letters and digits", goName.Value)
		default:
			*to = append(*to, names.Rename{Pointer: "/" + pointer, Name: goName.Value, Pos: r.pos(name)})
		}
	}
}

// language reports a language tag that is none, or that is not written in its
// canonical form.
func (r *reader) language(tag diag.Text) bool {
	parsed, err := language.Parse(tag.Value)
	switch {
	case err != nil:
		r.diags.Errorf(tag.Pos, "locale", `%q is not a language tag; write it as in "en", "de-CH" or "zh-Hans"`, tag.Value)
	case parsed.String() != tag.Value:
		r.diags.Errorf(tag.Pos, "locale", "write the language tag %q as %q", tag.Value, parsed)
	default:
		return true
	}
	return false
}

// folders are those that something is written to already, in lower case, since
// not every file system tells the cases apart.
type folders map[string]struct {
	what string
	line int
}

// take reports a folder that belongs to something else, or notes that it is
// taken now.
func (f folders) take(r *reader, pos diag.Pos, dir, what string) {
	folded := strings.ToLower(dir)
	before, ok := f[folded]
	if !ok {
		before.what, before.line = what, pos.Line
		f[folded] = before
		return
	}
	at := ""
	if before.line > 0 {
		at = " in line " + strconv.Itoa(before.line)
	}
	r.diags.Errorf(pos, "duplicate-out", "%q is already the folder of %s%s; give each target its own", dir, before.what, at)
}

// check holds what must be true between the targets.
func (r *reader) check(config *Config) {
	taken := folders{}
	if dir := config.Runtime.Dir; dir != "" {
		taken.take(r, diag.Pos{}, dir, "the runtime")
		for _, name := range config.Packages {
			taken.take(r, name.Pos, path.Join(dir, name.Value), "the runtime's package "+name.Value)
		}
		if config.HasFake() && !slices.ContainsFunc(config.Packages, func(p diag.Text) bool { return p.Value == FakeRuntime }) {
			taken.take(r, diag.Pos{}, path.Join(dir, FakeRuntime), "the runtime's package "+FakeRuntime)
		}
	}
	if config.Runtime.Import != "" && len(config.Packages) > 0 {
		r.diags.Errorf(config.Packages[0].Pos, "runtime-packages", "the runtime is imported from %s and not written here; ask for its packages where it is written", config.Runtime.Import)
	}
	for _, target := range config.Targets {
		if target.Out != "" {
			taken.take(r, target.Pos, target.Out, "the target")
		}
	}
	for _, target := range config.Targets {
		if target.Out != "" && target.Fake {
			taken.take(r, target.Pos, target.FakeDir(), "the fake of the target")
		}
		if target.Out != "" && target.Layout == Tree {
			taken.take(r, target.Pos, target.ModelsDir(), "the models of the target")
		}
		if target.Layout == Tree && target.Name == modelsName {
			r.diags.Errorf(target.Pos, "package-name", "%q is the package of the types in a tree; choose another name for the target", target.Name)
		}
	}
}
