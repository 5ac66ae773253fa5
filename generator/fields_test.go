package generator_test

// This file checks docs/openapi.md, which lists every field of OpenAPI and every keyword
// of JSON Schema with its effect. testdata/openapi has
//
//   - fields.txt, the fields that each version of OpenAPI defines
//   - examples.yaml, an example of each field
//   - base.yaml, the description to which an example is added
//
// The effect of a field is the difference that its example makes:
//
//	code     the generated code differs
//	docs     only doc comments, examples or reference pages differ
//	warning  fragen reports a warning
//	note     fragen reports a note
//	none     nothing differs
//
// So no field is lost in silence: if a field has no effect, the page says why. With
// -update, TestFieldEffects changes the effects on the page. Change the notes by hand.

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"go/scanner"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/output"
)

const fieldsDir = "testdata/openapi"

// fieldExample is an example in examples.yaml.
type fieldExample struct {
	At     string    `yaml:"at"`
	First  yaml.Node `yaml:"first"`
	Value  yaml.Node `yaml:"value"`
	With   yaml.Node `yaml:"with"`
	Config string    `yaml:"config"`
	Shows  string    `yaml:"shows"`

	target []string // keys and indexes
}

// fieldExamples is the content of examples.yaml.
type fieldExamples struct {
	Targets map[string][]string `yaml:"targets"`
	Objects map[string]struct {
		At     string               `yaml:"at"`
		Fields map[string]yaml.Node `yaml:"fields"`
	} `yaml:"objects"`
}

func readFieldExamples(t *testing.T) fieldExamples {
	t.Helper()
	var examples fieldExamples
	data, err := os.ReadFile(filepath.Join(fieldsDir, "examples.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&examples); err != nil {
		t.Fatal(err)
	}
	return examples
}

// example returns the example of a field. In examples.yaml, it may be a value alone.
func (e *fieldExamples) example(t *testing.T, object, field string) fieldExample {
	t.Helper()
	node := e.Objects[object].Fields[field]
	var example fieldExample
	keys := map[string]bool{}
	if node.Kind == yaml.MappingNode {
		for i := 0; i < len(node.Content); i += 2 {
			keys[node.Content[i].Value] = true
		}
	}
	if keys["value"] || keys["with"] {
		if err := node.Decode(&example); err != nil {
			t.Fatalf("%s.%s: %v", object, field, err)
		}
	} else {
		example.Value = node
	}
	at := cmp.Or(example.At, e.Objects[object].At)
	target, ok := e.Targets[at]
	if !ok {
		t.Fatalf("%s.%s: unknown target %q", object, field, at)
	}
	example.target = target
	if example.With.IsZero() {
		key := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: field}
		example.With = yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{&key, &example.Value}}
	}
	return example
}

// fieldRow is a row of docs/openapi.md.
type fieldRow struct{ object, field, since, effect string }

func (r fieldRow) String() string { return r.object + "." + r.field }

var (
	fieldHeading = regexp.MustCompile(`^### (.*) Object\n$`)
	fieldCells   = regexp.MustCompile("^\\| `([^`]*)` \\| (3\\.\\d|3\\.0 only) \\| ([^|]*) \\| .* \\|\n$")
)

const fieldsPage = "../docs/openapi.md"

// readFieldRows reads the tables of docs/openapi.md.
func readFieldRows(t *testing.T) []fieldRow {
	t.Helper()
	var rows []fieldRow
	editFieldRows(t, func(row fieldRow) string {
		rows = append(rows, row)
		return row.effect
	})
	return rows
}

// editFieldRows calls edit for each row of docs/openapi.md, and returns the page with the
// effects that edit returned.
func editFieldRows(t *testing.T, edit func(row fieldRow) string) string {
	t.Helper()
	data, err := os.ReadFile(fieldsPage)
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	object := ""
	for line := range strings.Lines(string(data)) {
		if m := fieldHeading.FindStringSubmatch(line); m != nil {
			object = m[1]
		} else if m := fieldCells.FindStringSubmatch(line); m != nil {
			effect := edit(fieldRow{object, m[1], m[2], m[3]})
			line = strings.Replace(line, "| "+m[3]+" |", "| "+effect+" |", 1)
		} else if strings.HasPrefix(line, "| `") && object != "" {
			t.Errorf("%s Object: the row %q does not have a field, a version, an effect and a note", object, line)
		}
		page.WriteString(line)
	}
	return page.String()
}

// updateFieldRows changes the effects of rows of docs/openapi.md.
func updateFieldRows(t *testing.T, effects map[string]string) {
	page := editFieldRows(t, func(row fieldRow) string { return cmp.Or(effects[row.String()], row.effect) })
	if err := os.WriteFile(fieldsPage, []byte(page), 0o666); err != nil {
		t.Error(err)
	}
}

// TestFieldsAreListed checks that docs/openapi.md lists the fields of fields.txt, and that
// each has an example.
func TestFieldsAreListed(t *testing.T) {
	examples := readFieldExamples(t)
	data, err := os.ReadFile(filepath.Join(fieldsDir, "fields.txt"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	line := regexp.MustCompile(`(?m)^([A-Z].*?) +(3\.\d)(-?) +(.*)$`)
	for _, m := range line.FindAllStringSubmatch(string(data), -1) {
		for field := range strings.FieldsSeq(m[4]) {
			want[m[1]+"."+field] = m[2] + map[string]string{"-": " only"}[m[3]]
			if _, ok := examples.Objects[m[1]].Fields[field]; !ok {
				t.Errorf("%s.%s has no example", m[1], field)
			}
		}
	}
	got := map[string]string{}
	for _, row := range readFieldRows(t) {
		got[row.String()] = row.since
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("docs/openapi.md: %s has the version %q, want %q", name, got[name], want[name])
		}
		delete(got, name)
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		t.Errorf("docs/openapi.md: %s is not in fields.txt", name)
	}
}

// TestFieldEffects checks the effect of each row of docs/openapi.md.
func TestFieldEffects(t *testing.T) {
	examples := readFieldExamples(t)
	base, err := os.ReadFile(filepath.Join(fieldsDir, "base.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	changed := map[string]string{}
	if golden.Updates(t) {
		t.Cleanup(func() { updateFieldRows(t, changed) })
	}
	runs := fieldRuns{base: string(base), dir: t.TempDir(), byInput: map[string]*fieldRun{}}
	for _, row := range readFieldRows(t) {
		t.Run(row.String(), func(t *testing.T) {
			t.Parallel()
			example := examples.example(t, row.object, row.field)
			version, _, _ := strings.Cut(row.since, " ")
			before := runs.run(t, version, example, false)
			after := runs.run(t, version, example, true)
			got := after.effect(t, before)
			switch {
			case got == row.effect:
			case golden.Updates(t):
				mu.Lock()
				defer mu.Unlock()
				changed[row.String()] = got
			default:
				t.Errorf("docs/openapi.md: the effect is %q, want %q\n%s", row.effect, got, after.diags)
			}
			if text := after.text(); !strings.Contains(text, example.Shows) {
				t.Errorf("neither the output nor the diagnostics contain %q:\n%s", example.Shows, after.diags)
			}
		})
	}
}

// fieldRuns holds the runs. Examples share runs without their fields.
type fieldRuns struct {
	base    string
	dir     string
	mu      sync.Mutex
	byInput map[string]*fieldRun
}

// fieldRun is a run of the generator and its results.
type fieldRun struct {
	cfg   *config.Config
	files map[string][]byte
	diags *diag.List
}

// run generates an example's description, with or without its field.
func (r *fieldRuns) run(t *testing.T, version string, example fieldExample, with bool) *fieldRun {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(strings.Replace(r.base, "VERSION", version+".0", 1)), &doc); err != nil {
		t.Fatal(err)
	}
	mergeYAML(nodeAt(t, doc.Content[0], example.target), &example.First)
	if with {
		mergeYAML(nodeAt(t, doc.Content[0], example.target), &example.With)
	}
	description, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	key := example.Config + "\n" + string(description)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byInput[key] == nil {
		r.byInput[key] = generateField(t, filepath.Join(r.dir, strconv.Itoa(len(r.byInput))), map[string]string{
			"go.mod":       "module " + moduleName + "\n\ngo 1.26\n",
			"openapi.yaml": string(description),
			"fragen.yaml": "version: 1\nruntime: " + runtimeImport + "\ntargets:\n  - name: api\n    spec: openapi.yaml\n" +
				"    out: api\n    " + example.Config + "\n",
		})
	}
	return r.byInput[key]
}

// nodeAt returns the node at a target.
func nodeAt(t *testing.T, n *yaml.Node, target []string) *yaml.Node {
	t.Helper()
	for _, key := range target {
		below := memberOf(n, key)
		if below == nil {
			t.Fatalf("base.yaml has nothing at %q", target)
		}
		n = below
	}
	return n
}

// memberOf returns the member of a map or the element of a list with the given key, or
// nil.
func memberOf(n *yaml.Node, key string) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(key); err == nil && i < len(n.Content) {
			return n.Content[i]
		}
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// mergeYAML adds a value to n. It does not change add.
func mergeYAML(n, add *yaml.Node) {
	if add.Kind == yaml.AliasNode {
		add = add.Alias
	}
	switch {
	case add.IsZero():
	case n.Kind == yaml.SequenceNode && add.Kind == yaml.SequenceNode:
		n.Content = append(n.Content, add.Content...)
	case n.Kind == yaml.MappingNode && add.Kind == yaml.MappingNode:
		for i := 0; i < len(add.Content); i += 2 {
			below := memberOf(n, add.Content[i].Value)
			if below == nil {
				below = &yaml.Node{Kind: add.Content[i+1].Kind}
				n.Content = append(n.Content, add.Content[i], below)
			}
			mergeYAML(below, add.Content[i+1])
		}
	default:
		*n = yaml.Node{Kind: add.Kind, Tag: add.Tag, Style: add.Style, Value: add.Value, Content: add.Content}
	}
}

// generateField generates the SDK of a description.
func generateField(t *testing.T, dir string, inputs map[string]string) *fieldRun {
	t.Helper()
	for name, text := range inputs {
		write(t, filepath.Join(dir, name), []byte(text))
	}
	run := &fieldRun{}
	run.cfg, run.diags = config.Load(filepath.Join(dir, "fragen.yaml"))
	if run.cfg == nil {
		t.Fatalf("fragen.yaml has errors:\n%s", run.diags)
	}
	out, diags, err := generator.Generate(context.Background(), run.cfg, &output.Manifest{}, generator.ReadDisk, generator.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	run.diags.Merge(diags)
	if out != nil {
		run.files = files(out)
	}
	return run
}

// effect returns the effect of a field: the differences between the runs with and
// without it.
func (r *fieldRun) effect(t *testing.T, without *fieldRun) string {
	t.Helper()
	var effects []string
	switch {
	case !equalFiles(r.files, without.files, codeOf):
		effects = append(effects, "code")
	case !equalFiles(r.files, without.files, bytes.Clone), !equalFiles(r.pages(t), without.pages(t), bytes.Clone):
		effects = append(effects, "docs")
	}
	for _, severity := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		if r.count(severity) > without.count(severity) {
			effects = append(effects, severity.String())
		}
	}
	return cmp.Or(strings.Join(effects, ", "), "none")
}

func (r *fieldRun) count(severity diag.Severity) int {
	count := 0
	for _, d := range r.diags.Sorted() {
		if d.Severity == severity {
			count++
		}
	}
	return count
}

// pages returns the reference pages.
func (r *fieldRun) pages(t *testing.T) map[string][]byte {
	t.Helper()
	opt := generator.ReferenceOptions{Dir: "pages", Formats: []docs.Format{docs.Markdown}}
	out, _, err := generator.Reference(context.Background(), r.cfg, &output.Manifest{}, nil, generator.ReadDisk, opt)
	if err != nil {
		t.Fatal(err)
	}
	if out == nil {
		return nil
	}
	return files(out)
}

// text returns the output and the diagnostics.
func (r *fieldRun) text() string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		text.Write(r.files[name])
	}
	fmt.Fprint(&text, r.diags)
	return text.String()
}

// equalFiles reports whether two outputs have the same files with the same parts.
func equalFiles(a, b map[string][]byte, part func([]byte) []byte) bool {
	return maps.EqualFunc(a, b, func(x, y []byte) bool {
		return bytes.Equal(x, y) || bytes.Equal(part(x), part(y))
	})
}

// codeOf returns the code of a Go file without its comments. An example of a test is not
// code.
func codeOf(data []byte) []byte {
	if bytes.Contains(data, []byte("\npackage api_test\n")) {
		return nil
	}
	var s scanner.Scanner
	s.Init(token.NewFileSet().AddFile("", -1, len(data)), data, nil, 0)
	var code bytes.Buffer
	for {
		_, tok, text := s.Scan()
		if tok == token.EOF {
			return code.Bytes()
		}
		code.WriteString(cmp.Or(text, tok.String()) + " ")
	}
}

// TestFieldsOfKinOpenAPI checks that fields.txt has the fields that kin-openapi reads.
func TestFieldsOfKinOpenAPI(t *testing.T) {
	rows := map[string]bool{
		"Schema.allowEmptyValue": true, // not in OpenAPI
		"Header.name":            true, // kin-openapi reads headers as parameters
		"Header.in":              true,
		"Path Item.connect":      true, // not in OpenAPI
	}
	for _, row := range readFieldRows(t) {
		rows[row.String()] = true
	}
	for object, value := range map[string]any{
		"OpenAPI": openapi3.T{}, "Info": openapi3.Info{}, "Contact": openapi3.Contact{}, "License": openapi3.License{},
		"Server": openapi3.Server{}, "Server Variable": openapi3.ServerVariable{}, "Components": openapi3.Components{},
		"Path Item": openapi3.PathItem{}, "Operation": openapi3.Operation{}, "External Docs": openapi3.ExternalDocs{},
		"Parameter": openapi3.Parameter{}, "Request Body": openapi3.RequestBody{}, "Media Type": openapi3.MediaType{},
		"Encoding": openapi3.Encoding{}, "Response": openapi3.Response{}, "Example": openapi3.Example{},
		"Link": openapi3.Link{}, "Header": openapi3.Header{}, "Tag": openapi3.Tag{}, "Schema": openapi3.Schema{},
		"Discriminator": openapi3.Discriminator{}, "XML": openapi3.XML{}, "Security Scheme": openapi3.SecurityScheme{},
		"OAuth Flows": openapi3.OAuthFlows{}, "OAuth Flow": openapi3.OAuthFlow{},
	} {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(value)) {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name != "" && name != "-" && !rows[object+"."+name] {
				t.Errorf("docs/openapi.md has no row for %s.%s", object, name)
			}
		}
	}
}
