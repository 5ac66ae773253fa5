package lower

// Requests from the service to its clients: callbacks and webhooks.

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// lowerCallbacks lowers the callbacks of an operation. A callback that several
// operations refer to is lowered once, for the first of them.
func (l *lowerer) lowerCallbacks(o *api.Operation, op *openapi3.Operation, at diag.Pointer) {
	for _, name := range sorted(op.Callbacks) {
		ref := op.Callbacks[name]
		if ref == nil || ref.Value == nil {
			continue
		}
		here := l.refTarget(ref.Ref, at.Child(name))
		if tokens := here.Tokens(); len(tokens) == 3 && tokens[0] == "components" {
			name = tokens[2]
		}
		items := ref.Value.Map()
		for _, expression := range sorted(items) {
			l.lowerCallback(name, o, items[expression], here.Child(expression))
		}
	}
}

// lowerWebhooks lowers the document's webhooks.
func (l *lowerer) lowerWebhooks() {
	for _, name := range sorted(l.doc.Webhooks) {
		at := diag.Pointer("/webhooks").Child(name)
		item := l.doc.Webhooks[name]
		if item != nil {
			at = l.refTarget(item.Ref, at)
		}
		l.lowerCallback(name, nil, item, at)
	}
}

// lowerCallback lowers the operations of a callback's path item.
func (l *lowerer) lowerCallback(name string, owner *api.Operation, item *openapi3.PathItem, at diag.Pointer) {
	if item == nil {
		return
	}
	for _, method := range methods {
		op := operationOf(item, method)
		here := at.Child(method)
		if op == nil || slices.ContainsFunc(l.api.Callbacks,
			func(c *api.Callback) bool { return c.Origin.Pointer == here }) {
			continue
		}
		c := &api.Callback{
			Origin:  l.origin(here),
			Name:    name,
			Method:  strings.ToUpper(method),
			Owner:   owner,
			Schemes: l.callbackSchemes(op),
			Doc: api.Doc{
				Summary: op.Summary, Description: op.Description, At: descriptionAt(here),
				Deprecated: l.readDeprecation(here, op.Deprecated),
			},
		}
		if docs := op.ExternalDocs; docs != nil {
			c.Doc.URL, c.Doc.URLTitle = docs.URL, docs.Description
		}
		if len(item.Parameters)+len(op.Parameters) > 0 {
			l.notef(here.Child("parameters"), "unsupported",
				"the callback's parameters are not decoded; "+
					"read them from the request that the runtime's IncomingRequest function returns")
		}
		if l.lowerPayload(c, op.RequestBody, here.Child("requestBody")) {
			l.finalChecks = append(l.finalChecks, func() {
				l.lowerCallbackStatus(c, op.Responses,
					here.Child("responses"))
			})
			l.api.Callbacks = append(l.api.Callbacks, c)
		}
	}
}

// lowerPayload lowers the body of a callback and reports whether it is JSON.
// Otherwise the callback is left out.
func (l *lowerer) lowerPayload(c *api.Callback, ref *openapi3.RequestBodyRef, at diag.Pointer) bool {
	if ref == nil || ref.Value == nil || len(ref.Value.Content) == 0 {
		l.warnf(c.Origin.Pointer, "unsupported", "callback %q has no body to decode and is left out", c.Name)
		return false
	}
	at = l.refTarget(ref.Ref, at)
	best := groupMediaTypes(ref.Value.Content, formOf)[0]
	if best.form < asAnything {
		l.warnf(at.Child("content"), "unsupported-content",
			"callback %q is left out because its content type is %s; only JSON is supported", c.Name,
			joinMediaTypes(ref.Value.Content))
		return false
	}
	in := contextAt(at, "payload", api.Parent{Callback: c, Role: "payload"})
	m := l.lowerGroup(ref.Value.Content, best, at, in)
	c.ContentType, c.Payload = m.name, m.use
	return true
}

// lowerCallbackStatus determines the status that the service expects: 200 if
// the description accepts any success or declares none, otherwise the lowest
// declared success. A single status beside 2XX has a special meaning, such as
// a request to send the callback again.
func (l *lowerer) lowerCallbackStatus(c *api.Callback, responses *openapi3.Responses, at diag.Pointer) {
	if responses == nil {
		c.Status = http.StatusOK
		return
	}
	for _, status := range sorted(responses.Map()) {
		here := at.Child(status)
		if ref := responses.Value(status); ref != nil {
			here = l.refTarget(ref.Ref, here)
		}
		n, err := strconv.Atoi(status)
		success := err == nil && n >= 200 && n <= 299
		switch {
		case l.extension(here, whenMissing) != nil:
			l.lowerWhenMissing(c, n, success, here)
		case strings.EqualFold(status, "2XX"):
			c.Status = http.StatusOK
		case success && c.Status == 0:
			c.Status = n
		}
	}
	c.Status = cmp.Or(c.Status, http.StatusOK)
}

// whenMissing is an extension of a response. It names a property of the
// payload. A payload without that property has a different format and gets
// this response without further processing.
const whenMissing = "x-when-missing"

// lowerWhenMissing reads x-when-missing of the response at the given pointer.
func (l *lowerer) lowerWhenMissing(c *api.Callback, status int, success bool, at diag.Pointer) {
	n := l.extension(at, whenMissing)
	at = at.Child(whenMissing)
	var known []string
	for _, f := range c.Payload.Type.Fields {
		known = append(known, f.Name)
	}
	switch {
	case !success:
		l.warnf(at, "extension",
			"x-when-missing is allowed only on a specific success status such as 204; move it there")
	case n.Kind != source.String:
		l.warnf(at, "extension", "x-when-missing: expected a string that contains a property name, found %s", n.Kind)
	case !containsString(known, n.Text):
		l.warnf(at, "extension", "the payload of callback %q has no property %q%s",
			c.Name, n.Text, diag.DidYouMean(n.Text, known))
	case c.RequiredProperty != "":
		l.warnf(at, "extension", "callback %q already has x-when-missing on status %d, which is used; remove this one",
			c.Name, c.MismatchStatus)
	default:
		c.RequiredProperty, c.MismatchStatus = n.Text, status
	}
}
