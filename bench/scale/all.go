//go:build linux

package main

// This file measures all of Graph as one SDK: generating it, building and vetting
// all of it, and building a program that makes four calls with it.

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// all measures the SDK for all of Graph.
func (s *scale) all() error {
	p, err := s.project("all", s.graph("graph-v1.0.json"), "    layout: tree\n")
	if err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	var lines []line
	for _, jobs := range []string{"1", "2"} {
		b := bound{wall: 25, memory: 2000}
		if jobs == "1" {
			b.wall = 0 // no bound
		}
		l, err := repeat("generate, jobs "+jobs, s.big, b, p.clean, func() *exec.Cmd {
			return p.generate("--no-cache", "--jobs", jobs)
		})
		if err != nil {
			return err
		}
		lines = append(lines, l)
	}
	again, err := p.again("generate", s.big)
	if err != nil {
		return err
	}
	lines = append(lines, again)
	built, err := s.build(p)
	if err != nil {
		return err
	}
	s.show("all of v1.0", append(lines, built...))
	files, size, err := sizeOf(filepath.Join(p.dir, "graph"))
	fmt.Printf("%d files, %.1f MB of Go source\n\n", files, float64(size)/1e6)
	return err
}

// build measures the go command on the generated SDK, starting with empty build
// caches: building the program with four calls, building all packages, then vet
// with the cache of the previous step.
func (s *scale) build(p *project) ([]line, error) {
	program := filepath.Join(p.dir, "four")
	if err := os.Mkdir(program, 0o777); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(program, "main.go"), []byte(fourCalls), 0o666); err != nil {
		return nil, err
	}
	cache := ""
	defer func() { os.RemoveAll(cache) }()
	fresh := func() (err error) {
		os.RemoveAll(cache)
		cache, err = os.MkdirTemp(s.dir, "cache")
		return err
	}
	keep := func() error { return nil }
	command := func(args ...string) func() *exec.Cmd {
		return func() *exec.Cmd {
			cmd := p.command("go", args...)
			cmd.Env = append(os.Environ(), "GOCACHE="+cache, "GOWORK=off")
			return cmd
		}
	}
	var lines []line
	for _, step := range []struct {
		name    string
		n       int
		bound   bound
		before  func() error
		command func() *exec.Cmd
	}{
		{
			"four calls, cold build", 1,
			bound{cpu: 100, memory: 1500},
			fresh,
			command("build", "-o", filepath.Join(s.dir, "four"), "./four"),
		},
		{"go build ./..., cold", 1, bound{}, fresh, command("build", "./...")},
		{"go vet ./... after it", 1, bound{}, keep, command("vet", "./...")},
	} {
		l, err := repeat(step.name, step.n, step.bound, step.before, step.command)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// fourCalls is a program that deletes a call, rejects a call, invites a
// participant and removes a participant with the SDK for all of Graph.
const fourCalls = `package main

import (
	"context"
	"fmt"
	"os"

	"example.com/all/graph"
	"example.com/all/graph/communications"
	"example.com/all/graph/models"
	"example.com/all/rest"
)

func main() {
	token := func(context.Context) (string, error) { return os.Getenv("TOKEN"), nil }
	client, err := graph.New(rest.WithBaseURL(os.Getenv("BASE_URL")), rest.WithToken(token))
	if err == nil {
		err = run(context.Background(), client)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, client *graph.Client) error {
	call := communications.New(client).Calls().ByCallId("call-id")
	if err := call.Delete(ctx, nil); err != nil {
		return err
	}
	reason := models.RejectReasonBusy
	if err := call.Reject().Post(ctx, &communications.RejectPostRequestBody{Reason: &reason}, nil); err != nil {
		return err
	}
	invite := &communications.InvitePostRequestBody{Participants: []models.InvitationParticipantInfo{{}}}
	operation, err := call.Participants().Invite().Post(ctx, invite, nil)
	if err != nil {
		return err
	}
	fmt.Println(operation)
	return call.Participants().ByParticipantId("participant-id").Delete(ctx, nil)
}
`
