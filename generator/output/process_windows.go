package output

import (
	"errors"
	"os"
	"syscall"
	"unsafe"
)

// noBlock is a flag for opening files, see process_unix.go.
const noBlock = 0

var lockFileEx = syscall.NewLazyDLL("kernel32.dll").NewProc("LockFileEx")

const (
	failImmediately  = 1
	exclusive        = 2
	errLockViolation = syscall.Errno(33)
	lockedOffset     = 1 << 30 // beyond the content, which other processes read
)

// lockFile reports whether another process holds a file, and holds it otherwise
// until the file is closed.
func lockFile(file *os.File) (held bool, err error) {
	at := syscall.Overlapped{OffsetHigh: lockedOffset}
	ok, _, err := lockFileEx.Call(file.Fd(), failImmediately|exclusive, 0, 1, 0, uintptr(unsafe.Pointer(&at)))
	switch {
	case ok != 0:
		return false, nil
	case errors.Is(err, errLockViolation):
		return true, nil
	}
	return false, err
}
