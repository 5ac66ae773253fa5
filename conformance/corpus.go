package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// description is an API description of the corpus.
type description struct {
	Name string // file or folder, such as "vendors/files.yaml"
	Dir  string // folder to copy, if it has several files; else ""
	Main string // path of the file, or of the first file of the folder
}

// findDescriptions returns the descriptions of a corpus, ordered by the SHA-256 of
// their names. A folder with several files has a file MAIN with the name of the
// first one.
func findDescriptions(corpus string) ([]description, error) {
	if corpus == "" {
		return nil, errors.New("no corpus of real descriptions; set FRAGEN_CORPUS or -corpus to its folder")
	}
	corpus, err := filepath.Abs(corpus)
	if err != nil {
		return nil, err
	}
	var out []description
	for _, folder := range []string{"openapi", "vendors"} {
		entries, err := os.ReadDir(filepath.Join(corpus, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, entry := range entries {
			full := filepath.Join(corpus, folder, entry.Name())
			d := description{Name: folder + "/" + entry.Name(), Main: full}
			if entry.IsDir() {
				main, err := os.ReadFile(filepath.Join(full, "MAIN"))
				if err != nil {
					continue
				}
				d.Dir, d.Main = full, filepath.Join(full, filepath.FromSlash(string(bytes.TrimSpace(main))))
			}
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the corpus has no descriptions in openapi or vendors")
	}
	slices.SortFunc(out, func(a, b description) int {
		return cmp.Or(strings.Compare(a.rank(), b.rank()), strings.Compare(a.Name, b.Name))
	})
	return out, nil
}

// rank is the position of a description among others. It depends only on the name
// of the file or folder, so a new description moves no others.
func (d description) rank() string {
	sum := sha256.Sum256([]byte(filepath.Base(d.Name)))
	return hex.EncodeToString(sum[:])
}

// files returns the content of the files of a description by their paths below
// "spec", and the path of the first one.
func (d description) files() (files map[string][]byte, main string, err error) {
	root := cmp.Or(d.Dir, filepath.Dir(d.Main))
	files = map[string][]byte{}
	add := func(file string) error {
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(file)
		return err
	}
	if d.Dir == "" {
		return files, filepath.Base(d.Main), add(d.Main)
	}
	main, err = filepath.Rel(root, d.Main)
	if err != nil {
		return nil, "", err
	}
	return files, filepath.ToSlash(main), filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		return add(file)
	})
}
