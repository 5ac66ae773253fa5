package rest

import "context"

// OperationOf returns the method and the path template of the operation that a
// request belongs to, such as GET and /calls/{call-id}. The template is
// suitable as a label for metrics and traces, because an API has only a limited
// number of templates.
//
// The argument ctx must be the context of a request in [WithMiddleware] or
// [Options.Request], or the context that is passed to a token function. For
// any other context, both results are empty.
func OperationOf(ctx context.Context) (method, template string) {
	if o, ok := ctx.Value(operationKey{}).(*operation); ok {
		return o.method, o.template
	}
	return "", ""
}

// operation identifies an operation of the API.
type operation struct {
	method, template string
	stay             bool // redirects are not followed; see ReceiveLocation
}

type operationKey struct{}

// callContext is the context of a call. It is a field of Request because
// context.WithValue would cost each call an allocation.
type callContext struct {
	context.Context
	operation operation
	request   *Request
}

// requestKey is the key of the request in the context of a call.
type requestKey struct{}

// Value returns the operation, the request or a value of the parent context.
func (c *callContext) Value(key any) any {
	switch key {
	case operationKey{}:
		return &c.operation
	case requestKey{}:
		return c.request
	}
	return c.Context.Value(key)
}

// within returns ctx with the operation of the request.
func (q *Request) within(ctx context.Context) context.Context {
	q.context.Context, q.context.request = ctx, q
	return &q.context
}
