package generator_test

// This file checks the sides of a review: the revisions that are compared, the inputs
// that are read from them, and the messages for sides that cannot be read. The findings
// are checked in package review.

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

// reviewedProject has the files of a project. Each test changes some of them.
const reviewedProject = `
-- go.mod --
module example.com/app

go 1.26
-- fragen.yaml --
version: 1
runtime: gen/rest
targets:
  - name: shop
    spec: spec/shop.yaml
    out: gen/shop
-- spec/shop.yaml --
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      responses:
        "200":
          description: OK
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
`

// project is a project in a git repository. Its folder is the current one.
type project struct{ t *testing.T }

// newProject returns a project whose first commit has the files of reviewedProject below
// the folder dir.
func newProject(t *testing.T, dir string) project {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Chdir(t.TempDir())
	p := project{t}
	p.git("init", "-q", "-b", "main")
	for _, file := range txtar.Parse([]byte(reviewedProject)).Files {
		write(t, filepath.Join(dir, file.Name), file.Data)
	}
	p.commit()
	p.git("checkout", "-q", "-b", "work")
	return p
}

func (p project) git(args ...string) {
	p.t.Helper()
	args = append([]string{"-c", "user.name=Test", "-c", "user.email=test@example.com"}, args...)
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		p.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (p project) commit() {
	p.t.Helper()
	p.git("add", "-A")
	p.git("commit", "-q", "-m", "commit")
}

// edit replaces a string in a file.
func (p project) edit(file, before, after string) {
	p.t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	if !strings.Contains(string(data), before) {
		p.t.Fatalf("%s does not contain %q", file, before)
	}
	write(p.t, file, []byte(strings.ReplaceAll(string(data), before, after)))
}

// generate generates and commits the files of a fragen.yaml.
func (p project) generate(file string) {
	p.t.Helper()
	cfg, _ := config.Load(file)
	old, err := output.ReadManifest(cfg.Dir, output.LockName(file))
	if err != nil {
		p.t.Fatal(err)
	}
	out, diags, err := generator.Generate(context.Background(), cfg, old, generator.ReadDisk, generator.Options{})
	if err != nil || diags.HasErrors() {
		p.t.Fatalf("%v\n%v", err, diags)
	}
	if _, err := out.Commit(false); err != nil {
		p.t.Fatal(err)
	}
}

func (p project) review(file string, opt generator.ReviewOptions) *generator.Comparison {
	p.t.Helper()
	got, err := generator.Review(p.t.Context(), file, opt)
	if err != nil {
		p.t.Fatal(err)
	}
	return got
}

// changedInputs returns the inputs that are not the same on both sides.
func changedInputs(c *generator.Comparison) []string {
	var names []string
	for name, hash := range c.Report.Old.Inputs {
		if c.Report.New.Inputs[name] != hash {
			names = append(names, name)
		}
	}
	for name := range c.Report.New.Inputs {
		if _, ok := c.Report.Old.Inputs[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func wantInputs(t *testing.T, c *generator.Comparison, changed ...string) {
	t.Helper()
	if got := changedInputs(c); !slices.Equal(got, changed) {
		t.Errorf("the inputs %q differ, want %q", got, changed)
	}
}

// TestReviewSides checks which states a review compares.
func TestReviewSides(t *testing.T) {
	p := newProject(t, ".")
	wantInputs(t, p.review("fragen.yaml", generator.ReviewOptions{}))
	p.edit("spec/shop.yaml", "id:", "key:")
	got := p.review("fragen.yaml", generator.ReviewOptions{})
	wantInputs(t, got, "spec/shop.yaml")
	old, now := got.Report.Old, got.Report.New
	if old.Name != "main" || len(old.Revision) != 8 || now.Name != "work tree" || now.Revision != "" {
		t.Errorf("compared %q %q with %q %q", old.Name, old.Revision, now.Name, now.Revision)
	}
	p.commit()
	wantInputs(t, p.review("fragen.yaml", generator.ReviewOptions{}), "spec/shop.yaml")
	wantInputs(t, p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"}))
	wantInputs(t, p.review("fragen.yaml", generator.ReviewOptions{From: "main", To: "work"}), "spec/shop.yaml")
	write(t, "new.yaml", []byte(strings.ReplaceAll(string(readFile(t, "spec/shop.yaml")), "key:", "number:")))
	got = p.review("fragen.yaml", generator.ReviewOptions{Specs: map[string]string{"": "new.yaml"}})
	wantInputs(t, got, "new.yaml", "spec/shop.yaml")
	if old, now := got.Report.Old.Name, got.Report.New.Name; old != "work tree" || now != "work tree with new.yaml" {
		t.Errorf("compared %q with %q", old, now)
	}
}

// TestReviewPaths checks an old side that is a description or a folder on disk, with and
// without a repository.
func TestReviewPaths(t *testing.T) {
	p := newProject(t, ".")
	write(t, "old.yaml", []byte(strings.ReplaceAll(string(readFile(t, "spec/shop.yaml")), "id:", "key:")))
	for _, file := range []string{"go.mod", "fragen.yaml", "spec/shop.yaml"} {
		write(t, filepath.Join("before", file), readFile(t, file))
	}
	p.edit("before/spec/shop.yaml", "id:", "key:")
	check := func(from, name string) {
		t.Helper()
		got := p.review("fragen.yaml", generator.ReviewOptions{From: from}).Report
		var rules []string
		for _, f := range got.Targets[0].Findings {
			rules = append(rules, f.Rule)
		}
		if got.Old.Name != name || !slices.Equal(rules, []string{"prop.removed", "prop.added"}) {
			t.Errorf("--from %s compares with %q and finds %q", from, got.Old.Name, rules)
		}
	}
	check("old.yaml", "work tree with old.yaml")
	check("before", "before")
	if err := os.RemoveAll(".git"); err != nil {
		t.Fatal(err)
	}
	check("old.yaml", "work tree with old.yaml")
	check("before", "before")
}

// TestReviewFolder checks a project below the top folder of its repository, from
// another folder, after a merge of the default branch.
func TestReviewFolder(t *testing.T) {
	p := newProject(t, "api/v1")
	p.git("checkout", "-q", "main")
	p.edit("api/v1/fragen.yaml", "name: shop", "name: store")
	p.commit()
	p.git("checkout", "-q", "work")
	p.edit("api/v1/spec/shop.yaml", "id:", "key:")
	if err := os.Mkdir("elsewhere", 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir("elsewhere")
	got := p.review("../api/v1/fragen.yaml", generator.ReviewOptions{})
	wantInputs(t, got, "spec/shop.yaml")
	if got.Prefix != "api/v1/" {
		t.Errorf("prefix %q", got.Prefix)
	}
}

// TestReviewMoved checks a fragen.yaml, a target and a description that were moved.
func TestReviewMoved(t *testing.T) {
	p := newProject(t, ".")
	p.git("mv", "fragen.yaml", "spec/fragen.yaml")
	p.edit("spec/fragen.yaml", "spec/shop.yaml", "shop.yaml")
	p.edit("spec/fragen.yaml", "gen/", "../gen/")
	got := p.review("spec/fragen.yaml", generator.ReviewOptions{})
	if len(got.Report.Targets) != 1 || got.Diagnostics.Len() > 0 {
		t.Errorf("%d targets and %v, want 1", len(got.Report.Targets), got.Diagnostics)
	}
	wantInputs(t, got, "fragen.yaml", "shop.yaml", "spec/shop.yaml")
}

// TestReviewNewProject checks that all targets are new if the old side has no
// fragen.yaml.
func TestReviewNewProject(t *testing.T) {
	p := newProject(t, ".")
	p.git("rm", "-q", "--cached", "fragen.yaml")
	p.git("commit", "-q", "-m", "none")
	got := p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"})
	list := got.Diagnostics.Sorted()
	if len(got.Report.Targets) != 1 || len(list) != 1 || list[0].Rule != "new-project" {
		t.Errorf("%d targets, %v", len(got.Report.Targets), got.Diagnostics)
	}
}

// TestReviewTool checks that a review recognizes files of another version of fragen.
func TestReviewTool(t *testing.T) {
	p := newProject(t, ".")
	p.generate("fragen.yaml")
	p.commit()
	review := func(differs bool, rule string) {
		t.Helper()
		p.commit()
		r := p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"}).Report
		var rules []string
		for _, f := range r.Targets[0].Findings {
			rules = append(rules, f.Rule)
		}
		if r.Tool.Differs != differs || strings.Join(rules, " ") != rule {
			t.Errorf("the tool differs: %v, findings %q; want %v, %q", r.Tool.Differs, rules, differs, rule)
		}
	}
	write(t, "other", nil)
	review(false, "")
	const file = "gen/shop/order.go"
	generated := func(file, before, after string) {
		was := output.Hash(readFile(t, file))
		p.edit(file, before, after)
		digits := func(hash string) string { return strings.TrimPrefix(hash, "sha256:") }
		p.edit("fragen.sum", digits(was), digits(output.Hash(readFile(t, file))))
	}
	generated(file, "package shop", "package shop // by another version")
	review(true, "generator.bytes")
	generated(file, "*string", "string")
	review(true, "generator.go")
	p.git("reset", "-q", "--hard", "HEAD~2")
	generated("gen/rest/hook.go", "package rest", "package rest // by another version")
	review(true, "generator.bytes")
	write(t, ".gitignore", []byte("gen\n"))
	p.git("rm", "-q", "--cached", "-r", "gen")
	review(true, "generator.bytes") // without the files, only their hashes are known
	p.edit("spec/shop.yaml", "type: string", "type: boolean")
	review(false, "") // the files are out of date
}

// TestReviewSnapshot checks that a snapshot replaces a description that is not in git.
func TestReviewSnapshot(t *testing.T) {
	p := newProject(t, ".")
	p.edit("fragen.yaml", "    out:", "    snapshot: spec/shop.snapshot.yaml\n    out:")
	write(t, ".gitignore", []byte("spec/shop.yaml\n"))
	p.git("rm", "-q", "--cached", "spec/shop.yaml")
	p.generate("fragen.yaml")
	p.commit()
	got := p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"})
	wantInputs(t, got, "spec/shop.snapshot.yaml", "spec/shop.yaml")
	if len(got.Report.Targets[0].Findings) > 0 {
		t.Errorf("the snapshot differs from its description: %v", got.Report.Targets[0].Findings[0].Text)
	}
	if err := os.Remove("spec/shop.yaml"); err != nil {
		t.Fatal(err)
	}
	wantInputs(t, p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"}))
}

// TestReviewRefuses checks the messages for sides that cannot be read.
func TestReviewRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(p project) // before the commit of the old side
		after  func(p project) // of the work tree
		opt    generator.ReviewOptions
		want   string // REV is the first digits of the old revision
	}{
		{
			name: "missing description",
			change: func(p project) {
				p.git("rm", "-q", "--cached", "spec/shop.yaml")
				write(p.t, ".gitignore", []byte("spec\n"))
			},
			want: "REV:fragen.yaml:5:11: spec/shop.yaml: no such file; if it is not in version control, " +
				"add \"snapshot\" to the target and generate [read]\n",
		},
		{
			name:   "both sides",
			change: func(p project) { p.edit("spec/shop.yaml", "openapi: 3.1.0", "openapi: 2") },
			after:  func(p project) { p.edit("fragen.yaml", "shop.yaml", "none.yaml") },
			want: "REV:spec/shop.yaml:1:10: OpenAPI version \"2\" is not supported; use 3.0.x to 3.2.x [openapi-version]\n" +
				"fragen.yaml:5:11: spec/none.yaml: no such file; if it is not in version control, " +
				"add \"snapshot\" to the target and generate [read]\n",
		},
		{
			name:   "configuration",
			change: func(p project) { p.edit("fragen.yaml", "version: 1", "version: 9") },
			after:  func(p project) { p.edit("fragen.yaml", "version: 9", "version: 1") },
			want:   "REV:fragen.yaml:1:10: unsupported version of fragen.yaml; write \"version: 1\" [version]\n",
		},
		{
			name: "lock", change: func(p project) { write(p.t, "fragen.lock", []byte("format 9\n")) },
			after: func(p project) { p.git("rm", "-q", "-f", "fragen.lock") },
			want:  "REV:fragen.lock:1: expected \"format 2\", found \"format 9\"; use the version of fragen that wrote the file [lock]\n",
		},
		{
			name: "pointer",
			change: func(p project) {
				write(p.t, "spec/shop.yaml", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:"+
					strings.Repeat("0", 64)+"\nsize 7\n"))
			},
			want: "REV:fragen.yaml:5:11: spec/shop.yaml: the file is in Git LFS, but was not downloaded; run `git lfs fetch origin COMMIT` [read]\n" +
				"fragen.yaml:5:11: spec/shop.yaml: the file is a Git LFS pointer; run `git lfs pull` [read]\n",
		},
		{
			name: "unknown target", opt: generator.ReviewOptions{Specs: map[string]string{"shpo": "spec/shop.yaml"}},
			want: `unknown target "shpo", did you mean "shop"?`,
		},
		{
			name: "no file", opt: generator.ReviewOptions{Specs: map[string]string{"": "none.yaml"}},
			want: `none.yaml: no such file`,
		},
		{name: "revision", opt: generator.ReviewOptions{From: "mian"}, want: `unknown revision "mian", did you mean "main"?`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newProject(t, ".")
			if test.change != nil {
				test.change(p)
				p.commit()
			}
			if test.after != nil {
				test.after(p)
			}
			if test.opt.From == "" && test.opt.Specs == nil {
				test.opt.From = "HEAD"
			}
			_, err := generator.Review(t.Context(), "fragen.yaml", test.opt)
			if err == nil {
				t.Fatal("no error")
			}
			got := err.Error()
			if id, err := exec.Command("git", "rev-parse", "HEAD").Output(); err == nil {
				commit := strings.TrimSpace(string(id))
				got = strings.ReplaceAll(strings.ReplaceAll(got, commit, "COMMIT"), commit[:8], "REV")
			}
			if got != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, test.want)
			}
		})
	}
}

// TestReviewCanceled checks that a canceled context ends a review.
func TestReviewCanceled(t *testing.T) {
	newProject(t, ".")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := generator.Review(ctx, "fragen.yaml", generator.ReviewOptions{})
	if !errors.Is(err, context.Canceled) || errors.As(err, new(*diag.InputError)) {
		t.Errorf("got %v", err)
	}
}

// TestReviewTargets checks the order of targets that were added, removed and renamed.
func TestReviewTargets(t *testing.T) {
	p := newProject(t, ".")
	target := func(name, out string) string {
		return "  - {name: " + name + ", spec: spec/shop.yaml, out: " + out + "}\n"
	}
	head := "version: 1\nruntime: gen/rest\ntargets:\n"
	write(t, "fragen.yaml", []byte(head+target("a", "gen/a")+target("b", "gen/b")+target("c", "gen/c")))
	p.commit()
	write(t, "fragen.yaml", []byte(head+target("d", "gen/d")+target("renamed", "gen/b")+target("a", "gen/moved")))
	var got []string
	for _, target := range p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"}).Report.Targets {
		got = append(got, target.Name)
	}
	if want := []string{"d", "renamed", "a", "c"}; !slices.Equal(got, want) {
		t.Errorf("targets %q, want %q", got, want)
	}
	for name, want := range map[string]string{"renamed": "renamed", "a": "a", "c": "c"} {
		got := p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD", Targets: []string{name}}).Report.Targets
		if len(got) != 1 || got[0].Name != want {
			t.Errorf("target %s: %d targets", name, len(got))
		}
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
