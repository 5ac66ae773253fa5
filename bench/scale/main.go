//go:build linux

// Command scale measures how fragen copes with a large description: the calls
// cut out of Microsoft Graph's, all of Graph at once, and what lies between.
// Run it from bench, with the folder of real descriptions:
//
//	FRAGEN_CORPUS=../../shared/corpus go run ./scale
//	go run ./scale -corpus ../../shared/corpus -part calls,same
//	go run ./scale -part growth -docs ../docs
//
// It prints tables, and exits 1 when something costs more than its bound, 2
// when it could not measure.
//
// # What is measured
//
// The command is built once. Each run is a process of its own in a project
// folder of its own, into which it writes the SDK; before the next run that is
// put aside. A line of the tables has the medians of -n runs (of -big for all of
// Graph). Time and memory are those of the operating system, see package
// measure; "memory" is the most that a single process held at once. Files are
// in the system's cache, as they are when someone works.
//
// The parts:
//
//   - calls: one selection out of four descriptions, with one and two jobs,
//     and a run that finds nothing to do (calls.go)
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

// scale is what all parts need.
type scale struct {
	corpus string // absolute
	fragen string // the command
	dir    string // for projects; removed at the end
	docs   string // folder for the growth table and plot, "" for none
	n, big int
	over   []string // what was over its bound
}

func main() {
	s := &scale{}
	flag.StringVar(&s.corpus, "corpus", os.Getenv("FRAGEN_CORPUS"), "`folder` with graph/graph-v1.0.json, .yaml and graph-beta.json; $FRAGEN_CORPUS")
	flag.StringVar(&s.docs, "docs", "", "`folder` to write scale.md and its plot to, when growth is measured")
	flag.IntVar(&s.n, "n", 5, "`runs` of a selection")
	flag.IntVar(&s.big, "big", 5, "`runs` of all of Graph")
	part := flag.String("part", "calls,same,all,growth", "`parts` to measure")
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
			return fmt.Errorf("no part is called %q; there are calls, same, all and growth", part)
		}
	}
	if s.n < 1 || s.big < 1 {
		return errors.New("at least one run is needed")
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
		return errors.New("there is no corpus of real descriptions: set FRAGEN_CORPUS or -corpus to its folder")
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
	build.Dir = ".." // its own module, which knows what it needs
	build.Stderr = os.Stderr
	return build.Run()
}

// graph is the path of one of Graph's descriptions.
func (s *scale) graph(name string) string { return filepath.Join(s.corpus, "graph", name) }

// project is a Go module that fragen writes an SDK into.
type project struct {
	dir    string
	fragen string
}

// outputs are what a run writes into a project.
var outputs = []string{"graph", "rest", "fragen.lock"}

// project makes a module around the description spec. The rest of the target's
// configuration follows as YAML.
func (s *scale) project(name, spec, config string) (*project, error) {
	p := &project{filepath.Join(s.dir, name), s.fragen}
	file := "description" + filepath.Ext(spec)
	text := "version: 1\nruntime: rest\ntargets:\n  - name: graph\n    spec: " + file + "\n    out: graph\n    naming: {initialisms: false}\n    wire: {odata: true}\n" + config
	return p, cmp.Or(
		os.MkdirAll(p.dir, 0o777),
		copyFile(filepath.Join(p.dir, file), spec),
		os.WriteFile(filepath.Join(p.dir, "go.mod"), []byte("module example.com/"+name+"\n\ngo 1.26\n"), 0o666),
		os.WriteFile(filepath.Join(p.dir, "fragen.yaml"), []byte(text), 0o666),
	)
}

// copyFile copies piece by piece: what this process holds counts as memory of
// those that it starts.
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

// clean puts aside what the last run wrote. It is not removed at once: file
// systems are slow to make files where thousands were removed a moment ago.
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

// generate is the command that writes the SDK. Its cache is the project's own.
func (p *project) generate(args ...string) *exec.Cmd {
	cmd := exec.Command(p.fragen, slices.Concat([]string{"generate", "--quiet"}, args)...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(p.dir, ".cache"))
	cmd.Stderr = os.Stderr
	return cmd
}

// command is another program, to run there.
func (p *project) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = p.dir
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}
