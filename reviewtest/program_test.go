package reviewtest

// This file compiles a program with several SDKs and runs it. The driver package of the
// conformance tests makes the calls.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// callbacksOf returns the callbacks of an SDK.
func callbacksOf(p *plan.Plan) []*plan.Callback {
	var list []*plan.Callback
	for _, pkg := range p.Packages {
		for _, file := range pkg.Files {
			for _, decl := range file.Decls {
				if c, ok := decl.(*plan.Callback); ok {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// buildProgram compiles a program with SDKs, which are in folders of their own. The second
// argument of the program is the folder of the SDK to use. A third one is the index of the
// only credentials of the client, which has all of them otherwise.
func buildProgram(dir string, sdks []*sdk) (string, error) {
	files := map[string][]byte{}
	sources, err := filepath.Glob("../conformance/driver/*.go")
	if err != nil {
		return "", err
	}
	for _, name := range sources {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		files["driver/"+filepath.Base(name)] = data
	}
	var imports, cases strings.Builder
	for i, s := range sdks {
		name := fmt.Sprintf("sdk%d", i)
		for file, data := range s.Files {
			if !strings.HasSuffix(file, "_test.go") {
				files[path.Join(s.Dir, file)] = data
			}
		}
		fmt.Fprintf(&imports, "%s %q\n", name, path.Join(modulePath, s.Dir))
		fmt.Fprintf(&cases, "case %q:\n%s", s.Dir, driverCase(name, s.Plan))
	}
	main, err := format.Source([]byte(fmt.Sprintf(`package main

import (
	"context"
	"os"
	"reflect"
	"strconv"

	%q
	%q
%s)

func main() {
	switch os.Args[2] {
%s	}
}

func token(context.Context) (string, error) { return "token", nil }

func options(base string, credentials ...rest.Option) []rest.Option {
	if len(os.Args) > 3 {
		i, _ := strconv.Atoi(os.Args[3])
		credentials = credentials[i : i+1]
	}
	return append(credentials, rest.WithBaseURL(base))
}
`, modulePath+"/driver", modulePath+"/rest", imports.String(), cases.String())))
	if err != nil {
		return "", err
	}
	files["main.go"] = main
	if err := errors.Join(writeRuntimes(dir), writeFiles(dir, files)); err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", "program", ".")
	build.Dir, build.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return filepath.Join(dir, "program"), nil
}

// driverCase returns the statement that runs an SDK.
func driverCase(name string, p *plan.Plan) string {
	var options, types, decoders strings.Builder
	for _, s := range p.API.Security {
		options.WriteString(credential(s) + ",\n")
	}
	for _, c := range callbacksOf(p) {
		if c.Payload.Form == plan.Pointer && c.Payload.Elem.Form == plan.Model {
			fmt.Fprintf(&types, "%q: reflect.TypeFor[*%s.%s](),\n", c.API.Name, name, c.Payload.Elem.Name())
		}
	}
	for _, pkg := range p.Packages {
		for _, file := range pkg.Files {
			for _, decl := range file.Decls {
				if u, ok := decl.(*plan.Union); ok {
					fmt.Fprintf(&decoders, "%s.%s,\n", name, u.Decode)
				}
			}
		}
	}
	return fmt.Sprintf(`driver.Main(driver.SDK{
		New: func(base string) (any, error) { return %s.New(options(base,
		%s)...) },
		Types: map[string]reflect.Type{
		%s},
		Decoders: []any{
		%s},
	})
`, name, options.String(), types.String(), decoders.String())
}

// credential returns the option that gives a client the credentials of a scheme.
func credential(s *api.SecurityScheme) string {
	switch {
	case s.Kind == "apiKey":
		return fmt.Sprintf("rest.WithAPIKey(%q, %q, \"key\")", string(s.In), s.Param)
	case s.Kind == "http" && s.Scheme == "basic":
		return "rest.WithBasicAuth(\"user\", \"password\")"
	}
	return fmt.Sprintf("rest.WithTokenFor(%q, token)", s.Name)
}

// runProgram runs tasks and returns the outcomes by ID.
func runProgram(
	ctx context.Context, program, base, dir string, tasks []*driver.Task, args ...string,
) (map[int]driver.Outcome, error) {
	command := exec.CommandContext(ctx, program, append([]string{base, dir}, args...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	sent := make(chan error, 1)
	go func() {
		encoder := json.NewEncoder(input)
		for _, task := range tasks {
			if err := encoder.Encode(task); err != nil {
				sent <- err
				return
			}
		}
		sent <- input.Close()
	}()
	outcomes, decoder := map[int]driver.Outcome{}, json.NewDecoder(output)
	for {
		var outcome driver.Outcome
		if err = decoder.Decode(&outcome); err != nil {
			break
		}
		outcomes[outcome.ID] = outcome
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	err = errors.Join(err, <-sent, command.Wait())
	if err == nil && len(outcomes) != len(tasks) {
		err = errors.New("outcomes are missing")
	}
	if err != nil {
		return nil, fmt.Errorf("the program with %s: %w\n%s", dir, err, stderr.String())
	}
	return outcomes, nil
}
