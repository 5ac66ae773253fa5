package output

// This file has the content of fragen.lock and fragen.sum and reads both files.
// The lock holds decisions that cannot be repeated without it: the Go names and
// the numbers that fix the order of members and arguments. The sums are facts
// about the last run: they identify files that were edited since. Without them
// no name is lost, and commit refuses to overwrite or remove files that it
// cannot identify.
//
// Neither file is trusted: anyone may have changed it in the repository. It
// determines which files are removed, and its names become Go code.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// Format is the version of the formats of fragen.lock and fragen.sum.
const Format = 2

// Manifest is the content of fragen.lock and fragen.sum: the names, inputs and
// outputs of the last run. The next run reads it and preserves the names in it.
type Manifest struct {
	Inputs  []Hashed // paths relative to the manifest's folder, with slashes; may be outside of it
	Targets []Target
	NoSum   bool // fragen.lock exists, but fragen.sum does not

	onDisk *manifestHashes // nil if the manifest was not read from files
}

// manifestHashes are the hashes of fragen.lock and fragen.sum, "" for a file that
// does not exist.
type manifestHashes struct{ lock, sum string }

// Target is the output of one target. The runtime is a target of its own, because
// several targets share it.
type Target struct {
	Name    string // Go package name; "" for a target that only fragen.sum lists
	Dir     string // relative to the manifest's folder, with slashes; unique
	Files   []Hashed
	Symbols []Symbol
	LeftOut []LeftOut
}

// Hashed is a file with the hash of its content.
type Hashed struct {
	Path string
	Hash string // result of Hash, or MergedHash
}

// MergedHash is the hash of a generated file that both sides of a merge changed.
// Its content is a mixture of both, which no run has written.
const MergedHash = "merged"

// Symbol maps an element of the API description to its Go name, its number, or
// both.
type Symbol struct {
	Key    string // JSON pointer, followed by "@role" if the element has several names; unique in a target
	Name   string // Go identifiers separated by dots; "" for a number alone
	Number int    // position of the element among its siblings, from 1; 0: none
}

// A FileError reports a fragen.lock or fragen.sum that cannot be used.
type FileError struct {
	File   string // name of the file in its folder
	Line   int    // 0 if the error concerns the whole file
	Rule   string // RuleLock or RuleConflict
	Reason string
}

// The rules of a FileError.
const (
	RuleLock     = "lock"
	RuleConflict = "merge-conflict"
)

// Error returns the file, the line and the reason.
func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// FileErrors returns the errors that ReadManifest and MergeManifest joined.
func FileErrors(err error) []*FileError {
	var list []*FileError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			list = append(list, FileErrors(e)...)
		}
	} else if e := (*FileError)(nil); errors.As(err, &e) {
		list = append(list, e)
	}
	return list
}

// Hash returns the hash of data for a manifest: "sha256:" and 64 hexadecimal
// digits. It treats CRLF as LF, so converted line endings do not change the hash.
func Hash[Data string | []byte](data Data) string {
	h := sha256.New()
	var chunk [32 << 10]byte // avoids copying all of data
	for len(data) > 0 {
		n := copy(chunk[:], data)
		if n < len(data) && chunk[n-1] == '\r' {
			n-- // may be the first half of a CRLF
		}
		data = data[n:]
		part := chunk[:n]
		if bytes.IndexByte(part, '\r') >= 0 {
			part = plainLines(part)
		}
		h.Write(part)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Target returns the target in the folder dir, or nil. A nil manifest has no
// targets.
func (m *Manifest) Target(dir string) *Target {
	if m == nil {
		return nil
	}
	for i := range m.Targets {
		if m.Targets[i].Dir == dir {
			return &m.Targets[i]
		}
	}
	return nil
}

// sortSymbols sorts symbols by key.
func sortSymbols(list []Symbol) {
	slices.SortFunc(list, func(a, b Symbol) int { return strings.Compare(a.Key, b.Key) })
}

// sortTargets sorts targets by folder.
func sortTargets(list []Target) {
	slices.SortFunc(list, func(a, b Target) int { return strings.Compare(a.Dir, b.Dir) })
}

// target returns the target in the folder dir and adds it if it is new.
func (m *Manifest) target(dir string) *Target {
	if t := m.Target(dir); t != nil {
		return t
	}
	m.Targets = append(m.Targets, Target{Dir: dir})
	return &m.Targets[len(m.Targets)-1]
}

// isTargetDir reports whether dir is a clean path with slashes, perhaps with leading
// ".." elements. os.Root checks that it is in the module.
func isTargetDir(dir string) bool {
	for strings.HasPrefix(dir, "../") {
		dir = dir[len("../"):]
	}
	return dir == ".." || fs.ValidPath(dir)
}

// ReadManifest reads the manifest called name in dir, and the sums beside it. It
// returns nil if neither file exists, as before the first run. The error joins
// one *FileError for each file.
func ReadManifest(dir, name string) (*Manifest, error) {
	return ReadManifestWith(ReadText, dir, name)
}

// ReadManifestWith is like ReadManifest, but reads files with read, for example to
// read an earlier version of the manifest.
func ReadManifestWith(read func(name string) (string, error), dir, name string) (*Manifest, error) {
	return readManifest(read, dir, name, decodeLock, decodeSum)
}

// readManifest reads both files with functions that read and decode them.
func readManifest(
	read func(name string) (string, error), dir, name string, lock, sum func(string) (*Manifest, *FileError),
) (*Manifest, error) {
	names, lockHash, lockErr := readPart(read, dir, name, lock)
	sums, sumHash, sumErr := readPart(read, dir, SumName(name), sum)
	if err := errors.Join(lockErr, sumErr); err != nil || lockHash == "" && sumHash == "" {
		return nil, err
	}
	out := combine(names, sums)
	out.onDisk = &manifestHashes{lockHash, sumHash}
	return out, nil
}

// readPart reads one of the files. It returns the hash of its content, "" if the
// file does not exist.
func readPart(
	read func(name string) (string, error), dir, name string, decode func(string) (*Manifest, *FileError),
) (m *Manifest, hash string, err error) {
	text, err := read(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	base := filepath.Base(name)
	if err != nil {
		return nil, "", &FileError{File: base, Rule: RuleLock, Reason: reason(err).Error()}
	}
	m, failed := decode(text)
	if failed != nil {
		failed.File = base
		return nil, "", failed
	}
	return m, Hash(text), nil
}

// Decode decodes the contents of fragen.lock and fragen.sum.
func Decode(lock, sum []byte) (*Manifest, error) {
	names, err := decodeLock(string(lock))
	if err != nil {
		return nil, err
	}
	sums, err := decodeSum(string(sum))
	if err != nil {
		return nil, err
	}
	return combine(names, sums), nil
}

// combine returns a manifest with the names of one manifest and the hashes of
// the other. A lock of format 1 has hashes too, which are used if sums is nil.
func combine(names, sums *Manifest) *Manifest {
	if names == nil {
		return sums
	}
	if sums == nil {
		return names
	}
	out := &Manifest{Inputs: sums.Inputs}
	for _, t := range names.Targets {
		out.Targets = append(out.Targets, Target{Name: t.Name, Dir: t.Dir, Symbols: t.Symbols, LeftOut: t.LeftOut})
	}
	for _, t := range sums.Targets {
		out.target(t.Dir).Files = t.Files
	}
	sortTargets(out.Targets)
	return out
}
