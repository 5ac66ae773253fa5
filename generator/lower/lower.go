// Package lower converts a checked description and its code tables to the
// intermediate representation (IR).
//
// It takes an *openapi.Document and []*codes.Table, gives an *api.API and
// diagnostics, and may import openapi, codes, api, source and diag, and
// kin-openapi's types.
//
// # Steps and files
//
// Lower walks the schemas of the components first, then the paths, the
// webhooks and the tables. A schema is read in two steps: schemas.go follows
// references and unwraps schemas that only add null, down to the schema that
// decides the type; types.go then makes the type. Objects are flattened in
// objects.go, and joins.go joins several declarations of one value; includes.go
// finds the narrower one of two schemas. Alternatives are in unions.go, those
// beside properties in besides.go, enumerations in enums.go. Once all types exist,
// unioncycles.go resolves unions that contain themselves, subtypes.go links
// base types with their subtypes, and stated.go finds the values that distinguish the
// variants of unions. operations.go assembles operations from
// params.go, suffix.go, bodies.go, formbodies.go, fileunions.go, callbacks.go,
// security.go and servers.go, and paging.go finds the operations with pages. replaced.go
// drops the types of schemas for which simpler types are used. extensions.go reads vendor
// extensions, limits.go describes validation keywords and
// keywords.go reports those that are not supported. tables.go lowers code tables,
// and bindings.go binds them to properties and errors. leaveout.go records the parts that the API lacks. streams.go
// lowers responses that are sequences of events or lines, and eventnames.go finds the
// types of events that discriminators state. budget.go limits the work.
//
// # Recursion and determinism
//
// Shared types are identified by the pointer of their schema and created
// before their parts, which wait in a queue. Types may therefore refer to
// themselves. Only lists and maps without an object between them can form an
// invalid cycle.
//
// Every map is walked in sorted order, and no name depends on the first place
// that mentions a type. The result does not depend on the order of keys, and
// selecting more of a description renames nothing.
package lower

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/source"
)

// Options are the settings that change the meaning of a description.
type Options struct {
	OData              bool        // schema names are sent as @odata.type
	NumbersFromStrings bool        // a number or a string of digits is a number
	Locales            []diag.Text // locales of the tables to keep; empty means all
	Domains            []diag.Text // domains of the tables to keep; empty means all
	Pages              []PageRule
	Streams            []StreamRule

	// Schemas returns the names of the schemas that bindings can name, also of those that
	// are not selected. It reports false, or is nil, if they are unknown.
	Schemas func() ([]string, bool)

	Limits diag.Limits

	// HasEnum reports whether the SDK has an enum type for an inline schema. Such a
	// type stays if its values are reduced to one. Nil means that it has none.
	HasEnum func(diag.Pointer) bool
	// HasOnlyStruct reports whether the SDK has a struct but no interface for a component.
	// Such a component does not become a base type, because programs may use the struct.
	HasOnlyStruct func(diag.Pointer) bool
}

// Lower returns the intermediate representation of doc and tables, with
// diagnostics for unsupported features and for errors in tables and opt. The API
// is complete only if the list has no errors. API.LeftOut lists the parts of the
// description that it lacks.
func Lower(doc *openapi.Document, tables []*codes.Table, opt Options) (*api.API, *diag.List) {
	l := lowerDescription(doc, opt)
	l.lowerTables(tables)
	l.api.LeftOut = l.leftOut()
	return l.api, l.diags
}

// Repairs returns all parts of the description that the API of doc lacks because of
// errors in them, by position.
func Repairs(doc *openapi.Document, opt Options) []source.Repair {
	return lowerDescription(doc, opt).allRepairs()
}

// lowerDescription lowers doc without tables, and leaves out operations with errors.
func lowerDescription(doc *openapi.Document, opt Options) *lowerer {
	lost, repairs := map[diag.Pointer]bool{}, []source.Repair(nil)
	for {
		l := newLowerer(doc, opt)
		known := len(lost)
		l.lost, l.repairs = lost, repairs
		l.runWithinBudgets()
		if len(l.lost) == known {
			return l
		}
		repairs = slices.DeleteFunc(l.repairs, func(r source.Repair) bool { return r.Part != source.PartOperation })
	}
}

func newLowerer(doc *openapi.Document, opt Options) *lowerer {
	l := &lowerer{
		doc:           doc,
		opt:           opt,
		diags:         &diag.List{},
		api:           &api.API{},
		types:         map[diag.Pointer]*api.Type{},
		nodes:         map[*api.Type]schemaNode{},
		bases:         map[*api.Type][]*api.Type{},
		resolving:     map[diag.Pointer]bool{},
		joining:       map[diag.Pointer]bool{},
		prefixOrigins: map[string]api.Origin{},
		combined:      map[*api.Type]string{},
		structures:    map[*api.Type]string{},
		badServers:    map[diag.Pointer]bool{},
		securityLists: map[diag.Pointer]securityList{},

		pageable:       map[*api.Operation]*PageRule{},
		multipartTypes: map[*api.Type]*api.Type{},
		fileUses:       map[*api.Use]schemaUse{},
		neverNull:      map[*api.Field]bool{},
		files:          map[diag.Pointer]*fileSchema{},
		eventMappings:  map[diag.Pointer]eventTypes{},
	}
	l.setBudgets()
	return l
}

// run lowers everything but the tables.
func (l *lowerer) run() {
	l.lowerInfo()
	for _, name := range sorted(l.schemas()) {
		l.lowerComponent(name)
	}
	l.runPostponed()
	l.lowerOperations()
	l.lowerWebhooks()
	l.runPostponed()
	l.resolveUnionCycles()
	l.linkSubtypes()
	l.runChecks(&l.unionChecks)
	l.dropReplaced() // an object gets no discriminator for a union that the API lacks
	l.stateVariants()
	l.assignValues()
	l.runChecks(&l.finalChecks)
	l.lowerPages()
	l.lowerStreams()
	l.dropReplaced()
	slices.SortFunc(l.api.Types, func(a, b *api.Type) int { return compareOrigins(a.Origin, b.Origin) })
	slices.SortFunc(l.api.Callbacks, func(a, b *api.Callback) int { return compareOrigins(a.Origin, b.Origin) })
}

// lowerer is the state of one run.
type lowerer struct {
	doc   *openapi.Document
	opt   Options
	diags *diag.List
	api   *api.API

	rootURL    string                // URL of the document's first server as declared
	rootAt     diag.Pointer          // of the document's first server
	badServers map[diag.Pointer]bool // reported

	securityLists map[diag.Pointer]securityList // that were lowered

	types         map[diag.Pointer]*api.Type // types that newType has made, by the pointer of their schema
	nodes         map[*api.Type]schemaNode   // the schemas of types
	bases         map[*api.Type][]*api.Type  // the direct and indirect allOf bases of objects
	resolving     map[diag.Pointer]bool      // schemas whose type is being determined
	joining       map[diag.Pointer]bool      // declarations that are being joined
	queue         []func()                   // postponed work on the parts of types
	prefixOrigins map[string]api.Origin      // origins of all prefixes of path templates
	claims        []valueClaim               // discriminator values of types
	fills         claimList                  // optional constants that tell variants apart
	structures    map[*api.Type]string       // types of any value → the JSON text of their only list or object
	combined      map[*api.Type]string       // objects with an alternative → the component of the alternative
	baseClaims    claimList                  // those of them that base types state
	unionClaims   claimList                  // those of them that unions state
	mappedClaims  []valueClaim               // those of them that mappings of unions state
	unionChecks   []func()                   // work that decides which unions the API has
	finalChecks   []func()                   // work that needs complete types

	pageable       map[*api.Operation]*PageRule // operations with x-ms-pageable
	multipartTypes map[*api.Type]*api.Type      // objects → their types as parts of a multipart body
	fileUses       map[*api.Use]schemaUse       // schemas of properties and elements of maps that may be files
	neverNull      map[*api.Field]bool          // properties of nullable types whose listed values lack null
	files          map[diag.Pointer]*fileSchema // the files that schemas allow
	eventMappings  map[diag.Pointer]eventTypes  // of the mappings of discriminators, by pointer
	replaced       []*api.Type                  // types of schemas for which a simpler type is used

	suggester                diag.Suggester
	readBudget, memberBudget diag.Budget // of schemas that are read, and of fields and variants

	lost    map[diag.Pointer]bool // operations that are left out
	repairs []source.Repair       // parts that are left out in this step
}

// postpone postpones work that may come back to an incomplete type.
func (l *lowerer) postpone(work func()) { l.queue = append(l.queue, work) }

// runPostponed does all postponed work in order.
func (l *lowerer) runPostponed() {
	for len(l.queue) > 0 {
		work := l.queue[0]
		l.queue = l.queue[1:]
		work()
	}
}

func (l *lowerer) lowerInfo() {
	if info := l.doc.Info; info != nil {
		l.api.Title, l.api.Version, l.api.Description = info.Title, info.Version, info.Description
	}
	for _, p := range placesAbove {
		if l.doc.Source.At(p) != nil {
			l.api.Places = append(l.api.Places, l.origin(p))
		}
	}
	l.lowerServers()
}

// placesAbove are the pointers of api.API.Places.
var placesAbove = []diag.Pointer{
	"", "/info", "/info/title", "/info/version", "/info/description", "/servers", "/security", "/paths", "/webhooks",
	"/components", "/components/schemas", "/components/securitySchemes",
}

func (l *lowerer) schemas() openapi3.Schemas {
	if l.doc.Components == nil {
		return nil
	}
	return l.doc.Components.Schemas
}

// lowerComponent makes the type of a component schema. If the deciding schema
// is not a component, for example the only entry of an anyOf, its type has the
// component's name.
func (l *lowerer) lowerComponent(name string) {
	at := schemasAt.Child(name)
	if l.matchesNothing(l.schemas()[name], at) {
		return // a warning at its uses suffices
	}
	l.typeOf(l.resolveUse(l.schemas()[name], at), namingContext{key: cmp.Or(name, "schema")})
}

const schemasAt = diag.Pointer("/components/schemas")

func (l *lowerer) pos(p diag.Pointer) diag.Pos { return l.doc.Source.Pos(p) }

func (l *lowerer) origin(p diag.Pointer) api.Origin { return api.Origin{Pointer: p, Pos: l.pos(p)} }

func (l *lowerer) warnf(p diag.Pointer, rule, format string, args ...any) {
	l.diags.Warnf(l.pos(p), rule, format, args...)
}

func (l *lowerer) notef(p diag.Pointer, rule, format string, args ...any) {
	l.diags.Notef(l.pos(p), rule, format, args...)
}

// sorted returns the sorted keys of m.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
