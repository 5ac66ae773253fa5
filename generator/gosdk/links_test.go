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

// A doc link that does not resolve is shown with its brackets.
func TestDocLinksResolve(t *testing.T) {
	checked := 0
	err := filepath.WalkDir("../../generated", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || strings.Contains(filepath.ToSlash(path), "generated/rest") {
			return err
		}
		checked += checkDocLinks(t, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 300 {
		t.Errorf("found only %d links", checked)
	}
}

// checkDocLinks checks the comments of the package in a folder and returns the
// number of their links.
func checkDocLinks(t *testing.T, dir string) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
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
				links += checkParagraph(t, dir, p)
			}
		}
	}
	return links
}

// unresolved matches a doc link that is plain text.
var unresolved = regexp.MustCompile(`\[\*?[A-Za-z/]+(\.[A-Z]\w*)*\]`)

func checkParagraph(t *testing.T, dir string, p *comment.Paragraph) int {
	t.Helper()
	links := 0
	for _, text := range p.Text {
		switch text := text.(type) {
		case *comment.DocLink:
			links++
		case comment.Plain:
			if link := unresolved.FindString(string(text)); link != "" {
				t.Errorf("%s: the link %s does not resolve", dir, link)
			}
		}
	}
	return links
}
