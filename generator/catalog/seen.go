package catalog

// This file decides which parts of a source page are its text. Elements that
// readers do not see, buttons and pictures are not. Remarks such as a disclaimer
// are not part of the introduction. A number in superscript, or linked to another
// place of the page, is a footnote mark if it follows a text.

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// unseen are the elements whose content is not text.
var unseen = map[string]bool{
	"script": true, "style": true, "template": true, "svg": true, "button": true, "select": true, "textarea": true,
	"noscript": true, "math": true,
}

// voidElements have no end tag.
var voidElements = map[string]bool{
	"br": true, "img": true, "input": true, "hr": true, "wbr": true, "col": true, "link": true, "meta": true,
}

var hiddenStyle = regexp.MustCompile(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden)`)

// hides reports whether a start tag begins a hidden element or is inside of one.
func (a *assembler) hides(name string, attrs []html.Attribute) bool {
	if a.hidden != "" && endsRow[a.hidden] && endsRow[name] && !a.nests(name) {
		a.hidden = "" // the end tag of a row or cell may be omitted
	}
	switch {
	case a.hidden == name:
		a.hiddenDepth++
	case a.hidden == "" && !voidElements[name] && (unseen[name] || isHidden(attrs)):
		if t := a.table(); t != nil && name == "tr" {
			a.endRow(t)
		} else if t != nil && (name == "td" || name == "th") {
			a.endCell(t)
		}
		a.hidden, a.hiddenDepth = name, 1
	}
	return a.hidden != ""
}

// endsRow are the elements whose start tags end a row or a cell.
var endsRow = map[string]bool{"tr": true, "td": true, "th": true, "tbody": true, "thead": true, "tfoot": true}

// nests reports whether an element can be inside of the hidden one.
func (a *assembler) nests(name string) bool {
	isCell := name == "td" || name == "th"
	switch a.hidden {
	case "td", "th":
		return false
	case "tr":
		return isCell
	}
	return isCell || name == "tr"
}

func isHidden(attrs []html.Attribute) bool {
	for _, attr := range attrs {
		switch attr.Key {
		case "hidden":
			return true
		case "style":
			if hiddenStyle.MatchString(attr.Val) {
				return true
			}
		}
	}
	return false
}

// endsHidden reports whether an end tag is inside of a hidden element or ends it.
func (a *assembler) endsHidden(name string) bool {
	switch {
	case a.hidden == "":
		return false
	case name == a.hidden:
		if a.hiddenDepth--; a.hiddenDepth == 0 {
			a.hidden = ""
		}
	case name == "table" && endsRow[a.hidden]:
		a.hidden = ""
		return false
	}
	return true
}

// asideClass matches the classes of remarks.
var asideClass = regexp.MustCompile(
	`(?i)\b(?:alert|admonition|callout|note|warning|important|caution|notice|infobox|banner)\b`)

// startAside records the start tag of a remark, or of an element inside of one
// with the same name.
func (a *assembler) startAside(name string, attrs []html.Attribute) {
	isAside := name == "blockquote" || name == "aside"
	for _, attr := range attrs {
		isAside = isAside || name == "div" && attr.Key == "class" && asideClass.MatchString(attr.Val)
	}
	nested := len(a.asides) > 0 && a.asides[0] == name
	if (isAside || nested) && len(a.asides) < maxDeep {
		a.endBlock()
		a.asides = append(a.asides, name)
	}
}

func (a *assembler) endAside(name string) {
	if n := len(a.asides); n > 0 && a.asides[n-1] == name {
		if a.table() == nil {
			a.endBlock()
		}
		a.asides = a.asides[:n-1]
	}
}

// piece is a piece of text, or of a text and its source.
type piece struct {
	text             string
	at               int
	toText, toSource bool
}

// mark is an element that may be a footnote mark.
type mark struct {
	name   string // sup or a
	linked bool   // to another place of the page
	pieces []piece
}

// startMark begins a superscript, or a link in a cell.
func (a *assembler) startMark(name string, attrs []html.Attribute) {
	linked := false
	for _, attr := range attrs {
		if attr.Key != "href" {
			continue
		}
		linked = strings.HasPrefix(attr.Val, "#")
		if t := a.table(); t != nil && t.inCell && t.cell.link == "" && strings.HasPrefix(attr.Val, "https://") {
			t.cell.link = attr.Val
		}
	}
	switch {
	case a.mark != nil:
		a.mark.linked = a.mark.linked || linked
	case name == "sup" || linked && a.table() != nil && a.table().inCell:
		a.mark = &mark{name: name, linked: linked}
	}
}

var (
	markNumber  = regexp.MustCompile(`^[\[(]?(\p{Nd}{1,3})[\])]?$`)
	markPower   = regexp.MustCompile(`^[-−](\p{Nd}{1,3})$`)
	markNumbers = regexp.MustCompile(`^[\[(]?\p{Nd}{1,3}(?:[,;\s]+\p{Nd}{1,3})+[\])]?$`)
	markSign    = regexp.MustCompile(`^(?:[*†‡§]+|[\[(][a-z][\])]|[a-z])$`)
	romanEnd    = regexp.MustCompile(`(?:^|[^\p{L}])[IVXLC]+$`) // before an ordinal ending, as in XXIe siècle
)

// lower records that the open cell has text that is lowered, so it may be no part of a code.
func (a *assembler) lower() {
	if t := a.table(); t != nil && t.inCell {
		t.cell.marked = true
	}
}

// endMark adds the text of a mark. A number with a link is a footnote mark. Another
// number becomes superscript: the readers of cells decide whether it is a footnote mark
// or an exponent.
func (a *assembler) endMark() {
	m := a.mark
	if m == nil {
		return
	}
	a.mark = nil
	var content strings.Builder
	for _, p := range m.pieces {
		content.WriteString(p.text)
	}
	text := normalizeSpace(content.String())
	number := markNumber.FindStringSubmatch(text)
	isMark := m.name == "sup" || a.followsText()
	isLetter := markSign.MatchString(text) && m.name == "sup" && a.followsWord()
	power := markPower.FindStringSubmatch(text)
	switch {
	case number != nil && isMark && m.linked:
	case power != nil && m.name == "sup":
		a.lower()
		first := m.pieces[0]
		first.text = "⁻" + superscript(power[1])
		a.put(first)
	case number != nil && isMark:
		first := m.pieces[0]
		first.text = superscript(number[1])
		a.put(first)
	case markNumbers.MatchString(text) && a.followsWord():
	case markSign.MatchString(text) && isMark && (m.linked || strings.ContainsAny(text, "*†‡§")), isLetter:
	default:
		if t := a.table(); m.name == "sup" && t != nil && t.inCell {
			t.cell.marked = true
		}
		for _, p := range m.pieces {
			a.put(p)
		}
	}
}

// followsWord reports whether the open cell ends with a word of three letters or more, or
// with the end of a sentence. A letter in superscript after them is a footnote mark, but
// the ones in 2e, No and XXIe are not.
func (a *assembler) followsWord() bool {
	t := a.table()
	if t == nil || !t.inCell {
		return false
	}
	text := t.text.text.String()
	return wordEnd.MatchString(text) && !romanEnd.MatchString(text)
}

var wordEnd = regexp.MustCompile(`(?:[\p{L}_]{3}|[.,;:!?)»”"。，；：！？）])$`)

// followsText reports whether the open cell ends with a text and no space.
func (a *assembler) followsText() bool {
	t := a.table()
	if t == nil || !t.inCell {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(t.text.text.String())
	return unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(".!?)。！？）", last)
}
