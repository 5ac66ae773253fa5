package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// defaultCache returns the default folder of results.
func defaultCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "fragen-conformance")
}

// ownHash returns the hash of this program, which contains the generator.
func ownHash() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil))[:16], nil
}

// hashFiles returns a hash of the names and contents of files.
func hashFiles(files map[string][]byte) string {
	hash := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(hash, "%q %d\n", name, len(files[name]))
		hash.Write(files[name])
	}
	return hex.EncodeToString(hash.Sum(nil))[:16]
}

// cacheFile returns the file of the result of a description.
func (o *options) cacheFile(version, hash string) string {
	name, _, _ := strings.Cut(o.tool, "=")
	if o.examples {
		name = "-examples"
	}
	return filepath.Join(o.cache, "results", hash+"-"+version+name+".json")
}

// stored returns a stored result, or nil.
func stored(file string) *Result {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	r := &Result{}
	if json.Unmarshal(data, r) != nil {
		return nil
	}
	return r
}

// store writes a result. An interrupted write leaves no file.
func store(file string, r *Result) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	part := fmt.Sprintf("%s.%d", file, os.Getpid())
	if err := os.WriteFile(part, data, 0o666); err != nil {
		return err
	}
	return os.Rename(part, file)
}
