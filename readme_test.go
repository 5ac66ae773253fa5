package fragen_test

// The tests of this file and of its siblings readme_*_test.go hold the
// documentation to the code. Every fenced block of README.md, CONTRIBUTING.md
// and docs is checked according to its language:
//
//   - go: the snippet compiles, see readme_go_test.go
//   - yaml: the file is valid, see readme_yaml_test.go
//   - sh: the commands, flags and paths exist, see readme_shell_test.go
//   - console: the command prints this output; -update rewrites it
//   - text: the lower-case words of the diagram are folders
//   - make: the targets work, see readme_recipes_test.go
//
// A block in any other language fails the test. The tables of keys and flags
// are compared with the schemas and the commands, see readme_tables_test.go.

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the output in console blocks of the documentation")

// readmeLines is the length that keeps README.md a front page.
const readmeLines = 170

// block is a fenced block of a document.
type block struct {
	file     string
	line     int // of the first line of text
	language string
	text     string
}

var fence = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")

// documents returns the names of the files that the tests check.
func documents(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("docs/*.md")
	if err != nil || len(list) < 8 {
		t.Fatal(list, err)
	}
	return append(list, "README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md",
		"spec/README.md", "examples/callbot/README.md")
}

// readDocument returns the text of a file.
func readDocument(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// blocks returns the fenced blocks of all documents.
func blocks(t *testing.T) []block {
	t.Helper()
	var list []block
	for _, file := range documents(t) {
		text := readDocument(t, file)
		for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
			list = append(list, block{
				file:     file,
				line:     strings.Count(text[:at[4]], "\n") + 1,
				language: text[at[2]:at[3]],
				text:     text[at[4]:at[5]],
			})
		}
	}
	return list
}

// inLanguage returns the blocks in one language.
func inLanguage(list []block, language string) []block {
	return slices.DeleteFunc(slices.Clone(list), func(b block) bool { return b.language != language })
}

func TestDocuments(t *testing.T) {
	list := blocks(t)
	for _, b := range list {
		if !slices.Contains([]string{"go", "yaml", "sh", "console", "text", "make"}, b.language) {
			t.Errorf("%s:%d: no test checks a block in the language %q", b.file, b.line, b.language)
		}
	}
	binary := buildCommand(t)
	commands := readCommands(t, binary)
	t.Run("go", func(t *testing.T) { checkGo(t, inLanguage(list, "go")) })
	t.Run("yaml", func(t *testing.T) { checkYAML(t, inLanguage(list, "yaml")) })
	t.Run("sh", func(t *testing.T) { checkShell(t, inLanguage(list, "sh"), commands) })
	t.Run("console", func(t *testing.T) { checkConsole(t, inLanguage(list, "console"), binary) })
	t.Run("text", func(t *testing.T) { checkDiagrams(t, inLanguage(list, "text")) })
	t.Run("commands", func(t *testing.T) { checkCommands(t, commands) })
	t.Run("quick start", func(t *testing.T) { checkQuickStart(t, list, binary) })
}

// commandFolder is the folder of the program that buildCommand returns.
var commandFolder string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "fragen-test")
	if err != nil {
		panic(err)
	}
	commandFolder = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// buildCommand builds cmd/fragen once for all tests, because linking takes seconds, and
// returns the path of the program.
func buildCommand(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(commandFolder, "fragen")
	if _, err := os.Stat(binary); err == nil {
		return binary
	}
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", binary, "./cmd/fragen")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build ./cmd/fragen: %v\n%s", err, out)
	}
	return binary
}

func TestReadmeLength(t *testing.T) {
	if n := strings.Count(readDocument(t, "README.md"), "\n"); n > readmeLines {
		t.Errorf("README.md has %d lines, want at most %d: move details to docs", n, readmeLines)
	}
}

// checkConsole runs the commands of blocks such as
//
//	$ fragen codes explain 480 10037
//	480/10037  callee-endpoints-not-found
//
// and compares their standard output with the lines below.
func checkConsole(t *testing.T, list []block, binary string) {
	for _, b := range list {
		var got bytes.Buffer
		for line := range strings.Lines(b.text) {
			command, ok := strings.CutPrefix(line, "$ fragen ")
			if !ok {
				continue
			}
			got.WriteString(line)
			out, err := exec.Command(binary, shellWords(command)...).Output()
			if err != nil {
				t.Errorf("%s:%d: %s: %v", b.file, b.line, strings.TrimSpace(line), err)
			}
			got.Write(out)
		}
		switch {
		case got.String() == b.text:
		case *update && os.Getenv("CI") == "":
			text := strings.Replace(readDocument(t, b.file), b.text, got.String(), 1)
			if err := os.WriteFile(b.file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s:%d: the output is different now; run go test -run TestDocuments . -update:\n%s",
				b.file, b.line, got.String())
		}
	}
}

var lowerWord = regexp.MustCompile(`[a-z][a-z.]*[a-z/]`)

// checkDiagrams checks that the names in a diagram are rooms or paths.
func checkDiagrams(t *testing.T, list []block) {
	for _, b := range list {
		for _, word := range lowerWord.FindAllString(b.text, -1) {
			_, here := os.Stat(word)
			_, room := os.Stat(path.Join("generator", word))
			if here != nil && room != nil {
				t.Errorf("%s:%d: %s is neither a room nor a path", b.file, b.line, word)
			}
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)#\s]*)(?:#([^)\s]*))?\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	notSlug = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocumentLinks checks that the relative links of the documents name files
// and headings that exist.
func TestDocumentLinks(t *testing.T) {
	for _, file := range documents(t) {
		for _, match := range link.FindAllStringSubmatch(fence.ReplaceAllString(readDocument(t, file), ""), -1) {
			target, anchor := match[1], match[2]
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			name := file
			if target != "" {
				name = path.Join(path.Dir(file), target)
			}
			if _, err := os.Stat(name); err != nil {
				t.Errorf("%s: the link %s: %v", file, target, err)
			} else if anchor != "" && !slices.Contains(anchors(readDocument(t, name)), anchor) {
				t.Errorf("%s: the link %s#%s: there is no such heading", file, target, anchor)
			}
		}
	}
}

// anchors returns the fragments by which GitHub links to the headings of text.
func anchors(text string) []string {
	var list []string
	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		slug := notSlug.ReplaceAllString(strings.ToLower(match[1]), "")
		list = append(list, strings.ReplaceAll(slug, " ", "-"))
	}
	return list
}
