package output

// This file has format 2 of fragen.lock. An entry is one line, and a line does
// not depend on the lines around it, so a new name adds lines and changes no
// others:
//
//	format 2
//	generated/shop	shop
//		/components/schemas
//			Order	Order
//				properties
//					id	.ID 1
//					state	.State 2
//						@type	OrderState
//						@values	+Values
//						enum
//							open	+Open
//
// A line is indented by one tab for each level. Keys are split before "/", "@"
// and the "~1" of a path, and the "/" is omitted below the first level:
// the keys above are /components/schemas/Order/properties/state@type and so on.
// After a tab follows the name, the number, or both.
//
// Names do not repeat the name of the type around them. A name with a dot is a
// member of that type: .ID is Order.ID. A plus sign is replaced by the type's
// name without RequestBuilder or Options: +Open is OrderStateOpen. See level for
// the type that applies.

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	lockHeader  = "format 2\n# Go names and their order, by JSON pointer. Commit this file. DO NOT EDIT.\n"
	maxLevels   = 100      // levels of the tree below a target
	maxNumber   = 1 << 20  // largest number of a symbol
	maxExpanded = 1 << 29  // bytes of all keys and names
	rootType    = "Client" // the type that applies at the first level
)

// typeRoles are the roles whose names are types with members of their own.
var typeRoles = []string{"@builder", "@options", "@type"}

// level is a level of the tree with the type that names below it refer to: the
// type of the element itself or of one of its typeRoles, else that of the level
// above.
type level struct {
	base string // the type
	own  bool   // the level has a type of its own
}

// EncodeLock returns the content of fragen.lock.
func (m *Manifest) EncodeLock() []byte {
	out := []byte(lockHeader)
	targets := slices.Clone(m.Targets)
	sortTargets(targets)
	for _, t := range targets {
		if len(t.Symbols) == 0 {
			continue
		}
		out = append(out, quoteLabel(t.Dir)+"\t"+quoteLabel(t.Name)+"\n"...)
		out = appendSymbols(out, t.Symbols)
		out = appendLeftOut(out, t.LeftOut)
	}
	return out
}

// entry is a symbol with the labels of its key.
type entry struct {
	Symbol
	labels []string
}

// appendSymbols appends the tree of a target.
func appendSymbols(out []byte, symbols []Symbol) []byte {
	entries := make([]entry, 0, len(symbols))
	for _, s := range symbols {
		entries = append(entries, entry{s, splitKey(s.Key)})
	}
	slices.SortFunc(entries, func(a, b entry) int { return slices.CompareFunc(a.labels, b.labels, compareLabels) })
	levels := []level{{base: rootType}}
	var last []string
	for _, e := range entries {
		shared := 0
		for shared < min(len(last), len(e.labels)-1) && last[shared] == e.labels[shared] {
			shared++
		}
		levels = levels[:shared+1]
		for depth := shared; depth < len(e.labels); depth++ {
			levels = append(levels, level{base: levels[depth].base})
			for range depth + 1 {
				out = append(out, '\t')
			}
			out = append(out, labelText(e.labels[depth], depth)...)
			if depth == len(e.labels)-1 {
				out = append(append(out, '\t'), e.text(levels)...)
			}
			out = append(out, '\n')
		}
		last = e.labels
	}
	return out
}

// text returns the name and the number of an entry, and sets the type of its
// level.
func (e *entry) text(levels []level) string {
	var fields []string
	if e.Name != "" {
		label := e.labels[len(e.labels)-1]
		fields = append(fields, levelOf(levels, label).shorten(label, e.Name))
	}
	if e.Number > 0 {
		fields = append(fields, strconv.Itoa(e.Number))
	}
	return strings.Join(fields, " ")
}

// compareLabels orders siblings: roles first, since they are about the element
// above.
func compareLabels(a, b string) int {
	isRole := func(label string) int {
		if strings.HasPrefix(label, "@") {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(isRole(a), isRole(b)), strings.Compare(a, b))
}

// splitKey splits a key into the labels of its tree. Joined, they are the key:
// "/paths/~1a~1{}/get@options" has the labels "/paths", "/~1a", "~1{}", "/get"
// and "@options".
func splitKey(key string) []string {
	var labels []string
	start := 0
	for i := 1; i < len(key) && len(labels) < maxLevels-1; i++ {
		label := key[start:i]
		var split bool
		switch key[i] {
		case '/':
			split = label != "/components" && !(label == "/parameters" && isLocation(key[i:]))
		case '@':
			split = key[i-1] != '/'
		case '~':
			split = strings.HasPrefix(key[i:], "~1") && strings.HasPrefix(strings.TrimPrefix(label, "/"), "~1")
		}
		if split {
			labels, start = append(labels, label), i
		}
	}
	return append(labels, key[start:])
}

// isLocation reports whether the rest of a key begins with the location of a
// parameter, which has no name of its own.
func isLocation(rest string) bool {
	word, _, found := strings.Cut(rest[1:], "/")
	return found && slices.Contains([]string{"query", "header", "path", "cookie"}, word)
}

// labelText returns the form of a label in the file.
func labelText(label string, depth int) string {
	if depth == 0 {
		return quoteLabel(label)
	}
	if rest, ok := strings.CutPrefix(label, "/"); ok && rest != "" && !strings.ContainsRune("/@~\"", rune(rest[0])) &&
		quoteLabel(rest) == rest {
		return rest
	}
	return quoteLabel(label)
}

// parseLabel is the inverse of labelText.
func parseLabel(text string, depth int) (string, error) {
	if label, err := unquoteLabel(text); err != nil || strings.HasPrefix(text, `"`) {
		return label, err
	}
	if depth == 0 || strings.ContainsRune("/@~", rune(text[0])) {
		return text, nil
	}
	return "/" + text, nil
}

// quoteLabel returns a text as it is, or in quotes if it could be mistaken for
// the syntax of the file or is changed by editors.
func quoteLabel(text string) string {
	plain := text != "" && utf8.ValidString(text) && text[0] != '"' && text[0] != '#' &&
		text == strings.TrimSpace(text) && !isConflictMarker(text) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r != ' ' && !strconv.IsPrint(r) })
	if plain {
		return text
	}
	return strconv.Quote(text)
}

// unquoteLabel is the inverse of quoteLabel.
func unquoteLabel(text string) (string, error) {
	if strings.HasPrefix(text, `"`) {
		label, err := strconv.Unquote(text)
		if err != nil {
			return "", fmt.Errorf("invalid quotes in %s", text)
		}
		return label, nil
	}
	if quoteLabel(text) != text {
		return "", fmt.Errorf("expected %s in quotes", strconv.Quote(text))
	}
	return text, nil
}

// levelOf returns the level of the element with the last label. A role belongs
// to the element above.
func levelOf(levels []level, label string) *level {
	if strings.HasPrefix(label, "@") {
		return &levels[len(levels)-2]
	}
	return &levels[len(levels)-1]
}

// word is the part of the type's name that other names begin with.
func (l *level) word() string {
	if l.base == rootType {
		return ""
	}
	for _, suffix := range []string{"RequestBuilder", "Options"} {
		if word, ok := strings.CutSuffix(l.base, suffix); ok {
			return word
		}
	}
	return l.base
}

// shorten returns the form of a name in the file.
func (l *level) shorten(label, name string) string {
	word := l.word()
	if rest, ok := strings.CutPrefix(name, l.base+"."); ok {
		return "." + rest
	}
	rest, ok := strings.CutPrefix(name, word)
	l.setType(label, name)
	if word != "" && ok && rest != "" && rest[0] != '.' {
		return "+" + rest
	}
	return name
}

// expand is the inverse of shorten.
func (l *level) expand(label, text string) string {
	switch text[0] {
	case '.':
		return l.base + text
	case '+':
		text = l.word() + text[1:]
	}
	l.setType(label, text)
	return text
}

// setType makes a name the type of the level, unless it has one.
func (l *level) setType(label, name string) {
	if l.own || strings.HasPrefix(label, "@") && !slices.Contains(typeRoles, label) {
		return
	}
	l.base, l.own = name, true
}

// isName reports whether a name consists of Go identifiers separated by dots.
func isName(name string) bool {
	for word := range strings.SplitSeq(name, ".") {
		if !token.IsIdentifier(word) && !token.IsKeyword(word) {
			return false
		}
	}
	return true
}
