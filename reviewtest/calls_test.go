package reviewtest

// This file plans calls of all operations of an SDK.

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/plan"
)

// operationKey identifies an operation.
type operationKey struct{ Method, Path string }

func (k operationKey) String() string { return k.Method + " " + k.Path }

func (k operationKey) pointer() diag.Pointer {
	return diag.Pointer("").Child("paths").Child(k.Path).Child(strings.ToLower(k.Method))
}

// in returns the operation in a description, or nil.
func (k operationKey) in(d *description) *openapi3.Operation {
	if item := d.Paths.Value(k.Path); item != nil {
		return item.GetOperation(k.Method)
	}
	return nil
}

// located returns the key of the operation in another description, where parameters of the
// path can have other names.
func (k operationKey) located(d *description) operationKey {
	for path := range d.Paths.Map() {
		if other := (operationKey{k.Method, path}); other.plain() == k.plain() {
			return other
		}
	}
	return k
}

var parameterName = regexp.MustCompile(`\{[^{}]*\}`)

// plain returns the name of the operation without the names of parameters, a constant query
// and a slash at the end.
func (k operationKey) plain() string {
	path, _, _ := strings.Cut(k.Path, "?")
	return k.Method + " " + strings.TrimSuffix(parameterName.ReplaceAllString(path, "{}"), "/")
}

// plainName returns the plain name of an operation in a finding.
func plainName(operation string) string {
	verb, path, _ := strings.Cut(operation, " ")
	return operationKey{verb, path}.plain()
}

// method is a method of the SDK that calls an operation.
type method struct {
	key   operationKey
	plan  *plan.Call
	steps []*plan.Child
	calls []*driver.Call // the first has only the required arguments
}

// methodsOf returns the methods of an SDK with their calls. Methods for which there are no
// valid arguments are left out.
func methodsOf(p *plan.Plan, doc *description) []*method {
	var list []*method
	var walk func(b *plan.Builder, steps []*plan.Child)
	walk = func(b *plan.Builder, steps []*plan.Child) {
		for _, call := range b.Calls {
			key := operationKey{call.Operation.Method, call.Operation.Path.Template}
			m := &method{key: key, plan: call, steps: steps}
			if key.in(doc) != nil && m.addCalls(doc) {
				list = append(list, m)
			}
		}
		for _, child := range b.Children {
			walk(child.Builder, append(slices.Clip(steps), child))
		}
	}
	for _, pkg := range p.Packages {
		for _, file := range pkg.Files {
			for _, decl := range file.Decls {
				if client, ok := decl.(*plan.Client); ok {
					walk(client.Root, nil)
				}
			}
		}
	}
	return list
}

// addCalls adds calls: one for each value of a parameter and of the body, and one with all
// parameters. It reports false if a required argument has no valid value.
func (m *method) addCalls(doc *description) bool {
	least := &driver.Call{Method: string(m.plan.Method), Options: map[string]json.RawMessage{}}
	for _, child := range m.steps {
		step := driver.Step{Method: string(child.Method)}
		for _, p := range child.Params() {
			values := m.paramValues(doc, p.API)
			if len(values) == 0 {
				return false
			}
			step.Args = append(step.Args, values[0])
		}
		least.Steps = append(least.Steps, step)
	}
	var others []*driver.Call
	for i, p := range m.plan.Required {
		values := m.paramValues(doc, p.API)
		if len(values) == 0 {
			return false
		}
		least.Required = append(least.Required, values[0])
		for _, v := range values[1:] {
			others = append(others, with(least, func(c *driver.Call) { c.Required = append(c.Required[:i:i], v) }))
		}
	}
	for _, c := range others { // these have only the arguments up to theirs
		c.Required = append(c.Required, least.Required[len(c.Required):]...)
	}
	bodies, ok := m.bodies(doc)
	if !ok {
		return false
	}
	m.calls = append(m.calls, with(least, func(c *driver.Call) { m.setBody(c, bodies, 0) }))
	for i := 1; i < len(bodies); i++ {
		m.calls = append(m.calls, with(least, func(c *driver.Call) { m.setBody(c, bodies, i) }))
	}
	all := with(m.calls[0], func(*driver.Call) {})
	for _, p := range m.plan.Options.Params {
		for i, v := range m.paramValues(doc, p.API) {
			if i == 0 {
				all.Options[string(p.Name)] = v
			}
			others = append(others, with(least, func(c *driver.Call) { c.Options[string(p.Name)] = v }))
		}
	}
	for _, c := range others {
		m.calls = append(m.calls, with(c, func(c *driver.Call) { m.setBody(c, bodies, 0) }))
	}
	m.calls = append(m.calls, all)
	return true
}

// with returns a copy of a call with an edit.
func with(c *driver.Call, edit func(*driver.Call)) *driver.Call {
	out := *c
	out.Required = slices.Clone(c.Required)
	out.Options = maps.Clone(c.Options)
	edit(&out)
	return &out
}

// setBody sets the body to one of its values.
func (m *method) setBody(c *driver.Call, bodies []json.RawMessage, i int) {
	if m.plan.Body == nil {
		return
	}
	c.HasBody, c.Body = true, bodies[i]
	if m.plan.Body.ChooseContentType {
		c.ContentType = m.plan.Body.API.Choices[0]
	}
}

// paramValues returns valid values of a parameter that can be sent.
func (m *method) paramValues(doc *description, p *api.Param) []json.RawMessage {
	param, at := m.param(doc, p)
	if param == nil || param.Schema == nil {
		return nil
	}
	s := &sampler{doc, at.Child("schema"), instance.Request, instance.Plain}
	return slices.DeleteFunc(s.values(param.Schema), func(v json.RawMessage) bool {
		return slices.Contains([]string{`""`, `[]`, `{}`, `null`, `[""]`}, string(v))
	})
}

// param returns a parameter of the description and its pointer.
func (m *method) param(doc *description, p *api.Param) (*openapi3.Parameter, diag.Pointer) {
	item := doc.Paths.Value(m.key.Path)
	lists := []openapi3.Parameters{m.key.in(doc).Parameters, item.Parameters}
	for i, at := range []diag.Pointer{m.key.pointer(), diag.Pointer("").Child("paths").Child(m.key.Path)} {
		for n, ref := range lists[i] {
			if v := ref.Value; v != nil && v.In == string(p.In) && strings.EqualFold(v.Name, p.Name) {
				if name, ok := strings.CutPrefix(ref.Ref, "#"); ok {
					return v, diag.Pointer(name)
				}
				return v, at.Child("parameters").Child(strconv.Itoa(n))
			}
		}
	}
	return nil, ""
}

// bodies returns values of the body.
func (m *method) bodies(doc *description) ([]json.RawMessage, bool) {
	body := m.plan.Body
	if body == nil {
		return []json.RawMessage{nil}, true
	}
	ref := m.key.in(doc).RequestBody
	if body.Encoding == plan.AsStream || body.Encoding == plan.AsText {
		return contents(ref, body.API.ContentType), true
	}
	if ref == nil || ref.Value == nil {
		return nil, false
	}
	media := ref.Value.Content[body.API.ContentType]
	if media == nil || media.Schema == nil {
		return nil, false
	}
	at := m.key.pointer().Child("requestBody")
	if name, ok := strings.CutPrefix(ref.Ref, "#"); ok {
		at = diag.Pointer(name)
	}
	at = at.Child("content").Child(body.API.ContentType).Child("schema")
	s := &sampler{doc, at, instance.Request, instance.All}
	if body.Encoding != plan.AsJSON {
		s.words = instance.Plain
	}
	values := s.values(media.Schema)
	if body.Type.Form == plan.Pointer && body.Type.Elem.Form == plan.Model && body.Type.Elem.Struct.Type.Parts {
		for i, v := range values {
			values[i] = byGoName(v, body.Type.Elem.Struct)
		}
	}
	if !body.Required && body.Type.Nilable() {
		values = append(values, json.RawMessage("null"))
	}
	return values, len(values) > 0
}

// contents returns the listed values of a text, or one for a text or a stream without them.
func contents(ref *openapi3.RequestBodyRef, contentType string) []json.RawMessage {
	list := []json.RawMessage{json.RawMessage(`"content"`)}
	if ref == nil || ref.Value == nil {
		return list
	}
	media := ref.Value.Content[contentType]
	if media == nil || media.Schema == nil || len(media.Schema.Value.Enum) == 0 {
		return list
	}
	list = nil
	for _, v := range media.Schema.Value.Enum {
		if data, err := json.Marshal(v); err == nil {
			list = append(list, data)
		}
	}
	return list
}

// byGoName replaces the names of the members of a multipart body with Go names.
func byGoName(text []byte, s *plan.Struct) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		return text
	}
	out := map[string]any{}
	for _, field := range s.Fields {
		if member, ok := members[field.API.Name]; ok {
			out[string(field.Name)] = member
			delete(members, field.API.Name)
		}
	}
	out["AdditionalProperties"] = members
	renamed, err := json.Marshal(out)
	if err != nil {
		return text
	}
	return renamed
}

// response is a response of the API.
type response struct {
	Status      int
	ContentType string // "" without a body
	Body        []byte
}

// write sends the response.
func (r *response) write(w http.ResponseWriter) {
	if r.ContentType != "" {
		w.Header().Set("Content-Type", r.ContentType)
	}
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body)
}

// responses returns successful responses of an operation, in the content type that a
// method accepts if there is one.
func (m *method) responses(doc *description, key operationKey) []*response {
	op := key.in(doc)
	var list []*response
	for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		code, err := strconv.Atoi(strings.Replace(status, "XX", "00", 1))
		ref := op.Responses.Value(status)
		if err != nil || code > 299 || ref.Value == nil {
			continue
		}
		if len(ref.Value.Content) == 0 {
			list = append(list, &response{Status: code})
			continue
		}
		at := key.pointer().Child("responses").Child(status)
		if name, ok := strings.CutPrefix(ref.Ref, "#"); ok {
			at = diag.Pointer(name)
		}
		contentType := m.accepted(ref.Value.Content)
		at = at.Child("content").Child(contentType).Child("schema")
		for _, body := range bodiesOf(doc, at, contentType, ref.Value.Content[contentType]) {
			list = append(list, &response{code, contentType, body})
		}
	}
	return list
}

// accepted returns the content type that a method accepts, or the first.
func (m *method) accepted(content openapi3.Content) string {
	accept := "application/json"
	if m.plan.Result != nil && m.plan.Result.Accept != "" {
		accept = m.plan.Result.Accept
	}
	names := slices.Sorted(maps.Keys(content))
	for _, name := range names {
		if strings.Contains(accept, name) {
			return name
		}
	}
	return names[0]
}

// isAccepted reports whether an operation has a response in the format of a method, if the
// operation has one method for each format. A method that returns bytes does not accept JSON.
func (m *method) isAccepted(doc *description, key operationKey) bool {
	isAlternative, result := m.plan.Kind == plan.ResultAlternative, m.plan.Result
	if !isAlternative && (result == nil || result.Encoding != plan.AsStream) {
		return true
	}
	for _, ref := range key.in(doc).Responses.Map() {
		for name := range ref.Value.Content {
			if strings.Contains(result.Accept, name) || !isAlternative && !strings.HasSuffix(name, "json") {
				return true
			}
		}
	}
	return false
}

// bodiesOf returns the bodies of a response.
func bodiesOf(doc *description, at diag.Pointer, contentType string, media *openapi3.MediaType) [][]byte {
	var list [][]byte
	isJSON, isEvents := strings.HasSuffix(contentType, "json"), contentType == "text/event-stream"
	if !isJSON && !isEvents {
		return [][]byte{[]byte("content")}
	}
	s := &sampler{doc, at, instance.Response, instance.All}
	for _, v := range s.values(media.Schema) {
		if isEvents {
			v = []byte("data: " + string(v) + "\n\n")
		}
		list = append(list, v)
	}
	return list
}
