package generator_test

// This file checks the types of generated packages with go/types, without writing files
// or running the go command.

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/templates"
)

// typeChecker checks generated packages. It holds the packages of the standard library and
// of the runtime, which all outputs share. It is safe for concurrent use.
type typeChecker struct {
	mu     sync.Mutex // of std, which is not safe for concurrent use
	std    types.Importer
	shared map[string]*types.Package // packages of the runtime
}

// newTypeChecker returns the type checker.
func newTypeChecker(t *testing.T) *typeChecker {
	t.Helper()
	c, faults := runtimeTypes()
	if len(faults) > 0 {
		t.Fatalf("the runtime has type errors:\n%s", strings.Join(faults, "\n"))
	}
	return c
}

// runtimeTypes checks the packages of the runtime.
var runtimeTypes = sync.OnceValues(func() (*typeChecker, []string) {
	c := &typeChecker{std: importer.Default()}
	run := c.start()
	for _, f := range append(templates.Runtime(), templates.With(runtimeImport, templates.Packages()...)...) {
		run.add(path.Join("rest", f.Name), f.Data)
	}
	faults, _ := run.check()
	c.shared = run.packages
	return c, faults
})

// check returns the type errors of an output in a folder of the module, and its longest
// exported name.
func (c *typeChecker) check(folder string, out *output.Output) (faults []string, longest string) {
	run := c.start()
	for _, f := range out.Tree.Files() {
		if strings.HasSuffix(f.Name(), ".go") {
			run.add(path.Join(folder, f.Name()), f.Data)
		}
	}
	return run.check()
}

// typeRun is the check of one output. A package of examples has the import path of its
// package with the suffix "_test".
type typeRun struct {
	*typeChecker
	fset     *token.FileSet
	files    map[string][]*ast.File // by import path
	packages map[string]*types.Package
	faults   []string
}

func (c *typeChecker) start() *typeRun {
	return &typeRun{
		typeChecker: c, fset: token.NewFileSet(),
		files: map[string][]*ast.File{}, packages: map[string]*types.Package{},
	}
}

// add parses a file.
func (r *typeRun) add(name string, data []byte) {
	file, err := parser.ParseFile(r.fset, name, data, parser.SkipObjectResolution)
	if err != nil {
		r.faults = append(r.faults, err.Error())
		return
	}
	pkg := path.Join(moduleName, path.Dir(name))
	if strings.HasSuffix(file.Name.Name, "_test") {
		pkg += "_test"
	}
	r.files[pkg] = append(r.files[pkg], file)
}

// check checks all packages. It returns the errors and the longest exported name.
func (r *typeRun) check() (faults []string, longest string) {
	for name := range r.files {
		pkg, err := r.Import(name)
		if err != nil {
			r.faults = append(r.faults, err.Error())
			continue
		}
		if longer := longestName(pkg.Scope()); !strings.HasSuffix(name, "_test") && letters(longer) > letters(longest) {
			longest = longer
		}
	}
	return r.faults, longest
}

func letters(name string) int { return utf8.RuneCountInString(name) }

// longestName returns the longest exported name of a package, of its methods, and of its
// fields.
func longestName(scope *types.Scope) string {
	longest := ""
	add := func(o types.Object) {
		if o.Exported() && letters(o.Name()) > letters(longest) {
			longest = o.Name()
		}
	}
	for _, name := range scope.Names() {
		object := scope.Lookup(name)
		add(object)
		t, ok := object.Type().(*types.Named)
		if !ok {
			continue
		}
		for method := range t.Methods() {
			add(method)
		}
		if s, ok := t.Underlying().(*types.Struct); ok {
			for field := range s.Fields() {
				add(field)
			}
		}
	}
	return longest
}

// Import implements [types.Importer]. It checks a package of the output once.
func (r *typeRun) Import(name string) (*types.Package, error) {
	files, own := r.files[name]
	switch pkg := r.packages[name]; {
	case pkg != nil:
		return pkg, nil
	case r.shared[name] != nil:
		return r.shared[name], nil
	case !own && strings.HasPrefix(name, moduleName+"/"):
		return nil, fmt.Errorf("package %s does not exist", name)
	case !own:
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.std.Import(name)
	}
	config := types.Config{GoVersion: "go1.26", Importer: r, Error: func(err error) {
		r.faults = append(r.faults, "go/types: "+err.Error())
	}}
	pkg, _ := config.Check(name, r.fset, files, nil) // its error is the first one
	r.packages[name] = pkg
	return pkg, nil
}
