// Package driver runs a generated SDK for the conformance measurement. It is
// copied beside each SDK, and a generated main function passes it the SDK's types
// as an [SDK].
//
// It reads tasks from the standard input and writes an outcome of each task to the
// standard output, one JSON value a line. A task decodes and encodes a value, or
// calls an operation of the SDK. Types and methods are found by reflection, so the
// package depends on no SDK.
//
// The files:
//   - driver.go reads tasks and writes outcomes.
//   - calls.go calls operations.
//   - choices.go lists the variants of unions.
//   - values.go converts JSON to the types of an SDK.
package driver

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
)

// SDK is a generated SDK.
type SDK struct {
	// New returns a client for a server. If it is nil, there are no calls.
	New func(baseURL string) (any, error)
	// Types are the types of round trips by their name in a [Task].
	Types map[string]reflect.Type
	// Decoders are the functions that decode interface types, such as
	// func([]byte) (AnyPet, error).
	Decoders []any
	// Plain means that values are decoded with encoding/json alone.
	Plain bool
}

// Task is a round trip of Type or, if Call is not nil, a call.
type Task struct {
	ID   int             `json:"id"`
	Type string          `json:"type,omitempty"`
	JSON json.RawMessage `json:"json,omitempty"`
	Call *Call           `json:"call,omitempty"`

	Choices bool `json:"choices,omitempty"` // the outcome lists the variants of unions
}

// Outcome is the result of the task with the same ID: the encoded value or the
// encoded result of the call, or an error.
type Outcome struct {
	ID    int             `json:"id"`
	JSON  json.RawMessage `json:"json,omitempty"` // nil: the call returned nothing
	Error string          `json:"error,omitempty"`
	Panic bool            `json:"panic,omitempty"`

	Choices []Choice `json:"choices,omitempty"`
}

// program is a running driver.
type program struct {
	sdk      SDK
	client   reflect.Value
	decoders map[reflect.Type]reflect.Value
}

// Main runs the tasks. The first argument of the program is the server's base URL.
func Main(sdk SDK) {
	if err := run(sdk, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "driver:", err)
		os.Exit(1)
	}
}

func run(sdk SDK, args []string, in io.Reader, out io.Writer) error {
	p := &program{sdk: sdk, decoders: map[reflect.Type]reflect.Value{}}
	for _, decode := range sdk.Decoders {
		v := reflect.ValueOf(decode)
		p.decoders[v.Type().Out(0)] = v
	}
	if sdk.New != nil {
		client, err := sdk.New(args[0])
		if err != nil {
			return fmt.Errorf("create the client: %w", err)
		}
		p.client = reflect.ValueOf(client)
	}
	tasks, writer := json.NewDecoder(in), bufio.NewWriter(out)
	outcomes := json.NewEncoder(writer)
	for {
		var task Task
		err := tasks.Decode(&task)
		if errors.Is(err, io.EOF) {
			return writer.Flush()
		}
		if err != nil {
			return err
		}
		if err := outcomes.Encode(p.do(&task)); err != nil {
			return err
		}
	}
}

// do runs a task. A panic is an outcome so that the other tasks still run.
func (p *program) do(task *Task) (out Outcome) {
	defer func() {
		if e := recover(); e != nil {
			out = Outcome{ID: task.ID, Error: fmt.Sprint("panic: ", e), Panic: true}
		}
	}()
	result, choices, err := p.result(task)
	if err != nil {
		return Outcome{ID: task.ID, Error: err.Error()}
	}
	if !json.Valid(result) && result != nil {
		return Outcome{ID: task.ID, Error: fmt.Sprintf("encoded text is not JSON: %.200q", result)}
	}
	return Outcome{ID: task.ID, JSON: result, Choices: choices}
}

// result returns the JSON that a task produces, and the variants of unions if the task
// asks for them.
func (p *program) result(task *Task) (json.RawMessage, []Choice, error) {
	if task.Call != nil {
		result, err := p.call(task.ID, task.Call)
		return result, nil, err
	}
	t, ok := p.sdk.Types[task.Type]
	if !ok {
		return nil, nil, fmt.Errorf("the SDK has no type %q", task.Type)
	}
	var v reflect.Value
	var err error
	if p.sdk.Plain {
		v = reflect.New(t)
		err = json.Unmarshal(task.JSON, v.Interface())
	} else {
		v, err = p.decode(t, task.JSON)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("decode: %w", err)
	}
	encoded, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, nil, fmt.Errorf("encode: %w", err)
	}
	if !task.Choices {
		return encoded, nil, nil
	}
	choices, err := p.choices(v)
	return encoded, choices, err
}
