// Package names turns wire names into Go identifiers, file names and package
// names, and allocates identifiers within a scope.
//
// It takes texts and claims, gives identifiers, and may import only diag.
//
// The story: split.go cuts a text into words, this file puts words together
// again as Style wants them, files.go does so for files and packages,
// reserved.go knows which names Go keeps for itself, scope.go decides who gets
// a name that several want. Nothing here knows what a name is for.
package names

import (
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// Ident is a Go identifier.
type Ident string

// Rename is a Go name that fragen.yaml sets for a place in the API description.
type Rename struct {
	Pointer string // JSON pointer, without "#"
	Name    string
	Pos     diag.Pos
}

// maxRunes is the longest identifier made from a text; longer ones are cut at
// a word. Descriptions name schemas after whole sentences at times.
const maxRunes = 100

// Style says how words are cased.
type Style struct {
	// Initialisms true writes CallbackURI and UserIDs, as Go programmers do.
	// False keeps the vendor's inner casing: CallbackUri, UserIds.
	Initialisms bool
}

// Exported returns the exported identifier for text, or "" when text holds
// nothing that can be named. At most 100 runes long.
//
// Texts that begin with a digit get the prefix N, and those that begin with a
// letter without case the prefix X. A sign before the first letter or digit is
// spelled (Plus1, Minus1); other symbols only when nothing else is there
// (Star).
func (s Style) Exported(text string) Ident {
	return export(fit(s.words(text), maxRunes))
}

// Join returns prefix followed by the identifier for text, such as
// RejectReasonBusy or ResultCode200, where the prefix saves text the letter
// that Exported puts before a digit. It is "" when text names nothing. The
// result has at most 100 runes, or 30 more than a long prefix.
func (s Style) Join(prefix Ident, text string) Ident {
	words := s.words(text)
	if len(words) == 0 {
		return ""
	}
	room := max(maxRunes-utf8.RuneCountInString(string(prefix)), 30)
	return export(append([]string{string(prefix)}, fit(words, room)...))
}

// Unexported returns the identifier for text that begins with a lower-case
// letter, or "" when text holds nothing that can be named. The first word is
// wholly in lower case (id, httpServer). Keywords and predeclared names get
// the suffix Value (typeValue). Other names that the place forbids are the
// business of Scope.Reserved.
func (s Style) Unexported(text string) Ident {
	words := s.words(text)
	if len(words) == 0 {
		return ""
	}
	words[0] = lower(words[0])
	name := glue(fit(words, maxRunes))
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case unicode.IsDigit(first):
		name = "n" + name
	case unicode.IsUpper(first): // a capital that has no small letter
		name = "x" + name
	}
	if IsKeyword(name) || IsPredeclared(name) {
		name += "Value"
	}
	return Ident(name)
}

// export glues words into an identifier whose first letter is upper case.
func export(words []string) Ident {
	if len(words) == 0 {
		return ""
	}
	name := glue(words)
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case unicode.IsUpper(first):
		return Ident(name)
	case unicode.IsDigit(first):
		return Ident("N" + name)
	}
	return Ident("X" + name)
}

// words returns the words of text, each cased as it stands in an exported
// identifier.
func (s Style) words(text string) []string {
	var out []string
	parts := split(text)
	shouted := shouts(parts)
	// A shouted text of one part may be an acronym: the vendor's style keeps it.
	if shouted && (s.Initialisms || len(parts) > 1) {
		for _, part := range parts {
			for i := range part {
				part[i] = lower(part[i])
			}
		}
	}
	for _, part := range parts {
		for i, word := range part {
			if s.Initialisms {
				word = initialism(word)
			}
			if s.Initialisms || i == 0 {
				word = raise(word)
			}
			out = append(out, word)
		}
	}
	return out
}

// shouts reports whether the parts are all capitals, as in IN_PROGRESS, so
// that their case says nothing. Two letters alone are more often a code, such
// as that of a country, and stay.
func shouts(parts [][]string) bool {
	letters := 0
	for _, part := range parts {
		for _, word := range part {
			for _, r := range word {
				if unicode.IsLower(r) {
					return false
				}
				if unicode.IsUpper(r) {
					letters++
				}
			}
		}
	}
	return letters > 2
}

// raise returns word with its first letter in upper case.
func raise(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// lower returns word in lower case, rune by rune, so that no letter becomes
// two of which one may not stand in an identifier.
func lower(word string) string { return strings.Map(unicode.ToLower, word) }

// fit drops words from the end until the rest has at most limit runes. A first
// word that is too long alone is cut.
func fit(words []string, limit int) []string {
	length := 1 // for a prefix
	for i, word := range words {
		length += utf8.RuneCountInString(word)
		if i > 0 && digitsMeet(words[i-1], word) {
			length++
		}
		switch {
		case length <= limit:
		case i == 0:
			return []string{string([]rune(word)[:limit-1])}
		default:
			return words[:i]
		}
	}
	return words
}

// glue joins words; an underscore keeps digits apart that would run together
// (1.0 is 1_0, not 10).
func glue(words []string) string {
	var b strings.Builder
	for i, word := range words {
		if i > 0 && digitsMeet(words[i-1], word) {
			b.WriteByte('_')
		}
		b.WriteString(word)
	}
	return b.String()
}

// digitsMeet reports whether a ends and b begins with a digit.
func digitsMeet(a, b string) bool {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	return unicode.IsDigit(last) && unicode.IsDigit(first)
}

// initialism returns word as Go programmers write it when it is a known
// initialism, in plural or with a number at its end too (ids, url2), else word
// itself.
func initialism(word string) string {
	stem := strings.TrimRight(word, "0123456789")
	digits := word[len(stem):]
	upper := strings.ToUpper(word)
	switch {
	case spelled[lower(word)] != "":
		return spelled[lower(word)]
	case initialisms[upper]:
		return upper
	case stem == "":
		return word
	case initialisms[strings.ToUpper(stem)]:
		return strings.ToUpper(stem) + digits
	}
	if one, plural := strings.CutSuffix(stem, "s"); plural && initialisms[strings.ToUpper(one)] {
		return strings.ToUpper(one) + "s" + digits
	}
	return word
}

// spelled are words that are neither all capitals nor plain.
var spelled = map[string]string{"ipv4": "IPv4", "ipv6": "IPv6"}

// initialisms are golint's, and those of telephony, identity and the web that
// it lacks. A new one here renames what has no fragen.lock: add with care, and
// none that is an English word.
var initialisms = set(`
ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON LHS QPS RAM RHS
RPC SLA SMTP SQL SSH TCP TLS TTL UDP UI UID UUID URI URL UTF8 VM XML XMPP XSRF
XSS
AES CIDR CORS CSRF CSV DTMF GPS GPU HMAC IMEI IMSI ISBN ISO JWK JWKS JWT LDAP MFA
MIME MSISDN NTP OIDC OTP PBX PDF PSTN QR RDF RSA RTCP RTP SAML SBC SCIM SDK SDP
SHA SIP SMS SRTP SSL SSO TOTP TTS URN USB UTC VPN WSS YAML
`)

// set returns the blank-separated words of list as a set.
func set(list string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		out[word] = true
	}
	return out
}

// IsValid reports whether name can be declared in Go: an identifier that is
// neither blank nor a keyword nor predeclared.
func IsValid[T ~string](name T) bool {
	return token.IsIdentifier(string(name)) && name != "_" && !IsPredeclared(name)
}
