package output

// The manifest is JSON with a format number. Its lists are JSON objects with
// one line an entry, so that two branches that add files merge without help.
// What is read is not trusted: the file lies in a repository where anyone may
// have changed it, and it says what may be removed.

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
	"strings"
)

// Format is the number of the manifest's format.
const Format = 1

// Manifest is the content of fragen.lock: what the last run read and made. It
// is an input of the next one, which keeps the names it finds in it.
type Manifest struct {
	Inputs  []Hashed // paths relative to the manifest's folder, with slashes; may lead out of it
	Targets []Target
}

// Target is what was made for one target. The runtime is a target of its own,
// since several share it.
type Target struct {
	Name    string // Go package name
	Dir     string // folder below the manifest's, with slashes; no two targets have the same
	Files   []Hashed
	Symbols []Symbol
}

// Hashed is a file and the hash of its content.
type Hashed struct {
	Path string
	Hash string // as Hash returns it
}

// Symbol ties a place in the description to the Go name made for it.
type Symbol struct {
	Key  string // JSON pointer, with "@role" behind it where one place has several names; unique in a target
	Name string
}

// Hash returns the hash of data as it stands in a manifest: "sha256:" and 64
// hexadecimal digits. Line ends that a checkout converted make no difference.
func Hash[Data string | []byte](data Data) string {
	h := sha256.New()
	var chunk [32 << 10]byte // no copy of the whole is made
	for len(data) > 0 {
		n := copy(chunk[:], data)
		if n < len(data) && chunk[n-1] == '\r' {
			n-- // perhaps half a line end
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

// Target returns the target at dir, nil when there is none. A nil manifest has
// no targets.
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

// jsonManifest is the manifest as it is written.
type jsonManifest struct {
	Format  int               `json:"format"`
	Inputs  map[string]string `json:"inputs"`
	Targets []jsonTarget      `json:"targets"`
}

type jsonTarget struct {
	Name    string            `json:"name"`
	Dir     string            `json:"dir"`
	Files   map[string]string `json:"files"`
	Symbols map[string]string `json:"symbols,omitempty"`
}

// Encode returns the manifest's text: indented JSON with everything in order
// and a newline at its end.
func (m *Manifest) Encode() []byte {
	out := jsonManifest{Format: Format, Inputs: hashMap(m.Inputs), Targets: []jsonTarget{}}
	for _, target := range m.Targets {
		symbols := map[string]string{}
		for _, symbol := range target.Symbols {
			symbols[symbol.Key] = symbol.Name
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

// DecodeManifest reads a manifest's text. It trusts nothing in it: paths of
// files that lead out of the manifest's folder are an error.
func DecodeManifest(data []byte) (*Manifest, error) {
	var in jsonManifest
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("not a manifest: %w; restore it from version control (after a merge conflict either side will do) or delete it, then run fragen generate", err)
	}
	return in.manifest()
}

// DecodeFiles is DecodeManifest without the symbols, which are most of a large
// manifest, for who only wants to know about files.
func DecodeFiles(data []byte) (*Manifest, error) {
	var in struct {
		jsonManifest
		Targets []struct {
			Name, Dir string
			Files     map[string]string
		} `json:"targets"` // in place of the ones with symbols
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, err
	}
	for _, t := range in.Targets {
		in.jsonManifest.Targets = append(in.jsonManifest.Targets, jsonTarget{Name: t.Name, Dir: t.Dir, Files: t.Files})
	}
	return in.manifest()
}

// manifest checks what was read.
func (in *jsonManifest) manifest() (*Manifest, error) {
	if in.Format != Format {
		return nil, fmt.Errorf("manifest format %d, this fragen knows format %d: use the version of fragen that wrote it", in.Format, Format)
	}
	m := &Manifest{Inputs: hashList(in.Inputs)}
	for _, t := range in.Targets {
		target := Target{Name: t.Name, Dir: t.Dir, Files: hashList(t.Files)}
		if !isTargetDir(t.Dir) {
			return nil, fmt.Errorf("target folder %q leads out of the project: restore the file from version control", t.Dir)
		}
		for _, file := range target.Files {
			if !fs.ValidPath(file.Path) || file.Path == "." {
				return nil, fmt.Errorf("file %q leads out of %q: restore the file from version control", file.Path, t.Dir)
			}
		}
		if m.Target(t.Dir) != nil {
			return nil, fmt.Errorf("target folder %q is listed twice: restore the file from version control", t.Dir)
		}
		for key, name := range t.Symbols {
			target.Symbols = append(target.Symbols, Symbol{key, name})
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

// ReadManifest reads the manifest called name in dir. It returns nil when
// there is none, which is how the first run begins. Errors do not name the
// file.
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
