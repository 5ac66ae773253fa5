package lower

// Enumerations.
//
// Values are read from the description's own tree, because kin-openapi
// converts numbers to floating point.

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// lowerEnum lowers a schema with enum or const. A property with a single value is
// a constant, which needs no type of its own.
func (l *lowerer) lowerEnum(s schemaUse, in namingContext) *api.Type {
	name := cmp.Or(l.typeName(s.schemaNode), l.typeOfListed(s.schemaNode))
	switch name {
	case "boolean":
		return l.lowerScalarValues(s, api.Bool)
	case "number":
		return l.lowerScalarValues(s, l.numberKindOf(s.schemaNode))
	case "array", "object":
		l.warnf(l.enumAt(s.schemaNode), "misplaced-enum",
			"an enumeration on an %s is ignored; move it to the elements or properties", name)
		return l.typeFromName(s, in)
	}
	if values := l.enumValues(s.schemaNode); name == "" && len(values) == 1 && isStructure(values[0]) {
		l.notef(l.enumAt(s.schemaNode), "structured-constant",
			"a constant list or object is read as any JSON value and not checked")
		t := l.newScalar(s, api.Any)
		l.structures[t] = values[0].SortedJSON()
		return t
	}
	kind := l.memberKind(s.schemaNode)
	if kind == "" {
		t := l.typeFromName(s, in)
		if t.Kind == api.Any {
			l.addMixedValues(t, s.schemaNode)
		}
		return t
	}
	flags := l.allowsFlags(s.at)
	members := l.lowerMembers(s.schemaNode, kind)
	if in.constant && s.component == "" && l.hasOneValue(s.schemaNode) && !flags && !l.hasEnum(s.at) {
		t := l.newScalar(s, kind)
		t.Values = (&api.Type{Kind: api.Enum, MemberKind: kind, Members: members}).ValueTexts()
		return t
	}
	t := l.newType(s, api.Enum, in)
	t.MemberKind, t.Members, t.Flags = kind, members, flags
	return t
}

func isStructure(n *source.Node) bool { return n.Kind == source.Map || n.Kind == source.Seq }

// addMixedValues adds the values of an enumeration to t, whose values have several
// types. Null is a type without other values.
func (l *lowerer) addMixedValues(t *api.Type, s schemaNode) {
	var types, texts []string
	for _, n := range l.enumValues(s) {
		word, text := "null", ""
		switch n.Kind {
		case source.Null:
		case source.String:
			word, text = "string", api.StringText(n.Text)
		case source.Bool:
			word, text = "boolean", n.Text
		case source.Number:
			word, text = "number", api.NumberText(n.Text)
		default:
			return // the text of a list or an object has several forms
		}
		if !slices.Contains(types, word) {
			types = append(types, word)
		}
		if text != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if len(texts) > 0 {
		t.JSONTypes, t.Values = types, texts
	}
}

// hasEnum reports whether the last run had an enum type for a schema.
func (l *lowerer) hasEnum(at diag.Pointer) bool { return l.opt.HasEnum != nil && l.opt.HasEnum(at) }

// namedBy sets the enum of a constant to the first of several declarations of the
// same value that is a named enum so that its Go type stays that of the enum.
func namedBy(constant *api.Type, declarations []*api.Type) *api.Type {
	if constant.Kind == api.Enum || constant.Constant() == "" {
		return constant
	}
	for _, t := range declarations {
		if t.Kind == api.Enum && slices.Contains(t.MemberTexts(), constant.Constant()) {
			constant.Enum = t
			return constant
		}
	}
	return constant
}

// hasOneValue reports whether an enum has a single value other than null.
func (l *lowerer) hasOneValue(s schemaNode) bool {
	values := l.enumValues(s)
	isNull := func(n *source.Node) bool { return n.Kind == source.Null }
	return len(slices.DeleteFunc(slices.Clone(values), isNull)) == 1
}

// onlyValue returns the text of the single value other than null of an enum.
func (l *lowerer) onlyValue(s schemaNode) string {
	for _, n := range l.enumValues(s) {
		if n.Kind != source.Null {
			return n.Text
		}
	}
	return ""
}

// typeOfListed returns the JSON type of the values of an enum or const other than null, or
// "" if they have several types or are lists or objects. Integers beside fractions are
// numbers.
func (l *lowerer) typeOfListed(s schemaNode) string {
	found := ""
	for _, n := range l.enumValues(s) {
		name := ""
		switch n.Kind {
		case source.Null:
			continue
		case source.String:
			name = "string"
		case source.Bool:
			name = "boolean"
		case source.Number:
			name = "number"
			if isInteger(n.Text) {
				name = "integer"
			}
		}
		if found != "" {
			name = commonType(found, name)
		}
		if name == "" {
			return ""
		}
		found = name
	}
	return found
}

// commonType returns the JSON type that the values of both types have, or "".
func commonType(a, b string) string {
	isNumber := func(name string) bool { return name == "integer" || name == "number" }
	switch {
	case a == b:
		return a
	case isNumber(a) && isNumber(b):
		return "number"
	}
	return ""
}

// lowerScalarValues lowers an enumeration of booleans or numbers, which has no
// named values.
func (l *lowerer) lowerScalarValues(s schemaUse, kind api.Kind) *api.Type {
	t := l.newScalar(s, kind)
	for _, n := range l.enumValues(s.schemaNode) {
		text := n.Text
		switch {
		case n.Kind == source.Null:
			continue
		case kind != api.Bool:
			text = api.NumberText(n.Text)
		}
		if text == "" || (n.Kind == source.Bool) != (kind == api.Bool) {
			l.warnf(l.enumAt(s.schemaNode), "mixed-enum",
				"the values have different types, or their type is not the declared one; the enumeration is ignored")
			return l.newScalar(s, kind)
		}
		if !slices.Contains(t.Values, text) {
			t.Values = append(t.Values, text)
		}
	}
	switch {
	case kind == api.Bool && len(t.Values) > 1:
		t.Values = nil // both
	case len(t.Values) > 1:
		l.notef(l.enumAt(s.schemaNode), "enum-of-scalars", "an enumeration of numbers is read as a plain number")
	}
	return t
}

func (l *lowerer) enumAt(s schemaNode) diag.Pointer {
	if len(s.schema.Enum) > 0 {
		return s.at.Child("enum")
	}
	return s.at.Child("const")
}

// memberKind returns the common kind of an enum's values, or "" if they have
// none.
func (l *lowerer) memberKind(s schemaNode) api.Kind {
	declared := l.typeName(s)
	strings, integers, others := 0, 0, 0
	for _, n := range l.enumValues(s) {
		switch {
		case n.Kind == source.String && declared == "integer" && isInteger(n.Text):
			integers++
		case n.Kind == source.String:
			strings++
		case n.Kind == source.Number && isInteger(n.Text):
			integers++
		case n.Kind == source.Number || n.Kind == source.Bool:
			others++
		}
	}
	switch {
	case strings+integers+others == 0:
		return ""
	case declared == "string":
		return api.String
	case strings+others == 0 && integers > 0:
		return l.integerKindOf(s)
	case declared == "" && integers+others == 0 && strings > 0:
		return api.String
	}
	l.warnf(l.enumAt(s), "mixed-enum",
		"the values differ in type from each other or from the declared type; the SDK has no constants for them")
	return ""
}

// integerKindOf returns the kind that holds all values, even if the format is
// narrower.
func (l *lowerer) integerKindOf(s schemaNode) api.Kind {
	if integerKind(s.schema) != api.Int32 {
		return api.Int64
	}
	for _, n := range l.enumValues(s) {
		if _, err := strconv.ParseInt(n.Text, 10, 32); err != nil && isInteger(n.Text) {
			l.warnf(l.enumAt(s), "enum-format",
				"the value %s does not match the format %s; all values are read as int64", n.Text, s.schema.Format)
			return api.Int64
		}
	}
	return api.Int32
}

// numberKindOf returns the kind that holds all values of a schema of numbers, even if the
// format is that of an integer.
func (l *lowerer) numberKindOf(s schemaNode) api.Kind {
	kind, bits := numberKind(s.schema.Format), 64
	switch kind {
	case api.Int32:
		bits = 32
	case api.Int64:
	default:
		return kind
	}
	for _, n := range l.enumValues(s) {
		if _, err := strconv.ParseInt(api.NumberText(n.Text), 10, bits); err != nil && n.Kind == source.Number {
			l.warnf(l.enumAt(s), "enum-format",
				"the value %s does not match the format %s; all values are read as float64", n.Text, s.schema.Format)
			return api.Float64
		}
	}
	return kind
}

func isInteger(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// enumValues returns the nodes of the values in the description.
func (l *lowerer) enumValues(s schemaNode) []*source.Node {
	if n := l.doc.Source.At(s.at.Child("enum")); n != nil && n.Kind == source.Seq {
		return n.Items
	}
	if n := l.doc.Source.At(s.at.Child("const")); n != nil {
		return []*source.Node{n}
	}
	return nil
}

// lowerMembers reads the values of an enum with the names and descriptions that
// extensions give them.
func (l *lowerer) lowerMembers(s schemaNode, kind api.Kind) []*api.Member {
	names := l.stringList(s.at, "x-enum-varnames", "x-enumNames", "x-enum-names")
	docs, docsAt := l.stringListAt(s.at, "x-enum-descriptions", "x-enumDescriptions")
	described := l.readMSEnum(s.at)
	at := l.enumAt(s)
	seen := map[string]int{}
	var members []*api.Member
	for i, n := range l.enumValues(s) {
		if n.Kind == source.Null {
			continue
		}
		value, here := n.Text, at
		if len(s.schema.Enum) > 0 {
			here = at.Index(i)
		}
		if n.Kind == source.Map || n.Kind == source.Seq {
			l.warnf(here, "mixed-enum", "expected a scalar value, found %s; the value is ignored", n.Kind)
			continue
		}
		if kind == api.String && n.Kind != source.String {
			l.warnf(here, "mixed-enum", "expected a string, found %s; it is read as %q, so put it in quotes", n.Kind,
				value)
		}
		if isJSONNumber(&api.Type{Kind: kind}) {
			value = cmp.Or(api.NumberText(value), "0") // 01 and +1 are 1
		}
		if index, again := seen[value]; again {
			l.warnf(here, "duplicate-value",
				"duplicate value %q, first at position %d in the list; remove one", value, index+1)
			continue
		}
		seen[value] = i
		m := &api.Member{Origin: l.origin(here), Value: value, Name: nthText(names, i)}
		m.Doc = api.Doc{Description: nthText(docs, i), At: docsAt.Index(i)}
		if d, ok := described[value]; ok {
			m.Name = cmp.Or(m.Name, d.name)
			if m.Doc.Description == "" {
				m.Doc = api.Doc{Description: d.description, At: d.at}
			}
		}
		members = append(members, m)
	}
	return members
}

func nthText(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// memberDoc is the name and description of a value in x-ms-enum.
type memberDoc struct {
	name, description string
	at                diag.Pointer // pointer of the description
}

// readMSEnum reads x-ms-enum.values.
func (l *lowerer) readMSEnum(at diag.Pointer) map[string]memberDoc {
	n := l.extension(at, "x-ms-enum").Get("values")
	if n == nil || n.Kind != source.Seq {
		return nil
	}
	found := map[string]memberDoc{}
	for i, v := range n.Items {
		if value := v.Get("value"); value != nil {
			here := descriptionAt(at.Child("x-ms-enum").Child("values").Index(i))
			found[value.Text] = memberDoc{scalarText(v.Get("name")), scalarText(v.Get("description")), here}
		}
	}
	return found
}

// allowsFlags reports whether a value may combine several members.
func (l *lowerer) allowsFlags(at diag.Pointer) bool {
	if n := l.extension(at, "x-ms-enum-flags"); n != nil {
		return isTrue(n) || isTrue(n.Get("isFlags"))
	}
	ms := l.extension(at, "x-ms-enum")
	return isTrue(ms.Get("flags")) || isTrue(ms.Get("isFlags"))
}

// stringList returns the first of several extensions that is a list, as
// strings.
func (l *lowerer) stringList(at diag.Pointer, keys ...string) []string {
	list, _ := l.stringListAt(at, keys...)
	return list
}

// stringListAt is stringList with the pointer of the list.
func (l *lowerer) stringListAt(at diag.Pointer, keys ...string) ([]string, diag.Pointer) {
	for _, key := range keys {
		n := l.extension(at, key)
		if n == nil || n.Kind != source.Seq {
			continue
		}
		list := make([]string, len(n.Items))
		for i, item := range n.Items {
			list[i] = scalarText(item)
		}
		return list, at.Child(key)
	}
	return nil, ""
}

func onlyStrings(values []any) bool {
	some := false
	for _, v := range values {
		if _, ok := v.(string); !ok && v != nil {
			return false
		}
		some = some || v != nil
	}
	return some
}
