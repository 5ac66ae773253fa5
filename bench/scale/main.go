//go:build linux

// Command scale measures the cost of large API descriptions: a selection of
// Microsoft Graph, all of Graph, and sizes in between. Run it in bench with the
// folder of real descriptions:
//
//	FRAGEN_CORPUS=PATH go run ./scale
//	go run ./scale -corpus PATH -part calls,same
//	go run ./scale -part growth -docs ../docs
//
// It prints tables. The exit status is 1 if a bound is missed and 2 if the
// measurement fails.
//
// # The measurement
//
// The command is built once. Each run is a separate process in a separate project
// folder; its output is moved away before the next run. Each line of a table
// contains the medians of -n runs (-big runs for all of Graph). Time and memory are
// measured by the operating system, see package measure; "memory" is the maximum
// of a single process. The description is in the file system's cache.
//
// The parts:
//
//   - calls: a selection from four descriptions, with one and two jobs, and a run
//     without changes (calls.go)
//   - same: the SDK is the same from JSON, YAML and a slice (calls.go)
//   - all: all of Graph, then go build, go vet and a program that makes four
//     calls with it (all.go)
//   - growth: from one operation to all, as a table and a plot (growth.go)
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

var errOverBound = errors.New("over the bound")

// scale is the state shared by all parts.
type scale struct {
	corpus string // absolute
	fragen string // path of the command
	dir    string // temporary folder for projects
	docs   string // folder for the growth table and plot, "" for none
	n, big int
	over   []string // missed bounds
}

func main() {
	s := &scale{}
	flag.StringVar(&s.corpus, "corpus", os.Getenv("FRAGEN_CORPUS"),
		"`folder` with graph/graph-v1.0.json, .yaml and graph-beta.json; default $FRAGEN_CORPUS")
	flag.StringVar(&s.docs, "docs", "", "`folder` for scale.md and its plot, written by the part growth")
	flag.IntVar(&s.n, "n", 5, "number of `runs` of a selection")
	flag.IntVar(&s.big, "big", 5, "number of `runs` of all of Graph")
	part := flag.String("part", "calls,same,all,growth", "comma-separated `parts` to measure")
	flag.Parse()
	err := s.run(strings.Split(*part, ","))
	switch {
	case err == nil:
	case errors.Is(err, errOverBound):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(2)
	}
}

func (s *scale) run(parts []string) error {
	known := map[string]func() error{"calls": s.calls, "same": s.same, "all": s.all, "growth": s.growth}
	for _, part := range parts {
		if known[part] == nil {
			return fmt.Errorf("unknown part %q; expected calls, same, all or growth", part)
		}
	}
	if s.n < 1 || s.big < 1 {
		return errors.New("expected at least one run; increase -n or -big")
	}
	if err := s.prepare(); err != nil {
		return err
	}
	defer os.RemoveAll(s.dir)
	for _, part := range parts {
		if err := known[part](); err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
	}
	if s.over != nil {
		return fmt.Errorf("%w: %s", errOverBound, strings.Join(s.over, "; "))
	}
	return nil
}

// prepare finds the corpus and builds the command.
func (s *scale) prepare() error {
	if s.corpus == "" {
		return errors.New("no corpus of real descriptions; set FRAGEN_CORPUS or -corpus to its folder")
	}
	corpus, err := filepath.Abs(s.corpus)
	if err != nil {
		return err
	}
	s.corpus = corpus
	if _, err := os.Stat(s.graph("graph-v1.0.json")); err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "scale"); err != nil {
		return err
	}
	s.fragen = filepath.Join(s.dir, "fragen")
	build := exec.Command("go", "build", "-o", s.fragen, "./cmd/fragen")
	build.Dir = ".." // the module of fragen
	build.Stderr = os.Stderr
	return build.Run()
}

// graph returns the path of one of Graph's descriptions.
func (s *scale) graph(name string) string { return filepath.Join(s.corpus, "graph", name) }

// project is a Go module that fragen writes an SDK into.
type project struct {
	dir    string
	fragen string
}

// outputs are the files and folders that a run writes into a project.
var outputs = []string{"graph", "rest", "fragen.lock", "fragen.sum"}

// project creates a module for the description spec. config is the rest of the
// target's configuration as YAML.
func (s *scale) project(name, spec, config string) (*project, error) {
	p := &project{filepath.Join(s.dir, name), s.fragen}
	file := "description" + filepath.Ext(spec)
	text := "version: 1\nruntime: rest\ntargets:\n  - name: graph\n    spec: " + file + "\n    out: graph\n" +
		"    naming: {initialisms: false}\n    wire: {odata: true}\n" + config
	return p, cmp.Or(
		os.MkdirAll(p.dir, 0o777),
		copyFile(filepath.Join(p.dir, file), spec),
		os.WriteFile(filepath.Join(p.dir, "go.mod"), []byte("module example.com/"+name+"\n\ngo 1.26\n"), 0o666),
		os.WriteFile(filepath.Join(p.dir, "fragen.yaml"), []byte(text), 0o666),
	)
}

// copyFile copies a file in pieces: memory of this process would count as memory
// of its children.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// clean moves the output of the last run away. It does not remove it, because file
// systems create files slowly after thousands were removed.
func (p *project) clean() error {
	aside, err := os.MkdirTemp(filepath.Dir(p.dir), "aside")
	if err != nil {
		return err
	}
	for _, name := range outputs {
		err := os.Rename(filepath.Join(p.dir, name), filepath.Join(aside, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// generate returns the command that generates the SDK, with a cache in the project.
func (p *project) generate(args ...string) *exec.Cmd {
	cmd := exec.Command(p.fragen, slices.Concat([]string{"generate", "--quiet"}, args)...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(p.dir, ".cache"))
	cmd.Stderr = os.Stderr
	return cmd
}

// command returns a command that runs in the project.
func (p *project) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = p.dir
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}
