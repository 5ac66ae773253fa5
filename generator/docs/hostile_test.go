package docs_test

// This file puts hostile text into every place of a description and a code table. The
// pages must have the same elements as with harmless text. Markdown pages are rendered
// with raw HTML enabled. In places that hold Markdown, text can add elements such as
// lists, but only those of descriptions.
//
// The test puts one of the texts into each place. FRAGEN_LONG puts each text into all
// places.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	markdownhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/internal/places"
	"github.com/fragen-go/fragen/generator/output"
)

// payloads are texts that add elements if they are not escaped.
var payloads = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`'><svg onload=alert(1)>`,
	`--><iframe src=//evil.example></iframe><!--`,
	"```\n<script>alert(1)</script>\n```\nwords",
	"- a\n\n  ```\n<img src=x onerror=alert(1)>\n  ```\n- b",
	"> ~~~\n> <script>alert(1)</script>\n> ~~~\n\n1. x\n   > <b onclick=a()>\n",
	"`\\|<img src=x onerror=alert(1)>|`",
	"a\\|<img src=x onerror=alert(1)>\\",
	"](x) <img src=x onerror=alert(1)> [",
	"https://example.com/?x=) <img src=x onerror=alert(1)>\"'`",
	"# Heading\n\n| a | b |\n|---|---|\n| <td onclick=a()> | `|` |\n\n---",
	"[x](javascript:alert(1)) ![x](https://evil.example/a.png) <javascript:alert(1)>\n\n[r]: javascript:alert(1)\n[r]",
	"\u202Etxt.exe\u2066 \x1b[1m\u2028<b>\u0085\ufeff",
	"    <script>indented</script>\n\n\t<script>tab</script>\r<script>line</script>",
	"&lt;script&gt;&#60;img src=x&#62; {{.}} ${x} ]]> </a></td></main><h1>",
}

// hostileTest renders pages in memory and compares them.
type hostileTest struct {
	cfg      *config.Config
	want     elements // of pages with harmless text
	warnings int      // of harmless text

	mutex                    sync.Mutex
	known                    map[string]pageElements // by content of the page
	faults                   []string
	compared, fewer, refused int // numbers of combinations of a place and a text
}

// pageElements are the elements of a page.
type pageElements struct {
	elements
	faults []string
}

func newHostileTest(t *testing.T) *hostileTest {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/x\n\ngo 1.26\n",
		"fragen.yaml": "version: 1\nruntime: rest\ntargets:\n" +
			"  - {name: api, spec: openapi.yaml, out: api, select: {schemas: ['*']}, codes: {table: codes.yaml}}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cfg, diags := config.Load(filepath.Join(dir, "fragen.yaml"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	h := &hostileTest{cfg: cfg, known: map[string]pageElements{}}
	pages, diags, err := h.render(nil)
	if err != nil || pages == nil {
		t.Fatal("the harmless description is invalid", err, diags)
	}
	h.warnings = diags.Len()
	site := h.elementsOf(pages)
	if len(site.faults) > 0 {
		t.Fatalf("harmless text: %s", site.faults)
	}
	h.want = site.elements
	return h
}

// render returns the pages with text before the words of some places. It returns no
// pages if the text makes the input invalid.
func (h *hostileTest) render(texts map[string]string) (map[string][]byte, *diag.List, error) {
	read, err := places.Reader(texts, func(root, name string) (string, error) {
		return output.ReadText(filepath.Join(root, name))
	})
	if err != nil {
		return nil, nil, err
	}
	options := generator.ReferenceOptions{Dir: "reference", Formats: docs.Formats}
	out, diags, err := generator.Reference(context.Background(), h.cfg, nil, nil, read, options)
	if err != nil || out == nil || diags.HasErrors() {
		if err == nil && !diags.HasErrors() {
			err = errors.New("there are neither pages nor errors")
		}
		return nil, diags, err
	}
	made := map[string][]byte{}
	for _, file := range out.Tree.Files() {
		made[file.Path] = file.Data
	}
	return made, diags, nil
}

// check compares pages with text in some places with those of harmless text. If the text
// makes parts of the description invalid, it checks each place on its own.
func (h *hostileTest) check(texts map[string]string) {
	pages, diags, err := h.render(texts)
	if err == nil && (pages == nil || diags.Len() != h.warnings) && len(texts) > 1 {
		words := slices.Sorted(maps.Keys(texts))
		half := map[string]string{}
		for _, word := range words[:len(words)/2] {
			half[word] = texts[word]
		}
		rest := maps.Clone(texts)
		maps.DeleteFunc(rest, func(word, _ string) bool { return half[word] != "" })
		h.check(half)
		h.check(rest)
		return
	}
	site := h.elementsOf(pages)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	words := slices.Collect(maps.Keys(texts))
	diff := ""
	switch {
	case err != nil:
		diff = err.Error()
	case len(site.faults) > 0:
		diff = strings.Join(site.faults[:min(len(site.faults), 5)], "\n")
	case pages == nil:
		h.refused += len(texts)
	case diags.Len() != h.warnings:
		h.fewer += len(texts)
	default:
		h.compared += len(texts)
		// A code span with "\|" has escapes instead.
		isMarkdown := slices.ContainsFunc(words, func(word string) bool {
			return places.IsMarkdown(word) || strings.Contains(texts[word], `\|`)
		})
		if !slices.ContainsFunc(words, isVariable) {
			diff = difference(site.elements, h.want, isMarkdown)
		}
	}
	if diff != "" {
		h.faults = append(h.faults, fmt.Sprintf("%.300q:\n%s", texts, diff))
	}
}

// elements counts the elements of a site by format, name and attributes.
type elements map[string]int

var markdownPage = goldmark.New(
	// Without links from bare URLs, which are in the text of many harmless names too.
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote),
	goldmark.WithRendererOptions(markdownhtml.WithUnsafe()),
)

// own are the elements of Markdown pages, with their attributes.
var own = strings.Fields("html head body h1 h2 h3 p ul ol,start ol li a,id a,href em strong del code code,class pre " +
	"table thead tbody tr th td blockquote hr br")

// elementsOf returns the elements of a site.
func (h *hostileTest) elementsOf(pages map[string][]byte) pageElements {
	site := pageElements{elements: elements{}}
	for name, data := range pages {
		format := path.Ext(name)
		if format != ".html" && format != ".md" {
			continue
		}
		h.mutex.Lock()
		page, known := h.known[string(data)]
		h.mutex.Unlock()
		if !known {
			page = elementsOfPage(data, format)
			h.mutex.Lock()
			if len(h.known) < 200 { // the pages of harmless text are the most frequent
				h.known[string(data)] = page
			}
			h.mutex.Unlock()
		}
		for key, n := range page.elements {
			site.elements[key] += n
		}
		for _, fault := range page.faults {
			site.faults = append(site.faults, name+": "+fault)
		}
	}
	slices.Sort(site.faults)
	return site
}

func elementsOfPage(data []byte, format string) pageElements {
	out := pageElements{elements: elements{}}
	if bytes.ContainsFunc(data, isUnsafe) {
		out.faults = append(out.faults, "invisible characters")
	}
	if format == ".md" {
		var page bytes.Buffer
		if err := markdownPage.Convert(data, &page); err != nil {
			out.faults = append(out.faults, err.Error())
		}
		data = page.Bytes()
	}
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return pageElements{faults: []string{err.Error()}}
	}
	for n := range root.Descendants() {
		if fault := out.add(n, format); fault != "" {
			out.faults = append(out.faults, fault)
		}
	}
	return out
}

// isUnsafe reports whether a character can change the direction of other text or is a
// control character.
func isUnsafe(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r < ' ' && r != '\n' && r != '\t' || r == 0x7F
}

var (
	relative  = regexp.MustCompile(`^[\w./-]*(?:#[^\s<>"]*)?$`)
	isComment = regexp.MustCompile(`^ Code generated by fragen\. DO NOT EDIT\. $`)
)

// add counts an element.
func (e elements) add(n *html.Node, format string) (fault string) {
	switch {
	case n.Type == html.CommentNode && !isComment.MatchString(n.Data):
		return "comment " + n.Data
	case n.Type != html.ElementNode:
		return ""
	}
	key := n.Data
	for _, a := range n.Attr {
		key += "," + a.Key
		if strings.HasPrefix(a.Key, "on") || a.Key == "src" && n.Data != "script" {
			return "attribute " + a.Key + " of " + n.Data
		}
		if u, err := url.Parse(a.Val); a.Key == "href" && !relative.MatchString(a.Val) && a.Val != "data:," &&
			(err != nil || !slices.Contains([]string{"http", "https", "mailto"}, u.Scheme)) {
			return "link to " + a.Val
		}
	}
	if format == ".md" && !slices.Contains(own, key) {
		return "element " + key
	}
	e[format+" "+key]++
	return ""
}

// prose are the elements that the Markdown of a description can add.
var prose = regexp.MustCompile(`^\.(?:md|html) (?:p|ul|ol|ol,start|li|a,href|a,href,rel|em|strong|del|code|code,class|` +
	`pre|blockquote|hr|br|pre,tabindex|div,class,tabindex|table|thead|tbody|tr|td|th|th,scope|div|div,class|div,lang,dir)$`)

// tableParts are elements that descriptions add to HTML pages, but not to Markdown pages.
var tableParts = regexp.MustCompile(`^\.md (?:table|thead|tbody|tr|td|th)$`)

// difference describes how two sites differ in their elements. If a place holds
// Markdown, the elements of descriptions may differ.
func difference(got, want elements, isMarkdown bool) string {
	var list []string
	for key := range maps.Keys(mergeKeys(got, want)) {
		if got[key] != want[key] && (!isMarkdown || !prose.MatchString(key) || tableParts.MatchString(key)) {
			list = append(list, fmt.Sprintf("%s: %d, want %d", key, got[key], want[key]))
		}
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

func mergeKeys(a, b elements) elements {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func TestHostilePlaces(t *testing.T) {
	h := newHostileTest(t)
	var cases []map[string]string
	if os.Getenv("FRAGEN_LONG") == "" {
		mixed := map[string]string{}
		for i, word := range places.Words() {
			if !places.IsNarrow(word) && !places.IsLink(word) {
				mixed[word] = payloads[i%len(payloads)]
			}
		}
		cases = append(cases, mixed)
	} else {
		for _, text := range payloads {
			cases = append(cases, casesOf(text)...)
		}
	}
	eachInParallel(cases, h.check)
	for _, fault := range h.faults[:min(len(h.faults), 20)] {
		t.Error(fault)
	}
	t.Logf("%d places and %d texts: %d compared, %d without a part, %d refused, %d faults",
		len(places.Words()), len(payloads), h.compared, h.fewer, h.refused, len(h.faults))
}

// isVariable reports whether text in a place can change the elements of pages.
func isVariable(word string) bool { return places.IsStructural(word) || places.IsLink(word) }

// casesOf returns the cases of a text. Places of each kind are tested together, since check
// divides them if necessary.
func casesOf(text string) []map[string]string {
	var cases []map[string]string
	names, markdown, narrow := map[string]string{}, map[string]string{}, map[string]string{}
	for _, word := range places.Words() {
		switch {
		case isVariable(word):
			cases = append(cases, map[string]string{word: text})
		case places.IsNarrow(word):
			narrow[word] = text
		case places.IsMarkdown(word):
			markdown[word] = text
		default:
			names[word] = text
		}
	}
	return append(cases, names, markdown, narrow)
}

// eachInParallel calls test for each case.
func eachInParallel[T any](cases []T, test func(T)) {
	var group sync.WaitGroup
	queue := make(chan T)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for c := range queue {
				test(c)
			}
		})
	}
	for _, c := range cases {
		queue <- c
	}
	close(queue)
	group.Wait()
}
