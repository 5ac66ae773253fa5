package source

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkCalls reads Microsoft Graph and slices a few operations. Users wait
// for this part in every run. "scan" reads each byte once and is the lower
// bound; "full" reads the whole tree.
func BenchmarkCalls(b *testing.B) {
	for _, name := range []string{"graph-v1.0.json", "graph-beta.json", "graph-v1.0.yaml"} {
		text := corpusText(b, "graph/"+name)
		b.Run(name+"/scan", func(b *testing.B) { run(b, text, func() { scanned += scan(text) }) })
		b.Run(name+"/open", func(b *testing.B) { run(b, text, func() { openFile(b, name, text) }) })
		b.Run(name+"/slice", func(b *testing.B) { run(b, text, func() { sliceCalls(b, openFile(b, name, text)) }) })
		b.Run(name+"/full", func(b *testing.B) {
			if filepath.Ext(name) == ".yaml" && testing.Short() {
				b.Skip("yaml.v3 takes long")
			}
			run(b, text, func() {
				root, _ := readTree(name, text)
				sliceCalls(b, &Document{File: name, Root: root})
			})
		})
	}
}

func run(b *testing.B, text string, work func()) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		work()
	}
}

func corpusText(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(corpus(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func openFile(t testing.TB, name, text string) *Document {
	t.Helper()
	doc, diags := Open(name, text)
	if doc == nil || diags.HasErrors() {
		t.Fatalf("%s cannot be read:\n%s", name, diags)
	}
	return doc
}

func sliceCalls(t testing.TB, doc *Document) *Document {
	t.Helper()
	slice, _, _, diags := doc.Slice(Selection{Paths: []PathRule{{Glob: "/communications/calls/**"}}})
	if diags.HasErrors() {
		t.Fatalf("%s", diags)
	}
	return slice
}

// scanned keeps the compiler from removing the scan.
var scanned int

// scan reads every byte once.
func scan(text string) (depth int) {
	for i := range len(text) {
		switch text[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
	}
	return depth
}
