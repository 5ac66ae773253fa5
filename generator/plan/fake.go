package plan

// This file plans the fake: a package beside the SDK, such as graphtest, that
// replaces the service in tests. For each call it has a constant that names the
// operation and a method that sets the call's hook, a function written by the
// user that returns the response. A hook has the parameters of the call in the
// same order: the keys of the path, the required parameters, the body, and the
// options if there are any. Values that a fake cannot parse into a Go type are
// passed as received.
//
// The names contain the request builder's name, like those of the options. The
// HTTP method is omitted if the resource has only one.

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Fake is the package that fakes the service in tests.
type Fake struct {
	Client  *Client
	Package names.Ident
	Alias   names.Ident // import name of the SDK's package
	Hooks   []*Hook
	Senders []*Sender
	Groups  []*HookGroup // all hooks, one file for each group; nil if the hooks share the fake's file

	Errors ErrorForm // of most operations
}

// HookGroup is a subset of the hooks in a file of its own.
type HookGroup struct {
	Fake  *Fake
	Name  names.Ident // prefix of its functions' names, in lower case like a package name
	Hooks []*Hook
}

// maxHooks is the maximum number of hooks in a file. A hook takes about twenty
// lines, and tools fail on files of tens of thousands of lines.
const maxHooks = 200

// Hook is the function that handles a call to the fake.
type Hook struct {
	Call         *Call
	Package      *Package    // of the call's options
	Operation    names.Ident // name of the constant
	Method       names.Ident // method of the Server, such as OnReject
	Args         []*HookArg
	Body         *HookBody
	Options      []*HookArg // fields of the call's options
	Result       *HookResult
	Shares       *Hook  // hook of the same operation without a stream; nil if there is none
	Status       int    // status code of a success response
	StreamStatus int    // status code of the stream; 0 if there is none
	ContentType  string // of the result
	Errors       ErrorForm
}

// HookArg is a parameter of a hook.
type HookArg struct {
	Param      *Param
	Name       names.Ident
	AsReceived bool // passed as received, as a string
}

// HookBody is the request body passed to a hook.
type HookBody struct {
	*Body
	As HookForm
}

// HookForm is the type of the body argument of a hook.
type HookForm int

// The types of a body argument.
const (
	HookTyped HookForm = iota // same type as in the call
	HookBytes                 // []byte
	HookForms                 // url.Values
	HookParts                 // *multipart.Form
)

// hookForm returns the type of the body argument. A body with several possible
// formats is passed as bytes.
func hookForm(c *Call) HookForm {
	otherBody := slices.ContainsFunc(c.Alternatives, func(o *Call) bool { return o.Kind == BodyAlternative })
	if c.RequestBody().ChooseContentType || otherBody {
		return HookBytes
	}
	switch c.RequestBody().Encoding {
	case AsJSON, AsText:
		return HookTyped
	case AsForm:
		return HookForms
	case AsMultipart:
		return HookParts
	}
	return HookBytes
}

// HookResult is the result of a hook.
type HookResult struct {
	*Result
	Raw  bool  // the hook returns []byte
	Zero *Type // type of the minimal value: a model, a list, …; see gosdk
}

// ErrorForm is the format of an error body.
type ErrorForm int

// The formats of error bodies.
const (
	WrappedErrors      ErrorForm = iota // code and message within "error"
	PlainErrors                         // code and message
	ProblemErrors                       // RFC 9457
	CodedProblemErrors                  // RFC 9457 with a member "code"
)

// Sender is a function of the fake that sends a callback request.
type Sender struct {
	Callback *Callback
	Method   names.Ident // method of the Server, such as SendNotifications
}

const (
	roleFake = "@fake" // constant that names an operation
	roleHook = "@hook" // method that sets a hook, if it is named after the method of a client
	roleSend = "@send"
)

// fakeNames are the variables and packages used in a fake's functions. No
// argument and no package may shadow them.
var fakeNames = []names.Ident{
	"all", "body", "context", "ctx", "d", "e", "err", "hook", "http", "multipart", "options", "payload", "q", "rest",
	"resttest", "s", "time", "to", "url", "v",
}

// fillFake plans the fake and resolves its names.
func (pl *planner) fillFake() {
	fake := &Fake{Package: pl.fakeName(), Alias: pl.opt.Package}
	if slices.Contains(fakeNames, fake.Alias) {
		fake.Alias += "sdk"
	}
	scope := pl.namer.scope(string(fake.Package)+".", "New", "Server")
	pl.walkCalls(func(r *resource) {
		for _, c := range r.calls {
			h := pl.planHook(fake, r.home, pl.keysOf(c), c, c.PlainCall())
			fake.Hooks = append(fake.Hooks, h)
			key, wanted := string(c.Operation.Origin.Pointer)+roleFake, wantedHook(r, c)
			scope.claim(key, &h.Operation, wanted...)
			stream := c.StreamCall()
			if stream == nil {
				continue
			}
			if stream != c.PlainCall() {
				h = pl.planHook(fake, r.home, pl.keysOf(c), c, stream)
				h.Shares = fake.Hooks[len(fake.Hooks)-1]
				fake.Hooks = append(fake.Hooks, h)
			}
			if pl.opt.Operations {
				continue // see nameHooks
			}
			for i := range wanted {
				wanted[i] += streamSuffix
			}
			scope.claim(key+streamSuffix, &h.Method, wanted...)
		}
	})
	scope.resolve()
	for _, h := range fake.Hooks {
		if h.Shares != nil {
			h.Operation = h.Shares.Operation
		}
		h.Method = "On" + cmp.Or(h.Method, h.Operation)
	}
	pl.nameHooks(fake)
	pl.claimSenders(fake)
	fake.Errors = commonErrors(fake.Hooks)
	pl.fake = fake
}

// wantedHook returns the candidates for the name of an operation in the fake.
func wantedHook(r *resource, c *Call) []names.Ident {
	if r.builder.Operations {
		return []names.Ident{c.base, c.base + "Operation"}
	}
	short := r.home.word + r.base
	if r.base == r.home.word {
		short = r.base
	}
	base := short + methodName(c.Operation.Method)
	wanted := []names.Ident{base, base + "Operation"}
	if len(r.calls) == 1 {
		return slices.Insert(wanted, 0, short)
	}
	return wanted
}

// nameHooks names the hooks of an SDK without request builders after the methods of its
// clients: OnChatStream handles ChatStream.
func (pl *planner) nameHooks(fake *Fake) {
	if !pl.opt.Operations {
		return
	}
	scope := pl.namer.scope(string(fake.Package) + ".Server.")
	for _, h := range fake.Hooks {
		method, key := h.Call.verb, string(h.Call.Operation.Origin.Pointer)+roleHook
		if h.Result != nil && h.Result.IsSequence() {
			method, key = h.Call.StreamCall().Method, key+streamSuffix
		}
		word := pl.resourceOf[h.Call.Operation].home.word
		scope.claim(key, &h.Method, "On"+method, "On"+word+method, "On"+method+"Operation")
	}
	scope.resolve()
}

func (pl *planner) fakeName() names.Ident { return pl.opt.Package + "test" }

// fakePackage returns the package of the fake.
func (pl *planner) fakePackage(client *Client) *Package {
	pl.fake.Client = client
	name := pl.fake.Package
	pkg := &Package{Import: pl.opt.Import + ImportPath("/"+name), Name: name, Dir: string(name)}
	files := &fileNamer{pkg: pkg, taken: map[string]bool{}}
	files.add(name, pl.fake)
	if len(pl.fake.Hooks) > maxHooks {
		pl.groupHooks(files)
	}
	return pkg
}

// groupHooks splits the hooks by package, and those of each package into groups
// of at most maxHooks. Each group gets a file.
func (pl *planner) groupHooks(files *fileNamer) {
	of := map[*Package][]*Hook{}
	for _, h := range pl.fake.Hooks {
		of[h.Package] = append(of[h.Package], h)
	}
	for _, h := range pl.homes {
		part := 1
		for hooks := range slices.Chunk(of[h.pkg], maxHooks) {
			g := &HookGroup{Fake: pl.fake, Name: h.pkg.Name, Hooks: hooks}
			if part > 1 {
				g.Name += names.Ident("Part" + strconv.Itoa(part))
			}
			pl.fake.Groups = append(pl.fake.Groups, g)
			files.add(h.pkg.Name, g)
			part++
		}
	}
}

// commonErrors returns the most common format of error bodies.
func commonErrors(hooks []*Hook) ErrorForm {
	count := map[ErrorForm]int{}
	for _, h := range hooks {
		count[h.Errors]++
	}
	most := WrappedErrors
	for _, form := range []ErrorForm{PlainErrors, ProblemErrors, CodedProblemErrors} {
		if count[form] > count[most] {
			most = form
		}
	}
	return most
}

func (pl *planner) claimSenders(fake *Fake) {
	scope := pl.namer.scope(string(fake.Package) + ".Server.")
	for _, c := range pl.callbacks {
		s := &Sender{Callback: c}
		fake.Senders = append(fake.Senders, s)
		name, owner := pl.callbackNames(c.API)
		scope.claim(string(c.API.Origin.Pointer)+roleSend, &s.Method, "Send"+name, "Send"+owner)
	}
	scope.resolve()
}

// keysOf returns the keys in the path of a call, without duplicates. They have
// the names of the operation's own path template, which the fake matches.
func (pl *planner) keysOf(c *Call) []*Param {
	if c.Path != nil {
		return c.Keys()
	}
	var keys []*Param
	for i, segment := range c.Operation.Path.Segments {
		next := 0
		for _, part := range segment.Parts {
			if part.Param == nil {
				continue
			}
			for c.Chain[i].Parts[next].Param == nil {
				next++
			}
			p := c.Chain[i].Parts[next].Param
			next++
			if p.API.Name != part.Param.Name {
				p = &Param{API: part.Param, Type: p.Type, word: p.word}
			}
			if !slices.ContainsFunc(keys, func(k *Param) bool { return k.API.Name == p.API.Name }) {
				keys = append(keys, p)
			}
		}
	}
	return keys
}

// planHook plans a hook with the result of the call result, which is c or an
// alternative of it.
func (pl *planner) planHook(fake *Fake, at *home, keys []*Param, c, result *Call) *Hook {
	op := c.Operation
	h := &Hook{Call: c, Package: at.pkg, Status: resultStatus(op), Errors: errorForm(op)}
	if stream, _ := op.Stream(); stream != nil {
		h.StreamStatus = successStatus(stream.Status, true)
	}
	scope := pl.namer.scope("", append(slices.Clone(fakeNames), fake.Alias, at.pkg.Name, pl.modelsHome.pkg.Name)...)
	for _, p := range slices.Concat(keys, c.Required) {
		arg := &HookArg{Param: p, AsReceived: !isReadable(p)}
		h.Args = append(h.Args, arg)
		word := cmp.Or(p.word, pl.namer.style.Unexported(p.API.Name), "value")
		scope.claimLocal(string(p.API.In)+" "+p.API.Name, &arg.Name,
			word, word+"Param", word+pl.namer.style.Exported(string(p.API.In)))
	}
	scope.resolve()
	for _, p := range c.Options.Params {
		if isReadable(p) {
			h.Options = append(h.Options, &HookArg{Param: p, Name: p.Name})
		}
	}
	if body := c.RequestBody(); body != nil {
		h.Body = &HookBody{Body: body, As: hookForm(c)}
	}
	if result.Result.IsSequence() {
		h.Result = &HookResult{Result: result.Result, Zero: result.Result.Type}
		h.ContentType, _, _ = strings.Cut(result.Result.Accept, ",")
		return h
	}
	if result.Result != nil {
		h.Result = planHookResult(result.Result)
		h.ContentType = resultContentType(op)
		if strings.Contains(h.ContentType, "*") { // a range such as */*
			h.ContentType = "application/octet-stream"
			if result.Result.Encoding == AsJSON {
				h.ContentType = "application/json"
			}
		}
	}
	return h
}

func planHookResult(r *Result) *HookResult {
	typed := r.Encoding == AsJSON || r.Encoding == AsText || r.Encoding == AsLocation
	h := &HookResult{Result: r, Raw: !typed, Zero: r.Type}
	for h.Zero.Form == Pointer {
		h.Zero = h.Zero.Elem
	}
	if u := h.Zero.Union; u != nil && u.Base != nil {
		h.Zero = &Type{Form: Model, Struct: u.Base}
	}
	return h
}

// isReadable reports whether a fake can parse a parameter: its type is a scalar,
// an enum, or a list of these with a separator.
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

// resultStatus returns the status code of an operation's success response: the
// response that the call returns, or the first one if none has a body.
func resultStatus(op *api.Operation) int {
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
	return successStatus(status, result)
}

// successStatus returns a status code for a success such as 202 or 2XX. hasBody reports
// whether it has a body.
func successStatus(status string, hasBody bool) int {
	if n, err := strconv.Atoi(status); err == nil {
		return n
	}
	if strings.HasPrefix(status, "3") {
		return http.StatusFound
	}
	if hasBody {
		return http.StatusOK
	}
	return http.StatusNoContent
}

func resultContentType(op *api.Operation) string {
	if r := op.Result(); r != nil {
		return r.ContentType
	}
	return ""
}

// errorForm derives the format of an operation's error bodies from their fields.
func errorForm(op *api.Operation) ErrorForm {
	for _, e := range op.Errors {
		has := func(name string) bool {
			isNamed := func(f *api.Field) bool { return f.Name == name }
			return e.Type != nil && slices.ContainsFunc(e.Type.Type.Fields, isNamed)
		}
		isProblem := strings.HasPrefix(e.ContentType, "application/problem+") ||
			!has("error") && (has("detail") || has("title") && has("status"))
		switch {
		case isProblem && has("code"):
			return CodedProblemErrors
		case isProblem:
			return ProblemErrors
		case has("error"):
			return WrappedErrors
		case has("code"), has("message"):
			return PlainErrors
		}
	}
	return WrappedErrors
}
