package docs

// This file loads the labels of the reference pages, such as headings, from
// templates/docs/ui/LANGUAGE.json. A locale uses the labels of its language and
// script. If there are none, the labels are in English and the page says so.

import (
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/fragen-go/fragen/templates"
)

// fallbackUI is the language of the labels if the locale has none.
const fallbackUI = "en"

// labels holds the labels of a language by key.
type labels map[string]string

// readLabels returns the labels for a locale and their language. Labels missing from
// the language are in English; a test ensures that none are missing.
func readLabels(locale string) (labels, string, error) {
	available := templates.DocsLanguages()
	tag := fallbackUI
	for at := language.Make(locale); at != language.Und; at = at.Parent() {
		if slices.Contains(available, at.String()) {
			tag = at.String()
			break
		}
	}
	all := labels{}
	for _, name := range slices.Compact([]string{fallbackUI, tag}) {
		if err := json.Unmarshal(templates.DocsLabels(name), &all); err != nil {
			return nil, "", fmt.Errorf("labels in %s: %w", name, err)
		}
	}
	return all, tag, nil
}

// direction returns the writing direction of a locale, "ltr" or "rtl".
func direction(locale string) string {
	script, _ := language.Make(locale).Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

var rightToLeft = []string{"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}

// ownName returns the name of a locale in its own language.
func ownName(locale string) string {
	if name := display.Self.Name(language.Make(locale)); name != "" {
		return name
	}
	return locale
}

// nameIn returns the name of a locale in the language of another.
func nameIn(locale, in string) string {
	if namer := display.Languages(language.Make(in)); namer != nil {
		if name := namer.Name(language.Make(locale)); name != "" {
			return name
		}
	}
	return ownName(locale)
}

// sameLanguage reports whether two locales have the same language and script.
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
