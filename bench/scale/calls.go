//go:build linux

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/fragen-go/fragen/bench/measure"
)

// selectCalls selects the calls API, the original use case of fragen.
const selectCalls = "    select:\n      paths: [\"/communications/calls/**\"]\n"

// calls measures this selection, from the start of the command to the written SDK.
func (s *scale) calls() error {
	var lines []line
	for _, c := range []struct {
		name, spec, config string
		bound              bound
	}{
		{"v1.0 json", s.graph("graph-v1.0.json"), selectCalls, bound{wall: 0.35, memory: 150}},
		{"v1.0 yaml", s.graph("graph-v1.0.yaml"), selectCalls, bound{wall: 0.5}},
		{"beta json", s.graph("graph-beta.json"), selectCalls, bound{wall: 0.7, memory: 250}},
		{"cut out", filepath.Join("..", "spec", "v1.0", "communications.yaml"), "", bound{wall: 0.15}},
	} {
		p, err := s.project("calls", c.spec, c.config)
		if err != nil {
			return err
		}
		for _, jobs := range []string{"1", "2"} {
			l, err := repeat(c.name+", jobs "+jobs, s.n, c.bound, p.clean, func() *exec.Cmd {
				return p.generate("--no-cache", "--jobs", jobs)
			})
			if err != nil {
				return err
			}
			lines = append(lines, l)
		}
		again, err := p.again(c.name, s.n)
		if err != nil {
			return err
		}
		lines = append(lines, again)
		if err := os.RemoveAll(p.dir); err != nil {
			return err
		}
	}
	s.show("calls from", lines)
	return nil
}

// again measures a run without changes.
func (p *project) again(name string, n int) (line, error) {
	if _, err := measure.Run(p.generate()); err != nil {
		return line{}, err
	}
	keep := func() error { return nil }
	return repeat(name+", no changes", n, bound{}, keep, func() *exec.Cmd { return p.generate() })
}

// same checks that the SDK does not depend on the format of the description, or on
// whether it was sliced before.
func (s *scale) same() error {
	cut := filepath.Join(s.dir, "cut.yaml")
	slice := exec.Command(s.fragen, "slice", "--quiet", s.graph("graph-v1.0.json"), "--path", "/communications/calls/**")
	slice.Stderr = os.Stderr
	text, err := slice.Output()
	if err != nil {
		return fmt.Errorf("slice: %w", err)
	}
	if err := os.WriteFile(cut, text, 0o666); err != nil {
		return err
	}
	sums := map[string][]string{}
	for name, spec := range map[string]string{
		"JSON": s.graph("graph-v1.0.json"), "YAML": s.graph("graph-v1.0.yaml"), "slice": cut,
	} {
		p, err := s.project("same", spec, selectCalls)
		if err != nil {
			return err
		}
		if err := p.generate("--no-cache").Run(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		sum, err := sumOf(filepath.Join(p.dir, "graph"))
		if err != nil {
			return err
		}
		sums[sum] = append(sums[sum], name)
		if err := os.RemoveAll(p.dir); err != nil {
			return err
		}
	}
	if len(sums) > 1 {
		return fmt.Errorf("the SDKs differ: %v", sums)
	}
	for sum, names := range sums {
		fmt.Printf("%d formats (JSON, YAML, slice) yield the same SDK: sha256 %s\n\n", len(names), sum)
	}
	return nil
}

// sumOf returns a hash of the names and contents of all files below dir.
func sumOf(dir string) (string, error) {
	hash := sha256.New()
	files := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		files++
		fmt.Fprintf(hash, "%s %d\n", name, len(data))
		_, err = hash.Write(data)
		return err
	})
	if err == nil && files == 0 {
		err = errors.New("no files were written")
	}
	return fmt.Sprintf("%x", hash.Sum(nil)), err
}
