package docs

// This file builds the page of a path, with the operations on it.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// resourceView is the view of a path.
type resourceView struct {
	Path       string
	About      *prose
	Operations []operationView
	Below      []link // nested paths
}

// operationView is an operation on a path.
type operationView struct {
	Anchor, Method string
	Title          *prose
	About          *prose
	Deprecated     *deprecationView
	ID             string
	See            *link
	Server         *serverView // nil for the default server
	Go             []string    // method signatures
	Example        string      // Go code
	Request        string      // HTTP
	Response       string
	Permissions    []permissionView
	Security       []string
	Limits         []limitView
	Params         []paramView
	Bodies         []bodyView
	Responses      []responseView
	Errors         []responseView
	Callbacks      []link
	PageItem       []link // item type of paged results; nil if the result is not paged
}

// serverView is a server.
type serverView struct {
	Name    string // constant; "" if there is none
	URL     string
	Default bool
	About   *prose
}

// deprecationView is a deprecation notice.
type deprecationView struct {
	Message        *prose
	Replacement    *link
	Since, Removal string
}

// permissionView is a set of alternative permissions.
type permissionView struct {
	Kind  string // label of the permission type
	Free  bool   // no permission is required
	Names []string
	Note  *prose
}

// limitView is a limit.
type limitView struct {
	Name, Value *prose
	Note        *prose
}

// paramView is a parameter.
type paramView struct {
	Anchor, Name, In, Go string
	Type                 []link
	Required             bool
	About                *prose
	Deprecated           *deprecationView
	Limits               []limitView
}

// bodyView is a request body in one content type.
type bodyView struct {
	ContentType string
	Choices     []string
	Type        []link
	Required    bool
	About       *prose
	Limits      []limitView
}

// responseView is a response with its status.
type responseView struct {
	Status, StatusText string
	ContentType        string
	Type               []link
	Note               string // explains a success that is not simply the result
	About              *prose
	Headers            []paramView
}

func (e *edition) resourcePages(visit visitor) bool {
	if len(e.resources) == 0 {
		return true
	}
	if !e.pathLists(visit) {
		return false
	}
	for i, r := range e.resources {
		w := e.writer(r.page)
		if !visit(w, "resource", r.title(), "operations", w.trail("operations"), w.resourceView(i, r)) {
			return false
		}
	}
	return true
}

// trail returns the breadcrumbs of a page in a section.
func (w *writer) trail(section string) []link {
	return []link{{w.mustLabel("overview"), w.to("index", "")}, {w.mustLabel(section), w.to(section, "")}}
}

const maxNested = 40 // nested paths on a page

func (w *writer) resourceView(at int, r *resourcePage) *resourceView {
	v := &resourceView{Path: r.title(), About: w.block(r.builder.Doc.Description, string(r.builder.Doc.At))}
	for _, c := range r.verbs {
		v.Operations = append(v.Operations, w.operationView(r, c))
	}
	for _, below := range w.resources[at+1:] {
		if !strings.HasPrefix(below.path(), strings.TrimSuffix(r.path(), "/")+"/") || len(v.Below) == maxNested {
			break
		}
		v.Below = append(v.Below, link{below.title(), w.to(below.page, "")})
	}
	return v
}

func (w *writer) operationView(r *resourcePage, c *plan.Call) operationView {
	op := c.Operation
	v := operationView{
		Anchor: strings.ToLower(op.Method), Method: op.Method, ID: oneLine(op.ID),
		Title: w.firstSentence(op.Doc.Summary, beside(string(op.Doc.At), "summary")),
		About: w.block(op.Doc.Description, string(op.Doc.At)),
		See:   seeAlso(op.Doc), Deprecated: w.deprecated(op.Doc),
		Example: w.Examples[c], Limits: w.limits(op.Limits),
	}
	for _, call := range append([]*plan.Call{c}, c.Alternatives...) {
		v.Go = append(v.Go, w.signature(call))
	}
	for _, p := range op.Permissions {
		v.Permissions = append(v.Permissions, permissionView{
			Kind: w.permissionKind(p.Kind), Free: slices.Equal(p.Names, []string{"none"}),
			Names: oneLines(p.Names), Note: w.cell(p.Note, string(p.At)+"/note"),
		})
	}
	if c.Server != nil {
		v.Server = w.server(c.Server)
	}
	v.Security = w.securityLines(op)
	v.Params = w.params(c)
	v.Bodies = w.bodies(c)
	v.Responses, v.Errors = w.responses(c)
	if c.Pages != nil {
		v.PageItem = w.goType(c.Pages.Item)
	}
	for _, callback := range w.callbacks {
		if callback.API.Owner == op {
			to := w.to("callbacks", callbackAnchor(callback))
			v.Callbacks = append(v.Callbacks, link{oneLine(callback.API.Name), to})
		}
	}
	v.Request, v.Response = httpExample(w.Plan.API, op)
	return v
}

func (w *writer) server(s *plan.Server) *serverView {
	v := &serverView{
		URL: oneLine(s.API.URL), Default: s == w.client.Server,
		About: w.cell(s.API.Doc.Description, string(s.API.Doc.At)),
	}
	if s.Name != "" {
		v.Name = w.qualified(s.Package, string(s.Name))
	}
	return v
}

// oneLines applies oneLine to each name.
func oneLines(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, oneLine(name))
	}
	return out
}

func seeAlso(d api.Doc) *link {
	to := safeLink(d.URL)
	if to == "" {
		return nil
	}
	if title := oneLine(d.URLTitle); title != "" {
		return &link{title, to}
	}
	return &link{to, to}
}

func (w *writer) deprecated(d api.Doc) *deprecationView {
	if d.Deprecated == nil {
		return nil
	}
	x := d.Deprecated
	v := &deprecationView{Since: oneLine(x.Since), Removal: oneLine(x.Removal), Message: w.cell(x.Message, "")}
	if x.Replacement != "" {
		v.Replacement = &link{Text: oneLine(x.Replacement), To: w.replacement(x.Replacement)}
	}
	return v
}

// replacement returns the link to the replacement of a deprecated element. name is a
// path, a method and a path, an operation ID, or a URL.
func (w *writer) replacement(name string) string {
	method, path, ok := strings.Cut(strings.TrimSpace(name), " ")
	if !ok {
		method, path = "", method
	}
	for _, r := range w.resources {
		for _, c := range r.verbs {
			named := r.path() == path && (method == "" || strings.EqualFold(method, c.Operation.Method))
			if named || c.Operation.ID != "" && c.Operation.ID == name {
				return w.to(r.page, strings.ToLower(c.Operation.Method))
			}
		}
	}
	return safeLink(name)
}

// permissionKind returns the label of a permission type.
func (w *writer) permissionKind(kind string) string {
	if name, ok := w.labels["permission."+kind]; ok {
		return name
	}
	return oneLine(kind)
}

// securityLines returns the security schemes of an operation, one line per alternative.
func (w *writer) securityLines(op *api.Operation) []string {
	var out []string
	for _, alternative := range op.Security {
		var names []string
		for _, r := range alternative {
			name := oneLine(r.Scheme)
			if len(r.Scopes) > 0 {
				name += " (" + oneLine(strings.Join(r.Scopes, ", ")) + ")"
			}
			names = append(names, name)
		}
		if len(names) == 0 {
			names = []string{w.mustLabel("nothing")}
		}
		out = append(out, strings.Join(names, " + "))
	}
	return out
}

func (w *writer) limits(list []api.Limit) []limitView {
	var out []limitView
	for _, l := range list {
		v := limitView{Note: w.cell(l.Note, string(l.At)+"/note")}
		if l.At == "" {
			v.Name, v.Value = w.keywordLimit(l)
		} else {
			v.Name, v.Value = w.limitProse(l.Name, string(l.At)+"/name"), w.limitProse(l.Value, string(l.At)+"/value")
			v.Value.Missing = "" // usually a number with its unit
		}
		out = append(out, v)
	}
	return out
}

// limitsAndDefault returns the limits of a value, followed by its default.
func (w *writer) limitsAndDefault(list []api.Limit, value string) []limitView {
	out := w.limits(list)
	if value != "" {
		out = append(out, w.limits([]api.Limit{{Name: "default", Value: value}})...)
	}
	return out
}

// limitProse returns the name or value of a limit, without markup.
func (w *writer) limitProse(raw, at string) *prose {
	text, lang := w.translated(proseLine(raw), at)
	return w.inLanguage(w.escaped(proseLine(text)), lang)
}

// signs replaces the English words of limits from schema keywords by symbols.
var signs = strings.NewReplacer(
	"at least ", "≥ ", "at most ", "≤ ", "exactly ", "= ", "more than ", "> ", "less than ", "< ", " to ", "–",
	" characters", "", " character", "", "unique", "≠", "a multiple of ", "k × ",
)

// keywordLimit returns the name and value of a limit that package lower derived from a
// schema keyword.
func (w *writer) keywordLimit(l api.Limit) (name, value *prose) {
	text, known := w.labels["limit."+l.Name]
	if !known {
		return &prose{Text: w.escaped(oneLine(l.Name))}, &prose{Text: w.escaped(oneLine(l.Value))}
	}
	switch l.Name {
	case "pattern", "item pattern", "entry pattern", "scheme", "item scheme", "entry scheme", "default":
	default:
		l.Value = signs.Replace(l.Value)
	}
	return &prose{Text: w.escaped(text)}, &prose{Text: w.escaped(oneLine(l.Value))}
}

// params returns the parameters of the path, then all others.
func (w *writer) params(c *plan.Call) []paramView {
	var out []paramView
	seen := map[string]bool{}
	add := func(p *plan.Param, goName string) {
		v := w.param(p.API)
		v.Go, v.Type = goName, w.goType(p.Type)
		if v.Anchor = string(p.API.In) + "-" + v.Name; !seen[v.Anchor] {
			seen[v.Anchor] = true
			v.Anchor = strings.ToLower(c.Operation.Method) + "-" + v.Anchor
			out = append(out, v)
		}
	}
	for _, step := range c.Chain {
		for _, p := range step.Params() {
			add(p, string(p.Name))
		}
	}
	for _, p := range c.Constants {
		add(p, oneLine(p.API.Type.Type.Constant()))
	}
	for _, p := range c.Arguments() {
		add(p, string(p.Name))
	}
	for _, p := range c.Options.Params {
		add(p, string(c.Options.Name)+"."+string(p.Name))
	}
	return out
}

func (w *writer) param(p *api.Param) paramView {
	return paramView{
		Name: oneLine(p.Name), In: w.mustLabel("in." + string(p.In)), Required: p.Required,
		About: w.cell(p.Doc.Description, string(p.Doc.At)), Deprecated: w.deprecated(p.Doc),
		Limits: w.limitsAndDefault(p.Limits, p.Default),
	}
}

func (w *writer) bodies(c *plan.Call) []bodyView {
	var out []bodyView
	for _, call := range append([]*plan.Call{c}, c.Alternatives...) {
		b := call.RequestBody()
		if b == nil {
			continue
		}
		contentType := oneLine(b.API.ContentType)
		if slices.ContainsFunc(out, func(v bodyView) bool { return v.ContentType == contentType }) {
			continue
		}
		out = append(out, bodyView{
			ContentType: contentType, Choices: oneLines(b.API.Choices), Type: w.goType(b.Type), Required: b.Required,
			About:  w.block(b.API.Doc.Description, string(b.API.Doc.At)),
			Limits: w.limitsAndDefault(b.API.Limits, b.API.Default),
		})
	}
	return out
}

func (w *writer) responses(c *plan.Call) (success, errors []responseView) {
	for _, r := range c.Operation.Success {
		streams := isStreamed(c, r)
		if !streams || r.Sequence == nil {
			success = append(success, w.success(r, c.PlainCall()))
		}
		if stream := c.StreamCall(); streams {
			v := w.response(r)
			v.ContentType, v.Type = oneLine(stream.Result.Accept), w.goType(stream.Result.Type)
			success = append(success, v)
		}
	}
	for _, r := range c.Operation.Errors {
		v := w.response(r)
		for _, e := range c.Errors {
			if e.Status == r.Status {
				v.Type = w.goType(e.Type)
			}
		}
		errors = append(errors, v)
	}
	return success, errors
}

// isStreamed reports whether an alternative of a call reads a response as a stream of
// items.
func isStreamed(c *plan.Call, r *api.Response) bool {
	stream := c.StreamCall()
	if stream == nil || stream == c.PlainCall() {
		return false
	}
	_, content := c.Operation.Stream()
	isOther := slices.ContainsFunc(stream.OtherResults, func(o plan.OtherResult) bool { return o.Status == r.Status })
	return !isOther && r.Type != nil && r.In(content.Format).Format == content.Format
}

// success returns the view of a successful response.
func (w *writer) success(r *api.Response, c *plan.Call) responseView {
	v := w.response(r)
	if c.Result == nil {
		return v
	}
	for _, other := range c.OtherResults {
		switch {
		case other.Status != r.Status:
		case other.StreamMethod != "":
			v.Type = w.goType(&plan.Type{Form: plan.Stream})
			return v
		default:
			v.Type, v.Note = w.goType(bodyType(other)), w.mustLabel("responses.other")
			return v
		}
	}
	switch {
	case r.Type == nil:
		v.Note = w.mustLabel("responses.none")
		return v
	case c.Result.Nullable:
		v.Note = w.mustLabel("responses.null")
	}
	v.Type = w.goType(c.Result.Type)
	return v
}

// bodyType returns the type of the body of an error for another success.
func bodyType(other plan.OtherResult) *plan.Type {
	t := other.Type
	if other.Encoding == plan.AsStream {
		t = &plan.Type{Form: plan.Scalar, Kind: api.Bytes}
	}
	if t.Form == plan.Interface {
		return t
	}
	return &plan.Type{Form: plan.Pointer, Elem: t}
}

func (w *writer) response(r *api.Response) responseView {
	v := responseView{
		Status: oneLine(r.Status), StatusText: statusText(r.Status), ContentType: oneLine(r.ContentType),
		About: w.cell(r.Doc.Description, string(r.Doc.At)),
	}
	for _, h := range r.Headers {
		v.Headers = append(v.Headers, w.param(h))
	}
	return v
}

func statusText(status string) string {
	code, err := strconv.Atoi(status)
	if err != nil {
		return ""
	}
	return http.StatusText(code)
}
