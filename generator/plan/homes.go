package plan

// Homes: which package each declaration stands in. An SDK that is one package
// has one home, the target's own, for everything. A tree has
//
//   - the target's own package with the Client, and what is asked of "/" itself;
//   - one for each word that paths begin with, so that "/users" and
//     "/users(name='{name}')" are together, with the builders and what only they
//     need;
//   - models, with every type that has a name in the description, and the code
//     tables, whose accessors are methods of models.
//
// The own package imports models, a path's package both, and none the package
// of another path: a program links what it calls. A type is a method's receiver
// and so cannot know of those that import it. Therefore everything that a type
// in models refers to is in models too, unions are, since their variants carry
// their markers, and so is what two paths need.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

const (
	modelsName  names.Ident = "models"
	entryClient names.Ident = "client" // argument of an entry

	rolePackage = "package:" // begins the key of a package's name
	roleEntry   = "@entry"   // function that leads into a package
)

// home is a package while its names are settled.
type home struct {
	pkg   *Package
	scope *scope
	files *filer
	word  names.Ident // what names begin with that it has to give to models
	entry *Entry      // of a path's package; nil for others
}

// gatherHomes makes the packages and gives each resource its own.
func (b *builder) gatherHomes() {
	b.own = b.addHome(&Package{Import: b.opt.Import, Name: b.opt.Package}, "", "Client", "New", "DefaultBaseURL")
	b.models = b.own
	b.root.home = b.own
	b.root.builder.Package = b.own.pkg
	if b.opt.Tree {
		b.models = b.addBelow(modelsName)
		b.namer.symbols = append(b.namer.symbols, Symbol{rolePackage, string(modelsName)})
		b.gatherPaths()
	}
	for _, r := range b.resources { // parents come before their children
		if r.home == nil {
			r.home = r.parent.home
		}
		r.builder.Package = r.home.pkg
	}
}

func (b *builder) addHome(pkg *Package, owner string, reserved ...names.Ident) *home {
	h := &home{pkg: pkg, scope: b.namer.packageScope(owner, reserved...), files: &filer{pkg: pkg, taken: map[string]bool{exampleFile: true}}}
	b.homes = append(b.homes, h)
	return h
}

// addBelow adds a package in a folder of its own.
func (b *builder) addBelow(name names.Ident) *home {
	return b.addHome(&Package{Import: b.opt.Import + ImportPath("/"+name), Name: name, Dir: string(name)}, string(name)+".")
}

// gatherPaths makes a package for each word that paths begin with.
func (b *builder) gatherPaths() {
	type group struct {
		tops []*resource
		name names.Ident
	}
	var groups []*group
	byWord := map[string]*group{}
	scope := b.namer.packageScope("", b.takenPackages()...)
	for _, top := range b.root.children {
		word := topWord(top.segment)
		g := byWord[word]
		if g == nil {
			g = &group{}
			byWord[word] = g
			groups = append(groups, g)
			scope.claim(rolePackage+"/"+word, &g.name, wantedPackage(top.segment)...)
		}
		g.tops = append(g.tops, top)
	}
	scope.resolve()
	for _, g := range groups {
		h := b.addBelow(g.name)
		h.word = b.word(g.tops[0].segment)
		h.entry = &Entry{API: b.api, Client: b.own.pkg}
		for _, top := range g.tops {
			top.home = h
			top.way = &Child{Entry: h.pkg, Builder: top.builder}
			h.entry.Ways = append(h.entry.Ways, top.way)
		}
	}
}

// takenPackages are the names that a path's package cannot have, and those
// that would be in the way where it is imported.
func (b *builder) takenPackages() []names.Ident {
	taken := []names.Ident{modelsName, localeDir, b.opt.Package, b.fakeName(), "errors", "http"}
	for _, dir := range b.opt.Taken {
		taken = append(taken, names.Ident(strings.ToLower(dir)))
	}
	return slices.Concat(taken, exampleNames, fakeNames)
}

// topWord is what the first segments of paths have in common that share a
// package.
func topWord(s api.Segment) string {
	if s.Parts[0].Param != nil {
		return pathUpTo([]api.Segment{s})[1:]
	}
	return literal(s)
}

// wantedPackage gives the names for the package of a path: its word, the word
// with its namespace, then what says that it is a package.
func wantedPackage(s api.Segment) []names.Ident {
	plain, whole := names.Package(plainWord(s)), names.Package(literal(s))
	if plain == "" {
		plain, whole = "slash", "slash"
	}
	if s.Parts[0].Param != nil {
		plain, whole = "by"+plain, "by"+whole
	}
	return []names.Ident{plain, whole, plain + "api", whole + "api"}
}

// claimTops claims the builders that begin the packages of paths, and the
// functions that lead to them. The package's name says where they are.
func (b *builder) claimTops() {
	for _, top := range b.root.children {
		if top.way == nil {
			continue
		}
		key, suffixes := string(top.segment.Origin.Pointer), []names.Ident{"", "Path"}
		switch params := b.paramWords(top.segment); {
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
		top.home.scope.claim(key+roleBuilder, &top.builder.Name, builders...)
		top.home.scope.claim(key+roleEntry, &top.way.Method, entries...)
	}
}

// isTree reports whether names in a lock are those of a tree: of another
// layout they say nothing, since whoever changes it has all import paths to
// change.
func isTree(lock []Symbol) bool {
	return slices.ContainsFunc(lock, func(s Symbol) bool { return strings.HasPrefix(s.Key, rolePackage) })
}

// settleTypes finds the home of each type, and the enums and unions that
// another package has to read.
func (b *builder) settleTypes() (opened map[*api.Type]bool) {
	for _, t := range b.ordered {
		if t.Parent == nil || t.Kind == api.Union || t.Polymorphic {
			b.settle(t, b.models)
		}
	}
	b.uses(b.settle)
	for _, t := range b.ordered {
		b.settle(t, cmp.Or(b.homeOf[t], b.models))
	}
	opened = map[*api.Type]bool{}
	open := func(t *api.Type, from *home) {
		for t.Elem != nil {
			t = t.Elem.Type
		}
		if h := b.homeOf[t]; h != nil && h != from {
			opened[t] = true
		}
	}
	b.uses(open)
	for _, t := range b.ordered {
		for _, f := range t.Fields {
			open(f.Type.Type, b.homeOf[t])
		}
	}
	return opened
}

// settle gives a type, and all that it is made of, a home. What has another one
// already moves to models.
func (b *builder) settle(t *api.Type, at *home) {
	switch now := b.homeOf[t]; {
	case now == at, now == b.models:
		return
	case now != nil:
		at = b.models
	}
	b.homeOf[t] = at
	if t.Elem != nil {
		b.settle(t.Elem.Type, at)
	}
	for _, f := range t.Fields {
		b.settle(f.Type.Type, at)
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		b.settle(v.Type.Type, at)
	}
}

// uses visits the types that operations and callbacks name, with the home of
// who does.
func (b *builder) uses(visit func(t *api.Type, from *home)) {
	for _, r := range b.allResources() {
		for _, part := range r.segment.Parts {
			if part.Param != nil {
				visit(part.Param.Type.Type, r.home)
			}
		}
		for _, c := range r.calls {
			op := c.Operation
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
	for _, c := range b.api.Callbacks {
		visit(c.Payload.Type, b.callbackHome(c))
	}
}

// bodies are all ways to send what an operation takes.
func bodies(op *api.Operation) []*api.Body {
	if op.Body == nil {
		return op.Others
	}
	return append([]*api.Body{op.Body}, op.Others...)
}

// contents are the bodies of an operation's answers.
func contents(op *api.Operation) []api.Content {
	var out []api.Content
	for _, r := range slices.Concat(op.Success, op.Errors) {
		for _, content := range append([]api.Content{r.Content}, r.Others...) {
			if content.Type != nil {
				out = append(out, content)
			}
		}
	}
	return out
}

// callbackHome is that of the operation that has the callback, or for a webhook
// that of the Client.
func (b *builder) callbackHome(c *api.Callback) *home {
	if c.Owner != nil {
		return b.of[c.Owner].home
	}
	return b.own
}

// foreign begins the name of a type that is named after something in another
// package.
func (b *builder) foreign(t *api.Type, from *home) names.Ident {
	if b.homeOf[t] == from {
		return ""
	}
	return from.word
}

func (b *builder) scopeOf(t *api.Type) *scope { return b.homeOf[t].scope }

// memberScope begins the scope of a type's fields and methods.
func (b *builder) memberScope(at *home, owner names.Ident, reserved ...names.Ident) *scope {
	return b.namer.scope(at.scope.owner+string(owner)+".", reserved...)
}

// resolve settles what is claimed in all packages.
func (b *builder) resolve() {
	for _, h := range b.homes {
		h.scope.resolve()
	}
}
