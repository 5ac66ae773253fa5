//go:build linux

// Command coldbuild measures the cost of building a program that uses the
// generated SDK with an empty build cache. It compares it with a program that does
// the same with net/http and encoding/json. Run it in bench:
//
//	go run ./coldbuild
//
// It prints a table. The exit status is 1 if the SDK's build takes more than
// -limit times the CPU time or memory of the other, and 2 if the measurement
// fails.
//
// # The measurement
//
// The programs are built -n times in turn, each time with a new build cache. The
// table contains the medians. There are no modules to download.
//
// The limit applies to the CPU time and the largest process. The memory of the
// process tree depends on the number of parallel compilers, so it is only shown,
// like the wall time. See package measure for the definitions.
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
	runs := flag.Int("n", 3, "number of builds of each program")
	limit := flag.Float64("limit", 1.25, "maximum ratio of CPU time and memory")
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
		return fmt.Errorf("expected at least one run, found -n %d", runs)
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

// build builds a program with an empty build cache.
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

// row is a line of the table with the values of both programs.
type row struct {
	name           string
	fragen, native float64
	unit           string
	decides        bool
}

func (r row) ratio() float64 { return r.fragen / r.native }

// compare returns the rows of the table.
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

// show prints the table.
func show(rows []row) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "cold build\tfragen\tnet/http\tratio\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%.1f %s\t%.1f %s\t%.3f\t\n", r.name, r.fragen, r.unit, r.native, r.unit, r.ratio())
	}
	_ = w.Flush()
}
