package fragen_test

// The shell commands in the documentation: programs, subcommands, flags, paths,
// make targets and parts of continuous integration exist. The commands of
// fragen are read from the program's own completion, so no list is kept here.

import (
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// command is a command of fragen.
type command struct {
	subcommands []string
	flags       []string // with two dashes
}

// readCommands returns the commands of fragen by name, such as "codes lint".
// The name of the program itself is "".
func readCommands(t *testing.T, binary string) map[string]*command {
	t.Helper()
	commands := map[string]*command{}
	var add func(name string)
	add = func(name string) {
		c := &command{
			subcommands: completions(t, binary, name, ""),
			flags:       completions(t, binary, name, "--"),
		}
		commands[name] = c
		if name == "" {
			c.subcommands = slices.DeleteFunc(c.subcommands, func(s string) bool { return s == "help" })
		}
		for _, sub := range c.subcommands {
			add(strings.TrimSpace(name + " " + sub))
		}
	}
	add("")
	if len(commands) < 12 || len(commands["generate"].flags) < 3 {
		t.Fatalf("the completion of fragen lists only %d commands", len(commands))
	}
	return commands
}

// completions returns the words that can follow a command and begin with prefix.
func completions(t *testing.T, binary, name, prefix string) []string {
	t.Helper()
	args := append(append([]string{"__complete"}, strings.Fields(name)...), prefix)
	out, err := exec.Command(binary, args...).Output()
	if err != nil {
		t.Fatalf("fragen %s: %v", strings.Join(args, " "), err)
	}
	var list []string
	for line := range strings.Lines(string(out)) {
		if word, _, ok := strings.Cut(line, "\t"); ok && word != "--help" {
			list = append(list, word)
		}
	}
	return list
}

// checkShell checks the lines of shell blocks, and the commands of fragen in
// the running text, such as `fragen codes lint`.
func checkShell(t *testing.T, list []block, commands map[string]*command) {
	for _, b := range list {
		for i, line := range strings.Split(strings.TrimSuffix(b.text, "\n"), "\n") {
			for _, words := range shellCommands(line) {
				if problem := checkProgram(t, words, commands); problem != "" {
					t.Errorf("%s:%d: %s", b.file, b.line+i, problem)
				}
			}
		}
	}
	inline := regexp.MustCompile("`(?:go tool )?fragen ([^`]*)`")
	for _, file := range documents(t) {
		for _, match := range inline.FindAllStringSubmatch(fence.ReplaceAllString(readDocument(t, file), ""), -1) {
			if problem := checkFragen(shellWords(match[1]), commands); problem != "" {
				t.Errorf("%s: %s: %s", file, match[0], problem)
			}
		}
	}
}

// shellCommands returns the commands of a line as words. Comments,
// redirections and variables are left out.
func shellCommands(line string) [][]string {
	var list [][]string
	words := []string{}
	for _, word := range append(shellWords(line), "|") {
		switch {
		case word == "|" || word == "&&":
			if len(words) > 0 {
				list = append(list, words)
			}
			words = []string{}
		case len(words) == 0 && regexp.MustCompile(`^[A-Z_]+=`).MatchString(word):
		default:
			words = append(words, word)
		}
	}
	return list
}

var shellWord = regexp.MustCompile(`(?:'[^']*'|"[^"]*"|[^\s'"])+`)

// shellWords splits a line into words without their quotes, up to a comment or
// a redirection.
func shellWords(line string) []string {
	var words []string
	for _, word := range shellWord.FindAllString(line, -1) {
		if word[0] == '#' || word[0] == '>' {
			break
		}
		words = append(words, strings.NewReplacer("'", "", `"`, "").Replace(word))
	}
	return words
}

// otherPrograms are programs that the documentation may use and that no test
// checks.
var otherPrograms = []string{"cp", "curl", "git", "jq"}

// checkProgram returns the problem with a command, or "".
func checkProgram(t *testing.T, words []string, commands map[string]*command) string {
	t.Helper()
	switch program, args := words[0], words[1:]; {
	case program == "fragen":
		return checkFragen(args, commands)
	case program == "go":
		return checkGoCommand(t, args, commands)
	case program == "make":
		return checkNames(t, args, "Makefile", func(target string) string { return "\n" + target + ": " })
	case program == "bash" && len(args) > 0:
		if _, err := os.Stat(args[0]); err != nil {
			return err.Error()
		}
		parts := slices.DeleteFunc(args[1:], func(s string) bool { return s == "lint" })
		return checkNames(t, parts, ".ci/parts.sh", func(part string) string { return "\npart_" + part + "() " })
	case !slices.Contains(otherPrograms, program):
		return "unknown program " + program
	}
	return ""
}

// checkNames checks that a file has the line of each name.
func checkNames(t *testing.T, names []string, file string, line func(string) string) string {
	t.Helper()
	for _, name := range names {
		if !strings.Contains(readDocument(t, file), line(name)) {
			return file + " does not have " + name
		}
	}
	return ""
}

// checkGoCommand checks the arguments of a go command.
func checkGoCommand(t *testing.T, args []string, commands map[string]*command) string {
	t.Helper()
	dir := "."
	if len(args) > 2 && args[0] == "-C" {
		dir, args = args[1], args[2:]
	}
	verb, args := args[0], args[1:]
	modfile := ""
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		if file, ok := strings.CutPrefix(args[0], "-modfile="); ok {
			modfile = file
		}
		if slices.Contains([]string{"-run", "-bench", "-count", "-fuzz", "-fuzztime"}, args[0]) {
			args = args[1:]
		}
		args = args[1:]
	}
	switch {
	case len(args) == 0:
		return ""
	case verb == "tool" && args[0] == "fragen":
		return checkFragen(args[1:], commands)
	case verb == "tool":
		return checkNames(t, args[:1], modfile, func(tool string) string { return "/" + tool + "\n" })
	case verb == "run" && args[0] == "./cmd/fragen":
		return checkFragen(args[1:], commands)
	case !slices.Contains([]string{"build", "generate", "get", "install", "run", "test", "vet", "doc"}, verb):
		return "unknown command go " + verb
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(args[0], module+"/"), "@")
	if _, err := os.Stat(path.Join(dir, strings.TrimSuffix(name, "/..."))); err != nil {
		return err.Error()
	}
	return ""
}

// checkFragen checks the subcommand and flags of a command of fragen.
func checkFragen(words []string, commands map[string]*command) string {
	name := ""
	for len(words) > 0 && slices.Contains(commands[name].subcommands, words[0]) {
		name = strings.TrimSpace(name + " " + words[0])
		words = words[1:]
	}
	current := commands[name]
	if len(current.subcommands) > 0 && len(words) > 0 && !strings.HasPrefix(words[0], "-") && name != "completion" {
		return "fragen " + name + " has no subcommand " + words[0]
	}
	for _, word := range words {
		flag, _, _ := strings.Cut(word, "=")
		if strings.HasPrefix(flag, "--") && flag != "--help" && !slices.Contains(current.flags, strings.Trim(flag, "[")) {
			return "fragen " + name + " has no flag " + flag
		}
	}
	return ""
}
