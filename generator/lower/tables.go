package lower

// Code tables: the selected tables and locales, bound to the properties that
// hold codes.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// lowerTables lowers the tables of the selected domains.
func (l *lowerer) lowerTables(tables []*codes.Table) {
	var domains []string
	for _, t := range tables {
		domains = append(domains, t.Domain)
		if len(l.opt.Domains) == 0 || slices.Contains(l.opt.Domains, t.Domain) {
			l.api.Tables = append(l.api.Tables, l.lowerTable(t))
		}
	}
	for _, want := range l.opt.Domains {
		if !slices.Contains(domains, want) {
			l.diags.Errorf(tablesFile(tables), "unknown-domain", "no table has the domain %q%s",
				want, diag.DidYouMean(want, domains))
		}
	}
}

// tablesFile returns the file of the tables, as the position of errors about
// all of them.
func tablesFile(tables []*codes.Table) diag.Pos {
	if len(tables) == 0 {
		return diag.Pos{}
	}
	return diag.Pos{File: tables[0].Pos.File}
}

func (l *lowerer) lowerTable(t *codes.Table) *api.Table {
	out := &api.Table{
		Origin:      api.Origin{Pos: t.Pos},
		Domain:      t.Domain,
		Name:        t.Name,
		Keys:        t.Keys,
		Description: t.Description,
		Link:        t.Link,
		Source:      t.Source,
		Locales:     l.selectLocales(t),
		Categories:  categoriesOf(t.Categories),
		Resolvers:   categoriesOf(t.Resolvers),
	}
	for _, c := range t.Codes {
		if c.Draft {
			continue
		}
		out.Codes = append(out.Codes, lowerCode(c, out.Locales))
	}
	for _, b := range t.Bindings {
		if binding, ok := l.lowerBinding(t, b); ok {
			out.Bindings = append(out.Bindings, binding)
		}
	}
	return out
}

// selectLocales returns the locales to keep: the source first, then the others
// in the configured order.
func (l *lowerer) selectLocales(t *codes.Table) []string {
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

func categoriesOf(list []codes.Term) []api.Category {
	var out []api.Category
	for _, t := range list {
		out = append(out, api.Category{ID: t.ID, Description: t.Description})
	}
	return out
}

func lowerCode(c *codes.Code, locales []string) *api.Code {
	out := &api.Code{
		Origin:     api.Origin{Pos: c.Pos},
		ID:         string(c.ID),
		Codes:      slices.Clone(c.Codes),
		Prefix:     c.Prefix,
		Classes:    slices.Clone(c.Classes),
		Subcodes:   slices.Clone(c.Subcodes),
		Category:   c.Category,
		Retryable:  c.Retryable,
		ResolvedBy: c.ResolvedBy,
		Link:       c.Link,
		Since:      c.Since,
		Deprecated: c.Old,
		Successor:  string(c.Successor),
	}
	if r := c.Range; r != nil {
		out.Range = &api.CodeRange{Low: r.Low, High: r.High}
	}
	if p := c.Pattern; p != nil {
		out.Pattern = &api.Pattern{Low: p.Low, High: p.High, Capture: p.Capture}
	}
	for _, locale := range locales {
		out.Texts = append(out.Texts, api.CodeText{
			Locale:  locale,
			Message: messageIn(c.Message, locale),
			User:    messageIn(c.User, locale),
			Advice:  messageIn(c.Advice, locale),
		})
	}
	return out
}

func messageIn(texts []codes.Text, locale string) string {
	for _, t := range texts {
		if t.Locale == locale {
			return t.Text
		}
	}
	return ""
}

// lowerBinding finds the properties that a binding names. A schema outside the
// selection is not an error, because the table is usable without it.
func (l *lowerer) lowerBinding(t *codes.Table, b codes.Binding) (api.Binding, bool) {
	owner, property := l.findBoundType(b.Property)
	if owner == nil {
		name := b.Property[:max(strings.LastIndex(b.Property, "."), 0)]
		l.diags.Notef(b.Pos, "unbound", "the selection contains no object %q%s; the %s method is left out",
			name, diag.DidYouMean(name, sorted(l.schemas())), b.Method)
		return api.Binding{}, false
	}
	field := l.findBoundField(b, owner, property)
	if field == nil {
		return api.Binding{}, false
	}
	held := field.Type.Type
	if held.Kind != api.Object {
		l.diags.Errorf(b.Pos, "binding", "property %q of %q: expected an object that contains a code, found %s",
			property, owner.Key, describeType(held))
		return api.Binding{}, false
	}
	out := api.Binding{
		Origin: api.Origin{Pos: b.Pos}, Name: b.Method, Type: owner, Field: field,
		Code: l.findBoundField(b, held, b.Code),
	}
	if b.Subcode != "" {
		out.Subcode = l.findBoundField(b, held, b.Subcode)
	}
	code := l.checkCodeField(b, t.Keys.Code, out.Code)
	subcode := b.Subcode == "" || l.checkCodeField(b, t.Keys.Subcode, out.Subcode)
	return out, code && subcode
}

// findBoundType splits "schema.property" at the longest matching schema,
// because both names may contain dots: "ns.call.resultInfo" gives the type
// ns.call and the property resultInfo.
func (l *lowerer) findBoundType(path string) (*api.Type, string) {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '.' || l.schemas()[path[:i]] == nil {
			continue
		}
		for _, t := range l.api.Types {
			if t.Kind == api.Object && isComponent(t) && t.Key == path[:i] {
				return t, path[i+1:]
			}
		}
	}
	return nil, ""
}

func (l *lowerer) findBoundField(b codes.Binding, t *api.Type, name string) *api.Field {
	var names []string
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
		names = append(names, f.Name)
	}
	l.diags.Errorf(b.Pos, "binding", "%s has no property %q%s", describeType(t), name, diag.DidYouMean(name, names))
	return nil
}

// checkCodeField reports whether a field can hold a code.
func (l *lowerer) checkCodeField(b codes.Binding, form codekey.Form, f *api.Field) bool {
	if f == nil {
		return false
	}
	kind := f.Type.Type.Kind
	if kind == api.Enum {
		kind = f.Type.Type.MemberKind
	}
	switch {
	case form.Kind == codekey.None:
		l.diags.Errorf(b.Pos, "binding", "the table has no subcodes; remove \"subcode\" from the binding")
		return false
	case form.Kind == codekey.Text && kind == api.String, form.Kind == codekey.Numeric && kind == api.Int32,
		form.Kind == codekey.Numeric && kind == api.Int64:
		return true
	case form.Kind == codekey.Text:
		l.diags.Errorf(b.Pos, "binding", "property %q: expected a string code, found %s", f.Name,
			describeType(f.Type.Type))
		return false
	}
	l.diags.Errorf(b.Pos, "binding", "property %q: expected an integer code, found %s", f.Name,
		describeType(f.Type.Type))
	return false
}
