//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const module = "example.com/codes"

// locales are the languages of the table, the source language first.
var locales = strings.Fields("en de fr es it pt nl sv da fi pl cs hu ro el tr ru uk ja zh-Hans")

// marker returns a string that occurs in all messages of a locale and in no others.
func marker(locale string) string { return "in the locale " + locale + ", as long as" }

// program is a program to link, with the locales it should contain.
type program struct {
	name    string
	imports []string // packages below locale
	locales []string
}

var programs = []program{
	{"source", nil, []string{"en"}},
	{"de", []string{"de"}, []string{"en", "de"}},
	{"ru", []string{"ru"}, []string{"en", "ru"}},
	{"two", []string{"de", "ru"}, []string{"en", "de", "ru"}},
	{"all", []string{"all"}, locales},
}

// kind is a kind of codes.
type kind struct {
	name    string
	keys    string                     // key of the table, or ""
	codes   func(i int) string         // keys of row i
	lookup  func(prefix string) string // arguments of a lookup of a row's codes
	first   string                     // arguments of a lookup in a program
	prepare string                     // statements of the benchmark
}

// kinds are the kinds of codes that are measured: pairs of numbers, and words such as
// card_declined_by_issuer_17.
var kinds = []kind{
	{
		"pairs", "",
		func(i int) string { return fmt.Sprintf("code: %d\n        subcode: %d", 200+i%400, 1000+i) },
		func(prefix string) string { return prefix + "Code, " + prefix + "Subcode" },
		"200, 1000+len(os.Args)", "",
	},
	{
		"words", "    keys: {code: text}\n",
		func(i int) string { return "code: " + word(i) },
		func(prefix string) string { return prefix + "Code" },
		`"insufficient_funds_" + strconv.Itoa(len(os.Args))`,
		// A service's words are not in the memory of the table.
		"\tfor i := range rows {\n\t\trows[i].Code = string([]byte(rows[i].Code))\n\t}\n",
	},
}

// word returns the code of row i of a table of words.
func word(i int) string {
	stems := []string{"card_declined", "insufficient_funds", "expired_card", "processing_error", "invalid_account"}
	return fmt.Sprintf("%s_%d", stems[i%len(stems)], i)
}

// project is a module with the table, its SDK and the programs.
type project struct {
	dir, fragen, cache string
	kind               kind
}

// newProject writes the project and builds fragen.
func newProject(dir string, k kind, rows int) (*project, error) {
	p := &project{filepath.Join(dir, k.name), filepath.Join(dir, "fragen"), filepath.Join(dir, "cache"), k}
	files := map[string]string{
		"go.mod":              "module " + module + "\n\ngo 1.26\n",
		"fragen.yaml":         config(),
		"api.yaml":            description,
		"codes.yaml":          table(k, rows),
		"lookup/look_test.go": strings.NewReplacer("KEYS", k.lookup("rows[at]."), "PREPARE", k.prepare).Replace(lookupTest),
		"std/main.go":         standard,
	}
	for _, program := range programs {
		files[program.name+"/main.go"] = program.source(k)
	}
	for name, text := range files {
		file := filepath.Join(p.dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(text), 0o666)); err != nil {
			return nil, err
		}
	}
	build := exec.Command("go", "build", "-o", p.fragen, "./cmd/fragen")
	build.Dir = ".." // the module of fragen
	build.Stderr = os.Stderr
	return p, build.Run()
}

// config returns the fragen.yaml of the project.
func config() string {
	return "version: 1\nruntime: rest\ntargets:\n  - name: sdk\n    spec: api.yaml\n    out: sdk\n" +
		"    codes: {table: codes.yaml, locales: [" + strings.Join(locales, ", ") + "]}\n"
}

const description = `openapi: 3.0.3
info: {title: Codes, version: "1"}
servers: [{url: "https://example.com"}]
paths:
  /things:
    get: {operationId: things.get, responses: {"204": {description: none}}}
`

// table returns a codes.yaml with synthetic messages in all locales.
func table(k kind, rows int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "version: 1\ntables:\n  - domain: codes\n    name: reason\n    description: Many codes.\n"+
		"%s    source: en\n    locales: [%s]\n", k.keys, strings.Join(locales, ", "))
	b.WriteString("    categories:\n      - {id: busy, description: Busy.}\n" +
		"      - {id: gone, description: Gone.}\n    codes:\n")
	for i := range rows {
		fmt.Fprintf(&b, "      - id: reason-%d\n        %s\n        category: %s\n"+
			"        retryable: false\n        message:\n",
			i, k.codes(i), []string{"busy", "gone"}[i%2])
		for _, locale := range locales {
			fmt.Fprintf(&b, "          %s: \"Text %d %s such a sentence usually is.\"\n", locale, i, marker(locale))
		}
	}
	return b.String()
}

// source returns the source of the program, which looks up a code.
func (p program) source(k kind) string {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"strconv\"\n\n\t\"" + module + "/sdk\"\n")
	for _, name := range p.imports {
		b.WriteString("\t\"" + module + "/sdk/locale/" + name + "\"\n")
	}
	b.WriteString(")\n\nfunc main() {\n\t_ = strconv.Itoa\n\treason, ok := sdk.LookupReason(" + k.first + ")\n" +
		"\tfmt.Println(reason.Message(), ok)\n")
	for _, name := range p.imports {
		texts := name + ".Texts"
		if name == "all" {
			texts = `all.Match("de-CH")`
		}
		b.WriteString("\tfmt.Println(reason.In(" + texts + "))\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// standard imports the same packages as the runtime. If it is built first, only
// the SDK remains to be compiled.
const standard = `package main

import (
	_ "crypto/rand"
	_ "encoding/json"
	_ "fmt"
	_ "log/slog"
	_ "mime/multipart"
	_ "net/http"
	_ "os"
)

func main() {}
`

const lookupTest = `package lookup

import (
	"math/rand/v2"
	"testing"

	"` + module + `/sdk"
)

var found int

func BenchmarkLookup(b *testing.B) {
	rows := sdk.Reasons()
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
PREPARE	b.ReportAllocs()
	at := 0
	for b.Loop() {
		reason, ok := sdk.LookupReason(KEYS)
		if !ok {
			b.Fatal(rows[at])
		}
		found += len(reason.ID)
		if at++; at == len(rows) {
			at = 0
		}
	}
}
`

// clean removes the generated files.
func (p *project) clean() error {
	var errs []error
	for _, name := range []string{"sdk", "rest", "fragen.lock", "fragen.sum"} {
		errs = append(errs, os.RemoveAll(filepath.Join(p.dir, name)))
	}
	return errors.Join(errs...)
}

// generate returns the command that generates the SDK.
func (p *project) generate() *exec.Cmd {
	return p.command(p.fragen, "generate", "--quiet", "--no-cache")
}

func (p *project) freshCache() error { return os.RemoveAll(p.cache) }

// command returns a command that runs in the project with its own build cache.
func (p *project) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "GOCACHE="+p.cache, "GOWORK=off")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}

// result is the median of a benchmark's runs.
type result struct{ ns, allocs float64 }

// parseBench parses the output of go test -bench.
func parseBench(text string) (result, error) {
	var ns, allocs []float64
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		for i := 1; i < len(words); i++ {
			value, err := strconv.ParseFloat(words[i-1], 64)
			switch {
			case err != nil:
			case words[i] == "ns/op":
				ns = append(ns, value)
			case words[i] == "allocs/op":
				allocs = append(allocs, value)
			}
		}
	}
	if len(ns) == 0 || len(ns) != len(allocs) {
		return result{}, fmt.Errorf("no results in %q", text)
	}
	slices.Sort(ns)
	return result{ns[len(ns)/2], slices.Max(allocs)}, nil
}
