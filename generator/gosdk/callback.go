package gosdk

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// callback prints the decoder and the handler of a request that the service
// makes.
func (e *emitter) callback(c *plan.Callback) []jen.Code {
	about := []paragraph{own(string(c.Decode) + " reads the body of a " + c.API.Name + " request.")}
	out := declare(doc(about...),
		jen.Func().Add(id(c.Decode)).Params(jen.Id("data").Index().Byte()).Params(e.typ(c.Payload), jen.Error()).Block(
			jen.Return(e.rest("DecodeValue").Call(jen.Id("data"), e.whole(c.Payload))),
		))
	about = append([]paragraph{own(string(c.Handle) + " returns a handler for the " + c.API.Name + " requests that the service makes. It checks the method, the content type and the size, asks options.Verify, which should look at the bearer token, and gives the payload to receive. When that returns an error or panics, the answer is 500.")}, otherFormat(c.API)...)
	about = append(about, own("The sender waits for the answer, so receive should hand work on and return. Its context ends with the answer: what goes on afterwards needs context.WithoutCancel."))
	about = append(about, describe(c.API.Doc)...)
	return append(out, declare(doc(about...),
		jen.Func().Add(id(c.Handle)).Params(
			jen.Id("receive").Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("payload").Add(e.typ(c.Payload))).Error(),
			jen.Id("options").Op("*").Add(e.rest("HandlerOptions")),
		).Qual("net/http", "Handler").Block(
			jen.Id("spec").Op(":=").Add(e.rest("HandlerSpec")).Values(handlerSpec(c.API)...),
			jen.Return(e.rest("Handler").Call(jen.Id("spec"), e.whole(c.Payload), jen.Id("receive"), jen.Id("options"))),
		))...)
}

func handlerSpec(c *api.Callback) []jen.Code {
	spec := []jen.Code{
		jen.Id("Method").Op(":").Add(method(strings.ToUpper(c.Method))),
		jen.Id("ContentType").Op(":").Add(lit(c.ContentType)),
		jen.Id("Status").Op(":").Add(jen.Lit(c.Status)),
	}
	if c.Tell != "" {
		spec = append(spec, jen.Id("RequiredProperty").Op(":").Add(lit(c.Tell)), jen.Id("MismatchStatus").Op(":").Add(jen.Lit(c.OtherStatus)))
	}
	return spec
}

// otherFormat says what happens to a payload that is not of the format that
// the description has.
func otherFormat(c *api.Callback) []paragraph {
	if c.Tell == "" {
		return nil
	}
	return []paragraph{own("A body without the property \"" + c.Tell + "\" is of another format: it is answered with " + strconv.Itoa(c.OtherStatus) + " and not received.")}
}
