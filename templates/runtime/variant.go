package rest

import (
	"math"
	"strconv"
)

// canonicalText returns the JSON text of the scalar value with the given JSON text, in
// the one form that equal values share: "a" for "\u0061" and 1 for 1.0. It returns
// other values as they are.
func canonicalText(value []byte) string {
	switch {
	case len(value) == 0:
		return ""
	case value[0] == '"':
		return stringText(value)
	case value[0] == '-' || value[0] >= '0' && value[0] <= '9':
		return numberText(string(value))
	}
	return string(value)
}

func stringText(value []byte) string {
	if end := passPlain(value, 1); end == len(value)-1 {
		return string(value)
	}
	if len(value) < 2 || !checked(value[1:len(value)-1]) {
		return string(value)
	}
	text := appendString(nil, string(unquote(nil, value[1:len(value)-1])))
	return string(text)
}

func numberText(text string) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	const exact = 1 << 53 // larger floats are not exact integers
	f, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return text
	case math.Trunc(f) == f && math.Abs(f) < exact:
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
