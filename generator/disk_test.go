package generator

import (
	"path/filepath"

	"github.com/fragen-go/fragen/generator/output"
)

// ReadDisk is a ReadFile that reads from the disk without the checks of Reader.
func ReadDisk(root, name string) (string, error) {
	return output.ReadText(filepath.Join(root, name))
}
