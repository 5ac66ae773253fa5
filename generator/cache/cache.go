// Package cache stores markers on this machine that let a run finish early
// when its inputs have not changed.
//
// It takes a folder, keys that cover all inputs of a run, and a few bytes of
// data for each key. It returns the data, and may import only the standard
// library.
//
// The cache is an optimization only. Unreadable entries are misses and failed
// writes are ignored, so no function returns an error.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Cache is a folder of markers. A nil *Cache stores nothing.
type Cache struct {
	dir  string
	tool string // hash of the running executable
}

// lifetime is how long an unused marker is retained.
const lifetime = 30 * 24 * time.Hour

// Open returns the cache in dir. It returns nil if dir is empty or the running
// executable cannot be read. The executable's hash is part of every key, so a
// new version or build never uses the markers of another.
func Open(dir string) *Cache {
	if dir == "" {
		return nil
	}
	name, err := os.Executable()
	if err != nil {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return nil
	}
	return &Cache{dir, hex.EncodeToString(hash.Sum(nil))}
}

// Get returns the data stored for the inputs of a run.
func (c *Cache) Get(depends []string) (data []byte, ok bool) {
	if c == nil {
		return nil, false
	}
	data, ok = read(c.file(depends))
	if !ok {
		return nil, false
	}
	c.Put(depends, data) // refreshes the marker's age
	return data, true
}

// Put stores data for the inputs of a run and removes expired markers.
func (c *Cache) Put(depends []string, data []byte) {
	if c == nil || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	sum := sha256.Sum256(data)
	if info, err := os.Lstat(c.file(depends)); err == nil && !info.Mode().IsRegular() {
		return
	}
	_ = os.WriteFile(c.file(depends), append(sum[:], data...), 0o600)
	c.sweep(c.file(depends))
}

// read returns the data of a marker. The hash before it shows that the marker was
// written completely, so no temporary file is needed.
func read(name string) (data []byte, ok bool) {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil, false
	}
	data, err := os.ReadFile(name)
	if err != nil || len(data) < sha256.Size {
		return nil, false
	}
	sum, data := data[:sha256.Size], data[sha256.Size:]
	return data, sha256.Sum256(data) == [sha256.Size]byte(sum)
}

// file returns the path of the marker for the inputs. The hash includes the
// length of each string, so {"a", "b"} and {"ab"} differ.
func (c *Cache) file(depends []string) string {
	hash := sha256.New()
	for _, input := range append([]string{c.tool}, depends...) {
		fmt.Fprintf(hash, "%d:%s", len(input), input)
	}
	return filepath.Join(c.dir, hex.EncodeToString(hash.Sum(nil)))
}

// sweep removes files that are older than newest by more than lifetime. It
// compares only times of the file system, never the system clock.
func (c *Cache) sweep(newest string) {
	now, err := os.Stat(newest)
	if err != nil {
		return
	}
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() && now.ModTime().Sub(info.ModTime()) > lifetime {
			_ = os.Remove(filepath.Join(c.dir, entry.Name()))
		}
	}
}
