package catalog

// This file decides how the codes of a new table are written. The cells of its
// first source page show whether they are numbers, possibly negative or
// hexadecimal, or words:
//
//	200, 404         no "keys", the default
//	-32700, 1        keys: {code: number}
//	0x80070005       keys: {code: number, bits: 32, base: 16}
//	card_declined    keys: {code: text}
//	00000, 42P01     keys: {code: text}

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
)

// anyNumber is the form of all numbers.
var anyNumber = codekey.Form{Signed: true, Bits: 64}

var (
	wordForm   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.:/+-]*$`)
	letterForm = regexp.MustCompile(`[A-Za-z]`)
	hexForm    = regexp.MustCompile(`^0[xX][0-9A-Fa-f]{1,16}$`)
	paddedForm = regexp.MustCompile(`^0[0-9]+$`)
)

// isWord reports whether text without decoration can be a code that is a word.
func isWord(text string) bool {
	return wordForm.MatchString(text) && letterForm.MatchString(text) && !hexForm.MatchString(text) &&
		!classForm.MatchString(text)
}

// isWordCell is like isWord for a cell with one code or more.
func isWordCell(cell Cell) bool {
	for _, word := range listSeparator.Split(plainWord(cell.Text), 100) {
		if !isWord(word) {
			return false
		}
	}
	return true
}

// plainWord returns a cell without decoration. A star at the end can be a
// footnote mark or a wildcard, so it is not removed.
func plainWord(text string) string {
	text = nameInParentheses.ReplaceAllString(plainCell(text), "")
	return strings.TrimSpace(wordMark.ReplaceAllString(text, ""))
}

// wordMark matches a footnote mark after a word.
var wordMark = regexp.MustCompile(`(?:\s*(?:\[\^?[\p{L}\p{N}_-]{1,20}\]|[†‡§]+))+$`)

// guessForms returns the forms of the codes and subcodes of tables with the given
// columns.
func guessForms(grids []*Grid, found []columns) codekey.Forms {
	var cells [2][]Cell
	for i, grid := range grids {
		for _, row := range grid.Rows {
			for role := range cells {
				if column := found[i][role]; column >= 0 && column < len(row) && !grid.structures(row) {
					cells[role] = append(cells[role], row[column])
				}
			}
		}
	}
	forms := codekey.Forms{Code: guessForm(cells[codeColumn]), Subcode: guessForm(cells[subcodeColumn])}
	forms.Subcode.Bits, forms.Subcode.Base = 0, 0
	if forms.IsDefault() {
		return forms
	}
	hasSubcode := func(cell Cell) bool { return !isNoSubcode(cell.Text) }
	if !slices.ContainsFunc(cells[subcodeColumn], hasSubcode) {
		forms.Subcode = codekey.Form{Kind: codekey.None}
	}
	for _, form := range []*codekey.Form{&forms.Code, &forms.Subcode} {
		form.Signed = form.Kind == codekey.Numeric
	}
	return forms
}

// guessForm returns the form of the codes in cells. They are words if most of them
// have letters: a few can be typing errors in numbers. If codes have letters and
// others have leading zeros, a third is sufficient. Numbers are words if they have
// leading zeros and the same length, or if a third of them has leading zeros.
func guessForm(cells []Cell) codekey.Form {
	filled, words, padded, hex := 0, 0, 0, 0
	isLong, fits32 := false, true
	lengths := make(map[int]bool) // of numbers
	var form codekey.Form
	for _, cell := range cells {
		for _, text := range listSeparator.Split(plainWord(cell.Text), 100) {
			if m := twice.FindStringSubmatch(text); m != nil {
				text = m[1]
			}
			filled++
			if digits.MatchString(text) {
				lengths[len(text)] = true
			}
			switch {
			case text == "" || isNoSubcode(text):
				filled--
			case isWord(text) && nameBehind.FindString(text) == "":
				words++
			case paddedForm.MatchString(text):
				padded++
			case hexForm.MatchString(text):
				hex++
			}
			key, err := anyNumber.Parse(strings.Replace(text, "−", "-", 1))
			if n := key.Number(); err == nil {
				form.Signed = form.Signed || n < 0
				isLong = isLong || n > math.MaxInt32 || n < math.MinInt32
				fits32 = fits32 && n <= math.MaxUint32 && n >= math.MinInt32
			}
		}
	}
	switch {
	case words > 0 && (3*words >= 2*filled || padded > 0 && 3*(words+padded) >= filled):
		return codekey.Form{Kind: codekey.Text}
	case padded > 0 && hex == 0 && !form.Signed && (len(lengths) == 1 || 3*padded >= filled):
		return codekey.Form{Kind: codekey.Text} // 00, 05 and 14
	case hex > 0 && 2*hex >= filled:
		form.Base, form.Bits = 16, 64
		if fits32 {
			form.Bits = 32
		}
	case isLong:
		form.Bits = 64
	}
	return form
}
