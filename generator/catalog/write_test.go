package catalog

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// A sentence that is written without parsing it must read as itself.
func TestPlainSentences(t *testing.T) {
	words := []string{
		"Order", "y", "No", "null", "NaN", "e5", "x1_000", "inf", "ключ", "为", "a-b", "a.b.", "it's", "(x)", "--", "...", "1e3", "0x1",
	}
	for _, first := range words {
		for _, second := range words {
			for _, text := range []string{first, first + second, first + " " + second, first + "  " + second + " " + first} {
				if !isPlainSentence(text) || !readsPlain(text, true) {
					continue
				}
				for _, in := range []string{"k: " + text + "\n", "{k: " + text + ", z: z}\n", "- k: " + text + "\n  z: z\n"} {
					var got any
					err := yaml.Unmarshal([]byte(in), &got)
					if list, isList := got.([]any); isList {
						got = list[0]
					}
					if value, _ := got.(map[string]any); err != nil || value["k"] != text {
						t.Errorf("%q: %v, %v", strings.TrimSpace(in), got, err)
					}
				}
			}
		}
	}
	for _, text := range []string{"1 a", "a: b", "a #b", "a, b", " a", "a ", "-a", "a\tb", "a\u2028b", "~", "Yes"} {
		if isPlainSentence(text) && readsPlain(text, true) {
			t.Errorf("%q is written without quotes", text)
		}
	}
}
