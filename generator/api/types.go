package api

// Kind says what a Type is.
type Kind string

// The kinds. Scalars have no further parts; List and Map have Elem; Object has
// Fields; Enum has Members; Union has Variants.
const (
	Any       Kind = "any" // any JSON value, kept as it is
	Bool      Kind = "bool"
	Int32     Kind = "int32"
	Int64     Kind = "int64" // also integers without a format
	Uint64    Kind = "uint64"
	Float32   Kind = "float32"
	Float64   Kind = "float64" // also numbers without a format; reads INF, -INF and NaN
	Decimal   Kind = "decimal" // exact, kept as text
	String    Kind = "string"  // also uuid, uri, email and formats we do not know
	DateTime  Kind = "date-time"
	Date      Kind = "date"
	TimeOfDay Kind = "time"
	Duration  Kind = "duration" // ISO 8601
	Bytes     Kind = "bytes"    // base64 in JSON
	Binary    Kind = "binary"   // the body itself
	File      Kind = "file"     // a part of a multipart body
	List      Kind = "list"
	Map       Kind = "map" // string keys
	Object    Kind = "object"
	Enum      Kind = "enum"
	Union     Kind = "union"
)

// Use is a type in a place: a field, a parameter, a body, an element.
type Use struct {
	Type     *Type
	Nullable bool // null is a value here
}

// Type is a type of the API. Objects, enums and unions are shared: two uses of
// one schema point to one Type, and types may refer to themselves.
//
// An inline type in a component that has no type of its own has a Key made of
// that component's name and what stands there, such as "widgets item" for the
// elements of a named list or "orderby parameter" for the values of a shared
// parameter, so that it is called the same whoever uses it.
type Type struct {
	Origin Origin
	Kind   Kind
	Key    string  // name under components/schemas, "" for a type that stands where it is used; see below
	Parent *Parent // where it stands when Key is "", nil otherwise and for scalars, lists and maps
	Doc    Doc

	Elem       *Use // List, Map
	Fields     []*Field
	Members    []*Member
	MemberKind Kind // Enum: String, Int32 or Int64
	Flags      bool // Enum: several members joined by commas
	Variants   []*Variant

	Parts bool // Object: the parts of a multipart body, with files among them

	Extends []*Type // Object: the named objects it extends through allOf, near ones first, theirs included

	// An object that other objects extend and that tells them apart by a
	// property's value. Every reference to it may hold any of Subtypes or a
	// type that the description, or the selection, does not know.
	Polymorphic   bool
	Discriminator string // property name, also set on the subtypes
	Value         string // what the discriminator property holds for this very type, "" when unknown
	Subtypes      []*Variant
}

// Parent says where an inline type stands. Exactly one of Type, Operation and
// Callback is set.
type Parent struct {
	Type      *Type
	Operation *Operation
	Callback  *Callback
	Role      string  // property name, "requestBody", "response", parameter name, …
	Param     ParamIn // when Role is a parameter's name: where that one goes
	Item      bool    // the element of a list or map that stands there
}

// Field is a property of an object, those of all it extends included.
type Field struct {
	Origin    Origin
	Name      string // as it travels
	Type      Use
	Required  bool
	ReadOnly  bool // the service sets it; it is never required when sending
	WriteOnly bool
	Doc       Doc
	Limits    []Limit
	Owner     *Type  // the object that declares it: the type itself or one it extends
	Fill      string // sent when the caller leaves it empty: the discriminator's or @odata.type's value
}

// Member is a value of an enum.
type Member struct {
	Origin Origin
	Value  string // as it travels; decimal for integers
	Name   string // x-enum-varnames and the like, "" when there is none
	Doc    Doc
}

// Variant is one of the types a union or polymorphic object may hold.
type Variant struct {
	Origin Origin
	Value  string // what the discriminator holds; "" where it is told apart by its shape
	Type   Use
}
