package output

// This file lets one process at a time write to a folder. A process holds a lock
// of the operating system on a file with its process ID. The system releases the
// lock when the process ends, however it ends, so a file that a killed process
// left behind is taken over at once. While another process holds the lock, a run
// waits.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
)

// processName returns the name of the file that the process which writes the
// files of a lock holds: "fragen.pid" for "fragen.lock".
func processName(lock string) string { return withExtension(lock, ".pid") }

// hold is the lock that a process holds while it writes.
type hold struct {
	root *root
	name string
	file *os.File
	made []string // folders created for the file
}

// pollInterval is the time between two attempts to get a lock that another process
// holds.
const pollInterval = 20 * time.Millisecond

// waiter waits while another process writes.
type waiter struct {
	ctx    context.Context
	report func(pid int) // called once if it must wait; may be nil
	waited bool
}

// wait waits a moment. other returns the process ID of the other process.
func (w *waiter) wait(other func() int) error {
	if !w.waited && w.report != nil {
		w.report(other())
	}
	w.waited = true
	select {
	case <-w.ctx.Done():
		return w.ctx.Err()
	case <-time.After(pollInterval):
		return nil
	}
}

// acquire waits until no other process holds the file name below r, and holds it.
func acquire(r *root, name string, w *waiter) (*hold, error) {
	made, err := mkdirAll(r, path.Dir(name))
	h := &hold{root: r, name: name, made: made}
	for err == nil {
		if err = w.ctx.Err(); err != nil {
			break
		}
		var held bool
		if held, err = h.try(); err != nil || !held {
			break
		}
		err = w.wait(func() int { return holder(r, name) })
	}
	if err != nil {
		h.removeFolders()
		return nil, err
	}
	return h, nil
}

// try reports whether another process holds the file, and holds it otherwise.
func (h *hold) try() (held bool, err error) {
	if err := h.root.fault("lock", h.name); err != nil {
		return false, err
	}
	file, err := h.open()
	if file == nil {
		return err == nil, err
	}
	info, err := file.Stat()
	if err == nil {
		err = kindError(info)
	}
	if err != nil {
		return false, errors.Join(fmt.Errorf("%s: %w", h.name, err), file.Close())
	}
	held, err = lockFile(file)
	if err != nil || held {
		return held, errors.Join(err, file.Close())
	}
	// The process that held the file may have removed it after it was opened here.
	if now, err := h.root.dir.Lstat(h.name); err != nil || !os.SameFile(info, now) {
		return true, file.Close()
	}
	h.file = file
	if err := errors.Join(file.Truncate(0), h.writeID()); err != nil {
		h.release()
		return false, fmt.Errorf("cannot write %s: %w", h.name, reason(err))
	}
	return false, nil
}

// open opens or creates the file, and follows no symbolic link. It returns nil without an
// error if another process has created or removed the file in the meantime.
func (h *hold) open() (*os.File, error) {
	flags := os.O_RDWR | noBlock
	switch info, err := h.root.dir.Lstat(h.name); {
	case errors.Is(err, fs.ErrNotExist):
		flags |= os.O_CREATE | os.O_EXCL
	case err != nil:
		return nil, fmt.Errorf("cannot read %s: %w", h.name, reason(err))
	case kindError(info) != nil:
		return nil, fmt.Errorf("%s: %w; remove it", h.name, kindError(info))
	}
	file, err := h.root.dir.OpenFile(h.name, flags, 0o666)
	if errors.Is(err, fs.ErrExist) || flags&os.O_CREATE == 0 && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", h.name, reason(err))
	}
	return file, nil
}

// writeID writes the process ID to the file.
func (h *hold) writeID() error {
	if err := h.root.fault("write", h.name); err != nil {
		return err
	}
	_, err := h.file.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	return err
}

// release removes the file and lets other processes continue. Its errors are
// ignored: the next run takes the file over.
func (h *hold) release() {
	err := h.root.removeFile(h.name)
	_ = h.file.Close()
	if err != nil { // some systems do not remove open files
		_ = h.root.removeFile(h.name)
	}
	h.removeFolders()
}

// removeFolders removes the folders created for the file if they are empty.
func (h *hold) removeFolders() {
	for i := len(h.made) - 1; i >= 0; i-- {
		_ = h.root.remove(h.made[i])
	}
}

// holder returns the process ID in a file, or 0 if it cannot be read.
func holder(r *root, name string) int {
	data, err := r.readFile(name)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}

// waitUntilFree waits while another process holds the file name below r, without
// holding it. It does not write, so that it also works in a folder that is read-only.
func waitUntilFree(r *root, name string, w *waiter) error {
	for {
		info, err := r.lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || kindError(info) != nil {
			return err
		}
		file, err := r.dir.OpenFile(name, os.O_RDONLY|noBlock, 0)
		if err != nil {
			return ignoreNotExist(err)
		}
		held, err := lockFile(file)
		if err := errors.Join(err, file.Close()); err != nil || !held {
			return err
		}
		if err := w.wait(func() int { return holder(r, name) }); err != nil {
			return err
		}
	}
}
