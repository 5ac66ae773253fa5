package lower

// Streams: responses that are sequences of events or of JSON values.
//
// OpenAPI 3.2 describes the items of a stream with itemSchema. Older
// descriptions use schema, either for one item or for the list of all items. The
// schema of an event describes its data, as most descriptions do, or the whole
// event with its fields, as OpenAPI 3.2 prescribes:
//
//	schema: {$ref: "#/components/schemas/Piece"}
//
//	itemSchema:
//	  properties:
//	    event: {const: delta}
//	    data: {contentMediaType: application/json, contentSchema: {$ref: "#/components/schemas/Piece"}}
//
// An object whose properties are all fields of events, with data among them, is
// a whole event. If there are several, with data of several types, the type of
// an event selects the type of its data. Events that have a type but no data are
// events of their own:
//
//	oneOf: [{properties: {event: {const: ping}}}, …]

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// StreamRule describes the streams of some operations. Without a rule, a stream
// ends with [DONE], and the property stream of a body requests it.
type StreamRule struct {
	Pos diag.Pos

	// Paths, Operations and Tags name operations. If all three are empty, the
	// rule applies to all operations.
	Paths      []source.PathRule
	Operations []diag.Text // operationIds
	Tags       []diag.Text
	Property   *diag.Text // nil for the default; "" if no property requests a stream
	End        *diag.Text // nil for the default; "" if no event marks the end
}

// The defaults of StreamRule.
const (
	defaultStreamProperty = "stream"
	defaultStreamEnd      = "[DONE]"
)

// lineTypes are the media types of one JSON value per line and of JSON text
// sequences. Types with the suffix +json-seq belong to them too.
var lineTypes = []string{
	"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl",
	"application/jsonlines", "application/x-jsonlines", "application/json-lines", "application/json-seq",
	"application/stream+json", "application/x-json-stream", "text/x-ndjson", "text/jsonl",
}

// resultFormOf is like formOf for the body of a response, which may be a stream.
func resultFormOf(mediaType string) (bodyForm, int) {
	base, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	base = strings.TrimSpace(base)
	switch {
	case base == "text/event-stream":
		return asEvents, 0
	case strings.HasSuffix(base, "+json-seq"):
		return asLines, len(lineTypes)
	}
	if i := slices.Index(lineTypes, base); i >= 0 {
		return asLines, i
	}
	return formOf(mediaType)
}

// isStream reports whether a form is that of a sequence of items.
func (f bodyForm) isStream() bool { return f == asEvents || f == asLines }

// lowerItems lowers the items of a stream.
func (l *lowerer) lowerItems(media *openapi3.MediaType, m *loweredBody, form bodyForm, in namingContext) {
	m.format, m.sequence = api.Lines, &api.Sequence{}
	in = in.formatContext(map[bodyForm]string{asEvents: "event", asLines: "line"}[form])
	in.constant = form == asEvents // a text with one value needs no type of its own
	s, given := l.itemUse(media, m.at)
	if form == asEvents {
		m.format = api.Events
	} else if given && s.schema != nil && s.schema.Type.Is("string") && s.schema.Format == "binary" {
		m.format, m.sequence = api.Stream, nil // the lines are not described
	}
	switch {
	case form == asEvents:
		events := l.eventsOf(s, media != nil && media.ItemSchema != nil, in)
		m.sequence.Dataless = events.dataless
		if events.byType {
			m.use, m.sequence.Events = l.eventUnion(s, m.at, events.data, in), events.data
		} else {
			m.use, m.sequence.Text = events.data[0].Type, events.data[0].Text
		}
	case given:
		m.use = l.typeUse(s, in)
	default:
		m.use = api.Use{Type: l.newScalar(s, api.Any)}
	}
}

// itemUse returns the schema of the items of a stream.
func (l *lowerer) itemUse(media *openapi3.MediaType, at diag.Pointer) (s schemaUse, given bool) {
	switch {
	case media == nil:
		return schemaUse{schemaNode: schemaNode{at: at}}, false
	case media.ItemSchema != nil:
		return l.resolveUse(media.ItemSchema, at.Child("itemSchema")), true
	case media.Schema == nil:
		return schemaUse{schemaNode: schemaNode{at: at}}, false
	}
	s = l.resolveUse(media.Schema, at.Child("schema"))
	if s.schema != nil && s.schema.Items != nil && l.typeName(s.schemaNode) == "array" {
		return l.resolveUse(s.schema.Items, s.at.Child("items")), true
	}
	return s, true
}

// located is a schema with its pointer.
type located struct {
	ref *openapi3.SchemaRef
	at  diag.Pointer
}

// envelope is the description of a whole event.
type envelope struct {
	data, event located
	names       []string // types of the event that discriminators state; nil if there are none
	fields      bool     // it has a property that is a field of events
	other       bool     // it has a property that is not
	inherited   bool     // an outer schema describes the data, and an inner one the type
	required    bool     // the data is required
}

func (e envelope) hasData() bool { return e.data.ref != nil }

// mayLackData reports whether the event may have no data. If an alternative has only a
// type, its data is not described beside it, so it may be a signal like ping:
//
//	{properties: {event: …, data: {type: string}}, oneOf: [{properties: {event: {const: ping}}}, …]}
func (e envelope) mayLackData() bool { return !e.hasData() || e.inherited && !e.required }

// describedEvents are the events that a schema describes.
type describedEvents struct {
	data     []api.EventData // by type of event; at least one
	byType   bool            // the type of an event selects the type of its data; otherwise data has one element
	dataless []string        // types of events that may have no data
}

// eventsOf returns the events that a schema describes. whole reports whether the schema
// is that of whole events.
func (l *lowerer) eventsOf(s schemaUse, whole bool, in namingContext) describedEvents {
	list := l.envelopes(s, []envelope{{}}, nil)
	l.nameEvents(list, s, nil, l.impliedEvent(s))
	if !l.areEvents(list, whole) {
		use, text := l.eventData(s, in)
		return describedEvents{data: []api.EventData{{Type: use, Text: text}}}
	}
	var d describedEvents
	for _, e := range list {
		if !e.mayLackData() {
			continue
		}
		for _, name := range l.namedEvents(e) {
			if !slices.Contains(d.dataless, name) {
				d.dataless = append(d.dataless, name)
			}
		}
	}
	isSignal := func(e envelope) bool { return !e.hasData() && l.namedEvents(e) != nil }
	d.byType = slices.ContainsFunc(list, isSignal) // it has another type than the others
	list = slices.DeleteFunc(list, func(e envelope) bool { return !e.hasData() })
	several := len(list) > 1 || d.byType
	for _, e := range list {
		in := in
		if several && in.key == "" {
			in = in.formatContext(strings.Join(l.eventNames(e), " "))
		}
		use, text := l.eventContent(e.data, in)
		if several && isConstant(l.resolveUse(e.data.ref, e.data.at), defaultStreamEnd) {
			continue // the event that marks the end
		}
		for _, name := range l.eventNames(e) {
			data := api.EventData{Name: name, Type: use, Text: text}
			l.warnAmbiguous(d.data, data, e.data.at)
			d.data = append(d.data, data)
		}
	}
	if len(d.data) == 0 {
		d.data, d.byType = []api.EventData{{Type: api.Use{Type: l.newScalar(s, api.String)}, Text: true}}, false
		return d
	}
	differ := func(e api.EventData) bool { return !sameData(e, d.data[0]) }
	if d.byType = d.byType || slices.ContainsFunc(d.data, differ); !d.byType {
		d.data = d.data[:1]
	}
	return d
}

// warnAmbiguous reports data whose event has the type of another event with other data.
func (l *lowerer) warnAmbiguous(known []api.EventData, data api.EventData, at diag.Pointer) {
	differs := func(e api.EventData) bool { return e.Name == data.Name && !sameData(e, data) }
	if slices.ContainsFunc(known, differs) {
		l.warnf(at, "ambiguous-union", "another event of the type %q has data of another type, which is decoded; "+
			"describe both types of data in one schema", data.Name)
	}
}

// areEvents reports whether envelopes describe whole events. Otherwise, the schema is
// that of their data. A schema of whole events has fields of events, unless its author
// meant the data. Any other schema must have data, and only fields of events:
//
//	{properties: {event: {const: add}, data: …}}                an event
//	{properties: {event: {const: add}, data: …, task: …}}       data
//
// Events that are not alone may have other properties, so that a property added to one
// of them does not change the types of all.
func (l *lowerer) areEvents(list []envelope, whole bool) bool {
	some := func(is func(envelope) bool) bool { return slices.ContainsFunc(list, is) }
	hasFields, hasOther := func(e envelope) bool { return e.fields }, func(e envelope) bool { return e.other }
	switch {
	case !some(envelope.hasData):
		return whole && some(hasFields) && !some(hasOther)
	case whole:
		return true
	}
	mayHaveOther := some(func(e envelope) bool { return e.hasData() && !e.other && l.namedEvents(e) != nil })
	return !some(func(e envelope) bool {
		if e.hasData() {
			return e.other && !mayHaveOther
		}
		return e.other || l.namedEvents(e) == nil
	})
}

func sameData(a, b api.EventData) bool {
	return a.Text == b.Text && a.Type.Nullable == b.Type.Nullable && sameVariant(a.Type.Type, b.Type.Type)
}

// sameVariant reports whether two types are one variant of a union. Objects are
// compared by identity because their fields are not known yet.
func sameVariant(a, b *api.Type) bool {
	for a.Kind == b.Kind && (a.Kind == api.List || a.Kind == api.Map) {
		a, b = a.Elem.Type, b.Elem.Type
	}
	return a == b || a.Kind != api.Object && a.Equal(b)
}

// maxEnvelopes limits the combinations of alternatives in one schema.
const maxEnvelopes = 1000

// envelopes returns the events that a schema describes. Each of the given
// envelopes is completed by the properties of the schema and of its parts, once
// for each alternative or subtype. A schema inside of itself, which is among those
// above, describes no other events.
func (l *lowerer) envelopes(s schemaUse, list []envelope, above []*openapi3.Schema) []envelope {
	list, inside := l.withProperties(s, list, above)
	members, selecting := l.eventMembers(s)
	if len(members) == 0 || len(inside) == len(above) {
		return list
	}
	var all []envelope
	for _, m := range members {
		if slices.Contains(inside, m.schema) || len(all) > maxEnvelopes {
			continue
		}
		found := l.envelopes(m, list, inside)
		l.nameEvents(found, m, selecting, l.impliedEvent(m))
		all = append(all, found...)
	}
	if l.isEventBase(s.schemaNode) {
		all = append(all, l.ownEvents(list, s)...)
	}
	return all
}

// withProperties completes envelopes by the properties of a schema and of its allOf. It
// returns the schemas above the members of the schema, which are the given ones if the
// schema adds nothing.
func (l *lowerer) withProperties(
	s schemaUse, list []envelope, above []*openapi3.Schema,
) ([]envelope, []*openapi3.Schema) {
	l.spend(&l.memberBudget, s.at)
	if s.schema == nil || slices.Contains(above, s.schema) || len(list) > maxEnvelopes {
		return list, above
	}
	above = append(slices.Clip(above), s.schema)
	list = slices.Clone(list)
	for i, m := range s.schema.AllOf {
		part := l.resolveUse(m, s.at.Child("allOf").Index(i))
		if part.schema != nil && (l.isEventBase(part.schemaNode) || l.isExtendedByMember(part.schemaNode)) {
			list, _ = l.withProperties(part, list, above) // the schema is one of its subtypes
		} else {
			list = l.envelopes(part, list, above)
		}
	}
	for i := range list {
		l.addProperties(&list[i], s.schemaNode)
	}
	return list, above
}

// addProperties adds the properties of a schema to an envelope. Of several declarations
// of a property, the last one is used, unless it says less:
//
//	allOf: [{properties: {event: {type: string}}}], properties: {event: {const: ping}}
func (l *lowerer) addProperties(e *envelope, s schemaNode) {
	hasData, hasEvent := s.schema.Properties["data"] != nil, s.schema.Properties["event"] != nil
	e.inherited = !hasData && (e.inherited || hasEvent && e.hasData())
	e.required = e.required || slices.Contains(s.schema.Required, "data")
	for _, name := range sorted(s.schema.Properties) {
		property := located{s.schema.Properties[name], s.at.Child("properties").Child(name)}
		switch name {
		case "data":
			e.fields = true
			if !e.hasData() || !l.isPlainText(property) || l.isPlainText(e.data) {
				e.data = property
			}
		case "event":
			e.fields = true
			if e.event.ref == nil || l.valuesOf(property) != nil || l.valuesOf(e.event) == nil {
				e.event = property
			}
		case "id", "retry", "comment":
			e.fields = true
		default:
			e.other = true
		}
	}
}

// isPlainText reports whether a schema describes no data other than any text.
func (l *lowerer) isPlainText(property located) bool {
	s := l.resolveUse(property.ref, property.at)
	if s.schema != nil && (s.schema.ContentSchema != nil || s.schema.ContentMediaType != "") {
		return false
	}
	return l.isAnything(s) ||
		len(s.schema.Enum) == 0 && s.schema.Const == nil && l.typeName(s.schemaNode) == "string"
}

// isConstant reports whether the only value of a schema is the given string.
func isConstant(s schemaUse, value string) bool {
	if s.schema == nil {
		return false
	}
	return s.schema.Const == any(value) || len(s.schema.Enum) == 1 && s.schema.Enum[0] == any(value)
}

// eventContent returns the type of the data of a whole event and reports whether
// the data is text.
func (l *lowerer) eventContent(data located, in namingContext) (use api.Use, text bool) {
	s := l.resolveUse(data.ref, data.at)
	if s.schema == nil {
		return l.eventData(s, in)
	}
	media := s.schema.ContentMediaType
	form, _ := formOf(media)
	isJSON := media != "" && form == asJSON
	switch {
	case s.schema.ContentSchema != nil && (isJSON || media == ""):
		return l.lowerUse(s.schema.ContentSchema, s.at.Child("contentSchema"), in), false
	case isJSON:
		return api.Use{Type: l.newScalar(s, api.Any)}, false
	}
	return l.eventData(s, in)
}

// eventData returns the type of the data of an event and reports whether the
// data is text. Strings are sent as they are, all other values as JSON.
func (l *lowerer) eventData(s schemaUse, in namingContext) (use api.Use, text bool) {
	if s.schema == nil || isUnconstrained(s.schema) {
		return api.Use{Type: l.newScalar(s, api.String)}, true
	}
	use = l.typeUse(s, in)
	switch use.Type.Kind {
	case api.String, api.DateTime, api.Date, api.TimeOfDay, api.Duration, api.Bytes, api.Binary:
		return use, true
	case api.Enum:
		return use, use.Type.MemberKind == api.String
	}
	return use, false
}

// eventUnion returns the union of the data of events of several types. It sets
// the types of the events to those of the variants.
func (l *lowerer) eventUnion(s schemaUse, at diag.Pointer, events []api.EventData, in namingContext) api.Use {
	s.at, s.component, s.innerTarget, s.layers = at, "", "", nil
	t := l.newType(s, api.Union, in)
	t.ByEvent = true
	for i, e := range events {
		same := func(v *api.Variant) bool { return sameVariant(v.Type.Type, e.Type.Type) }
		if k := slices.IndexFunc(t.Variants, same); k >= 0 {
			events[i].Type.Type = t.Variants[k].Type.Type
		} else {
			use := api.Use{Type: e.Type.Type}
			t.Variants = append(t.Variants, &api.Variant{Origin: e.Type.Type.Origin, Type: use})
		}
	}
	return api.Use{Type: t}
}

// bodyFit is the result of a rule for all operations: whether it applies to a body of an
// operation with a stream, and whether one of these bodies has the property of the rule.
type bodyFit struct{ bodies, properties bool }

// lowerStreams applies the rules for streams to all operations.
func (l *lowerer) lowerStreams() {
	used := make([]bool, len(l.opt.Streams))
	fits := make([]bodyFit, len(l.opt.Streams))
	for _, o := range l.api.Operations {
		property, end := diag.Text{Value: defaultStreamProperty}, diag.Text{Value: defaultStreamEnd}
		var fit *bodyFit
		for i := range l.opt.Streams {
			rule := &l.opt.Streams[i]
			l.spendRule(rule.Pos)
			named, _ := rule.names().match(o)
			if !named && !rule.names().areEmpty() {
				continue
			}
			used[i] = true
			if rule.Property != nil {
				property = *rule.Property
				if !named {
					property.Pos = diag.Pos{} // it need not fit all bodies
					fit = &fits[i]
				}
			}
			if rule.End != nil {
				end = *rule.End
			}
			break
		}
		hasBody, hasProperty := l.lowerStream(o, property, end)
		if fit != nil {
			fit.bodies, fit.properties = fit.bodies || hasBody, fit.properties || hasProperty
		}
	}
	for i := range l.opt.Streams {
		rule := &l.opt.Streams[i]
		if fits[i].bodies && !fits[i].properties {
			l.diags.Warnf(rule.Property.Pos, "streams", "no body that could request a stream has a boolean %q property",
				rule.Property.Value)
		}
		if before := l.diags.Len(); !used[i] {
			if l.reportNames("streams", rule.Pos, rule.names()); l.diags.Len() == before {
				l.diags.Warnf(rule.Pos, "streams",
					"earlier rules cover every operation that this rule could apply to; remove it or move it up")
			}
		}
	}
}

func (r *StreamRule) names() operationNames { return operationNames{r.Paths, r.Operations, r.Tags} }

// lowerStream applies the settings of a rule to the streams of an operation. It reports
// whether a body could request the stream, and whether one has the property.
func (l *lowerer) lowerStream(o *api.Operation, property, end diag.Text) (hasBody, hasProperty bool) {
	streams := false
	for _, r := range o.Success {
		for _, c := range append([]api.Content{r.Content}, r.OtherContents...) {
			if c.Sequence != nil {
				c.Sequence.End, streams = end.Value, true
				c.Sequence.HasError = hasField(c.Type.Type, "error")
			}
		}
	}
	if !streams || property.Value == "" || o.Body == nil {
		return false, false
	}
	l.dropUnreachable(o, property.Value)
	for _, body := range bodiesOf(o) {
		if body.Streams = l.requestsStream(body, property.Value); body.Streams {
			o.StreamProperty = property.Value
		}
	}
	l.setFixedStreams(o, property.Value)
	hasProperty = o.StreamProperty != ""
	if !hasProperty && property.Pos.Line > 0 {
		l.diags.Warnf(property.Pos, "streams", "the body of %s %s has no boolean %q property",
			o.Method, o.Path.Template, property.Value)
	}
	return true, hasProperty
}

// dropUnreachable drops the contents of responses that no body can request: contents
// other than streams if each body has the constant true, and streams if each body has
// the constant false.
func (l *lowerer) dropUnreachable(o *api.Operation, property string) {
	var types []*api.Type
	required := true
	for _, body := range bodiesOf(o) {
		if !hasProperties(body) {
			return
		}
		types = append(types, l.typesOf(body.Type.Type)...)
		required = required && body.Required
	}
	isStream := func(c api.Content) bool { return c.Sequence != nil }
	switch {
	case required && allHaveStreamField(types, property, alwaysTrue):
		l.dropContents(o, property+" is always true", func(c api.Content) bool { return !isStream(c) })
	case allHaveStreamField(types, property, alwaysFalse):
		l.dropContents(o, property+" is always false", isStream)
	}
}

func alwaysTrue(f *api.Field) bool  { return f.Required && f.Type.Type.Constant() == "true" }
func alwaysFalse(f *api.Field) bool { return f.Type.Type.Constant() == "false" }

// setFixedStreams finds the bodies that always or never request a stream, beside bodies
// that leave the choice to the caller.
func (l *lowerer) setFixedStreams(o *api.Operation, property string) {
	if r := o.Result(); r == nil || r.Sequence != nil {
		return // there is no choice
	}
	for _, body := range bodiesOf(o) {
		if !hasProperties(body) || o.OtherBodies == nil {
			continue
		}
		types := l.typesOf(body.Type.Type)
		body.OnlyStreams = body.Required && allHaveStreamField(types, property, alwaysTrue)
		body.NoStreams = allHaveStreamField(types, property, alwaysFalse)
		if body.OnlyStreams || body.NoStreams {
			other := "a stream"
			if body.OnlyStreams {
				other = "other responses"
			}
			l.diags.Notef(body.Origin.Pos, "streams",
				"%s is always %t in a body of type %s, so the SDK has no method that sends this body and requests %s",
				property, body.OnlyStreams, body.ContentType, other)
		}
	}
}

// dropContents drops contents of the responses of an operation for the given reason. A
// response keeps its only content.
func (l *lowerer) dropContents(o *api.Operation, reason string, drop func(api.Content) bool) {
	for _, r := range o.Success {
		var kept, dropped []api.Content
		for _, c := range append([]api.Content{r.Content}, r.OtherContents...) {
			if drop(c) {
				dropped = append(dropped, c)
			} else {
				kept = append(kept, c)
			}
		}
		if r.Type != nil && len(kept) > 0 && len(dropped) > 0 {
			r.Content, r.OtherContents = kept[0], kept[1:]
			l.diags.Notef(o.Body.Origin.Pos, "streams", "in this body, %s, so the SDK has no method for %s responses",
				reason, dropped[0].ContentType)
		}
	}
}

// bodiesOf returns the request body of an operation in all its formats.
func bodiesOf(o *api.Operation) []*api.Body { return append([]*api.Body{o.Body}, o.OtherBodies...) }

// hasProperties reports whether the format of a body can have properties.
func hasProperties(body *api.Body) bool {
	return slices.Contains([]api.Format{api.JSON, api.Form, api.Multipart}, body.Format)
}

// typesOf returns the types that a value of t may have, including subtypes.
func (l *lowerer) typesOf(t *api.Type) []*api.Type {
	var types []*api.Type
	for _, leaf := range l.leaves(t) {
		types = append(types, leaf)
		for _, v := range leaf.Subtypes {
			types = append(types, v.Type.Type)
		}
	}
	return types
}

// requestsStream reports whether a body can request a stream through a property.
func (l *lowerer) requestsStream(body *api.Body, property string) bool {
	return hasProperties(body) && slices.ContainsFunc(l.typesOf(body.Type.Type), func(t *api.Type) bool {
		return hasStreamField(t, property, func(f *api.Field) bool { return f.Type.Type.Constant() != "false" })
	})
}

// hasStreamField reports whether t has a boolean property with the given name for which
// is returns true.
func hasStreamField(t *api.Type, property string, is func(f *api.Field) bool) bool {
	return slices.ContainsFunc(t.Fields, func(f *api.Field) bool {
		return f.Name == property && isBoolean(f.Type.Type) && is(f)
	})
}

// allHaveStreamField reports whether there are types and all of them have such a property.
func allHaveStreamField(types []*api.Type, property string, is func(f *api.Field) bool) bool {
	lacksField := func(t *api.Type) bool { return !hasStreamField(t, property, is) }
	return len(types) > 0 && !slices.ContainsFunc(types, lacksField)
}

// isBoolean reports whether the values of t are booleans, which may have names.
func isBoolean(t *api.Type) bool {
	return t.Kind == api.Bool || t.Kind == api.Enum && t.MemberKind == api.Bool
}

func hasField(t *api.Type, name string) bool {
	return slices.ContainsFunc(t.Fields, func(f *api.Field) bool { return f.Name == name })
}
