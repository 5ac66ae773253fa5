// Package api is the intermediate representation: the API as a reader of its
// description sees it, before any thought of Go.
//
// It takes nothing, gives the IR's types, and may import only diag. No Go
// name, import path or pointer decision lives here: lower fills the IR in,
// plan turns it into Go declarations, docs into pages.
//
// # The shape
//
// An API has Operations on Paths, named Types, Callbacks the service makes to
// its clients, and code Tables. Everything keeps its Origin, the place in the
// description it came from. Slices are in a fixed order (by pointer or as the
// description lists them where that order means something), so whoever walks
// the IR makes the same output from the same input.
package api

import "github.com/fragen-go/fragen/generator/diag"

// API is a whole lowered description.
type API struct {
	Title       string
	Version     string
	Description string
	BaseURL     string // first server, its variables at their defaults; "" when none is declared

	Operations []*Operation      // by path, then method
	Types      []*Type           // every Object, Enum and Union, by Origin.Pointer
	Callbacks  []*Callback       // by Origin.Pointer
	Security   []*SecurityScheme // the schemes used, by name
	Tables     []*Table          // in the order of codes.yaml
}

// Origin says where something came from.
type Origin struct {
	Pointer diag.Pointer
	Pos     diag.Pos
}

// Doc is the prose about something, as it stands in the description:
// CommonMark, and not to be trusted.
type Doc struct {
	Summary     string
	Description string
	At          diag.Pointer // of the text Description; Summary stands beside it
	URL         string       // documentation page (externalDocs)
	URLTitle    string
	Deprecated  *Deprecation // nil when it is not
}

// Deprecation says that something goes away and what takes its place. All
// fields may be empty.
type Deprecation struct {
	Message     string
	Replacement string // a path, operation or name to use instead
	Since       string // date or version
	Removal     string // date
}

// Operation is one method on one path.
type Operation struct {
	Origin  Origin
	ID      string // operationId, may be ""
	Path    Path
	Method  string // upper case
	Doc     Doc
	Tags    []string
	Params  []*Param // query, header and cookie parameters in document order; path parameters are in Path
	Body    *Body    // nil when there is none
	Others  []*Body  // other ways to send it
	Success []*Response
	Errors  []*Response
	Paging  *Paging // nil when the operation does not page

	Permissions []Permission
	Limits      []Limit
	Security    []SecurityAlternative // any one of them will do; nil: none is needed
	Open        bool                  // the description says that none is needed, rather than nothing
}

// Path is a path template, cut into its segments.
type Path struct {
	Origin   Origin
	Template string // "/communications/calls/{call-id}/reject"
	Segments []Segment
	Doc      Doc
}

// Segment is the part of a path between two slashes.
type Segment struct {
	Origin Origin // the shortest path in the description that ends here, or one that passes through
	Parts  []Part // literals and parameters in turn; one part nearly always
}

// Part is a literal piece of a segment or, when Param is set, a parameter.
type Part struct {
	Literal string
	Param   *Param
}

// ParamIn says where a parameter travels.
type ParamIn string

// The places of a parameter.
const (
	InPath   ParamIn = "path"
	InQuery  ParamIn = "query"
	InHeader ParamIn = "header"
	InCookie ParamIn = "cookie"
)

// Param is a parameter of an operation.
type Param struct {
	Origin   Origin
	Name     string // as it travels
	In       ParamIn
	Required bool
	Type     Use
	Doc      Doc
	Limits   []Limit
	Style    string // one of OpenAPI's, or json: its text
	Explode  bool

	AllowReserved bool // what a URL reserves is not escaped
}

// Format is a way in which a body travels.
type Format string

// The formats of bodies.
const (
	JSON      Format = "JSON"
	Text      Format = "text"
	Form      Format = "form"      // application/x-www-form-urlencoded
	Multipart Format = "multipart" // multipart/form-data and others
	Stream    Format = "stream"    // as it is, piece by piece
)

// Body is what a request carries.
type Body struct {
	Origin      Origin
	ContentType string // as declared, for example "application/json"
	Format      Format
	Choices     []string // content types of which the caller names one, wildcards among them; nil: there is no choice
	Required    bool
	Type        Use
	Doc         Doc
	Encodings   []*Encoding // Form and Multipart: by property
}

// Encoding says how a property travels in a form where that is not the usual
// way.
type Encoding struct {
	Property      string
	ContentType   string // of the part in a multipart body, "" for the usual
	Style         string // as in Param, "" for the usual
	Explode       bool
	AllowReserved bool
}

// Response is what comes back for a range of status codes.
type Response struct {
	Origin  Origin
	Status  string // "204", "2XX" or "default"
	Content        // ContentType "" and Type nil when there is none
	Others  []Content
	Doc     Doc
	Headers []*Param
}

// Content is a body of an answer.
type Content struct {
	ContentType string // as declared; several that are streams are joined by commas
	Format      Format
	Type        *Use
}

// PageStyle says how the next page is found.
type PageStyle string

// The styles.
const (
	ByCursor   PageStyle = "cursor"   // Param is the cursor that came with the page before
	ByOffset   PageStyle = "offset"   // Param is the number of items before the page, and First
	ByPage     PageStyle = "page"     // Param is the page's number
	ByLink     PageStyle = "link"     // the header Link has its URL
	ByNextLink PageStyle = "nextLink" // a property of the page before has its URL
)

// Paging says that an operation gives its result in pages. Properties are
// paths through objects.
type Paging struct {
	Style      PageStyle
	Items      []*Field // with the items; empty: the result itself is the list
	Param      *Param   // in the query; nil for links
	Next       []*Field // with the cursor or URL
	NextItem   []*Field // of the last item, with the cursor
	NextHeader string   // header with the cursor
	More       []*Field // that is false on the last page
	End        []*Field // with the number of all items, or pages
	First      int      // the first offset or page
}

// Permission is one way to be allowed to call an operation.
type Permission struct {
	At    diag.Pointer // of what declares it, the texts below it
	Kind  string       // "application", "delegatedWork", …
	Names []string     // least privileged first; empty: not supported
	Note  string
}

// Limit is a bound that the service sets on an operation or a property.
type Limit struct {
	At    diag.Pointer // of what declares it, the texts below it; "" where we put a schema's limits into words
	Name  string       // what is bounded: "answer within", "participants"
	Value string       // with its unit: "15 s", "5 a request"
	Note  string
}

// SecurityAlternative lists schemes that are needed together.
type SecurityAlternative []SecurityRequirement

// SecurityRequirement is a scheme with the scopes it needs.
type SecurityRequirement struct {
	Scheme string
	Scopes []string
}

// SecurityScheme is a way to prove who calls.
type SecurityScheme struct {
	Origin Origin
	Name   string
	Kind   string // http, apiKey, oauth2, openIdConnect, mutualTLS
	Scheme string // for http: basic, bearer, or one that only a transport can speak, such as digest
	In     ParamIn
	Param  string // for apiKey: the parameter's name
	Doc    Doc
}

// Callback is a request that the service makes to its client: an OpenAPI
// callback or a webhook.
type Callback struct {
	Origin      Origin
	Name        string // "notifications"
	Method      string
	ContentType string
	Payload     Use
	Status      int    // the answer the service waits for, 200 when it leaves that open
	Tell        string // a property that a payload of this format has, "" when there is no other format
	OtherStatus int    // the answer to a payload without it
	Doc         Doc
	Owner       *Operation        // nil for webhooks
	Schemes     []*SecurityScheme // that the callback declares for itself; nil: none
}
