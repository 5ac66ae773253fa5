package fragen_test

// The laws of the house that a machine can hold: packages say what they take,
// give and may import; long files open with their story; functions are short;
// exported names are documented; only our own bugs panic; nothing asks the
// clock. Each law is a function from a parsed file to findings, so that
// TestLawsBite can show on small sources that it finds what it should.

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	storyLines    = 150 // a file longer than this opens with its story
	functionLines = 100 // no function is longer, but for flat switches
	shortLines    = 50  // nearly all functions are shorter
	caseLines     = 12  // a switch is flat when no case is longer
)

// source is a parsed file.
type source struct {
	path  string // from the top folder, with slashes
	lines int
	set   *token.FileSet
	file  *ast.File
}

// handwritten parses all code of the module that somebody wrote, but for
// tests.
func handwritten(t *testing.T) []*source {
	t.Helper()
	var list []*source
	for _, dir := range sourceDirs(t) {
		if within(dir, "generated") {
			continue
		}
		for _, name := range goFiles(t, dir) {
			data, err := os.ReadFile(filepath.FromSlash(name))
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, parse(t, name, string(data)))
		}
	}
	return list
}

func parse(t *testing.T, name, code string) *source {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, code, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return &source{path: name, lines: strings.Count(code, "\n"), set: set, file: file}
}

func (s *source) at(pos token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: %s", s.path, s.line(pos), fmt.Sprintf(format, args...))
}

func (s *source) line(pos token.Pos) int { return s.set.Position(pos).Line }

func (s *source) length(n ast.Node) int { return s.line(n.End()) - s.line(n.Pos()) + 1 }

func TestLaws(t *testing.T) {
	for _, s := range handwritten(t) {
		findings := slices.Concat(story(s), longFunctions(s), undocumented(s))
		if within(s.path, "generator") {
			findings = slices.Concat(findings, panics(s), clocks(s), borrowed(s))
		}
		for _, finding := range findings {
			t.Error(finding)
		}
	}
}

// TestPackageComments wants to read in every room's package comment what it
// takes, what it gives and what it may import.
func TestPackageComments(t *testing.T) {
	comments := map[string]string{}
	var dirs []string
	for _, s := range handwritten(t) {
		dir := path.Dir(s.path)
		if !within(dir, "generator") {
			continue
		}
		if !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
		comments[dir] += s.file.Doc.Text()
	}
	for _, dir := range dirs {
		for _, missing := range unsaid(comments[dir]) {
			t.Errorf("%s: the package comment does not say what the room %s", dir, missing)
		}
	}
}

// TestMostFunctionsAreShort holds the average, where functionLines holds the
// extreme.
func TestMostFunctionsAreShort(t *testing.T) {
	all, long := 0, 0
	for _, s := range handwritten(t) {
		for _, fn := range functions(s) {
			all++
			if s.length(fn) > shortLines {
				long++
			}
		}
	}
	if long*20 > all {
		t.Errorf("%d of %d functions have more than %d lines; at most one in twenty should", long, all, shortLines)
	}
}

// TestGeneratedIsDocumented holds generated code to what is asked of written
// code: a comment on every exported name.
func TestGeneratedIsDocumented(t *testing.T) {
	for _, dir := range sourceDirs(t) {
		if !within(dir, "generated") {
			continue
		}
		for _, name := range goFiles(t, dir) {
			data, err := os.ReadFile(filepath.FromSlash(name))
			if err != nil {
				t.Fatal(err)
			}
			for _, finding := range undocumented(parse(t, name, string(data))) {
				t.Error(finding)
			}
		}
	}
}

func TestLawsBite(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("\tprintln()\n", n) }
	tests := []struct {
		name string
		law  func(*source) []string
		code string
		want int
	}{
		{"long file without a story", story, "package p\n\nimport \"fmt\"\n" + strings.Repeat("\n", storyLines), 1},
		{"long file with a story", story, "package p\n\n// It was a dark\n// and stormy night.\n\nimport \"fmt\"\n" + strings.Repeat("\n", storyLines), 0},
		{"story after the imports", story, "package p\n\nimport \"fmt\"\n\n// It was a dark night.\n\n// T is.\ntype T int\n" + strings.Repeat("\n", storyLines), 0},
		{"comment of a declaration only", story, "//go:build linux\n\npackage p\n\nimport \"fmt\" // to print\n\n// T is.\ntype T int\n" + strings.Repeat("\n", storyLines), 1},
		{"long file with a package comment", story, "// Package p tells\n// how it works.\npackage p\n" + strings.Repeat("\n", storyLines), 0},
		{"short file", story, "package p\n", 0},
		{"long function", longFunctions, "package p\nfunc f() {\n" + lines(functionLines) + "}\n", 1},
		{"function at the limit", longFunctions, "package p\nfunc f() {\n" + lines(functionLines-2) + "}\n", 0},
		{"flat switch", longFunctions, "package p\nfunc f(i int) {\n\tswitch i {\n" + strings.Repeat("\tcase 1:\n"+lines(2), 60) + "\t}\n}\n", 0},
		{"switch with a long case", longFunctions, "package p\nfunc f(i int) {\n\tswitch i {\n\tcase 1:\n" + lines(functionLines) + "\t}\n}\n", 1},
		{"undocumented names", undocumented, "package p\ntype T int\nfunc F() {}\nfunc (T) M() {}\nvar V int\nconst C = 1\n", 5},
		{"documented names", undocumented, "package p\n// T is.\ntype T int\n// F does.\nfunc F() {}\n// The variables.\nvar (\n\tV int\n\tW int\n)\n", 0},
		{"own names", undocumented, "package p\ntype t int\nfunc f() {}\nfunc (t) M() {}\n", 0},
		{"commands", undocumented, "package main\nfunc F() {}\n", 0},
		{"panic at input", panics, "package p\nfunc f(s string) { panic(\"bad input\"); panic(s); panic(fmt.Sprintf(\"bad %s\", s)) }\n", 3},
		{"panic at our bug", panics, "package p\nfunc f(s string) { panic(\"internal: \" + s); panic(fmt.Sprintf(\"internal: %s\", s)) }\n", 0},
		{"panic to unwind", panics, "package p\nfunc f() { defer func() { recover() }(); panic(stop{}) }\n", 0},
		{"fetching", borrowed, "package p\nimport \"net/http\"\nvar a, b = http.Get, http.MethodGet\n", 1},
		{"fetching by another name", borrowed, "package p\nimport web \"net/http\"\nvar a = web.DefaultClient\n", 1},
		{"clock", clocks, "package p\nimport \"time\"\nvar a, b = time.Now(), time.Since\n", 2},
		{"durations", clocks, "package p\nimport \"time\"\nvar a = time.Second\n", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.law(parse(t, "generator/p/p.go", test.code)); len(got) != test.want {
				t.Errorf("got %d findings, want %d: %q", len(got), test.want, got)
			}
		})
	}
	if got := unsaid("It takes a, gives b, and may import c."); len(got) != 0 {
		t.Errorf("a whole comment lacks %v", got)
	}
	if got := unsaid("Mistakes are forgiven."); len(got) != 3 {
		t.Errorf("an empty comment lacks only %v", got)
	}
}

// story wants a long file to say at its top what happens in it: in the
// package comment, or in a comment of its own before the first declaration
// that is not an import.
func story(s *source) []string {
	if s.lines <= storyLines {
		return nil
	}
	end := s.file.FileEnd
	var importing []ast.Node
	for _, decl := range s.file.Decls {
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			importing = append(importing, gen)
			continue
		}
		end = decl.Pos()
		if doc := docOf(decl); doc != nil {
			end = doc.Pos()
		}
		break
	}
	for _, group := range s.file.Comments {
		inside := slices.ContainsFunc(importing, func(n ast.Node) bool {
			return n.Pos() <= group.Pos() && s.line(group.Pos()) <= s.line(n.End()) // or behind it on its line
		})
		if group.Pos() < end && !inside && !isDirective(group) {
			return nil
		}
	}
	return []string{s.at(s.file.Package, "a file of %d lines opens with a comment that tells its story", s.lines)}
}

func docOf(decl ast.Decl) *ast.CommentGroup {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return decl.Doc
	case *ast.GenDecl:
		return decl.Doc
	}
	return nil
}

// isDirective says whether a comment holds nothing but directives such as
// //go:build.
func isDirective(group *ast.CommentGroup) bool {
	return strings.TrimSpace(group.Text()) == ""
}

func functions(s *source) []*ast.FuncDecl {
	var list []*ast.FuncDecl
	for _, decl := range s.file.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
			list = append(list, fn)
		}
	}
	return list
}

func longFunctions(s *source) []string {
	var list []string
	for _, fn := range functions(s) {
		if n := s.length(fn); n > functionLines && !flatSwitch(s, fn) {
			list = append(list, s.at(fn.Pos(), "%s has %d lines; at most %d, but for a flat switch", fn.Name.Name, n, functionLines))
		}
	}
	return list
}

// flatSwitch says whether a function is little else than one switch with
// short cases.
func flatSwitch(s *source, fn *ast.FuncDecl) bool {
	for _, stmt := range fn.Body.List {
		var body *ast.BlockStmt
		switch stmt := stmt.(type) {
		case *ast.SwitchStmt:
			body = stmt.Body
		case *ast.TypeSwitchStmt:
			body = stmt.Body
		default:
			continue
		}
		long := slices.ContainsFunc(body.List, func(clause ast.Stmt) bool { return s.length(clause) > caseLines })
		if !long && s.length(fn)-s.length(stmt) <= shortLines {
			return true
		}
	}
	return false
}

// undocumented finds exported names without a comment. A group of constants
// or variables may have one for all.
func undocumented(s *source) []string {
	if s.file.Name.Name == "main" {
		return nil
	}
	var list []string
	report := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		if name.IsExported() && !slices.ContainsFunc(docs, func(g *ast.CommentGroup) bool { return g.Text() != "" }) {
			list = append(list, s.at(name.Pos(), "%s is exported and has no comment", name.Name))
		}
	}
	for _, decl := range s.file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil || ast.IsExported(receiver(decl.Recv.List[0].Type)) {
				report(decl.Name, decl.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					report(spec.Name, spec.Doc, decl.Doc)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						report(name, spec.Doc, spec.Comment, decl.Doc)
					}
				}
			}
		}
	}
	return list
}

// receiver returns the name of a method's type.
func receiver(expr ast.Expr) string {
	switch expr := expr.(type) {
	case *ast.StarExpr:
		return receiver(expr.X)
	case *ast.IndexExpr:
		return receiver(expr.X)
	case *ast.IndexListExpr:
		return receiver(expr.X)
	case *ast.Ident:
		return expr.Name
	}
	return ""
}

// panics finds panics that do not say they are our own fault. A file that
// recovers may unwind with a value that is no text.
func panics(s *source) []string {
	var list []string
	recovers := len(calls(s, "recover")) > 0
	for _, call := range calls(s, "panic") {
		text := firstText(call)
		if !strings.HasPrefix(text, "internal: ") && (text != "" || !recovers) {
			list = append(list, s.at(call.Pos(), `panic is for our own bugs and says so: panic("internal: …"); input gets a diagnostic`))
		}
	}
	return list
}

// calls returns the calls of a predeclared function.
func calls(s *source, name string) []*ast.CallExpr {
	var list []*ast.CallExpr
	ast.Inspect(s.file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if fn, ok := call.Fun.(*ast.Ident); ok && fn.Name == name {
				list = append(list, call)
			}
		}
		return true
	})
	return list
}

// firstText returns the first string literal in a call's arguments.
func firstText(call *ast.CallExpr) string {
	var text string
	for _, arg := range call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && text == "" {
				text, _ = strconv.Unquote(lit.Value)
			}
			return text == ""
		})
	}
	return text
}

// clocks finds questions to the clock: the same input makes the same output,
// whenever.
func clocks(s *source) []string {
	var list []string
	for _, sel := range selections(s, "time") {
		if slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			list = append(list, s.at(sel.Pos(), "time.%s: the output does not depend on the clock", sel.Sel.Name))
		}
	}
	return list
}

// borrowed finds names of a package that the table of rooms lends only in
// part.
func borrowed(s *source) []string {
	var list []string
	for _, lent := range onlyNames {
		if !within(s.path, lent.room) {
			continue
		}
		for _, sel := range selections(s, lent.imp) {
			if !lent.names.MatchString(sel.Sel.Name) {
				list = append(list, s.at(sel.Pos(), "%s is used; of %s this room uses only what matches %s", sel.Sel.Name, lent.imp, lent.names))
			}
		}
	}
	return list
}

// selections returns the uses of an imported package's names.
func selections(s *source, imp string) []*ast.SelectorExpr {
	local := ""
	for _, spec := range s.file.Imports {
		if spec.Path.Value == strconv.Quote(imp) {
			local = path.Base(imp)
			if spec.Name != nil {
				local = spec.Name.Name
			}
		}
	}
	var list []*ast.SelectorExpr
	ast.Inspect(s.file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == local {
				list = append(list, sel)
			}
		}
		return true
	})
	return list
}

// unsaid returns what a room's package comment leaves out.
func unsaid(comment string) []string {
	var list []string
	for _, part := range []struct{ what, pattern string }{
		{"takes", `(?i)\btakes\b`},
		{"gives", `(?i)\bgives\b`},
		{"may import", `(?i)\bmay\s+import\b`},
	} {
		if !regexp.MustCompile(part.pattern).MatchString(comment) {
			list = append(list, part.what)
		}
	}
	return list
}

// sourceDirs returns the module's folders with Go code that is not only
// tests, in order. Hidden folders, test data and nested modules are not the
// module's.
func sourceDirs(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if name != "." && outside(name, entry.Name()) {
			return filepath.SkipDir
		}
		if len(goFiles(t, filepath.ToSlash(name))) > 0 {
			dirs = append(dirs, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func outside(dir, base string) bool {
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return !errors.Is(err, fs.ErrNotExist)
}

// goFiles returns a folder's Go files that are no tests, in order, as slash
// paths from the top folder.
func goFiles(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.FromSlash(dir))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, entry := range entries {
		name := entry.Name()
		if !entry.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files = append(files, path.Join(dir, name))
		}
	}
	return files
}
