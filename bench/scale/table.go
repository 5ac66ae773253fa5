//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"text/tabwriter"

	"github.com/fragen-go/fragen/bench/measure"
)

// bound is the maximum cost; 0 means no bound.
type bound struct {
	wall, cpu float64 // seconds
	memory    float64 // MB of the largest process
}

// line is a row of a table.
type line struct {
	name              string
	wall, cpu, memory float64
	tree              float64 // MB of all processes together
	bound             bound
}

// repeat runs the command n times and returns the medians. before is called before
// each run and not measured.
func repeat(name string, n int, b bound, before func() error, command func() *exec.Cmd) (line, error) {
	var costs []measure.Cost
	for range n {
		if err := before(); err != nil {
			return line{}, err
		}
		cost, err := measure.Run(command())
		if err != nil {
			return line{}, fmt.Errorf("%s: %w", name, err)
		}
		costs = append(costs, cost)
	}
	return line{
		name: name, bound: b,
		wall: measure.Median(costs, measure.Wall), cpu: measure.Median(costs, measure.CPU),
		memory: measure.Median(costs, measure.Largest), tree: measure.Median(costs, measure.Tree),
	}, nil
}

// misses returns the bounds that the line misses.
func (l line) misses() []string {
	var out []string
	for _, v := range []struct {
		name, unit string
		got, bound float64
	}{{"wall", "s", l.wall, l.bound.wall}, {"CPU", "s", l.cpu, l.bound.cpu}, {"memory", "MB", l.memory, l.bound.memory}} {
		if v.bound > 0 && v.got > v.bound {
			out = append(out, fmt.Sprintf("%s: %s %.2f %s, at most %g", l.name, v.name, v.got, v.unit, v.bound))
		}
	}
	return out
}

// show prints a table and records missed bounds.
func (s *scale) show(title string, lines []line) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\twall\tat most\tCPU\tat most\tmemory\tat most\tall processes\t\t\n", title)
	for _, l := range lines {
		verdict := "met"
		if misses := l.misses(); misses != nil {
			verdict = "MISSED"
			s.over = append(s.over, misses...)
		} else if l.bound == (bound{}) {
			verdict = ""
		}
		fmt.Fprintf(w, "%s\t%.2f s\t%s\t%.2f s\t%s\t%.0f MB\t%s\t%.0f MB\t%s\t\n", l.name,
			l.wall, formatBound(l.bound.wall, "s"), l.cpu, formatBound(l.bound.cpu, "s"),
			l.memory, formatBound(l.bound.memory, "MB"), l.tree, verdict)
	}
	_ = w.Flush()
	fmt.Println()
}

// formatBound formats a bound; 0 yields "".
func formatBound(bound float64, unit string) string {
	if bound == 0 {
		return ""
	}
	return fmt.Sprintf("%g %s", bound, unit)
}
