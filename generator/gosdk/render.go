package gosdk

// Files are printed by several workers and handed over one by one, in the
// plan's order: what comes out does not depend on how many there are. Only so
// many files lie ready as a few workers need to keep busy, however many the plan
// has; who takes them decides where they go.

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"sync"

	"github.com/fragen-go/fragen/generator/plan"
)

// File is a rendered file; Path is below the target's folder, with slashes.
type File struct {
	Path string
	Data []byte
}

// Count returns the number of files that Render makes of a plan.
func Count(p *plan.Plan) int {
	n := 0
	for _, pkg := range p.Packages {
		n += len(pkg.Files)
	}
	return n
}

// Render prints all files of a plan, formatted as gofmt does, by so many
// workers at once; zero means one for each processor. The files come in the
// plan's order. An error is the last that comes: a fault of the generator, as
// the plan gave something that is no Go, or the context's.
func Render(ctx context.Context, p *plan.Plan, jobs int) iter.Seq2[File, error] {
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return func(yield func(File, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var workers sync.WaitGroup
		defer workers.Wait()
		defer cancel() // first, so that the workers end
		e := newEmitter(p)
		work, ordered := make(chan *sheet), make(chan *sheet, 4*jobs)
		workers.Go(func() { e.deal(ctx, work, ordered) })
		for range jobs {
			workers.Go(func() {
				for s := range work {
					s.err = e.print(ctx, s)
					close(s.done)
				}
			})
		}
		for s := range ordered {
			<-s.done
			if !yield(s.out, s.err) || s.err != nil {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(File{}, err)
		}
	}
}

// sheet is a file on its way through the workers.
type sheet struct {
	pkg  *plan.Package
	file *plan.File
	out  File
	err  error
	done chan struct{} // closed when out or err is there
}

// deal hands out the plan's files: to the workers, and in order to who waits
// for them.
func (e *emitter) deal(ctx context.Context, work, ordered chan<- *sheet) {
	defer close(ordered)
	defer close(work)
	for _, pkg := range e.plan.Packages {
		for _, file := range pkg.Files {
			s := &sheet{pkg: pkg, file: file, done: make(chan struct{})}
			select {
			case work <- s:
			case <-ctx.Done():
				return
			}
			select {
			case ordered <- s:
			case <-ctx.Done():
				return
			}
		}
	}
}

// print fills in a sheet. A panic is an error like others: in a worker nobody
// else could catch it.
func (e *emitter) print(ctx context.Context, s *sheet) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer func() {
		if fault := recover(); fault != nil {
			stack := make([]byte, 8<<10)
			err = fmt.Errorf("internal: rendering %s/%s: panic: %v\n%s", s.pkg.Import, s.file.Name, fault, stack[:runtime.Stack(stack, false)])
		}
	}()
	data, err := e.renderFile(s.pkg, s.file)
	if err != nil {
		return fmt.Errorf("internal: rendering %s/%s: %w", s.pkg.Import, s.file.Name, err)
	}
	s.out = File{s.file.Name, data}
	if s.pkg.Dir != "" {
		s.out.Path = s.pkg.Dir + "/" + s.file.Name
	}
	return nil
}
