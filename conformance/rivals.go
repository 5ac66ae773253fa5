package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator"
)

// This file runs other generators on the same descriptions. Their types for
// components decode and encode the same instances; calls are not compared, because
// each generator has its own form of them.

// rival is another generator.
type rival struct {
	args   []string // SPEC is replaced with the name of the description
	config string   // content of the file config.yaml
}

// rivals are the generators by name. Their settings let them accept as much as they
// can: oapi-codegen renames types whose names collide, and ogen leaves out the
// operations that it does not support.
var rivals = map[string]rival{
	"oapi-codegen": {
		args: []string{"-config", "config.yaml", "SPEC"},
		config: "package: sdk\noutput: sdk/sdk.go\ngenerate: {models: true, client: true}\n" +
			"output-options: {skip-prune: true, resolve-type-name-collisions: true}\n",
	},
	"ogen": {
		args: []string{"-clean", "-config", "config.yaml", "-package", "sdk", "-target", "sdk", "SPEC"},
		config: "generator:\n  ignore_not_implemented: [all]\n" +
			"  features: {disable_all: true, enable: [paths/client]}\n",
	},
}

// isRival reports whether the options select another generator.
func (o *options) isRival() bool { return o.tool != "" }

// checkTool checks the option -tool, whose value is NAME=PATH.
func (o *options) checkTool() error {
	name, path, _ := strings.Cut(o.tool, "=")
	if _, ok := rivals[name]; o.isRival() && (!ok || path == "") {
		return fmt.Errorf("-tool %s: expected NAME=PATH with one of the names %s",
			o.tool, strings.Join(slices.Sorted(maps.Keys(rivals)), ", "))
	}
	return nil
}

// explore plans fragen's SDK without writing it. The plan names the types that the
// instances are for.
func (p *project) explore(ctx context.Context) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v", e)
		}
	}()
	cfg, err := fragen.Load(filepath.Join(p.dir, "fragen.yaml"))
	if err != nil {
		return err
	}
	plans, diags, err := generator.Explore(ctx, cfg, nil, generator.Reader(cfg, nil))
	if err := errors.Join(err, diags.Err()); err != nil {
		return err
	}
	p.plan = &plans[0]
	return nil
}

// runTool generates a package with another generator.
func (p *project) runTool(ctx context.Context, option string) error {
	name, path, _ := strings.Cut(option, "=")
	if err := os.MkdirAll(filepath.Join(p.dir, "sdk"), 0o777); err != nil {
		return err
	}
	if err := p.write("config.yaml", []byte(rivals[name].config)); err != nil {
		return err
	}
	var args []string
	for _, arg := range rivals[name].args {
		args = append(args, strings.ReplaceAll(arg, "SPEC", p.main))
	}
	tool := exec.CommandContext(ctx, path, args...)
	tool.Dir = p.dir
	if out, err := tool.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// compileTool compiles the package of another generator with the driver. It removes
// the types that the package lacks from types.
func (p *project) compileTool(ctx context.Context, types map[string]string) error {
	names, err := declaredTypes(filepath.Join(p.dir, "sdk"))
	if err != nil {
		return err
	}
	maps.DeleteFunc(types, func(key, _ string) bool {
		component, ok := componentName(key)
		return !ok || names[plainName(component)] == ""
	})
	var b bytes.Buffer
	b.WriteString("func main() {\ndriver.Main(driver.SDK{Plain: true, Types: map[string]reflect.Type{\n")
	for _, key := range slices.Sorted(maps.Keys(types)) {
		component, _ := componentName(key)
		fmt.Fprintf(&b, "%q: reflect.TypeFor[sdk.%s](),\n", key, names[plainName(component)])
	}
	b.WriteString("}})\n}\n")
	imported := "\"example.com/project/sdk\""
	if len(types) == 0 {
		imported = "_ " + imported
	}
	header := "package main\n\nimport (\n\"reflect\"\n\n\"example.com/project/driver\"\n" + imported + "\n)\n\n"
	main, err := format.Source(append([]byte(header), b.Bytes()...))
	if err != nil {
		return err
	}
	if err := cmp.Or(p.writeDriver(), p.write("main.go", main)); err != nil {
		return err
	}
	return p.build(ctx, "-mod=mod")
}

// componentName returns the name of the component that the name of a task refers to.
func componentName(key string) (string, bool) {
	name, ok := strings.CutPrefix(strings.TrimSuffix(strings.TrimPrefix(key, "#"), "@any"), "/components/schemas/")
	return name, ok && !strings.Contains(name, "/")
}

// plainName returns a name in the form in which names of generators are compared.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
}

// declaredTypes returns the exported types of a package by their plain names.
func declaredTypes(dir string) (map[string]string, error) {
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range parsed.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range group.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && t.Name.IsExported() && t.TypeParams == nil {
					out[plainName(t.Name.Name)] = t.Name.Name
				}
			}
		}
		return nil
	})
	return out, err
}
