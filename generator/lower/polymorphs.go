package lower

// Base types and their subtypes.
//
// A discriminator on an object means that any of its subtypes may appear in
// place of the object. The subtypes are those in its mapping or, without a
// mapping, the components whose allOf names the object. They are linked after
// all types exist, because a mapping may name any type.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// claim records that a discriminator has value for t. If a type has two
// values, neither is filled in, because only the caller knows which one to
// send.
func (l *lowerer) claim(t *api.Type, property, value string) {
	if t.Kind != api.Object || property == "" || value == "" {
		return
	}
	l.claims = append(l.claims, claim{t, property, value})
}

// claim is a value of a discriminator for a type.
type claim struct {
	t               *api.Type
	property, value string
}

// entry is an entry of a discriminator's mapping.
type entry struct {
	value string
	at    diag.Pointer
	t     *api.Type
}

// polymorphs links subtypes to their bases and determines the discriminator
// value of each.
func (l *lowerer) polymorphs() {
	bases := slices.DeleteFunc(slices.Clone(l.api.Types), func(t *api.Type) bool { return t.Kind != api.Object })
	slices.SortFunc(bases, func(a, b *api.Type) int { return compareOrigins(a.Origin, b.Origin) })
	direct := map[*api.Type][]entry{}
	for _, t := range bases {
		s, ok := l.discriminated(l.spots[t])
		if !ok {
			continue
		}
		t.Polymorphic = true
		t.Discriminator = s.schema.Discriminator.PropertyName
		if l.doc.HasMapping(s.at) {
			direct[t] = l.mapping(s)
		} else {
			direct[t] = l.implicit(t, bases)
		}
	}
	for _, t := range bases {
		l.subtypes(t, t, direct, map[*api.Type]bool{})
		slices.SortFunc(t.Subtypes, func(a, b *api.Variant) int {
			return cmp.Or(cmp.Compare(a.Value, b.Value), compareOrigins(a.Type.Type.Origin, b.Type.Type.Origin))
		})
	}
	l.settle(bases)
}

// discriminated finds the object's own discriminator, on its schema or on an
// inline part of its allOf.
func (l *lowerer) discriminated(s spot) (spot, bool) {
	if s.schema == nil {
		return spot{}, false
	}
	if s.schema.Discriminator != nil && s.schema.Discriminator.PropertyName != "" {
		return s, true
	}
	for i, part := range s.schema.AllOf {
		if part != nil && part.Ref == "" && part.Value != nil {
			if found, ok := l.discriminated(spot{s.at.Child("allOf").Index(i), part.Value}); ok {
				return found, true
			}
		}
	}
	return spot{}, false
}

// mapping returns the entries of the discriminator mapping of s, sorted by
// value.
func (l *lowerer) mapping(s spot) []entry {
	at := s.at.Child("discriminator").Child("mapping")
	var entries []entry
	for _, value := range sorted(s.schema.Discriminator.Mapping) {
		ref := s.schema.Discriminator.Mapping[value].Ref
		if n := l.doc.Source.At(at.Child(value)); n != nil && n.Kind == source.String {
			ref = n.Text // resolving references in kin-openapi changes the text
		}
		name, ok := ref, l.schemas()[ref] != nil
		if !ok {
			if p, isPointer := pointerOf(ref); isPointer {
				name, ok = componentName(p)
				ok = ok && l.schemas()[name] != nil
			}
		}
		if !ok {
			name := ref[strings.LastIndex(ref, "/")+1:]
			l.errorf(at.Child(value), "unknown-mapping", "no schema %q under components/schemas%s",
				ref, diag.DidYouMean(name, sorted(l.schemas())))
			continue
		}
		p := schemasAt.Child(name)
		t := l.typeOf(l.read(l.schemas()[name], p), place{key: name})
		entries = append(entries, entry{value, at.Child(value), t})
	}
	return entries
}

// implicit returns the components that extend t, for a discriminator without a
// mapping.
func (l *lowerer) implicit(t *api.Type, all []*api.Type) []entry {
	var entries []entry
	for _, sub := range all {
		if named(sub) && slices.Contains(l.bases[sub], t) {
			entries = append(entries, entry{l.implicitValue(sub), sub.Origin.Pointer, sub})
		}
	}
	if named(t) {
		entries = append(entries, entry{l.implicitValue(t), t.Origin.Pointer, t})
	}
	return entries
}

// implicitValue returns the value of t for a discriminator without a mapping.
func (l *lowerer) implicitValue(t *api.Type) string {
	if value := l.declaredValue(l.spots[t]); value != "" {
		return value
	}
	return t.Key
}

// declaredValue returns x-ms-discriminator-value of a schema or an inline part
// of its allOf, or "".
func (l *lowerer) declaredValue(s spot) string {
	if s.schema == nil {
		return ""
	}
	if n := l.extension(s.at, "x-ms-discriminator-value"); n != nil {
		return text(n)
	}
	for i, part := range s.schema.AllOf {
		if part != nil && part.Ref == "" {
			if value := l.declaredValue(spot{s.at.Child("allOf").Index(i), part.Value}); value != "" {
				return value
			}
		}
	}
	return ""
}

// subtypes adds the subtypes of from, direct and indirect, to t.
func (l *lowerer) subtypes(t, from *api.Type, direct map[*api.Type][]entry, seen map[*api.Type]bool) {
	if seen[from] {
		return
	}
	seen[from] = true
	for _, e := range direct[from] {
		if e.t.Kind != api.Object {
			l.warnf(e.at, "unknown-mapping", "a mapping must name objects, but %s is not an object; remove the entry", kindOf(e.t))
			continue
		}
		l.claim(e.t, from.Discriminator, e.value)
		known := func(v *api.Variant) bool { return v.Value == e.value && v.Type.Type == e.t }
		if e.t != t && !slices.ContainsFunc(t.Subtypes, known) {
			t.Subtypes = append(t.Subtypes, &api.Variant{Origin: l.origin(e.at), Value: e.value, Type: api.Use{Type: e.t}})
		}
		l.subtypes(t, e.t, direct, seen)
	}
}

// settle sets the discriminator value of each object, and the fields that hold
// it.
func (l *lowerer) settle(objects []*api.Type) {
	values := map[*api.Type]map[string][]string{}
	for _, c := range l.claims {
		if values[c.t] == nil {
			values[c.t] = map[string][]string{}
		}
		if !slices.Contains(values[c.t][c.property], c.value) {
			values[c.t][c.property] = append(values[c.t][c.property], c.value)
		}
	}
	for _, t := range objects {
		single := map[string]string{}
		for _, property := range sorted(values[t]) {
			if found := values[t][property]; len(found) == 1 {
				single[property] = found[0]
				t.Discriminator = cmp.Or(t.Discriminator, property)
			}
		}
		if l.opt.OData && named(t) {
			single[odataType] = cmp.Or(single[odataType], "#"+t.Key)
		}
		if t.Discriminator != "" {
			t.Value = cmp.Or(single[t.Discriminator], l.declaredValue(l.spots[t]))
			single[t.Discriminator] = t.Value
		}
		for _, f := range t.Fields {
			f.Fill = single[f.Name]
		}
	}
}

const odataType = "@odata.type"
