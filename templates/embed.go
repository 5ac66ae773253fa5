// Package templates holds what the generator copies into its output as it is.
// It takes nothing, gives the runtime's source files, and imports the standard
// library only.
package templates

import (
	"embed"
	"strings"
)

//go:embed runtime/*.go
var files embed.FS

// File is a file of the runtime.
type File struct {
	Name string // without a folder: client.go
	Data []byte
}

// Runtime returns the source files of package rest, sorted by name, without
// its tests. The data is a copy and may be changed.
func Runtime() []File {
	entries, err := files.ReadDir("runtime")
	if err != nil {
		panic("internal: " + err.Error())
	}
	var list []File
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		data, err := files.ReadFile("runtime/" + entry.Name())
		if err != nil {
			panic("internal: " + err.Error())
		}
		list = append(list, File{entry.Name(), data})
	}
	return list
}
