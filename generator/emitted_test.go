package generator

// This file measures how much of published descriptions becomes an SDK: the share of
// documents, of operations and of operations without a part that is left out. A table in
// docs/conformance.md counts the parts by rule, see left_out_table_test.go. It stops before
// rendering, so it takes seconds. The
// environment variable FRAGEN_CORPUS names a folder with openapi/*.json and, optionally,
// vendors/*: files, or folders whose file MAIN names the first file. FRAGEN_CORPUS_ONLY
// restricts it to paths that contain a text and prints their diagnostics.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/generator/source"
)

// measure is the result of one description.
type measure struct {
	file    string
	planned bool // the description becomes an SDK
	total   int  // operations of the description
	emitted int  // operations of the SDK
	leftOut []api.LeftOut
	errors  []string // rules of the errors
	whole   int      // operations without a part that is left out, or -1 if unknown
	text    string   // diagnostics

	ambiguous int      // warnings of ambiguous unions
	separable []string // those that are wrong, see ambiguous_test.go
}

// corpusSet is the results of a folder of the corpus.
type corpusSet struct {
	name    string
	results []measure
}

func TestEmitted(t *testing.T) {
	var all []measure
	for _, set := range measureCorpus(t) {
		printMeasures(t, set.name, set.results)
		all = append(all, set.results...)
	}
	if os.Getenv("FRAGEN_CORPUS_ONLY") == "" {
		checkLeftOutTable(t, all)
	}
}

// measuredSets is the result of measureCorpus, which several tests use.
var measuredSets []corpusSet

// measureCorpus plans the SDKs of all descriptions once.
func measureCorpus(t *testing.T) []corpusSet {
	t.Helper()
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: the corpus of published descriptions is NOT measured")
	}
	if measuredSets != nil {
		return measuredSets
	}
	for _, set := range []string{"openapi", "vendors"} {
		specs := DescriptionsIn(t, filepath.Join(dir, set))
		results := make([]measure, len(specs))
		var wait sync.WaitGroup
		slots := make(chan bool, runtime.NumCPU())
		for i, spec := range specs {
			slots <- true
			wait.Go(func() {
				results[i] = measureSpec(spec)
				<-slots
			})
		}
		wait.Wait()
		measuredSets = append(measuredSets, corpusSet{set, results})
	}
	return measuredSets
}

// DescriptionsIn returns the main files of the descriptions in a folder.
func DescriptionsIn(t *testing.T, dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Logf("%s is not measured: %v", dir, err)
	}
	var specs []string
	for _, e := range entries {
		file := filepath.Join(dir, e.Name())
		if e.IsDir() {
			data, err := os.ReadFile(filepath.Join(file, "MAIN"))
			if err != nil {
				continue
			}
			file = filepath.Join(file, strings.TrimSpace(string(data)))
		}
		if strings.Contains(file, os.Getenv("FRAGEN_CORPUS_ONLY")) {
			specs = append(specs, file)
		}
	}
	return specs
}

// measureSpec plans the SDK of a description. A panic counts as the error of a rule
// "panic".
func measureSpec(spec string) (m measure) {
	m.file = spec
	defer func() {
		if p := recover(); p != nil {
			m.planned, m.errors = false, []string{"panic"}
			m.text += fmt.Sprint(p)
		}
	}()
	yaml := "version: 1\ngo: \"1.25\"\nruntime: example.com/rest\ntargets:\n  - {name: api, spec: " +
		filepath.Base(spec) + ", out: api}\n"
	cfg, _ := config.Parse(filepath.Join(filepath.Dir(spec), "fragen.yaml"), []byte(yaml))
	in := newInputs(cfg, func(root, name string) (string, error) {
		if filepath.Base(name) == "fragen.yaml" {
			return yaml, nil
		}
		return output.ReadText(filepath.Join(root, name))
	})
	target := &cfg.Targets[0]
	doc := in.document(target)
	m.total = countAll(spec)
	if doc != nil {
		ir, diags := lower.Lower(doc, nil, lowerOptions(target, nil))
		in.diags.Merge(diags)
		in.reportLeftOut(target, ir, nil)
		if !in.diags.HasErrors() {
			p, diags := plan.Build(ir, plan.Options{
				Package: "api", Import: "example.com/api", Runtime: "example.com/rest",
				Style: names.Style{Initialisms: true},
			})
			m.ambiguous, m.separable = checkAmbiguous(doc, p, diags)
			in.diags.Merge(diags)
		}
		m.emitted = len(ir.Operations)
		m.whole = m.emitted - len(degradedOperations(ir))
		m.leftOut = ir.LeftOut
	}
	m.planned = !in.diags.HasErrors()
	if !m.planned {
		m.emitted, m.whole, m.leftOut = 0, 0, nil
	}
	for _, d := range in.diags.Sorted() {
		m.text += d.String() + "\n"
		if d.Severity == diag.Error {
			m.errors = append(m.errors, d.Rule)
		}
	}
	return m
}

// countAll returns the number of operations of a description, without webhooks.
func countAll(spec string) int {
	text, err := output.ReadText(spec)
	if err != nil {
		return 0
	}
	doc, _ := source.Open(spec, text)
	if doc == nil {
		return 0
	}
	if gathered, _ := doc.Gather(filepath.Base(spec), func(name string) (string, string, error) {
		file := filepath.Join(filepath.Dir(spec), name)
		text, err := output.ReadText(file)
		return file, text, err
	}); gathered != nil {
		doc = gathered
	}
	n := 0
	for _, o := range doc.Operations() {
		if !strings.HasPrefix(o.Path, "webhooks/") {
			n++
		}
	}
	return n
}

// degradedOperations returns the operations in which a part is left out. A part of a
// component counts for every operation that uses a type in it.
func degradedOperations(ir *api.API) map[*api.Operation]bool {
	components := map[string]bool{}
	degraded := map[*api.Operation]bool{}
	for _, part := range ir.LeftOut {
		tokens := part.Origin.Pointer.Tokens()
		if len(tokens) > 2 && tokens[0] == "components" {
			components[strings.Join(tokens[1:3], " ")] = true
		}
		for _, o := range ir.Operations {
			if strings.HasPrefix(string(part.Origin.Pointer), string(o.Origin.Pointer)+"/") {
				degraded[o] = true
			}
		}
	}
	for _, o := range ir.Operations {
		seen := map[*api.Type]bool{}
		eachType(o, func(t *api.Type) { markTypes(t, seen) })
		for used := range seen {
			if tokens := used.Origin.Pointer.Tokens(); len(tokens) > 2 && components[strings.Join(tokens[1:3], " ")] {
				degraded[o] = true
			}
		}
	}
	return degraded
}

// eachType calls visit for the types that an operation mentions.
func eachType(o *api.Operation, visit func(*api.Type)) {
	for _, p := range o.Params {
		visit(p.Type.Type)
	}
	for _, b := range append(slices.Clone(o.OtherBodies), o.Body) {
		if b != nil {
			visit(b.Type.Type)
		}
	}
	for _, r := range slices.Concat(o.Success, o.Errors) {
		for _, c := range append(slices.Clone(r.OtherContents), r.Content) {
			if c.Type != nil {
				visit(c.Type.Type)
			}
		}
	}
}

// markTypes adds t and the types in it to seen.
func markTypes(t *api.Type, seen map[*api.Type]bool) {
	if t == nil || seen[t] {
		return
	}
	seen[t] = true
	if t.Elem != nil {
		markTypes(t.Elem.Type, seen)
	}
	for _, f := range t.Fields {
		markTypes(f.Type.Type, seen)
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		markTypes(v.Type.Type, seen)
	}
}

// printMeasures prints the shares and the errors.
func printMeasures(t *testing.T, set string, results []measure) {
	planned, total, emitted, whole := 0, 0, 0, 0
	for _, m := range results {
		if m.planned {
			planned++
		}
		total, emitted, whole = total+m.total, emitted+m.emitted, whole+m.whole
		for _, part := range m.leftOut {
			t.Logf("%s:\n    %s [%s]", filepath.Base(m.file), part.Message(), part.Rule)
		}
		if len(m.errors) > 0 || os.Getenv("FRAGEN_CORPUS_ONLY") != "" {
			t.Logf("%s: %v\n%s", filepath.Base(m.file), m.errors, m.text)
		}
	}
	share := func(n, of int) string {
		return fmt.Sprintf("%d of %d (%.2f %%)", n, of, 100*float64(n)/float64(max(of, 1)))
	}
	t.Logf("%s: %s documents become an SDK, %s operations are emitted, %s whole", set,
		share(planned, len(results)), share(emitted, total), share(whole, total))
}
