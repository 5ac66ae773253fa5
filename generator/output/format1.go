package output

// This file reads format 1 of fragen.lock, a JSON file that also holds the
// hashes that are now in fragen.sum. Every version reads this format, because
// locks in it hold the names of SDKs that are in use.

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// manifest1 is the JSON form of a manifest.
type manifest1 struct {
	Format  int               `json:"format"`
	Inputs  map[string]string `json:"inputs"`
	Targets []target1         `json:"targets"`
}

// target1 is the JSON form of a target.
type target1 struct {
	Name    string            `json:"name"`
	Dir     string            `json:"dir"`
	Files   map[string]string `json:"files"`
	Symbols map[string]string `json:"symbols,omitempty"`
}

// decode1 decodes a lock of format 1.
func decode1(text string) (*Manifest, *FileError) {
	var in manifest1
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		return nil, lockErrorf(0, "invalid lock file: %v; restore it from version control", err)
	}
	if in.Format != 1 {
		return nil, lockErrorf(0, "expected format 1 or 2, found %d; use the version of fragen that wrote the file",
			in.Format)
	}
	m := &Manifest{Inputs: hashList(in.Inputs)}
	for _, t := range in.Targets {
		target := Target{Name: t.Name, Dir: t.Dir, Files: hashList(t.Files)}
		if err := checkTarget(m, t.Dir, 0); err != nil {
			return nil, err
		}
		for _, file := range target.Files {
			if why := pathProblem(file.Path); why != "" {
				return nil, lockErrorf(0, "%s; restore the file from version control", why)
			}
			if !isFilePath(file.Path) {
				return nil, lockErrorf(0, "file %q is outside %q; restore the file from version control",
					file.Path, t.Dir)
			}
		}
		for key, name := range t.Symbols {
			if !isName(name) {
				return nil, lockErrorf(0, "expected a Go name for %q, found %q; restore the file from version control",
					key, name)
			}
			target.Symbols = append(target.Symbols, Symbol{Key: key, Name: name})
		}
		sortSymbols(target.Symbols)
		m.Targets = append(m.Targets, target)
	}
	sortTargets(m.Targets)
	return m, nil
}

// checkTarget checks the folder of a target that is about to be added to m.
func checkTarget(m *Manifest, dir string, line int) *FileError {
	if why := pathProblem(dir); why != "" {
		return lockErrorf(line, "%s; restore the file from version control", why)
	}
	if !isTargetDir(dir) {
		return lockErrorf(line, "target folder %q is outside the project; restore the file from version control",
			dir)
	}
	if m.Target(dir) != nil {
		return lockErrorf(line, "duplicate target folder %q; restore the file from version control", dir)
	}
	return nil
}

// isFilePath reports whether name is a clean path below its target's folder.
func isFilePath(name string) bool { return fs.ValidPath(name) && name != "." }

// Limits of a path in a list. No run writes a file at a longer path.
const (
	maxPath     = 4096 // bytes
	maxElements = 256
	maxElement  = 255 // characters
)

// pathProblem returns the reason why no file can have the path name, or "".
func pathProblem(name string) string {
	tooLong := func(element string) bool { return utf8.RuneCountInString(element) > maxElement }
	switch elements := strings.Split(name, "/"); {
	case strings.Contains(name, "\x00"):
		return fmt.Sprintf("the path %.100q contains a NUL character", name)
	case len(name) > maxPath, len(elements) > maxElements, slices.ContainsFunc(elements, tooLong):
		return fmt.Sprintf("the path %.40q… is too long", name)
	}
	return ""
}

func hashList(in map[string]string) []Hashed {
	var out []Hashed
	for name, hash := range in {
		out = append(out, Hashed{name, hash})
	}
	sortHashes(out)
	return out
}

// lockErrorf returns an error without the file's name, which the caller adds.
func lockErrorf(line int, format string, args ...any) *FileError {
	return &FileError{Line: line, Rule: RuleLock, Reason: fmt.Sprintf(format, args...)}
}
