package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans code tables: their types and constants, their lookup
// functions, and the accessors of the properties bound to them.

// tableKey returns the key in fragen.lock of a table or of one of its parts.
// Tables are not part of the API description, so the keys are not JSON pointers.
func tableKey(t *api.Table, rest string) string { return "codes:" + t.Domain + rest }

// claimTables claims the names of the tables. The names of their parts contain
// them.
func (pl *planner) claimTables() {
	for _, t := range pl.tables {
		name := pl.namer.style.Exported(t.API.Name)
		pl.modelsHome.scope.claim(tableKey(t.API, ""), &t.Name,
			name, name+"Code", pl.namer.style.Exported(t.API.Domain)+name)
	}
}

func (pl *planner) claimRows() {
	style := pl.namer.style
	for _, t := range pl.tables {
		name := t.Name
		lists := name + "s"
		t.RowsVar, t.IndexVar, t.PatternsVar = "rowsOf"+name, "indexOf"+name, "patternsOf"+name
		t.FurtherVar = "furtherCodesOf" + name
		pl.modelsHome.scope.claim(tableKey(t.API, "@id"), &t.ID, name+"ID", name+"CodeID")
		pl.modelsHome.scope.claim(tableKey(t.API, "@category"), &t.Category, name+"Category", name+"CodeCategory")
		pl.modelsHome.scope.claim(tableKey(t.API, "@resolver"), &t.Resolver, name+"Resolver", name+"CodeResolver")
		pl.modelsHome.scope.claim(tableKey(t.API, "@lookup"), &t.Lookup, "Lookup"+name, "Lookup"+name+"Code")
		pl.modelsHome.scope.claim(tableKey(t.API, "@list"), &t.List, lists, name+"List")
		var keys []string
		for _, c := range t.API.Codes {
			row := &CodeRow{API: c}
			word := style.Exported(c.ID)
			key := tableKey(t.API, "/"+c.ID)
			pl.modelsHome.scope.claim(key, &row.Name, name+word, name+"Code"+word)
			t.Rows = append(t.Rows, row)
			keys = append(keys, key)
		}
		for i, number := range pl.namer.number(keys, 1) {
			t.Rows[i].Number = number
		}
		for _, c := range t.API.Categories {
			word := style.Exported(c.ID)
			wanted := name + "Category" + word
			t.Categories = append(t.Categories, pl.claimCodeName(t, "@category/", c, wanted))
		}
		for _, f := range t.API.Resolvers {
			word := style.Exported(f.ID)
			wanted := name + "Resolver" + word
			t.Resolvers = append(t.Resolvers, pl.claimCodeName(t, "@resolver/", f, wanted))
		}
		t.linkRows()
		t.Captures = pl.captures(t.API)
		pl.claimFuncs(t)
		t.Source = pl.localePackage(t.API.Source)
	}
}

// linkRows connects the rows with their categories, their resolvers and the rows
// that replace them.
func (t *CodeTable) linkRows() {
	byValue := func(list []*CodeName) map[string]*CodeName {
		names := make(map[string]*CodeName, len(list))
		for _, name := range list {
			names[name.Value] = name
		}
		return names
	}
	categories, resolvers := byValue(t.Categories), byValue(t.Resolvers)
	rows := make(map[string]*CodeRow, len(t.Rows))
	for _, row := range t.Rows {
		rows[row.API.ID] = row
	}
	for _, row := range t.Rows {
		row.Category, row.Resolver = categories[row.API.Category], resolvers[row.API.ResolvedBy]
		row.ReplacedBy = rows[row.API.Successor]
	}
}

func (pl *planner) claimCodeName(t *CodeTable, role string, of api.Category, wanted names.Ident) *CodeName {
	c := &CodeName{Value: of.ID, Doc: of.Description, Described: of.Described}
	pl.modelsHome.scope.claim(tableKey(t.API, role+of.ID), &c.Name, wanted, wanted+"Code")
	return c
}

// captures returns the methods that return captured parts of codes, in the
// order of the table.
func (pl *planner) captures(t *api.Table) []*Capture {
	var captures []*Capture
	scope := pl.namer.scope("", rowMethods...)
	for _, c := range t.Codes {
		if c.Pattern == nil || c.Pattern.Capture == "" {
			continue
		}
		if slices.ContainsFunc(captures, func(x *Capture) bool { return x.Wire == c.Pattern.Capture }) {
			continue
		}
		capture := &Capture{Wire: c.Pattern.Capture}
		word := pl.namer.style.Exported(capture.Wire)
		scope.claimLocal(capture.Wire, &capture.Method, word, word+"Code")
		captures = append(captures, capture)
	}
	scope.resolve()
	return captures
}

// rowMethods are the methods that every row of a table has.
var rowMethods = []names.Ident{
	"ID", "Code", "Subcode", "Category", "Retryable", "ResolvedBy", "Link", "Deprecated", "ReplacedBy", "Message",
	"ServiceMessage", "UserMessage", "Advice", "In", "UserMessageIn", "AdviceIn", "IsKnown", "String",
}

// claimFuncs claims the names of a table's functions for errors.
func (pl *planner) claimFuncs(t *CodeTable) {
	for i := range t.API.Bindings {
		bound := &t.API.Bindings[i]
		if !bound.IsFunc() {
			continue
		}
		b := &Binding{API: bound, Table: t}
		word := pl.namer.style.Exported(bound.Name)
		pl.modelsHome.scope.claim(funcKey(b), &b.Method, word, word+t.Name, word+"Func")
		t.Funcs = append(t.Funcs, b)
	}
}

func funcKey(binding *Binding) string {
	return tableKey(binding.Table.API, "@func/"+binding.API.Name)
}

func bindingKey(binding *Binding) string {
	return tableKey(binding.Table.API, "@bind/"+string(binding.API.Field.Origin.Pointer)+"/"+binding.API.Name)
}

// bindingsOf creates the accessors of a model.
func (pl *planner) bindingsOf(t *api.Type) []*Binding {
	var bindings []*Binding
	for _, table := range pl.tables {
		for i := range table.API.Bindings {
			if bound := &table.API.Bindings[i]; !bound.IsFunc() && bound.Type == t {
				bindings = append(bindings, &Binding{API: bound, Table: table})
			}
		}
	}
	return bindings
}

// checkName reports a binding whose name another declaration has. The name is used as
// written in the table, unless fragen.lock or a rename has another one.
func (pl *planner) checkName(b *Binding, key, in string) {
	word := pl.namer.style.Exported(b.API.Name)
	_, renamed := pl.namer.renames[key]
	if renamed || b.Method == pl.namer.lock.names[key] || slices.Contains(names.Shorten(word), b.Method) {
		return
	}
	kind := "method"
	if b.API.IsFunc() {
		kind = "func"
	}
	pl.diags.Errorf(b.API.Origin.Pos, "name-conflict",
		"%s has several declarations with the name %s; choose a different name for %q", in, word, kind)
}

// fillBindings sets the fields that accessors and functions read. It leaves out
// those of polymorphic objects.
func (pl *planner) fillBindings() {
	for _, t := range pl.tables {
		for _, b := range t.Funcs {
			pl.checkName(b, funcKey(b), "the package")
		}
	}
	for _, t := range pl.ordered {
		if s := pl.structs[t]; s != nil {
			for _, b := range s.Bindings {
				pl.checkName(b, bindingKey(b), string(s.Name))
			}
			s.Bindings = slices.DeleteFunc(s.Bindings, func(b *Binding) bool { return !pl.fillBinding(b, s) })
		}
	}
	for _, t := range pl.tables {
		t.Funcs = slices.DeleteFunc(t.Funcs, func(b *Binding) bool {
			return b.API.Type != nil && !pl.fillBinding(b, pl.structs[b.API.Type])
		})
	}
}

// fillBinding sets the fields that b reads, beginning with those of s. It returns
// whether it could, and otherwise reports an error.
func (pl *planner) fillBinding(b *Binding, s *Struct) bool {
	b.Struct = s
	ok := false
	if b.Code, ok = pl.codePath(b, s, b.API.Code); ok {
		b.Subcode, ok = pl.codePath(b, s, b.API.Subcode)
	}
	if ok {
		b.Message, ok = pl.codePath(b, s, api.CodePlace{Path: b.API.Message})
	}
	return ok
}

// codePath returns the fields of a path, which begins in s.
func (pl *planner) codePath(b *Binding, s *Struct, place api.CodePlace) (path []*Field, ok bool) {
	for i, f := range place.Path {
		if s == nil || s.Type.Polymorphic && (i > 0 || b.API.IsFunc()) {
			of := "the body of the error"
			if i > 0 {
				of = string(path[i-1].API.Owner.Name()) + "." + path[i-1].API.Name
			}
			pl.diags.Errorf(b.API.Origin.Pos, "bad-binding",
				"expected %s to be a plain object; bind the table to a property whose value is a plain object", of)
			return nil, false
		}
		path = append(path, s.field(f.Name))
		s = pl.structs[f.Type.Type]
	}
	return path, true
}

// localePackage returns the package of a locale's messages.
func (pl *planner) localePackage(locale string) *Package {
	pkg := pl.locales[locale]
	if pkg == nil {
		name := localeName(locale)
		dir := localeDir + "/" + string(name)
		pkg = &Package{Import: pl.opt.Import + ImportPath("/"+dir), Name: name, Dir: dir}
		pl.locales[locale] = pkg
	}
	return pkg
}

// localeName returns the name of the package of a locale's messages. A locale
// named "all" gets another name, because package all contains every locale.
func localeName(locale string) names.Ident {
	if name := names.Package(locale); name != allLocales {
		return name
	}
	return allLocales + "texts"
}

const (
	localeDir  = "locale" // folder of all locale packages
	allLocales = "all"
)
