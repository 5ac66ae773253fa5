package generator

// Reference pages: the targets' plans, the texts in other languages that stand
// beside the codes, and the examples that the SDK's tests compile, made into sites.

import (
	"context"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
)

// PageOptions say which pages are made, and where.
type PageOptions struct {
	Dir     string // of all pages, with slashes, below the configuration's folder
	Formats []docs.Format
	Keep    output.Keep
}

// Pages makes the reference pages of all targets. old is the manifest of the last
// run of Generate, for its names; last is that of the last run of Pages. The rest is
// as with Generate.
func Pages(ctx context.Context, cfg *config.Config, old, last *output.Manifest, read ReadFile, opt PageOptions) (*output.Output, *diag.List, error) {
	in := newInputs(cfg, read)
	plans, err := in.plans(ctx, old, func(string, int, int) {})
	if err != nil || in.diags.HasErrors() {
		return nil, in.diags, err
	}
	sites, err := in.sites(plans, opt)
	if err != nil {
		return nil, in.diags, err
	}
	made := &assembly{tree: output.Tree{Keep: opt.Keep, Dir: cfg.Dir}}
	if err := made.pages(ctx, opt.Dir, sites); err != nil {
		return nil, in.diags, errors.Join(err, made.tree.Close())
	}
	made.manifest.Targets = []output.Target{{Name: "pages", Dir: opt.Dir, Files: made.tree.Hashes(opt.Dir)}}
	if last != nil {
		for i := range last.Targets {
			last.Targets[i].Dir = opt.Dir // somebody may have moved the folder
		}
	}
	return &output.Output{Dir: cfg.Dir, Lock: path.Join(opt.Dir, LockName(cfg.File)), Old: last, New: &made.manifest, Tree: &made.tree}, in.diags, nil
}

// sites gathers what each target's pages are made of, and says which translations
// are of no use.
func (in *inputs) sites(plans []*plan.Plan, opt PageOptions) ([]*docs.Site, error) {
	var sites []*docs.Site
	uses := map[string]map[string]string{} // texts of all descriptions, by the file of codes
	for i, p := range plans {
		t := &in.cfg.Targets[i]
		examples, err := gosdk.ExampleCode(p)
		if err != nil {
			return nil, internal(err)
		}
		site := &docs.Site{Name: siteName(in.cfg, t), Plan: p, Source: t.Docs.Locale, Examples: examples}
		site.Formats = opt.Formats
		for _, table := range p.API.Tables {
			site.Source = p.API.Tables[0].Source
			for _, locale := range table.Locales {
				if !slices.Contains(site.Locales, locale) {
					site.Locales = append(site.Locales, locale)
				}
			}
		}
		if site.Locales == nil {
			site.Locales = []string{site.Source}
		}
		if t.Codes != nil {
			file := t.Codes.Table.Value
			if uses[file] == nil {
				uses[file] = map[string]string{}
			}
			maps.Copy(uses[file], docs.Places(p.API))
			site.Texts = translations(in.codes[file].Docs)
		}
		sites = append(sites, site)
	}
	for _, file := range slices.Sorted(maps.Keys(uses)) {
		in.checkTranslations(in.codes[file].Docs, uses[file])
	}
	return sites, nil
}

// siteName is the target's, or its folder's where several have the same.
func siteName(cfg *config.Config, t *config.Target) string {
	for i := range cfg.Targets {
		if other := &cfg.Targets[i]; other != t && other.Name == t.Name {
			return strings.ReplaceAll(t.Out, "/", "-")
		}
	}
	return t.Name
}

func translations(list []*codes.Translation) map[string]docs.Texts {
	out := map[string]docs.Texts{}
	for _, t := range list {
		texts := docs.Texts{}
		for _, text := range t.Texts {
			texts[text.Locale] = text.Text
		}
		out[string(t.Pointer)] = texts
	}
	return out
}

// checkTranslations warns of translations that no page shows, and of those whose
// sources have changed.
func (in *inputs) checkTranslations(list []*codes.Translation, places map[string]string) {
	known := slices.Collect(maps.Keys(places))
	for _, t := range list {
		source, ok := places[string(t.Pointer)]
		if !ok {
			in.diags.Warnf(t.Pos, "unknown-pointer", "nothing that is selected has a text at %s, so that this is not shown%s", t.Pointer, diag.DidYouMean(string(t.Pointer), known))
			continue
		}
		for _, text := range t.Texts {
			if text.SourceHash != "" && text.SourceHash != codes.HashText(source) {
				in.diags.Warnf(text.Pos, "stale-text", "%s: the description's text has changed since it was translated; look at it again and set sourceHash to %s", text.Locale, codes.HashText(source))
			}
		}
	}
}

// pages adds the pages of all sites.
func (a *assembly) pages(ctx context.Context, dir string, sites []*docs.Site) error {
	shared, err := docs.Shared(sites, sites[0].Formats)
	if err != nil {
		return internal(err)
	}
	for _, file := range shared {
		if err := a.add(dir, file.Path, file.Data); err != nil {
			return err
		}
	}
	for _, site := range sites {
		for file, err := range docs.Render(ctx, site) {
			switch {
			case err != nil && ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				return internal(err)
			}
			if err := a.add(dir, file.Path, file.Data); err != nil {
				return err
			}
		}
	}
	return nil
}

// PagesTaken says what a folder for pages belongs to already, "" when it is free.
// Pages have a manifest of their own, so they need one of their own too.
func PagesTaken(cfg *config.Config, dir string) string {
	if dir == "." {
		return "fragen.yaml"
	}
	if cfg.Runtime.Dir == dir {
		return "the runtime"
	}
	for _, t := range cfg.Targets {
		if path.Clean(t.Out) == dir {
			return "the target " + t.Name
		}
	}
	return ""
}
