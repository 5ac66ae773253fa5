package fragen_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"

	"github.com/fragen-go/fragen"
)

const exampleConfig = `version: 1
runtime: example.com/rest
targets:
  - {name: pets, spec: pets.yaml, out: pets}
`

const exampleDescription = `openapi: 3.0.3
info: {title: Pets, version: "1"}
servers: [{url: https://pets.example.com}]
paths:
  /pets:
    get:
      responses:
        "200":
          description: The pets.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
`

// exampleModule writes a module with a fragen.yaml to a temporary folder.
func exampleModule() string {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range map[string]string{
		"go.mod": "module example.com/shop\n\ngo 1.26\n", "fragen.yaml": exampleConfig, "pets.yaml": exampleDescription,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			log.Fatal(err)
		}
	}
	return dir
}

// This example generates the SDKs that a fragen.yaml describes and writes them.
func Example() {
	dir := exampleModule()
	defer os.RemoveAll(dir)

	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		log.Fatal(err)
	}
	result, err := fragen.Generate(context.Background(), cfg, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer result.Close()
	report, err := result.Commit(false)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(report.Written, "\n"))
	// Output:
	// pets/client.go
	// pets/example_test.go
	// pets/pets_request_builder.go
}

// A program can provide the API description itself, for example from an embedded file
// system. DiffOnly saves memory if the program only compares the output with the
// files on disk.
func ExampleGenerate_embedded() {
	dir := exampleModule()
	defer os.RemoveAll(dir)

	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		log.Fatal(err)
	}
	inputs := fstest.MapFS{"pets.yaml": {Data: []byte(exampleDescription)}}
	result, err := fragen.Generate(context.Background(), cfg, &fragen.Options{Inputs: inputs, DiffOnly: true})
	if err != nil {
		log.Fatal(err)
	}
	defer result.Close()
	changes, err := result.Diff()
	if err != nil {
		log.Fatal(err)
	}
	for _, change := range changes {
		fmt.Println(change)
	}
	// Output:
	// fragen.lock: is missing
	// fragen.sum: is missing
	// pets/client.go: is missing
	// pets/example_test.go: is missing
	// pets/pets_request_builder.go: is missing
}

// An InputError lists all errors of the inputs with their positions.
func ExampleInputError() {
	dir := exampleModule()
	defer os.RemoveAll(dir)

	if err := os.Remove(filepath.Join(dir, "pets.yaml")); err != nil {
		log.Fatal(err)
	}
	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		log.Fatal(err)
	}
	_, err = fragen.Generate(context.Background(), cfg, nil)
	if input := (*fragen.InputError)(nil); errors.As(err, &input) {
		for _, d := range input.Diagnostics.Sorted() {
			fmt.Println(filepath.Base(d.Pos.File), d.Pos.Line, d.Severity, d.Rule)
		}
	}
	// Output: fragen.yaml 4 error read
}

// Reference renders the reference pages, here only as Markdown.
func ExampleReference() {
	dir := exampleModule()
	defer os.RemoveAll(dir)

	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		log.Fatal(err)
	}
	result, err := fragen.Reference(context.Background(), cfg, &fragen.ReferenceOptions{Formats: []string{"markdown"}})
	if err != nil {
		log.Fatal(err)
	}
	defer result.Close()
	report, err := result.Commit(false)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(report.Written, "\n"))
	// Output:
	// docs/reference/index.md
	// docs/reference/pets/en/index.md
	// docs/reference/pets/en/operations.md
	// docs/reference/pets/en/operations/pets.md
}
