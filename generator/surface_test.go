package generator_test

// This file compares the exported symbols of generated code by syntax, without the go
// command: types, fields with their tags, methods and functions with the names of their
// arguments, constants with their values, and the unexported methods that make a type a
// member of a sealed interface. Comments and bodies are not compared.

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// surface maps each symbol to its declaration. A symbol is named as in fragen.lock,
// "Pet.Name", with the package before it unless it is that of the target: "de.Texts".
type surface map[string]string

// symbolChange is a symbol that was added, removed or changed.
type symbolChange struct {
	symbol        string
	before, after string // "" if the symbol does not exist
}

func (c symbolChange) String() string {
	return fmt.Sprintf("%s: %q became %q", c.symbol, c.before, c.after)
}

// changesOf returns the symbols that differ, sorted by name.
func changesOf(before, after surface) []symbolChange {
	all := maps.Clone(before)
	maps.Copy(all, after)
	var list []symbolChange
	for _, symbol := range slices.Sorted(maps.Keys(all)) {
		if before[symbol] != after[symbol] {
			list = append(list, symbolChange{symbol, before[symbol], after[symbol]})
		}
	}
	return list
}

// addFile adds the symbols of a Go file; target is the package name of its target. It
// skips tests.
func (s surface) addFile(name string, data []byte, target string) error {
	if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
		return nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	prefix := ""
	if file.Name.Name != target {
		prefix = file.Name.Name + "."
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			s.addFunc(prefix, d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				s.addSpec(prefix, d.Tok, spec)
			}
		}
	}
	return nil
}

func (s surface) addFunc(prefix string, d *ast.FuncDecl) {
	signature := types.ExprString(d.Type)
	if d.Recv == nil {
		if d.Name.IsExported() {
			s[prefix+d.Name.Name] = signature
		}
		return
	}
	receiver := types.ExprString(d.Recv.List[0].Type)
	if base := strings.TrimPrefix(receiver, "*"); ast.IsExported(base) {
		s[prefix+base+"."+d.Name.Name] = "(" + receiver + ") " + signature
	}
}

func (s surface) addSpec(prefix string, keyword token.Token, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			s.addType(prefix+spec.Name.Name, spec)
		}
	case *ast.ValueSpec:
		for i, name := range spec.Names {
			if !name.IsExported() {
				continue
			}
			text := keyword.String()
			if spec.Type != nil {
				text += " " + types.ExprString(spec.Type)
			}
			if i < len(spec.Values) {
				text += " = " + types.ExprString(spec.Values[i])
			}
			s[prefix+name.Name] = text
		}
	}
}

func (s surface) addType(name string, spec *ast.TypeSpec) {
	switch t := spec.Type.(type) {
	case *ast.StructType:
		s[name] = "type struct"
		s.addFields(name, t.Fields, false)
	case *ast.InterfaceType:
		s[name] = "type interface"
		s.addFields(name, t.Methods, true)
	default:
		s[name] = "type " + types.ExprString(t)
		if spec.Assign.IsValid() {
			s[name] = "type = " + types.ExprString(t)
		}
	}
}

// addFields adds the fields of a struct or the methods of an interface.
func (s surface) addFields(name string, list *ast.FieldList, unexported bool) {
	for _, field := range list.List {
		text := types.ExprString(field.Type)
		if field.Tag != nil {
			text += " " + field.Tag.Value
		}
		if len(field.Names) == 0 {
			s[name+"."+strings.TrimPrefix(types.ExprString(field.Type), "*")] = "embedded " + text
		}
		for _, id := range field.Names {
			if unexported || id.IsExported() {
				s[name+"."+id.Name] = text
			}
		}
	}
}

func TestSurface(t *testing.T) {
	const code = `package api
import "context"
// Pet is a pet.
type Pet struct {
	Name string ` + "`json:\"name\"`" + `
	rest.Base
	row int
}
type Any interface { Base() *Pet; isAny() }
type hidden struct { X int }
type Key = string
type Level int
const ( High Level = 1; low Level = 2 )
var Levels = []Level{High}
func (v *Pet) isAny() { panic("") }
func (b hidden) Get() {}
func (b Builder) Get(ctx context.Context, id string) (*Pet, error) { return nil, nil }
func New() {}
func helper() {}
`
	got := surface{}
	if err := got.addFile("api/pet.go", []byte(code), "api"); err != nil {
		t.Fatal(err)
	}
	want := surface{
		"Pet": "type struct", "Pet.Name": "string `json:\"name\"`", "Pet.rest.Base": "embedded rest.Base",
		"Pet.isAny": "(*Pet) func()", "Any": "type interface", "Any.Base": "func() *Pet", "Any.isAny": "func()",
		"Key": "type = string", "Level": "type int", "High": "const Level = 1", "Levels": "var = []Level{…}",
		"Builder.Get": "(Builder) func(ctx context.Context, id string) (*Pet, error)", "New": "func()",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	other := surface{}
	if err := other.addFile("api/de/texts.go", []byte("package de\nvar Texts int\n"), "api"); err != nil {
		t.Fatal(err)
	}
	changed := maps.Clone(want)
	delete(changed, "New")
	changed["Key"] = "type string"
	maps.Copy(changed, other)
	list := fmt.Sprint(changesOf(want, changed))
	if want := `[Key: "type = string" became "type string" New: "func()" became "" de.Texts: "" became "var int"]`; list != want {
		t.Errorf("got %s, want %s", list, want)
	}
}
