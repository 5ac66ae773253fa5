package output

// What stands on disk is compared with three things: the old manifest (what
// the last run made), the new tree (what this run made) and the header. From
// these alone follows what may be done with a file:
//
//	on disk                        in the new tree      not in the new tree
//	nothing                        missing: write       –
//	the new content                nothing to do        –
//	header, hash of old manifest   differs: write       obsolete: remove
//	header, another hash           edited: stop         edited: stop
//	header, not in old manifest    unlisted: stop       unlisted: leave
//	no header, or no plain file    foreign: stop        leave
//
// force turns "edited" and "unlisted" stops into write and remove. Nothing
// ever writes to or removes a foreign file.

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Kind says how a file on disk stands to what was generated.
type Kind string

// The kinds of a Change.
const (
	Missing  Kind = "missing"  // not on disk
	Differs  Kind = "differs"  // as the last run left it, now out of date
	Obsolete Kind = "obsolete" // as the last run left it, no longer made
	Edited   Kind = "edited"   // made by the last run, changed since by somebody else
	Unlisted Kind = "unlisted" // carries the header, but the manifest does not know it
	Foreign  Kind = "foreign"  // not ours, but where a generated file is to be
)

// Change is a difference between what is on disk and what was generated.
type Change struct {
	Kind Kind   `json:"kind"`
	Path string `json:"path"` // below the project's folder, with slashes
	Stop bool   `json:"-"`    // it stops a commit; only force helps, and not for Foreign
}

// String says in a few words what is the matter with the file.
func (c Change) String() string {
	switch c.Kind {
	case Missing:
		return c.Path + ": is missing"
	case Differs:
		return c.Path + ": is out of date"
	case Obsolete:
		return c.Path + ": is no longer generated"
	case Edited:
		return c.Path + ": was edited by hand"
	case Unlisted:
		return c.Path + ": carries the header of a generated file, but the lock file does not list it"
	case Foreign:
		return c.Path + ": is not a generated file, but one is to be written there"
	}
	panic("internal: change of kind " + string(c.Kind))
}

// Output is a finished run, ready to be compared and committed.
type Output struct {
	Dir  string // the project's folder: nothing outside of it is written or removed
	Lock string // name of the manifest's file in Dir
	// Top is a folder above Dir, and Below is Dir relative to Top. If they are set,
	// targets whose Dir begins with ".." can be in any folder below Top. Nothing
	// outside of Top is written or removed.
	Top, Below string

	Old  *Manifest // of the last run, nil when there was none
	New  *Manifest
	Tree *Tree

	Progress func(done, total int) // hears how many files a commit has written, nil when nobody wants to know

	text  []byte                      // of New, when it was asked for
	fault func(op, name string) error // tests make steps fail with it
}

// Diff compares the output with what is on disk. The changes come by path,
// none when everything is fresh. Files without the header that are in nobody's
// way are not looked at.
func (o *Output) Diff() ([]Change, error) {
	d, err := o.open()
	if err != nil {
		return nil, err
	}
	defer d.close()
	steps, err := o.compare(d)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, step := range steps {
		changes = append(changes, step.Change)
	}
	switch stale, err := o.lockStale(d); {
	case errors.Is(err, fs.ErrNotExist):
		changes = append(changes, Change{Kind: Missing, Path: o.Lock})
	case err != nil:
		return nil, err
	case stale:
		changes = append(changes, Change{Kind: Differs, Path: o.Lock})
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return changes, nil
}

// lockStale reports whether the manifest's file holds anything but the new
// manifest.
func (o *Output) lockStale(d *disk) (bool, error) {
	data, err := d.base.ReadFile(d.inBase(o.Lock))
	return !bytes.Equal(plainLines(data), o.Text()), err
}

// Text is the new manifest's. It is made once: a large one takes its time.
func (o *Output) Text() []byte {
	if o.text == nil {
		o.text = o.New.Encode()
	}
	return o.text
}

// step is a change with what is to be done about it.
type step struct {
	Change
	do   action
	file File // for write and remove
}

type action int

const (
	leave action = iota
	write
	remove
)

// compare finds all steps between the disk and the output, by path. All files
// that cannot be looked at are reported together.
func (o *Output) compare(d *disk) ([]step, error) {
	known := map[string]string{} // hashes of the last run
	made := map[string]bool{}
	var steps []step
	var faults []error
	add := func(s step, err error) {
		if err != nil {
			if !slices.ContainsFunc(faults, func(said error) bool { return said.Error() == err.Error() }) {
				faults = append(faults, err)
			}
		} else if s.Kind != "" {
			steps = append(steps, s)
		}
	}
	old := o.Old.files()
	for _, file := range old {
		known[file.Name()] = file.hash
	}
	for _, file := range o.Tree.Files() {
		made[file.Name()] = true
		add(d.wanted(file, known[file.Name()]))
	}
	for _, file := range old {
		if !made[file.Name()] {
			add(d.unwanted(file))
		}
	}
	unlisted, err := o.unlisted(d, func(name string) bool { return made[name] || known[name] != "" })
	add(step{}, err)
	steps = append(steps, unlisted...)
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.Path, b.Path) })
	return steps, errors.Join(faults...)
}

// oldFile is a file that the last run made.
type oldFile struct {
	File
	hash string
}

// files lists what the manifest says was made.
func (m *Manifest) files() []oldFile {
	if m == nil {
		return nil
	}
	var list []oldFile
	for _, target := range m.Targets {
		for _, h := range target.Files {
			list = append(list, oldFile{File{Dir: target.Dir, Path: h.Path}, h.Hash})
		}
	}
	return list
}

// wanted compares a generated file with its place on disk. hash is what the
// last run left there, "" when it left nothing.
func (d *disk) wanted(file File, hash string) (step, error) {
	s := step{Change: Change{Path: file.Name()}, do: write, file: file}
	data, what, err := d.read(file)
	switch {
	case err != nil:
		return step{}, err
	case what == absent:
		s.Kind = Missing
	case what == other:
		s.Kind, s.Stop = Foreign, true
	case Hash(data) == file.Hash:
		return step{}, nil
	case !HasHeader(file.Path, data):
		s.Kind, s.Stop = Foreign, true
	case hash == "":
		s.Kind, s.Stop = Unlisted, true
	case Hash(data) == hash:
		s.Kind = Differs
	default:
		s.Kind, s.Stop = Edited, true
	}
	return s, nil
}

// unwanted looks at a file of the last run that is no longer made.
func (d *disk) unwanted(file oldFile) (step, error) {
	s := step{Change: Change{Path: file.Name()}, do: remove, file: file.File}
	data, what, err := d.read(file.File)
	switch {
	case err != nil:
		return step{}, err
	case what != plain || !HasHeader(file.Path, data):
		return step{}, nil // gone, or somebody else's by now
	case Hash(data) == file.hash:
		s.Kind = Obsolete
	default:
		s.Kind, s.Stop = Edited, true
	}
	return s, nil
}

// unlisted finds the files with the header in and below the targets' folders
// that neither run knows of.
func (o *Output) unlisted(d *disk, isKnown func(name string) bool) ([]step, error) {
	var steps []step
	seen := map[string]bool{}
	for _, dir := range o.dirs() {
		root, err := d.root(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		err = fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("%s: %w", path.Join(dir, name), err)
			}
			if entry.IsDir() {
				return o.skip(root, path.Join(dir, name), name)
			}
			full := path.Join(dir, name)
			if !entry.Type().IsRegular() || seen[full] || isKnown(full) {
				return nil
			}
			seen[full] = true
			head, err := readHead(root, name)
			if err == nil && HasHeader(name, head) {
				steps = append(steps, step{Change: Change{Kind: Unlisted, Path: full}})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return steps, nil
}

// skip returns fs.SkipDir for folders below a target's that cannot be its own:
// those that Go does not look into, and other fragen projects.
func (o *Output) skip(root *os.Root, full, name string) error {
	if name == "." || full == "." {
		return nil
	}
	base := path.Base(name)
	if base == "vendor" || base == "node_modules" || base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	if _, err := root.Lstat(path.Join(name, o.Lock)); err == nil {
		return fs.SkipDir
	}
	return nil
}

// dirs lists the folders of the targets, old and new, each once and in order.
func (o *Output) dirs() []string {
	var dirs []string
	for _, m := range []*Manifest{o.Old, o.New} {
		if m != nil {
			for _, target := range m.Targets {
				dirs = append(dirs, target.Dir)
			}
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// readHead returns the first 512 bytes of a file, enough for its header.
func readHead(root *os.Root, name string) ([]byte, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(file, 512))
	return head, err
}
