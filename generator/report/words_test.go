package report

import (
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// marked returns the parts of a comparison as one string.
func marked(list []review.Word) string {
	var parts []string
	for _, p := range list {
		switch p.Kind {
		case review.SameWord:
			parts = append(parts, p.Text)
		case review.LostWord:
			parts = append(parts, "[-"+p.Text+"-]")
		case review.NewWord:
			parts = append(parts, "{+"+p.Text+"+}")
		}
	}
	return strings.Join(parts, " ")
}

func TestCompareWords(t *testing.T) {
	long := strings.Repeat("word ", 3000)
	tests := []struct{ was, is, want string }{
		{"a b c", "a b c", "a b c"},
		{"up to 1MB in size", "up to 2MB in size", "up to [-1MB-] {+2MB+} in size"},
		{"a b c", "a x b y c", "a {+x+} b {+y+} c"},
		{"a x b y c", "a b c", "a [-x-] b [-y-] c"},
		{"login and name return", "name returns", "[-login and-] name [-return-] {+returns+}"},
		{"", "new text", "{+new text+}"},
		{"old text", "", "[-old text-]"},
		{"a\n  b", "a b", "a b"},
		{"x " + long, "y " + long, "[-x-] {+y+} " + strings.TrimSpace(long)},
		{"a b", "a b c", "a b {+c+}"},
		{"a a a", "a a", "a a [-a-]"},
	}
	for _, test := range tests {
		if got := marked(compareWords(test.was, test.is)); got != test.want {
			t.Errorf("%q, %q: got %q", test.was, test.is, got)
		}
	}
}

func TestAroundDifferences(t *testing.T) {
	const was, is = "1 2 3 4 5 6 7 x 1 2 3 4 5 6 7 8 9 10 11 12 x 1 2 3 4 5 6 7", "1 2 3 4 5 6 7 y 1 2 3 4 5 6 7 8 9 10 11 12 y 1 2 3 4 5 6 7"
	want := "… 3 4 5 6 7 [-x-] {+y+} 1 2 3 4 5 … 8 9 10 11 12 [-x-] {+y+} 1 2 3 4 5 …"
	if got := marked(aroundDifferences(compareWords(was, is))); got != want {
		t.Errorf("got %q", got)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a  b\n\tc":          "a b c",
		"\x1b[31m":           `\u001b[31m`,
		"a\u202eb":           `a\u202eb`,
		"a\u2028b":           `a\u2028b`,
		"\xff":               `\xff`,
		"\uFFFD":             `\ufffd`,
		"👩\u200D👧 می\u200Cخ": "👩\u200D👧 می\u200Cخ",
		"\U000E0041":         `\U000e0041`,
		"a\r\nb":             "a b",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"pass nil":                 "Pass nil.",
		"Payment.ID is gone":       "Payment.ID is gone.",
		"rest.Ptr is gone":         "rest.Ptr is gone.",
		"camelCase is gone":        "camelCase is gone.",
		"really?":                  "Really?",
		"über alles":               "Über alles.",
		`"label" is now "labels"`:  `"label" is now "labels".`,
		"read Payment.ID instead.": "Read Payment.ID instead.",
	} {
		if got := sentence(in); got != want {
			t.Errorf("sentence(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTitle(t *testing.T) {
	for _, test := range []struct{ subject, text, want string }{
		{"Order", "id became required", "Order: id became required"},
		{"Order", "id of Order became required", "id of Order became required"},
		{"Order", "Orders became a list", "Order: Orders became a list"},
		{"Order", "OrderState and Order differ", "OrderState and Order differ"},
		{"GET /a", "GET /a/b replaces it", "GET /a: GET /a/b replaces it"},
		{"", "the host changed", "the host changed"},
	} {
		if got := title(&review.Finding{Subject: test.subject, Text: test.text}); got != test.want {
			t.Errorf("%q, %q: got %q", test.subject, test.text, got)
		}
	}
}

func TestShortChange(t *testing.T) {
	for _, test := range []struct {
		symbol  review.Symbol
		was, is string
	}{
		{
			review.Symbol{Old: "T.Get", New: "T.Get", OldType: "func(ctx context.Context, options *O) error", NewType: "func(ctx context.Context, body *B, options *O) error"},
			"T.Get(ctx, options)", "Get(ctx, body, options)",
		},
		{
			review.Symbol{Old: "T.Get", New: "T.Get", OldType: "func(ctx context.Context, id string) error", NewType: "func(ctx context.Context, id int) error"},
			"func (T) Get(ctx, id string) error", "func (T) Get(ctx, id int) error",
		},
		{
			review.Symbol{Old: "T.Get", New: "T.Get", OldType: "func(ctx context.Context, id string) (*A, error)", NewType: "func(ctx context.Context, id string) ([]B, error)"},
			"T.Get(…) (*A, error)", "([]B, error)",
		},
		{
			review.Symbol{Old: "New", New: "New", OldType: "func(a func(x, y int) string, b map[string]int)", NewType: "func()"},
			"New(a, b)", "New()",
		},
		{review.Symbol{Old: "T.F", New: "T.F", OldType: "*string", NewType: "string"}, "T.F *string", "string"},
		{review.Symbol{Old: "T", New: "T", OldType: "interface", NewType: "struct"}, "type T interface", "struct"},
		{review.Symbol{Old: "A", New: "B", OldType: "K", NewType: "K"}, "A K", "B K"},
		{review.Symbol{Old: "A", New: "B", OldType: `K = "a"`, NewType: `K = "b"`}, "A", "B"},
		{review.Symbol{Old: "A", New: "A", OldType: `K = "a"`, NewType: `K = "b"`}, `A K = "a"`, `K = "b"`},
		{review.Symbol{Old: "A", OldType: "K"}, "A K", ""},
		{review.Symbol{New: "T.F", NewType: "*string"}, "", "T.F *string"},
	} {
		if was, is := shortChange(test.symbol); was != test.was || is != test.is {
			t.Errorf("%+v: got %q, %q", test.symbol, was, is)
		}
	}
}

func TestJoinTexts(t *testing.T) {
	for want, texts := range map[string][]string{
		`header "A", "B" is gone`:  {`header "A" is gone`, `header "B" is gone`},
		`did not change in "a", b`: {`did not change in "a"`, "did not change in b"},
		"one":                      {"one"},
		"one text":                 {"one text"},
		"one; two":                 {"one", "two"},
		"a b, c d e":               {"a b e", "a c d e"},
		"same; same":               {"same", "same"},
		"a b, b":                   {"a b", "a b"},
	} {
		if got := joinTexts(texts); got != want {
			t.Errorf("%q: got %q, want %q", texts, got, want)
		}
	}
}

func TestElide(t *testing.T) {
	for _, test := range []struct{ was, is, wantWas, wantIs string }{
		{
			"func (TheRequestBuilder) Get(ctx, options *TheGetOptions) (*Order, error)", "func (TheRequestBuilder) Get(ctx, options *TheGetOptions) (*Parcel, error)",
			"func (TheRequestBuilder) Get(…) (*Order, error)", "func (TheRequestBuilder) Get(…) (*Parcel, error)",
		},
		{
			"func (TheRequestBuilder) Get(ctx, id string, options *TheGetOptions) error", "func (TheRequestBuilder) Get(ctx, id int, options *TheGetOptions) error",
			"func (TheRequestBuilder) Get(… string, options *TheGetOptions) error", "func (TheRequestBuilder) Get(… int, options *TheGetOptions) error",
		},
		{"short", "brief", "short", "brief"},
		{"VeryLongTypeOfAField.WithALongName *string", "VeryLongTypeOfAField.WithALongName string", "VeryLongTypeOfAField.WithALongName *string", "VeryLongTypeOfAField.WithALongName string"},
		{"", "func (TheRequestBuilder) Get(ctx, options *TheGetOptions) (*Order, error)", "", "func (TheRequestBuilder) Get(ctx, options *TheGetOptions) (*Order, error)"},
		{"func (TheRequestBuilder) Get(ctx, options *TheGetOptions)", "type TheRequestBuilder struct", "func (TheRequestBuilder) Get(ctx, options *TheGetOptions)", "type TheRequestBuilder struct"},
	} {
		if was, is := elide(test.was, test.is, 60); was != test.wantWas || is != test.wantIs {
			t.Errorf("got %q and %q", was, is)
		}
	}
}

func TestTelling(t *testing.T) {
	member := review.Symbol{Old: "A.F", OldType: "string"}
	alias := review.Symbol{Old: "B", OldType: "= A"}
	if got := declaration("A", `= "x"`); got != `const A = "x"` {
		t.Errorf("got %q", got)
	}
	kept := review.Symbol{Old: "C.Get", New: "C.Get", OldType: "func(a *A)", NewType: "func(a *D)"}
	gone, added := review.Symbol{Old: "A", OldType: "struct"}, review.Symbol{New: "D", NewType: "struct"}
	for _, test := range []struct {
		rule    string
		symbols []review.Symbol
		want    string
	}{
		{"result.type", []review.Symbol{gone, member, alias, kept}, "func (C) Get(a *A)>func (C) Get(a *D), type A struct>, type B = A>"},
		{"prop.removed", []review.Symbol{member}, "A.F string>"},
		{"schema.renamed", []review.Symbol{gone, member, added, kept}, "type A struct>type D struct, func (C) Get(a *A)>func (C) Get(a *D)"},
		{"schema.renamed", []review.Symbol{gone, alias, added}, "type A struct>, type B = A>, >type D struct"},
		{"docs.text", nil, ""},
	} {
		var list []string
		for _, s := range telling(&review.Finding{Rule: test.rule, Symbols: test.symbols}) {
			list = append(list, declaration(s.Old, s.OldType)+">"+declaration(s.New, s.NewType))
		}
		if got := strings.Join(list, ", "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.rule, got, test.want)
		}
	}
}

func TestBroken(t *testing.T) {
	for in, want := range map[string]string{
		"func (T) Get(ctx) error": "func (T) Get(ctx) error",
		"func (TheRequestBuilder) Get(ctx, options *GetOptions, f func(a, b int) error) (*Order, error)": "func (TheRequestBuilder) Get(\n\tctx,\n\toptions *GetOptions,\n\tf func(a, b int) error,\n) (*Order, error)",
		"func DecodeSomethingWithALongName(d *rest.Decoder) (SomethingWithALongName, error)":             "func DecodeSomethingWithALongName(\n\td *rest.Decoder,\n) (SomethingWithALongName, error)",
		"type SomethingWithALongName interface{ isSomethingWithALongName() }":                            "type SomethingWithALongName interface{ isSomethingWithALongName() }",
		"func (Broken) SomethingWithALongNameThatNeverEnds(ctx, options *Options":                        "func (Broken) SomethingWithALongNameThatNeverEnds(ctx, options *Options",
	} {
		if got := broken(in); got != want {
			t.Errorf("broken(%q) = %q", in, got)
		}
	}
}

func TestTextFitsWidth(t *testing.T) {
	r, options := caseReport(t, "breaking")
	for _, width := range []int{80, 100, 160} {
		options.Width = width
		for line := range strings.Lines(string(render(t, r, Text, options))) {
			if n := columns(strings.TrimSuffix(line, "\n")); n > width && strings.Contains(strings.TrimSpace(line), "  ") {
				t.Errorf("width %d: %d columns: %s", width, n, line)
			}
		}
	}
}

// TestTextColors checks that colors only add escape sequences.
func TestTextColors(t *testing.T) {
	r, options := caseReport(t, "breaking")
	options.Show = Show{Added: true, Docs: true, None: true}
	plain := string(render(t, r, Text, options))
	options.Color = true
	colored := string(render(t, r, Text, options))
	if strings.Contains(plain, "\x1b") || !strings.Contains(colored, "\x1b[1;31mBreaks callers\x1b[0m") {
		t.Error("colors do not depend on the option")
	}
	for _, style := range []string{bold, dim, red, green, yellow, bold + ";" + red, bold + ";" + yellow, bold + ";" + green, "0"} {
		colored = strings.ReplaceAll(colored, "\x1b["+style+"m", "")
	}
	if colored != plain {
		t.Errorf("the colored text differs:\n%s", colored)
	}
}

// TestGitHubLimit checks that GitHub shows all annotations.
func TestGitHubLimit(t *testing.T) {
	got := string(render(t, largeReport(30), GitHub, Options{}))
	if n := strings.Count(got, "::error "); n != maxAnnotations {
		t.Errorf("%d errors", n)
	}
	if n := strings.Count(got, "::warning "); n != maxAnnotations {
		t.Errorf("%d warnings", n)
	}
	if !strings.Contains(got, "Annotations: 18 of 60 findings") {
		t.Errorf("the notice lacks the number:\n%s", got)
	}
}

// TestSARIFLimit checks that GitHub accepts a large report.
func TestSARIFLimit(t *testing.T) {
	got := render(t, largeReport(3000), SARIF, Options{})
	if n := strings.Count(string(got), `"ruleId"`); n != maxResults {
		t.Errorf("%d results", n)
	}
	if !strings.Contains(string(got), `"omittedResults": 1000`) {
		t.Error("the number of omitted results is missing")
	}
	if err := validate(compileSchema(t, SARIF), got); err != nil {
		t.Error(err)
	}
}

// TestExcerpts checks that the page has the excerpts of the description.
func TestExcerpts(t *testing.T) {
	r, options := caseReport(t, "breaking")
	r.Targets[0].Findings[0].Excerpts = [2]review.Excerpt{{YAML: "post:\n  operationId: a\n"}, {YAML: strings.Repeat("line\n", 30)}}
	got := string(render(t, r, HTML, options))
	if !strings.Contains(got, "<pre class=\"old\"><code>post:\n  operationId: a</code></pre>") {
		t.Error("the old excerpt is missing")
	}
	if n := strings.Count(got, "line\n"); n != maxExcerpt {
		t.Errorf("the new excerpt has %d lines", n)
	}
}

// TestPolicy checks that the content security policy allows exactly the style sheet and
// the script of the page.
func TestPolicy(t *testing.T) {
	r, options := caseReport(t, "breaking")
	page := string(render(t, r, HTML, options))
	for tag, source := range map[string]string{"style": "style-src", "script": "script-src"} {
		_, rest, _ := strings.Cut(page, "<"+tag+">")
		content, _, _ := strings.Cut(rest, "</"+tag+">")
		policy := source + " &#39;" + strings.ReplaceAll(hashOf(content), "+", "&#43;") + "&#39;"
		if content == "" || !strings.Contains(page, policy) {
			t.Errorf("the policy lacks %q", policy)
		}
	}
}
