package history

// This file reads files that Git LFS manages. Git stores a pointer with the hash of
// such a file, and Git LFS stores its content in a folder beside git's objects. The
// pointer is resolved here and not by the filter of Git LFS, which would download a
// missing file.

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// pointer identifies a file of Git LFS.
type pointer struct{ hash string } // SHA-256 in hexadecimal digits

// maxPointer limits the size of a pointer in bytes. The format allows less than 1024.
const maxPointer = 1024

var pointerHash = regexp.MustCompile(`(?m)^oid sha256:([0-9a-f]{64})$`)

// IsPointer reports whether the content of a file is a pointer of Git LFS.
func IsPointer(data string) bool {
	return len(data) < maxPointer && strings.HasPrefix(data, "version https://git-lfs.github.com/spec/")
}

// parsePointer returns the pointer in the content of a file.
func parsePointer(data []byte) (pointer, bool) {
	if len(data) >= maxPointer || !IsPointer(string(data)) {
		return pointer{}, false
	}
	found := pointerHash.FindSubmatch(data)
	if found == nil {
		return pointer{}, false
	}
	return pointer{string(found[1])}, true
}

// large returns the content of a file of Git LFS. commit contains the file.
func (r *Repository) large(p pointer, commit string) ([]byte, error) {
	name := filepath.Join(r.largeStore(), "objects", p.hash[:2], p.hash[2:4], p.hash)
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("expected a file in the Git LFS store")
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the file is in Git LFS, but was not downloaded; run `git lfs fetch origin %s`", commit)
	}
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != p.hash {
		return nil, errors.New("the file in the Git LFS store is damaged; run `git lfs fsck`")
	}
	return data, nil
}

// largeStore returns the folder in which Git LFS stores contents.
func (r *Repository) largeStore() string {
	out, err := r.git.run("config", "--get", "lfs.storage")
	dir := strings.TrimSpace(out)
	switch {
	case err != nil || dir == "":
		return filepath.Join(r.store, "lfs")
	case filepath.IsAbs(dir):
		return dir
	}
	return filepath.Join(r.store, dir)
}
