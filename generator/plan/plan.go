// Package plan decides the structure of the Go SDK: packages, files,
// declarations, names and pointers.
//
// It takes the IR (package api) and returns a Plan, which package gosdk renders
// without further decisions. It may import api, names and diag.
//
// A Plan has Packages, each Package has Files, and each File has declarations
// (Decl). All names in a Plan are final. Claims on a scope are gathered first
// and resolved together, so a name never depends on the order in which
// declarations are visited. A Type describes both a Go type and its encoding.
//
// The files:
//   - plan.go, this file, declares the Plan.
//   - build.go runs the steps; homes.go chooses packages and layout.go files.
//   - scope.go resolves names, numbers.go numbers. lockmatch.go finds the entries of
//     fragen.lock that belong to the elements of this description, lockpaths.go
//     those of paths.
//   - resources.go, calls.go, results.go, errors.go, pages.go and security.go
//     plan request builders, and operations.go clients without them. alike.go joins those of paths that are alike, and
//     slashes.go those of paths that end with a slash.
//   - types.go, unions.go, cases.go and shapes.go plan models. sharing.go finds inline
//     types with the same content.
//   - codes.go plans code tables, servers.go servers, headers.go the headers of
//     responses, fake.go the fake.
//   - streams.go plans calls whose result is a stream, forms.go the required fields of
//     forms.
//   - dump.go renders a Plan as text for tests.
package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// ImportPath is a Go import path.
type ImportPath string

// Plan is the Go SDK of one target.
type Plan struct {
	API                 *api.API
	Places              map[*api.Type]string // of inline types with shortened names, for their comments
	Runtime             ImportPath           // import path of package rest
	RejectStringNumbers bool                 // numbers and booleans encoded as strings are rejected
	NewExpr             bool                 // the output's Go version supports new(expr), added in Go 1.26
	Packages            []*Package           // the target's own package first
	Headers             *Headers             // nil if the description declares no response headers
	Symbols             []Symbol             // sorted by key; stored in fragen.lock
}

// Symbol maps an element of the API description to its Go name, its number, or
// both. Key is a JSON pointer, followed by "@role" if the element has several
// names.
type Symbol struct {
	Key    string
	Name   string // "Call", "Call.CallbackUri", "CallItemRequestBuilder.Reject"; "" for a number alone
	Number int    // position of the element among its siblings, from 1; 0: none
}

// Package is one folder of the output.
type Package struct {
	Import ImportPath
	Name   names.Ident
	Dir    string // relative to the target's folder; "" for that folder
	Files  []*File
}

// File is one Go file.
type File struct {
	Name  string
	Test  bool // belongs to an external test package
	Decls []Decl
}

// Decl is a declaration or a group of related declarations: *Client, *Entry,
// *Builder, *Method, *Models, *Struct, *Enum, *Collection, *Union, *Aliases, *Callback,
// *CodeTable, *Texts, *Locales, *Headers, *Examples, *Fake or *HookGroup.
type Decl interface{ decl() }

func (*Client) decl()     {}
func (*Entry) decl()      {}
func (*Builder) decl()    {}
func (*Method) decl()     {}
func (*Models) decl()     {}
func (*Struct) decl()     {}
func (*Enum) decl()       {}
func (*Collection) decl() {}
func (*Union) decl()      {}
func (*Aliases) decl()    {}
func (*Callback) decl()   {}
func (*CodeTable) decl()  {}
func (*Texts) decl()      {}
func (*Locales) decl()    {}
func (*Headers) decl()    {}
func (*Examples) decl()   {}
func (*Fake) decl()       {}
func (*HookGroup) decl()  {}

// Form is the form of a Go type.
type Form int

// The forms of a Type.
const (
	Scalar        Form = iota // a basic type; Type.Kind selects it
	Named                     // an enum
	Model                     // a struct by value
	Interface                 // a union or polymorphic type
	Pointer                   // to Elem
	Slice                     // of Elem
	StringMap                 // from string to Elem
	Defined                   // a slice or map with a name, because it contains itself
	Reader                    // io.Reader: a streamed request body
	Stream                    // *rest.Stream: a streamed result
	EventSequence             // iter.Seq2[*rest.Event[Elem], error]
	LineSequence              // iter.Seq2[Elem, error]
	FilePart                  // *rest.File: a part of a multipart body
)

// Type is a Go type and its encoding.
type Type struct {
	Form       Form
	Kind       api.Kind    // of a Scalar or of a Named type's values; List or Map for a Defined type
	Enum       *Enum       // Named
	Struct     *Struct     // Model
	Union      *Union      // Interface
	Collection *Collection // Defined
	Elem       *Type       // Pointer, Slice, StringMap, EventSequence, LineSequence
	Null       bool        // for Slice, StringMap and Defined: nil is encoded as null, not as [] or {}
	Constant   string      // Scalar or Named: JSON text of the only value, "" if there may be others
}

// Name returns the name of a Named, Model, Interface or Defined type, and "" for
// others.
func (t *Type) Name() names.Ident {
	switch t.Form {
	case Named:
		return t.Enum.Name
	case Model:
		return t.Struct.Name
	case Interface:
		return t.Union.Name
	case Defined:
		return t.Collection.Name
	}
	return ""
}

// Package returns the package of a Named, Model, Interface or Defined type, and
// nil for others.
func (t *Type) Package() *Package {
	switch t.Form {
	case Named:
		return t.Enum.Package
	case Model:
		return t.Struct.Package
	case Interface:
		return t.Union.Package
	case Defined:
		return t.Collection.Package
	}
	return nil
}

// Nilable reports whether nil is a value of the type.
func (t *Type) Nilable() bool {
	switch t.Form {
	case Pointer, Slice, StringMap, Defined, Interface, Reader, Stream, FilePart:
		return true
	case Scalar:
		return t.Kind == api.Any || t.Kind.IsBytes()
	}
	return false
}

// Client is the SDK's entry point: the Client type and New.
type Client struct {
	API       *api.API
	Package   *Package
	Tree      []*Package // packages of paths; nil if the SDK is a single package
	BaseURL   string
	Servers   []*Server // all servers; nil if the only one has no variables
	Server    *Server   // default server; nil if there is none
	UserAgent string
	Security  []CredentialSet // of most calls; nil if the description has no security
	Errors    []ErrorBody     // of most calls; nil if each call has its own
	Root      *Builder        // methods of the Client itself; its Name is "Client"
	Custom    names.Ident     // method for requests that the description does not list
}

// Entry is the set of functions that return the request builders of a path's
// package, given a Client.
type Entry struct {
	API      *api.API
	Client   *Package // package of the Client
	Children []*Child
}

// Models is the package comment of package models.
type Models struct{ API *api.API }

// Builder is the request builder of one resource.
type Builder struct {
	Package  *Package
	Name     names.Ident
	Self     names.Ident // receiver name of its methods
	Path     string      // path template, "" for the root
	Doc      api.Doc
	Children []*Child
	Calls    []*Call
	WithURL  bool    // Get can follow URLs returned by the service
	Server   *Server // of Get, if WithURL is true; nil for the default server

	Operations bool // the calls are in Methods and have all paths that begin with Path
}

// Method is an operation as a method of a client.
type Method struct {
	Client *Builder
	Calls  []*Call // main call first
}

// Child is a method of a request builder, or an entry function of a package,
// that returns the request builder for the next path segment.
type Child struct {
	Entry    *Package // the function's package; nil for a method
	Method   names.Ident
	Builder  *Builder
	Parts    []Part // of the path segment
	SamePath bool   // the segment is a query or fragment, which adds nothing to the path
}

// Params returns the parameters of the method without duplicates.
func (c *Child) Params() []*Param {
	var params []*Param
	for _, part := range c.Parts {
		if part.Param != nil && !slices.Contains(params, part.Param) {
			params = append(params, part.Param)
		}
	}
	return params
}

// Part is a part of a path segment: an argument if Param is set, otherwise a
// literal.
type Part struct {
	Literal string
	Param   *Param
}

// Call is a method that sends the request of an operation.
type Call struct {
	Operation        *api.Operation
	Chain            []*Child    // methods from the client to the call's builder
	Path             []*Child    // segments of the path, if they are part of the call; nil if Chain has them
	Method           names.Ident // Get, Post, …; AccountsGet if the call has a Path
	Server           *Server     // nil for the default server
	Required         []*Param    // in the order of fragen.lock, new ones last, in document order
	Constants        []*Param    // required parameters with a single value, which are not arguments
	Body             *Body       // argument; nil if there is none
	Options          *CallOptions
	Result           *Result       // nil if the call returns only an error
	OtherResults     []OtherResult // successes that are not the result, lowest status first
	ResultStatuses   []string      // statuses of the result, if OtherResults or NoContent have 2XX
	NoContent        []string      // statuses of successes without a body; nil if the call has no result
	Errors           []ErrorBody
	OwnErrors        bool // Errors differ from the Client's
	Pages            *Pages
	Security         []CredentialSet // nil if the description has no security
	OwnSecurity      bool            // Security differs from that of the Client
	DocumentSecurity bool            // the doc comment lists Security
	Kind             CallKind        // alternatives share the Options of the main call
	Alternatives     []*Call         // calls of the same operation with another body or result
	StreamFields     []StreamField   // of the types of the body that can request a stream
	StreamMethod     names.Ident     // method for streams, if a body that requests one is an error
	WithoutStream    []*Struct       // types of the body that cannot request a stream
	UnknownBodies    []*Union        // unions whose unknown values may be the body
	PlainMethod      names.Ident     // method for such a body, if it is an error in this call

	verb    names.Ident  // Method without the suffix for streams or for another format
	base    names.Ident  // prefix of the names of the call's types
	all     names.Ident  // method that iterates over pages
	body    *api.Body    // of an alternative; nil for that of the main call
	content *api.Content // of the result of an alternative; nil for that of the main call
	stream  bool         // the result is a sequence of events or lines
	raw     bool         // the result is a stream as it arrives
}

// Param is a parameter as an argument or as a field of Options.
type Param struct {
	API  *api.Param
	Name names.Ident
	Type *Type // of the value; a field of Options is a pointer to it unless it is nilable

	word names.Ident // the name that an argument has unless it is taken; "" for that of the parameter
}

// Encoding is the encoding of a body.
type Encoding int

// The encodings of bodies.
const (
	AsJSON      Encoding = iota
	AsText               // a string
	AsForm               // URL-encoded names and values
	AsMultipart          // multipart/form-data
	AsStream             // raw bytes
	AsLocation           // the address of a redirect, a string
	AsEvents             // text/event-stream
	AsLines              // one JSON value per line
)

// CallKind distinguishes the calls of one operation.
type CallKind int

// The kinds of calls.
const (
	MainCall          CallKind = iota
	BodyAlternative            // sends the body in another format, such as PostForm
	ResultAlternative          // requests the result in another format, such as GetText
)

// Body is the request body of a call.
type Body struct {
	API               *api.Body
	Type              *Type // of the argument: a pointer for structs and optional bodies
	Required          bool
	Encoding          Encoding
	ChooseContentType bool // the content type is an argument too
}

// Result is the result of a call.
type Result struct {
	Type     *Type // as returned: a pointer for a struct
	Encoding Encoding
	Accept   string // requested content type; "" for the runtime's default
	Nullable bool   // null is a valid result
	Limits   []api.Limit

	Sequence *api.Sequence // of AsEvents and AsLines
	Events   []EventCase   // types of events that select the type of the data
}

// OtherResult is the type of a success whose response is not the result of its
// call.
type OtherResult struct {
	Status       string
	Type         *Type // as in an error: not a pointer
	Encoding     Encoding
	StreamMethod names.Ident // method that reads the response, if it is a stream
}

// MayBeEmpty reports whether the call may return no result and no error: a
// response is null, or it has no body.
func (c *Call) MayBeEmpty() bool { return c.Result != nil && (c.Result.Nullable || c.NoContent != nil) }

// ErrorBody is the type of an error body for a status code.
type ErrorBody struct {
	Status string
	Type   *Type // Model, or Interface
}

// CallOptions is the type of the last argument of a call.
type CallOptions struct {
	Name     names.Ident
	Params   []*Param
	Body     *Body // optional body of a GET or HEAD request; nil if there is none
	BodyName names.Ident
}

// RequestBody returns the request body, which is an argument or a field of the options.
// It is nil if there is none.
func (c *Call) RequestBody() *Body { return cmp.Or(c.Body, c.Options.Body) }

// Struct is a model.
type Struct struct {
	Type     *api.Type
	Package  *Package
	Name     names.Ident
	Fields   []*Field
	Markers  []names.Ident // methods that make the model a member of unions
	Bases    []*Base
	Bindings []*Binding
	Members  names.Ident // unexported variable; used only if there are fields
	Title    string      // schema name for the doc comment
	Shared   *Struct     // the declared type if this one is an alias; nil if it is not
}

// Field is a field of a model.
type Field struct {
	API    *api.Field
	Name   names.Ident
	Type   *Type
	Send   Send
	Number int // of the member in the decoder, from 1; 0 for a part of a multipart body
}

// Send is the condition on which a field is sent.
type Send int

// The conditions on which a field is sent.
const (
	SendAlways   Send = iota // required: nil is sent as null, an empty list as []
	SendNonNil               // optional: sent unless nil
	SendNonEmpty             // required but set by the service or chosen by the caller: sent unless empty
	SendDefault              // an empty value is replaced with API.Fill
)

// Base is the method of a polymorphic type that returns the fields of its base
// type.
type Base struct {
	Method names.Ident
	Struct *Struct
}

// Binding is an accessor that looks up a property in a code table, or a function
// that looks up an error.
type Binding struct {
	API     *api.Binding
	Method  names.Ident // or function
	Table   *CodeTable
	Struct  *Struct  // with the accessor, or body of the error; nil for an error of any body
	Code    []*Field // path from Struct; nil if it is no property
	Subcode []*Field // likewise
	Message []*Field // of the service; likewise
}

// Collection is a slice or map with a name, because it contains itself.
type Collection struct {
	Type    *api.Type
	Package *Package
	Name    names.Ident
	Content *Type // Slice or StringMap
	Markers []names.Ident
	Title   string
}

// Enum is a type with named constants.
type Enum struct {
	Type    *api.Type
	Package *Package
	Name    names.Ident
	Open    bool        // decoded by other packages
	Values  names.Ident // function that returns all values
	Read    names.Ident // unexported function that decodes a value
	Known   names.Ident // unexported variable that lists the values
	Members []*Member
	Markers []names.Ident
	Title   string
	Shared  *Enum // as in Struct
}

// HasWords reports whether the values are single strings, which are recognized in
// any case. Otherwise they are numbers or flags.
func (e *Enum) HasWords() bool { return e.Type.MemberKind == api.String && !e.Type.Flags }

// Member is a constant of an enum.
type Member struct {
	API  *api.Member
	Name names.Ident
}

// Union is a sealed interface.
type Union struct {
	Type     *api.Type
	Package  *Package
	Name     names.Ident
	Open     bool // decoded by other packages, so Read is exported
	Marker   names.Ident
	Decode   names.Ident // exported function that decodes JSON
	Read     names.Ident
	Write    names.Ident
	Embeds   []names.Ident // markers of the unions that contain this one
	Bases    []*Base       // polymorphic types only: its own, then those of its base types
	Base     *Struct       // polymorphic types only
	Variants []*Variant
	Unknown  names.Ident // wrapper for values that match no variant; "" for polymorphic types
	Title    string
	Shared   *Union // as in Struct

	Stated  []Case                // by the value of the discriminator; nil if it does not decide
	ByShape bool                  // objects without the discriminator are of Stated too
	ByNames bool                  // all values of Stated are names, so objects with other values are of it too
	Rest    []*Variant            // of all other values
	ByKind  map[JSONKind]*Variant // of Rest; nil if several variants have a kind in common
	Shaped  []*Variant            // variants with shapes, in the order of preference
	Shapes  names.Ident           // unexported variable of the shapes of Shaped
}

// ByStrings reports whether the discriminator is compared as a string, in which a missing
// one is empty: all values are other strings, and it is either required or of the same
// case as an unlisted one.
func (u *Union) ByStrings() bool {
	return (!u.ByShape || u.ByNames) && !slices.ContainsFunc(u.Variants, func(v *Variant) bool {
		return slices.ContainsFunc(v.Values, func(v string) bool { return v == `""` || !strings.HasPrefix(v, `"`) })
	})
}

// Aliases is the inline types of a package that other places of the description
// declare, each list sorted by name.
type Aliases struct {
	Structs []*Struct
	Enums   []*Enum
	Unions  []*Union
}

// Variant is a member type of a union.
type Variant struct {
	API     *api.Variant
	Type    *Type       // Model, Named, Interface, or the wrapped type
	Wrapper names.Ident // type declared for this union; "" if Type itself is the member
	Values  []string    // JSON texts of the discriminator's values
	Inner   *Union      // of the subtypes of a base type that another property distinguishes; usually nil
	Shape   *Shape      // nil if the decoder does not compare values with it
}

// JSONKind is the kind of a JSON value.
type JSONKind string

// The kinds of JSON values.
const (
	BoolKind   JSONKind = "bool"
	NumberKind JSONKind = "number"
	StringKind JSONKind = "string"
	ArrayKind  JSONKind = "array"
	ObjectKind JSONKind = "object"
)

// Case maps values of the discriminator to the variants that have them.
type Case struct {
	Values   []string // JSON texts
	Variants []*Variant
}

// Callback is the handler of a request sent by the service.
type Callback struct {
	API     *api.Callback
	Handle  names.Ident
	Decode  names.Ident
	Payload *Type // argument of the user's function
	Null    bool  // null is a valid payload
}

// CodeTable is a table of result codes.
type CodeTable struct {
	API        *api.Table
	Index      int // position among the SDK's tables
	Name       names.Ident
	ID         names.Ident
	Category   names.Ident
	Resolver   names.Ident
	Lookup     names.Ident
	List       names.Ident
	Rows       []*CodeRow // in the order of the input
	Categories []*CodeName
	Resolvers  []*CodeName
	Captures   []*Capture
	Funcs      []*Binding // functions for errors
	Source     *Package   // package of the messages in the source locale

	RowsVar, IndexVar, FurtherVar, PatternsVar names.Ident // unexported variables
}

// Capture is a method that returns the captured part of a code.
type Capture struct {
	Wire   string // name in the table, such as "sip"
	Method names.Ident
}

// CodeRow is a row of a table and its constant.
type CodeRow struct {
	API        *api.Code
	Name       names.Ident
	Number     int       // index in the rows and messages of the output, from 1
	Category   *CodeName // nil if the table does not list it
	Resolver   *CodeName // nil if there is none, or the table does not list it
	ReplacedBy *CodeRow  // nil if there is none
}

// CodeName is a constant of a table's categories or resolvers.
type CodeName struct {
	Value     string
	Doc       string
	Described map[string]string // translations of Doc by locale
	Name      names.Ident
}

// Texts is the messages of one locale.
type Texts struct {
	Locale string
	Tables []*CodeTable
}

// Locales is the package that imports all locales.
type Locales struct {
	Source   *Package
	Packages []*Package
	Tags     []string // parallel to Packages
}

// Examples is the file of usage examples of a package.
type Examples struct {
	Package  *Package    // package with New
	Alias    names.Ident // import name of Package in the file
	Client   *Client
	Examples []*Example
}

// Example shows one call with the methods that return its request builder.
type Example struct {
	Name  names.Ident // of the example function
	Owner *Builder
	Call  *Call
}
