package codes

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

// testLocales are the locales whose pairs are compared with the matcher of x/text.
var testLocales = strings.Fields(`
	ar ar-MA ar-SA az bn bs ca cs da de de-AT de-CH el en en-AU en-GB en-IN es es-419 es-ES es-MX fa fi fil fr fr-CA
	he hi hr hu id it iw ja ko ms nb nl nn no pl pt pt-BR pt-PT ro ru sh sr sr-Latn sv th tl tr uk ur uz
	vi zh zh-CN zh-HK zh-Hans zh-Hant zh-TW`)

// The intended differences from x/text, whose tables are those of CLDR 32 of 2017.

// difference is a set of pairs, a desired and an available locale, and the reason
// for a different result.
type difference struct{ reason, pairs string }

// onlyText are pairs that only x/text considers a match.
var onlyText = []difference{
	{"the text is in another script, which the reader may not know; the source locale is better", `
		sr sr-Latn, sr-Latn sr, sr sh, sh sr,
		zh zh-Hant, zh zh-HK, zh zh-TW, zh-CN zh-Hant, zh-CN zh-HK, zh-CN zh-TW, zh-Hans zh-Hant, zh-Hans zh-HK,
		zh-Hans zh-TW, zh-Hant zh, zh-Hant zh-CN, zh-Hant zh-Hans, zh-HK zh, zh-HK zh-CN, zh-HK zh-Hans,
		zh-TW zh, zh-TW zh-CN, zh-TW zh-Hans`},
	{"the other language is only a widespread second one, at a distance of 30; the source locale is better", `
		az ru, bn en, bn en-AU, bn en-GB, bn en-IN, ur en, ur en-AU, ur en-GB, ur en-IN, uz ru`},
	{"sh is another name of sr-Latn, and x/text does not match that with bs and hr", `
		sh bs, sh hr, bs sh, hr sh`},
	{"newer versions of CLDR have the opposite direction: readers of Indonesian read Malay", `ms id`},
}

// onlyOurs are pairs that only Match considers a match.
var onlyOurs = []difference{
	{"newer versions of CLDR have the opposite direction: readers of Indonesian read Malay", `id ms`},
	{"nb and no match nn, so both of them must", `no nn`},
}

// TestMatchPairs compares Match with x/text for all pairs of locales.
func TestMatchPairs(t *testing.T) {
	var text, ours []string
	for _, have := range testLocales {
		for _, want := range testLocales {
			byText := textMatches(want, have)
			_, isOurs := (&Table{Source: "x", Locales: []string{have}}).Match(want)
			switch {
			case byText && !isOurs:
				text = append(text, want+" "+have)
			case isOurs && !byText:
				ours = append(ours, want+" "+have)
			}
		}
	}
	compareDifferences(t, "only x/text", onlyText, text)
	compareDifferences(t, "only fragen", onlyOurs, ours)
}

// textMatches reports whether x/text serves want by have.
func textMatches(want, have string) bool {
	_, _, confidence := language.NewMatcher([]language.Tag{language.Raw.Make(have)}).Match(language.Raw.Make(want))
	return confidence != language.No
}

func compareDifferences(t *testing.T, name string, want []difference, got []string) {
	t.Helper()
	var list []string
	for _, d := range want {
		for pair := range strings.SplitSeq(d.pairs, ",") {
			list = append(list, strings.Join(strings.Fields(pair), " "))
		}
	}
	slices.Sort(list)
	slices.Sort(got)
	if diff := cmp.Diff(list, got); diff != "" {
		t.Errorf("%s (-listed +found):\n%s", name, diff)
	}
}

// otherChoices are the choices between two locales that differ from those of x/text,
// as "desired: choice, choice of x/text".
var otherChoices = []difference{
	{"the desired tag itself is available; x/text chooses the first equivalent one", `
		es: es es-ES, pt: pt pt-BR, zh: zh zh-CN, zh: zh zh-Hans, zh-CN: zh zh-Hans, zh-Hans: zh zh-CN`},
	{"the locale without a region is for all regions; x/text chooses the first one", `
		ar-MA: ar ar-SA, de-AT: de de-CH, de-CH: de de-AT, es-419: es es-ES, es-MX: es es-ES, pt-PT: pt pt-BR,
		zh-HK: zh-Hant zh-TW, zh: zh-Hans zh-CN`},
	{"the other choice has the desired script", `
		zh-Hant: zh-HK zh, zh-Hant: zh-HK zh-CN, zh-Hant: zh-HK zh-Hans,
		zh-TW: zh-HK zh, zh-TW: zh-HK zh-CN, zh-TW: zh-HK zh-Hans, sr-Latn: sh sr`},
	{"sh is another name of sr-Latn", `sh: sr-Latn bs, sh: sr-Latn hr, sh: sr-Latn sr`},
	{"no is another name of nb", `nb: no da, nb: no nn`},
	{"the locales are equally close, so the first one is best", `da: nb no, nn: no nb`},
}

// TestMatchChoices compares the choices of Match between two locales with those of
// x/text if both match the desired one.
func TestMatchChoices(t *testing.T) {
	served := make(map[string][]string) // locales that match a desired one
	for _, want := range testLocales {
		for _, have := range testLocales {
			if textMatches(want, have) {
				served[want] = append(served[want], have)
			}
		}
	}
	found := make(map[string]bool)
	for _, want := range testLocales {
		for _, first := range served[want] {
			for _, second := range served[want] {
				haves := []string{first, second}
				matcher := language.NewMatcher([]language.Tag{language.Raw.Make(first), language.Raw.Make(second)})
				_, index, _ := matcher.Match(language.Raw.Make(want))
				if got, ok := (&Table{Source: "x", Locales: haves}).Match(want); ok && got != haves[index] {
					found[want+": "+got+" "+haves[index]] = true
				}
			}
		}
	}
	compareDifferences(t, "choices", otherChoices, slices.Collect(maps.Keys(found)))
}

// TestMatchCopies checks that the files of Match are those of the runtime.
func TestMatchCopies(t *testing.T) {
	for _, name := range []string{"langtag.go", "langtables.go"} {
		ours, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := os.ReadFile("../../templates/runtime/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(ours, bytes.Replace(theirs, []byte("package rest\n"), []byte("package codes\n"), 1)) {
			t.Errorf("%s differs from the runtime's; run go run ./tools/cldr", name)
		}
	}
}
