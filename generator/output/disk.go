package output

// Everything here goes through an os.Root: the project's folder is one, and
// each target's folder is one below it. A symbolic link may lead from one place
// in a root to another in the same root, and nowhere else; so nothing outside
// of the targets' folders is ever written or removed, but for the manifest and
// folders that a removal left empty.

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// disk is the project's folder, and the targets' folders in it, opened as
// roots: no path and no symbolic link leads out of them.
type disk struct {
	base  *os.Root
	below string // the project's folder in base
	roots map[string]*os.Root
	fault func(op, name string) error
}

func (o *Output) open() (*disk, error) {
	top, below := o.Dir, "."
	if o.leavesDir() {
		top, below = o.Top, o.Below
	}
	base, err := os.OpenRoot(top)
	if err != nil {
		return nil, err
	}
	fault := o.fault
	if fault == nil {
		fault = func(string, string) error { return nil }
	}
	return &disk{base, below, map[string]*os.Root{}, fault}, nil
}

// leavesDir reports whether a target of this run or the last one is outside of Dir.
func (o *Output) leavesDir() bool {
	if o.Top == "" {
		return false
	}
	for _, m := range []*Manifest{o.Old, o.New} {
		if m != nil && slices.ContainsFunc(m.Targets, func(t Target) bool { return !fs.ValidPath(t.Dir) }) {
			return true
		}
	}
	return false
}

// inBase returns the path in base of a path relative to the project's folder.
func (d *disk) inBase(name string) string { return path.Join(d.below, name) }

func (d *disk) close() {
	for _, root := range d.roots {
		root.Close()
	}
	d.base.Close()
}

// root returns the target's folder dir. The error is fs.ErrNotExist when it is
// not there.
func (d *disk) root(dir string) (*os.Root, error) {
	if root := d.roots[dir]; root != nil {
		return root, nil
	}
	root, err := d.base.OpenRoot(d.inBase(dir))
	if link := escape(d.base, d.inBase(dir), err); link != "" {
		return nil, fmt.Errorf("%s: the symbolic link leads out of the project's folder; put a folder in its place", link)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, reason(err))
	}
	d.roots[dir] = root
	return root, nil
}

// escape returns the symbolic link on the way to name that leads out of root,
// "" when the error err has another cause. (What os.Root reports of it has no
// exported name.)
func escape(root *os.Root, name string, err error) string {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	for at, c := range name + "/" {
		if c != '/' {
			continue
		}
		info, err := root.Lstat(name[:at])
		if err != nil {
			return ""
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			continue
		}
		if _, err := root.Stat(name[:at]); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return name[:at]
		}
	}
	return ""
}

// reason is err without the system call and the path, which may be that of a
// temporary file.
func reason(err error) error {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// presence says what is at a path.
type presence int

const (
	absent presence = iota
	plain           // a regular file
	other           // a folder, symbolic link, device, …
)

// read returns what is at file's place and, for a regular file, its content.
func (d *disk) read(file File) ([]byte, presence, error) {
	root, err := d.root(file.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, absent, nil
	}
	if err != nil {
		return nil, other, err
	}
	info, err := root.Lstat(file.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, absent, nil
	}
	if link := escape(root, path.Dir(file.Path), err); link != "" {
		return nil, other, fmt.Errorf("%s: the symbolic link leads out of the target's folder; put a folder in its place", path.Join(file.Dir, link))
	}
	if err != nil {
		return nil, other, fmt.Errorf("%s: %w", file.Name(), reason(err))
	}
	if !info.Mode().IsRegular() {
		return nil, other, nil
	}
	data, err := root.ReadFile(file.Path)
	if err != nil {
		return nil, other, fmt.Errorf("%s: %w", file.Name(), reason(err))
	}
	return plainLines(data), plain, nil
}

// plainLines undoes what a checkout with converted line ends did to data:
// that is no edit. Where there are none it returns data itself: inputs may have
// many megabytes.
func plainLines(data []byte) []byte {
	if !bytes.Contains(data, []byte("\r\n")) {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// mkdirAll makes name below root and the folders above it, and returns those
// that were not there before, outermost first.
func mkdirAll(root *os.Root, name string) ([]string, error) {
	if name == "." {
		return nil, nil
	}
	made, err := mkdirAll(root, path.Dir(name))
	if err != nil {
		return made, err
	}
	switch err := root.Mkdir(name, 0o777); {
	case err == nil:
		return append(made, name), nil
	case errors.Is(err, fs.ErrExist):
		return made, nil
	default:
		return made, err
	}
}

// remove removes a file no longer made, and the folders that it leaves empty.
func (d *disk) remove(file File) error {
	root, err := d.root(file.Dir)
	if err != nil {
		return err
	}
	if err := d.fault("remove", file.Path); err != nil {
		return err
	}
	if err := root.Remove(file.Path); err != nil {
		return err
	}
	if removeEmpty(root, path.Dir(file.Path)) {
		removeEmpty(d.base, d.inBase(file.Dir))
	}
	return nil
}

// removeEmpty removes the folder name and those above it, as long as they are
// empty, and reports whether it came to root. Links to folders stay.
func removeEmpty(root *os.Root, name string) bool {
	for ; name != "."; name = path.Dir(name) {
		info, err := root.Lstat(name)
		if err != nil || !info.IsDir() || root.Remove(name) != nil {
			return false
		}
	}
	return true
}

// Temporary files are called prefix, random text, suffix. Go, like most tools,
// does not look at files whose name begins with a dot.
const (
	tempPrefix = ".fragen-"
	tempSuffix = ".tmp"
)

// sweep removes temporary files that a killed run left beside the generated
// ones. What is not older than the manifest by an hour may belong to a run that
// goes on at this moment.
func (o *Output) sweep(d *disk) {
	lock, err := d.base.Lstat(d.inBase(o.Lock))
	if err != nil {
		return
	}
	folders := map[string]bool{d.below: true}
	for _, file := range o.Tree.files {
		folders[d.inBase(path.Dir(file.Name()))] = true
	}
	for folder := range folders {
		entries, err := fs.ReadDir(d.base.FS(), folder)
		if err != nil {
			continue // what cannot be read cannot be swept, and does no harm
		}
		for _, entry := range entries {
			name := entry.Name()
			info, err := entry.Info()
			if err == nil && info.Mode().IsRegular() && lock.ModTime().Sub(info.ModTime()) > time.Hour &&
				strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) {
				_ = d.base.Remove(path.Join(folder, name))
			}
		}
	}
}
