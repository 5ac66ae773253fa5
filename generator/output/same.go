package output

// This file finds files with two names. If a target has another folder than in the last
// run, it can still be the same one on disk: some systems ignore the case of names, and a
// link in the project can lead to the folder. The file with the old name is then the one
// that this run writes, and must not be removed.

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// place is a file in a folder that exists.
type place struct {
	File
	folder fs.FileInfo
}

// placeKey is equal for places that may be the same. A folder has the same time under all
// of its names. Without it, a long list of files would be compared with all files of a run.
type placeKey struct {
	changed int64  // time of the folder, in nanoseconds
	base    string // of the file, in lower case
}

// places finds files that are the same on disk.
type places struct {
	output  *Output
	disk    *disk
	folders map[string]fs.FileInfo // by name; nil if there is none
	files   map[placeKey][]place
}

// placesOf returns the places of files.
func (o *Output) placesOf(d *disk, files []File) (*places, error) {
	p := &places{o, d, map[string]fs.FileInfo{}, map[placeKey][]place{}}
	for _, file := range files {
		key, at, err := p.find(file)
		if err != nil {
			return nil, err
		}
		if at.folder != nil {
			p.files[key] = append(p.files[key], at)
		}
	}
	return p, nil
}

// same returns the files of p that are the same on disk as file.
func (p *places) same(file File) (list []File, err error) {
	key, at, err := p.find(file)
	if err != nil {
		return nil, err
	}
	for _, other := range p.files[key] {
		switch same, err := p.disk.isSame(at, other); {
		case err != nil:
			return nil, err
		case same:
			list = append(list, other.File)
		}
	}
	return list, nil
}

// find returns the place of a file. Its folder is nil if it does not exist.
func (p *places) find(file File) (placeKey, place, error) {
	if err := p.output.canceled(); err != nil {
		return placeKey{}, place{}, err
	}
	name := path.Dir(file.Name())
	folder, known := p.folders[name]
	if !known {
		var err error
		if folder, err = p.disk.statFolder(file); err != nil {
			return placeKey{}, place{}, err
		}
		p.folders[name] = folder
	}
	if folder == nil {
		return placeKey{}, place{}, nil
	}
	key := placeKey{folder.ModTime().UnixNano(), strings.ToLower(path.Base(file.Path))}
	return key, place{file, folder}, nil
}

// renamed returns the names of this run's files by the other names that files of old have.
// made has the names of this run's files. Their known hashes are added to known.
func (o *Output) renamed(
	d *disk, old []File, made map[string]bool, known map[string]knownHashes,
) (map[string]string, error) {
	old = slices.DeleteFunc(slices.Clone(old), func(file File) bool { return made[file.Name()] })
	gone, err := o.placesOf(d, old)
	if err != nil || len(gone.files) == 0 {
		return nil, err
	}
	names := map[string]string{}
	for _, file := range o.Tree.Files() {
		others, err := gone.same(file)
		if err != nil {
			return nil, err
		}
		for _, other := range others {
			names[other.Name()] = file.Name()
			known[file.Name()] = append(known[file.Name()], known[other.Name()]...)
		}
	}
	return names, nil
}

// withoutKnown returns the steps for unlisted files without those that are listed, or
// written by this run, under another name.
func (o *Output) withoutKnown(d *disk, unlisted []step, old []File) ([]step, error) {
	if len(unlisted) == 0 {
		return nil, nil
	}
	known, err := o.placesOf(d, slices.Concat(old, o.Tree.Files()))
	if err != nil {
		return nil, err
	}
	var list []step
	for _, s := range unlisted {
		same, err := known.same(s.file)
		if err != nil {
			return nil, err
		}
		if len(same) == 0 {
			list = append(list, s)
		}
	}
	return list, nil
}

// statFolder returns the folder of a file, nil if it does not exist.
func (d *disk) statFolder(file File) (fs.FileInfo, error) {
	r, err := d.root(file.Dir)
	if err != nil {
		return nil, ignoreNotExist(err)
	}
	info, err := fs.Stat(r.fs(), path.Dir(file.Path))
	if errors.Is(absent(reason(err)), fs.ErrNotExist) {
		return nil, nil
	}
	return info, err
}

// isSame reports whether two places, whose keys are equal, are the same file on disk.
func (d *disk) isSame(a, b place) (bool, error) {
	if !os.SameFile(a.folder, b.folder) || path.Base(a.Path) == path.Base(b.Path) {
		return os.SameFile(a.folder, b.folder), nil
	}
	first, err := d.lstat(a.File)
	if err != nil || first == nil {
		return false, err
	}
	second, err := d.lstat(b.File)
	return err == nil && second != nil && os.SameFile(first, second), err
}

// lstat returns a file, nil if it does not exist.
func (d *disk) lstat(file File) (fs.FileInfo, error) {
	r, err := d.root(file.Dir)
	if err != nil {
		return nil, ignoreNotExist(err)
	}
	info, err := r.lstat(file.Path)
	if err != nil {
		return nil, ignoreNotExist(err)
	}
	return info, nil
}
