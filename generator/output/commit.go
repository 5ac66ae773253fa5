package output

// Compute, then commit: compare finds out what is to be done with each file
// (diff.go), refuse stops when one of them is in the way, stage writes every
// new content to a temporary file in the folder where it belongs. Only when all
// are there, apply renames them, removes the files no longer made and at last
// renames the manifest. After a crash in between, another run with the same
// input finds each file either as the old manifest has it or as it should be,
// and completes the work. There is no fsync: what a power failure may lose can
// be generated again.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

// Report says what a commit did. Paths are below the project's folder.
type Report struct {
	Written   []string
	Removed   []string
	Unlisted  []string // left alone, see the kind of that name
	Unchanged int      // generated files that were fresh already
	Manifest  bool     // the manifest was written
}

// RefusedError says that files stand in the way of a commit, which changed
// nothing.
type RefusedError struct {
	Changes []Change
}

// Error lists the files, one a line, and says what can be done.
func (e *RefusedError) Error() string {
	var b strings.Builder
	b.WriteString("nothing was written, since these files are in the way:\n")
	foreign := false
	for _, change := range e.Changes {
		b.WriteString("  " + change.String() + "\n")
		foreign = foreign || change.Kind == Foreign
	}
	b.WriteString("move hand-written code to a file of its own; --force overwrites files that carry the header")
	if foreign {
		b.WriteString(", and never the others")
	}
	return b.String()
}

// Commit brings the disk to the new state. Files that are fresh keep their
// time. When a file is in the way, nothing at all is changed and the error is
// a *RefusedError that names every such file; force overwrites and removes
// files that carry the header whatever their content, but nothing else.
func (o *Output) Commit(force bool) (*Report, error) {
	d, err := o.open()
	if err != nil {
		return nil, err
	}
	defer d.close()
	steps, err := o.compare(d)
	if err != nil {
		return nil, err
	}
	if err := refuse(steps, force); err != nil {
		return nil, err
	}
	work, err := o.stage(d, steps)
	if err != nil {
		work.undo()
		return nil, fmt.Errorf("nothing was changed: %w", err)
	}
	return o.apply(d, work, steps)
}

// refuse returns a *RefusedError with the steps that may not be taken.
func refuse(steps []step, force bool) error {
	var refused []Change
	for _, s := range steps {
		if s.Stop && (s.Kind == Foreign || !force) {
			refused = append(refused, s.Change)
		}
	}
	if refused == nil {
		return nil
	}
	return &RefusedError{refused}
}

// staged is what lies ready to be renamed.
type staged struct {
	files   []rename // the manifest's last, and only when it changes
	folders []folder // made for the files, outermost first
}

// rename is a temporary file and where it belongs.
type rename struct {
	root      *os.Root
	temp, end string // below root
}

type folder struct {
	root *os.Root
	name string
}

// undo removes everything that was staged and not renamed yet; folders in use
// stay by themselves. Its errors are of no use: the one that led here says
// more.
func (w *staged) undo() {
	for _, file := range w.files {
		_ = file.root.Remove(file.temp)
	}
	for _, made := range slices.Backward(w.folders) {
		_ = made.root.Remove(made.name)
	}
}

// stage writes all new content to temporary files. What it returns with an
// error is to be undone.
func (o *Output) stage(d *disk, steps []step) (*staged, error) {
	work := &staged{}
	steps = slices.DeleteFunc(slices.Clone(steps), func(s step) bool { return s.do != write })
	for i, s := range steps {
		if err := work.mkdirAll(d.base, d.inBase(s.file.Dir)); err != nil {
			return work, err
		}
		root, err := d.root(s.file.Dir)
		if err != nil {
			return work, err
		}
		data, err := o.Tree.content(s.file)
		if err != nil {
			return work, err
		}
		if err := work.write(d, root, s.file, data); err != nil {
			return work, err
		}
		if o.Progress != nil {
			o.Progress(i+1, len(steps))
		}
	}
	if stale, err := o.lockStale(d); !stale && err == nil {
		return work, nil
	}
	return work, work.write(d, d.base, File{Dir: ".", Path: d.inBase(o.Lock)}, o.Text())
}

func (w *staged) mkdirAll(root *os.Root, name string) error {
	made, err := mkdirAll(root, name)
	for _, name := range made {
		w.folders = append(w.folders, folder{root, name})
	}
	if err != nil {
		return fmt.Errorf("no folder %s can be made: %w", name, reason(err))
	}
	return nil
}

// write puts data into a new temporary file beside file's place in root.
func (w *staged) write(d *disk, root *os.Root, file File, data []byte) error {
	folder, end := path.Dir(file.Path), file.Path
	if err := w.mkdirAll(root, folder); err != nil {
		return err
	}
	temp := path.Join(folder, tempPrefix+rand.Text()+tempSuffix)
	out, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", file.Name(), reason(err))
	}
	w.files = append(w.files, rename{root, temp, end})
	_, err = out.Write(data)
	if err := errors.Join(err, out.Close(), d.fault("write", end)); err != nil {
		return fmt.Errorf("%s cannot be written: %w", file.Name(), reason(err))
	}
	return nil
}

// apply makes the staged state the real one.
func (o *Output) apply(d *disk, work *staged, steps []step) (*Report, error) {
	defer work.undo() // of what is left: nothing when all goes well
	report := &Report{Unchanged: o.Tree.Len()}
	for _, s := range steps {
		if s.do == write {
			if err := work.next(d); err != nil {
				return nil, incomplete(err)
			}
			report.Written = append(report.Written, s.Path)
			report.Unchanged--
		}
	}
	for _, s := range steps {
		switch {
		case s.do == remove:
			if err := d.remove(s.file); err != nil {
				return nil, incomplete(err)
			}
			report.Removed = append(report.Removed, s.Path)
		case s.do == leave:
			report.Unlisted = append(report.Unlisted, s.Path)
		}
	}
	if len(work.files) > 0 {
		if err := work.next(d); err != nil {
			return nil, incomplete(err)
		}
		report.Manifest = true
	}
	work.folders = nil
	o.sweep(d)
	return report, nil
}

// next renames the first of the staged files.
func (w *staged) next(d *disk) error {
	file := w.files[0]
	if err := d.fault("rename", file.end); err != nil {
		return err
	}
	if err := file.root.Rename(file.temp, file.end); err != nil {
		return err
	}
	w.files = w.files[1:]
	return nil
}

func incomplete(err error) error {
	return fmt.Errorf("the output is incomplete, run the command again when this is mended: %w", err)
}
