package fragen_test

// An upgrade must not surprise a program. testdata/upgrade is a module that an
// earlier version of fragen generated: its inputs, its fragen.lock, the Go names
// that it had (names.txt), and a program that calls them (caller/main.go). The
// test regenerates the module with the current code and asks two things:
//
//   - A Go name disappears only if CHANGELOG.md lists it as renamed, and then
//     the new name is present.
//   - The program compiles and runs after the renames of CHANGELOG.md are
//     applied to it mechanically.
//
// The table in CHANGELOG.md is the only place that lists renames. Its rows have
// the columns Part, Old and New:
//
//	| runtime | `rest.Place` | `rest.KeyLocation` |             a name of a package
//	| runtime | `rest.HandlerSpec.Tell` | `…RequiredProperty` |  a member of a type
//	| runtime for generated code | `rest.Strictly` | `…` |  as runtime; programs rarely use it
//	| generated code | `{Table}Fixer` | `{Table}Resolver` |      {Table} is any word
//	| codes.yaml | `fixer` | `resolvedBy` |                      a key
//	| library | `fragen.Pages` | `fragen.Reference` |            a name of the generator
//
// Rows of other parts are for readers.

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen"
)

const upgradeFolder = "testdata/upgrade"

func TestUpgrade(t *testing.T) {
	table := readRenames(t)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(upgradeFolder)); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(dir, "codes.yaml"), table.applyToCodes)
	edit(t, filepath.Join(dir, "caller", "main.go"), table.applyToProgram)
	regenerate(t, dir)
	compareNames(t, table, exportedNames(t, dir))
	for _, args := range [][]string{{"build", "./..."}, {"run", "./caller"}} {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "GOPROXY=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

func regenerate(t *testing.T, dir string) {
	t.Helper()
	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := fragen.Generate(t.Context(), cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	if _, err := result.Commit(false); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, file string, change func(string) string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(change(string(data))), 0o666); err != nil {
		t.Fatal(err)
	}
}

// rename is a row of the table in CHANGELOG.md.
type rename struct{ part, old, new string }

type renames []rename

var renameRow = regexp.MustCompile("(?m)^\\| ([^|]+) \\| `([^`|]+)` \\| `([^`|]+)` \\|$")

func readRenames(t *testing.T) renames {
	t.Helper()
	data, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	var table renames
	for _, match := range renameRow.FindAllStringSubmatch(string(data), -1) {
		table = append(table, rename{part: match[1], old: match[2], new: match[3]})
	}
	if len(table) == 0 {
		t.Fatal("CHANGELOG.md has no table of renames")
	}
	return table
}

// placeholder is a part of a generated name that the user's input decides.
var placeholder = regexp.MustCompile(`\{\w+\}`)

// pattern returns a regular expression that matches a name of the table, and
// the template of its replacement.
func (r rename) pattern() (expression, replacement string) {
	last := 0
	for _, at := range placeholder.FindAllStringIndex(r.old, -1) {
		expression += regexp.QuoteMeta(r.old[last:at[0]]) + `(\w+)`
		last = at[1]
	}
	expression += regexp.QuoteMeta(r.old[last:])
	group := 0
	replacement = placeholder.ReplaceAllStringFunc(r.new, func(string) string {
		group++
		return fmt.Sprintf("${%d}", group)
	})
	return expression, replacement
}

// isGo reports whether the row renames a Go name.
func (r rename) isGo() bool { return r.isRuntime() || r.part == "generated code" }

// isRuntime reports whether the row renames a name of the runtime.
func (r rename) isRuntime() bool { return strings.HasPrefix(r.part, "runtime") }

// isMember reports whether the row renames a field or method.
func (r rename) isMember() bool {
	return strings.Contains(strings.TrimPrefix(r.old, packageOf(r.old)+"."), ".")
}

// applyToCodes renames the keys of a codes.yaml.
func (list renames) applyToCodes(text string) string {
	for _, r := range list {
		if r.part == "codes.yaml" {
			text = regexp.MustCompile(`\b`+regexp.QuoteMeta(r.old)+`:`).ReplaceAllString(text, r.new+":")
		}
	}
	return text
}

// applyToProgram renames Go names in a program as an editor's search and
// replace does: a name of a package with its package, and a member without its
// type, which the text does not show.
func (list renames) applyToProgram(text string) string {
	for _, r := range list {
		if !r.isGo() || r.part == "runtime for generated code" && r.isMember() {
			continue // a search for a member such as Name would find too much
		}
		if expression, replacement := r.pattern(); !r.isMember() {
			text = regexp.MustCompile(`\b`+expression+`\b`).ReplaceAllString(text, replacement)
			continue
		}
		old, now := r.old[strings.LastIndex(r.old, ".")+1:], r.new[strings.LastIndex(r.new, ".")+1:]
		text = regexp.MustCompile(`(\.|\b)`+old+`\b([:(; ])`).ReplaceAllString(text, "${1}"+now+"${2}")
	}
	return text
}

// packageOf returns the package of a name of the runtime, "" for a generated
// name.
func packageOf(name string) string {
	pkg, _, _ := strings.Cut(name, ".")
	if pkg == "rest" || pkg == "jwt" || pkg == "resttest" || pkg == "webhook" {
		return pkg
	}
	return ""
}

// compareNames reports names that disappeared without a row in the table, and
// rows of the table that are not true.
func compareNames(t *testing.T, table renames, now map[string]bool) {
	t.Helper()
	file := filepath.Join(upgradeFolder, "names.txt")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	used := map[rename]bool{}
	for _, old := range strings.Fields(string(data)) {
		want, row := table.renamed(old)
		used[row] = true
		switch {
		case !now[want] && want == old:
			t.Errorf("%s disappeared: list it in the table of CHANGELOG.md or restore it", old)
		case !now[want]:
			t.Errorf("%s: CHANGELOG.md renames it to %s, which does not exist", old, want)
		case want != old && now[old]:
			t.Errorf("%s still exists, but CHANGELOG.md renames it to %s", old, want)
		}
	}
	for _, row := range table {
		if row.isGo() && !used[row] {
			t.Errorf("CHANGELOG.md renames %s, which was not in %s", row.old, file)
		}
	}
}

// The new names of the generator exist.
func TestLibraryRenames(t *testing.T) {
	names := map[string]map[string]bool{}
	for _, r := range readRenames(t) {
		if r.part != "library" {
			continue
		}
		pkg, name, _ := strings.Cut(r.new, ".")
		folder := map[string]string{"fragen": ".", "generator": "generator"}[pkg]
		if folder == "" {
			folder = path.Join("generator", pkg)
		}
		if names[pkg] == nil {
			names[pkg] = map[string]bool{}
			files, err := filepath.Glob(filepath.Join(folder, "*.go"))
			if err != nil || len(files) == 0 {
				t.Fatal(folder, err)
			}
			for _, file := range files {
				addNames(t, names[pkg], file, "")
			}
		}
		if !names[pkg][name] {
			t.Errorf("CHANGELOG.md renames %s to %s, which does not exist", r.old, r.new)
		}
	}
}

// renamed returns the current form of a name and the row of the table that
// renames it. The row of a type renames its members too.
func (list renames) renamed(name string) (string, rename) {
	folder, local, _ := strings.Cut(name, ":")
	qualified := local
	if folder == "rest" || strings.HasPrefix(folder, "rest/") {
		qualified = path.Base(folder) + "." + local
	}
	for _, r := range list {
		if !r.isGo() || r.isRuntime() != (qualified != local) {
			continue
		}
		expression, replacement := r.pattern()
		match := regexp.MustCompile(`^` + expression + `(\.\w+)?$`)
		if match.MatchString(qualified) {
			now := match.ReplaceAllString(qualified, replacement+fmt.Sprintf("${%d}", match.NumSubexp()))
			if qualified != local {
				now = strings.TrimPrefix(now, path.Base(folder)+".")
			}
			return folder + ":" + now, r
		}
	}
	return name, rename{}
}

// exportedNames returns the exported names of the packages below dir, such as
// "api:Order", "api:Order.State" and "rest/jwt:New".
func exportedNames(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		folder, err := filepath.Rel(dir, filepath.Dir(file))
		if err != nil || folder == "caller" {
			return err
		}
		addNames(t, names, file, filepath.ToSlash(folder)+":")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// addNames adds the exported names of a file, each with a prefix.
func addNames(t *testing.T, names map[string]bool, file, prefix string) {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range source.Decls {
		for _, name := range declaredNames(declaration) {
			if !hasUnexported(name) {
				names[prefix+name] = true
			}
		}
	}
}

func hasUnexported(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "."), func(word string) bool { return !ast.IsExported(word) })
}

// declaredNames returns the names that a declaration adds to a package.
func declaredNames(declaration ast.Decl) []string {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			return []string{d.Name.Name}
		}
		return []string{typeName(d.Recv.List[0].Type) + "." + d.Name.Name}
	case *ast.GenDecl:
		var names []string
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names = append(names, name.Name)
				}
			case *ast.TypeSpec:
				names = append(append(names, s.Name.Name), memberNames(s)...)
			}
		}
		return names
	}
	return nil
}

// memberNames returns the fields of a struct and the methods of an interface.
func memberNames(spec *ast.TypeSpec) []string {
	var fields *ast.FieldList
	switch t := spec.Type.(type) {
	case *ast.StructType:
		fields = t.Fields
	case *ast.InterfaceType:
		fields = t.Methods
	default:
		return nil
	}
	var names []string
	for _, field := range fields.List {
		for _, name := range field.Names {
			names = append(names, spec.Name.Name+"."+name.Name)
		}
	}
	return names
}

func typeName(receiver ast.Expr) string {
	switch r := receiver.(type) {
	case *ast.StarExpr:
		return typeName(r.X)
	case *ast.IndexExpr:
		return typeName(r.X)
	case *ast.Ident:
		return r.Name
	}
	return ""
}

// TestUpgradeNames writes names.txt for the module in the folder that
// UPGRADE_NAMES names, which the version to remember has generated.
func TestUpgradeNames(t *testing.T) {
	dir := os.Getenv("UPGRADE_NAMES")
	if dir == "" {
		t.Skip("UPGRADE_NAMES is not set")
	}
	list := slices.Sorted(maps.Keys(exportedNames(t, dir)))
	text := strings.Join(list, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(upgradeFolder, "names.txt"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
