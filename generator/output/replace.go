package output

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace writes a file of the user's own, whole or not at all: beside it
// first, then in its place. A link stays a link. before is what the file held
// when it was read, nil when there was none; what somebody wrote since then is
// not overwritten.
func Replace(name string, before, after []byte) error {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	mode := fs.FileMode(0o666)
	held, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && before == nil:
	case err != nil:
		return err
	case before == nil || !bytes.Equal(held, before):
		return fmt.Errorf("%s was changed in the meantime, and is left as it is", name)
	default:
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
	}
	temp := filepath.Join(filepath.Dir(name), tempPrefix+rand.Text()+tempSuffix)
	if err := writeNew(temp, after, mode); err != nil {
		return errors.Join(fmt.Errorf("%s cannot be written: %w", name, reason(err)), gone(os.Remove(temp)))
	}
	if err := os.Rename(temp, name); err != nil {
		return errors.Join(err, gone(os.Remove(temp)))
	}
	return nil
}

// writeNew writes a file that does not exist yet, with a mode that the umask
// does not change when the file it replaces had it.
func writeNew(name string, data []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if mode != 0o666 {
		err = errors.Join(err, file.Chmod(mode))
	}
	return errors.Join(err, file.Close())
}

// gone is err, unless it says that the file is not there.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
