package rest

// This file masks secrets in texts that come from outside: messages of the
// service, errors of the transport, and errors of token sources. A service may
// repeat a token in another form. So a text is also searched after its escapes
// have been decoded, several times because escapes may be nested, and the token
// is also searched in base64:
//
//	t/1  in JSON, a URL and HTML      t\/1  t\u002f1  t%2F1  t&#47;1
//	t/1  in a JSON string in a URL    t%5C%2F1
//	t/1  in base64, at any offset     dC8x  QvM  0LzE
//
// The secrets are then masked in the original text.

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	minSecret  = 4        // masking a shorter secret would only make the text unreadable
	minPart    = 8        // shortest masked beginning of a secret that is cut off
	maxEscapes = 4        // nested escapes that are decoded
	maxForeign = 64 << 10 // bytes of a body that are searched; errors show less
	maxCuts    = 4        // ellipses before which a secret may be cut off
)

// masker masks secrets.
type masker struct {
	forms []string // the texts to look for
}

// newMasker returns a masker for the secrets.
func newMasker(secrets []string) masker {
	var m masker
	for _, secret := range secrets {
		if len(secret) < minSecret {
			continue
		}
		for v := range (view{text: secret}).levels { // a secret may look escaped
			m.add(v.text)
		}
		for offset := range 3 {
			m.add(base64Part(base64.StdEncoding, secret, offset))
			m.add(base64Part(base64.URLEncoding, secret, offset))
		}
	}
	return m
}

func (m *masker) add(form string) {
	for _, form := range []string{form, strings.ReplaceAll(form, " ", "+")} { // a query may contain + for a space
		if len(form) >= minSecret && !slices.Contains(m.forms, form) {
			m.forms = append(m.forms, form)
		}
	}
}

// base64Part returns the characters that represent a secret in a longer text in
// base64. The offset of the secret in that text is a multiple of 3 plus offset.
func base64Part(encoding *base64.Encoding, secret string, offset int) string {
	encoded := encoding.EncodeToString([]byte("\x00\x00"[:offset] + secret))
	return encoded[(8*offset+5)/6 : 8*(offset+len(secret))/6]
}

// mask replaces the secrets in text with ***.
func (m masker) mask(text string) string {
	if len(m.forms) == 0 || text == "" {
		return text
	}
	var found []extent
	for v := range (view{text: text}).levels {
		found = m.find(v, found)
	}
	if found == nil {
		return text
	}
	slices.SortFunc(found, func(a, b extent) int { return a.start - b.start })
	var b strings.Builder
	end := 0
	for _, s := range found {
		if s.start >= end {
			b.WriteString(text[end:s.start])
			b.WriteString("***")
		}
		end = max(end, s.end)
	}
	b.WriteString(text[end:])
	return b.String()
}

// maskBody masks the secrets in the beginning of a body.
func (m masker) maskBody(text string) string { return m.mask(text[:min(len(text), maxForeign)]) }

// extent is a part of a text.
type extent struct{ start, end int }

// find appends the extents of the secrets in v to the list.
func (m masker) find(v view, list []extent) []extent {
	cuts := cutsOf(v.text)
	for _, form := range m.forms {
		for start := 0; ; {
			i := strings.Index(v.text[start:], form)
			if i < 0 {
				break
			}
			end := start + i + len(form)
			list = append(list, v.original(end-len(form), end))
			start = end
		}
		for _, end := range cuts {
			if n := commonPart(v.text[:end], form); n > 0 {
				list = append(list, v.original(end-n, end))
			}
		}
	}
	return list
}

// cutsOf returns the offsets at which the end of a secret may be cut off: the end
// of the text, and the places before an ellipsis, which may follow a quotation
// mark. If an incomplete escape is there, the offset before it is also returned.
func cutsOf(text string) []int {
	var cuts []int
	for end := len(text); end >= 0 && len(cuts) < maxCuts; end = strings.LastIndex(text[:end], "…") {
		whole := strings.TrimRight(text[:end], "\"'")
		cuts = append(cuts, len(whole))
		if i := strings.LastIndexAny(whole, `\%&`); i >= len(whole)-5 && i >= 0 {
			cuts = append(cuts, len(strings.TrimRight(whole[:i], `\`)))
		}
	}
	return cuts
}

// commonPart returns the length of the longest beginning of form with which text
// ends, or 0 if it is short.
func commonPart(text, form string) int {
	for n := min(len(form)-1, len(text)); n >= minPart; n-- {
		if strings.HasSuffix(text, form[:n]) {
			return n
		}
	}
	return 0
}

// view is a text whose escapes have been decoded. The offsets are those of its
// bytes and of its end in the original text; nil means that they are equal.
type view struct {
	text    string
	offsets []int
}

// levels passes v to yield, then v with its escapes decoded, and so on.
func (v view) levels(yield func(view) bool) {
	for more, n := true, 0; more && n <= maxEscapes && yield(v); n++ {
		v, more = v.decode()
	}
}

// original returns the extent of a part of v in the original text.
func (v view) original(start, end int) extent {
	if v.offsets == nil {
		return extent{start, end}
	}
	return extent{v.offsets[start], v.offsets[end]}
}

// decode decodes one level of escapes. It reports whether there are any.
func (v view) decode() (decoded view, found bool) {
	if !strings.ContainsAny(v.text, `\%&`) {
		return v, false
	}
	text, offsets := make([]byte, 0, len(v.text)), make([]int, 0, len(v.text)+1)
	for i := 0; i < len(v.text); {
		char, n := decodeEscape(v.text[i:])
		if found = found || n > 0; n == 0 {
			char, n = v.text[i:i+1], 1
		}
		text = append(text, char...)
		for range len(char) {
			offsets = append(offsets, v.original(i, i).start)
		}
		i += n
	}
	return view{string(text), append(offsets, v.original(len(v.text), len(v.text)).end)}, found
}

// decodeEscape decodes the escape with which text begins, and returns its length,
// which is 0 if there is none.
func decodeEscape(text string) (char string, n int) {
	text = text[:min(len(text), 12)]
	switch {
	case text[0] == '%':
		return decodeHex(text, len("%"))
	case text[0] == '&':
		return decodeEntity(text)
	case text[0] != '\\' || len(text) == 1:
		return "", 0
	case text[1] == 'x':
		return decodeHex(text, len(`\x`))
	}
	switch n = escapeLen([]byte(text)); {
	case n == 0 && text[1] == 'u': // incomplete
		return "", 0
	case n == 0:
		return text[1:2], 2
	}
	if n == 6 && utf16.IsSurrogate(hex4([]byte(text))) && escapeLen([]byte(text[6:])) == 6 {
		n = 12
	}
	return string(unquote(nil, []byte(text[:n]))), n
}

// decodeHex decodes the two hexadecimal digits at text[start:] to a byte.
func decodeHex(text string, start int) (char string, n int) {
	n = start + 2
	if len(text) < n {
		return "", 0
	}
	code, err := strconv.ParseUint(text[start:n], 16, 8)
	if err != nil {
		return "", 0
	}
	return string([]byte{byte(code)}), n
}

// decodeEntity decodes a character reference of HTML. It knows the names that
// encoders use.
func decodeEntity(text string) (char string, n int) {
	name, _, found := strings.Cut(text[1:], ";")
	n = len(name) + len("&;")
	if !found {
		return "", 0
	}
	switch name {
	case "amp":
		return "&", n
	case "lt":
		return "<", n
	case "gt":
		return ">", n
	case "quot":
		return `"`, n
	case "apos":
		return "'", n
	}
	number, ok := strings.CutPrefix(name, "#")
	base := 10
	if digits, isHex := strings.CutPrefix(strings.ToLower(number), "x"); isHex {
		number, base = digits, 16
	}
	code, err := strconv.ParseUint(number, base, 21)
	if !ok || err != nil {
		return "", 0
	}
	return string(rune(code)), n
}

// maskTokens masks the words in the error of a token source that look like
// secrets: JSON Web Tokens, and values with a name such as access_token. A token
// source talks to a service whose secrets the client does not know.
func maskTokens(text string) string {
	var b strings.Builder
	for text != "" {
		start := strings.IndexFunc(text, isTokenRune)
		if start < 0 {
			break
		}
		end := start + len(text[start:]) - len(strings.TrimLeftFunc(text[start:], isTokenRune))
		word, before := text[start:end], text[:start]
		b.WriteString(before)
		if len(word) >= minPart && looksSecret(word, b.String()) {
			word = "***"
		}
		b.WriteString(word)
		text = text[end:]
	}
	return b.String() + text
}

// isTokenRune reports whether a token may contain r. It excludes the equals sign,
// with which base64 may end.
func isTokenRune(r rune) bool {
	return r < utf8.RuneSelf && isAlnum(byte(r)) || strings.ContainsRune("-._~+/%", r)
}

// looksSecret reports whether a word looks like a secret, given the text before it.
func looksSecret(word, before string) bool {
	const around = " \t\"'\\"
	before = strings.ToLower(before[max(0, len(before)-64):])
	trimmed := strings.TrimRight(before, around)
	name := strings.TrimRight(strings.TrimRight(trimmed, "=:"), "\"'\\")
	switch {
	case strings.HasPrefix(word, "eyJ"): // {" in base64
		return true
	case strings.HasSuffix(trimmed, "bearer"), strings.HasSuffix(trimmed, "basic"):
		return strings.ContainsAny(word, "0123456789") // not a word of a sentence
	case !strings.HasSuffix(trimmed, "=") && !strings.HasSuffix(trimmed, "\":"):
		return false
	}
	name = strings.NewReplacer("-", "", "_", "").Replace(name)
	return slices.ContainsFunc(
		[]string{"token", "secret", "password", "assertion", "apikey", "authorization"},
		func(secret string) bool { return strings.HasSuffix(name, secret) })
}
