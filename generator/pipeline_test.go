package generator_test

// This file runs the whole pipeline on random descriptions and on random mutations of
// real ones, see mutate_test.go. A run must end without a panic. It gives errors with
// positions, or an output whose types are correct. After an addition to the description,
// a second run with the lock of the first preserves all names.
//
// FRAGEN_PIPELINE=30s tests seeds for this duration, and FRAGEN_LONG tests 20,000 seeds.
// FRAGEN_SEED is the first seed. FRAGEN_CORPUS names a folder of published descriptions
// whose smaller ones are mutated too.

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/edit"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// openFaults are seeds with a fault that is known and not fixed yet.
var openFaults = map[uint64]string{}

func TestPipeline(t *testing.T) {
	p := newPipeline(t)
	first, count, duration := pipelineSeeds(t)
	start := time.Now()
	var tested atomic.Int64
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			for duration == 0 || time.Since(start) < duration {
				n := tested.Add(1) - 1
				if n >= int64(count) {
					return
				}
				p.testSeed(t, first+uint64(n))
			}
		})
	}
	workers.Wait()
	outputs, seeds := p.outputs.Load(), min(tested.Load(), int64(count))
	t.Logf("%d seeds from %d, %d outputs, %d additions, in %v",
		seeds, first, outputs, p.additions.Load(), time.Since(start).Round(time.Millisecond))
	if seeds >= 10 && outputs < seeds/4 {
		t.Errorf("only %d of %d descriptions become an output", outputs, seeds)
	}
}

// testSeed reports the faults of a seed.
func (p *pipeline) testSeed(t *testing.T, seed uint64) {
	if fault := openFaults[seed]; fault != "" {
		t.Logf("seed %d is not tested: %s", seed, fault)
		return
	}
	if text, faults := p.test(seed); len(faults) > 0 {
		t.Errorf("seed %d:\n%s\n%s", seed, strings.Join(faults, "\n"), p.keep(t, seed, text))
	}
}

// TestPipelineCases runs the pipeline on descriptions that once caused a panic, did not
// end, or gave code with type errors.
func TestPipelineCases(t *testing.T) {
	p := &pipeline{types: newTypeChecker(t)}
	config := p.addConfig(t, "fake: true")
	inlineEnum := func(name, value string) string {
		return `{"name":"` + name + `","in":"query","schema":{"type":"string","enum":["` + value + `"]}}`
	}
	for name, text := range map[string]string{
		"a parameter twice": pathsOf(`"/a":{"get":{"parameters":[` + inlineEnum("q", "x") + "," + inlineEnum("q", "y") +
			`],"responses":{"204":{"description":"d"}}}}`),
		"a replaced parameter": pathsOf(`"/a":{"parameters":[` + inlineEnum("q", "x") + `],"get":{"parameters":[` +
			inlineEnum("q", "y") + `],"responses":{"204":{"description":"d"}}}}`),
		"a parameter in the path and in the query": pathsOf(`"/a?q={c}":{"get":{"parameters":[` + inlineEnum("q", "x") +
			`,{"name":"c","in":"path","required":true,"schema":{"type":"string"}}],"responses":{"204":{"description":"d"}}}}`),
		"a file that the service sets": schemasOf(
			`"A":{"type":"object","required":["f"],"properties":{"f":{"type":"string","format":"binary","readOnly":true}}}`),
		"a union of itself and any value": schemasOf(
			`"A":{"anyOf":[{"anyOf":[{"description":"any"},{"required":["b"],"maximum":1}]},{"$ref":"#/components/schemas/A"}]}`),
		"a union of itself with a discriminator and any value": schemasOf(`"A":{"anyOf":[{"discriminator":` +
			`{"propertyName":"type"},"oneOf":[{"$ref":"#/components/schemas/A"}]},{"format":"int64","nullable":true}]}`),
		"unions of each other": schemasOf(`"A":{"oneOf":[{"$ref":"#/components/schemas/B"},{"type":"string"}]},` +
			`"B":{"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"integer"}]}`),
		"a base type in a base type in a union": schemasOf(
			`"A":{"anyOf":[{"discriminator":{"propertyName":"a","mapping":{"b":"#/components/schemas/B"}}},{"type":"null"}]},` +
				`"B":{"discriminator":{"propertyName":"type","mapping":{"c":"C"}}},"C":{"discriminator":{"propertyName":"a"}}`),
		"events that are alternatives of each other": eventsInThemselves(6),
		"a response that is a body that refers to itself": `{"openapi":"3.0.3","info":{"title":"t","version":"1"},` +
			`"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/components/requestBodies/A"},"400":{"description":"d"}}},` +
			`"put":{"responses":{"204":{"description":"d"},"400":{"$ref":"#/components/requestBodies/B"}}}}},` +
			`"components":{"requestBodies":{"A":{"$ref":"#/components/requestBodies/A"},` +
			`"B":{"$ref":"#/components/requestBodies/C"},"C":{"$ref":"#/components/requestBodies/B"}}}}`,
		"a constant that its format does not hold": pathsOf(`"/a":{"post":{"requestBody":{"required":true,"content":{` +
			`"application/json":{"schema":{"const":1e300,"format":"int32"}}}},"responses":{"204":{"description":"d"}}}}`),
		"a schema without a name": schemasOf(`"":{"type":"object","properties":{"a":{"type":"string"}}}`),
		"a single alternative beside required": schemasOf(
			`"A":{"required":["a"],"anyOf":[{"type":"object","properties":{"a":{"type":"string"}}}]}`),
		"parts with alternatives": schemasOf(`"A":{"allOf":[{"oneOf":[` + `{"type":"string"},{"type":"integer"}]},` +
			`{"oneOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"object","properties":{"b":{"type":"string"}}}]}]}`),
	} {
		out, diags, err := p.generate(config, text, nil)
		if err != nil || out == nil {
			t.Errorf("%s: %v\n%v", name, err, diags)
			continue
		}
		if faults, _ := p.types.check("x", out); len(faults) > 0 {
			t.Errorf("%s:\n%s", name, strings.Join(faults, "\n"))
		}
	}
}

// eventsInThemselves returns a description of a stream whose events have n schemas. Each of
// them is an alternative of all.
func eventsInThemselves(n int) string {
	all := repeat(n, ",", `{"$ref":"#/components/schemas/S%d"}`)
	schemas := repeat(n, ",", `"S%d":{"anyOf":[`+all+`,{"type":"object","properties":{"data":{"type":"string"}}}]}`)
	return `{"openapi":"3.2.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{` +
		`"description":"d","content":{"text/event-stream":{"itemSchema":{"$ref":"#/components/schemas/S0"}}}}}}}},` +
		`"components":{"schemas":{` + schemas + `}}}`
}

// pipelineSeeds returns the first seed, the maximum number of seeds, and the duration of
// the test, which is 0 if only the number limits it.
func pipelineSeeds(t *testing.T) (first uint64, count int, duration time.Duration) {
	t.Helper()
	first, count = 1, 12
	var err error
	if text := os.Getenv("FRAGEN_SEED"); text != "" {
		if first, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if os.Getenv("FRAGEN_LONG") != "" {
		count = 20_000
	}
	if text := os.Getenv("FRAGEN_PIPELINE"); text != "" {
		if duration, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
		count = 1 << 30
	}
	return first, count, duration
}

// pipeline runs the generator in memory. It is safe for concurrent use.
type pipeline struct {
	types     *typeChecker
	seeds     []string // descriptions to mutate
	configs   []string // files named fragen.yaml, one for each kind of output
	outputs   atomic.Int64
	additions atomic.Int64
}

func newPipeline(t *testing.T) *pipeline {
	t.Helper()
	p := &pipeline{types: newTypeChecker(t), seeds: mutatedSeeds(t)}
	for _, options := range []string{
		"fake: true", "layout: tree", "naming: {calls: operations}, wire: {odata: true}",
		"layout: tree, naming: {calls: operations}", "naming: {initialisms: false}, wire: {numbersFromStrings: false}",
	} {
		p.configs = append(p.configs, p.addConfig(t, options))
	}
	return p
}

// addConfig writes a fragen.yaml whose target has the given options, and returns its
// name. The other lines are keys at the top.
func (p *pipeline) addConfig(t *testing.T, options string, lines ...string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), []byte("module "+moduleName+"/x\n\ngo 1.26\n"))
	text := "version: 1\nruntime: " + runtimeImport + "\n" + strings.Join(lines, "\n") +
		"\ntargets:\n  - {name: api, spec: openapi.yaml, out: api, select: {schemas: ['*']}, " + options + "}\n"
	write(t, filepath.Join(dir, "fragen.yaml"), []byte(text))
	return filepath.Join(dir, "fragen.yaml")
}

// test tests the description of a seed. It returns the description and the faults.
func (p *pipeline) test(seed uint64) (text string, faults []string) {
	random := rand.New(rand.NewPCG(seed, 29))
	m := mutator{random}
	text = m.description(p.seeds)
	file := p.configs[random.IntN(len(p.configs))]
	out, diags, err := p.generate(file, text, nil)
	switch {
	case err != nil:
		return text, []string{err.Error()}
	case out == nil:
		return text, errorFaults(diags)
	}
	p.outputs.Add(1)
	faults, _ = p.types.check("x", out)
	if len(faults) > 0 {
		return text, faults
	}
	return p.testAddition(random, file, text, out, diags.Len())
}

// testAddition adds an element to a description and compares the names, unless the
// number of diagnostics changes: an addition can make a part that fragen leaves out.
func (p *pipeline) testAddition(
	random *rand.Rand, file, text string, before *output.Output, diagsBefore int,
) (added string, faults []string) {
	kinds := slices.DeleteFunc(edit.Kinds(), func(k edit.Kind) bool {
		// A second alternative makes a union of a schema that had a type of its own.
		return k.Tables || !strings.HasPrefix(k.Name, "add-") || k.Name == "add-union-member"
	})
	kind := kinds[random.IntN(len(kinds))]
	added, made, err := kind.Apply(text, random.IntN)
	if err != nil || added == "" {
		return text, nil
	}
	lock, err := output.Decode(before.Texts())
	if err != nil {
		return text, []string{"cannot read the lock: " + err.Error()}
	}
	after, diags, err := p.generate(file, added, lock)
	switch {
	case err != nil:
		return added, []string{fmt.Sprintf("after %s: %v", made, err)}
	case after == nil:
		return added, errorFaults(diags)
	}
	p.additions.Add(1)
	if faults, _ = p.types.check("x", after); diags.Len() != diagsBefore {
		return added, faults
	}
	names := map[string]bool{}
	for _, s := range after.New.Target("api").Symbols {
		names[s.Name] = true
	}
	isEvent := isEventSchema(text, made.At)
	for _, s := range before.New.Target("api").Symbols {
		isEdited := strings.HasPrefix(s.Key, made.At) || // its kind of type may change
			isEvent && strings.Contains(s.Key, "text~1event-stream")
		if s.Name != "" && !names[s.Name] && !isEdited {
			faults = append(faults, fmt.Sprintf("%s loses the name %s of %s", made, s.Name, s.Key))
		}
	}
	return added, faults
}

// isEventSchema reports whether the schema at a pointer describes whole server-sent events.
// With another property, it describes only their data.
func isEventSchema(text, at string) bool {
	doc, _ := source.Read("openapi.yaml", []byte(text))
	properties := diag.Pointer(at).Child("properties")
	return doc != nil && (doc.Member(properties, "event") != nil || doc.Member(properties, "data") != nil)
}

// generate runs the generator on a description. A panic is an error.
func (p *pipeline) generate(
	file, text string, old *output.Manifest,
) (out *output.Output, diags *diag.List, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	cfg, diags := config.Load(file)
	if diags.HasErrors() {
		return nil, diags, nil
	}
	read := func(root, name string) (string, error) {
		switch filepath.Base(name) {
		case "openapi.yaml":
			return text, nil
		case "fragen.yaml":
			return generator.ReadDisk(root, name)
		}
		return "", fs.ErrNotExist
	}
	return generator.Generate(context.Background(), cfg, old, read, generator.Options{Jobs: 1})
}

// errorFaults returns the faults of the diagnostics of a run without an output.
func errorFaults(diags *diag.List) []string {
	var faults []string
	if !diags.HasErrors() {
		faults = append(faults, "there is neither an output nor an error")
	}
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error && d.Rule == "" {
			faults = append(faults, "no rule: "+d.String())
		}
	}
	return faults
}

// keep writes a description with a fault to a file that outlives the test, and returns
// its name.
func (p *pipeline) keep(t *testing.T, seed uint64, text string) string {
	t.Helper()
	file := filepath.Join(os.TempDir(), fmt.Sprintf("fragen-pipeline-%d.yaml", seed))
	write(t, file, []byte(text))
	return file
}
