// Package cases reads the catalogue of changes with which package review is tested.
//
// It takes the folder testdata of package review and gives cases: the inputs before
// and after a change, and the effect of the change on callers. It may import no
// package of this module. Only tests import it.
//
// The folder base has the inputs that all cases change. Each archive in the folder
// catalogue has a file rows.yaml with a list of rows such as
//
//   - name: a required query parameter is new
//     edit: [{set: /paths/~1books/get/parameters/-, to: {name: year, in: query, required: true}}]
//     compiles: no # callers of the old SDK do not compile with the new one
//     wire: no     # requests of the old SDK or responses to it are refused
//     lock: no     # the names in fragen.lock are lost with the change
//
// patch.go makes the edits.
package cases

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"
)

// Case is a change.
type Case struct {
	Name     string
	Old, New map[string]string // input files by name
	Compiles bool              // callers that use everything compile with both SDKs
	Wire     bool              // requests and responses of both SDKs are exchangeable
	Unlocked bool              // the new side is generated without the lock of the old one
}

// row is a row of a file rows.yaml.
type row struct {
	Name     string
	Before   []Edit // made on both sides
	Edit     []Edit
	Compiles *bool
	Wire     *bool
	Lock     *bool
}

// rowsFile is the file of an archive with its rows.
const rowsFile = "rows.yaml"

// Read returns the cases of an archive of the catalogue in dir, which is testdata.
func Read(dir fs.FS, archive *txtar.Archive) ([]*Case, error) {
	base := map[string]string{}
	names, err := fs.ReadDir(dir, "base")
	if err != nil {
		return nil, err
	}
	for _, entry := range names {
		data, err := fs.ReadFile(dir, path.Join("base", entry.Name()))
		if err != nil {
			return nil, err
		}
		base[entry.Name()] = string(data)
	}
	var rows []row
	for _, f := range archive.Files {
		if f.Name != rowsFile {
			continue
		}
		d := yaml.NewDecoder(strings.NewReader(string(f.Data)))
		d.KnownFields(true)
		if err := d.Decode(&rows); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, errors.New("the archive has no rows")
	}
	var list []*Case
	for _, r := range rows {
		c, err := r.apply(base)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name, err)
		}
		list = append(list, c)
	}
	return list, nil
}

func (r row) apply(base map[string]string) (*Case, error) {
	if r.Compiles == nil || r.Wire == nil {
		return nil, errors.New("the row has no key compiles or wire")
	}
	old, err := patched(base, r.Before)
	if err != nil {
		return nil, err
	}
	now, err := patched(old, r.Edit)
	if err != nil {
		return nil, err
	}
	return &Case{r.Name, old, now, *r.Compiles, *r.Wire, r.Lock != nil && !*r.Lock}, nil
}

// patched returns files with edits.
func patched(files map[string]string, edits []Edit) (map[string]string, error) {
	out := maps.Clone(files)
	for _, e := range edits {
		name := e.File
		if name == "" {
			name = "openapi.yaml"
		}
		text, err := e.Apply(out[name])
		if err != nil {
			return nil, err
		}
		out[name] = text
	}
	return out, nil
}
