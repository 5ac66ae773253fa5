package fragen

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/output"
)

// reader returns how the inputs of cfg are read: from the disk or, but for cfg
// itself, from inputs.
func reader(cfg *Config, inputs fs.FS) generator.ReadFile {
	return func(root, name string) (string, error) {
		full := filepath.Join(root, name)
		switch {
		case inputs != nil && full != filepath.Clean(cfg.File):
			inside, err := filepath.Rel(cfg.Dir, full)
			if err != nil {
				return "", err
			}
			return output.ReadTextIn(inputs, filepath.ToSlash(inside))
		case root != "":
			return output.ReadTextIn(Dir(root), name)
		}
		return ReadText(name)
	}
}

// Dir returns the files in the folder name. Unlike those of os.DirFS, no
// symbolic link among them leads out of it.
func Dir(name string) fs.FS { return folder(name) }

type folder string

// Open opens a file for reading.
func (f folder) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	file, err := root.FS().Open(name)
	return file, errors.Join(err, root.Close())
}
