package generator_test

// This file puts text that looks like Go code into every place of a description and a
// code table. The generated packages must have the same syntax tree as with harmless
// text, except for names and literals, and the same directives in comments.
//
// The test puts one of the texts into each place. FRAGEN_LONG puts each text into all
// places, and divides the places if the text makes a part of the input invalid.

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/places"
	"github.com/fragen-go/fragen/generator/output"
)

// hostileTexts returns texts that end a comment, a string, a tag or a line, followed by
// code or by a directive.
func hostileTexts() []string {
	ends := []string{"", "\n", "\r", "\u2028", "*/", "`", "\"", "\\", "\n\n\t", "'"}
	codes := []string{
		"//go:embed passwd", "//line evil.go:1", "import \"C\"", "func init() { panic(1) }", "/**/ panic(1) /*", "// +build ignore",
		"Output:\n//export Evil\n#include <stdio.h>", "\x00\u202E}}; var Evil = 1 //",
	}
	var texts []string
	for _, end := range ends {
		for _, code := range codes {
			texts = append(texts, end+code)
		}
	}
	return texts
}

// goShape counts the nodes of the syntax trees of an output by type, its imports, and
// the directives in its comments.
type goShape map[string]int

// directive matches comments that tools read: directives such as "//go:embed", build
// constraints, the preamble of cgo, the output of examples, and deprecation notices.
var directive = regexp.MustCompile(
	`^//(?:[a-z0-9]+:[a-z0-9]|line |export |extern | ?\+build)|^/\*|^// *(?i:(?:unordered )?output:)|` +
		`^// (?:Deprecated: |Code generated )`)

// tag matches the tags of generated fields.
var tag = regexp.MustCompile("^`json:\"[^\"`]*\"`$")

// add adds a file and returns the faults in it.
func (s goShape) add(name string, data []byte) (faults []string) {
	file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	for _, spec := range file.Imports {
		s["import "+spec.Path.Value]++
	}
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if isHeader := comment.Pos() == 1 && comment.Text == output.Header; isHeader {
				continue
			}
			if directive.MatchString(comment.Text) {
				s["directive "+directive.FindString(comment.Text)]++
			}
			if strings.ContainsFunc(comment.Text, isControl) {
				faults = append(faults, fmt.Sprintf("%s: invisible characters in %q", name, comment.Text))
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		case *ast.Field:
			if n.Tag != nil { // a name that no tag can hold has no tag
				s["*ast.BasicLit"]--
				if !tag.MatchString(n.Tag.Value) {
					faults = append(faults, name+": tag "+n.Tag.Value)
				}
			}
		}
		s[reflect.TypeOf(n).String()]++
		return true
	})
	return faults
}

// isControl reports whether a character is a control character or changes the direction
// of text.
func isControl(r rune) bool {
	return r < ' ' && r != '\t' || r >= 0x7F && r < 0xA0 || r >= 0x2028 && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// hostileRun generates packages and compares their shapes.
type hostileRun struct {
	cfg      *config.Config
	want     goShape // for harmless text
	warnings int     // for harmless text

	mutex                    sync.Mutex
	faults                   []string
	compared, fewer, refused int // numbers of combinations of a place and a text
}

func newHostileRun(t *testing.T) *hostileRun {
	t.Helper()
	file := new(pipeline).addConfig(t, "fake: true, codes: {table: codes.yaml}")
	cfg, diags := config.Load(file)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	h := &hostileRun{cfg: cfg}
	out, diags, err := h.generate(nil)
	if err != nil || out == nil {
		t.Fatal("the harmless description is invalid", err, diags)
	}
	h.warnings = diags.Len()
	var faults []string
	if h.want, faults = shapeOf(out); len(faults) > 0 {
		t.Fatalf("harmless text: %s", faults)
	}
	return h
}

func shapeOf(out *output.Output) (shape goShape, faults []string) {
	shape = goShape{}
	for _, file := range out.Tree.Files() {
		if strings.HasSuffix(file.Path, ".go") {
			faults = append(faults, shape.add(file.Name(), file.Data)...)
		}
	}
	return shape, faults
}

// generate runs the generator with text before the words of some places.
func (h *hostileRun) generate(texts map[string]string) (*output.Output, *diag.List, error) {
	read, err := places.Reader(texts, generator.ReadDisk)
	if err != nil {
		return nil, nil, err
	}
	out, diags, err := generator.Generate(context.Background(), h.cfg, nil, read, generator.Options{Jobs: 1})
	if err == nil && out == nil && !diags.HasErrors() {
		err = errors.New("there is neither an output nor an error")
	}
	return out, diags, err
}

// check compares an output with text in some places with that of harmless text. If the
// text makes a part of the input invalid, it divides the places.
func (h *hostileRun) check(texts map[string]string) {
	words := slices.Sorted(maps.Keys(texts))
	out, diags, err := h.generate(texts)
	var faults []string
	if out != nil {
		var shape goShape
		if shape, faults = shapeOf(out); diags.Len() == h.warnings {
			faults = append(faults, shape.differences(h.want, slices.ContainsFunc(words, places.IsStructural))...)
		}
	}
	if len(texts) > 1 && err == nil && (out == nil || diags.Len() != h.warnings || len(faults) > 0) {
		for _, part := range [][]string{words[:len(words)/2], words[len(words)/2:]} {
			half := map[string]string{}
			for _, word := range part {
				half[word] = texts[word]
			}
			h.check(half)
		}
		return
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	switch {
	case err != nil:
		faults = []string{err.Error()}
	case out == nil:
		h.refused += len(texts)
	case diags.Len() != h.warnings:
		h.fewer += len(texts)
	default:
		h.compared += len(texts)
	}
	if len(faults) > 0 {
		h.faults = append(h.faults, fmt.Sprintf("%.300q:\n%s", texts, strings.Join(faults, "\n")))
	}
}

// differences describes how two shapes differ. If the text can change the structure, the
// shapes need only have the same directives and no other imports.
func (s goShape) differences(want goShape, isStructural bool) []string {
	all := maps.Clone(s)
	maps.Copy(all, want)
	var list []string
	for key := range all {
		isSame := s[key] == want[key]
		if isStructural && !strings.HasPrefix(key, "directive") {
			isSame = want[key] > 0 || !strings.HasPrefix(key, "import")
		}
		if !isSame {
			list = append(list, fmt.Sprintf("%s: %d, want %d", key, s[key], want[key]))
		}
	}
	slices.Sort(list)
	return list
}

func TestHostileCode(t *testing.T) {
	h := newHostileRun(t)
	texts := hostileTexts()
	wide := slices.DeleteFunc(places.Words(), places.IsNarrow)
	var cases []map[string]string
	if os.Getenv("FRAGEN_LONG") == "" {
		mixed := map[string]string{}
		for i, word := range wide {
			mixed[word] = texts[i%len(texts)]
		}
		cases = append(cases, mixed)
	} else {
		for _, text := range texts {
			all, narrow := map[string]string{}, map[string]string{}
			for _, word := range places.Words() {
				switch {
				case places.IsStructural(word):
					cases = append(cases, map[string]string{word: text})
				case places.IsNarrow(word):
					narrow[word] = text
				default:
					all[word] = text
				}
			}
			cases = append(cases, all, narrow)
		}
	}
	var group sync.WaitGroup
	queue := make(chan map[string]string)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for c := range queue {
				h.check(c)
			}
		})
	}
	for _, c := range cases {
		queue <- c
	}
	close(queue)
	group.Wait()
	for _, fault := range h.faults[:min(len(h.faults), 20)] {
		t.Error(fault)
	}
	t.Logf("%d places and %d texts: %d compared, %d without a part, %d refused, %d faults",
		len(places.Words()), len(texts), h.compared, h.fewer, h.refused, len(h.faults))
}

// TestHostileDescriptions generates from small descriptions that once needed seconds or
// gigabytes, or did not end. The bound is the number of bytes that a run allocates.
func TestHostileDescriptions(t *testing.T) {
	p := &pipeline{}
	config := p.addConfig(t, "fake: true")
	plain, _ := p.work(t, config, pathsOf(get("/a")))
	for _, test := range []struct {
		name, text string
		bound      float64 // of bytes more than for a description with one operation
		exceeds    bool    // a limit
	}{
		{"a union of itself", schemasOf(`"A":{"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"object"}]}`), 2 << 20, false},
		{"40 levels of two unions", diamonds(40, "oneOf"), 80 << 20, false},
		{"40 levels of two references to an extension", extensionDiamonds(40), 2 << 20, true},
		{"40 levels of two callbacks", pathItemDiamonds(40), 2 << 20, true},
		{"a path with 2,000 segments", pathsOf(get(strings.Repeat("/a", 2000))), 40 << 20, true},
		{"a path with 2,000 keys", pathsOf(get(repeat(2000, "", "/{k%d}"))), 40 << 20, true},
		{"a parameter with many quotes in 150 operations", sharedText(150, strings.Repeat(">", 16000)), 80 << 20, false},
	} {
		bytes, exceeds := p.work(t, config, test.text)
		for range 4 { // Other goroutines allocate too, and the race detector discards values of pools.
			if bytes-plain <= test.bound {
				break
			}
			again, _ := p.work(t, config, test.text)
			bytes = min(bytes, again)
		}
		t.Logf("%s: %.1f MB", test.name, (bytes-plain)/(1<<20))
		if bytes-plain > test.bound || exceeds != test.exceeds {
			t.Errorf("%s: %.0f bytes, want at most %.0f; exceeds a limit: %v, want %v",
				test.name, bytes-plain, test.bound, exceeds, test.exceeds)
		}
	}
}
