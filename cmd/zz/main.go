package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/generator/source"
)

func main() {
	spec, out, imp := os.Args[1], os.Args[2], os.Args[3]
	t0 := time.Now()
	data, err := os.ReadFile(spec)
	check(err)
	doc, d := source.Read(spec, data)
	fmt.Fprint(os.Stderr, d)
	sel := source.Selection{}
	if len(os.Args) > 4 {
		sel.Paths = []source.PathRule{{Glob: os.Args[4]}}
	}
	doc, _, d = doc.Slice(sel)
	fmt.Fprint(os.Stderr, d)
	o, d := openapi.Load(doc)
	fmt.Fprint(os.Stderr, d)
	cd, err := os.ReadFile("codes.yaml")
	check(err)
	tables, d := codes.Parse("codes.yaml", cd)
	fmt.Fprint(os.Stderr, d)
	a, d := lower.Lower(o, tables, lower.Options{OData: true, NumbersFromStrings: true, Locales: []string{"en", "de", "ru", "zh-Hans"}})
	fmt.Fprint(os.Stderr, d)
	t1 := time.Now()
	p, d := plan.Build(a, plan.Options{Package: names.Ident(filepath.Base(out)), Import: plan.ImportPath(imp + "/" + out), Runtime: plan.ImportPath(imp + "/generated/rest"), UserAgent: "fragen"})
	fmt.Fprint(os.Stderr, d)
	t2 := time.Now()
	files, err := gosdk.Render(p)
	check(err)
	t3 := time.Now()
	os.RemoveAll(out)
	for _, f := range files {
		check(os.MkdirAll(filepath.Dir(filepath.Join(out, f.Path)), 0o755))
		check(os.WriteFile(filepath.Join(out, f.Path), f.Data, 0o644))
	}
	fmt.Println(len(files), t1.Sub(t0), t2.Sub(t1), t3.Sub(t2))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
