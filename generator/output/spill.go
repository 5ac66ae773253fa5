package output

// This file stores the contents of a tree. The SDK of a large API has a hundred
// megabytes of source code, too much to hold in memory beside the plan. Contents
// beyond a limit are therefore appended to a temporary file and read back when
// Commit stages them. The file is in the project's folder, where the disk space
// is needed anyway; the system's temporary folder may be in memory. The file is
// unlinked as soon as it is open, so a killed run leaves nothing behind. If the
// system does not support that, Close or a later run removes it.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
)

// spillLimit is the number of bytes of contents that a tree holds in memory.
const spillLimit = 32 << 20

// span is a section of the spill file.
type span struct{ from, size int64 }

// spill is the part of a tree's contents that is on disk.
type spill struct {
	held  int // bytes held in memory
	limit int // maximum of held; 0 for spillLimit
	end   int64
	file  *os.File
	root  *root  // folder of name
	name  string // file to remove; "" if it is already unlinked
	fault error  // set by tests to inject a write fault
}

// SpillError reports that contents could not be written to the temporary file.
type SpillError struct{ Cause error }

// Error returns the message including the cause.
func (e *SpillError) Error() string {
	return fmt.Sprintf("nothing was changed: cannot write a temporary file in the project's folder: %v", e.Cause)
}

// Unwrap returns the cause.
func (e *SpillError) Unwrap() error { return e.Cause }

// keep stores data in memory or on disk, depending on t.Keep.
func (t *Tree) keep(file *File, data []byte) error {
	limit := t.spill.limit
	if limit == 0 {
		limit = spillLimit
	}
	switch {
	case t.Keep == Hashes:
	case t.Keep == Memory || t.spill.held+len(data) <= limit:
		t.spill.held += len(data)
		file.Data = data
	default:
		at, err := t.spill.add(t.Dir, faultOf(t.Context), data)
		if err != nil {
			return &SpillError{reason(err)}
		}
		file.at = at
	}
	return nil
}

// add appends data to the spill file.
func (s *spill) add(dir string, fault Fault, data []byte) (span, error) {
	if s.file == nil {
		if err := s.open(dir, fault); err != nil {
			return span{}, err
		}
	}
	if err := errors.Join(fault("write", spillPrefix), s.fault); err != nil {
		return span{}, err
	}
	if _, err := s.file.WriteAt(data, s.end); err != nil {
		return span{}, err
	}
	at := span{s.end, int64(len(data))}
	s.end += at.size
	return at, nil
}

// open creates the spill file and unlinks it.
func (s *spill) open(dir string, fault Fault) error {
	r, err := openRoot(dir, fault)
	if err != nil {
		return err
	}
	name := spillPrefix + rand.Text() + tempSuffix
	if err := fault("create", name); err != nil {
		return errors.Join(err, r.dir.Close())
	}
	file, err := r.dir.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.Join(err, r.dir.Close())
	}
	s.file, s.root = file, r
	if r.remove(name) != nil {
		s.name = name
	}
	return nil
}

// Content returns the content of a file of the tree, which must not be closed.
func (t *Tree) Content(file File) ([]byte, error) {
	switch {
	case t.Keep == Hashes:
		return nil, errors.New("the output has only hashes and cannot be committed")
	case file.Data != nil:
		return file.Data, nil
	case t.spill.file == nil:
		return nil, errors.New("the output is closed")
	}
	data := make([]byte, file.at.size)
	if _, err := t.spill.file.ReadAt(data, file.at.from); err != nil {
		return nil, fmt.Errorf("cannot read back %s: %w", file.Name(), reason(err))
	}
	return data, nil
}

// Close releases the temporary file. Calling it again has no effect.
func (t *Tree) Close() error {
	s := &t.spill
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, s.root.removeFile(s.name))
	}
	err = errors.Join(err, s.root.dir.Close())
	s.file = nil
	return err
}
