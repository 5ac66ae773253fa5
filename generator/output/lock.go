package output

import (
	"path/filepath"
	"strings"
)

// LockName returns the name of the manifest that belongs to the configuration
// file: "fragen.lock" for "api/fragen.yaml".
func LockName(file string) string {
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base)) + ".lock"
}

// LockFile returns the path of the manifest that belongs to the configuration
// file, with slashes: "api/fragen.lock" for "api/fragen.yaml".
func LockFile(file string) string {
	return filepath.ToSlash(filepath.Join(filepath.Dir(file), LockName(file)))
}
