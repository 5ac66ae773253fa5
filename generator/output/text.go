package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// ReadText returns the content of a file. Unlike os.ReadFile followed by a
// conversion to string, it does not copy the content.
func ReadText(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	return readAll(f)
}

// Exists reports whether there is a file with this name.
func Exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// ReadTextIn is like ReadText for a file in fsys.
func ReadTextIn(fsys fs.FS, name string) (string, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return "", err
	}
	return readAll(f)
}

// readAll reads and closes a file.
func readAll(f fs.File) (string, error) {
	defer f.Close()
	var b strings.Builder
	if info, err := f.Stat(); err == nil {
		b.Grow(int(min(info.Size(), maxGrow)))
	}
	_, err := io.Copy(&b, f)
	return b.String(), err
}

// maxGrow limits the buffer allocated for the size reported by the file system.
const maxGrow = 1 << 30

// Dir returns the files in the folder name. Unlike os.DirFS, it follows no
// symbolic link that points outside of the folder.
func Dir(name string) fs.FS { return rootFS(name) }

// rootFS opens files below a folder.
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

// ReadReason returns the reason why a file could not be read, without its path.
func ReadReason(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no such file")
	}
	if errors.Is(err, fs.ErrInvalid) {
		return errors.New("the path is outside the folder")
	}
	return reason(err)
}
