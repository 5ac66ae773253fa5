package names

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestShortenParts checks that letters are counted rather than bytes, that parts stay
// whole, and that a suffix fits.
func TestShortenParts(t *testing.T) {
	for text, want := range map[string]Ident{
		"accounts-list": "AccountsList",
		"organizations-organizationId-environments-environmentId-configurationSnapshots-list": "" +
			"OrganizationsEnvironmentIDConfigurationSnapshotsList",
		"organizations-organizationId-environments-environmentId-two-2-factor-list-all-of-them": "" +
			"OrganizationsEnvironmentIDTwo2FactorListAllOfThem",
		"ORGANIZATIONS/ORGANIZATION-ID/ENVIRONMENTS/ENVIRONMENT-ID/CONFIGURATION/SNAPSHOTS/GET-ALL": "" +
			"OrganizationsIdConfigurationSnapshotsGetAll",
		strings.Repeat("слово-", 12):                 Ident(strings.Repeat("Слово", 12)),
		"listAll" + strings.Repeat("ButNotThese", 8): "ListTheseButNotTheseButNotTheseButNotTheseButNotThese",
	} {
		style := Style{Initialisms: !strings.Contains(text, "GET")}
		got := ShortenParts(style.Parts(text), len("Options"))
		if got[0] != want {
			t.Errorf("%s became %s, want %s", text, got[0], want)
		}
		for _, name := range got[min(1, len(got)-1):] {
			if n := utf8.RuneCountInString(string(name)); n > MaxLength-len("Options") && len(got) > 1 {
				t.Errorf("%s became %s with %d letters", text, name, n)
			}
		}
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
