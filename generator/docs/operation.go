package docs

// The page of a path: its operations, each with all that a caller needs.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// resourceView is a path.
type resourceView struct {
	Path       string
	About      *prose
	Operations []operationView
	Below      []link // paths that go on from here
}

// operationView is an operation on it.
type operationView struct {
	Anchor, Method string
	Title          *prose
	About          *prose
	Deprecated     *deprecationView
	ID             string
	See            *link
	Go             []string // signatures of its methods
	Example        string   // Go code
	Request        string   // HTTP
	Response       string
	Permissions    []permissionView
	Security       []string
	Limits         []limitView
	Params         []paramView
	Bodies         []bodyView
	Answers        []answerView
	Errors         []answerView
	Callbacks      []link
	All            []link // what All gives one by one; nil when there are no pages
}

// deprecationView says that something goes away.
type deprecationView struct {
	Message        *prose
	Replacement    *link
	Since, Removal string
}

// permissionView is a way to be allowed to call.
type permissionView struct {
	Kind  string
	Names []string
	Note  *prose
}

// limitView is a bound.
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
	Values               []string // that a text may have where it is no enum of its own
}

// bodyView is a way to send a body.
type bodyView struct {
	ContentType string
	Choices     []string
	Type        []link
	Required    bool
	About       *prose
}

// answerView is an answer by status.
type answerView struct {
	Status, Meaning string
	ContentType     string
	Type            []link
	About           *prose
	Headers         []paramView
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
		if !visit(w, "resource", r.path(), "operations", w.trail("operations"), w.resource(i, r)) {
			return false
		}
	}
	return true
}

// trail leads back to the beginning.
func (w *writer) trail(section string) []link {
	return []link{{w.must("overview"), w.to("index", "")}, {w.must(section), w.to(section, "")}}
}

const mostBelow = 40 // paths that a page names below its own

func (w *writer) resource(at int, r *resource) *resourceView {
	v := &resourceView{Path: r.path(), About: w.say(r.builder.Doc.Description, string(r.builder.Doc.At))}
	for _, c := range r.verbs {
		v.Operations = append(v.Operations, w.operation(r, c))
	}
	for _, below := range w.resources[at+1:] {
		if !strings.HasPrefix(below.path(), strings.TrimSuffix(r.path(), "/")+"/") || len(v.Below) == mostBelow {
			break
		}
		v.Below = append(v.Below, link{below.path(), w.to(below.page, "")})
	}
	return v
}

func (w *writer) operation(r *resource, c *plan.Call) operationView {
	op := c.Operation
	v := operationView{
		Anchor: strings.ToLower(op.Method), Method: op.Method, ID: oneLine(op.ID),
		Title: w.line(op.Doc.Summary, beside(string(op.Doc.At), "summary")),
		About: w.say(op.Doc.Description, string(op.Doc.At)),
		See:   see(op.Doc), Deprecated: w.deprecated(op.Doc),
		Example: w.Examples[c], Limits: w.limits(op.Limits),
	}
	for _, call := range append([]*plan.Call{c}, c.Alternatives...) {
		v.Go = append(v.Go, w.signature(r, call))
	}
	for _, p := range op.Permissions {
		v.Permissions = append(v.Permissions, permissionView{w.kind(p.Kind), harmless(p.Names), w.cell(p.Note, string(p.At)+"/note")})
	}
	v.Security = w.security(op)
	v.Params = w.params(r, c)
	v.Bodies = w.bodies(c)
	v.Answers, v.Errors = w.answers(c)
	if c.Pages != nil {
		v.All = w.goType(c.Pages.Item)
	}
	for _, callback := range w.callbacks {
		if callback.API.Owner == op {
			v.Callbacks = append(v.Callbacks, link{oneLine(callback.API.Name), w.to("callbacks", callbackAnchor(callback))})
		}
	}
	v.Request, v.Response = httpExample(w.Plan.API, op)
	return v
}

// harmless makes names harmless.
func harmless(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, oneLine(name))
	}
	return out
}

func see(d api.Doc) *link {
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

// replacement finds the page of what takes something's place: a path, with or
// without its method, or an operation's name.
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

// kind is what a kind of permissions is called.
func (w *writer) kind(kind string) string {
	if name, ok := w.words["permission."+kind]; ok {
		return name
	}
	return oneLine(kind)
}

// security names the schemes that a call needs, a line for each alternative.
func (w *writer) security(op *api.Operation) []string {
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
			names = []string{w.must("nothing")}
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
			v.Name, v.Value = w.keyword(l)
		} else {
			v.Name, v.Value = w.limitText(l.Name, string(l.At)+"/name"), w.limitText(l.Value, string(l.At)+"/value")
			v.Value.Missing = "" // nearly always a number and its unit
		}
		out = append(out, v)
	}
	return out
}

// limitText is a short text of a limit, without markup.
func (w *writer) limitText(raw, at string) *prose {
	text, lang := w.translated(oneLine(raw), at)
	return w.marked(w.plain(oneLine(text)), lang)
}

// signs are how readers of all languages write what a schema's keywords say.
var signs = strings.NewReplacer("at least ", "≥ ", "at most ", "≤ ", "exactly ", "= ", "more than ", "> ", "less than ", "< ", " to ", "–", " characters", "", " character", "")

// keyword is a limit that lowering put into words for a schema's keyword.
func (w *writer) keyword(l api.Limit) (name, value *prose) {
	text, known := w.words["limit."+l.Name]
	if !known {
		return &prose{Text: w.plain(oneLine(l.Name))}, &prose{Text: w.plain(oneLine(l.Value))}
	}
	if l.Name != "pattern" && l.Name != "scheme" {
		l.Value = signs.Replace(l.Value)
	}
	return &prose{Text: w.plain(text)}, &prose{Text: w.plain(oneLine(l.Value))}
}

// params are those of the path, then the others.
func (w *writer) params(r *resource, c *plan.Call) []paramView {
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
	for _, step := range r.chain {
		for _, p := range step.Params() {
			add(p, string(p.Name))
		}
	}
	for _, p := range c.Required {
		add(p, string(p.Name))
	}
	for _, p := range c.Options.Params {
		add(p, string(c.Options.Name)+"."+string(p.Name))
	}
	return out
}

func (w *writer) param(p *api.Param) paramView {
	return paramView{
		Name: oneLine(p.Name), In: w.must("in." + string(p.In)), Required: p.Required,
		About: w.cell(p.Doc.Description, string(p.Doc.At)), Deprecated: w.deprecated(p.Doc),
	}
}

func (w *writer) bodies(c *plan.Call) []bodyView {
	var out []bodyView
	for _, call := range append([]*plan.Call{c}, c.Alternatives...) {
		b := call.Body
		if b == nil || slices.ContainsFunc(out, func(v bodyView) bool { return v.ContentType == oneLine(b.API.ContentType) }) {
			continue
		}
		out = append(out, bodyView{
			ContentType: oneLine(b.API.ContentType), Choices: harmless(b.API.Choices), Type: w.goType(b.Type), Required: b.Required,
			About: w.say(b.API.Doc.Description, string(b.API.Doc.At)),
		})
	}
	return out
}

func (w *writer) answers(c *plan.Call) (good, bad []answerView) {
	for _, r := range c.Operation.Success {
		good = append(good, w.answer(r, c.Result))
	}
	for _, r := range c.Operation.Errors {
		v := w.answer(r, nil)
		for _, e := range c.Errors {
			if e.Status == r.Status {
				v.Type = w.goType(e.Type)
			}
		}
		bad = append(bad, v)
	}
	return good, bad
}

func (w *writer) answer(r *api.Response, result *plan.Result) answerView {
	v := answerView{Status: oneLine(r.Status), Meaning: meaning(r.Status), ContentType: oneLine(r.ContentType), About: w.cell(r.Doc.Description, string(r.Doc.At))}
	if result != nil && r.Type != nil {
		v.Type = w.goType(result.Type)
	}
	for _, h := range r.Headers {
		v.Headers = append(v.Headers, w.param(h))
	}
	return v
}

func meaning(status string) string {
	code, err := strconv.Atoi(status)
	if err != nil {
		return ""
	}
	return http.StatusText(code)
}
