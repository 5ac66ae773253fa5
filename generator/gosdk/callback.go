package gosdk

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// callback renders the decoder and the handler of a request that the service
// sends.
func (e *emitter) callback(c *plan.Callback) []jen.Code {
	payload := e.whole(c.Payload)
	out := function{
		doc: decodeCallbackDoc(c), name: c.Decode, params: []jen.Code{param("data", jen.Index().Byte())},
		results: []jen.Code{e.typ(c.Payload), jen.Error()},
		body:    []jen.Code{jen.Return(e.rest("DecodeValue").Call(jen.Id("data"), payload))},
	}.declare()
	receive := jen.Func().Params(ctxParam(), param("payload", e.typ(c.Payload))).Error()
	return append(out, function{
		doc: handlerDoc(c), name: c.Handle,
		params: []jen.Code{
			param("receive", receive),
			param("options", pointerTo(e.rest("HandlerOptions"))),
		},
		results: []jen.Code{jen.Qual("net/http", "Handler")},
		body: []jen.Code{
			define("spec", e.rest("HandlerSpec").Add(braces(handlerSpec(c)...))),
			jen.Return(e.rest("Handler").Call(jen.Id("spec"), payload, jen.Id("receive"), jen.Id("options"))),
		},
	}.declare()...)
}

// handlerSpec is the fields that describe the request to the runtime.
func handlerSpec(c *plan.Callback) []jen.Code {
	spec := []jen.Code{
		pair("Method", httpMethod(strings.ToUpper(c.API.Method))),
		pair("ContentType", lit(c.API.ContentType)),
		pair("Status", jen.Lit(c.API.Status)),
	}
	if c.Null {
		spec = append(spec, pair("AllowNull", jen.True()))
	}
	if c.API.RequiredProperty != "" {
		spec = append(spec,
			pair("RequiredProperty", lit(c.API.RequiredProperty)),
			pair("MismatchStatus", jen.Lit(c.API.MismatchStatus)))
	}
	return spec
}
