package docs

// This file builds the lists: the overview, operations by path, and types by name. A
// long list is split into a list of lists, by the next path segment or by the initial
// letter.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

const (
	maxListed     = 400 // operations or types in a list
	maxOnOverview = 60  // operations listed on the overview
)

// overviewView is the view of the overview page.
type overviewView struct {
	About      *prose
	BaseURL    string
	Servers    []*serverView // if there are several or variables
	Import     string
	Security   []schemeView
	Paths      []pathView // nil if there are more than maxOnOverview operations
	Operations link
	Counts     []count
	Tables     []tableLine
	LeftOut    []lostLine
}

// lostLine is a part of the description that the SDK lacks.
type lostLine struct {
	Name string // such as "GET /pets" or "response 404 of GET /pets"
	Why  string
	Rule string
}

// count is a link with a number of items.
type count struct {
	Name, To string
	Number   int
}

// schemeView is a security scheme.
type schemeView struct {
	Name, Kind string
	About      *prose
}

// tableLine is a code table in a list.
type tableLine struct {
	Link  link
	About *prose
	Codes int
}

// pathView is a path in a list.
type pathView struct {
	Path, To   string
	Operations []operationLine
}

// operationLine is an operation in a list.
type operationLine struct {
	Method, To string
	Title      *prose
	Deprecated bool
}

// listView is a list of paths, of types, or of nested lists.
type listView struct {
	Groups []count
	Paths  []pathView
	Types  []typeLine
}

// typeLine is a type in a list.
type typeLine struct {
	Name, To, Kind string
	About          *prose
	Deprecated     bool
}

func (e *edition) overview(visit visitor) bool {
	w := e.writer("index")
	a := e.Plan.API
	v := &overviewView{
		About: w.block(a.Description, "/info/description"), BaseURL: oneLine(a.BaseURL),
		Import: string(e.client.Package.Import), Security: w.schemes(a.Security),
	}
	for _, s := range e.client.Servers {
		v.Servers = append(v.Servers, w.server(s))
	}
	operations := 0
	for _, r := range e.resources {
		operations += r.operations()
	}
	if operations > 0 {
		v.Operations = link{w.mustLabel("operations"), w.to("operations", "")}
		v.Counts = append(v.Counts, count{w.mustLabel("operations"), w.to("operations", ""), operations})
	}
	if operations <= maxOnOverview {
		v.Paths = w.paths(e.resources)
	}
	if n := len(e.types); n > 0 {
		v.Counts = append(v.Counts, count{w.mustLabel("types"), w.to("types", ""), n})
	}
	if n := len(e.callbacks); n > 0 {
		v.Counts = append(v.Counts, count{w.mustLabel("callbacks"), w.to("callbacks", ""), n})
	}
	for _, t := range e.tables {
		name := string(t.plan.Name)
		title := w.mustLabel("codes") + w.mustLabel("colon") + t.plan.API.Name
		v.Counts = append(v.Counts, count{title, w.to(t.page, ""), len(t.plan.Rows)})
		about := w.phrase(t.plan.API, t.plan.API.Description, t.plan.API.Described)
		v.Tables = append(v.Tables, tableLine{link{name, w.to(t.page, "")}, about, len(t.plan.Rows)})
	}
	for _, part := range a.LeftOut {
		v.LeftOut = append(v.LeftOut, lostLine{oneLine(part.Name), oneLine(part.Why), part.Rule})
	}
	return visit(w, "overview", w.title(), "index", nil, v)
}

func (w *writer) schemes(list []*api.SecurityScheme) []schemeView {
	var out []schemeView
	for _, s := range list {
		kind := strings.TrimSpace(oneLine(s.Kind + " " + s.Scheme))
		if s.Param != "" {
			kind += " (" + w.mustLabel("in."+string(s.In)) + ": " + oneLine(s.Param) + ")"
		}
		out = append(out, schemeView{oneLine(s.Name), kind, w.cell(s.Doc.Description, string(s.Doc.At))})
	}
	return out
}

func (w *writer) paths(list []*resourcePage) []pathView {
	var out []pathView
	for _, r := range list {
		v := pathView{Path: r.title(), To: w.to(r.page, "")}
		for _, c := range r.verbs {
			op := c.Operation
			title := w.firstSentence(op.Doc.Summary, beside(string(op.Doc.At), "summary"))
			if title == nil {
				title = w.firstSentence(op.Doc.Description, string(op.Doc.At))
			}
			v.Operations = append(v.Operations, operationLine{
				op.Method, w.to(r.page, strings.ToLower(op.Method)), title, op.Doc.Deprecated != nil,
			})
		}
		out = append(out, v)
	}
	return out
}

// startLine is a site on the start page.
type startLine struct {
	Name, Version string
	Languages     []languageLink
}

// startPage returns the page that links to all sites, in the language of the first.
func startPage(sites []*Site, format Format) (File, error) {
	e, err := newEdition(newSurvey(sites[0]), sites[0].Source, format)
	if err != nil {
		return File{}, err
	}
	title := e.mustLabel("start")
	var list []startLine
	for _, site := range sites {
		line := startLine{Name: siteTitle(site), Version: oneLine(site.Plan.API.Version)}
		for _, locale := range site.Locales {
			line.Languages = append(line.Languages, languageLink{
				Tag: locale, Name: ownName(locale), Dir: direction(locale),
				To: site.Name + "/" + locale + "/index" + e.extension(),
			})
		}
		list = append(list, line)
	}
	p := &referencePage{
		Kind: "start", Title: title, Site: title, Lang: e.ui, Dir: direction(e.ui),
		Home: "index" + e.extension(), Body: list,
	}
	return e.renderPage(p, "index"+e.extension())
}

// pathLists visits the list of all operations and its nested lists.
func (e *edition) pathLists(visit visitor) bool {
	return e.pathList(visit, "operations", "", e.resources)
}

// pathList visits the list of the paths below a prefix. If it is too long, the list
// links to a nested list for each of the next segments.
func (e *edition) pathList(visit visitor, name, prefix string, list []*resourcePage) bool {
	w := e.writer(name)
	v := &listView{}
	groups := splitPaths(prefix, list)
	var below []func() bool
	if groups == nil {
		v.Paths = w.paths(list)
	}
	for _, g := range groups {
		if g.total <= 0 {
			v.Paths = w.paths(g.list)
			continue
		}
		page := e.listPage("operations", pathFileName(g.prefix), g.prefix)
		v.Groups = append(v.Groups, count{oneLine(g.prefix), w.to(page, ""), g.total})
		below = append(below, func() bool { return e.pathList(visit, page, g.prefix, g.list) })
	}
	title, trail := w.mustLabel("operations"), w.trail("operations")
	if prefix == "" {
		trail = trail[:1]
	} else {
		title = oneLine(prefix)
	}
	if !visit(w, "list", title, "operations", trail, v) {
		return false
	}
	for _, next := range below {
		if !next() {
			return false
		}
	}
	return true
}

// pathGroup is a group of paths with a common prefix.
type pathGroup struct {
	prefix string
	list   []*resourcePage
	total  int // number of operations, 0 for the group of the prefix itself
}

// splitPaths groups paths by the segment after a prefix. It returns nil if the list
// is short enough for one page. It skips segments that all paths share:
// "/users/{id}/a" and "/users/{id}/b" are grouped by "a" and "b".
func splitPaths(prefix string, list []*resourcePage) []pathGroup {
	total := 0
	for _, r := range list {
		total += r.operations()
	}
	if total <= maxListed {
		return nil
	}
	var groups []pathGroup
	var own []*resourcePage
	at := map[string]int{}
	for _, r := range list {
		rest := strings.TrimPrefix(strings.TrimPrefix(r.path(), prefix), "/")
		segment, _, _ := strings.Cut(rest, "/")
		if segment == "" {
			own = append(own, r)
			continue
		}
		i, known := at[segment]
		if !known {
			i = len(groups)
			at[segment] = i
			groups = append(groups, pathGroup{prefix: prefix + "/" + segment})
		}
		groups[i].list = append(groups[i].list, r)
		groups[i].total += r.operations()
	}
	if len(groups) == 1 && len(own) == 0 {
		return splitPaths(groups[0].prefix, list)
	}
	slices.SortStableFunc(groups, func(a, b pathGroup) int { return cmp.Compare(a.prefix, b.prefix) })
	if len(own) > 0 {
		groups = append([]pathGroup{{prefix: prefix, list: own}}, groups...)
	}
	return groups
}

// typeLists visits the list of all types and its nested lists.
func (e *edition) typeLists(visit visitor) bool {
	w := e.writer("types")
	v := &listView{}
	trail := w.trail("types")
	if len(e.types) <= maxListed {
		v.Types = w.typeLines(e.types)
		return visit(w, "list", w.mustLabel("types"), "types", trail[:1], v)
	}
	letters := e.byLetter(e.types)
	for _, g := range letters {
		v.Groups = append(v.Groups, count{g.letter, w.to(g.page, ""), len(g.types)})
	}
	if !visit(w, "list", w.mustLabel("types"), "types", trail[:1], v) {
		return false
	}
	for _, g := range letters {
		w := e.writer(g.page)
		title := w.mustLabel("types") + w.mustLabel("colon") + g.letter
		if !visit(w, "list", title, "types", w.trail("types"), &listView{Types: w.typeLines(g.types)}) {
			return false
		}
	}
	return true
}

// letterGroup is a group of types with the same initial letter.
type letterGroup struct {
	letter, page string
	types        []*typePage
}

// byLetter groups sorted types by initial letter.
func (s *survey) byLetter(list []*typePage) []letterGroup {
	var groups []letterGroup
	for _, t := range list {
		letter := strings.ToUpper(string([]rune(t.name)[:1]))
		if n := len(groups); n == 0 || groups[n-1].letter != letter {
			groups = append(groups, letterGroup{letter: letter, page: s.listPage("types", fileWord(letter), letter)})
		}
		last := &groups[len(groups)-1]
		last.types = append(last.types, t)
	}
	return groups
}

func (w *writer) typeLines(list []*typePage) []typeLine {
	var out []typeLine
	for _, t := range list {
		name := t.name
		if t.pkg != w.client.Package && t.pkg.Dir != "models" {
			name = w.qualified(t.pkg, name)
		}
		out = append(out, typeLine{
			name, w.to(t.page, ""), w.mustLabel("kind." + t.kind()),
			w.firstSentence(t.api.Doc.Description, string(t.api.Doc.At)), t.api.Doc.Deprecated != nil,
		})
	}
	return out
}
