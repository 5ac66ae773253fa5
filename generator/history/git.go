package history

// This file runs git. The environment and the options of each run keep it from
// executing anything but git itself, since a repository may come from a stranger:
// variables such as GIT_DIR that a hook sets are removed, no protocol is allowed, so
// that a partial clone does not fetch missing objects, and the name of a revision
// never becomes an argument. It is sent to the process that reads objects.

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// git runs git in a folder.
type git struct {
	ctx  context.Context
	path string // of the program
	dir  string
}

func newGit(ctx context.Context, dir string) (git, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return git{}, errors.New("the git command was not found; install git to read the earlier version")
	}
	return git{ctx, program, dir}, nil
}

// safeOptions precede the name of each subcommand.
var safeOptions = []string{
	"--no-pager", "--no-optional-locks",
	"-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "protocol.allow=never",
}

// keptVariables are the variables of git, or their prefixes, that select how git
// finds and reads its configuration and a repository. Others are removed.
var keptVariables = []string{"GIT_CONFIG_", "GIT_CEILING_DIRECTORIES=", "GIT_DISCOVERY_ACROSS_FILESYSTEM=", "GIT_EXEC_PATH="}

// safeEnvironment returns the variables for git, made from the variables of the
// process.
func safeEnvironment(variables []string) []string {
	var out []string
	for _, v := range variables {
		kept := !strings.HasPrefix(v, "GIT_")
		for _, prefix := range keptVariables {
			kept = kept || strings.HasPrefix(v, prefix)
		}
		if kept {
			out = append(out, v)
		}
	}
	return append(out, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1")
}

func (g git) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(g.ctx, g.path, append(append([]string{}, safeOptions...), args...)...)
	cmd.Dir = g.dir
	cmd.Env = safeEnvironment(os.Environ())
	return cmd
}

// run returns the standard output of a subcommand. The error has the message of git.
func (g git) run(args ...string) (string, error) {
	cmd := g.command(args...)
	var out, message bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &message
	if err := cmd.Run(); err != nil {
		return "", g.problem(args[0], message.String(), err)
	}
	return out.String(), nil
}

// problem returns the error of a failed subcommand.
func (g git) problem(subcommand, message string, err error) error {
	if g.ctx.Err() != nil {
		return g.ctx.Err()
	}
	if message = strings.TrimPrefix(strings.TrimSpace(message), "fatal: "); message == "" {
		message = err.Error()
	}
	return fmt.Errorf("git %s: %s", subcommand, message)
}

// abs returns the absolute path of a folder that git named.
func (g git) abs(dir string) string {
	if filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(g.dir, filepath.FromSlash(dir))
}

// objects is a process that returns the objects of a repository.
type objects struct {
	git     git
	cmd     *exec.Cmd
	to      io.WriteCloser
	from    *bufio.Reader
	message bytes.Buffer // standard error of git
	mu      sync.Mutex   // held for a request and its response
}

// object is a commit, a folder ("tree") or a file ("blob").
type object struct {
	id, kind string
	data     []byte
}

// errMissing reports an object that does not exist.
var errMissing = errors.New("the repository does not contain the object")

// maxObject limits the size of an object in bytes.
const maxObject = 1 << 30

func (g git) startObjects() (*objects, error) {
	o := &objects{git: g, cmd: g.command("cat-file", "--batch")}
	o.cmd.Stderr = &o.message
	to, err := o.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	from, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	o.to, o.from = to, bufio.NewReaderSize(from, 64<<10)
	return o, o.cmd.Start()
}

// close ends the process.
func (o *objects) close() error {
	err := o.to.Close()
	if o.cmd.ProcessState != nil { // it ended early, and the error has been returned
		return nil
	}
	err = errors.Join(err, o.cmd.Wait())
	if o.git.ctx.Err() != nil { // the context ended the process
		return nil
	}
	return err
}

// get returns an object. name has no line break.
func (o *objects) get(name string) (*object, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, err := io.WriteString(o.to, name+"\n"); err != nil {
		return nil, o.ended(err)
	}
	header, err := o.from.ReadString('\n')
	if err != nil {
		return nil, o.ended(err)
	}
	header = strings.TrimSuffix(header, "\n")
	switch header[strings.LastIndexByte(header, ' ')+1:] {
	case "missing":
		return nil, errMissing
	case "ambiguous":
		return nil, errors.New("several objects begin with these digits; specify more digits")
	}
	fields := strings.Fields(header)
	if len(fields) != 3 {
		return nil, fmt.Errorf("git cat-file: unexpected response %q", header)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("git cat-file: unexpected response %q", header)
	}
	data, err := o.content(size)
	return &object{fields[0], fields[1], data}, err
}

// content reads the content of an object, which ends with a line break.
func (o *objects) content(size int64) ([]byte, error) {
	if size > maxObject {
		if _, err := io.CopyN(io.Discard, o.from, size+1); err != nil {
			return nil, o.ended(err)
		}
		return nil, fmt.Errorf("the file has %d bytes, more than the limit of %d", size, maxObject)
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(o.from, data); err != nil {
		return nil, o.ended(err)
	}
	return data[:size], nil
}

// lacking matches the message of git for an object that a partial clone lacks.
var lacking = regexp.MustCompile(`could not fetch ([0-9a-f]+) from promisor remote`)

// ended returns the error of a process that ended early. A process ends if a partial
// clone lacks an object, since it must not fetch the object.
func (o *objects) ended(err error) error {
	_ = o.cmd.Wait() // completes the message; the error of the process has less information
	message := o.message.String()
	if found := lacking.FindStringSubmatch(message); found != nil {
		return fmt.Errorf("this partial clone lacks the file; fetch it with `git cat-file -e %s`", found[1])
	}
	return o.git.problem("cat-file", message, err)
}
