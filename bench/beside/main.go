//go:build linux

// Command beside compares the cost of programs that use fragen's SDKs with that of
// programs that make the same four calls with another SDK:
//
//   - fragen's SDK for GitHub's description beside github.com/google/go-github
//   - fragen's SDK for a description in the form of Stripe's, with 452 operations, beside
//     github.com/stripe/stripe-go
//
// Run it in bench with the folder of real descriptions:
//
//	FRAGEN_CORPUS=PATH go run ./beside
//	go run ./beside -n 1 -docs ../docs/scale.md
//
// The go command downloads the other SDKs. Without a network, the measurement fails.
//
// # The measurement
//
// Each program is built -n times with an empty build cache, and -n times with a cache that
// contains only the standard library. The table contains the medians; see package measure
// for the definitions. Lines are those of the packages that the program needs, without the
// standard library. The program is not stripped.
//
// The files:
//   - main.go measures the programs and writes the table.
//   - payments.go makes the description in the form of Stripe's.
//   - programs has the programs.
package main

import (
	"bytes"
	"cmp"
	"embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/bench/measure"
)

//go:embed programs/*.txt
var programs embed.FS

// program is a program with an SDK.
type program struct {
	title  string
	source string                 // in programs
	module string                 // the other SDK; "" for fragen's
	spec   func() ([]byte, error) // the description, for fragen's SDK
	dir    string

	cold, warm measure.Cost
	lines      int
	size       int64
}

func main() {
	corpus := flag.String("corpus", os.Getenv("FRAGEN_CORPUS"),
		"`folder` with vendors/github__api.github.com.json; default $FRAGEN_CORPUS")
	runs := flag.Int("n", 3, "`number` of builds of each kind")
	docs := flag.String("docs", "", "Markdown `file` whose section the table replaces")
	flag.Parse()
	if err := run(*corpus, *runs, *docs); err != nil {
		fmt.Fprintln(os.Stderr, "beside:", err)
		os.Exit(2)
	}
}

func run(corpus string, runs int, docs string) error {
	github := func() ([]byte, error) {
		return os.ReadFile(filepath.Join(corpus, "vendors", "github__api.github.com.json"))
	}
	all := []*program{
		{title: "GitHub: fragen", source: "github-fragen.txt", spec: github},
		{title: "go-github", source: "github-gogithub.txt", module: "github.com/google/go-github/v84@v84.0.0"},
		{title: "Stripe's form: fragen", source: "payments-fragen.txt", spec: payments},
		{title: "stripe-go", source: "payments-stripe.txt", module: "github.com/stripe/stripe-go/v85@v85.0.0"},
	}
	temp, err := os.MkdirTemp("", "beside")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	fragen := filepath.Join(temp, "fragen")
	if err := command("..", "go", "build", "-o", fragen, "./cmd/fragen").Run(); err != nil {
		return err
	}
	for _, p := range all {
		p.dir = filepath.Join(temp, strings.TrimSuffix(p.source, ".txt"))
		fmt.Fprintln(os.Stderr, p.title)
		if err := p.prepare(fragen); err != nil {
			return fmt.Errorf("%s: %w", p.title, err)
		}
		if err := p.measure(runs); err != nil {
			return fmt.Errorf("%s: %w", p.title, err)
		}
	}
	text := table(all)
	fmt.Print(text)
	if docs == "" {
		return nil
	}
	values := "Each value comes from a single build."
	if runs > 1 {
		values = fmt.Sprintf("Each value is the median of %d builds.", runs)
	}
	return replaceSection(docs, fmt.Sprintf(sectionText, operations(), values)+text)
}

// prepare writes the module of the program with its SDK.
func (p *program) prepare(fragen string) error {
	source, err := programs.ReadFile("programs/" + p.source)
	if err != nil {
		return err
	}
	write := func(name string, data []byte) error { return os.WriteFile(filepath.Join(p.dir, name), data, 0o666) }
	err = cmp.Or(os.MkdirAll(p.dir, 0o777), write("main.go", source),
		write("go.mod", []byte("module example.com/program\n\ngo 1.26\n")))
	if err != nil {
		return err
	}
	if p.module != "" {
		return cmp.Or(command(p.dir, "go", "get", p.module).Run(), command(p.dir, "go", "get", ".").Run())
	}
	spec, err := p.spec()
	if err != nil {
		return err
	}
	config := "version: 1\nruntime: rest\ntargets:\n  - {name: sdk, spec: openapi.json, out: sdk}\n"
	return cmp.Or(write("openapi.json", spec), write("fragen.yaml", []byte(config)),
		command(p.dir, fragen, "generate", "--quiet").Run())
}

// measure builds the program.
func (p *program) measure(runs int) error {
	const files = "{{if .Standard}}{{.ImportPath}}{{else}}{{range .GoFiles}}{{$.Dir}}/{{.}} {{end}}{{end}}"
	listed, err := p.output("list", "-deps", "-f", files, ".")
	if err != nil {
		return err
	}
	var standard []string
	for _, word := range strings.Fields(listed) {
		if !strings.HasSuffix(word, ".go") {
			standard = append(standard, word)
			continue
		}
		data, err := os.ReadFile(word)
		if err != nil {
			return err
		}
		p.lines += bytes.Count(data, []byte("\n"))
	}
	standard = removeWord(standard, "unsafe")
	var cold, warm []measure.Cost
	for range runs {
		c, err := p.build(nil)
		if err != nil {
			return err
		}
		w, err := p.build(standard)
		if err != nil {
			return err
		}
		cold, warm = append(cold, c), append(warm, w)
	}
	p.cold, p.warm = medians(cold), medians(warm)
	info, err := os.Stat(filepath.Join(p.dir, "program"))
	if err == nil {
		p.size = info.Size()
	}
	return err
}

func removeWord(words []string, word string) []string {
	var out []string
	for _, w := range words {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}

// build builds the program with a new build cache that contains some packages.
func (p *program) build(cached []string) (measure.Cost, error) {
	cache, err := os.MkdirTemp(filepath.Dir(p.dir), "cache")
	if err != nil {
		return measure.Cost{}, err
	}
	defer os.RemoveAll(cache)
	env := append(os.Environ(), "GOCACHE="+cache)
	if cached != nil {
		first := command(p.dir, "go", append([]string{"build"}, cached...)...)
		first.Env = env
		if err := first.Run(); err != nil {
			return measure.Cost{}, err
		}
	}
	build := command(p.dir, "go", "build", "-o", "program", ".")
	build.Env = env
	return measure.Run(build)
}

// medians returns the medians of the values of costs.
func medians(costs []measure.Cost) measure.Cost {
	return measure.Cost{
		CPU:     seconds(measure.Median(costs, measure.CPU)),
		Wall:    seconds(measure.Median(costs, measure.Wall)),
		Largest: int64(1e6 * measure.Median(costs, measure.Largest)),
		Tree:    int64(1e6 * measure.Median(costs, measure.Tree)),
	}
}

// output returns the output of the go command in the module of the program.
func (p *program) output(args ...string) (string, error) {
	cmd := command(p.dir, "go", args...)
	cmd.Stdout = nil
	text, err := cmd.Output()
	return string(text), err
}

func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}
