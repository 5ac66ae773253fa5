package plan

// This file decides the package of each declaration, its home. If the SDK is a
// single package, that is the target's own package. If it is a tree, there are
// several packages:
//
//   - the target's own package, with the Client and the calls on "/";
//   - one package for each word that begins a path, with its request builders
//     and the types that only they use. "/users" and "/users(name='{name}')"
//     share a package;
//   - models, with every named type of the API description and the code tables,
//     because their accessors are methods of models.
//
// The target's package imports models. The package of a path imports both, but
// never the package of another path, so a program links only the calls it uses.
//
// Import cycles are avoided as follows. Every type that a type in models refers
// to is also in models. So are unions, because their variants have methods that
// mark them as members. So is every type that two paths use.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

const (
	modelsName  names.Ident = "models"
	entryClient names.Ident = "client" // parameter of an entry function

	rolePackage = "package:" // prefix of the key of a package's name
	roleEntry   = "@entry"   // function that enters a package
)

// home is a package whose names are not all resolved yet.
type home struct {
	pkg   *Package
	scope *scope
	files *fileNamer
	word  names.Ident // prefix of the names of its types in models
	entry *Entry      // entry functions of a path's package; nil for other packages
}

// gatherHomes creates the packages and assigns one to each resource.
func (pl *planner) gatherHomes() {
	pkg := &Package{Import: pl.opt.Import, Name: pl.opt.Package}
	pl.clientHome = pl.addHome(pkg, "", "Client", "New", "DefaultBaseURL")
	pl.modelsHome = pl.clientHome
	pl.root.home = pl.clientHome
	pl.root.builder.Package = pl.clientHome.pkg
	if pl.opt.Tree {
		pl.modelsHome = pl.addBelow(modelsName)
		pl.namer.symbols = append(pl.namer.symbols, Symbol{Key: rolePackage, Name: string(modelsName)})
		pl.gatherPaths()
	}
	for _, r := range pl.resources { // parents come before their children
		if r.home == nil {
			r.home = r.parent.home
		}
		r.builder.Package = r.home.pkg
	}
}

func (pl *planner) addHome(pkg *Package, owner string, reserved ...names.Ident) *home {
	files := &fileNamer{pkg: pkg, taken: map[string]bool{exampleFile: true}}
	h := &home{pkg: pkg, scope: pl.namer.packageScope(owner, reserved...), files: files}
	pl.homes = append(pl.homes, h)
	return h
}

// addBelow adds a package in a folder below the target's.
func (pl *planner) addBelow(name names.Ident, reserved ...names.Ident) *home {
	pkg := &Package{Import: pl.opt.Import + ImportPath("/"+name), Name: name, Dir: string(name)}
	return pl.addHome(pkg, string(name)+".", reserved...)
}

// gatherPaths creates a package for each word that begins a path.
func (pl *planner) gatherPaths() {
	type group struct {
		tops []*resource
		name names.Ident
	}
	var groups []*group
	byWord := map[string]*group{}
	scope := pl.namer.packageScope("", pl.takenPackages()...)
	for _, top := range pl.root.children {
		word := topWord(top.segment)
		g := byWord[word]
		if g == nil {
			g = &group{}
			byWord[word] = g
			groups = append(groups, g)
			scope.claim(rolePackage+"/"+word, &g.name, pl.wantedPackage(top.segment)...)
		}
		g.tops = append(g.tops, top)
	}
	scope.resolve()
	var reserved []names.Ident
	if pl.opt.Operations {
		reserved = []names.Ident{"Client", "New"}
	}
	for _, g := range groups {
		h := pl.addBelow(g.name, reserved...)
		h.word = pl.segmentWord(g.tops[0].segment)
		h.entry = &Entry{API: pl.api, Client: pl.clientHome.pkg}
		for _, top := range g.tops {
			top.home = h
			for range top.segments {
				top.methods = append(top.methods, &Child{Entry: h.pkg, Builder: top.builder})
			}
			h.entry.Children = append(h.entry.Children, top.methods...)
		}
	}
}

// takenPackages returns names that the package of a path must not have: names
// of other packages, and names that would be shadowed where it is imported.
func (pl *planner) takenPackages() []names.Ident {
	taken := []names.Ident{modelsName, localeDir, pl.opt.Package, pl.fakeName(), "errors", "http"}
	for _, dir := range pl.opt.Taken {
		taken = append(taken, names.Ident(strings.ToLower(dir)))
	}
	return slices.Concat(taken, exampleNames, fakeNames)
}

// topWord returns the word that begins a path. Paths with the same word share a
// package.
func topWord(s api.Segment) string {
	if s.Parts[0].Param != nil {
		return pathUpTo([]api.Segment{s})[1:]
	}
	return literalText(s)
}

// wantedPackage returns the candidates for the name of a path's package: the
// word, the word with its namespace, then both with the suffix "api".
func (pl *planner) wantedPackage(s api.Segment) []names.Ident {
	plain, whole := names.Package(pl.plainWord(s)), names.Package(literalText(s))
	if plain == "" {
		plain, whole = "slash", "slash"
	}
	if s.Parts[0].Param != nil {
		plain, whole = "by"+plain, "by"+whole
	}
	return []names.Ident{plain, whole, plain + "api", whole + "api"}
}

// claimTops claims the names of the request builders that begin a path and of
// their entry functions. They omit the word in the package's name.
func (pl *planner) claimTops() {
	for _, top := range pl.root.children {
		switch {
		case top.methods == nil:
			continue
		case pl.opt.Operations:
			top.methods[0].Method = "New"
			continue
		}
		suffixes := []names.Ident{"", "Path"}
		switch params := pl.paramWords(top.segment); {
		case top.segment.Parts[0].Param != nil:
		case params != "":
			suffixes = []names.Ident{"With" + params, "With" + params + "Path"}
		case strings.Contains(top.segment.Parts[0].Literal, "("):
			suffixes[1] = "Function"
		}
		var builders, entries []names.Ident
		for _, suffix := range suffixes {
			builders = append(builders, suffix+builderSuffix)
			entries = append(entries, "New"+suffix)
		}
		top.home.scope.claim(builderKey(top.segment), &top.builder.Name, builders...)
		for i, segment := range top.segments {
			key := string(segment.Origin.Pointer) + roleEntry
			if i > 0 {
				word := "New" + pl.wantedMethod(segment)[0]
				entries = []names.Ident{word, word + typeWord(segment)}
				suffix, _ := typeSuffix(top.segments, i)
				key = string(segment.Origin.Pointer) + roleOfType + string(suffix) + roleEntry
			}
			top.home.scope.claim(key, &top.methods[i].Method, entries...)
		}
	}
}

// isTree reports whether the names in a lock are those of a tree of packages.
// The names of another layout are ignored: changing the layout changes all
// import paths anyway.
func isTree(lock []Symbol) bool {
	return slices.ContainsFunc(lock, func(s Symbol) bool { return strings.HasPrefix(s.Key, rolePackage) })
}

// assignHomes assigns a home to each type. It returns the enums and unions that
// another package has to decode.
func (pl *planner) assignHomes() (opened map[*api.Type]bool) {
	for _, t := range pl.ordered {
		if t.Parent == nil || t.Kind == api.Union || t.Polymorphic {
			pl.assignHome(t, pl.modelsHome)
		}
	}
	pl.visitUses(pl.assignHome)
	for _, t := range pl.ordered {
		pl.assignHome(t, cmp.Or(pl.homeOf[t], pl.modelsHome))
	}
	opened = map[*api.Type]bool{}
	open := func(t *api.Type, from *home) {
		for t.Elem != nil {
			t = t.Elem.Type
		}
		if t.Enum != nil {
			t = t.Enum
		}
		if h := pl.homeOf[t]; h != nil && h != from {
			opened[t] = true
		}
	}
	pl.visitUses(open)
	for _, t := range pl.ordered {
		for _, f := range t.Fields {
			open(f.Type.Type, pl.homeOf[t])
		}
	}
	return opened
}

// assignHome assigns a home to a type and to all types that it refers to. A
// type that already has another home moves to models.
func (pl *planner) assignHome(t *api.Type, at *home) {
	switch now := pl.homeOf[t]; {
	case now == at, now == pl.modelsHome:
		return
	case now != nil:
		at = pl.modelsHome
	}
	pl.homeOf[t] = at
	if t.Enum != nil {
		pl.assignHome(t.Enum, at)
	}
	if elem := t.Underlying().Elem; elem != nil {
		pl.assignHome(elem.Type, at)
	}
	for _, f := range t.Fields {
		pl.assignHome(f.Type.Type, at)
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		pl.assignHome(v.Type.Type, at)
	}
}

// visitUses calls visit for each type that an operation or callback refers to,
// with the home of the operation or callback.
func (pl *planner) visitUses(visit func(t *api.Type, from *home)) {
	for _, r := range pl.allResources() {
		for _, c := range r.calls {
			op := c.Operation
			for _, segment := range op.Path.Segments {
				for _, part := range segment.Parts {
					if part.Param != nil {
						visit(part.Param.Type.Type, r.home)
					}
				}
			}
			for _, p := range op.Params {
				visit(p.Type.Type, r.home)
			}
			for _, body := range bodies(op) {
				visit(body.Type.Type, r.home)
			}
			for _, content := range contents(op) {
				visit(content.Type.Type, r.home)
			}
		}
	}
	for _, c := range pl.api.Callbacks {
		visit(c.Payload.Type, pl.callbackHome(c))
	}
}

// bodies returns the request body of an operation in all its formats.
func bodies(op *api.Operation) []*api.Body {
	if op.Body == nil {
		return op.OtherBodies
	}
	return append([]*api.Body{op.Body}, op.OtherBodies...)
}

// contents returns the bodies of an operation's responses.
func contents(op *api.Operation) []api.Content {
	var out []api.Content
	for _, r := range slices.Concat(op.Success, op.Errors) {
		for _, content := range append([]api.Content{r.Content}, r.OtherContents...) {
			if content.Type != nil {
				out = append(out, content)
			}
		}
	}
	return out
}

// callbackHome returns the home of the operation that has the callback. For a
// webhook, it returns the home of the Client.
func (pl *planner) callbackHome(c *api.Callback) *home {
	if c.Owner != nil {
		return pl.resourceOf[c.Owner].home
	}
	return pl.clientHome
}

// homePrefix returns the prefix of the name of a type in models that is named
// after a declaration in another package. It is empty within one package.
func (pl *planner) homePrefix(t *api.Type, from *home) names.Ident {
	if pl.homeOf[t] == from {
		return ""
	}
	return from.word
}

func (pl *planner) scopeOf(t *api.Type) *scope { return pl.homeOf[t].scope }

// memberScope returns a new scope for the fields and methods of a type.
func (pl *planner) memberScope(at *home, owner names.Ident, reserved ...names.Ident) *scope {
	return pl.namer.scope(at.scope.owner+string(owner)+".", reserved...)
}

// resolve resolves the pending claims in all packages.
func (pl *planner) resolve() {
	for _, h := range pl.homes {
		h.scope.resolve()
	}
}
