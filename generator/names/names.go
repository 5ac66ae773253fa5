// Package names turns names from API descriptions into Go identifiers, file
// names and package names, and resolves conflicts within a scope.
//
// It takes strings and claims, returns identifiers, and may import only diag.
// It does not know how the identifiers are used.
//
// The files:
//   - split.go splits a string into words.
//   - names.go, this file, joins words into identifiers in a given Style.
//   - shorten.go shortens long identifiers.
//   - files.go does the same for files and packages.
//   - reserved.go lists the names that Go reserves.
//   - scope.go gives each claim a unique name.
package names

import (
	"go/token"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// Ident is a Go identifier.
type Ident string

// Rename is a Go name that fragen.yaml sets for an element of the API
// description.
type Rename struct {
	Pointer string // JSON pointer, without "#"
	Name    string
	Pos     diag.Pos
}

// maxIdentRunes is the maximum length of an identifier made from a string.
// Longer ones are cut at a word boundary: some API descriptions use whole
// sentences as schema names.
const maxIdentRunes = 100

// Style selects the casing of words.
type Style struct {
	// Initialisms selects the casing of Go's style guide: CallbackURI, UserIDs.
	// If false, the casing of the description is preserved: CallbackUri, UserIds.
	Initialisms bool
}

// Exported returns the exported identifier for text, at most 100 runes long. It
// returns "" if text contains no nameable character.
//
// It prepends N to a name that begins with a digit and X to one that begins
// with a letter that has no case. A sign before the first letter or digit is
// spelled out (Plus1, Minus1). Other symbols are spelled out only if text has
// neither letters nor digits (Star).
func (s Style) Exported(text string) Ident {
	return exportedIdent(truncateWords(s.words(text), maxIdentRunes))
}

// Parts returns the parts of the identifier for text, of any length. They are separated by
// symbols in text:
//
//	accounts-accountId-list    Accounts AccountID List
func (s Style) Parts(text string) []string {
	var out []string
	for i, part := range s.casedParts(text) {
		if i == 0 {
			out = append(out, string(exportedIdent(part)))
		} else {
			out = append(out, joinWords(part))
		}
	}
	return out
}

// Distinct returns two more identifiers for text, for the case that another text has the
// same one. The first spells all symbols, and the second adds the case of the letters:
//
//	ids    IDs                  LowerIDs
//	Ids    IDs                  CapitalIDs
//	ids[]  IDsList              LowerIDs
//	a_b    AUnderscoreB         LowerAB
func (s Style) Distinct(text string) (spelled, cased Ident) {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(text, "[]", " List ") {
		if name, ok := symbols[r]; ok {
			b.WriteString(" " + name + " ")
		} else {
			b.WriteRune(r)
		}
	}
	return s.Exported(b.String()), s.Exported(caseOf(text) + " " + text)
}

// caseOf describes the case of the letters in text.
func caseOf(text string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) || unicode.IsLower(r) {
			return r
		}
		return -1
	}, text)
	first, size := utf8.DecodeRuneInString(letters)
	switch {
	case letters == strings.ToLower(letters):
		return "Lower"
	case letters == strings.ToUpper(letters):
		return "Upper"
	case unicode.IsUpper(first) && letters[size:] == strings.ToLower(letters[size:]):
		return "Capital"
	}
	return "Mixed"
}

// Join returns prefix followed by the identifier for text, such as
// RejectReasonBusy or ResultCode200. Unlike Exported, it adds no letter before
// a digit. It returns "" if text contains no nameable character. The result is
// at most 100 runes long, but text always gets at least 30.
func (s Style) Join(prefix Ident, text string) Ident {
	words := s.words(text)
	if len(words) == 0 {
		return ""
	}
	room := max(maxIdentRunes-utf8.RuneCountInString(string(prefix)), 30)
	return exportedIdent(append([]string{string(prefix)}, truncateWords(words, room)...))
}

// Unexported returns the identifier for text with a lower-case first letter. It
// returns "" if text contains no nameable character. The first word is entirely
// lower case (id, httpServer). Keywords and predeclared names get the suffix
// Value (typeValue). To exclude other names, use Scope.Reserved.
func (s Style) Unexported(text string) Ident {
	words := s.words(text)
	if len(words) == 0 {
		return ""
	}
	words[0] = toLower(words[0])
	name := joinWords(truncateWords(words, maxIdentRunes))
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case unicode.IsDigit(first):
		name = "n" + name
	case unicode.IsUpper(first): // an upper-case letter without a lower-case form
		name = "x" + name
	}
	if IsKeyword(name) || IsPredeclared(name) {
		name += "Value"
	}
	return Ident(name)
}

// exportedIdent joins words into an identifier with an upper-case first letter.
func exportedIdent(words []string) Ident {
	if len(words) == 0 {
		return ""
	}
	name := joinWords(words)
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case unicode.IsUpper(first):
		return Ident(name)
	case unicode.IsDigit(first):
		return Ident("N" + name)
	}
	return Ident("X" + name)
}

// words returns the words of text, each cased for an exported identifier.
func (s Style) words(text string) []string { return slices.Concat(s.casedParts(text)...) }

// casedParts returns the words of text, each cased for an exported identifier, by part.
func (s Style) casedParts(text string) [][]string {
	parts := splitParts(text)
	shouted := isAllCapitals(parts)
	// All-capital text with a single part may be an acronym: keep its casing.
	if shouted && (s.Initialisms || len(parts) > 1) {
		for _, part := range parts {
			for i := range part {
				part[i] = toLower(part[i])
			}
		}
	}
	for _, part := range parts {
		for i, word := range part {
			if s.Initialisms {
				word = applyInitialism(word)
			}
			if s.Initialisms || i == 0 {
				word = capitalize(word)
			}
			part[i] = word
		}
	}
	return parts
}

// isAllCapitals reports whether the parts contain only capitals, as in
// IN_PROGRESS. Their case then carries no word boundaries. Two letters alone
// are more often a code, such as a country code, and do not count.
func isAllCapitals(parts [][]string) bool {
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

// capitalize returns word with its first letter in upper case.
func capitalize(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}

// toLower returns word in lower case, rune by rune. Unlike strings.ToLower, it
// never turns one letter into two, which could be invalid in an identifier.
func toLower(word string) string { return strings.Map(unicode.ToLower, word) }

// truncateWords drops words from the end until the rest has at most limit
// runes. If the first word alone is too long, it is cut.
func truncateWords(words []string, limit int) []string {
	length := 1 // reserved for the prefix N or X
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

// joinWords concatenates words. It separates adjacent digits of two words with
// an underscore: 1.0 becomes 1_0, not 10.
func joinWords(words []string) string {
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

// applyInitialism returns word in Go's casing if it is a known initialism,
// also in the plural or followed by a number (IDs, URL2). Otherwise it returns
// word.
func applyInitialism(word string) string {
	stem := strings.TrimRight(word, "0123456789")
	digits := word[len(stem):]
	upper := strings.ToUpper(word)
	switch {
	case mixedCaseWords[toLower(word)] != "":
		return mixedCaseWords[toLower(word)]
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

// mixedCaseWords are initialisms that also contain lower-case letters.
var mixedCaseWords = map[string]string{"ipv4": "IPv4", "ipv6": "IPv6"}

// initialisms are the initialisms of golint and common ones in telephony,
// identity and the web. Adding one changes the Go names of every target that
// has no fragen.lock. Never add an English word.
var initialisms = wordSet(`
ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON LHS QPS RAM RHS
RPC SLA SMTP SQL SSH TCP TLS TTL UDP UI UID UUID URI URL UTF8 VM XML XMPP XSRF
XSS
AES CIDR CORS CSRF CSV DTMF GPS GPU HMAC IMEI IMSI ISBN ISO JWK JWKS JWT LDAP MFA
MIME MSISDN NTP OIDC OTP PBX PDF PSTN QR RDF RSA RTCP RTP SAML SBC SCIM SDK SDP
SHA SIP SMS SRTP SSL SSO TOTP TTS URN USB UTC VPN WSS YAML
`)

// wordSet returns the space-separated words of list as a set.
func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		out[word] = true
	}
	return out
}

// IsValid reports whether name can be declared in Go: it is an identifier, but
// not blank, a keyword or predeclared.
func IsValid[T ~string](name T) bool {
	return token.IsIdentifier(string(name)) && name != "_" && !IsPredeclared(name)
}
