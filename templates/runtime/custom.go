package rest

// This file sends requests that the API description does not list, with the
// credentials, retries and limits of the client's other calls.
//
// The parts of a path are escaped like those of generated calls, and a path or
// a value never leads out of the base URL:
//
//	/files/{name}/lock  with "a/b"  ->  BASE/files/a%2Fb/lock
//	/files/{name}/lock  with ".."   ->  an error
//
// A URL must be below the base URL of a server of the client. Otherwise, the
// credentials would be sent to another service, or to another part of the host.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// CustomRequest is a request that the API description does not list. To create
// one, call the Request method of a generated Client. A CustomRequest is a
// small immutable value; its methods return new values.
type CustomRequest struct {
	resource Resource
	method   string
	template string         // the path without the query, for OperationOf
	query    string         // escaped
	setBody  func(*Request) // nil if there is no body
}

// Custom returns a request with the given method to a path below the resource.
// The values replace the placeholders in the path, such as {id}, in order. The
// values are escaped. The path may include a query string. The path may also
// be a URL below the base URL of one of the client's servers. It is for
// generated code; programs call the Request method of a generated Client
// instead.
func (r Resource) Custom(method, path string, values ...string) CustomRequest {
	q := CustomRequest{resource: r, method: method}
	before, query, _ := strings.Cut(path, "?")
	switch isPath := strings.HasPrefix(path, "/"); {
	case method == "":
		q.resource = r.fail(errors.New("the method is empty"))
	case !isPath && !strings.Contains(before, "://"):
		q.resource = r.fail(fmt.Errorf("the path %s must begin with a slash", excerpt([]byte(before))))
	case !isPath:
		q.resource = r.below(path, len(values))
	case strings.Contains(path, "#"):
		q.resource = r.fail(fmt.Errorf("the path %s %w", excerpt([]byte(before)), errFragment))
	case strings.ContainsAny(query, "{}"):
		q.resource = r.fail(errors.New("the query has a placeholder; set Options.Query instead"))
	default:
		q.resource, q.template, q.query = r.fill(before, values), before, escapeReserved(query)
	}
	return q
}

var errFragment = errors.New("has a fragment, which requests do not send")

// fill adds the segments of a path. The values replace its placeholders.
func (r Resource) fill(path string, values []string) Resource {
	given := len(values)
	for segment := range strings.SplitSeq(path[1:], "/") {
		var text string
		var err error
		if text, values, err = fillSegment(segment, values); err != nil {
			return r.fail(fmt.Errorf("the path %s: %w", excerpt([]byte(path)), err))
		}
		if path != "/" { // Resource.Request adds the slash
			r = r.add(text)
		}
	}
	if len(values) > 0 {
		return r.fail(fmt.Errorf("the path %s has %d placeholders, but there are %d values",
			excerpt([]byte(path)), given-len(values), given))
	}
	return r
}

// fillSegment returns a segment, escaped, with values in place of its
// placeholders, and the remaining values.
func fillSegment(segment string, values []string) (string, []string, error) {
	var b strings.Builder
	for {
		literal, after, found := strings.Cut(segment, "{")
		b.WriteString(escapeLiteral(literal))
		if !found {
			break
		}
		name, rest, closed := strings.Cut(after, "}")
		switch {
		case !closed:
			return "", nil, errors.New("missing } after a placeholder")
		case len(values) == 0:
			return "", nil, fmt.Errorf("missing value for the placeholder {%s}", name)
		case values[0] == "":
			return "", nil, fmt.Errorf("the value for the placeholder {%s} is empty", name)
		}
		b.WriteString(escapePart(literal, values[0], rest))
		segment, values = rest, values[1:]
	}
	return b.String(), values, checkSegment(b.String())
}

// checkSegment reports an escaped segment that addresses another resource.
func checkSegment(segment string) error {
	if text, err := url.PathUnescape(segment); err == nil && (text == "." || text == "..") {
		return fmt.Errorf("a segment is %q, which addresses another resource", text)
	}
	return nil
}

// below returns the resource at a URL, which must be below the base URL of one of
// the client's servers. Errors do not quote the URL, which may hold secrets.
func (r Resource) below(raw string, values int) Resource {
	if r.err != nil || r.client == nil {
		return r.fail(errNoClient)
	}
	target, err := url.Parse(raw)
	switch {
	case strings.ContainsAny(raw, "{}") || values > 0:
		return r.fail(errors.New("a URL cannot have placeholders; pass a path below the base URL instead"))
	case err != nil:
		return r.fail(errors.New("the URL is invalid"))
	case target.User != nil:
		return r.fail(errors.New("the URL contains a user; the client sends its own credentials"))
	case strings.Contains(raw, "#"):
		return r.fail(fmt.Errorf("the URL %w", errFragment))
	}
	for segment := range strings.SplitSeq(target.EscapedPath(), "/") {
		if err := checkSegment(segment); err != nil {
			return r.fail(fmt.Errorf("the URL: %w", err))
		}
	}
	client := r.client.serverOf(target)
	if client == nil {
		return r.fail(fmt.Errorf("the URL is at %s, but requests must be below %s",
			origin(target)+target.EscapedPath(), r.client.BaseURL()))
	}
	r.client, r.link = client, target
	return r
}

// JSON returns the request with a JSON body. The body may be a model from the
// generated package, a [RawJSON] with the result of json.Marshal, or any other
// value that has the MarshalJSON method.
func (q CustomRequest) JSON(value interface{ MarshalJSON() ([]byte, error) }) CustomRequest {
	data, err := value.MarshalJSON()
	if err != nil {
		q.resource = q.resource.fail(err)
	}
	q.setBody = func(request *Request) { request.BodyBytes("application/json", data) }
	return q
}

// Body returns the request with a body of any content type, which is read while
// it is sent. A request whose body is not an [io.Seeker] is sent only once.
func (q CustomRequest) Body(contentType string, body io.Reader) CustomRequest {
	q.setBody = func(request *Request) { request.BodyReader(contentType, body) }
	return q
}

// Do sends the request and decodes the JSON response into result, which may be
// a model from the generated package, a [*RawJSON] for json.Unmarshal, or any
// other value that has the UnmarshalJSON method. If result is nil, the body of
// the response is ignored. Otherwise, a response without a body is an error.
// If the status is not 2xx, Do returns an [*Error]. The options may be nil.
func (q CustomRequest) Do(
	ctx context.Context, result interface{ UnmarshalJSON([]byte) error }, options *Options,
) error {
	request := q.newRequest(options)
	if result == nil {
		return request.Send(ctx)
	}
	return request.Receive(ctx, func(d *Decoder) { d.Fail(result.UnmarshalJSON(d.Raw())) })
}

// Stream sends the request and returns the body of the response, which the
// caller must close. If the status is not 2xx, Stream returns an [*Error]. The
// options may be nil.
func (q CustomRequest) Stream(ctx context.Context, options *Options) (*Stream, error) {
	return q.newRequest(options).ReceiveStream(ctx)
}

// newRequest returns a request that can be sent once.
func (q CustomRequest) newRequest(options *Options) *Request {
	request := q.resource.Request(q.method, q.template)
	request.query = []byte(q.query)
	if q.setBody != nil {
		q.setBody(request)
	}
	request.Apply(options)
	return request
}
