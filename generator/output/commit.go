package output

// This file writes the output to disk. One process at a time writes (process.go).
// compare (diff.go) determines the step for each file. refuse stops if a file
// conflicts. Then the journal is written (journal.go), and stage writes each new
// content to a temporary file in the target folder. If no file was changed in the
// meantime, apply renames the temporary files, removes obsolete files, renames the
// files of the manifest and finally removes the journal.
//
// The process can end at any point: the next run knows all contents that fragen
// wrote, from the manifest or from the journal, and completes the work. The
// journal, fragen.lock and fragen.sum survive a power failure. Other files are not
// synchronized with the disk, which would take minutes for a large SDK: if they
// are empty after a power failure, they are written again.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Report is the result of a commit. Paths are relative to the project's folder.
type Report struct {
	Written   []string
	Removed   []string
	Unlisted  []string // files of kind Unlisted, which were not touched
	Lost      []string // files of kind Lost, which were not touched
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

// StaleError reports that fragen.lock or fragen.sum changed after the run read
// it, for example because another run has written it. Nothing was changed. A new run
// reads the files again.
type StaleError struct{ file string }

// Error returns a message with the name of the file.
func (e *StaleError) Error() string {
	return fmt.Sprintf("nothing was changed: %s has changed since it was read; run the command again", e.file)
}

// Commit writes the output to disk. Up-to-date files keep their modification
// time, and replaced files keep their mode. If a file conflicts, Commit changes
// nothing and returns a *RefusedError with all conflicting files. With force, it
// overwrites and removes files that have the header, whatever their content, but
// no other files. If the manifest changed during the run, the error is a *StaleError.
//
// Commit first waits until no other process writes the same files.
func (o *Output) Commit(force bool) (*Report, error) {
	d, err := o.open()
	if err != nil {
		return nil, err
	}
	defer d.close()
	h, err := acquire(d.base, d.inBase(processName(o.Lock)), o.waiter())
	if err != nil {
		if report, err := o.Preview(force); err == nil && !report.changes() {
			return report, nil // the folder may be read-only
		}
		return nil, fmt.Errorf("nothing was changed: %w", err)
	}
	defer h.release()
	return o.withSteps(force, o.openClean, o.commit)
}

// openClean is like open, but first removes the files that an interrupted run left.
func (o *Output) openClean() (*disk, error) {
	d, err := o.open()
	if err != nil {
		return nil, err
	}
	switch err := o.cleanUp(d); {
	case err != nil && o.canceled() != nil:
		d.close()
		return nil, fmt.Errorf("nothing was changed: %w", err)
	case err != nil:
		d.close()
		return nil, fmt.Errorf("nothing was changed: cannot clean up after the run that %s lists: %w; "+
			"if the error remains, %s", JournalName(o.Lock), err, journalRemedy)
	}
	d.closeTargets() // their folders may have been removed
	return d, nil
}

// changes reports whether a commit changes files.
func (r *Report) changes() bool { return len(r.Written)+len(r.Removed) > 0 || r.Manifest }

// canceled returns the error of the run's context.
func (o *Output) canceled() error {
	if o.Context == nil {
		return nil
	}
	return o.Context.Err()
}

// waiter returns a waiter for the process that writes the same files.
func (o *Output) waiter() *waiter {
	ctx := o.Context
	if ctx == nil {
		ctx = context.Background()
	}
	return &waiter{ctx: ctx, report: o.Waiting}
}

// openFree is like open, but first waits while another process writes the files.
func (o *Output) openFree() (*disk, error) {
	d, err := o.open()
	if err != nil {
		return nil, err
	}
	w := o.waiter()
	if err := waitUntilFree(d.base, d.inBase(processName(o.Lock)), w); err != nil {
		d.close()
		return nil, err
	}
	if !w.waited {
		return d, nil
	}
	d.close()
	return o.open() // the journal may have changed
}

// Preview returns the report and the errors that Commit would return, and writes
// nothing.
func (o *Output) Preview(force bool) (*Report, error) {
	return o.withSteps(force, o.openFree, o.preview)
}

// withSteps calls do with all steps while the disk is open. It returns a
// *RefusedError instead if a step is not allowed.
func (o *Output) withSteps(
	force bool, open func() (*disk, error), do func(*disk, []step) (*Report, error),
) (*Report, error) {
	d, err := open()
	if err != nil {
		return nil, err
	}
	defer d.close()
	if err := o.checkManifest(d); err != nil {
		return nil, err
	}
	steps, err := o.compare(d)
	if err != nil {
		return nil, err
	}
	if err := refuse(steps, force); err != nil {
		return nil, err
	}
	return do(d, steps)
}

// checkManifest returns a *StaleError if the manifest on disk is neither the one
// that the run read nor the one that it made. If another run made an equal
// manifest, that run is the last one.
func (o *Output) checkManifest(d *disk) error {
	old, made, stale := true, true, ""
	for i, part := range o.parts() {
		hash, err := d.base.followedHash(d.inBase(part.name))
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, reason(err))
		}
		d.parts[part.name] = hash
		if hash != o.Old.partHash(i) {
			old, stale = false, part.name
		}
		made = made && hash == Hash(part.text)
	}
	switch {
	case old, o.Old != nil && o.Old.onDisk == nil: // read by the caller
		return nil
	case made:
		o.Old = o.New
		return nil
	}
	return &StaleError{stale}
}

// followedHash returns the hash of a file or of the file that a symbolic link names,
// "" if it does not exist.
func (r *root) followedHash(name string) (string, error) {
	data, err := r.readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return Hash(data), nil
}

// partHash returns the hash of a part as it was read, "" if it did not exist.
func (m *Manifest) partHash(i int) string {
	if m == nil || m.onDisk == nil {
		return ""
	}
	return []string{m.onDisk.lock, m.onDisk.sum}[i]
}

// preview returns the report of the steps without taking them.
func (o *Output) preview(d *disk, steps []step) (*Report, error) {
	report := o.reportOf(steps)
	for _, part := range o.parts() {
		stale, err := part.stale(d)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		report.Manifest = report.Manifest || stale || err != nil
	}
	return report, nil
}

// reportOf returns the report of steps, without the manifest.
func (o *Output) reportOf(steps []step) *Report {
	report := &Report{Unchanged: o.Tree.Len()}
	for _, s := range steps {
		report.add(s)
	}
	return report
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
		if s.Kind == Lost {
			r.Lost = append(r.Lost, s.Path)
		} else {
			r.Unlisted = append(r.Unlisted, s.Path)
		}
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
	changed bool            // a file was renamed or removed
}

// rename is a temporary file and its final path.
type rename struct {
	root      *root
	temp, end string // below root
	name      string // of the file, relative to the project's folder
	before    string // hash on disk, "" if the file does not exist
	isPart    bool   // of the manifest, whose files may be symbolic links
}

// hash returns the hash of the file on disk.
func (f rename) hash() (string, error) {
	if f.isPart {
		return f.root.followedHash(f.end)
	}
	found, err := f.root.content(f.end)
	return found.hash(), err
}

// folder is a folder below root.
type folder struct {
	root *root
	name string
}

// undo removes all staged files and the folders created for them. Folders that
// are not empty remain. It reports whether it removed all files. The errors are
// ignored: the error that caused the undo is more useful.
func (w *staged) undo() bool {
	complete := true
	for _, file := range w.files {
		complete = file.root.removeFile(file.temp) == nil && complete
	}
	for _, made := range slices.Backward(w.folders) {
		_ = made.root.remove(made.name)
	}
	return complete
}

// commit takes the steps.
func (o *Output) commit(d *disk, steps []step) (*Report, error) {
	next := o.newJournal(steps)
	parts, err := o.staleParts(d)
	if err != nil {
		return nil, fmt.Errorf("nothing was changed: %w", err)
	}
	if len(next.files) == 0 && len(parts) == 0 {
		return o.reportOf(steps), o.finish(d)
	}
	journalName := d.inBase(JournalName(o.Lock))
	err = d.base.replaceDurably(newFile{name: d.inBase(journalTemp(o.Lock)), label: journalName, data: next.encode()})
	if err != nil {
		return nil, fmt.Errorf("nothing was changed: cannot write %s: %w", JournalName(o.Lock), reason(err))
	}
	work, err := o.stage(d, steps, parts, next.manifest)
	if err == nil {
		err = work.check(steps, d)
	}
	report := o.reportOf(steps)
	report.Manifest = len(parts) > 0
	if err == nil {
		err = work.apply(d, steps)
	}
	if err == nil {
		err = d.base.syncFolder(path.Dir(journalName))
	}
	if err == nil {
		return report, o.finish(d)
	}
	if work.undo() && !work.changed && d.journal == nil {
		_ = d.base.removeFile(journalName)
	}
	switch {
	case work.changed:
		return nil, fmt.Errorf("the output is incomplete; fix the error and run the command again: %w", err)
	case errors.As(err, new(*RefusedError)):
		return nil, err
	}
	return nil, fmt.Errorf("nothing was changed: %w", err)
}

// finish removes the journal.
func (o *Output) finish(d *disk) error {
	if err := d.base.removeFile(d.inBase(JournalName(o.Lock))); err != nil {
		return fmt.Errorf("all files were written, but %s cannot be removed: %w", JournalName(o.Lock), reason(err))
	}
	o.sweep(d)
	return nil
}

// staleParts returns the parts of the manifest that differ from the disk.
func (o *Output) staleParts(d *disk) ([]part, error) {
	var list []part
	for _, p := range o.parts() {
		stale, err := p.stale(d)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", p.name, reason(err))
		}
		if stale || err != nil {
			list = append(list, p)
		}
	}
	return list, nil
}

// stage writes all new contents to temporary files. If it returns an error, the
// caller must undo the result.
func (o *Output) stage(d *disk, steps []step, parts []part, temps []string) (*staged, error) {
	work := &staged{present: map[folder]bool{}}
	steps = slices.DeleteFunc(slices.Clone(steps), func(s step) bool { return s.do != write })
	for i, s := range steps {
		if err := o.canceled(); err != nil {
			return work, err
		}
		if err := o.stageFile(d, work, s); err != nil {
			return work, err
		}
		if o.Progress != nil {
			o.Progress(i+1, len(steps))
		}
	}
	for i, part := range parts {
		end := d.inBase(part.name)
		found, err := d.base.content(end)
		if err != nil {
			return work, err
		}
		file := rename{d.base, path.Join(path.Dir(end), temps[i]), end, part.name, d.parts[part.name], true}
		if err := work.write(file, newFile{data: part.text, mode: found.mode, durable: true}); err != nil {
			return work, err
		}
	}
	return work, nil
}

// stageFile writes the new content of a generated file to a temporary file.
func (o *Output) stageFile(d *disk, work *staged, s step) error {
	if err := work.mkdirAll(d.base, d.inBase(s.file.Dir)); err != nil {
		return err
	}
	r, err := d.root(s.file.Dir)
	if err != nil {
		return err
	}
	data, err := o.Tree.Content(s.file)
	if err != nil {
		return err
	}
	file := rename{r, path.Join(path.Dir(s.file.Path), s.temp), s.file.Path, s.Path, s.before, false}
	return work.write(file, newFile{data: data, mode: s.mode})
}

// mkdirAll creates a folder and its parents, and records the new ones.
func (w *staged) mkdirAll(r *root, name string) error {
	if w.present[folder{r, name}] {
		return nil
	}
	made, err := mkdirAll(r, name)
	for _, name := range made {
		w.folders = append(w.folders, folder{r, name})
	}
	if err != nil {
		return fmt.Errorf("cannot create folder %s: %w", name, reason(err))
	}
	w.present[folder{r, name}] = true
	return nil
}

// write writes a temporary file in the folder of a file.
func (w *staged) write(file rename, content newFile) error {
	if err := w.mkdirAll(file.root, path.Dir(file.end)); err != nil {
		return err
	}
	w.files = append(w.files, file)
	content.name, content.label = file.temp, file.end
	if err := file.root.create(content); err != nil {
		return fmt.Errorf("cannot write %s: %w", file.name, reason(err))
	}
	return nil
}

// check returns a *RefusedError with the files that were changed since they were
// compared.
func (w *staged) check(steps []step, d *disk) error {
	var changed []Change
	for _, file := range w.files {
		switch hash, err := file.hash(); {
		case err != nil:
			return fmt.Errorf("%s: %w", file.name, reason(err))
		case hash != file.before:
			changed = append(changed, Change{Kind: Changed, Path: file.name, Stop: true})
		}
	}
	for _, s := range steps {
		if s.do != remove {
			continue
		}
		switch found, err := d.read(s.file); {
		case err != nil:
			return err
		case found.presence != noFile && found.hash() != s.before: // or removed already
			changed = append(changed, Change{Kind: Changed, Path: s.Path, Stop: true})
		}
	}
	if changed != nil {
		return &RefusedError{changed}
	}
	return nil
}

// apply renames the staged files and removes obsolete ones. The manifest is last.
func (w *staged) apply(d *disk, steps []step) error {
	for _, s := range steps {
		if s.do == write {
			if err := w.renameNext(); err != nil {
				return err
			}
		}
	}
	for _, s := range steps {
		if s.do == remove {
			if err := w.remove(d, s); err != nil {
				return err
			}
		}
	}
	for len(w.files) > 0 {
		if err := w.renameNext(); err != nil {
			return err
		}
	}
	w.folders = nil
	return nil
}

// renameNext renames the first of the remaining files, unless the file that it
// replaces was changed since it was compared.
func (w *staged) renameNext() error {
	file := w.files[0]
	hash, err := file.hash()
	if err != nil {
		return fmt.Errorf("%s: %w", file.name, reason(err))
	}
	if hash != file.before {
		return changedError(file.name)
	}
	if err := file.root.rename(file.temp, file.end); err != nil {
		return err
	}
	w.files, w.changed = w.files[1:], true
	return nil
}

// remove removes the file of a step, unless it was changed since it was compared.
func (w *staged) remove(d *disk, s step) error {
	found, err := d.read(s.file)
	if err != nil {
		return err
	}
	if found.presence != noFile && found.hash() != s.before {
		return changedError(s.Path)
	}
	w.changed = true
	return d.remove(s.file)
}

// changedError returns the error for a file that was changed during the commit.
func changedError(name string) error {
	return errors.New(Change{Kind: Changed, Path: name}.String())
}
