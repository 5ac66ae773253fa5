package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/generator/api"
)

// requestCheck is the check of a request that the server received.
type requestCheck struct {
	url     string
	body    string
	problem string
}

// ServeHTTP checks the request of a task and sends the response of its case.
func (m *measurement) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	id, _ := strconv.Atoi(q.Header.Get(driver.TaskHeader))
	c := m.program.find(id)
	if c == nil || c.call == nil {
		http.Error(w, "no such task", http.StatusTeapot)
		return
	}
	body, err := io.ReadAll(q.Body)
	check := &requestCheck{url: q.Method + " " + q.RequestURI, body: string(body)}
	if err == nil {
		err = m.checkRequest(c.call, q, body)
	}
	if err != nil {
		check.problem = err.Error()
	}
	c.call.request = check
	if c.call.location != "" {
		w.Header().Set("Location", c.call.location)
	}
	if c.call.mediaType == "" {
		w.WriteHeader(c.call.status)
		return
	}
	w.Header().Set("Content-Type", c.call.mediaType)
	w.WriteHeader(c.call.status)
	content := c.input
	if text := ""; !c.call.json && json.Unmarshal(content, &text) == nil {
		content = []byte(text)
	}
	if c.call.stream != nil {
		content = c.call.stream
	}
	_, _ = w.Write(content)
}

func isJSON(mediaType string) bool {
	base, _, err := mime.ParseMediaType(mediaType)
	return err == nil && (strings.HasSuffix(base, "json") || base == "text/json")
}

// checkRequest checks a request with kin-openapi and compares its JSON body.
func (m *measurement) checkRequest(c *callCase, q *http.Request, body []byte) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%w: panic: %v", errUnchecked, e)
		}
	}()
	params, err := pathParams(c.base, c.path, q.URL.EscapedPath())
	if err != nil {
		return err
	}
	if q.Method != c.method {
		return fmt.Errorf("the method is %s, want %s", q.Method, c.method)
	}
	if c.body != nil {
		if d := difference(c.body, body); d != "" {
			return fmt.Errorf("the body differs: %s", d)
		}
	}
	q.Body = io.NopCloser(bytes.NewReader(body))
	options := &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true,
		SchemaValidationOptions: m.validator.options,
	}
	mediaType, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type"))
	options.ExcludeRequestBody = openapi3filter.RegisteredBodyDecoder(mediaType) == nil && len(body) > 0
	err = openapi3filter.ValidateRequest(q.Context(), &openapi3filter.RequestValidationInput{
		Request: q, PathParams: params, QueryParams: q.URL.Query(), Options: options,
		Route: &routers.Route{
			Spec: m.doc, Path: c.path, PathItem: c.item, Method: c.method, Operation: c.operation,
			Server: &openapi3.Server{URL: c.base},
		},
	})
	if err != nil && isUndecodable(err, c) {
		return fmt.Errorf("%w: %w", errUnchecked, err)
	}
	return err
}

// isUndecodable reports whether kin-openapi cannot decode a body that may be correct:
// a stream with a schema, or a form with an object or with a property of any type.
func isUndecodable(err error, c *callCase) bool {
	text := err.Error()
	return strings.Contains(text, "unsupported schema of request body") ||
		c.body == nil && strings.Contains(text, "Value is not nullable")
}

// rootPath is the path of the base URL of the SDK's client.
const rootPath = "/base"

// basePath returns the path of a server, whose URL may be relative to the base
// URL of the client.
func basePath(s *api.Server) string {
	if s == nil || s.Relative == "" {
		return rootPath
	}
	relative := api.Server{URL: s.Relative, Variables: s.Variables}
	base := url.URL{Path: rootPath}
	return strings.TrimRight(base.ResolveReference(&url.URL{Path: relative.DefaultURL()}).Path, "/")
}

// pathParams returns the values of the parameters in a path below base.
func pathParams(base, template, path string) (map[string]string, error) {
	template, _, _ = strings.Cut(strings.NewReplacer("{?", "?", "{&", "?", "{#", "?", "#", "?").Replace(template), "?")
	names := []string{}
	pattern := "^" + regexp.QuoteMeta(base)
	for rest := template; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		pattern += regexp.QuoteMeta((&url.URL{Path: before}).EscapedPath())
		if !found {
			break
		}
		name, next, _ := strings.Cut(after, "}")
		value := "([^/]*?)"
		if withoutOperators(name) != name { // it may contain slashes
			value = "(.*?)"
		}
		names = append(names, name)
		pattern += value
		rest = next
	}
	re, err := regexp.Compile(pattern + "$")
	if err != nil {
		return nil, err
	}
	match := re.FindStringSubmatch(path)
	if match == nil {
		return nil, fmt.Errorf("the path %s does not match %s", path, template)
	}
	params := map[string]string{}
	for i, name := range names {
		if params[name], err = url.PathUnescape(match[i+1]); err != nil {
			return nil, err
		}
		params[withoutOperators(name)] = params[name]
	}
	return params, nil
}

// withoutOperators returns the name of a path parameter without the operators that allow
// slashes in its value, as in {path*}.
func withoutOperators(name string) string {
	return strings.Trim(strings.TrimSuffix(name, ":path"), "*+")
}

// judgeCall judges the request and the result of a call.
func (m *measurement) judgeCall(c *testCase, outcome *driver.Outcome) {
	request := c.call.request
	switch {
	case request == nil:
		m.Requests.add(false)
		m.fail(Failure{"call", c.where, "no request: " + outcome.Error, "", ""})
		return
	case strings.Contains(request.problem, errUnchecked.Error()):
		m.Uncheckable++
	case request.problem != "":
		m.Requests.add(false)
		m.fail(Failure{"request", c.where, firstLine(request.problem), request.url, request.body})
	default:
		m.Requests.add(true)
	}
	reason := outcome.Error
	if reason == "" && c.call.mediaType != "" && c.call.method != http.MethodHead {
		reason = difference(c.input, outcome.JSON)
	}
	m.Responses.add(reason == "")
	if reason != "" {
		m.fail(Failure{"response", c.where, reason, string(c.input), string(outcome.JSON)})
	}
}

// dropIgnoredHeaders removes the header parameters that OpenAPI ignores.
func dropIgnoredHeaders(doc *openapi3.T) {
	drop := func(list openapi3.Parameters) openapi3.Parameters {
		return slices.DeleteFunc(list, func(ref *openapi3.ParameterRef) bool {
			return ref.Value != nil && ref.Value.In == openapi3.ParameterInHeader &&
				slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(ref.Value.Name))
		})
	}
	for _, item := range doc.Paths.Map() {
		item.Parameters = drop(item.Parameters)
		for _, op := range item.Operations() {
			op.Parameters = drop(op.Parameters)
		}
	}
}
