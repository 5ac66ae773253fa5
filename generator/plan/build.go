package plan

import (
	"cmp"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// How a plan comes about: gather makes a declaration for everything in the IR
// and claims its name; the claims are settled round by round, since some names
// are made of others (a request body's of its resource's, a constant's of its
// enum's); then fill sets types and members, now that every name is known; at
// last the declarations are laid out in files.

// Options are the choices of a target.
type Options struct {
	Package   names.Ident
	Import    ImportPath // of the target's folder
	Runtime   ImportPath
	UserAgent string
	Strict    bool     // numbers and booleans that travel as strings are refused
	Fake      bool     // with a package that stands in for the service in tests
	Tree      bool     // several packages, by the first segments of paths
	Taken     []string // folders below the target's that are somebody else's
	NewExpr   bool     // the output's Go version has new(expr), since 1.26
	Style     names.Style
	Renames   []names.Rename
	Lock      []Symbol // of the last run: names in it stay
}

// Build plans the SDK. The plan is nil when a diagnostic is an error.
func Build(a *api.API, opt Options) (*Plan, *diag.List) {
	lock := newLock(nil, nil)
	if len(opt.Lock) > 0 && isTree(opt.Lock) == opt.Tree {
		// Names of what is gone must not keep others from taking them, so a
		// first round finds out what is there.
		first := build(a, opt, lock)
		known := map[string]bool{}
		for _, s := range first.namer.symbols {
			known[s.Key] = true
		}
		lock = newLock(opt.Lock, known)
	}
	b := build(a, opt, lock)
	b.namer.checkRenames()
	if b.diags.HasErrors() {
		return nil, b.diags
	}
	symbols := b.namer.symbols
	slices.SortFunc(symbols, func(a, b Symbol) int { return cmp.Compare(a.Key, b.Key) })
	return &Plan{API: a, Runtime: opt.Runtime, Strict: opt.Strict, NewExpr: opt.NewExpr, Packages: b.layout(), Symbols: symbols}, b.diags
}

// builder holds what one run of build gathers.
type builder struct {
	api    *api.API
	opt    Options
	diags  *diag.List
	namer  *namer
	homes  []*home
	own    *home // of the Client
	models *home // of the types that several may use

	root      *resource
	resources []*resource // by path
	of        map[*api.Operation]*resource
	structs   map[*api.Type]*Struct
	enums     map[*api.Type]*Enum
	unions    map[*api.Type]*Union // oneOf and polymorphic types
	ordered   []*api.Type          // named types by pointer
	callbacks []*Callback
	tables    []*CodeTable
	fake      *Fake                     // nil when none is wanted
	edges     map[*api.Type][]*api.Type // by value, to find endless structs
	above     map[*api.Type][]*api.Type // the polymorphic types a type belongs to
	homeOf    map[*api.Type]*home
	locales   map[string]*Package // by language tag
}

func build(a *api.API, opt Options, lock *lock) *builder {
	diags := &diag.List{}
	b := &builder{
		api: a, opt: opt, diags: diags, namer: newNamer(opt, lock, diags),
		ordered: sorted(a.Types, func(t *api.Type) string { return string(t.Origin.Pointer) }),
		of:      map[*api.Operation]*resource{},
		structs: map[*api.Type]*Struct{}, enums: map[*api.Type]*Enum{}, unions: map[*api.Type]*Union{},
		homeOf: map[*api.Type]*home{}, locales: map[string]*Package{},
	}
	b.gather()
	b.name()
	b.fill()
	return b
}

// gather makes the declarations.
func (b *builder) gather() {
	b.gatherResources()
	b.gatherHomes()
	opened := b.settleTypes()
	for _, t := range b.ordered {
		pkg, open := b.homeOf[t].pkg, opened[t]
		switch t.Kind {
		case api.Object:
			b.structs[t] = &Struct{Type: t, Package: pkg, Title: title(t)}
			if t.Polymorphic {
				b.unions[t] = &Union{Type: t, Package: pkg, Open: open, Title: title(t)}
			}
		case api.Enum:
			b.enums[t] = &Enum{Type: t, Package: pkg, Open: open, Title: title(t)}
		case api.Union:
			b.unions[t] = &Union{Type: t, Package: pkg, Open: open, Title: title(t)}
		}
	}
	for _, c := range sorted(b.api.Callbacks, func(c *api.Callback) string { return string(c.Origin.Pointer) }) {
		b.callbacks = append(b.callbacks, &Callback{API: c})
	}
	for i, t := range b.api.Tables {
		b.tables = append(b.tables, &CodeTable{API: t, Index: i})
	}
	b.findEdges()
	b.findFamilies()
}

// sorted copies a list into the order of its keys: the plan does not depend on
// the order in which the IR lists what has none of its own.
func sorted[T any](list []T, key func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(list), func(x, y T) int { return cmp.Compare(key(x), key(y)) })
}

// title is what a doc comment calls a type's schema; empty for inline types.
func title(t *api.Type) string { return t.Key }

// name settles the names of the packages, round by round.
func (b *builder) name() {
	b.claimResources()
	b.claimTops()
	b.claimTypes(func(t *api.Type) bool { return t.Parent == nil })
	b.resolve()
	b.claimOptions()
	for depth := 1; b.claimTypes(func(t *api.Type) bool { return inlineDepth(t) == depth }); depth++ {
		b.resolve()
	}
	b.claimDerived()
	b.claimTables()
	b.resolve()
	b.claimRows()
	b.claimConstants()
	b.resolve()
	for _, t := range b.ordered {
		b.deriveNames(t)
	}
}

// inlineDepth counts the inline types that t stands in, itself included.
func inlineDepth(t *api.Type) int {
	depth := 0
	for t != nil && t.Parent != nil {
		depth++
		t = t.Parent.Type
	}
	return depth
}

// fill sets everything that is made of names.
func (b *builder) fill() {
	for _, t := range b.ordered {
		if s := b.structs[t]; s != nil {
			b.fillStruct(s)
		}
	}
	for _, t := range b.ordered {
		if u := b.unions[t]; u != nil {
			b.fillUnion(u)
		}
	}
	b.fillBindings()
	b.fillResources()
	for _, c := range b.callbacks {
		c.Payload = b.argument(c.API.Payload)
	}
	if b.opt.Fake {
		b.fillFake()
	}
}
