package lower

// Code tables: the selected tables and locales. The file bindings.go binds them to
// the properties that hold codes.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
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
		out.Bindings = append(out.Bindings, l.lowerBinding(t, b)...)
	}
	l.describeEnums(t, out)
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
