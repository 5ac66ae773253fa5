package gosdk

import (
	"go/ast"
	"go/build/constraint"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestProse(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", " \n\t\u200b", nil},
		{"lines of a paragraph", "one\r\ntwo\u2028three\x0bfour\u0085five", []string{"one two three four five"}},
		{"paragraphs", "One.\n\nTwo.", []string{"One.", "Two."}},
		{"invisible", "safe\u202e\u2066\u061c\ufeff\u200d\u00ad\u3164 text\x00\x1b[31m", []string{"safe text[31m"}},
		{"invalid UTF-8", "a\xffb", []string{"a\uFFFDb"}},
		{"comment end", "*/ func evil() {} /*", []string{"/ func evil() {} /"}},
		{"emphasis", "**bold**, __bold__, *it*, _it_, ~~gone~~ and ***both***", []string{"bold, bold, it, it, gone and both"}},
		{"no emphasis", "call_id, 2 * 3 * 4, __init, a*b", []string{"call_id, 2 * 3 * 4, __init, a*b"}},
		{"code spans", "use `a_b_c` or ``x`y``, not `open", []string{"use a_b_c or x`y, not `open"}},
		{"escapes", `\*not\* \_it\_`, []string{"*not* _it_"}},
		{"links", "[the *docs*](https://a.b/c_d_e(f)?x=1 'title'), [here](../rel.md), [ref][1], <https://x.y>, ![alt](i.png)\n\n[1]: https://z.z", []string{"the docs (https://a.b/c_d_e(f)?x=1), here, ref (https://z.z), https://x.y, alt"}},
		{"links without targets", "a [site][], [the site][s] and `b[i][j]`, map[string][]byte", []string{"a site, the site and b[i][j], map[string][]byte"}},
		{"a template in a link", "[x](https://a.b/{id}) https://a.b/{id}?a=b&c=d&amp;e", []string{"x (https://a.b/{id}) https://a.b/{id}?a=b&c=d&e"}},
		{"a link named like its target", "[https://a.b](https://a.b)", []string{"https://a.b"}},
		{"a URL is not markup", "see https://a.b/_c_/*d*?e=__f__", []string{"see https://a.b/_c_/*d*?e=__f__"}},
		{"headings", "# One\ntext\n\nTwo\n===\nmore", []string{"One", "text", "Two", "more"}},
		{"bullets", "Some:\n- one\n  more\n* two\n\n  and more\n+ three\n\nend", []string{"Some:", "  - one more\n  - two and more\n  - three", "end"}},
		{"numbers", "1. one\n2) two", []string{" 1. one\n 2. two"}},
		{"nested", "1. one\n   - inner\n2. two", []string{"  - one\n  - inner\n  - two"}},
		{"a number that is not a list", "It was in\n2024. A year.", []string{"It was in 2024. A year."}},
		{"fence", "See:\n```json\n{\n  \"a\": \"<b>*x*</b>&amp;\"\n}\n```\nend", []string{"See:", "\t{\n\t  \"a\": \"<b>*x*</b>&amp;\"\n\t}", "end"}},
		{"code within a list", "1. do\n```\nx\n```\n2. then\n\nEnd", []string{"1. do", "\tx", "2. then", "End"}},
		{"two fences", "```\nx\n```\n```\ny\n```", []string{"\tx\n\n\ty"}},
		{"fence that begins like a list", "```yaml\n- a\n- b\n```", []string{"\tyaml:\n\t- a\n\t- b"}},
		{"fence that is not closed", "~~~\nx", []string{"\tx"}},
		{"indented code", "See:\n\n    a\n\n      b\n", []string{"See:", "\ta\n\n\t  b"}},
		{"table", "| A | Long |\n|---|:--|\n| `x\\|y` | *1* |\n| zzzz | 2 |", []string{"\tA     Long\n\tx|y   1\n\tzzzz  2"}},
		{"quote", "> [!NOTE]\n> Mind.\n\nEnd", []string{"NOTE: Mind.", "End"}},
		{"rule", "a\n\n***\n\nb", []string{"a", "b"}},
		{"HTML", "<p>One<br/>two &lt;b&gt; &amp;amp; &#x202e;&copy</p><ul><li>a</li><li><b>b</b></li></ul><!-- no --><script>x()</script>", []string{"One two <b> &amp; ©", "  - a\n  - b"}},
		{"anchor", `see <a class="x" href="https://a.b/c">the page</a>`, []string{"see the page (https://a.b/c)"}},
		{"HTML table", "<table>\n<tr>\n<th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", []string{"\tA  B\n\t1  2"}},
		{"pre", "<pre>a &lt;b&gt;\n  c</pre>", []string{"\ta <b>\n\t  c"}},
		{"numbered HTML", "<ol start=3><li>a<li>b</ol>", []string{" 3. a\n 4. b"}},
		{"breaks", "a<br>b</br>c<br/><br>d  \ne\\\nf", []string{"a b c", "d e f"}},
		{"an unclosed script", "against <script> in text\n\nmore", []string{"against <script> in text", "more"}},
		{"a placeholder is not a tag", "Bearer <token>, List<string> and a < b > c", []string{"Bearer <token>, List<string> and a < b > c"}},
		{"a placeholder named like a page's part", "{id}, <title> and <id>\n\n<Name>\nmore", []string{"{id}, <title> and <id>", "<Name> more"}},
		{"items of word processors", "a\n• b\n• c", []string{"a", "  - b\n  - c"}},
		{"entities that break lines", "a&#10;&#10;+build x", []string{"a", "“+build” x"}},
		{"directives", "go:embed x\n\n//go:build y\n\nnolint\n\nDeprecated: no\n\nBUG(me): x\n\n\\# x\n\noutput: 1", []string{
			"“go:embed” x", "“//go:build” y", "“nolint”", "“Deprecated:” no", "“BUG(me):” x", "“#” x", "“output:” 1",
		}},
		{"directive in code", "```\n+build x\n```", []string{"\t“+build” x"}},
		{"link definition inside a sentence", "x `[a]`: b\n\n\\[a]: https://b.c", []string{"x [a]: b", "a: https://b.c"}},
		{"old quotes", "``quoted'' and '' and https://x.y/f(a='')", []string{"“quoted” and ” and https://x.y/f(a=%27%27)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, prose(tt.text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestProseIsCut(t *testing.T) {
	for name, text := range map[string]string{
		"sentences": strings.Repeat("A sentence of words. ", 1000),
		"items":     strings.Repeat("- an item\n", 1000),
		"code":      "```\n" + strings.Repeat("code\n", 2000) + "```\n",
		"one word":  strings.Repeat("x", 200000),
		"tags":      strings.Repeat("<b>word</b> ", 5000),
	} {
		got := strings.Join(prose(text), "\n")
		if n := utf8.RuneCountInString(got); n > maxProse*2 || n < maxProse/2 || !strings.HasSuffix(got, "…") {
			t.Errorf("%s: %d runes, ending in %q", name, n, got[max(0, len(got)-30):])
		}
	}
	if got := prose(strings.Repeat("A sentence of words. ", 1000))[0]; !strings.HasSuffix(got, "words. …") {
		t.Errorf("not cut at a sentence: %q", got[len(got)-30:])
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		name       string
		paragraphs []string
		width      int
		want       []string
	}{
		{"words", []string{"one two three four", "five."}, 9, []string{"one two", "three", "four.", "", "five."}},
		{"a URL stays whole", []string{"see https://example.com/a/very/long/path here"}, 12, []string{"see", "https://example.com/a/very/long/path", "here."}},
		{"no line begins with a marker", []string{"aaaa bbbb +build cc - dd 1. ee"}, 10, []string{"aaaa", "bbbb +build", "cc - dd 1.", "ee."}},
		{"list", []string{"a", "  - one two three\n  - four"}, 11, []string{"a.", "", "  - one two", "    three", "  - four"}},
		{"numbered list", []string{"a", " 1. one two three\n 2. four"}, 11, []string{"a.", "", " 1. one two", "    three", " 2. four"}},
		{"code", []string{"a", "\ta  b c d e f g\n\n\tc "}, 5, []string{"a.", "", "\ta  b c d e f g", "", "\tc"}},
		{"gofmt drops an indentation that all lines share", []string{"  - a"}, 0, []string{"…", "", "  - a"}},
		{"Chinese", []string{"通话已结束，因为对方挂断了。请稍后再试"}, 20, []string{"通话已结束，", "因为对方挂断了。", "请稍后再试。"}},
		{"deprecation of our own", []string{"Deprecated: use X."}, 0, []string{"Deprecated: use X."}},
		{"empty", []string{"", " "}, 0, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, wrap(tt.paragraphs, tt.width)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWrapFillsLines(t *testing.T) {
	for _, text := range []string{strings.Repeat("word another a ", 200), strings.Repeat("通话已结束因为对方挂断了", 50)} {
		lines := wrap([]string{text}, 0)
		for i, line := range lines {
			if n := (unit{text: line}).width(false); n > proseWidth || i < len(lines)-1 && n < proseWidth-10 {
				t.Errorf("line %d has %d columns: %s", i, n, line)
			}
		}
	}
}

func TestComment(t *testing.T) {
	got := comment([]string{"a  ", "", "\tcode", "  - item"})
	if want := "// a\n//\n//\tcode\n//   - item"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := comment(nil); got != "" {
		t.Errorf("comment(nil) = %q", got)
	}
	defer func() {
		if text, _ := recover().(string); !strings.HasPrefix(text, "internal: ") {
			t.Errorf("comment accepted a line end within a line: panic is %q", text)
		}
	}()
	comment([]string{"a\nvar X int"})
}

func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"Ends the call. More.":                        "Ends the call.",
		"Ends the call":                               "Ends the call.",
		"Use it, e.g. Mute or i.e. Unmute. Then":      "Use it, e.g. Mute or i.e. Unmute.",
		"Version 1.0 of the API! Yes.":                "Version 1.0 of the API!",
		"The U.S. region (of J. Doe). More":           "The U.S. region (of J. Doe).",
		"He said “stop.” Then":                        "He said “stop.”",
		"Optional. The name. More":                    "Optional. The name.",
		"Optional. The name":                          "Optional. The name.",
		"Optional.":                                   "Optional.",
		"结束通话。更多。":                                    "结束通话。",
		"结束通话":                                        "结束通话。",
		"Beendet z.B. den Anruf. Mehr":                "Beendet z.B. den Anruf.",
		"One of the following:\n- a\n- b":             "One of the following.",
		"- only an item\n- another":                   "only an item.",
		"```\ncode\n```\n**Text** here.":              "Text here.",
		"Deprecated: do not. X":                       "“Deprecated:” do not.",
		"See [docs](https://learn.example.com/a.b/c)": "See docs (https://learn.example.com/a.b/c)",
		"": "",
	} {
		if got := sentence(text); got != want {
			t.Errorf("sentence(%q) = %q, want %q", text, got, want)
		}
	}
	if got := sentence(strings.Repeat("word ", 1000)); utf8.RuneCountInString(got) > maxSentence+2 {
		t.Errorf("sentence has %d runes", utf8.RuneCountInString(got))
	}
}

// directive matches comments that the go command and linters obey: those of
// go/ast's rule, and those that allow a space after the slashes.
var directive = regexp.MustCompile(`^//([a-z0-9]+:[a-z0-9]|line |extern |export )|^//[ \t]*(\+[a-z]|nolint\b|Code generated .* DO NOT EDIT|[a-z0-9_]+:[a-z0-9]|(?i:(unordered )?output:)|BUG\()`)

// checkComment checks that text above a declaration is nothing but a comment.
func checkComment(t *testing.T, text string) {
	t.Helper()
	for _, indent := range []string{"", "\t"} {
		source := "package p\n\n" + text + "\ntype T struct{}\n"
		if indent != "" {
			source = "package p\n\ntype T struct {\n\t" + strings.ReplaceAll(text, "\n", "\n\t") + "\n\tF int\n}\n"
		}
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		if len(file.Decls) != 1 {
			t.Fatalf("%d declarations\n%s", len(file.Decls), source)
		}
		for _, group := range file.Comments {
			checkDirectives(t, group)
		}
		formatted, err := format.Source([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(source, string(formatted)); diff != "" {
			t.Fatalf("gofmt changes it (-ours +gofmt)\n%s", diff)
		}
	}
}

func checkDirectives(t *testing.T, group *ast.CommentGroup) {
	t.Helper()
	for _, c := range group.List {
		if constraint.IsGoBuild(c.Text) || constraint.IsPlusBuild(c.Text) || directive.MatchString(c.Text) {
			t.Fatalf("directive: %q", c.Text)
		}
		for _, r := range c.Text {
			if unicode.In(r, unicode.Cf) || unicode.IsControl(r) && r != '\t' {
				t.Fatalf("invisible character %U in %q", r, c.Text)
			}
		}
	}
	for paragraph := range strings.SplitSeq(group.Text(), "\n\n") {
		if strings.HasPrefix(paragraph, "Deprecated:") {
			t.Fatalf("comment deprecates its declaration: %q", group.Text())
		}
	}
}

var hostile = []string{
	"//go:embed x\n+build linux\n// +build y", "a\n\n*/\n\nvar X int\n/*", "x\u2028//go:generate rm\u2029\rvar x int",
	"# Heading\n\ntext\n\nOld Heading\n\ntext", "- a\n- b\n\n1. c\n   - d", "```\n- a\n\t- b\n```", "\t+build x", "[a]: https://x.y\n\n[b]: https://y.z z",
	"``a'' ```b", "A {\n\n    b\n}", "| - a | b |\n|---|---|\n| c |", "<pre>- x</pre>", "1. \n2. x", "- - - x", "\\- x\n\n    code", "Deprecated: x",
	strings.Repeat("word +build ", 30), strings.Repeat("中文，", 60) + "+build", "Code generated by x. DO NOT EDIT.", "a\u00a0b\n\u3000c", "`\t`", "> - a\n> - b",
	"0) x", "Https://a.b ''", "{@link Foo} '''", "[Foo] [*Bar.Baz]", "- [a]: https://x.y", "<table><tr><td>1. a</table>", "&#42; x", "•x\n• y",
}

func TestHostileProse(t *testing.T) {
	for _, text := range append(hostile, strings.Join(hostile, "\n\n"), strings.Join(hostile, " ")) {
		if lines := wrap(prose(text), 0); len(lines) > 0 {
			checkComment(t, comment(lines))
		}
	}
}

// Each of these inputs was slow in some markup parser: it took minutes. The limit allows
// for a busy machine and the race detector.
func TestProseTakesLinearTime(t *testing.T) {
	for _, piece := range []string{
		"*a ", "**a *b ", "_a ", "[", "[a](", "<a href=x>", "`", "``a`", "<!-", "![", "a\n>", "&#1;", "<script>",
		"- ", "| ", "中", "( ", "- +build ", "[[]]()", ">", "[a]: b", "*_a", "> ", "1. ", "|a|b|\n|-|-|\n",
	} {
		start := time.Now()
		comment(wrap(prose(strings.Repeat(piece, maxProseRead/len(piece))), 0))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q took %v", piece, took)
		}
	}
}

// Text that skips the parser must have the same blocks as with the parser.
func FuzzUnmarked(f *testing.F) {
	for _, text := range append(hostile, "One\n\ntwo  \n three", "a\n    b", "a\n-\nb", "a\n1. b", "a\n+ b", "one\r\n \ntwo") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = clean(text)
		if !unmarked(text) {
			t.Skip()
		}
		if diff := cmp.Diff(readMarked(text), readBlocks(text), cmp.AllowUnexported(proseBlock{})); diff != "" {
			t.Errorf("(-parser +without)\n%s", diff)
		}
	})
}

func TestLeadOfList(t *testing.T) {
	for text, want := range map[string][]string{
		"a text":       {"// Lead: a text."},
		"- a\n- b":     {"// Lead:", "//", "//   - a", "//   - b"},
		"```\nx\n```":  {"// Lead:", "//", "//\tx"},
		"1. a\n\nmore": {"// Lead:", "//", "//  1. a", "//", "// more."},
	} {
		if diff := cmp.Diff(want, docLines(labeled("Lead: ", text))); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
}

func BenchmarkProse(b *testing.B) {
	for name, text := range map[string]string{
		"plain":  "The unique identifier of the call. Read only, and set by the service when the call is made.",
		"marked": "The **unique** identifier of the `call_id`, see [calls](https://a.b/c).\n\n- Read only\n- Set by the *service*\n",
		"table":  "| A | Long |\n|---|:--|\n| `x` | *1* |\n| zzzz | 2 |\n",
		"HTML":   "<p>The <b>unique</b> identifier of the <code>call</code>.</p><ul><li>Read only</li><li>Set by it</li></ul>",
		"worst":  strings.Repeat("[[]]()", maxProseRead/6),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				prose(text)
			}
		})
	}
}

func FuzzProse(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, width := range []int{0, 20} {
			if lines := wrap(prose(text), width); len(lines) > 0 {
				checkComment(t, comment(lines))
			}
		}
		if s := sentence(text); s != "" {
			checkComment(t, comment(wrap([]string{s}, 0)))
		}
	})
}
