package output

// This file replaces a file of the user, such as codes.yaml. A process holds the
// lock of process.go meanwhile. The temporary file has a fixed name, so that it
// needs no journal: if the process is killed, the next one removes the file.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// Replace replaces a file of the user atomically: it writes a temporary file and
// renames it. If the file is a symbolic link, the link's target is replaced. A link that
// leads out of its module, into a folder .git or nowhere is a *LinkError.
// before is the content of the file when it was read, nil if it did not exist. If
// the content has changed since, Replace returns a *ChangedError. If after is equal to
// before, Replace only removes the temporary file of a killed process.
//
// Replace waits while another process replaces the file, and calls waiting once
// with the ID of that process, unless waiting is nil.
func Replace(ctx context.Context, name string, before, after []byte, waiting func(pid int)) error {
	file, err := follow(name)
	if err != nil {
		return err
	}
	r, err := openRoot(filepath.Dir(file), faultOf(ctx))
	if err != nil {
		return err
	}
	defer r.close()
	base := filepath.Base(file)
	temp, process := tempPrefix+base+tempSuffix, tempPrefix+base+".pid"
	if bytes.Equal(before, after) && !r.exists(temp) && !r.exists(process) {
		return nil
	}
	h, err := acquire(r, process, &waiter{ctx: ctx, report: waiting})
	if err != nil {
		return err
	}
	defer h.release()
	if err := r.removeFile(temp); err != nil {
		return fmt.Errorf("cannot remove the temporary file for %s: %w", name, reason(err))
	}
	if bytes.Equal(before, after) {
		return nil
	}
	mode, err := r.unchanged(base, name, before)
	if err != nil {
		return err
	}
	if err := r.create(newFile{temp, base, after, mode, true}); err != nil {
		return errors.Join(fmt.Errorf("cannot write %s: %w", name, reason(err)), r.removeFile(temp))
	}
	if _, err := r.unchanged(base, name, before); err != nil {
		return errors.Join(err, r.removeFile(temp))
	}
	if err := r.rename(temp, base); err != nil {
		return errors.Join(err, r.removeFile(temp))
	}
	return r.syncFolder(".")
}

// ChangedError reports that a file of the user changed after it was read. It was not
// replaced.
type ChangedError struct{ Name string }

// Error returns a message with the name of the file and a remedy.
func (e *ChangedError) Error() string {
	return e.Name + " has changed since it was read and was not overwritten; run the command again"
}

// exists reports whether there is a file with this name, or may be one.
func (r *root) exists(name string) bool {
	_, err := r.lstat(name)
	return !errors.Is(err, fs.ErrNotExist)
}

// unchanged returns the permissions of the file base in the folder r, or 0 if it does
// not exist. It returns an error if the content is not before. name is the path for messages.
func (r *root) unchanged(base, name string, before []byte) (fs.FileMode, error) {
	info, err := r.lstat(base)
	if errors.Is(err, fs.ErrNotExist) && before == nil {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	found, err := r.readFile(base)
	if err != nil {
		return 0, err
	}
	if before == nil || !bytes.Equal(found, before) {
		return 0, &ChangedError{name}
	}
	return info.Mode().Perm(), nil
}

// ignoreNotExist returns err, except that it returns nil for fs.ErrNotExist.
func ignoreNotExist(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
