package yamlfile

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
)

// testFormat is a small format for tests.
var testFormat = Format{MaxBytes: 1 << 20, IfEmpty: `add the key "name"`}

// testFile is the content of a file in testFormat: one key of each kind.
type testFile struct {
	name, color diag.Text
	count       int64
	enabled     bool
	tags        []diag.Text
	labels      map[string]string
}

// readTestFile reads a file that has every kind of value that Node can read.
func readTestFile(data []byte) (content testFile, diags *diag.List) {
	diags = &diag.List{}
	root, ok := Read("in.yaml", data, testFormat, diags)
	if !ok {
		return content, diags
	}
	content.labels = map[string]string{}
	root.Map("the file",
		Required("name", "add a name", func(v Node) { content.name, _ = v.String(`"name"`) }),
		Optional("color", func(v Node) { content.color, _ = v.OneOf(`"color"`, "color", []string{"red", "green"}) }),
		Optional("count", func(v Node) { content.count, _ = v.Int(`"count"`, 0, 9) }),
		Renamed("enabled", "active", func(v Node) { content.enabled, _ = v.Bool(`"enabled"`) }),
		Optional("tags", func(v Node) { content.tags = v.Strings(`"tags"`) }),
		Optional("labels", func(v Node) {
			v.Members(`"labels"`, func(key, value Node) {
				text, _ := value.String("label")
				content.labels[key.Source()] = text.Value
			})
		}),
	)
	return content, diags
}

// TestGolden reads in.yaml of each archive and compares the diagnostics with
// want/diagnostics.txt.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		_, diags := readTestFile(in.Files[0].Data)
		if !diags.HasErrors() {
			t.Fatal("the file has no errors, but a golden case is about errors")
		}
		return []txtar.File{golden.Result("diagnostics.txt", diags.String())}
	})
}

func TestRead(t *testing.T) {
	const text = "\uFEFFname: &n täg\r\ncolor: red\r\ncount: 7\r\nenabled: TRUE\r\n" +
		"tags: [é, *n, 2024-05-01]\r\nlabels: {1: a, true: b}\r\n"
	content, diags := readTestFile([]byte(text))
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	if content.name.Value != "täg" || content.color.Value != "red" || content.count != 7 || !content.enabled {
		t.Errorf("got %+v", content)
	}
	if content.labels["1"] != "a" || content.labels["true"] != "b" {
		t.Errorf("labels are %v", content.labels)
	}
	want := []diag.Text{
		{Value: "é", Pos: diag.Pos{File: "in.yaml", Line: 5, Col: 8}},
		{Value: "täg", Pos: diag.Pos{File: "in.yaml", Line: 5, Col: 12}}, // where the alias is; columns are bytes
		{Value: "2024-05-01", Pos: diag.Pos{File: "in.yaml", Line: 5, Col: 16}},
	}
	for i, text := range content.tags {
		if text != want[i] {
			t.Errorf("tag %d is %v, want %v", i, text, want[i])
		}
	}
}

func TestTooLarge(t *testing.T) {
	diags := &diag.List{}
	if _, ok := Read("in.yaml", []byte("name: x"), Format{MaxBytes: 3}, diags); ok || !strings.Contains(diags.String(), "[too-large]") {
		t.Errorf("got %s", diags)
	}
}

// TestDecodeRecovers feeds text on which yaml.v3 has panicked.
func TestDecodeRecovers(t *testing.T) {
	for _, text := range []string{"0: [:!00 \xef", "#\n  - - - \n#\n -\n#0\n\n\n\n:", "&a : *a", "? [a, *b]\n"} {
		readTestFile([]byte(text)) // must not panic
	}
}

// FuzzRead feeds arbitrary bytes. Every diagnostic has a position in the file
// and a rule, and a file without errors has a name.
func FuzzRead(f *testing.F) {
	f.Add([]byte("name: a\ncolor: red\ncount: 7\nenabled: true\ntags: [a, b]\nlabels: {a: b}\n"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("&a : *a"))
	f.Add([]byte("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"))
	f.Add([]byte("<<<<<<< a\nname: a\n=======\nname: b\n>>>>>>> b\n"))
	f.Add([]byte("name:\n\ta: b\n"))
	f.Add([]byte("{name: é, name: [}"))
	f.Add([]byte("name: a\n---\nname: b\n"))
	f.Add([]byte("\xef\xbb\xbfname: \u2028"))
	f.Fuzz(func(t *testing.T, data []byte) {
		content, diags := readTestFile(data)
		lines := strings.Count(string(data), "\n") + 1
		for _, d := range diags.Sorted() {
			if d.Pos.Line < 1 || d.Pos.Line > lines || d.Pos.Col < 1 || d.Rule == "" {
				t.Errorf("no position in the file or no rule: %s", d)
			}
		}
		if !diags.HasErrors() && content.name.Value == "" {
			t.Errorf("no name and no error")
		}
	})
}
