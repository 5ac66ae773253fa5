package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file assigns the declarations to files.

// layout assigns the declarations to files, one file for each type, and returns
// the packages.
func (pl *planner) layout() []*Package {
	client := &Client{
		API: pl.api, Package: pl.clientHome.pkg, Root: pl.root.builder,
		BaseURL: pl.api.BaseURL, UserAgent: pl.opt.UserAgent, Custom: pl.custom,
	}
	if len(pl.servers) > 1 || slices.ContainsFunc(pl.servers, func(s *Server) bool {
		return s.Name != "" || len(s.API.Variables) > 0
	}) {
		client.Servers, client.Server = pl.servers, pl.serverOf(pl.api.Server)
	}
	pl.planSecurity(client)
	pl.planErrors(client)
	pl.clientHome.files.add("Client", client)
	for _, h := range pl.homes {
		if h.entry != nil {
			client.Tree = append(client.Tree, h.pkg)
			h.files.add("New", h.entry)
		}
	}
	for _, r := range pl.resources {
		r.home.files.add(r.builder.Name, r.builder)
	}
	pl.addMethods()
	for _, t := range pl.ordered {
		if pl.aliasOf[t] != nil {
			continue
		}
		files := pl.homeOf[t].files
		if e := pl.enums[t]; e != nil {
			files.add(e.Name, e)
			continue
		}
		if c := pl.collections[t]; c != nil {
			files.add(c.Name, c)
			continue
		}
		var decls []Decl
		if s := pl.structs[t]; s != nil {
			decls = append(decls, s)
		}
		if u := pl.unions[t]; u != nil {
			decls = append(decls, u)
		}
		files.add(*pl.nameOf(t), decls...)
	}
	for _, c := range pl.callbacks {
		name, _ := pl.callbackNames(c.API)
		pl.callbackHome(c.API).files.add(name, c)
	}
	for _, t := range pl.tables {
		pl.modelsHome.files.add(t.Name, t)
	}
	if pl.headers != nil {
		pl.modelsHome.files.add(pl.headers.Name, pl.headers)
	}
	pl.addAliases()
	if pl.modelsHome != pl.clientHome {
		pl.modelsHome.files.add("Doc", &Models{API: pl.api})
	}
	pl.addExamples(client)
	return pl.packages(client)
}

// addMethods adds a file for each operation that is a method of a client.
func (pl *planner) addMethods() {
	for _, r := range pl.allResources() {
		if !r.builder.Operations {
			continue
		}
		for _, call := range r.calls {
			method := &Method{Client: r.builder, Calls: append([]*Call{call}, call.Alternatives...)}
			r.home.files.add(call.base, method)
		}
	}
}

// addAliases adds a file to each package with aliases.
func (pl *planner) addAliases() {
	aliases := map[*home]*Aliases{}
	for _, t := range sorted(pl.ordered, func(t *api.Type) string { return string(*pl.nameOf(t)) }) {
		if pl.aliasOf[t] == nil {
			continue
		}
		h := pl.homeOf[t]
		if aliases[h] == nil {
			aliases[h] = &Aliases{}
		}
		switch list := aliases[h]; {
		case pl.enums[t] != nil:
			list.Enums = append(list.Enums, pl.enums[t])
		case pl.unions[t] != nil:
			list.Unions = append(list.Unions, pl.unions[t])
		default:
			list.Structs = append(list.Structs, pl.structs[t])
		}
	}
	for _, h := range pl.homes {
		if list := aliases[h]; list != nil {
			h.files.add("Aliases", list)
		}
	}
}

// packages returns all packages, the target's own first.
func (pl *planner) packages(client *Client) []*Package {
	var packages []*Package
	for _, h := range pl.homes {
		packages = append(packages, h.pkg)
	}
	packages = append(packages, pl.localePackages()...)
	if pl.fake != nil {
		packages = append(packages, pl.fakePackage(client))
	}
	return packages
}

// fileNamer names the files of a package.
type fileNamer struct {
	pkg   *Package
	taken map[string]bool
}

func (f *fileNamer) add(name names.Ident, decls ...Decl) {
	file := names.FileName(name, func(file string) bool { return f.taken[file] })
	f.taken[file] = true
	f.pkg.Files = append(f.pkg.Files, &File{Name: file, Decls: decls})
}

const exampleFile = "example_test.go"

// exampleNames are the variables and packages used in examples. The name of the
// SDK's own package must not shadow them.
var exampleNames = []names.Ident{
	"client", "context", "ctx", "data", "err", "fmt", "io", "json", "log", "os", "rest", "result", "strings", "time",
}

// exampleName returns the name of a call's example, Example<Type>_<Method>. If
// the name of the type or method contains an underscore, go vet would misread
// that form, so the example belongs to the package instead:
//
//	type Client, method Get      ->  ExampleClient_Get
//	type Client, method GetV1_0  ->  Example_atClient_GetV1_0
func exampleName(at *Builder, call *Call) names.Ident {
	if strings.Contains(string(at.Name+call.Method), "_") {
		return "Example_at" + at.Name + "_" + call.Method
	}
	return "Example" + at.Name + "_" + call.Method
}

// maxExamples is the maximum number of examples in a package. More of them add
// vet time and show nothing new.
const maxExamples = 200

// addExamples adds an example for each call of a package, shortest call chains
// first, up to maxExamples.
func (pl *planner) addExamples(client *Client) {
	alias := pl.clientHome.pkg.Name
	if slices.Contains(exampleNames, alias) {
		alias += "sdk"
	}
	examples := map[*Package]*Examples{}
	for _, h := range pl.homes {
		examples[h.pkg] = &Examples{Package: pl.clientHome.pkg, Alias: alias, Client: client}
	}
	pl.walkCalls(func(r *resource) {
		x := examples[r.home.pkg]
		for _, call := range r.builder.Calls {
			example := &Example{Name: exampleName(r.builder, call), Owner: r.builder, Call: call}
			x.Examples = append(x.Examples, example)
		}
	})
	for _, h := range pl.homes {
		x := examples[h.pkg]
		if len(x.Examples) > maxExamples {
			slices.SortStableFunc(x.Examples, func(a, b *Example) int {
				return cmp.Compare(len(a.Call.Chain), len(b.Call.Chain))
			})
			x.Examples = x.Examples[:maxExamples]
		}
		if len(x.Examples) > 0 {
			h.pkg.Files = append(h.pkg.Files, &File{Name: exampleFile, Test: true, Decls: []Decl{x}})
		}
	}
}

// walkCalls visits every resource. Parents come before their children.
func (pl *planner) walkCalls(visit func(r *resource)) {
	var walk func(r *resource)
	walk = func(r *resource) {
		visit(r)
		for _, child := range r.children {
			walk(child)
		}
	}
	walk(pl.root)
}

// localePackages creates a package for each locale of the tables and the
// package all, which imports every one of them.
func (pl *planner) localePackages() []*Package {
	if len(pl.tables) == 0 {
		return nil
	}
	index := &Locales{}
	var packages []*Package
	for _, locale := range pl.localeTags() {
		texts := &Texts{Locale: locale, Tables: pl.tables}
		pkg := pl.localePackage(locale)
		pkg.Files = []*File{{Name: "texts.go", Decls: []Decl{texts}}}
		packages = append(packages, pkg)
		index.Packages = append(index.Packages, pkg)
		index.Tags = append(index.Tags, locale)
		if locale == pl.tables[0].API.Source {
			index.Source = pkg
		}
	}
	dir := localeDir + "/" + allLocales
	files := []*File{{Name: "all.go", Decls: []Decl{index}}}
	all := &Package{Import: pl.opt.Import + ImportPath("/"+dir), Name: allLocales, Dir: dir, Files: files}
	return append(packages, all)
}

// localeTags returns the locales of all tables without duplicates.
func (pl *planner) localeTags() []string {
	var tags []string
	for _, t := range pl.tables {
		for _, locale := range t.API.Locales {
			if !slices.Contains(tags, locale) {
				tags = append(tags, locale)
			}
		}
	}
	return tags
}
