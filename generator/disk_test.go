package generator

import (
	"path/filepath"

	"github.com/fragen-go/fragen/generator/output"
)

// ReadDisk reads from the disk for tests; the front door does so with more care.
func ReadDisk(root, name string) (string, error) {
	return output.ReadText(filepath.Join(root, name))
}
