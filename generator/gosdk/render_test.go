package gosdk_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/plan"
)

// manyPackages is a plan of n packages with one file each.
func manyPackages(n int) *plan.Plan {
	p := &plan.Plan{Runtime: "example.com/rest"}
	for i := range n {
		name := "p" + strings.Repeat("x", i)
		enum := &plan.Enum{
			Name: "Kind", Values: "KindValues", Read: "readKind", Known: "knownKinds",
			Type:    &api.Type{MemberKind: api.String},
			Members: []*plan.Member{{Name: "KindA", API: &api.Member{Value: "a"}}},
		}
		p.Packages = append(p.Packages, &plan.Package{
			Name: "p", Dir: name, Import: plan.ImportPath("example.com/" + name),
			Files: []*plan.File{{Name: "kind.go", Decls: []plan.Decl{enum}}},
		})
	}
	return p
}

func render(t *testing.T, p *plan.Plan, jobs int) []gosdk.File {
	t.Helper()
	var files []gosdk.File
	for file, err := range gosdk.Render(t.Context(), p, jobs) {
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// TestRenderSome checks that only wanted files are rendered, in the order of all files.
func TestRenderSome(t *testing.T) {
	p := manyPackages(20)
	all := render(t, p, 1)
	wanted := func(path string) bool { return path == all[3].Path || path == all[12].Path }
	var got []string
	for file, err := range gosdk.RenderSome(t.Context(), p, 4, wanted) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, file.Path)
	}
	if want := []string{all[3].Path, all[12].Path}; !slices.Equal(got, want) {
		t.Errorf("rendered %q, want %q", got, want)
	}
}

// The files and their order do not depend on the number of workers.
func TestJobs(t *testing.T) {
	p := manyPackages(60)
	want := render(t, p, 1)
	if len(want) != gosdk.Count(p) {
		t.Fatalf("rendered %d files, Count is %d", len(want), gosdk.Count(p))
	}
	for _, jobs := range []int{0, 4, 100} {
		got := render(t, p, jobs)
		for i, file := range got {
			if file.Path != want[i].Path || !bytes.Equal(file.Data, want[i].Data) {
				t.Fatalf("%d jobs: file %d is %s, want %s", jobs, i, file.Path, want[i].Path)
			}
		}
	}
}

// The first error in the plan's order ends the sequence. A panic is an error.
func TestRenderErrors(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		p := manyPackages(40)
		p.Packages[20].Files[0].Decls = []plan.Decl{nil}
		p.Packages[30].Files[0].Decls = []plan.Decl{nil}
		rendered, faults := 0, []error{}
		for _, err := range gosdk.Render(t.Context(), p, jobs) {
			if err != nil {
				faults = append(faults, err)
			} else {
				rendered++
			}
		}
		want := "internal: rendering example.com/p" + strings.Repeat("x", 20) + "/kind.go: panic: "
		if rendered != 20 || len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), want) {
			t.Errorf("%d jobs: %d files, then %v", jobs, rendered, faults)
		}
	}
}

// No worker outlives the sequence, whether the caller or the context ends it.
func TestRenderStops(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rendered := 0
	var last error
	for _, err := range gosdk.Render(ctx, manyPackages(60), 4) {
		if last = err; err == nil {
			rendered++
		}
		cancel()
	}
	if rendered >= 60 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d files, then %v", rendered, last)
	}
	for range gosdk.Render(t.Context(), manyPackages(60), 4) {
		break
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines remain, %d before", runtime.NumGoroutine(), before)
		}
	}
}
