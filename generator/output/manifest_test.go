package output

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const manifestText = `{
  "format": 1,
  "inputs": {
    "../shared/codes.yaml": "sha256:02",
    "spec/a.yaml": "sha256:01"
  },
  "targets": [
    {
      "name": "rest",
      "dir": "gen/rest",
      "files": {
        "client.go": "sha256:05"
      }
    },
    {
      "name": "x",
      "dir": "gen/x",
      "files": {
        "a.go": "sha256:03",
        "b/c.go": "sha256:04"
      },
      "symbols": {
        "/components/schemas/a<b>": "AB 7",
        "/p": "1",
        "/paths/~1x/get": "XGetOptions"
      }
    }
  ]
}
`

func TestManifestText(t *testing.T) {
	m := &Manifest{
		Inputs: []Hashed{{"spec/a.yaml", "sha256:01"}, {"../shared/codes.yaml", "sha256:02"}},
		Targets: []Target{
			{
				Name: "x", Dir: "gen/x",
				Files:   []Hashed{{"b/c.go", "sha256:04"}, {"a.go", "sha256:03"}},
				Symbols: []Symbol{{"/paths/~1x/get", "XGetOptions", 0}, {"/components/schemas/a<b>", "AB", 7}, {"/p", "", 1}},
			},
			{Name: "rest", Dir: "gen/rest", Files: []Hashed{{"client.go", "sha256:05"}}},
		},
	}
	if got := string(m.Encode()); got != manifestText {
		t.Error(cmp.Diff(manifestText, got))
	}
	back, err := DecodeManifest([]byte(manifestText))
	if err != nil {
		t.Fatal(err)
	}
	if again := back.Encode(); string(again) != manifestText {
		t.Error(cmp.Diff(manifestText, string(again)))
	}
	if got := back.Target("gen/x").Symbols[0]; got != (Symbol{"/components/schemas/a<b>", "AB", 7}) {
		t.Errorf("first symbol %v: not sorted", got)
	}
	if back.Target("gen") != nil || (*Manifest)(nil).Target("gen") != nil {
		t.Error("got a target, want none")
	}
}

func TestManifestRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"<<<<<<< HEAD\n{}", "merge conflict"},
		{"", "invalid manifest"},
		{"[]", "invalid manifest"},
		{"{}", "format 1, found 0"},
		{`{"format": 2}`, "format 1, found 2"},
		{`{"format": 1, "targets": [{"dir": "x/../../y"}]}`, `"x/../../y" is outside`},
		{`{"format": 1, "targets": [{"dir": "../../"}]}`, `"../../" is outside`},
		{`{"format": 1, "targets": [{"dir": "/x"}]}`, `"/x" is outside`},
		{`{"format": 1, "targets": [{"dir": "x", "files": {"../../y.go": ""}}]}`, `"../../y.go" is outside`},
		{`{"format": 1, "targets": [{"dir": "x", "files": {".": ""}}]}`, `"." is outside`},
		{`{"format": 1, "targets": [{"dir": "x"}, {"dir": "x"}]}`, "duplicate target folder"},
	}
	for _, test := range tests {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "fragen.lock"), []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := ReadManifest(dir, "fragen.lock")
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.text, err, test.want)
		}
	}
	if m, err := ReadManifest(t.TempDir(), "fragen.lock"); m != nil || err != nil {
		t.Errorf("no file: %v, %v", m, err)
	}
}

// FuzzDecodeManifest checks that a decoded manifest can be encoded and decoded
// again without changes.
func FuzzDecodeManifest(f *testing.F) {
	f.Add([]byte(manifestText))
	f.Add([]byte(`{"format":1,"targets":[{"dir":"a/../b"}]}`))
	f.Add([]byte(`{"format":1,"inputs":{"":""}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := DecodeManifest(data)
		files, filesErr := DecodeFiles(data)
		if err != nil {
			return
		}
		if filesErr != nil || !slices.Equal(files.Inputs, m.Inputs) || len(files.Targets) != len(m.Targets) {
			t.Fatalf("DecodeFiles returns an error: %v", filesErr)
		}
		for i, target := range m.Targets {
			if other := files.Targets[i]; other.Name != target.Name || other.Dir != target.Dir || !slices.Equal(other.Files, target.Files) {
				t.Errorf("%s: DecodeFiles returns other files", target.Dir)
			}
		}
		first := m.Encode()
		again, err := DecodeManifest(first)
		if err != nil {
			t.Fatalf("%v in\n%s", err, first)
		}
		if second := again.Encode(); !bytes.Equal(first, second) {
			t.Errorf("%s", cmp.Diff(string(first), string(second)))
		}
	})
}

// TestHashOfConvertedLines checks that converted line endings do not change a
// hash.
func TestHashOfConvertedLines(t *testing.T) {
	lf, crlf := Hash([]byte("a: 1\nb: 2\n")), Hash([]byte("a: 1\r\nb: 2\r\n"))
	if lf != crlf {
		t.Errorf("%s with LF, %s with CRLF", lf, crlf)
	}
	if other := Hash([]byte("a: 1\rb: 2\n")); other == lf {
		t.Error("a single CR does not change the hash")
	}
	// The line endings may be at any offset of a chunk.
	for i := range 5 {
		text := strings.Repeat("x", i) + strings.Repeat("12\r\n", 40<<10) + "\r"
		if want := Hash(strings.ReplaceAll(text, "\r\n", "\n")); Hash(text) != want || Hash([]byte(text)) != want {
			t.Errorf("%d bytes before the lines change the result", i)
		}
	}
}

// TestDecodeFiles checks that DecodeFiles returns the same files as
// DecodeManifest and validates them too.
func TestDecodeFiles(t *testing.T) {
	m := &Manifest{
		Inputs:  []Hashed{{"a.yaml", Hash("a")}},
		Targets: []Target{{Name: "x", Dir: "gen", Files: []Hashed{{"a.go", Hash("b")}}, Symbols: []Symbol{{"/paths/~1a", "A", 0}}}},
	}
	got, err := DecodeFiles(m.Encode())
	if err != nil {
		t.Fatal(err)
	}
	m.Targets[0].Symbols = nil
	if diff := cmp.Diff(m, got); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"", "{", `{"format": 99}`, `{"format": 1, "targets": [{"dir": "gen/../../x"}]}`, `{"format": 1, "targets": [{"dir": "gen", "files": {"../a": ""}}]}`} {
		if m, err := DecodeFiles([]byte(text)); err == nil {
			t.Errorf("%s: %v", text, m)
		}
	}
}
