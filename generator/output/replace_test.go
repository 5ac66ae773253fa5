package output

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "codes.yaml")
	link := filepath.Join(dir, "link.yaml")
	read := func() string {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if err := Replace(t.Context(), name, nil, []byte("a"), nil); err != nil || read() != "a" {
		t.Fatalf("a new file: %v", err)
	}
	if err := Replace(t.Context(), name, nil, []byte("b"), nil); err == nil || read() != "a" {
		t.Errorf("a file created in the meantime was overwritten (%v)", err)
	}
	if err := Replace(t.Context(), name, []byte("x"), []byte("b"), nil); err == nil || read() != "a" {
		t.Errorf("a file changed in the meantime was overwritten (%v)", err)
	}
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("codes.yaml", link); err != nil {
		t.Fatal(err)
	}
	if err := Replace(t.Context(), link, []byte("a"), []byte("b"), nil); err != nil || read() != "b" {
		t.Errorf("through a link: %v", err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced (%v)", err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode has changed (%v)", err)
	}
	if err := Replace(t.Context(), filepath.Join(dir, "no", "codes.yaml"), nil, []byte("a"), nil); err == nil {
		t.Error("a file was written to a folder that does not exist")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("temporary files remain: %v %v", entries, err)
	}
}
