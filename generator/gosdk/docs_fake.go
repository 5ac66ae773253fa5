package gosdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func decodeCallbackDoc(c *plan.Callback) []jen.Code {
	return about("%s decodes the body of a request to %s.", c.Decode, callbackName(c.API))
}

// callbackName names a callback, such as "the notifications callback".
func callbackName(c *api.Callback) string {
	if c.Owner == nil {
		return "the " + shown(c.Name) + " webhook"
	}
	return "the " + shown(c.Name) + " callback"
}

// handlerDoc is the comment of a handler of notifications.
func handlerDoc(c *plan.Callback) []jen.Code {
	out := []paragraph{sentencef("%s returns a handler for %s."+
		" The handler checks the method, content type and size of a request,"+
		" calls options.Verify to authenticate the sender, and passes the payload to receive."+
		" If receive returns an error or panics, the handler replies with status 500.", c.Handle, callbackName(c.API))}
	out = append(out, verifyDoc(c.API)...)
	if c.API.RequiredProperty != "" {
		out = append(out, sentencef("If a body does not have the %q property, it has a different format:"+
			" the handler replies with status %d and does not call receive.",
			c.API.RequiredProperty, c.API.MismatchStatus))
	}
	switch {
	case !c.Null:
	case c.Payload.Form == plan.Scalar:
		out = append(out, fixed("If the body is null, the payload is the JSON value null."))
	default:
		out = append(out, fixed("If the body is null, the payload is nil."))
	}
	out = append(out, fixed("The service waits for the reply, so receive should return quickly and leave slow work"+
		" to another goroutine. The context passed to receive is canceled after the reply."+
		" For work that continues after the reply, use [context.WithoutCancel]."))
	return doc(append(out, describe(c.API.Doc)...)...)
}

// verifyDoc names the security schemes that Verify has to check.
func verifyDoc(c *api.Callback) []paragraph {
	var list []string
	for _, s := range c.Schemes {
		list = append(list, credentialText(s))
	}
	if len(list) == 0 {
		return nil
	}
	return []paragraph{sentencef("The service authenticates itself with %s, which options.Verify should check.",
		orList(list))}
}

func operationsDoc(part bool) []jen.Code {
	if part {
		return about("Some of the operations, for fault injection and recorded requests.")
	}
	return about("Operations of the service, for fault injection and recorded requests.")
}

func serverDoc() []jen.Code {
	return about("Server is a fake of the service." +
		" See [resttest.Server] for recorded requests, fault injection and notification signatures.")
}

func newServerDoc() []jen.Code {
	return about("New starts a server and closes it when the test ends. If t is nil, the caller must close it.")
}

func fakeClientDoc() []jen.Code {
	return about("Client returns a client for %[1]s with the credentials that the operations require."+
		" The client waits only briefly before retries. The given options are applied last.", "s")
}

func hookDoc(h *plan.Hook) []jen.Code {
	text := fmt.Sprintf("%s sets the hook that responds to %s."+
		" If hook is nil, the server responds as the API description declares.", h.Method, operation(h.Call.Operation))
	if h.Result != nil && h.Result.IsSequence() {
		text = fmt.Sprintf("%s sets the hook that responds to %s with a stream."+
			" The items are sent as the sequence yields them; an error after the first item breaks the connection."+
			" If hook is nil, the stream is empty.", h.Method, operation(h.Call.Operation))
	}
	var unread []string // stays out of the options
	for _, p := range h.Call.Options.Params {
		if !slices.ContainsFunc(h.Options, func(o *plan.HookArg) bool { return o.Param == p }) {
			unread = append(unread, string(p.Name))
		}
	}
	switch {
	case len(unread) > 0:
		text += fmt.Sprintf(" The options hold the headers and the optional parameters of the request, except %s,"+
			" which the server's records contain.", strings.Join(unread, ", "))
	case len(h.Call.Options.Params) > 0:
		text += " The options hold the headers and the optional parameters of the request."
	}
	if h.Result != nil && h.Result.Nullable && h.Result.Encoding == plan.AsJSON && !h.Result.IsSequence() {
		text += " If the hook returns nil, the response is null."
	}
	paragraphs := []paragraph{fixed(text)}
	if statuses := otherStatuses(h); len(statuses) > 0 {
		paragraphs = append(paragraphs, sentencef("To respond with status %s, the hook returns a [*rest.Error]"+
			" with that StatusCode and the Body.", orList(statuses)))
	}
	if len(h.Call.NoContent) > 0 {
		paragraphs = append(paragraphs, sentencef("To respond with status %s and no body, the hook returns"+
			" [resttest.Status] without a code and message.", orList(h.Call.NoContent)))
	}
	return doc(paragraphs...)
}

// otherStatuses returns the statuses of successes that are not the result of the
// hook. A stream has a hook of its own.
func otherStatuses(h *plan.Hook) []string {
	c := h.Call
	if h.Result != nil && h.Result.IsSequence() {
		c = c.StreamCall()
	}
	var statuses []string
	for _, other := range c.OtherResults {
		if other.StreamMethod == "" {
			statuses = append(statuses, other.Status)
		}
	}
	return statuses
}

func senderDoc(s *plan.Sender) []jen.Code {
	c := s.Callback
	return about("%s sends a request to a handler for %s. Get the handler from %s or,"+
		" if the program runs elsewhere, from [resttest.HandlerAt]."+
		" If the response is not 2xx, %[1]s returns a [*rest.Error].", s.Method, callbackName(c.API), c.Handle)
}
