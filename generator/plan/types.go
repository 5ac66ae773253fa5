package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans models, enums and unions: their names, their Go types, and
// the types that are pointers.

// Roles distinguish the names derived from one element of the description.
const (
	roleAll     = "@all"     // method of the client that iterates over the pages of an operation
	roleAny     = "@any"     // interface of a polymorphic type
	roleBuilder = "@builder" // request builder of a path
	roleOptions = "@options"
	roleCall    = "@call"    // method of a call whose HTTP method is rare
	roleBody    = "@body-"   // call with another body format, followed by the format
	roleResult  = "@result-" // call with another result format, followed by the format
	roleType    = "@type"    // inline type of a property
	roleValues  = "@values"
	roleHandle  = "@handle"
	roleRequest = "@request" // method of the Client for requests that the description does not list
	roleDecode  = "@decode"
	roleRead    = "@read"
	roleUnknown = "@unknown" // wrapper for values that match no variant
	roleVariant = "@variant" // wrapper for a variant
)

// claimTypes claims the names of the types for which chosen returns true, and
// reports whether there were any.
func (pl *planner) claimTypes(chosen func(*api.Type) bool) bool {
	found := false
	for _, t := range pl.ordered {
		if !chosen(t) {
			continue
		}
		found = true
		wanted := pl.wantedType(t)
		if p := t.Parent; p != nil && (names.IsLong(wanted[0]) || pl.places[p.Type] != "") {
			pl.places[t] = placeOf(t)
		}
		if names.IsLong(wanted[0]) {
			wanted = append(pl.shortNames(t), wanted...)
		}
		pl.scopeOf(t).claim(typeKey(t), pl.nameOf(t), wanted...)
	}
	return found
}

// maxTitleWords is the maximum number of words in a title that can be a name. A longer
// one is a sentence.
const maxTitleWords = 4

// shortNames returns the candidates for the name of an inline type whose place is too
// long for a name: the title of its schema, then the operationId with its role:
//
//	{title: Dismissal rules}                  ->  DismissalRules
//	operationId repos/protect, property rules ->  ReposProtectRules
//
// A title that only repeats the role, as some frameworks write, is no name.
func (pl *planner) shortNames(t *api.Type) []names.Ident {
	p := t.Parent
	if p == nil {
		return nil
	}
	role := p.Role
	if p.Item {
		role += " item"
	}
	suffix := pl.namer.style.Exported(role)
	var short []names.Ident
	title := pl.namer.style.Exported(p.Title)
	isName := len(strings.Fields(p.Title)) <= maxTitleWords && !strings.EqualFold(string(title), string(suffix))
	if isName && title != pl.namer.style.Exported(p.Role) {
		short = append(short, title)
	}
	if op := operationOf(t); op != nil && op.ID != "" {
		short = append(short, pl.namer.style.Exported(op.ID)+suffix)
	}
	return slices.DeleteFunc(short, names.IsLong)
}

// operationOf returns the operation in which an inline type is declared, or nil.
func operationOf(t *api.Type) *api.Operation {
	for t != nil && t.Parent != nil {
		if t.Parent.Operation != nil {
			return t.Parent.Operation
		}
		t = t.Parent.Type
	}
	return nil
}

// placeOf describes the place of an inline type, whose name is too short to do so:
// "POST /repos, requestBody, owner, item of kinds".
func placeOf(t *api.Type) string {
	p := t.Parent
	if p == nil {
		return "schema " + t.Key
	}
	role := p.Role
	if p.Item {
		role = "item of " + role
	}
	switch {
	case p.Type != nil:
		return placeOf(p.Type) + ", " + role
	case p.Operation != nil:
		return p.Operation.Method + " " + p.Operation.Path.Template + ", " + role
	}
	return "callback " + p.Callback.Name + ", " + role
}

// typeKey returns the key of a type's name. An inline type of a property or
// parameter has the same pointer as the property or parameter, which uses the
// plain key, so the type's key gets a role. References into the middle of the
// description can make any property's type a named type.
func typeKey(t *api.Type) string {
	p := t.Parent
	if isProperty(t.Origin.Pointer) || p != nil && (p.Type != nil || p.Param != "") {
		return typeKeyPrefix(t) + roleType
	}
	return typeKeyPrefix(t)
}

// isProperty reports whether p is the pointer of a property.
func isProperty(p diag.Pointer) bool {
	tokens := p.Tokens()
	return len(tokens) > 1 && tokens[len(tokens)-2] == "properties"
}

// typeKeyPrefix returns the common prefix of the keys of a type's names. In the
// type of a parameter, the parameter's key replaces its pointer, which has an index.
func typeKeyPrefix(t *api.Type) string {
	for owner := t; owner.Parent != nil; owner = owner.Parent.Type {
		if p := owner.Parent; p.Param != "" {
			if inside, ok := strings.CutPrefix(string(t.Origin.Pointer), string(owner.Origin.Pointer)); ok {
				return paramKey(p.Operation, p.Param, p.Role) + inside
			}
		}
		if owner.Parent.Type == nil {
			break
		}
	}
	return string(t.Origin.Pointer)
}

// paramKey returns the key of an operation's parameter. It contains the
// parameter's name rather than its index, which changes when another parameter
// is added.
func paramKey(op *api.Operation, in api.ParamIn, name string) string {
	return string(op.Origin.Pointer.Child("parameters").Child(string(in)).Child(name))
}

// nameOf returns the variable that holds the name of a type.
func (pl *planner) nameOf(t *api.Type) *names.Ident {
	if s := pl.structs[t]; s != nil {
		return &s.Name
	}
	if e := pl.enums[t]; e != nil {
		return &e.Name
	}
	if c := pl.collections[t]; c != nil {
		return &c.Name
	}
	return &pl.unions[t].Name
}

// wantedType returns the candidates for the name of a type, plainest first.
func (pl *planner) wantedType(t *api.Type) []names.Ident {
	if t.Parent == nil {
		return pl.qualifiedNames(t)
	}
	parent := t.Parent
	role := pl.roleOf(t)
	if parent.Item {
		role += " item"
	}
	suffix := pl.namer.style.Exported(role)
	switch {
	case parent.Type != nil:
		name := pl.homePrefix(t, pl.homeOf[parent.Type]) + *pl.nameOf(parent.Type) + suffix
		return []names.Ident{name, name + kindWord(t)}
	case parent.Operation != nil:
		name := pl.homePrefix(t, pl.resourceOf[parent.Operation].home) + pl.callBase(parent.Operation) + suffix
		wanted := []names.Ident{name, name + kindWord(t)}
		if parent.Param != "" { // a header and a query parameter may have the same name
			wanted = slices.Insert(wanted, 1, name+pl.namer.style.Exported(string(parent.Param)))
		}
		return wanted
	default:
		base, owner := pl.callbackNames(parent.Callback)
		word := pl.homePrefix(t, pl.callbackHome(parent.Callback))
		return []names.Ident{word + base + suffix, word + owner + suffix, word + owner + suffix + kindWord(t)}
	}
}

// roleOf returns the role of an inline type in its parent. The number in the role of
// an alternative that is not in the lock is one that no locked alternative has, or
// had until this run: otherwise it would seem to be that alternative.
func (pl *planner) roleOf(t *api.Type) string {
	p := t.Parent
	if p.Number == 0 || pl.namer.lock.names[typeKey(t)] != "" {
		return p.Role
	}
	words := strings.TrimRight(p.Role, "0123456789")
	for number := p.Number; ; number++ {
		role := words + strconv.Itoa(number)
		name := *pl.nameOf(p.Type) + pl.namer.style.Exported(role)
		if by := pl.numbered[name]; by == nil && !pl.namer.lock.held[name] || by == t {
			pl.numbered[name] = t
			return role
		}
	}
}

func kindWord(t *api.Type) names.Ident {
	switch t.Kind {
	case api.Enum:
		return "Enum"
	case api.Union:
		return "Union"
	case api.Collection:
		return wrapperWord(t.Content.Kind)
	}
	return "Model"
}

// qualifiedNames returns the candidates for a dotted schema name: the last
// part, then the last two parts and so on, then names with the type's kind, then names
// with the symbols and case of the schema name. An inline type of a response or request
// body is called a body, so that a schema of the same name needs no number.
func (pl *planner) qualifiedNames(t *api.Type) []names.Ident {
	parts := strings.Split(t.Key, ".")
	var wanted []names.Ident
	var name names.Ident
	left := maxQualifiers
	for _, part := range slices.Backward(parts) {
		if names.IsLong(name) {
			left--
		}
		if left == 0 {
			break
		}
		name = pl.namer.style.Exported(part) + name
		wanted = append(wanted, name)
	}
	if at := string(t.Origin.Pointer); strings.HasPrefix(at, "/components/responses/") ||
		strings.HasPrefix(at, "/components/requestBodies/") {
		wanted = append(wanted, wanted[0]+"Body")
	}
	spelled, cased := pl.namer.style.Distinct(t.Key)
	return append(wanted, wanted[0]+kindWord(t), name+kindWord(t), spelled, cased)
}

// claimDerived claims the names that contain a type's name.
func (pl *planner) claimDerived() {
	for _, t := range pl.ordered {
		key, scope := typeKeyPrefix(t), pl.scopeOf(t)
		if e := pl.enums[t]; e != nil {
			scope.claim(key+roleValues, &e.Values, e.Name+"Values", e.Name+"EnumValues")
		}
		if u := pl.unions[t]; u != nil {
			union := u.Name
			if t.Polymorphic {
				name := pl.structs[t].Name
				union = "Any" + name
				scope.claim(key+roleAny, &u.Name, "Any"+name, "Any"+name+"Type")
			} else {
				scope.claim(key+roleUnknown, &u.Unknown, u.Name+"Unknown", u.Name+"UnknownValue")
			}
			scope.claim(key+roleDecode, &u.Decode, "Decode"+union, "Decode"+union+"Value")
			if u.Open {
				scope.claim(key+roleRead, &u.Read, "Read"+union, "Read"+union+"Value")
			}
			pl.gatherVariants(u)
		}
	}
	for _, c := range pl.callbacks {
		key, scope := string(c.API.Origin.Pointer), pl.callbackHome(c.API).scope
		name, owner := pl.callbackNames(c.API)
		scope.claim(key+roleHandle, &c.Handle, "Handle"+name, "Handle"+owner)
		scope.claim(key+roleDecode, &c.Decode, "Decode"+name, "Decode"+owner)
	}
}

// callbackNames returns the name of a callback and a qualified name in case
// several callbacks have the same one. The qualified name includes the call
// that registers the callback, or the HTTP method of a webhook.
func (pl *planner) callbackNames(c *api.Callback) (name, qualified names.Ident) {
	name = cmp.Or(pl.namer.style.Exported(c.Name), "Callback")
	if c.Owner != nil {
		return name, pl.callBase(c.Owner) + name
	}
	return name, name + methodName(c.Method)
}

// claimConstants claims the names of the enums' constants.
func (pl *planner) claimConstants() {
	for _, t := range pl.ordered {
		e := pl.enums[t]
		if e == nil {
			continue
		}
		var words []names.Ident
		for _, m := range t.Members {
			words = append(words, pl.memberWord(m))
		}
		isContested := repeated(words)
		for i, m := range t.Members {
			member := &Member{API: m}
			e.Members = append(e.Members, member)
			key := typeKeyPrefix(t) + string(diag.Pointer("/enum").Child(m.Value))
			wanted := []names.Ident{e.Name + words[i], e.Name + "Value" + words[i]}
			if isContested[words[i]] {
				spelled, cased := pl.namer.style.Distinct(cmp.Or(m.Name, m.Value))
				wanted = []names.Ident{wanted[0], e.Name + spelled, wanted[1], e.Name + cased}
			}
			pl.scopeOf(t).claim(key, &member.Name, wanted...)
		}
	}
}

// repeated returns the words that occur more than once.
func repeated(words []names.Ident) map[names.Ident]bool {
	seen, twice := map[names.Ident]bool{}, map[names.Ident]bool{}
	for _, word := range words {
		twice[word] = twice[word] || seen[word]
		seen[word] = true
	}
	return twice
}

// memberNames returns the candidates for the name of a field: its word, and the word
// with a suffix. If several fields have the word, symbols and the case of letters make
// the names distinct.
func (pl *planner) memberNames(
	text string, word, suffix names.Ident, isContested map[names.Ident]bool,
) []names.Ident {
	if !isContested[word] {
		return []names.Ident{word, word + suffix}
	}
	spelled, cased := pl.namer.style.Distinct(text)
	return []names.Ident{word, spelled, word + suffix, cased}
}

func (pl *planner) memberWord(m *api.Member) names.Ident {
	if word := pl.namer.style.Exported(m.Name); word != "" {
		return word
	}
	if word := pl.namer.style.Exported(m.Value); word != "" {
		return word
	}
	return "Empty"
}

// deriveNames sets the unexported names. Each contains an exported name, so
// they are unique too.
func (pl *planner) deriveNames(t *api.Type) {
	if e := pl.enums[t]; e != nil {
		e.Read, e.Known = "read"+e.Name, "known"+e.Name
	}
	if s := pl.structs[t]; s != nil {
		s.Members = "membersOf" + s.Name
	}
	if u := pl.unions[t]; u != nil {
		u.Marker, u.Read, u.Write = "is"+u.Name, cmp.Or(u.Read, "read"+u.Name), "write"+u.Name
		u.Shapes = "shapesOf" + u.Name
	}
}

// typeOf returns the Go type of a required, non-nullable value.
func (pl *planner) typeOf(t *api.Type) *Type {
	switch t.Kind {
	case api.Enum:
		return &Type{Form: Named, Kind: t.MemberKind, Enum: pl.enums[t], Constant: t.Constant()}
	case api.Union:
		return &Type{Form: Interface, Union: pl.unions[t]}
	case api.Object:
		if t.Polymorphic {
			return &Type{Form: Interface, Union: pl.unions[t]}
		}
		return &Type{Form: Model, Struct: pl.structs[t]}
	case api.Collection:
		return &Type{Form: Defined, Kind: t.Content.Kind, Collection: pl.collections[t]}
	case api.List:
		return &Type{Form: Slice, Elem: pl.useType(*t.Elem, true)}
	case api.Map:
		return &Type{Form: StringMap, Elem: pl.useType(*t.Elem, true)}
	case api.File:
		return &Type{Form: FilePart}
	}
	if t.Enum != nil {
		named := pl.typeOf(t.Enum)
		named.Constant = t.Constant()
		return named
	}
	return &Type{Form: Scalar, Kind: t.Kind, Constant: t.Constant()}
}

// dropConstants makes t a type of which the codec does not check constants, neither as
// values nor as elements.
func (t *Type) dropConstants() {
	for ; t != nil; t = t.Elem {
		t.Constant = ""
	}
}

// useType returns the Go type of a use of a type. It is a pointer if the value
// may be missing or null and the type has no nil value.
func (pl *planner) useType(u api.Use, required bool) *Type {
	t := pl.typeOf(u.Type)
	if t.Form == Slice || t.Form == StringMap || t.Form == Defined {
		t.Null = u.Nullable
	}
	if (u.Nullable || !required) && !t.Nilable() {
		return &Type{Form: Pointer, Elem: t}
	}
	return t
}

// argumentType returns the Go type of an argument or result. Structs are passed
// by pointer.
func (pl *planner) argumentType(u api.Use) *Type {
	t := pl.useType(u, true)
	if t.Form == Model {
		return &Type{Form: Pointer, Elem: t}
	}
	return t
}

// modelMethods returns the methods that every model has.
func modelMethods() []names.Ident {
	return []names.Ident{
		"AdditionalProperties", "SetNull", "DecodeJSON", "EncodeJSON", "MarshalJSON", "UnmarshalJSON", "Base",
	}
}

func (pl *planner) fillStruct(s *Struct) {
	methods := modelMethods()
	if s.Type.Parts {
		methods = []names.Ident{"AdditionalProperties", "EncodeParts"}
	}
	for _, family := range append([]*api.Type{s.Type}, pl.families[s.Type]...) {
		methods = append(methods, pl.baseMethod(family))
	}
	scope := pl.memberScope(pl.homeOf[s.Type], s.Name, methods...)
	var keys []string
	var words []names.Ident
	for _, f := range s.Type.Fields {
		words = append(words, cmp.Or(pl.namer.style.Exported(f.Name), "Property"))
	}
	isContested := repeated(words)
	for i, f := range s.Type.Fields {
		field := &Field{API: f, Send: sendCondition(f)}
		key := typeKeyPrefix(s.Type) + string(diag.Pointer("/properties").Child(f.Name))
		scope.claim(key, &field.Name, pl.memberNames(f.Name, words[i], "Property", isContested)...)
		s.Fields = append(s.Fields, field)
		keys = append(keys, key)
	}
	if !s.Type.Parts {
		for i, number := range pl.namer.number(keys, 1) {
			s.Fields[i].Number = number
		}
	}
	for _, binding := range pl.bindingsOf(s.Type) {
		word := cmp.Or(pl.namer.style.Exported(binding.API.Name), binding.Table.Name)
		scope.claim(bindingKey(binding), &binding.Method, word, binding.Table.Name, word+"Code")
		s.Bindings = append(s.Bindings, binding)
	}
	scope.resolve()
	for _, field := range s.Fields {
		field.Type = pl.fieldType(s.Type, field.API)
	}
}

// sendCondition returns the condition on which a field is sent.
func sendCondition(f *api.Field) Send {
	switch {
	case f.Fill != "" && (isTextual(f.Type.Type) || f.Fill == f.Constant || fillsScalar(f)),
		f.Fill != "" && f.Type.Type.Kind == api.Any:
		return SendDefault
	case !f.Required:
		return SendNonNil
	case f.ReadOnly, f.Choices != nil && !slices.Contains(f.Choices, `""`):
		return SendNonEmpty
	case f.Name == "@odata.type" && isTextual(f.Type.Type):
		return SendNonEmpty // required, but no value is correct for a type without a name
	}
	return SendAlways
}

// fillsScalar reports whether the discriminator f is a number or boolean with a value of
// this type, which the encoder sends for zero or false.
func fillsScalar(f *api.Field) bool {
	kind := jsonKindOf(f.Type.Type)
	return (kind == NumberKind || kind == BoolKind) && !strings.HasPrefix(f.Fill, `"`)
}

// isTextual reports whether t is encoded as a JSON string of any content.
func isTextual(t *api.Type) bool {
	return t.Kind == api.String || t.Kind == api.Enum && t.MemberKind == api.String
}

// fieldType returns the Go type of a property. A struct is held by pointer if
// it would contain itself or if only the service sets it. The code of the model handles
// a constant: some properties may have other values than their schema allows.
func (pl *planner) fieldType(owner *api.Type, f *api.Field) *Type {
	t := pl.useType(f.Type, f.Required)
	if t.Constant = ""; t.Form == Pointer {
		t.Elem.Constant = ""
	}
	if t.Form == Model && (f.ReadOnly || pl.cycles[f.Type.Type] == pl.cycles[owner]) {
		return &Type{Form: Pointer, Elem: t}
	}
	return t
}

// findCycles numbers the structs so that those that hold each other by value, directly or
// indirectly, have the same number: the strongly connected components by Tarjan's algorithm.
func (pl *planner) findCycles() {
	pl.cycles = map[*api.Type]int{}
	var open []*api.Type           // that may be part of a cycle
	lowest := map[*api.Type]int{}  // the first open struct that each one holds
	numbers := map[*api.Type]int{} // in the order of the visits, from 1
	var visit func(t *api.Type)
	visit = func(t *api.Type) {
		numbers[t] = len(numbers) + 1
		lowest[t] = numbers[t]
		open = append(open, t)
		for _, f := range t.Fields {
			held := f.Type.Type
			switch {
			case !isHeldByValue(f):
			case numbers[held] == 0:
				visit(held)
				lowest[t] = min(lowest[t], lowest[held])
			case pl.cycles[held] == 0:
				lowest[t] = min(lowest[t], numbers[held])
			}
		}
		for done := false; lowest[t] == numbers[t] && !done; open = open[:len(open)-1] {
			last := open[len(open)-1]
			pl.cycles[last], done = numbers[t], last == t
		}
	}
	for _, t := range pl.ordered {
		if numbers[t] == 0 {
			visit(t)
		}
	}
}

// isHeldByValue reports whether a struct holds the struct of a field by value, unless they
// hold each other.
func isHeldByValue(f *api.Field) bool {
	held := f.Type.Type
	return held.Kind == api.Object && !held.Polymorphic && f.Required && !f.Type.Nullable && !f.ReadOnly
}
