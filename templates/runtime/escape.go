package rest

import "strings"

// The characters that remain unescaped, in addition to letters, digits and
// "-._~".
const (
	keepInLiteral = "!$&'()*+,;=:@" // allowed in a path segment
	keepInValue   = "!$&'()*,=:@"   // the same, except characters that some servers interpret
	keepInPart    = "!$&'*:@"       // the same, without the separators of a segment's parts
	keepInName    = "$@:"
	keepInQuery   = "$'()*:@/!"
)

// escape percent-encodes all bytes of s except letters, digits, "-._~" and the
// bytes in keep.
func escape(s, keep string) string {
	const hex = "0123456789ABCDEF"
	plain := 0
	for plain < len(s) && keeps(s[plain], keep) {
		plain++
	}
	if plain == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	b.WriteString(s[:plain])
	for i := plain; i < len(s); i++ {
		if c := s[i]; keeps(c, keep) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

func keeps(c byte, keep string) bool {
	return isAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~' || strings.IndexByte(keep, c) >= 0
}

// escapeReserved percent-encodes the characters that a query cannot hold. It
// preserves existing percent-encoding and the reserved characters of a URL,
// except "#", which would end the query.
func escapeReserved(s string) string { return escapeRest(s, keepInLiteral+"/?[]") }

// escapeLiteral percent-encodes a literal of a path template.
func escapeLiteral(s string) string { return escapeRest(s, keepInLiteral) }

// escapePart escapes a value between two literals of a path segment.
func escapePart(before, value, after string) string {
	if strings.HasSuffix(before, "'") && strings.HasPrefix(after, "'") {
		return escape(strings.ReplaceAll(value, "'", "''"), keepInValue)
	}
	if before == "" && after == "" {
		return escape(value, keepInValue)
	}
	return escape(value, keepInPart)
}

// escapeRest is like escape, but it preserves existing percent-encoding.
func escapeRest(s, keep string) string {
	if strings.IndexByte(s, '%') < 0 {
		return escape(s, keep)
	}
	var b strings.Builder
	for s != "" {
		plain, after, found := strings.Cut(s, "%")
		b.WriteString(escape(plain, keep))
		if found && len(after) >= 2 && isHex(after[0]) && isHex(after[1]) {
			b.WriteString("%" + after[:2])
			after = after[2:]
		} else if found {
			b.WriteString("%25")
		}
		s = after
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
