package gosdk

// This file emits the type that reads the headers of responses.

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// headers renders the type and a method for each header.
func (e *emitter) headers(h *plan.Headers) []jen.Code {
	out := declare(headersDoc(h), jen.Type().Add(id(h.Name)).Qual("net/http", "Header"))
	for _, header := range h.Headers {
		out = append(out, function{
			doc: headerDoc(header), receiver: param("h", id(h.Name)), name: header.Method,
			results: []jen.Code{e.typ(header.Type), jen.Bool()},
			body:    []jen.Code{jen.Return(e.readHeader(header))},
		}.declare()...)
	}
	return out
}

// readHeader is the expression that reads a header.
func (e *emitter) readHeader(h *plan.Header) *jen.Statement {
	from, name := jen.Qual("net/http", "Header").Call(jen.Id("h")), lit(h.API.Name)
	switch {
	case h.Type.Form == plan.Slice:
		return e.rest("HeaderList").Call(from, name)
	case h.Type.Kind == api.String:
		return e.rest("HeaderText").Call(from, name)
	case h.Type.Kind == api.DateTime:
		return e.rest("HeaderTime").Call(from, name)
	}
	return e.rest("ReadHeader").Call(from, name, e.reader(h.Type))
}

// responseHeaders lists the headers of the successful responses of a call.
func (e *emitter) responseHeaders(c *plan.Call) []paragraph {
	var list []string
	for _, r := range c.Operation.Success {
		for _, h := range r.Headers {
			name := shown(http.CanonicalHeaderKey(h.Name))
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	if list == nil {
		return nil
	}
	reader := "[" + string(e.plan.Headers.Name) + "]"
	if pkg := e.plan.Headers.Package; pkg != e.pkg {
		reader = string(pkg.Name) + "." + string(e.plan.Headers.Name)
	}
	return []paragraph{sentencef("Response headers: %s. See %s.", strings.Join(list, ", "), reader)}
}

func headersDoc(h *plan.Headers) []jen.Code {
	first := h.Headers[0].Method
	return doc(
		sentencef("%s reads the headers of a response. To create one, convert the Header field of a"+
			" [*rest.Error] or of the [*rest.Response] that is passed to the Response function in"+
			" [rest.Options]:", h.Name),
		codeParagraph("value, ok := "+string(h.Name)+"(r.Header)."+string(first)+"()"),
		fixed("The methods report false if the header is missing or does not have the declared type."))
}

func headerDoc(h *plan.Header) []jen.Code {
	out := []paragraph{
		sentencef("%s returns the value of the %s header.", h.Method, shown(h.API.Name)),
		described(textOf(h.API.Doc)),
	}
	if h.Shared {
		others := ""
		switch more := len(h.Operations) - 1; {
		case more == 1:
			others = " and " + operation(h.Operations[1])
		case more > 1:
			others = " and " + strconv.Itoa(more) + " other operations"
		}
		out = append(out, sentencef("The header has this type in responses of %s%s, and a different type in others.",
			operation(h.Operations[0]), others))
	}
	out = append(out, limits("Limits:", h.API.Limits)...)
	return doc(append(out, closing(h.API.Doc)...)...)
}
