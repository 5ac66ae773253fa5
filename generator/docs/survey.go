package docs

// This file lists the pages of a site, in reading order, and names them. The name of a
// page depends only on its subject, so external links stay valid when the API grows:
//
//	/users/{user-id}/messages   operations/users-user-id-messages
//	graph.Call                  types/Call
//
// Names that differ only in case, and truncated names, get a hash suffix.

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// survey lists the subjects of all pages.
type survey struct {
	*Site
	client    *plan.Client
	resources []*resourcePage // sorted by path
	types     []*typePage     // sorted by name, then package
	callbacks []*plan.Callback
	tables    []*tablePage
	pageOf    map[*api.Type]*typePage
	visited   map[*plan.Builder]bool  // builders whose pages were added
	used      map[*api.Type][]typeUse // see typeUses
	lists     map[string]string       // pages of nested lists by subject, see listPage
	taken     map[string]bool         // pages in lower case
}

// resourcePage is a path with its operations.
type resourcePage struct {
	page    string // "operations/communications-calls"
	builder *plan.Builder
	verbs   []*plan.Call // one for each operation
}

// typePage is a named type. A polymorphic type has both a struct and a union.
type typePage struct {
	page string // "types/Call"
	pkg  *plan.Package
	name string
	api  *api.Type
	s    *plan.Struct
	u    *plan.Union
	e    *plan.Enum
	c    *plan.Collection
}

// tablePage is a code table.
type tablePage struct {
	page string // "codes/callEndReason"
	plan *plan.CodeTable
}

func newSurvey(site *Site) *survey {
	s := &survey{
		Site: site, pageOf: map[*api.Type]*typePage{}, visited: map[*plan.Builder]bool{},
		lists: map[string]string{}, taken: map[string]bool{},
	}
	for _, pkg := range site.Plan.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				s.addDecl(d)
			}
		}
	}
	s.addResources(s.client.Root)
	for _, pkg := range site.Plan.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				if entry, ok := d.(*plan.Entry); ok {
					for _, child := range entry.Children {
						s.addResources(child.Builder)
					}
				}
			}
		}
	}
	slices.SortFunc(s.resources, func(a, b *resourcePage) int { return cmp.Compare(a.builder.Path, b.builder.Path) })
	slices.SortFunc(s.types, func(a, b *typePage) int {
		return cmp.Or(
			cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name)),
			cmp.Compare(a.name, b.name),
			cmp.Compare(a.pkg.Import, b.pkg.Import),
		)
	})
	s.nameResources()
	s.nameTypes()
	s.nameTables()
	return s
}

// addDecl adds the page of a declaration.
func (s *survey) addDecl(d plan.Decl) {
	switch d := d.(type) {
	case *plan.Client:
		s.client = d
	case *plan.Struct:
		s.pageFor(d.Type, d.Package, string(d.Name)).s = d
	case *plan.Union:
		s.pageFor(d.Type, d.Package, string(d.Name)).u = d
	case *plan.Enum:
		s.pageFor(d.Type, d.Package, string(d.Name)).e = d
	case *plan.Collection:
		s.pageFor(d.Type, d.Package, string(d.Name)).c = d
	case *plan.Aliases:
		s.addAliases(d)
	case *plan.Callback:
		s.callbacks = append(s.callbacks, d)
	case *plan.CodeTable:
		s.tables = append(s.tables, &tablePage{plan: d})
	}
}

// addAliases adds the pages of types that other places declare.
func (s *survey) addAliases(list *plan.Aliases) {
	for _, d := range list.Structs {
		s.addDecl(d)
	}
	for _, d := range list.Unions {
		s.addDecl(d)
	}
	for _, d := range list.Enums {
		s.addDecl(d)
	}
}

// pageFor returns the page of a type, and adds it if necessary.
func (s *survey) pageFor(t *api.Type, pkg *plan.Package, name string) *typePage {
	page := s.pageOf[t]
	if page == nil {
		page = &typePage{pkg: pkg, name: name, api: t}
		s.pageOf[t] = page
		s.types = append(s.types, page)
	}
	return page
}

// addResources adds the pages of a builder and of all nested builders, each
// once.
func (s *survey) addResources(b *plan.Builder) {
	if s.visited[b] {
		return
	}
	s.visited[b] = true
	byPath := map[string]*resourcePage{}
	for _, call := range b.Calls {
		if call.Kind != plan.MainCall {
			continue
		}
		at := b
		if b.Operations {
			path := call.Operation.Path
			at = &plan.Builder{Path: path.Template, Doc: path.Doc}
		}
		r := byPath[at.Path]
		if r == nil {
			r = &resourcePage{builder: at}
			byPath[at.Path] = r
			s.resources = append(s.resources, r)
		}
		r.verbs = append(r.verbs, call)
	}
	for _, child := range b.Children {
		if child.Entry == nil {
			s.addResources(child.Builder)
		}
	}
}

// path returns the path template: "/users/{id}".
func (r *resourcePage) path() string { return cmp.Or(r.builder.Path, "/") }

// title returns the path for display.
func (r *resourcePage) title() string { return oneLine(r.path()) }

// operations returns the number of operations.
func (r *resourcePage) operations() int { return len(r.verbs) }

func (s *survey) nameResources() {
	names := make([]claim, len(s.resources))
	for i, r := range s.resources {
		names[i] = claim{pathFileName(r.path()), r.path()}
	}
	for i, name := range fileNames(names) {
		s.resources[i].page = "operations/" + name
		s.taken[strings.ToLower(s.resources[i].page)] = true
	}
}

func (s *survey) nameTypes() {
	names := make([]claim, len(s.types))
	for i, t := range s.types {
		name := t.name
		if t.pkg.Dir != "" && t.pkg.Dir != "models" {
			name = t.pkg.Dir + "." + name
		}
		names[i] = claim{fileWord(name), string(t.pkg.Import) + "." + t.name}
	}
	for i, name := range fileNames(names) {
		s.types[i].page = "types/" + name
		s.taken[strings.ToLower(s.types[i].page)] = true
	}
}

func (s *survey) nameTables() {
	names := make([]claim, len(s.tables))
	for i, t := range s.tables {
		names[i] = claim{t.plan.API.Name, t.plan.API.Domain}
	}
	for i, name := range fileNames(names) {
		s.tables[i].page = "codes/" + name
	}
}

// listPage returns the page of a nested list, such as "operations/in-users" for the paths
// below "/users". It has a hash if another page has this name, ignoring case.
func (s *survey) listPage(folder, want, subject string) string {
	key := folder + " " + subject
	if s.lists[key] == "" {
		page := folder + "/in-" + fileNames([]claim{{want, subject}})[0]
		if s.taken[strings.ToLower(page)] {
			page += "-" + shortHash(subject)
		}
		s.lists[key] = page
		s.taken[strings.ToLower(page)] = true
	}
	return s.lists[key]
}

// claim is the preferred name of a page, with the full name of its subject.
type claim struct{ want, subject string }

const longestName = 100

// fileNames returns the final names of the pages in a folder.
func fileNames(claims []claim) []string {
	count := map[string]int{}
	for _, c := range claims {
		count[strings.ToLower(c.want)]++
	}
	names := make([]string, len(claims))
	for i, c := range claims {
		names[i] = c.want
		if len(c.want) > longestName || count[strings.ToLower(c.want)] > 1 || c.want == "" || reservedName(c.want) {
			names[i] = strings.TrimLeft(c.want[:min(len(c.want), longestName)]+"-", "-") + shortHash(c.subject)
		}
	}
	return names
}

// reservedName reports whether a name is reserved, by Windows or by the site.
func reservedName(name string) bool {
	name = strings.ToLower(name)
	stem, _, _ := strings.Cut(name, ".")
	return name == "index" || len(stem) <= 4 && (slices.Contains([]string{"con", "prn", "aux", "nul"}, stem) ||
		strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt"))
}

// pathFileName returns the file name of a path: "/calls/{call-id}/reject" becomes
// "calls-call-id-reject".
func pathFileName(path string) string { return strings.ToLower(fileWord(path)) }

// fileWord returns text with only ASCII letters, digits, "_", ".", and "-", which are
// valid in all file names and URLs. If it drops other letters, it appends a hash.
func fileWord(text string) string {
	var b strings.Builder
	lost := false
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.':
			b.WriteRune(r)
		case r > unicode.MaxASCII:
			lost = true
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-.")
	if lost {
		name = strings.TrimLeft(name+"-", "-") + shortHash(text)
	}
	return name
}

// shortHash returns a hash of ten hexadecimal digits.
func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:5])
}
