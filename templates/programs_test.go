package templates

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// forGeneratedCode ends the comment of a name that programs do not need.
const forGeneratedCode = "t is for generated code" // "It is" or "…, and it is"

// A program's author finds the names for programs in the comment of package
// rest. Every other name says that it is for generated code.
func TestNamesForPrograms(t *testing.T) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, f := range Runtime() {
		file, err := parser.ParseFile(fset, f.Name, f.Data, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	pkg, err := doc.NewFromFiles(fset, files, origin)
	if err != nil {
		t.Fatal(err)
	}
	programs, _, _ := strings.Cut(pkg.Doc, "# For generated code")
	listed := 0
	check := func(name, comment string) {
		inList := strings.Contains(programs, "["+name+"]")
		if inList {
			listed++
		}
		if inList == strings.Contains(strings.Join(strings.Fields(comment), " "), forGeneratedCode) {
			t.Errorf("%s: list it in the package comment as a name for programs (it is listed: %t), "+
				"or end its comment with \"It is for generated code.\"", name, inList)
		}
	}
	checkFuncs := func(funcs []*doc.Func) {
		for _, f := range funcs {
			check(f.Name, f.Doc)
		}
	}
	checkFuncs(pkg.Funcs)
	for _, typ := range pkg.Types {
		check(typ.Name, typ.Doc)
		if strings.Contains(programs, "["+typ.Name+"]") && !slices.Contains(constructedFor, typ.Name) {
			continue // functions that return the type, such as NewDate, go with it
		}
		checkFuncs(typ.Funcs)
	}
	for _, value := range pkg.Consts {
		for _, name := range value.Names {
			check(name, value.Doc)
		}
	}
	if listed < 30 {
		t.Errorf("only %d names are listed for programs", listed)
	}
}

// constructedFor are types whose functions are listed one by one.
var constructedFor = []string{"Option", "RetryPolicy", "Texts"}
