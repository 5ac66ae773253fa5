package docs

// The words of the pages themselves. They are ours, one file of JSON for each
// language in templates/docs/ui; a locale takes those of its language and
// script, and English, visibly, when there are none.

import (
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/fragen-go/fragen/templates"
)

// fallbackUI is the language of the words where there are none in a locale's.
const fallbackUI = "en"

// words are a language's, by key.
type words map[string]string

// readWords returns the words for a locale and the language that they are in.
// What a language lacks comes in English; a test sees that none does.
func readWords(locale string) (words, string, error) {
	spoken := templates.DocsLanguages()
	tag := fallbackUI
	for at := language.Make(locale); at != language.Und; at = at.Parent() {
		if slices.Contains(spoken, at.String()) {
			tag = at.String()
			break
		}
	}
	all := words{}
	for _, name := range slices.Compact([]string{fallbackUI, tag}) {
		if err := json.Unmarshal(templates.DocsWords(name), &all); err != nil {
			return nil, "", fmt.Errorf("words in %s: %w", name, err)
		}
	}
	return all, tag, nil
}

// direction is the way in which a language is written.
func direction(locale string) string {
	script, _ := language.Make(locale).Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

var rightToLeft = []string{"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}

// ownName is what a language calls itself.
func ownName(locale string) string {
	if name := display.Self.Name(language.Make(locale)); name != "" {
		return name
	}
	return locale
}

// nameIn is what a language is called in another one.
func nameIn(locale, in string) string {
	if namer := display.Languages(language.Make(in)); namer != nil {
		if name := namer.Name(language.Make(locale)); name != "" {
			return name
		}
	}
	return ownName(locale)
}

// sameLanguage reports whether a reader of one locale reads the other.
func sameLanguage(a, b string) bool {
	baseA, scriptA, _ := language.Make(a).Raw()
	baseB, scriptB, _ := language.Make(b).Raw()
	return baseA == baseB && (scriptA == scriptB || sameScript(a, b))
}

func sameScript(a, b string) bool {
	scriptA, _ := language.Make(a).Script()
	scriptB, _ := language.Make(b).Script()
	return scriptA == scriptB
}
