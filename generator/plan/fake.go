package plan

// The fake: a package beside the SDK, such as graphtest, that stands in for
// the service in tests. Each call has a constant that names it and a method
// that sets its hook, a function of the user's that answers. A hook has what
// the call has, in the same order, but for the context: the keys of the path,
// the required parameters, the body, and the options where there are any. What
// has no Go type that a fake could read is handed over as it was sent.
//
// The names are made of the builder's, as those of options are, without the
// verb where the resource has only one.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Fake is the package that stands in for the service in tests.
type Fake struct {
	Client  *Client
	Package names.Ident
	Alias   names.Ident // of the SDK's package in the file
	Hooks   []*Hook
	Senders []*Sender
	Groups  []*HookGroup // of all hooks, each in a file of its own; nil: they stand with the rest

	Errors ErrorForm // of most operations
}

// HookGroup is a part of the hooks.
type HookGroup struct {
	Fake  *Fake
	Name  names.Ident // begins the names of its functions; like a package, it has no capitals
	Hooks []*Hook
}

// maxHooks is how many hooks a file has at most: each takes some twenty lines,
// and tools give up on files of tens of thousands.
const maxHooks = 200

// Hook answers a call.
type Hook struct {
	Call        *Call
	Package     *Package    // of the call's options
	Operation   names.Ident // constant
	Method      names.Ident // of the Server: OnReject
	Args        []*HookArg
	Body        *HookBody
	Options     []*HookArg // fields of the call's options
	Result      *HookResult
	Status      int    // of a success
	ContentType string // of the result
	Errors      ErrorForm
}

// HookArg is a parameter that a hook is given.
type HookArg struct {
	Param *Param
	Name  names.Ident
	Text  bool // is handed over as it was sent
}

// HookBody is the body that a hook is given.
type HookBody struct {
	*Body
	As HookForm
}

// HookForm says as what a hook is given a body.
type HookForm int

// The forms of a body.
const (
	HookTyped HookForm = iota // as the call has it
	HookBytes                 // as it was sent
	HookForms                 // url.Values
	HookParts                 // *multipart.Form
)

// hookForm chooses. Where a body may travel in several ways, a hook is given
// it as it was sent.
func hookForm(c *Call) HookForm {
	if c.Body.Choose || slices.ContainsFunc(c.Others, func(o *Call) bool { return o.Other == OtherBody }) {
		return HookBytes
	}
	switch c.Body.Travels {
	case AsJSON, AsText:
		return HookTyped
	case AsForm:
		return HookForms
	case AsMultipart:
		return HookParts
	}
	return HookBytes
}

// HookResult is what a hook returns.
type HookResult struct {
	*Result
	Raw  bool  // is returned as []byte
	Zero *Type // what its least value is made of: a model, a list, …; see gosdk
}

// ErrorForm is the form of an error's body.
type ErrorForm int

// The forms of errors.
const (
	WrappedErrors ErrorForm = iota // code and message within "error"
	PlainErrors                    // code and message
	ProblemErrors                  // RFC 9457
)

// Sender makes a request of the service's own.
type Sender struct {
	Callback *Callback
	Method   names.Ident // of the Server: SendNotifications
}

const (
	roleFake = "@fake" // constant of an operation
	roleSend = "@send"
)

// fakeNames are the variables and packages of a fake's functions, which no
// argument and no package may hide.
var fakeNames = []names.Ident{"all", "body", "context", "ctx", "d", "e", "err", "hook", "http", "multipart", "options", "payload", "q", "rest", "resttest", "s", "time", "to", "url", "v"}

// fillFake plans the fake and settles its names.
func (b *builder) fillFake() {
	fake := &Fake{Package: b.fakeName(), Alias: b.opt.Package}
	if slices.Contains(fakeNames, fake.Alias) {
		fake.Alias += "sdk"
	}
	scope := b.namer.scope(string(fake.Package)+".", "New", "Server")
	b.walkCalls(func(r *resource, chain []*Child) {
		keys := keysOf(chain)
		for _, c := range r.calls {
			h := b.hook(fake, r.home, keys, c)
			fake.Hooks = append(fake.Hooks, h)
			scope.claim(string(c.Operation.Origin.Pointer)+roleFake, &h.Operation, wantedHook(r, c)...)
		}
	})
	scope.resolve()
	for _, h := range fake.Hooks {
		h.Method = "On" + h.Operation
	}
	b.claimSenders(fake)
	fake.Errors = commonErrors(fake.Hooks)
	b.fake = fake
}

// wantedHook gives the names of an operation in the fake.
func wantedHook(r *resource, c *Call) []names.Ident {
	base := r.home.word + r.base
	if r.base == r.home.word {
		base = r.base
	}
	wanted := []names.Ident{base + c.Method, base + c.Method + "Operation"}
	if len(r.calls) == 1 {
		return slices.Insert(wanted, 0, base)
	}
	return wanted
}

func (b *builder) fakeName() names.Ident { return b.opt.Package + "test" }

// fakePackage is where the fake stands.
func (b *builder) fakePackage(client *Client) *Package {
	b.fake.Client = client
	name := b.fake.Package
	pkg := &Package{Import: b.opt.Import + ImportPath("/"+name), Name: name, Dir: string(name)}
	files := &filer{pkg: pkg, taken: map[string]bool{}}
	files.add(name, b.fake)
	if len(b.fake.Hooks) > maxHooks {
		b.groupHooks(files)
	}
	return pkg
}

// groupHooks gives the hooks of each package, and of those every so many, a
// file of their own.
func (b *builder) groupHooks(files *filer) {
	of := map[*Package][]*Hook{}
	for _, h := range b.fake.Hooks {
		of[h.Package] = append(of[h.Package], h)
	}
	for _, h := range b.homes {
		part := 1
		for hooks := range slices.Chunk(of[h.pkg], maxHooks) {
			g := &HookGroup{Fake: b.fake, Name: h.pkg.Name, Hooks: hooks}
			if part > 1 {
				g.Name += names.Ident("Part" + strconv.Itoa(part))
			}
			b.fake.Groups = append(b.fake.Groups, g)
			files.add(h.pkg.Name, g)
			part++
		}
	}
}

// commonErrors is the form that most hooks give their errors.
func commonErrors(hooks []*Hook) ErrorForm {
	count := map[ErrorForm]int{}
	for _, h := range hooks {
		count[h.Errors]++
	}
	most := WrappedErrors
	for _, form := range []ErrorForm{PlainErrors, ProblemErrors} {
		if count[form] > count[most] {
			most = form
		}
	}
	return most
}

func (b *builder) claimSenders(fake *Fake) {
	scope := b.namer.scope(string(fake.Package) + ".Server.")
	for _, c := range b.callbacks {
		s := &Sender{Callback: c}
		fake.Senders = append(fake.Senders, s)
		name, owner := b.callbackNames(c.API)
		scope.claim(string(c.API.Origin.Pointer)+roleSend, &s.Method, "Send"+name, "Send"+owner)
	}
	scope.resolve()
}

// keysOf are the keys on the way to a resource, each once.
func keysOf(chain []*Child) []*Param {
	var keys []*Param
	for _, step := range chain {
		for _, p := range step.Params() {
			if !slices.ContainsFunc(keys, func(k *Param) bool { return k.API.Name == p.API.Name }) {
				keys = append(keys, p)
			}
		}
	}
	return keys
}

func (b *builder) hook(fake *Fake, at *home, keys []*Param, c *Call) *Hook {
	op := c.Operation
	h := &Hook{Call: c, Package: at.pkg, Status: successStatus(op), Errors: errorForm(op)}
	scope := b.namer.scope("", append(slices.Clone(fakeNames), fake.Alias, at.pkg.Name, b.models.pkg.Name)...)
	for _, p := range slices.Concat(keys, c.Required) {
		arg := &HookArg{Param: p, Text: !isReadable(p)}
		h.Args = append(h.Args, arg)
		word := b.namer.style.Unexported(p.API.Name)
		if word == "" {
			word = "value"
		}
		scope.local(string(p.API.In)+" "+p.API.Name, &arg.Name, word, word+"Param", word+b.namer.style.Exported(string(p.API.In)))
	}
	scope.resolve()
	for _, p := range c.Options.Params {
		if isReadable(p) {
			h.Options = append(h.Options, &HookArg{Param: p, Name: p.Name})
		}
	}
	if c.Body != nil {
		h.Body = &HookBody{Body: c.Body, As: hookForm(c)}
	}
	if c.Result != nil {
		h.Result = hookResult(c.Result)
		h.ContentType = resultContentType(op)
		if strings.Contains(h.ContentType, "*") { // any will do
			h.ContentType = "application/octet-stream"
			if c.Result.Travels == AsJSON {
				h.ContentType = "application/json"
			}
		}
	}
	return h
}

func hookResult(r *Result) *HookResult {
	h := &HookResult{Result: r, Raw: r.Travels != AsJSON && r.Travels != AsText, Zero: r.Type}
	for h.Zero.Form == Pointer {
		h.Zero = h.Zero.Elem
	}
	if u := h.Zero.Union; u != nil && u.Base != nil {
		h.Zero = &Type{Form: Model, Struct: u.Base}
	}
	return h
}

// isReadable reports whether a parameter can be read back from its text: it is
// a plain value, or a list of such with a separator.
func isReadable(p *Param) bool {
	t := p.Type
	if t.Form == Slice {
		if p.API.In == api.InCookie {
			return false
		}
		t = t.Elem
	}
	switch {
	case t.Form != Scalar && t.Form != Named, t.Kind == api.Any, p.API.AllowReserved:
		return false
	}
	return slices.Contains([]string{"simple", "form", "spaceDelimited", "pipeDelimited"}, p.API.Style)
}

// successStatus is the status that an operation answers with when all is well:
// of the success whose result the call returns, else of the first.
func successStatus(op *api.Operation) int {
	status, result := "", false
	for _, r := range op.Success {
		if r.Type != nil {
			status, result = r.Status, true
			break
		}
		if status == "" {
			status = r.Status
		}
	}
	if n, err := strconv.Atoi(status); err == nil {
		return n
	}
	if result {
		return http.StatusOK
	}
	return http.StatusNoContent
}

func resultContentType(op *api.Operation) string {
	for _, r := range op.Success {
		if r.Type != nil {
			return r.ContentType
		}
	}
	return ""
}

// errorForm finds the form of an operation's errors in what their bodies have.
func errorForm(op *api.Operation) ErrorForm {
	for _, e := range op.Errors {
		switch {
		case strings.HasPrefix(e.ContentType, "application/problem+"):
			return ProblemErrors
		case e.Type == nil:
			continue
		}
		has := func(name string) bool {
			return slices.ContainsFunc(e.Type.Type.Fields, func(f *api.Field) bool { return f.Name == name })
		}
		switch {
		case has("error"):
			return WrappedErrors
		case has("detail"), has("title") && has("status"):
			return ProblemErrors
		case has("code"), has("message"):
			return PlainErrors
		}
	}
	return WrappedErrors
}
