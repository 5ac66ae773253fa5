package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// ReadText is os.ReadFile for a text, such as a description, which it does not
// copy.
func ReadText(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	return textOf(f)
}

// ReadTextIn is ReadText for a file in fsys.
func ReadTextIn(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	return textOf(f)
}

func textOf(f fs.File) (string, error) {
	defer f.Close()
	var b strings.Builder
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), maxGrow)))
	}
	_, err := io.Copy(&b, f)
	return b.String(), err
}

// maxGrow is for how many bytes room is made on the word of the file system.
const maxGrow = 1 << 30

// Dir returns the files in the folder name. Unlike os.DirFS, it follows no
// symbolic link that points outside of the folder.
func Dir(name string) fs.FS { return rootFS(name) }

type rootFS string

// Open opens a file for reading.
func (f rootFS) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	file, err := root.FS().Open(name)
	return file, errors.Join(err, root.Close())
}

// ReadReason returns the reason why a file cannot be read, without its path.
func ReadReason(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no such file")
	}
	if errors.Is(err, fs.ErrInvalid) {
		return errors.New("the path is outside of the folder")
	}
	return reason(err)
}
