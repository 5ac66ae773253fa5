package reviewtest

// This file generates both sides of a change and reviews them. Inputs that several rows
// share are generated once.

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/exp/apidiff"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/review/cases"
)

// modulePath is the path of the module with the generated packages.
const modulePath = "example.com/app"

// sdk is a generated SDK with its inputs.
type sdk struct {
	*review.Generation
	inputs map[string]string
	lock   *output.Manifest
}

// generateSDK generates the first target of the inputs. The names in lock do not change.
func generateSDK(inputs map[string]string, lock *output.Manifest) (*sdk, error) {
	dir, err := os.MkdirTemp("", "reviewtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // temporary
	file := filepath.Join(dir, "fragen.yaml")
	for name, text := range map[string]string{
		"fragen.yaml": inputs["fragen.yaml"], "go.mod": "module " + modulePath + "\n\ngo 1.26\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			return nil, err
		}
	}
	cfg, diags := config.Load(file)
	if diags.HasErrors() {
		return nil, errors.New(diags.String())
	}
	read := func(_, name string) (string, error) {
		text, ok := inputs[filepath.Base(name)]
		if !ok {
			return "", os.ErrNotExist
		}
		return text, nil
	}
	planned, diags, err := generator.Explore(context.Background(), cfg, lock, read)
	if err != nil || diags.HasErrors() {
		return nil, errors.Join(err, diags.Err())
	}
	target, p := cfg.Targets[0], planned[0].Plan
	g := &review.Generation{
		Name: target.Name, Dir: target.Out, Plan: p, Files: map[string][]byte{}, Diags: diags.Sorted(),
	}
	for f, err := range gosdk.Render(context.Background(), p, 1) {
		if err != nil {
			return nil, err
		}
		g.Files[f.Path] = f.Data
	}
	m := output.Target{Name: target.Name, Dir: target.Out}
	for _, s := range p.Symbols {
		m.Symbols = append(m.Symbols, output.Symbol{Key: s.Key, Name: s.Name, Number: s.Number})
	}
	return &sdk{g, inputs, &output.Manifest{Targets: []output.Target{m}}}, nil
}

// reviewed is the result of reviewing a change in one direction.
type reviewed struct {
	*review.Target
	row     string              // its name
	name    string              // the name of the row and the direction
	broken  map[symbol][]string // errors of the caller by the symbol that it uses
	changes map[symbol]string   // incompatible changes that apidiff finds
}

// symbol is a Go symbol, such as {example.com/app/library, Book.Title}.
type symbol struct{ Package, Name string }

// compareSDKs reviews a change from one SDK to another.
func compareSDKs(old, now *sdk) (*reviewed, error) {
	r := &reviewed{Target: review.Compare(changedFiles(old.Generation, now.Generation))}
	before, err := checkPackages(old)
	if err != nil {
		return nil, err
	}
	after, err := checkPackages(now)
	if err != nil {
		return nil, err
	}
	r.broken, r.changes = map[symbol][]string{}, map[symbol]string{}
	for path, pkg := range before {
		if err := compileCaller(pkg, after, r.broken); err != nil {
			return nil, err
		}
		if after[path] == nil {
			r.changes[symbol{path, ""}] = "package removed"
			continue
		}
		for _, change := range apidiff.Changes(pkg, after[path]).Changes {
			if !change.Compatible {
				r.changes[symbolOf(path, change.Message)] = change.Message
			}
		}
	}
	return r, nil
}

// changedFiles returns copies of two generations without the files that are equal.
func changedFiles(old, now *review.Generation) (a, b *review.Generation) {
	x, y := *old, *now
	x.Files, y.Files = maps.Clone(old.Files), maps.Clone(now.Files)
	for name, data := range old.Files {
		if bytes.Equal(data, now.Files[name]) {
			delete(x.Files, name)
			delete(y.Files, name)
		}
	}
	return &x, &y
}

// row is a row of the catalogue, reviewed in both directions.
type row struct {
	*cases.Case
	there, back *reviewed
}

// directions returns the results of a row.
func (r *row) directions() []*reviewed { return []*reviewed{r.there, r.back} }

// reviewCatalogue reviews all rows.
var reviewCatalogue = sync.OnceValues(func() ([]*row, error) {
	list, err := readCatalogue()
	if err != nil {
		return nil, err
	}
	if *only != "" {
		matches := regexp.MustCompile(*only).MatchString
		list = slices.DeleteFunc(slices.Clone(list), func(c *cases.Case) bool { return !matches(c.Name) })
	}
	rows, errs := make([]*row, len(list)), make([]error, len(list))
	var group sync.WaitGroup
	next := make(chan int)
	for range 2 {
		group.Go(func() {
			for i := range next {
				rows[i], errs[i] = reviewRow(list[i])
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	group.Wait()
	return rows, errors.Join(errs...)
})

func reviewRow(c *cases.Case) (*row, error) {
	wrap := func(err error) error { return errors.Join(errors.New(c.Name), err) }
	old, err := sharedSDK(c.Old)
	if err != nil {
		return nil, wrap(err)
	}
	lock := old.lock
	if c.Unlocked {
		lock = nil
	}
	now, err := generateSDK(c.New, lock)
	if err != nil {
		return nil, wrap(err)
	}
	there, err := compareSDKs(old, now)
	if err != nil {
		return nil, wrap(err)
	}
	back, err := compareSDKs(now, old)
	if err != nil {
		return nil, wrap(err)
	}
	there.row, there.name = c.Name, c.Name
	back.row, back.name = c.Name, c.Name+", reversed"
	return &row{c, there, back}, nil
}

var shared sync.Map // functions that return an *sdk and an error, by the inputs

// sharedSDK is generateSDK for inputs that several rows have.
func sharedSDK(inputs map[string]string) (*sdk, error) {
	var key strings.Builder
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		key.WriteString(name + "\x00" + inputs[name] + "\x00")
	}
	once, _ := shared.LoadOrStore(key.String(), sync.OnceValues(func() (*sdk, error) {
		return generateSDK(inputs, nil)
	}))
	return once.(func() (*sdk, error))()
}

// catalogue returns the reviewed rows.
func catalogue(t *testing.T) []*row {
	t.Helper()
	rows, err := reviewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
