package lower

// The types of whole events.
//
// The schema of an event lists its types, or a discriminator states them, like the
// values of other unions and base types:
//
//	oneOf: [{$ref: Joined}, {$ref: Left}]
//	discriminator: {propertyName: event, mapping: {user.joined: Joined}}
//
// The types of these events are user.joined and Left. The discriminator may also be that
// of a base type, whose subtypes are then the alternatives.

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/diag"
)

// selectsEvents reports whether the discriminator of a schema is the type of events.
func selectsEvents(s *openapi3.Schema) bool {
	return s.Discriminator != nil && s.Discriminator.PropertyName == "event"
}

// isEventBase reports whether s is a base type whose discriminator is the type of events.
func (l *lowerer) isEventBase(s schemaNode) bool {
	d, ok := l.findDiscriminator(s)
	if !ok || !selectsEvents(d.schema) {
		return false
	}
	own, _ := alternativesOf(s)
	inner, _ := alternativesOf(d)
	return len(own)+len(inner) == 0
}

// eventMembers returns the alternatives of a schema, or the subtypes of a base type. It
// returns the schemas whose discriminators select them, which may be none.
func (l *lowerer) eventMembers(s schemaUse) (members []schemaUse, selecting []schemaNode) {
	if s.schema == nil {
		return nil, nil
	}
	if d, ok := l.findDiscriminator(s.schemaNode); ok && selectsEvents(d.schema) {
		selecting = append(selecting, d)
	}
	if l.isEventBase(s.schemaNode) {
		return l.eventSubtypes(s.schemaNode, selecting[0]), selecting
	}
	refs, at := alternativesOf(s.schemaNode)
	for i, m := range refs {
		if !isNull(m) {
			members = append(members, l.resolveUse(m, at.Index(i)))
		}
	}
	return members, selecting
}

// eventSubtypes returns the subtypes of a base type with the given discriminator: the
// schemas in the mapping and the components that extend the base.
func (l *lowerer) eventSubtypes(base, discriminator schemaNode) []schemaUse {
	var subtypes []schemaUse
	add := func(use schemaUse) {
		again := func(other schemaUse) bool { return other.at == use.at }
		if use.at != base.at && !slices.ContainsFunc(subtypes, again) {
			subtypes = append(subtypes, use)
		}
	}
	for _, m := range l.mappedSchemas(discriminator) {
		add(l.resolveUse(l.schemas()[m.name], schemasAt.Child(m.name)))
	}
	for _, name := range sorted(l.schemas()) {
		use := l.resolveUse(l.schemas()[name], schemasAt.Child(name))
		if l.extendsSchema(use.schemaNode, base.at, 0) && !l.isEventBase(use.schemaNode) {
			add(use)
		}
	}
	return subtypes
}

// ownEvents returns the events of a base type itself, which the mapping or the schema
// must list.
func (l *lowerer) ownEvents(list []envelope, base schemaUse) []envelope {
	own := slices.Clone(list)
	l.nameEvents(own, base, nil, "")
	return slices.DeleteFunc(own, func(e envelope) bool { return e.names == nil })
}

// nameEvents sets the types of the events of a schema that a discriminator states: that
// of a union with the schema among its alternatives, or of a base type of the schema.
// The implied type is that of events that no mapping and no schema lists.
func (l *lowerer) nameEvents(list []envelope, s schemaUse, selecting []schemaNode, implied string) {
	selecting = append(slices.Clip(selecting), l.eventBases(s.schemaNode, 0)...)
	if len(selecting) == 0 {
		return
	}
	var mapped []string
	for _, d := range selecting {
		if mapped == nil {
			mapped = l.mappedEvents(d)[s.at]
		}
	}
	for i := range list {
		if e := &list[i]; e.names == nil {
			e.names = selectedEvents(mapped, l.valuesOf(e.event), implied)
		}
	}
}

// impliedEvent returns the type of the events of a schema that only the name of the
// schema states.
func (l *lowerer) impliedEvent(s schemaUse) string {
	return cmp.Or(l.declaredValue(s.schemaNode), s.component)
}

// selectedEvents returns the types of an event that a mapping selects, or else those that
// its schema lists, or else the name of the schema. Of several listed types, those in the
// mapping select the event. A single one does so in addition to the mapping.
func selectedEvents(mapped, listed []string, implied string) []string {
	isMapped := func(name string) bool { return slices.Contains(mapped, name) }
	switch {
	case slices.ContainsFunc(listed, isMapped):
		return slices.DeleteFunc(slices.Clone(listed), func(name string) bool { return !isMapped(name) })
	case mapped != nil && len(listed) == 1:
		return append(slices.Clone(mapped), listed...)
	case mapped != nil:
		return mapped
	case listed != nil:
		return listed
	case implied != "":
		return []string{implied}
	}
	return nil
}

// eventBases returns the base types among s and the schemas that it extends whose
// discriminator is the type of events.
func (l *lowerer) eventBases(s schemaNode, depth int) []schemaNode {
	if s.schema == nil || depth > maxHops {
		return nil
	}
	var bases []schemaNode
	if members, _ := alternativesOf(s); selectsEvents(s.schema) && (len(members) == 0 || l.isExtendedByMember(s)) {
		bases = append(bases, s)
	}
	for i, ref := range s.schema.AllOf {
		part := l.resolveUse(ref, s.at.Child("allOf").Index(i))
		bases = append(bases, l.eventBases(part.schemaNode, depth+1)...)
	}
	return bases
}

// eventTypes are the types of events in a mapping, by the pointers of the schemas that
// they select.
type eventTypes map[diag.Pointer][]string

// mappedEvents returns the types of events in the mapping of a discriminator.
func (l *lowerer) mappedEvents(s schemaNode) eventTypes {
	if found, ok := l.eventMappings[s.at]; ok {
		return found
	}
	mapped := eventTypes{}
	for _, m := range l.mappedSchemas(s) {
		at := l.resolveUse(l.schemas()[m.name], schemasAt.Child(m.name)).at
		mapped[at] = append(mapped[at], m.value)
	}
	l.eventMappings[s.at] = mapped
	return mapped
}

// eventNames returns the types of events that an envelope describes. An event
// without a type has the type message.
func (l *lowerer) eventNames(e envelope) []string {
	if names := l.namedEvents(e); names != nil {
		return names
	}
	return []string{"message"}
}

// namedEvents returns the types of events that an envelope or a discriminator
// lists.
func (l *lowerer) namedEvents(e envelope) []string {
	if e.names != nil {
		return e.names
	}
	return l.valuesOf(e.event)
}

// valuesOf returns the strings that a schema lists.
func (l *lowerer) valuesOf(property located) []string {
	s := l.resolveUse(property.ref, property.at)
	if s.schema == nil {
		return nil
	}
	values := s.schema.Enum
	if s.schema.Const != nil {
		values = []any{s.schema.Const}
	}
	var names []string
	for _, v := range values {
		if name, ok := v.(string); ok {
			names = append(names, name)
		}
	}
	return names
}
