package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// collection renders a list or map that contains itself. It has the codec of a model.
func (e *emitter) collection(c *plan.Collection) []jen.Code {
	out := declare(e.typeDoc(c.Name, c.Title, c.Type), jen.Type().Add(id(c.Name)).Add(e.typ(c.Content)))
	out = append(out, function{
		doc: about("DecodeJSON reads %s from d.", self), receiver: onPointer(c.Name), name: "DecodeJSON", params: []jen.Code{e.decoder()},
		body: []jen.Code{assign(pointerTo(jen.Id(self)), e.read(c.Content))},
	}.declare()...)
	out = append(out, function{
		doc: encodeValueDoc(), receiver: onValue(c.Name), name: "EncodeJSON", params: []jen.Code{e.encoder()},
		body: []jen.Code{e.write(c.Content, jen.Id(self))},
	}.declare()...)
	out = append(out, e.marshalJSON(c.Name)...)
	out = append(out, e.unmarshalJSON(c.Name, callVar(self, "DecodeJSON", jen.Id("d")))...)
	return append(out, e.markers(id(c.Name), c.Markers)...)
}
