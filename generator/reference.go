package generator

// This file renders the reference pages. They come from the plans of the
// targets, the translated descriptions in the file of codes, and the examples
// that the tests of the SDK compile. The file also finds the texts of a description
// that translators, or source pages in other languages, can translate.

import (
	"context"
	"errors"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/generator/source"
)

// ReferenceOptions select the reference pages to render.
type ReferenceOptions struct {
	Dir     string // folder of all pages, with slashes, below the folder of fragen.yaml
	Formats []docs.Format
	Keep    output.Keep
}

// Reference renders the reference pages of all targets. It takes the Go names
// from old, the manifest of the last run of Generate. last is the manifest of
// the last run of Reference. The results are as for Generate.
func Reference(
	ctx context.Context, cfg *config.Config, old, last *output.Manifest, read ReadFile, opt ReferenceOptions,
) (*output.Output, *diag.List, error) {
	in := newInputs(cfg, untilDone(ctx, read))
	plans, err := in.plans(ctx, old, func(string, int, int) {})
	if err != nil || in.diags.HasErrors() {
		return nil, in.diags, err
	}
	sites, err := in.sites(ctx, plans, opt)
	if err != nil {
		return nil, in.diags, err
	}
	made := &assembly{tree: output.Tree{Keep: opt.Keep, Dir: cfg.Dir, Context: ctx}}
	made.setBudget(in)
	if err := made.addSites(ctx, opt.Dir, sites); err != nil {
		return nil, in.diags, errors.Join(made.reportOverflow(in, err), made.tree.Close())
	}
	made.manifest.Targets = []output.Target{{Name: "pages", Dir: opt.Dir, Files: made.tree.Hashes(opt.Dir)}}
	if last != nil {
		for i := range last.Targets {
			last.Targets[i].Dir = opt.Dir // the folder may have been moved
		}
	}
	out := &output.Output{
		Dir: cfg.Dir, Lock: path.Join(opt.Dir, output.LockName(cfg.File)),
		Old: last, New: &made.manifest, Tree: &made.tree, Context: ctx,
	}
	return out, in.diags, nil
}

// sites returns the content of the reference pages of each target, and warns of
// translations that no page uses.
func (in *inputs) sites(
	ctx context.Context, plans []*plan.Plan, opt ReferenceOptions,
) ([]*docs.Site, error) {
	var sites []*docs.Site
	uses := map[string]map[string]string{} // source texts by file of codes and pointer
	for i, p := range plans {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := &in.cfg.Targets[i]
		examples, err := gosdk.ExampleCode(p)
		if err != nil {
			return nil, internal(err)
		}
		site := &docs.Site{Name: siteName(in.cfg, t), Plan: p, Examples: examples, Formats: opt.Formats}
		site.Source, site.Locales = siteLocales(t, p)
		if t.Codes != nil {
			file := t.Codes.Table.Value
			if uses[file] == nil {
				uses[file] = map[string]string{}
			}
			maps.Copy(uses[file], docs.Translatable(p.API))
			site.Translations = translations(in.codes[file].Docs)
		}
		sites = append(sites, site)
	}
	for _, file := range slices.Sorted(maps.Keys(uses)) {
		in.checkTranslations(in.codes[file].Docs, uses[file])
	}
	return sites, nil
}

// siteLocales returns the source locale of a target and the locales of its
// pages: those of its code tables or, without tables, the source locale only.
func siteLocales(t *config.Target, p *plan.Plan) (source string, locales []string) {
	source = t.Docs.Locale
	for _, table := range p.API.Tables {
		source = p.API.Tables[0].Source
		for _, locale := range table.Locales {
			if !slices.Contains(locales, locale) {
				locales = append(locales, locale)
			}
		}
	}
	if locales == nil {
		locales = []string{source}
	}
	return source, locales
}

// siteName returns the name of the target or, if another target has the same
// name in any case, its folder with "-" instead of slashes.
func siteName(cfg *config.Config, t *config.Target) string {
	for i := range cfg.Targets {
		if other := &cfg.Targets[i]; other != t && strings.EqualFold(other.Name, t.Name) {
			return strings.ReplaceAll(t.Out, "/", "-")
		}
	}
	return t.Name
}

func translations(list []*codes.Translation) map[string]docs.Translations {
	out := map[string]docs.Translations{}
	for _, t := range list {
		texts := docs.Translations{}
		for _, text := range t.Texts {
			texts[text.Locale] = text.Text
		}
		out[string(t.Pointer)] = texts
	}
	return out
}

// checkTranslations warns of translations for which sourceTexts has no entry,
// and of translations whose source text has changed.
func (in *inputs) checkTranslations(list []*codes.Translation, sourceTexts map[string]string) {
	known := slices.Collect(maps.Keys(sourceTexts))
	for _, t := range list {
		source, ok := sourceTexts[string(t.Pointer)]
		if !ok {
			in.diags.Warnf(t.Pos, "unknown-pointer",
				"the selected part of the description has no summary or description at %s, "+
					"so this translation is not shown%s",
				t.Pointer, diag.DidYouMean(string(t.Pointer), known))
			continue
		}
		for _, text := range t.Texts {
			if text.SourceHash != "" && text.SourceHash != codes.HashText(source) {
				in.diags.Warnf(text.Pos, "stale-text",
					"%s: the source string has changed since it was translated; "+
						"review the translation and set sourceHash to %s",
					text.Locale, codes.HashText(source))
			}
		}
	}
}

// addSites adds the pages of all sites to the tree.
func (a *assembly) addSites(ctx context.Context, dir string, sites []*docs.Site) error {
	shared, err := docs.SharedFiles(sites, sites[0].Formats)
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

// ReferenceOwner returns the owner of a folder that reference pages cannot be
// written to, such as "the runtime", or "" if the folder can be used. Reference
// pages need a folder of their own because they have their own manifest.
func ReferenceOwner(cfg *config.Config, dir string) string {
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

// Describe returns the texts of a description. The result is nil if the list has
// errors.
func Describe(from source.Description) (*catalog.Described, *diag.List) {
	doc, diags := loadSelected(from, source.Selection{})
	if doc == nil {
		return nil, diags
	}
	ir, found := lower.Lower(doc, nil, lower.Options{})
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	out := newDescribed()
	addTexts(out, ir)
	return out, diags
}

// DescribeTargets returns the texts of the targets of cfg that use the code
// tables in the file table, each restricted to its selection. The result is nil
// if there is no such target or the list has errors.
func DescribeTargets(cfg *config.Config, table string) (*catalog.Described, *diag.List) {
	in := newInputs(cfg, Reader(cfg, nil))
	var out *catalog.Described
	for i := range cfg.Targets {
		t := &cfg.Targets[i]
		if t.Codes == nil || !sameFile(filepath.Join(cfg.Dir, filepath.FromSlash(t.Codes.Table.Value)), table) {
			continue
		}
		doc := in.document(t)
		if doc == nil {
			continue
		}
		opt := lowerOptions(t, nil)
		opt.Locales, opt.Domains = nil, nil // without tables these would be errors
		ir, diags := lower.Lower(doc, nil, opt)
		in.diags.Merge(diags)
		if out == nil {
			out = newDescribed()
		}
		addTexts(out, ir)
	}
	if in.diags.HasErrors() {
		return nil, in.diags
	}
	return out, in.diags
}

// LintBindings reports the findings about the code tables in the file table that depend
// on the descriptions of the targets of cfg: values of bound enumerations without a row,
// and rows without a value.
func LintBindings(cfg *config.Config, table string) *diag.List {
	const rule = "enum-codes"
	found := new(diag.List)
	in := newInputs(cfg, Reader(cfg, nil))
	for i := range cfg.Targets {
		t := &cfg.Targets[i]
		if t.Codes == nil || !sameFile(filepath.Join(cfg.Dir, filepath.FromSlash(t.Codes.Table.Value)), table) {
			continue
		}
		tables, ok := in.tables(t)
		isBound := func(table *codes.Table) bool { return len(table.Bindings) > 0 }
		if !ok || !slices.ContainsFunc(tables, isBound) {
			continue
		}
		doc := in.document(t)
		if doc == nil {
			found.Notef(t.Spec.Pos, rule,
				"the description of target %s has errors, so its enumerations are not checked; "+
					"run \"fragen generate\" to see the errors", t.Name)
			continue
		}
		_, diags := lower.Lower(doc, tables, lowerOptions(t, nil))
		for _, d := range diags.Sorted() {
			if d.Rule == rule {
				found.Add(d)
			}
		}
	}
	return found
}

// sameFile reports whether two paths are equal as absolute paths.
func sameFile(a, b string) bool {
	absoluteA, errA := filepath.Abs(a)
	absoluteB, errB := filepath.Abs(b)
	if errA != nil || errB != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	return absoluteA == absoluteB
}

func newDescribed() *catalog.Described {
	return &catalog.Described{Texts: map[diag.Pointer]string{}}
}

// addTexts adds the texts of an API to out. It skips operations and enums that
// another target has added.
func addTexts(out *catalog.Described, a *api.API) {
	known := map[diag.Pointer]bool{}
	for _, op := range out.Operations {
		known[op.Pointer] = true
	}
	for _, enum := range out.Enums {
		for _, at := range enum.Members {
			known[at] = true
		}
	}
	for at, text := range docs.Translatable(a) {
		out.Texts[diag.Pointer(at)] = text
	}
	for _, op := range a.Operations {
		at := diag.Pointer(strings.TrimSuffix(string(op.Doc.At), "/description"))
		if !known[at] {
			described := catalog.DescribedOperation{Method: op.Method, Path: op.Path.Template, Pointer: at}
			describeMembers(&described, op)
			out.Operations = append(out.Operations, described)
		}
	}
	for _, t := range a.Types {
		if t.Kind == api.Enum {
			addEnum(out, t, known)
		}
	}
}

// describeMembers adds the parameters, the properties of the body and the notes of an
// operation.
func describeMembers(out *catalog.DescribedOperation, op *api.Operation) {
	out.Members = map[catalog.Location]map[string]diag.Pointer{}
	add := func(in catalog.Location, name string, at diag.Pointer) {
		if out.Members[in] == nil {
			out.Members[in] = map[string]diag.Pointer{}
		}
		out.Members[in][name] = at
	}
	for _, s := range op.Path.Segments {
		for _, part := range s.Parts {
			if part.Param != nil {
				add(catalog.InPath, part.Param.Name, part.Param.Doc.At)
			}
		}
	}
	for _, param := range op.Params {
		add(catalog.Location(param.In), param.Name, param.Doc.At)
	}
	if op.Body != nil && op.Body.Type.Type != nil {
		for _, field := range op.Body.Type.Type.Fields {
			add(catalog.InBody, field.Name, field.Doc.At)
		}
	}
	for _, permission := range op.Permissions {
		if permission.Note != "" {
			out.Notes = append(out.Notes, permission.At+"/note")
		}
	}
}

// addEnum adds an enum if one of its members has a description that is not in
// known.
func addEnum(out *catalog.Described, t *api.Type, known map[diag.Pointer]bool) {
	name := t.Key[strings.LastIndexByte(t.Key, '.')+1:]
	enum := catalog.DescribedEnum{Name: name, Members: map[string]diag.Pointer{}}
	for _, m := range t.Members {
		enum.Members[m.Value] = ""
		if m.Doc.Description != "" {
			enum.Members[m.Value] = m.Doc.At
		}
	}
	for _, at := range enum.Members {
		if at != "" && !known[at] {
			out.Enums = append(out.Enums, enum)
			return
		}
	}
}
