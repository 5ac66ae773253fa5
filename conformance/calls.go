package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file plans the calls: for each operation of the SDK, arguments, a request
// body and the response of the server.

// callCase is the expectation of a call.
type callCase struct {
	base      string // path of the operation's server
	path      string // template
	item      *openapi3.PathItem
	operation *openapi3.Operation
	method    string
	body      []byte // expected JSON body; nil: not compared
	status    int
	mediaType string // of the response; "" without a body
	location  string // of the response, if it is a redirect
	json      bool   // the response is JSON, not text
	stream    []byte // response with events or lines; nil: the input of the case
	request   *requestCheck
}

// caller plans the calls of one method.
type caller struct {
	*measurement
	steps []*plan.Child
	call  *plan.Call
	item  *openapi3.PathItem
	op    *openapi3.Operation
	gen   *instance.Generator // of bodies and responses
	args  *instance.Generator // of parameters
}

// addCalls adds tasks for all calls of the SDK.
func (m *measurement) addCalls() {
	for _, p := range m.plan.Packages {
		for _, file := range p.Files {
			for _, decl := range file.Decls {
				if client, ok := decl.(*plan.Client); ok {
					m.addBuilder(client.Root, nil)
				}
			}
		}
	}
}

func (m *measurement) addBuilder(b *plan.Builder, steps []*plan.Child) {
	for _, call := range b.Calls {
		m.later(func() { m.addCall(call, steps) })
	}
	for _, child := range b.Children {
		m.addBuilder(child.Builder, append(slices.Clip(steps), child))
	}
}

// addCall adds calls with the smallest, the largest and random sets of arguments.
func (m *measurement) addCall(call *plan.Call, steps []*plan.Child) {
	path := call.Operation.Path.Template
	item := m.doc.Paths.Value(path)
	if item == nil || item.GetOperation(call.Operation.Method) == nil {
		return
	}
	seed := m.Name + call.Operation.Method + path + string(call.Method)
	c := &caller{
		measurement: m, steps: steps, call: call, item: item, op: item.GetOperation(call.Operation.Method),
		gen: m.source.Generator(seed), args: m.source.Generator(seed),
	}
	if !c.fits() {
		return
	}
	modes := []instance.Mode{instance.Minimal, instance.Full, instance.Random, instance.Random}
	if call.Result.IsSequence() {
		modes = modes[:2] // the call for the bytes of the stream sends the same request
	}
	for _, mode := range modes {
		c.add(mode)
	}
}

// add adds one call.
func (c *caller) add(mode instance.Mode) {
	call := &driver.Call{Method: string(c.call.Method), Options: map[string]json.RawMessage{}}
	expected := &callCase{
		path: c.call.Operation.Path.Template, item: c.item, operation: c.op, method: c.call.Operation.Method,
		base: basePath(c.call.Operation.Server),
	}
	ok := c.addSteps(call) && c.addParams(call, mode) && c.addBody(call, expected, mode)
	var response []byte
	if ok {
		response, ok = c.response(expected, mode)
	}
	if !ok {
		c.Uncheckable++
		return
	}
	c.addTask(&driver.Task{Call: call}, &testCase{
		kind: "call", where: expected.method + " " + expected.path + " " + call.Method, input: response, call: expected,
	})
}

// addSteps adds the methods that return the request builder.
func (c *caller) addSteps(call *driver.Call) bool {
	own := c.pathParams()
	for _, child := range c.steps {
		step := driver.Step{Method: string(child.Method)}
		for range child.Params() {
			v, ok := c.param(own[0], instance.Plain)
			if !ok {
				return false
			}
			step.Args = append(step.Args, v)
			own = own[1:]
		}
		call.Steps = append(call.Steps, step)
	}
	return true
}

// pathParams returns the path parameters of the operation in the order of the
// arguments of the steps.
func (c *caller) pathParams() []*api.Param {
	var out []*api.Param
	for _, segment := range c.call.Operation.Path.Segments {
		var own []*api.Param
		for _, part := range segment.Parts {
			if part.Param != nil && !slices.Contains(own, part.Param) {
				own = append(own, part.Param)
			}
		}
		out = append(out, own...)
	}
	return out
}

// fits reports whether the steps are those for the operation. Paths that differ only
// in the type of a parameter share a request builder and have a step for each type.
func (c *caller) fits() bool {
	own := c.pathParams()
	for _, child := range c.steps {
		for _, p := range child.Params() {
			if len(own) == 0 || own[0].Type.Type.Kind != p.API.Type.Type.Kind {
				return false
			}
			own = own[1:]
		}
	}
	return len(own) == 0
}

// addParams adds the parameters. Optional ones depend on the mode.
func (c *caller) addParams(call *driver.Call, mode instance.Mode) bool {
	for _, p := range c.call.Required {
		v, ok := c.param(p.API, instance.Plain)
		if !ok {
			return false
		}
		call.Required = append(call.Required, v)
	}
	for i, p := range c.call.Options.Params {
		if mode == instance.Minimal || mode == instance.Random && (len(call.Options)+i)%2 == 0 {
			continue
		}
		if v, ok := c.param(p.API, instance.Plain); ok {
			call.Options[string(p.Name)] = v
		}
	}
	return true
}

// param returns a value of a parameter that its schema accepts and that can be sent:
// not an empty string, list or object.
func (c *caller) param(p *api.Param, words instance.Words) (json.RawMessage, bool) {
	ref := c.paramSchema(p)
	if ref == nil {
		return nil, false
	}
	c.args.Words = words
	for range tries {
		v, ok := c.args.Value(ref, instance.Full)
		if !ok {
			continue
		}
		text, err := json.Marshal(v)
		if err != nil || slices.Contains([]string{`""`, `[]`, `{}`, `null`, `[""]`}, string(text)) {
			continue
		}
		if c.validator.check(ref.Value, text) == nil {
			return text, true
		}
	}
	return nil, false
}

// paramSchema returns the schema of a parameter.
func (c *caller) paramSchema(p *api.Param) *openapi3.SchemaRef {
	for _, list := range []openapi3.Parameters{c.op.Parameters, c.item.Parameters} {
		for _, ref := range list {
			v := ref.Value
			if v == nil || v.In != string(p.In) ||
				v.Name != p.Name && !(p.In == api.InHeader && strings.EqualFold(v.Name, p.Name)) {
				continue
			}
			if v.Schema != nil {
				return v.Schema
			}
			for _, media := range v.Content {
				return media.Schema
			}
		}
	}
	return nil
}

// addBody adds the request body.
func (c *caller) addBody(call *driver.Call, expected *callCase, mode instance.Mode) bool {
	body := c.call.Body
	if body == nil {
		return true
	}
	call.HasBody = true
	if body.ChooseContentType {
		call.ContentType = concrete(body.API.Choices[0])
	}
	if mode == instance.Minimal && !body.Required && body.Type.Nilable() {
		call.Body = json.RawMessage("null")
		return !c.requestsStream()
	}
	if c.op.RequestBody == nil || c.op.RequestBody.Value == nil {
		return false
	}
	media := mediaOf(c.op.RequestBody.Value.Content, body.API.ContentType)
	if body.Encoding == plan.AsStream || body.Encoding == plan.AsText {
		call.Body = c.textBody(media)
		return true
	}
	if media == nil || media.Schema == nil || media.Schema.Value == nil {
		call.Body = json.RawMessage(`{"a": 1}`)
		return body.Encoding == plan.AsJSON
	}
	c.gen.Direction, c.gen.Words = instance.Request, instance.All
	if body.Encoding != plan.AsJSON {
		c.gen.Words = instance.Plain
	}
	found := c.validInstance(c.gen, media.Schema, mode, openapi3.VisitAsRequest())
	if found == nil {
		return false
	}
	if c.call.StreamFields != nil {
		name := c.call.StreamFields[0].Field.API.Name
		if body.Type.Form == plan.Interface && !hasMember(found.input, name) {
			if c.requestsStream() {
				return false // the variant may have the property
			}
		} else {
			found.input = withMember(found.input, name, c.requestsStream())
		}
	}
	call.Body = found.input
	if body.Type.Form == plan.Pointer && body.Type.Elem.Form == plan.Model && body.Type.Elem.Struct.Type.Parts {
		call.Body = byGoName(found.input, body.Type.Elem.Struct)
	}
	if body.Encoding == plan.AsJSON {
		expected.body = found.input
	}
	return true
}

// requestsStream reports whether the SDK sets the field of the body that requests
// a stream.
func (c *caller) requestsStream() bool {
	return c.call.StreamFields != nil && c.call.StreamMethod == ""
}

// hasMember reports whether text is an object with a member.
func hasMember(text []byte, name string) bool {
	var members map[string]json.RawMessage
	return json.Unmarshal(text, &members) == nil && members[name] != nil
}

// withMember returns an object with a boolean member.
func withMember(text []byte, name string, value bool) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members == nil {
		return text
	}
	members[name], _ = json.Marshal(value)
	out, err := json.Marshal(members)
	if err != nil {
		return text
	}
	return out
}

// textBody returns the content of a body that is not JSON, as a JSON string.
func (c *caller) textBody(media *openapi3.MediaType) json.RawMessage {
	if media != nil && media.Schema != nil && media.Schema.Value != nil && media.Schema.Value.Format == "byte" {
		return json.RawMessage(`"Y29udGVudA=="`)
	}
	return json.RawMessage(`"content <ä>"`)
}

// byGoName replaces the names of the members of a multipart body with Go names.
func byGoName(text []byte, s *plan.Struct) []byte {
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

// response chooses the response of the server and returns the JSON that the call
// should return, or nil.
func (c *caller) response(expected *callCase, mode instance.Mode) ([]byte, bool) {
	expected.status = http.StatusOK
	if len(c.call.Operation.Success) == 0 {
		return nil, c.call.Result == nil
	}
	success := c.call.Operation.Success[0]
	for _, other := range c.call.Operation.Success {
		if success.Type == nil && other.Type != nil && c.call.Result != nil {
			success = other
		}
	}
	if r, stream := c.call.Operation.Stream(); stream != nil && c.call.Result.Accept == stream.ContentType {
		success = r
	}
	expected.status = statusOf(success.Status)
	if c.call.Result == nil {
		return nil, true
	}
	if c.call.Result.Encoding == plan.AsLocation {
		expected.location = "https://redirect.invalid/"
		return []byte(`"https://redirect.invalid/"`), true
	}
	content := success.Content
	for _, other := range success.OtherContents {
		chosen := c.call.Kind == plan.ResultAlternative || c.call.Result.IsSequence()
		if chosen && strings.Contains(c.call.Result.Accept, other.ContentType) {
			content = other
		}
	}
	mediaType, _, _ := strings.Cut(content.ContentType, ",")
	expected.mediaType = concrete(mediaType)
	if c.call.Result.IsSequence() {
		return c.stream(expected, content, mode)
	}
	expected.json = c.call.Result.Encoding == plan.AsJSON
	if expected.json && !isJSON(expected.mediaType) {
		expected.mediaType = "application/json"
	}
	if !expected.json {
		return []byte(`"content <ä>"`), true
	}
	return c.jsonResponse(success, content, mode)
}

func (c *caller) jsonResponse(success *api.Response, content api.Content, mode instance.Mode) ([]byte, bool) {
	ref := c.op.Responses.Value(success.Status)
	if ref == nil || ref.Value == nil {
		return nil, false
	}
	media := mediaOf(ref.Value.Content, content.ContentType)
	if media == nil || media.Schema == nil || media.Schema.Value == nil {
		return []byte(`{"a": 1}`), true
	}
	c.gen.Direction, c.gen.Words = instance.Response, instance.All
	found := c.validInstance(c.gen, media.Schema, mode, openapi3.VisitAsResponse())
	if found == nil {
		return nil, false
	}
	return found.input, true
}

// mediaOf returns the media type with a name. A wildcard of the description can have
// another name in the SDK.
func mediaOf(content openapi3.Content, name string) *openapi3.MediaType {
	if media := content[name]; media != nil {
		return media
	}
	if media := content["*/*"]; media != nil {
		return media
	}
	for _, media := range content {
		if len(content) == 1 {
			return media
		}
	}
	return nil
}

func statusOf(text string) int {
	if strings.HasPrefix(text, "3") {
		return http.StatusFound
	}
	if len(text) == 3 && text[0] == '2' && text[1] >= '0' && text[1] <= '9' {
		return 200 + int(text[1]-'0')*10 + int(text[2]-'0')
	}
	return http.StatusOK
}

// concrete returns a media type without wildcards.
func concrete(mediaType string) string {
	switch {
	case mediaType == "*/*" || mediaType == "":
		return "application/octet-stream"
	case strings.HasSuffix(mediaType, "/*"):
		return strings.TrimSuffix(mediaType, "*") + "plain"
	}
	return mediaType
}
