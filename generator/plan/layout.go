package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/names"
)

// Layout: which declaration stands in which file of which package.

// layout lays the declarations out, one file for each type.
func (b *builder) layout() []*Package {
	main := &Package{Import: b.opt.Import, Name: b.opt.Package}
	files := &filer{pkg: main}
	client := &Client{API: b.api, Package: b.opt.Package, BaseURL: b.api.BaseURL, UserAgent: b.opt.UserAgent, Root: b.root.builder}
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
		files.add(b.namer.style.Exported(c.API.Name), c)
	}
	for _, t := range b.tables {
		files.add(t.Name, t)
	}
	if examples := b.examples(main, client); len(examples.Examples) > 0 {
		main.Files = append(main.Files, &File{Name: "example_test.go", Test: true, Decls: []Decl{examples}})
	}
	return append([]*Package{main}, b.locales()...)
}

// filer names the files of a package.
type filer struct {
	pkg *Package
}

func (f *filer) add(name names.Ident, decls ...Decl) {
	taken := func(file string) bool {
		return file == "example_test.go" || slices.ContainsFunc(f.pkg.Files, func(x *File) bool { return x.Name == file })
	}
	f.pkg.Files = append(f.pkg.Files, &File{Name: names.FileName(name, taken), Decls: decls})
}

// examples shows every call once.
func (b *builder) examples(pkg *Package, client *Client) *Examples {
	examples := &Examples{Package: pkg, Client: client}
	var walk func(chain []*Child, at *Builder)
	walk = func(chain []*Child, at *Builder) {
		for _, call := range at.Calls {
			examples.Examples = append(examples.Examples, &Example{Chain: chain, Owner: at, Call: call})
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
		name := names.Package(locale)
		pkg := &Package{Import: b.localeImport(locale), Name: name, Dir: "locale/" + string(name), Files: []*File{{Name: "texts.go", Decls: []Decl{texts}}}}
		packages = append(packages, pkg)
		index.Packages = append(index.Packages, pkg)
		index.Tags = append(index.Tags, locale)
		if locale == b.tables[0].API.Source {
			index.Source = pkg
		}
	}
	all := &Package{Import: b.opt.Import + "/locale/all", Name: "all", Dir: "locale/all", Files: []*File{{Name: "all.go", Decls: []Decl{index}}}}
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
