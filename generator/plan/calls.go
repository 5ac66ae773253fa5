package plan

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans the calls of a request builder: their arguments, results and
// pages.

func (pl *planner) fillCall(at *Builder, c *Call) {
	op := c.Operation
	c.Server = pl.serverOf(op.Server)
	if pl.opt.Operations {
		c.Path = pl.pathSteps(op)
	}
	switch {
	case op.Body == nil:
	case isOptionalBody(op):
		c.Options.Body = pl.requestBody(op.Body)
	default:
		c.Body = pl.requestBody(op.Body)
	}
	result := pl.planResult(c)
	pl.fillAlternatives(c)
	for _, e := range op.Errors {
		if e.Type == nil || e.Format != api.JSON || !isJSON(e.ContentType) {
			continue
		}
		c.Errors = append(c.Errors, ErrorBody{e.Status, pl.typeOf(e.Type.Type)})
	}
	c.Pages = pl.callPages(c, result)
	pl.fillParams(at, c)
	for _, other := range c.Alternatives {
		other.Path, other.Required, other.Errors, other.Server = c.Path, c.Required, c.Errors, c.Server
		other.Constants = c.Constants
	}
}

// isOptionalBody reports whether the body of an operation is a field of the options.
// Requests with GET or HEAD rarely have a body, although some descriptions declare one
// for every operation. A body whose format the caller chooses is an argument.
func isOptionalBody(op *api.Operation) bool {
	reads := op.Method == http.MethodGet || op.Method == http.MethodHead
	return reads && !op.Body.Required && op.Body.Choices == nil && op.OtherBodies == nil
}

// formatSuffixes are appended to the method name of a call that uses another
// format for its body or result.
var formatSuffixes = map[api.Format]names.Ident{
	api.JSON: "JSON", api.Text: "Text", api.Form: "Form", api.Multipart: "Multipart", api.Stream: "Bytes",
}

// claimAlternatives adds a call for each other format of the body or result,
// and claims its name.
func (pl *planner) claimAlternatives(scope *scope, c *Call) {
	op := c.Operation
	claim := func(other *Call, format api.Format, role, word names.Ident) {
		other.Operation, other.Options = op, c.Options
		c.Alternatives = append(c.Alternatives, other)
		name := c.Method + formatSuffixes[format]
		if streamsOnly(op) {
			name = c.verb + formatSuffixes[format]
		}
		scope.claim(string(op.Origin.Pointer)+string(role)+string(format), &other.Method, name, name+word)
	}
	r := op.Result()
	stream, streamed := op.Stream()
	for _, body := range op.OtherBodies {
		other := &Call{Kind: BodyAlternative, body: body}
		if streamsOnly(op) {
			other.content = &r.Content
		}
		if !body.OnlyStreams || streamed == nil || r.Sequence != nil {
			claim(other, body.Format, roleBody, "Body")
		}
	}
	if r != nil {
		pl.claimStreams(scope, c, &r.Content)
		for i := range r.OtherContents {
			if content := &r.OtherContents[i]; !pl.claimStreams(scope, c, content) && !streamsOnly(op) {
				claim(&Call{Kind: ResultAlternative, content: content}, content.Format, roleResult, "Result")
			}
		}
		if stream != nil && stream != r { // only another success has a stream
			pl.claimStreams(scope, c, streamed)
		}
		if streamed != nil && streamed.Format != r.Format {
			pl.claimBodyStreams(scope, c, streamed)
		}
	}
}

// fillAlternatives sets the bodies and results of the alternative calls.
func (pl *planner) fillAlternatives(c *Call) {
	for _, other := range c.Alternatives {
		other.Body, other.Result = c.Body, c.Result
		other.OtherResults, other.ResultStatuses, other.NoContent = c.OtherResults, c.ResultStatuses, c.NoContent
		if other.body != nil {
			other.Body = pl.requestBody(other.body)
		}
		switch {
		case other.content != nil:
			pl.setResult(other, other.content)
		case c.Result.IsSequence():
			other.StreamFields = pl.streamFields(other)
		}
	}
	pl.refuseStreams(c)
}

// fillParams splits the parameters into arguments and options.
func (pl *planner) fillParams(at *Builder, c *Call) {
	own := []names.Ident{"ctx", "body", "options", "q", "err"}
	for _, call := range append([]*Call{c}, c.Alternatives...) {
		own = append(own, pl.reservedFunctions(call)...)
		if call.Body != nil && call.Body.ChooseContentType {
			own = append(own, "contentType")
		}
	}
	if c.StreamCall() != nil {
		own = append(own, streamLocals()...)
	}
	if c.Pages != nil {
		own = append(own, pageLocals()...)
	}
	c.Required, c.Constants = pl.requiredParams(c.Operation)
	arguments := pl.argumentScope(at.Self, own...)
	for _, param := range c.Arguments() {
		pl.claimArgument(arguments, param)
	}
	fields := pl.memberScope(pl.resourceOf[c.Operation].home, c.Options.Name, "Options")
	var words []names.Ident
	for _, p := range c.Operation.Params {
		if !p.Required {
			words = append(words, cmp.Or(pl.namer.style.Exported(p.Name), "Param"))
			c.Options.Params = append(c.Options.Params, &Param{API: p, Type: pl.paramType(p)})
		}
	}
	isContested := repeated(words)
	for i, param := range c.Options.Params {
		p := param.API
		wanted := pl.memberNames(p.Name, words[i], pl.namer.style.Exported(string(p.In)), isContested)
		fields.claim(paramKey(c.Operation, p.In, p.Name), &param.Name, wanted...)
	}
	if c.Options.Body != nil {
		key := string(c.Operation.Origin.Pointer.Child("requestBody"))
		fields.claim(key, &c.Options.BodyName, "Body", "RequestBody")
	}
	arguments.resolve()
	fields.resolve()
	for _, param := range slices.Concat(c.Required, c.Options.Params) {
		if c.Pages != nil && param.API == c.Operation.Paging.Param {
			c.Pages.Param = param
		}
	}
}

// requiredParams returns the required parameters in the order of the arguments,
// which fragen.lock preserves: otherwise two parameters that change places in the
// description would swap two strings in every caller, and still compile. A parameter
// with a single value is a constant rather than an argument, unless fragen.lock lists it
// as an argument.
func (pl *planner) requiredParams(op *api.Operation) (params, constants []*Param) {
	var keys []string
	for _, p := range op.Params {
		if !p.Required {
			continue
		}
		key, param := paramKey(op, p.In, p.Name), &Param{API: p, Type: pl.paramType(p)}
		if p.Type.Type.Constant() != "" && pl.namer.lock.numbers[key] == 0 {
			constants = append(constants, param)
			continue
		}
		keys = append(keys, key)
		params = append(params, param)
	}
	numbers := map[*Param]int{}
	parameters := string(op.Origin.Pointer.Child("parameters"))
	for i, number := range pl.namer.numberArguments(parameters, keys) {
		numbers[params[i]] = number
	}
	slices.SortStableFunc(params, func(a, b *Param) int { return cmp.Compare(numbers[a], numbers[b]) })
	return params, constants
}

// reservedFunctions returns the functions that read and write the unions and
// enums of a call. An argument must not shadow them.
func (pl *planner) reservedFunctions(c *Call) []names.Ident {
	var out []names.Ident
	add := func(t *Type) {
		for t.Elem != nil {
			t = t.Elem
		}
		switch t.Form {
		case Named:
			out = append(out, t.Enum.Read)
		case Interface:
			out = append(out, t.Union.Read, t.Union.Write)
		}
	}
	if body := c.RequestBody(); body != nil {
		add(body.Type)
	}
	if c.Result != nil {
		add(c.Result.Type)
	}
	for _, e := range c.Errors {
		add(e.Type)
	}
	for _, other := range c.OtherResults {
		add(other.Type)
	}
	write := func(t *Type) {
		for t.Elem != nil {
			t = t.Elem
		}
		if t.Form == Interface {
			out = append(out, t.Union.Write)
		}
	}
	for _, p := range c.Operation.Params {
		write(pl.paramType(p))
	}
	for _, key := range c.Keys() {
		write(key.Type)
	}
	return out
}

// paramType returns the Go type of a parameter that is set. Structs are passed
// by pointer. Parameters cannot be null, not even as elements of a list. Their values
// are texts, so constants are not checked as in JSON.
func (pl *planner) paramType(p *api.Param) *Type {
	t := pl.typeOf(p.Type.Type)
	t.dropConstants()
	if t.Form == Model {
		return &Type{Form: Pointer, Elem: t}
	}
	if t.Form == Slice && t.Elem.Form == Pointer {
		t.Elem = t.Elem.Elem
	}
	return t
}

// requestBody plans a request body. An optional body is nil if it is omitted,
// except plain text, where the empty string means the same.
func (pl *planner) requestBody(body *api.Body) *Body {
	t, how := pl.argumentType(body.Type), encodings[body.Format]
	if how == AsStream {
		t = &Type{Form: Reader}
	}
	if !body.Required && how != AsText && !t.Nilable() {
		t = &Type{Form: Pointer, Elem: t}
	}
	return &Body{API: body, Type: t, Required: body.Required, Encoding: how, ChooseContentType: body.Choices != nil}
}

var encodings = map[api.Format]Encoding{
	api.JSON: AsJSON, api.Text: AsText, api.Form: AsForm, api.Multipart: AsMultipart, api.Stream: AsStream,
	api.Location: AsLocation,
	api.Events:   AsEvents, api.Lines: AsLines,
}

// planResult sets the result of a call and returns its IR type. A call whose
// success responses have no body returns only an error.
func (pl *planner) planResult(c *Call) *api.Type {
	r := c.Operation.Result()
	if r == nil {
		return nil
	}
	if c.content != nil {
		pl.setResult(c, c.content)
		return c.content.Type.Type
	}
	pl.setResult(c, &r.Content)
	return r.Type.Type
}

func (s *Struct) field(wire string) *Field {
	i := slices.IndexFunc(s.Fields, func(f *Field) bool { return f.API.Name == wire })
	if i < 0 {
		return nil
	}
	return s.Fields[i]
}

// isJSON reports whether a content type is JSON: application/json, its older
// name text/json, or a type with the suffix +json (RFC 6839).
func isJSON(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json") || media == "*/*"
}
