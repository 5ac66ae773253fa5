package review

// This file compares the parts of a description that the SDK lacks, and the warnings
// of the generator.

import (
	"regexp"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

func (c *comparer) compareLeftOut() {
	key := func(o api.LeftOut) string { return withoutParameters(string(o.Origin.Pointer)) + " " + o.Rule }
	old, now := map[string]bool{}, map[string]bool{}
	for _, o := range c.old.api.LeftOut {
		old[key(o)] = true
	}
	for _, o := range c.now.api.LeftOut {
		now[key(o)] = true
	}
	for _, o := range c.now.api.LeftOut {
		if !old[key(o)] {
			x := &change{
				rule: "part.lost", subject: o.Name, is: o.Rule, text: o.Why + "; " + o.Outcome, remedy: o.Remedy,
			}
			x.severity = severityIf(!o.Operation, Risk)
			c.add(x.between(nil, &o.Origin))
		}
	}
	for _, o := range c.old.api.LeftOut {
		if !now[key(o)] {
			c.add((&change{
				rule: "part.back", subject: o.Name, was: o.Rule, text: "the part is no longer left out",
			}).between(&o.Origin, nil))
		}
	}
}

// positions matches positions in messages, which other changes move.
var positions = regexp.MustCompile(`\S+:\d+(:\d+)?`)

func (c *comparer) compareWarnings() {
	lost := map[string]bool{} // reported as parts that are left out
	for _, a := range []*api.API{c.old.api, c.now.api} {
		for _, o := range a.LeftOut {
			lost[positions.ReplaceAllString(o.Message(), "")] = true
		}
	}
	warnings := func(list []diag.Diagnostic) map[string]diag.Diagnostic {
		out := map[string]diag.Diagnostic{}
		for _, d := range list {
			message := positions.ReplaceAllString(d.Message, "")
			if d.Severity == diag.Warning && !lost[message] {
				out[d.Rule+" "+message] = d
			}
		}
		return out
	}
	old, now := warnings(c.old.gen.Diags), warnings(c.now.gen.Diags)
	add := func(rule string, d diag.Diagnostic) *change {
		return c.add(&change{
			rule: rule, subject: d.Rule, text: strings.TrimSpace(d.Message), order: "~" + d.Rule + d.Message,
		})
	}
	for _, d := range c.now.gen.Diags {
		key := d.Rule + " " + positions.ReplaceAllString(d.Message, "")
		if _, known := old[key]; !known && now[key] == d {
			x := add("warning.new", d)
			x.now, x.is = d.Pos, positions.ReplaceAllString(d.Message, "")
		}
	}
	for _, d := range c.old.gen.Diags {
		key := d.Rule + " " + positions.ReplaceAllString(d.Message, "")
		if _, still := now[key]; !still && old[key] == d {
			x := add("warning.gone", d)
			x.old, x.was = d.Pos, positions.ReplaceAllString(d.Message, "")
		}
	}
}
