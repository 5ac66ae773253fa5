package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/names"
)

// Layout: which declaration stands in which file of its package.

// layout lays the declarations out, one file for each type.
func (b *builder) layout() []*Package {
	client := &Client{API: b.api, Package: b.own.pkg, BaseURL: b.api.BaseURL, UserAgent: b.opt.UserAgent, Root: b.root.builder}
	b.planSecurity(client)
	b.own.files.add("Client", client)
	for _, h := range b.homes {
		if h.entry != nil {
			client.Tree = append(client.Tree, h.pkg)
			h.files.add("New", h.entry)
		}
	}
	for _, r := range b.resources {
		r.home.files.add(r.builder.Name, r.builder)
	}
	for _, t := range b.ordered {
		files := b.homeOf[t].files
		if e := b.enums[t]; e != nil {
			files.add(e.Name, e)
			continue
		}
		var decls []Decl
		if s := b.structs[t]; s != nil {
			decls = append(decls, s)
		}
		if u := b.unions[t]; u != nil {
			decls = append(decls, u)
		}
		files.add(*b.nameOf(t), decls...)
	}
	for _, c := range b.callbacks {
		name, _ := b.callbackNames(c.API)
		b.callbackHome(c.API).files.add(name, c)
	}
	for _, t := range b.tables {
		b.models.files.add(t.Name, t)
	}
	if b.models != b.own {
		b.models.files.add("Doc", &Models{API: b.api})
	}
	b.addExamples(client)
	return b.packages(client)
}

// packages lists those that hold something, the target's own first.
func (b *builder) packages(client *Client) []*Package {
	var packages []*Package
	for _, h := range b.homes {
		packages = append(packages, h.pkg)
	}
	packages = append(packages, b.localePackages()...)
	if b.fake != nil {
		packages = append(packages, b.fakePackage(client))
	}
	return packages
}

// filer names the files of a package.
type filer struct {
	pkg   *Package
	taken map[string]bool
}

func (f *filer) add(name names.Ident, decls ...Decl) {
	file := names.FileName(name, func(file string) bool { return f.taken[file] })
	f.taken[file] = true
	f.pkg.Files = append(f.pkg.Files, &File{Name: file, Decls: decls})
}

const exampleFile = "example_test.go"

// exampleNames are the variables and packages of an example, which the SDK's
// own package must not hide.
var exampleNames = []names.Ident{"client", "context", "ctx", "err", "fmt", "io", "log", "os", "rest", "result", "strings", "time"}

// exampleName ties an example to its method, as go doc wants it: Type_Method.
// It would take a type with a low line for something else, so there the
// example becomes one of the package.
func exampleName(at *Builder, call *Call) names.Ident {
	if strings.Contains(string(at.Name), "_") {
		return "Example_at" + at.Name + call.Method
	}
	return "Example" + at.Name + "_" + call.Method
}

// maxExamples is how many examples a package has at most. They are there to be
// read: more of them take time to vet and have nothing new to say.
const maxExamples = 200

// addExamples shows the calls of each package, those with the shortest ways
// first.
func (b *builder) addExamples(client *Client) {
	alias := b.own.pkg.Name
	if slices.Contains(exampleNames, alias) {
		alias += "sdk"
	}
	examples := map[*Package]*Examples{}
	for _, h := range b.homes {
		examples[h.pkg] = &Examples{Package: b.own.pkg, Alias: alias, Client: client}
	}
	b.walkCalls(func(r *resource, chain []*Child) {
		x := examples[r.home.pkg]
		for _, call := range r.builder.Calls {
			x.Examples = append(x.Examples, &Example{Name: exampleName(r.builder, call), Chain: chain, Owner: r.builder, Call: call})
		}
	})
	for _, h := range b.homes {
		x := examples[h.pkg]
		if len(x.Examples) > maxExamples {
			slices.SortStableFunc(x.Examples, func(a, b *Example) int { return cmp.Compare(len(a.Chain), len(b.Chain)) })
			x.Examples = x.Examples[:maxExamples]
		}
		if len(x.Examples) > 0 {
			h.pkg.Files = append(h.pkg.Files, &File{Name: exampleFile, Test: true, Decls: []Decl{x}})
		}
	}
}

// walkCalls visits every resource with the way that leads to it.
func (b *builder) walkCalls(visit func(r *resource, chain []*Child)) {
	var walk func(r *resource, chain []*Child)
	walk = func(r *resource, chain []*Child) {
		visit(r, chain)
		for _, child := range r.children {
			walk(child, append(slices.Clone(chain), child.way))
		}
	}
	walk(b.root, nil)
}

// localePackages makes one package for each locale of the tables, and the one that
// knows them all.
func (b *builder) localePackages() []*Package {
	if len(b.tables) == 0 {
		return nil
	}
	index := &Locales{}
	var packages []*Package
	for _, locale := range b.localeTags() {
		texts := &Texts{Locale: locale}
		for _, t := range b.tables {
			texts.Tables = append(texts.Tables, t.API)
		}
		pkg := b.localePackage(locale)
		pkg.Files = []*File{{Name: "texts.go", Decls: []Decl{texts}}}
		packages = append(packages, pkg)
		index.Packages = append(index.Packages, pkg)
		index.Tags = append(index.Tags, locale)
		if locale == b.tables[0].API.Source {
			index.Source = pkg
		}
	}
	dir := localeDir + "/" + allLocales
	all := &Package{Import: b.opt.Import + ImportPath("/"+dir), Name: allLocales, Dir: dir, Files: []*File{{Name: "all.go", Decls: []Decl{index}}}}
	return append(packages, all)
}

// localeTags lists the locales of all tables, each once.
func (b *builder) localeTags() []string {
	var tags []string
	for _, t := range b.tables {
		for _, locale := range t.API.Locales {
			if !slices.Contains(tags, locale) {
				tags = append(tags, locale)
			}
		}
	}
	return tags
}
