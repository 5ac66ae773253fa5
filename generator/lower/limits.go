package lower

// Validation keywords and defaults as text: constraints that the service
// checks, and values that it assumes. The SDK neither checks nor sends them.

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// limitsOf collects the limits of a property, parameter, header or body from all layers of
// its schema. Limits written by the author (x-limits) replace the computed
// ones, which would only repeat them.
func (l *lowerer) limitsOf(s schemaUse) []api.Limit {
	var declared, computed []api.Limit
	for _, layer := range s.layers {
		declared = addLimits(declared, l.readLimits(layer.at))
		computed = addLimits(computed, l.computedLimits(layer.schemaNode))
	}
	if len(declared) > 0 {
		return declared
	}
	return append(computed, l.elementLimits(s)...)
}

// elementLimits returns the limits of the elements of a list, such as "item
// length", or of the values of a map, such as "entry length". Those of a component
// that is an object are part of its own documentation.
func (l *lowerer) elementLimits(s schemaUse) []api.Limit {
	if s.schema == nil {
		return nil
	}
	ref, at, word := s.schema.Items, s.at.Child("items"), "item "
	if ref == nil && len(s.schema.Properties) == 0 {
		ref, at, word = s.schema.AdditionalProperties.Schema, s.at.Child("additionalProperties"), "entry "
	}
	if ref == nil {
		return nil
	}
	elem := l.resolveUse(ref, at)
	if elem.component != "" && l.isObjectPart(joinPart{use: elem}) {
		return nil
	}
	var out []api.Limit
	for _, layer := range elem.layers {
		for _, limit := range l.computedLimits(layer.schemaNode) {
			limit.Name = word + limit.Name
			out = addLimits(out, []api.Limit{limit})
		}
	}
	return out
}

// contentSchema returns the schema of a body in a media type, which is at the given pointer. It
// reports whether there is one.
func (l *lowerer) contentSchema(media *openapi3.MediaType, at diag.Pointer) (s schemaUse, ok bool) {
	if media == nil || media.Schema == nil {
		return schemaUse{}, false
	}
	return l.resolveUse(media.Schema, at.Child("schema")), true
}

// contentRules returns the validation keywords of a body of type t. Objects and the members of unions
// have their own. The type of a text does not have its enum.
func (l *lowerer) contentRules(s schemaUse, t *api.Type) []api.Constraint {
	if t.Kind == api.Object || t.Kind == api.Union {
		return nil
	}
	rules := l.constraintsOf(s)
	if t.Kind != api.String || t.Values != nil || t.Enum != nil {
		return rules
	}
	var texts []string
	for _, value := range l.enumValues(s.schemaNode) {
		texts = append(texts, value.JSON())
	}
	if texts != nil {
		slices.Sort(texts)
		rules = append(rules, api.Constraint{Keyword: "enum", Value: strings.Join(slices.Compact(texts), " or ")})
	}
	return rules
}

// limitKeys are the keywords that computedLimits reads.
var limitKeys = []string{
	"minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
}

// limitsBeside returns a schema with the limits beside a $ref. If one of them has an
// invalid value, it has none.
func limitsBeside(beside *source.Node) *openapi3.Schema {
	limits, note := &source.Node{Kind: source.Map}, &openapi3.Schema{}
	for _, f := range beside.Fields {
		if slices.Contains(limitKeys, f.Key) {
			limits.Fields = append(limits.Fields, f)
		}
	}
	if len(limits.Fields) == 0 || note.UnmarshalJSON([]byte(limits.JSON())) != nil {
		return &openapi3.Schema{}
	}
	return note
}

// defaultOf returns the JSON of the outermost default of a schema's layers, or
// "". A default of null is the same as none.
func (l *lowerer) defaultOf(s schemaUse) string {
	for _, layer := range s.layers {
		node := l.doc.Source.At(layer.at).Get("default")
		if node != nil && node.Kind != source.Null {
			return node.SortedJSON()
		}
	}
	return ""
}

// addLimits appends the limits that have a value and are not in list yet.
func addLimits(list, more []api.Limit) []api.Limit {
	for _, m := range more {
		known := slices.ContainsFunc(list, func(have api.Limit) bool {
			have.At = m.At // ignore the position
			return have == m
		})
		if m.Value != "" && !known {
			list = append(list, m)
		}
	}
	return list
}

func (l *lowerer) computedLimits(node schemaNode) []api.Limit {
	s := node.schema
	list := []api.Limit{
		{Name: "length", Value: countLimit(s.MinLength, s.MaxLength, " character")},
		{Name: "items", Value: joinLimits(countLimit(s.MinItems, s.MaxItems, ""), choose(s.UniqueItems, "unique", ""))},
		{Name: "properties", Value: countLimit(s.MinProps, s.MaxProps, "")},
		{Name: "value", Value: joinLimits(l.valueLimit(node), multipleLimit(s))},
	}
	if strings.HasPrefix(s.Pattern, "^https:") {
		return append(list, api.Limit{Name: "scheme", Value: "https"})
	}
	return append(list, api.Limit{Name: "pattern", Value: s.Pattern})
}

func joinLimits(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// multipleLimit returns a limit such as "a multiple of 0.01", or "". Every
// integer is a multiple of 1.
func multipleLimit(s *openapi3.Schema) string {
	if s.MultipleOf == nil || *s.MultipleOf == 1 && s.Type.Is("integer") {
		return ""
	}
	return "a multiple of " + formatNumber(*s.MultipleOf)
}

// countLimit returns a limit such as "at most 64 characters" or "2 to 5", or
// "".
func countLimit(low uint64, high *uint64, unit string) string {
	many := func(n uint64) string {
		if n == 1 || unit == "" {
			return fmt.Sprintf("%d%s", n, unit)
		}
		return fmt.Sprintf("%d%ss", n, unit)
	}
	switch {
	case high == nil && low == 0:
		return ""
	case high == nil:
		return "at least " + many(low)
	case low == *high:
		return "exactly " + many(low)
	case low == 0:
		return "at most " + many(*high)
	}
	return fmt.Sprintf("%d to %s", low, many(*high))
}

// valueLimit returns a limit such as "0 to 100" or "more than 0", or "".
func (l *lowerer) valueLimit(s schemaNode) string {
	minimum, above := effectiveBound(s.schema.Min, s.schema.ExclusiveMin)
	maximum, below := effectiveBound(s.schema.Max, s.schema.ExclusiveMax)
	low := l.boundText(s, minimum, "minimum", "exclusiveMinimum")
	high := l.boundText(s, maximum, "maximum", "exclusiveMaximum")
	switch {
	case low == "" && high == "":
		return ""
	case low != "" && high != "" && !above && !below:
		return low + " to " + high
	}
	var parts []string
	if low != "" {
		parts = append(parts, choose(above, "more than ", "at least ")+low)
	}
	if high != "" {
		parts = append(parts, choose(below, "less than ", "at most ")+high)
	}
	return strings.Join(parts, ", ")
}

// boundText returns a bound, which is the value of one of the keys, or "" if it is the
// limit of an integer type. Large integers keep all of their digits.
func (l *lowerer) boundText(s schemaNode, bound *float64, keys ...string) string {
	if bound == nil || isIntegerRange(*bound) {
		return ""
	}
	for _, key := range keys {
		n := l.doc.Source.At(s.at).Get(key)
		if n == nil || n.Kind != source.Number || strings.Trim(n.Text, "-0123456789") != "" {
			continue
		}
		if value, err := strconv.ParseFloat(n.Text, 64); err == nil && value == *bound {
			return n.Text
		}
	}
	return formatNumber(*bound)
}

// effectiveBound returns a bound and whether it is exclusive. From 3.1 on, an
// exclusive bound is a number of its own.
func effectiveBound(inclusive *float64, exclusive openapi3.ExclusiveBound) (*float64, bool) {
	if exclusive.Value != nil {
		return exclusive.Value, true
	}
	return inclusive, exclusive.IsTrue()
}

// isIntegerRange reports whether a bound is the limit of a 32-bit, 64-bit or unsigned
// 64-bit integer.
func isIntegerRange(v float64) bool {
	switch v {
	case math.MinInt32, math.MaxInt32, math.MinInt64, math.MaxInt64, math.MaxUint64:
		return true
	}
	return false
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func choose[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// constraintsOf returns the validation keywords of a property or parameter from all
// layers of its schema, sorted, and those of the elements of lists and maps.
func (l *lowerer) constraintsOf(s schemaUse) []api.Constraint {
	var list []api.Constraint
	for _, layer := range s.layers {
		list = addConstraints(list, layer.schema, "", 0)
		if len(layer.schema.Properties) == 0 { // otherwise, they are constraints of the object
			list = l.addObjectConstraints(list, layer.schemaNode)
		}
	}
	slices.SortStableFunc(list, func(a, b api.Constraint) int { return strings.Compare(a.Keyword, b.Keyword) })
	return slices.Compact(list)
}

// maxExact is the limit of the integers that a float64 has without gaps.
const maxExact = 1 << 53

// maxElements limits the nesting of lists whose elements have constraints.
const maxElements = 4

// addConstraints adds the validation keywords of a schema. The prefix names the
// elements that have them, such as "items ".
func addConstraints(list []api.Constraint, s *openapi3.Schema, prefix string, depth int) []api.Constraint {
	add := func(keyword, value string) {
		if value != "" {
			list = append(list, api.Constraint{Keyword: prefix + keyword, Value: value})
		}
	}
	count := func(keyword string, n *uint64) {
		if n != nil {
			add(keyword, strconv.FormatUint(*n, 10))
		}
	}
	least := func(keyword string, n uint64) {
		if n > 0 {
			count(keyword, &n)
		}
	}
	number := func(keyword string, n *float64) {
		if n != nil {
			add(keyword, formatNumber(*n))
		}
	}
	bound := func(keyword, exclusiveKeyword string, inclusive *float64, exclusive openapi3.ExclusiveBound) {
		n, isExclusive := effectiveBound(inclusive, exclusive)
		switch {
		case !isExclusive:
			number(keyword, n)
		case n != nil && s.Type.Is("integer") && *n == math.Trunc(*n) && math.Abs(*n) < maxExact:
			next := *n + choose(keyword == "minimum", 1.0, -1) // the same bound
			number(keyword, &next)
		default:
			number(exclusiveKeyword, n)
		}
	}
	least("minLength", s.MinLength)
	count("maxLength", s.MaxLength)
	least("minItems", s.MinItems)
	count("maxItems", s.MaxItems)
	bound("minimum", "exclusiveMinimum", s.Min, s.ExclusiveMin)
	bound("maximum", "exclusiveMaximum", s.Max, s.ExclusiveMax)
	number("multipleOf", s.MultipleOf)
	add("uniqueItems", choose(s.UniqueItems, "true", ""))
	add("pattern", s.Pattern)
	add("format", s.Format)
	if depth >= maxElements {
		return list
	}
	if s.Items != nil && s.Items.Value != nil {
		list = addConstraints(list, s.Items.Value, prefix+"items ", depth+1)
	}
	if values := s.AdditionalProperties.Schema; values != nil && values.Value != nil {
		list = addConstraints(list, values.Value, prefix+"values ", depth+1)
	}
	return list
}

// uncheckedKeywords are validation keywords that have no effect on the SDK. The
// constraint has their JSON.
var uncheckedKeywords = []string{
	"contains", "dependentRequired", "dependentSchemas", "else", "if", "maxContains", "maxProperties", "minContains",
	"minProperties", "not", "patternProperties", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
}

// addObjectConstraints adds the keywords of a schema that concern objects, and those
// that have no effect.
func (l *lowerer) addObjectConstraints(list []api.Constraint, s schemaNode) []api.Constraint {
	node := l.doc.Source.At(s.at)
	if node == nil {
		return list
	}
	for _, keyword := range uncheckedKeywords {
		if value := node.Get(keyword); value != nil {
			list = append(list, api.Constraint{Keyword: keyword, Value: value.SortedJSON()})
		}
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if value := node.Get(keyword); value != nil && onlyRequires(value) {
			list = append(list, api.Constraint{Keyword: keyword, Value: requiredAlternatives(value)})
		}
	}
	return list
}

// onlyRequires reports whether all alternatives in a list only require properties. They are no types.
//
//	anyOf: [{required: [email]}, {required: [phone]}]
func onlyRequires(list *source.Node) bool {
	return len(list.Items) > 0 && !slices.ContainsFunc(list.Items, func(n *source.Node) bool {
		return n.Kind != source.Map || len(n.Fields) != 1 || n.Fields[0].Key != "required"
	})
}

// requiredAlternatives returns the JSON of alternatives that only require properties. It is the same
// for lists in another order.
//
//	[{required: [phone]}, {required: [name, email]}]  →  [{"required":["email","name"]},{"required":["phone"]}]
func requiredAlternatives(list *source.Node) string {
	var alternatives []string
	for _, n := range list.Items {
		var names []string
		for _, name := range n.Fields[0].Value.Items {
			names = append(names, name.SortedJSON())
		}
		slices.Sort(names)
		alternatives = append(alternatives, `{"required":[`+strings.Join(names, ",")+"]}")
	}
	slices.Sort(alternatives)
	return "[" + strings.Join(alternatives, ",") + "]"
}
