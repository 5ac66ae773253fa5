package output

import (
	"path/filepath"
	"strings"
)

// LockName returns the name of the lock that belongs to the configuration file:
// "fragen.lock" for "api/fragen.yaml".
func LockName(file string) string {
	return withExtension(filepath.Base(file), ".lock")
}

// SumName returns the name of the sums that belong to a lock: "fragen.sum" for
// "fragen.lock".
func SumName(lock string) string { return withExtension(lock, ".sum") }

// LockFile returns the path of the lock that belongs to the configuration file,
// with slashes: "api/fragen.lock" for "api/fragen.yaml".
func LockFile(file string) string {
	return filepath.ToSlash(filepath.Join(filepath.Dir(file), LockName(file)))
}

// withExtension replaces the extension of a file name.
func withExtension(name, extension string) string {
	return strings.TrimSuffix(name, filepath.Ext(name)) + extension
}
