package rest

// This file builds the URLs of requests, either segment by segment or from a
// link of the service. All escaping happens here.

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Resource is the address of a resource: a client and a path. It is a small
// immutable value; its methods return new values. An invalid address, such as
// one with an empty key, makes the call fail. It is for generated code.
type Resource struct {
	client *Client
	path   string // escaped, with a leading slash, includes the path of the base URL
	link   *url.URL
	fixed  bool // link is not resolved, and segments do not change it
	err    error
}

// Segment adds a literal path segment. It preserves existing percent-encoding.
func (r Resource) Segment(text string) Resource {
	return r.add(escapeLiteral(text))
}

// Key adds a path parameter that fills a whole segment. The value is escaped,
// including slashes. The values "", "." and ".." are errors because they would
// address a different resource.
func (r Resource) Key(name, value string) Resource {
	switch value {
	case "":
		return r.fail(fmt.Errorf("the path parameter %s is empty", name))
	case ".", "..":
		return r.fail(fmt.Errorf("the path parameter %s is %q, which addresses another resource", name, value))
	}
	return r.add(escape(value, keepInValue))
}

// KeyPath is like [Resource.Key], but for a parameter whose value may have
// several segments, such as docs/a b.txt. Slashes separate the segments and
// are not escaped. A segment "." or ".." is an error.
func (r Resource) KeyPath(name, value string) Resource {
	if value == "" {
		return r.Key(name, value)
	}
	for segment := range strings.SplitSeq(value, "/") {
		if segment == "" {
			r = r.add("")
		} else {
			r = r.Key(name, segment)
		}
	}
	return r
}

// TemplateSegment adds a segment of alternating literals and values, such as
// getReport(period='{period}'). Values are escaped, including commas, parentheses
// and equals signs, which separate parameters. Only a value between apostrophes
// may contain these characters. In such a value, apostrophes are doubled as in
// OData. An empty value is an error.
func (r Resource) TemplateSegment(parts ...string) Resource {
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 0 {
			b.WriteString(escapeLiteral(part))
			continue
		}
		if part == "" {
			return r.fail(fmt.Errorf("path parameter %d of %s is empty", i/2+1, templateName(parts)))
		}
		after := ""
		if i+1 < len(parts) {
			after = parts[i+1]
		}
		b.WriteString(escapePart(parts[i-1], part, after))
	}
	if text := b.String(); text != "." && text != ".." {
		return r.add(text)
	}
	return r.fail(fmt.Errorf("%s is %q, which addresses another resource", templateName(parts), b.String()))
}

// maxLink limits a link of the service in bytes. It is longer than the URLs that servers
// accept. A call copies and searches its link several times.
const maxLink = 64 << 10

// WithURL returns the resource at a link that the service has sent, such as the
// link to the next page. A relative link is resolved against the resource's own
// address. The link must have the scheme, host and port of the base URL or of
// another server of the client, and at most 64 KiB; otherwise the call returns
// an error. The call sends only the query parameters in the link.
func (r Resource) WithURL(raw string) Resource {
	if r.err != nil || r.client == nil {
		return r.fail(errNoClient)
	}
	if len(raw) > maxLink {
		return r.fail(fmt.Errorf("the link is longer than %d bytes", maxLink))
	}
	link, err := url.Parse(raw)
	switch {
	case raw == "":
		return r.fail(errors.New("the link is empty"))
	case err != nil:
		return r.fail(errors.New("the link is invalid")) // err would quote its secrets
	}
	return r.follow(link)
}

// follow returns the resource at a link.
func (r Resource) follow(link *url.URL) Resource {
	link = r.address().ResolveReference(link)
	client := r.client.clientFor(link)
	if link.User != nil || client == nil {
		return r.fail(fmt.Errorf("refused to follow a link from %s to %s", origin(r.client.base), origin(link)))
	}
	link.Fragment, link.RawFragment = "", ""
	r.client, r.link = client, link
	return r
}

// FixedURL is like [Resource.WithURL], but path segments that are added to the
// result are only checked and do not change the link. A relative link is
// resolved against the address that includes these segments.
func (r Resource) FixedURL(raw string) Resource {
	link, err := url.Parse(raw)
	if raw == "" || len(raw) > maxLink || err != nil || r.client == nil {
		return r.WithURL(raw)
	}
	r.link, r.fixed = link, true
	return r
}

// address returns the URL of the resource.
func (r Resource) address() *url.URL {
	if r.link != nil {
		return r.link
	}
	u := url.URL{Scheme: r.client.base.Scheme, Host: r.client.base.Host}
	u.Path, u.RawPath = splitPath(r.path)
	return &u
}

// Request returns a request to the operation with the given method and path
// template. [OperationOf] returns both.
func (r Resource) Request(method, template string) *Request {
	if r.client == nil && r.err == nil {
		r.err = errNoClient
	}
	if link := r.link; r.fixed && r.err == nil {
		r.link, r.fixed = nil, false
		r = r.follow(link)
	}
	if r.link == nil && strings.HasSuffix(template, "/") && !strings.HasSuffix(r.path, "/") {
		r.path += "/" // it has no segment of its own
	}
	q := &Request{resource: r, method: method, err: r.err, stream: streamSpec{end: defaultEnd}}
	q.context.operation = operation{method: method, template: template}
	return q
}

var errNoClient = errors.New("the request builder has no client; start with New")

func (r Resource) add(segment string) Resource {
	if r.link != nil && !r.fixed {
		return r.fail(errors.New("cannot add a path segment to a link"))
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

// templateName returns a template with {} in place of its values.
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

// sameOrigin reports whether a and b have the same scheme, host and port.
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
