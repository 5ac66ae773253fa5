package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// union prints a sealed interface with its codec.
func (e *emitter) union(u *plan.Union) []jen.Code {
	out := declare(doc(e.unionDoc(u)...), jen.Type().Add(id(u.Name)).InterfaceFunc(func(g *jen.Group) {
		for _, base := range u.Bases {
			place(g, doc(own(string(base.Method)+" returns what every "+string(base.Struct.Name)+" has.")))
			g.Add(id(base.Method)).Params().Op("*").Add(id(base.Struct.Name))
		}
		place(g, doc(own("EncodeJSON writes the value to e.")))
		g.Id("EncodeJSON").Params(e.encoder())
		g.Add(id(u.Marker)).Params()
		for _, outer := range u.Embeds {
			g.Add(id(outer)).Params()
		}
	}))
	out = append(out, e.wrappers(u)...)
	out = append(out, e.readUnion(u)...)
	return append(out,
		jen.Func().Add(id(u.Write)).Params(e.encoder(), jen.Id(self).Add(id(u.Name))).Block(
			jen.If(jen.Id(self).Op("==").Nil()).Block(jen.Id("e").Dot("Null").Call(), jen.Return()),
			jen.Id(self).Dot("EncodeJSON").Call(jen.Id("e")),
		), jen.Line())
}

// wrappers prints the named types of variants that have none of their own, and
// the one for what fits no variant.
func (e *emitter) wrappers(u *plan.Union) []jen.Code {
	var out []jen.Code
	for _, v := range u.Variants {
		if v.Wrapper == "" {
			continue
		}
		out = append(out, declare(
			doc(own(string(v.Wrapper)+" is the "+jsonWord(v.API.Type.Type.Kind)+" that "+string(u.Name)+" may hold.")),
			jen.Type().Add(id(v.Wrapper)).Add(e.typ(v.Type)))...)
		out = append(out, e.wrapperMethods(u, v.Wrapper, e.write(v.Type, e.typ(v.Type).Call(jen.Id(self))))...)
		if v.Type.Form == plan.Scalar && v.Type.Kind != api.DateTime {
			continue
		}
	}
	if u.Unknown != "" {
		out = append(out, declare(
			doc(own(string(u.Unknown)+" is a value that fits none of the types of "+string(u.Name)+", kept as it was received.")),
			jen.Type().Add(id(u.Unknown)).Add(e.rest("RawJSON")))...)
		out = append(out, e.wrapperMethods(u, u.Unknown, jen.Id("e").Dot("Raw").Call(e.rest("RawJSON").Call(jen.Id(self))))...)
	}
	return out
}

func jsonWord(kind api.Kind) string {
	switch kind {
	case api.List:
		return "list"
	case api.Map:
		return "map"
	case api.Bool:
		return "boolean"
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64, api.Decimal:
		return "number"
	case api.Any:
		return "value"
	}
	return "text"
}

func (e *emitter) wrapperMethods(u *plan.Union, name names.Ident, write jen.Code) []jen.Code {
	out := declare(doc(own("EncodeJSON writes the value to e.")),
		jen.Func().Params(jen.Id(self).Add(id(name))).Id("EncodeJSON").Params(e.encoder()).Block(write))
	return append(out, e.markers(id(name), append([]names.Ident{u.Marker}, u.Embeds...))...)
}

// readUnion prints the function that finds the variant a value is.
func (e *emitter) readUnion(u *plan.Union) []jen.Code {
	body := e.readVariants
	if u.Base != nil {
		body = e.readPolymorphic
	}
	return []jen.Code{
		jen.Func().Add(id(u.Read)).Params(e.decoder()).Add(id(u.Name)).BlockFunc(func(g *jen.Group) {
			g.If(jen.Id("d").Dot("Null").Call()).Block(jen.Return(jen.Nil()))
			body(g, u)
		}), jen.Line(),
	}
}

// readPolymorphic looks at the discriminator; what it does not know is read as
// the base type, which keeps everything else.
func (e *emitter) readPolymorphic(g *jen.Group, u *plan.Union) {
	var cases []jen.Code
	for _, v := range u.Variants {
		if v.Type.Name == u.Base.Name || v.Value == "" {
			continue
		}
		cases = append(cases, jen.Case(lit(v.Value)).Block(jen.Return(e.rest("ReadModelPtr").Types(e.typ(v.Type)).Call(jen.Id("d")))))
	}
	if len(cases) > 0 {
		g.Switch(jen.Id("d").Dot("Discriminator").Call(lit(u.Type.Discriminator))).Block(cases...)
	}
	g.Return(e.rest("ReadModelPtr").Types(id(u.Base.Name)).Call(jen.Id("d")))
}

// readVariants goes by the discriminator where there is one, then by the kind
// of JSON, then by the members that an object has.
func (e *emitter) readVariants(g *jen.Group, u *plan.Union) {
	var byValue, byKind []jen.Code
	kinds := map[string]bool{}
	var objects []*plan.Variant
	for _, v := range u.Variants {
		if v.Value != "" {
			byValue = append(byValue, jen.Case(lit(v.Value)).Block(jen.Return(e.variant(v))))
			continue
		}
		if isObject(v) {
			objects = append(objects, v)
			continue
		}
		kind := kindOf(v)
		if kinds[kind] {
			continue // the first of a kind is the one that is read
		}
		kinds[kind] = true
		byKind = append(byKind, jen.Case(e.rest(kind)).Block(jen.Return(e.variant(v))))
	}
	if len(objects) > 0 {
		byKind = append(byKind, jen.Case(e.rest("KindObject")).BlockFunc(func(g *jen.Group) { e.readObjects(g, objects) }))
	}
	if len(byValue) > 0 {
		g.If(jen.Id("d").Dot("Kind").Call().Op("==").Add(e.rest("KindObject"))).Block(
			jen.Switch(jen.Id("d").Dot("Discriminator").Call(lit(u.Type.Discriminator))).Block(byValue...))
	}
	if len(byKind) > 0 {
		g.Switch(jen.Id("d").Dot("Kind").Call()).Block(byKind...)
	}
	g.Return(id(u.Unknown).Call(jen.Id("d").Dot("Raw").Call()))
}

// readObjects tries the objects in turn; the plan has put those that ask for
// most first.
func (e *emitter) readObjects(g *jen.Group, objects []*plan.Variant) {
	for _, v := range objects {
		if len(v.Keys) == 0 {
			g.Return(e.variant(v))
			return
		}
		g.If(jen.Id("d").Dot("HasKeys").CallFunc(func(g *jen.Group) {
			for _, key := range v.Keys {
				g.Add(lit(key))
			}
		})).Block(jen.Return(e.variant(v)))
	}
}

// variant reads a value as one of the union's types.
func (e *emitter) variant(v *plan.Variant) *jen.Statement {
	switch {
	case v.Wrapper != "":
		return id(v.Wrapper).Call(e.read(v.Type))
	case v.Type.Form == plan.Model:
		return e.rest("ReadModelPtr").Types(e.typ(v.Type)).Call(jen.Id("d"))
	}
	return e.read(v.Type)
}

func isObject(v *plan.Variant) bool {
	kind := v.API.Type.Type.Kind
	return kind == api.Object || kind == api.Map || kind == api.Union
}

// kindOf is the runtime's name for the JSON a variant starts with.
func kindOf(v *plan.Variant) string {
	kind := v.API.Type.Type.Kind
	if kind == api.Enum {
		kind = v.API.Type.Type.MemberKind
	}
	switch kind {
	case api.Bool:
		return "KindBool"
	case api.List:
		return "KindArray"
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64, api.Decimal:
		return "KindNumber"
	}
	return "KindString"
}
