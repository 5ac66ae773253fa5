// Command codec measures how fast the generated SDK reads and writes JSON,
// beside encoding/json and beside the code that ogen generates for the same
// schemas. Run it from bench:
//
//	go run ./codec
//
// It prints a table and exits 1 when one of the bounds is missed, 2 when it
// could not measure.
//
// # The contestants
//
// Their code is made anew on every run and never committed:
//
//   - fragen: the committed package generated/graph, through rest.Decode and
//     rest.Encode. fragen-json is the same through json.Unmarshal and
//     json.Marshal, which check the text themselves beforehand and afterwards;
//     it is shown and decides nothing.
//   - encoding-json: a copy of the same structs without their methods (plain.go).
//   - ogen: what ogen, pinned in bench/go.mod, makes of spec/v1.0 with the least
//     changes that it needs (rivals.go). ogen-flat is the same with each union
//     replaced by the member that occurs in the payloads: it need not look for
//     the discriminator and could read no other member. It is shown and decides
//     nothing.
//
// # What is measured
//
// One `go test -bench` runs everything in codec/contest, -count times in turn;
// the table has the medians. The bounds are on the wall clock's time; the time
// of the processors is shown too, which other programs disturb less. A test
// there shows first that all contestants read the same values out of testdata
// and write them again. fragen alone keeps the properties that the description
// does not know, and that work is in its time.
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

var again = regexp.MustCompile(`(?m)^(Benchmark[^\s#]+)#\d+`)

func main() {
	count := flag.Int("count", 10, "how often each benchmark runs")
	benchtime := flag.String("benchtime", "0.1s", "how long a benchmark runs each time")
	raw := flag.String("raw", "", "a file to keep the benchmarks' own output in, for benchstat")
	bench := flag.String("bench", ".", "the benchmarks to run; bounds on others are not checked")
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
	// The folder is ignored by ./..., so it is vetted here.
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
	// What runs again gets a number behind its name; without it, it is the same.
	output := again.ReplaceAllString(out.String(), "$1")
	if raw != "" {
		if err := os.WriteFile(raw, []byte(output), 0o644); err != nil {
			return err
		}
	}
	results := parse(output)
	if len(results) == 0 {
		return errors.New("no benchmark has run")
	}
	if !report(os.Stdout, results) {
		return errMissed
	}
	return nil
}

// moduleDir returns the folder of the bench module, which may be above the
// current one.
func moduleDir() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	dir := filepath.Dir(string(bytes.TrimSpace(out)))
	if filepath.Base(dir) != "bench" {
		return "", fmt.Errorf("%s is not the bench module; run it from bench, or with go -C bench", dir)
	}
	return dir, nil
}

func command(dir string, out io.Writer, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", name, args, err)
	}
	return nil
}
