package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// Models, enums and unions: their names, their Go types, and where a pointer
// stands.

// Roles tell apart the names that one place in the description gives.
const (
	roleAny     = "@any"     // interface of a polymorphic type
	roleBuilder = "@builder" // request builder of a path
	roleOptions = "@options"
	roleBody    = "@body-"   // call with another body, and its format
	roleResult  = "@result-" // call with another result, and its format
	roleType    = "@type"    // inline type of a property
	roleValues  = "@values"
	roleHandle  = "@handle"
	roleDecode  = "@decode"
	roleRead    = "@read"
	roleUnknown = "@unknown" // wrapper of what fits no variant
	roleVariant = "@variant" // wrapper of a variant
)

// claimTypes claims the names of the types that are chosen, and reports
// whether there were any.
func (b *builder) claimTypes(chosen func(*api.Type) bool) bool {
	any := false
	for _, t := range b.ordered {
		if !chosen(t) {
			continue
		}
		any = true
		b.scopeOf(t).claim(typeKey(t), b.nameOf(t), b.wantedType(t)...)
	}
	return any
}

// typeKey is the key of a type's name. An inline type of a property or
// parameter stands where that itself does, which has the plain key; a
// reference into the middle of something may lead to one from anywhere.
func typeKey(t *api.Type) string {
	if p := t.Parent; p != nil && (p.Type != nil || p.Param != "" || isProperty(t.Origin.Pointer)) {
		return typePlace(t) + roleType
	}
	return typePlace(t)
}

// isProperty reports whether a property stands at p.
func isProperty(p diag.Pointer) bool {
	tokens := p.Tokens()
	return len(tokens) > 1 && tokens[len(tokens)-2] == "properties"
}

// typePlace is what the keys of all names begin with that a type gives.
func typePlace(t *api.Type) string {
	if p := t.Parent; p != nil && p.Param != "" {
		return paramKey(p.Operation, p.Param, p.Role)
	}
	return string(t.Origin.Pointer)
}

// paramKey is the key of an operation's parameter: by its name, for its number
// changes when another one is added.
func paramKey(op *api.Operation, in api.ParamIn, name string) string {
	return string(op.Origin.Pointer.Child("parameters").Child(string(in)).Child(name))
}

// nameOf is where the name of a type is kept.
func (b *builder) nameOf(t *api.Type) *names.Ident {
	if s := b.structs[t]; s != nil {
		return &s.Name
	}
	if e := b.enums[t]; e != nil {
		return &e.Name
	}
	return &b.unions[t].Name
}

// wantedType gives the names a type would like, plainest first.
func (b *builder) wantedType(t *api.Type) []names.Ident {
	if t.Parent == nil {
		return b.qualified(t)
	}
	p := t.Parent
	role := p.Role
	if p.Item {
		role += " item"
	}
	suffix := b.namer.style.Exported(role)
	switch {
	case p.Type != nil:
		return []names.Ident{*b.nameOf(p.Type) + suffix, *b.nameOf(p.Type) + suffix + kindWord(t)}
	case p.Operation != nil:
		name := b.foreign(t, b.of[p.Operation].home) + b.callBase(p.Operation) + suffix
		wanted := []names.Ident{name, name + kindWord(t)}
		if p.Param != "" { // a header and a query parameter may have one name
			wanted = slices.Insert(wanted, 1, name+b.namer.style.Exported(string(p.Param)))
		}
		return wanted
	default:
		base, owner := b.callbackNames(p.Callback)
		word := b.foreign(t, b.callbackHome(p.Callback))
		return []names.Ident{word + base + suffix, word + owner + suffix, word + owner + suffix + kindWord(t)}
	}
}

func kindWord(t *api.Type) names.Ident {
	switch t.Kind {
	case api.Enum:
		return "Enum"
	case api.Union:
		return "Union"
	}
	return "Model"
}

// qualified gives the last part of a dotted schema name, then as many parts
// before it as make it unique, and last the whole with a word added.
func (b *builder) qualified(t *api.Type) []names.Ident {
	parts := strings.Split(t.Key, ".")
	var wanted []names.Ident
	var name names.Ident
	for _, part := range slices.Backward(parts) {
		name = b.namer.style.Exported(part) + name
		wanted = append(wanted, name)
	}
	return append(wanted, wanted[0]+kindWord(t), name+kindWord(t))
}

// claimDerived claims the names that are made of a type's name.
func (b *builder) claimDerived() {
	for _, t := range b.ordered {
		key, scope := typePlace(t), b.scopeOf(t)
		if e := b.enums[t]; e != nil {
			scope.claim(key+roleValues, &e.Values, e.Name+"Values", e.Name+"EnumValues")
		}
		if u := b.unions[t]; u != nil {
			union := u.Name
			if t.Polymorphic {
				name := b.structs[t].Name
				union = "Any" + name
				scope.claim(key+roleAny, &u.Name, "Any"+name, "Any"+name+"Type")
			} else {
				scope.claim(key+roleUnknown, &u.Unknown, u.Name+"Unknown", u.Name+"UnknownValue")
			}
			scope.claim(key+roleDecode, &u.Decode, "Decode"+union, "Decode"+union+"Value")
			if u.Open {
				scope.claim(key+roleRead, &u.Read, "Read"+union, "Read"+union+"Value")
			}
			b.gatherVariants(u)
		}
	}
	for _, c := range b.callbacks {
		key, scope := string(c.API.Origin.Pointer), b.callbackHome(c.API).scope
		name, owner := b.callbackNames(c.API)
		scope.claim(key+roleHandle, &c.Handle, "Handle"+name, "Handle"+owner)
		scope.claim(key+roleDecode, &c.Decode, "Decode"+name, "Decode"+owner)
	}
}

// callbackNames are the name of a callback and the one that says more, for
// when several have it: with the call it belongs to, or with its own method.
func (b *builder) callbackNames(c *api.Callback) (name, qualified names.Ident) {
	name = cmp.Or(b.namer.style.Exported(c.Name), "Callback")
	if c.Owner != nil {
		return name, b.callBase(c.Owner) + name
	}
	return name, name + verb(c.Method)
}

// claimConstants claims the constants of the enums.
func (b *builder) claimConstants() {
	for _, t := range b.ordered {
		e := b.enums[t]
		if e == nil {
			continue
		}
		for _, m := range t.Members {
			member := &Member{API: m}
			e.Members = append(e.Members, member)
			word := b.memberWord(m)
			b.scopeOf(t).claim(typePlace(t)+string(diag.Pointer("/enum").Child(m.Value)), &member.Name, e.Name+word, e.Name+"Value"+word)
		}
	}
}

func (b *builder) memberWord(m *api.Member) names.Ident {
	if word := b.namer.style.Exported(m.Name); word != "" {
		return word
	}
	if word := b.namer.style.Exported(m.Value); word != "" {
		return word
	}
	return "Empty"
}

// deriveNames sets the unexported names, which follow from the exported ones
// and so are as unique as they are.
func (b *builder) deriveNames(t *api.Type) {
	if e := b.enums[t]; e != nil {
		e.Read = "read" + e.Name
		if t.MemberKind == api.String && !t.Flags {
			e.Known = "known" + e.Name
		}
	}
	if s := b.structs[t]; s != nil {
		s.Members = "membersOf" + s.Name
	}
	if u := b.unions[t]; u != nil {
		u.Marker, u.Read, u.Write = "is"+u.Name, cmp.Or(u.Read, "read"+u.Name), "write"+u.Name
	}
}

// typ is the Go type of an IR type where it must be there and not null.
func (b *builder) typ(t *api.Type) *Type {
	switch t.Kind {
	case api.Enum:
		return &Type{Form: Named, Kind: t.MemberKind, Enum: b.enums[t]}
	case api.Union:
		return &Type{Form: Interface, Union: b.unions[t]}
	case api.Object:
		if t.Polymorphic {
			return &Type{Form: Interface, Union: b.unions[t]}
		}
		return &Type{Form: Model, Struct: b.structs[t]}
	case api.List:
		return &Type{Form: Slice, Elem: b.use(*t.Elem, true)}
	case api.Map:
		return &Type{Form: StringMap, Elem: b.use(*t.Elem, true)}
	case api.File:
		return &Type{Form: FilePart}
	}
	return &Type{Form: Scalar, Kind: t.Kind}
}

// use is the Go type of a place: a pointer where the value may be missing or
// null and nil is not a value already.
func (b *builder) use(u api.Use, required bool) *Type {
	t := b.typ(u.Type)
	if t.Form == Slice || t.Form == StringMap {
		t.Null = u.Nullable
	}
	if (u.Nullable || !required) && !t.Nilable() {
		return &Type{Form: Pointer, Elem: t}
	}
	return t
}

// argument is the Go type of a use as an argument or result, where structs
// travel by pointer.
func (b *builder) argument(u api.Use) *Type {
	t := b.use(u, true)
	if t.Form == Model {
		return &Type{Form: Pointer, Elem: t}
	}
	return t
}

// modelMethods are the methods that every model has.
func modelMethods() []names.Ident {
	return []names.Ident{"AdditionalProperties", "SetNull", "DecodeJSON", "EncodeJSON", "MarshalJSON", "UnmarshalJSON", "Base"}
}

func (b *builder) fillStruct(s *Struct) {
	methods := modelMethods()
	if s.Type.Parts {
		methods = []names.Ident{"AdditionalProperties", "EncodeParts"}
	}
	for _, family := range append([]*api.Type{s.Type}, b.above[s.Type]...) {
		methods = append(methods, b.baseMethod(family))
	}
	scope := b.memberScope(b.homeOf[s.Type], s.Name, methods...)
	for _, f := range s.Type.Fields {
		field := &Field{API: f, Send: send(f)}
		word := b.namer.style.Exported(f.Name)
		if word == "" {
			word = "Property"
		}
		scope.claim(typePlace(s.Type)+string(diag.Pointer("/properties").Child(f.Name)), &field.Name, word, word+"Property")
		s.Fields = append(s.Fields, field)
	}
	for _, binding := range b.bindingsOf(s.Type) {
		word := cmp.Or(b.namer.style.Exported(binding.API.Name), binding.Table.Name)
		scope.claim(bindingKey(binding), &binding.Method, word, binding.Table.Name, word+"Code")
		s.Bindings = append(s.Bindings, binding)
	}
	scope.resolve()
	for _, field := range s.Fields {
		field.Type = b.fieldType(s.Type, field.API)
	}
}

// send says when a field is written.
func send(f *api.Field) Send {
	switch {
	case f.Fill != "" && isTextual(f.Type.Type):
		return SendFill
	case !f.Required:
		return SendSet
	case f.ReadOnly:
		return SendFilled
	case f.Name == "@odata.type" && isTextual(f.Type.Type):
		return SendFilled // required, yet no value is right for a type without a name
	}
	return SendAlways
}

// isTextual reports whether t can hold the text that stands in for an empty
// value.
func isTextual(t *api.Type) bool {
	return t.Kind == api.String || t.Kind == api.Enum && t.MemberKind == api.String
}

// fieldType is the Go type of a property. A struct that would hold itself, and
// one that the service alone sets, is held by pointer.
func (b *builder) fieldType(owner *api.Type, f *api.Field) *Type {
	t := b.use(f.Type, f.Required)
	if t.Form == Model && (f.ReadOnly || b.reaches(f.Type.Type, owner)) {
		return &Type{Form: Pointer, Elem: t}
	}
	return t
}

// findEdges notes which structs hold which by value.
func (b *builder) findEdges() {
	b.edges = map[*api.Type][]*api.Type{}
	for _, t := range b.ordered {
		for _, f := range t.Fields {
			held := f.Type.Type
			if held.Kind == api.Object && !held.Polymorphic && f.Required && !f.Type.Nullable && !f.ReadOnly {
				b.edges[t] = append(b.edges[t], held)
			}
		}
	}
}

// reaches reports whether from holds to by value, directly or through others.
func (b *builder) reaches(from, to *api.Type) bool {
	seen := map[*api.Type]bool{}
	var walk func(*api.Type) bool
	walk = func(t *api.Type) bool {
		if t == to {
			return true
		}
		if seen[t] {
			return false
		}
		seen[t] = true
		return slices.ContainsFunc(b.edges[t], walk)
	}
	return walk(from)
}
