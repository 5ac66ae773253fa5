package names

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestShorten(t *testing.T) {
	for name, want := range map[Ident][]Ident{
		"Pet": {"Pet"},
		"ReposBranchesProtectionPutRequestBodyRestrictionsDismissalTeamsItem": {
			"ReposPutRequestBodyRestrictionsDismissalTeamsItem",
			"ReposBranchesPutRequestBodyRestrictionsDismissalTeamsItem",
			"ReposBranchesProtectionBodyRestrictionsDismissalTeamsItem",
		},
		Ident("A" + strings.Repeat("b", 80)):                  {Ident("A" + strings.Repeat("b", 56))},
		Ident("Decode" + strings.Repeat("Ä", 40) + "EndOfIt"): nil,
	} {
		got := Shorten(name)
		if want != nil {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		for _, short := range got {
			if n := utf8.RuneCountInString(string(short)); n > MaxLength || n == 0 || !utf8.ValidString(string(short)) {
				t.Errorf("%s became %q with %d letters", name, short, n)
			}
		}
	}
}
