package lower

// Bodies of requests and responses.
//
// Of several media types that mean the same the plainest JSON is taken. What
// is left are text and bytes; everything else is refused where it would be
// sent or be a result, and merely not decoded where it is an error's body.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// form is how a body travels.
type form int

const (
	unsupported form = iota
	asBytes
	asText
	asAnything // "*/*": JSON when there is a schema for it
	asJSON
)

// formOf says how a media type travels, and how plain a spelling it is: the
// lower the rank, the better.
func formOf(mediaType string) (form, int) {
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
	case base == "text/plain":
		return asText, rank
	case base == "application/octet-stream":
		return asBytes, rank
	case strings.HasPrefix(base, "text/") && base != "text/xml":
		return asText, 2 + rank
	case base == "application/x-www-form-urlencoded", strings.HasPrefix(base, "multipart/"),
		strings.HasSuffix(base, "/xml"), strings.HasSuffix(base, "+xml"):
		return unsupported, rank
	}
	return asBytes, 2 + rank
}

// content picks the media type of a body that is supported best.
func content(c openapi3.Content) (string, form) {
	names := sorted(c)
	best, bestForm, bestRank := "", unsupported, 0
	for i, name := range names {
		f, rank := formOf(name)
		if i == 0 || f > bestForm || f == bestForm && rank < bestRank {
			best, bestForm, bestRank = name, f, rank
		}
	}
	return best, bestForm
}

const supportedTypes = "application/json (and +json), text/plain and application/octet-stream are"

// lowerContent lowers a body's content to how it is declared and its type.
func (l *lowerer) lowerContent(c openapi3.Content, at diag.Pointer, in place) (string, *api.Use, bool) {
	name, f := content(c)
	at = at.Child("content").Child(name)
	media := c[name]
	var ref *openapi3.SchemaRef
	if media != nil {
		ref = media.Schema
	}
	if f == asAnything {
		f = l.anythingForm(ref, at.Child("schema"))
		name = map[form]string{asJSON: "application/json", asText: "text/plain", asBytes: "application/octet-stream"}[f]
	}
	if name == "application/*+json" {
		name = "application/json"
	}
	switch f {
	case asJSON:
		if ref == nil {
			return name, &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Any}}, true
		}
		use := l.use(ref, at.Child("schema"), in)
		return name, &use, true
	case asText:
		return name, &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.String}}, true
	case asBytes:
		return name, &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Binary}}, true
	}
	return name, nil, false
}

// anythingForm is how "*/*" travels: bytes for a binary schema, JSON for any
// other, bytes without one.
func (l *lowerer) anythingForm(ref *openapi3.SchemaRef, at diag.Pointer) form {
	if ref == nil {
		return asBytes
	}
	if s := l.read(ref, at); s.schema != nil && s.schema.Type.Is("string") && s.schema.Format == "binary" {
		return asBytes
	}
	return asJSON
}

// body lowers the body of a request.
func (l *lowerer) body(o *api.Operation, ref *openapi3.RequestBodyRef, at diag.Pointer) *api.Body {
	if ref == nil || ref.Value == nil || len(ref.Value.Content) == 0 {
		return nil
	}
	at = l.refTarget(ref.Ref, at)
	in := placeAt(at, "request body", api.Parent{Operation: o, Role: "requestBody"})
	mediaType, use, ok := l.lowerContent(ref.Value.Content, at, in)
	if !ok {
		l.errorf(at.Child("content"), "unsupported-content", "a request body of %s is not supported; %s", list(ref.Value.Content), supportedTypes)
		return nil
	}
	return &api.Body{
		Origin:      l.origin(at),
		ContentType: mediaType,
		Required:    ref.Value.Required,
		Type:        *use,
		Doc:         api.Doc{Description: ref.Value.Description},
	}
}

func list(c openapi3.Content) string { return strings.Join(sorted(c), ", ") }

// responses lowers what comes back. "default" is a success where no other is
// declared, and an error otherwise.
func (l *lowerer) responses(o *api.Operation, responses *openapi3.Responses, at diag.Pointer) {
	if responses == nil {
		return
	}
	declared := responses.Map()
	statuses := sorted(declared)
	slices.SortStableFunc(statuses, func(a, b string) int { return cmp.Compare(statusOrder(a), statusOrder(b)) })
	some := slices.ContainsFunc(statuses, func(s string) bool { return strings.HasPrefix(s, "2") })
	for _, status := range statuses {
		ref := declared[status]
		if ref == nil || ref.Value == nil {
			continue
		}
		switch {
		case strings.HasPrefix(status, "2"), status == "default" && !some:
			if r := l.response(o, ref, status, at.Child(status), true); r != nil {
				o.Success = append(o.Success, r)
			}
		case strings.HasPrefix(status, "4"), strings.HasPrefix(status, "5"), status == "default":
			if r := l.response(o, ref, status, at.Child(status), false); r != nil {
				o.Errors = append(o.Errors, r)
			}
		}
	}
}

// statusOrder puts exact statuses before their ranges, and default last.
func statusOrder(status string) string {
	if status == "default" {
		return "~"
	}
	return strings.ToUpper(status)
}

func (l *lowerer) response(o *api.Operation, ref *openapi3.ResponseRef, status string, at diag.Pointer, success bool) *api.Response {
	at = l.refTarget(ref.Ref, at)
	r := &api.Response{Origin: l.origin(at), Status: strings.ToUpper(status)}
	if status == "default" {
		r.Status = status
	}
	if ref.Value.Description != nil {
		r.Doc.Description = *ref.Value.Description
	}
	r.Headers = l.headers(o, ref.Value.Headers, at.Child("headers"))
	if len(ref.Value.Content) == 0 || o.Method == "HEAD" || status == "204" || status == "205" {
		return r // HTTP allows no content here, whatever is declared
	}
	role := "response"
	if !success {
		role = status + " response"
	}
	in := placeAt(at, "response", api.Parent{Operation: o, Role: role})
	if !success {
		if _, f := content(ref.Value.Content); f < asAnything {
			return r // its beginning is kept in the error as it came
		}
	}
	mediaType, use, ok := l.lowerContent(ref.Value.Content, at, in)
	if !ok {
		l.warnf(at.Child("content"), "unsupported-content", "a result of %s is not decoded but given as bytes; %s decoded", list(ref.Value.Content), supportedTypes)
		use = &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Binary}}
	}
	r.ContentType, r.Type = mediaType, use
	return r
}
