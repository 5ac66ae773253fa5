package output

// This file writes the output to disk. compare (diff.go) determines the step for
// each file. refuse stops if a file conflicts. stage writes each new content to a
// temporary file in the target folder. Then apply renames the temporary files,
// removes obsolete files and finally renames the files of the manifest.
//
// After a crash, the next run with the same input finds each file either as in
// the old manifest or with its new content, and completes the work. There is no
// fsync: output lost in a power failure can be generated again.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Report is the result of a commit. Paths are relative to the project's folder.
type Report struct {
	Written   []string
	Removed   []string
	Unlisted  []string // files of kind Unlisted, which were not touched
	Unchanged int      // generated files that were up to date
	Manifest  bool     // fragen.lock or fragen.sum was written
}

// RefusedError reports files that conflict with a commit. The commit changed
// nothing.
type RefusedError struct {
	Changes []Change
}

// Error lists the files, one on each line, and the remedy.
func (e *RefusedError) Error() string {
	var b strings.Builder
	b.WriteString("nothing was written because these files conflict:\n")
	foreign := false
	for _, change := range e.Changes {
		b.WriteString("  " + change.String() + "\n")
		foreign = foreign || change.Kind == Foreign
	}
	b.WriteString("move hand-written code to separate files; --force overwrites files with the header")
	if foreign {
		b.WriteString(", but no other files")
	}
	return b.String()
}

// Commit writes the output to disk. Up-to-date files keep their modification
// time. If a file conflicts, Commit changes nothing and returns a *RefusedError
// with all conflicting files. With force, it overwrites and removes files that
// have the header, whatever their content, but no other files.
func (o *Output) Commit(force bool) (*Report, error) {
	return o.withSteps(force, func(d *disk, steps []step) (*Report, error) {
		work, err := o.stage(d, steps)
		if err != nil {
			work.undo()
			return nil, fmt.Errorf("nothing was changed: %w", err)
		}
		return o.apply(d, work, steps)
	})
}

// Preview returns the report and the errors that Commit would return, and writes
// nothing.
func (o *Output) Preview(force bool) (*Report, error) {
	return o.withSteps(force, o.preview)
}

// withSteps calls do with all steps while the disk is open. It returns a
// *RefusedError instead if a step is not allowed.
func (o *Output) withSteps(force bool, do func(*disk, []step) (*Report, error)) (*Report, error) {
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
	return do(d, steps)
}

// preview returns the report of the steps without taking them.
func (o *Output) preview(d *disk, steps []step) (*Report, error) {
	report := &Report{Unchanged: o.Tree.Len()}
	for _, s := range steps {
		report.add(s)
	}
	for _, part := range o.parts() {
		stale, err := part.stale(d)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		report.Manifest = report.Manifest || stale || err != nil
	}
	return report, nil
}

// add adds a step that is complete to the report.
func (r *Report) add(s step) {
	switch s.do {
	case write:
		r.Written = append(r.Written, s.Path)
		r.Unchanged--
	case remove:
		r.Removed = append(r.Removed, s.Path)
	case leave:
		r.Unlisted = append(r.Unlisted, s.Path)
	}
}

// refuse returns a *RefusedError with the steps that are not allowed, or nil.
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

// staged holds temporary files that are ready to be renamed.
type staged struct {
	files   []rename        // those of the manifest are last, and only present if they change
	folders []folder        // folders created for the files, outermost first
	present map[folder]bool // folders that exist
}

// rename is a temporary file and its final path.
type rename struct {
	root      *os.Root
	temp, end string // below root
}

// folder is a folder below root.
type folder struct {
	root *os.Root
	name string
}

// undo removes all staged files and the folders created for them. Folders that
// are not empty remain. Its errors are ignored: the error that caused the undo is
// more useful.
func (w *staged) undo() {
	for _, file := range w.files {
		_ = file.root.Remove(file.temp)
	}
	for _, made := range slices.Backward(w.folders) {
		_ = made.root.Remove(made.name)
	}
}

// stage writes all new contents to temporary files. If it returns an error, the
// caller must undo the result.
func (o *Output) stage(d *disk, steps []step) (*staged, error) {
	work := &staged{present: map[folder]bool{}}
	steps = slices.DeleteFunc(slices.Clone(steps), func(s step) bool { return s.do != write })
	for i, s := range steps {
		if err := work.mkdirAll(d.base, d.inBase(s.file.Dir)); err != nil {
			return work, err
		}
		root, err := d.root(s.file.Dir)
		if err != nil {
			return work, err
		}
		data, err := o.Tree.Content(s.file)
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
	for _, part := range o.parts() {
		if stale, err := part.stale(d); !stale && err == nil {
			continue
		}
		if err := work.write(d, d.base, File{Dir: ".", Path: d.inBase(part.name)}, part.text); err != nil {
			return work, err
		}
	}
	return work, nil
}

// mkdirAll creates a folder and its parents, and records the new ones.
func (w *staged) mkdirAll(root *os.Root, name string) error {
	if w.present[folder{root, name}] {
		return nil
	}
	made, err := mkdirAll(root, name)
	for _, name := range made {
		w.folders = append(w.folders, folder{root, name})
	}
	if err != nil {
		return fmt.Errorf("cannot create folder %s: %w", name, reason(err))
	}
	w.present[folder{root, name}] = true
	return nil
}

// write writes data to a new temporary file in the folder of file.
func (w *staged) write(d *disk, root *os.Root, file File, data []byte) error {
	folder, end := path.Dir(file.Path), file.Path
	if err := w.mkdirAll(root, folder); err != nil {
		return err
	}
	temp := path.Join(folder, tempPrefix+rand.Text()+tempSuffix)
	out, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", file.Name(), reason(err))
	}
	w.files = append(w.files, rename{root, temp, end})
	_, err = out.Write(data)
	if err := errors.Join(err, out.Close(), d.fault("write", end)); err != nil {
		return fmt.Errorf("cannot write %s: %w", file.Name(), reason(err))
	}
	return nil
}

// apply renames the staged files and removes obsolete ones.
func (o *Output) apply(d *disk, work *staged, steps []step) (*Report, error) {
	defer work.undo() // removes the rest after an error
	report := &Report{Unchanged: o.Tree.Len()}
	for _, s := range steps {
		if s.do == write {
			if err := work.renameNext(d); err != nil {
				return nil, incomplete(err)
			}
			report.add(s)
		}
	}
	for _, s := range steps {
		if s.do == write {
			continue
		}
		if s.do == remove {
			if err := d.remove(s.file); err != nil {
				return nil, incomplete(err)
			}
		}
		report.add(s)
	}
	for len(work.files) > 0 {
		if err := work.renameNext(d); err != nil {
			return nil, incomplete(err)
		}
		report.Manifest = true
	}
	work.folders = nil
	o.sweep(d)
	return report, nil
}

// renameNext renames the first of the remaining files.
func (w *staged) renameNext(d *disk) error {
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

// incomplete wraps an error after which the output is incomplete.
func incomplete(err error) error {
	return fmt.Errorf("the output is incomplete; fix the error and run the command again: %w", err)
}
