package config

// The form of single values, and the rules that hold between values: a method
// of parser that returns a func(yamlfile.Node) reads one value, and check then
// compares the targets.

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

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/source"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// MinGo is the oldest Go version that generated code supports.
const MinGo = "1.24"

var goVersion = regexp.MustCompile(`^1\.\d+(\.\d+)?$`)

// goVersion reads "go". It accepts numbers, because YAML preserves how 1.30 is
// written.
func (p *parser) goVersion(config *Config) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		switch value := n.Source(); {
		case !goVersion.MatchString(value):
			n.Errorf("go-version", `"go": expected a Go version such as "1.26"`)
		case isOld(value):
			n.Errorf("go-version", "generated code requires Go %s or later, found %s", MinGo, value)
		default:
			config.Go = value
		}
	}
}

// isOld reports whether a Go version is older than MinGo.
func isOld(v string) bool { return version.Compare("go"+v, "go"+MinGo) < 0 }

// runtime reads "runtime". As in Go's own commands, a value with a dot in its
// first element is an import path:
//
//	generated/rest      a folder
//	example.com/x/rest  an import path
//
// The package's name is rest, whatever its folder is.
func (p *parser) runtime(config *Config) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.String(`"runtime"`)
		first, _, _ := strings.Cut(text.Value, "/")
		switch {
		case !ok:
		case strings.Contains(first, ".") && !strings.HasPrefix(first, "."):
			if err := module.CheckImportPath(text.Value); err != nil {
				n.Errorf("import-path", `"runtime": %q is not a valid import path: %v`, text.Value, lastPart(err))
			}
			config.Runtime.Import = text.Value
		default:
			p.outputDir(&config.Runtime.Dir, `"runtime"`)(n)
		}
	}
}

// lastPart returns the last part of an error of x/mod, whose other parts repeat
// the path.
func lastPart(err error) string {
	text := err.Error()
	return text[strings.LastIndex(text, ": ")+len(": ")*min(1, strings.Count(text, ": ")):]
}

// packageName reads the name of a Go package.
func (p *parser) packageName(to *string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.String(`"name"`)
		switch {
		case !ok:
		case !isPackageName(text.Value):
			n.Errorf("package-name",
				"%q is not a valid package name; use only lower-case letters and digits, and do "+
					"not use a Go keyword", text.Value)
		default:
			*to = text.Value
		}
	}
}

var packageName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// isPackageName reports whether name is valid and good style for the package of
// a target. A package "main" cannot be imported, and "x_test" is for tests.
func isPackageName(name string) bool {
	return packageName.MatchString(name) && !token.IsKeyword(name) &&
		name != "main" && name != "init" && !strings.HasSuffix(name, "_test")
}

// inputFile reads the path of a file to read. It may be outside the project's
// folder.
func (p *parser) inputFile(to *diag.Text, label string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.String(label)
		switch {
		case !ok:
		case strings.Contains(text.Value, "://"):
			n.Errorf("path", "%s: expected a file, found a URL; download the file so that runs are reproducible",
				label)
		case text.Value == "-":
			n.Errorf("path", "%s: expected a file, found standard input; specify a file so that runs are reproducible",
				label)
		case strings.Contains(text.Value, `\`):
			n.Errorf("path", `%s: backslash in %q; write "/", which works on every system`, label, text.Value)
		case isAbsolute(text.Value):
			n.Errorf("path", "%s: %q is absolute; write it relative to the folder that contains %s", label, text.Value,
				filepath.Base(p.file))
		default:
			*to = diag.Text{Value: path.Clean(text.Value), Pos: text.Pos}
		}
	}
}

// inputFiles reads a list of paths of files to read.
func (p *parser) inputFiles(to *[]diag.Text, label string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.List(label, func(item yamlfile.Node) {
			var file diag.Text
			p.inputFile(&file, "an item of "+label)(item)
			switch {
			case file.Value == "":
			case slices.ContainsFunc(*to, func(t diag.Text) bool { return t.Value == file.Value }):
				item.Errorf("duplicate-entry", "duplicate item %q in %s; remove one", file.Value, label)
			default:
				*to = append(*to, file)
			}
		})
	}
}

// snapshot reads the path of a file to write to. It is in the project's folder.
func (p *parser) snapshot(to *diag.Text) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		var file diag.Text
		switch p.inputFile(&file, `"snapshot"`)(n); {
		case file.Value == "":
		case !filepath.IsLocal(filepath.FromSlash(file.Value)):
			n.Errorf("path", `"snapshot": %q is outside the folder that contains %s; choose a file in that folder`,
				file.Value, filepath.Base(p.file))
		case path.Ext(file.Value) != ".yaml":
			n.Errorf("path", `"snapshot": %q does not end in ".yaml", the format of snapshots`, file.Value)
		default:
			*to = file
		}
	}
}

// outputDir reads the path of a folder to write to. Go must be able to build a
// package in it. Load checks that it is inside the module.
func (p *parser) outputDir(to *string, label string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		var text diag.Text
		if p.inputFile(&text, label)(n); text.Value == "" {
			return
		}
		dir := text.Value
		ups, below := splitUps(dir)
		if ups > 0 {
			p.above = append(p.above, outputFolder{label, text})
		}
		if below != "." {
			if err := module.CheckImportPath("example.com/" + below); err != nil {
				n.Errorf("path", "%s: %q cannot be part of an import path: %s", label, dir, lastPart(err))
				return
			}
		}
		for element := range strings.SplitSeq(below, "/") {
			if element != "." && isIgnoredByGo(element) {
				n.Errorf("path", "%s: Go does not build packages in a folder named %q; choose a different name", label,
					element)
				return
			}
		}
		*to = dir
	}
}

// outputFolder is the value of a key that names a folder to write to.
type outputFolder struct {
	label string // the quoted key
	path  diag.Text
}

// splitUps splits a clean path into the number of leading ".." elements and the
// rest: 2 and "gen" for "../../gen".
func splitUps(dir string) (ups int, rest string) {
	for dir == ".." || strings.HasPrefix(dir, "../") {
		ups++
		dir = strings.TrimPrefix(strings.TrimPrefix(dir, ".."), "/")
	}
	return ups, path.Join(".", dir)
}

// isIgnoredByGo reports whether Go's commands skip folders of that name.
func isIgnoredByGo(name string) bool {
	return name[0] == '.' || name[0] == '_' || name == "testdata" || name == "vendor"
}

// isAbsolute reports whether a path is absolute on any system, because the same
// file is read on all of them.
func isAbsolute(name string) bool {
	return path.IsAbs(name) || len(name) > 1 && name[1] == ':' || strings.HasPrefix(name, "~")
}

// glob reads a pattern of paths.
func (p *parser) glob(rule *source.PathRule) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, ok := n.String("path pattern")
		switch {
		case !ok:
		case !doublestar.ValidatePattern(text.Value):
			n.Errorf("glob", "invalid pattern %q; close the bracket or remove the backslash at the end", text.Value)
		default:
			rule.Glob, rule.Pos = text.Value, text.Pos
		}
	}
}

var exportedName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_]*$`)

// rename reads one member of "rename".
func (p *parser) rename(to *[]names.Rename) func(key, value yamlfile.Node) {
	return func(key, value yamlfile.Node) {
		pointer, isPointer := strings.CutPrefix(key.Source(), "#/")
		goName, ok := value.String(strconv.Quote(key.Source()))
		switch {
		case !isPointer:
			key.Errorf("pointer",
				`%q is not a JSON pointer; write one such as "#/components/schemas/NAME"`, key.Source())
		case !ok:
		case !exportedName.MatchString(goName.Value):
			value.Errorf("go-name",
				"%q is not a valid exported Go name; begin with an upper-case letter, then use letters and digits",
				goName.Value)
		default:
			*to = append(*to, names.Rename{Pointer: "/" + pointer, Name: goName.Value, Pos: key.Pos()})
		}
	}
}

// isLanguage returns whether tag is a language tag in its canonical form, and
// reports it if it is not.
func (p *parser) isLanguage(tag diag.Text) bool {
	parsed, err := language.Parse(tag.Value)
	switch {
	case err != nil:
		p.diags.Errorf(tag.Pos, "invalid-locale",
			`%q is not a language tag; write one such as "en", "de-CH" or "zh-Hans"`, tag.Value)
	case parsed.String() != tag.Value:
		p.diags.Errorf(tag.Pos, "invalid-locale", "%q is not the canonical form of the language tag; write %q",
			tag.Value, parsed)
	default:
		return true
	}
	return false
}

// folderOwners holds the owner of each output folder, by the folder's path in
// lower case, because some file systems ignore case.
type folderOwners map[string]struct {
	owner string
	line  int // of fragen.yaml, 0 if unknown
}

// claim gives dir to owner, or reports that it belongs to another one.
func (f folderOwners) claim(p *parser, pos diag.Pos, dir, owner string) {
	folded := strings.ToLower(dir)
	before, ok := f[folded]
	if !ok {
		before.owner, before.line = owner, pos.Line
		f[folded] = before
		return
	}
	at := ""
	if before.line > 0 {
		at = " in line " + strconv.Itoa(before.line)
	}
	p.diags.Errorf(pos, "duplicate-out",
		"folder %q is already used by %s%s; choose a different folder", dir, before.owner, at)
}

// check reports conflicts between the runtime and the targets.
func (p *parser) check(config *Config) {
	p.checkSnapshots(config)
	owners := folderOwners{}
	p.claimRuntime(config, owners)
	if config.Runtime.Import != "" && len(config.Packages) > 0 {
		p.diags.Errorf(config.Packages[0].Pos, "runtime-packages",
			"the runtime is imported from %s, not generated here; set this key in the project that "+
				"generates the runtime",
			config.Runtime.Import)
	}
	for _, target := range config.Targets {
		if target.Out != "" {
			owners.claim(p, target.Pos, target.Out, "the target")
		}
	}
	for _, target := range config.Targets {
		if target.Out != "" && target.Fake {
			owners.claim(p, target.Pos, target.FakeDir(), "the fake of the target")
		}
		if target.Out != "" && target.Layout == Tree {
			owners.claim(p, target.Pos, target.ModelsDir(), "the models of the target")
		}
		if target.Layout == Tree && target.Name == modelsName {
			p.diags.Errorf(target.Pos, "package-name",
				"%q is the name of the types package in the \"tree\" layout; choose a different name for the target",
				target.Name)
		}
	}
}

// checkSnapshots reports snapshots that would overwrite another file.
func (p *parser) checkSnapshots(config *Config) {
	used := map[string]string{strings.ToLower(filepath.Base(p.file)): "the configuration"}
	for _, target := range config.Targets {
		used[strings.ToLower(target.Spec.Value)] = "a description"
		for _, overlay := range target.Overlays {
			used[strings.ToLower(overlay.Value)] = "an overlay"
		}
		if target.Codes != nil {
			used[strings.ToLower(target.Codes.Table.Value)] = "a file of code tables"
		}
	}
	for _, target := range config.Targets {
		file := strings.ToLower(target.Snapshot.Value)
		switch other := used[file]; {
		case file == "":
		case other != "":
			p.diags.Errorf(target.Snapshot.Pos, "duplicate-out", "%q is already %s; choose a different file",
				target.Snapshot.Value, other)
		default:
			used[file] = "the snapshot of another target"
		}
	}
}

// claimRuntime claims the folders of the runtime and its optional packages.
func (p *parser) claimRuntime(config *Config, owners folderOwners) {
	dir := config.Runtime.Dir
	if dir == "" {
		return
	}
	owners.claim(p, diag.Pos{}, dir, "the runtime")
	hasFakeRuntime := false
	for _, name := range config.Packages {
		owners.claim(p, name.Pos, path.Join(dir, name.Value), "the runtime's package "+name.Value)
		hasFakeRuntime = hasFakeRuntime || name.Value == FakeRuntime
	}
	if config.HasFake() && !hasFakeRuntime {
		owners.claim(p, diag.Pos{}, path.Join(dir, FakeRuntime), "the runtime's package "+FakeRuntime)
	}
}
