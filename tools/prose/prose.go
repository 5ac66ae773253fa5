// Package prose finds the English of this repository: comments, messages,
// help texts, documents, and the descriptions that become doc comments.
//
// It takes a folder, gives passages and their sentences, and may import the
// standard library and yaml.v3. The law over words in words_test.go counts in
// passages; tools/sentences draws sentences from them for readers.
//
// A file becomes passages by its kind:
//
//	*.go        comments (without code blocks and directives) and, outside of
//	            tests, string literals of at least four words
//	*.md        paragraphs, list items and table cells, without code
//	*.yaml      summaries, descriptions, English messages, and comments
//	en.json     values
package prose

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Kind is the kind of text that a passage was found in.
type Kind string

// The kinds of passages.
const (
	Comment    Kind = "comment"    // a Go comment, or a comment in YAML
	Doc        Kind = "doc"        // a Go comment that go doc prints
	Message    Kind = "message"    // a string literal in Go code
	Diagnostic Kind = "diagnostic" // a string literal passed to a function that reports errors
	Document   Kind = "document"   // text of a Markdown file
	Data       Kind = "data"       // text of a description, a code table or a language file
)

// Passage is a paragraph of one file.
type Passage struct {
	File string // path from the folder that was read, with slashes
	Line int    // first line, counted from 1
	Kind Kind
	Text string // words separated by single spaces
}

// Read returns the passages of the files in dir for which include returns true,
// in the order of their paths and lines. include receives a slash-separated
// path relative to dir. Only files of the kinds listed in the package comment
// have passages.
func Read(dir string, include func(name string) bool) ([]Passage, error) {
	var all []Passage
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(rel)
		base := path.Base(slash)
		if entry.IsDir() {
			if slash != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !include(slash) {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found, err := Passages(slash, data)
		if err != nil {
			return fmt.Errorf("%s: %w", slash, err)
		}
		all = append(all, found...)
		return nil
	})
	return all, err
}

// Passages returns the passages of one file. The extension of name selects its
// kind.
func Passages(name string, data []byte) ([]Passage, error) {
	switch path.Ext(name) {
	case ".go":
		return goPassages(name, data)
	case ".md":
		return markdownPassages(name, string(data)), nil
	case ".yaml":
		return yamlPassages(name, data)
	case ".json":
		if path.Base(name) == "en.json" {
			return jsonPassages(name, data)
		}
	}
	return nil, nil
}

func goPassages(name string, data []byte) ([]Passage, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	docs := docComments(file)
	var list []Passage
	for _, group := range file.Comments {
		kind := Comment
		if docs[group] {
			kind = Doc
		}
		line := set.Position(group.Pos()).Line
		for _, paragraph := range paragraphs(group.Text()) {
			list = append(list, Passage{name, line, kind, paragraph})
		}
	}
	if !strings.HasSuffix(name, "_test.go") {
		list = append(list, literals(name, set, file)...)
	}
	return list, nil
}

// docComments returns the comments of exported names, of fields and of the
// package.
func docComments(file *ast.File) map[*ast.CommentGroup]bool {
	docs := map[*ast.CommentGroup]bool{file.Doc: true}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			docs[decl.Doc] = decl.Name.IsExported()
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				specDocs(spec, decl.Doc, docs)
			}
		}
	}
	return docs
}

func specDocs(spec ast.Spec, group *ast.CommentGroup, docs map[*ast.CommentGroup]bool) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if !spec.Name.IsExported() {
			return
		}
		docs[group], docs[spec.Doc] = true, true
		if structType, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range structType.Fields.List {
				if len(field.Names) == 0 || field.Names[0].IsExported() {
					docs[field.Doc], docs[field.Comment] = true, true
				}
			}
		}
	case *ast.ValueSpec:
		if spec.Names[0].IsExported() {
			docs[group], docs[spec.Doc], docs[spec.Comment] = true, true, true
		}
	}
}

// paragraphs splits the text of a comment, leaving out indented code.
func paragraphs(text string) []string {
	var list []string
	var current []string
	flush := func() {
		if len(current) > 0 {
			list = append(list, strings.Join(strings.Fields(strings.Join(current, " ")), " "))
			current = nil
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		item := listItem.FindString(line)
		switch {
		case strings.TrimSpace(line) == "":
			flush()
		case item != "":
			flush()
			current = append(current, line[len(item):])
		case strings.HasPrefix(line, "\t"), strings.HasPrefix(line, "  ") && len(current) == 0:
			flush()
		default:
			current = append(current, strings.TrimPrefix(line, "# "))
		}
	}
	flush()
	return list
}

var (
	listItem   = regexp.MustCompile(`^ *(?:[-*•]|\d+\.) +`)
	reporting  = regexp.MustCompile(`(?i)(error|warn|note|problem|fail|refuse|usage|report|info)[a-z]*$`)
	hasWords   = regexp.MustCompile(`(?:\b[A-Za-z][a-z]*\b.*){4}`)
	codeSpan   = regexp.MustCompile("`[^`]*`")
	linkTarget = regexp.MustCompile(`\]\([^)]*\)`)
)

// literals returns the string literals that are prose. Literals joined by +
// are one text.
func literals(name string, set *token.FileSet, file *ast.File) []Passage {
	var list []Passage
	kinds := map[ast.Node]Kind{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			return n.Tag == nil // a tag is no prose, and a field with one has no literal inside
		case *ast.CallExpr:
			if reporting.MatchString(calledName(n.Fun)) {
				for _, arg := range n.Args {
					kinds[arg] = Diagnostic
				}
			}
		case ast.Expr:
			text, ok := literal(n)
			if !ok {
				return true
			}
			kind := Message
			if kinds[n] != "" {
				kind = kinds[n]
			}
			if hasWords.MatchString(text) && strings.Count(text, " ") >= 3 {
				for _, paragraph := range paragraphs(text) {
					list = append(list, Passage{name, set.Position(n.Pos()).Line, kind, paragraph})
				}
			}
			return false
		}
		return true
	})
	return list
}

func calledName(fn ast.Expr) string {
	switch fn := fn.(type) {
	case *ast.Ident:
		return strings.TrimSuffix(fn.Name, "f")
	case *ast.SelectorExpr:
		if pkg, ok := fn.X.(*ast.Ident); ok && pkg.Name == "errors" {
			return "error"
		}
		return strings.TrimSuffix(fn.Sel.Name, "f")
	}
	return ""
}

// literal returns the value of a string literal or a sum of them.
func literal(expr ast.Expr) (string, bool) {
	switch expr := expr.(type) {
	case *ast.BasicLit:
		if expr.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(expr.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		left, ok := literal(expr.X)
		if !ok || expr.Op != token.ADD {
			return "", false
		}
		right, ok := literal(expr.Y)
		return left + right, ok
	case *ast.ParenExpr:
		return literal(expr.X)
	}
	return "", false
}

func markdownPassages(name, text string) []Passage {
	var list []Passage
	var lines []string
	start, fenced := 0, false
	flush := func() {
		if joined := plain(strings.Join(lines, " ")); joined != "" {
			list = append(list, Passage{name, start, Document, joined})
		}
		lines = nil
	}
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch item := listItem.FindString(line); {
		case strings.HasPrefix(trimmed, "```"):
			flush()
			fenced = !fenced
		case fenced:
		case trimmed == "", strings.HasPrefix(trimmed, "#"):
			flush()
		case strings.HasPrefix(trimmed, "|"):
			flush()
			for cell := range strings.SplitSeq(strings.Trim(trimmed, "|"), "|") {
				if cell = plain(cell); strings.Count(cell, " ") >= 3 {
					list = append(list, Passage{name, i + 1, Document, cell})
				}
			}
		default:
			if item != "" {
				flush()
			}
			if len(lines) == 0 {
				start = i + 1
			}
			lines = append(lines, line[len(item):])
		}
	}
	flush()
	return list
}

// plain removes the targets of links from Markdown and joins its lines.
func plain(text string) string {
	text = linkTarget.ReplaceAllString(text, "]")
	return strings.Join(strings.Fields(strings.NewReplacer("![", "", "[", "", "]", "", "**", "").Replace(text)), " ")
}

// prosaic are the keys whose values are English.
var prosaic = map[string]bool{
	"summary": true, "description": true, "title": true, "en": true, "message": true, "advice": true, "user": true,
	"x-when-missing": true, "counted": true, "note": true,
}

func yamlPassages(name string, data []byte) ([]Passage, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	var list []Passage
	addYAML(name, &root, false, &list)
	start, lines := 0, []string(nil)
	flush := func() {
		for _, paragraph := range paragraphs(strings.Join(lines, "\n")) {
			list = append(list, Passage{name, start, Comment, paragraph})
		}
		lines = nil
	}
	for i, line := range strings.Split(string(data), "\n") {
		comment, ok := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !ok {
			flush()
			continue
		}
		if len(lines) == 0 {
			start = i + 1
		}
		lines = append(lines, strings.TrimPrefix(comment, " "))
	}
	flush()
	return list, nil
}

func addYAML(name string, node *yaml.Node, english bool, list *[]Passage) {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i].Value
			addYAML(name, node.Content[i+1], prosaic[key] || english && key == "text", list)
		}
	case yaml.ScalarNode:
		if english && strings.Count(strings.TrimSpace(node.Value), " ") >= 2 {
			for _, paragraph := range paragraphs(node.Value) {
				*list = append(*list, Passage{name, node.Line, Data, paragraph})
			}
		}
	default:
		for _, child := range node.Content {
			addYAML(name, child, english, list)
		}
	}
}

func jsonPassages(name string, data []byte) ([]Passage, error) {
	var texts map[string]string
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&texts); err != nil {
		return nil, err
	}
	var list []Passage
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		list = append(list, Passage{name, 1, Data, texts[key]})
	}
	return list, nil
}

// WithoutCode returns a passage's text without `code`.
func (p Passage) WithoutCode() string { return codeSpan.ReplaceAllString(p.Text, "``") }

// Sentences splits a passage at the ends of its sentences. Abbreviations and
// dots inside of names do not end one.
func (p Passage) Sentences() []string {
	var list []string
	start := 0
	for _, at := range sentenceEnd.FindAllStringIndex(p.Text, -1) {
		sentence := strings.TrimSpace(p.Text[start : at[0]+1])
		if abbreviation.MatchString(sentence) {
			continue
		}
		list = append(list, sentence)
		start = at[1] - 1
	}
	return append(list, strings.TrimSpace(p.Text[start:]))
}

var (
	sentenceEnd  = regexp.MustCompile("[.!?] [A-Z`\"\\[*(]")
	abbreviation = regexp.MustCompile(`\b(?:e\.g|i\.e|vs|cf|etc|[A-Z])\.$`)
)
