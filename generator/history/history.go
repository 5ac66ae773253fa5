// Package history reads earlier versions of the project's files from git.
//
// It takes a folder and the name of a revision. It gives the files of the revision
// as an fs.FS, and may import diag (near names). It starts the git command, which
// must be installed.
//
// The package only reads the objects in the local repository. It checks out no file,
// changes nothing, uses no network, and runs no command that the configuration of the
// repository defines: no hook, no filter and no file system monitor.
//
// # Files
//
//   - history.go, this file, finds revisions.
//   - git.go runs git, and keeps one process for all objects.
//   - tree.go has the files of a revision.
//   - lfs.go reads files that Git LFS stores outside of git's objects.
package history

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Repository is the git repository that contains a folder.
type Repository struct {
	// Prefix is the path of the folder relative to the top folder of the repository,
	// with slashes; "." for the top folder.
	Prefix string

	git     git
	store   string // folder of the objects, which linked work trees share
	shallow bool   // the history is incomplete
	objects *objects
}

// Revision is a commit of a repository.
type Revision struct {
	Name   string // as the user knows it: "main", "v1.4.0"
	Commit string // hexadecimal object ID

	repo *Repository
	tree string // object ID of the top folder
}

// Open opens the repository that contains the folder dir. The caller must close it.
func Open(ctx context.Context, dir string) (*Repository, error) {
	g, err := newGit(ctx, dir)
	if err != nil {
		return nil, err
	}
	out, err := g.run("rev-parse",
		"--is-inside-work-tree", "--is-shallow-repository", "--git-common-dir", "--show-prefix")
	if err != nil {
		if strings.Contains(err.Error(), "not a git repository") {
			return nil, fmt.Errorf("%s is not in a git repository, so it has no earlier version", dir)
		}
		return nil, err
	}
	lines := strings.SplitN(out, "\n", 4)
	if len(lines) < 4 || lines[0] != "true" {
		return nil, fmt.Errorf("%s is not in the work tree of a git repository", dir)
	}
	prefix := strings.TrimSuffix(lines[3], "\n")
	r := &Repository{
		Prefix: path.Clean("./" + prefix), git: g, shallow: lines[1] == "true", store: g.abs(lines[2]),
	}
	if r.objects, err = g.startObjects(); err != nil {
		return nil, err
	}
	return r, nil
}

// Close ends the process that reads objects.
func (r *Repository) Close() error { return r.objects.close() }

// Find returns the revision with a name: a branch, a tag, a commit, or any other name
// that git knows, such as "HEAD~1". For "main...", it returns the common ancestor of
// main and HEAD, as "git diff main..." does.
func (r *Repository) Find(name string) (*Revision, error) {
	if branch, ok := strings.CutSuffix(name, "..."); ok {
		return r.ancestor(branch)
	}
	return r.find(name)
}

func (r *Repository) find(name string) (*Revision, error) {
	if strings.TrimSpace(name) == "" || strings.ContainsAny(name, "\r\n\x00") {
		return nil, fmt.Errorf("%q is not the name of a revision", name)
	}
	found, err := r.objects.get(name + "^{commit}")
	switch {
	case errors.Is(err, errMissing):
		return nil, r.unknown(name)
	case err != nil:
		return nil, fmt.Errorf("revision %q: %w", name, err)
	}
	tree, _, _ := strings.Cut(strings.TrimPrefix(string(found.data), "tree "), "\n")
	return &Revision{Name: name, Commit: found.id, repo: r, tree: tree}, nil
}

// unknown returns the error for a revision that does not exist.
func (r *Repository) unknown(name string) error {
	if name == "HEAD" {
		return errors.New("the repository has no commits, so there is no earlier version")
	}
	refs, err := r.git.run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
	if err != nil {
		return err
	}
	known := strings.Fields(refs)
	near := diag.DidYouMean(name, known)
	for _, ref := range known {
		if strings.HasSuffix(ref, "/"+name) {
			near = fmt.Sprintf(", did you mean %q?", ref)
		}
	}
	if near == "" && r.shallow {
		return fmt.Errorf("unknown revision %q in a shallow clone; %s", name, deepen)
	}
	return fmt.Errorf("unknown revision %q%s", name, near)
}

// deepen is the remedy for a missing part of the history.
const deepen = `fetch the whole history with "git fetch --unshallow --tags", ` +
	`or set "fetch-depth: 0" for actions/checkout`

// defaultBranches are the names that may be the default branch, in the order in which
// they are tried.
var defaultBranches = []string{"origin/HEAD", "origin/main", "origin/master", "main", "master"}

// Base returns the common ancestor of HEAD and the default branch.
func (r *Repository) Base() (*Revision, error) {
	for _, branch := range defaultBranches {
		if _, err := r.objects.get(branch + "^{commit}"); errors.Is(err, errMissing) {
			continue
		}
		if branch == "origin/HEAD" {
			if name, err := r.git.run("rev-parse", "--abbrev-ref", branch); err == nil {
				branch = strings.TrimSpace(name)
			}
		}
		return r.ancestor(branch)
	}
	if _, err := r.find("HEAD"); err != nil {
		return nil, err
	}
	if r.shallow {
		return nil, fmt.Errorf("a shallow clone lacks the default branch: none of %s exists; %s",
			strings.Join(defaultBranches, ", "), deepen)
	}
	return nil, fmt.Errorf("found no default branch: none of %s exists; name a revision to compare with",
		strings.Join(defaultBranches, ", "))
}

// ancestor returns the common ancestor of HEAD and a branch, under the name of the
// branch.
func (r *Repository) ancestor(branch string) (*Revision, error) {
	head, err := r.find("HEAD")
	if err != nil {
		return nil, err
	}
	other, err := r.find(branch)
	if err != nil {
		return nil, err
	}
	out, err := r.git.run("merge-base", head.Commit, other.Commit)
	id := strings.TrimSpace(out)
	if err != nil || id == "" {
		if r.shallow {
			return nil, fmt.Errorf("a shallow clone lacks the common ancestor of HEAD and %s; %s", branch, deepen)
		}
		return nil, fmt.Errorf("HEAD and %s have no common ancestor", branch)
	}
	base, err := r.find(id)
	if err != nil {
		return nil, err
	}
	base.Name = branch
	return base, nil
}

// Tags returns the tags of v and its ancestors, in alphabetical order.
func (v *Revision) Tags() ([]string, error) {
	out, err := v.repo.git.run("for-each-ref", "--merged="+v.Commit, "--format=%(refname:lstrip=2)", "refs/tags")
	return strings.Fields(out), err
}

// String returns the name and the first digits of the commit: "main (9bc2ecc2)".
func (v *Revision) String() string {
	short := v.Commit[:8]
	if strings.HasPrefix(v.Commit, v.Name) {
		return short
	}
	return v.Name + " (" + short + ")"
}
