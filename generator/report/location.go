package report

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// location is a line of a file in the repository.
type location struct {
	file   string // with slashes, from the top of the repository
	line   int    // from 1
	column int    // from 1, 0 if unknown
}

// goLocation returns the place of a finding in the generated code. A symbol of the new
// code is preferred, because reviews show its line. ok is false if the finding has no
// symbols.
func goLocation(t *review.Target, f *review.Finding, prefix string) (at location, ok bool) {
	for _, s := range telling(f) {
		file := prefix + path.Join(t.Dir, s.File)
		switch {
		case s.File == "":
		case s.NewLine > 0:
			return location{file: file, line: s.NewLine}, true
		case at.file == "" && s.OldLine > 0:
			at = location{file: file, line: s.OldLine}
		}
	}
	return at, at.file != ""
}

// findingLocation returns the place of a finding in the generated code, or else in the
// description. Every finding has a place: the last resort is the first line of the
// configuration.
func findingLocation(t *review.Target, f *review.Finding, prefix string) location {
	if at, ok := goLocation(t, f, prefix); ok {
		return at
	}
	for _, p := range []*review.Position{f.At.New, f.At.Old} {
		if p != nil && p.File != "" {
			return location{prefix + p.File, max(p.Line, 1), p.Column}
		}
	}
	return location{file: prefix + "fragen.yaml", line: 1}
}

// positions returns the places of a finding in the description: "api.yaml:12 → 14".
func positions(at review.At) string {
	switch was, is := at.Old, at.New; {
	case was == nil && is == nil:
		return ""
	case was == nil:
		return position(is)
	case is == nil:
		return position(was) + " (old)"
	case was.File == is.File && was.Line == is.Line:
		return position(is)
	case was.File == is.File:
		return fmt.Sprintf("%s → %d", position(was), is.Line)
	}
	return position(at.Old) + " → " + position(at.New)
}

func position(p *review.Position) string { return fmt.Sprintf("%s:%d", clean(p.File), p.Line) }

// fileURL returns the URL of a line below the URL of a folder.
func fileURL(folder, file string, line int) string {
	if folder == "" || file == "" {
		return ""
	}
	if !strings.HasSuffix(folder, "/") {
		folder += "/"
	}
	to := folder + escapePath(file)
	if line > 0 {
		to += fmt.Sprintf("#L%d", line)
	}
	return to
}

// escapePath returns a path as a relative URL.
func escapePath(file string) string {
	var parts []string
	for part := range strings.SplitSeq(path.Clean(file), "/") {
		parts = append(parts, url.PathEscape(part))
	}
	return strings.Join(parts, "/")
}
