//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package output

import (
	"errors"
	"os"
	"syscall"
)

// noBlock is a flag for opening files: a named pipe in the place of a file does
// not block.
const noBlock = syscall.O_NONBLOCK

// lockFile reports whether another process holds a file, and holds it otherwise
// until the file is closed. A file system that has no locks is no error.
func lockFile(file *os.File) (held bool, err error) {
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return true, nil
		case errors.Is(err, syscall.ENOLCK), errors.Is(err, errors.ErrUnsupported):
			return false, nil
		}
		return false, err
	}
}
