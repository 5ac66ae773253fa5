package reviewtest

// This file checks the types of generated packages in memory. Packages of the standard
// library and the runtime are read from the export data of the go command.

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/fragen-go/fragen/templates"
)

// fileSet has the positions of all parsed files.
var fileSet = token.NewFileSet()

// parsed are the functions that return parsed files, by the hash of their text.
var parsed sync.Map

// parse parses a file. Files with the same text are parsed once.
func parse(name string, data []byte) (*ast.File, error) {
	once, _ := parsed.LoadOrStore(sha256.Sum256(data), sync.OnceValues(func() (*ast.File, error) {
		return parser.ParseFile(fileSet, name, data, parser.SkipObjectResolution)
	}))
	return once.(func() (*ast.File, error))()
}

// checkPackages returns the packages of an SDK by import path.
func checkPackages(s *sdk) (map[string]*types.Package, error) {
	files := map[string][]*ast.File{}
	root := path.Join(modulePath, s.Dir)
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parse(name, s.Files[name])
		if err != nil {
			return nil, err
		}
		dir := path.Join(root, path.Dir(name))
		files[dir] = append(files[dir], file)
	}
	c := &typeChecker{files: files, done: map[string]*types.Package{}}
	for dir := range files {
		if _, err := c.Import(dir); err != nil {
			return nil, err
		}
	}
	return c.done, nil
}

// typeChecker checks packages and those that they import.
type typeChecker struct {
	files map[string][]*ast.File
	done  map[string]*types.Package
}

// Import returns the package with an import path.
func (c *typeChecker) Import(name string) (*types.Package, error) {
	if pkg := c.done[name]; pkg != nil {
		return pkg, nil
	}
	if len(c.files[name]) == 0 {
		return importExported(name)
	}
	conf := types.Config{Importer: c, IgnoreFuncBodies: true}
	pkg, err := conf.Check(name, fileSet, c.files[name], nil)
	c.done[name] = pkg
	return pkg, err
}

// exported is an importer of packages outside of the SDK.
var exported = sync.OnceValues(func() (types.Importer, error) {
	files, err := exportData()
	if err != nil {
		return nil, err
	}
	return importer.ForCompiler(fileSet, "gc", func(name string) (io.ReadCloser, error) {
		if files[name] == "" {
			return nil, fmt.Errorf("there is no export data for %s", name)
		}
		return os.Open(files[name])
	}), nil
})

var importing sync.Mutex // the importer has a map

func importExported(name string) (*types.Package, error) {
	imp, err := exported()
	if err != nil {
		return nil, err
	}
	importing.Lock()
	defer importing.Unlock()
	return imp.Import(name)
}

// standard are packages that generated code may import although the runtime does not.
var standard = []string{"context", "io", "iter", "net/http", "time", "testing", "maps", "slices", "strconv", "sync"}

// exportData returns the files with the export data of the runtime and of all packages
// that it imports.
func exportData() (map[string]string, error) {
	dir, err := os.MkdirTemp("", "reviewtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // temporary
	if err := writeRuntimes(dir); err != nil {
		return nil, err
	}
	list := exec.Command("go", append([]string{
		"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./...",
	}, standard...)...)
	list.Dir, list.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		return nil, errors.Join(err, errors.New(stderr.String()))
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[name] = file
	}
	return files, nil
}

// runtimes are the folders of the runtime. One row of the catalogue changes the folder.
var runtimes = []string{"rest", "other"}

// writeRuntimes writes a module with the runtimes.
func writeRuntimes(dir string) error {
	files := map[string][]byte{"go.mod": []byte("module " + modulePath + "\n\ngo 1.26\n")}
	for _, folder := range runtimes {
		optional := templates.With(path.Join(modulePath, folder), templates.Packages()...)
		for _, file := range append(templates.Runtime(), optional...) {
			files[path.Join(folder, file.Name)] = file.Data
		}
	}
	return writeFiles(dir, files)
}

// writeFiles writes files into a folder.
func writeFiles(dir string, files map[string][]byte) error {
	for name, data := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(full, data, 0o666); err != nil {
			return err
		}
	}
	return nil
}
