package lower

// Bodies of requests and responses.
//
// The media types of a body are grouped by encoding: JSON, form, multipart,
// text, raw stream, or, in responses, a stream of items (streams.go). In a group
// of JSON or text types, the plainest name is used; for raw streams the caller
// picks one. The preferred group becomes the
// operation's body. The other groups become alternatives, unless they only
// encode the same value in another notation, as XML often does. Steps that
// need the fields of a form (formbodies.go) run after all types are complete.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"mime"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// bodyForm is the encoding of a body. Greater values are preferred.
type bodyForm int

const (
	asEvents bodyForm = iota // in responses, see streams.go
	asLines                  // in responses
	asStream
	asText
	asMultipart
	asForm
	asAnything // "*/*": JSON if a schema is present
	asJSON
)

// formOf returns the encoding of a media type and a rank of its name. A lower
// rank is plainer.
func formOf(mediaType string) (bodyForm, int) {
	base, params, _ := strings.Cut(strings.ToLower(mediaType), ";")
	base = strings.TrimSpace(base)
	rank := 0
	if strings.TrimSpace(params) != "" {
		rank = 1
	}
	switch {
	case base == "application/json":
		return asJSON, rank
	case base == "application/*+json":
		return asJSON, 2 + rank
	case base == "text/json":
		return asJSON, 4 + rank
	case strings.HasSuffix(base, "+json"):
		return asJSON, 6 + rank
	case base == "*/*" || base == "" || base == "application/*":
		return asAnything, rank
	case base == "application/x-www-form-urlencoded":
		return asForm, rank
	case strings.HasPrefix(base, "multipart/"):
		if base != "multipart/form-data" {
			rank += 2
		}
		return asMultipart, rank
	case base == "text/plain":
		return asText, rank
	case strings.HasPrefix(base, "text/") && base != "text/xml" && !strings.Contains(base, "*"):
		return asText, 2 + rank
	case base == "application/octet-stream":
		return asStream, rank
	}
	return asStream, 2 + rank
}

// mediaGroup is a group of media types with the same encoding, the plainest
// name first.
type mediaGroup struct {
	form  bodyForm
	names []string
}

// groupMediaTypes groups the media types of a body by encoding, the preferred
// group first.
func groupMediaTypes(c openapi3.Content, formOf func(string) (bodyForm, int)) []mediaGroup {
	var list []mediaGroup
	names := sorted(c)
	slices.SortStableFunc(names, func(a, b string) int {
		f, r := formOf(a)
		g, q := formOf(b)
		return cmp.Or(cmp.Compare(g, f), cmp.Compare(r, q))
	})
	for _, name := range names {
		f, _ := formOf(name)
		if n := len(list); n > 0 && list[n-1].form == f {
			list[n-1].names = append(list[n-1].names, name)
		} else {
			list = append(list, mediaGroup{f, []string{name}})
		}
	}
	return list
}

// preferredMediaType returns the preferred media type of a body and its
// encoding.
func preferredMediaType(c openapi3.Content) (string, bodyForm) {
	best := groupMediaTypes(c, formOf)[0]
	return best.names[0], best.form
}

// loweredBody is a body lowered in one encoding.
type loweredBody struct {
	at      diag.Pointer // pointer of the media type
	name    string
	format  api.Format
	types   []string // content types of a stream
	use     api.Use
	unknown bool // the value has a structure that the SDK does not know

	sequence *api.Sequence // of a stream of items
}

// lowerGroup lowers a body in the encoding of w.
func (l *lowerer) lowerGroup(c openapi3.Content, w mediaGroup, at diag.Pointer, in namingContext) loweredBody {
	name := w.names[0]
	m := loweredBody{at: at.Child("content").Child(name), name: name, types: w.names}
	var ref *openapi3.SchemaRef
	if c[name] != nil {
		ref = c[name].Schema
	}
	scalar := func(kind api.Kind) api.Use { return api.Use{Type: &api.Type{Origin: l.origin(m.at), Kind: kind}} }
	f := w.form
	if f == asAnything {
		if f = l.wildcardForm(ref, m.at.Child("schema")); f == asJSON {
			m.name = "application/json"
		}
	}
	switch f {
	case asEvents, asLines:
		l.lowerItems(c[name], &m, f, in)
	case asJSON:
		if name == "application/*+json" {
			m.name = "application/json"
		}
		m.format, m.use = api.JSON, scalar(api.Any)
		if ref != nil {
			m.use = l.lowerUse(ref, m.at.Child("schema"), in)
		}
		if m.use.Type.Kind == api.Binary {
			m.format, m.types = api.Stream, []string{m.name} // a binary schema overrides the media type
		}
	case asForm:
		m.format, m.use = l.formUse(ref, m.at.Child("schema"), in)
	case asMultipart:
		m.format, m.use = l.multipartUse(ref, m.at.Child("schema"), in)
	case asText:
		m.format, m.use = api.Text, scalar(api.String)
		m.use.Type.Values = l.constantText(ref, m.at.Child("schema"))
	default:
		m.format, m.use = api.Stream, scalar(api.Binary)
		m.unknown = serializesValues(name) || l.hasStructure(ref, m.at.Child("schema"))
	}
	return m
}

// constantText returns the JSON text of the only value that the schema of a text allows,
// or nil.
func (l *lowerer) constantText(ref *openapi3.SchemaRef, at diag.Pointer) []string {
	if ref == nil {
		return nil
	}
	s := l.resolveUse(ref, at)
	if s.schema == nil || s.nullable {
		return nil
	}
	if values := l.enumValues(s.schemaNode); len(values) == 1 && values[0].Kind == source.String {
		return []string{api.StringText(values[0].Text)}
	}
	return nil
}

// wildcardForm returns the encoding of "*/*": a stream for a binary schema or
// none, JSON otherwise.
func (l *lowerer) wildcardForm(ref *openapi3.SchemaRef, at diag.Pointer) bodyForm {
	if ref == nil {
		return asStream
	}
	s := l.resolveUse(ref, at)
	if s.schema != nil && s.schema.Items == nil && isFileSchema(s.schema) {
		return asStream
	}
	return asJSON
}

// reportOtherSchemas warns about the JSON types of a body whose schemas differ
// from that of the type in use. The verb is that of the SDK's use of the body.
func (l *lowerer) reportOtherSchemas(c openapi3.Content, w mediaGroup, at diag.Pointer, verb string) {
	if w.form != asJSON {
		return
	}
	name := w.names[0]
	for _, other := range w.names[1:] {
		if !l.sameSchema(c, name, other, at.Child("content")) {
			l.warnf(at.Child("content").Child(other), "unsupported-content",
				"the schemas of %s and %s differ, and the SDK %s only the former; to use %s, remove %s in an overlay",
				name, other, verb, other, name)
		}
	}
}

// sameSchema reports whether two media types of a body have the same schema, or
// one of them has none.
func (l *lowerer) sameSchema(c openapi3.Content, a, b string, at diag.Pointer) bool {
	if c[a] == nil || c[b] == nil || c[a].Schema == nil || c[b].Schema == nil {
		return true
	}
	deciding := func(name string) diag.Pointer {
		return l.resolveUse(c[name].Schema, at.Child(name).Child("schema")).at
	}
	if deciding(a) == deciding(b) {
		return true
	}
	one, err := json.Marshal(c[a].Schema)
	other, otherErr := json.Marshal(c[b].Schema)
	return err == nil && otherErr == nil && bytes.Equal(one, other)
}

// notations are the suffixes of media types that serialize structured values
// like JSON does.
var notations = []string{"xml", "yaml", "yml", "msgpack", "x-ndjson", "javascript", "cbor", "protobuf"}

// serializesValues reports whether a media type serializes structured values.
func serializesValues(mediaType string) bool {
	base, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	base = strings.TrimSpace(base)
	if !strings.Contains(base, "/") {
		return true
	}
	return slices.ContainsFunc(notations, func(suffix string) bool { return strings.HasSuffix(base, suffix) })
}

// hasStructure reports whether a schema describes more than a string or bytes.
func (l *lowerer) hasStructure(ref *openapi3.SchemaRef, at diag.Pointer) bool {
	if ref == nil {
		return false
	}
	s := l.resolveUse(ref, at)
	if s.schema == nil {
		return false
	}
	name := l.typeName(s.schemaNode)
	return name == "object" || name == "array" || name == "" && !isUnconstrained(s.schema)
}

// otherGroups returns the groups that add something to the preferred one. Text
// and bytes that only encode the same value in another notation add nothing.
func (l *lowerer) otherGroups(c openapi3.Content, list []mediaGroup, at diag.Pointer) []mediaGroup {
	var out []mediaGroup
	for _, w := range list[1:] {
		if w.form.isStream() {
			out = append(out, w)
			continue
		}
		if list[0].form >= asForm && w.form != asForm && w.form != asMultipart {
			w.names = slices.DeleteFunc(slices.Clone(w.names), func(name string) bool {
				var ref *openapi3.SchemaRef
				if c[name] != nil {
					ref = c[name].Schema
				}
				at := at.Child("content").Child(name).Child("schema")
				if serializesValues(name) || l.hasStructure(ref, at) {
					return true
				}
				return w.form == asAnything && (ref == nil || l.wildcardForm(ref, at) == asJSON)
			})
		}
		if len(w.names) > 0 {
			out = append(out, w)
		}
	}
	return out
}

// lowerBody lowers the body of a request.
func (l *lowerer) lowerBody(o *api.Operation, ref *openapi3.RequestBodyRef, at diag.Pointer) {
	if ref == nil || ref.Value == nil {
		return
	}
	at = l.refTarget(ref.Ref, at)
	if len(ref.Value.Content) == 0 {
		l.warnf(at, "unsupported-content", "the request body has no media type and is not sent; "+
			"write content: {application/json: {schema: …}}")
		return
	}
	in := contextAt(at, "request body", api.Parent{Operation: o, Role: "requestBody"})
	list := groupMediaTypes(ref.Value.Content, formOf)
	var formats []api.Format
	for i, w := range append(list[:1:1], l.otherGroups(ref.Value.Content, list, at)...) {
		in := in
		if i > 0 {
			in = in.formatContext(formatWord(w.form))
		}
		m := l.lowerGroup(ref.Value.Content, w, at, in)
		if slices.Contains(formats, m.format) {
			continue
		}
		formats = append(formats, m.format)
		l.reportOtherSchemas(ref.Value.Content, w, at, "sends")
		if m.unknown && i == 0 {
			l.notef(at.Child("content"), "unsupported-content",
				"the structure of %s is unknown; the SDK sends the request body as provided by the caller", m.name)
		}
		body := &api.Body{
			Origin: l.origin(at), ContentType: m.name, Format: m.format, Choices: contentTypeChoices(m),
			Required: ref.Value.Required, Type: m.use, Doc: api.Doc{
				Description: ref.Value.Description,
				At:          descriptionAt(at),
			},
		}
		if s, ok := l.contentSchema(ref.Value.Content[m.name], m.at); ok {
			body.Limits, body.Default, body.Rules = l.limitsOf(s), l.defaultOf(s), l.contentRules(s, m.use.Type)
			if t := m.use.Type; t.Key != "" || t.Parent == nil {
				body.Deprecated = l.fieldDoc(s).Deprecated
			}
		}
		if body.Format == api.Form || body.Format == api.Multipart {
			l.unionChecks = append(l.unionChecks, func() { l.checkFileBody(body, ref.Value.Content[m.name], m.at) })
			l.finalChecks = append(l.finalChecks, func() { l.finishForm(body, ref.Value.Content[m.name], m.at) })
		}
		if i == 0 {
			o.Body = body
		} else {
			o.OtherBodies = append(o.OtherBodies, body)
		}
	}
}

// formatWord returns the word that distinguishes inline types of one encoding
// from those of another.
func formatWord(f bodyForm) string {
	switch f {
	case asForm:
		return "form"
	case asMultipart:
		return "multipart"
	}
	return ""
}

// contentTypeChoices returns the content types from which the caller picks
// one, or nil if there is no choice.
func contentTypeChoices(m loweredBody) []string {
	if m.format != api.Stream {
		return nil
	}
	_, _, err := mime.ParseMediaType(m.name)
	concrete := err == nil && !strings.Contains(m.name, "*") && !strings.HasPrefix(m.name, "multipart/")
	if concrete && len(m.types) == 1 && strings.Contains(m.name, "/") {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.types), func(name string) bool { return strings.TrimSpace(name) == "" })
}

func joinMediaTypes(c openapi3.Content) string { return strings.Join(sorted(c), ", ") }

// redirects lists the statuses that redirect to another address.
var redirects = []string{"301", "302", "303", "307", "308", "3XX"}

// lowerResponses lowers the responses of an operation. If none has a status
// 2xx, a redirect is a success whose result is its address. "default" is a
// success if no other success is declared, and always an error.
func (l *lowerer) lowerResponses(o *api.Operation, responses *openapi3.Responses, at diag.Pointer) {
	if responses == nil {
		return
	}
	declared := responses.Map()
	statuses := sorted(declared)
	slices.SortStableFunc(statuses, func(a, b string) int { return cmp.Compare(statusOrder(a), statusOrder(b)) })
	some := slices.ContainsFunc(statuses, func(s string) bool { return strings.HasPrefix(s, "2") })
	redirect := !some && slices.ContainsFunc(statuses, isRedirect)
	for _, status := range rangeFirst(statuses) {
		ref := declared[status]
		if ref == nil || ref.Value == nil {
			continue
		}
		switch {
		case redirect && isRedirect(status):
			r := l.lowerResponse(o, ref, status, at.Child(status), "", false)
			text := &api.Use{Type: &api.Type{Origin: r.Origin, Kind: api.String}}
			r.Content = api.Content{Format: api.Location, Type: text}
			o.Success = append(o.Success, r)
		case strings.HasPrefix(status, "2"), status == "default" && !some && !redirect:
			role := "response"
			if o.Result() != nil {
				role = status + " response"
			}
			r := l.lowerResponse(o, ref, status, at.Child(status), role, true)
			o.Success = append(o.Success, r)
			if status == "default" && r.Format == api.JSON && r.Type != nil {
				isError := *r
				isError.OtherContents = nil
				o.Errors = append(o.Errors, &isError)
			}
		case strings.HasPrefix(status, "4"), strings.HasPrefix(status, "5"), status == "default":
			o.Errors = append(o.Errors, l.lowerResponse(o, ref, status, at.Child(status), status+" response", false))
		case strings.HasPrefix(status, "3"):
			o.Redirects = append(o.Redirects, strings.ToUpper(status))
		}
	}
	l.noteUnread(o)
}

// noteUnread reports the types of the bodies of successes that no call requests: they
// are neither types of the result nor the stream of the operation.
func (l *lowerer) noteUnread(o *api.Operation) {
	formats := map[api.Format]bool{}
	if r := o.Result(); r != nil {
		formats[r.Format] = true
		for _, c := range r.OtherContents {
			formats[c.Format] = true
		}
	}
	if _, stream := o.Stream(); stream != nil {
		formats[stream.Format] = true
	}
	for _, r := range o.Success {
		for _, c := range r.OtherContents {
			if !formats[c.Format] {
				l.notef(r.Origin.Pointer.Child("content"), "unsupported-content",
					"%s is a type of the response with status %s, but not of the result; the SDK does not request it",
					c.ContentType, r.Status)
			}
		}
	}
}

func isRedirect(status string) bool { return slices.Contains(redirects, strings.ToUpper(status)) }

// statusOrder returns a sort key that puts exact statuses before their ranges,
// and default last.
func statusOrder(status string) string {
	if status == "default" {
		return "~"
	}
	return strings.ToUpper(status)
}

// rangeFirst moves 2XX to the beginning of the sorted statuses if neither 200 nor
// 201 is declared. The range is then the usual success, and a status such as 202
// is a special one.
func rangeFirst(statuses []string) []string {
	usual := func(s string) bool { return s == "200" || s == "201" }
	i := slices.IndexFunc(statuses, func(s string) bool { return strings.EqualFold(s, "2XX") })
	if i < 0 || slices.ContainsFunc(statuses, usual) {
		return statuses
	}
	return slices.Concat(statuses[i:i+1], statuses[:i], statuses[i+1:])
}

// lowerResponse lowers a response. The role names its inline type.
func (l *lowerer) lowerResponse(
	o *api.Operation, ref *openapi3.ResponseRef, status string, at diag.Pointer, role string, success bool,
) *api.Response {
	at = l.refTarget(ref.Ref, at)
	r := &api.Response{Origin: l.origin(at), Status: strings.ToUpper(status)}
	if status == "default" {
		r.Status = status
	}
	if ref.Value.Description != nil {
		r.Doc = api.Doc{Description: *ref.Value.Description, At: descriptionAt(at)}
	}
	r.Headers = l.lowerHeaders(o, ref.Value.Headers, at.Child("headers"))
	empty := o.Method == "HEAD" || status == "204" || status == "205" || isRedirect(status)
	if empty || len(ref.Value.Content) == 0 {
		return r // HTTP allows no content here, whatever the description declares
	}
	in := contextAt(at, "response", api.Parent{Operation: o, Role: role})
	list := groupMediaTypes(ref.Value.Content, resultFormOf)
	list = l.withoutLines(list, at)
	l.reportOtherSchemas(ref.Value.Content, list[0], at, "reads")
	if !success {
		if list[0].form < asAnything {
			return r // the error preserves the beginning of the body as received
		}
		r.Content = l.lowerResult(ref.Value.Content, list[0], at, in)
		return r
	}
	var formats []api.Format
	for i, w := range append(list[:1:1], l.otherGroups(ref.Value.Content, list, at)...) {
		c := l.lowerResult(ref.Value.Content, w, at, in)
		switch {
		case i == 0:
			r.Content = c
		case !slices.Contains(formats, c.Format):
			r.OtherContents = append(r.OtherContents, c)
		}
		formats = append(formats, c.Format)
	}
	return r
}

// withoutLines removes lines from the groups of a response that has events,
// which are another notation of the same items.
func (l *lowerer) withoutLines(list []mediaGroup, at diag.Pointer) []mediaGroup {
	if list[len(list)-1].form != asEvents {
		return list
	}
	return slices.DeleteFunc(list, func(w mediaGroup) bool {
		if w.form == asLines {
			l.notef(at.Child("content"), "unsupported-content",
				"the stream is available as text/event-stream and %s; the SDK requests text/event-stream", w.names[0])
		}
		return w.form == asLines
	})
}

// lowerResult lowers the body of a response in the encoding of w. Forms, and
// structures other than JSON, are not decoded.
func (l *lowerer) lowerResult(c openapi3.Content, w mediaGroup, at diag.Pointer, in namingContext) api.Content {
	undone := w.form == asForm || w.form == asMultipart
	if undone {
		w.form = asStream
	}
	m := l.lowerGroup(c, w, at, in)
	if undone || m.unknown {
		l.notef(at.Child("content"), "unsupported-content",
			"a result of type %s is not decoded; the SDK returns it as received", m.name)
	}
	contentType := m.name
	if m.format == api.Stream || m.format == api.Lines {
		contentType = strings.Join(m.types, ", ")
	}
	out := api.Content{ContentType: contentType, Format: m.format, Type: &m.use, Sequence: m.sequence}
	if s, ok := l.contentSchema(c[m.name], m.at); ok && m.sequence == nil {
		out.Limits, out.Rules = l.limitsOf(s), l.contentRules(s, m.use.Type)
	}
	return out
}
