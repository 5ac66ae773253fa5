package api

// This file declares types, their fields and their values. A Type is shared by all
// uses of a schema, and a Use adds whether null is allowed.

import "slices"

// Kind is the kind of a Type.
type Kind string

// The kinds. A List or Map has Elem, a Collection has Content, an Object has
// Fields, an Enum has Members, a Union has Variants. The other kinds are scalars.
const (
	Any       Kind = "any" // any JSON value, preserved as received
	Bool      Kind = "bool"
	Int32     Kind = "int32"
	Int64     Kind = "int64" // default for integers without a format
	Uint64    Kind = "uint64"
	Float64   Kind = "float64" // default for numbers; reads INF, -INF and NaN
	Decimal   Kind = "decimal" // exact, stored as text
	String    Kind = "string"  // includes uuid, uri, email and unknown formats
	DateTime  Kind = "date-time"
	Date      Kind = "date"
	TimeOfDay Kind = "time"
	Duration  Kind = "duration"  // ISO 8601
	Bytes     Kind = "bytes"     // base64 in JSON
	BytesURL  Kind = "bytes-url" // base64 of the URL alphabet, without padding, in JSON
	Binary    Kind = "binary"    // the raw body
	File      Kind = "file"      // a part of a multipart body
	List      Kind = "list"
	Map       Kind = "map" // string keys
	// Collection is a list or map that contains itself without an object in between.
	Collection Kind = "collection"
	Object     Kind = "object"
	Enum       Kind = "enum"
	Union      Kind = "union"
)

// IsBytes reports whether values of the kind are bytes, encoded in base64 in JSON.
func (k Kind) IsBytes() bool { return k == Bytes || k == BytesURL }

// Use is the use of a type, for example in a field, a parameter or a body.
type Use struct {
	Type     *Type
	Nullable bool // null is a valid value
}

// Type is a type of the API. Collections, objects, enums and unions are shared:
// two uses of one schema point to one Type, and types may refer to themselves.
//
// An inline type in a component that has no type of its own has a Key made of
// the component's name and its role, such as "widgets item" for the elements
// of a named list, or "orderby parameter" for the values of a shared
// parameter. Its name is therefore the same for all users of the component.
type Type struct {
	Origin Origin
	Kind   Kind
	Key    string  // name under components/schemas, "" for most inline types
	Parent *Parent // context of an inline type whose Key is ""; nil otherwise and for scalars, lists and maps
	Doc    Doc

	Values []string // scalars: JSON texts of the only values; nil means any
	Enum   *Type    // scalar with a single value, or a string: the enum that names its values, or nil

	JSONTypes []string // Any: the only values of the type keyword; nil means any

	Elem       *Use  // List, Map
	Content    *Type // Collection: the List or Map whose elements lead back to it
	Fields     []*Field
	Members    []*Member
	MemberKind Kind // Enum: String, Int32, Int64, Uint64, Float64 or Bool
	Flags      bool // Enum: a value may join several members by commas
	Open       bool // Enum: the description allows values other than the members
	Variants   []*Variant

	Rules []Constraint // Object: validation keywords of the whole object

	Closed   bool     // Object, Map: other properties are not allowed
	Required []string // Object, Map: required properties that it does not list
	Absent   []string // Object: properties that it must not have, because their schema is false

	Parts bool // Object: it is a multipart body with files among its parts

	Extends []*Type // Object: named objects that it extends through allOf, also indirectly, nearest first

	// Polymorphic is true for an object that other objects extend and whose
	// subtypes a property distinguishes. A reference to it may hold any of
	// Subtypes, or a type that the description or the selection does not
	// include.
	Polymorphic   bool
	Discriminator string // property name, also set on the subtypes, and on a union whose variants state its values
	Value         string // JSON text of the discriminator property for this type, "" if unknown
	Subtypes      []*Variant
	BaseValues    []string // JSON texts of the discriminator property that select this type, not a subtype

	ByEvent bool // Union: the type of an event selects the variant, see EventData
}

// Parent is the context of an inline type. Exactly one of Type, Operation and
// Callback is set.
type Parent struct {
	Type      *Type
	Operation *Operation
	Callback  *Callback
	Role      string  // property name, "requestBody", "response", parameter name, …
	Param     ParamIn // location of the parameter, if Role is a parameter name
	Item      bool    // the type is the element of a list or map at that place
	Titled    bool    // Role is the title of an alternative
	Title     string  // of the type's schema
	Number    int     // of an alternative without a title, from 1, as in Role; 0 otherwise
}

// Field is a property of an object, including inherited ones.
type Field struct {
	Origin    Origin
	Name      string // name in JSON
	Type      Use
	Required  bool
	ReadOnly  bool // set by the service, so never required in requests
	WriteOnly bool
	Doc       Doc
	Limits    []Limit
	Rules     []Constraint // validation keywords of its values
	Default   string       // JSON of the value that the service assumes for a missing one; "" if unknown
	Owner     *Type        // the object that declares it: the type itself or one it extends
	Constant  string       // JSON text of the only value, "" if there may be others
	Choices   []string     // JSON texts of several values of discriminators; the caller must set one
	Fill      string       // JSON text of a discriminator or constant; the encoder sends it for an empty field
}

// Member is a value of an enum.
type Member struct {
	Origin Origin
	Value  string // value in JSON; decimal for integers
	Name   string // from x-enum-varnames and similar extensions, "" if there is none
	Doc    Doc
	Texts  []CodeText // messages of the row for its code, the source first; nil if no code table has one
}

// Variant is a possible type of a union or polymorphic object.
type Variant struct {
	Origin Origin
	Value  string // JSON text of the discriminator's value; "" if the variant is recognized by its content
	// Implied is true if Value is the name of the type because the description states
	// no value.
	Implied bool
	Type    Use
	Rules   []Constraint // validation keywords of its values; nil for objects, which have their own
}

// maxDepth limits the comparison of inline types.
const maxDepth = 100

// Equal reports whether two types have the same values. Lists and maps are
// compared by their elements, inline objects by their fields. Other objects,
// collections, enums and unions are equal only to themselves.
func (t *Type) Equal(other *Type) bool { return t.equal(other, 0) }

func (t *Type) equal(other *Type, depth int) bool {
	if t == other {
		return true
	}
	if t.Kind != other.Kind || t.Enum != other.Enum || !slices.Equal(t.Values, other.Values) ||
		!slices.Equal(t.JSONTypes, other.JSONTypes) || !slices.Equal(t.Absent, other.Absent) || depth > maxDepth {
		return false
	}
	switch t.Kind {
	case List, Map:
		return t.Elem.Type.equal(other.Elem.Type, depth+1)
	case Object:
		return t.Key == "" && other.Key == "" && slices.EqualFunc(t.Fields, other.Fields, func(x, y *Field) bool {
			return x.Name == y.Name && x.Required == y.Required && x.Type.Nullable == y.Type.Nullable &&
				x.Type.Type.equal(y.Type.Type, depth+1)
		})
	case Collection, Enum, Union:
		return false
	}
	return true
}

// Underlying returns the content of a Collection, and t itself for other kinds.
func (t *Type) Underlying() *Type {
	if t.Kind == Collection {
		return t.Content
	}
	return t
}
