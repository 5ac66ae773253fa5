//go:build linux

// Command codes measures a table of 10,000 result codes in 20 languages: the cost
// of generating and compiling it, the time of a lookup, the initialization at
// program start, and the size that each language adds to a program. Run it in
// bench:
//
//	go run ./codes
//
// It prints the results. The exit status is 1 if a bound is missed and 2 if the
// measurement fails.
//
// # The measurement
//
// Two tables are measured, one of pairs of numbers and one of words. They are
// synthetic: their messages have realistic lengths, and each contains the name of
// its language. The SDK is generated and compiled -n times in a
// project of its own (project.go). The standard library is compiled before,
// because every program needs it. Then programs that use no, one, two or all
// languages are linked. A program that does not import a language must not contain
// any of its messages.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/bench/measure"
)

var errOverBound = errors.New("a bound is missed")

// The bounds.
const (
	maxGenerate = 5.0  // seconds of wall time
	maxCompile  = 10.0 // seconds of wall time
	maxLookup   = 25.0 // nanoseconds
)

func main() {
	runs := flag.Int("n", 3, "`runs` of generating and compiling")
	rows := flag.Int("rows", 10_000, "`number` of codes")
	flag.Parse()
	err := run(*runs, *rows)
	switch {
	case err == nil:
	case errors.Is(err, errOverBound):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "codes:", err)
		os.Exit(2)
	}
}

// contest is the state of the measurement.
type contest struct {
	p      *project
	missed bool
}

func run(runs, rows int) error {
	if runs < 1 || rows < 1 {
		return errors.New("-n and -rows must be at least 1")
	}
	dir, err := os.MkdirTemp("", "codes")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	missed := false
	for _, k := range kinds {
		p, err := newProject(dir, k, rows)
		if err != nil {
			return err
		}
		c := &contest{p: p}
		fmt.Printf("%d codes (%s) in %d languages\n", rows, k.name, len(locales))
		if err := cmp.Or(c.generate(runs), c.compile(runs), c.lookup(), c.start(), c.sizes()); err != nil {
			return err
		}
		missed = missed || c.missed
	}
	if missed {
		return errOverBound
	}
	return nil
}

// report prints a result and its bound.
func (c *contest) report(name string, got float64, unit string, bound float64) {
	verdict := "met"
	if got > bound {
		verdict, c.missed = "MISSED", true
	}
	fmt.Printf("%-28s %8.2f %-6s at most %5g  %s\n", name, got, unit, bound, verdict)
}

// repeat runs a command n times and returns the medians of wall time and memory.
func (c *contest) repeat(n int, before func() error, command func() *exec.Cmd) (float64, float64, error) {
	var costs []measure.Cost
	for range n {
		if err := before(); err != nil {
			return 0, 0, err
		}
		cost, err := measure.Run(command())
		if err != nil {
			return 0, 0, err
		}
		costs = append(costs, cost)
	}
	return measure.Median(costs, measure.Wall), measure.Median(costs, measure.Largest), nil
}

// generate measures fragen generate.
func (c *contest) generate(n int) error {
	wall, memory, err := c.repeat(n, c.p.clean, c.p.generate)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	c.report("generate", wall, "s", maxGenerate)
	fmt.Printf("%-28s %8.0f MB\n", "  memory", memory)
	return nil
}

// compile measures go build.
func (c *contest) compile(n int) error {
	before := func() error {
		if err := c.p.freshCache(); err != nil {
			return err
		}
		return c.p.command("go", "build", "-o", os.DevNull, "./std").Run()
	}
	wall, memory, err := c.repeat(n, before, func() *exec.Cmd { return c.p.command("go", "build", "./...") })
	if err != nil {
		return fmt.Errorf("compile: %w", err)
	}
	c.report("compile", wall, "s", maxCompile)
	fmt.Printf("%-28s %8.0f MB\n", "  memory", memory)
	return nil
}

// lookup runs the benchmark in the project, with hits and misses in random order.
func (c *contest) lookup() error {
	cmd := c.p.command("go", "test", "./lookup", "-run", "^$", "-bench", ".", "-benchmem", "-count", "5")
	cmd.Stdout = nil
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("lookup: %w\n%s", err, out)
	}
	result, err := parseBench(string(out))
	if err != nil {
		return err
	}
	c.report("lookup", result.ns, "ns", maxLookup)
	c.report("  allocations", result.allocs, "", 0)
	return nil
}

// start prints the packages of the SDK that are initialized at program start.
func (c *contest) start() error {
	program := filepath.Join(c.p.dir, "bin-all")
	if err := c.p.command("go", "build", "-o", program, "./all").Run(); err != nil {
		return err
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if !strings.Contains(string(out), "init ") {
		return errors.New("the runtime traced no initialization")
	}
	ours := 0
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "init "+module) {
			fmt.Print(line)
			ours++
		}
	}
	c.report("initialized at start", float64(ours), "", 0)
	return nil
}

// sizes links programs with more and more languages and searches them for messages
// of languages they do not import.
func (c *contest) sizes() error {
	base := int64(0)
	for _, program := range programs {
		name := filepath.Join(c.p.dir, "bin-"+program.name)
		if err := c.p.command("go", "build", "-o", name, "./"+program.name).Run(); err != nil {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if base == 0 {
			base = int64(len(data))
		}
		var held []string
		for _, locale := range locales {
			if strings.Contains(string(data), marker(locale)) {
				held = append(held, locale)
			}
		}
		total, added := float64(len(data))/1e6, float64(int64(len(data))-base)/1e6
		fmt.Printf("program with %-15s %8.2f MB  %+8.2f MB  contains %s\n",
			program.name, total, added, strings.Join(held, " "))
		if strings.Join(held, " ") != strings.Join(program.locales, " ") {
			fmt.Printf("  expected %s\n", strings.Join(program.locales, " "))
			c.missed = true
		}
	}
	return nil
}
