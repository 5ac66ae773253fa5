package exchange

// XLIFF 2.1. A table is a file, a text a unit with one segment:
//
//	<file id="graph.communications.calls"><unit id="ended-by-bot.message">
//
// Tools may split a segment; its parts are joined again. States: what is stale or
// a machine's is "initial", with a subState that says which, and so is work to
// do. A unit that has no target has no state either, so that tools that know
// nothing of states need not set one.

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

func writeXLIFF2(b *bytes.Buffer, doc *Document) {
	fmt.Fprintf(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff xmlns=\"%s\" xmlns:fragen=\"%s\" version=\"2.1\" srcLang=\"%s\" trgLang=\"%s\">\n",
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

func unit2(b *bytes.Buffer, u *Unit) {
	c := &codesOf{}
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

func (r *reader) xliff2(root *element) {
	r.languages(root.pos, root.attr("srcLang"), root.attr("trgLang"))
	for _, file := range root.children("file") {
		r.units2(file.attr("id"), file)
	}
}

// units2 reads the units of a file and of the groups in it.
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

// part2 is a segment, or what stands between two.
type part2 struct {
	order  int
	target string
}

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
		if s := segment.child("source"); s != nil {
			source = oneLine(key, in.text(s))
			u.Source += source
		}
		target := segment.child("target")
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
	u.Status = least(statuses)
	slices.SortStableFunc(parts, func(a, b part2) int { return cmp.Compare(a.order, b.order) })
	for _, part := range parts {
		u.Target += part.target
	}
	if u.Status == Missing { // what is left stands between segments
		u.Target = ""
	}
	r.unit(u, e.attrIn(fragenSpace, "stamp"))
}

// order2 is where a target belongs among those of its unit.
func (r *reader) order2(target *element, usual int) int {
	text := target.attr("order")
	if text == "" {
		return usual
	}
	order, err := strconv.Atoi(text)
	if err != nil || order < 1 {
		r.diags.Errorf(target.pos, "invalid-order", "order %q must be a number from 1", cut(text))
	}
	return order
}

func (r *reader) status2(segment *element, target string) Status {
	state, sub := segment.attr("state"), segment.attr("subState")
	switch {
	case isBlank(target):
		return Missing
	case state == "" || state == "translated":
		return Translated
	case state == "reviewed" || state == "final":
		return Reviewed
	case state != "initial":
		r.diags.Errorf(segment.pos, "unknown-state", "state %q is not known%s", cut(state),
			cmp.Or(diag.DidYouMean(state, []string{"initial", "translated", "reviewed", "final"}), "; there are initial, translated, reviewed and final"))
	case sub == staleSub:
		return Stale
	case sub == machineSub:
		return Machine
	}
	return Unfinished
}

// inline2 reads texts with inline elements.
type inline2 struct {
	*reader
	data  map[string]string // original data by id
	codes map[string]string // what a code of the source stands for, by the code's id
}

// text is the text of an element with what its codes stand for.
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

func (in *inline2) code(e *element) string {
	switch e.name.Local {
	case "ph", "sc":
		return in.original(e, e.attr("id"), "dataRef", "equiv", "disp")
	case "ec":
		return in.original(e, e.attr("id")+e.attr("startRef")+"/", "dataRef", "equiv", "disp")
	case "pc":
		return in.original(e, e.attr("id"), "dataRefStart", "equivStart", "dispStart") + in.text(e) +
			in.original(e, e.attr("id")+"/", "dataRefEnd", "equivEnd", "dispEnd")
	case "cp":
		c, err := strconv.ParseUint(e.attr("hex"), 16, 32)
		if err != nil || c > 0x10FFFF {
			in.diags.Errorf(e.pos, "unknown-code", "hex %q is no character", cut(e.attr("hex")))
			return ""
		}
		return string(rune(c))
	}
	return in.text(e) // mrk, and sm and em, which are empty
}

// original is what a code stands for: by its reference to original data, by the
// code of the source with its id, or by what is shown instead.
func (in *inline2) original(e *element, id, ref, equiv, shown string) string {
	text, ok := in.data[e.attr(ref)]
	for _, like := range []string{id, e.attr("copyOf")} {
		if !ok {
			text, ok = in.codes[like]
		}
	}
	if !ok {
		text = cmp.Or(e.attr(equiv), e.attr(shown))
	}
	if text == "" && e.name.Local == "ph" {
		in.diags.Errorf(e.pos, "unknown-code", "nothing says what <ph id=%q> stands for; copy it from the source with its dataRef", cut(e.attr("id")))
	}
	in.codes[id] = text
	return text
}
