package history

// This file has the files of a revision as an fs.FS. Files have the content that git
// stores, which differs from a checked-out file if git converts line ends or
// encodings. fragen ignores these differences, and applying the conversions would
// execute the filters that the configuration of the repository defines. The only
// filter that matters for descriptions is Git LFS, see lfs.go.
//
// Symbolic links are followed as long as they stay in the file system. Folders are
// read when they are needed: a repository may have a hundred thousand files.

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// FS returns the files of the revision. Its root is the top folder of the repository.
// The file system implements fs.SubFS: symbolic links cannot leave the folder that
// Sub returns.
func (v *Revision) FS() fs.FS {
	return &tree{repo: v.repo, commit: v.Commit, root: v.tree, at: ".", folders: &folders{known: map[string][]entry{}}}
}

// tree is a folder of a revision.
type tree struct {
	repo    *Repository
	commit  string
	root    string // object ID
	at      string // path in the repository
	folders *folders
}

// folders remembers the entries of folders by object ID.
type folders struct {
	mu    sync.Mutex
	known map[string][]entry
}

// entry is an entry of a folder. It implements fs.FileInfo.
type entry struct {
	name string
	mode string // in octal digits, as in git
	id   string
	size int64 // set for an open file
}

// The modes of entries that are not plain files.
const (
	folderMode    = "40000"
	linkMode      = "120000"
	submoduleMode = "160000"
)

// maxLinks limits the symbolic links in a path.
const maxLinks = 40

// The errors of paths. The message of the first one names the submodule.
var errOutside = errors.New("the symbolic link points outside the folder")

// Open opens a file or a folder.
func (t *tree) Open(name string) (fs.File, error) {
	fail := func(err error) (fs.File, error) { return nil, &fs.PathError{Op: "open", Path: name, Err: err} }
	if !fs.ValidPath(name) {
		return fail(fs.ErrInvalid)
	}
	found, err := t.find(name)
	if err != nil {
		return fail(err)
	}
	if found.IsDir() {
		list, err := t.entries(found.id)
		if err != nil {
			return fail(err)
		}
		return &openFolder{found, t, list}, nil
	}
	data, err := t.content(found.id)
	if err != nil {
		return fail(err)
	}
	found.size = int64(len(data))
	return &openFile{bytes.NewReader(data), found}, nil
}

// Sub returns a folder of the file system.
func (t *tree) Sub(dir string) (fs.FS, error) {
	if !fs.ValidPath(dir) {
		return nil, &fs.PathError{Op: "sub", Path: dir, Err: fs.ErrInvalid}
	}
	found, err := t.find(dir)
	if err == nil && !found.IsDir() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, &fs.PathError{Op: "sub", Path: dir, Err: err}
	}
	sub := *t
	sub.root, sub.at = found.id, path.Join(t.at, dir)
	return &sub, nil
}

// find returns the entry at a path, after following symbolic links. Its name is the
// last element of the path.
func (t *tree) find(name string) (entry, error) {
	above := []entry{{name: ".", mode: folderMode, id: t.root}} // the folders that contain the next element
	rest, links := strings.Split(name, "/"), 0
	for len(rest) > 0 {
		part := rest[0]
		rest = rest[1:]
		switch {
		case part == "." || part == "":
			continue
		case part == ".." && len(above) == 1:
			return entry{}, errOutside
		case part == "..":
			above = above[:len(above)-1]
			continue
		}
		next, err := t.child(above[len(above)-1], part)
		switch {
		case err != nil:
			return entry{}, err
		case next.mode == submoduleMode:
			return entry{}, fmt.Errorf("%s is a submodule, whose files are in another repository", part)
		case next.mode == linkMode:
			target, err := t.repo.objects.get(next.id)
			if links++; err != nil || links > maxLinks || path.IsAbs(string(target.data)) {
				return entry{}, errors.Join(errOutside, err)
			}
			rest = append(strings.Split(string(target.data), "/"), rest...)
		case next.IsDir():
			above = append(above, next)
		case len(rest) > 0:
			return entry{}, fs.ErrNotExist // a file in the place of a folder
		default:
			next.name = path.Base(name)
			return next, nil
		}
	}
	last := above[len(above)-1]
	last.name = path.Base(name)
	return last, nil
}

// child returns the entry of a folder with a name.
func (t *tree) child(folder entry, name string) (entry, error) {
	list, err := t.entries(folder.id)
	if err != nil {
		return entry{}, err
	}
	i := slices.IndexFunc(list, func(e entry) bool { return e.name == name })
	if i < 0 {
		return entry{}, fs.ErrNotExist
	}
	return list[i], nil
}

// entries returns the entries of a folder, sorted by name.
func (t *tree) entries(id string) ([]entry, error) {
	t.folders.mu.Lock()
	defer t.folders.mu.Unlock()
	if list, ok := t.folders.known[id]; ok {
		return list, nil
	}
	found, err := t.repo.objects.get(id)
	if err != nil {
		return nil, err
	}
	list, err := parseTree(found.data, len(found.id)/2)
	if err == nil {
		t.folders.known[id] = list
	}
	return list, err
}

// parseTree returns the entries in the content of a tree object. Each is a mode, a
// space, a name, a zero byte, and an object ID of idSize bytes.
func parseTree(data []byte, idSize int) ([]entry, error) {
	var list []entry
	for len(data) > 0 {
		head, rest, ok := bytes.Cut(data, []byte{0})
		mode, name, spaced := strings.Cut(string(head), " ")
		if !ok || !spaced || len(rest) < idSize {
			return nil, errors.New("the repository has an invalid tree object; check it with git fsck")
		}
		list = append(list, entry{name: name, mode: mode, id: hex.EncodeToString(rest[:idSize])})
		data = rest[idSize:]
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// content returns the content of a file.
func (t *tree) content(id string) ([]byte, error) {
	found, err := t.repo.objects.get(id)
	if err != nil {
		return nil, err
	}
	if p, ok := parsePointer(found.data); ok {
		return t.repo.large(p, t.commit)
	}
	return found.data, nil
}

// Name returns the last element of the path.
func (e entry) Name() string { return e.name }

// IsDir reports whether the entry is a folder.
func (e entry) IsDir() bool { return e.mode == folderMode }

// Size returns the size of an open file in bytes, and 0 otherwise.
func (e entry) Size() int64 { return e.size }

// Mode returns the type of the entry. All entries can be read only.
func (e entry) Mode() fs.FileMode {
	switch e.mode {
	case folderMode:
		return fs.ModeDir | 0o555
	case linkMode:
		return fs.ModeSymlink | 0o444
	case submoduleMode:
		return fs.ModeIrregular | 0o444
	}
	return 0o444
}

// ModTime returns the zero time, since git does not store it.
func (e entry) ModTime() time.Time { return time.Time{} }

// Sys returns nil.
func (e entry) Sys() any { return nil }

// openFile is an open file.
type openFile struct {
	*bytes.Reader
	entry
}

// Size returns the size of the file in bytes.
func (f *openFile) Size() int64 { return f.entry.size }

// Stat returns the entry of the file.
func (f *openFile) Stat() (fs.FileInfo, error) { return f.entry, nil }

// Close does nothing.
func (f *openFile) Close() error { return nil }

// listed is an entry that ReadDir returned. It implements fs.DirEntry.
type listed struct {
	entry
	in *tree
}

// Type returns the type bits of Mode.
func (l listed) Type() fs.FileMode { return l.Mode().Type() }

// Info returns the entry, with the size of a file.
func (l listed) Info() (fs.FileInfo, error) {
	if l.Type() == 0 {
		data, err := l.in.content(l.id)
		l.size = int64(len(data))
		return l.entry, err
	}
	return l.entry, nil
}

// openFolder is an open folder.
type openFolder struct {
	entry
	in   *tree
	rest []entry // entries that ReadDir has not returned yet
}

// Stat returns the entry of the folder.
func (f *openFolder) Stat() (fs.FileInfo, error) { return f.entry, nil }

// Read returns an error, since a folder has no content.
func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: errors.New("is a folder")}
}

// Close does nothing.
func (f *openFolder) Close() error { return nil }

// ReadDir returns the next n entries, or all if n is not positive.
func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(f.rest) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(f.rest) {
		n = len(f.rest)
	}
	var list []fs.DirEntry
	for _, e := range f.rest[:n] {
		list = append(list, listed{e, f.in})
	}
	f.rest = f.rest[n:]
	return list, nil
}
