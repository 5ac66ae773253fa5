package exchange

// This file reads and writes XLIFF 1.2. A table is a file, a text a trans-unit:
//
//	<file original="graph.communications.calls"><trans-unit id="ended-by-bot.message">
//
// Stale texts have the state needs-translation and machine translations a
// needs-review state, with a state-qualifier that distinguishes them. Reviewed
// texts are signed-off and approved.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

const staleQualifier = "x-fragen-stale"

// states1 are the attributes of a target by status.
var states1 = map[Status]string{
	Unfinished: ` state="needs-translation"`,
	Stale:      ` state="needs-translation" state-qualifier="` + staleQualifier + `"`,
	Machine:    ` state="needs-review-translation" state-qualifier="mt-suggestion"`,
	Translated: ` state="translated"`,
	Reviewed:   ` state="signed-off"`,
}

// writeXLIFF1 writes a document as XLIFF 1.2.
func writeXLIFF1(b *bytes.Buffer, doc *Document) {
	fmt.Fprintf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"+
		"<xliff xmlns=\"%s\" xmlns:fragen=\"%s\" version=\"1.2\">\n", xliff1Space, fragenSpace)
	order, units := doc.domains()
	for _, domain := range order {
		fmt.Fprintf(b, "  <file original=\"%s\" datatype=\"plaintext\" source-language=\"%s\" target-language=\"%s\""+
			" xml:space=\"preserve\">\n    <body>\n", escaped(domain), escaped(doc.Source), escaped(doc.Locale))
		for _, u := range units[domain] {
			unit1(b, u)
		}
		b.WriteString("    </body>\n  </file>\n")
	}
	b.WriteString("</xliff>\n")
}

// unit1 writes a unit as a trans-unit.
func unit1(b *bytes.Buffer, u *Unit) {
	c := &placeholderCodes{}
	ph := func(number int, text string) string {
		return fmt.Sprintf(`<ph id="%d" ctype="x-placeholder">%s</ph>`, number, escaped(text))
	}
	approved := ""
	if u.Status == Reviewed {
		approved = ` approved="yes"`
	}
	fmt.Fprintf(b, "      <trans-unit id=\"%s.%s\"%s%s>\n        <source>%s</source>\n",
		escaped(u.Key.Row), escaped(u.Key.Part), approved, stampAttr(u), c.inline(u.Source, ph))
	if u.Target != "" {
		fmt.Fprintf(b, "        <target%s>%s</target>\n", states1[u.Status], c.inline(u.Target, ph))
	}
	for _, note := range u.Notes {
		fmt.Fprintf(b, "        <note from=\"fragen\">%s</note>\n", escaped(note))
	}
	b.WriteString("      </trans-unit>\n")
}

// xliff1 reads the files of a document.
func (r *reader) xliff1(root *element) {
	for _, file := range root.children("file") {
		r.recordLocales(file.pos, file.attr("source-language"), file.attr("target-language"))
		for _, body := range file.children("body") {
			r.units1(file.attr("original"), body)
		}
	}
}

// units1 reads the trans-units of a body, including those in groups.
func (r *reader) units1(domain string, body *element) {
	for _, e := range body.children("trans-unit", "group") {
		if e.name.Local == "group" {
			r.units1(domain, e)
			continue
		}
		key, ok := r.unitKey(domain, e)
		if !ok {
			continue
		}
		u, in := &Unit{Pos: e.pos, Key: key}, inline1{}
		if source := r.only(e, "source"); source != nil {
			u.Source = oneLine(key, in.text(source))
		}
		if target := r.only(e, "target"); target != nil {
			u.Pos, u.Target = target.pos, oneLine(key, in.text(target))
			u.Status = r.status1(e, target)
		}
		r.addUnit(u, e.attrIn(fragenSpace, "stamp"))
	}
}

// status1 returns the status of a trans-unit.
func (r *reader) status1(unit, target *element) Status {
	state := target.attr("state")
	if state == "" && unit.attr("approved") == "yes" {
		return Reviewed
	}
	status, ok := stateOf1(state, target.attr("state-qualifier"))
	if !ok {
		r.refuse(target.pos, "unknown-state",
			"unknown state %q; use a state of XLIFF 1.2, such as new, needs-translation, translated or final",
			shorten(state))
	}
	return status
}

// stateOf1 returns the status for a state of XLIFF 1.2, and whether there is such
// a state.
func stateOf1(state, qualifier string) (status Status, ok bool) {
	switch {
	case state == "signed-off", state == "final":
		return Reviewed, true
	case state == "", state == "translated":
		return Translated, true
	case strings.HasPrefix(state, "needs-review-"):
		if slices.Contains([]string{"mt-suggestion", "leveraged-mt"}, qualifier) {
			return Machine, true
		}
		return Translated, true
	case qualifier == staleQualifier:
		return Stale, true
	}
	return Unfinished, state == "new" || strings.HasPrefix(state, "needs-") || strings.HasPrefix(state, "x-")
}

// inline1 reads texts with inline codes. It stores the content of the source's
// codes, because tools may leave the codes of a target empty.
type inline1 map[string]string

// text returns the text of an element including the content of its codes.
func (in inline1) text(e *element) string {
	var b strings.Builder
	for _, n := range e.nodes {
		switch {
		case n.element == nil:
			b.WriteString(n.text)
		case n.element.name.Space != e.name.Space:
		case slices.Contains([]string{"x", "bx", "ex"}, n.element.name.Local):
			b.WriteString(in.code(n.element, n.element.attr("equiv-text")))
		case slices.Contains([]string{"ph", "it", "bpt", "ept"}, n.element.name.Local):
			b.WriteString(in.code(n.element, in.text(n.element)))
		default: // g, mrk, sub
			b.WriteString(in.text(n.element))
		}
	}
	return b.String()
}

// codeKinds are the kinds of inline codes. Tools write an empty element for one
// with content, such as <x> for <ph>.
var codeKinds = map[string]string{"x": "alone", "ph": "alone", "it": "alone", "bx": "begin", "bpt": "begin"}

// code returns the content of a code. If that is empty, it returns the content of
// an earlier code of the same kind with the same id, otherwise a lostCode.
func (in inline1) code(e *element, text string) string {
	key := codeKinds[e.name.Local] + " " + e.attr("id")
	if text == "" {
		text = e.firstAttr("equiv-text", "equiv")
	}
	if text == "" {
		if known := in[key]; known != "" || codeKinds[e.name.Local] != "alone" || e.attr("id") == "" {
			return known
		}
		return lostCode(e.attr("id"))
	}
	in[key] = text
	return text
}
