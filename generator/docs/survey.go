package docs

// What there is to be written about, in the order in which it is read, and the
// names of the pages. A page's name follows from what it is about and from
// nothing else, so that links from outside stay good when the API grows: a path
// gives its words, a type its Go name. Names that file systems cannot tell apart,
// or that were shortened, get a hash of the whole.

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

// survey is what the plan holds, by page.
type survey struct {
	*Site
	client    *plan.Client
	resources []*resource // by path
	types     []*goType   // by name, then package
	callbacks []*plan.Callback
	tables    []*table
	pageOf    map[*api.Type]*goType
	used      map[*api.Type][]use // see uses
}

// resource is a path with its operations.
type resource struct {
	page    string // "operations/communications-calls"
	builder *plan.Builder
	chain   []*plan.Child // of methods that lead there
	verbs   []*plan.Call  // one for each operation
}

// goType is a type with a name: what one schema became.
type goType struct {
	page string // "types/Call"
	pkg  *plan.Package
	name string
	api  *api.Type
	s    *plan.Struct // any of these
	u    *plan.Union
	e    *plan.Enum
}

// table is a table of codes.
type table struct {
	page string // "codes/callEndReason"
	plan *plan.CodeTable
}

func newSurvey(site *Site) *survey {
	s := &survey{Site: site, pageOf: map[*api.Type]*goType{}}
	for _, pkg := range site.Plan.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				s.add(d)
			}
		}
	}
	s.walk(s.client.Root, nil)
	for _, pkg := range site.Plan.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				if entry, ok := d.(*plan.Entry); ok {
					for _, way := range entry.Children {
						s.walk(way.Builder, []*plan.Child{way})
					}
				}
			}
		}
	}
	slices.SortFunc(s.resources, func(a, b *resource) int { return cmp.Compare(a.builder.Path, b.builder.Path) })
	slices.SortFunc(s.types, func(a, b *goType) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name)), cmp.Compare(a.name, b.name), cmp.Compare(a.pkg.Import, b.pkg.Import))
	})
	s.nameResources()
	s.nameTypes()
	return s
}

// add notes a declaration.
func (s *survey) add(d plan.Decl) {
	switch d := d.(type) {
	case *plan.Client:
		s.client = d
	case *plan.Struct:
		s.typ(d.Type, d.Package, string(d.Name)).s = d
	case *plan.Union:
		s.typ(d.Type, d.Package, string(d.Name)).u = d
	case *plan.Enum:
		s.typ(d.Type, d.Package, string(d.Name)).e = d
	case *plan.Callback:
		s.callbacks = append(s.callbacks, d)
	case *plan.CodeTable:
		s.tables = append(s.tables, &table{"codes/" + d.API.Name, d})
	}
}

// typ is the page of a type. A polymorphic type is a struct and a union.
func (s *survey) typ(t *api.Type, pkg *plan.Package, name string) *goType {
	page := s.pageOf[t]
	if page == nil {
		page = &goType{pkg: pkg, name: name, api: t}
		s.pageOf[t] = page
		s.types = append(s.types, page)
	}
	return page
}

// walk notes a builder and those below it.
func (s *survey) walk(b *plan.Builder, chain []*plan.Child) {
	r := &resource{builder: b, chain: chain}
	for _, call := range b.Calls {
		if call.Kind == plan.MainCall {
			r.verbs = append(r.verbs, call)
		}
	}
	if len(r.verbs) > 0 {
		s.resources = append(s.resources, r)
	}
	for _, child := range b.Children {
		if child.Entry == nil {
			s.walk(child.Builder, append(slices.Clip(chain), child))
		}
	}
}

// path is the template of a resource.
func (r *resource) path() string { return cmp.Or(r.builder.Path, "/") }

// operations counts them.
func (r *resource) operations() int { return len(r.verbs) }

func (s *survey) nameResources() {
	names := make([]claim, len(s.resources))
	for i, r := range s.resources {
		names[i] = claim{pathWords(r.path()), r.path()}
	}
	for i, name := range fileNames(names) {
		s.resources[i].page = "operations/" + name
	}
}

func (s *survey) nameTypes() {
	names := make([]claim, len(s.types))
	for i, t := range s.types {
		name := t.name
		if t.pkg.Dir != "" && t.pkg.Dir != "models" {
			name = t.pkg.Dir + "." + name
		}
		names[i] = claim{word(name), string(t.pkg.Import) + "." + t.name}
	}
	for i, name := range fileNames(names) {
		s.types[i].page = "types/" + name
	}
}

// claim is a name that a page wants, and what it is about.
type claim struct{ want, about string }

const longestName = 100

// fileNames settles the names of a folder's pages.
func fileNames(claims []claim) []string {
	count := map[string]int{}
	for _, c := range claims {
		count[strings.ToLower(c.want)]++
	}
	names := make([]string, len(claims))
	for i, c := range claims {
		names[i] = c.want
		if len(c.want) > longestName || count[strings.ToLower(c.want)] > 1 || c.want == "" || reservedName(c.want) {
			sum := sha256.Sum256([]byte(c.about))
			names[i] = strings.TrimLeft(c.want[:min(len(c.want), longestName)]+"-", "-") + hex.EncodeToString(sum[:5])
		}
	}
	return names
}

// reservedName reports whether Windows, or the site, keeps a name for itself.
func reservedName(name string) bool {
	name = strings.ToLower(name)
	stem, _, _ := strings.Cut(name, ".")
	return name == "index" || len(stem) <= 4 && (slices.Contains([]string{"con", "prn", "aux", "nul"}, stem) ||
		strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt"))
}

// pathWords makes a path one word: communications-calls-call-id-reject.
func pathWords(path string) string { return strings.ToLower(word(path)) }

// word keeps what may stand in every file name and address. What else there is
// parts words; a text that loses letters gets a hash instead of them.
func word(text string) string {
	var b strings.Builder
	lost := false
	for _, r := range text {
		switch {
		case r < unicode.MaxASCII && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.'):
			b.WriteRune(r)
		case r > unicode.MaxASCII:
			lost = true
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-.")
	if lost {
		sum := sha256.Sum256([]byte(text))
		name = strings.TrimLeft(name+"-", "-") + hex.EncodeToString(sum[:5])
	}
	return name
}
