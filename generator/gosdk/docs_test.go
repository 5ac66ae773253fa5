package gosdk

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/api"
)

// A wrong guess of isNounPhrase makes a sentence such as "X is a bot has 15
// seconds".
func TestIsNounPhrase(t *testing.T) {
	for text, want := range map[string]bool{
		"A call of a bot.":                          true,
		"A call":                                    true,
		"An answer that was given. It is short.":    true,
		"One user, application, device or the like": true,
		"The name to show; it may be missing.":      true,
		"A participant in a call.":                  true,
		"Why a bot rejects a call.":                 true,
		"A bot has 15 seconds to answer.":           false,
		"A bot ends the call.":                      false,
		"The name of the bot is shown to callers.":  false,
		"The token must not be empty.":              false,
		"Ends the call.":                            false,
		"A":                                         false,
		"":                                          false,
		"When a call ended.":                        false,
		"Another participant ended the call.":       false,
		"The call was lost.":                        false,
	} {
		if got := isNounPhrase(text); got != want {
			t.Errorf("isNounPhrase(%q) = %t", text, got)
		}
	}
}

// The description of a request body names its contents, unless it names the body.
func TestVerbOf(t *testing.T) {
	body := &api.Type{Parent: &api.Parent{Role: "requestBody"}}
	for text, want := range map[string]string{
		"The people to call.":              "contains",
		"The body of a request to call.":   "is",
		"A pet to add. The name is unique": "is",
	} {
		if got := verbOf(body, text); got != want {
			t.Errorf("verbOf(%q) = %q, want %q", text, got, want)
		}
	}
	if got := verbOf(&api.Type{}, "The people to call."); got != "is" {
		t.Errorf("verbOf of another type = %q", got)
	}
}

func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name   string
		limits []api.Limit
		want   []string
	}{
		{"none", nil, nil},
		{
			"keywords of a schema",
			[]api.Limit{{Name: "length", Value: "at most 5 characters"}, {Name: "scheme", Value: "https"}},
			[]string{"// Limits: length at most 5 characters; scheme https."},
		},
		{
			"a pattern keeps its backslashes and asterisks",
			[]api.Limit{{Name: "pattern", Value: `^\d+\.\d*_*$`}},
			[]string{"// Limits: pattern `^\\d+\\.\\d*_*$`."},
		},
		{
			"a pattern with spaces is preformatted",
			[]api.Limit{{Name: "length", Value: "exactly 3 characters"}, {Name: "pattern", Value: `^a  b\.''$`}},
			[]string{"// Limits: length exactly 3 characters.", "//", "// Pattern:", "//", "//\t^a  b\\.''$"},
		},
		{
			"a pattern cannot end the comment",
			[]api.Limit{{Name: "pattern", Value: "^a\nvar X int\n+build b$"}},
			[]string{"// Pattern:", "//", "//\t^a", "//\tvar X int", "//\t“+build” b$"},
		},
		{
			"declared limits are text",
			[]api.Limit{{At: "/x", Name: "answer within", Value: "`15 s`", Note: "Counted from the *first* one."}},
			[]string{"// Limits: answer within 15 s (counted from the first one)."},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, docLines(limits("Limits:", tt.limits)...)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A description's own text may give the reason for a deprecation, so the
// paragraph must not deny that there is one.
func TestDeprecation(t *testing.T) {
	for want, d := range map[string]api.Deprecation{
		"The API description marks it as deprecated.":                   {},
		"Use /animals instead.":                                         {Replacement: "/animals."},
		"It is slow. Deprecated since v2. Removal is planned for 2027.": {Message: "It is slow", Since: "v2", Removal: "2027"},
	} {
		if got := deprecation(&d); got != want {
			t.Errorf("deprecation(%+v) = %q, want %q", d, got, want)
		}
	}
}

func TestNameComment(t *testing.T) {
	for name, want := range map[string]string{
		"callbackUri": "// callbackUri",
		"@odata.type": "// @odata.type",
		"":            `// ""`,
		"nolint":      `// "nolint"`,
		"+build x":    `// "+build x"`,
		"go:embed x":  `// "go:embed x"`,
		"a\nb":        `// "a\nb"`,
		"a\u202eb":    `// "a\u202eb"`,
		"*/":          "// */",
		"/* */ x()":   "// /* */ x()",
		"//go:embed":  `// "//go:embed"`,
	} {
		if got := nameComment(name).GoString(); got != want {
			t.Errorf("nameComment(%q) = %s, want %s", name, got, want)
		}
	}
}
