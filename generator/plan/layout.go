package plan

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/names"
)

// Layout: which declaration stands in which file of which package.

// layout lays the declarations out, one file for each type.
func (b *builder) layout() []*Package {
	main := &Package{Import: b.opt.Import, Name: b.opt.Package}
	files := &filer{pkg: main, taken: map[string]bool{exampleFile: true}}
	client := &Client{API: b.api, Package: b.opt.Package, BaseURL: b.api.BaseURL, UserAgent: b.opt.UserAgent, Root: b.root.builder}
	b.planSecurity(client)
	files.add("Client", client)
	for _, r := range b.resources {
		files.add(r.builder.Name, r.builder)
	}
	for _, t := range b.ordered {
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
		files.add(name, c)
	}
	for _, t := range b.tables {
		files.add(t.Name, t)
	}
	if examples := b.examples(main, client); len(examples.Examples) > 0 {
		main.Files = append(main.Files, &File{Name: exampleFile, Test: true, Decls: []Decl{examples}})
	}
	packages := append([]*Package{main}, b.locales()...)
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

// examples shows every call once.
func (b *builder) examples(pkg *Package, client *Client) *Examples {
	examples := &Examples{Package: pkg, Alias: pkg.Name, Client: client}
	if slices.Contains(exampleNames, pkg.Name) {
		examples.Alias += "sdk"
	}
	var walk func(chain []*Child, at *Builder)
	walk = func(chain []*Child, at *Builder) {
		for _, call := range at.Calls {
			examples.Examples = append(examples.Examples, &Example{Name: exampleName(at, call), Chain: chain, Owner: at, Call: call})
		}
		for _, child := range at.Children {
			walk(append(slices.Clone(chain), child), child.Builder)
		}
	}
	walk(nil, client.Root)
	return examples
}

// locales makes one package for each locale of the tables, and the one that
// knows them all.
func (b *builder) locales() []*Package {
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
		name := localePackage(locale)
		pkg := &Package{Import: b.localeImport(locale), Name: name, Dir: "locale/" + string(name), Files: []*File{{Name: "texts.go", Decls: []Decl{texts}}}}
		packages = append(packages, pkg)
		index.Packages = append(index.Packages, pkg)
		index.Tags = append(index.Tags, locale)
		if locale == b.tables[0].API.Source {
			index.Source = pkg
		}
	}
	all := &Package{Import: b.opt.Import + "/locale/" + allLocales, Name: allLocales, Dir: "locale/" + allLocales, Files: []*File{{Name: "all.go", Decls: []Decl{index}}}}
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
