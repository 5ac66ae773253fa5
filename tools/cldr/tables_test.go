package main

import (
	"strings"
	"testing"
)

// small is an archive with a few languages.
var small = map[string]string{
	"availableLocales.json": `{"availableLocales": {"full": ["de", "de-AT", "en", "nb", "no", "sr-Latn", "und", "zh-Hant"]}}`,
	"likelySubtags.json": `{"supplemental": {"likelySubtags": {
		"de": "de-Latn-DE", "en": "en-Latn-US", "fr": "fr-Latn-FR", "nb": "nb-Latn-NO", "no": "no-Latn-NO",
		"sr": "sr-Cyrl-RS", "sr-ME": "sr-Latn-ME", "zh": "zh-Hans-CN", "zh-TW": "zh-Hant-TW", "zh-Hant": "zh-Hant-TW",
		"zh-CN": "zh-Hans-CN"}}}`,
	"aliases.json": `{"supplemental": {"metadata": {"alias": {"languageAlias": {
		"sh": {"_replacement": "sr-Latn"}, "deu": {"_replacement": "de"}, "fra": {"_replacement": "fr"}}}}}}`,
	"parentLocales.json":        `{"supplemental": {"parentLocales": {"parentLocale": {"nb": "no", "nn": "no"}}}}`,
	"territoryContainment.json": `{"supplemental": {"territoryContainment": {"019": {"_contains": ["US", "CA"]}}}}`,
	"languageMatching.json": `{"supplemental": {"languageMatching": {"written-new": {
		"paradigmLocales": {"_locales": ["en", "en-GB"]},
		"matchVariables": {"$enUS": {"_value": "PR+US"}},
		"languageMatch": [
			{"_desired": "nb", "_supported": "no", "_distance": 1},
			{"_desired": "nn", "_supported": "no", "_distance": 20},
			{"_desired": "gsw", "_supported": "de", "_distance": 4, "_oneway": true},
			{"_desired": "en", "_supported": "de", "_distance": 30, "_oneway": true},
			{"_desired": "*", "_supported": "*", "_distance": 80},
			{"_desired": "en-*-$enUS", "_supported": "en-*-$enUS", "_distance": 4},
			{"_desired": "en-*-$!enUS", "_supported": "en-*-GB", "_distance": 3},
			{"_desired": "en-*-$!enUS", "_supported": "en-*-$!enUS", "_distance": 4},
			{"_desired": "en-*-*", "_supported": "en-*-*", "_distance": 5},
			{"_desired": "*-*-*", "_supported": "*-*-*", "_distance": 4}]}}}}`,
}

func smallFiles(replace ...string) map[string][]byte {
	files := make(map[string][]byte)
	for name, text := range small {
		files[name] = []byte(strings.NewReplacer(replace...).Replace(text))
	}
	return files
}

func TestRender(t *testing.T) {
	got, err := render(smallFiles())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"de LatnDE en LatnUS nb LatnNO no LatnNO sr CyrlRS zh HansCN "`,
		`"sr ME Latnzh TW Hant"`,
		`"zh HantTW "`,
		`"deude     sh sr-Latn"`,
		`"gswde 04nb no 01nn no 20no nb 01"`,
		`return "PR US", "GB", "US GB"`,
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("missing %s in\n%s", want, got)
		}
	}
}

// TestRenderUnknownRule checks that a rule of a new kind is not ignored.
func TestRenderUnknownRule(t *testing.T) {
	_, err := render(smallFiles(`"en-*-GB", "_distance": 3`, `"en-*-GB", "_distance": 2`))
	if err == nil || !strings.Contains(err.Error(), "cannot render the rule") {
		t.Errorf("got error %v", err)
	}
}
