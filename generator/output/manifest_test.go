package output

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// ignoreRead compares manifests whether or not they were read from files.
var ignoreRead = cmpopts.IgnoreUnexported(Manifest{})

const lockText = `format 2
# Go names and their order, by JSON pointer. Commit this file. DO NOT EDIT.
gen/x	x
	/components/schemas
		a<b>	AB
			properties
				id	.ID 1
				"/state "	.State 2
					@type	+State
					@values	+Values
					enum
						open	+Open
		base	Base
			@any	AnyBase
			properties
				/@odata.type	.Type
	/paths
		/~1x	.X
			@builder	XRequestBuilder
			get
				@options	+GetOptions
				parameters/query
					owner	1
					select	.Select
			~1{}	.ByID
				@builder	+ItemRequestBuilder
				@fake	xtest.XItem
	codes:shop
		@list	Codes
`

const lock1Text = `{
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
        "/components/schemas/a<b>": "AB",
        "/paths/~1x/get": "XGetOptions"
      }
    }
  ]
}
`

// hashLine returns the line of a file in fragen.sum and its hash.
func hashLine(name string) (line string, h Hashed) {
	h = Hashed{name, Hash(name)}
	return "\t" + name + "\t" + strings.TrimPrefix(h.Hash, "sha256:") + "\n", h
}

func testManifest() (m *Manifest, sumText string) {
	codes, codesHash := hashLine("../shared/codes.yaml")
	spec, specHash := hashLine("spec/a.yaml")
	client, clientHash := hashLine("client.go")
	a, aHash := hashLine("a.go")
	c, cHash := hashLine("b/c.go")
	m = &Manifest{
		Inputs: []Hashed{specHash, codesHash},
		Targets: []Target{
			{Name: "x", Dir: "gen/x", Files: []Hashed{cHash, aHash}, Symbols: []Symbol{
				{"/paths/~1x", "Client.X", 0},
				{"/paths/~1x@builder", "XRequestBuilder", 0},
				{"/paths/~1x/get@options", "XGetOptions", 0},
				{"/paths/~1x/get/parameters/query/select", "XGetOptions.Select", 0},
				{"/paths/~1x/get/parameters/query/owner", "", 1},
				{"/paths/~1x~1{}", "XRequestBuilder.ByID", 0},
				{"/paths/~1x~1{}@builder", "XItemRequestBuilder", 0},
				{"/paths/~1x~1{}@fake", "xtest.XItem", 0},
				{"codes:shop@list", "Codes", 0},
				{"/components/schemas/a<b>/properties/state ", "AB.State", 2},
				{"/components/schemas/a<b>/properties/state @type", "ABState", 0},
				{"/components/schemas/a<b>/properties/state @values", "ABStateValues", 0},
				{"/components/schemas/a<b>/properties/state /enum/open", "ABStateOpen", 0},
				{"/components/schemas/a<b>", "AB", 0},
				{"/components/schemas/a<b>/properties/id", "AB.ID", 1},
				{"/components/schemas/base@any", "AnyBase", 0},
				{"/components/schemas/base", "Base", 0},
				{"/components/schemas/base/properties/@odata.type", "Base.Type", 0},
			}},
			{Dir: "gen/rest", Files: []Hashed{clientHash}},
		},
	}
	return m, "format 2\n# SHA-256 of the inputs and generated files. Commit this file. DO NOT EDIT.\n" +
		"inputs\n" + codes + spec + "output\tgen/rest\n" + client + "output\tgen/x\n" + a + c
}

func TestManifestText(t *testing.T) {
	m, sumText := testManifest()
	if diff := cmp.Diff(lockText, string(m.EncodeLock())); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(sumText, string(m.EncodeSum())); diff != "" {
		t.Error(diff)
	}
	back, err := Decode([]byte(lockText), []byte(sumText))
	if err != nil {
		t.Fatal(err)
	}
	sortHashes(m.Inputs)
	sortHashes(m.Targets[0].Files)
	sortSymbols(m.Targets[0].Symbols)
	sortTargets(m.Targets)
	if diff := cmp.Diff(m, back, ignoreRead); diff != "" {
		t.Error(diff)
	}
	if back.Target("gen") != nil || (*Manifest)(nil).Target("gen") != nil {
		t.Error("got a target, want none")
	}
	crlf := func(text string) []byte { return []byte(strings.ReplaceAll(text, "\n", "\r\n")) }
	if again, err := Decode(crlf(lockText), crlf(sumText)); err != nil || !cmp.Equal(again, back, ignoreRead) {
		t.Errorf("with CRLF: %v", err)
	}
}

// TestAddedNameAddsLines checks that a new symbol adds lines to the lock and
// changes no others.
func TestAddedNameAddsLines(t *testing.T) {
	m, _ := testManifest()
	before := strings.SplitAfter(string(m.EncodeLock()), "\n")
	for _, s := range []Symbol{
		{"/components/schemas/a<b>/properties/aaa", "AB.Aaa", 3},
		{"/components/schemas/a<b>/properties/id@type", "ABID", 0},
		{"/components/schemas/a<b>@any", "AnyAB", 0},
		{"/components/schemas/zzz", "Zzz", 0},
		{"/paths/~1x/get@fake", "xtest.XGet", 0},
		{"/paths/~1x/put@options", "XPutOptions", 0},
		{"/paths/~1x~1y/get@options", "YGetOptions", 0},
		{"/responses/r", "R", 0},
	} {
		changed := *m
		changed.Targets = slices.Clone(m.Targets)
		changed.Targets[0].Symbols = append(slices.Clone(m.Targets[0].Symbols), s)
		after := strings.SplitAfter(string(changed.EncodeLock()), "\n")
		rest := before
		for _, line := range after {
			if len(rest) > 0 && line == rest[0] {
				rest = rest[1:]
			}
		}
		if len(rest) > 0 || len(after) <= len(before) {
			t.Errorf("%s changes %q", s.Key, rest)
		}
	}
}

// TestFormat1 checks that locks of format 1 are readable. Their hashes apply
// only if there is no fragen.sum.
func TestFormat1(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "fragen.lock", lock1Text)
	m, err := ReadManifest(dir, "fragen.lock")
	if err != nil {
		t.Fatal(err)
	}
	want := &Manifest{
		Inputs: []Hashed{{"../shared/codes.yaml", "sha256:02"}, {"spec/a.yaml", "sha256:01"}},
		Targets: []Target{
			{Name: "rest", Dir: "gen/rest", Files: []Hashed{{"client.go", "sha256:05"}}},
			{
				Name: "x", Dir: "gen/x", Files: []Hashed{{"a.go", "sha256:03"}, {"b/c.go", "sha256:04"}},
				Symbols: []Symbol{{"/components/schemas/a<b>", "AB", 0}, {"/paths/~1x/get", "XGetOptions", 0}},
			},
		},
	}
	if diff := cmp.Diff(want, m, ignoreRead); diff != "" {
		t.Error(diff)
	}
	_, sumText := testManifest()
	put(t, dir, "fragen.sum", sumText)
	if m, err = ReadManifest(dir, "fragen.lock"); err != nil {
		t.Fatal(err)
	}
	if got := m.Target("gen/x"); got.Files[0].Hash != Hash("a.go") || !slices.Equal(got.Symbols, want.Targets[1].Symbols) {
		t.Errorf("with a fragen.sum: %v", got)
	}
}

// TestConvertedLock checks that a lock of an earlier version has the same symbols
// in format 2.
func TestConvertedLock(t *testing.T) {
	data, err := os.ReadFile("../../testdata/upgrade/fragen.lock")
	if err != nil {
		t.Fatal(err)
	}
	old, failed := decodeLock(string(data))
	if failed != nil {
		t.Fatal(failed)
	}
	converted, failed := decodeLock(string(old.EncodeLock()))
	if failed != nil {
		t.Fatal(failed)
	}
	for _, target := range old.Targets {
		if len(target.Symbols) == 0 {
			continue
		}
		if diff := cmp.Diff(target.Symbols, converted.Target(target.Dir).Symbols); diff != "" {
			t.Errorf("%s: %s", target.Dir, diff)
		}
	}
}

// TestMissingParts checks which part of a manifest is lost with each of its files.
func TestMissingParts(t *testing.T) {
	dir := t.TempDir()
	if m, err := ReadManifest(dir, "fragen.lock"); m != nil || err != nil {
		t.Errorf("no file: %v, %v", m, err)
	}
	put(t, dir, "fragen.lock", lockText)
	m, err := ReadManifest(dir, "fragen.lock")
	if err != nil || !m.NoSum || len(m.Targets) != 1 || len(m.Targets[0].Symbols) != 18 || m.files() != nil {
		t.Errorf("no fragen.sum: %v, %v", m, err)
	}
	_, sumText := testManifest()
	put(t, dir, "fragen.sum", sumText)
	if err := os.Remove(filepath.Join(dir, "fragen.lock")); err != nil {
		t.Fatal(err)
	}
	m, err = ReadManifest(dir, "fragen.lock")
	if err != nil || m.NoSum || len(m.files()) != 3 || m.Target("gen/x").Symbols != nil {
		t.Errorf("no fragen.lock: %v, %v", m, err)
	}
}

func TestManifestRefuses(t *testing.T) {
	digits := strings.Repeat("0", 64)
	deep := "format 2\nx\tx\n"
	for i := range maxLevels + 1 {
		deep += strings.Repeat("\t", i+1) + "a\n"
	}
	tests := []struct{ name, text, want string }{
		{"fragen.lock", "a\n<<<<<<< HEAD\n", "fragen.lock:2: unresolved merge conflict"},
		{"fragen.lock", "", "fragen.lock: the file is empty; restore it from version control"},
		{"fragen.lock", "\r\n", "fragen.lock: the file is empty"},
		{"fragen.lock", "[]", `fragen.lock:1: expected the line "format 2"; restore`},
		{"fragen.lock", "{", "fragen.lock: invalid lock"},
		{"fragen.lock", "\ufeffformat 2\n", "fragen.lock:1: unexpected byte order mark; remove it or restore"},
		{"fragen.lock", "x\tx\n\ta\tA\n", `fragen.lock:1: expected the line "format 2"; restore`},
		{"fragen.lock", "{\n<<<<<<< HEAD\n}", "fragen.lock:2: unresolved merge conflict"},
		{"fragen.lock", "{}", "format 1 or 2, found 0"},
		{"fragen.lock", `{"format": 2}`, "format 1 or 2, found 2"},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "x/../../y"}]}`, `"x/../../y" is outside`},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "../../"}]}`, `"../../" is outside`},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "/x"}]}`, `"/x" is outside`},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "x", "files": {"../../y.go": ""}}]}`, `"../../y.go" is outside`},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "x", "files": {".": ""}}]}`, `"." is outside`},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "x"}, {"dir": "x"}]}`, "duplicate target folder"},
		{"fragen.lock", `{"format": 1, "targets": [{"dir": "x", "symbols": {"/a": "A{}"}}]}`, `found "A{}"`},
		{"fragen.lock", "format 3\n", `fragen.lock:1: expected "format 2", found "format 3"`},
		{"fragen.lock", "format 2\nx\tx\n\n", "fragen.lock:3: expected an entry, found an empty line"},
		{"fragen.lock", "format 2\n\ta\tA\n", "fragen.lock:2: expected at most 0 tabs, found 1"},
		{"fragen.lock", "format 2\nx\tx\n\ta\tA\n\t\t\tb\tB\n", "fragen.lock:4: expected at most 2 tabs, found 3"},
		{"fragen.lock", "format 2\nx\tx\n\t/a\tA\n\t\tb\tB\n\t/a/b\tC\n", "fragen.lock:5: duplicate entry for /a/b, first on line 4"},
		{"fragen.lock", "format 2\n../../\tx\n", `fragen.lock:2: target folder "../../" is outside`},
		{"fragen.lock", "format 2\nx\tx\nx\tx\n", `fragen.lock:3: duplicate target folder "x"`},
		{"fragen.lock", "format 2\nx\n", `fragen.lock:2: expected a folder and a name, found "x"`},
		{"fragen.lock", "format 2\nx\tx\n\ta\tA; b\n", `fragen.lock:3: expected a number from 1 to 1048576, found "b"`},
		{"fragen.lock", "format 2\nx\tx\n\ta\tA;b\n", `fragen.lock:3: expected a Go name, found "A;b"`},
		{"fragen.lock", "format 2\nx\tx\n\ta\t\n", `fragen.lock:3: expected a name or a number, found ""`},
		{"fragen.lock", "format 2\nx\tx\n\ta\t 7\n", `fragen.lock:3: expected a name or a number, found " 7"`},
		{"fragen.lock", "format 2\nx\tx\n\ta\tA 0\n", `fragen.lock:3: expected a number from 1 to 1048576, found "0"`},
		{"fragen.lock", "format 2\nx\tx\n\ta\tA 07\n", `found "07"`},
		{"fragen.lock", "format 2\nx\tx\n\ta\tA 99999999999999999999\n", "fragen.lock:3: expected a number"},
		{"fragen.lock", "format 2\nx\tx\n\t\"a\tA\n", `fragen.lock:3: invalid quotes in "a`},
		{"fragen.lock", deep, "fragen.lock:103: expected at most 100 levels"},
		{"fragen.sum", "format 2\ninputs\n<<<<<<< HEAD\n", "fragen.sum:3: unresolved merge conflict"},
		{"fragen.sum", "", "fragen.sum: the file is empty; restore it from version control"},
		{"fragen.sum", "inputs\n", `fragen.sum:1: expected the line "format 2"; restore`},
		{"fragen.sum", "format 1\n", `fragen.sum:1: expected "format 2", found "format 1"; use the version`},
		{"fragen.sum", "format 2\n\ta\t" + digits, "fragen.sum:2: unexpected line"},
		{"fragen.sum", "format 2\ninputs\ninputs\n", `fragen.sum:3: unexpected line "inputs"`},
		{"fragen.sum", "format 2\noutput\t/x\n", `fragen.sum:2: target folder "/x" is outside`},
		{"fragen.sum", "format 2\noutput\tx\noutput\tx\n", `fragen.sum:3: duplicate target folder "x"`},
		{"fragen.sum", "format 2\noutput\tx\n\t../y.go\t" + digits, `fragen.sum:3: file "../y.go" is outside "x"`},
		{"fragen.sum", "format 2\ninputs\n\t/y.yaml\t" + digits, `fragen.sum:3: input "/y.yaml" is not a clean relative path`},
		{"fragen.sum", "format 2\ninputs\n\ty\t" + digits + "\n\ty\t" + digits, `fragen.sum:4: duplicate file "y"`},
		{"fragen.sum", "format 2\ninputs\n\ty\tsha256:01", "fragen.sum:3: expected a SHA-256 of 64 hexadecimal digits"},
	}
	for _, test := range tests {
		dir := t.TempDir()
		put(t, dir, test.name, test.text)
		_, err := ReadManifest(dir, "fragen.lock")
		if err == nil || !strings.Contains(err.Error(), test.want) || len(FileErrors(err)) != 1 {
			t.Errorf("%s: %v, want %q", test.text, err, test.want)
		}
	}
}

// FuzzDecodeManifest checks that a decoded manifest can be encoded and decoded
// again without changes, and that merging a file without conflict markers has
// the same result.
func FuzzDecodeManifest(f *testing.F) {
	_, sumText := testManifest()
	f.Add(lockText, sumText)
	f.Add(lock1Text, "format 2\n")
	f.Add("format 2\nx\tx\n\t\"\"\t.A\n\t\t/\t+B\n", "format 2\ninputs\n")
	f.Fuzz(func(t *testing.T, lock, sum string) {
		m, err := Decode([]byte(lock), []byte(sum))
		if err != nil {
			return
		}
		firstLock, firstSum := m.EncodeLock(), m.EncodeSum()
		again, err := Decode(firstLock, firstSum)
		if err != nil {
			t.Fatalf("%v in\n%s\n%s", err, firstLock, firstSum)
		}
		if second := again.EncodeLock(); !bytes.Equal(firstLock, second) {
			t.Errorf("%s", cmp.Diff(string(firstLock), string(second)))
		}
		for _, target := range m.Targets {
			if other := again.Target(target.Dir); len(target.Symbols) > 0 && !slices.Equal(other.Symbols, target.Symbols) {
				t.Errorf("%s: %s", target.Dir, cmp.Diff(target.Symbols, other.Symbols))
			}
		}
		if second := again.EncodeSum(); !bytes.Equal(firstSum, second) {
			t.Errorf("%s", cmp.Diff(string(firstSum), string(second)))
		}
		if merged, err := mergeLock(string(firstLock)); err != nil || !bytes.Equal(merged.EncodeLock(), firstLock) {
			t.Errorf("merged: %v", err)
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
