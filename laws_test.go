package fragen_test

// This file checks the style rules of the repository. A package comment of the
// generator states the input, the output and the imports of the package, and names its
// files. A long file starts with a comment about its content. Functions and lines are
// short. Exported names have doc comments. Only bugs panic. The output does not depend
// on the clock. Each rule is a function from a parsed file to findings so that
// TestLawsFind can test it on small sources.

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
	"unicode/utf8"
)

const (
	storyLines    = 150 // a longer file starts with a comment about its content
	functionLines = 70  // maximum length of a function, except for flat switches
	shortLines    = 50  // maximum length of most functions
	lineColumns   = 120 // maximum length of a line outside of tables
	tabColumns    = 4   // width of a tab
	caseLines     = 12  // maximum length of a case in a flat switch
)

// source is a parsed file.
type source struct {
	path  string // from the top folder, with slashes
	code  string
	lines int
	set   *token.FileSet
	file  *ast.File
}

// handwritten parses the Go files of the module, except tests and generated code.
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
	return &source{path: name, code: code, lines: strings.Count(code, "\n"), set: set, file: file}
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

// TestPackageComments checks that the package comments of the generator state the
// input, the output and the imports, and name the files of the package.
func TestPackageComments(t *testing.T) {
	comments, files := map[string]string{}, map[string][]string{}
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
		if s.file.Doc == nil {
			files[dir] = append(files[dir], path.Base(s.path))
		}
	}
	for _, dir := range dirs {
		for _, missing := range unsaid(comments[dir]) {
			t.Errorf("%s: the package comment has no sentence with the words %q", dir, missing)
		}
		for _, file := range files[dir] {
			if !namesFile(comments[dir], file) {
				t.Errorf("%s: the package comment does not name the file %s", dir, file)
			}
		}
	}
}

// namesFile reports whether a package comment contains the name of a file, or a pattern
// such as docs_*.go that matches it.
func namesFile(comment, file string) bool {
	return slices.ContainsFunc(strings.Fields(comment), func(word string) bool {
		ok, err := path.Match(strings.Trim(word, "(),.;:"), file)
		return ok && err == nil
	})
}

// TestMostFunctionsAreShort limits the number of functions that are longer than
// shortLines.
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
	if long*100 > all {
		t.Errorf("%d of %d functions have more than %d lines; the maximum is 1 %%", long, all, shortLines)
	}
}

// TestGeneratedIsDocumented checks that the exported names of generated code have doc
// comments.
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

func TestLawsFind(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("\tprintln()\n", n) }
	tests := []struct {
		name string
		law  func(*source) []string
		code string
		want int
	}{
		{"long file without a story", story, "package p\n\nimport \"fmt\"\n" + strings.Repeat("\n", storyLines), 1},
		{"long file with a story", story, "package p\n\n// This file prints\n// numbers.\n\nimport \"fmt\"\n" + strings.Repeat("\n", storyLines), 0},
		{"story after the imports", story, "package p\n\nimport \"fmt\"\n\n// This file prints.\n\n// T is.\ntype T int\n" + strings.Repeat("\n", storyLines), 0},
		{"comment of a declaration only", story, "//go:build linux\n\npackage p\n\nimport \"fmt\" // to print\n\n// T is.\ntype T int\n" + strings.Repeat("\n", storyLines), 1},
		{"long file with a package comment", story, "// Package p prints\n// numbers.\npackage p\n" + strings.Repeat("\n", storyLines), 0},
		{"short file", story, "package p\n", 0},
		{"long function", longFunctions, "package p\nfunc f() {\n" + lines(functionLines) + "}\n", 1},
		{"function at the limit", longFunctions, "package p\nfunc f() {\n" + lines(functionLines-2) + "}\n", 0},
		{"long line", longLines, "package p\nvar s = \"" + strings.Repeat("x", lineColumns) + "\"\n", 1},
		{"long line in a table", longLines, "package p\nvar s = []string{\n\"" + strings.Repeat("x", lineColumns) + "\",\n}\n", 0},
		{"line at the limit", longLines, "package p\nvar s = \"" + strings.Repeat("x", lineColumns-10) + "\"\n", 0},
		{"flat switch", longFunctions, "package p\nfunc f(i int) {\n\tswitch i {\n" + strings.Repeat("\tcase 1:\n"+lines(2), 60) + "\t}\n}\n", 0},
		{"switch with a long case", longFunctions, "package p\nfunc f(i int) {\n\tswitch i {\n\tcase 1:\n" + lines(functionLines) + "\t}\n}\n", 1},
		{"undocumented names", undocumented, "package p\ntype T int\nfunc F() {}\nfunc (T) M() {}\nvar V int\nconst C = 1\n", 5},
		{"documented names", undocumented, "package p\n// T is.\ntype T int\n// F does.\nfunc F() {}\n// The variables.\nvar (\n\tV int\n\tW int\n)\n", 0},
		{"own names", undocumented, "package p\ntype t int\nfunc f() {}\nfunc (t) M() {}\n", 0},
		{"commands", undocumented, "package main\nfunc F() {}\n", 0},
		{"panic at input", panics, "package p\nfunc f(s string) { panic(\"bad input\"); panic(s); panic(fmt.Sprintf(\"bad %s\", s)) }\n", 3},
		{"panic at a bug", panics, "package p\nfunc f(s string) { panic(\"internal: \" + s); panic(fmt.Sprintf(\"internal: %s\", s)) }\n", 0},
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
		t.Errorf("a complete comment lacks %v", got)
	}
	if got := unsaid("Mistakes are possible."); len(got) != 3 {
		t.Errorf("an empty comment lacks only %v", got)
	}
}

// story finds a long file without a comment about its content. This is the package
// comment, or a comment before the first declaration that is not an import.
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
			return n.Pos() <= group.Pos() && s.line(group.Pos()) <= s.line(n.End()) // or after it on the same line
		})
		if group.Pos() < end && !inside && !isDirective(group) {
			return nil
		}
	}
	return []string{s.at(s.file.Package, "the file has %d lines; start it with a comment about its content", s.lines)}
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

// isDirective reports whether a comment has only directives such as //go:build.
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
			list = append(list, s.at(fn.Pos(), "%s has %d lines; the maximum is %d, except for a flat switch", fn.Name.Name, n, functionLines))
		}
	}
	return list
}

// TestLineLength limits the length of lines. A line may be longer if it is in a table: a
// composite literal of a slice, an array or a map, or in a raw string.
func TestLineLength(t *testing.T) {
	found := map[string][]string{}
	for _, s := range handwritten(t) {
		dir := path.Dir(s.path)
		found[dir] = append(found[dir], longLines(s)...)
	}
	for dir, list := range found {
		if len(list) > 0 {
			t.Errorf("%s: %d lines are too long:\n%s", dir, len(list), strings.Join(list, "\n"))
		}
	}
}

// longLines finds lines with more than lineColumns columns outside of tables.
func longLines(s *source) []string {
	inTable := map[int]bool{}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			switch n.Type.(type) {
			case *ast.ArrayType, *ast.MapType:
				markLines(s, n, inTable)
			}
		case *ast.BasicLit:
			if strings.HasPrefix(n.Value, "`") && strings.Contains(n.Value, "\n") {
				markLines(s, n, inTable)
			}
		}
		return true
	})
	var list []string
	for i, line := range strings.Split(s.code, "\n") {
		width := utf8.RuneCountInString(line) + (tabColumns-1)*strings.Count(line, "\t")
		if width > lineColumns && !inTable[i+1] {
			list = append(list, fmt.Sprintf("%s:%d: the line has %d columns", s.path, i+1, width))
		}
	}
	return list
}

func markLines(s *source, n ast.Node, lines map[int]bool) {
	for line := s.line(n.Pos()); line <= s.line(n.End()); line++ {
		lines[line] = true
	}
}

// flatSwitch reports whether a function consists mainly of one switch with short
// cases.
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

// undocumented finds exported names without a doc comment. A group of constants or
// variables can have one comment.
func undocumented(s *source) []string {
	if s.file.Name.Name == "main" {
		return nil
	}
	var list []string
	report := func(name *ast.Ident, docs ...*ast.CommentGroup) {
		if name.IsExported() && !slices.ContainsFunc(docs, func(g *ast.CommentGroup) bool { return g.Text() != "" }) {
			list = append(list, s.at(name.Pos(), "%s is exported and has no doc comment", name.Name))
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

// receiver returns the type name of a receiver.
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

// panics finds calls of panic without the prefix "internal: ". A file that calls
// recover may panic with a value that is not a string.
func panics(s *source) []string {
	var list []string
	recovers := len(calls(s, "recover")) > 0
	for _, call := range calls(s, "panic") {
		text := firstText(call)
		if !strings.HasPrefix(text, "internal: ") && (text != "" || !recovers) {
			list = append(list, s.at(call.Pos(), `only a bug may panic: write panic("internal: …"), or report a diagnostic`))
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

// clocks finds uses of the clock, since the output must not depend on it.
func clocks(s *source) []string {
	var list []string
	for _, sel := range selections(s, "time") {
		if slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			list = append(list, s.at(sel.Pos(), "time.%s: the output must not depend on the clock", sel.Sel.Name))
		}
	}
	return list
}

// borrowed finds uses of names that onlyNames does not allow.
func borrowed(s *source) []string {
	var list []string
	for _, lent := range onlyNames {
		if !within(s.path, lent.room) {
			continue
		}
		for _, sel := range selections(s, lent.imp) {
			if !lent.names.MatchString(sel.Sel.Name) {
				list = append(list, s.at(sel.Pos(), "%s is used; from %s this package may use only names that match %s", sel.Sel.Name, lent.imp, lent.names))
			}
		}
	}
	return list
}

// selections returns the uses of the names of an imported package.
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

// unsaid returns the parts that a package comment lacks.
func unsaid(comment string) []string {
	var list []string
	for _, part := range []struct{ word, pattern string }{
		{"takes", `(?i)\btakes\b`},
		{"gives", `(?i)\b(gives|returns)\b`},
		{"may import", `(?i)\bmay\s+import\b`},
	} {
		if !regexp.MustCompile(part.pattern).MatchString(comment) {
			list = append(list, part.word)
		}
	}
	return list
}

// sourceDirs returns the sorted folders of the module with Go code other than tests.
// It skips hidden folders, test data and nested modules.
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

// goFiles returns the sorted Go files of a folder, except tests, as paths with slashes
// from the top folder.
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
