// Package cache remembers on this machine that a run had nothing to do.
//
// It takes a folder, keys made of all that a run depends on, and a few bytes to
// keep for each; it gives them back, and may import only the standard library.
//
// A cache helps and never hinders: what cannot be read is not there, and what
// cannot be written is forgotten. Nothing is an error.
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

// Cache is a folder of markers. Nil remembers nothing.
type Cache struct {
	dir  string
	tool string // hash of the program
}

// lifetime is how long a marker is kept that nobody asks for.
const lifetime = 30 * 24 * time.Hour

// Open returns the cache in dir, nil for no dir or where the running program
// cannot be known. The program is part of every key: another version, or the
// next build of one that is worked on, finds nothing of what this one did.
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

// Get returns what was put for what a run depends on.
func (c *Cache) Get(depends []string) (data []byte, ok bool) {
	if c == nil {
		return nil, false
	}
	data, err := os.ReadFile(c.file(depends))
	if err != nil {
		return nil, false
	}
	c.Put(depends, data) // anew, so that it is kept
	return data, true
}

// Put keeps data for what a run depends on, and removes what is old.
func (c *Cache) Put(depends []string, data []byte) {
	if c == nil || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	file, err := os.CreateTemp(c.dir, "new-")
	if err != nil {
		return
	}
	_, err = file.Write(data)
	if file.Close() != nil || err != nil || os.Rename(file.Name(), c.file(depends)) != nil {
		_ = os.Remove(file.Name())
	}
	c.sweep(c.file(depends))
}

// file is the marker's file. Its name is a hash in which no two lists of texts
// run together.
func (c *Cache) file(depends []string) string {
	hash := sha256.New()
	for _, text := range append([]string{c.tool}, depends...) {
		fmt.Fprintf(hash, "%d:%s", len(text), text)
	}
	return filepath.Join(c.dir, hex.EncodeToString(hash.Sum(nil)))
}

// sweep removes what is older than newest by more than a lifetime. The file
// system's clock is the only one that counts.
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
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && now.ModTime().Sub(info.ModTime()) > lifetime {
			_ = os.Remove(filepath.Join(c.dir, entry.Name()))
		}
	}
}
