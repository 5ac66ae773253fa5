package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"

	"github.com/fragen-go/fragen/conformance/driver"
)

// This file runs the program with the SDK. Tasks are sent while outcomes are received.

// program is a running program with an SDK.
type program struct {
	command  *exec.Cmd
	input    io.WriteCloser
	encoder  *json.Encoder
	problems bytes.Buffer
	read     chan struct{} // closed when all outcomes are read
	sent     int
	sendErr  error

	mutex    sync.Mutex
	cases    map[int]*testCase // expectations by ID of the task
	outcomes []driver.Outcome
}

// start starts the program. It stops when ctx ends.
func start(ctx context.Context, file, baseURL string) (*program, error) {
	p := &program{
		command: exec.CommandContext(ctx, file, baseURL), read: make(chan struct{}), cases: map[int]*testCase{},
	}
	p.command.Stderr = &p.problems
	input, err := p.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := p.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.input, p.encoder = input, json.NewEncoder(input)
	p.encoder.SetEscapeHTML(false)
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go p.receive(output)
	return p, nil
}

// receive reads outcomes until the program ends.
func (p *program) receive(output io.Reader) {
	defer close(p.read)
	decoder := json.NewDecoder(output)
	for {
		var outcome driver.Outcome
		if decoder.Decode(&outcome) != nil {
			_, _ = io.Copy(io.Discard, output)
			return
		}
		p.mutex.Lock()
		p.outcomes = append(p.outcomes, outcome)
		p.mutex.Unlock()
	}
}

// send sends a task.
func (p *program) send(task *driver.Task, c *testCase) {
	p.sent++
	task.ID = p.sent
	p.mutex.Lock()
	p.cases[task.ID] = c
	p.mutex.Unlock()
	if p.sendErr == nil {
		p.sendErr = p.encoder.Encode(task)
	}
}

// failed reports whether a task could not be sent.
func (p *program) failed() bool { return p.sendErr != nil }

// received returns the outcomes since the last call.
func (p *program) received() []driver.Outcome {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	out := p.outcomes
	p.outcomes = nil
	return out
}

// find returns the expectation of a task, or nil.
func (p *program) find(id int) *testCase {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.cases[id]
}

// take removes the expectation of a task and returns it, or nil.
func (p *program) take(id int) *testCase {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	c := p.cases[id]
	delete(p.cases, id)
	return c
}

// finish waits for the outcomes of all tasks. It returns an error if some are missing.
func (p *program) finish() error {
	_ = p.input.Close()
	<-p.read
	if err := errors.Join(p.command.Wait(), p.sendErr); err != nil {
		return fmt.Errorf("program: %w\n%s", err, shorten(p.problems.String()))
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if len(p.cases) > len(p.outcomes) {
		return errors.New("program: outcomes are missing")
	}
	return nil
}
