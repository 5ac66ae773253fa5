//go:build linux

// Command coldbuild measures what it costs to build a program that uses the
// generated SDK, from an empty build cache, beside one that does the same
// with net/http and encoding/json. Run it from bench:
//
//	go run ./coldbuild
//
// It prints a table and exits 1 when the SDK's build takes more than -limit
// times the CPU or memory of the other, 2 when it could not measure.
//
// # What is measured
//
// Each program is built -n times, in turn with the other, each time with a
// build cache of its own that is empty; the table has the medians. Modules
// are not downloaded, there are none.
//
// The CPU and the largest process decide. The tree depends on how many
// compilers happen to run side by side, so it is shown and does not decide, as
// is the wall time. Package measure says what each is.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"

	"github.com/fragen-go/fragen/bench/measure"
)

var errOverLimit = errors.New("the SDK's build is over the limit")

func main() {
	runs := flag.Int("n", 3, "how often each program is built")
	limit := flag.Float64("limit", 1.25, "the highest ratio of CPU and memory that passes")
	flag.Parse()
	err := run(*runs, *limit)
	switch {
	case err == nil:
	case errors.Is(err, errOverLimit):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "coldbuild:", err)
		os.Exit(2)
	}
}

func run(runs int, limit float64) error {
	if runs < 1 {
		return fmt.Errorf("-n is %d; at least one run is needed", runs)
	}
	programs := []string{"./coldbuild/fragen", "./coldbuild/nethttp"}
	measured := make([][]measure.Cost, len(programs))
	for i := range runs {
		for p, program := range programs {
			fmt.Fprintf(os.Stderr, "run %d of %d: %s\n", i+1, runs, program)
			c, err := build(program)
			if err != nil {
				return fmt.Errorf("building %s: %w", program, err)
			}
			measured[p] = append(measured[p], c)
		}
	}
	rows := compare(measured[0], measured[1])
	show(rows)
	for _, r := range rows {
		if r.decides && r.ratio() > limit {
			return fmt.Errorf("%w: %.3f times the %s, at most %.2f", errOverLimit, r.ratio(), r.name, limit)
		}
	}
	return nil
}

// build builds a program from an empty build cache.
func build(program string) (measure.Cost, error) {
	dir, err := os.MkdirTemp("", "coldbuild")
	if err != nil {
		return measure.Cost{}, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "program"), program)
	cmd.Env = append(os.Environ(), "GOCACHE="+filepath.Join(dir, "cache"))
	cmd.Stderr = os.Stderr
	return measure.Run(cmd)
}

// row is one line of the table: what the two programs took of something.
type row struct {
	name           string
	fragen, native float64
	unit           string
	decides        bool
}

func (r row) ratio() float64 { return r.fragen / r.native }

func compare(fragen, native []measure.Cost) []row {
	line := func(name, unit string, decides bool, of func(measure.Cost) float64) row {
		return row{name, measure.Median(fragen, of), measure.Median(native, of), unit, decides}
	}
	return []row{
		line("CPU", "s", true, measure.CPU),
		line("largest process", "MB", true, measure.Largest),
		line("tree", "MB", false, measure.Tree),
		line("wall", "s", false, measure.Wall),
	}
}

func show(rows []row) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "cold build\tfragen\tnet/http\tratio\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%.1f %s\t%.1f %s\t%.3f\t\n", r.name, r.fragen, r.unit, r.native, r.unit, r.ratio())
	}
	_ = w.Flush()
}
