package source

// A writer of YAML in random styles. It tests the fast reader against yaml.v3
// on text that a fuzzer is unlikely to find.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// styler writes block style with random choices. It does not check that they
// suit the text, so the output may be another tree or invalid YAML. The
// readers must agree on that output too.
type styler struct {
	*rand.Rand
	b strings.Builder
}

// styled returns n as YAML in the style of a seed.
func styled(n *Node, seed uint64) string {
	s := &styler{Rand: rand.New(rand.NewPCG(seed, 1))}
	if s.one(8) {
		s.b.WriteString("---\n")
	}
	s.members(n, 0, "")
	return s.b.String()
}

func (s *styler) one(of int) bool { return s.IntN(of) == 0 }

// indent begins a line, unless start, the text already on the line, is not
// empty.
func (s *styler) indent(column int, start string) {
	if start == "" {
		s.b.WriteString(strings.Repeat(" ", column))
	}
}

// end ends a line, at random with a comment or with further empty lines.
func (s *styler) end(column int) {
	if s.one(12) {
		s.b.WriteString([]string{" # c", "  #", "   ", " ", " # é: x"}[s.IntN(5)])
	}
	s.b.WriteByte('\n')
	for s.one(15) {
		s.b.WriteString(strings.Repeat(" ", s.IntN(column+3)) + []string{"", "# c", "#", "# a: b"}[s.IntN(4)] + "\n")
	}
}

// members writes the fields of a map, the first one after start.
func (s *styler) members(n *Node, column int, start string) {
	for _, f := range n.Fields {
		s.indent(column, start)
		start = ""
		key := s.quote(f.Key)
		inline := ""
		if s.one(20) {
			s.b.WriteString("? " + key)
			s.end(column)
			s.indent(column, "")
			s.b.WriteString(":")
			inline = ": "
		} else {
			s.b.WriteString(key + ":")
		}
		s.value(f.Value, column, inline)
	}
}

// value writes the value of a key or dash at column. If inline is not empty, a
// map or list may begin on the same line.
func (s *styler) value(n *Node, column int, inline string) {
	deeper := column + 1 + s.IntN(4)
	switch {
	case n.Kind == Map && len(n.Fields) > 0:
		if inline != "" && s.one(2) {
			s.b.WriteByte(' ')
			s.members(n, column+2, inline)
			return
		}
		s.end(column)
		s.members(n, deeper, "")
	case n.Kind == Seq && len(n.Items) > 0:
		if inline == "" && s.one(2) {
			deeper = column
		}
		s.end(column)
		for _, item := range n.Items {
			s.indent(deeper, "")
			s.b.WriteByte('-')
			s.value(item, deeper, "- ")
		}
	case n.Kind == Map:
		s.b.WriteString(" {}")
		s.end(column)
	case n.Kind == Seq:
		s.b.WriteString(" []")
		s.end(column)
	case n.Kind == Null && s.one(2):
		s.end(column)
	default:
		s.scalar(n, column, deeper)
	}
}

func (s *styler) scalar(n *Node, column, deeper int) {
	if s.one(15) {
		s.end(column)
		s.indent(deeper, "")
	} else {
		s.b.WriteByte(' ')
	}
	text := n.Text
	switch pick := s.IntN(12); {
	case n.Kind == Null:
		s.b.WriteString([]string{"~", "null", "Null"}[s.IntN(3)])
	case n.Kind != String || pick < 3 && text != "":
		s.b.WriteString(s.broken(text, deeper))
	case pick < 5:
		s.lines(text, column)
		return
	default:
		s.b.WriteString(s.broken(s.quote(text), deeper))
	}
	s.end(column)
}

var simple = regexp.MustCompile(`^[A-Za-z/$][\w/.{}$-]*$`)

func (s *styler) quote(text string) string {
	switch {
	case simple.MatchString(text) && !s.one(5):
		return text
	case s.one(2):
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return strings.NewReplacer(`\/`, "/", `\U`, `\u`).Replace(fmt.Sprintf("%q", text))
}

// broken breaks some lines of text at a space.
func (s *styler) broken(text string, column int) string {
	words := strings.Split(text, " ")
	for i := range words[1:] {
		if s.one(6) {
			words[i] += strings.Repeat(" ", s.IntN(2)) + strings.Repeat("\n", 1+s.IntN(3)) + strings.Repeat(" ", column)
		} else {
			words[i] += " "
		}
	}
	return strings.Join(words, "")
}

// lines writes a literal or folded scalar.
func (s *styler) lines(text string, column int) {
	by := 1 + s.IntN(4)
	header := []string{"|", ">"}[s.IntN(2)]
	if s.one(3) {
		header += fmt.Sprint(by)
	}
	s.b.WriteString(header + []string{"", "-", "+"}[s.IntN(3)] + []string{"", " # c", "  "}[s.IntN(3)] + "\n")
	for _, line := range strings.Split(s.broken(text, s.IntN(2)), "\n") {
		if line != "" || s.one(2) {
			line = strings.Repeat(" ", column+by) + line
		}
		s.b.WriteString(line + "\n")
	}
	s.b.WriteString(strings.Repeat("\n", s.IntN(2)))
}

// TestSkimStyles reads our own descriptions in random styles.
func TestSkimStyles(t *testing.T) {
	files, err := filepath.Glob("../../spec/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	trees := []*Node{read(t, "in.yaml", skimmedYAML).Root, read(t, "in.yaml", petsYAML).Root}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		trees = append(trees, read(t, file, string(text)).Root)
	}
	fast, all := 0, 0
	for i, tree := range trees {
		seeds := 150
		if i > 1 {
			seeds = 3
		}
		for seed := range seeds {
			text := styled(tree, uint64(seed))
			full, diags := readTree("in.yaml", text)
			if full == nil || diags.HasErrors() {
				continue
			}
			if all++; checkSkim(t, "in.yaml", text) {
				fast++
			}
		}
	}
	if fast < all || all < 200 {
		t.Errorf("the fast reader accepted %d of %d valid texts", fast, all)
	}
}
