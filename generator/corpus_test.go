package generator_test

// This file tests published descriptions. The environment variable FRAGEN_CORPUS names a
// folder with the files openapi/*.json. The test generates SDKs from all of them, two
// million lines, and compiles and vets them. FRAGEN_CORPUS_STEP=3 compiles only every
// third SDK, and FRAGEN_CORPUS_STEP=3:1 does so with an offset of one.

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

func TestCorpus(t *testing.T) {
	specs := corpus(t)
	step, offset := sample(t)
	outputs := newOutputModule(t)
	start := time.Now()
	clean, compiled, lines, pages := 0, 0, 0, 0
	for i, spec := range specs {
		name := fmt.Sprintf("d%03d", i)
		r, err := generateFrom(outputs.add(t, name, map[string][]byte{"fragen.yaml": append(defaultConfig(nil, true), pageRules...)}), spec)
		switch {
		case err != nil:
			outputs.addFault(name, err.Error())
			continue
		case r.out == nil:
			outputs.inspectErrors(name, r.diags)
			continue
		}
		clean++
		outputs.inspect(name, r.out)
		for _, file := range r.out.Tree.Files() {
			pages += bytes.Count(file.Data, []byte(") iter.Seq2["))
		}
		if i%step == offset {
			compiled++
			lines += outputs.writeOutput(t, name, r.out, nil)
		}
	}
	t.Logf("%d of %d descriptions generate without errors, in %v", clean, len(specs), time.Since(start).Round(time.Second))
	t.Logf("%d operations return pages", pages)
	start = time.Now()
	outputs.attribute(t, outputs.goCommand("vet", "./..."))
	t.Logf("%d packages of %d lines are compiled and vetted, in %v", compiled, lines, time.Since(start).Round(time.Second))
	for i, spec := range specs {
		if faults := outputs.faults[fmt.Sprintf("d%03d", i)]; len(faults) > 0 {
			t.Errorf("%s:\n%s", filepath.Base(spec), strings.Join(faults[:min(len(faults), 10)], "\n"))
		}
	}
	if clean < 375 {
		t.Errorf("%d descriptions generate without errors, want at least 375", clean)
	}
}

// pageRules are common rules for pages. A rule that matches no operation of a description
// is a warning.
const pageRules = `    pages:
      - {style: cursor, param: cursor, items: data, next: next_cursor}
      - {style: cursor, param: cursor, items: data, next: next}
      - {style: cursor, param: cursor, items: items, next: cursor}
      - {style: cursor, param: cursor, items: results, next: next}
      - {style: cursor, param: pageToken, items: operations, next: nextPageToken}
      - {style: cursor, param: cursor, nextHeader: X-Files-Cursor}
      - {style: cursor, param: max_id, nextItem: id}
      - {style: cursor, param: page, items: actions, next: meta.pagination.next_page}
      - {style: nextLink, items: Items, next: Links.Next}
      - {style: nextLink, items: items, next: _links.next.href}
      - {style: nextLink, items: data, next: links.next}
      - {style: nextLink, items: results, next: next}
      - {style: offset, param: offset, items: elements, total: total}
      - {style: offset, param: offset, items: results, total: total}
      - {style: offset, param: offset, items: data, total: pagination.total_count}
      - {style: offset, param: startIndex, items: Items, total: TotalRecordCount}
      - {style: offset, param: offset, items: data}
      - {style: offset, param: offset}
      - {style: page, param: page, items: content, last: totalPages, first: 0}
      - {style: page, param: page, items: results}
      - {style: page, param: page, items: data}
      - {style: page, param: page}
      - {style: link}
`

// corpus returns the files of the descriptions.
func corpus(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: the corpus of published descriptions is NOT tested")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	specs, err := filepath.Glob(filepath.Join(dir, "openapi", "*.json"))
	if err != nil || len(specs) == 0 {
		t.Fatalf("no descriptions in %s (%v)", dir, err)
	}
	return specs
}

// inspectErrors checks that each error of a description has a position.
func (h *outputModule) inspectErrors(name string, diags *diag.List) {
	if !diags.HasErrors() {
		h.addFault(name, "there is neither an output nor an error")
	}
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error && (d.Pos.Line == 0 || d.Pos.Col == 0 || d.Rule == "") {
			h.addFault(name, "no position: "+d.String())
		}
	}
}

// sample returns which descriptions are compiled, from FRAGEN_CORPUS_STEP. The default is
// all of them.
func sample(t *testing.T) (step, offset int) {
	t.Helper()
	text := os.Getenv("FRAGEN_CORPUS_STEP")
	if text == "" {
		return 1, 0
	}
	if n, _ := fmt.Sscanf(text, "%d:%d", &step, &offset); n < 1 || step < 1 {
		t.Fatalf("FRAGEN_CORPUS_STEP is %q; expected a number such as 3, or 3:1", text)
	}
	return step, offset
}

// generateFrom runs the generator on the description in spec. It returns a panic as an
// error, so that the test continues with the next description.
func generateFrom(dir, spec string) (r result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	cfg, diags := config.Load(filepath.Join(dir, "fragen.yaml"))
	if diags.HasErrors() {
		return r, fmt.Errorf("%v", diags)
	}
	r.out, r.diags, err = generator.Generate(context.Background(), cfg, nil, func(root, name string) (string, error) {
		if filepath.Base(name) == "fragen.yaml" {
			return generator.ReadDisk(root, name)
		}
		return output.ReadText(spec)
	}, generator.Options{})
	return r, err
}
