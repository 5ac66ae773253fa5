// Command conformance measures whether generated SDKs treat the data of real API
// descriptions correctly. Run it with the folder of the descriptions:
//
//	FRAGEN_CORPUS=PATH go run .
//	go run . -corpus PATH -n 10 -v
//	go run . -only 'stripe|github' -keep
//	go run . -examples -n 0
//
// For each description it generates an SDK, compiles it, and runs it:
//
//   - The examples of the description and random instances of each schema are
//     decoded and encoded. The output must equal the input and fit the schema.
//   - Each operation is called. A local server checks the request with kin-openapi
//     and returns an instance of the response, which the SDK must return.
//
// The descriptions are the first -n of the corpus, ordered by the SHA-256 of their
// names. Results are stored in a cache by the hashes of the description and of this
// program, so an interrupted run continues. The exit status is 1 if a bound is
// missed and 2 if the measurement fails.
//
// The files:
//   - main.go chooses descriptions and prints the results.
//   - corpus.go finds descriptions, cache.go stores results.
//   - document.go measures one description.
//   - project.go writes and compiles its SDK, program.go runs it.
//   - types.go plans round trips of instances, examples.go those of examples, and
//     choices.go judges the variants of unions.
//   - calls.go plans calls, streams.go their responses of events and lines.
//   - server.go checks requests, validate.go values.
//   - rivals.go runs other generators.
//   - pointer.go finds schemas, raw.go examples, equal.go compares JSON.
//   - report.go declares the results, table.go and docs.go print them.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/pprof"
	"sync"
)

var errOverBound = errors.New("bounds missed")

// options are the flags of the command.
type options struct {
	corpus, cache, json, docs string
	n, jobs, step             int
	only, profile             string
	tool, beside              string
	keep, verbose, fresh      bool
	examples                  bool
}

func main() {
	var o options
	flag.StringVar(&o.corpus, "corpus", os.Getenv("FRAGEN_CORPUS"),
		"`folder` with openapi and vendors; default $FRAGEN_CORPUS")
	flag.StringVar(&o.cache, "cache", defaultCache(), "`folder` of stored results and projects")
	flag.StringVar(&o.json, "json", "", "`file` to write the results to")
	flag.StringVar(&o.docs, "docs", "", "`file` to write the tables to, as Markdown")
	flag.IntVar(&o.n, "n", 100, "number of `descriptions`; 0 for all")
	flag.IntVar(&o.step, "step", 1, "measure every `k`th of them")
	flag.IntVar(&o.jobs, "jobs", 1, "`number` of descriptions to measure in parallel")
	flag.StringVar(&o.only, "only", "", "measure only descriptions whose name matches the `pattern`")
	flag.BoolVar(&o.examples, "examples", false, "measure only the examples of the descriptions")
	flag.BoolVar(&o.keep, "keep", false, "keep the projects in the cache")
	flag.BoolVar(&o.fresh, "fresh", false, "ignore stored results")
	flag.BoolVar(&o.verbose, "v", false, "print failures")
	flag.StringVar(&o.beside, "beside", "", "results of other generators for -docs, as `NAME=FILE,...`")
	flag.StringVar(&o.tool, "tool", "", "measure another generator, given as `NAME=PATH`, instead of fragen")
	flag.StringVar(&o.profile, "cpuprofile", "", "`file` to write a CPU profile to")
	flag.Parse()
	if o.profile != "" {
		file, err := os.Create(o.profile)
		if err == nil {
			err = pprof.StartCPUProfile(file)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "conformance:", err)
			os.Exit(2)
		}
	}
	err := run(&o)
	pprof.StopCPUProfile()
	switch {
	case err == nil:
	case errors.Is(err, errOverBound):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(2)
	}
}

func run(o *options) error {
	if err := o.checkTool(); err != nil {
		return err
	}
	files, err := choose(o)
	if err != nil {
		return err
	}
	version, err := ownHash()
	if err != nil {
		return err
	}
	results := make([]*Result, len(files))
	queue := make(chan int)
	var wait sync.WaitGroup
	for range max(1, o.jobs) {
		wait.Go(func() {
			for i := range queue {
				results[i] = measure(context.Background(), o, files[i], version)
				printProgress(i, len(files), results[i], o.verbose)
			}
		})
	}
	for i := range files {
		queue <- i
	}
	close(queue)
	wait.Wait()
	sum := newSummary(results)
	sum.print(os.Stdout)
	writeDocs := sum.writeDocs
	if o.examples {
		writeDocs = sum.writeExamples
	}
	if err := cmp.Or(sum.writeJSON(o.json), writeDocs(o.docs, o.beside)); err != nil {
		return err
	}
	if o.isRival() {
		return nil
	}
	return sum.check()
}

// choose returns the descriptions to measure.
func choose(o *options) ([]description, error) {
	all, err := findDescriptions(o.corpus)
	if err != nil {
		return nil, err
	}
	if o.only != "" {
		pattern, err := regexp.Compile(o.only)
		if err != nil {
			return nil, err
		}
		var out []description
		for _, d := range all {
			if pattern.MatchString(d.Name) {
				out = append(out, d)
			}
		}
		return out, nil
	}
	if o.n > 0 && o.n < len(all) {
		all = all[:o.n]
	}
	var out []description
	for i := 0; i < len(all); i += max(1, o.step) {
		out = append(out, all[i])
	}
	return out, nil
}
