package diag

import (
	"encoding/json"
	"strings"
	"testing"
)

// A reader of JSON gets the same strings, and the text has no hidden characters.
func TestEscapeJSON(t *testing.T) {
	const text = "a\u202e\u2066\u009b\u0085\u007f\u00ad\U000E0041\ufeff\u200d\u00a0é漢😀\"\n"
	quoted, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	escaped := EscapeJSON(quoted)
	const want = `"a\u202e\u2066\u009b\u0085\u007f\u00ad\udb40\udc41\ufeff\u200d` + "\u00a0é漢😀" + `\"\n"`
	if string(escaped) != want {
		t.Errorf("got %s, want %s", escaped, want)
	}
	var got string
	if err := json.Unmarshal(escaped, &got); err != nil || got != text {
		t.Errorf("%q: %v", got, err)
	}
	if got := string(EscapeYAML([]byte("\xff\u202e\U000E0041"))); got != "\xff"+`\u202e\U000e0041` {
		t.Errorf("got %q", got)
	}
	if invalid := strings.Repeat("\xff", 2); string(EscapeJSON([]byte(invalid))) != invalid {
		t.Error("invalid bytes have changed")
	}
}
