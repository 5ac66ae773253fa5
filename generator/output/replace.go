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

// Replace replaces a file of the user atomically: it writes a temporary file and
// renames it. If the file is a symbolic link, the link's target is replaced.
// before is the content of the file when it was read, nil if it did not exist. If
// the content has changed since, Replace returns an error.
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
		return fmt.Errorf("%s has changed since it was read and was not overwritten; run the command again", name)
	default:
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
	}
	temp := filepath.Join(filepath.Dir(name), tempPrefix+rand.Text()+tempSuffix)
	if err := writeNew(temp, after, mode); err != nil {
		return errors.Join(fmt.Errorf("cannot write %s: %w", name, reason(err)), ignoreNotExist(os.Remove(temp)))
	}
	if err := os.Rename(temp, name); err != nil {
		return errors.Join(err, ignoreNotExist(os.Remove(temp)))
	}
	return nil
}

// writeNew writes a new file. If mode is the mode of a replaced file, it is set
// regardless of the umask.
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

// ignoreNotExist returns err, except that it returns nil for fs.ErrNotExist.
func ignoreNotExist(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
