package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// generation is a line that compiles only with a runtime of the generation that
// the package needs.
func (e *emitter) generation() []jen.Code {
	return declare(
		doc(own("If rest.Generation2 is undefined, the runtime is older or newer than this package: generate both with the same version of fragen.")),
		jen.Const().Id("_").Op("=").Add(e.rest("Generation2")))
}

// client prints the Client, New, and the methods that lead into the API.
func (e *emitter) client(c *plan.Client) []jen.Code {
	out := e.generation()
	if c.BaseURL != "" {
		out = append(out, declare(
			doc(own("DefaultBaseURL is where the API lives unless rest.WithBaseURL says otherwise.")),
			jen.Const().Id("DefaultBaseURL").Op("=").Add(lit(c.BaseURL)),
		)...)
	}
	out = append(out, declare(
		doc(own("Client calls the API. Make one with New and keep it: it is safe for concurrent use and reuses connections.")),
		jen.Type().Id("Client").Struct(jen.Id("at").Add(e.rest("Resource"))),
	)...)
	out = append(out, e.newClient(c)...)
	if c.Tree != nil {
		out = append(out, declare(
			doc(own("Root is where all paths begin. The packages below start from it; a program starts with their functions.")),
			jen.Func().Params(jen.Id("c").Op("*").Id("Client")).Id("Root").Params().Add(e.rest("Resource")).Block(jen.Return(jen.Id("c").Dot("at"))),
		)...)
	}
	return append(out, e.builderMethods(c.Root)...)
}

// entry prints the functions that lead into the package of a path.
func (e *emitter) entry(x *plan.Entry) []jen.Code {
	out := e.generation()
	for _, c := range x.Children {
		client := jen.Id("client")
		params := append([]jen.Code{jen.Id("client").Op("*").Add(e.of(x.Client, "Client"))}, e.segmentParams(c)...)
		out = append(out, declare(e.wayDoc("/", c),
			jen.Func().Add(id(c.Method)).Params(params...).Add(id(c.Builder.Name)).Block(
				jen.Return(id(c.Builder.Name).Values(e.step(client.Dot("Root").Call(), c))),
			))...)
	}
	return out
}

func (e *emitter) newClient(c *plan.Client) []jen.Code {
	base := jen.Lit("")
	about := own("New returns a client of the API. It needs rest.WithBaseURL, as the description names no server. An error says which option is wrong.")
	if c.BaseURL != "" {
		base = jen.Id("DefaultBaseURL")
		about = own("New returns a client of the API, by default at DefaultBaseURL. An error says which option is wrong.")
	}
	return declare(doc(append([]paragraph{about}, clientSecurity(c)...)...),
		jen.Func().Id("New").Params(jen.Id("options").Op("...").Add(e.rest("Option"))).Params(jen.Op("*").Id("Client"), jen.Error()).Block(
			jen.List(jen.Id("client"), jen.Err()).Op(":=").Add(e.rest("NewClient")).Call(base, lit(c.UserAgent), jen.Id("options").Op("...")),
			jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
			jen.Return(jen.Op("&").Id("Client").Values(jen.Id("client").Dot("Root").Add(e.rootSecurity(c.Security))), jen.Nil()),
		))
}
