package reviewtest

// This file exchanges requests and responses: the SDK of one side sends requests, which
// openapi3filter validates with the description of the other side, and it reads responses
// that the other description allows. An exchange must fail exactly if a finding has the
// class wire and reaches the operation.
//
// The SDKs of the old sides are compiled into one program. The descriptions of many rows
// change one SDK, so its requests are recorded once. Operations that a row does not change
// are not exchanged.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/review"
)

// change is a change of a description with its findings.
type change struct {
	*reviewed
	now map[string]string // inputs

	doc      *description
	failures map[string][]string // by operation
	webhooks map[int]string      // labels by the IDs of tasks
	calls    map[int]*method     // by the IDs of tasks
}

// exchange is an SDK with the changes to its description.
type exchange struct {
	*sdk
	doc      *description
	changes  []*change
	methods  []*method
	requests map[operationKey][]*http.Request // that the old description allows

	mutex     sync.Mutex
	tasks     []*driver.Task
	recorded  map[int]*http.Request
	responses map[int]*response
	callers   map[int]*method
}

// exchanges returns an exchange for each SDK of the catalogue.
func exchanges(t *testing.T) []*exchange {
	t.Helper()
	var list []*exchange
	known := map[string]*exchange{}
	add := func(old, now map[string]string, side *reviewed) {
		key := fmt.Sprint(old)
		e := known[key]
		if e == nil {
			inputs := maps.Clone(old)
			inputs["fragen.yaml"] = inOneProgram(inputs["fragen.yaml"], fmt.Sprintf("s%d/library", len(list)))
			s, err := generateSDK(inputs, nil)
			if err != nil {
				t.Fatal(err)
			}
			e = &exchange{
				sdk: s, requests: map[operationKey][]*http.Request{}, recorded: map[int]*http.Request{},
				responses: map[int]*response{}, callers: map[int]*method{},
			}
			known[key] = e
			list = append(list, e)
		}
		e.changes = append(e.changes, &change{
			reviewed: side, now: now, failures: map[string][]string{}, webhooks: map[int]string{}, calls: map[int]*method{},
		})
	}
	for _, r := range catalogue(t) {
		add(r.Old, r.New, r.there)
		if isLong() {
			add(r.New, r.Old, r.back)
		}
	}
	return list
}

// inOneProgram returns a configuration for an SDK in a folder of the program. All SDKs have
// the same runtime and calls of one kind, which do not change the requests.
func inOneProgram(config, folder string) string {
	return strings.NewReplacer(
		"out: library", "out: "+folder, modulePath+"/other", modulePath+"/rest",
		"layout: tree", "layout: package", "calls: operations", "calls: paths",
	).Replace(config)
}

func TestExchange(t *testing.T) {
	exceptions := readExceptions(t, "exchange")
	list := exchanges(t)
	var compiled []*sdk
	for _, e := range list {
		compiled = append(compiled, e.sdk)
	}
	program, err := buildProgram(t.TempDir(), compiled)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	slots := make(chan bool, 2)
	for _, e := range list {
		group.Go(func() {
			slots <- true
			defer func() { <-slots }()
			if err := e.run(program); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	requests, failed := 0, 0
	for _, e := range list {
		requests += len(e.recorded)
		for _, m := range e.methods {
			if len(e.requests[m.key]) == 0 {
				t.Errorf("%s: no request of %s is valid", e.changes[0].name, m.key)
			}
		}
		for _, c := range e.changes {
			if len(c.failures) > 0 {
				failed++
			}
			checkExchange(t, c, exceptions)
		}
	}
	t.Logf("%d requests of %d SDKs; %d changes break exchanges", requests, len(list), failed)
}

// checkExchange compares the failures of a change with its findings.
func checkExchange(t *testing.T, c *change, exceptions *exceptions) {
	t.Helper()
	concerns := func(f *review.Finding, operation string) bool {
		return slices.Contains(f.Classes, review.Wire) &&
			(len(f.Operations) == 0 || slices.ContainsFunc(f.Operations, func(name string) bool {
				return plainName(name) == plainName(operation)
			}))
	}
	for operation, reasons := range c.failures {
		if !slices.ContainsFunc(c.Findings, func(f *review.Finding) bool { return concerns(f, operation) }) &&
			!exceptions.has(c.row) {
			t.Errorf("%s: %s fails, but no finding says so: %s", c.name, operation, reasons[0])
		}
	}
	for _, f := range c.Findings {
		if !slices.Contains(f.Classes, review.Wire) || exceptions.has(c.row, f.Rule) {
			continue
		}
		isProven := false
		for operation := range c.failures {
			isProven = isProven || concerns(f, operation)
		}
		if !isProven {
			t.Errorf("%s: %s says that exchanges fail, but none does: %s: %s %v", c.name, f.Rule, f.Subject, f.Text, f.Operations)
		}
	}
}

// run makes all exchanges of an SDK.
func (e *exchange) run(program string) (err error) {
	if e.doc, err = newDescription(e.inputs["openapi.yaml"]); err != nil {
		for _, c := range e.changes {
			c.fail("the description", err.Error())
		}
		return nil
	}
	e.methods = methodsOf(e.Plan, e.doc)
	for _, m := range e.methods {
		for _, call := range m.calls {
			e.callers[e.task(&driver.Task{Call: call})] = m
		}
	}
	for _, c := range e.changes {
		if c.doc, err = newDescription(c.now["openapi.yaml"]); err != nil {
			c.fail("the description", err.Error())
			continue
		}
		e.addResponses(c)
		e.addWebhooks(c)
	}
	server := httptest.NewServer(e)
	defer server.Close()
	outcomes, err := runProgram(context.Background(), program, server.URL, e.Dir, e.tasks)
	if err != nil {
		return err
	}
	if err := e.callWithEach(program, server.URL); err != nil {
		return err
	}
	e.keepValid()
	for _, c := range e.changes {
		if c.doc == nil {
			continue
		}
		for id, m := range c.calls {
			if text := outcomes[id].Error; text != "" {
				c.fail(m.key.String(), "response: "+text)
			}
		}
		for id, name := range c.webhooks {
			if text := outcomes[id].Error; text != "" {
				c.fail(name, text)
			}
		}
		e.validateRequests(c)
	}
	return nil
}

// callWithEach calls the operations that accept alternative credentials with clients that
// have only one of them. The other calls have all credentials and send the first alternative.
func (e *exchange) callWithEach(program, base string) error {
	for i := range e.Plan.API.Security {
		before := len(e.tasks)
		for _, m := range e.methods {
			if len(m.plan.Operation.Security) > 1 {
				e.callers[e.task(&driver.Task{Call: m.calls[0]})] = m
			}
		}
		tasks := e.tasks[before:]
		if len(tasks) == 0 {
			return nil
		}
		if _, err := runProgram(context.Background(), program, base, e.Dir, tasks, strconv.Itoa(i)); err != nil {
			return err
		}
	}
	return nil
}

func (c *change) fail(operation, reason string) {
	c.failures[operation] = append(c.failures[operation], reason)
}

// task adds a task and returns its ID.
func (e *exchange) task(task *driver.Task) int {
	task.ID = len(e.tasks) + 1
	e.tasks = append(e.tasks, task)
	return task.ID
}

// differs reports whether a change concerns an operation, including the components that it
// refers to.
func (e *exchange) differs(c *change, key operationKey) bool {
	now := key.located(c.doc)
	return now != key || closure(e.doc.raw, key) != closure(c.doc.raw, now)
}

// closure returns the JSON of an operation with all components that it refers to.
func closure(raw map[string]any, key operationKey) string {
	item, _ := raw["paths"].(map[string]any)
	path, _ := item[key.Path].(map[string]any)
	components, _ := raw["components"].(map[string]any)
	text := encode([]any{
		path[strings.ToLower(key.Method)], path["parameters"], raw["security"], components["securitySchemes"],
	})
	return text + references(raw, text, map[string]bool{})
}

func references(raw map[string]any, text string, seen map[string]bool) string {
	out := ""
	for _, match := range regexp.MustCompile(`#(/components/[^"]*)`).FindAllStringSubmatch(text, -1) {
		if seen[match[1]] {
			continue
		}
		seen[match[1]] = true
		var node any = raw
		for _, token := range diag.Pointer(match[1]).Tokens() {
			members, _ := node.(map[string]any)
			node = members[token]
		}
		inner := encode(node)
		out += match[1] + inner + references(raw, inner, seen)
	}
	return out
}

func encode(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// addResponses adds calls for the responses of a changed description.
func (e *exchange) addResponses(c *change) {
	for _, m := range e.methods {
		key := m.key.located(c.doc)
		switch {
		case key.in(c.doc) == nil:
			c.fail(m.key.String(), "the operation is gone")
			continue
		case !e.differs(c, m.key):
			continue
		case !m.isAccepted(c.doc, key):
			c.fail(m.key.String(), "there is no response of the type "+m.plan.Result.Accept)
			continue
		}
		for _, r := range m.responses(c.doc, key) {
			id := e.task(&driver.Task{Call: m.calls[0]})
			e.responses[id], c.calls[id] = r, m
		}
	}
}

// addWebhooks adds requests of the webhooks and callbacks of a changed description.
func (e *exchange) addWebhooks(c *change) {
	for _, callback := range callbacksOf(e.Plan) {
		label := callbackLabel(callback.API)
		item, at := callbackItem(c.doc, callback.API)
		if item == nil || item.Post == nil || item.Post.RequestBody == nil {
			c.fail(label, "the service no longer sends it")
			continue
		}
		content := item.Post.RequestBody.Value.Content
		if content[callback.API.ContentType] == nil {
			c.fail(label, "there is no body of the type "+callback.API.ContentType)
		}
		for contentType, media := range content {
			at := at.Child("post").Child("requestBody").Child("content").Child(contentType).Child("schema")
			s := &sampler{c.doc, at, instance.Response, instance.All}
			for _, v := range s.values(media.Schema) {
				c.webhooks[e.task(&driver.Task{Type: callback.API.Name, JSON: v})] = label
			}
		}
	}
}

// callbackLabel returns the name of a callback or webhook in a finding.
func callbackLabel(c *api.Callback) string {
	if c.Owner == nil {
		return "webhook " + c.Name
	}
	return "callback " + c.Name + " of " + c.Owner.Method + " " + c.Owner.Path.Template
}

// callbackItem returns the path item of a callback or webhook in a description and its
// pointer, or nil.
func callbackItem(doc *description, c *api.Callback) (*openapi3.PathItem, diag.Pointer) {
	if c.Owner == nil {
		return doc.Webhooks[c.Name], diag.Pointer("").Child("webhooks").Child(c.Name)
	}
	key := operationKey{c.Owner.Method, c.Owner.Path.Template}.located(doc)
	op := key.in(doc)
	if op == nil || op.Callbacks[c.Name] == nil {
		return nil, ""
	}
	for expression, item := range op.Callbacks[c.Name].Value.Map() {
		return item, key.pointer().Child("callbacks").Child(c.Name).Child(expression)
	}
	return nil, ""
}

// ServeHTTP records the requests of calls, and sends the responses of a description.
func (e *exchange) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	id, _ := strconv.Atoi(q.Header.Get(driver.TaskHeader))
	body, err := io.ReadAll(q.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	e.mutex.Lock()
	r := e.responses[id]
	if e.callers[id] != nil {
		q = q.Clone(context.Background())
		q.Body = io.NopCloser(bytes.NewReader(body))
		q.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		e.recorded[id] = q
	}
	e.mutex.Unlock()
	if r == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	r.write(w)
}

// keepValid sets the requests that the description of the SDK allows, by operation.
func (e *exchange) keepValid() {
	for _, id := range slices.Sorted(maps.Keys(e.recorded)) {
		key, q := e.callers[id].key, e.recorded[id]
		if validateRequest(e.doc, key, q, e.doc, key) == nil {
			e.requests[key] = append(e.requests[key], q)
		}
	}
}

// validateRequests validates the requests of the SDK with a changed description.
func (e *exchange) validateRequests(c *change) {
	for key, requests := range e.requests {
		now := key.located(c.doc)
		if now.in(c.doc) == nil || !e.differs(c, key) {
			continue
		}
		for _, q := range requests {
			if err := validateRequest(c.doc, now, q, e.doc, key); err != nil {
				line, _, _ := strings.Cut(err.Error(), "\n")
				c.fail(key.String(), "request: "+line)
			}
		}
	}
}

// validateRequest validates a request with a description. Parameters of the description old
// that it lacks are errors.
func validateRequest(doc *description, key operationKey, q *http.Request, old *description, was operationKey) error {
	op := key.in(&description{T: doc.requests})
	params, err := pathParams(key.Path, q.URL.EscapedPath())
	if err != nil {
		return err
	}
	if err := undeclared(doc, key, q, old, was); err != nil {
		return err
	}
	q.Body, _ = q.GetBody()
	options := &openapi3filter.Options{
		SkipSettingDefaults: true, AuthenticationFunc: authenticate,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableJSONSchema2020()},
	}
	mediaType, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type"))
	options.ExcludeRequestBody = mediaType != "" && openapi3filter.RegisteredBodyDecoder(mediaType) == nil ||
		mediaType == formType && op.RequestBody != nil && hasObject(op.RequestBody.Value.Content[formType])
	if mediaType != "" && (op.RequestBody == nil || op.RequestBody.Value.Content.Get(mediaType) == nil) {
		return fmt.Errorf("the description has no body of the type %s", mediaType)
	}
	return openapi3filter.ValidateRequest(q.Context(), &openapi3filter.RequestValidationInput{
		Request: q, PathParams: params, QueryParams: q.URL.Query(), Options: options,
		Route: &routers.Route{
			Spec: doc.requests, Path: key.Path, PathItem: doc.requests.Paths.Value(key.Path), Method: key.Method,
			Operation: op, Server: &openapi3.Server{URL: "/"},
		},
	})
}

const formType = "application/x-www-form-urlencoded"

// hasObject reports whether a form has a property that is an object, which openapi3filter
// does not decode.
func hasObject(form *openapi3.MediaType) bool {
	if form == nil || form.Schema == nil {
		return false
	}
	for _, property := range form.Schema.Value.Properties {
		if property.Value.Type.Is("object") {
			return true
		}
	}
	return false
}

// authenticate checks that a request has the credentials of a scheme.
func authenticate(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	q, scheme := in.RequestValidationInput.Request, in.SecurityScheme
	kind, _, found := strings.Cut(q.Header.Get("Authorization"), " ")
	if scheme.Type == "http" {
		found = strings.EqualFold(kind, scheme.Scheme)
	}
	if scheme.Type == "apiKey" {
		switch scheme.In {
		case "query":
			found = q.URL.Query().Has(scheme.Name)
		case "cookie":
			_, err := q.Cookie(scheme.Name)
			found = err == nil
		default:
			found = q.Header.Get(scheme.Name) != ""
		}
	}
	if !found {
		return errors.New("the request has no credentials for " + in.SecuritySchemeName)
	}
	return nil
}

// undeclared returns an error if a request has a parameter that a description lacks.
func undeclared(doc *description, key operationKey, q *http.Request, old *description, was operationKey) error {
	declared := func(d *description, key operationKey, in, name string) bool {
		lists := []openapi3.Parameters{key.in(d).Parameters, d.Paths.Value(key.Path).Parameters}
		return slices.ContainsFunc(slices.Concat(lists...), func(ref *openapi3.ParameterRef) bool {
			matches := ref.Value.Name == name || ref.Value.Style == "deepObject" && strings.HasPrefix(name, ref.Value.Name+"[")
			return ref.Value.In == in && (matches || in == "header" && strings.EqualFold(ref.Value.Name, name))
		})
	}
	sent := map[string][]string{"query": slices.Collect(maps.Keys(q.URL.Query())), "header": slices.Collect(maps.Keys(q.Header))}
	for _, cookie := range q.Cookies() {
		sent["cookie"] = append(sent["cookie"], cookie.Name)
	}
	for in, names := range sent {
		for _, name := range names {
			if declared(old, was, in, name) && !declared(doc, key, in, name) {
				return fmt.Errorf("the description has no %s parameter %s", in, name)
			}
		}
	}
	return nil
}

// pathParams returns the values of the parameters in a path.
func pathParams(template, path string) (map[string]string, error) {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, fmt.Errorf("the path %s does not match %s", path, template)
	}
	params := map[string]string{}
	for i, segment := range want {
		name, ok := strings.CutPrefix(segment, "{")
		if !ok {
			continue
		}
		value, err := url.PathUnescape(have[i])
		if err != nil {
			return nil, err
		}
		params[strings.TrimSuffix(name, "}")] = value
	}
	return params, nil
}
