package output

// This file reads format 2 of fragen.lock, see format2.go.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// decodeLock decodes a fragen.lock of any format.
func decodeLock(text string) (*Manifest, *FileError) {
	if strings.HasPrefix(text, "{") && conflictLine(text) == 0 {
		return decode1(text)
	}
	if err := checkBeginning(text); err != nil {
		return nil, err
	}
	r := &lockReader{out: Manifest{NoSum: true}}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		r.line++
		if err := r.read(strings.TrimSuffix(line, "\r")); err != nil {
			return nil, lockErrorf(r.line, "%v; restore the file from version control", err)
		}
	}
	if err := r.closeTarget(); err != nil {
		return nil, err
	}
	sortTargets(r.out.Targets)
	return &r.out, nil
}

// lockReader reads a lock line by line.
type lockReader struct {
	out      Manifest
	line     int
	keys     []string // key of each level of the current line
	levels   []level
	lines    []int // line of each symbol of the current target
	expanded int   // bytes of all keys and names

	inLeftOut bool // the current line is in the section leftOut
}

// read reads a line.
func (r *lockReader) read(line string) error {
	depth := 0
	for depth < len(line) && line[depth] == '\t' {
		depth++
	}
	text := line[depth:]
	switch {
	case r.line == 1: // checkBeginning checked it
		return nil
	case text == "":
		return fmt.Errorf("expected an entry, found an empty line")
	case depth == 0 && text[0] == '#':
		return nil
	case depth == 0:
		return r.openTarget(text)
	case depth > len(r.keys)+1 && !(r.inLeftOut && depth == 2) || len(r.out.Targets) == 0:
		return fmt.Errorf("expected at most %d tabs, found %d", len(r.keys)+min(1, len(r.out.Targets)), depth)
	case depth > maxLevels:
		return fmt.Errorf("expected at most %d levels", maxLevels)
	}
	if depth == 1 {
		r.inLeftOut = text == leftOutLabel
	}
	switch {
	case r.inLeftOut && depth == 1:
		r.keys = r.keys[:0]
		return nil
	case r.inLeftOut:
		return r.readLeftOut(text)
	}
	return r.entry(text, depth-1)
}

// checkBeginning checks a lock or a sum for merge conflicts and for its first line.
func checkBeginning(text string) *FileError {
	first, _, _ := strings.Cut(text, "\n")
	first = strings.TrimSuffix(first, "\r")
	line := conflictLine(text)
	switch {
	case line > 0:
		return conflictError(line)
	case strings.TrimSpace(text) == "":
		return lockErrorf(0, "the file is empty; restore it from version control")
	case strings.HasPrefix(text, "\ufeff"):
		return lockErrorf(1, "unexpected byte order mark; remove it or restore the file from version control")
	case !strings.HasPrefix(first, "format "):
		// The message does not repeat the line: a symbolic link may name a secret file.
		return lockErrorf(1, "expected the line \"format %d\"; restore the file from version control", Format)
	case first != "format "+strconv.Itoa(Format):
		return lockErrorf(1, "expected \"format %d\", found %q; use the version of fragen that wrote the file",
			Format, first[:min(len(first), 20)])
	}
	return nil
}

// openTarget reads the line of a target: its folder and name.
func (r *lockReader) openTarget(text string) error {
	dirText, nameText, found := strings.Cut(text, "\t")
	dir, err := unquoteLabel(dirText)
	if err != nil {
		return err
	}
	name, err := unquoteLabel(nameText)
	if !found || err != nil {
		return fmt.Errorf("expected a folder and a name, found %q", text)
	}
	if err := r.closeTarget(); err != nil {
		return fmt.Errorf("%s", err.Reason)
	}
	if err := checkTarget(&r.out, dir, r.line); err != nil {
		return fmt.Errorf("%s", err.Reason)
	}
	r.out.Targets = append(r.out.Targets, Target{Name: name, Dir: dir})
	return nil
}

// entry reads the line of a level of the tree, with or without a symbol.
func (r *lockReader) entry(text string, depth int) error {
	labelPart, value, named := strings.Cut(text, "\t")
	label, err := parseLabel(labelPart, depth)
	if err != nil {
		return err
	}
	r.keys = r.keys[:depth]
	r.levels = r.levels[:depth+1]
	key := label
	if depth > 0 {
		key = r.keys[depth-1] + label
	}
	r.keys = append(r.keys, key)
	r.levels = append(r.levels, level{base: r.levels[depth].base})
	if r.expanded += len(key); r.expanded > maxExpanded {
		return fmt.Errorf("the keys are longer than %d bytes in total", maxExpanded)
	}
	if !named {
		return nil
	}
	s, err := parseValue(value, label, r.levels)
	if err != nil {
		return err
	}
	r.expanded += len(s.Name)
	s.Key = key
	t := &r.out.Targets[len(r.out.Targets)-1]
	t.Symbols, r.lines = append(t.Symbols, s), append(r.lines, r.line)
	return nil
}

// parseValue parses "Name 7", "Name" or "7", and sets the type of the level.
func parseValue(text, label string, levels []level) (s Symbol, err error) {
	name, digits, numbered := strings.Cut(text, " ")
	if !numbered && text != "" && text[0] >= '0' && text[0] <= '9' {
		name, digits, numbered = "", text, true
	}
	if numbered {
		number, err := strconv.ParseUint(digits, 10, 64)
		if err != nil || number == 0 || number > maxNumber || strconv.FormatUint(number, 10) != digits {
			return s, fmt.Errorf("expected a number from 1 to %d, found %q", maxNumber, digits)
		}
		s.Number = int(number)
	}
	if name == "" {
		if !numbered || text != digits {
			return s, fmt.Errorf("expected a name or a number, found %q", text)
		}
		return s, nil
	}
	s.Name = levelOf(levels, label).expand(label, name)
	if !isName(s.Name) {
		return s, fmt.Errorf("expected a Go name, found %q", name)
	}
	return s, nil
}

// closeTarget sorts the symbols of the last target and reports duplicates.
func (r *lockReader) closeTarget() *FileError {
	lines := r.lines
	r.inLeftOut = false
	r.keys, r.levels, r.lines = nil, []level{{base: rootType}}, nil
	if len(r.out.Targets) == 0 {
		return nil
	}
	t := &r.out.Targets[len(r.out.Targets)-1]
	order := make([]int, len(t.Symbols))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(t.Symbols[a].Key, t.Symbols[b].Key) })
	symbols := make([]Symbol, len(order))
	for i, at := range order {
		symbols[i] = t.Symbols[at]
		if i > 0 && symbols[i-1].Key == symbols[i].Key {
			return lockErrorf(lines[at], "duplicate entry for %s, first on line %d; remove one of them",
				symbols[i].Key, lines[order[i-1]])
		}
	}
	t.Symbols = symbols
	return nil
}
