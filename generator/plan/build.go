package plan

import (
	"cmp"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// A plan is built in four steps. The gather functions create a declaration for
// each element of the IR. The claim functions then claim its name. Claims are
// resolved in rounds because some names contain others: the name of a request
// body's type contains the resource's name, that of a constant its enum's name.
// The fill functions set types and members, which refer to final names. Finally
// layout distributes the declarations over files.

// Options configures the plan of one target.
type Options struct {
	Package             names.Ident
	Import              ImportPath // of the target's folder
	Runtime             ImportPath
	UserAgent           string
	RejectStringNumbers bool     // numbers and booleans encoded as strings are rejected
	Fake                bool     // also plan a package that fakes the service in tests
	Tree                bool     // several packages, one for each first path segment
	Taken               []string // folders below the target's folder that other files use
	NewExpr             bool     // the output's Go version supports new(expr), added in Go 1.26
	Operations          bool     // each operation is a method of a client
	OData               bool     // path segments may have the namespace of an OData action
	Style               names.Style
	Renames             []names.Rename
	Lock                []Symbol // of the previous run; these names and numbers are preserved
}

// Build plans the SDK. It returns a nil plan if a diagnostic is an error.
func Build(a *api.API, opt Options) (*Plan, *diag.List) {
	lock, paths := newLock(nil, nil, nil), lockedPaths(a, opt.Style, opt.Lock)
	if len(opt.Lock) > 0 {
		opt.Lock = paths.planKeys(opt.Lock)
		lock, opt.Lock = matchLock(a, opt)
		lock.numbers, lock.arguments = lockedNumbers(opt.Lock), lockedArguments(opt.Lock)
	}
	b := buildOnce(a, opt, lock)
	b.namer.checkRenames()
	if b.diags.HasErrors() {
		return nil, b.diags
	}
	symbols := b.symbols()
	paths.lockKeys(symbols)
	slices.SortFunc(symbols, func(a, b Symbol) int { return cmp.Compare(a.Key, b.Key) })
	plan := &Plan{
		API: a, Places: b.places, Runtime: opt.Runtime, NewExpr: opt.NewExpr, Symbols: symbols,
		RejectStringNumbers: opt.RejectStringNumbers,
	}
	plan.Packages, plan.Headers = b.layout(), b.headers
	return plan, b.diags
}

// matchLock matches the locked symbols with the declarations of a. It returns the
// names to preserve, and the symbols with the keys that their elements have now.
// Locked names of removed declarations must stay available, so a first build
// without those names finds the declarations that still exist. It joins paths like
// the build to come.
func matchLock(a *api.API, opt Options) (*lock, []Symbol) {
	sameLayout := isTree(opt.Lock) == opt.Tree
	first := newLock(nil, nil, nil)
	if sameLayout {
		first = newLock(opt.Lock, nil, nil)
	}
	built := buildOnce(a, opt, first)
	known := symbolKeys(built.symbols())
	moved, gone := built.relocate(opt.Lock, known)
	if !sameLayout {
		return first, moved
	}
	return newLock(moved, known, gone), moved
}

// symbols returns the symbols with the keys of this description, unsorted.
func (pl *planner) symbols() []Symbol {
	return slices.Concat(pl.namer.numberedSymbols(), pl.titleSymbols(), pl.constantSymbols(), pl.sharedSymbols(),
		pl.removedSymbols())
}

// symbolKeys returns the set of the symbols' keys.
func symbolKeys(symbols []Symbol) map[string]bool {
	keys := make(map[string]bool, len(symbols))
	for _, s := range symbols {
		keys[s.Key] = true
	}
	return keys
}

// planner holds the state of one call of buildOnce.
type planner struct {
	api        *api.API
	opt        Options
	diags      *diag.List
	namer      *namer
	homes      []*home
	clientHome *home // package of the Client
	modelsHome *home // package of the types that several packages may use

	root        *resource
	resources   []*resource // sorted by path
	resourceOf  map[*api.Operation]*resource
	callOf      map[*api.Operation]*Call
	namespaces  map[string]bool         // of schemas
	omitted     map[*api.Operation]bool // their path ends with a slash that has no builder
	structs     map[*api.Type]*Struct
	enums       map[*api.Type]*Enum
	collections map[*api.Type]*Collection
	unions      map[*api.Type]*Union // oneOf and polymorphic types
	ordered     []*api.Type          // named types, sorted by pointer
	callbacks   []*Callback
	tables      []*CodeTable
	fake        *Fake                     // nil unless Options.Fake is set
	cycles      map[*api.Type]int         // structs that hold each other by value have the same number
	families    map[*api.Type][]*api.Type // polymorphic types that a type is a subtype of
	homeOf      map[*api.Type]*home
	locales     map[string]*Package       // by language tag
	servers     []*Server                 // in the order of api.API.Servers
	custom      names.Ident               // see Client.Custom
	headers     *Headers                  // nil if the description declares no headers
	numbered    map[names.Ident]*api.Type // alternatives without a title
	places      map[*api.Type]string      // of inline types whose names are shortened
	aliasOf     map[*api.Type]*api.Type   // inline types that another place declares → the type there
}

func buildOnce(a *api.API, opt Options, lock *lock) *planner {
	diags := &diag.List{}
	b := &planner{
		api: a, opt: opt, diags: diags, namer: newNamer(opt, lock, diags),
		ordered:    sorted(a.Types, func(t *api.Type) string { return string(t.Origin.Pointer) }),
		resourceOf: map[*api.Operation]*resource{}, callOf: map[*api.Operation]*Call{},
		omitted: map[*api.Operation]bool{}, namespaces: namespacesOf(a.Types),
		structs: map[*api.Type]*Struct{}, enums: map[*api.Type]*Enum{}, unions: map[*api.Type]*Union{},
		collections: map[*api.Type]*Collection{},
		homeOf:      map[*api.Type]*home{}, locales: map[string]*Package{}, numbered: map[names.Ident]*api.Type{},
		aliasOf: map[*api.Type]*api.Type{}, places: map[*api.Type]string{},
	}
	b.gatherDeclarations()
	b.assignNames()
	b.fillDeclarations()
	return b
}

// gatherDeclarations creates the declarations.
func (pl *planner) gatherDeclarations() {
	pl.gatherResources()
	pl.gatherHomes()
	opened := pl.assignHomes()
	for _, t := range pl.ordered {
		pkg, open := pl.homeOf[t].pkg, opened[t]
		switch t.Kind {
		case api.Object:
			pl.structs[t] = &Struct{Type: t, Package: pkg, Title: schemaTitle(t)}
			if t.Polymorphic {
				pl.unions[t] = &Union{Type: t, Package: pkg, Open: open, Title: schemaTitle(t)}
			}
		case api.Enum:
			pl.enums[t] = &Enum{Type: t, Package: pkg, Open: open, Title: schemaTitle(t)}
		case api.Collection:
			pl.collections[t] = &Collection{Type: t, Package: pkg, Title: schemaTitle(t)}
		case api.Union:
			pl.unions[t] = &Union{Type: t, Package: pkg, Open: open, Title: schemaTitle(t)}
		}
	}
	for _, c := range sorted(pl.api.Callbacks, func(c *api.Callback) string { return string(c.Origin.Pointer) }) {
		pl.callbacks = append(pl.callbacks, &Callback{API: c})
	}
	for i, t := range pl.api.Tables {
		pl.tables = append(pl.tables, &CodeTable{API: t, Index: i})
	}
	pl.findCycles()
	pl.findFamilies()
}

// sorted returns a copy of list, sorted by key. It makes the plan independent
// of the order of IR lists whose order has no meaning.
func sorted[T any](list []T, key func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(list), func(x, y T) int { return cmp.Compare(key(x), key(y)) })
}

// schemaTitle returns the schema name shown in a type's doc comment. It is empty for
// inline types.
func schemaTitle(t *api.Type) string { return t.Key }

// assignNames resolves the names of all packages, round by round.
func (pl *planner) assignNames() {
	pl.claimResources()
	pl.claimTops()
	pl.claimOperations()
	pl.claimTypes(func(t *api.Type) bool { return t.Parent == nil })
	pl.resolve()
	pl.claimOptions()
	for depth := 1; pl.claimTypes(func(t *api.Type) bool { return inlineDepth(t) == depth }); depth++ {
		pl.resolve()
	}
	pl.claimDerived()
	pl.claimTables()
	pl.resolve()
	pl.claimRows()
	pl.claimConstants()
	pl.resolve()
	pl.claimServers()
	pl.claimHeaders()
	pl.resolve()
	pl.setServerValues()
	for _, t := range pl.ordered {
		pl.deriveNames(t)
	}
}

// inlineDepth returns how deeply t is nested in inline types. It is 0 for a
// named type.
func inlineDepth(t *api.Type) int {
	depth := 0
	for t != nil && t.Parent != nil {
		depth++
		t = t.Parent.Type
	}
	return depth
}

// fillDeclarations sets all parts of the declarations that depend on names.
func (pl *planner) fillDeclarations() {
	for _, t := range pl.ordered {
		if s := pl.structs[t]; s != nil {
			pl.fillStruct(s)
		}
		if c := pl.collections[t]; c != nil {
			c.Content = pl.typeOf(t.Content)
		}
	}
	for _, t := range pl.ordered {
		if u := pl.unions[t]; u != nil {
			pl.fillUnion(u)
		}
	}
	pl.embedOuterMarkers()
	pl.shareTypes()
	pl.fillBindings()
	pl.fillResources()
	pl.fillHeaders()
	for _, c := range pl.callbacks {
		c.Payload = pl.argumentType(c.API.Payload)
		c.Null = c.API.Payload.Nullable || c.API.Payload.Type.Kind == api.Any
	}
	if pl.opt.Fake {
		pl.fillFake()
	}
}
