package output

// Where a tree keeps contents. The SDK of a whole vendor's API has a hundred
// megabytes of source, which are not to lie in memory beside the plan that they
// are printed from. So what goes beyond a limit is written to one temporary file
// in the project's folder, one content behind the other, and read from there
// when Commit stages it. In the project's folder, since that is where the room
// must be anyway: what the system calls temporary may be memory. The file is
// unlinked as soon as it is open, so that a killed run leaves nothing; where the
// system does not allow that, Close or a later run's sweep removes it.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
)

// spillLimit is how many bytes of contents a tree keeps in memory.
const spillLimit = 32 << 20

// span is a part of the spill.
type span struct{ from, size int64 }

// spill is the contents that a tree keeps on disk, and how many bytes of
// others it keeps in memory.
type spill struct {
	held  int // bytes in memory
	limit int // of held; spillLimit when zero
	end   int64
	file  *os.File
	root  *os.Root // for name
	name  string   // to be removed; "" when it is gone already
	fault error    // tests make writing fail with it
}

// SpillError says that contents cannot be kept on disk, which is no fault of
// the generator.
type SpillError struct{ Cause error }

// Error says what happened.
func (e *SpillError) Error() string {
	return fmt.Sprintf("nothing was changed: no temporary file can be written in the project's folder: %v", e.Cause)
}

// Unwrap returns the cause.
func (e *SpillError) Unwrap() error { return e.Cause }

// keep puts data where t keeps contents.
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
		at, err := t.spill.add(t.Dir, data)
		if err != nil {
			return &SpillError{reason(err)}
		}
		file.at = at
	}
	return nil
}

// add writes data behind what is there.
func (s *spill) add(dir string, data []byte) (span, error) {
	if s.file == nil {
		if err := s.open(dir); err != nil {
			return span{}, err
		}
	}
	if _, err := s.file.WriteAt(data, s.end); err != nil || s.fault != nil {
		return span{}, errors.Join(err, s.fault)
	}
	at := span{s.end, int64(len(data))}
	s.end += at.size
	return at, nil
}

func (s *spill) open(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	name := tempPrefix + rand.Text() + tempSuffix
	file, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.Join(err, root.Close())
	}
	s.file, s.root = file, root
	if root.Remove(name) != nil {
		s.name = name
	}
	return nil
}

// content returns the content of one of the tree's files.
func (t *Tree) content(file File) ([]byte, error) {
	switch {
	case t.Keep == Hashes:
		return nil, errors.New("the output was made to be compared only")
	case file.Data != nil:
		return file.Data, nil
	case t.spill.file == nil:
		return nil, errors.New("the output is closed")
	}
	data := make([]byte, file.at.size)
	if _, err := t.spill.file.ReadAt(data, file.at.from); err != nil {
		return nil, fmt.Errorf("%s cannot be read back: %w", file.Name(), reason(err))
	}
	return data, nil
}

// Close gives up what the tree keeps on disk. It may be called again.
func (t *Tree) Close() error {
	s := &t.spill
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, s.root.Remove(s.name))
	}
	err = errors.Join(err, s.root.Close())
	s.file = nil
	return err
}
