package lower

// oneOf and anyOf.
//
// Most alternatives in real descriptions are not unions: a number that may be
// written as INF, an enumeration beside the string that keeps it open, two
// formats of a string. lowerAlternatives recognizes these. The rest are unions,
// whose variants are distinguished by a discriminator or else by their
// content.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// lowerAlternatives lowers a schema that is oneOf or anyOf its members.
func (l *lowerer) lowerAlternatives(
	s schemaUse, in namingContext, members openapi3.SchemaRefs, at diag.Pointer,
) *api.Type {
	uses := make([]schemaUse, 0, len(members))
	for i, m := range members {
		if !isNull(m) && !l.matchesNothing(m, at.Index(i)) {
			uses = append(uses, l.resolveUse(m, at.Index(i)))
		}
	}
	anything := func(m schemaUse) bool { return m.schema == nil || isUnconstrained(m.schema) }
	if len(uses) == 0 || slices.ContainsFunc(uses, anything) {
		return l.newScalar(s, api.Any) // only null, or any value
	}
	different := slices.ContainsFunc(uses, func(m schemaUse) bool { return m.at != uses[0].at })
	if !different && s.schema.Discriminator == nil {
		return l.typeOf(uses[0], in)
	}
	if kind, ok := l.specialNumber(uses); ok {
		return l.newScalar(s, kind)
	}
	if t := l.joinConstants(s, in, uses); t != nil {
		return t
	}
	if t := l.joinOpenEnums(s, in, uses); t != nil {
		return t
	}
	if kind, ok := l.sameScalar(uses); ok {
		return l.newScalar(s, kind)
	}
	t := l.newType(s, api.Union, in)
	l.postpone(func() { l.fillVariants(t, s.schemaNode, uses) })
	return t
}

// specialNumber recognizes a number that is sent as a string if JSON cannot
// express it: -INF, INF, NaN.
func (l *lowerer) specialNumber(uses []schemaUse) (api.Kind, bool) {
	var kind api.Kind
	special := false
	for _, s := range uses {
		switch {
		case s.schema == nil:
			return "", false
		case len(s.schema.Enum) > 0:
			if !specialNumbers(s.schema.Enum) {
				return "", false
			}
			special = true
		case s.schema.Type.Includes("number") || s.schema.Type.Includes("integer"):
			kind = numberKind(s.schema.Format)
		case !s.schema.Type.Includes("string"):
			return "", false
		}
	}
	switch kind {
	case "":
		return "", false
	case api.Int32, api.Int64:
		kind = api.Float64
	}
	return kind, special
}

func specialNumbers(values []any) bool {
	return !slices.ContainsFunc(values, func(v any) bool {
		text, ok := v.(string)
		return v != nil && (!ok || text != "-INF" && text != "INF" && text != "NaN")
	})
}

// joinOpenEnums recognizes enumerations beside a plain string or integer that keeps them
// open: their values are neither constants nor values that distinguish objects.
// Several enumerations are joined.
func (l *lowerer) joinOpenEnums(s schemaUse, in namingContext, uses []schemaUse) *api.Type {
	var enums []schemaUse
	kind, word := api.Kind(""), ""
	for _, m := range uses {
		own, listed := l.openKind(m)
		if own == "" || word != "" && word != jsonWordOf(own) {
			return nil
		}
		kind, word = widerKind(kind, own), jsonWordOf(own)
		if listed {
			enums = append(enums, m)
		}
	}
	switch len(enums) {
	case 0:
		return nil
	case 1:
		return l.openEnum(s, in, enums[0], kind)
	}
	t := l.newType(s, api.Enum, in)
	t.MemberKind, t.Open = kind, len(enums) < len(uses)
	for _, m := range enums {
		t.Members = append(t.Members, l.lowerMembers(m.schemaNode, kind)...)
	}
	t.Members = slices.Clip(uniqueMembers(t.Members))
	return t
}

// openKind returns the kind of a plain string or integer, or that of an enumeration's
// values, and whether m is an enumeration. The kind is empty for other schemas.
func (l *lowerer) openKind(m schemaUse) (kind api.Kind, listed bool) {
	s := m.schema
	if s == nil || len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) > 0 {
		return "", false
	}
	values := s.Enum
	if s.Const != nil {
		values = []any{s.Const}
	}
	isString := s.Type.Includes("string")
	switch {
	case len(values) > 0 && onlyStrings(values) && (s.Const != nil || s.Type.IsEmpty() || isString):
		return api.String, true
	case len(values) > 0 && (s.Type.IsEmpty() || s.Type.Includes("integer")) && l.onlyIntegers(m.schemaNode):
		return l.integerKindOf(m.schemaNode), true
	case len(values) > 0:
	case isString && s.Format != "binary":
		return api.String, false
	case s.Type.Includes("integer") && l.typeName(m.schemaNode) == "integer":
		return integerKind(s), false
	}
	return "", false
}

// onlyIntegers reports whether all values of an enumeration are integers or null.
func (l *lowerer) onlyIntegers(s schemaNode) bool {
	return !slices.ContainsFunc(l.enumValues(s), func(n *source.Node) bool {
		return n.Kind != source.Null && (n.Kind != source.Number || !isInteger(n.Text))
	})
}

// jsonWordOf returns "string" or "integer", the JSON type of a kind.
func jsonWordOf(kind api.Kind) string {
	if kind == api.String {
		return "string"
	}
	return "integer"
}

// openEnum returns the type of an enumeration beside a plain string or integer of a
// kind. The type of an enumeration that other schemas may use only names the values.
func (l *lowerer) openEnum(s schemaUse, in namingContext, enum schemaUse, kind api.Kind) *api.Type {
	shared := enum.component != "" || enum.innerTarget != ""
	if !shared {
		enum.component = s.component
	}
	in.constant = false // a single value is not a constant
	t := l.typeOf(enum, in)
	switch {
	case t.Kind != api.Enum:
		return l.newScalar(s, kind)
	case shared:
		plain := l.newScalar(s, kind)
		if t.MemberKind == kind {
			plain.Enum = t
		}
		return plain
	}
	t.Open, t.MemberKind = true, kind
	return t
}

// joinConstants recognizes an enumeration whose values are described one by one:
//
//	oneOf: [{const: 1, title: DM, description: A direct message.}, …]
//
// Booleans need a title or a description to be values of an enumeration.
func (l *lowerer) joinConstants(s schemaUse, in namingContext, uses []schemaUse) *api.Type {
	kind := api.Kind("")
	for _, m := range uses {
		switch own := l.constantKind(m); {
		case own == "":
			return nil
		case kind == "", kind == own, kind == api.Int64 && own == api.Float64:
			kind = own
		case kind != api.Float64 || own != api.Int64:
			return nil
		}
	}
	isDescribed := func(m schemaUse) bool { return m.schema.Title+m.schema.Description != "" }
	if len(uses) < 2 || kind == api.Bool && !slices.ContainsFunc(uses, isDescribed) {
		return nil
	}
	if kind == api.Int64 {
		kind = integerKind(s.schema)
	}
	t := l.newType(s, api.Enum, in)
	t.MemberKind = kind
	for _, m := range uses {
		for _, member := range l.lowerMembers(m.schemaNode, kind) {
			member.Name = cmp.Or(member.Name, m.schema.Title)
			l.addDoc(&member.Doc, m.schemaNode)
			t.Members = append(t.Members, member)
		}
	}
	t.Members = slices.Clip(uniqueMembers(t.Members))
	return t
}

// constantKind returns the kind of the single value of an inline schema without other
// structure, or "".
func (l *lowerer) constantKind(s schemaUse) api.Kind {
	if s.component != "" || s.schema == nil || len(s.schema.AllOf)+len(s.schema.OneOf)+len(s.schema.AnyOf) > 0 {
		return ""
	}
	values := l.enumValues(s.schemaNode)
	if len(values) != 1 {
		return ""
	}
	switch n := values[0]; {
	case n.Kind == source.Bool:
		return api.Bool
	case n.Kind == source.Number && isInteger(n.Text) && !s.schema.Type.Includes("number"):
		return api.Int64
	case n.Kind == source.Number:
		return api.Float64
	case n.Kind == source.String:
		return api.String
	}
	return ""
}

func uniqueMembers(members []*api.Member) []*api.Member {
	seen := map[string]bool{}
	return slices.DeleteFunc(members, func(m *api.Member) bool {
		again := seen[m.Value]
		seen[m.Value] = true
		return again
	})
}

// sameScalar recognizes alternatives with the same representation: one kind, or
// strings of several formats. A list of booleans or numbers beside the plain type
// allows nothing more, and neither does true beside false.
func (l *lowerer) sameScalar(uses []schemaUse) (api.Kind, bool) {
	var kind api.Kind
	plain := false
	var texts []string // of listed values
	for _, s := range uses {
		if s.schema == nil || len(s.schema.OneOf)+len(s.schema.AnyOf)+len(s.schema.AllOf) > 0 {
			return "", false
		}
		var k api.Kind
		if len(s.schema.Enum) > 0 || s.schema.Const != nil {
			k = l.listedKind(s.schemaNode)
			for _, n := range l.enumValues(s.schemaNode) {
				texts = append(texts, n.Text)
			}
		} else {
			k, plain = l.plainKind(s), true
		}
		if k == "" {
			return "", false
		}
		if kind = widerKind(kind, k); kind == "" {
			return "", false
		}
	}
	both := kind == api.Bool && slices.Contains(texts, "true") && slices.Contains(texts, "false")
	return kind, plain || both
}

// plainKind returns the kind of a scalar without values, or "".
func (l *lowerer) plainKind(s schemaUse) api.Kind {
	switch l.typeName(s.schemaNode) {
	case "boolean":
		return api.Bool
	case "integer":
		return integerKind(s.schema)
	case "number":
		return numberKind(s.schema.Format)
	case "string":
		return stringKind(s.schema)
	}
	return ""
}

// listedKind returns the smallest kind of listed booleans or numbers, or "" for other
// values.
func (l *lowerer) listedKind(s schemaNode) api.Kind {
	kind := api.Kind("")
	switch l.typeOfListed(s) {
	case "boolean":
		kind = api.Bool
	case "integer", "number":
		for _, n := range l.enumValues(s) {
			switch _, err := strconv.ParseInt(n.Text, 10, 32); {
			case n.Kind == source.Null:
			case err == nil:
				kind = widerKind(kind, api.Int32)
			case isInteger(n.Text):
				kind = widerKind(kind, api.Int64)
			default:
				kind = widerKind(kind, api.Float64)
			}
		}
	}
	return kind
}

// widerKind returns the kind that holds the values of both kinds, or "" if
// there is none.
func widerKind(a, b api.Kind) api.Kind {
	ta, tb := &api.Type{Kind: a}, &api.Type{Kind: b}
	switch {
	case a == "" || a == b:
		return b
	case isJSONString(ta) && isJSONString(tb):
		return api.String
	case isJSONNumber(ta) && isJSONNumber(tb):
		wide := func(k api.Kind) bool { return k == api.Int64 || k == api.Uint64 }
		if wide(a) && b == api.Float64 || wide(b) && a == api.Float64 {
			return api.Decimal // a float would lose digits of the integer
		}
		for _, k := range []api.Kind{api.Decimal, api.Float64, api.Uint64, api.Int64} {
			if a == k || b == k {
				return k
			}
		}
	}
	return ""
}

// onlyAssertions reports whether alternatives only narrow the keywords beside
// them, for example "either a or b is required".
func onlyAssertions(members openapi3.SchemaRefs) bool {
	return !slices.ContainsFunc(members, func(m *openapi3.SchemaRef) bool {
		if m == nil || m.Ref != "" || m.Value == nil {
			return m != nil && m.Ref != ""
		}
		s := m.Value
		return !s.Type.IsEmpty() || hasObjectKeywords(s) || s.Items != nil || len(s.Enum) > 0 || s.Const != nil ||
			len(s.AllOf) > 0 || !onlyAssertions(s.OneOf) || !onlyAssertions(s.AnyOf) || s.Nullable
	})
}

// fillVariants fills in the variants of a union, with the values that its mapping
// states.
func (l *lowerer) fillVariants(t *api.Type, s schemaNode, uses []schemaUse) {
	values := map[diag.Pointer][]string{} // a map has no type of its own
	if d := s.schema.Discriminator; d != nil {
		t.Discriminator = d.PropertyName
		entries := l.mappingEntries(s)
		for _, e := range entries {
			values[e.schema] = append(values[e.schema], api.StringText(e.value))
		}
		l.finalChecks = append(l.finalChecks, func() { l.noteUnlisted(t, entries) })
	}
	for i, m := range uses {
		use := l.typeUse(m, variantContext(t, m, i+1))
		if slices.ContainsFunc(t.Variants, func(v *api.Variant) bool { return v.Type.Type == use.Type }) {
			continue
		}
		found := values[m.at]
		if len(found) == 0 || use.Type.Kind != api.Union && !isJSONObject(use.Type) {
			found = []string{""} // see stateVariants
		}
		for _, value := range found {
			l.spend(&l.memberBudget, m.at)
			v := &api.Variant{Origin: l.origin(m.at), Value: value, Type: use}
			if use.Type.Kind != api.Object && use.Type.Kind != api.Union {
				v.Rules = l.constraintsOf(m)
			}
			t.Variants = append(t.Variants, v)
		}
	}
}

// noteUnlisted reports the entries of a mapping that select no variant of the union t,
// because their schemas are not alternatives.
func (l *lowerer) noteUnlisted(t *api.Type, entries []mappingEntry) {
	leaves := l.leaves(t)
	for _, e := range entries {
		value := l.valueText(e.target, t.Discriminator, e.value)
		isSelected := func(v *api.Variant) bool { return v.Type.Type == e.target || v.Value == value }
		if !slices.ContainsFunc(t.Variants, isSelected) && !slices.Contains(leaves, e.target) {
			l.notef(e.at, "unlisted-variant",
				"%q selects no variant, because the mapped schema is not one of the alternatives; add it to them",
				e.value)
		}
	}
}

// variantContext returns the naming context of an inline variant of a union, which
// is named by its title or else its number.
func variantContext(t *api.Type, m schemaUse, number int) namingContext {
	in := contextInType(t, fmt.Sprintf("variant %d", number))
	if title := m.title(); title != "" {
		in.parent.Role, in.parent.Titled = title, true
	} else {
		in.parent.Number = number
	}
	return in
}
