package rest

// This file makes the addresses of requests, segment by segment as generated
// code names them, or from a link that the service gave. They are escaped here
// and not touched again.

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Resource is the address of something the service has: a client and a path.
// It is a small value that never changes; its methods return a new one. What
// is wrong with an address, such as an empty key, comes out as the error of
// the call.
type Resource struct {
	client *Client
	path   string // escaped, with a leading slash, that of the base URL included
	link   *url.URL
	err    error
}

// Segment adds a literal path segment.
func (r Resource) Segment(text string) Resource {
	return r.add(escape(text, keepInLiteral))
}

// Key adds a path parameter that is a whole segment. The value is escaped,
// slashes included. An empty value, "." and ".." are errors, since they would
// address something else.
func (r Resource) Key(name, value string) Resource {
	switch value {
	case "":
		return r.fail(fmt.Errorf("the path parameter %s is empty", name))
	case ".", "..":
		return r.fail(fmt.Errorf("the path parameter %s is %q, which addresses another resource", name, value))
	}
	return r.add(escape(value, keepInValue))
}

// TemplateSegment adds a segment that is made of literals and values in turn, such
// as getReport(period='{period}'). Values are escaped; between apostrophes
// theirs are doubled, as OData has it. An empty value is an error.
func (r Resource) TemplateSegment(parts ...string) Resource {
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 0 {
			b.WriteString(escape(part, keepInLiteral))
			continue
		}
		if part == "" {
			return r.fail(fmt.Errorf("path parameter %d of %s is empty", i/2+1, templateName(parts)))
		}
		if strings.HasSuffix(parts[i-1], "'") && i+1 < len(parts) && strings.HasPrefix(parts[i+1], "'") {
			part = strings.ReplaceAll(part, "'", "''")
		}
		b.WriteString(escape(part, keepInValue))
	}
	if text := b.String(); text != "." && text != ".." {
		return r.add(text)
	}
	return r.fail(fmt.Errorf("%s is %q, which addresses another resource", templateName(parts), b.String()))
}

// WithURL returns the resource at a link that the service gave, such as the
// one to the next page. One that is not absolute counts from the resource's own
// address. It must have the scheme, host and port of the base
// URL, else the call is refused. The link's own query is sent and no other.
func (r Resource) WithURL(raw string) Resource {
	if r.err != nil || r.client == nil {
		return r.fail(errNoClient)
	}
	link, err := url.Parse(raw)
	switch {
	case raw == "":
		return r.fail(errors.New("the link is empty"))
	case err != nil:
		return r.fail(errors.New("the link is no URL")) // err would quote its secrets
	}
	link = r.address().ResolveReference(link)
	if link.User != nil || !sameOrigin(link, r.client.base) {
		return r.fail(fmt.Errorf("the link to %s is refused: it leaves %s", origin(link), origin(r.client.base)))
	}
	link.Fragment, link.RawFragment = "", ""
	r.link = link
	return r
}

// address is where the resource is.
func (r Resource) address() *url.URL {
	if r.link != nil {
		return r.link
	}
	u := url.URL{Scheme: r.client.base.Scheme, Host: r.client.base.Host}
	u.Path, u.RawPath = splitPath(r.path)
	return &u
}

// Request begins a call of the operation with the given method and path
// template, which [OperationOf] returns.
func (r Resource) Request(method, template string) *Request {
	if r.client == nil && r.err == nil {
		r.err = errNoClient
	}
	q := &Request{resource: r, method: method, err: r.err}
	q.context.operation = operation{method, template}
	return q
}

var errNoClient = errors.New("the request builder has no client: begin with New")

func (r Resource) add(segment string) Resource {
	if r.link != nil {
		return r.fail(errors.New("a link takes no further path segments"))
	}
	r.path += "/" + segment
	return r
}

func (r Resource) fail(err error) Resource {
	if r.err == nil {
		r.err = err
	}
	return r
}

// templateName shows a template with its values left out.
func templateName(parts []string) string {
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 0 {
			b.WriteString(part)
		} else {
			b.WriteString("{}")
		}
	}
	return b.String()
}

// sameOrigin reports whether scheme, host and port are the same.
func sameOrigin(a, b *url.URL) bool { return origin(a) == origin(b) }

func origin(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
	port := u.Port()
	if port == "" {
		switch scheme {
		case "http":
			port = "80"
		case "https":
			port = "443"
		}
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return scheme + "://" + host + ":" + port
}
