package gosdk

// This file renders files in several workers and yields them one by one in the
// order of the plan, so the output does not depend on the number of workers. A
// bounded number of rendered files wait for the caller, whatever the size of the
// plan.

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"

	"github.com/fragen-go/fragen/generator/plan"
)

// File is a rendered file. Path is relative to the target's folder, with
// slashes.
type File struct {
	Path string
	Data []byte
}

// Count returns the number of files that Render yields for a plan.
func Count(p *plan.Plan) int {
	n := 0
	for _, pkg := range p.Packages {
		n += len(pkg.Files)
	}
	return n
}

// Render renders all files of a plan, formatted as by gofmt, with up to jobs
// workers in parallel; zero means the number of CPUs. It yields the files in the
// order of the plan. An error ends the sequence: it is the context's, or it
// reports a bug of the generator, such as a plan that is not valid Go.
func Render(ctx context.Context, p *plan.Plan, jobs int) iter.Seq2[File, error] {
	return RenderSome(ctx, p, jobs, func(string) bool { return true })
}

// RenderSome is like Render for the files whose paths wanted accepts.
func RenderSome(ctx context.Context, p *plan.Plan, jobs int, wanted func(path string) bool) iter.Seq2[File, error] {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return func(yield func(File, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var workers sync.WaitGroup
		defer workers.Wait()
		defer cancel() // runs before Wait so that the workers end
		e := newEmitter(p)
		work, ordered := make(chan *fileJob), make(chan *fileJob, 4*jobs)
		workers.Go(func() { e.distribute(ctx, wanted, work, ordered) })
		for range jobs {
			workers.Go(func() {
				for j := range work {
					j.err = e.renderJob(ctx, j)
					close(j.done)
				}
			})
		}
		for j := range ordered {
			<-j.done
			if !yield(j.out, j.err) || j.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(File{}, err)
		}
	}
}

// fileJob is a file to render.
type fileJob struct {
	pkg  *plan.Package
	file *plan.File
	out  File
	err  error
	done chan struct{} // closed when out or err is set
}

// path returns the path of the file relative to the target's folder.
func (j *fileJob) path() string {
	if j.pkg.Dir == "" {
		return j.file.Name
	}
	return j.pkg.Dir + "/" + j.file.Name
}

// distribute sends the wanted files of the plan to the workers and, in order, to the
// consumer that waits for them.
func (e *emitter) distribute(
	ctx context.Context, wanted func(path string) bool, work, ordered chan<- *fileJob,
) {
	defer close(ordered)
	defer close(work)
	for _, pkg := range e.plan.Packages {
		for _, file := range pkg.Files {
			j := &fileJob{pkg: pkg, file: file, done: make(chan struct{})}
			if !wanted(j.path()) {
				continue
			}
			select {
			case work <- j:
			case <-ctx.Done():
				return
			}
			select {
			case ordered <- j:
			case <-ctx.Done():
				return
			}
		}
	}
}

// renderJob renders the file of a job. It returns a panic as an error, because
// no caller could recover it in a worker.
func (e *emitter) renderJob(ctx context.Context, j *fileJob) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer func() {
		if fault := recover(); fault != nil {
			stack := make([]byte, 8<<10)
			stack = stack[:runtime.Stack(stack, false)]
			err = fmt.Errorf("internal: rendering %s/%s: panic: %v\n%s", j.pkg.Import, j.file.Name, fault, stack)
		}
	}()
	data, err := e.renderFile(j.pkg, j.file)
	if err != nil {
		return fmt.Errorf("internal: rendering %s/%s: %w", j.pkg.Import, j.file.Name, err)
	}
	j.out = File{j.path(), data}
	return nil
}
