package generator

// This file opens the two sides of a review. A side is a state of the project: the
// work tree, a revision in git, or the work tree with another API description. Each
// side has its own configuration, inputs and lock. The paths of a revision are the
// same as those in the work tree, so both sides report the same positions.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/history"
	"github.com/fragen-go/fragen/generator/output"
)

// side is a state of the project.
type side struct {
	name     string // "work tree", "main", "work tree with new.yaml"
	revision string // first digits of the commit; "" for the work tree
	cfg      *config.Config
	lock     *output.Manifest // nil if there is none
	read     ReadFile
	commit   *history.Revision // nil for files on disk
	selected map[string]bool   // folders of the targets to compare; nil for all
	other    *config.Config    // of the other side; nil if there is none
}

// sides are the two sides of a review.
type sides struct {
	file  string // path of fragen.yaml in the work tree
	repo  *history.Repository
	old   *side // without a configuration if the project did not exist yet
	new   *side
	diags *diag.List // about the sides, in addition to those of their inputs
}

// openSides opens the sides that opt selects. The caller must close the result, also
// after an error.
func openSides(ctx context.Context, file string, opt ReviewOptions) (*sides, error) {
	s := &sides{file: file, diags: &diag.List{}}
	repo, err := history.Open(ctx, filepath.Dir(file))
	onDisk := opt.From != "" && output.Exists(opt.From) || opt.From == "" && len(opt.Specs) > 0
	if err != nil && (!onDisk || opt.To != "") {
		if ctx.Err() == nil && opt.To == "" {
			err = fmt.Errorf("%w; compare with another folder or description by --from, "+
				"or with a new description by --spec", err)
		}
		return s, err
	}
	s.repo = repo
	if s.new, err = s.openNew(opt); err != nil {
		return s, err
	}
	if s.old, err = s.openOld(opt); err != nil {
		return s, err
	}
	return s, s.selectTargets(opt.Targets)
}

// selectTargets selects the targets with the given names. A target that has another name on
// the old side is recognized by its folder.
func (s *sides) selectTargets(names []string) error {
	if len(names) == 0 {
		return nil
	}
	dirs, known := map[string]bool{}, []string{}
	for _, side := range []*side{s.new, s.old} {
		for _, t := range side.targets() {
			known = append(known, t.Name)
			if slices.Contains(names, t.Name) {
				dirs[t.Out] = true
			}
		}
		side.selected = dirs
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown target %q%s", name, diag.DidYouMean(name, known))
		}
	}
	return nil
}

// targets returns the targets of a side, which has none if the project did not exist yet.
func (s *side) targets() []config.Target {
	if s.cfg == nil {
		return nil
	}
	return s.cfg.Targets
}

func (s *sides) close() error {
	if s.repo == nil {
		return nil
	}
	return s.repo.Close()
}

// openNew opens the new side: opt.To or the work tree, with the descriptions in
// opt.Specs.
func (s *sides) openNew(opt ReviewOptions) (*side, error) {
	if opt.To != "" {
		v, err := s.repo.Find(opt.To)
		if err != nil {
			return nil, err
		}
		side, err := s.openRevision(v)
		if err != nil {
			return nil, err
		}
		if side.cfg == nil {
			return nil, fmt.Errorf("%s: there is no %s in this revision", v, s.file)
		}
		return side, replaceSpecs(side.cfg, opt.Specs)
	}
	return s.openSpecs(opt.Specs)
}

// openSpecs opens the work tree with other descriptions.
func (s *sides) openSpecs(specs map[string]string) (*side, error) {
	side, err := openFiles(s.file, "work tree")
	if err != nil {
		return nil, err
	}
	if len(specs) > 0 {
		side.name += " with " + strings.Join(slices.Sorted(maps.Values(specs)), ", ")
	}
	return side, replaceSpecs(side.cfg, specs)
}

// openOld opens the old side: opt.From, the work tree for other descriptions, or
// otherwise the common ancestor of HEAD and the default branch. A revision takes precedence
// over a file with its name.
func (s *sides) openOld(opt ReviewOptions) (*side, error) {
	if opt.From == "" && len(opt.Specs) > 0 {
		return openFiles(s.file, "work tree")
	}
	var v *history.Revision
	err := errors.New("the project is not in a git repository")
	from := cmp.Or(opt.From, s.new.cfg.Review.Base)
	switch {
	case from == "":
		v, err = s.repo.Base()
	case s.repo != nil:
		v, err = s.repo.Find(from)
	}
	switch {
	case err != nil && opt.From != "" && output.Exists(from):
		return s.openPath(from)
	case err != nil:
		return nil, err
	}
	old, err := s.openRevision(v)
	if err == nil && old.cfg == nil {
		s.diags.Notef(diag.Pos{File: s.file}, "new-project", "%s has no such file, so every target is new", v)
	}
	return old, err
}

// openPath opens a folder with a fragen.yaml, or the work tree with another description.
func (s *sides) openPath(name string) (*side, error) {
	if file := filepath.Join(name, filepath.Base(s.file)); output.Exists(file) {
		return openFiles(file, name)
	}
	side, err := s.openSpecs(map[string]string{"": name})
	if err != nil {
		return nil, fmt.Errorf("%s is neither a revision nor a folder with %s: %w", name, filepath.Base(s.file), err)
	}
	return side, nil
}

// openFiles opens the project with a fragen.yaml on disk.
func openFiles(file, name string) (*side, error) {
	cfg, diags := config.LoadWith(file, output.ReadFile)
	if err := diags.Err(); err != nil {
		return nil, err
	}
	out := &side{name: name, cfg: cfg, read: Reader(cfg, nil)}
	return out, out.readLock(output.ReadText)
}

// openRevision opens the files of a revision. The side has no configuration if the
// revision has none.
func (s *sides) openRevision(v *history.Revision) (*side, error) {
	files := revisionFiles{files: v.FS(), dir: filepath.Dir(s.file), prefix: s.repo.Prefix}
	out := &side{name: v.Name, revision: v.Commit[:8], read: files.read, commit: v}
	file, err := files.findConfig(s.file)
	if err != nil || file == "" {
		return out, err
	}
	cfg, diags := config.LoadWith(file, func(name string) ([]byte, error) {
		text, err := files.readText(name)
		return []byte(text), err
	})
	if err := diags.Err(); err != nil {
		return nil, out.located(err)
	}
	out.cfg = cfg
	return out, out.readLock(files.readText)
}

// readLock reads fragen.lock and fragen.sum.
func (s *side) readLock(read func(name string) (string, error)) error {
	lock, err := output.ReadManifestWith(read, s.cfg.Dir, output.LockName(s.cfg.File))
	if err == nil {
		s.lock = lock
		return nil
	}
	diags := &diag.List{}
	for _, e := range output.FileErrors(err) {
		pos := diag.Pos{File: path.Join(path.Dir(output.LockFile(s.cfg.File)), e.File), Line: e.Line}
		diags.Errorf(pos, e.Rule, "%s", e.Reason)
	}
	return s.located(diags.Err())
}

// located returns an error whose positions name the revision of the side, as git does:
// "9bc2ecc2:spec/api.yaml:3:1".
func (s *side) located(err error) error {
	var input *diag.InputError
	if s.revision == "" || !errors.As(err, &input) {
		return err
	}
	return s.locate(input.Diagnostics).Err()
}

// locate is like located for a list.
func (s *side) locate(list *diag.List) *diag.List {
	out := &diag.List{}
	for _, d := range list.Sorted() {
		if s.revision != "" && d.Pos.File != "" {
			d.Pos.File = s.revision + ":" + d.Pos.File
		}
		out.Add(d)
	}
	return out
}

// replaceSpecs makes targets use other descriptions. The keys of specs are names of
// targets; the key "" is for all targets, which must have the same description.
func replaceSpecs(cfg *config.Config, specs map[string]string) error {
	var names []string
	specOf := map[string]bool{}
	for _, t := range cfg.Targets {
		names = append(names, t.Name)
		specOf[t.Spec.Value] = true
	}
	for name, file := range specs {
		if name == "" && len(specOf) > 1 {
			return fmt.Errorf("the targets have different descriptions; name the target, such as %s=%s", names[0], file)
		}
		if name != "" && !slices.Contains(names, name) {
			return fmt.Errorf("unknown target %q%s", name, diag.DidYouMean(name, names))
		}
		if !output.Exists(file) {
			return fmt.Errorf("%s: no such file", file)
		}
		spec, err := relativeTo(cfg.Dir, file)
		if err != nil {
			return err
		}
		for i := range cfg.Targets {
			if t := &cfg.Targets[i]; name == "" || t.Name == name {
				t.Spec.Value = spec
			}
		}
	}
	return nil
}

// relativeTo returns the path of a file relative to a folder, with slashes.
func relativeTo(dir, file string) (string, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(from, to)
	return filepath.ToSlash(relative), err
}

// revisionFiles reads the files of a revision by their paths in the work tree.
type revisionFiles struct {
	files  fs.FS  // its root is the top folder of the repository
	dir    string // a folder in the work tree
	prefix string // path of dir in the repository
}

// path returns the path in the repository of a file in the work tree.
func (r revisionFiles) path(name string) (string, error) {
	relative, err := relativeTo(r.dir, name)
	if err != nil {
		return "", err
	}
	inside := path.Join(r.prefix, relative)
	if !fs.ValidPath(inside) {
		return "", fmt.Errorf("the path is outside the repository: %w", fs.ErrNotExist)
	}
	return inside, nil
}

// readText reads a file.
func (r revisionFiles) readText(name string) (string, error) {
	inside, err := r.path(name)
	if err != nil {
		return "", err
	}
	return output.ReadTextIn(r.files, inside)
}

// read is a ReadFile.
func (r revisionFiles) read(root, name string) (string, error) {
	if root == "" {
		return r.readText(name)
	}
	inside, err := r.path(root)
	if err != nil {
		return "", err
	}
	folder, err := fs.Sub(r.files, inside)
	if err != nil {
		return "", err
	}
	return output.ReadTextIn(folder, name)
}

// findConfig returns the path of the fragen.yaml of the revision, or "" if there is
// none. If it is not at the same path as in the work tree, it is the only file with
// this name that the work tree does not have: it was moved.
func (r revisionFiles) findConfig(file string) (string, error) {
	inside, err := r.path(file)
	if err != nil {
		return "", err
	}
	if _, err := fs.Stat(r.files, inside); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	var moved []string
	err = fs.WalkDir(r.files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && isSkipped(entry.Name()):
			return fs.SkipDir
		case entry.Name() != path.Base(inside):
			return nil
		}
		there := r.workTreePath(name)
		if !output.Exists(there) {
			moved = append(moved, there)
		}
		return nil
	})
	if err != nil || len(moved) != 1 {
		return "", err
	}
	return moved[0], nil
}

// workTreePath returns the path in the work tree of a file in the repository.
func (r revisionFiles) workTreePath(inside string) string {
	up := ""
	if r.prefix != "." {
		up = strings.Repeat("../", strings.Count(r.prefix, "/")+1)
	}
	return filepath.Join(r.dir, filepath.FromSlash(up+inside))
}

// isSkipped reports whether a folder cannot contain the project.
func isSkipped(folder string) bool {
	return folder == "testdata" || folder == "vendor" || folder == "node_modules" || strings.HasPrefix(folder, ".")
}
