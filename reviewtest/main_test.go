// Package reviewtest compares the findings of `fragen review` with the results of other
// programs: the Go compiler, apidiff, oasdiff and openapi3filter.
//
// Most tests use the catalogue of changes in generator/review, in both directions. Each
// row is generated and reviewed once, for all tests. Where another program disagrees for
// a good reason, testdata/exceptions.yaml has a sentence about it. An exception that is
// not needed is an error.
//
// TestPairs reviews successive versions of real descriptions, whose folder is
// FRAGEN_CORPUS. It is skipped without them.
//
//   - main_test.go, this file, reads the catalogue and the exceptions.
//   - sides_test.go generates and reviews the two sides of a change.
//   - check_test.go checks the types of generated packages in memory.
//   - caller_test.go writes a program that uses all of an SDK.
//   - compiler_test.go compiles this program with the SDK of the other side.
//   - apidiff_test.go compares the Go symbols that break with those of apidiff.
//   - oasdiff_test.go compares the findings with the breaking changes of oasdiff.
//   - exchange_test.go exchanges requests and responses. samples_test.go makes JSON values,
//     calls_test.go plans the calls, and program_test.go compiles and runs them.
//   - pairs_test.go reviews versions of real descriptions.
package reviewtest

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/review/cases"
)

var (
	update = flag.Bool("update", false, "write the tables in docs")
	only   = flag.String("rows", "", "test only the rows of the catalogue whose names match this `regexp`")
)

// isLong reports whether tests that take minutes run.
func isLong() bool { return os.Getenv("FRAGEN_LONG") != "" }

// catalogueDir has the inputs of the catalogue.
const catalogueDir = "../generator/review/testdata"

// readCatalogue returns the cases of all archives.
var readCatalogue = sync.OnceValues(func() ([]*cases.Case, error) {
	files, err := filepath.Glob(filepath.Join(catalogueDir, "catalogue", "*.txtar"))
	if err != nil {
		return nil, err
	}
	var list []*cases.Case
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			return nil, err
		}
		more, err := cases.Read(os.DirFS(catalogueDir), archive)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
})

// exceptions are sentences about differences between the findings and another program,
// by the name of a row or by the ID of a rule.
type exceptions struct {
	sentences map[string]string
	used      sync.Map
}

// readExceptions returns the exceptions in a section of testdata/exceptions.yaml. At the
// end of the test, exceptions that were not used are errors. Some exceptions of exchanges
// are about reversed rows, which only FRAGEN_LONG exchanges.
func readExceptions(t *testing.T, section string) *exceptions {
	t.Helper()
	data, err := os.ReadFile("testdata/exceptions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var sections map[string]map[string]string
	if err := yaml.Unmarshal(data, &sections); err != nil {
		t.Fatal(err)
	}
	e := &exceptions{sentences: sections[section]}
	t.Cleanup(func() {
		if t.Failed() || *only != "" || section == "exchange" && !isLong() {
			return
		}
		for key := range e.sentences {
			if _, ok := e.used.Load(key); !ok {
				t.Errorf("the exception %q of %s is not needed", key, section)
			}
		}
	})
	return e
}

// has reports whether there is an exception for one of the keys.
func (e *exceptions) has(keys ...string) bool {
	i := slices.IndexFunc(keys, func(key string) bool { return e.sentences[key] != "" })
	if i >= 0 {
		e.used.Store(keys[i], true)
	}
	return i >= 0
}
