package diag

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// EscapeJSON returns a JSON text with escapes for characters in its strings that are
// invisible, change the direction of text or could control a terminal. A reader gets the
// same strings.
func EscapeJSON(text []byte) []byte {
	return escapeHidden(text, func(out []byte, r rune) []byte {
		for _, unit := range utf16.AppendRune(nil, r) {
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
		return out
	})
}

// EscapeYAML is like EscapeJSON for a YAML text that has such characters only in strings
// in double quotes.
func EscapeYAML(text []byte) []byte {
	return escapeHidden(text, func(out []byte, r rune) []byte {
		if r > 0xFFFF {
			return fmt.Appendf(out, `\U%08x`, r)
		}
		return fmt.Appendf(out, `\u%04x`, r)
	})
}

// escapeHidden replaces the hidden characters in a text.
func escapeHidden(text []byte, escape func(out []byte, r rune) []byte) []byte {
	if !bytes.ContainsFunc(text, isHidden) {
		return text
	}
	out := make([]byte, 0, len(text)+100)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if isHidden(r) {
			out = escape(out, r)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}

// isHidden reports whether a character beyond ASCII has no shape and is no space. DEL
// counts, while the encoders escape the other control characters of ASCII.
func isHidden(r rune) bool {
	return r > '~' && !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r)
}
