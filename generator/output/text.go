package output

import (
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
