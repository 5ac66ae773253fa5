package gosdk

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strings"

	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// ExampleCode returns the bodies of a plan's examples by the call that each shows.
// They are taken from the rendered test files, so they are the code that compiles.
func ExampleCode(p *plan.Plan) (map[*plan.Call]string, error) {
	e, code := newEmitter(p), map[*plan.Call]string{}
	for _, pkg := range p.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				if x, ok := d.(*plan.Examples); ok {
					if err := e.exampleCode(pkg, file, x, code); err != nil {
						return nil, fmt.Errorf("internal: examples of %s: %w", pkg.Import, err)
					}
				}
			}
		}
	}
	return code, nil
}

func (e *emitter) exampleCode(pkg *plan.Package, file *plan.File, x *plan.Examples, code map[*plan.Call]string) error {
	source, err := e.renderFile(pkg, file)
	if err != nil {
		return err
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file.Name, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	bodies := map[names.Ident]string{}
	for _, decl := range tree.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			from, to := fn.Body.Lbrace-tree.FileStart+1, fn.Body.Rbrace-tree.FileStart
			body := strings.ReplaceAll(string(source[from:to]), "\n\t", "\n")
			bodies[names.Ident(fn.Name.Name)] = strings.TrimSpace(body) + "\n"
		}
	}
	for _, example := range x.Examples {
		code[example.Call] = bodies[example.Name]
	}
	return nil
}
