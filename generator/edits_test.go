package generator_test

// This file makes random edits of descriptions and code tables and compares the output
// before and after each, with the names and numbers of fragen.lock. It measures the
// changed lines, since users review them, and compares the exported symbols, since
// callers use them. See package edit for the kinds of edits. FRAGEN_LONG makes 200 edits
// instead of 46.
//
// A table of the results is printed by
//
//	go test ./generator -run TestEdits -v

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/edit"
	"github.com/fragen-go/fragen/generator/output"
)

// editCount returns the number of edits of TestEdits.
func editCount() int {
	if os.Getenv("FRAGEN_LONG") != "" {
		return 200
	}
	return 46 // two of each kind
}

func TestEdits(t *testing.T) {
	documents := editedDocuments(t)
	kinds := edit.Kinds()
	var all []*editResult
	for i := range editCount() {
		kind := kinds[i%len(kinds)]
		random := rand.New(rand.NewPCG(uint64(i), 11))
		r := randomEdit(t, documents, kind, random)
		if r == nil {
			t.Errorf("%s: no document has a place for the edit", kind.Name)
			continue
		}
		all = append(all, r)
	}
	t.Logf("%d edits of %d documents:\n%s", len(all), len(documents), editTable(all))
	for _, r := range all {
		for _, fault := range append(r.lineFaults(), r.symbolFaults()...) {
			t.Errorf("%s: %s: %s", r.document.name, r.edit, fault)
		}
	}
	for _, fault := range medianFaults(all) {
		t.Error(fault)
	}
}

// editedDocument is a description, with optional code tables, and its output.
type editedDocument struct {
	name   string
	dir    string            // has fragen.yaml and go.mod
	inputs map[string]string // other files by name
	files  map[string][]byte // output
	lock   *output.Manifest
	diags  int // number of warnings
}

// editedDocuments returns the documents of TestEdits: those of this repository and the
// inputs of some golden cases.
func editedDocuments(t *testing.T) []*editedDocument {
	t.Helper()
	list := []*editedDocument{
		newEditedDocument(t, "v1.0", graphInputs(t, "../spec/v1.0/communications.yaml", "../codes.yaml")),
		newEditedDocument(t, "beta", graphInputs(t, "../spec/beta/communications.yaml", "")),
	}
	for _, name := range []string{
		"one-of", "enums", "codes", "fakes", "tree", "pages", "words-of-go", "required-parameters",
		"versions/alternatives-of-all-kinds-moved",
	} {
		list = append(list, newEditedDocument(t, name, goldenInputs(t, name)))
	}
	return list
}

// goldenInputs returns the inputs of a golden case. Of two versions of a description it
// returns the old one.
func goldenInputs(t *testing.T, name string) map[string][]byte {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	inputs := map[string][]byte{}
	for _, f := range archive.Files {
		switch {
		case f.Name == "old.yaml":
			inputs["openapi.yaml"] = f.Data
		case path.Dir(f.Name) == "." && path.Ext(f.Name) == ".yaml":
			inputs[f.Name] = f.Data
		}
	}
	if inputs["fragen.yaml"] == nil {
		inputs["fragen.yaml"] = append(defaultConfig(inputs, true), allSchemas...)
	}
	return inputs
}

// graphInputs returns the inputs for a description of this repository, and optionally
// code tables.
func graphInputs(t *testing.T, spec, codes string) map[string][]byte {
	t.Helper()
	inputs := map[string][]byte{}
	read := func(name, file string) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		inputs[name] = data
	}
	read("openapi.yaml", spec)
	if codes != "" {
		read("codes.yaml", codes)
	}
	inputs["fragen.yaml"] = append(defaultConfig(inputs, codes != ""),
		allSchemas+"    naming: {initialisms: false}\n    wire: {odata: true}\n"...)
	return inputs
}

// newEditedDocument writes the configuration of a document and generates its output.
func newEditedDocument(t *testing.T, name string, inputs map[string][]byte) *editedDocument {
	t.Helper()
	d := &editedDocument{name: name, dir: t.TempDir(), inputs: map[string]string{}}
	write(t, filepath.Join(d.dir, "go.mod"), []byte("module "+moduleName+"/x\n\ngo 1.26\n"))
	for file, data := range inputs {
		if file == "fragen.yaml" {
			write(t, filepath.Join(d.dir, file), data)
		} else {
			d.inputs[file] = string(data)
		}
	}
	out, diags, err := d.generate(d.inputs)
	if out == nil {
		t.Fatalf("%s: %v\n%v", name, err, diags)
	}
	d.diags = diags.Len()
	if d.lock, err = output.Decode(out.Texts()); err != nil {
		t.Fatal(err)
	}
	d.files = files(out)
	return d
}

// generate returns the output for inputs, which is nil if they have errors.
func (d *editedDocument) generate(inputs map[string]string) (*output.Output, *diag.List, error) {
	cfg, diags := config.Load(filepath.Join(d.dir, "fragen.yaml"))
	if diags.HasErrors() {
		return nil, diags, nil
	}
	read := func(root, name string) (string, error) {
		if text, ok := inputs[filepath.Base(name)]; ok {
			return text, nil
		}
		return generator.ReadDisk(root, name)
	}
	return generator.Generate(context.Background(), cfg, d.lock, read, generator.Options{})
}

// editResult is an edit with its effect on the output.
type editResult struct {
	document *editedDocument
	edit     edit.Edit
	lines    map[string]int // changed lines by file
	symbols  []symbolChange
	lock     *output.Manifest // after the edit
}

// attempts is the number of attempts at an edit of one document. Edits that add an error
// or a warning are not counted, such as the removal of a property that a code table or a
// rule for pages needs.
const attempts = 4

// randomEdit makes an edit of a random document with a place for it.
func randomEdit(t *testing.T, documents []*editedDocument, kind edit.Kind, random *rand.Rand) *editResult {
	t.Helper()
	for _, i := range random.Perm(len(documents)) {
		d := documents[i]
		file := "openapi.yaml"
		if kind.Tables {
			file = "codes.yaml"
		}
		for range attempts {
			r, hasPlace := d.edit(t, kind, file, random)
			if r != nil {
				return r
			}
			if !hasPlace {
				break
			}
		}
	}
	return nil
}

// edit makes an edit and generates the output. It reports whether the file has a place
// for the edit. The result is nil if it has none, or if the edit adds a diagnostic.
func (d *editedDocument) edit(
	t *testing.T, kind edit.Kind, file string, random *rand.Rand,
) (r *editResult, hasPlace bool) {
	t.Helper()
	if d.inputs[file] == "" {
		return nil, false
	}
	text, made, err := kind.Apply(d.inputs[file], random.IntN)
	if err != nil {
		t.Fatalf("%s: %v", d.name, err)
	}
	if text == "" {
		return nil, false
	}
	inputs := maps.Clone(d.inputs)
	inputs[file] = text
	out, diags, err := d.generate(inputs)
	if err != nil {
		t.Fatalf("%s: %s: %v", d.name, made, err)
	}
	if out == nil || diags.Len() != d.diags {
		return nil, true
	}
	r = &editResult{document: d, edit: made, lines: map[string]int{}, lock: out.New}
	r.compare(t, files(out))
	return r, true
}

// compare compares the files before and after the edit.
func (r *editResult) compare(t *testing.T, after map[string][]byte) {
	t.Helper()
	names := maps.Clone(r.document.files)
	maps.Copy(names, after)
	was, is := surface{}, surface{}
	for name := range names {
		old, data := r.document.files[name], after[name]
		if bytes.Equal(old, data) {
			continue
		}
		r.lines[name] = changedLines(string(old), string(data))
		err := cmp.Or(addExisting(was, name, old), addExisting(is, name, data))
		if err != nil {
			t.Fatalf("%s: %s: %v", r.document.name, r.edit, err)
		}
	}
	r.symbols = changesOf(was, is)
}

func addExisting(s surface, name string, data []byte) error {
	if data == nil {
		return nil
	}
	return s.addFile(name, data, "api")
}

// total returns the number of changed lines.
func (r *editResult) total() int {
	total := 0
	for _, n := range r.lines {
		total += n
	}
	return total
}

// editTable returns a table of the results, with a line for each kind.
func editTable(all []*editResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-26s %5s %13s %15s\n", "kind", "edits", "lines: median", "maximum (files)")
	for _, kind := range edit.Kinds() {
		var lines []int
		most := &editResult{}
		for _, r := range all {
			if r.edit.Kind == kind.Name {
				lines = append(lines, r.total())
				if r.total() >= most.total() {
					most = r
				}
			}
		}
		if len(lines) > 0 {
			fmt.Fprintf(&b, "%-26s %5d %13d %8d (%d)  %s %s\n", kind.Name, len(lines), median(lines), most.total(),
				len(most.lines), most.document.name, most.edit)
		}
	}
	return b.String()
}
