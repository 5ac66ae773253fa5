package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Code tables: the types and constants of a lookup, and the accessors of the
// properties it is bound to.

// tableKey is the place of a table, or of something in it, for fragen.lock:
// tables are no part of the description, so their keys are no JSON pointers.
func tableKey(t *api.Table, rest string) string { return "codes:" + t.Domain + rest }

// claimTables claims the names of the tables, which those of their parts are
// made of.
func (b *builder) claimTables() {
	for _, t := range b.tables {
		name := b.namer.style.Exported(t.API.Name)
		b.models.scope.claim(tableKey(t.API, ""), &t.Name, name, name+"Code", b.namer.style.Exported(t.API.Domain)+name)
	}
}

func (b *builder) claimRows() {
	style := b.namer.style
	for _, t := range b.tables {
		name := t.Name
		lists := name + "s"
		t.RowsVar, t.IndexVar, t.PatternsVar = "rowsOf"+name, "indexOf"+name, "patternsOf"+name
		b.models.scope.claim(tableKey(t.API, "@id"), &t.ID, name+"ID", name+"CodeID")
		b.models.scope.claim(tableKey(t.API, "@category"), &t.Category, name+"Category", name+"CodeCategory")
		b.models.scope.claim(tableKey(t.API, "@fixer"), &t.Fixer, name+"Fixer", name+"CodeFixer")
		b.models.scope.claim(tableKey(t.API, "@lookup"), &t.Lookup, "Lookup"+name, "Lookup"+name+"Code")
		b.models.scope.claim(tableKey(t.API, "@list"), &t.List, lists, name+"List")
		for _, c := range t.API.Codes {
			row := &CodeRow{API: c}
			word := style.Exported(c.ID)
			b.models.scope.claim(tableKey(t.API, "/"+c.ID), &row.Name, name+word, name+"Code"+word)
			t.Rows = append(t.Rows, row)
		}
		for _, c := range t.API.Categories {
			word := style.Exported(c.ID)
			t.Categories = append(t.Categories, b.claimCodeName(t, "@category/", c.ID, c.Description, name+"Category"+word))
		}
		for _, f := range t.API.Fixers {
			word := style.Exported(f.ID)
			t.Fixers = append(t.Fixers, b.claimCodeName(t, "@fixer/", f.ID, f.Description, name+"Fixer"+word))
		}
		t.Captures = b.captures(t.API)
		t.Source = b.localePackage(t.API.Source)
	}
}

func (b *builder) claimCodeName(t *CodeTable, role, id, doc string, wanted names.Ident) *CodeName {
	c := &CodeName{Value: id, Doc: doc}
	b.models.scope.claim(tableKey(t.API, role+id), &c.Name, wanted, wanted+"Code")
	return c
}

// captures are the methods that give what a pattern found, in the order of the
// table.
func (b *builder) captures(t *api.Table) []*Capture {
	var captures []*Capture
	scope := b.namer.scope("", "ID", "Code", "Subcode", "Category", "Retryable", "Fixer", "Link", "Deprecated", "ReplacedBy", "Message", "UserMessage", "Advice", "In", "UserMessageIn", "AdviceIn", "IsKnown", "String")
	for _, c := range t.Codes {
		if c.Pattern == nil || c.Pattern.Capture == "" || slices.ContainsFunc(captures, func(x *Capture) bool { return x.Wire == c.Pattern.Capture }) {
			continue
		}
		capture := &Capture{Wire: c.Pattern.Capture}
		word := b.namer.style.Exported(capture.Wire)
		scope.local(capture.Wire, &capture.Method, word, word+"Code")
		captures = append(captures, capture)
	}
	scope.resolve()
	return captures
}

func bindingKey(binding *Binding) string {
	return tableKey(binding.Table.API, "@bind/"+string(binding.API.Field.Origin.Pointer)+"/"+binding.API.Name)
}

// bindingsOf makes the accessors that a model gets.
func (b *builder) bindingsOf(t *api.Type) []*Binding {
	var bindings []*Binding
	for _, table := range b.tables {
		for i := range table.API.Bindings {
			if bound := &table.API.Bindings[i]; bound.Type == t {
				bindings = append(bindings, &Binding{API: bound, Table: table})
			}
		}
	}
	return bindings
}

// fillBindings finds the fields that the accessors read. The property's type
// must be a model.
func (b *builder) fillBindings() {
	for _, t := range b.ordered {
		s := b.structs[t]
		if s == nil {
			continue
		}
		s.Bindings = slices.DeleteFunc(s.Bindings, func(binding *Binding) bool {
			info := b.structs[binding.API.Field.Type.Type]
			if info == nil || info.Type.Polymorphic {
				b.diags.Errorf(binding.API.Origin.Pos, "bad-binding", "%s.%s is no plain object, so no code can be read from it: bind the table to a property that holds one", s.Name, binding.API.Field.Name)
				return true
			}
			binding.Field = s.field(binding.API.Field.Name)
			binding.Code = info.field(binding.API.Code.Name)
			if binding.API.Subcode != nil {
				binding.Subcode = info.field(binding.API.Subcode.Name)
			}
			return false
		})
	}
}

// localePackage is the package of a locale's texts.
func (b *builder) localePackage(locale string) *Package {
	pkg := b.locales[locale]
	if pkg == nil {
		name := localeName(locale)
		dir := localeDir + "/" + string(name)
		pkg = &Package{Import: b.opt.Import + ImportPath("/"+dir), Name: name, Dir: dir}
		b.locales[locale] = pkg
	}
	return pkg
}

// localeName names the package of a locale's texts. The language "all" gives
// way to the package that knows them all.
func localeName(locale string) names.Ident {
	if name := names.Package(locale); name != allLocales {
		return name
	}
	return allLocales + "texts"
}

const (
	localeDir  = "locale" // the folder of all locales
	allLocales = "all"
)
