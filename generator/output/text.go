package output

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// ReadText returns the content of a file. The file must be regular and at most
// 256 MB large: a named pipe, a device or a folder is a *KindError. Unlike
// os.ReadFile followed by a conversion to string, ReadText does not copy the
// content.
func ReadText(name string) (string, error) {
	var b strings.Builder
	err := readTo(&b, name)
	return b.String(), err
}

// ReadFile is like ReadText, but returns bytes.
func ReadFile(name string) ([]byte, error) {
	b := bytes.NewBuffer([]byte{}) // the content of an empty file is not nil
	if err := readTo(b, name); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func readTo(to growing, name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return copyRegular(to, name, info, func() (fs.File, error) { return os.OpenFile(name, os.O_RDONLY|noBlock, 0) })
}

// ReadStream returns the content of a stream, which has at most 256 MB. If ctx
// is done, it returns at once, although the stream may still be read in the background.
func ReadStream(ctx context.Context, from io.Reader) (string, error) {
	type result struct {
		text     string
		err      error
		panicked any
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if e := recover(); e != nil {
				done <- result{panicked: e}
			}
		}()
		text, err := readPieces(from, maxRead)
		done <- result{text: text, err: err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		if r.panicked != nil {
			panic(r.panicked)
		}
		return r.text, r.err
	}
}

// readPieces reads a stream of at most limit bytes in pieces and then joins them. A buffer
// that grows would copy the content several times.
func readPieces(from io.Reader, limit int64) (string, error) {
	const size = 1 << 20
	var pieces []string
	for end := false; !end; {
		var b strings.Builder
		b.Grow(size)
		n, err := io.CopyN(&b, from, size)
		if end = errors.Is(err, io.EOF); err != nil && !end {
			return "", err
		}
		if int64(len(pieces))*size+n > limit {
			return "", &KindError{fmt.Sprintf("standard input has more than %d MB", limit>>20)}
		}
		pieces = append(pieces, b.String())
	}
	return strings.Join(pieces, ""), nil
}

// Exists reports whether there is a file with this name.
func Exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// ReadTextIn is like ReadText for a file in fsys.
func ReadTextIn(fsys fs.FS, name string) (string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = copyRegular(&b, name, info, func() (fs.File, error) { return fsys.Open(name) })
	return b.String(), err
}

// Dir returns the files in the folder name. Unlike os.DirFS, it follows no
// symbolic link that points outside of the folder.
func Dir(name string) fs.FS { return rootFS(name) }

// rootFS opens files below a folder.
type rootFS string

// Open opens a file for reading.
func (f rootFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	file, err := root.OpenFile(name, os.O_RDONLY|noBlock, 0)
	if err := errors.Join(err, root.Close()); err != nil {
		return nil, err // not a nil *os.File in an interface
	}
	return file, nil
}

// Stat returns the kind of a file. Without this method, fs.Stat would open it.
func (f rootFS) Stat(name string) (fs.FileInfo, error) {
	root, err := os.OpenRoot(string(f))
	if err != nil {
		return nil, err
	}
	info, err := fs.Stat(root.FS(), name)
	return info, errors.Join(err, root.Close())
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
