package fragen_test

// This file runs the recipes in docs/ci.md as they are written. The commands of the
// recipes run in a project in a git repository. In it, the branch work has a change that
// breaks callers. Two programs are replaced: "go tool fragen" runs the program that the
// test has built, and gh records its arguments.

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	yamlv3 "gopkg.in/yaml.v3"
)

const recipesFile = "docs/ci.md"

// recipe returns the only block in a language that contains a string.
func recipe(t *testing.T, language, part string) string {
	t.Helper()
	var found []string
	for _, b := range inLanguage(blocks(t), language) {
		if b.file == recipesFile && strings.Contains(b.text, part) {
			found = append(found, b.text)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s: %d blocks in the language %q contain %q", recipesFile, len(found), language, part)
	}
	return found[0]
}

// recipeProject is a project with a repository and the programs of a recipe.
type recipeProject struct {
	t        *testing.T
	dir      string
	programs string
	binary   string
	env      []string
}

func newRecipeProject(t *testing.T, binary string) *recipeProject {
	t.Helper()
	p := &recipeProject{t: t, dir: t.TempDir(), programs: t.TempDir(), binary: binary}
	p.env = append(os.Environ(),
		"PATH="+p.programs+string(filepath.ListSeparator)+os.Getenv("PATH"),
		"GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=Test", "GIT_COMMITTER_NAME=Test",
		"GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_EMAIL=test@example.com",
		"XDG_CACHE_HOME="+t.TempDir(), "CI=true", "GITHUB_ACTIONS=", "GITHUB_SHA=", "CI_COMMIT_SHA=",
	)
	program, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	p.program("go", `if [ "$1 $2" = "tool fragen" ]; then shift 2; exec '`+binary+`' "$@"; fi; exec '`+program+`' "$@"`)
	p.program("gh", `echo "$@" >> "$GH_LOG"; case "$*" in *--paginate*) cat "$GH_COMMENTS";; esac`)
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		copyTo(t, filepath.Join("cmd/fragen/testdata", name), filepath.Join(p.dir, name))
	}
	p.write("go.mod", "module example.com/shop\n\ngo 1.26\n")
	p.run("git init -q -b main && go tool fragen generate && git add -A && git commit -q -m first", 0)
	p.run("git update-ref refs/remotes/origin/main HEAD && git checkout -q -b work", 0)
	p.run(`sed -i.bak 's/shipped/sent/' shop.yaml && rm shop.yaml.bak && go tool fragen generate && git commit -q -a -m work`, 0)
	return p
}

// program writes a program of shell commands.
func (p *recipeProject) program(name, script string) {
	p.t.Helper()
	file := filepath.Join(p.programs, name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script+"\n"), 0o777); err != nil {
		p.t.Fatal(err)
	}
}

func (p *recipeProject) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

func (p *recipeProject) read(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Error(err)
	}
	return string(data)
}

// run runs a script as GitHub does, with further variables, and returns its output.
func (p *recipeProject) run(script string, code int, variables ...string) string {
	p.t.Helper()
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = p.dir, append(slices.Clone(p.env), variables...)
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d:\n%s\n%s", got, code, script, out)
	}
	return string(out)
}

// step is a step of a workflow.
type step struct {
	Name string            `yaml:"name"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With map[string]any    `yaml:"with"`
	Env  map[string]string `yaml:"env"`
	Run  string            `yaml:"run"`
}

// workflow is a workflow of GitHub, with the keys that the recipe uses.
type workflow struct {
	Name        string            `yaml:"name"`
	On          string            `yaml:"on"`
	Permissions map[string]string `yaml:"permissions"`
	Jobs        map[string]struct {
		RunsOn string `yaml:"runs-on"`
		Steps  []step `yaml:"steps"`
	} `yaml:"jobs"`
}

// decodeStrictly decodes YAML. It reports keys that the type does not have.
func decodeStrictly(t *testing.T, text string, to any) {
	t.Helper()
	decoder := yamlv3.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(to); err != nil {
		t.Fatal(err)
	}
}

// isRun evaluates the condition of a step after a step has failed or succeeded.
func (p *recipeProject) isRun(s step, failed, fork bool) bool {
	p.t.Helper()
	condition, _ := strings.CutPrefix(s.If, "${{ ")
	condition, _ = strings.CutSuffix(condition, " }}")
	if condition == "" {
		return !failed
	}
	result := true
	for term := range strings.SplitSeq(condition, " && ") {
		file, isFile := strings.CutPrefix(term, "hashFiles('")
		switch {
		case term == "!cancelled()":
		case term == "!github.event.pull_request.head.repo.fork":
			result = result && !fork
		case isFile:
			name, ok := strings.CutSuffix(file, "') != ''")
			_, err := os.Stat(filepath.Join(p.dir, name))
			result = result && ok && err == nil
		default:
			p.t.Errorf("the test does not know the condition %q", term)
		}
	}
	return result && (!failed || strings.Contains(condition, "cancelled()"))
}

// runWorkflow runs the steps of a job and returns the names of those that ran.
func (p *recipeProject) runWorkflow(steps []step, codes map[string]int, fork bool) []string {
	p.t.Helper()
	expressions := strings.NewReplacer("${{ github.token }}", "token", "${{ github.event.number }}", "7")
	failed := false
	var ran []string
	for _, s := range steps {
		if !p.isRun(s, failed, fork) || s.Run == "" {
			continue
		}
		ran = append(ran, s.Name)
		variables := []string{
			"GITHUB_ACTIONS=true", "GITHUB_BASE_REF=main", "GITHUB_REPOSITORY=shop/api", "GITHUB_SHA=0123",
			"GITHUB_SERVER_URL=https://git.example.com", "GITHUB_STEP_SUMMARY=" + filepath.Join(p.dir, "summary.md"),
			"GH_LOG=" + filepath.Join(p.dir, "gh.log"), "GH_COMMENTS=" + filepath.Join(p.dir, "comments"),
		}
		for name, value := range s.Env {
			value = expressions.Replace(value)
			if strings.Contains(value, "${{") {
				p.t.Errorf("%s: the test does not know the expression %s", s.Name, value)
			}
			variables = append(variables, name+"="+value)
		}
		p.run(s.Run, codes[s.Name], variables...)
		failed = failed || codes[s.Name] != 0
	}
	return ran
}

func TestDocumentedRecipes(t *testing.T) {
	binary := buildCommand(t)
	t.Run("GitHub", func(t *testing.T) { checkGitHub(t, binary) })
	t.Run("GitLab", func(t *testing.T) { checkGitLab(t, binary) })
	t.Run("pre-commit", func(t *testing.T) { checkPreCommit(t, binary) })
	t.Run("Make", func(t *testing.T) { checkMake(t, binary) })
	t.Run("vendor", func(t *testing.T) { checkVendor(t, binary) })
}

// checkGitHub runs the workflow for a pull request from the repository and from a fork,
// with and without an earlier comment, and for an invalid description.
func checkGitHub(t *testing.T, binary string) {
	var w workflow
	decodeStrictly(t, recipe(t, "yaml", "jobs:"), &w)
	job, ok := w.Jobs["review"]
	if !ok || w.On != "pull_request" || w.Permissions["pull-requests"] != "write" || job.Steps[0].With["fetch-depth"] != 0 {
		t.Fatalf("unexpected workflow %+v", w)
	}
	breaks := map[string]int{"Review": 1}
	for _, test := range []struct {
		name, comments string
		fork           bool
		codes          map[string]int
		ran, gh        string
	}{
		{
			"first run", "", false, breaks, "Check Review Summary Comment",
			"api --method POST repos/shop/api/issues/7/comments -F body=@review.md",
		},
		{
			"second run", "41\n42\n", false, breaks, "Check Review Summary Comment",
			"api --method PATCH repos/shop/api/issues/comments/41 -F body=@review.md",
		},
		{"fork", "", true, breaks, "Check Review Summary", ""},
		{"invalid description", "", false, map[string]int{"Check": 3, "Review": 3}, "Check Review", ""},
		{"stale files", "", true, map[string]int{"Check": 1, "Review": 1}, "Check Review Summary", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newRecipeProject(t, binary)
			p.write("comments", test.comments)
			p.write("gh.log", "")
			switch test.codes["Check"] {
			case 3:
				p.write("shop.yaml", "openapi: 1\n")
			case 1:
				p.run("rm generated/shop/order.go", 0)
			}
			if ran := strings.Join(p.runWorkflow(job.Steps, test.codes, test.fork), " "); ran != test.ran {
				t.Errorf("the steps %s ran, want %s", ran, test.ran)
			}
			calls := strings.Split(strings.TrimSpace(p.read("gh.log")), "\n")
			if calls[len(calls)-1] != test.gh {
				t.Errorf("the last call of gh is %q, want %q", calls[len(calls)-1], test.gh)
			}
			if strings.Contains(test.ran, "Summary") && !strings.HasPrefix(p.read("summary.md"), "<!-- fragen-review: shop -->\n") {
				t.Errorf("the summary is %q", p.read("summary.md"))
			}
		})
	}
}

func checkGitLab(t *testing.T, binary string) {
	var pipeline map[string]struct {
		Image     string              `yaml:"image"`
		Rules     []map[string]string `yaml:"rules"`
		Variables map[string]string   `yaml:"variables"`
		Script    []string            `yaml:"script"`
		Artifacts struct {
			When    string            `yaml:"when"`
			Reports map[string]string `yaml:"reports"`
			Paths   []string          `yaml:"paths"`
		} `yaml:"artifacts"`
	}
	decodeStrictly(t, recipe(t, "yaml", "api-review:"), &pipeline)
	job := pipeline["api-review"]
	if job.Variables["GIT_DEPTH"] != "0" || len(job.Script) == 0 {
		t.Fatalf("unexpected pipeline %+v", pipeline)
	}
	p := newRecipeProject(t, binary)
	base := strings.TrimSpace(p.run("git rev-parse main", 0))
	p.run(strings.Join(job.Script, "\n"), 1, "CI_MERGE_REQUEST_DIFF_BASE_SHA="+base)
	if report := p.read(job.Artifacts.Reports["codequality"]); !strings.Contains(report, `"check_name": "enum.value.renamed"`) {
		t.Errorf("the code quality report is %s", report)
	}
	for _, name := range job.Artifacts.Paths {
		p.read(name)
	}
}

func checkPreCommit(t *testing.T, binary string) {
	var hooks []struct {
		ID            string `yaml:"id"`
		Name          string `yaml:"name"`
		Description   string `yaml:"description"`
		Entry         string `yaml:"entry"`
		Language      string `yaml:"language"`
		PassFilenames bool   `yaml:"pass_filenames"`
	}
	decodeStrictly(t, readDocument(t, ".pre-commit-hooks.yaml"), &hooks)
	var config struct {
		Repos []struct {
			Repo  string              `yaml:"repo"`
			Rev   string              `yaml:"rev"`
			Hooks []map[string]string `yaml:"hooks"`
		} `yaml:"repos"`
	}
	decodeStrictly(t, recipe(t, "yaml", "repos:"), &config)
	var known, used []string
	p := newRecipeProject(t, binary)
	p.program("fragen", `exec '`+binary+`' "$@"`)
	for _, hook := range hooks {
		known = append(known, hook.ID)
		if hook.Language != "golang" || hook.PassFilenames {
			t.Errorf("unexpected hook %+v", hook)
		}
		code := 0
		if hook.ID == "fragen-review" {
			code = 1
		}
		p.run(hook.Entry, code, "GIT_DIR=.git", "GIT_INDEX_FILE=.git/index") // as git sets them for hooks
	}
	for _, hook := range config.Repos[0].Hooks {
		used = append(used, hook["id"])
	}
	if !slices.Equal(known, used) || config.Repos[0].Repo != "https://"+module {
		t.Errorf("the recipe uses the hooks %q of %s, want %q", used, config.Repos[0].Repo, known)
	}
}

func checkMake(t *testing.T, binary string) {
	p := newRecipeProject(t, binary)
	p.write("Makefile", recipe(t, "make", ".PHONY"))
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip(err)
	}
	p.run("make sdk sdk-check", 0)
	if out := p.run("make sdk-review", 0); !strings.Contains(out, "Breaks callers") {
		t.Errorf("make sdk-review: %s", out)
	}
}

// checkVendor runs the directives that download a description. A local server has the
// file.
func checkVendor(t *testing.T, binary string) {
	for _, program := range []string{"curl", "sha256sum"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	p := newRecipeProject(t, binary)
	p.program("fragen", `exec '`+binary+`' "$@"`)
	text := p.run("fragen slice shop.yaml --format json", 0)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(text)) // an error fails the download
	}))
	defer server.Close()
	// go generate puts the folder of the go command first in PATH.
	here := strings.NewReplacer("https://api.example.com/openapi.json", server.URL, "go tool fragen", "fragen")
	directives := here.Replace(recipe(t, "go", "curl"))
	p.write("doc.go", "package shop\n\n"+directives)
	p.run("sed -i.bak s/shop.yaml/openapi.json/ fragen.yaml && rm fragen.yaml.bak shop.yaml", 0)
	if out := p.run("go generate", 1); !strings.Contains(out, "openapi.json: FAILED") {
		t.Errorf("another file was accepted: %s", out)
	}
	before, _, _ := strings.Cut(directives, "  openapi.json'")
	old := before[strings.LastIndexByte(before, '\'')+1:]
	sum := sha256.Sum256([]byte(text))
	p.write("doc.go", "package shop\n\n"+strings.ReplaceAll(directives, old, hex.EncodeToString(sum[:])))
	p.run("go generate && go tool fragen check", 0)
	text = strings.ReplaceAll(text, "sent", "posted")
	if out := p.run(here.Replace(recipe(t, "sh", "curl")), 0); !strings.Contains(out, "enum.value.renamed") {
		t.Errorf("the review of a new file: %s", out)
	}
}
