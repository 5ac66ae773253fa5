package generator

// This file reads the settings of a target that a review needs to tell changes of fragen.yaml
// from those of the API.

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/source"
)

// settings returns the settings of a target. If the other side has another selection, the
// result also has the description without a selection, which takes memory.
func (in *inputs) settings(t *config.Target, other *config.Config) review.Settings {
	out := review.Settings{
		Pos: t.Pos, Keys: maps.Clone(t.Keys), Select: selectionEntries(t.Select), Renames: map[string]names.Rename{},
		Codes: codesEntries(t.Codes), Pages: pagesEntries(t.Pages),
	}
	out.Keys["runtime"] = in.cfg.Keys["runtime"]
	for _, r := range t.Naming.Rename {
		out.Renames[review.RenameKey(r.Pointer)] = r
	}
	if there := targetLike(other, t); there == nil || sameKeys(out.Select, selectionEntries(there.Select)) {
		return out
	}
	if whole := in.description(t); whole != nil {
		out.Describes = func(p diag.Pointer) bool { return whole.At(p) != nil }
	}
	return out
}

// targetLike returns the target of a configuration that corresponds to t, or nil.
func targetLike(cfg *config.Config, t *config.Target) *config.Target {
	if cfg == nil {
		return nil
	}
	for _, same := range []func(o *config.Target) bool{
		func(o *config.Target) bool { return o.Name == t.Name && o.Out == t.Out },
		func(o *config.Target) bool { return o.Name == t.Name },
		func(o *config.Target) bool { return o.Out == t.Out },
	} {
		for i := range cfg.Targets {
			if same(&cfg.Targets[i]) {
				return &cfg.Targets[i]
			}
		}
	}
	return nil
}

// selectionEntries returns the positions of the entries of a selection. A key describes the
// entry: "except /logs", "tag calls", "depth 3".
func selectionEntries(s source.Selection) map[string]diag.Pos {
	out := map[string]diag.Pos{}
	add := func(name string, rules []source.PathRule) {
		for _, r := range rules {
			out[strings.TrimSpace(name+" "+r.Glob+" "+strings.Join(r.Methods, " "))] = r.Pos
		}
	}
	add("paths", s.Paths)
	add("except", s.Except)
	for entry, pos := range s.Pos {
		if entry == "depth" {
			entry += " " + strconv.Itoa(*s.Depth)
		}
		out[entry] = pos
	}
	return out
}

// codesEntries returns the positions of the entries of the key codes: "table codes.yaml",
// "domain shop.payments", "locale de". It returns nil if c is nil.
func codesEntries(c *config.Codes) map[string]diag.Pos {
	if c == nil {
		return nil
	}
	out := map[string]diag.Pos{"table " + c.Table.Value: c.Table.Pos}
	for _, domain := range c.Domains {
		out["domain "+domain.Value] = domain.Pos
	}
	for _, locale := range c.Locales {
		out["locale "+locale.Value] = locale.Pos
	}
	return out
}

// pagesEntries returns the texts of the rules for pages.
func pagesEntries(rules []config.PageRule) []string {
	var list []string
	for _, r := range rules {
		var parts []string
		for _, path := range r.Paths {
			parts = append(parts, path.Glob+" "+strings.Join(path.Methods, " "))
		}
		for _, text := range slices.Concat(r.Operations, r.Tags, []diag.Text{
			r.Items, r.Param, r.Next, r.NextItem, r.NextHeader, r.More, r.Total, r.Last,
		}) {
			parts = append(parts, text.Value)
		}
		list = append(list, fmt.Sprintf("%s %q %d", r.Style, parts, r.First))
	}
	return list
}

func sameKeys(a, b map[string]diag.Pos) bool {
	for key := range a {
		if _, ok := b[key]; !ok {
			return false
		}
	}
	return len(a) == len(b)
}
