package generator_test

// This file tests published descriptions. The environment variable FRAGEN_CORPUS names a
// folder with openapi/*.json and vendors/*: files, or folders whose file MAIN names the
// first file. TestCorpus generates an SDK from each description and checks its types and
// the length of its names. TestCorpusBuild compiles and vets a fixed sample and the SDKs of
// large vendors. FRAGEN_CORPUS_STEP=10 checks only every tenth description, and
// FRAGEN_CORPUS_STEP=10:1 does so with an offset of one. FRAGEN_CORPUS_ONLY restricts the
// tests to paths that contain a text.

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/output"
)

func TestCorpus(t *testing.T) {
	run := newCorpusRun(t, corpus(t))
	types := newTypeChecker(t)
	start := time.Now()
	pages, longest, owner := 0, "", ""
	run.each(t, func(name string, spec corpusFile, out *output.Output) {
		run.outputs.inspect(name, out)
		faults, longer := types.check(name, out)
		for _, fault := range faults {
			run.outputs.addFault(name, fault)
		}
		if letters(longer) > letters(longest) {
			longest, owner = longer, spec.name
		}
		for _, file := range out.Tree.Files() {
			pages += bytes.Count(file.Data, []byte(") iter.Seq2["))
		}
	})
	t.Logf("%d of %d descriptions become an SDK, in %v", run.clean, run.tested, time.Since(start).Round(time.Second))
	t.Logf("%d operations return pages", pages)
	t.Logf("the longest exported name has %d letters: %s of %s", letters(longest), longest, owner)
	if letters(longest) > names.MaxLength {
		t.Errorf("the name %s of %s has more than %d letters", longest, owner, names.MaxLength)
	}
	run.report(t)
	if failed := run.tested - run.clean; float64(failed) > max(1, 0.005*float64(run.tested)) {
		t.Errorf("%d of %d descriptions become no SDK, want at most 0.5 %%", failed, run.tested)
	}
}

func TestCorpusBuild(t *testing.T) {
	run := newCorpusRun(t, slices.DeleteFunc(corpus(t), func(f corpusFile) bool { return !f.compile }))
	start := time.Now()
	lines := 0
	run.each(t, func(name string, _ corpusFile, out *output.Output) {
		lines += run.outputs.writeOutput(t, name, out, nil)
	})
	if run.clean > 0 {
		run.outputs.check(t)
	}
	t.Logf("%d SDKs of %d lines are compiled and vetted, in %v", run.clean, lines, time.Since(start).Round(time.Second))
	run.report(t)
}

// corpusRun is the test of descriptions.
type corpusRun struct {
	outputs *outputModule
	specs   []corpusFile
	tested  int
	clean   int // descriptions that become an SDK
}

func newCorpusRun(t *testing.T, specs []corpusFile) *corpusRun {
	t.Helper()
	return &corpusRun{outputs: newOutputModule(t), specs: specs}
}

// each generates the SDKs of the descriptions that FRAGEN_CORPUS_STEP selects.
func (r *corpusRun) each(t *testing.T, use func(name string, spec corpusFile, out *output.Output)) {
	t.Helper()
	step, offset := sample(t)
	for i, spec := range r.specs {
		if i%step == offset {
			r.tested++
			r.test(t, fmt.Sprintf("d%03d", i), spec, use)
		}
	}
}

// report reports the faults by description.
func (r *corpusRun) report(t *testing.T) {
	t.Helper()
	for i, spec := range r.specs {
		if faults := r.outputs.faults[fmt.Sprintf("d%03d", i)]; len(faults) > 0 {
			t.Errorf("%s:\n%s", spec.name, strings.Join(faults[:min(len(faults), 10)], "\n"))
		}
	}
}

// test generates the SDK of a description.
func (r *corpusRun) test(
	t *testing.T, name string, spec corpusFile, use func(name string, spec corpusFile, out *output.Output),
) {
	t.Helper()
	config := strings.Replace(string(defaultConfig(nil, true))+pageRules, "openapi.json", filepath.Base(spec.file), 1)
	inputs := map[string][]byte{"fragen.yaml": []byte(config)}
	result, err := generateFrom(r.outputs.add(t, name, inputs), spec.file)
	switch {
	case err != nil:
		r.outputs.addFault(name, err.Error())
		return
	case result.out == nil:
		t.Logf("%s becomes no SDK: %v", spec.name, result.diags.Err())
		r.outputs.inspectErrors(name, result.diags)
		return
	}
	r.clean++
	use(name, spec, result.out)
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

// corpusFile is a published description.
type corpusFile struct {
	name    string // such as "vendors/files.yaml"
	file    string // path of its first file
	compile bool   // the SDK is compiled and vetted
}

// rank is the position of a description among others. It depends only on the name of its
// file or folder.
func (f corpusFile) rank() [sha256.Size]byte {
	return sha256.Sum256([]byte(strings.Split(f.name, "/")[1]))
}

// compiledSample is the number of SDKs that are compiled beside those of namedVendors.
const compiledSample = 60

// namedVendors matches the descriptions whose SDKs are always compiled.
var namedVendors = regexp.MustCompile(`github|digitalocean|/box__|square|paypal|sentry|temporal|kubernetes|` +
	`stripe|openai|discord|okta|datadog|jira|zoom`)

// corpus returns the descriptions, ordered by the hash of their names so that a new one
// does not change which others are compiled.
func corpus(t *testing.T) []corpusFile {
	t.Helper()
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: the corpus of published descriptions is NOT tested")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []corpusFile
	for _, set := range []string{"openapi", "vendors"} {
		for _, file := range generator.DescriptionsIn(t, filepath.Join(dir, set)) {
			name, err := filepath.Rel(dir, file)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, corpusFile{name: filepath.ToSlash(name), file: file})
		}
	}
	if len(files) == 0 {
		t.Fatalf("no descriptions in %s", dir)
	}
	slices.SortFunc(files, func(a, b corpusFile) int {
		x, y := a.rank(), b.rank()
		return cmp.Or(bytes.Compare(x[:], y[:]), strings.Compare(a.name, b.name))
	})
	for i := range files {
		files[i].compile = i < compiledSample || namedVendors.MatchString(files[i].name)
	}
	only := os.Getenv("FRAGEN_CORPUS_ONLY")
	return slices.DeleteFunc(files, func(f corpusFile) bool { return !strings.Contains(f.name, only) })
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

// sample returns which descriptions are tested, from FRAGEN_CORPUS_STEP. The default is all
// of them.
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
// error so that the test continues with the next description.
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
		file, err := filepath.Rel(dir, filepath.Join(root, name))
		if err != nil || strings.HasPrefix(file, "..") || file == "fragen.yaml" {
			return generator.ReadDisk(root, name)
		}
		return output.ReadText(filepath.Join(filepath.Dir(spec), file))
	}, generator.Options{})
	return r, err
}
