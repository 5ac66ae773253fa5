package cache

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestCache(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "fragen")
	c := Open(dir)
	if c == nil {
		t.Fatal("no cache")
	}
	if _, ok := c.Get([]string{"a", "b"}); ok {
		t.Error("an empty cache returns data")
	}
	c.Put([]string{"a", "b"}, []byte("first"))
	c.Put([]string{"ab"}, []byte("second"))
	for _, test := range []struct {
		depends []string
		want    string
	}{{[]string{"a", "b"}, "first"}, {[]string{"ab"}, "second"}} {
		if data, ok := Open(dir).Get(test.depends); !ok || string(data) != test.want {
			t.Errorf("%q: %q, %v", test.depends, data, ok)
		}
	}
	for _, other := range [][]string{{"a"}, {"b", "a"}, {"a", "b", ""}, nil} {
		if data, ok := c.Get(other); ok {
			t.Errorf("%q: got %q, want a miss", other, data)
		}
	}
	next := &Cache{dir, "another build"}
	if _, ok := next.Get([]string{"ab"}); ok {
		t.Error("another build of the program gets the data of this one")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%v, %v", entries, err)
	}
}

// TestDamaged checks that a marker that was not written completely is a miss.
func TestDamaged(t *testing.T) {
	c := Open(t.TempDir())
	key := []string{"a"}
	c.Put(key, []byte("data"))
	whole, err := os.ReadFile(c.file(key))
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if err := os.WriteFile(c.file(key), whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if data, ok := c.Get(key); ok {
			t.Errorf("%d bytes of the marker: %q", n, data)
		}
	}
	if err := os.Remove(c.file(key)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(c.file(key), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(key); ok {
		t.Error("a folder is a marker")
	}
}

// TestSweep checks that markers unused for longer than lifetime are removed and
// recently used ones remain.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	c := Open(dir)
	long := time.Now().Add(-2 * lifetime)
	for _, name := range []string{"old", "used"} {
		c.Put([]string{name}, []byte("x"))
	}
	for _, name := range []string{"old", "used"} {
		if err := os.Chtimes(c.file([]string{name}), long, long); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := c.Get([]string{"used"}); !ok {
		t.Error("the marker is missing before any sweep")
	}
	c.Put([]string{"new"}, []byte("x"))
	for name, want := range map[string]bool{"old": false, "used": true, "new": true} {
		if _, ok := c.Get([]string{name}); ok != want {
			t.Errorf("%s: %v", name, ok)
		}
	}
}

// TestNoCache checks that a cache without a writable folder does nothing.
func TestNoCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file, filepath.Join(file, "below")} {
		c := Open(dir)
		c.Put([]string{"a"}, []byte("x"))
		if _, ok := c.Get([]string{"a"}); ok {
			t.Errorf("%q stores data", dir)
		}
	}
}
