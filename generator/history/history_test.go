package history

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// testRepo is a repository in a temporary folder.
type testRepo struct {
	t   *testing.T
	dir string
}

func newTestRepo(t *testing.T, options ...string) testRepo {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"} {
		t.Setenv(name, "Test")
	}
	for _, name := range []string{"GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"} {
		t.Setenv(name, "test@example.com")
	}
	r := testRepo{t, t.TempDir()}
	r.git(append([]string{"init", "-q", "-b", "main"}, options...)...)
	return r
}

func (r testRepo) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r testRepo) write(name, text string) {
	r.t.Helper()
	file := filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits all files and returns the object ID.
func (r testRepo) commit(message string) string {
	r.t.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "-m", message)
	return r.git("rev-parse", "HEAD")
}

func (r testRepo) open(dir string) *Repository {
	r.t.Helper()
	repo, err := Open(r.t.Context(), filepath.Join(r.dir, dir))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := repo.Close(); err != nil {
			r.t.Error(err)
		}
	})
	return repo
}

func (r testRepo) find(name string) *Revision {
	r.t.Helper()
	v, err := r.open("").Find(name)
	if err != nil {
		r.t.Fatal(err)
	}
	return v
}

func TestFiles(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		r := newTestRepo(t, "--object-format="+format)
		r.write("api/spec.yaml", "a: 1\n")
		r.write("api/deep/er/x", "")
		r.write("with space/ä\"b.yaml", "b\n")
		r.write("fragen.yaml", "version: 1\n")
		first := r.commit("first")
		r.git("tag", "v1.0.0")
		r.write("api/spec.yaml", "a: 2\n")
		r.commit("second")
		v := r.find("v1.0.0")
		if v.Commit != first || v.String() != "v1.0.0 ("+first[:8]+")" {
			t.Errorf("%s: found %s %s", format, v.Commit, v)
		}
		if err := fstest.TestFS(v.FS(), "api/spec.yaml", "api/deep/er/x", "with space/ä\"b.yaml", "fragen.yaml"); err != nil {
			t.Error(err)
		}
		data, err := fs.ReadFile(v.FS(), "api/spec.yaml")
		if err != nil || string(data) != "a: 1\n" {
			t.Errorf("%s: read %q, %v", format, data, err)
		}
		for _, name := range []string{"api/none", "none/x", "api/spec.yaml/x"} {
			if _, err := fs.ReadFile(v.FS(), name); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %v, want fs.ErrNotExist", name, err)
			}
		}
	}
}

func TestFind(t *testing.T) {
	r := newTestRepo(t)
	r.write("f", "1")
	first := r.commit("first")
	r.git("tag", "v1.0.0")
	r.git("checkout", "-q", "-b", "work")
	r.write("f", "2")
	second := r.commit("second")
	r.git("tag", "-a", "-m", "annotated", "v1.1.0")
	r.git("checkout", "-q", "main")
	r.write("g", "3")
	third := r.commit("third")
	r.git("checkout", "-q", "work")
	repo := r.open("")
	for name, want := range map[string]string{
		"main": third, "work": second, "v1.0.0": first, "v1.1.0": second, "HEAD~1": first,
		"main...": first, third[:9]: third,
	} {
		v, err := repo.Find(name)
		if err != nil || v.Commit != want {
			t.Errorf("%s: %v, %v; want %s", name, v, err, want)
		}
	}
	base, err := repo.Base()
	if err != nil || base.Commit != first || base.Name != "main" {
		t.Errorf("base: %v, %v", base, err)
	}
	head, err := repo.Find("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if tags, err := head.Tags(); err != nil || strings.Join(tags, " ") != "v1.0.0 v1.1.0" {
		t.Errorf("tags: %v, %v", tags, err)
	}
	if v, err := repo.Find(third[:8]); err != nil || v.String() != third[:8] {
		t.Errorf("the name of a commit: %v, %v", v, err)
	}
}

// TestRefuses checks the messages for revisions that cannot be found.
func TestRefuses(t *testing.T) {
	r := newTestRepo(t)
	if _, err := r.open("").Base(); err == nil || err.Error() != "the repository has no commits, so there is no earlier version" {
		t.Errorf("no commit: %v", err)
	}
	r.write("f", "1")
	r.commit("first")
	r.git("branch", "release-2025")
	r.git("update-ref", "refs/remotes/origin/develop", "HEAD")
	r.git("checkout", "-q", "--orphan", "lonely")
	r.commit("alone")
	repo := r.open("")
	for name, want := range map[string]string{
		"relase-2025":           `unknown revision "relase-2025", did you mean "release-2025"?`,
		"develop":               `unknown revision "develop", did you mean "origin/develop"?`,
		"v9":                    `unknown revision "v9"`,
		"--output=x":            `unknown revision "--output=x"`,
		"main\nHEAD":            `"main\nHEAD" is not the name of a revision`,
		"":                      `"" is not the name of a revision`,
		"main:f":                `unknown revision "main:f", did you mean "main"?`,
		"main...":               "HEAD and main have no common ancestor",
		"gone...":               `unknown revision "gone"`,
		strings.Repeat("0", 40): fmt.Sprintf("unknown revision %q", strings.Repeat("0", 40)),
	} {
		if _, err := repo.Find(name); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
	r.git("branch", "-m", "main", "trunk")
	want := "found no default branch: none of origin/HEAD, origin/main, origin/master, main, master exists; " +
		"name a revision to compare with"
	if _, err := repo.Base(); err == nil || err.Error() != want {
		t.Errorf("no default branch: %v", err)
	}
}

func TestNoRepository(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
	_, err := Open(t.Context(), dir)
	if err == nil || err.Error() != dir+" is not in a git repository, so it has no earlier version" {
		t.Errorf("no repository: %v", err)
	}
	r := newTestRepo(t, "--bare")
	if _, err := Open(t.Context(), r.dir); err == nil || !strings.Contains(err.Error(), "not in the work tree") {
		t.Errorf("bare repository: %v", err)
	}
	t.Setenv("PATH", "")
	if _, err := Open(t.Context(), dir); err == nil || !strings.HasPrefix(err.Error(), "the git command was not found") {
		t.Errorf("no git: %v", err)
	}
}

// TestShallow checks the messages for a clone without the whole history.
func TestShallow(t *testing.T) {
	r := newTestRepo(t)
	r.write("f", "1")
	first := r.commit("first")
	r.git("checkout", "-q", "-b", "work")
	r.write("f", "2")
	r.commit("second")
	clone := testRepo{t, t.TempDir()}
	r.git("checkout", "-q", "main")
	clone.git("clone", "-q", "--depth=1", "--no-single-branch", "file://"+r.dir, ".")
	clone.git("checkout", "-q", "work")
	repo := clone.open("")
	if _, err := repo.Base(); err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
		t.Errorf("merge base: %v", err)
	}
	if _, err := repo.Find(first); err != nil {
		t.Errorf("the tip of a branch: %v", err)
	}
	if _, err := repo.Find("HEAD~1"); err == nil || !strings.Contains(err.Error(), "shallow clone") {
		t.Errorf("parent: %v", err)
	}
	pull := testRepo{t, t.TempDir()} // as for a pull request, without branches
	pull.git("init", "-q", "-b", "none")
	pull.git("fetch", "-q", "--depth=1", "file://"+r.dir, "work")
	pull.git("checkout", "-q", "--detach", "FETCH_HEAD")
	if _, err := pull.open("").Base(); err == nil || !strings.Contains(err.Error(), "fetch-depth: 0") {
		t.Errorf("no branches: %v", err)
	}
}

// TestDefaultBranch checks that a clone uses the default branch of its remote.
func TestDefaultBranch(t *testing.T) {
	r := newTestRepo(t)
	r.git("checkout", "-q", "-b", "develop")
	r.write("f", "1")
	first := r.commit("first")
	clone := testRepo{t, t.TempDir()}
	clone.git("clone", "-q", "file://"+r.dir, ".")
	clone.git("checkout", "-q", "-b", "work")
	clone.write("f", "2")
	clone.commit("second")
	base, err := clone.open("").Base()
	if err != nil || base.Commit != first || base.Name != "origin/develop" {
		t.Errorf("base: %v, %v", base, err)
	}
}

// TestPrefix checks folders below the top folder, in linked work trees and with the
// variables that git sets for hooks.
func TestPrefix(t *testing.T) {
	r := newTestRepo(t)
	r.write("api/v1/spec.yaml", "a: 1\n")
	r.commit("first")
	if repo := r.open("api/v1"); repo.Prefix != "api/v1" {
		t.Errorf("prefix %q", repo.Prefix)
	}
	linked := testRepo{t, filepath.Join(t.TempDir(), "linked")}
	r.git("worktree", "add", "-q", linked.dir, "-b", "other")
	t.Setenv("GIT_DIR", "/nowhere")
	t.Setenv("GIT_INDEX_FILE", "/nowhere")
	repo := linked.open("")
	v, err := repo.Find("HEAD")
	if err != nil || repo.Prefix != "." {
		t.Fatalf("%v, prefix %q", err, repo.Prefix)
	}
	if _, err := fs.Stat(v.FS(), "api/v1/spec.yaml"); err != nil {
		t.Error(err)
	}
}

// TestSymlinks checks that links are followed inside of a folder only.
func TestSymlinks(t *testing.T) {
	r := newTestRepo(t)
	r.write("shared/spec.yaml", "a: 1\n")
	r.write("api/other.yaml", "b: 1\n")
	for link, target := range map[string]string{
		"api/spec.yaml": "../shared/spec.yaml", "folder": "shared", "api/near.yaml": "./other.yaml",
		"absolute": "/etc/passwd", "above": "../x", "loop": "loop", "dangling": "nothing",
	} {
		r.write(link, "") // creates the folder
		file := filepath.Join(r.dir, filepath.FromSlash(link))
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, file); err != nil {
			t.Skip(err)
		}
	}
	r.commit("first")
	files := r.find("HEAD").FS()
	api, err := fs.Sub(files, "api")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		files fs.FS
		name  string
		want  string // of the error, "" if there is none
	}{
		{files, "api/spec.yaml", ""},
		{files, "folder/spec.yaml", ""},
		{api, "near.yaml", ""},
		{api, "spec.yaml", "open spec.yaml: the symbolic link points outside the folder"},
		{files, "absolute", "open absolute: the symbolic link points outside the folder"},
		{files, "above", "open above: the symbolic link points outside the folder"},
		{files, "loop", "open loop: the symbolic link points outside the folder"},
		{files, "dangling", "open dangling: file does not exist"},
	} {
		switch _, err := fs.ReadFile(test.files, test.name); {
		case err == nil && test.want != "":
			t.Errorf("%s: no error, want %s", test.name, test.want)
		case err != nil && err.Error() != test.want:
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestSubmodule(t *testing.T) {
	r := newTestRepo(t)
	r.write("f", "1")
	id := r.commit("first")
	r.git("update-index", "--add", "--cacheinfo", "160000,"+id+",vendor-api")
	r.git("commit", "-q", "-m", "submodule")
	_, err := fs.ReadFile(r.find("HEAD").FS(), "vendor-api/spec.yaml")
	const want = "open vendor-api/spec.yaml: vendor-api is a submodule, whose files are in another repository"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestLFS checks that the content of a pointer comes from the local store.
func TestLFS(t *testing.T) {
	r := newTestRepo(t)
	text := "openapi: 3.1.0\n"
	sum := sha256.Sum256([]byte(text))
	hash := hex.EncodeToString(sum[:])
	r.write("spec.yaml", fmt.Sprintf("version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n", hash, len(text)))
	id := r.commit("first")
	files := r.find("HEAD").FS()
	_, err := fs.ReadFile(files, "spec.yaml")
	if want := "open spec.yaml: the file is in Git LFS, but was not downloaded; run `git lfs fetch origin " + id + "`"; err == nil || err.Error() != want {
		t.Errorf("missing: %v, want %s", err, want)
	}
	store := filepath.Join("objects", hash[:2], hash[2:4], hash)
	r.write(filepath.Join(".git/lfs", store), "openapi: 3.0.0\n")
	if _, err = fs.ReadFile(files, "spec.yaml"); err == nil || !strings.Contains(err.Error(), "git lfs fsck") {
		t.Errorf("damaged: %v", err)
	}
	for _, folder := range []string{".git/lfs", ".git/elsewhere"} {
		if folder != ".git/lfs" {
			r.git("config", "lfs.storage", "elsewhere")
		}
		r.write(filepath.Join(folder, store), text)
		if data, err := fs.ReadFile(files, "spec.yaml"); err != nil || string(data) != text {
			t.Errorf("%s: read %q, %v", folder, data, err)
		}
	}
}

// TestHostile checks that the configuration of a repository does not make git execute
// a command, and that a partial clone does not fetch.
func TestHostile(t *testing.T) {
	r := newTestRepo(t)
	r.write("f.yaml", "a: 1\n")
	r.commit("first")
	clone := testRepo{t, t.TempDir()}
	r.git("config", "uploadpack.allowFilter", "true")
	clone.git("clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+r.dir, ".")
	mark := filepath.Join(t.TempDir(), "executed")
	command := "touch '" + mark + "'; false"
	for key, value := range map[string]string{
		"core.fsmonitor": command, "core.sshCommand": command, "core.pager": command, "core.editor": command,
		"filter.evil.smudge": command, "filter.evil.process": command, "diff.evil.textconv": command,
		"remote.origin.uploadpack": command, "core.hooksPath": r.dir, "core.attributesFile": r.dir + "/attributes",
		"alias.cat-file": "!" + command, "alias.rev-parse": "!" + command, "core.gitProxy": command,
	} {
		clone.git("config", key, value)
	}
	r.write("attributes", "*.yaml filter=evil diff=evil\n")
	for _, hook := range []string{"post-checkout", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc"} {
		r.write(hook, "#!/bin/sh\n"+command)
		if err := os.Chmod(filepath.Join(r.dir, hook), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	v, err := clone.open("").Find("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	want := "this partial clone lacks the file; fetch it with `git cat-file -e " + r.git("rev-parse", "HEAD:f.yaml") + "`"
	if _, err := fs.ReadFile(v.FS(), "f.yaml"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a file that the clone lacks: %v, want %s", err, want)
	}
	if _, err := v.Tags(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("git executed a command of the configuration")
	}
}
