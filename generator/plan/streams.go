package plan

import (
	"cmp"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans calls whose result is a stream: a sequence of events or lines.
// Such a call is named after the HTTP method and Stream, for example PostStream,
// whether or not the operation has another result so that a result added later
// renames nothing. Beside it, PostStreamBytes returns the response as it arrives.

// streamSuffix follows the HTTP method in the name of a call that returns a
// stream.
const streamSuffix = "Stream"

// EventCase is the data of the events of one type.
type EventCase struct {
	Name    string // type of the event
	Text    bool   // the data is a text without quotation marks
	Variant *Variant
}

// IsSequence reports whether the result is a sequence of events or lines. Such a
// call returns no error of its own.
func (r *Result) IsSequence() bool { return r != nil && r.Sequence != nil }

// StreamCall returns the call of the same operation that returns a sequence, or
// nil if there is none. c is a main call.
func (c *Call) StreamCall() *Call {
	for _, call := range append([]*Call{c}, c.Alternatives...) {
		if call.stream {
			return call
		}
	}
	return nil
}

// streamsOnly reports whether the first body of an operation always requests a stream,
// although the operation has other results. Its main call then returns the stream, and
// only bodies in other formats request the other results.
func streamsOnly(op *api.Operation) bool {
	_, streamed := op.Stream()
	return streamed != nil && op.Result().Sequence == nil && op.Body != nil && op.Body.OnlyStreams
}

// PlainCall returns the call of the same operation that returns its first result: c itself,
// unless its body always requests a stream. c is a main call.
func (c *Call) PlainCall() *Call {
	for _, other := range c.Alternatives {
		if streamsOnly(c.Operation) && other.Kind == BodyAlternative && !other.Result.IsSequence() {
			return other
		}
	}
	return c
}

// streamMethod returns the method that reads a stream: the one that returns its items,
// or, if they have another type, the one that returns the response as it arrives.
func (pl *planner) streamMethod(op *api.Operation, stream api.Content) names.Ident {
	c := pl.callOf[op]
	_, main := op.Stream()
	if stream.Format == main.Format && stream.Type.Type.Equal(main.Type.Type) {
		return c.StreamCall().Method
	}
	if i := slices.IndexFunc(c.Alternatives, func(x *Call) bool { return x.raw }); i >= 0 {
		return c.Alternatives[i].Method
	}
	return c.StreamCall().Method
}

// claimStreams claims the names of the calls for the content of a response if it
// is a stream. It reports whether it is one.
func (pl *planner) claimStreams(scope *scope, c *Call, content *api.Content) bool {
	if content.Sequence == nil {
		return false
	}
	op := c.Operation
	key, name := string(op.Origin.Pointer)+string(roleResult), c.verb+streamSuffix
	stream := c
	switch {
	case streamsOnly(op):
		c.content = content
	case op.Result().Sequence != nil:
	case op.Body != nil && op.Body.NoStreams:
		return true // see claimBodyStreams
	default:
		stream = &Call{Operation: op, Kind: ResultAlternative, Options: c.Options, content: content}
		c.Alternatives = append(c.Alternatives, stream)
	}
	stream.stream = true
	scope.claim(key+string(content.Format), &stream.Method, name, name+"Result")
	raw := &Call{Operation: op, Kind: ResultAlternative, Options: c.Options, content: content, raw: true}
	c.Alternatives = append(c.Alternatives, raw)
	scope.claim(key+string(content.Format)+"Bytes", &raw.Method, name+"Bytes", name+"BytesResult")
	return true
}

// claimBodyStreams claims the names of the calls that send a body in another format and
// return the stream, such as PostStreamForm. There is none for a body that cannot request
// the stream.
func (pl *planner) claimBodyStreams(scope *scope, c *Call, stream *api.Content) {
	op := c.Operation
	for _, body := range op.OtherBodies {
		if op.StreamProperty != "" && !body.Streams {
			continue
		}
		other := &Call{Operation: op, Kind: BodyAlternative, Options: c.Options, body: body, content: stream}
		other.stream = c.StreamCall() == nil
		c.Alternatives = append(c.Alternatives, other)
		name := c.verb + streamSuffix + formatSuffixes[body.Format]
		key := string(op.Origin.Pointer) + string(roleBody) + string(body.Format) + streamSuffix
		scope.claim(key, &other.Method, name, name+"Body")
	}
}

// fillStream sets the parts of a call that concern streams: the items, the bytes
// of the response, and the field of the body that requests a stream.
func (pl *planner) fillStream(c *Call, content *api.Content) {
	c.StreamFields = nil
	if content.Sequence == nil {
		return
	}
	c.StreamFields = pl.streamFields(c)
	if c.raw {
		c.Result = &Result{Type: &Type{Form: Stream}, Encoding: AsStream, Accept: content.ContentType}
		return
	}
	item := pl.argumentType(*content.Type)
	form := map[api.Format]Form{api.Events: EventSequence, api.Lines: LineSequence}[content.Format]
	c.Result = &Result{
		Type: &Type{Form: form, Elem: item}, Encoding: encodings[content.Format], Accept: content.ContentType,
		Sequence: content.Sequence, Events: pl.eventCases(item, content.Sequence),
	}
}

// StreamField is a boolean field of a body that requests a stream.
type StreamField struct {
	Struct *Struct
	Field  *Field
}

// streamFields returns the fields of the body that request a stream: one, or one for
// each type of the body that has such a field.
func (pl *planner) streamFields(c *Call) []StreamField {
	var fields []StreamField
	for _, s := range c.streamStructs() {
		if !s.neverStreams() {
			fields = append(fields, s)
		}
	}
	return fields
}

// neverStreams reports whether the only value of the field is false.
func (f StreamField) neverStreams() bool { return f.Field.API.Type.Type.Constant() == "false" }

// AlwaysStreams reports whether a body with the field requests a stream even if the field
// is not set.
func (f StreamField) AlwaysStreams() bool { return f.Field.API.Fill == "true" }

// StreamsByDefault reports whether a body requests a stream if the field is not set,
// because of the field's default.
func (f StreamField) StreamsByDefault() bool {
	return f.Field.API.Default == "true" && f.Field.Type.Form == Pointer && !f.AlwaysStreams()
}

// RefusesStream reports whether a body that requests a stream is an error in the call.
func (c *Call) RefusesStream() bool { return c.StreamMethod != "" && c.StreamFields != nil }

// DeclinesStream reports whether the call sets a field to false, because the service
// would otherwise respond with a stream.
func (c *Call) DeclinesStream() bool {
	return c.RefusesStream() && slices.ContainsFunc(c.StreamFields, StreamField.StreamsByDefault)
}

// streamStructs returns the boolean fields of the body that could request a stream.
func (c *Call) streamStructs() []StreamField {
	encodings := []Encoding{AsJSON, AsForm, AsMultipart}
	if c.Operation.StreamProperty == "" || c.Body == nil || !slices.Contains(encodings, c.Body.Encoding) {
		return nil
	}
	var fields []StreamField
	for _, s := range structsOf(c.Body.Type) {
		if f := s.field(c.Operation.StreamProperty); f != nil && jsonKindOf(f.API.Type.Type) == BoolKind {
			fields = append(fields, StreamField{s, f})
		}
	}
	return fields
}

// ItemUnions returns the unions that the items of a stream may belong to.
func (r *Result) ItemUnions() []*Union { return unionsOf(r.Type.Elem) }

// unionsOf returns the union t and the unions among its variants.
func unionsOf(t *Type) (unions []*Union) {
	var add func(t *Type)
	add = func(t *Type) {
		if t.Form != Interface || slices.Contains(unions, t.Union) {
			return
		}
		unions = append(unions, t.Union)
		for _, v := range t.Union.Variants {
			if v.Wrapper == "" {
				add(v.Type)
			}
		}
	}
	add(t)
	return unions
}

// unknownBodies returns the unions whose unknown values may be the body of a call that
// has a method with a stream and one without.
func (c *Call) unknownBodies() []*Union {
	if c.StreamFields == nil || c.Body == nil {
		return nil
	}
	return slices.DeleteFunc(unionsOf(c.Body.Type), func(u *Union) bool { return u.Unknown == "" })
}

// eventCases returns the variants of a union that the types of events select.
func (pl *planner) eventCases(item *Type, sequence *api.Sequence) []EventCase {
	var cases []EventCase
	for _, e := range sequence.Events {
		i := slices.IndexFunc(item.Union.Variants, func(v *Variant) bool {
			return v.API.Type.Type == e.Type.Type
		})
		taken := slices.ContainsFunc(cases, func(c EventCase) bool { return c.Name == e.Name })
		if i >= 0 && !taken {
			cases = append(cases, EventCase{e.Name, e.Text, item.Union.Variants[i]})
		}
	}
	return cases
}

// refuseStreams makes the calls without a stream report a body that requests
// one, and the calls with a stream a body that cannot request it.
func (pl *planner) refuseStreams(c *Call) {
	stream := c.StreamCall()
	if stream == nil {
		return
	}
	calls := append([]*Call{c}, c.Alternatives...)
	method := func(body *api.Body, streams bool) names.Ident {
		for _, other := range calls {
			if other.body == body && other.Result.IsSequence() == streams && !other.raw {
				return other.Method
			}
		}
		return ""
	}
	for _, other := range calls {
		if !other.Result.IsSequence() && !other.raw {
			other.StreamFields = pl.streamFields(other)
			other.StreamMethod = cmp.Or(method(other.body, true), stream.Method)
			other.UnknownBodies = other.unknownBodies()
			continue
		}
		if !slices.ContainsFunc(calls, func(x *Call) bool { return !x.Result.IsSequence() && !x.raw }) {
			continue
		}
		if other.UnknownBodies = other.unknownBodies(); other.UnknownBodies != nil {
			other.PlainMethod = cmp.Or(method(other.body, false), c.PlainCall().Method)
		}
		for _, f := range other.streamStructs() {
			if f.neverStreams() {
				other.WithoutStream = append(other.WithoutStream, f.Struct)
				other.PlainMethod = cmp.Or(method(other.body, false), c.PlainCall().Method)
			}
		}
	}
}

// streamLocals are the local variables of a call that requests a stream. An
// argument must not shadow them.
func streamLocals() []names.Ident { return []names.Ident{"d", "e", "event", "plain", "streamed", "v"} }
