package main

// This file parses the output of the benchmarks and compares it with the bounds.

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// result is the median cost of one operation in a benchmark.
type result struct{ ns, cpu, bytes, allocs float64 }

// results maps names of benchmarks to their results. The names omit "Benchmark"
// and the number of CPUs: Decode/call/ogen.
type results map[string]result

var line = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.*)$`)

// parse parses the output of go test -bench -benchmem.
func parse(output string) results {
	type samples struct{ ns, cpu, bytes, allocs []float64 }
	all := map[string]*samples{}
	for text := range strings.Lines(output) {
		match := line.FindStringSubmatch(strings.TrimRight(text, "\n"))
		if match == nil {
			continue
		}
		s := all[match[1]]
		if s == nil {
			s = new(samples)
			all[match[1]] = s
		}
		fields := strings.Fields(match[2])
		for i := 0; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				continue
			}
			switch fields[i+1] {
			case "ns/op":
				s.ns = append(s.ns, value)
			case "cpu-ns/op":
				s.cpu = append(s.cpu, value)
			case "B/op":
				s.bytes = append(s.bytes, value)
			case "allocs/op":
				s.allocs = append(s.allocs, value)
			}
		}
	}
	out := results{}
	for name, s := range all {
		out[name] = result{median(s.ns), median(s.cpu), median(s.bytes), median(s.allocs)}
	}
	return out
}

// median returns the median of the values, or 0 if there are none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// bound is a limit on a measured value.
type bound struct {
	text       string
	got, limit float64
	below      bool // the value must be below the limit, not equal to it
}

func (b bound) met() bool { return b.got < b.limit || !b.below && b.got == b.limit }

// bounds returns the bounds for the results. A benchmark that did not run has no
// bounds.
func bounds(r results) []bound {
	var list []bound
	add := func(b bound) { list = append(list, b) }
	for _, payload := range []string{"call", "participants"} {
		for _, operation := range []string{"Decode", "Encode"} {
			name := operation + "/" + payload + "/"
			ours, ok := r[name+"fragen"]
			if !ok {
				continue
			}
			label := strings.ToLower(operation) + " " + payload
			if std, ok := r[name+"encoding-json"]; ok && operation == "Decode" {
				add(bound{label + ": time to encoding/json", ours.ns / std.ns, 0.20, false})
				add(bound{label + ": allocations to encoding/json", ours.allocs / std.allocs, 0.50, false})
			} else if ok {
				add(bound{label + ": time to encoding/json", ours.ns / std.ns, 0.60, false})
			}
			if ogen, ok := r[name+"ogen"]; ok {
				add(bound{label + ": time to ogen", ours.ns / ogen.ns, 1, true})
			}
		}
	}
	if reject, ok := r["Encode/reject/fragen"]; ok {
		add(bound{"encode reject: allocations", reject.allocs, 1, false})
	}
	return list
}

// report prints the table and the bounds, and reports whether all are met.
func report(out io.Writer, r results) bool {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tµs\tB\tallocs\tto encoding/json: time\tCPU\tallocs\tto ogen: time\tCPU\tto ogen-flat: time\tCPU\t")
	for _, name := range sortedKeys(r) {
		group := name[:strings.LastIndexByte(name, '/')+1]
		us, std, ogen, flat := r[name], r[group+"encoding-json"], r[group+"ogen"], r[group+"ogen-flat"]
		fmt.Fprintf(w, "%s\t%.2f\t%.0f\t%.0f\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", name, us.ns/1000, us.bytes, us.allocs,
			ratio(us.ns, std.ns), ratio(us.cpu, std.cpu), ratio(us.allocs, std.allocs),
			ratio(us.ns, ogen.ns), ratio(us.cpu, ogen.cpu), ratio(us.ns, flat.ns), ratio(us.cpu, flat.cpu))
	}
	_ = w.Flush()
	fmt.Fprintln(out)
	met := true
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, b := range bounds(r) {
		verdict, must := "met", "at most"
		if !b.met() {
			verdict, met = "MISSED", false
		}
		if b.below {
			must = "below"
		}
		fmt.Fprintf(w, "%s\t%.3f\t%s %.2f\t%s\n", b.text, b.got, must, b.limit, verdict)
	}
	_ = w.Flush()
	return met
}

func ratio(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3f", a/b)
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
