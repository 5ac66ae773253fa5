package lower

// Code tables: the selected tables and locales, bound to the properties that
// hold codes.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// tables lowers the tables of the selected domains.
func (l *lowerer) tables(tables []*codes.Table) {
	var domains []string
	for _, t := range tables {
		domains = append(domains, t.Domain)
		if len(l.opt.Domains) == 0 || slices.Contains(l.opt.Domains, t.Domain) {
			l.api.Tables = append(l.api.Tables, l.table(t))
		}
	}
	for _, want := range l.opt.Domains {
		if !slices.Contains(domains, want) {
			l.diags.Errorf(fileOf(tables), "unknown-domain", "no table has the domain %q%s",
				want, diag.DidYouMean(want, domains))
		}
	}
}

// fileOf returns the file of the tables, as the position of errors about all
// of them.
func fileOf(tables []*codes.Table) diag.Pos {
	if len(tables) == 0 {
		return diag.Pos{}
	}
	return diag.Pos{File: tables[0].Pos.File}
}

func (l *lowerer) table(t *codes.Table) *api.Table {
	out := &api.Table{
		Origin:      api.Origin{Pos: t.Pos},
		Domain:      t.Domain,
		Name:        t.Name,
		Description: t.Description,
		Link:        t.Link,
		Source:      t.Source,
		Locales:     l.locales(t),
		Categories:  terms(t.Categories),
		Resolvers:   terms(t.Resolvers),
	}
	for _, c := range t.Codes {
		if c.Draft {
			continue
		}
		out.Codes = append(out.Codes, code(c, out.Locales))
	}
	for _, b := range t.Bindings {
		if binding, ok := l.binding(b); ok {
			out.Bindings = append(out.Bindings, binding)
		}
	}
	return out
}

// locales returns the locales to keep: the source first, then the others in
// the configured order.
func (l *lowerer) locales(t *codes.Table) []string {
	kept := []string{t.Source}
	chosen := l.opt.Locales
	if len(chosen) == 0 {
		chosen = t.Locales
	}
	for _, locale := range chosen {
		i := slices.IndexFunc(t.Locales, func(have string) bool { return strings.EqualFold(have, locale) })
		switch {
		case i < 0:
			l.diags.Errorf(t.Pos, "unknown-locale", "table %q has no messages in %q%s",
				t.Domain, locale, diag.DidYouMean(locale, t.Locales))
		case !slices.Contains(kept, t.Locales[i]):
			kept = append(kept, t.Locales[i])
		}
	}
	return kept
}

func terms(list []codes.Term) []api.Category {
	var out []api.Category
	for _, t := range list {
		out = append(out, api.Category{ID: t.ID, Description: t.Description})
	}
	return out
}

func code(c *codes.Code, locales []string) *api.Code {
	out := &api.Code{
		Origin:     api.Origin{Pos: c.Pos},
		ID:         string(c.ID),
		Code:       c.Code,
		Classes:    slices.Clone(c.Classes),
		Subcodes:   slices.Clone(c.Subcodes),
		Category:   c.Category,
		Retryable:  c.Retryable,
		ResolvedBy: c.ResolvedBy,
		Link:       c.Link,
		Since:      c.Since,
		Old:        c.Old,
		Successor:  string(c.Successor),
	}
	if p := c.Pattern; p != nil {
		out.Pattern = &api.Pattern{Low: p.Low, High: p.High, Capture: p.Capture}
	}
	for _, locale := range locales {
		out.Texts = append(out.Texts, api.CodeText{
			Locale: locale, Message: textIn(c.Message, locale), User: textIn(c.User, locale), Advice: textIn(c.Advice, locale),
		})
	}
	return out
}

func textIn(texts []codes.Text, locale string) string {
	for _, t := range texts {
		if t.Locale == locale {
			return t.Text
		}
	}
	return ""
}

// binding finds the properties that a binding names. A schema outside the
// selection is not an error, because the table is usable without it.
func (l *lowerer) binding(b codes.Binding) (api.Binding, bool) {
	owner, property := l.bound(b.Property)
	if owner == nil {
		name := b.Property[:max(strings.LastIndex(b.Property, "."), 0)]
		l.diags.Notef(b.Pos, "unbound", "no object %q in the selection%s; the method %s is left out",
			name, diag.DidYouMean(name, sorted(l.schemas())), b.Method)
		return api.Binding{}, false
	}
	field := l.boundField(b, owner, property)
	if field == nil {
		return api.Binding{}, false
	}
	held := field.Type.Type
	if held.Kind != api.Object {
		l.diags.Errorf(b.Pos, "binding", "property %q of %q: expected an object that holds a code, found %s",
			property, owner.Key, kindOf(held))
		return api.Binding{}, false
	}
	out := api.Binding{
		Origin: api.Origin{Pos: b.Pos}, Name: b.Method, Type: owner, Field: field,
		Code: l.boundField(b, held, b.Code),
	}
	if b.Subcode != "" {
		out.Subcode = l.boundField(b, held, b.Subcode)
	}
	code := l.isCode(b, out.Code)
	subcode := b.Subcode == "" || l.isCode(b, out.Subcode)
	return out, code && subcode
}

// bound splits "schema.property" at the longest matching schema, because both
// names may contain dots.
func (l *lowerer) bound(path string) (*api.Type, string) {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '.' || l.schemas()[path[:i]] == nil {
			continue
		}
		for _, t := range l.api.Types {
			if t.Kind == api.Object && named(t) && t.Key == path[:i] {
				return t, path[i+1:]
			}
		}
	}
	return nil, ""
}

func (l *lowerer) boundField(b codes.Binding, t *api.Type, name string) *api.Field {
	var names []string
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
		names = append(names, f.Name)
	}
	l.diags.Errorf(b.Pos, "binding", "%s has no property %q%s", kindOf(t), name, diag.DidYouMean(name, names))
	return nil
}

// isCode reports whether a field can hold a code.
func (l *lowerer) isCode(b codes.Binding, f *api.Field) bool {
	if f == nil {
		return false
	}
	switch f.Type.Type.Kind {
	case api.Int32, api.Int64:
		return true
	}
	l.diags.Errorf(b.Pos, "binding", "property %q: expected an integer code, found %s", f.Name, kindOf(f.Type.Type))
	return false
}
