package config

// A thin layer over yaml.v3's nodes: scalars of a wanted kind, lists and
// mappings with known keys, each of which reports at its place what it finds
// instead. Aliases are followed; they cannot run in circles here, since what
// is read has a fixed depth.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxSize is the size in bytes of the largest file that is read.
const maxSize = 1 << 20

// reader reads one file.
type reader struct {
	file  string
	lines []string
	diags *diag.List
}

// document returns the root of the only YAML document in data, nil when there
// is none that can be read.
func (r *reader) document(data []byte) *yaml.Node {
	start := diag.Pos{File: r.file, Line: 1, Col: 1}
	if len(data) > maxSize {
		r.diags.Errorf(start, "too-large", "%d bytes are more than the limit of %d", len(data), maxSize)
		return nil
	}
	r.lines = strings.Split(string(data), "\n")
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	root, err := decode(decoder)
	switch {
	case errors.Is(err, io.EOF):
		r.diags.Errorf(start, "empty", "the file is empty; `fragen init DESCRIPTION` writes one to begin with")
		return nil
	case err != nil:
		r.syntaxError(err)
		return nil
	}
	switch second, err := decode(decoder); {
	case errors.Is(err, io.EOF):
		return root
	case err != nil:
		r.syntaxError(err)
	default:
		r.diags.Errorf(r.pos(second), "several-documents", "a second YAML document begins here; one file holds one configuration")
	}
	return nil
}

// decode decodes the next document. yaml.v3's reader has panicked on hostile
// text before; here, and only here, that is an error of the input.
func decode(decoder *yaml.Decoder) (root *yaml.Node, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("yaml: the text cannot be read: %v", e)
		}
	}()
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return nil, io.EOF
	}
	root = follow(document.Content[0])
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" && root.Value == "" {
		return nil, io.EOF
	}
	return root, nil
}

var errorLine = regexp.MustCompile(`^yaml: line (\d+): `)

// syntaxError reports an error of yaml.v3, which knows the line at best.
func (r *reader) syntaxError(err error) {
	pos, text := diag.Pos{File: r.file, Line: 1, Col: 1}, err.Error()
	if m := errorLine.FindStringSubmatch(text); m != nil {
		pos.Line, _ = strconv.Atoi(m[1])
		text = text[len(m[0]):]
	}
	text = strings.TrimPrefix(text, "yaml: ")
	if tab, ok := r.tabNear(pos.Line); ok {
		r.diags.Errorf(tab, "syntax", "a tab cannot indent YAML; use spaces")
		return
	}
	switch {
	case text == "did not find expected key", text == "did not find expected '-' indicator":
		pos.Line, text = r.blockFault(text), text+"; look at the indentation, here and above"
	case fromParser.MatchString(text) && pos.Line < len(r.lines):
		pos.Line++
	}
	r.diags.Errorf(pos, "syntax", "%s", text)
}

// fromParser fits errors for which yaml.v3 counts lines from 0, as it does in
// its parser, and not from 1, as in its scanner.
var fromParser = regexp.MustCompile(`^did not find expected (<document start>|node content|',' or '[\]}]')`)

// blockFault finds the first line with which the file's beginning has the
// error text; yaml.v3 gives the line where the block began.
func (r *reader) blockFault(text string) int {
	return 1 + sort.Search(len(r.lines)-1, func(i int) bool {
		beginning := strings.Join(r.lines[:i+1], "\n") + "\n"
		_, err := decode(yaml.NewDecoder(strings.NewReader(beginning)))
		return err != nil && strings.HasSuffix(err.Error(), ": "+text)
	})
}

// tabNear finds a tab in the indentation of a line about line.
func (r *reader) tabNear(line int) (diag.Pos, bool) {
	for at := max(line-1, 1); at <= min(line+1, len(r.lines)); at++ {
		content := r.lines[at-1]
		indent := content[:len(content)-len(strings.TrimLeft(content, " \t"))]
		if tab := strings.IndexByte(indent, '\t'); tab >= 0 && strings.TrimSpace(content) != "" {
			return diag.Pos{File: r.file, Line: at, Col: tab + 1}, true
		}
	}
	return diag.Pos{}, false
}

// pos returns where n stands. yaml.v3 counts columns in characters, we in
// bytes.
func (r *reader) pos(n *yaml.Node) diag.Pos {
	pos := diag.Pos{File: r.file, Line: n.Line, Col: n.Column}
	if n.Line < 1 || n.Line > len(r.lines) {
		return pos
	}
	chars := 1
	for at := range r.lines[n.Line-1] {
		if chars == n.Column {
			pos.Col = at + 1
			break
		}
		chars++
	}
	return pos
}

func (r *reader) errorf(n *yaml.Node, rule, format string, args ...any) {
	r.diags.Errorf(r.pos(n), rule, format, args...)
}

// follow returns what n stands for when it is an alias. yaml.v3 does not put
// an alias behind an alias, but an anchor may stand in the node it names.
func follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

// isNull reports whether nothing stands behind the key.
func isNull(n *yaml.Node) bool {
	n = follow(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// kind says in plain words what n is.
func kind(n *yaml.Node) string {
	switch n = follow(n); n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	}
	return "a text"
}

// key is a key that a mapping may have, and what to do with its value.
type key struct {
	name     string
	read     func(value *yaml.Node)
	required string // what to do when it is missing; "" when it need not be there
}

// mapping reads the mapping n, which is called what in messages, by its keys.
func (r *reader) mapping(n *yaml.Node, what string, keys ...key) {
	found := map[string]bool{}
	complete := r.pairs(n, what, func(name, value *yaml.Node) {
		at := slices.IndexFunc(keys, func(k key) bool { return k.name == name.Value })
		switch {
		case at < 0 && name.Value == "<<":
			r.errorf(name, "unknown-key", "merge keys are not supported here; write the keys out")
		case at < 0:
			var names []string
			for _, k := range keys {
				names = append(names, k.name)
			}
			near := diag.DidYouMean(name.Value, names)
			if near == "" {
				near = "; known are " + strings.Join(names, ", ")
			}
			r.errorf(name, "unknown-key", "unknown key %q in %s%s", name.Value, what, near)
		case isNull(value):
			found[name.Value] = true
			r.errorf(name, "wrong-kind", "nothing stands behind %q in %s; give it a value or leave it out", name.Value, what)
		default:
			found[name.Value] = true
			keys[at].read(value)
		}
	})
	for _, k := range keys {
		if complete && k.required != "" && !found[k.name] {
			r.errorf(follow(n), "missing-key", "the key %q is missing in %s; %s", k.name, what, k.required)
		}
	}
}

// pairs calls each for every member of the mapping n, and reports keys that
// are no text or come twice. It returns whether n is a mapping at all.
func (r *reader) pairs(n *yaml.Node, what string, each func(name, value *yaml.Node)) bool {
	n = follow(n)
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "wrong-kind", "%s must be a mapping, not %s", what, kind(n))
		return false
	}
	first := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := follow(n.Content[i])
		if name.Kind != yaml.ScalarNode {
			r.errorf(n.Content[i], "wrong-kind", "a key must be a text, not %s", kind(name))
			continue
		}
		if before := first[name.Value]; before != nil {
			r.errorf(n.Content[i], "duplicate-key", "the key %q is there twice; first in line %d", name.Value, before.Line)
			continue
		}
		first[name.Value] = n.Content[i]
		// The value of an anchored key is read, the position is the alias's.
		at := *name
		at.Line, at.Column = n.Content[i].Line, n.Content[i].Column
		each(&at, n.Content[i+1])
	}
	return true
}

// list calls each for every item of the list n.
func (r *reader) list(n *yaml.Node, what string, each func(item *yaml.Node)) {
	n = follow(n)
	if n.Kind != yaml.SequenceNode {
		r.errorf(n, "wrong-kind", "%s must be a list, not %s", what, kind(n))
		return
	}
	for _, item := range n.Content {
		each(item)
	}
}

// text reads a text that is not empty; ok is false when it reported an error.
func (r *reader) text(n *yaml.Node, what string) (value diag.Text, ok bool) {
	at, n := r.pos(n), follow(n)
	switch {
	case n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" && n.ShortTag() != "!!timestamp":
		r.diags.Errorf(at, "wrong-kind", "%s must be a text, not %s%s", what, kind(n), quoteHint(n))
	case strings.TrimSpace(n.Value) == "":
		r.diags.Errorf(at, "wrong-kind", "%s must not be empty", what)
	default:
		return diag.Text{Value: n.Value, Pos: at}, true
	}
	return diag.Text{Pos: at}, false
}

// quoteHint says how a scalar that YAML takes for something else becomes text.
func quoteHint(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		return ""
	}
	return fmt.Sprintf("; write it in quotes: %q", n.Value)
}

// texts reads a list of texts, each of which may be there once. An empty list
// could be taken for "all" as well as for "none".
func (r *reader) texts(n *yaml.Node, what string) []diag.Text {
	var out []diag.Text
	if list := follow(n); list.Kind == yaml.SequenceNode && len(list.Content) == 0 {
		r.errorf(n, "empty-list", "%s is empty; leave it out when nothing is to be said", what)
	}
	r.list(n, what, func(item *yaml.Node) {
		text, ok := r.text(item, "an entry of "+what)
		switch {
		case !ok:
		case slices.ContainsFunc(out, func(t diag.Text) bool { return t.Value == text.Value }):
			r.diags.Errorf(text.Pos, "duplicate-entry", "%q is there twice in %s", text.Value, what)
		default:
			out = append(out, text)
		}
	})
	return out
}

// boolean reads true or false into to.
func (r *reader) boolean(to *bool, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value := follow(n)
		if value.Kind != yaml.ScalarNode || value.ShortTag() != "!!bool" {
			r.errorf(n, "wrong-kind", "%s must be true or false, not %s", what, kind(n))
			return
		}
		*to = strings.EqualFold(value.Value, "true")
	}
}
