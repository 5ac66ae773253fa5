package api

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// This file has the JSON texts of scalar values. Equal values have equal texts.

// StringText returns the JSON text of a string.
func StringText(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic("internal: cannot encode a string: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// StringValue returns the string that has the given JSON text. It returns "" for
// other texts.
func StringValue(text string) string {
	var value string
	if json.Unmarshal([]byte(text), &value) != nil {
		return ""
	}
	return value
}

// NumberText returns the JSON text of a number: 1 for 1.0 and 1e0. It returns "" if
// the text is not a number.
func NumberText(text string) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) { // INF of OData has no JSON text
		return ""
	}
	const longest = 100 // so that the exponent is small
	if f != 0 && f == math.Trunc(f) && math.Abs(f) <= 1<<64 && len(text) <= longest {
		n, ok := new(big.Rat).SetString(text)
		if ok && n.IsInt() && new(big.Int).Abs(n.Num()).IsUint64() {
			return n.Num().String() // a float may lose digits
		}
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// ValueTexts returns the JSON texts of the only values of t, an enum or scalar. It
// returns nil if t has other values.
func (t *Type) ValueTexts() []string {
	if t.Kind != Enum {
		return t.Values
	}
	if t.Flags || t.Open {
		return nil
	}
	return t.MemberTexts()
}

// MemberTexts returns the JSON texts of the members of an enum.
func (t *Type) MemberTexts() []string {
	texts := make([]string, len(t.Members))
	for i, m := range t.Members {
		texts[i] = m.Value
		if t.MemberKind == String {
			texts[i] = StringText(m.Value)
		}
	}
	return texts
}

// Constant returns the JSON text of the only value of t, such as 1 or "cat". It
// returns "" if t has several values.
func (t *Type) Constant() string {
	if texts := t.ValueTexts(); len(texts) == 1 {
		return texts[0]
	}
	return ""
}
