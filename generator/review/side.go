package review

// This file relates the Go symbols of a generation to the parts of the API from
// which they were made. The plan has the names; the methods that every model, enum
// or union has belong to their type.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// side is one of the generations with its indices.
type side struct {
	gen      *Generation
	api      *api.API
	reached  *reachGraph
	owners   map[symbolKey][]any     // parts of the API, the most specific first
	markers  map[string]any          // union by the name of its marker method
	named    map[string][]any        // types by the Go names of their declarations
	aliases  map[symbolKey]string    // types of aliases
	synonyms map[symbolKey][]string  // aliases of types
	shared   map[*api.Type]string    // Go name of which that of a type is an alias
	names    map[*api.Type]string    // Go name of a declared type
	wrappers map[*api.Variant]string // Go types of the members of unions that have no type of their own
	unions   map[*api.Type]*plan.Union
	structs  map[*api.Type]*plan.Struct
	fields   map[*plan.Struct]map[*api.Field]*plan.Field // of structs, by property; see field
	enums    map[*api.Type]*plan.Enum
	calls    map[*api.Operation]*plan.Call // main calls
	imports  map[string]string             // import path by folder
	locales  map[string]string             // locale by the folder of its package; "" for the package of all
	tables   map[*api.Table]*plan.CodeTable
	hooks    map[symbolKey]string         // methods of the fake by the constants of their operations
	places   map[diag.Pointer][]symbolKey // see symbolsAt; nil until it is called
	made     map[any][]symbolKey          // see madeFrom; nil until it is called
}

// memberPart is the membership of a type in a union.
type memberPart struct{ union, member any }

// Parts of the Go code that are not parts of the API.
type (
	optionsOf  struct{ op *api.Operation } // whether a call has options
	pagesOf    struct{ op *api.Operation } // the All method
	clientPart struct{ name string }       // "new", "url", "custom"
	folder     struct{ dir string }        // a package
	surface    struct{}                    // everything
)

func newSide(gen *Generation, labels *labelTable) *side {
	s := &side{
		gen: gen, api: &api.API{}, owners: map[symbolKey][]any{}, markers: map[string]any{}, named: map[string][]any{},
		names: map[*api.Type]string{}, unions: map[*api.Type]*plan.Union{}, structs: map[*api.Type]*plan.Struct{},
		fields: map[*plan.Struct]map[*api.Field]*plan.Field{},
		enums:  map[*api.Type]*plan.Enum{}, calls: map[*api.Operation]*plan.Call{}, imports: map[string]string{},
		tables: map[*api.Table]*plan.CodeTable{}, aliases: map[symbolKey]string{}, locales: map[string]string{},
		wrappers: map[*api.Variant]string{}, hooks: map[symbolKey]string{}, shared: map[*api.Type]string{},
		synonyms: map[symbolKey][]string{},
	}
	if gen != nil && gen.Plan != nil {
		s.api = gen.Plan.API
		for _, pkg := range gen.Plan.Packages {
			s.imports[pkg.Dir] = string(pkg.Import)
			for _, f := range pkg.Files {
				for _, d := range f.Decls {
					(&indexer{s, pkg.Dir}).decl(d)
				}
			}
		}
	}
	s.reached = newReachGraph(s.api, labels)
	return s
}

// files returns the generated files, nil for a missing generation.
func (s *side) files() map[string][]byte {
	if s.gen == nil {
		return nil
	}
	return s.gen.Files
}

// ownersOf returns the parts of the API of a symbol, the most specific first.
func (s *side) ownersOf(key symbolKey) []any {
	var out []any
	receiver, member, isMember := strings.Cut(key.Name, ".")
	if union, ok := s.markers[member]; ok && isMember {
		for _, t := range s.named[receiver] {
			out = append(out, memberPart{union, t})
		}
		if len(out) == 0 { // a member without a type of its own
			out = append(out, s.owners[symbolKey{key.Dir, receiver}]...)
		}
		out = append(out, union)
	}
	out = append(out, s.owners[key]...)
	if isMember {
		out = append(out, s.owners[symbolKey{key.Dir, receiver}]...)
	}
	for _, part := range slices.Clone(out) {
		if t, ok := part.(*api.Type); ok {
			out = append(out, containers(t)...)
		}
	}
	return append(out, folder{key.Dir}, surface{})
}

// containers returns the parts that contain an inline type, the closest first.
func containers(t *api.Type) []any {
	var out []any
	for p := t.Parent; p != nil; p = t.Parent {
		switch {
		case p.Type != nil:
			for _, f := range p.Type.Fields {
				if f.Name == p.Role || declaredWithin(f.Type) == t {
					out = append(out, f)
				}
			}
			for _, v := range p.Type.Variants {
				if v.Type.Type == t {
					out = append(out, v)
				}
			}
			t = p.Type
			out = append(out, t)
			continue
		case p.Operation != nil:
			if param := paramOf(p.Operation, p.Param, p.Role); param != nil {
				out = append(out, param)
			}
			return append(out, p.Operation)
		}
		return append(out, p.Callback)
	}
	return out
}

// goName returns the Go name of a declared type, or the name in the description.
func (s *side) goName(t *api.Type) string {
	if name := s.names[t]; name != "" {
		return name
	}
	return t.Name()
}

// spell returns the type of a use as in Go, but with the kinds of scalars, such as
// "[]date-time" or "[](date-time or null)".
func (s *side) spell(u api.Use) string {
	if u.Type == nil {
		return "nothing"
	}
	null := ""
	if u.Nullable {
		null = " or null"
	}
	element := func() string {
		if u.Type.Elem.Nullable {
			return "(" + s.spell(*u.Type.Elem) + ")"
		}
		return s.spell(*u.Type.Elem)
	}
	switch t := u.Type; {
	case t.Kind == api.List:
		return "[]" + element() + null
	case t.Kind == api.Map:
		return "map[string]" + element() + null
	case isNamed(t):
		if union := s.unions[t]; union != nil {
			return string(union.Name) + null
		}
		return s.goName(t) + null
	case t.Enum != nil && t.Values == nil:
		return string(t.Kind) + " with the values of " + s.goName(t.Enum) + null
	case len(t.Values) > 0:
		return strings.Join(t.Values, " or ") + null
	default:
		return string(t.Kind) + null
	}
}

// plain returns a use that does not allow null.
func plain(u api.Use) api.Use { return api.Use{Type: u.Type} }

// indexer adds the declarations of a package to the indices of a side.
type indexer struct {
	*side
	dir string
}

// own records that a symbol was made from parts of the API.
func (x *indexer) own(name string, parts ...any) {
	key := symbolKey{x.dir, name}
	x.owners[key] = append(x.owners[key], parts...)
}

func (x *indexer) decl(d plan.Decl) {
	switch d := d.(type) {
	case *plan.Client:
		x.client(d)
	case *plan.Entry:
		for _, child := range d.Children {
			x.own(string(child.Method), operationsBelow(child.Builder)...)
		}
	case *plan.Builder:
		x.builder(d)
	case *plan.Struct:
		x.model(d)
	case *plan.Enum:
		x.enum(d)
	case *plan.Union:
		x.union(d)
	case *plan.Collection:
		x.declare(string(d.Name), d.Type)
	case *plan.Aliases:
		x.addAliases(d)
	case *plan.Callback:
		x.own(string(d.Handle), d.API)
		x.own(string(d.Decode), d.API)
	case *plan.CodeTable:
		x.table(d)
	case *plan.Headers:
		x.own(string(d.Name), clientPart{"headers"})
		x.own(string(d.Name), x.operationsWithHeader("")...)
		for _, h := range d.Headers {
			name := strings.ToLower(h.API.Name)
			parts := append([]any{headerPart{name}}, x.operationsWithHeader(name)...)
			x.own(string(d.Name)+"."+string(h.Method), append(parts, clientPart{"headers"})...)
		}
	case *plan.Texts:
		x.locales[x.dir] = d.Locale
	case *plan.Locales:
		x.locales[x.dir] = ""
	case *plan.Fake:
		x.fake(d)
	}
}

// headerPart is the method that reads a response header.
type headerPart struct{ name string }

// operationsWithHeader returns the operations that have a response with a header, whose name is in
// lower case, or with any header if the name is "".
func (x *indexer) operationsWithHeader(name string) []any {
	var parts []any
	for _, op := range x.api.Operations {
		if slices.ContainsFunc(slices.Concat(op.Success, op.Errors), func(r *api.Response) bool {
			return slices.ContainsFunc(r.Headers, func(h *api.Param) bool {
				return name == "" || strings.EqualFold(h.Name, name)
			})
		}) {
			parts = append(parts, op)
		}
	}
	return parts
}

func (x *indexer) client(d *plan.Client) {
	x.own("Client", clientPart{"client"})
	x.own("New", clientPart{"new"}, clientPart{"client"})
	x.own("DefaultBaseURL", clientPart{"url"})
	x.own("Client."+string(d.Custom), clientPart{"custom"}, clientPart{"client"})
	for _, s := range d.Servers {
		x.own(string(s.Name), s.API, clientPart{"url"})
	}
	if d.Root != nil {
		x.builder(d.Root)
	}
}

// operationsBelow returns the operations of a builder and of the builders that its
// methods return.
func operationsBelow(b *plan.Builder) []any {
	var parts []any
	for _, call := range b.Calls {
		parts = append(parts, call.Operation)
	}
	for _, child := range b.Children {
		parts = append(parts, operationsBelow(child.Builder)...)
	}
	return parts
}

func (x *indexer) builder(b *plan.Builder) {
	name := string(b.Name)
	if b.Path != "" { // the Client has other parts too
		x.own(name, operationsBelow(b)...)
	}
	for _, child := range b.Children {
		var parts []any
		for _, p := range child.Params() {
			parts = append(parts, p.API)
		}
		x.own(name+"."+string(child.Method), append(parts, operationsBelow(child.Builder)...)...)
	}
	for _, call := range b.Calls {
		x.calls[call.Operation] = call
		x.call(name, call)
	}
	if b.WithURL {
		for _, call := range b.Calls {
			if call.Pages != nil && call.Pages.ByLink() {
				x.own(name+".WithURL", pagesOf{call.Operation})
			}
		}
	}
}

func (x *indexer) call(builder string, call *plan.Call) {
	op := call.Operation
	x.own(builder+"."+string(call.Method), op)
	if call.StreamMethod != "" {
		x.own(builder+"."+string(call.StreamMethod), op)
	}
	if call.Pages != nil {
		x.own(builder+"."+string(call.Pages.Method), pagesOf{op}, op)
	}
	if o := call.Options; o != nil {
		x.own(string(o.Name), op)
		for _, p := range o.Params {
			x.own(string(o.Name)+"."+string(p.Name), p.API, op)
		}
		if o.Body != nil {
			x.own(string(o.Name)+"."+string(o.BodyName), op)
		}
	}
	for _, other := range call.Alternatives {
		x.call(builder, other)
	}
}

// declare records the Go name of a type.
func (x *indexer) declare(name string, t *api.Type) {
	x.own(name, t)
	x.named[name] = append(x.named[name], t)
	if x.names[t] == "" {
		x.names[t] = name
	}
}

func (x *indexer) model(s *plan.Struct) {
	x.structs[s.Type] = s
	x.declare(string(s.Name), s.Type)
	for _, f := range s.Fields {
		x.own(string(s.Name)+"."+string(f.Name), f.API, s.Type)
	}
	for _, b := range s.Bases {
		x.own(string(s.Name)+"."+string(b.Method), memberPart{b.Struct.Type, s.Type}, s.Type)
	}
	for _, b := range s.Bindings {
		x.own(string(s.Name)+"."+string(b.Method), b.API.Field, s.Type)
	}
}

func (x *indexer) addAliases(d *plan.Aliases) {
	alias := func(name, shared names.Ident) {
		x.aliases[symbolKey{x.dir, string(name)}] = string(shared)
		key := symbolKey{x.dir, string(shared)}
		x.synonyms[key] = append(x.synonyms[key], string(name))
	}
	for _, s := range d.Structs {
		x.model(s)
		alias(s.Name, s.Shared.Name)
		x.shared[s.Type] = string(s.Shared.Name)
	}
	for _, e := range d.Enums {
		x.enum(e)
		alias(e.Name, e.Shared.Name)
		x.shared[e.Type] = string(e.Shared.Name)
		alias(e.Values, e.Shared.Values)
		for i, m := range e.Members {
			alias(m.Name, e.Shared.Members[i].Name)
		}
	}
	for _, u := range d.Unions {
		x.union(u)
		alias(u.Name, u.Shared.Name)
		x.shared[u.Type] = string(u.Shared.Name)
		alias(u.Decode, u.Shared.Decode)
		alias(u.Unknown, u.Shared.Unknown)
	}
}

func (x *indexer) enum(e *plan.Enum) {
	x.enums[e.Type] = e
	x.declare(string(e.Name), e.Type)
	x.own(string(e.Values), e.Type)
	for _, m := range e.Members {
		x.own(string(m.Name), m.API, e.Type)
	}
}

func (x *indexer) union(u *plan.Union) {
	x.unions[u.Type] = u
	x.declare(string(u.Name), u.Type)
	x.own(string(u.Decode), u.Type)
	x.markers[string(u.Marker)] = u.Type
	if u.Unknown != "" {
		x.own(string(u.Unknown), u.Type)
	}
	for _, v := range u.Variants {
		if v.Wrapper != "" {
			x.own(string(v.Wrapper), v.API, u.Type)
			x.wrappers[v.API] = string(v.Wrapper)
		}
	}
}

func (x *indexer) table(t *plan.CodeTable) {
	x.tables[t.API] = t
	for _, name := range []string{
		string(t.Name), string(t.ID), string(t.Category), string(t.Lookup), string(t.List),
	} {
		if name != "" {
			x.own(name, t.API)
		}
	}
	if t.Resolver != "" {
		x.own(string(t.Resolver), columnPart{t.API, "ResolvedBy"}, t.API)
	}
	for _, column := range []string{
		"Retryable", "Category", "ResolvedBy",
		"Link", "Deprecated", "ReplacedBy", "Since", "Advice", "AdviceIn", "UserMessage", "UserMessageIn",
	} {
		x.own(string(t.Name)+"."+column, columnPart{t.API, strings.TrimSuffix(column, "In")}, t.API)
	}
	for _, row := range t.Rows {
		x.own(string(row.Name), row.API, t.API)
	}
	for _, list := range [][]*plan.CodeName{t.Categories, t.Resolvers} {
		for _, n := range list {
			x.own(string(n.Name), categoryPart{t.API, n.Value}, t.API)
		}
	}
	for _, capture := range t.Captures {
		x.own(string(t.Name)+"."+string(capture.Method), capturePart{t.API, capture.Wire}, t.API)
	}
	for _, b := range t.Funcs {
		x.own(string(b.Method), funcPart{t.API, b.API.Name}, t.API)
	}
}

// categoryPart is a constant of a table for a category or resolver, capturePart the
// method for a captured number.
type (
	categoryPart struct {
		table *api.Table
		id    string
	}
	// columnPart is a field or method of rows that exists if a row has a value for it.
	columnPart struct {
		table *api.Table
		name  string
	}
	capturePart struct {
		table *api.Table
		name  string
	}
)

func (x *indexer) fake(f *plan.Fake) {
	x.own("New", clientPart{"fake"})
	x.own("Server", clientPart{"fake"})
	for _, h := range f.Hooks {
		x.own(string(h.Operation), h.Call.Operation)
		x.hooks[symbolKey{x.dir, string(h.Operation)}] = "Server." + string(h.Method)
		x.own("Server."+string(h.Method), h.Call.Operation, optionsOf{h.Call.Operation})
	}
	for _, s := range f.Senders {
		x.own("Server."+string(s.Method), s.Callback.API)
	}
}
