// Package plan decides what the Go SDK looks like: packages, files,
// declarations, names, and where a pointer stands.
//
// It takes the IR (api) and gives a Plan that gosdk prints without a further
// decision; it may import api, names and diag.
//
// # The shape
//
// A Plan has Packages, each with Files of declarations (Decl). Which package a
// declaration stands in is decided first (homes.go). Every name in
// it is final: all claims on a scope are gathered first and resolved at once
// (see scope.go), so a name never depends on the order in which things are
// visited. Go types are written as Type trees, which say both what the Go type
// is and how it travels as JSON.
package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// ImportPath is the path that a Go import names.
type ImportPath string

// Plan is the Go SDK of one target.
type Plan struct {
	API      *api.API
	Runtime  ImportPath // of package rest
	Strict   bool       // numbers and booleans do not travel as strings
	NewExpr  bool       // the output's Go version has new(expr), since 1.26
	Packages []*Package // the SDK's own package first
	Symbols  []Symbol   // by key: what fragen.lock keeps
}

// Symbol ties a place in the description to the Go name it was given. Key is
// the JSON pointer, followed by "@role" where one place gives several names.
type Symbol struct {
	Key  string
	Name string // "Call", "Call.CallbackUri", "CallItemRequestBuilder.Reject"
}

// Package is one folder of the output.
type Package struct {
	Import ImportPath
	Name   names.Ident
	Dir    string // below the target's folder, "" for that folder itself
	Files  []*File
}

// File is one Go file.
type File struct {
	Name  string
	Test  bool // an external test package
	Decls []Decl
}

// Decl is a declaration, or a few that belong together: *Client, *Entry,
// *Builder, *Models, *Struct, *Enum, *Union, *Callback, *CodeTable, *Texts,
// *Locales, *Examples or *Fake.
type Decl interface{ decl() }

func (*Client) decl()    {}
func (*Entry) decl()     {}
func (*Builder) decl()   {}
func (*Models) decl()    {}
func (*Struct) decl()    {}
func (*Enum) decl()      {}
func (*Union) decl()     {}
func (*Callback) decl()  {}
func (*CodeTable) decl() {}
func (*Texts) decl()     {}
func (*Locales) decl()   {}
func (*Examples) decl()  {}
func (*Fake) decl()      {}
func (*HookGroup) decl() {}

// Form says what a Go type is.
type Form int

// The forms of a Type.
const (
	Scalar    Form = iota // Kind says which
	Named                 // an enum
	Model                 // a struct by value
	Interface             // a union or polymorphic type
	Pointer               // to Elem
	Slice                 // of Elem
	StringMap             // from string to Elem
	Reader                // io.Reader: a body that is streamed
	Stream                // *rest.Stream: a result that is streamed
	FilePart              // *rest.File: a part of a body
)

// Type is a Go type and how it travels.
type Type struct {
	Form   Form
	Kind   api.Kind // Scalar; for Named the kind of the enum's values
	Enum   *Enum    // Named
	Struct *Struct  // Model
	Union  *Union   // Interface
	Elem   *Type    // Pointer, Slice, StringMap
	Null   bool     // Slice, StringMap: nil travels as null and not as [] or {}
}

// Name is that of a Named, Model or Interface, "" for the others.
func (t *Type) Name() names.Ident {
	switch t.Form {
	case Named:
		return t.Enum.Name
	case Model:
		return t.Struct.Name
	case Interface:
		return t.Union.Name
	}
	return ""
}

// Package is where a Named, Model or Interface stands, nil for the others.
func (t *Type) Package() *Package {
	switch t.Form {
	case Named:
		return t.Enum.Package
	case Model:
		return t.Struct.Package
	case Interface:
		return t.Union.Package
	}
	return nil
}

// Nilable reports whether nil is a value of the type.
func (t *Type) Nilable() bool {
	switch t.Form {
	case Pointer, Slice, StringMap, Interface, Reader, Stream, FilePart:
		return true
	case Scalar:
		return t.Kind == api.Any || t.Kind == api.Bytes || t.Kind == api.Binary
	}
	return false
}

// Client is the SDK's entry: the Client type and New.
type Client struct {
	API       *api.API
	Package   *Package
	Tree      []*Package // that paths begin in; nil where they do at the Client itself
	BaseURL   string
	UserAgent string
	Security  []Way    // of most calls; nil: the description says nothing
	Root      *Builder // methods of the Client itself; its Name is "Client"
}

// Entry is the functions by which a package is entered whose paths do not begin
// at the Client itself.
type Entry struct {
	API    *api.API
	Client *Package // where the Client is
	Ways   []*Child
}

// Models says what the package is about that has the types of all others.
type Models struct{ API *api.API }

// Builder is the request builder of one resource.
type Builder struct {
	Package  *Package
	Name     names.Ident
	Self     names.Ident // receiver of its methods
	Path     string      // template, "" for the root
	Doc      api.Doc
	Children []*Child
	Calls    []*Call
	WithURL  bool // Get can follow links that the service gave
}

// Child leads from a builder to one below it.
type Child struct {
	Entry   *Package // the package whose function it is; nil: it is a method
	Method  names.Ident
	Builder *Builder
	Parts   []Part // of the segment
}

// Params are the arguments of the method, each once.
func (c *Child) Params() []*Param {
	var params []*Param
	for _, part := range c.Parts {
		if part.Param != nil && !slices.Contains(params, part.Param) {
			params = append(params, part.Param)
		}
	}
	return params
}

// Part is a literal or, when Param is set, an argument.
type Part struct {
	Literal string
	Param   *Param
}

// Call is a verb of a builder.
type Call struct {
	Operation    *api.Operation
	Method       names.Ident // Get, Post, …
	Required     []*Param    // in document order
	Body         *Body
	Options      *CallOptions
	Result       *Result // nil: none is due
	Errors       []ErrorBody
	Pages        *Pages
	Security     []Way   // nil: the description says nothing
	OwnSecurity  bool    // it is not that of the Client
	TellSecurity bool    // it has to be said for this call
	Other        Other   // Options is that of the verb, and shared, unless this is it
	Others       []*Call // other ways to send or receive what this does
}

// Param is a parameter as an argument or as a field of Options.
type Param struct {
	API  *api.Param
	Name names.Ident
	Type *Type // of the value itself; a field of Options is a pointer to it unless it is nilable
}

// Travel says how a body is written.
type Travel int

// The ways of a body.
const (
	AsJSON      Travel = iota
	AsText             // a string
	AsForm             // names and values
	AsMultipart        // parts
	AsStream           // as it is
)

// Other says what sets a call apart from the verb of the same operation.
type Other int

// The kinds of calls.
const (
	TheVerb     Other = iota
	OtherBody         // PostForm: the body travels in another way
	OtherResult       // GetText: the result does
)

// Body is the argument that a request carries.
type Body struct {
	API      *api.Body
	Type     *Type // as an argument: a pointer for a struct, and for what may be left out
	Required bool
	Travels  Travel
	Choose   bool // the content type is an argument too
}

// Result is what a call returns.
type Result struct {
	Type    *Type // as returned: a pointer for a struct
	Travels Travel
	Accept  string // content type to ask for; "" where the runtime asks for the right one
}

// ErrorBody is the type of an error's body by status.
type ErrorBody struct {
	Status string
	Type   *Type // Model, or Interface
}

// CallOptions is the last argument of a call.
type CallOptions struct {
	Name   names.Ident
	Params []*Param
}

// Struct is a model.
type Struct struct {
	Type     *api.Type
	Package  *Package
	Name     names.Ident
	Fields   []*Field
	Markers  []names.Ident // methods that put the model into unions
	Bases    []*Base
	Bindings []*Binding
	Members  names.Ident // unexported variable, where there are fields
	Title    string      // the schema's name for the doc comment
}

// Field is a field of a model.
type Field struct {
	API  *api.Field
	Name names.Ident
	Type *Type
	Send Send
}

// Send says when a field is written.
type Send int

// The rules of sending.
const (
	SendAlways Send = iota // required: nil travels as null, an empty list as []
	SendSet                // optional: unless nil
	SendFilled             // required, but the service knows it better: unless empty
	SendFill               // with API.Fill in place of an empty value
)

// Base is the method of a polymorphic type that gives what all of its kind
// have.
type Base struct {
	Method names.Ident
	Struct *Struct
}

// Binding is the accessor that looks a property up in a code table.
type Binding struct {
	API     *api.Binding
	Method  names.Ident
	Table   *CodeTable
	Field   *Field
	Code    *Field // of the property's struct
	Subcode *Field // nil when the table has none
}

// Enum is a type with named values.
type Enum struct {
	Type    *api.Type
	Package *Package
	Name    names.Ident
	Open    bool        // read by other packages
	Values  names.Ident // function
	Read    names.Ident // unexported function
	Known   names.Ident // unexported variable; "" for numbers and for several values joined
	Members []*Member
	Markers []names.Ident
	Title   string
}

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
	Open     bool // read by other packages, so that Read is exported
	Marker   names.Ident
	Decode   names.Ident // exported function that reads one from JSON
	Read     names.Ident
	Write    names.Ident
	Embeds   []names.Ident // markers of the unions that hold this one
	Bases    []*Base       // polymorphic types only: its own first, then those of the types above
	Base     *Struct       // polymorphic types only
	Variants []*Variant
	Cases    []Case      // how what the discriminator does not tell is told apart, in the order to try
	Unknown  names.Ident // wrapper of what fits no variant; "" for polymorphic types
	Title    string
}

// Variant is a type in a union.
type Variant struct {
	API     *api.Variant
	Type    *Type       // Model, Named, Interface, or the wrapped type
	Wrapper names.Ident // a named type made for this union, "" when Type stands for itself
	Value   string      // of the discriminator
}

// Shape is a kind of JSON.
type Shape string

// The shapes of JSON that a variant may have.
const (
	BoolShape   Shape = "bool"
	NumberShape Shape = "number"
	StringShape Shape = "string"
	ArrayShape  Shape = "array"
	ObjectShape Shape = "object"
)

// Case says that a value of a shape, with these members when it is an object,
// is read as the variant.
type Case struct {
	Shape   Shape
	Keys    []string
	Variant *Variant
}

// Callback is the handler of a request that the service makes.
type Callback struct {
	API     *api.Callback
	Handle  names.Ident
	Decode  names.Ident
	Payload *Type // as given to the user's function
}

// CodeTable is a lookup of result codes.
type CodeTable struct {
	API        *api.Table
	Index      int // among the tables of the SDK
	Name       names.Ident
	ID         names.Ident
	Category   names.Ident
	Fixer      names.Ident
	Lookup     names.Ident
	List       names.Ident
	Rows       []*CodeRow
	Categories []*CodeName
	Fixers     []*CodeName
	Captures   []*Capture
	Source     *Package // with the source texts

	RowsVar, IndexVar, PatternsVar names.Ident // unexported variables
}

// Capture is the method that gives what a pattern caught.
type Capture struct {
	Wire   string // its name in the table: "sip"
	Method names.Ident
}

// CodeRow is a constant of a table.
type CodeRow struct {
	API  *api.Code
	Name names.Ident
}

// CodeName is a constant of a table's categories or fixers.
type CodeName struct {
	Value string
	Doc   string
	Name  names.Ident
}

// Texts is the texts of one locale.
type Texts struct {
	Locale string
	Tables []*api.Table
}

// Locales is the index over all locales.
type Locales struct {
	Source   *Package
	Packages []*Package
	Tags     []string // parallel to Packages
}

// Examples shows how each call is used.
type Examples struct {
	Package  *Package    // with New
	Alias    names.Ident // of Package in the file
	Client   *Client
	Examples []*Example
}

// Example is one call with everything before it on the way.
type Example struct {
	Name  names.Ident // of the function
	Chain []*Child
	Owner *Builder
	Call  *Call
}
