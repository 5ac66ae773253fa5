// Package templates contains the files that the generator copies into its output,
// and the templates of the pages that it renders. It takes nothing, gives the source
// files of the runtime and of its optional packages and the templates, and may import
// the standard library only.
//
// An optional package is a folder in runtime. It imports the runtime and other
// optional packages without renaming them so that the imports are idiomatic in
// every copy.
//
// The files are embed.go (the runtime), docs.go (reference pages) and review.go (the
// report of a review).
package templates

import (
	"bytes"
	"embed"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

//go:embed runtime/*.go runtime/*/*.go
var files embed.FS

// origin is the import path of the runtime in this repository.
const origin = "github.com/fragen-go/fragen/templates/runtime"

// File is a file of the runtime.
type File struct {
	Name string // relative to the runtime's folder: client.go, jwt/verifier.go
	Data []byte
}

// Runtime returns the source files of package rest, sorted by name, without its
// tests and the optional packages. The data is a copy and may be modified.
func Runtime() []File { return sources("") }

// Packages returns the names of the optional packages, sorted.
func Packages() []string {
	var names []string
	for _, entry := range entries("") {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// With returns the source files of the named optional packages and of the
// packages that they import, sorted by name. The files import the runtime from
// the path runtime and are otherwise unchanged.
func With(runtime string, names ...string) []File {
	var list []File
	done := map[string]bool{}
	for len(names) > 0 {
		name := names[0]
		names = names[1:]
		if done[name] {
			continue
		}
		done[name] = true
		for _, file := range sources(name + "/") {
			data, needs := moved(file.Data, runtime)
			list = append(list, File{file.Name, data})
			names = append(names, needs...)
		}
	}
	slices.SortFunc(list, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// moved returns a source file that imports the runtime from another path, and
// the names of the optional packages that it imports.
func moved(source []byte, runtime string) (data []byte, needs []string) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ImportsOnly)
	if err != nil {
		panic("internal: " + err.Error())
	}
	var out bytes.Buffer
	end := 0
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic("internal: " + err.Error())
		}
		below, ok := strings.CutPrefix(path, origin)
		if !ok || below != "" && below[0] != '/' {
			continue
		}
		if below != "" {
			needs = append(needs, below[1:])
		}
		at := int(spec.Path.Pos() - file.FileStart)
		out.Write(source[end:at])
		out.WriteString(strconv.Quote(runtime + below))
		end = at + len(spec.Path.Value)
	}
	out.Write(source[end:])
	return out.Bytes(), needs
}

// sources reads the source files in a folder of the runtime. The folder is ""
// or ends in a slash.
func sources(folder string) []File {
	var list []File
	for _, entry := range entries(folder) {
		name := folder + entry.Name()
		if entry.IsDir() || strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := files.ReadFile("runtime/" + name)
		if err != nil {
			panic("internal: " + err.Error())
		}
		list = append(list, File{name, data})
	}
	return list
}

func entries(folder string) []fs.DirEntry {
	list, err := files.ReadDir(strings.TrimSuffix("runtime/"+folder, "/"))
	if err != nil {
		panic("internal: " + err.Error())
	}
	return list
}
