package generator

// This file turns fragen.yaml and the manifest of the last run into the options of
// each package. A moved target keeps its names: movedLock finds them in the folder that
// the target had.

import (
	"cmp"
	"go/version"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
)

func lowerOptions(t *config.Target, old *output.Manifest) lower.Options {
	opt := lower.Options{
		OData: t.Wire.OData, NumbersFromStrings: t.Wire.NumbersFromStrings, Limits: t.Limits,
		HasEnum:       plan.LockedEnums(lockedSymbols(t, old)),
		HasOnlyStruct: plan.LockedStructs(lockedSymbols(t, old)),
	}
	if t.Codes != nil {
		opt.Locales, opt.Domains = t.Codes.Locales, t.Codes.Domains
	}
	for _, rule := range t.Pages {
		opt.Pages = append(opt.Pages, pageRule(rule))
	}
	for _, rule := range t.Streams {
		opt.Streams = append(opt.Streams, lower.StreamRule(rule))
	}
	return opt
}

func pageRule(r config.PageRule) lower.PageRule {
	rule := lower.PageRule{
		Pos: r.Pos, Paths: r.Paths, Operations: r.Operations, Tags: r.Tags,
		Style: api.PageStyle(r.Style), First: r.First, Items: r.Items.Value, Param: r.Param.Value,
		Next: r.Next.Value, NextItem: r.NextItem.Value, NextHeader: r.NextHeader.Value,
		More: r.More.Value, End: cmp.Or(r.Total.Value, r.Last.Value),
	}
	if r.Style == "none" {
		rule.Style = ""
	}
	return rule
}

func planOptions(cfg *config.Config, t *config.Target, ir *api.API, old *output.Manifest) plan.Options {
	opt := plan.Options{
		Package:             names.Ident(t.Name),
		Import:              plan.ImportPath(cfg.ImportPath(t.Out)),
		Runtime:             plan.ImportPath(cfg.Runtime.Import),
		UserAgent:           userAgent(t.Name, ir.Version),
		RejectStringNumbers: !t.Wire.NumbersFromStrings,
		Fake:                t.Fake,
		Tree:                t.Layout == config.Tree,
		OData:               t.Wire.OData,
		Operations:          t.Naming.Calls == config.OperationCalls,
		Taken:               cfg.Below(t),
		NewExpr:             version.Compare("go"+cfg.Go, "go1.26") >= 0,
		Renames:             t.Naming.Rename,
		Style:               names.Style{Initialisms: t.Naming.Initialisms},
	}
	if cfg.Runtime.Dir != "" {
		opt.Runtime = plan.ImportPath(cfg.ImportPath(cfg.Runtime.Dir))
	}
	opt.Lock = lockedSymbols(t, old)
	return opt
}

// lockedSymbols returns the names of a target in the manifest of the last run.
func lockedSymbols(t *config.Target, old *output.Manifest) []plan.Symbol {
	last := old.Target(t.Out)
	if last == nil {
		return nil
	}
	var list []plan.Symbol
	for _, s := range last.Symbols {
		list = append(list, plan.Symbol{Key: s.Key, Name: s.Name, Number: s.Number})
	}
	return list
}

// userAgent returns the product token of an SDK for the User-Agent header:
// "graph/v1.0". It drops characters that such a token cannot have.
func userAgent(name, version string) string {
	version = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("._-+", r) {
			return r
		}
		return -1
	}, version)
	return path.Join(name, version)
}

// values returns the strings without their positions.
func values(texts []diag.Text) []string {
	var out []string
	for _, text := range texts {
		out = append(out, text.Value)
	}
	return out
}

// movedLock returns the manifest of the last run with the names of moved targets
// in their new folders. A target without names in its folder takes over the names
// of a folder that no target uses any more:
//
//   - that of the target with the same name, if there is one;
//   - otherwise the only one, if only one target has no names.
//
// The result shares its symbols with old, which does not change.
func movedLock(cfg *config.Config, old *output.Manifest) *output.Manifest {
	if old == nil {
		return nil
	}
	var added []*config.Target
	used := map[string]bool{}
	for i := range cfg.Targets {
		t := &cfg.Targets[i]
		used[t.Out] = true
		if t.Out != "" && !hasNames(old, t.Out) {
			added = append(added, t)
		}
	}
	var gone []output.Target
	for _, t := range old.Targets {
		if !used[t.Dir] && len(t.Symbols) > 0 {
			gone = append(gone, t)
		}
	}
	moved := *old
	moved.Targets = slices.Clone(old.Targets)
	for _, t := range added {
		from := goneTarget(t, added, gone)
		if from == nil {
			continue
		}
		if to := moved.Target(t.Out); to != nil {
			to.Symbols, to.LeftOut = from.Symbols, from.LeftOut
			continue
		}
		moved.Targets = append(moved.Targets,
			output.Target{Name: t.Name, Dir: t.Out, Symbols: from.Symbols, LeftOut: from.LeftOut})
	}
	return &moved
}

// goneTarget returns the entry of gone whose names t takes over, or nil.
func goneTarget(t *config.Target, added []*config.Target, gone []output.Target) *output.Target {
	rivals := 0
	for _, other := range added {
		if other.Name == t.Name {
			rivals++
		}
	}
	var found []*output.Target
	for i := range gone {
		if gone[i].Name == t.Name {
			found = append(found, &gone[i])
		}
	}
	switch {
	case len(found) == 1 && rivals == 1:
		return found[0]
	case len(added) == 1 && len(gone) == 1:
		return &gone[0]
	}
	return nil
}

// hasNames reports whether a manifest has names for the target in dir.
func hasNames(m *output.Manifest, dir string) bool {
	t := m.Target(dir)
	return t != nil && len(t.Symbols) > 0
}

// CheckNames reports targets that have generated files but no names in old, the
// manifest of the last run. Call it after Generate, which returned out.
func CheckNames(cfg *config.Config, old *output.Manifest, out *output.Output, diags *diag.List) {
	named := movedLock(cfg, old)
	for _, t := range cfg.Targets {
		if out == nil || hasNames(named, t.Out) || !hasNames(out.New, t.Out) {
			continue
		}
		last := old.Target(t.Out)
		dir := filepath.Join(cfg.Dir, filepath.FromSlash(t.Out))
		if last != nil && len(last.Files) > 0 || output.HasGenerated(dir) {
			diags.Warnf(diag.Pos{File: output.LockFile(cfg.File)}, "missing-lock",
				"the lock has no names for %q, although generated files exist there; its names and the order "+
					"of its arguments come from the description alone; restore the file from version control", t.Out)
		}
	}
}
