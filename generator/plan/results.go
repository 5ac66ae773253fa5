package plan

// This file plans the results of calls. An operation may declare several
// successes:
//
//	200: Statistics, 201: Statistics, 202: Ticket, 204: no body
//
// The lowest status with a body gives the result of the call, here a
// *Statistics. The range 2XX counts as 200 if neither 200 nor 201 is declared. A
// success with an equal type is a result too. A success with another type becomes
// an OtherResult, which the call reports as an error, and the result is nil for a
// success without a body. A status that the service adds therefore never changes
// the signature of a call that returns a struct, list or union. A stream is read by
// a call of its own, whatever its status.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// setResult sets the result of a call, which has the given content, and the
// other successes of its operation.
func (pl *planner) setResult(c *Call, content *api.Content) {
	c.OtherResults, c.ResultStatuses, c.NoContent = nil, nil, nil
	nullable := isNullable(content)
	for _, r := range c.Operation.Success {
		if r.Type == nil {
			c.NoContent = append(c.NoContent, r.Status)
			continue
		}
		switch other := r.In(content.Format); {
		case c.raw && other.Sequence != nil:
			c.ResultStatuses = append(c.ResultStatuses, r.Status)
		case other.Format != content.Format || !other.Type.Type.Equal(content.Type.Type):
			c.OtherResults = append(c.OtherResults, pl.otherResult(c.Operation, r.Status, other))
		default:
			c.ResultStatuses = append(c.ResultStatuses, r.Status)
			nullable = nullable || isNullable(&other)
		}
	}
	if !slices.Contains(c.NoContent, "2XX") &&
		!slices.ContainsFunc(c.OtherResults, func(o OtherResult) bool { return o.Status == "2XX" }) {
		c.ResultStatuses = nil
	}
	c.Result = pl.contentResult(content, nullable, c.NoContent != nil)
	pl.fillStream(c, content)
}

// isNullable reports whether null is a valid response. A schema without
// constraints allows it.
func isNullable(c *api.Content) bool {
	return c.Format == api.JSON && (c.Type.Nullable || c.Type.Type.Kind == api.Any)
}

// contentResult plans a result. If the result may be missing, its type has a nil
// value, except for text, which is then empty.
func (pl *planner) contentResult(c *api.Content, nullable, missing bool) *Result {
	r := &Result{Encoding: encodings[c.Format], Nullable: nullable, Limits: c.Limits}
	use := api.Use{Type: c.Type.Type, Nullable: r.Encoding == AsJSON && (nullable || missing)}
	r.Type = pl.argumentType(use)
	if r.Encoding == AsStream {
		r.Type = &Type{Form: Stream}
	}
	if c.ContentType != "application/json" && r.Encoding != AsLocation {
		r.Accept = c.ContentType
	}
	return r
}

func (pl *planner) otherResult(op *api.Operation, status string, c api.Content) OtherResult {
	if c.Sequence != nil {
		return OtherResult{
			Status: status, Type: &Type{Kind: api.Binary}, Encoding: AsStream, StreamMethod: pl.streamMethod(op, c),
		}
	}
	return OtherResult{Status: status, Type: pl.typeOf(c.Type.Type), Encoding: encodings[c.Format]}
}
