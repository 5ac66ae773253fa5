package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/plan"
)

// timeLimit is the time for one description.
const timeLimit = time.Hour

// measure returns the result of a description, from the cache if possible.
func measure(ctx context.Context, o *options, d description, version string) *Result {
	start := time.Now()
	r := &Result{Name: d.Name, Features: map[string]Tally{}}
	files, main, err := d.files()
	if err != nil {
		r.Error = err.Error()
		return r
	}
	file := o.cacheFile(version, hashFiles(files))
	if known := stored(file); known != nil && !o.fresh && !o.keep {
		return known
	}
	dir := filepath.Join(o.cache, "projects", regexp.MustCompile(`\W+`).ReplaceAllString(d.Name, "_"))
	err = os.RemoveAll(dir)
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, timeLimit)
		err = r.measure(ctx, o, dir, files, main)
		cancel()
	}
	if err != nil {
		r.Error = shorten(err.Error())
	}
	if !o.keep {
		err = os.RemoveAll(dir)
	}
	r.Seconds = time.Since(start).Seconds()
	if err := cmp.Or(err, store(file, r)); err != nil {
		fmt.Fprintln(os.Stderr, "conformance: storing the result:", err)
	}
	return r
}

// measure runs the stages. The error is that of the first stage that failed.
func (r *Result) measure(ctx context.Context, o *options, dir string, files map[string][]byte, main string) error {
	p, err := newProject(dir, files, main, o.examples)
	if err != nil {
		return err
	}
	switch {
	case o.isRival():
		err = p.runTool(ctx, o.tool)
	case !o.examples: // those are collected first
		err = p.generate(ctx)
	}
	if err := cmp.Or(err, p.explore(ctx)); err != nil {
		return err
	}
	r.Stage = "generated"
	r.Operations = len(p.plan.Plan.API.Operations)
	doc, diags := openapi.Load(p.plan.Document.Source, nil, diag.Limits{}) // the generator may have changed its own copy
	if err := diags.Err(); err != nil {
		return err
	}
	run := &measurement{
		Result: r, doc: doc.T, source: instance.NewDocument(doc.T), plan: p.plan.Plan, onlyExamples: o.examples,
	}
	run.validator, err = newValidator(doc)
	if err != nil {
		return err
	}
	if run.raw, err = newRawDocument(doc); err != nil {
		return err
	}
	dropIgnoredHeaders(doc.T)
	run.addTypes()
	switch {
	case o.examples:
		return run.measureExamples(ctx, p)
	case o.isRival():
		err = p.compileTool(ctx, run.types)
		run.Types = len(run.types)
	default:
		err = p.compile(ctx, run.types, run.decoders)
	}
	if err != nil {
		return err
	}
	r.Stage = "compiled"
	if !o.isRival() {
		run.addCalls()
	}
	if err := run.execute(ctx, p.dir); err != nil {
		return err
	}
	r.Stage = "run"
	return nil
}

// measurement is the state of the measurement of one description.
type measurement struct {
	*Result
	doc       *openapi3.T
	source    *instance.Document
	raw       rawDocument
	plan      planned
	validator *validator
	types     map[string]string // Go types by the name of their tasks
	decoders  []string          // functions of the SDK
	unions    map[string]*plan.Union
	producers []func() // add the tasks of one type or call each
	inner     []func() // add the examples inside of types, after all others
	seen      map[exampleKey]bool
	program   *program
	waiting   []waitingTask // if only examples are measured: tasks of the program to compile
	exercised map[instance.Target]bool

	onlyExamples bool
}

// testCase is the expectation of a task.
type testCase struct {
	kind      string // "instance", "example" or "call"
	where     string
	schema    *openapi3.Schema
	input     []byte // JSON; of a call, the response
	place     place  // of an example: input is a part of the JSON of the task
	features  []string
	hits      []instance.Target
	call      *callCase // of a call
	unchecked bool      // kin-openapi cannot validate the schema
}

// later adds a function that adds tasks. It runs when the SDK is compiled.
func (m *measurement) later(produce func()) { m.producers = append(m.producers, produce) }

// addTask sends a task to the program and judges the outcomes that have arrived. So only a
// few tasks are in memory at a time.
func (m *measurement) addTask(task *driver.Task, c *testCase) {
	if m.program == nil {
		m.waiting = append(m.waiting, waitingTask{task, c})
		return
	}
	m.program.send(task, c)
	m.judgeAll(m.program.received())
}

// execute runs all tasks and judges their outcomes.
func (m *measurement) execute(ctx context.Context, dir string) error {
	server := httptest.NewServer(m)
	defer server.Close()
	var err error
	m.program, err = start(ctx, filepath.Join(dir, "program"), server.URL+rootPath)
	if err != nil {
		return err
	}
	for _, produce := range m.producers {
		if m.program.failed() {
			break
		}
		produce()
	}
	err = m.program.finish()
	m.judgeAll(m.program.received())
	m.Exercised = 0
	for _, exercised := range m.exercised {
		m.Exercised += count(exercised)
	}
	return err
}

// judgeAll judges outcomes.
func (m *measurement) judgeAll(outcomes []driver.Outcome) {
	for i := range outcomes {
		if c := m.program.take(outcomes[i].ID); c != nil {
			m.judge(c, &outcomes[i])
		}
	}
}

// judge compares an outcome with the expectation.
func (m *measurement) judge(c *testCase, outcome *driver.Outcome) {
	if c.kind == "call" {
		m.judgeCall(c, outcome)
		return
	}
	reason, output := outcome.Error, c.place.value(outcome.JSON)
	if reason == "" {
		reason = difference(c.input, output)
	}
	if reason == "" && !c.unchecked && !bytes.Equal(c.input, output) {
		if err := m.validator.check(c.schema, output); err != nil {
			reason = "output does not fit the schema: " + firstLine(err.Error())
		}
	}
	for _, choice := range outcome.Choices {
		reason = cmp.Or(reason, m.wrongChoice(&choice))
	}
	good := reason == ""
	if !good {
		m.fail(Failure{c.kind, c.where, reason, string(c.input), string(output)})
	}
	if c.kind == "example" {
		m.Examples.add(good)
		return
	}
	if c.unchecked {
		m.Unchecked.add(good)
		return
	}
	m.Instances.add(good)
	if _, ok := componentName(c.where); ok {
		m.Components.add(good)
		if !slices.Contains(c.features, "unknown property") {
			m.Listed.add(good)
		}
	}
	m.count(c.features, good)
	if good {
		for _, target := range c.hits {
			if _, ok := m.exercised[target]; !ok {
				continue
			}
			m.exercised[target] = true
		}
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
