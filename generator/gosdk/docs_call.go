package gosdk

// This file holds the sentences about requests: the client and its credentials,
// request builders, calls, and the types of their options. A call's comment
// gives a reader the facts that matter before a call: the request, the
// arguments, the statuses of success, limits, credentials and permissions.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func baseURLDoc() []jen.Code {
	return about("DefaultBaseURL is the base URL of the API. To use a different one, pass [rest.WithBaseURL] to [New].")
}

func clientDoc() []jen.Code {
	return about("Client is a client for the API. Create one with [New] and share it:" +
		" a Client is safe for concurrent use and reuses connections.")
}

func newDoc(c *plan.Client) []jen.Code {
	first := "New returns a client for the API at [DefaultBaseURL]."
	switch {
	case c.BaseURL != "":
	case c.Server != nil:
		first = "New returns a client for the API. It requires [rest.WithServerVariable]," +
			" because a server variable has no default."
	case c.API.RelativeURL != "":
		first = "New returns a client for the API. It requires [rest.WithBaseURL], because the API description" +
			" declares the relative server " + shown(c.API.RelativeURL) + "."
	default:
		first = "New returns a client for the API. It requires [rest.WithBaseURL], because the API description" +
			" declares no server."
	}
	paragraphs := append([]paragraph{fixed(first + " The error reports invalid options.")}, serversDoc(c)...)
	return doc(append(paragraphs, clientSecurity(c)...)...)
}

func rootDoc() []jen.Code {
	return about("Root returns the resource at the base URL. The functions in the packages below this one call Root.")
}

func customRequestDoc(c *plan.Client) []jen.Code {
	return about("%s returns a request that the API description does not list. The path begins with a slash."+
		" The values are escaped and replace the placeholders in the path, such as {id}, in order."+
		" The request is sent like other calls, with the credentials that most calls require.", c.Custom)
}

func builderDoc(b *plan.Builder) []jen.Code {
	first := sentencef("%s builds requests to %s.", b.Name, b.Path)
	if b.Operations {
		first = sentencef("%s sends requests to paths that begin with %s.", b.Name, b.Path)
	}
	return doc(append([]paragraph{first}, describe(b.Doc)...)...)
}

func withURLDoc(a *api.API, b *plan.Builder) []jen.Code {
	base := "the base URL"
	if len(a.Servers) > 1 {
		base = "each server of the client"
	}
	if b.Operations {
		return about("WithURL returns a client whose calls send their requests to a URL that the service returned,"+
			" such as the link to the next page, instead of to their own paths."+
			" If url does not have the same origin as %s, calls return an error."+
			" The query parameters of a call's options are not added to url.", base)
	}
	return about("WithURL returns a builder for a URL that the service returned, such as the link to the next page."+
		" If url does not have the same origin as %s, calls return an error."+
		" The query parameters of a call's options are not added to url.", base)
}

// childDoc is the comment of a method that returns the builder one segment
// below the path from.
func childDoc(from string, c *plan.Child) []jen.Code {
	first := sentencef("%s returns the builder for %s.", c.Method, c.Builder.Path)
	switch {
	case c.Builder.Operations:
		first = sentencef("%s returns a [%s].", c.Method, c.Builder.Name)
	case len(c.Parts) == 1 && c.Parts[0].Param != nil:
		first = sentencef("%s returns the builder for the item in %s with the given %s.",
			c.Method, from, c.Parts[0].Param.Name)
	}
	paragraphs := []paragraph{first}
	for _, p := range c.Params() {
		paragraphs = append(paragraphs, described(textOf(p.API.Doc)))
		if p.API.Slashes && len(c.Parts) == 1 {
			paragraphs = append(paragraphs, sentencef("Slashes in %s separate path segments.", p.Name))
		}
		paragraphs = append(paragraphs, limitsAndDefault(ofSeveral(p, c.Params()), p.API.Limits, p.API.Default)...)
		paragraphs = append(paragraphs, closing(p.API.Doc)...)
	}
	return doc(paragraphs...)
}

// ofSeveral returns the words that name a parameter if it is one of several, such as
// " of id", or "".
func ofSeveral(p *plan.Param, list []*plan.Param) string {
	if len(list) == 1 {
		return ""
	}
	return " of " + string(p.Name)
}

// callDoc is the comment of a call: the request, its purpose, the arguments,
// the statuses of success, limits, credentials and permissions.
func (e *emitter) callDoc(c *plan.Call) []jen.Code {
	op := c.Operation
	operationID := ""
	if op.ID != "" {
		operationID = " (operationId " + shown(op.ID) + ")"
	}
	out := []paragraph{sentencef("%s sends %s %s%s%s.", c.Method, op.Method, op.Path.Template, operationID, wayDoc(c))}
	out = append(out, e.serverDocOf(c.Server)...)
	if op.Doc.Summary != "" && op.Doc.Summary != op.Doc.Description {
		out = append(out, described(withStop(op.Doc.Summary)))
	}
	out = append(out, described(op.Doc.Description))
	out = append(out, argumentsDoc(c)...)
	out = append(out, e.successDoc(c)...)
	out = append(out, e.responseHeaders(c)...)
	if c.Result.IsSequence() {
		out = append(out, streamDoc(c)...)
	}
	if c.RefusesStream() {
		text := fmt.Sprintf("A body with %s set is an error: only %s reads a stream.",
			c.StreamFields[0].Field.Name, c.StreamMethod)
		if c.DeclinesStream() {
			text += fmt.Sprintf(" Otherwise, %s is sent as false.", c.StreamFields[0].Field.Name)
		}
		out = append(out, fixed(text))
	}
	if c.Result != nil && c.Result.Encoding == plan.AsStream {
		out = append(out, fixed("The result streams as it arrives. The caller must close it."))
	}
	if c.Result != nil && c.Result.Encoding == plan.AsLocation {
		out = append(out, fixed("The result is the URL to which the service redirects. The call does not follow it."))
	}
	out = append(out, redirectsDoc(op)...)
	out = append(out, limits("Limits:", op.Limits)...)
	out = append(out, callSecurity(c)...)
	out = append(out, permissions(op.Permissions)...)
	return doc(append(out, closing(op.Doc)...)...)
}

// wayDoc distinguishes a call from the verb of the same operation.
func wayDoc(c *plan.Call) string {
	switch c.Kind {
	case plan.BodyAlternative:
		if c.Body.ChooseContentType {
			return " with a streamed body"
		}
		way := " with a body of type " + shown(c.Body.API.ContentType)
		if c.Result.IsSequence() {
			way += " and requests " + shown(c.Result.Accept)
		}
		return way
	case plan.ResultAlternative:
		return " and requests " + shown(c.Result.Accept)
	}
	return ""
}

// argumentsDoc describes the required parameters and the body.
func argumentsDoc(c *plan.Call) []paragraph {
	var out []paragraph
	for _, p := range c.Constants {
		out = append(out, sentencef("The call sets the %s %s to %s.",
			paramKind(p), p.API.Name, shown(p.API.Type.Type.Constant())))
	}
	for _, p := range c.Arguments() {
		text := textOf(p.API.Doc)
		if text == "" {
			text = "the " + paramKind(p) + " " + p.API.Name + "."
		}
		out = append(out, labeled(string(p.Name)+": ", text))
		out = append(out, limitsAndDefault(" of "+string(p.Name), p.API.Limits, p.API.Default)...)
	}
	if c.Body != nil && c.Body.ChooseContentType {
		out = append(out, sentencef("contentType: the content type of the body, %s.", orList(c.Body.API.Choices)))
	}
	if c.Body != nil && c.Body.API.Doc.Description != "" {
		out = append(out, labeled("body: ", c.Body.API.Doc.Description))
	}
	if c.Body != nil {
		if constant := c.Body.Type.Constant; constant != "" && c.Body.Required {
			out = append(out, sentencef("The only value of body is %s. It is sent if body is empty.", shown(constant)))
		}
		out = append(out, constantElements(c.Body.Type)...)
		out = append(out, limitsAndDefault(" of body", c.Body.API.Limits, c.Body.API.Default)...)
	}
	return out
}

// successDoc lists the statuses of success and explains those that are not the
// result of the call.
func (e *emitter) successDoc(c *plan.Call) []paragraph {
	out := statusDoc(c.Operation)
	if c.Result == nil {
		return out
	}
	out = append(out, limits("Limits of the result:", c.Result.Limits)...)
	if text := emptyDoc(c); text != "" {
		out = append(out, fixed(text))
	}
	for _, other := range c.OtherResults {
		status := "status " + other.Status
		if other.Status == "2XX" {
			status = "another 2xx status"
		}
		if other.StreamMethod != "" {
			out = append(out, sentencef("A response with %s is a stream. It is reported as a [*rest.Error]:"+
				" call %s instead.", status, other.StreamMethod))
			continue
		}
		out = append(out,
			sentencef("A response with %s is reported as a [*rest.Error] that holds %s:", status, e.bodyText(other)),
			codeParagraph("body, ok := rest.BodyAs["+e.bodyType(other)+"](err)"))
	}
	return out
}

// emptyDoc describes the successful responses for which a call returns no
// result.
func emptyDoc(c *plan.Call) string {
	value := "nil"
	if c.Result.Encoding == plan.AsText {
		value = "empty"
	}
	var cases []string
	switch {
	case !c.Result.Nullable:
	case c.Result.Type.Form == plan.Scalar && c.Result.Type.Kind == api.Any:
		if c.NoContent == nil {
			return "The result may be null."
		}
		value = "null"
		fallthrough
	default:
		cases = append(cases, "the response is null")
	}
	if c.NoContent != nil {
		cases = append(cases, "the status is "+orList(c.NoContent))
	}
	if cases == nil {
		return ""
	}
	return "The result is " + value + " if " + strings.Join(cases, " or ") + "."
}

// bodyText names the body of another success, such as "a [*Ticket]".
func (e *emitter) bodyText(other plan.OtherResult) string {
	switch name := e.typeText(other.Type, e.pkg); {
	case other.Encoding != plan.AsJSON || other.Type.Name() == "":
		return "a *" + e.bodyType(other)
	case other.Type.Form == plan.Interface:
		return "a value of [" + name + "]"
	default:
		return "a [*" + name + "]"
	}
}

// bodyType is the type argument of rest.BodyAs for another success.
func (e *emitter) bodyType(other plan.OtherResult) string {
	switch other.Encoding {
	case plan.AsText:
		return "string"
	case plan.AsStream:
		return "[]byte"
	}
	return e.typeText(other.Type, nil)
}

// typeText is a Go type as text in the given package, for comments.
func (e *emitter) typeText(t *plan.Type, in *plan.Package) string {
	switch {
	case t.Form == plan.Pointer:
		return "*" + e.typeText(t.Elem, in)
	case t.Form == plan.Slice:
		return "[]" + e.typeText(t.Elem, in)
	case t.Form == plan.StringMap:
		return "map[string]" + e.typeText(t.Elem, in)
	case t.Package() == nil:
		return e.typ(t).GoString()
	case t.Package() == in:
		return string(t.Name())
	}
	return string(t.Package().Name) + "." + string(t.Name())
}

// statusDoc lists the statuses of success.
func statusDoc(op *api.Operation) []paragraph {
	var codes []string
	for _, r := range op.Success {
		switch r.Status {
		case "default":
		case "2XX":
			return []paragraph{fixed("Any 2xx status indicates success.")}
		default:
			codes = append(codes, r.Status)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	return []paragraph{sentencef("On success, the service responds with status %s.", orList(codes))}
}

// permissions lists the permissions of each kind of caller, then the kinds that
// the operation does not support.
func permissions(list []api.Permission) []paragraph {
	var out []paragraph
	var unsupported []string
	for _, p := range list {
		text := strings.Join(p.Names, ", ")
		switch {
		case len(p.Names) == 0:
			unsupported = append(unsupported, p.Kind)
			continue
		case len(p.Names) == 1 && p.Names[0] == "none":
			text = "none required"
		}
		out = append(out, labeled("Permissions ("+oneLine(p.Kind)+"): ", strings.TrimSpace(withStop(text)+" "+p.Note)))
	}
	if len(unsupported) > 0 {
		out = append(out, sentencef("Permissions (%s): not supported.", strings.Join(unsupported, ", ")))
	}
	return out
}

func optionsDoc(b *plan.Builder, c *plan.Call) []jen.Code {
	return about("%s holds the optional parameters of [%s.%s].", c.Options.Name, b.Name, c.Method)
}

// optionDoc is the comment of an optional parameter.
func optionDoc(p *plan.Param) []jen.Code {
	out := []paragraph{sentencef("%s is the %s %s.", p.Name, paramKind(p), p.API.Name)}
	if text := textOf(p.API.Doc); text != "" {
		out = []paragraph{described(text)}
	}
	if constant := p.API.Type.Type.Constant(); constant != "" {
		out = append(out, sentencef("The only value is %s.", shown(constant)))
	}
	out = append(out, limitsAndDefault("", p.API.Limits, p.API.Default)...)
	return doc(append(out, closing(p.API.Doc)...)...)
}

// bodyOptionDoc is the comment of an optional body.
func bodyOptionDoc(o *plan.CallOptions) []jen.Code {
	out := []paragraph{sentencef("%s is the body of the request.", o.BodyName)}
	if text := o.Body.API.Doc.Description; text != "" {
		out = []paragraph{described(text)}
	}
	return doc(append(out, limitsAndDefault("", o.Body.API.Limits, o.Body.API.Default)...)...)
}

// paramKind names the kind of a parameter, such as "query parameter".
func paramKind(p *plan.Param) string {
	if p.API.In == api.InHeader {
		return "header"
	}
	return string(p.API.In) + " parameter"
}

// allDoc is the comment of the iterator over the items of all pages.
func allDoc(p *plan.Pages) []jen.Code {
	text := fmt.Sprintf("%s iterates over the items of all pages and holds one page in memory at a time."+
		" It stops at the first error.", p.Method)
	if p.Style == api.ByOffset || p.Style == api.ByPage {
		text += " If items are added or removed during the iteration, some may be repeated or missed."
	}
	return doc(fixed(text))
}

// clientSecurity describes, at New, the credentials that most calls require and
// the options that set them.
func clientSecurity(c *plan.Client) []paragraph {
	var options []string
	ways := c.Security
	for _, way := range ways {
		for _, c := range way.Sent() {
			option := [...]string{
				byToken: "[rest.WithToken]", byPassword: "[rest.WithBasicAuth]", byKey: "[rest.WithAPIKey]",
			}[kindOf(c)]
			if !slices.Contains(options, option) {
				options = append(options, option)
			}
		}
	}
	switch {
	case ways == nil:
		return nil
	case len(options) == 0 && len(ways[0]) == 0:
		return []paragraph{fixed("Unless noted otherwise, calls require no credentials.")}
	case len(options) == 0:
		options = []string{"[rest.WithHTTPClient]"}
	}
	if slices.Contains(options, "[rest.WithToken]") && severalTokens(c.API) {
		options = append(options, "[rest.WithTokenFor]")
	}
	return []paragraph{sentencef("Unless noted otherwise, calls %s. See %s.",
		waysText(ways, "require", "accept"), strings.Join(options, ", "))}
}

// severalTokens reports whether the API has more than one kind of token.
func severalTokens(a *api.API) bool {
	n := 0
	for _, s := range a.Security {
		if kindOf(&plan.Credential{Scheme: s}) == byToken {
			n++
		}
	}
	return n > 1
}

// callSecurity describes the credentials of a call that differ from those at
// New.
func callSecurity(c *plan.Call) []paragraph {
	switch {
	case !c.DocumentSecurity:
		return nil
	case len(c.Security) == 1 && len(c.Security[0]) == 0:
		return []paragraph{fixed("The call requires no credentials.")}
	}
	return []paragraph{sentencef("The call %s.", waysText(c.Security, "requires", "accepts"))}
}

// waysText lists the alternatives, such as "requires a bearer token (a), or a
// user name and a password".
func waysText(ways []plan.CredentialSet, require, accept string) string {
	var list []string
	verb := require + " "
	for _, way := range ways {
		var parts []string
		for _, c := range way {
			parts = append(parts, credentialText(c.Scheme)+scopesText(c.Scopes))
		}
		if len(parts) == 0 {
			verb = require + " no credentials but " + accept + " "
			continue
		}
		list = append(list, strings.Join(parts, " together with "))
	}
	return verb + strings.Join(list, ", or ")
}

// credentialText names a credential, such as "a bearer token (serviceToken)".
func credentialText(s *api.SecurityScheme) string {
	switch kindOf(&plan.Credential{Scheme: s}) {
	case byKey:
		where := map[api.ParamIn]string{api.InQuery: "query parameter", api.InCookie: "cookie"}[s.In]
		if where == "" {
			where = "header"
		}
		return "the key in the " + where + " " + shown(s.Param)
	case byPassword:
		return "a user name and a password"
	case byTransport:
		return shown(strings.TrimSpace(s.Kind+" "+s.Scheme)) + ", which the http.Client must add"
	}
	switch s.Kind {
	case "oauth2":
		return "an OAuth 2.0 token (" + shown(s.Name) + ")"
	case "openIdConnect":
		return "an OpenID Connect token (" + shown(s.Name) + ")"
	}
	return "a bearer token (" + shown(s.Name) + ")"
}

func scopesText(sets [][]string) string {
	var list []string
	single := true
	for _, set := range sets {
		list = append(list, strings.Join(set, " and "))
		single = single && len(set) == 1
	}
	switch {
	case len(list) == 0:
		return ""
	case len(list) == 1 && single:
		return " with the scope " + list[0]
	case single:
		return " with one of the scopes " + strings.Join(list, ", ")
	}
	return " with the scopes " + strings.Join(list, ", or ")
}
