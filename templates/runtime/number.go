package rest

// This file reads numbers. It computes integers from their digits and never
// through a float, so all 64 bits are exact. This includes 1.0 and 1e2, which
// are integers in JSON, and numbers in strings.

import (
	"math"
	"strconv"
)

// number reads a number and returns its text.
func (d *Decoder) number(want string) []byte {
	end := numberEnd(d.data, d.pos)
	if end == 0 {
		d.mismatch(want)
		return nil
	}
	text := d.data[d.pos:end]
	d.pos = end
	return text
}

// numberEnd returns the index after the number at i, or 0 if there is none.
func numberEnd(data []byte, i int) int {
	if i < len(data) && data[i] == '-' {
		i++
	}
	switch {
	case i < len(data) && data[i] == '0':
		i++
	case i < len(data) && data[i] >= '1' && data[i] <= '9':
		i = digitsEnd(data, i)
	default:
		return 0
	}
	if i < len(data) && data[i] == '.' {
		end := digitsEnd(data, i+1)
		if end == i+1 {
			return 0
		}
		i = end
	}
	if i < len(data) && (data[i] == 'e' || data[i] == 'E') {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		end := digitsEnd(data, i)
		if end == i {
			return 0
		}
		i = end
	}
	return i
}

func digitsEnd(data []byte, i int) int {
	for i < len(data) && data[i] >= '0' && data[i] <= '9' {
		i++
	}
	return i
}

// numeral reads a number and returns its text and the offset of the value.
// Unless the decoder is strict, it also accepts a string that contains a
// number. The text is nil for null and after an error.
func (d *Decoder) numeral(want string) (text []byte, start int) {
	c := d.peek()
	start = d.pos
	switch {
	case c == '-' || c >= '0' && c <= '9':
		return d.number(want), start
	case c == '"' && !d.strict:
		content, plain, ok := d.quoted()
		if !ok {
			return nil, start
		}
		text = trimNumeral(content)
		if !plain || numberEnd(text, 0) != len(text) || len(text) == 0 {
			d.fail(start, want, describe(d.data, start))
			return nil, start
		}
		return text, start
	case c == 'n':
		d.word("null")
	default:
		d.mismatch(want)
	}
	return nil, start
}

// trimNumeral removes spaces, a plus sign and leading zeros from a number in a
// string.
func trimNumeral(s []byte) []byte {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	if len(s) > 1 && s[0] == '+' && s[1] != '-' {
		s = s[1:]
	}
	for len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' {
		s = s[1:]
	}
	return s
}

// signed reads an integer from low to high.
func (d *Decoder) signed(low, high int64, want string) int64 {
	text, start := d.numeral(want)
	if text == nil {
		return 0
	}
	negative, magnitude, ok := integer(text)
	n := int64(magnitude)
	if negative {
		ok = ok && magnitude <= 1<<63
		n = -n
	} else {
		ok = ok && magnitude <= math.MaxInt64
	}
	if !ok || n < low || n > high {
		d.fail(start, want, describe(d.data, start))
		return 0
	}
	return n
}

// integer returns the value of a number with an integral value, such as 12, 1.0
// or 1e2, if its magnitude fits in 64 bits.
func integer(text []byte) (negative bool, magnitude uint64, ok bool) {
	if text[0] == '-' {
		negative = true
		text = text[1:]
	}
	for i, c := range text {
		if c < '0' || c > '9' {
			magnitude, ok = scaled(text, i)
			return negative, magnitude, ok
		}
		if i >= 19 {
			magnitude, ok = appendDigit(magnitude, c)
			if !ok { // a negative exponent may make it small enough
				if end := digitsEnd(text, i); end < len(text) {
					magnitude, ok = scaled(text, end)
				}
				return negative, magnitude, ok
			}
			continue
		}
		magnitude = magnitude*10 + uint64(c-'0')
	}
	return negative, magnitude, true
}

func appendDigit(n uint64, c byte) (uint64, bool) {
	const limit = math.MaxUint64 / 10
	digit := uint64(c - '0')
	if n > limit || n == limit && digit > math.MaxUint64%10 {
		return 0, false
	}
	return n*10 + digit, true
}

// scaled computes the exact value of an unsigned number with a fraction or an
// exponent. whole is the length of its integer part.
func scaled(text []byte, whole int) (uint64, bool) {
	fraction := text[whole:]
	exponent := 0
	for i, c := range fraction {
		if c == 'e' || c == 'E' {
			exponent = exponentOf(fraction[i+1:])
			fraction = fraction[:i]
			break
		}
	}
	if len(fraction) > 0 {
		fraction = fraction[1:] // skip the point
	}
	point := whole + exponent // digits before the point count; digits after it must be 0
	n, ok := uint64(0), true
	for i, total := 0, whole+len(fraction); i < total || i < point && n != 0; i++ {
		c := byte('0')
		if i < whole {
			c = text[i]
		} else if i < total {
			c = fraction[i-whole]
		}
		if i < point {
			if n, ok = appendDigit(n, c); !ok {
				return 0, false
			}
		} else if c != '0' {
			return 0, false
		}
	}
	return n, true
}

// exponentOf returns the value of an exponent, limited to a range outside of
// which the result no longer changes.
func exponentOf(text []byte) int {
	const bound = 1 << 40 // more than the number of digits of any text
	sign, n := 1, 0
	for i, c := range text {
		switch {
		case i == 0 && c == '-':
			sign = -1
		case i == 0 && c == '+':
		case n < bound:
			n = n*10 + int(c-'0')
		}
	}
	return sign * n
}

// real reads a floating-point number.
func (d *Decoder) real(want string) float64 {
	if c := d.peek(); c == '"' {
		start := d.pos
		content, _, ok := d.quoted()
		if !ok {
			return 0
		}
		switch string(content) {
		case "INF", "Infinity":
			return math.Inf(1)
		case "-INF", "-Infinity":
			return math.Inf(-1)
		case "NaN":
			return math.NaN()
		}
		d.pos = start
	}
	text, start := d.numeral(want)
	if text == nil {
		return 0
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		d.fail(start, want, describe(d.data, start))
		return 0
	}
	return f
}
