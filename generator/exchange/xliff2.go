package exchange

// This file reads and writes XLIFF 2.1. A table is a file, a text a unit with one
// segment:
//
//	<file id="graph.communications.calls"><unit id="ended-by-bot.message">
//
// Tools may split a segment; its parts are joined again. Stale and machine
// translations have the state "initial", with a subState that distinguishes them.
// A unit without a target has no state, so tools that do not support states need
// not set one.

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

const (
	staleSub   = "fragen:stale"
	machineSub = "fragen:mt"
)

// writeXLIFF2 writes a document as XLIFF 2.1.
func writeXLIFF2(b *bytes.Buffer, doc *Document) {
	fmt.Fprintf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"+
		"<xliff xmlns=\"%s\" xmlns:fragen=\"%s\" version=\"2.1\" srcLang=\"%s\" trgLang=\"%s\">\n",
		xliff2Space, fragenSpace, escaped(doc.Source), escaped(doc.Locale))
	order, units := doc.domains()
	for _, domain := range order {
		fmt.Fprintf(b, "  <file id=\"%s\" xml:space=\"preserve\">\n", escaped(domain))
		for _, u := range units[domain] {
			unit2(b, u)
		}
		b.WriteString("  </file>\n")
	}
	b.WriteString("</xliff>\n")
}

// unit2 writes a unit.
func unit2(b *bytes.Buffer, u *Unit) {
	c := &placeholderCodes{}
	ph := func(number int, text string) string {
		return fmt.Sprintf(`<ph id="%d" canDelete="no" dataRef="d%d" disp="%s"/>`, number, number, escaped(text))
	}
	source, target := c.inline(u.Source, ph), c.inline(u.Target, ph)
	fmt.Fprintf(b, "    <unit id=\"%s.%s\"%s>\n", escaped(u.Key.Row), escaped(u.Key.Part), stampAttr(u))
	if len(u.Notes) > 0 {
		b.WriteString("      <notes>\n")
		for _, note := range u.Notes {
			fmt.Fprintf(b, "        <note>%s</note>\n", escaped(note))
		}
		b.WriteString("      </notes>\n")
	}
	if len(c.texts) > 0 {
		b.WriteString("      <originalData>\n")
		for i, text := range c.texts {
			fmt.Fprintf(b, "        <data id=\"d%d\">%s</data>\n", i+1, escaped(text))
		}
		b.WriteString("      </originalData>\n")
	}
	fmt.Fprintf(b, "      <segment%s>\n        <source>%s</source>\n", state2(u.Status), source)
	if u.Target != "" {
		fmt.Fprintf(b, "        <target>%s</target>\n", target)
	}
	b.WriteString("      </segment>\n    </unit>\n")
}

// state2 returns the attributes of a segment for a status.
func state2(s Status) string {
	switch s {
	case Stale:
		return ` state="initial" subState="` + staleSub + `"`
	case Machine:
		return ` state="initial" subState="` + machineSub + `"`
	case Unfinished:
		return ` state="initial"`
	case Translated, Reviewed:
		return ` state="` + string(s) + `"`
	}
	return ""
}

// xliff2 reads the files of a document.
func (r *reader) xliff2(root *element) {
	r.recordLocales(root.pos, root.attr("srcLang"), root.attr("trgLang"))
	for _, file := range root.children("file") {
		r.units2(file.attr("id"), file)
	}
}

// units2 reads the units of a file, including those in groups.
func (r *reader) units2(domain string, in *element) {
	for _, e := range in.children("unit", "group") {
		if e.name.Local == "group" {
			r.units2(domain, e)
			continue
		}
		if key, ok := r.unitKey(domain, e); ok {
			r.unit2(key, e)
		}
	}
}

// part2 is a segment or the text between two segments.
type part2 struct {
	order  int
	target string
}

// unit2 reads a unit and joins its segments.
func (r *reader) unit2(key Key, e *element) {
	in := &inline2{reader: r, data: make(map[string]string), codes: make(map[string]string)}
	if original := e.child("originalData"); original != nil {
		for _, data := range original.children("data") {
			in.data[data.attr("id")] = in.text(data)
		}
	}
	u := &Unit{Pos: e.pos, Key: key}
	var parts []part2
	var statuses []Status
	for i, segment := range e.children("segment", "ignorable") {
		source, part := "", part2{order: i + 1}
		if s := r.only(segment, "source"); s != nil {
			source = oneLine(key, in.text(s))
			u.Source += source
		}
		target := r.only(segment, "target")
		switch {
		case target != nil:
			part.target = oneLine(key, in.text(target))
			part.order = r.order2(target, part.order)
			if u.Pos == e.pos {
				u.Pos = target.pos
			}
		case segment.name.Local == "ignorable" || isBlank(source):
			part.target = source
		}
		if segment.name.Local == "segment" && !isBlank(source+part.target) {
			statuses = append(statuses, r.status2(segment, part.target))
		}
		parts = append(parts, part)
	}
	u.Status = combinedStatus(statuses)
	slices.SortStableFunc(parts, func(a, b part2) int { return cmp.Compare(a.order, b.order) })
	for _, part := range parts {
		u.Target += part.target
	}
	if u.Status == Missing { // the target consists of text between segments only
		u.Target = ""
	}
	r.addUnit(u, e.attrIn(fragenSpace, "stamp"))
}

// order2 returns the position of a target in its unit.
func (r *reader) order2(target *element, usual int) int {
	text := target.attr("order")
	if text == "" {
		return usual
	}
	order, err := strconv.Atoi(text)
	if err != nil || order < 1 {
		r.refuse(target.pos, "invalid-order",
			"expected a positive number as the value of the order attribute, found %q", shorten(text))
	}
	return order
}

// status2 returns the status of a segment. Some tools write the states of XLIFF
// 1.2, and some write them in the target, where they belong in that version.
func (r *reader) status2(segment *element, target string) Status {
	state, sub, qualifier := segment.attr("state"), segment.attr("subState"), ""
	if e := segment.child("target"); e != nil && state == "" {
		state, sub, qualifier = e.attr("state"), e.attr("subState"), e.attr("state-qualifier")
	}
	switch {
	case isBlank(target):
		return Missing
	case state == "" || state == "translated":
		return Translated
	case state == "reviewed":
		return Reviewed
	case state == "initial" && sub == staleSub:
		return Stale
	case state == "initial" && sub == machineSub:
		return Machine
	case state == "initial":
		return Unfinished
	}
	status, ok := stateOf1(state, qualifier)
	if !ok {
		known := []string{"initial", "translated", "reviewed", "final"}
		hint := cmp.Or(diag.DidYouMean(state, known), "; expected initial, translated, reviewed or final")
		r.refuse(segment.pos, "unknown-state", "unknown state %q%s", shorten(state), hint)
	}
	return status
}

// inline2 reads texts with inline codes.
type inline2 struct {
	*reader
	data  map[string]string // original data by id
	codes map[string]string // content of the source's codes by id
}

// text returns the text of an element including the content of its codes.
func (in *inline2) text(e *element) string {
	var b strings.Builder
	for _, n := range e.nodes {
		if n.element == nil {
			b.WriteString(n.text)
		} else if n.element.name.Space == e.name.Space {
			b.WriteString(in.code(n.element))
		}
	}
	return b.String()
}

// code returns the content of an inline element.
func (in *inline2) code(e *element) string {
	switch e.name.Local {
	case "ph", "sc", "x": // <x> is an element of XLIFF 1.2
		return in.original(e, e.attr("id"), "dataRef", "equiv", "disp")
	case "ec":
		return in.original(e, e.attr("id")+e.attr("startRef")+"/", "dataRef", "equiv", "disp")
	case "pc":
		return in.original(e, e.attr("id"), "dataRefStart", "equivStart", "dispStart") + in.text(e) +
			in.original(e, e.attr("id")+"/", "dataRefEnd", "equivEnd", "dispEnd")
	case "cp":
		c, err := strconv.ParseUint(e.attr("hex"), 16, 32)
		if err != nil || c > 0x10FFFF {
			in.refuse(e.pos, "unknown-code",
				"expected a hexadecimal character code, found %q", shorten(e.attr("hex")))
			return ""
		}
		return string(rune(c))
	}
	return in.text(e) // mrk, and sm and em, which are empty
}

// original returns the content of a code: its original data, otherwise the
// content of the source's code with the same id, otherwise its equivalent or
// displayed text. A placeholder without any has the original data whose id writeXLIFF2 makes
// from its id.
func (in *inline2) original(e *element, id, ref, equiv, shown string) string {
	text, ok := in.data[e.attr(ref)]
	for _, like := range []string{id, e.attr("copyOf")} {
		if !ok {
			text, ok = in.codes[like]
		}
	}
	if !ok {
		text = e.firstAttr(equiv, shown, "equiv-text")
	}
	isPlaceholder := e.name.Local == "ph" || e.name.Local == "x"
	if !ok && text == "" && isPlaceholder { // a tool that writes <x> for <ph> drops the reference
		text = in.data["d"+id]
	}
	if text == "" && isPlaceholder {
		in.refuse(e.pos, "unknown-code",
			"<%s id=%q> has no content; copy it from the source, including its dataRef",
			e.name.Local, shorten(e.attr("id")))
	}
	in.codes[id] = text
	return text
}
