package output

// This file has the format of fragen.sum: one line for each input and each
// generated file of the last run, with the SHA-256 of its content.
//
//	format 2
//	inputs
//		fragen.yaml	2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90
//	output	generated/shop
//		client.go	1fb2d0…
//
// It is a file of its own because it changes with each run that changes
// anything, while the names in fragen.lock rarely change.

import (
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

const (
	sumHeader  = "format 2\n# SHA-256 of the inputs and generated files. Commit this file. DO NOT EDIT.\n"
	hashPrefix = "sha256:" // of Hashed.Hash; the file omits it
	inputsLine = "inputs"
	outputWord = "output\t"
)

// EncodeSum returns the content of fragen.sum.
func (m *Manifest) EncodeSum() []byte {
	out := []byte(sumHeader + inputsLine + "\n")
	out = appendHashes(out, m.Inputs)
	targets := slices.Clone(m.Targets)
	sortTargets(targets)
	for _, t := range targets {
		out = append(out, outputWord+quoteLabel(t.Dir)+"\n"...)
		out = appendHashes(out, t.Files)
	}
	return out
}

func appendHashes(out []byte, list []Hashed) []byte {
	list = slices.Clone(list)
	sortHashes(list)
	for _, h := range list {
		out = append(out, "\t"+quoteLabel(h.Path)+"\t"+strings.TrimPrefix(h.Hash, hashPrefix)+"\n"...)
	}
	return out
}

// DecodeSum decodes a fragen.sum.
func DecodeSum(text string) (*Manifest, error) {
	m, err := decodeSum(text)
	if err != nil {
		return nil, err
	}
	return m, nil
}

// decodeSum decodes a fragen.sum. The result is not nil if the error is nil.
func decodeSum(text string) (*Manifest, *FileError) {
	if err := checkBeginning(text); err != nil {
		return nil, err
	}
	r := &sumReader{}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		r.line++
		if err := r.read(strings.TrimSuffix(line, "\r")); err != nil {
			return nil, lockErrorf(r.line, "%v; restore the file from version control", err)
		}
	}
	sortHashes(r.out.Inputs)
	for _, t := range r.out.Targets {
		sortHashes(t.Files)
	}
	sortTargets(r.out.Targets)
	return &r.out, nil
}

func sortHashes(list []Hashed) {
	slices.SortFunc(list, func(a, b Hashed) int { return strings.Compare(a.Path, b.Path) })
}

// sumReader reads fragen.sum line by line.
type sumReader struct {
	out    Manifest
	line   int
	inputs bool            // the inputs have been read
	known  map[string]bool // paths in the current section; nil before the first
}

// read reads a line.
func (r *sumReader) read(line string) error {
	dir, isOutput := strings.CutPrefix(line, outputWord)
	switch {
	case r.line == 1: // checkBeginning checked it
		return nil
	case strings.HasPrefix(line, "#"):
		return nil
	case strings.HasPrefix(line, "\t") && r.known != nil:
		return r.file(line[1:])
	case line == inputsLine && !r.inputs && len(r.out.Targets) == 0:
		r.inputs = true
	case isOutput:
		if err := r.openTarget(dir); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unexpected line %q", line)
	}
	r.known = map[string]bool{}
	return nil
}

// openTarget reads the folder of a target.
func (r *sumReader) openTarget(text string) error {
	dir, err := unquoteLabel(text)
	if err != nil {
		return err
	}
	if err := checkTarget(&r.out, dir, r.line); err != nil {
		return fmt.Errorf("%s", err.Reason)
	}
	r.out.Targets = append(r.out.Targets, Target{Dir: dir})
	return nil
}

// file reads the path and hash of a file.
func (r *sumReader) file(line string) error {
	text, digits, _ := strings.Cut(line, "\t")
	name, err := unquoteLabel(text)
	if err != nil {
		return err
	}
	if sum, err := hex.DecodeString(digits); err != nil || len(sum) != 32 || digits != strings.ToLower(digits) {
		return fmt.Errorf("expected a SHA-256 of 64 hexadecimal digits, found %q", digits)
	}
	if r.known[name] {
		return fmt.Errorf("duplicate file %q", name)
	}
	r.known[name] = true
	h := Hashed{name, hashPrefix + digits}
	if len(r.out.Targets) == 0 {
		if name != path.Clean(name) || path.IsAbs(name) {
			return fmt.Errorf("input %q is not a clean relative path", name)
		}
		r.out.Inputs = append(r.out.Inputs, h)
		return nil
	}
	if why := pathProblem(name); why != "" {
		return errors.New(why)
	}
	t := &r.out.Targets[len(r.out.Targets)-1]
	if !isFilePath(name) {
		return fmt.Errorf("file %q is outside %q", name, t.Dir)
	}
	t.Files = append(t.Files, h)
	return nil
}
