package docs

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	markdownhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/fragen-go/fragen/templates"
)

func TestProse(t *testing.T) {
	tests := []struct{ raw, html, markdown, sentence string }{
		{"Plain & simple.", "<p>Plain &amp; simple.</p>", `Plain \& simple.`, "Plain & simple."},
		{"*a* **b** `c|d` ~~e~~", "<p><em>a</em> <strong>b</strong> <code>c|d</code> <del>e</del></p>", "*a* **b** `c\\|d` ~~e~~", "a b c|d e"},
		{"# Title\n\nText. More.", "<p><strong>Title</strong></p><p>Text. More.</p>", "**Title**\n\nText. More.", "Title"},
		{"[a](https://a.example/?x=1&y=2)", `<p><a href="https://a.example/?x=1&amp;y=2" rel="noopener">a</a></p>`, "[a](https://a.example/?x=1&y=2)", "a"},
		{"[a](javascript:x) [b](/relative)", "<p>a b</p>", "a b", "a b"},
		{"![a picture](https://a.example/p.png)", "<p>a picture</p>", "a picture", "a picture"},
		{"Set <id> to 1<br>or 2. Then go.", "<p>Set &lt;id&gt; to 1<br>or 2. Then go.</p>", "Set &lt;id\\> to 1  \nor 2. Then go.", "Set <id> to 1 or 2."},
		{"<p>One</p>\n<p>two &amp; three</p>", "<p>One<br>\ntwo &amp; three<br></p>", "One  \n two \\& three", "One two & three"},
		{"a &lt;script&gt; \\*b\\*", "<p>a &lt;script&gt; *b*</p>", `a &lt;script\> \*b\*`, "a <script> *b*"},
		{"- a\n- b\n  1. c", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "-  a\n-  b\n   1. c", "a b c"},
		{"a\u202Eb&#x202E;c", "<p>abc</p>", "abc", "abc"},
		{"```go\nx := \"<\"\n```", `<pre tabindex="0"><code>x := &#34;&lt;&#34;` + "\n</code></pre>", "```\nx := \"<\"\n```", `x := "<"`},
		{
			"- a\n\n  ```\n  <b>\n  ```\n- b", `<ul><li><p>a</p><pre tabindex="0"><code>&lt;b&gt;` + "\n</code></pre></li><li><p>b</p></li></ul>",
			"-  a\n\n   ```\n   <b>\n   ```\n\n-  b", "a <b> b",
		},
		{
			"> a\n>\n> ```\n> <b>\n> ```\n\nc", `<blockquote><p>a</p><pre tabindex="0"><code>&lt;b&gt;` + "\n</code></pre></blockquote><p>c</p>",
			"> a\n>\n> ```\n> <b>\n> ```\n\nc", "a <b>",
		},
		{"`a\\|<b>`", `<p><code>a\|&lt;b&gt;</code></p>`, `a\\\|&lt;b\>`, `a\|<b>`},
		{"a\u200Fb", "<p>a\u200Fb</p>", "a\u200Fb", "a\u200Fb"},
		{"第一句。第二句。", "<p>第一句。第二句。</p>", "第一句。第二句。", "第一句。"},
		{"", "", "", ""},
	}
	for _, test := range tests {
		if got := string(toHTML(test.raw)); got != test.html {
			t.Errorf("HTML of %q:\n got %q\nwant %q", test.raw, got, test.html)
		}
		if got := toMarkdown(test.raw, false); got != test.markdown {
			t.Errorf("Markdown of %q:\n got %q\nwant %q", test.raw, got, test.markdown)
		}
		if got := sentence(test.raw); got != test.sentence {
			t.Errorf("sentence of %q:\n got %q\nwant %q", test.raw, got, test.sentence)
		}
	}
}

// FuzzProse checks that the HTML of any description has only allowed elements, all
// closed, and only safe links, and that its Markdown for a table cell is one line and has
// only allowed elements too.
func FuzzProse(f *testing.F) {
	for _, seed := range []string{
		"a", "<script>x</script>", "[a](javascript:x)", "</div>", "* a\n  * b", "> > a", "| a | b |\n|--|--|\n| c | `d|e` |", "# a\n\n1. b", "<a href='x'>y</a>",
		"&#60;b&#62;", "```\n</code>", "~~a~~ ![b](c)", "<https://x.example>", "a\u202eb\x00c", "<!-- x", "<pre>\n\n</pre>", "\\<b\\>",
		"- a\n\n  ```\n  <b>\n  ```\n- b", "> ~~~\n> <b>\n> ~~~\n> c", "1. > - ```\n   >   <b>", "`a\\|<b>`", "a<br>:-:", "*&#32;a*", "#", "*\n```", "- #\n- **&#8203;**",
	} {
		f.Add(seed)
	}
	allowed := strings.Fields("a blockquote br code del div em li ol p pre strong table td th tr ul")
	f.Fuzz(func(t *testing.T, raw string) {
		if len(raw) > 4096 {
			return
		}
		var open []string
		page := string(toHTML(raw))
		for z := html.NewTokenizer(strings.NewReader(page)); z.Next() != html.ErrorToken; {
			token := z.Token()
			switch token.Type {
			case html.CommentToken, html.DoctypeToken:
				t.Fatalf("%q contains %s", page, token)
			case html.StartTagToken:
				if !slices.Contains(allowed, token.Data) {
					t.Fatalf("%q contains <%s>", page, token.Data)
				}
				if token.Data != "br" {
					open = append(open, token.Data)
				}
			case html.EndTagToken:
				if len(open) == 0 || open[len(open)-1] != token.Data {
					t.Fatalf("%q: </%s> inside %v", page, token.Data, open)
				}
				open = open[:len(open)-1]
			}
			for _, a := range token.Attr {
				known := slices.Contains([]string{"rel", "class", "tabindex", "scope", "start"}, a.Key)
				safe := known || a.Key == "href" && safeLink(a.Val) != ""
				if !safe {
					t.Fatalf("%q contains the attribute %s=%q", page, a.Key, a.Val)
				}
			}
		}
		if len(open) > 0 {
			t.Fatalf("%q: unclosed elements %v", page, open)
		}
		if cell := toMarkdown(raw, true); strings.ContainsAny(cell, "\n\r") || pipe.MatchString(cell) {
			t.Fatalf("%q: not a valid table cell", cell)
		}
		for _, text := range []string{toMarkdown(raw, false), "| a |\n|---|\n| " + toMarkdown(raw, true) + " |\n"} {
			checkRendered(t, text)
		}
		if line := sentence(raw); strings.ContainsAny(line, "\n\r") {
			t.Fatalf("%q: more than one line", line)
		}
	})
}

var unsafeRenderer = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough),
	goldmark.WithRendererOptions(markdownhtml.WithUnsafe()))

var safeAddress = regexp.MustCompile(`^(?:https?://|mailto:)[^\s<>"]+$`)

// checkRendered checks that the Markdown of a description has only allowed elements if it
// is rendered with raw HTML enabled, and that its code does not continue after it.
func checkRendered(t *testing.T, text string) {
	t.Helper()
	var page bytes.Buffer
	if err := unsafeRenderer.Convert([]byte(text+"\n\nThe end of the page\n"), &page); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page.Bytes(), []byte("<p>The end of the page</p>")) {
		t.Fatalf("%q swallows the rest of the page", text)
	}
	allowed := strings.Fields("a blockquote br code del em li ol p pre strong table tbody td th thead tr ul")
	for z := html.NewTokenizer(&page); z.Next() != html.ErrorToken; {
		token := z.Token()
		isElement := token.Type != html.TextToken && token.Type != html.EndTagToken
		if isElement && !slices.Contains(allowed, token.Data) {
			t.Fatalf("%q is rendered with %s", text, token)
		}
		for _, a := range token.Attr {
			isLink := a.Key == "href" && safeAddress.MatchString(a.Val)
			if !isLink && a.Key != "start" {
				t.Fatalf("%q is rendered with %s", text, token)
			}
		}
	}
}

// pipe matches an unescaped pipe, which ends a table cell.
var pipe = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*\|`)

// TestLabels checks that all languages have the same labels, and that all are used.
func TestLabels(t *testing.T) {
	var english labels
	for _, tag := range append([]string{"en"}, templates.DocsLanguages()...) {
		all := labels{}
		if err := json.Unmarshal(templates.DocsLabels(tag), &all); err != nil {
			t.Fatal(err)
		}
		if english == nil {
			english = all
		}
		for key := range english {
			if strings.TrimSpace(all[key]) == "" {
				t.Errorf("%s: no label for %q", tag, key)
			}
		}
		for key := range all {
			if !labelUsed(t, key) {
				t.Errorf("%s: unused label %q", tag, key)
			}
			if english[key] == "" {
				t.Errorf("%s: label %q is missing in English", tag, key)
			}
		}
	}
}

// labelUsed reports whether a template or the package uses a label.
func labelUsed(t *testing.T, key string) bool {
	t.Helper()
	if kind, _, ok := strings.Cut(key, "."); ok && slices.Contains([]string{"in", "kind", "limit", "permission"}, kind) {
		return true // the key is computed from the API description
	}
	for _, pattern := range []string{"../../templates/docs/*.html", "../../templates/docs/*.md", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s (%v)", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(strconv.Quote(key))) {
				return true
			}
		}
	}
	return false
}

// TestContrast checks the contrast of the light and dark colors of the style sheet, as
// defined by WCAG 2.2.
func TestContrast(t *testing.T) {
	var css []byte
	for _, asset := range templates.DocsAssets() {
		if asset.Name == "style.css" {
			css = asset.Data
		}
	}
	blocks := regexp.MustCompile(`(?s)(:root[^{]*)\{([^}]*)\}`).FindAllSubmatch(css, -1)
	compact := func(css []byte) string { return string(bytes.Join(bytes.Fields(css), nil)) }
	if len(blocks) != 3 || compact(blocks[1][2]) != compact(blocks[2][2]) {
		t.Fatalf("found %d color sets; expected 3, the second and third being equal", len(blocks))
	}
	for _, block := range blocks {
		colors := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`).FindAllSubmatch(block[2], -1) {
			colors[string(m[1])] = string(m[2])
		}
		pairs := map[string][]string{
			"ground": {"text", "quiet", "link", "get", "post", "put", "delete", "other", "required"},
			"raised": {"text", "quiet", "link"}, "badge": {"badge-text"}, "warn": {"text", "link"},
		}
		for ground, texts := range pairs {
			for _, text := range texts {
				if c := contrast(t, colors[ground], colors[text]); c < 4.5 {
					t.Errorf("%s: contrast of %s on %s is %.2f, want at least 4.5", block[1], text, ground, c)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	light, dark := luminance(t, a), luminance(t, b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(t *testing.T, color string) float64 {
	t.Helper()
	if len(color) != 7 {
		t.Fatalf("%q is not a color", color)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(color[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestFileNames(t *testing.T) {
	got := fileNames([]claim{
		{"a-b", "/a/b"}, {"A-B", "/A/B"}, {"c", "/c"}, {"con", "/con"}, {"", "/"}, {strings.Repeat("x", 300), "/x"},
	})
	if got[2] != "c" || got[0] == "a-b" || got[1] == "A-B" || got[3] == "con" || got[4] == "" || len(got[5]) > 120 {
		t.Errorf("file names %q", got)
	}
	if name := fileWord("/users/{user-id}/$value"); name != "users-user-id-value" {
		t.Errorf("file name %q", name)
	}
	if fileWord("名前") == "" || fileWord("名前") == fileWord("名") {
		t.Errorf("file names %q and %q", fileWord("名前"), fileWord("名"))
	}
}

// TestListPages checks that no nested list has the page of another list or of a path.
func TestListPages(t *testing.T) {
	s := &survey{lists: map[string]string{}, taken: map[string]bool{"operations/in-users": true}}
	pages := map[string]bool{}
	for _, prefix := range []string{"/users", "/Users", "/a/b", "/a-b"} {
		page := s.listPage("operations", pathFileName(prefix), prefix)
		if pages[strings.ToLower(page)] || page == "operations/in-users" {
			t.Errorf("the list of %s has the page %s of another list or path", prefix, page)
		}
		pages[strings.ToLower(page)] = true
		if again := s.listPage("operations", pathFileName(prefix), prefix); again != page {
			t.Errorf("the list of %s has the pages %s and %s", prefix, page, again)
		}
	}
}

func TestShowInvisible(t *testing.T) {
	for text, want := range map[string]string{
		"a\u202eb": `a\u202eb`, "a\u200fb": `a\u200fb`, "a\x00b": `a\u0000b`, "a\U00100000": `a\udbc0\udc00`, "a b\n": "a b\n", "é名": "é名",
	} {
		if got := showInvisible(text); got != want {
			t.Errorf("showInvisible(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLocales(t *testing.T) {
	for locale, want := range map[string]string{
		"de-CH": "de", "zh-CN": "zh-Hans", "zh-Hans": "zh-Hans", "en-GB": "en", "fr": "en", "ar": "en",
	} {
		if _, ui, err := readLabels(locale); err != nil || ui != want && !(locale == "zh-CN" && ui == "en") {
			t.Errorf("labels for %s are in %s (%v), want %s", locale, ui, err, want)
		}
	}
	if direction("ar") != "rtl" || direction("he-IL") != "rtl" || direction("ru") != "ltr" {
		t.Error("wrong writing direction")
	}
	if nameIn("en", "de") != "Englisch" || ownName("zh-Hans") != "简体中文" {
		t.Errorf("names %q and %q", nameIn("en", "de"), ownName("zh-Hans"))
	}
	if !sameLanguage("en", "en-GB") || sameLanguage("zh-Hans", "zh-Hant") {
		t.Error("sameLanguage is wrong for en-GB or zh-Hant")
	}
}

// TestTranslated shows the translations of a region beside a source without one.
func TestTranslated(t *testing.T) {
	site := &Site{Source: "en", Translations: map[string]Translations{"/a": {"en-GB": "Colour", "de": "Farbe"}}}
	for locale, want := range map[string]string{"en": "Color", "en-US": "Color", "en-GB": "Colour", "de-AT": "Farbe"} {
		e := &edition{survey: &survey{Site: site}, locale: locale}
		if got, _ := e.translated("Color", "/a"); got != want {
			t.Errorf("%s: got %s, want %s", locale, got, want)
		}
	}
}
