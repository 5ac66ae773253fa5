package diag

import "strings"

// Conflict is a range of lines between the markers of an unresolved merge
// conflict, both included. First and Last count from 1.
type Conflict struct {
	First, Last int

	// Whole reports whether the range has both its first and its last marker.
	// Otherwise it is a single marker that was left behind.
	Whole bool
}

// Conflicts returns the merge conflicts in text. A marker is seven characters
// at the beginning of a line, followed by a space or the end of the line:
//
//	<<<<<<< HEAD
//	version: 1
//	||||||| base
//	=======
//	version: 2
//	>>>>>>> topic
func Conflicts(text string) []Conflict {
	if !mayConflict(text) {
		return nil
	}
	var conflicts []Conflict
	number, first := 0, 0 // first is the line of the open conflict's marker
	for line := range strings.SplitSeq(text, "\n") {
		number++
		switch marker := conflictMarker(line); {
		case marker == 0:
		case marker == '<':
			if first > 0 {
				conflicts = append(conflicts, Conflict{First: first, Last: first})
			}
			first = number
		case first == 0:
			conflicts = append(conflicts, Conflict{First: number, Last: number})
		case marker == '>':
			conflicts = append(conflicts, Conflict{First: first, Last: number, Whole: true})
			first = 0
		}
	}
	if first > 0 {
		conflicts = append(conflicts, Conflict{First: first, Last: first})
	}
	return conflicts
}

// mayConflict reports whether text holds any marker at all. It is fast for
// large texts.
func mayConflict(text string) bool {
	for _, c := range []string{"<", "=", ">", "|"} {
		if strings.Contains(text, strings.Repeat(c, 7)) {
			return true
		}
	}
	return false
}

// conflictMarker returns the character that the marker in line consists of, 0
// if line is not a marker.
func conflictMarker(line string) byte {
	line = strings.TrimSuffix(line, "\r")
	if len(line) < 7 || !strings.ContainsRune("<=>|", rune(line[0])) {
		return 0
	}
	rest := strings.TrimLeft(line, line[:1])
	if len(line)-len(rest) != 7 || rest != "" && (rest[0] != ' ' || line[0] == '=') {
		return 0
	}
	return line[0]
}

// MergeConflicts reports an error for every merge conflict in text, the content
// of file. It returns whether there are any.
func (l *List) MergeConflicts(file, text string) bool {
	conflicts := Conflicts(text)
	for _, c := range conflicts {
		l.mergeConflict(file, c)
	}
	return len(conflicts) > 0
}

// WholeConflicts is like MergeConflicts for text that may have a line such as
// "=======" for other reasons: it reports only conflicts with both their
// markers.
func (l *List) WholeConflicts(file, text string) bool {
	found := false
	for _, c := range Conflicts(text) {
		if c.Whole {
			l.mergeConflict(file, c)
			found = true
		}
	}
	return found
}

func (l *List) mergeConflict(file string, c Conflict) {
	pos := Pos{File: file, Line: c.First, Col: 1}
	if !c.Whole {
		l.Errorf(pos, "merge-conflict", "leftover merge-conflict marker; resolve the conflict and delete the line")
		return
	}
	l.Errorf(pos, "merge-conflict",
		"unresolved merge conflict in lines %d to %d; resolve it and delete the lines with markers", c.First, c.Last)
}
