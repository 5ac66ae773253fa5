package generator

import (
	"cmp"
	"go/version"
	"path"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
)

func lowerOptions(t *config.Target) lower.Options {
	opt := lower.Options{OData: t.Wire.OData, NumbersFromStrings: t.Wire.NumbersFromStrings}
	if t.Codes != nil {
		opt.Locales, opt.Domains = values(t.Codes.Locales), values(t.Codes.Domains)
	}
	for _, rule := range t.Pages {
		opt.Pages = append(opt.Pages, pageRule(rule))
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
		Taken:               cfg.Below(t),
		NewExpr:             version.Compare("go"+cfg.Go, "go1.26") >= 0,
		Renames:             t.Naming.Rename,
		Style:               names.Style{Initialisms: t.Naming.Initialisms},
	}
	if cfg.Runtime.Dir != "" {
		opt.Runtime = plan.ImportPath(cfg.ImportPath(cfg.Runtime.Dir))
	}
	if last := old.Target(t.Out); last != nil {
		for _, s := range last.Symbols {
			opt.Lock = append(opt.Lock, plan.Symbol{Key: s.Key, Name: s.Name, Number: s.Number})
		}
	}
	return opt
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
