package output

import "strings"

// isConflictMarker reports whether a line is a conflict marker of git: seven
// equal characters, then the end of the line or a space.
func isConflictMarker(line string) bool {
	for _, marker := range []string{"<<<<<<<", "|||||||", "=======", ">>>>>>>"} {
		if rest, ok := strings.CutPrefix(line, marker); ok {
			return rest == "" || rest[0] == ' '
		}
	}
	return false
}

// conflictLine returns the number of the first line that begins or ends a merge
// conflict, such as "<<<<<<< HEAD", or 0 if there is none.
func conflictLine(text string) int {
	first := 0
	for _, marker := range []string{"<<<<<<< ", ">>>>>>> "} {
		at := 0
		if !strings.HasPrefix(text, marker) {
			if at = strings.Index(text, "\n"+marker) + 1; at == 0 {
				continue
			}
		}
		if line := strings.Count(text[:at], "\n") + 1; first == 0 || line < first {
			first = line
		}
	}
	return first
}

// conflictError returns the error for a manifest with conflict markers.
func conflictError(line int) *FileError {
	return &FileError{
		Line: line, Rule: RuleConflict,
		Reason: "unresolved merge conflict",
	}
}
