package main

// This file kills real processes of "fragen generate" at random times. The next
// process must write the right files without --force, whether its input is that of
// the killed one, the earlier one or another one.
//
// The default run kills two processes, and with FRAGEN_LONG 60. FRAGEN_KILLS=1000 sets
// another number; a kill takes about five seconds on two CPUs.

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// commandVariable makes the test program behave as the command.
const commandVariable = "FRAGEN_TEST_COMMAND"

// killedProject is a project whose processes are killed.
type killedProject struct {
	t       *testing.T
	dir     string
	schemas int
	version int                  // of the input that was generated last
	want    [3]map[string]string // files of each version
	took    time.Duration        // about the time of a run that is not killed
	random  *rand.Rand

	kills, during, right, left, refused int
}

// description returns a version of the input. All schemas differ between two
// versions, and some of them exist in one version only.
func (p *killedProject) description(version int) string {
	var b strings.Builder
	b.WriteString(`{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": {`)
	for i := range p.schemas {
		name := fmt.Sprintf("Thing%04d", i)
		if i%10 == 0 {
			name = fmt.Sprintf("Only%dThing%04d", version, i)
		}
		fmt.Fprintf(&b, `"%s": {"type": "object", "properties": {"version%d": {"type": "string"}, "value": {"type": "%s"}}},`,
			name, version, []string{"string", "integer", "boolean"}[version])
	}
	return b.String() + `"Last": {"type": "object"}}}}`
}

func (p *killedProject) put(name, content string) {
	if err := os.WriteFile(filepath.Join(p.dir, name), []byte(content), 0o666); err != nil {
		p.t.Fatal(err)
	}
}

// command returns a process of the command.
func (p *killedProject) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append(args, "--jobs", "2")...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), commandVariable+"=1", "XDG_CACHE_HOME="+filepath.Join(p.dir, ".cache"),
		"LocalAppData="+filepath.Join(p.dir, ".cache"))
	return cmd
}

// generate generates a version. It returns the output of the command.
func (p *killedProject) generate(version int) (string, error) {
	p.put("openapi.json", p.description(version))
	start := time.Now()
	out, err := p.command("generate", "--quiet").CombinedOutput()
	p.took = max(time.Since(start), p.took*3/4) // a run that has nothing to do is fast
	return string(out), err
}

// files returns the contents of all files, except the input and the cache.
func (p *killedProject) files() map[string]string {
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(p.dir), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".cache":
			return fs.SkipDir
		case entry.IsDir() || name == "openapi.json":
			return nil
		}
		data, err := os.ReadFile(filepath.Join(p.dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return files
}

// newKilledProject returns a project with the given number of schemas, in which
// version 0 was generated.
func newKilledProject(t *testing.T, schemas int) *killedProject {
	p := &killedProject{t: t, dir: t.TempDir(), schemas: schemas, random: rand.New(rand.NewPCG(1, uint64(schemas)))}
	p.put("go.mod", "module example.com/things\n\ngo 1.26\n")
	p.put("fragen.yaml", "version: 1\nruntime: rest\ntargets:\n  - name: api\n    spec: openapi.json\n    out: api\n")
	for _, version := range []int{1, 2, 0} {
		if out, err := p.generate(version); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		p.want[version] = p.files()
	}
	return p
}

// kill kills a run with a new input, and checks the next run.
func (p *killedProject) kill() {
	changed := (p.version + 1 + p.random.IntN(2)) % 3
	p.put("openapi.json", p.description(changed))
	cmd := p.command("generate", "--quiet")
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	start, ended := time.Now(), make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var err error
	select {
	case err = <-ended: // it was faster
	case <-time.After(time.Duration((0.2 + 0.9*p.random.Float64()) * float64(p.took))):
		_ = cmd.Process.Kill()
		err = <-ended
	}
	if err == nil {
		p.version, p.took = changed, time.Since(start)
		return
	}
	p.kills++
	if _, err := os.Stat(filepath.Join(p.dir, "fragen.journal")); err == nil {
		p.during++
	}
	next := p.random.IntN(3) // the same input, the earlier one, or the third one
	p.version = next
	if out, err := p.generate(next); err != nil {
		p.refused++
		p.t.Errorf("%d schemas: after a kill, the input is version %d: %v\n%s", p.schemas, next, err, out)
		if out, err := p.command("generate", "--quiet", "--force").CombinedOutput(); err != nil {
			p.t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	p.check(next)
}

// check checks the files after a run.
func (p *killedProject) check(version int) {
	files, wrong := p.files(), 0
	for name, content := range files {
		want, known := p.want[version][name]
		switch {
		case !known:
			p.left++
			p.t.Errorf("%d schemas: %s remains", p.schemas, name)
		case want != content:
			wrong++
		}
	}
	var out []byte
	var err error
	if p.kills%5 == 0 {
		out, err = p.command("check").CombinedOutput()
	}
	if err != nil || wrong > 0 || len(files) != len(p.want[version]) {
		p.t.Errorf("%d schemas: %d files differ, %d files instead of %d, check: %v\n%s",
			p.schemas, wrong, len(files), len(p.want[version]), err, out)
		return
	}
	p.right++
}

// TestKills kills processes at random times.
func TestKills(t *testing.T) {
	count := 60
	if text := os.Getenv("FRAGEN_KILLS"); text != "" {
		var err error
		if count, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	} else if os.Getenv("FRAGEN_LONG") == "" {
		p := newKilledProject(t, 100)
		p.kill()
		p.kill()
		p.print()
		return
	}
	small, large := newKilledProject(t, 250), newKilledProject(t, 1450) // and 50 files of the runtime
	for small.kills+large.kills < count {
		for range 3 {
			small.kill()
		}
		large.kill()
		if large.kills%10 == 0 {
			small.print()
			large.print()
		}
	}
	small.print()
	large.print()
}

// TestTwoProcesses runs two processes at the same time. Both must succeed.
func TestTwoProcesses(t *testing.T) {
	p := newKilledProject(t, 50)
	for range 2 {
		p.version = (p.version + 1) % 3
		p.put("openapi.json", p.description(p.version))
		first, second := p.command("generate"), p.command("generate")
		var out, other strings.Builder
		first.Stderr, second.Stderr = &out, &other
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		err := second.Run()
		if err := errors.Join(err, first.Wait()); err != nil {
			t.Errorf("%v\n%s\n%s", err, out.String(), other.String())
		}
		p.check(p.version)
	}
}

// TestTwoImports imports several files at the same time. The table must have the rows of
// all.
func TestTwoImports(t *testing.T) {
	p := &killedProject{t: t, dir: t.TempDir()}
	var processes []*exec.Cmd
	for i := range 4 {
		page := fmt.Sprintf("page%d.csv", i)
		p.put(page, fmt.Sprintf("code,message\n%d,Message %[1]d.\n", 100+i))
		cmd := exec.Command(os.Args[0], "codes", "import", page, "--domain", "shop.errors", "--locale", "en")
		cmd.Dir, cmd.Env = p.dir, p.command().Env
		cmd.Stderr = new(strings.Builder)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, cmd)
	}
	for _, cmd := range processes {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v\n%s", err, cmd.Stderr)
		}
	}
	table := p.files()["codes.yaml"]
	for i := range processes {
		if !strings.Contains(table, fmt.Sprintf("Message %d.", 100+i)) {
			t.Errorf("row %d is missing:\n%s", 100+i, table)
		}
	}
}

// print prints the results.
func (p *killedProject) print() {
	p.t.Logf("%d files: %d killed, %d of them while writing: %d right, %d temporary files, %d refused",
		len(p.want[0]), p.kills, p.during, p.right, p.left, p.refused)
}
