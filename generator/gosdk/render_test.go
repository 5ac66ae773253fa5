package gosdk_test

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/plan"
)

// pages is a plan with n packages of a file each.
func pages(n int) *plan.Plan {
	p := &plan.Plan{Runtime: "example.com/rest"}
	for i := range n {
		name := "p" + strings.Repeat("x", i)
		enum := &plan.Enum{Name: "Kind", Values: "KindValues", Read: "readKind", Known: "knownKinds", Type: &api.Type{MemberKind: api.String}, Members: []*plan.Member{{Name: "KindA", API: &api.Member{Value: "a"}}}}
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

// However many workers there are, the same files come in the same order.
func TestJobs(t *testing.T) {
	p := pages(60)
	want := render(t, p, 1)
	if len(want) != gosdk.Count(p) {
		t.Fatalf("%d files of %d", len(want), gosdk.Count(p))
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

// The first fault, by the plan's order, ends it; a panic is one.
func TestRenderFaults(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		p := pages(40)
		p.Packages[20].Files[0].Decls = []plan.Decl{nil}
		p.Packages[30].Files[0].Decls = []plan.Decl{nil}
		printed, faults := 0, []error{}
		for _, err := range gosdk.Render(t.Context(), p, jobs) {
			if err != nil {
				faults = append(faults, err)
			} else {
				printed++
			}
		}
		if printed != 20 || len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), "internal: rendering example.com/p"+strings.Repeat("x", 20)+"/kind.go: panic: ") {
			t.Errorf("%d jobs: %d files, then %v", jobs, printed, faults)
		}
	}
}

// Who stops, or is stopped, leaves no worker behind.
func TestRenderStops(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	printed := 0
	var last error
	for _, err := range gosdk.Render(ctx, pages(60), 4) {
		if last = err; err == nil {
			printed++
		}
		cancel()
	}
	if printed >= 60 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d files, then %v", printed, last)
	}
	for range gosdk.Render(t.Context(), pages(60), 4) {
		break
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are left of %d", runtime.NumGoroutine(), before)
		}
	}
}
