package config

import (
	"os"
	"path/filepath"
)

// FileName is the name of the configuration file.
const FileName = "fragen.yaml"

// Find returns the path of the fragen.yaml that applies to the current folder:
// the one in this folder or in the nearest folder above it, up to the folder of
// the go.mod file. The path is relative: "../fragen.yaml". If there is no such
// file, Find returns "fragen.yaml".
func Find() string {
	current, err := filepath.Abs(".")
	if err != nil {
		return FileName
	}
	for dir, up := current, "."; ; dir, up = filepath.Dir(dir), filepath.Join("..", up) {
		if isFile(filepath.Join(dir, FileName)) {
			return filepath.Join(up, FileName)
		}
		if dir == filepath.Dir(dir) || isFile(filepath.Join(dir, "go.mod")) {
			return FileName
		}
	}
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}
