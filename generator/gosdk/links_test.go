package gosdk_test

import (
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A doc link that does not resolve is shown with its brackets. go/doc does not
// look into other packages, so links to the runtime are compared with its names.
func TestDocLinksResolve(t *testing.T) {
	checked, runtime := 0, runtimeNames(t)
	err := filepath.WalkDir("../../generated", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || strings.Contains(filepath.ToSlash(path), "generated/rest") {
			return err
		}
		checked += checkDocLinks(t, path, runtime)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 300 {
		t.Errorf("found only %d links", checked)
	}
}

// runtimeNames returns the exported names of the runtime's packages, such as
// "example.com/rest.Error".
func runtimeNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, dir := range []string{"rest", "rest/resttest"} {
		fset := token.NewFileSet()
		for _, file := range parseFolder(t, fset, filepath.Join("../../generated", filepath.FromSlash(dir))) {
			for name := range file.Scope.Objects { //nolint:staticcheck // top-level names need no type information
				names["github.com/fragen-go/fragen/generated/"+dir+"."+name] = true
			}
		}
	}
	return names
}

// parseFolder parses the files of a folder except its tests.
func parseFolder(t *testing.T, fset *token.FileSet, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// checkDocLinks checks the comments of the package in a folder and returns the
// number of their links.
func checkDocLinks(t *testing.T, dir string, runtime map[string]bool) int {
	t.Helper()
	fset := token.NewFileSet()
	files := parseFolder(t, fset, dir)
	if len(files) == 0 {
		return 0
	}
	var texts []string // before doc.NewFromFiles, which changes the files
	for _, file := range files {
		for _, group := range file.Comments {
			texts = append(texts, group.Text())
		}
	}
	pkg, err := doc.NewFromFiles(fset, files, "example.com/p")
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for _, text := range texts {
		for _, block := range pkg.Parser().Parse(text).Content {
			if p, ok := block.(*comment.Paragraph); ok {
				links += checkParagraph(t, dir, p, runtime)
			}
		}
	}
	return links
}

// unresolved matches a doc link that is plain text.
var unresolved = regexp.MustCompile(`\[\*?[A-Za-z/]+(\.[A-Z]\w*)*\]`)

func checkParagraph(t *testing.T, dir string, p *comment.Paragraph, runtime map[string]bool) int {
	t.Helper()
	links := 0
	for _, text := range p.Text {
		switch text := text.(type) {
		case *comment.DocLink:
			links++
			name := text.ImportPath + "." + text.Name
			if strings.Contains(name, "/generated/rest") && text.Recv == "" && !runtime[name] {
				t.Errorf("%s: the runtime has no %s", dir, name)
			}
		case comment.Plain:
			if link := unresolved.FindString(string(text)); link != "" {
				t.Errorf("%s: the link %s does not resolve", dir, link)
			}
		}
	}
	return links
}
