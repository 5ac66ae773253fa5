// Command sentences prints a random sample of the sentences that users of
// fragen read: the godoc of generated/graph and of the runtime, README, docs,
// help texts and diagnostics. Use it to review the project's English with
// readers from outside the project.
//
//	go run ./tools/sentences -n 100 -seed $(git rev-parse HEAD)
//
// The same seed and the same files give the same sample.
package main

import (
	"cmp"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/tools/prose"
)

func main() {
	n := flag.Int("n", 100, "number of sentences")
	seed := flag.String("seed", "", "any string; it selects the sample")
	dir := flag.String("C", ".", "folder of the repository")
	flag.Parse()
	sentences, err := readByUsers(*dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "sentences:", err)
		os.Exit(1)
	}
	for i, s := range draw(sentences, *seed, *n) {
		fmt.Printf("%3d  %s\n     %s:%d\n", i+1, s.text, s.from.File, s.from.Line)
	}
}

type sentence struct {
	text string
	from prose.Passage
}

// readByUsers returns the distinct sentences that users read.
func readByUsers(dir string) ([]sentence, error) {
	passages, err := prose.Read(dir, wanted)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var list []sentence
	for _, p := range passages {
		if !shown(p) {
			continue
		}
		for _, text := range p.Sentences() {
			if hasWords(text) && !seen[text] {
				seen[text] = true
				list = append(list, sentence{text, p})
			}
		}
	}
	return list, nil
}

// hasWords reports whether text has at least four words, one of which is more
// than the verb of a format.
func hasWords(text string) bool {
	words := formatVerb.ReplaceAllString(text, "")
	return strings.Count(text, " ") >= 3 && strings.ContainsFunc(words, unicode.IsLetter)
}

var formatVerb = regexp.MustCompile(`%[a-z]`)

func wanted(name string) bool {
	if strings.HasSuffix(name, "_test.go") {
		return false
	}
	for _, prefix := range []string{"README.md", "docs/", "generated/graph/", "generated/rest/", "cmd/fragen/", "generator/"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// shown reports whether users see p: doc comments of generated code, documents,
// messages of the command and diagnostics of the generator.
func shown(p prose.Passage) bool {
	switch {
	case strings.HasPrefix(p.File, "generated/"):
		return p.Kind == prose.Doc
	case strings.HasPrefix(p.File, "cmd/"):
		return p.Kind == prose.Message || p.Kind == prose.Diagnostic
	case strings.HasPrefix(p.File, "generator/"):
		return p.Kind == prose.Diagnostic
	}
	return p.Kind == prose.Document
}

// draw returns n sentences, or all of them if there are fewer. Hashing each
// sentence together with the seed makes a draw depend neither on the order of
// files nor on the sentences around it.
func draw(list []sentence, seed string, n int) []sentence {
	key := func(s sentence) string {
		sum := sha256.Sum256([]byte(seed + "\x00" + s.text))
		return string(sum[:])
	}
	slices.SortFunc(list, func(a, b sentence) int { return cmp.Compare(key(a), key(b)) })
	return list[:min(n, len(list))]
}
