package rest

// This file chooses the variant of a union by content. Generated code describes the
// variants as shapes: the kinds of their values and, for objects, the kinds of their
// members. It compares shapes only if a stated value, such as the discriminator,
// does not decide.
//
// A value may fit a shape exactly, or so loosely that the decoder can still read it:
// an enum has a value that the API description does not list, a number is in a
// string, or a member is null. These rules choose the variant:
//
//   - If one shape alone has the JSON kind of the value, and the value is no object or the
//     shape is a union, it is chosen.
//   - Otherwise, of the shapes that fit exactly, the one that knows most members is
//     chosen. Of several, the one that preserves most integers, then the first.
//   - If no shape fits exactly, the only one that fits loosely is chosen.
//
// Shapes are compared with the text before it is read, so this code does not detect
// all syntax errors.

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"time"
)

// Kinds is a set of kinds of values. It is for generated code.
type Kinds uint16

// The kinds of values in a [Shape].
const (
	OfNull   Kinds = 1 << iota
	OfBool         // a boolean
	OfInt32        // a 32-bit integer
	OfInt64        // a 64-bit integer
	OfUint64       // a 64-bit integer that is not negative
	OfNumber       // any number
	OfString       // any string
	OfTime         // a date and time as in RFC 3339
	OfBytes        // a string in base64
	OfArray
	OfObject

	OfAny     = OfNull | OfBool | OfNumber | OfString | OfArray | OfObject
	ofNumbers = OfInt32 | OfInt64 | OfUint64 | OfNumber
	ofStrings = OfString | OfTime | OfBytes
)

// Shape describes the values of a type, or a member of an object and its values. It
// is for generated code.
type Shape struct {
	Name     string // of a member
	Required bool   // the member must be present
	ReadOnly bool   // a required member may be missing in a request

	Kinds   Kinds
	Values  []string // allowed scalar values in JSON; nil allows any value
	Members []Shape  // of objects
	Closed  bool     // objects must not have other members
	Elem    *Shape   // array elements and undeclared object members; nil allows any value
	AnyOf   []Shape  // variants of a union; replaces Kinds
}

// Variant returns the index of the shape of the next value, or -1 if no shape
// matches. If indices are given, Variant considers only the shapes at these
// indices. Variant does not read the value. It is for generated code.
func (d *Decoder) Variant(shapes []Shape, indices ...int) int {
	kind := kindsOf(d.peek())
	only, tried := -1, 0
	each := func(try func(i int)) {
		for i := range shapes {
			if (len(indices) == 0 || slices.Contains(indices, i)) && shapes[i].allows(kind) {
				try(i)
			}
		}
	}
	each(func(i int) {
		tried++
		only = i
	})
	if tried == 0 || tried == 1 && (kind != OfObject || shapes[only].AnyOf != nil) {
		return only
	}
	f := fitter{data: d.data, strict: d.strict}
	exact, most, losses, loose, looseOnes := -1, -1, 0, -1, 0
	each(func(i int) {
		f.losses = 0
		switch level, known := f.fit(d.pos, &shapes[i]); {
		case level == fitsExactly && (known > most || known == most && f.losses < losses):
			exact, most, losses = i, known, f.losses
		case level == fitsLoosely:
			loose = i
			looseOnes++
		}
	})
	switch {
	case !d.looked(d.pos + f.passed/tried): // a union may have a hundred shapes
		return -1
	case exact >= 0:
		return exact
	case looseOnes == 1:
		return loose
	}
	return -1
}

// kindsOf returns the kinds of values that begin with a byte.
func kindsOf(c byte) Kinds {
	switch {
	case c == '"':
		return ofStrings
	case c == '{':
		return OfObject
	case c == '[':
		return OfArray
	case c == 'n':
		return OfNull
	case c == 't', c == 'f':
		return OfBool
	case c == '-', c >= '0' && c <= '9':
		return ofNumbers
	}
	return 0
}

// allows reports whether a value of one of the kinds may have the shape.
func (s *Shape) allows(kinds Kinds) bool {
	if s.Kinds&kinds != 0 {
		return true
	}
	for i := range s.AnyOf {
		if s.AnyOf[i].allows(kinds) {
			return true
		}
	}
	return false
}

// The levels at which a value fits a shape.
const (
	doesNotFit = iota
	fitsLoosely
	fitsExactly
)

// fitter compares values in data with shapes.
type fitter struct {
	data   []byte
	strict bool
	end    int // index after the last value that fits
	passed int // number of bytes that were looked at
	losses int // number of integers of which a float would lose digits
}

// fit returns the level at which the value at i fits a shape, and the number of
// its members that the shape knows.
func (f *fitter) fit(i int, s *Shape) (level, known int) {
	if i >= len(f.data) {
		return doesNotFit, 0
	}
	if s.AnyOf != nil {
		return f.fitAny(i, s.AnyOf)
	}
	switch kinds := kindsOf(f.data[i]); {
	case kinds == OfObject && s.Kinds&OfObject != 0:
		return f.fitObject(i, s)
	case kinds == OfArray && s.Kinds&OfArray != 0:
		return f.fitArray(i, s), 0
	case kinds == 0, kinds&(OfObject|OfArray) != 0:
		return doesNotFit, 0
	}
	f.end = passValue(f.data, i)
	f.passed += f.end - i
	return f.fitScalar(f.data[i:f.end], s), 0
}

// fitAny is fit for a union.
func (f *fitter) fitAny(i int, shapes []Shape) (level, known int) {
	before, losses, end := f.losses, f.losses, 0
	for n := range shapes {
		f.losses = before
		l, k := f.fit(i, &shapes[n])
		if l > level || l == level && (k > known || k == known && f.losses < losses) {
			level, known, losses, end = l, k, f.losses, f.end
		}
	}
	f.losses, f.end = losses, end
	return level, known
}

// fitPart is fit for a member or an element; a nil shape allows any value. A null can
// be read even if it is not allowed, except as a required constant. So can a value that
// no variant of a union fits.
func (f *fitter) fitPart(i int, s *Shape) (level, known int) {
	if s == nil {
		f.end = passValue(f.data, i)
		f.passed += f.end - i
		return fitsExactly, 0
	}
	level, known = f.fit(i, s)
	isConstant := s.Required && len(s.Values) == 1
	isNull := i < len(f.data) && f.data[i] == 'n' && !isConstant
	if level == doesNotFit && (isNull || s.AnyOf != nil) {
		f.end = passValue(f.data, i)
		return fitsLoosely, 0
	}
	return level, known
}

// fitObject is fit for an object.
func (f *fitter) fitObject(i int, s *Shape) (level, known int) {
	level = fitsExactly
	var room [64]bool
	present := append(room[:0], make([]bool, len(s.Members))...)
	next := 0 // members usually have the order of the shape
	for {
		name, value := memberAt(f.data, i+1)
		if value < 0 {
			i = space(f.data, i+1)
			break
		}
		f.passed += value - i
		part := s.Elem
		if n := s.indexOf(name, next); n >= 0 {
			part = &s.Members[n]
			present[n] = true
			next = n + 1
			known++
		} else if s.Closed {
			return doesNotFit, 0
		}
		l, k := f.fitPart(value, part)
		if level, known = min(level, l), known+k; level == doesNotFit {
			return doesNotFit, 0
		}
		if i = space(f.data, f.end); i >= len(f.data) || f.data[i] != ',' {
			break
		}
	}
	f.end = min(i+1, len(f.data))
	return min(level, s.complete(present)), known
}

// complete returns the level at which an object with some of the members fits.
func (s *Shape) complete(present []bool) int {
	level := fitsExactly
	for n, m := range s.Members {
		if m.Required && !present[n] {
			if !m.ReadOnly {
				return doesNotFit
			}
			level = fitsLoosely
		}
	}
	return level
}

// indexOf returns the index of the member with a name in JSON form, or -1. It looks
// at the members from the index next on first.
func (s *Shape) indexOf(name []byte, next int) int {
	for n := range s.Members {
		if n += next; n >= len(s.Members) {
			n -= len(s.Members)
		}
		if same(name, s.Members[n].Name) {
			return n
		}
	}
	return -1
}

// fitArray is fit for an array.
func (f *fitter) fitArray(i int, s *Shape) int {
	level := fitsExactly
	i = space(f.data, i+1)
	for i < len(f.data) && f.data[i] != ']' {
		l, _ := f.fitPart(i, s.Elem)
		if level = min(level, l); level == doesNotFit {
			return doesNotFit
		}
		if i = space(f.data, f.end); i >= len(f.data) || f.data[i] != ',' {
			break
		}
		i = space(f.data, i+1)
	}
	f.end = min(i+1, len(f.data))
	return level
}

// fitScalar is fit for a scalar with the given text.
func (f *fitter) fitScalar(text []byte, s *Shape) int {
	level := doesNotFit
	switch text[0] {
	case 'n':
		if s.Kinds&OfNull != 0 {
			return fitsExactly
		}
		return doesNotFit
	case 't', 'f':
		if s.Kinds&OfBool != 0 {
			level = fitsExactly
		}
	case '"':
		level = f.fitString(text, s.Kinds)
	default:
		level = fitNumber(text, s.Kinds)
		if s.Kinds&ofNumbers == OfNumber && !isExact(text) {
			f.losses++
		}
	}
	if level == doesNotFit || s.Values == nil {
		return level
	}
	return min(level, f.fitValues(text, s.Values))
}

// fitValues returns the level at which a scalar fits listed values. A single value
// is a constant. Other values may be new to the API description.
func (f *fitter) fitValues(text []byte, values []string) int {
	for _, v := range values {
		if string(text) == v {
			return fitsExactly
		}
	}
	form := canonicalText(text)
	isString := func(value string) bool { return value[0] == '"' }
	if !slices.ContainsFunc(values, isString) {
		form = canonicalText(trimQuotes(text))
	}
	switch {
	case slices.Contains(values, form):
		return fitsExactly
	case len(values) > 1, fold([]byte(form), values[0]):
		return fitsLoosely
	}
	return doesNotFit
}

func trimQuotes(text []byte) []byte {
	if n := len(text); n > 1 && text[0] == '"' {
		return text[1 : n-1]
	}
	return text
}

// fitString returns the level at which a string in JSON form fits kinds.
func (f *fitter) fitString(text []byte, kinds Kinds) int {
	content := trimQuotes(text)
	switch {
	case kinds&OfString != 0,
		kinds&OfTime != 0 && f.isTime(text),
		kinds&OfBytes != 0 && isBase64(text):
		return fitsExactly
	case f.strict && kinds&OfNumber == 0:
		return doesNotFit
	case kinds&OfBool != 0 && (fold(content, "true") || fold(content, "false")),
		kinds&OfNumber != 0 && (string(content) == "INF" || string(content) == "-INF" || string(content) == "NaN"):
		return fitsLoosely
	}
	number := trimNumeral(content)
	if !f.strict && len(number) > 0 && numberEnd(number, 0) == len(number) {
		return min(fitsLoosely, fitNumber(number, kinds))
	}
	return doesNotFit
}

func (f *fitter) isTime(text []byte) bool {
	d := Decoder{data: text, strict: f.strict}
	return d.Time() != time.Time{} || d.err == nil
}

// isBase64 reports whether a string in JSON form is base64 in the standard or URL
// alphabet.
func isBase64(text []byte) bool {
	d := Decoder{data: text}
	d.Bytes()
	return d.err == nil
}

// fitNumber returns the level at which the text of a number fits kinds.
func fitNumber(text []byte, kinds Kinds) int {
	if kinds&OfNumber != 0 {
		if _, err := strconv.ParseFloat(string(text), 64); err == nil {
			return fitsExactly
		}
	}
	if numberEnd(text, 0) != len(text) {
		return doesNotFit
	}
	negative, n, ok := integer(text)
	limit := uint64(math.MaxInt64)
	if negative {
		limit++
	}
	small := uint64(math.MaxInt32)
	if negative {
		small++
	}
	switch {
	case !ok:
	case kinds&OfUint64 != 0 && (!negative || n == 0),
		kinds&OfInt64 != 0 && n <= limit,
		kinds&OfInt32 != 0 && n <= small:
		return fitsExactly
	}
	return doesNotFit
}

// isExact reports whether a float preserves all digits of a number, unless it has a
// fraction.
func isExact(text []byte) bool {
	const digits = 15 // of any number that a float preserves
	if len(text) <= digits {
		return true
	}
	_, n, ok := integer(text)
	return !ok || bits.Len64(n)-bits.TrailingZeros64(n) <= 53
}

// Stated returns the JSON text of a scalar member of the next object without
// reading the object. Equal values have the same text: Stated returns 1 for
// both 1 and 1.0. The result is nil if the member is missing or null. If the
// name occurs twice, the first member is used. The result is valid until the
// next read.
func (d *Decoder) Stated(name string) []byte {
	at := d.lookAhead(name)
	if at < 0 || at >= len(d.data) || d.data[at] == '{' || d.data[at] == '[' || d.data[at] == 'n' {
		return nil
	}
	value := d.data[at:passValue(d.data, at)]
	if len(value) > 0 && value[0] == '"' && passPlain(value, 1) == len(value)-1 {
		return value // without an allocation
	}
	return []byte(canonicalText(value))
}

// canonicalText returns the JSON text of the scalar value with the given JSON text,
// in the one form that equal values share: "a" for "\u0061" and 1 for 1.0. It returns
// other values as they are.
func canonicalText(value []byte) string {
	switch {
	case len(value) == 0:
		return ""
	case value[0] == '"':
		return stringText(value)
	case value[0] == '-' || value[0] >= '0' && value[0] <= '9':
		return numberText(value)
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

// numberText is canonicalText for a number.
func numberText(text []byte) string {
	if numberEnd(text, 0) != len(text) {
		return string(text)
	}
	if negative, n, ok := integer(text); ok {
		sign := ""
		if negative && n != 0 {
			sign = "-"
		}
		return sign + strconv.FormatUint(n, 10)
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return string(text)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
