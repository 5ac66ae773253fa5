package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file judges the variants that the SDK chooses for values of unions. If the value
// states a discriminator, that decides. Otherwise, a variant is wrong if its schema rejects
// the value while that of another variant accepts it.

// wrongChoice returns a sentence about a wrong variant, or "".
func (m *measurement) wrongChoice(c *driver.Choice) string {
	u := m.unions[c.Union]
	if u == nil || u.Base != nil && string(u.Base.Name) == c.Variant {
		return ""
	}
	variants, stated := statedVariants(u, c.JSON)
	var fitting []string
	for _, v := range variants {
		ref, at := m.variantSchema(v)
		if ref == nil {
			return "" // the validator cannot judge
		}
		m.validator.compile(ref.Value, at)
		if !stated && m.validator.check(ref.Value, c.JSON) != nil {
			continue
		}
		if hasGoType(v, c.Variant) {
			return ""
		}
		fitting = append(fitting, v.API.Type.String())
	}
	if fitting == nil {
		return ""
	}
	return fmt.Sprintf("%s decodes as %s, but fits %s: %s",
		c.Union, c.Variant, strings.Join(fitting, " and "), shorten(string(c.JSON)))
}

// statedVariants returns the variants that the discriminator in a value selects, and true.
// If the value has none, or if some variants do not list their values, it returns all
// variants and false.
func statedVariants(u *plan.Union, text []byte) ([]*plan.Variant, bool) {
	var members map[string]json.RawMessage
	if u.Type.Discriminator == "" || json.Unmarshal(text, &members) != nil {
		return u.Variants, false
	}
	value, ok := members[u.Type.Discriminator]
	if !ok || slices.ContainsFunc(u.Variants, func(v *plan.Variant) bool { return len(v.Values) == 0 }) {
		return u.Variants, false
	}
	return slices.DeleteFunc(slices.Clone(u.Variants), func(v *plan.Variant) bool {
		return !slices.ContainsFunc(v.Values, func(listed string) bool { return difference([]byte(listed), value) == "" })
	}), true
}

// variantSchema returns the schema of a variant and its pointer, or nil.
func (m *measurement) variantSchema(v *plan.Variant) (*openapi3.SchemaRef, diag.Pointer) {
	for _, at := range []diag.Pointer{v.API.Origin.Pointer, v.API.Type.Type.Origin.Pointer} {
		if ref := schemaAt(m.doc, at); ref != nil && ref.Value != nil {
			return ref, at
		}
	}
	return nil, ""
}

// hasGoType reports whether values of a variant may have a Go type.
func hasGoType(v *plan.Variant, name string) bool {
	if v.Wrapper != "" || v.Type.Form != plan.Interface {
		return name == cmp.Or(string(v.Wrapper), declaredName(v.Type))
	}
	u := v.Type.Union
	if u.Shared != nil {
		u = u.Shared
	}
	return u.Base != nil && string(u.Base.Name) == name || string(u.Unknown) == name ||
		slices.ContainsFunc(u.Variants, func(v *plan.Variant) bool { return hasGoType(v, name) })
}

// declaredName returns the name of a type, or of the type for which it is an alias.
func declaredName(t *plan.Type) string {
	switch {
	case t.Form == plan.Model && t.Struct.Shared != nil:
		return string(t.Struct.Shared.Name)
	case t.Form == plan.Named && t.Enum.Shared != nil:
		return string(t.Enum.Shared.Name)
	}
	return string(t.Name())
}
