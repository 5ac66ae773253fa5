package rest

// This file builds a request piece by piece. It contains no secrets:
// transport.go adds credentials to each attempt. The end of the file masks the
// query of a URL so that errors can show it.

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Request is a call under construction. Generated code calls the methods of a
// Request one after the other. The last of them is Send or a method whose name
// begins with Receive; it returns the first error. For a stream, generated code
// passes the Request to [Events] or [Lines] instead. A Request can be sent only
// once. It is for generated code.
type Request struct {
	resource Resource
	method   string
	err      error
	query    []byte
	header   http.Header
	cookies  []string
	body     []byte
	upload   *upload // replaces body
	hasBody  bool
	security []Security // nil: those of the client
	grant    grant      // credentials that are sent; set by check
	accept   string
	options  Options
	errors   []errorBody // instead of the client's, if ownErrors is set

	successes   []success // declared; a status that is missing here is the result
	nullable    bool      // null is a valid result
	ownErrors   bool
	contentType string
	context     callContext
	stream      streamSpec
	idle        *idleLimit // of a stream; nil if there is none
}

// errorBody decodes the body of an error with a status such as 404, 4XX or
// default.
type errorBody struct {
	status string
	decode func(*Decoder) any
}

func newErrorBody(status string, decode func(*Decoder) any) errorBody {
	return errorBody{strings.ToUpper(status), decode}
}

// Query adds a query parameter once for each value.
func (q *Request) Query(name string, values ...string) {
	for _, value := range values {
		q.addQuery(name)
		q.query = append(q.query, escape(value, keepInQuery)...)
	}
}

// QueryList adds a query parameter whose values are joined by a separator. The
// separator is escaped only where a URL requires it: a space becomes %20 and a
// vertical bar %7C. If there are no values, it adds nothing.
func (q *Request) QueryList(name, separator string, values ...string) {
	if len(values) == 0 {
		return
	}
	q.addQuery(name)
	for i, value := range values {
		if i > 0 {
			q.query = append(q.query, escape(separator, keepInQuery+",;")...)
		}
		q.query = append(q.query, escape(value, keepInQuery)...)
	}
}

func (q *Request) addQuery(name string) {
	if len(q.query) > 0 {
		q.query = append(q.query, '&')
	}
	q.query = append(append(q.query, escape(name, keepInName)...), '=')
}

// Header sets a header. Control characters in the value are an error.
func (q *Request) Header(name, value string) {
	if !fitsHeader(value) {
		q.fail(fmt.Errorf("the value of the header %s contains characters that are invalid in a header", name))
		return
	}
	if q.header == nil {
		q.header = make(http.Header, 4)
	}
	q.header.Set(name, value)
}

// Cookie adds a cookie. It is an error if the cookie contains characters that
// are not allowed in cookies.
func (q *Request) Cookie(name, value string) {
	q.checkCookie(name, value)
	q.cookies = append(q.cookies, name+"="+value)
}

// checkCookie reports a name or text that a cookie cannot hold.
func (q *Request) checkCookie(name, text string) {
	if !fitsCookie(text) {
		q.fail(fmt.Errorf("the value of the cookie %s contains characters that are invalid in a cookie", name))
	}
	if !fitsCookie(name) || name == "" || strings.ContainsAny(name, "()<>@:/[]?={}") {
		q.fail(fmt.Errorf("%s is not a valid cookie name", excerpt([]byte(name))))
	}
}

// fitsCookie reports whether a cookie can hold a value (RFC 6265, section
// 4.1.1).
func fitsCookie(value string) bool {
	for i := range len(value) {
		if c := value[i]; c <= ' ' || c > '~' || c == '"' || c == ',' || c == ';' || c == '\\' {
			return false
		}
	}
	return true
}

// Body sets a JSON body and encodes it immediately.
func (q *Request) Body(contentType string, encode func(*Encoder)) {
	data, err := Encode(encode)
	if err != nil {
		q.fail(err)
		return
	}
	q.BodyBytes(contentType, data)
}

// BodyBytes sets a body of any content type. The bytes must not change before
// the call ends.
func (q *Request) BodyBytes(contentType string, data []byte) {
	q.body, q.hasBody, q.contentType = data, true, contentType
}

// BodyText sets a text body.
func (q *Request) BodyText(contentType, text string) {
	q.BodyBytes(contentType, []byte(text))
}

// CheckBody makes the call fail before anything is sent if a required body is
// missing.
func (q *Request) CheckBody(missing bool) {
	if missing {
		q.fail(errors.New("the body is nil, but the operation requires one"))
	}
}

// CheckNull makes the call fail if its JSON body is null, for example because the variant of
// a union is a nil pointer.
func (q *Request) CheckNull() { q.CheckBody(string(q.body) == "null") }

// Accept sets the content type that the request accepts.
func (q *Request) Accept(contentType string) { q.accept = contentType }

// Apply applies the options of the call. It accepts nil.
func (q *Request) Apply(o *Options) {
	if o == nil {
		return
	}
	q.options = *o
	if id := o.Stream.LastEventID; id != "" {
		q.Header("Last-Event-ID", id)
	}
	header, err := canonical(o.Header)
	if err != nil {
		q.fail(err)
	}
	q.options.Header = header
}

// ErrorBody declares how to decode the body of an error response, as
// [Client.ErrorBody] does. If a request declares error bodies, the client's
// error bodies do not apply to it.
func (q *Request) ErrorBody(status string, decode func(*Decoder) any) {
	q.ownErrors = true
	if q.errors == nil {
		q.errors = make([]errorBody, 0, 2)
	}
	q.errors = append(q.errors, newErrorBody(status, decode))
}

// NoErrorBody declares that the operation has no error body to decode, even if
// the client declares one.
func (q *Request) NoErrorBody() { q.ownErrors, q.errors = true, nil }

// errorBodies returns the error bodies that apply to the request.
func (q *Request) errorBodies() []errorBody {
	if q.ownErrors {
		return q.errors
	}
	return q.resource.client.errors
}

// addCallerQuery adds the query parameters of the call's options. In a link, it
// adds only those that the link lacks, because a link may be signed and has the
// position of the next page.
func (q *Request) addCallerQuery() {
	link := q.resource.link
	if link != nil {
		q.query = []byte(link.RawQuery)
	}
	for _, name := range slices.Sorted(maps.Keys(q.options.Query)) {
		others := withoutParameter(string(q.query), name)
		if link != nil && others != string(q.query) {
			continue
		}
		q.query = []byte(others)
		q.Query(name, q.options.Query[name]...)
	}
	if link != nil {
		extended := *link
		extended.RawQuery = string(q.query)
		q.resource.link = &extended
	}
}

func (q *Request) fail(err error) {
	if q.err == nil {
		q.err = err
	}
}

// idempotent reports whether the request may be sent twice.
func (q *Request) idempotent() bool {
	switch q.method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete, http.MethodTrace,
		"QUERY":
		return true
	}
	const key = "Idempotency-Key"
	return q.header.Get(key) != "" || q.options.Header.Get(key) != ""
}

// url returns the URL of the request without API keys.
func (q *Request) url() string {
	if q.resource.link != nil {
		return q.resource.link.String()
	}
	address := q.resource.client.origin + q.resource.path
	if len(q.query) > 0 {
		address += "?" + string(q.query)
	}
	return address
}

// shownURL returns the beginning of the URL of the request for errors and logs.
func (q *Request) shownURL() string {
	if q.resource.client == nil {
		return q.resource.path
	}
	return shorten(q.url(), q.maskURL)
}

// maskURL masks the secrets in the URL of the request.
func (q *Request) maskURL(address string) string {
	if q.resource.link != nil { // from the service
		address = q.masker().mask(address)
	}
	address, query, found := strings.Cut(address, "?")
	if !found {
		return address
	}
	return address + maskAddresses("?"+query, q.resource.client)
}

// maskAddresses masks passwords and secret query parameters in all URLs in a
// text. Errors of net/http quote the URLs of redirects and proxies.
func maskAddresses(text string, c *Client) string {
	var b strings.Builder
	for {
		i := strings.IndexAny(text, "?&#@")
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		before, mark, after := text[:i], text[i], text[i+1:]
		scheme := strings.LastIndex(before, "://")
		if mark == '@' && scheme >= 0 && !strings.ContainsAny(before[scheme+3:], endOfAddress+"/") {
			before = before[:scheme+3] + "***"
		}
		b.WriteString(before)
		b.WriteByte(mark)
		text = after
		if name := parameterName(after); mark != '@' && name != "" && c.secretName(name) {
			b.WriteString(name + "=***")
			text = after[len(name)+1:]
			end := strings.IndexAny(text, endOfAddress+"&#")
			if end < 0 {
				end = len(text)
			}
			text = text[end:]
		}
	}
}

// parameterName returns the name of the query parameter with which text begins, or
// "". It does not search for the end of a longer name: a text may consist of question
// marks, and each of them would be followed by a search through the whole rest.
func parameterName(text string) string {
	const longest = 256
	text = text[:min(len(text), longest)]
	end := strings.IndexAny(text, endOfAddress+"&#=")
	if end < 0 || text[end] != '=' {
		return ""
	}
	return text[:end]
}

const endOfAddress = " \t\r\n\"'<>"

// secretName reports whether a query parameter may hold a secret.
func (c *Client) secretName(name string) bool {
	if text, err := url.QueryUnescape(name); err == nil {
		name = text
	}
	isKey := func(k apiKey) bool { return k.in == InQuery && strings.EqualFold(k.name, name) }
	if c != nil && slices.ContainsFunc(c.keys, isKey) {
		return true
	}
	name = strings.ToLower(strings.NewReplacer("-", "", "_", "", ".", "").Replace(name))
	return slices.Contains([]string{
		"accesstoken", "accesskey", "apikey", "assertion", "auth", "authorization", "clientassertion",
		"clientsecret", "code", "credential", "idtoken", "key", "pass", "passwd", "password",
		"refreshtoken", "secret", "sig", "signature", "subscriptionkey", "token",
		"xamzcredential", "xamzsecuritytoken", "xamzsignature",
	}, name)
}
