package output

// This file accesses the disk through os.Root: one for the project's folder and
// one below it for each target's folder. A symbolic link may only point to a path
// in the same root. Therefore no file outside of the targets' folders is ever
// written or removed, except the manifest and folders emptied by a removal.

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"syscall"
	"time"
)

// disk holds the roots of the project's folder and of the targets' folders.
type disk struct {
	base    *root
	below   string // the project's folder in base
	roots   map[string]*root
	journal *journal // of an interrupted run, nil if there is none

	parts map[string]string // hashes of the manifest's files, as checkManifest found them
}

// open opens the project's folder and reads the journal.
func (o *Output) open() (*disk, error) {
	fault := o.fault
	if fault == nil {
		fault = faultOf(o.Context)
	}
	base, err := openRoot(o.Dir, fault)
	if err != nil {
		return nil, err
	}
	d := &disk{base: base, below: ".", roots: map[string]*root{}, parts: map[string]string{}}
	if d.journal, err = o.readJournal(d); err != nil {
		d.close()
		return nil, err
	}
	if o.Top == "" || !o.leavesDir(d.journal) {
		return d, nil
	}
	d.close()
	d.below = o.Below
	d.base, err = openRoot(o.Top, fault)
	return d, err
}

// leavesDir reports whether a target of this run, the last one or an interrupted
// one is outside of Dir.
func (o *Output) leavesDir(j *journal) bool {
	for _, m := range []*Manifest{o.Old, o.New} {
		if m != nil && slices.ContainsFunc(m.Targets, func(t Target) bool { return !fs.ValidPath(t.Dir) }) {
			return true
		}
	}
	return j != nil && slices.ContainsFunc(j.files, func(f journalFile) bool { return !fs.ValidPath(f.Dir) })
}

// inBase returns the path in base of a path relative to the project's folder.
func (d *disk) inBase(name string) string { return path.Join(d.below, name) }

// close closes all roots.
func (d *disk) close() {
	d.closeTargets()
	d.base.close()
}

// closeTargets closes the roots of the targets' folders.
func (d *disk) closeTargets() {
	for _, r := range d.roots {
		r.close()
	}
	clear(d.roots)
}

// root returns the target's folder dir. The error is fs.ErrNotExist if it does
// not exist.
func (d *disk) root(dir string) (*root, error) {
	if r := d.roots[dir]; r != nil {
		return r, nil
	}
	r, err := d.base.open(d.inBase(dir))
	if link := escape(d.base, d.inBase(dir), err); link != "" {
		return nil, fmt.Errorf("%s: the symbolic link points outside the project's folder; replace it with a folder",
			link)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, absent(reason(err)))
	}
	d.roots[dir] = r
	return r, nil
}

// escape returns the symbolic link in the path name that points outside of root,
// or "" if err has another cause. (The error of os.Root for this case is not
// exported.)
func escape(r *root, name string, err error) string {
	// Errors of the system have this method. The search for the link takes time for a
	// long path.
	if err == nil || errors.As(err, new(interface{ Temporary() bool })) {
		return ""
	}
	for at, c := range name + "/" {
		if c != '/' {
			continue
		}
		info, err := r.lstat(name[:at])
		if err != nil {
			return ""
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		_, err = r.dir.Stat(name[:at])
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return name[:at]
		}
	}
	return ""
}

// reason returns err without the system call and the path, which may be that of
// a temporary file.
func reason(err error) error {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// presence is the kind of file at a path.
type presence int

// The kinds of files.
const (
	noFile      presence = iota
	regularFile          // a regular file
	otherFile            // a folder, symbolic link, device, …
)

// content is the content of a path.
type content struct {
	presence
	data []byte      // of a regular file
	mode fs.FileMode // permissions of a regular file
}

// hash returns the hash of a regular file, "" if there is no file, and a text
// that is no hash for another kind of file.
func (c content) hash() string {
	switch c.presence {
	case noFile:
		return ""
	case regularFile:
		return Hash(c.data)
	}
	return "not a regular file"
}

// read returns the content at the path of file.
func (d *disk) read(file File) (content, error) {
	r, err := d.root(file.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return content{}, nil
	}
	if err != nil {
		return content{}, err
	}
	out, err := r.content(file.Path)
	if link := escape(r, path.Dir(file.Path), err); link != "" {
		return content{}, fmt.Errorf(
			"%s: the symbolic link points outside the target's folder; replace it with a folder",
			path.Join(file.Dir, link))
	}
	if err != nil {
		return content{}, fmt.Errorf("%s: %w", file.Name(), reason(err))
	}
	return out, nil
}

// content returns the content at the path name, without following a symbolic link.
func (r *root) content(name string) (content, error) {
	info, err := r.lstat(name)
	if errors.Is(absent(err), fs.ErrNotExist) {
		return content{}, nil
	}
	if err != nil {
		return content{}, err
	}
	if !info.Mode().IsRegular() {
		return content{presence: otherFile}, nil
	}
	data, err := r.readFile(name)
	if err != nil {
		return content{}, err
	}
	return content{regularFile, plainLines(data), info.Mode().Perm()}, nil
}

// plainLines converts CRLF line endings to LF: a checkout that converts line
// endings is not an edit. Without CRLF, it returns data itself, because inputs
// may be many megabytes long.
func plainLines(data []byte) []byte {
	if !bytes.Contains(data, []byte("\r\n")) {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// mkdirAll creates the folder name below r and its parents. It returns the
// folders it created, outermost first.
func mkdirAll(r *root, name string) ([]string, error) {
	if name == "." {
		return nil, nil
	}
	made, err := mkdirAll(r, path.Dir(name))
	if err != nil {
		return made, err
	}
	switch err := r.mkdir(name); {
	case err == nil:
		return append(made, name), nil
	case errors.Is(err, fs.ErrExist):
		return made, nil
	default:
		return made, err
	}
}

// remove removes an obsolete file and the folders that become empty. A file that
// was removed already is no error.
func (d *disk) remove(file File) error {
	r, err := d.root(file.Dir)
	if err != nil {
		return ignoreNotExist(err)
	}
	if err := r.removeFile(file.Path); err != nil {
		return err
	}
	return d.removeFolders(r, file)
}

// removeFolders removes the folders of file, whose target is r, that are empty.
func (d *disk) removeFolders(r *root, file File) error {
	if all, err := removeEmpty(r, path.Dir(file.Path)); err != nil || !all {
		return err
	}
	_, err := removeEmpty(d.base, d.inBase(file.Dir))
	return err
}

// absent returns err, or fs.ErrNotExist if no file can have the name.
func absent(err error) error {
	if errors.Is(err, syscall.ENAMETOOLONG) {
		return fs.ErrNotExist
	}
	return err
}

// existing returns the longest part of the path name that exists. It searches the path
// because a forged list can name many paths with many folders.
func existing(r *root, name string) string {
	elements := strings.Split(name, "/")
	n := sort.Search(len(elements), func(i int) bool {
		_, err := r.lstat(path.Join(elements[:i+1]...))
		return errors.Is(absent(err), fs.ErrNotExist)
	})
	return path.Join(append([]string{"."}, elements[:n]...)...)
}

// removeEmpty removes the folder name and its parents while they are empty. It
// reports whether it reached r. Symbolic links to folders are not removed.
func removeEmpty(r *root, name string) (all bool, err error) {
	for name = existing(r, name); name != "."; name = path.Dir(name) {
		info, err := r.lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err == nil && !info.IsDir():
			return false, nil
		case err == nil:
			err = r.remove(name)
		}
		switch {
		case errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrPermission): // the former means not empty
			return false, nil
		case err != nil:
			return false, fmt.Errorf("cannot remove the empty folder %s: %w", name, reason(err))
		}
	}
	return true, nil
}

// sweep removes temporary files that no journal lists, for example of an earlier
// version of fragen. It skips files that are at most one hour older than the
// manifest: they may belong to a run of another project in the same folder.
func (o *Output) sweep(d *disk) {
	lock, err := d.base.lstat(d.inBase(SumName(o.Lock)))
	if err != nil {
		return
	}
	folders := map[string]bool{d.below: true}
	for _, file := range o.Tree.files {
		folders[d.inBase(path.Dir(file.Name()))] = true
	}
	for folder := range folders {
		entries, err := d.base.readDir(folder)
		if err != nil {
			continue // unreadable folders are not swept
		}
		for _, entry := range entries {
			info, err := entry.Info()
			if err == nil && info.Mode().IsRegular() && lock.ModTime().Sub(info.ModTime()) > time.Hour &&
				isTemp(entry.Name()) {
				_ = d.base.remove(path.Join(folder, entry.Name()))
			}
		}
	}
}

// HasGenerated reports whether a folder has a file with the header of generated
// files. It does not search folders below.
func HasGenerated(dir string) bool {
	r, err := openRoot(dir, noFault)
	if err != nil {
		return false
	}
	defer r.close()
	entries, err := r.readDir(".")
	return err == nil && slices.ContainsFunc(entries, func(entry fs.DirEntry) bool {
		if !entry.Type().IsRegular() {
			return false
		}
		head, err := readHead(r, entry.Name())
		return err == nil && HasHeader(entry.Name(), head)
	})
}
