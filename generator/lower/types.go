package lower

// What a schema is.
//
// typeOf makes the type of a schema once read has found it. The order of its
// questions matters: an enumeration first, which is one whatever stands
// beside it; then alternatives, because they may only say "number, or INF";
// then allOf, because its parts decide; then the type itself, and where that
// is missing what the other keywords let one infer.

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// place says where an inline type stands, for those who have to name it. In a
// component that has no type of its own, such as a list, key is that
// component's name with what stands there.
type place struct {
	parent api.Parent
	key    string
}

// item is the place of a list's or map's elements.
func (p place) item() place {
	if p.key != "" {
		p.key += " item"
	}
	p.parent.Item = true
	return p
}

// variant is the place of what stands there in another format.
func (p place) variant(word string) place {
	switch {
	case word == "":
	case p.key != "":
		p.key += " " + word
	default:
		p.parent.Role += " " + word
	}
	return p
}

func inType(t *api.Type, role string) place { return place{parent: api.Parent{Type: t, Role: role}} }

// use lowers a schema in a place.
func (l *lowerer) use(ref *openapi3.SchemaRef, at diag.Pointer, in place) api.Use {
	return l.useOf(l.read(ref, at), in)
}

func (l *lowerer) useOf(s site, in place) api.Use {
	return api.Use{Type: l.typeOf(s, in), Nullable: s.nullable}
}

// typeOf is the type of the schema that s leads to. Objects, enums and unions
// are made once.
func (l *lowerer) typeOf(s site, in place) *api.Type {
	if s.schema == nil || s.schema.Always != nil {
		return l.scalar(s, api.Any)
	}
	if t := l.types[s.at]; t != nil {
		return t
	}
	if s.deep != "" {
		in = l.placeOf(s.deep, in)
	}
	l.checkKeywords(s.spot)
	if l.open[s.at] {
		l.errorf(s.at, "recursive-alias", "this schema holds itself with no object between; put an object around what it holds")
		return l.scalar(s, api.Any)
	}
	l.open[s.at] = true
	defer delete(l.open, s.at)
	return l.shape(s, in)
}

// shape asks what the keywords of a schema make of it.
func (l *lowerer) shape(s site, in place) *api.Type {
	members, at := alternatives(s.spot)
	switch {
	case (len(s.schema.Enum) > 0 || s.schema.Const != nil) && len(s.schema.AllOf) == 0:
		return l.enum(s, in)
	case len(members) > 0 && !onlyAssertions(members):
		if len(s.schema.Properties) > 0 || s.schema.AdditionalProperties.Schema != nil || len(s.schema.AllOf) > 0 {
			l.warnf(at, "unsupported", "the alternatives beside properties or allOf are not told apart; their properties are kept as additional ones")
			return l.object(s, in)
		}
		return l.alternative(s, in, members, at)
	case len(s.schema.AllOf) > 0:
		if l.objectLike(&openapi3.SchemaRef{Value: s.schema}, s.at, 0) {
			return l.object(s, in)
		}
		return l.combined(s, in)
	}
	return l.plain(s, in)
}

// plain lowers a schema by its type, or by what its keywords imply.
func (l *lowerer) plain(s site, in place) *api.Type {
	switch l.typeName(s.spot) {
	case "boolean":
		return l.scalar(s, api.Bool)
	case "integer":
		return l.scalar(s, integerKind(s.schema.Format))
	case "number":
		return l.scalar(s, numberKind(s.schema.Format))
	case "string":
		return l.scalar(s, stringKind(s.schema))
	case "array":
		return l.list(s, in)
	case "object":
		return l.objectOrMap(s, in)
	}
	return l.scalar(s, api.Any)
}

// typeName is the JSON type of a schema, "" for any.
func (l *lowerer) typeName(s spot) string {
	var names []string
	for _, name := range s.schema.Type.Slice() {
		if name != "null" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 1:
		switch names[0] {
		case "boolean", "integer", "number", "string", "array", "object":
		default:
			l.errorf(s.at.Child("type"), "unknown-type", "type %q is none of JSON's%s", names[0],
				diag.DidYouMean(names[0], []string{"boolean", "integer", "number", "string", "array", "object", "null"}))
		}
		return names[0]
	case len(names) == 2 && slices.Contains(names, "integer") && slices.Contains(names, "number"):
		return "number"
	case len(names) > 1:
		l.notef(s.at.Child("type"), "several-types", "the value may be of several types and is kept as any JSON value")
		return ""
	case objectKeywords(s.schema) || len(s.schema.PatternProperties) > 0:
		return "object"
	case s.schema.Items != nil || len(s.schema.PrefixItems) > 0:
		return "array"
	}
	return ""
}

// objectKeywords reports whether keywords beside type say "object".
func objectKeywords(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || s.AdditionalProperties.Schema != nil || s.Discriminator != nil
}

func integerKind(format string) api.Kind {
	switch format {
	case "int8", "int16", "int32", "uint8", "uint16":
		return api.Int32
	case "uint64":
		return api.Uint64
	}
	return api.Int64
}

func numberKind(format string) api.Kind {
	switch format {
	case "float":
		return api.Float32
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
	switch s.Format {
	case "date-time":
		return api.DateTime
	case "date":
		return api.Date
	case "time":
		return api.TimeOfDay
	case "duration":
		return api.Duration
	case "byte", "base64url":
		return api.Bytes
	case "binary":
		return api.Binary
	}
	if s.ContentEncoding == "base64" || s.ContentEncoding == "base64url" {
		return api.Bytes
	}
	return api.String
}

func (l *lowerer) scalar(s site, kind api.Kind) *api.Type {
	return &api.Type{Origin: l.origin(s.at), Kind: kind}
}

// list lowers an array. Named lists have no type of their own.
func (l *lowerer) list(s site, in place) *api.Type {
	if len(s.schema.PrefixItems) > 0 {
		l.warnf(s.at.Child("prefixItems"), "unsupported", "the positions of a tuple are not told apart; its elements are kept as any JSON value")
		return &api.Type{Origin: l.origin(s.at), Kind: api.List, Elem: &api.Use{Type: l.scalar(s, api.Any), Nullable: true}}
	}
	return l.collection(s, in, api.List, s.schema.Items, s.at.Child("items"))
}

// objectOrMap lowers an object that has no allOf: without properties it is a
// map, or, when it is a component that leaves everything open, an empty object.
func (l *lowerer) objectOrMap(s site, in place) *api.Type {
	schema := s.schema
	if len(schema.Properties) > 0 || schema.Discriminator != nil {
		return l.object(s, in)
	}
	if ref := schema.AdditionalProperties.Schema; ref != nil {
		return l.collection(s, in, api.Map, ref, s.at.Child("additionalProperties"))
	}
	if patterns := sorted(schema.PatternProperties); len(patterns) > 0 {
		ref, at := schema.PatternProperties[patterns[0]], s.at.Child("patternProperties").Child(patterns[0])
		if len(patterns) > 1 {
			ref = nil
		}
		return l.collection(s, in, api.Map, ref, at)
	}
	if s.key != "" {
		return l.object(s, in)
	}
	return l.collection(s, in, api.Map, nil, s.at)
}

// collection makes a list or map of the schema at at; a nil one is any value.
func (l *lowerer) collection(s site, in place, kind api.Kind, ref *openapi3.SchemaRef, at diag.Pointer) *api.Type {
	t := &api.Type{Origin: l.origin(s.at), Kind: kind}
	if ref == nil {
		t.Elem = &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Any}, Nullable: true}
		return t
	}
	if s.key != "" {
		in = place{key: s.key}
	}
	elem := l.use(ref, at, in.item())
	t.Elem = &elem
	return t
}

// newType makes a type that others may share.
func (l *lowerer) newType(s site, kind api.Kind, in place) *api.Type {
	t := &api.Type{Origin: l.origin(s.at), Kind: kind}
	switch {
	case s.key != "":
		t.Key = s.key
		at := schemasAt.Child(s.key)
		t.Origin = l.origin(at)
		if ref := l.schemas()[s.key]; ref != nil && ref.Value != nil {
			l.addDoc(&t.Doc, spot{at, ref.Value})
		}
	case in.key != "":
		t.Key = in.key
	default:
		parent := in.parent
		t.Parent = &parent
	}
	l.addDoc(&t.Doc, s.spot)
	l.types[s.at] = t
	l.spots[t] = s.spot
	l.api.Types = append(l.api.Types, t)
	return t
}

// named reports whether t is a schema component: its Key travels with OData.
func named(t *api.Type) bool {
	name, ok := componentName(t.Origin.Pointer)
	return ok && name == t.Key
}

// placeOf is where the middle of a component stands that a reference led to.
func (l *lowerer) placeOf(p diag.Pointer, otherwise place) place {
	tokens := p.Tokens()
	if len(tokens) < 4 || tokens[0] != "components" || tokens[1] != "schemas" {
		return otherwise
	}
	role, item := "", false
	for i := 3; i < len(tokens); i++ {
		switch tokens[i] {
		case "properties", "patternProperties":
			if i++; i < len(tokens) {
				role, item = tokens[i], false
			}
		case "items", "additionalProperties":
			item = true
		}
	}
	owner := l.types[schemasAt.Child(tokens[2])]
	if owner == nil || owner.Kind != api.Object {
		return place{key: tokens[2] + " " + cmp.Or(role, "item")}
	}
	return place{parent: api.Parent{Type: owner, Role: role, Item: item}}
}

// checkKeywords reports keywords that are not supported. What only narrows
// the values makes the SDK looser, not wrong.
func (l *lowerer) checkKeywords(s spot) {
	looser := func(there bool, keyword, outcome string) {
		if there {
			l.warnf(s.at.Child(keyword), "unsupported", "%s is not supported; %s", keyword, outcome)
		}
	}
	looser(s.schema.Not != nil, "not", "values it rules out are not caught")
	looser(s.schema.If != nil, "if", "values it rules out are not caught")
	looser(len(s.schema.DependentSchemas) > 0, "dependentSchemas", "properties it adds are kept as additional ones")
	looser(len(s.schema.PatternProperties) > 0, "patternProperties", "names are not checked, and beside properties the values are kept as additional ones")
	if s.schema.DynamicRef != "" {
		l.errorf(s.at.Child("$dynamicRef"), "unsupported", "$dynamicRef is not supported; use $ref")
	}
}

func compareOrigins(a, b api.Origin) int { return cmp.Compare(a.Pointer, b.Pointer) }
