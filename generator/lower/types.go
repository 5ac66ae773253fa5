package lower

// The type of a schema.
//
// typeOf makes the type of a schema that resolveUse has resolved. The order of
// its checks matters. An enumeration comes first, because other keywords do
// not change it. Alternatives come next, because they may only mean "number,
// or INF". Then comes allOf, whose parts decide the type. The last check is
// the type keyword or, without it, the type that the other keywords imply.

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// namingContext is the context of an inline type, from which its name is
// derived. Inside a component without a type of its own, such as a list, key
// is the component's name followed by the role of the inline type.
type namingContext struct {
	parent   api.Parent
	key      string
	constant bool // a single value needs no enum: the type is that of a property or required parameter
}

// elementContext returns the naming context of the elements of a list or map.
func (p namingContext) elementContext() namingContext {
	if p.key != "" {
		p.key += " item"
	}
	p.parent.Item = true
	p.constant = false
	return p
}

// formatContext returns the naming context of the same value in another
// format.
func (p namingContext) formatContext(word string) namingContext {
	switch {
	case word == "":
	case p.key != "":
		p.key += " " + word
	default:
		p.parent.Role += " " + word
	}
	return p
}

// contextInType returns the naming context of an inline type in a part of t.
func contextInType(t *api.Type, role string) namingContext {
	return namingContext{parent: api.Parent{Type: t, Role: role}}
}

// contextOfProperty returns the naming context of the type of a property of t.
func contextOfProperty(t *api.Type, name string) namingContext {
	in := contextInType(t, name)
	in.constant = true
	return in
}

// lowerUse lowers a schema. The context names the schema's type if that is
// inline.
func (l *lowerer) lowerUse(ref *openapi3.SchemaRef, at diag.Pointer, in namingContext) api.Use {
	return l.typeUse(l.resolveUse(ref, at), in)
}

func (l *lowerer) typeUse(s schemaUse, in namingContext) api.Use {
	return api.Use{Type: l.typeOf(s, in), Nullable: s.nullable}
}

// typeOf returns the type of a resolved schema. Each object, enum or union is
// made once.
func (l *lowerer) typeOf(s schemaUse, in namingContext) *api.Type {
	if s.schema == nil || s.schema.Always != nil {
		if isFalse(l.doc.Source.At(s.at)) {
			l.warnf(s.at, "unsupported", "the schema false has no values; any JSON value is accepted")
		}
		return l.newScalar(s, api.Any)
	}
	if t := l.types[s.at]; t != nil {
		return t
	}
	if s.innerTarget != "" {
		constant := in.constant
		in = l.contextOfTarget(s.innerTarget, in)
		in.constant = constant
	}
	l.checkKeywords(s.schemaNode)
	if l.resolving[s.at] {
		l.leaveOut(source.PartSchema, s.at, "recursive-alias",
			"the schema contains itself without an object in between; wrap its content in an object")
		return l.newScalar(s, api.Any)
	}
	l.resolving[s.at] = true
	defer delete(l.resolving, s.at)
	return l.typeFromKeywords(s, in)
}

// typeFromKeywords makes the type from the keywords of a schema.
func (l *lowerer) typeFromKeywords(s schemaUse, in namingContext) *api.Type {
	members, at := alternativesOf(s.schemaNode)
	switch {
	case (len(s.schema.Enum) > 0 || s.schema.Const != nil) && len(s.schema.AllOf) == 0:
		return l.lowerEnum(s, in)
	case len(members) > 0 && !onlyAssertions(members):
		schema := s.schema
		if len(schema.Properties) > 0 || schema.AdditionalProperties.Schema != nil || len(schema.AllOf) > 0 {
			if t := l.lowerBeside(s, in); t != nil {
				return t
			}
			if !l.listsSubtypes(s.schemaNode) {
				l.warnf(at, "unsupported", "alternatives alongside properties or allOf are not supported; "+
					"their properties are preserved as additional properties")
			}
			return l.newObject(s, in)
		}
		return l.lowerAlternatives(s, in, members, at)
	case len(s.schema.AllOf) > 0:
		if t := l.lowerWithin(s, in); t != nil {
			return t
		}
		if l.isObjectLike(&openapi3.SchemaRef{Value: s.schema}, s.at, 0) {
			return l.newObject(s, in)
		}
		return l.narrowedType(s, in)
	}
	return l.typeFromName(s, in)
}

// typeFromName makes the type from the type keyword of a schema, or from the
// type that its keywords imply.
func (l *lowerer) typeFromName(s schemaUse, in namingContext) *api.Type {
	switch l.typeName(s.schemaNode) {
	case "boolean":
		return l.newScalar(s, api.Bool)
	case "integer":
		return l.newScalar(s, integerKind(s.schema))
	case "number":
		if s.schema.Format == "" && s.schema.Type.Includes("integer") {
			return l.newScalar(s, api.Decimal) // a float would lose digits of the integer
		}
		return l.newScalar(s, numberKind(s.schema.Format))
	case "string":
		return l.newScalar(s, stringKind(s.schema))
	case "array":
		return l.lowerList(s, in)
	case "object":
		return l.objectOrMap(s, in)
	}
	t := l.newScalar(s, api.Any)
	t.JSONTypes = s.schema.Type.Slice()
	if slices.ContainsFunc(t.JSONTypes, func(name string) bool { return !slices.Contains(jsonTypes, name) }) {
		t.JSONTypes = nil
	}
	return t
}

// jsonTypes lists the values of the type keyword.
var jsonTypes = []string{"boolean", "integer", "number", "string", "array", "object", "null"}

// swaggerFile is the type of files in Swagger 2.0.
const swaggerFile = "file"

// typeName returns the JSON type of a schema, or "" for any type.
func (l *lowerer) typeName(s schemaNode) string {
	var names []string
	for _, name := range s.schema.Type.Slice() {
		switch {
		case name == swaggerFile:
			l.warnf(s.at.Child("type"), "unknown-type",
				`the type %q is from Swagger 2.0; it is read as a string with the binary format; `+
					`write "type: string" and "format: binary" instead`, name)
			names = append(names, "string")
		case !slices.Contains(jsonTypes, name):
			l.leaveOut(source.PartKeyword, s.at.Child("type"), "unknown-type", "unknown JSON type %q%s", name,
				diag.DidYouMean(name, jsonTypes))
		case name != "null" && !slices.Contains(names, name):
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 1:
		return names[0]
	case len(names) == 2 && slices.Contains(names, "integer") && slices.Contains(names, "number"):
		return "number"
	case l.opt.NumbersFromStrings && numberName(s.schema, names) != "":
		return numberName(s.schema, names)
	case len(names) > 1:
		l.notef(s.at.Child("type"), "several-types", "a value that can have several types is read as any JSON value")
		return ""
	case hasObjectKeywords(s.schema) || len(s.schema.PatternProperties) > 0:
		return "object"
	case isUnionOfItems(s.schema):
		l.notef(s.at.Child("items"), "several-types",
			"items without type: array allows values of any type; the value is read as any JSON value")
		return ""
	case s.schema.Items != nil || len(s.schema.PrefixItems) > 0:
		return "array"
	}
	return ""
}

// isUnionOfItems reports whether a schema without a type only lists alternatives for its
// items. Some descriptions list the alternatives for a single value in this way:
//
//	channel: {items: {anyOf: [{$ref: "#/components/schemas/Channel"}, …]}}
func isUnionOfItems(s *openapi3.Schema) bool {
	if s.Items == nil || s.Items.Ref != "" || s.Items.Value == nil {
		return false
	}
	if s.MinItems > 0 || s.MaxItems != nil || s.UniqueItems { // it means a list
		return false
	}
	items := s.Items.Value
	return len(items.AnyOf)+len(items.OneOf) > 0 && items.Type.IsEmpty() && !hasObjectKeywords(items)
}

// numberName returns the type of a number that may be written as a string, or "".
// Frameworks describe it as a number or a string of digits, which a numeric
// format or a pattern shows: {type: [integer, string], format: int32}. In
// OpenAPI 3.0 the type is missing.
func numberName(s *openapi3.Schema, names []string) string {
	word := ""
	switch s.Format {
	case "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64":
		word = "integer"
	case "float", "double", "decimal":
		word = "number"
	}
	digits := strings.HasPrefix(s.Pattern, "^-?(?:0|[1-9]")
	switch {
	case len(names) == 0 && digits:
		return word
	case len(names) != 2 || !slices.Contains(names, "string") || word == "" && !digits:
	case slices.Contains(names, "integer"):
		return "integer"
	case slices.Contains(names, "number"):
		return "number"
	}
	return ""
}

// hasObjectKeywords reports whether keywords other than type imply an object.
func hasObjectKeywords(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || s.AdditionalProperties.Schema != nil || s.Discriminator != nil
}

func integerKind(s *openapi3.Schema) api.Kind {
	switch s.Format {
	case "int8", "int16", "int32", "uint8", "uint16":
		return api.Int32
	case "uint64":
		return api.Uint64
	case "int64":
		return api.Int64
	}
	if s.Min != nil && *s.Min >= 0 && s.Max != nil && *s.Max > math.MaxInt64 {
		return api.Uint64
	}
	return api.Int64
}

func numberKind(format string) api.Kind {
	switch format {
	case "decimal":
		return api.Decimal
	case "int32":
		return api.Int32
	case "int64":
		return api.Int64
	}
	return api.Float64
}

func stringKind(s *openapi3.Schema) api.Kind {
	if s.Type.Includes(swaggerFile) {
		return api.Binary
	}
	switch s.Format {
	case "date-time":
		return api.DateTime
	case "date":
		return api.Date
	case "time":
		return api.TimeOfDay
	case "duration":
		return api.Duration
	case "byte":
		return api.Bytes
	case "base64url":
		return api.BytesURL
	case "binary":
		return api.Binary
	}
	switch strings.ToLower(s.ContentEncoding) {
	case "base64":
		return api.Bytes
	case "base64url":
		return api.BytesURL
	}
	return api.String
}

func (l *lowerer) newScalar(s schemaUse, kind api.Kind) *api.Type {
	return &api.Type{Origin: l.origin(s.at), Kind: kind}
}

// lowerList lowers an array. A named list has no type of its own unless it
// contains itself.
func (l *lowerer) lowerList(s schemaUse, in namingContext) *api.Type {
	if l.isUniformTuple(s.schemaNode) {
		return l.newCollection(s, in, api.List, s.schema.PrefixItems[0], s.at.Child("prefixItems").Index(0))
	}
	if len(s.schema.PrefixItems) > 0 {
		l.warnf(s.at.Child("prefixItems"), "unsupported",
			"tuples are supported only if all elements have the same schema; each element is read as any JSON value")
		elem := &api.Use{Type: l.newScalar(s, api.Any), Nullable: true}
		return &api.Type{Origin: l.origin(s.at), Kind: api.List, Elem: elem}
	}
	return l.newCollection(s, in, api.List, s.schema.Items, s.at.Child("items"))
}

// isUniformTuple reports whether all elements of an array have the same schema, although
// prefixItems lists them one by one. Without a limit, elements after the listed ones
// could have any type.
func (l *lowerer) isUniformTuple(s schemaNode) bool {
	if len(s.schema.PrefixItems) == 0 {
		return false
	}
	at := s.at.Child("prefixItems")
	first := l.doc.Source.At(at.Index(0))
	for i := range s.schema.PrefixItems {
		if !sameContent(first, l.doc.Source.At(at.Index(i))) {
			return false
		}
	}
	count, items := uint64(len(s.schema.PrefixItems)), l.doc.Source.At(s.at.Child("items"))
	return s.schema.MaxItems != nil && *s.schema.MaxItems <= count || isFalse(items) || sameContent(first, items) ||
		items == nil && isFalse(l.doc.Source.At(s.at.Child("unevaluatedItems")))
}

func isFalse(n *source.Node) bool { return n != nil && n.Kind == source.Bool && n.Text == "false" }

// objectOrMap lowers an object without allOf. An object without properties is
// a map. If it is an unconstrained component, it is an empty object.
func (l *lowerer) objectOrMap(s schemaUse, in namingContext) *api.Type {
	schema := s.schema
	if len(schema.Properties) > 0 || schema.Discriminator != nil {
		return l.newObject(s, in)
	}
	if ref, at := mapElement(s.schemaNode); at != "" && !l.isClosed(s.schemaNode) {
		return l.newCollection(s, in, api.Map, ref, at)
	}
	if s.component != "" {
		return l.newObject(s, in)
	}
	t := l.newCollection(s, in, api.Map, nil, s.at)
	t.Closed, t.Required = l.isClosed(s.schemaNode), schema.Required
	return t
}

// newCollection makes a list or map whose elements have the schema ref, which
// is at the given pointer. A nil schema allows any value. A list or map that
// contains itself is the content of a type with a name.
func (l *lowerer) newCollection(
	s schemaUse, in namingContext, kind api.Kind, ref *openapi3.SchemaRef, at diag.Pointer,
) *api.Type {
	t := &api.Type{Origin: l.origin(s.at), Kind: kind}
	if ref == nil {
		t.Elem = &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Any}, Nullable: true}
		return t
	}
	var named *api.Type
	if l.needsCollection(s) {
		named = l.newType(s, api.Collection, in)
		named.Content = t
	}
	if s.component != "" {
		in = namingContext{key: s.component}
	}
	use := l.resolveUse(ref, at)
	elem := l.typeUse(use, in.elementContext())
	t.Elem = &elem
	if kind == api.Map && mayBeFile(use) {
		l.fileUses[t.Elem] = use
	}
	if named != nil {
		return named
	}
	return t
}

// needsCollection reports whether a list or map needs a name because it contains
// itself through lists and maps only. All components of such a cycle have names,
// so that the names do not depend on the schema from which a cycle is entered. In
// a cycle without components, each list and map has one.
func (l *lowerer) needsCollection(s schemaUse) bool {
	components := s.component != ""
	for next, seen := s, map[diag.Pointer]bool{}; ; {
		ref, at := l.elementSchema(next)
		if ref == nil || seen[next.at] {
			return false
		}
		seen[next.at] = true
		next = l.resolveUse(ref, at)
		if next.at == s.at {
			return s.component != "" || !components
		}
		components = components || next.component != ""
	}
}

// elementSchema returns the schema of the elements of a list or map and its
// pointer. The schema is nil if s is neither, or if its elements may have any
// value.
func (l *lowerer) elementSchema(s schemaUse) (*openapi3.SchemaRef, diag.Pointer) {
	if s.schema == nil || s.schema.Always != nil || len(s.schema.AllOf) > 0 ||
		len(s.schema.Enum) > 0 || s.schema.Const != nil {
		return nil, ""
	}
	if members, _ := alternativesOf(s.schemaNode); len(members) > 0 && !onlyAssertions(members) {
		return nil, ""
	}
	switch l.typeName(s.schemaNode) {
	case "array":
		if l.isUniformTuple(s.schemaNode) {
			return s.schema.PrefixItems[0], s.at.Child("prefixItems").Index(0)
		}
		if len(s.schema.PrefixItems) == 0 {
			return s.schema.Items, s.at.Child("items")
		}
	case "object":
		if len(s.schema.Properties) == 0 && s.schema.Discriminator == nil {
			return mapElement(s.schemaNode)
		}
	}
	return nil, ""
}

// mapElement returns the schema of the values of a map and its pointer, or nil
// if any value is allowed. The pointer is "" if no keyword describes the values.
func mapElement(s schemaNode) (*openapi3.SchemaRef, diag.Pointer) {
	if ref := s.schema.AdditionalProperties.Schema; ref != nil {
		return ref, s.at.Child("additionalProperties")
	}
	patterns := sorted(s.schema.PatternProperties)
	if len(patterns) == 0 {
		return nil, ""
	}
	at := s.at.Child("patternProperties").Child(patterns[0])
	if len(patterns) > 1 {
		return nil, at
	}
	return s.schema.PatternProperties[patterns[0]], at
}

// newType makes a type that can be shared.
func (l *lowerer) newType(s schemaUse, kind api.Kind, in namingContext) *api.Type {
	t := &api.Type{Origin: l.origin(s.at), Kind: kind}
	switch {
	case s.component != "":
		t.Key = s.component
		at := schemasAt.Child(s.component)
		t.Origin = l.origin(at)
		if ref := l.schemas()[s.component]; ref != nil && ref.Value != nil {
			l.addDoc(&t.Doc, schemaNode{at, ref.Value})
		}
	case in.key != "":
		t.Key = in.key
	default:
		parent := in.parent
		parent.Title = s.title()
		t.Parent = &parent
	}
	l.addDoc(&t.Doc, s.schemaNode)
	l.types[s.at] = t
	l.nodes[t] = s.schemaNode
	l.api.Types = append(l.api.Types, t)
	return t
}

// isComponent reports whether t is a schema component so that its Key is sent
// as @odata.type with OData.
func isComponent(t *api.Type) bool {
	name, ok := componentName(t.Origin.Pointer)
	return ok && name == t.Key
}

// contextOfTarget returns the naming context of a reference's target inside a
// component.
func (l *lowerer) contextOfTarget(p diag.Pointer, otherwise namingContext) namingContext {
	tokens := p.Tokens()
	if len(tokens) < 4 || tokens[0] != "components" || tokens[1] != "schemas" {
		return otherwise
	}
	role, item := "", false
	for i := 3; i < len(tokens); i++ {
		switch tokens[i] {
		case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
			if i++; i < len(tokens) {
				role, item = tokens[i], false
			}
		case "items", "additionalProperties":
			item = true
		case "allOf", "anyOf", "oneOf", "prefixItems":
			i++ // an index
		case "not", "if", "then", "else", "contains", "contentSchema", "unevaluatedItems", "unevaluatedProperties":
		default: // a key that is no keyword
			role, item = tokens[i], false
		}
	}
	owner := l.types[schemasAt.Child(tokens[2])]
	if owner == nil || owner.Kind != api.Object {
		return namingContext{key: tokens[2] + " " + cmp.Or(role, "item")}
	}
	return namingContext{parent: api.Parent{Type: owner, Role: role, Item: item}}
}

func compareOrigins(a, b api.Origin) int { return cmp.Compare(a.Pointer, b.Pointer) }
