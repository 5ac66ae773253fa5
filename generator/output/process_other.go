//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package output

import "os"

// noBlock is a flag for opening files, see process_unix.go.
const noBlock = 0

// lockFile does nothing: the system has no locks that end with the process.
func lockFile(*os.File) (held bool, err error) { return false, nil }
