// Package api is the intermediate representation (IR) of an API, independent
// of Go.
//
// It takes nothing, gives the IR's types, and may import only diag. It
// contains no Go names, import paths or pointer decisions: lower fills the IR
// in, plan turns it into Go declarations, docs into reference pages.
//
// # Structure and files
//
// An API has operations, types, callbacks, security schemes (api.go, types.go)
// and code tables (codes.go). Scalar values are JSON texts (values.go). Dump
// (dump.go) writes an API as text. Descriptions are Markdown (markdown.go). Every part
// keeps its Origin, its position in the description. Slices have a fixed order, either by
// pointer or, where that order has a meaning, as in the description. The same input
// therefore always gives the same output.
package api

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// API is a lowered API description.
type API struct {
	Title       string
	Version     string
	Description string

	Server       *Server   // of most operations; nil if the description has no absolute URL for it
	Replacements []*Server // can replace Server
	Servers      []*Server // all servers, also those of single operations, each once
	BaseURL      string    // URL of Server with its variables at their defaults; "" if there is none
	RelativeURL  string    // of the server, if it is not absolute

	Operations []*Operation      // by path, then method
	Types      []*Type           // every Object, Enum and Union, by Origin.Pointer
	Callbacks  []*Callback       // by Origin.Pointer
	Security   []*SecurityScheme // the schemes in use, by name
	Tables     []*Table          // in the order of codes.yaml
	LeftOut    []LeftOut         // by position
	Places     []Origin          // of the description and of its keys above these parts, such as "paths"
}

// LeftOut is a part of the description that the API lacks or weakens, because of
// an error in the description or because fragen does not support it.
type LeftOut struct {
	Origin    Origin
	Operation bool   // the part is a whole operation
	Name      string // such as "GET /pets" or "response 404 of GET /pets"
	Rule      string // of the diagnostic
	Why       string // the error
	Outcome   string // such as "GET /pets is left out"
	Remedy    string // the change of the user's files that has the same effect
}

// Message returns the text of the diagnostic.
func (o LeftOut) Message() string { return o.Why + "; " + o.Outcome + "; " + o.Remedy }

// Server is a server to which requests are sent.
type Server struct {
	Origin    Origin
	Name      string // "" if the description names none
	URL       string // with the names of variables in braces; a path if the API has no absolute URL
	Relative  string // URL relative to the address of the client; "" if URL is absolute
	Doc       Doc
	Variables []*ServerVariable // in the order of the URL
	Replaces  []*Server         // servers of operations that it can replace
}

// ServerVariable is a variable in the URL of a server.
type ServerVariable struct {
	Name        string
	Default     string   // "" if the caller must set it
	Values      []string // nil allows any value
	Description string
}

// DefaultURL returns the URL with the variables at their defaults. It returns ""
// if s is nil or a variable has no default. Variables in a default are not replaced.
func (s *Server) DefaultURL() string {
	if s == nil {
		return ""
	}
	var defaults []string
	for _, v := range s.Variables {
		if v.Default == "" {
			return ""
		}
		defaults = append(defaults, "{"+v.Name+"}", v.Default)
	}
	return strings.NewReplacer(defaults...).Replace(s.URL)
}

// Origin is the source position of a part of the API.
type Origin struct {
	Pointer diag.Pointer
	Pos     diag.Pos
}

// Doc is documentation from the description. It is untrusted CommonMark.
type Doc struct {
	Summary     string
	Description string
	At          diag.Pointer // pointer of Description; Summary is beside it
	URL         string       // source page (externalDocs)
	URLTitle    string
	Deprecated  *Deprecation // nil if it is not deprecated
}

// Deprecation describes a deprecated part and its replacement. All fields may
// be empty.
type Deprecation struct {
	Message     string
	Replacement string // a path, operation or name to use instead
	Since       string // date or version
	Removal     string // date
}

// Operation is a method on a path.
type Operation struct {
	Origin      Origin
	ID          string // operationId, may be ""
	Path        Path
	Method      string // upper case
	Doc         Doc
	Tags        []string
	Query       []QueryPair // constant pairs that every request has in its query
	Server      *Server     // nil for that of the API
	Params      []*Param    // query, header and cookie parameters in document order; path parameters are in Path
	Body        *Body       // nil if the request has no body
	OtherBodies []*Body     // the same request body in other formats
	Success     []*Response // lowest status first, a range after its statuses; redirects if none is 2xx
	Errors      []*Response
	Redirects   []string // 3xx statuses beside a success, such as 302
	Paging      *Paging  // nil if the result has no pages

	StreamProperty string // boolean property of the body that requests a stream; "" if there is none

	Permissions []Permission
	Limits      []Limit
	Security    []SecurityAlternative // each alternative is sufficient; nil means that no credentials are required
	SecurityAt  Origin                // of Security; zero if the description has none
	Unsecured   bool                  // the description states explicitly that no credentials are required
	Undeclared  bool                  // Security is unknown, because every alternative has a scheme that is missing
}

// Result returns the first success response with a body, whose type is the
// result of a call. It returns nil if no success has a body.
func (o *Operation) Result() *Response {
	for _, r := range o.Success {
		if r.Type != nil {
			return r
		}
	}
	return nil
}

// Stream returns the response that has the stream of the operation, and the stream: that
// of the result or else that of the first other success with one. Both are nil if no
// success has a stream.
func (o *Operation) Stream() (*Response, *Content) {
	responses := o.Success
	if result := o.Result(); result != nil {
		responses = append([]*Response{result}, responses...)
	}
	for _, r := range responses {
		if r.Sequence != nil {
			return r, &r.Content
		}
		for i := range r.OtherContents {
			if r.OtherContents[i].Sequence != nil {
				return r, &r.OtherContents[i]
			}
		}
	}
	return nil, nil
}

// Path is a path template, split into segments.
type Path struct {
	Origin   Origin
	Template string // "/communications/calls/{call-id}/reject"
	Segments []Segment
	Doc      Doc
}

// Plain returns the template without its query and fragment.
func (p Path) Plain() string {
	if n := len(p.Segments); n > 0 {
		return strings.TrimSuffix(p.Template, p.Segments[n-1].Suffix)
	}
	return p.Template
}

// QueryPair is a name and its value in a query.
type QueryPair struct{ Name, Value string }

// Segment is the part of a path between two slashes. The query or fragment of a
// template, which is not part of the path, is a segment too, with a literal that
// names it.
type Segment struct {
	Origin Origin // the shortest path in the description that ends with this segment, or else one that contains it
	Parts  []Part // alternating literals and parameters; usually a single part
	Suffix string // "?units=metric" or "#copy"; "" for a segment of the path
}

// Part is a literal piece of a segment or, if Param is not nil, a parameter.
type Part struct {
	Literal string
	Param   *Param
}

// ParamIn is the location of a parameter.
type ParamIn string

// The locations of parameters.
const (
	InPath   ParamIn = "path"
	InQuery  ParamIn = "query"
	InHeader ParamIn = "header"
	InCookie ParamIn = "cookie"
)

// Param is a parameter of an operation.
type Param struct {
	Origin   Origin
	Name     string // name in the request
	In       ParamIn
	Required bool
	Type     Use
	Doc      Doc
	Limits   []Limit
	Rules    []Constraint // validation keywords of its values
	Default  string       // JSON of the value that the service assumes for a missing one; "" if unknown
	Style    string       // an OpenAPI style, or "json" for JSON text
	Explode  bool

	AllowReserved bool // reserved characters of URLs are not escaped
	Slashes       bool // of a path: slashes in the value separate segments
}

// Format is the encoding of a body.
type Format string

// The formats of bodies.
const (
	JSON      Format = "JSON"
	Text      Format = "text"
	Form      Format = "form"      // application/x-www-form-urlencoded
	Multipart Format = "multipart" // multipart/form-data and others
	Stream    Format = "stream"    // raw bytes
	Location  Format = "location"  // of a response: no body, but the address of a redirect
	Events    Format = "events"    // text/event-stream, in responses
	Lines     Format = "lines"     // one JSON value per line, in responses
)

// Body is the body of a request.
type Body struct {
	Origin      Origin
	ContentType string // as declared, for example "application/json"
	Format      Format
	Choices     []string // content types from which the caller picks one, possibly with wildcards; nil means no choice
	Required    bool
	Type        Use
	Doc         Doc
	Limits      []Limit
	Rules       []Constraint // validation keywords of its values; nil for objects, which have their own
	Deprecated  *Deprecation // of its place; an inline object, enum or union has its own
	Default     string       // as in Param
	Encodings   []*Encoding  // Form and Multipart: non-default encodings of properties
	Streams     bool         // it can request a stream through Operation.StreamProperty
	OnlyStreams bool         // it always requests one, because the only value of the property is true
	NoStreams   bool         // it never requests one, because the only value of the property is false
}

// Encoding is the encoding of a form's property, if it is not the default.
type Encoding struct {
	Property      string
	ContentType   string // content type of the part in a multipart body, "" for the default
	Style         string // as in Param, "" for the default
	Explode       bool
	AllowReserved bool
}

// Response is a response for a status code or a range of them.
type Response struct {
	Origin        Origin
	Status        string // "204", "2XX" or "default"
	Content              // ContentType is "" and Type is nil if the response has no content
	OtherContents []Content
	Doc           Doc
	Headers       []*Param
}

// Content is the body of a response.
type Content struct {
	ContentType string // as declared; several types of a stream are joined by commas
	Format      Format
	Type        *Use // of an item, for Events and Lines
	Limits      []Limit
	Rules       []Constraint // as in Body
	Sequence    *Sequence    // Events and Lines only
}

// Sequence describes the items of a stream.
type Sequence struct {
	End      string      // data of the event that marks the end; "" if there is none
	Text     bool        // Events: the data is a text without quotation marks
	HasError bool        // the items have a property "error" of their own
	Events   []EventData // types of events that select the type of the data; nil if they all have one type
	Dataless []string    // Events: types of events that may have no data
}

// EventData is the data of the events of one type.
type EventData struct {
	Name string // type of the event
	Text bool   // as in Sequence
	Type Use
}

// In returns the content of the response in a format, or its preferred content
// if it has none in that format.
func (r *Response) In(format Format) Content {
	for _, c := range r.OtherContents {
		if c.Format == format && r.Format != format {
			return c
		}
	}
	return r.Content
}

// PageStyle is the method of finding the next page.
type PageStyle string

// The page styles.
const (
	ByCursor   PageStyle = "cursor"   // Param is the cursor from the previous page
	ByOffset   PageStyle = "offset"   // Param is First plus the number of items before the page
	ByPage     PageStyle = "page"     // Param is the number of the page
	ByLink     PageStyle = "link"     // the Link header has the URL of the next page
	ByNextLink PageStyle = "nextLink" // a property of the previous page has the URL
)

// Paging describes an operation whose result comes in pages. Properties are
// paths through objects.
type Paging struct {
	Style      PageStyle
	Items      []*Field // path to the items; empty if the result itself is the list
	Param      *Param   // query parameter; nil for links
	Next       []*Field // path to the next cursor or URL
	NextItem   []*Field // path from the last item to the next cursor
	NextHeader string   // header with the next cursor
	More       []*Field // path to a property that is false on the last page
	End        []*Field // path to the total number of items or pages
	First      int      // number of the first offset or page
}

// Permission is a permission with which an operation may be called.
type Permission struct {
	At    diag.Pointer // pointer of the declaration
	Kind  string       // "application", "delegatedWork", …
	Names []string     // least privileged first; empty if the kind is not supported
	Note  string
}

// Limit is a limit of the service on an operation or a property.
type Limit struct {
	At    diag.Pointer // pointer of the declaration; "" for a computed limit
	Name  string       // the limited quantity, such as "answer within" or "participants"
	Value string       // value with its unit, such as "15 s" or "5 a request"
	Note  string
}

// Constraint is a validation keyword of a value, which the service checks and the
// SDK does not.
type Constraint struct {
	Keyword string // "maxLength", or "items maxLength" for the elements of a list
	Value   string
}

// FindScheme returns the index of the security scheme called name in a.Security. If it
// is not there, FindScheme returns the index at which it would be inserted.
func (a *API) FindScheme(name string) (index int, found bool) {
	return slices.BinarySearchFunc(a.Security, name, func(s *SecurityScheme, name string) int {
		return strings.Compare(s.Name, name)
	})
}

// SecurityAlternative is a list of schemes that are required together.
type SecurityAlternative []SecurityRequirement

// SecurityRequirement is a scheme with its required scopes.
type SecurityRequirement struct {
	Scheme string
	Scopes []string
}

// SecurityScheme is a method of authentication.
type SecurityScheme struct {
	Origin Origin
	Name   string
	Kind   string // http, apiKey, oauth2, openIdConnect, mutualTLS
	Scheme string // for http: basic, bearer, or a scheme that only a transport can implement, such as digest
	In     ParamIn
	Param  string // for apiKey: name of the parameter
	Issuer string // OAuth 2.0 flows as JSON, address of OpenID Connect, or format of bearer tokens; may be empty
	Doc    Doc
}

// Callback is a request from the service to its client: an OpenAPI callback or
// a webhook.
type Callback struct {
	Origin           Origin
	Name             string // "notifications"
	Method           string
	ContentType      string
	Payload          Use
	Status           int    // status that the service expects, 200 if the description does not specify one
	RequiredProperty string // property that identifies this format of the payload, "" if it is the only one
	MismatchStatus   int    // status for a payload without that property
	Doc              Doc
	Owner            *Operation        // nil for webhooks
	Schemes          []*SecurityScheme // that the callback declares for itself; nil: none
}
