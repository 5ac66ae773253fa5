//go:build linux

// Package measure runs a program and returns its cost as accounted by the
// operating system. It takes a command, returns a Cost, and imports only the
// standard library.
//
//   - CPU is the user and system time of the process and its descendants that
//     were waited for (rusage of wait4).
//   - Largest is the maximum resident set size of a single process, as printed by
//     /usr/bin/time -v.
//   - Tree is the maximum sum of the resident set sizes of all processes at one
//     time, sampled from /proc every 50 ms. Shared pages count for each process.
//   - Wall is the elapsed time.
package measure

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Cost is the cost of one run.
type Cost struct {
	CPU, Wall     time.Duration
	Largest, Tree int64 // bytes
}

// Run runs the command and waits for it.
func Run(cmd *exec.Cmd) (Cost, error) {
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return Cost{}, err
	}
	stop, peak := make(chan struct{}), make(chan int64)
	go func() { peak <- watch(cmd.Process.Pid, stop) }()
	err := cmd.Wait()
	wall := time.Since(start)
	close(stop)
	tree := <-peak
	if err != nil {
		return Cost{}, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return Cost{}, errors.New("the system does not report the resources used by a process")
	}
	return Cost{
		CPU:     cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		Wall:    wall,
		Largest: usage.Maxrss * 1024, // Linux reports KiB
		Tree:    tree,
	}, nil
}

// Median returns the median of a value of the costs.
func Median(costs []Cost, of func(Cost) float64) float64 {
	values := make([]float64, len(costs))
	for i, c := range costs {
		values[i] = of(c)
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// Values for Median: CPU and Wall in seconds, Largest and Tree in megabytes.
var (
	CPU     = func(c Cost) float64 { return c.CPU.Seconds() }
	Wall    = func(c Cost) float64 { return c.Wall.Seconds() }
	Largest = func(c Cost) float64 { return float64(c.Largest) / 1e6 }
	Tree    = func(c Cost) float64 { return float64(c.Tree) / 1e6 }
)

// watch returns the maximum resident memory of the process and its descendants,
// sampled until stop is closed.
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

// resident returns the resident memory of a process and its descendants.
func resident(proc fs.FS, pid int) int64 {
	files, err := fs.Glob(proc, "[0-9]*/stat")
	if err != nil {
		return 0
	}
	sizes, children := map[int]int64{}, map[int][]int{}
	for _, file := range files {
		data, err := fs.ReadFile(proc, file)
		if err != nil {
			continue // the process has ended
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

// process is an entry of /proc.
type process struct {
	pid, parent int
	resident    int64 // bytes
}

// parseStat parses a line of /proc/PID/stat: the ID, the command in parentheses
// (which may contain spaces and parentheses), the state, the parent's ID and, as
// field 24, the number of resident pages.
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
