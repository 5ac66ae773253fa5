package yamlfile

// Syntax errors. yaml.v3 returns a sentence about its grammar and at best a
// line, which for an error in a block is the line where the block began. This
// file finds the line of the error and says in fragen's words how to fix it.

import (
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxBisected is the size in bytes of the largest text that is parsed several
// times to find an error.
const maxBisected = 1 << 20

// Decode returns the next document, with its root as the only child. The error
// is io.EOF if there is none. yaml.v3 has panicked on hostile input before;
// Decode returns such a panic as an error.
func Decode(decoder *yaml.Decoder) (document *yaml.Node, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("yaml: cannot parse the document: %v", e)
		}
	}()
	document = &yaml.Node{}
	err = decoder.Decode(document)
	if err == nil && len(document.Content) == 0 {
		err = io.EOF
	}
	return document, err
}

// Lines splits text where yaml.v3 counts a new line.
func Lines(text string) []string {
	var lines []string
	start := 0
	for i, c := range text {
		switch c {
		case '\r':
			if strings.HasPrefix(text[i:], "\r\n") {
				continue
			}
		case '\n', '\u0085', '\u2028', '\u2029':
		default:
			continue
		}
		lines = append(lines, text[start:i])
		start = i + utf8.RuneLen(c)
	}
	return append(lines, text[start:])
}

// ReportSyntax reports err, an error of [Decode] for text, which is the content
// of file. A merge conflict in text is reported in its place.
func ReportSyntax(diags *diag.List, file, text string, err error) {
	if diags.MergeConflicts(file, text) {
		return
	}
	e := &syntaxError{file: file, lines: Lines(text), size: len(text)}
	e.line, e.problem = splitError(err)
	pos, message := e.explain()
	diags.Errorf(pos, "syntax", "%s", message)
}

// syntaxError is an error of yaml.v3 with the text that it is about.
type syntaxError struct {
	file    string
	lines   []string
	size    int // of the text in bytes
	line    int // that yaml.v3 gives
	problem string
}

var errorLine = regexp.MustCompile(`^yaml: line (\d+): `)

// splitError returns the line and the problem of a yaml.v3 error. The line is 1
// if the error has none.
func splitError(err error) (line int, problem string) {
	problem = err.Error()
	line = 1
	if m := errorLine.FindStringSubmatch(problem); m != nil {
		line, _ = strconv.Atoi(m[1])
		problem = problem[len(m[0]):]
	}
	return max(line, 1), strings.TrimPrefix(problem, "yaml: ")
}

// explain returns the position of an error and the message for it.
func (e *syntaxError) explain() (diag.Pos, string) {
	if pos, ok := e.findControl(); ok {
		return pos, "unexpected control character; remove it or write it as an escape"
	}
	if pos, ok := e.findTab(); ok {
		return pos, "a tab cannot indent YAML; use spaces"
	}
	if name, ok := strings.CutPrefix(e.problem, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		message := fmt.Sprintf("undefined anchor %q; define it before this alias with &%[1]s", diag.Excerpt(name))
		return e.find("*" + name), message
	}
	inBlock := e.problem == "did not find expected key" || e.problem == "did not find expected '-' indicator"
	switch {
	case inBlock && e.size <= maxBisected:
		e.line = e.bisect()
	case inBlock, fromParser.MatchString(e.problem) && e.line < len(e.lines):
		e.line++
	}
	pos := e.firstIn(e.line)
	if e.problem == "mapping values are not allowed in this context" {
		pos.Col = e.secondColon(pos)
	}
	return pos, plainProblem(e.problem)
}

// fromParser matches errors of yaml.v3's parser, which counts lines from 0. Its
// scanner counts them from 1.
var fromParser = regexp.MustCompile(`^did not find expected (<document start>|node content|',' or '[\]}]')`)

// problems are yaml.v3's errors in plain words, with a remedy.
var problems = map[string]string{
	"block sequence entries are not allowed in this context": `unexpected list item; put the list on a line of its own`,
	"could not find expected ':'":                            `expected ":" after a key`,
	"did not find expected '-' indicator":                    `expected a list item that begins with "- "; check the indentation here and above`,
	"did not find expected ',' or ']'":                       `expected "," or "]"; close the list`,
	"did not find expected ',' or '}'":                       `expected "," or "}"; close the map`,
	"did not find expected <document start>":                 `expected the end of the file; check the indentation here and above`,
	"did not find expected key":                              `expected a key; check the indentation here and above`,
	"did not find expected node content":                     `expected a value`,
	"found character that cannot start any token":            `unexpected character; put the value in quotes`,
	"found unexpected end of stream":                         `missing closing quote; add it`,
	"found unknown escape character":                         `unknown escape sequence; double the backslash or use single quotes`,
	"mapping values are not allowed in this context":         `unexpected ":" in a value; put the value in quotes or check the indentation`,
}

// plainProblem returns the message for an error of yaml.v3.
func plainProblem(problem string) string {
	if plain, ok := problems[problem]; ok {
		return plain
	}
	return problem
}

// bisect returns the first line with which the beginning of the text has the
// same error.
func (e *syntaxError) bisect() int {
	return 1 + sort.Search(len(e.lines)-1, func(i int) bool {
		beginning := strings.Join(e.lines[:i+1], "\n") + "\n"
		_, err := Decode(yaml.NewDecoder(strings.NewReader(beginning)))
		return err != nil && strings.HasSuffix(err.Error(), ": "+e.problem)
	})
}

// findTab returns the position of a tab in the indentation of the error's line
// or one of its neighbors.
func (e *syntaxError) findTab() (diag.Pos, bool) {
	for at := max(e.line-1, 1); at <= min(e.line+1, len(e.lines)); at++ {
		content := e.lines[at-1]
		indent := content[:len(content)-len(strings.TrimLeft(content, " \t"))]
		if tab := strings.IndexByte(indent, '\t'); tab >= 0 && strings.TrimSpace(content) != "" {
			return diag.Pos{File: e.file, Line: at, Col: tab + 1}, true
		}
	}
	return diag.Pos{}, false
}

// findControl returns the position of the first control character if the error
// is about one.
func (e *syntaxError) findControl() (diag.Pos, bool) {
	if !strings.Contains(e.problem, "control characters") {
		return diag.Pos{}, false
	}
	for i, line := range e.lines {
		if at := strings.IndexFunc(line, isControl); at >= 0 {
			return diag.Pos{File: e.file, Line: i + 1, Col: at + 1}, true
		}
	}
	return diag.Pos{File: e.file, Line: e.line, Col: 1}, true
}

// isControl reports whether yaml.v3 rejects c.
func isControl(c rune) bool {
	return c < ' ' && c != '\t' || c >= 0x7F && c < 0xA0 || c == 0xFFFE || c == 0xFFFF
}

// find returns the position of the first occurrence of text.
func (e *syntaxError) find(text string) diag.Pos {
	for i, line := range e.lines {
		if at := strings.Index(line, text); at >= 0 {
			return diag.Pos{File: e.file, Line: i + 1, Col: at + 1}
		}
	}
	return diag.Pos{File: e.file, Line: e.line, Col: 1}
}

// firstIn returns the position of the first character in line that is not a
// space.
func (e *syntaxError) firstIn(line int) diag.Pos {
	line = min(line, len(e.lines))
	content := e.lines[line-1]
	indent := len(content) - len(strings.TrimLeft(content, " "))
	return diag.Pos{File: e.file, Line: line, Col: indent + 1}
}

// secondColon returns the column of the colon that turns a value into a key.
func (e *syntaxError) secondColon(pos diag.Pos) int {
	content := e.lines[pos.Line-1]
	first := strings.Index(content, ": ")
	if first < 0 {
		return pos.Col
	}
	second := strings.Index(content[first+1:], ":")
	if second < 0 {
		return pos.Col
	}
	return first + 1 + second + 1
}
