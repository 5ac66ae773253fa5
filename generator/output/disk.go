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
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// disk holds the roots of the project's folder and of the targets' folders.
// Neither paths nor symbolic links can leave them.
type disk struct {
	base  *os.Root
	below string // the project's folder in base
	roots map[string]*os.Root
	fault func(op, name string) error
}

// open opens the project's folder.
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

// close closes all roots.
func (d *disk) close() {
	for _, root := range d.roots {
		root.Close()
	}
	d.base.Close()
}

// root returns the target's folder dir. The error is fs.ErrNotExist if it does
// not exist.
func (d *disk) root(dir string) (*os.Root, error) {
	if root := d.roots[dir]; root != nil {
		return root, nil
	}
	root, err := d.base.OpenRoot(d.inBase(dir))
	if link := escape(d.base, d.inBase(dir), err); link != "" {
		return nil, fmt.Errorf("%s: the symbolic link points outside the project's folder; replace it with a folder",
			link)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, reason(err))
	}
	d.roots[dir] = root
	return root, nil
}

// escape returns the symbolic link in the path name that points outside of root,
// or "" if err has another cause. (The error of os.Root for this case is not
// exported.)
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
		_, err = root.Stat(name[:at])
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

// read returns the kind of file at the path of file, and the content of a regular
// file.
func (d *disk) read(file File) ([]byte, presence, error) {
	root, err := d.root(file.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noFile, nil
	}
	if err != nil {
		return nil, otherFile, err
	}
	info, err := root.Lstat(file.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noFile, nil
	}
	if link := escape(root, path.Dir(file.Path), err); link != "" {
		return nil, otherFile, fmt.Errorf(
			"%s: the symbolic link points outside the target's folder; replace it with a folder",
			path.Join(file.Dir, link))
	}
	if err != nil {
		return nil, otherFile, fmt.Errorf("%s: %w", file.Name(), reason(err))
	}
	if !info.Mode().IsRegular() {
		return nil, otherFile, nil
	}
	data, err := root.ReadFile(file.Path)
	if err != nil {
		return nil, otherFile, fmt.Errorf("%s: %w", file.Name(), reason(err))
	}
	return plainLines(data), regularFile, nil
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

// mkdirAll creates the folder name below root and its parents. It returns the
// folders it created, outermost first.
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

// remove removes an obsolete file and the folders that become empty.
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

// removeEmpty removes the folder name and its parents while they are empty. It
// reports whether it reached root. Symbolic links to folders are not removed.
func removeEmpty(root *os.Root, name string) bool {
	for ; name != "."; name = path.Dir(name) {
		info, err := root.Lstat(name)
		if err != nil || !info.IsDir() || root.Remove(name) != nil {
			return false
		}
	}
	return true
}

// Names of temporary files consist of prefix, random text and suffix. Go and most
// tools ignore files whose name begins with a dot.
const (
	tempPrefix = ".fragen-"
	tempSuffix = ".tmp"
)

// sweep removes temporary files of killed runs. It skips files that are at most
// one hour older than the manifest: they may belong to a run in progress.
func (o *Output) sweep(d *disk) {
	lock, err := d.base.Lstat(d.inBase(SumName(o.Lock)))
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
			continue // unreadable folders are not swept
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

// HasGenerated reports whether a folder has a file with the header of generated
// files. It does not search folders below.
func HasGenerated(dir string) bool {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".")
	return err == nil && slices.ContainsFunc(entries, func(entry fs.DirEntry) bool {
		if !entry.Type().IsRegular() {
			return false
		}
		head, err := readHead(root, entry.Name())
		return err == nil && HasHeader(entry.Name(), head)
	})
}
