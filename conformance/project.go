package main

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

//go:embed driver/driver.go driver/calls.go driver/choices.go driver/values.go
var driverFiles embed.FS

// project is a Go module with the SDK of one description.
type project struct {
	dir  string
	main string // the description, relative to dir
	plan *generator.Planned
}

// newProject writes the description and the configuration. If all is set, the SDK has the
// schemas that no operation uses too.
func newProject(dir string, files map[string][]byte, main string, all bool) (*project, error) {
	p := &project{dir: dir, main: "spec/" + main}
	for name, data := range files {
		if err := p.write("spec/"+name, data); err != nil {
			return nil, err
		}
	}
	config := fmt.Sprintf("version: 1\nruntime: rest\ntargets:\n  - {name: sdk, spec: %q, out: sdk}\n", p.main)
	if all {
		config = strings.Replace(config, "out: sdk", `out: sdk, select: {schemas: ["*"]}`, 1)
	}
	return p, cmp.Or(
		p.write("go.mod", []byte("module example.com/project\n\ngo 1.26\n")),
		p.write("fragen.yaml", []byte(config)),
	)
}

func (p *project) write(name string, data []byte) error {
	full := filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		return err
	}
	return os.WriteFile(full, data, 0o666)
}

// generate writes the SDK. A panic of the generator is an error.
func (p *project) generate(ctx context.Context) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("panic: %v", e)
		}
	}()
	cfg, err := fragen.Load(filepath.Join(p.dir, "fragen.yaml"))
	if err != nil {
		return err
	}
	result, err := fragen.Generate(ctx, cfg, nil)
	if err != nil {
		return err
	}
	_, err = result.Commit(true)
	return errors.Join(err, result.Close())
}

// compile compiles the SDK with the driver.
func (p *project) compile(ctx context.Context, types map[string]string, decoders []string) error {
	return p.compileMain(ctx, mainFile(p.plan.Plan, types, decoders, true))
}

// compileTypes compiles the types of the SDK with the driver.
func (p *project) compileTypes(ctx context.Context, types map[string]string, decoders []string) error {
	return p.compileMain(ctx, mainFile(p.plan.Plan, types, decoders, false))
}

func (p *project) compileMain(ctx context.Context, text []byte) error {
	main, err := format.Source(text)
	if err != nil {
		return err
	}
	if err := cmp.Or(p.writeDriver(), p.write("main.go", main)); err != nil {
		return err
	}
	return p.build(ctx)
}

// writeDriver copies the driver into the project.
func (p *project) writeDriver() error {
	for _, name := range []string{"driver.go", "calls.go", "choices.go", "values.go"} {
		data, err := driverFiles.ReadFile(path.Join("driver", name))
		if err != nil {
			return err
		}
		if err := p.write("driver/"+name, data); err != nil {
			return err
		}
	}
	return nil
}

// build compiles the project.
func (p *project) build(ctx context.Context, flags ...string) error {
	args := slices.Concat([]string{"build", "-trimpath", "-ldflags=-s -w", "-o", "program"}, flags, []string{"."})
	build := exec.CommandContext(ctx, "go", args...)
	build.Dir = p.dir
	build.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// mainFile returns the main function of the driver. Without calls, there is no client.
func mainFile(p *plan.Plan, types map[string]string, decoders []string, calls bool) []byte {
	var b bytes.Buffer
	sdk := "\"example.com/project/sdk\""
	usesSDK := func(t string) bool { return strings.Contains(t, "sdk.") }
	if !calls && len(decoders) == 0 && !slices.ContainsFunc(slices.Collect(maps.Values(types)), usesSDK) {
		sdk = "_ " + sdk
	}
	b.WriteString("package main\n\nimport (\n\"context\"\n\"reflect\"\n\"time\"\n\n" +
		"\"example.com/project/driver\"\n\"example.com/project/rest\"\n" + sdk + "\n)\n\n" +
		"var _ = time.UTC\n\nvar _ rest.RawJSON\n\nvar _ context.Context\n\nfunc main() {\ndriver.Main(driver.SDK{\n")
	if calls {
		b.WriteString("New: newClient,\n")
	}
	b.WriteString("Types: map[string]reflect.Type{\n")
	for _, name := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&b, "%q: reflect.TypeFor[%s](),\n", name, types[name])
	}
	b.WriteString("},\nDecoders: []any{\n")
	for _, name := range decoders {
		fmt.Fprintf(&b, "sdk.%s,\n", name)
	}
	b.WriteString("},\n})\n}\n")
	if !calls {
		return b.Bytes()
	}
	b.WriteString("\nfunc newClient(base string) (any, error) {\n" +
		"token := func(context.Context) (string, error) { return \"token\", nil }\n" +
		"_ = token\nreturn sdk.New(rest.WithBaseURL(base),\n")
	for _, option := range credentials(p.API.Security) {
		b.WriteString(option + ",\n")
	}
	b.WriteString(")\n}\n")
	return b.Bytes()
}

// credentials returns the options that give a client all credentials.
func credentials(schemes []*api.SecurityScheme) []string {
	var out []string
	add := func(option string) {
		if !slices.Contains(out, option) {
			out = append(out, option)
		}
	}
	for _, s := range schemes {
		switch {
		case s.Kind == "apiKey":
			add(fmt.Sprintf("rest.WithAPIKey(%q, %q, \"key\")", string(s.In), s.Param))
		case s.Kind == "http" && s.Scheme == "basic":
			add("rest.WithBasicAuth(\"user\", \"password\")")
		default:
			add(fmt.Sprintf("rest.WithTokenFor(%q, token)", s.Name))
		}
	}
	return out
}

// goType returns the expression of a Go type, or "" if it has no JSON form.
func goType(t *plan.Type) string {
	switch t.Form {
	case plan.Named, plan.Model, plan.Interface:
		return "sdk." + string(t.Name())
	case plan.Pointer, plan.Slice, plan.StringMap:
		elem := goType(t.Elem)
		if elem == "" {
			return ""
		}
		return map[plan.Form]string{plan.Pointer: "*", plan.Slice: "[]", plan.StringMap: "map[string]"}[t.Form] + elem
	case plan.Reader, plan.Stream, plan.FilePart:
		return ""
	}
	if name, ok := map[api.Kind]string{
		api.Any: "rest.RawJSON", api.Decimal: "rest.Decimal", api.DateTime: "time.Time", api.Date: "rest.Date",
		api.TimeOfDay: "rest.TimeOfDay", api.Duration: "rest.Duration", api.Bytes: "[]byte", api.Binary: "[]byte",
	}[t.Kind]; ok {
		return name
	}
	return strings.ToLower(string(t.Kind)) // int32, string, bool, …
}
