package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// conflicted returns lines with a merge conflict in the middle. base is "" for
// markers without a base.
func conflicted(before, ours, base, theirs, after string) string {
	if base != "" {
		base = "||||||| 1a2b3c4\n" + base
	}
	return before + "<<<<<<< HEAD\n" + ours + base + "=======\n" + theirs + ">>>>>>> topic\n" + after
}

// TestMergeLock checks that only names and numbers of new elements of the other
// side change.
func TestMergeLock(t *testing.T) {
	const (
		head   = "format 2\ngen\tx\n\t/components/schemas\n\t\ta\tA\n\t\t\tproperties\n\t\t\t\tid\t.ID 1\n"
		ours   = "\t\t\t\tours\t.Ours 2\n\t\t\t\tsame\t.Same 3\n"
		theirs = "\t\t\t\tsame\t.Other 4\n\t\t\t\ttheirs\t.Theirs 2\n\t\t\t\tthing\t.Ours 5\n"
		tail   = "\t\tb\tB\n"
		base   = "\t\t\t\tgone\t.Gone 2\n<<<<<<<<< nested\n=========\n>>>>>>>>> nested\n"
	)
	want := head + ours + "\t\t\t\ttheirs\t.Theirs\n\t\t\t\tthing\t5\n" + tail
	for _, text := range []string{
		conflicted(head, ours, "", theirs, tail),
		conflicted(head, ours, base, theirs, tail),
		strings.ReplaceAll(conflicted(head, ours, base, theirs, tail), "\n", "\r\n"),
		conflicted("", head+ours+tail, "", head+theirs+tail, ""),
		conflicted("", want, "", `{"format": 1, "targets": [{"dir": "gen", "symbols": {"/components/schemas/a": "A"}}]}`+"\n", ""),
		conflicted("", "", "", want, ""),
	} {
		m, err := mergeLock(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.ReplaceAll(want, "format 2\n", lockHeader), string(m.EncodeLock())); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// TestMergeSum checks that a file has MergedHash if both sides changed it.
func TestMergeSum(t *testing.T) {
	line := func(name, content string) string {
		return "\t" + name + "\t" + strings.TrimPrefix(Hash(content), hashPrefix) + "\n"
	}
	m, err := mergeSum(conflicted("format 2\ninputs\n"+line("a.yaml", "a")+"output\tgen\n"+line("both.go", "x"),
		line("changed.go", "ours")+line("ours.go", "ours"), "", line("changed.go", "theirs")+line("theirs.go", "theirs"),
		"output\trest\n"+line("client.go", "x")))
	if err != nil {
		t.Fatal(err)
	}
	want := &Manifest{
		Inputs: []Hashed{{"a.yaml", Hash("a")}},
		Targets: []Target{
			{Dir: "gen", Files: []Hashed{
				{"both.go", Hash("x")}, {"changed.go", MergedHash}, {"ours.go", Hash("ours")}, {"theirs.go", Hash("theirs")},
			}},
			{Dir: "rest", Files: []Hashed{{"client.go", Hash("x")}}},
		},
	}
	if diff := cmp.Diff(want, m, ignoreRead); diff != "" {
		t.Error(diff)
	}
}

func TestMergeRefuses(t *testing.T) {
	tests := []struct{ text, want string }{
		{"format 2\n<<<<<<< HEAD\n", "fragen.lock:2: the last conflict marker is missing"},
		{"format 2\n<<<<<<< HEAD\n<<<<<<< HEAD\n", `fragen.lock:3: unexpected conflict marker "<<<<<<< HEAD"`},
		{"format 2\n>>>>>>> topic\n", `fragen.lock:2: unexpected conflict marker ">>>>>>> topic"`},
		{"format 2\n<<<<<<< HEAD\n>>>>>>> topic\n", `fragen.lock:3: unexpected conflict marker`},
		{conflicted("format 2\ngen\tx\n\ta\tA\n", "", "", "\tb\tB 0\n", ""), "fragen.lock:6: expected a number"},
		{conflicted("format 2\ngen\tx\n\ta\tA\n", "\ta\tB\n", "", "", ""), "fragen.lock:5: duplicate entry for a"},
		{"format 3\n", "fragen.lock:1: expected"},
	}
	for _, test := range tests {
		dir := t.TempDir()
		put(t, dir, "fragen.lock", test.text)
		if _, err := MergeManifest(dir, "fragen.lock"); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %q", test.text, err, test.want)
		}
	}
}

// TestCommitAfterMerge checks that files that both sides changed are written or
// removed, and that edited files that one side changed are not.
func TestCommitAfterMerge(t *testing.T) {
	dir := t.TempDir()
	old := map[string]string{"edited.go": goFile("old"), "gone.go": goFile("old"), "mixed.go": goFile("old")}
	side := func(name string) string {
		commit(t, dir, map[string]string{
			"edited.go": goFile("theirs"), "gone.go": goFile(name), "marked.go": goFile(name), "mixed.go": goFile(name),
		})
		sums, err := os.ReadFile(filepath.Join(dir, "fragen.sum"))
		if err != nil {
			t.Fatal(err)
		}
		return string(sums)
	}
	commit(t, dir, old)
	put(t, dir, "fragen.sum", conflicted("", side("ours"), "", side("theirs"), ""))
	put(t, dir, "gen/edited.go", goFile("by hand"))
	put(t, dir, "gen/gone.go", goFile("ours and theirs"))
	put(t, dir, "gen/mixed.go", goFile("ours and theirs"))
	put(t, dir, "gen/marked.go", conflicted("", goFile("ours"), "", goFile("theirs"), ""))
	after := map[string]string{"marked.go": goFile("new"), "mixed.go": goFile("new")}

	if _, err := ReadManifest(dir, "fragen.lock"); err == nil {
		t.Error("ReadManifest accepts conflict markers")
	}
	merged := func() *Output {
		old, err := MergeManifest(dir, "fragen.lock")
		if err != nil {
			t.Fatal(err)
		}
		fresh := t.TempDir()
		o := run(t, fresh, after)
		o.Dir, o.Old = dir, old
		return o
	}
	checkCommit(t, merged(), false, []string{"edited gen/edited.go"})
	put(t, dir, "gen/edited.go", goFile("theirs"))
	report, err := merged().Commit(false)
	want := &Report{
		Written:  []string{"gen/marked.go", "gen/mixed.go"},
		Removed:  []string{"gen/edited.go", "gen/gone.go"},
		Manifest: true,
	}
	if err != nil || !cmp.Equal(report, want) {
		t.Errorf("%v, %s", err, cmp.Diff(want, report))
	}
}

// FuzzMerge checks that the result of a merge can be written and read.
func FuzzMerge(f *testing.F) {
	f.Add(conflicted(lockText, "\t\tours\tOurs 1\n", "\t\tbase\tBase\n", "\t\ttheirs\tTheirs 1\n", ""))
	f.Add(conflicted("format 2\ninputs\n", "output\tours\n", "", "output\ttheirs\n", ""))
	f.Add(conflicted("", lock1Text, "", lockText, ""))
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := mergeLock(text); err == nil {
			if _, err := decodeLock(string(m.EncodeLock())); err != nil {
				t.Errorf("lock: %v", err)
			}
		}
		if m, err := mergeSum(text); err == nil {
			for _, file := range m.files() {
				if file.hash == MergedHash {
					return
				}
			}
			if _, err := decodeSum(string(m.EncodeSum())); err != nil {
				t.Errorf("sum: %v", err)
			}
		}
	})
}
