package output

// This file reads and writes the manifest. It is JSON with a format number. Its
// lists are JSON objects with one entry on each line, so that git can merge
// branches that add files. The content is not trusted: anyone may have changed
// the file in the repository, and it determines which files are removed.

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Format is the version of the manifest's format.
const Format = 1

// Manifest is the content of fragen.lock: the inputs and outputs of the last run.
// The next run reads it and preserves the names in it.
type Manifest struct {
	Inputs  []Hashed // paths relative to the manifest's folder, with slashes; may be outside of it
	Targets []Target
}

// Target is the output of one target. The runtime is a target of its own, because
// several targets share it.
type Target struct {
	Name    string // Go package name
	Dir     string // relative to the manifest's folder, with slashes; unique
	Files   []Hashed
	Symbols []Symbol
}

// Hashed is a file with the hash of its content.
type Hashed struct {
	Path string
	Hash string // result of Hash
}

// Symbol maps an element of the API description to its Go name, its number, or
// both.
type Symbol struct {
	Key    string // JSON pointer, followed by "@role" if the element has several names; unique in a target
	Name   string // without spaces; "" for a number alone
	Number int    // position of the element among its siblings, from 1; 0: none
}

// text returns the symbol's value in a manifest: "Name 7", "Name" or "7".
func (s Symbol) text() string {
	switch {
	case s.Number == 0:
		return s.Name
	case s.Name == "":
		return strconv.Itoa(s.Number)
	}
	return s.Name + " " + strconv.Itoa(s.Number)
}

// parseSymbol is the inverse of text.
func parseSymbol(key, text string) (Symbol, error) {
	name, digits, found := strings.Cut(text, " ")
	if !found && text != "" && text[0] >= '0' && text[0] <= '9' {
		name, digits, found = "", text, true
	}
	s := Symbol{Key: key, Name: name}
	if !found {
		return s, nil
	}
	number, err := strconv.ParseUint(digits, 10, 31)
	s.Number = int(number)
	if err != nil || number == 0 || s.text() != text {
		return s, fmt.Errorf("%s: expected a name, a number, or a name and a number, found %q", key, text)
	}
	return s, nil
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

// jsonManifest is the JSON form of a manifest.
type jsonManifest struct {
	Format  int               `json:"format"`
	Inputs  map[string]string `json:"inputs"`
	Targets []jsonTarget      `json:"targets"`
}

// jsonTarget is the JSON form of a target.
type jsonTarget struct {
	Name    string            `json:"name"`
	Dir     string            `json:"dir"`
	Files   map[string]string `json:"files"`
	Symbols map[string]string `json:"symbols,omitempty"`
}

// Encode returns the manifest as indented JSON with sorted entries and a final
// newline.
func (m *Manifest) Encode() []byte {
	out := jsonManifest{Format: Format, Inputs: hashMap(m.Inputs), Targets: []jsonTarget{}}
	for _, target := range m.Targets {
		symbols := map[string]string{}
		for _, symbol := range target.Symbols {
			symbols[symbol.Key] = symbol.text()
		}
		out.Targets = append(out.Targets, jsonTarget{target.Name, target.Dir, hashMap(target.Files), symbols})
	}
	slices.SortFunc(out.Targets, func(a, b jsonTarget) int { return cmp.Compare(a.Dir, b.Dir) })

	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf) // sorts the keys of maps
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(out); err != nil {
		panic("internal: manifest: " + err.Error())
	}
	return buf.Bytes()
}

func hashMap(list []Hashed) map[string]string {
	out := make(map[string]string, len(list))
	for _, h := range list {
		out[h.Path] = h.Hash
	}
	return out
}

// DecodeManifest parses an encoded manifest. Paths outside of the manifest's
// folder are an error.
func DecodeManifest(data []byte) (*Manifest, error) {
	var in jsonManifest
	if err := json.Unmarshal(data, &in); err != nil {
		if line := conflictLine(data); line > 0 {
			return nil, &ConflictError{line}
		}
		return nil, fmt.Errorf("invalid manifest: %w; restore it from version control "+
			"or delete it, then run fragen generate", err)
	}
	return in.manifest()
}

// DecodeFiles is like DecodeManifest, but skips the symbols, which are most of a
// large manifest.
func DecodeFiles(data []byte) (*Manifest, error) {
	var in struct {
		jsonManifest
		Targets []struct {
			Name, Dir string
			Files     map[string]string
		} `json:"targets"` // shadows the field with symbols
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, err
	}
	for _, t := range in.Targets {
		in.jsonManifest.Targets = append(in.jsonManifest.Targets, jsonTarget{Name: t.Name, Dir: t.Dir, Files: t.Files})
	}
	return in.manifest()
}

// manifest validates the JSON form and converts it to a Manifest.
func (in *jsonManifest) manifest() (*Manifest, error) {
	if in.Format != Format {
		return nil, fmt.Errorf("expected manifest format %d, found %d; use the version of fragen that wrote it",
			Format, in.Format)
	}
	m := &Manifest{Inputs: hashList(in.Inputs)}
	for _, t := range in.Targets {
		target := Target{Name: t.Name, Dir: t.Dir, Files: hashList(t.Files)}
		if !isTargetDir(t.Dir) {
			return nil, fmt.Errorf("target folder %q is outside of the project; restore the file from version control",
				t.Dir)
		}
		for _, file := range target.Files {
			if !fs.ValidPath(file.Path) || file.Path == "." {
				return nil, fmt.Errorf("file %q is outside of %q; restore the file from version control",
					file.Path, t.Dir)
			}
		}
		if m.Target(t.Dir) != nil {
			return nil, fmt.Errorf("duplicate target folder %q; restore the file from version control", t.Dir)
		}
		for key, text := range t.Symbols {
			symbol, err := parseSymbol(key, text)
			if err != nil {
				return nil, fmt.Errorf("%w; restore the file from version control", err)
			}
			target.Symbols = append(target.Symbols, symbol)
		}
		slices.SortFunc(target.Symbols, func(a, b Symbol) int { return cmp.Compare(a.Key, b.Key) })
		m.Targets = append(m.Targets, target)
	}
	slices.SortFunc(m.Targets, func(a, b Target) int { return cmp.Compare(a.Dir, b.Dir) })
	return m, nil
}

// isTargetDir reports whether dir is a clean path with slashes, perhaps with leading
// ".." elements. os.Root checks that it is in the module.
func isTargetDir(dir string) bool {
	for strings.HasPrefix(dir, "../") {
		dir = dir[len("../"):]
	}
	return dir == ".." || fs.ValidPath(dir)
}

func hashList(in map[string]string) []Hashed {
	var out []Hashed
	for name, hash := range in {
		out = append(out, Hashed{name, hash})
	}
	slices.SortFunc(out, func(a, b Hashed) int { return cmp.Compare(a.Path, b.Path) })
	return out
}

// ReadManifest reads the manifest called name in dir. It returns nil if the file
// does not exist, as before the first run. Errors do not contain the file's name.
func ReadManifest(dir, name string) (*Manifest, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return nil, pathError.Err
	}
	return DecodeManifest(data)
}
