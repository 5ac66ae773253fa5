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
			t.Categories = append(t.Categories, pl.claimCodeName(t, "@category/", c.ID, c.Description, wanted))
		}
		for _, f := range t.API.Resolvers {
			word := style.Exported(f.ID)
			wanted := name + "Resolver" + word
			t.Resolvers = append(t.Resolvers, pl.claimCodeName(t, "@resolver/", f.ID, f.Description, wanted))
		}
		t.Captures = pl.captures(t.API)
		t.Source = pl.localePackage(t.API.Source)
	}
}

func (pl *planner) claimCodeName(t *CodeTable, role, id, doc string, wanted names.Ident) *CodeName {
	c := &CodeName{Value: id, Doc: doc}
	pl.modelsHome.scope.claim(tableKey(t.API, role+id), &c.Name, wanted, wanted+"Code")
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
	"UserMessage", "Advice", "In", "UserMessageIn", "AdviceIn", "IsKnown", "String",
}

func bindingKey(binding *Binding) string {
	return tableKey(binding.Table.API, "@bind/"+string(binding.API.Field.Origin.Pointer)+"/"+binding.API.Name)
}

// bindingsOf creates the accessors of a model.
func (pl *planner) bindingsOf(t *api.Type) []*Binding {
	var bindings []*Binding
	for _, table := range pl.tables {
		for i := range table.API.Bindings {
			if bound := &table.API.Bindings[i]; bound.Type == t {
				bindings = append(bindings, &Binding{API: bound, Table: table})
			}
		}
	}
	return bindings
}

// fillBindings sets the fields that the accessors read. It reports accessors
// whose property is not a model.
func (pl *planner) fillBindings() {
	for _, t := range pl.ordered {
		s := pl.structs[t]
		if s == nil {
			continue
		}
		s.Bindings = slices.DeleteFunc(s.Bindings, func(binding *Binding) bool {
			info := pl.structs[binding.API.Field.Type.Type]
			if info == nil || info.Type.Polymorphic {
				pl.diags.Errorf(binding.API.Origin.Pos, "bad-binding",
					"expected %s.%s to be a plain object; bind the table to a property whose value is a plain object",
					s.Name, binding.API.Field.Name)
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
