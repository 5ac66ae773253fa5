package lower

// Base types and those that extend them.
//
// A discriminator on an object means that wherever the object is due one of
// its subtypes may come. Which ones is said by its mapping, or, where it has
// none, by the components whose allOf names it. This is settled after all
// types are made, since a mapping may name any of them.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// claim notes that a discriminator holds value for t. Two values for one type
// cancel each other out: then nobody but the caller knows which to send.
func (l *lowerer) claim(t *api.Type, property, value string) {
	if t.Kind != api.Object || property == "" || value == "" {
		return
	}
	l.claims = append(l.claims, claim{t, property, value})
}

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

// polymorphs ties subtypes to their bases and says what each of them sends.
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

// discriminated finds a discriminator of the object's own: on its schema or
// on an inline part of its allOf.
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

// mapping reads the mapping of the discriminator of s, by value.
func (l *lowerer) mapping(s spot) []entry {
	at := s.at.Child("discriminator").Child("mapping")
	var entries []entry
	for _, value := range sorted(s.schema.Discriminator.Mapping) {
		ref := s.schema.Discriminator.Mapping[value].Ref
		if n := l.doc.Source.At(at.Child(value)); n != nil && n.Kind == source.String {
			ref = n.Text // kin-openapi changes it when it resolves references
		}
		name, ok := ref, l.schemas()[ref] != nil
		if !ok {
			if p, isPointer := pointerOf(ref); isPointer {
				name, ok = componentName(p)
				ok = ok && l.schemas()[name] != nil
			}
		}
		if !ok {
			l.errorf(at.Child(value), "unknown-mapping", "no schema %q in the components%s", ref, diag.DidYouMean(ref[strings.LastIndex(ref, "/")+1:], sorted(l.schemas())))
			continue
		}
		p := schemasAt.Child(name)
		t := l.typeOf(l.read(l.schemas()[name], p), place{key: name})
		entries = append(entries, entry{value, at.Child(value), t})
	}
	return entries
}

// implicit finds the components that extend t, by name.
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

// implicitValue is what a discriminator without a mapping holds for t.
func (l *lowerer) implicitValue(t *api.Type) string {
	if value := l.declaredValue(l.spots[t]); value != "" {
		return value
	}
	return t.Key
}

// declaredValue reads x-ms-discriminator-value from a schema or an inline
// part of its allOf.
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

// subtypes adds the mapping of from, and of those in it, to t.
func (l *lowerer) subtypes(t, from *api.Type, direct map[*api.Type][]entry, seen map[*api.Type]bool) {
	if seen[from] {
		return
	}
	seen[from] = true
	for _, e := range direct[from] {
		if e.t.Kind != api.Object {
			l.warnf(e.at, "unknown-mapping", "%s is not an object and cannot take the place of one", kindOf(e.t))
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

// settle gives objects the value they send, and fields what fills them.
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
