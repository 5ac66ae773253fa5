package names

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestShortenForSuffix checks that shortened names have room for a suffix, and that letters
// are counted rather than bytes.
func TestShortenForSuffix(t *testing.T) {
	const suffix = 7
	for _, name := range []Ident{
		"ReposBranchesProtectionPutRequestBodyRestrictionsDismissalTeamsItem", Ident(strings.Repeat("Слово", 13)),
	} {
		for _, short := range Shorten(name, suffix) {
			if n := utf8.RuneCountInString(string(short)); n > MaxLength-suffix {
				t.Errorf("%s became %s with %d letters", name, short, n)
			}
		}
	}
	if name := Ident(strings.Repeat("Слово", 12)); !slices.Equal(Shorten(name, suffix), []Ident{name}) {
		t.Errorf("%s became %s", name, Shorten(name, suffix))
	}
}

func TestShorten(t *testing.T) {
	for name, want := range map[Ident][]Ident{
		"Pet": {"Pet"},
		"ReposBranchesProtectionPutRequestBodyRestrictionsDismissalTeamsItem": {
			"ReposPutRequestBodyRestrictionsDismissalTeamsItem",
			"ReposBranchesPutRequestBodyRestrictionsDismissalTeamsItem",
			"ReposBranchesProtectionBodyRestrictionsDismissalTeamsItem",
		},
		"OrganizationsOrganizationIDEnvironmentsEnvironmentIDConfigurationSnapshotsListAll": {
			"OrganizationsEnvironmentIDConfigurationSnapshotsListAll",
			"OrganizationsOrganizationConfigurationSnapshotsListAll",
			"OrganizationsOrganizationIDConfigurationSnapshotsListAll",
		},
		Ident("A" + strings.Repeat("b", 80)):                  {Ident("A" + strings.Repeat("b", 56))},
		Ident("Decode" + strings.Repeat("Ä", 40) + "EndOfIt"): nil,
	} {
		got := Shorten(name, 0)
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
