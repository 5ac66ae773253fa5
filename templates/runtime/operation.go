package rest

import "context"

// OperationOf returns the method and the path template of the operation that a
// request belongs to, such as GET and /calls/{call-id}: names of bounded number
// for metrics and traces. ctx is the context of a request, as [WithMiddleware]
// and [Options.Request] see it, or that of a token function. For any other
// context both results are "".
func OperationOf(ctx context.Context) (method, template string) {
	if o, ok := ctx.Value(operationKey{}).(*operation); ok {
		return o.method, o.template
	}
	return "", ""
}

// operation is an operation of the API.
type operation struct{ method, template string }

type operationKey struct{}

// callContext is the context of a call. It is a field of the Request instead of
// a context.WithValue, which would cost every call an allocation.
type callContext struct {
	context.Context
	operation operation
}

// Value returns the operation or a value of the caller's context.
func (c *callContext) Value(key any) any {
	if key == (operationKey{}) {
		return &c.operation
	}
	return c.Context.Value(key)
}

// within returns ctx with the operation of the request.
func (q *Request) within(ctx context.Context) context.Context {
	q.context.Context = ctx
	return &q.context
}
