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
//	t/1  in hexadecimal digits        742f31
//
// The secrets are then masked in the original text. The search ignores line
// breaks and the case of letters. A service may also send only a part of a token, or
// put other text into it, so each part of a secret is masked unless it is so short that
// it may be an ordinary word:
//
//	k7Qz-password-91xT  in "the password k7Qz-pas\n  sword-91xT"  the password ***  ***

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	minSecret  = 4        // masking a shorter secret would only make the text unreadable
	minPart    = 8        // a shorter secret is masked only as a whole; the parts in masker have this length
	longPart   = 16       // shortest part that is masked even if it consists of words
	maxRepeat  = 64       // bytes of a found secret that are searched for another beginning
	maxEscapes = 4        // nested escapes that are decoded
	maxEscape  = 20       // length of an escape that is decoded
	maxForeign = 64 << 10 // bytes of a body that are searched; errors show less
)

// masker masks secrets.
type masker struct {
	forms []form
	parts map[uint64]bool // each 8 bytes of the secrets in lower case; false if they may be words
}

// form is a text that the masker looks for. A message may cut it off, so its beginning is
// masked too, unless it may be an ordinary word.
type form struct {
	text  string // in lower case
	least int    // length of the shortest beginning
}

// newMasker returns a masker for the secrets and for the names of users. A name may
// begin with a common word, so it is masked only as a whole.
func newMasker(secrets []string, users ...string) masker {
	var m masker
	for _, secret := range secrets {
		m.addForms(secret, false)
	}
	for _, user := range users {
		m.addForms(user, true)
	}
	return m
}

// addForms adds the forms of a secret, which is masked only as a whole or also if it
// is cut off.
func (m *masker) addForms(secret string, whole bool) {
	if len(secret) < minSecret {
		return
	}
	whole = whole || len(secret) < minPart
	for v := range (view{text: secret}).levels { // a secret may look escaped
		if m.add(v.text, whole); !whole {
			m.addParts(v.text)
		}
	}
	m.add(fmt.Sprintf("%x", secret), whole)
	for offset := range 3 {
		m.add(base64Part(base64.StdEncoding, secret, offset), whole)
		m.add(base64Part(base64.URLEncoding, secret, offset), whole)
	}
}

func (m *masker) add(text string, whole bool) {
	least := len(text)
	if !whole {
		least = shortestBeginning(text)
	}
	text = foldCase(text)
	for _, text := range []string{text, strings.ReplaceAll(text, " ", "+")} { // a query may contain + for a space
		known := func(f form) bool { return f.text == text }
		if len(text) < minSecret || slices.ContainsFunc(m.forms, known) {
			continue
		}
		m.forms = append(m.forms, form{text, least})
	}
}

// shortestBeginning returns the length of the shortest beginning of a form that is masked.
// It includes the first characters that ordinary words do not contain:
//
//	k7Qz9Wm…  in  k7Qz9WmXbT      password1…  in  password123
func shortestBeginning(text string) int {
	if len(text) < minPart {
		return len(text)
	}
	least := min(minPart, len(text)*3/4)
	for least < min(longPart, len(text)) && isWords(text[:least]) {
		least++
	}
	return least
}

// addParts adds the parts of a secret. In base64 and hexadecimal digits, only its
// beginning is masked: these parts would take several times as much memory.
func (m *masker) addParts(secret string) {
	if m.parts == nil {
		m.parts = make(map[uint64]bool, len(secret))
	}
	var part uint64
	for i := range len(secret) {
		if part = part<<8 | uint64(lower(secret[i])); i >= minPart-1 {
			m.parts[part] = m.parts[part] || !isWords(secret[i+1-minPart:i+1])
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
	text := foldCase(v.text)
	for _, f := range m.forms {
		for start := 0; ; start++ {
			i := strings.Index(text[start:], f.text[:f.least])
			if i < 0 {
				break
			}
			start += i
			end := start + f.least
			for end < len(text) && end-start < len(f.text) && text[end] == f.text[end-start] {
				end++
			}
			list = append(list, v.original(start, end))
			start = max(start, end-maxRepeat) // a secret and a text may repeat the same characters
		}
	}
	return m.findParts(v, text, list)
}

// findParts appends the extents of the parts of secrets in v, whose text in lower case
// is given.
func (m masker) findParts(v view, text string, list []extent) []extent {
	var part uint64
	start, isSecret := -1, false // of parts that overlap
	for i := 0; i <= len(text) && len(m.parts) > 0; i++ {
		random, found := false, false
		if i < len(text) {
			if part = part<<8 | uint64(text[i]); i >= minPart-1 {
				random, found = m.parts[part]
			}
		}
		switch {
		case found && start < 0:
			start, isSecret = i+1-minPart, random
		case found:
			isSecret = isSecret || random
		case start >= 0:
			if isSecret || i-start >= longPart {
				list = append(list, v.original(start, i))
			}
			start = -1
		}
	}
	return list
}

// isWords reports whether a part of a secret may consist of ordinary words: it has no
// digits, and no capital letter follows a small one.
func isWords(text string) bool {
	small := false
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', small && c >= 'A' && c <= 'Z':
			return false
		default:
			small = c >= 'a' && c <= 'z'
		}
	}
	return true
}

// foldCase converts the ASCII letters in text to lower case. The offsets in the
// result are those in text.
func foldCase(text string) string {
	data := []byte(text)
	for i, c := range data {
		data[i] = lower(c)
	}
	return string(data)
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

// decode decodes one level of escapes and removes line breaks and null characters,
// which are every second byte of UTF-16. It reports whether there are any.
func (v view) decode() (decoded view, found bool) {
	if !strings.ContainsAny(v.text, "\\%&\r\n\x00") {
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
// which is 0 if there is none. A line break is an escape without a character.
func decodeEscape(text string) (char string, n int) {
	text = text[:min(len(text), maxEscape)]
	switch {
	case text[0] == '\r', text[0] == '\n', text[0] == 0:
		return "", 1
	case text[0] == '%':
		return decodeHex(text, len("%"))
	case text[0] == '&':
		return decodeEntity(text)
	case text[0] != '\\' || len(text) == 1:
		return "", 0
	case text[1] == 'x':
		return decodeHex(text, len(`\x`))
	case text[1] >= '0' && text[1] <= '3':
		if code, err := strconv.ParseUint(text[1:min(len(text), 4)], 8, 8); err == nil && len(text) >= 4 {
			return string([]byte{byte(code)}), 4
		}
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
// encoders use. Like a browser, it does not require the semicolon after a number.
func decodeEntity(text string) (char string, n int) {
	number, ok := strings.CutPrefix(text, "&#")
	if !ok {
		name, _, found := strings.Cut(text[1:], ";")
		if char = entity(name); !found || char == "" {
			return "", 0
		}
		return char, len(name) + len("&;")
	}
	base, digits := 10, "0123456789"
	if number != "" && lower(number[0]) == 'x' {
		number, base, digits = number[1:], 16, "0123456789abcdefABCDEF"
	}
	rest := strings.TrimLeft(number, digits)
	code, err := strconv.ParseUint(number[:len(number)-len(rest)], base, 21)
	if err != nil {
		return "", 0
	}
	return string(rune(code)), len(text) - len(strings.TrimPrefix(rest, ";"))
}

// entity returns the character with a name of HTML, or "".
func entity(name string) string {
	switch name {
	case "amp":
		return "&"
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "quot":
		return `"`
	case "apos":
		return "'"
	case "sol":
		return "/"
	case "plus":
		return "+"
	case "equals":
		return "="
	case "period":
		return "."
	case "lowbar":
		return "_"
	}
	return ""
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
