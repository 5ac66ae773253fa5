// Package lower turns a checked description and its tables of codes into the
// intermediate representation.
//
// It takes an *openapi.Document and []*codes.Table, gives an *api.API and
// diagnostics, and may import openapi, codes, api, source and diag, and
// kin-openapi's types.
//
// # The way through the room
//
// Lower walks the components' schemas first, then the paths, the webhooks and
// the tables. A schema is read in two steps: sites.go follows references and
// takes off wrappers that only say "or null", until it stands at the schema
// that decides; types.go then says what that schema is. Objects are flattened
// in objects.go, alternatives sorted out in unions.go, enumerations in
// enums.go; polymorphs.go ties base types to those that extend them once all
// are known. Operations are put together in operations.go, from params.go,
// bodies.go, callbacks.go and security.go, and paging.go says which of them
// give pages. extensions.go reads what the specification leaves to vendors, limits.go puts validation into words, and
// tables.go binds codes to properties.
//
// # What keeps it going
//
// Shared types are found by the pointer of their schema and made before their
// parts are looked at; the parts wait in a queue. So types may refer to
// themselves, and only lists and maps without an object between them can be
// caught in a circle.
//
// Every map is walked in sorted order, and nothing is called after the place
// that happens to mention it first: the result does not depend on the order
// of keys, and selecting more of a description renames nothing.
package lower

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
)

// Options are the configuration's choices that change what a description
// means.
type Options struct {
	OData              bool     // names of schemas travel as @odata.type
	NumbersFromStrings bool     // not used here: it is about reading, not about types
	Locales            []string // locales of the tables' texts to keep; empty: all
	Domains            []string // tables to keep; empty: all
	Pages              []PageRule
}

// Lower makes the intermediate representation of doc and tables. All that is
// wrong or not supported is in the list; the API is whole only when the list
// has no errors.
func Lower(doc *openapi.Document, tables []*codes.Table, opt Options) (*api.API, *diag.List) {
	l := &lowerer{
		doc:    doc,
		opt:    opt,
		diags:  &diag.List{},
		api:    &api.API{},
		types:  map[diag.Pointer]*api.Type{},
		spots:  map[*api.Type]spot{},
		bases:  map[*api.Type][]*api.Type{},
		open:   map[diag.Pointer]bool{},
		prefix: map[string]api.Origin{},

		pageable: map[*api.Operation]*PageRule{},
		inParts:  map[*api.Type]*api.Type{},
	}
	l.info()
	for _, name := range sorted(l.schemas()) {
		l.component(name)
	}
	l.drain()
	l.operations()
	l.webhooks()
	l.drain()
	l.polymorphs()
	l.checkResults()
	l.pages()
	slices.SortFunc(l.api.Types, func(a, b *api.Type) int { return compareOrigins(a.Origin, b.Origin) })
	slices.SortFunc(l.api.Callbacks, func(a, b *api.Callback) int { return compareOrigins(a.Origin, b.Origin) })
	l.tables(tables)
	return l.api, l.diags
}

// lowerer is the state of one run.
type lowerer struct {
	doc   *openapi.Document
	opt   Options
	diags *diag.List
	api   *api.API

	types  map[diag.Pointer]*api.Type // objects, enums and unions by the pointer of their schema
	spots  map[*api.Type]spot         // where they stand
	bases  map[*api.Type][]*api.Type  // what an object's allOf names, near and far
	open   map[diag.Pointer]bool      // schemas whose type is being found
	queue  []func()                   // parts of types that wait
	prefix map[string]api.Origin      // beginnings of path templates
	claims []claim                    // what discriminators hold for types
	checks []func()                   // looks at types that have to be whole

	pageable map[*api.Operation]*PageRule // operations with x-ms-pageable
	inParts  map[*api.Type]*api.Type      // objects in their use as the parts of a body
}

// later puts off work that may come back to a type that is being made.
func (l *lowerer) later(work func()) { l.queue = append(l.queue, work) }

// drain does all work that was put off, in order.
func (l *lowerer) drain() {
	for len(l.queue) > 0 {
		work := l.queue[0]
		l.queue = l.queue[1:]
		work()
	}
}

func (l *lowerer) info() {
	if info := l.doc.Info; info != nil {
		l.api.Title, l.api.Version, l.api.Description = info.Title, info.Version, info.Description
	}
	l.api.BaseURL = l.baseURL()
}

func (l *lowerer) schemas() openapi3.Schemas {
	if l.doc.Components == nil {
		return nil
	}
	return l.doc.Components.Schemas
}

// component makes sure that a schema of the components has its type.
func (l *lowerer) component(name string) {
	at := schemasAt.Child(name)
	l.typeOf(l.read(l.schemas()[name], at), place{})
}

const schemasAt = diag.Pointer("/components/schemas")

func (l *lowerer) pos(p diag.Pointer) diag.Pos { return l.doc.Source.Pos(p) }

func (l *lowerer) origin(p diag.Pointer) api.Origin { return api.Origin{Pointer: p, Pos: l.pos(p)} }

func (l *lowerer) errorf(p diag.Pointer, rule, format string, args ...any) {
	l.diags.Errorf(l.pos(p), rule, format, args...)
}

func (l *lowerer) warnf(p diag.Pointer, rule, format string, args ...any) {
	l.diags.Warnf(l.pos(p), rule, format, args...)
}

func (l *lowerer) notef(p diag.Pointer, rule, format string, args ...any) {
	l.diags.Notef(l.pos(p), rule, format, args...)
}

// sorted returns the keys of m in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
