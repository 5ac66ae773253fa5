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
//   - CPU: user and system time of go build and all processes it waited for
//     (wait4's rusage). This decides.
//   - largest process: the most memory a single one of them held at once, the
//     maximum resident set size that /usr/bin/time -v prints. This decides.
//   - tree: the highest sum of the resident sizes of all of them at one
//     moment, looked up in /proc every 50 ms. What processes share counts for
//     each, and it depends on how many compilers happen to run side by side,
//     so it is shown and does not decide.
//   - wall: the time that passed. Shown, does not decide.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
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
	measured := make([][]cost, len(programs))
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

// cost is what one build took.
type cost struct {
	cpu, wall     time.Duration
	largest, tree int64 // bytes
}

// build builds a program from an empty build cache.
func build(program string) (cost, error) {
	dir, err := os.MkdirTemp("", "coldbuild")
	if err != nil {
		return cost{}, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "program"), program)
	cmd.Env = append(os.Environ(), "GOCACHE="+filepath.Join(dir, "cache"))
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, err
	}
	stop, peak := make(chan struct{}), make(chan int64)
	go func() { peak <- watch(cmd.Process.Pid, stop) }()
	err = cmd.Wait()
	wall := time.Since(start)
	close(stop)
	tree := <-peak
	if err != nil {
		return cost{}, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, errors.New("the system does not say what a process used")
	}
	return cost{
		cpu:     cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		wall:    wall,
		largest: usage.Maxrss * 1024, // Linux counts in KiB
		tree:    tree,
	}, nil
}

// watch returns the highest sum of resident memory that the process and its
// descendants were seen to hold together.
func watch(pid int, stop <-chan struct{}) int64 {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var peak int64
	for {
		select {
		case <-stop:
			return peak
		case <-tick.C:
			peak = max(peak, resident(os.DirFS("/proc"), pid))
		}
	}
}

// resident adds up the resident memory of a process and its descendants.
func resident(proc fs.FS, pid int) int64 {
	files, err := fs.Glob(proc, "[0-9]*/stat")
	if err != nil {
		return 0
	}
	sizes, children := map[int]int64{}, map[int][]int{}
	for _, file := range files {
		data, err := fs.ReadFile(proc, file)
		if err != nil {
			continue // it has ended since
		}
		if p, ok := parseStat(string(data)); ok {
			sizes[p.pid] = p.resident
			children[p.parent] = append(children[p.parent], p.pid)
		}
	}
	var sum int64
	for queue := []int{pid}; len(queue) > 0; queue = queue[1:] {
		sum += sizes[queue[0]]
		queue = append(queue, children[queue[0]]...)
	}
	return sum
}

type process struct {
	pid, parent int
	resident    int64 // bytes
}

// parseStat reads a line of /proc/PID/stat: the id, the command in
// parentheses (it may hold spaces and parentheses itself), the state, the
// parent's id and, as field 24, the resident pages.
func parseStat(line string) (process, bool) {
	open, shut := strings.IndexByte(line, '('), strings.LastIndexByte(line, ')')
	if open < 0 || shut < open {
		return process{}, false
	}
	rest := strings.Fields(line[shut+1:]) // from field 3 on
	if len(rest) < 22 {
		return process{}, false
	}
	pid, err1 := strconv.Atoi(strings.TrimSpace(line[:open]))
	parent, err2 := strconv.Atoi(rest[1])
	pages, err3 := strconv.ParseInt(rest[21], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return process{}, false
	}
	return process{pid: pid, parent: parent, resident: pages * int64(os.Getpagesize())}, true
}

// row is one line of the table: what the two programs took of something.
type row struct {
	name           string
	fragen, native float64
	unit           string
	decides        bool
}

func (r row) ratio() float64 { return r.fragen / r.native }

func compare(fragen, native []cost) []row {
	line := func(name, unit string, decides bool, of func(cost) float64) row {
		return row{name, median(fragen, of), median(native, of), unit, decides}
	}
	const mb = 1e6
	return []row{
		line("CPU", "s", true, func(c cost) float64 { return c.cpu.Seconds() }),
		line("largest process", "MB", true, func(c cost) float64 { return float64(c.largest) / mb }),
		line("tree", "MB", false, func(c cost) float64 { return float64(c.tree) / mb }),
		line("wall", "s", false, func(c cost) float64 { return c.wall.Seconds() }),
	}
}

// median returns the middle of the values, or the mean of the two in the
// middle.
func median(costs []cost, of func(cost) float64) float64 {
	values := make([]float64, len(costs))
	for i, c := range costs {
		values[i] = of(c)
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

func show(rows []row) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "cold build\tfragen\tnet/http\tratio\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%.1f %s\t%.1f %s\t%.3f\t\n", r.name, r.fragen, r.unit, r.native, r.unit, r.ratio())
	}
	_ = w.Flush()
}
