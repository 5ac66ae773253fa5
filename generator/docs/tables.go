package docs

// This file builds the pages of code tables, and the page of callbacks.

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/plan"
)

// maxRows is the number of codes on a page. A larger table has several pages.
const maxRows = 1000

// tableView is a code table or a part of it.
type tableView struct {
	Name, Domain, Lookup  string
	About                 *prose
	See                   *link
	Categories, Resolvers []termView
	Rows                  []rowView
	Parts                 []link // links to all parts, nil if there is only one
}

// termView is a category or a resolver.
type termView struct {
	Anchor, ID, Go string
	About          *prose
}

// rowView is a code.
type rowView struct {
	Anchor, ID, Code, Subcodes string
	Category, ResolvedBy       string
	Retryable                  bool
	Message, User, Advice      *prose
	See                        *link
	Deprecated                 *deprecationView
	Since, Go                  string
}

func (t *tablePage) parts() int {
	return max(1, (len(t.plan.Rows)+maxRows-1)/maxRows)
}

// part returns the name of the page with part i of the rows.
func (t *tablePage) part(i int) string {
	if i == 0 {
		return t.page
	}
	return t.page + "-" + strconv.Itoa(i+1)
}

// rowPage returns the name of the page with row i.
func (t *tablePage) rowPage(i int) string { return t.part(i / maxRows) }

func (e *edition) tablePages(visit visitor) bool {
	for _, t := range e.tables {
		for i := range t.parts() {
			w := e.writer(t.part(i))
			trail := []link{{w.mustLabel("overview"), w.to("index", "")}}
			if !visit(w, "codes", string(t.plan.Name), t.page, trail, w.tableView(t, i)) {
				return false
			}
		}
	}
	return true
}

func (w *writer) tableView(t *tablePage, part int) *tableView {
	a := t.plan.API
	v := &tableView{
		Name: a.Name, Domain: a.Domain, Lookup: w.qualified(w.modelsOf(t.plan), string(t.plan.Lookup)),
		About:      w.phrase(a, a.Description, a.Described),
		Categories: w.terms(a, t.plan.Categories, "category"),
		Resolvers:  w.terms(a, t.plan.Resolvers, "resolver"),
	}
	if to := safeLink(a.Link); to != "" {
		v.See = &link{to, to}
	}
	for i := range t.parts() {
		if t.parts() > 1 {
			v.Parts = append(v.Parts, link{strconv.Itoa(i + 1), w.to(t.part(i), "")})
		}
	}
	for _, row := range t.plan.Rows[part*maxRows : min(len(t.plan.Rows), (part+1)*maxRows)] {
		v.Rows = append(v.Rows, w.rowView(row, a))
	}
	return v
}

// modelsOf returns the package that declares a code table.
func (s *survey) modelsOf(t *plan.CodeTable) *plan.Package {
	for _, pkg := range s.Plan.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				if d == plan.Decl(t) {
					return pkg
				}
			}
		}
	}
	panic("internal: no package declares the code table")
}

// phrase returns a description in a code table, translated if possible.
func (w *writer) phrase(t *api.Table, source string, translations map[string]string) *prose {
	locale := w.bestLocale(t.Locales)
	return w.localized(translations[locale], locale, source, t.Source)
}

func (w *writer) terms(t *api.Table, list []*plan.CodeName, kind string) []termView {
	var out []termView
	for _, term := range list {
		about := w.phrase(t, term.Doc, term.Described)
		out = append(out, termView{kind + "-" + term.Value, term.Value, string(term.Name), about})
	}
	return out
}

func (w *writer) rowView(row *plan.CodeRow, t *api.Table) rowView {
	c := row.API
	v := rowView{
		Anchor: "code-" + c.ID, ID: c.ID, Code: codeText(t, c), Subcodes: subcodeText(t, c),
		Category: c.Category, ResolvedBy: c.ResolvedBy,
		Retryable: c.Retryable, Since: oneLine(c.Since), Go: string(row.Name), See: seeAlso(api.Doc{URL: c.Link}),
	}
	if c.Deprecated {
		v.Deprecated = &deprecationView{}
		if c.Successor != "" {
			v.Deprecated.Replacement = &link{c.Successor, w.codePlace(t, c.Successor)}
		}
	}
	own, source := c.In(w.bestLocale(t.Locales)), c.In(t.Source)
	v.Message = w.localized(own.Message, own.Locale, source.Message, t.Source)
	v.User = w.localized(own.User, own.Locale, source.User, t.Source)
	v.Advice = w.localized(own.Advice, own.Locale, source.Advice, t.Source)
	return v
}

// codePlace returns the URL of a row of a code table.
func (w *writer) codePlace(of *api.Table, id string) string {
	for _, t := range w.tables {
		for i, row := range t.plan.Rows {
			if t.plan.API == of && row.API.ID == id {
				return w.to(t.rowPage(i), "code-"+id)
			}
		}
	}
	return ""
}

// bestLocale returns the locale of a code table that best matches the page. The first
// locale is the source.
func (w *writer) bestLocale(locales []string) string {
	for _, locale := range locales {
		if locale == w.locale {
			return locale
		}
	}
	for _, locale := range locales {
		if sameLanguage(locale, w.locale) {
			return locale
		}
	}
	return locales[0]
}

// memberProse returns the description of an enum value: the message of the row for
// its code, or the description's text.
func (w *writer) memberProse(m *api.Member, text func(raw, at string) *prose) *prose {
	if m.Texts == nil {
		return text(m.Doc.Description, string(m.Doc.At))
	}
	row := api.Code{Texts: m.Texts}
	var locales []string
	for _, text := range m.Texts {
		locales = append(locales, text.Locale)
	}
	own, source := row.In(w.bestLocale(locales)), row.In(locales[0])
	return w.localized(own.Message, own.Locale, source.Message, source.Locale)
}

func (w *writer) localized(own, locale, fallback, source string) *prose {
	switch {
	case own != "":
		return w.inLanguage(w.escaped(proseLine(own)), locale)
	case fallback != "":
		return w.inLanguage(w.escaped(proseLine(fallback)), source)
	}
	return nil
}

// codeText returns the codes of a row.
func codeText(t *api.Table, c *api.Code) string {
	var parts []string
	for _, class := range c.Classes {
		parts = append(parts, strconv.FormatInt(class, 10)+"xx")
	}
	form := t.Keys.Code
	if r := c.Range; r != nil {
		parts = append(parts, form.Format(codekey.Number(r.Low))+"–"+form.Format(codekey.Number(r.High)))
	}
	if c.Prefix != "" {
		parts = append(parts, oneLine(c.Prefix)+"…")
	}
	return strings.Join(append(parts, formatKeys(form, c.Codes)...), ", ")
}

// subcodeText returns the subcodes of a row.
func subcodeText(t *api.Table, c *api.Code) string {
	if p := c.Pattern; p != nil {
		return strconv.FormatInt(p.Low, 10) + "–" + strconv.FormatInt(p.High, 10)
	}
	return strings.Join(formatKeys(t.Keys.Subcode, c.Subcodes), ", ")
}

// keys formats codes or subcodes.
func formatKeys(form codekey.Form, keys []codekey.Key) []string {
	var parts []string
	for _, key := range keys {
		parts = append(parts, oneLine(form.Format(key)))
	}
	return parts
}

// callbackView is a request from the service to the program.
type callbackView struct {
	Anchor, Name, Method, ContentType string
	Title, About                      *prose
	Deprecated                        *deprecationView
	See                               *link
	Payload                           []link
	Handle                            string
	Status                            int
	RequiredProperty                  string
	MismatchStatus                    int
	Owner                             *link
}

func callbackAnchor(c *plan.Callback) string { return "callback-" + string(c.Handle) }

func (e *edition) callbackPage(visit visitor) bool {
	if len(e.callbacks) == 0 {
		return true
	}
	w := e.writer("callbacks")
	var list []callbackView
	for _, c := range e.callbacks {
		list = append(list, w.callbackView(c))
	}
	return visit(w, "callbacks", w.mustLabel("callbacks"), "callbacks", w.trail("callbacks")[:1], list)
}

func (w *writer) callbackView(c *plan.Callback) callbackView {
	a := c.API
	v := callbackView{
		Anchor: callbackAnchor(c), Name: cmp.Or(oneLine(a.Name), string(c.Handle)),
		Method: a.Method, ContentType: oneLine(a.ContentType),
		Title:      w.firstSentence(a.Doc.Summary, beside(string(a.Doc.At), "summary")),
		About:      w.block(a.Doc.Description, string(a.Doc.At)),
		Deprecated: w.deprecated(a.Doc), See: seeAlso(a.Doc), Payload: w.goType(c.Payload), Handle: string(c.Handle),
		Status: a.Status, RequiredProperty: oneLine(a.RequiredProperty), MismatchStatus: a.MismatchStatus,
	}
	for _, r := range w.resources {
		for _, call := range r.verbs {
			if call.Operation == a.Owner {
				v.Owner = &link{a.Owner.Method + " " + r.title(), w.to(r.page, strings.ToLower(a.Owner.Method))}
			}
		}
	}
	return v
}
