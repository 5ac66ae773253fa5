// Command codec compares the speed of the generated SDK's JSON codec with
// encoding/json and with the code that ogen generates for the same schemas. Run
// it in bench:
//
//	go run ./codec
//
// It prints a table. The exit status is 1 if a bound is missed and 2 if the
// measurement fails.
//
// # The contestants
//
// Their code is generated in every run and not committed:
//
//   - fragen: the committed package generated/graph, through rest.Decode and
//     rest.Encode. fragen-json is the same through json.Unmarshal and
//     json.Marshal, which also validate the JSON. It has no bounds.
//   - encoding-json: a copy of the same structs without methods (plain.go).
//   - ogen: the output of ogen, pinned in bench/go.mod, for spec/v1.0 with the
//     fewest changes it requires (rivals.go). ogen-flat is the same with each
//     union replaced by the member that occurs in the payloads, so it need not
//     find the discriminator and cannot decode other members. It has no bounds.
//
// # The measurement
//
// A single `go test -bench` runs all benchmarks in codec/contest, -count times in
// turn. The table contains the medians. The bounds apply to the wall time; the
// CPU time, which other programs affect less, is shown too. A test first checks
// that all contestants decode and encode the same values. Only fragen preserves
// properties that the API description does not list, and its time includes that.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

var errMissed = errors.New("a bound is missed")

// repeated matches the number that go test appends to a repeated benchmark.
var repeated = regexp.MustCompile(`(?m)^(Benchmark[^\s#]+)#\d+`)

func main() {
	count := flag.Int("count", 10, "number of runs of each benchmark")
	benchtime := flag.String("benchtime", "0.1s", "duration of each run")
	raw := flag.String("raw", "", "file for the raw output of the benchmarks, for benchstat")
	bench := flag.String("bench", ".", "pattern of the benchmarks to run; the bounds of others are not checked")
	flag.Parse()
	err := run(*count, *benchtime, *bench, *raw)
	switch {
	case err == nil:
	case errors.Is(err, errMissed):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "codec:", err)
		os.Exit(2)
	}
}

func run(count int, benchtime, bench, raw string) error {
	dir, err := moduleDir()
	if err != nil {
		return err
	}
	contest := filepath.Join(dir, "codec", "contest")
	if err := makeRivals(dir, contest); err != nil {
		return err
	}
	// ./... ignores the folder, so it is vetted here.
	if err := command(dir, os.Stderr, "go", "vet", "./codec/contest"); err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, "running the benchmarks")
	var out bytes.Buffer
	err = command(dir, io.MultiWriter(&out, os.Stderr), "go", "test", "-bench", bench, "-benchmem",
		"-benchtime", benchtime, "-timeout", "60m", "./codec/contest", "-rounds", strconv.Itoa(count))
	if err != nil {
		return err
	}
	// Remove the numbers of repeated benchmarks so that they have the same name.
	output := repeated.ReplaceAllString(out.String(), "$1")
	if raw != "" {
		if err := os.WriteFile(raw, []byte(output), 0o644); err != nil {
			return err
		}
	}
	results := parse(output)
	if len(results) == 0 {
		return errors.New("no benchmark ran")
	}
	if !report(os.Stdout, results) {
		return errMissed
	}
	return nil
}

// moduleDir returns the folder of the bench module: the current folder or one
// above it.
func moduleDir() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(string(bytes.TrimSpace(out)))
	if filepath.Base(dir) != "bench" {
		return "", fmt.Errorf("%s is not the bench module; run the command in bench or with go -C bench", dir)
	}
	return dir, nil
}

// command runs a command in dir.
func command(dir string, out io.Writer, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", name, args, err)
	}
	return nil
}
