package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// client prints the Client, New, and the methods that lead into the API.
func (e *emitter) client(c *plan.Client) []jen.Code {
	var out []jen.Code
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
	return append(out, e.builderMethods(c.Root)...)
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
