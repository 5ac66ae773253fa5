package output

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A file is replaced through a link only if the link stays in its module. The user may
// name a file anywhere.
func TestReplaceFollowsLinksInTheModule(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	links := map[string]string{
		"inside.md": "docs/notes.md", "outside.md": "../outside.md", "nowhere.md": "missing.md",
		"away.md": "../missing.md", "out": "..", "docs/up": "..", "twice.md": "outside.md", "module": "../other",
		"back": "../project/docs", "loop.md": "loop.md",
		"config.md": "sub/.git/config", "head.md": "twin/.GIT/HEAD", "hooks": "sub/.git", "git.md": "config.md",
	}
	const outside, nowhere = "leads out of the module", "leads to a file that does not exist"
	const git = "leads into a folder .git; remove it"
	tests := []struct {
		name, changed, err string
		sign               string // "" for go.mod
	}{
		{"inside.md", "project/docs/notes.md", "", ""},
		{"docs/up/docs/notes.md", "project/docs/notes.md", "", ""},
		{"back/notes.md", "project/docs/notes.md", "", ""},
		{"../outside.md", "outside.md", "", ""},
		{"new.md", "project/new.md", "", ""},
		{"docs/../new.md", "project/new.md", "", ""},
		{"outside.md", "", "outside.md: the symbolic link " + outside, ""},
		{"outside.md", "", "outside.md: the symbolic link " + outside, ".git/HEAD"},
		{"outside.md", "outside.md", "", "none"},
		{"twice.md", "", outside, ""},
		{"out/new.md", "", "out: the symbolic link " + outside, ""},
		{"module/new.md", "", "module: the symbolic link " + outside, ""},
		{"docs/up/outside.md", "", "docs/up/outside.md: the symbolic link " + outside, ""},
		{"nowhere.md", "", nowhere, ""},
		{"away.md", "", nowhere, ""},
		{"loop.md", "", "loop.md: ", ""},
		{"config.md", "", "config.md: the symbolic link " + git, ""},
		{"config.md", "", "config.md: the symbolic link " + git, "none"},
		{"head.md", "", "head.md: the symbolic link " + git, ""},
		{"hooks/new", "", "hooks: the symbolic link " + git, ""},
		{"git.md", "", "git.md: the symbolic link " + git, ""},
		{"sub/.git/config", "project/sub/.git/config", "", ""},
	}
	for _, absolute := range []bool{false, true} {
		for _, test := range tests {
			top := t.TempDir()
			dir := filepath.Join(top, "project")
			if test.sign == "" {
				test.sign = "go.mod"
			}
			for _, name := range []string{
				"project/" + test.sign, "project/docs/notes.md", "outside.md", "other/go.mod",
				"project/sub/.git/config", "project/twin/.GIT/HEAD",
			} {
				put(t, top, name, "before")
			}
			for name, to := range links {
				if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(dir)
			checkReplace(t, top, dir, test.name, absolute, test.changed, test.err)
		}
	}
}

// checkReplace replaces a file, and checks which file changes or the error.
func checkReplace(t *testing.T, top, dir, name string, absolute bool, changed, message string) {
	t.Helper()
	if absolute {
		name = filepath.Join(dir, name)
	}
	want := snapshot(t, top)
	var before []byte
	if text, ok := want[changed]; ok {
		before = []byte(text)
	}
	if changed != "" {
		want[changed] = "after"
	}
	err := Replace(t.Context(), name, before, []byte("after"), nil)
	switch {
	case message == "" && err != nil:
		t.Errorf("%s: %v", name, err)
	case message != "" && (err == nil || !strings.Contains(filepath.ToSlash(err.Error()), message)):
		t.Errorf("%s: %v, want %s", name, err, message)
	case strings.Contains(message, "symbolic link") && !errors.As(err, new(*LinkError)):
		t.Errorf("%s: the error is a %T", name, err)
	}
	if got := snapshot(t, top); !cmp.Equal(got, want) {
		t.Errorf("%s: %s", name, cmp.Diff(want, got))
	}
}
