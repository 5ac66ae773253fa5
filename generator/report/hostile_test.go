package report

// These tests put hostile strings into every string of a report that comes from an API
// description, from another file or from git. Each format must have the same structure
// as with a harmless string.

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	markdownhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/review"
)

var hostile = []string{
	`</script><script>alert(1)</script>`,
	`</style><img src=x onerror=alert(1)>`,
	`"><svg onload=alert(1)>' onmouseover='alert(1)`,
	`::error file=a.go,line=1::injected`,
	"a\n::error::injected",
	"a\r::warning::injected\r\n::notice::injected",
	`%0A::error::injected%0D%3A%2C`,
	`a | b || c \| d`,
	"`code` ``more`` ```fence```",
	"```\nblock\n```",
	"`",
	`\`,
	`a\`,
	"**bold** *em* __strong__ _em_ ~~gone~~",
	`[link](https://example.com) ![image](https://example.com/x.png) [ref]: x`,
	`](javascript:alert(1))`,
	`<!-- comment --> --> <b>bold</b> <details><summary>`,
	`&lt;script&gt; &amp; &#60;`,
	`@everyone @example/team #12 example/shop#3 GH-4`,
	`see https://example.com/?a=(b) or www.example.com`,
	"# heading\n\n- item\n1. item\n> quote\n\n---",
	"+ item", "- item", "= x", "| a | b |\n|---|---|",
	"\u202egnp.exe\u202c \u2066a\u2069 \u200fb \u061c",
	"a\u2028b\u2029c\u0085d\u000be",
	"\x1b[31mred\x1b[0m\x07\x00\x9b1m",
	"\xff\xfe broken \xc3",
	"\ufeffa\u00adb\u2060c\U000e0041",
	"{{.Title}} ${env} $(id) {% raw %}",
	"javascript:alert(1)",
	"../../etc/passwd",
	"##[error]injected", "a ##[group]b",
	"مرحبا שלום 你好 👩‍👩‍👧",
	strings.Repeat("x", 3000),
	strings.Repeat("word ", 600),
}

// hostileReport returns a report in which the string s is part of every text.
func hostileReport(t *testing.T, s string) (*review.Report, Options) {
	t.Helper()
	r, options := caseReport(t, "breaking")
	for _, target := range r.Targets {
		for _, f := range target.Findings {
			f.Excerpts = [2]review.Excerpt{{YAML: "type: string\ndescription: " + s}, {YAML: s}}
		}
	}
	poison(reflect.ValueOf(r), s, "")
	return r, options
}

// own are the strings that fragen makes itself.
var own = []string{"Fingerprint", "Rule", "Severity", "Classes", "Direction", "Step", "Kind", "Because", "Causes", "Differs", "Version", "From", "To", "Package"}

// poison appends s to the strings in v, which has the name of a field.
func poison(v reflect.Value, s, name string) {
	if slices.Contains(own, name) && v.Kind() != reflect.Pointer {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), s, name)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if !slices.Contains(own, v.Type().Field(i).Name) {
				poison(v.Field(i), s, v.Type().Field(i).Name)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			poison(v.Index(i), s, name)
		}
	case reflect.String:
		if slices.Contains([]string{"Operations", "Subject", "Pointer"}, name) {
			s = strings.ReplaceAll(s, "/", "_") // a slash separates nodes
		}
		if v.String() != "" {
			v.SetString(v.String() + " " + s)
		}
	}
}

// harmless has the same structure as a hostile string with several words.
const harmless = "harmless words"

func eachHostile(t *testing.T, format Format, check func(t *testing.T, got, want string)) {
	t.Helper()
	r, options := hostileReport(t, harmless)
	options.MaxBytes = 10_000_000
	want := string(render(t, r, format, options))
	for i, s := range hostile {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			r, _ := hostileReport(t, s)
			got := string(render(t, r, format, options))
			check(t, got, want)
			if t.Failed() {
				t.Logf("string: %q", s)
			}
		})
	}
}

// checkVisible reports characters without a shape.
func checkVisible(t *testing.T, got string) {
	t.Helper()
	for _, c := range got {
		if c != '\n' && c != '\t' && isHidden(c) {
			t.Errorf("the output has the character %U", c)
			return
		}
	}
}

func TestHostileText(t *testing.T) {
	eachHostile(t, Text, func(t *testing.T, got, _ string) {
		checkVisible(t, got)
		for line := range strings.Lines(got) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("a line is a workflow command: %s", line)
			}
		}
	})
}

// tags returns the elements of HTML with their nesting, and the links.
func tags(t *testing.T, text string) (structure string, links []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			b.WriteString("<" + n.Data)
			for _, a := range n.Attr {
				b.WriteString(" " + a.Key)
				if a.Key == "href" || a.Key == "src" {
					links = append(links, a.Val)
				}
			}
			b.WriteString(">")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode {
			b.WriteString("</>")
		}
	}
	walk(root)
	return b.String(), links
}

// compareTags reports the first difference.
func compareTags(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	part := func(s string) string { return s[max(0, at-80):min(len(s), at+80)] }
	t.Errorf("got elements %s, want %s", part(got), part(want))
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(markdownhtml.WithUnsafe()))

func renderHTMLOf(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	if err := markdown.Convert([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	codeSpan = regexp.MustCompile("(`+)[^`].*?`+")
	mention  = regexp.MustCompile(`(^|[^\w/])[@#][\w]`)
)

func TestHostileMarkdown(t *testing.T) {
	eachHostile(t, Markdown, func(t *testing.T, got, want string) {
		checkVisible(t, got)
		gotTags, links := tags(t, renderHTMLOf(t, got))
		wantTags, _ := tags(t, renderHTMLOf(t, want))
		compareTags(t, gotTags, wantTags)
		for _, link := range links {
			if !strings.HasPrefix(link, "https://github.com/example/shop/blob/") && !strings.HasPrefix(link, "https://ci.example.com/") {
				t.Errorf("link to %s", link)
			}
		}
		for line := range strings.Lines(got) {
			if found := mention.FindString(codeSpan.ReplaceAllString(line, "")); found != "" && !strings.HasPrefix(line, "#") && !strings.Contains(found, "#L") {
				t.Errorf("the line mentions %q: %s", found, line)
			}
		}
	})
}

func TestHostileHTML(t *testing.T) {
	eachHostile(t, HTML, func(t *testing.T, got, want string) {
		checkVisible(t, got)
		gotTags, links := tags(t, got)
		wantTags, _ := tags(t, want)
		compareTags(t, gotTags, wantTags)
		for _, link := range links {
			if !strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "https://github.com/example/shop/blob/") && link != "data:," {
				t.Errorf("link to %s", link)
			}
		}
	})
}

func TestHostileGitHub(t *testing.T) {
	command := regexp.MustCompile(`^::(error|warning|notice) (file=[^,:\r]*,line=\d+(,col=\d+)?,)?title=[^,:\r]*::[^\r]*$`)
	eachHostile(t, GitHub, func(t *testing.T, got, want string) {
		checkVisible(t, got)
		lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
		if n := strings.Count(want, "\n"); len(lines) != n {
			t.Errorf("%d commands instead of %d", len(lines), n)
		}
		for _, line := range lines {
			if !command.MatchString(line) {
				t.Errorf("not one command: %s", line)
			}
		}
	})
}

func TestHostileJSON(t *testing.T) {
	schema := compileSchema(t, JSON)
	eachHostile(t, JSON, func(t *testing.T, got, _ string) {
		if strings.Contains(got, "</") || strings.Contains(got, "\u2028") {
			t.Error("HTML is not escaped")
		}
		if err := validate(schema, []byte(got)); err != nil && !strings.Contains(err.Error(), "date") {
			t.Error(err)
		}
	})
	for _, s := range hostile {
		r, options := hostileReport(t, s)
		var back review.Report
		if err := json.Unmarshal(render(t, r, JSON, options), &back); err != nil {
			t.Fatal(err)
		}
		want := strings.ToValidUTF8(r.Targets[0].Findings[0].Text, "\uFFFD")
		if got := back.Targets[0].Findings[0].Text; got != want && !strings.Contains(s, "\xff") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestHostileSARIF(t *testing.T) {
	for _, format := range []Format{SARIF, CodeQuality} {
		schema := compileSchema(t, format)
		eachHostile(t, format, func(t *testing.T, got, want string) {
			if err := validate(schema, []byte(got)); err != nil {
				t.Error(err)
			}
			if strings.Count(got, "\n") != strings.Count(want, "\n") {
				t.Error("other members")
			}
			var value any
			if err := json.Unmarshal([]byte(got), &value); err != nil {
				t.Fatal(err)
			}
			if strings.ContainsFunc(fmt.Sprint(value), isHidden) {
				t.Error("a string has characters without a shape")
			}
		})
	}
}

var pages = flag.String("pages", "", "write HTML pages to this `folder`, for the tests in sitetest")

// TestPages writes an HTML page for each golden case, and one with all hostile strings.
func TestPages(t *testing.T) {
	if *pages == "" {
		t.Skip("-pages is not set")
	}
	write := func(name string, r *review.Report, options Options) {
		if err := os.WriteFile(filepath.Join(*pages, name+".html"), render(t, r, HTML, options), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range golden.Files(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		r, options := caseReport(t, name)
		write(name, r, options)
	}
	var short []string
	for _, s := range hostile {
		if len(s) < 200 {
			short = append(short, s)
		}
	}
	r, options := hostileReport(t, strings.Join(short, " "))
	write("hostile", r, options)
}

// TestHostileIsShown checks that hostile strings are not dropped.
func TestHostileIsShown(t *testing.T) {
	const s = `a<b>|c`
	r, options := hostileReport(t, s)
	for format, want := range map[Format]string{
		Text: s, Markdown: `a&lt;b&gt;\|c`, GitHub: s, HTML: "a&lt;b&gt;|c", JSON: `a\u003cb\u003e|c`, SARIF: `a\u003cb\u003e|c`, CodeQuality: `a\u003cb\u003e|c`,
	} {
		if !strings.Contains(string(render(t, r, format, options)), want) {
			t.Errorf("%s lacks %s", format, want)
		}
	}
}
