package gosdk

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// packageDoc is the comment of a package. It is in the file of the declaration
// that the package is about.
func (e *emitter) packageDoc(pkg *plan.Package, d plan.Decl) []string {
	switch d := d.(type) {
	case *plan.Client:
		return docLines(
			sentencef("Package %s is a client for %s.", pkg.Name, orThis(d.API.Title)),
			described(d.API.Description),
			sentencef("Start with [New]. %s If the service responds with an error, a call returns a [*rest.Error].",
				pathsDoc(d)))
	case *plan.Entry:
		return e.entryDoc(pkg, d)
	case *plan.Models:
		return docLines(sentencef("Package %s contains the request and response types of %s."+
			" A type that a single operation declares is in the package of that operation's path.",
			pkg.Name, orThis(d.API.Title)))
	case *plan.Fake:
		return docLines(
			sentencef("Package %s provides a fake of %s for tests.", pkg.Name, orThis(d.Client.API.Title)),
			fixed("Start with [New]. Set a hook for each operation whose response matters to the test."+
				" The other operations respond as the API description declares."+
				" See package resttest for recorded requests and injected faults."))
	case *plan.Texts:
		return docLines(sentencef("Package %s contains the result-code messages for the %s locale.",
			pkg.Name, d.Locale))
	case *plan.Locales:
		return docLines(sentencef("Package %s selects result-code messages by language tag at run time."+
			" It links all locales into the program. To link only one locale, import its package instead.",
			pkg.Name))
	}
	return nil
}

func generationDoc() []jen.Code {
	return about("If rest.Generation2 is undefined, the runtime is older or newer than this package." +
		" Generate both with the same version of fragen.")
}

// pathsDoc explains how methods correspond to paths.
func pathsDoc(c *plan.Client) string {
	switch {
	case c.Root.Operations && c.Tree == nil:
		return "Each operation is a method of [Client]."
	case c.Root.Operations:
		return "The first segment of a path is a package below this one. A function such as " + string(c.Tree[0].Name) +
			".New(client) returns the Client of that package, which has a method for each operation." +
			" Package models contains the request and response types."
	case c.Tree == nil:
		return "Methods mirror the API's paths: each path segment is a method on the result of the previous one."
	}
	return "Methods mirror the API's paths. The first segment of a path is a package below this one," +
		" and a path starts with a function of that package, such as " + string(c.Tree[0].Name) + ".New(client)." +
		" Each additional segment is a method on the result of the previous one." +
		" Package models contains the request and response types."
}

func (e *emitter) entryDoc(pkg *plan.Package, d *plan.Entry) []string {
	var paths []string
	for _, way := range d.Children {
		paths = append(paths, way.Builder.Path)
	}
	methods := "Each path segment is a method on the result of the previous one."
	if d.Children[0].Builder.Operations {
		methods = "Each operation is a method of [Client]."
	}
	return docLines(
		sentencef("Package %s contains the operations of %s below %s.",
			pkg.Name, orThis(d.API.Title), strings.Join(paths, " and ")),
		sentencef("Start with %s, which takes a client from package %s. "+methods+
			" Package models contains the types that several paths use.", link(d.Children[0].Method), d.Client.Name))
}

func orThis(title string) string {
	if strings.TrimSpace(title) == "" {
		return "this API"
	}
	return title
}
