package output

import "bytes"

// ConflictError reports a merge conflict in a manifest.
type ConflictError struct {
	Line int // of the first marker
}

// Error describes the conflict and its remedy. It does not name the file.
func (e *ConflictError) Error() string {
	return "unresolved merge conflict; restore one side, for example with `git checkout --ours`, " +
		"then run `fragen generate --force`"
}

// conflictLine returns the line of the first merge-conflict marker in data, 0 if
// there is none. A marker is a line such as "<<<<<<< HEAD".
func conflictLine(data []byte) int {
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if bytes.HasPrefix(line, []byte("<<<<<<< ")) || bytes.HasPrefix(line, []byte(">>>>>>> ")) {
			return number
		}
	}
	return 0
}
