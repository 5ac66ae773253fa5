package codes

// This file reads the codes and subcodes that a row is for, in the forms that
// the key "keys" of its table states:
//
//	keys: {code: text}                             card_declined, 42P01
//	keys: {code: text, case: fold}                 42p01 is 42P01
//	keys: {code: number, bits: 32, base: 16}       0x80070005
//	keys: {code: number, subcode: text}            402 with insufficient_funds
//
// A word is read as it is written, although 00000 is a number in YAML.

import (
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// keyKinds are the values of "code" and "subcode" in "keys".
var keyKinds = []string{codekey.Numeric: "number", codekey.Text: "text", codekey.None: "none"}

// keys reads the forms of a table's codes and subcodes. They are read before the
// rest of the table, because the rows depend on them.
func (p *parser) keys(n yamlfile.Node, t *pendingTable) {
	value, ok := n.Lookup("keys")
	if !ok {
		return
	}
	code := codekey.Form{Signed: true}
	subcode := codekey.Form{Signed: true}
	hasSubcode, fold := false, false
	kind := func(key string, to *codekey.Form, known []string) yamlfile.Key {
		return yamlfile.Optional(key, func(v yamlfile.Node) {
			if text, ok := v.OneOf(quote(key), "kind of "+key, known); ok {
				to.Kind = codekey.Kind(slices.Index(keyKinds, text.Value))
			}
			hasSubcode = hasSubcode || key == "subcode"
		})
	}
	choice := func(key string, to *int, known ...int64) yamlfile.Key {
		return yamlfile.Optional(key, func(v yamlfile.Node) {
			number, ok := v.Int(quote(key), 0, math.MaxInt32)
			if ok && !slices.Contains(known, number) {
				v.Errorf("unknown-value", "%q: expected %d or %d, found %d", key, known[0], known[1], number)
			} else if ok {
				*to = int(number)
			}
		})
	}
	value.Map("keys",
		kind("code", &code, keyKinds[:codekey.None]),
		kind("subcode", &subcode, keyKinds),
		yamlfile.Optional("case", func(v yamlfile.Node) {
			text, _ := v.OneOf(`"case"`, "case", []string{"exact", "fold"})
			fold = text.Value == "fold"
		}),
		choice("bits", &code.Bits, 32, 64),
		choice("base", &code.Base, 10, 16),
	)
	if code.Kind == codekey.Text && !hasSubcode {
		subcode.Kind = codekey.None
	}
	t.Keys = checkForms(value, code, subcode, fold)
}

// checkForms returns the forms of a table. It reports keys that do not apply to
// them.
func checkForms(n yamlfile.Node, code, subcode codekey.Form, fold bool) codekey.Forms {
	isText := func(f codekey.Form) bool { return f.Kind == codekey.Text }
	for _, key := range n.Keys() {
		switch {
		case (key == "bits" || key == "base") && isText(code):
			n.Errorf("wrong-key", "%q is for codes that are numbers; remove it", key)
		case key == "case" && !isText(code) && !isText(subcode):
			n.Errorf("wrong-key", "%q is for codes that are words; remove it", key)
		}
	}
	for _, form := range []*codekey.Form{&code, &subcode} {
		if form.Kind != codekey.Numeric {
			*form = codekey.Form{Kind: form.Kind, Fold: fold && isText(*form)}
		}
	}
	if code.Base == 10 {
		code.Base = 0
	}
	return codekey.Forms{Code: code, Subcode: subcode}
}

// checkSelectors returns whether a row selects its codes in exactly one way, and
// reports it if it does not.
func (p *parser) checkSelectors(n yamlfile.Node, forms codekey.Forms) bool {
	has := n.Keys()
	present := func(names ...string) []string {
		return slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(has, name) })
	}
	codes := present("code", "class", "classes", "codeRange", "prefix")
	subcodes := present("subcode", "subcodes", "range", "pattern")
	for _, key := range slices.Concat(codes, subcodes) {
		if remedy := misplaced(key, forms); remedy != "" {
			n.Errorf("wrong-key", "%q is not possible in this table; %s", key, remedy)
			return false
		}
	}
	switch {
	case len(codes) == 0 && forms.Code.Kind == codekey.Text:
		n.Errorf("missing-key",
			`missing key "code" in row; add it, or add "prefix" for the codes that begin with some characters`)
	case len(codes) == 0:
		n.Errorf("missing-key",
			`missing key "code" in row; add it, or add "class" for a range of 100 codes such as 400 to 499`)
	case len(codes) > 1:
		n.Errorf("ambiguous-row", "%s are mutually exclusive; keep one", strings.Join(codes, " and "))
	case len(subcodes) > 1:
		n.Errorf("ambiguous-row", "%s are mutually exclusive; keep one", strings.Join(subcodes, " and "))
	case codes[0] != "code" && len(subcodes) == 1 && (subcodes[0] == "subcode" || subcodes[0] == "subcodes"):
		n.Errorf("ambiguous-row",
			"%q requires the \"code\" key, found %q; replace %[2]q with \"code\"", subcodes[0], codes[0])
	default:
		return true
	}
	return false
}

// misplaced returns a remedy if a table with these forms cannot have a key of a
// row.
func misplaced(key string, forms codekey.Forms) string {
	switch key {
	case "class", "classes", "codeRange":
		if forms.Code.Kind == codekey.Text {
			return `its codes are words; write "code" or "prefix"`
		}
	case "prefix":
		if forms.Code.Kind != codekey.Text {
			return `its codes are numbers; write "code", "class" or "codeRange"`
		}
	case "subcode", "subcodes", "range", "pattern":
		isNumeric := forms.Subcode.Kind == codekey.Numeric
		switch {
		case !forms.HasSubcodes():
			return `remove it, or write "subcode: text" or "subcode: number" in the table's "keys"`
		case !isNumeric && (key == "range" || key == "pattern"):
			return `its subcodes are words; write "subcodes"`
		}
	}
	return ""
}

// key reads a code or a subcode.
func (p *parser) key(n yamlfile.Node, label string, form codekey.Form) (codekey.Key, bool) {
	if form == (codekey.Form{}) {
		return p.defaultKey(n, label)
	}
	text, ok := n.Scalar(quote(label))
	if !ok {
		return codekey.Key{}, false
	}
	key, err := form.Parse(text.Value)
	if err != nil {
		rule := "wrong-kind"
		if errors.Is(err, codekey.ErrRange) {
			rule = "out-of-range"
		}
		n.Errorf(rule, "%q: %s", label, err)
	}
	return key, err == nil
}

// defaultKey reads a key of a table without "keys". The messages about other
// values show the keys that allow them.
func (p *parser) defaultKey(n yamlfile.Node, label string) (codekey.Key, bool) {
	needs := ""
	text := n.Source()
	if _, err := (codekey.Form{}).Parse(text); err != nil && !n.IsMap() && !n.IsList() {
		_, errSigned := codekey.Form{Signed: true}.Parse(text)
		_, errLong := codekey.Form{Bits: 64}.Parse(text)
		_, errWord := codekey.Form{Kind: codekey.Text}.Parse(text)
		switch {
		case errSigned == nil:
			needs = label + ": number"
		case errLong == nil && label == "code":
			needs = label + ": number, bits: 64"
		case errWord == nil && n.IsString():
			n.Errorf("wrong-kind",
				`%q: expected an integer, found a string; for words, add "keys: {%s: text}" to the table`, label, label)
			return codekey.Key{}, false
		}
	}
	if needs != "" {
		n.Errorf("out-of-range",
			`%q: expected an integer from 0 to %d, found %s; for other numbers, add "keys: {%s}" to the table`,
			label, math.MaxInt32, text, needs)
		return codekey.Key{}, false
	}
	number, ok := n.Int(quote(label), 0, math.MaxInt32)
	return codekey.Number(number), ok
}

// codes reads a code or a list of codes.
func (p *parser) codes(n yamlfile.Node, row *Code, t *pendingTable) {
	list := keyList{label: "code", form: t.Keys.Code, keys: &row.Codes}
	if !n.IsList() {
		p.addKey(n, &list, row)
		return
	}
	n.NonEmptyList(`"code"`, func(item yamlfile.Node) { p.addKey(item, &list, row) })
}

// subcode reads a subcode.
func (p *parser) subcode(n yamlfile.Node, list *keyList, row *Code) {
	if list.form.Kind != codekey.None { // otherwise checkSelectors reports the key
		p.addKey(n, list, row)
	}
}

// keyList is a list of keys of a row that is being read.
type keyList struct {
	label string
	form  codekey.Form
	keys  *[]codekey.Key
	known map[codekey.Key]bool // the canonical keys; nil if there are none
}

// has reports whether the list has a key in any spelling, and adds it to the known ones.
func (l *keyList) has(key codekey.Key) bool {
	key = l.form.Canonical(key)
	if l.known == nil {
		l.known = make(map[codekey.Key]bool, 1)
	}
	known := l.known[key]
	l.known[key] = true
	return known
}

// addKey reads a key and adds it to the list.
func (p *parser) addKey(n yamlfile.Node, list *keyList, row *Code) {
	key, ok := p.key(n, list.label, list.form)
	switch {
	case !ok:
	case list.has(key):
		n.Errorf("duplicate-code", "duplicate %s %s; remove one", list.label, list.form.Format(key))
	default:
		*list.keys = append(*list.keys, key)
		if key.IsWord() && !n.IsString() {
			row.Unquoted = append(row.Unquoted, diag.Text{Value: key.Word(), Pos: n.Pos()})
		}
	}
}

// prefix reads the beginning of words.
func (p *parser) prefix(n yamlfile.Node, label string, form codekey.Form) (string, bool) {
	if form.Kind != codekey.Text {
		return "", false // checkSelectors reports the key
	}
	key, ok := p.key(n, label, form)
	return key.Word(), ok
}

var codeRangeForm = regexp.MustCompile(`^(-?(?:0[xX][0-9A-Fa-f]+|[0-9]+))(?:-| to )(-?(?:0[xX][0-9A-Fa-f]+|[0-9]+))$`)

// codeRange reads a range of codes such as 4000-4999 or -32099 to -32000.
func (p *parser) codeRange(n yamlfile.Node, label string, form codekey.Form) *Range {
	text, ok := n.String(quote(label))
	if !ok || form.Kind != codekey.Numeric {
		return nil
	}
	parts := codeRangeForm.FindStringSubmatch(text.Value)
	if parts == nil {
		n.Errorf("invalid-pattern", "invalid range %q; write the first and the last code, such as 4000-4999",
			diag.Excerpt(text.Value))
		return nil
	}
	low, err := form.Parse(parts[1])
	high, errHigh := form.Parse(parts[2])
	switch {
	case err != nil:
		n.Errorf("out-of-range", "range %q: %s", diag.Excerpt(text.Value), err)
		return nil
	case errHigh != nil:
		n.Errorf("out-of-range", "range %q: %s", diag.Excerpt(text.Value), errHigh)
		return nil
	case low.Number() > high.Number() && wraps(parts[1], parts[2]):
		last, first := codekey.Number(math.MaxInt32), codekey.Number(math.MinInt32)
		if form.Base == 16 {
			last, first = codekey.Number(math.MaxUint32), codekey.Number(0)
		}
		n.Errorf("invalid-pattern", "invalid range %q: its codes are %s to %s and %s to %s; write two ranges",
			diag.Excerpt(text.Value), form.Format(low), form.Format(last), form.Format(first), form.Format(high))
		return nil
	case low.Number() >= high.Number():
		n.Errorf("invalid-pattern", "invalid range %q; the first code must be smaller than the last",
			diag.Excerpt(text.Value))
		return nil
	}
	return &Range{Pos: text.Pos, Low: low.Number(), High: high.Number(), Text: text.Value}
}

// wraps reports whether the first of two numbers is smaller, although it is the larger
// one as a 32-bit code: -5 and 5, which are 0xFFFFFFFB and 0x00000005.
func wraps(first, last string) bool {
	long := codekey.Form{Bits: 64}
	low, errLow := long.Parse(first)
	high, errHigh := long.Parse(last)
	return errLow == nil && errHigh == nil && low.Number() < high.Number()
}

// classes reads a list of classes.
func (p *parser) classes(to *[]int64) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.NonEmptyList(`"classes"`, func(item yamlfile.Node) { p.class(item, to) })
	}
}

func (p *parser) class(n yamlfile.Node, to *[]int64) {
	class, ok := n.Int(`"class"`, 1, 9)
	if ok && slices.Contains(*to, class) {
		n.Errorf("duplicate-code", "duplicate class %d; remove one", class)
	} else if ok {
		*to = append(*to, class)
	}
}

var patternForm = regexp.MustCompile(`^([1-9][0-9]{0,8})\{([a-z][A-Za-z0-9]{0,31}):([1-9])\}$`)

// pattern reads a pattern such as "540{sip:3}".
func (p *parser) pattern(n yamlfile.Node) *Pattern {
	text, ok := n.String(`"pattern"`)
	if !ok {
		return nil
	}
	parts := patternForm.FindStringSubmatch(text.Value)
	if parts == nil {
		n.Errorf("invalid-pattern",
			`invalid pattern %q; write digits and one capture with its length, such as "540{sip:3}"`,
			diag.Excerpt(text.Value))
		return nil
	}
	prefix, _ := strconv.ParseInt(parts[1], 10, 64)
	digits, _ := strconv.Atoi(parts[3])
	span := int64(1)
	for range digits {
		span *= 10
	}
	low := prefix * span
	pattern := &Pattern{Pos: text.Pos, Low: low, High: low + span - 1, Capture: parts[2], Text: text.Value}
	if pattern.High > math.MaxInt32 {
		n.Errorf("out-of-range", "pattern %q ends at %d; the largest subcode is %d", text.Value, pattern.High,
			math.MaxInt32)
		return nil
	}
	return pattern
}

var rangeForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})$`)

// subcodeRange reads a range such as 5000-5099.
func (p *parser) subcodeRange(n yamlfile.Node) *Pattern {
	text, ok := n.String(`"range"`)
	if !ok {
		return nil
	}
	parts := rangeForm.FindStringSubmatch(text.Value)
	if parts == nil {
		n.Errorf("invalid-pattern", "invalid range %q; write the first and the last subcode, such as 5000-5099",
			diag.Excerpt(text.Value))
		return nil
	}
	low, _ := strconv.ParseInt(parts[1], 10, 64)
	high, _ := strconv.ParseInt(parts[2], 10, 64)
	switch {
	case low >= high:
		n.Errorf("invalid-pattern", "invalid range %q; the first subcode must be smaller than the last", text.Value)
		return nil
	case high > math.MaxInt32:
		n.Errorf("out-of-range", "range %q ends at %d; the largest subcode is %d", text.Value, high, math.MaxInt32)
		return nil
	}
	return &Pattern{Pos: text.Pos, Low: low, High: high, Text: text.Value}
}
