package report

import (
	"cmp"
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

// goLocation returns the place of a finding in the new generated code: that of a symbol, or
// else of the type that contained a symbol. ok is false if there is none.
func goLocation(t *review.Target, f *review.Finding, prefix string) (at location, ok bool) {
	for _, s := range telling(f) {
		switch {
		case s.File != "" && s.NewLine > 0:
			return location{file: prefix + path.Join(t.Dir, s.File), line: s.NewLine}, true
		case at.file == "" && s.NearFile != "":
			at = location{file: prefix + path.Join(t.Dir, s.NearFile), line: s.NearLine}
		}
	}
	return at, at.file != ""
}

// goPlace returns the place of a finding in the generated code for a reader. It is in the old
// code if all symbols of the finding are gone. ok is false if there is none.
func goPlace(t *review.Target, f *review.Finding, prefix string) (at location, isOld, ok bool) {
	for _, s := range telling(f) {
		switch {
		case s.NewLine > 0:
			at, ok = goLocation(t, f, prefix)
			return at, false, ok
		case at.file == "" && s.File != "" && s.OldLine > 0:
			at = location{file: prefix + path.Join(t.Dir, s.File), line: s.OldLine}
		}
	}
	return at, true, at.file != ""
}

// goLink returns the name of the place of a finding in the generated code, and the URL of
// the line. The name is "" if there is no place.
func goLink(t *review.Target, f *review.Finding, options Options) (name, to string) {
	at, isOld, ok := goPlace(t, f, options.Prefix)
	if !ok {
		return "", ""
	}
	files := options.NewFiles
	if isOld {
		files = options.OldFiles
	}
	return lineName(location{file: path.Base(at.file), line: at.line}, isOld), fileURL(files, at.file, at.line)
}

// lineName returns "file.go:12", or "file.go:12 (old)" for a line of the old files.
func lineName(at location, isOld bool) string {
	name := position(&review.Position{File: at.file, Line: at.line})
	if isOld {
		name += " (old)"
	}
	return name
}

// findingLocation returns the place of a finding in the new generated code, or else in the
// new description. A change of the configuration is there. Every finding has a place: the last resort
// is the first line of the configuration.
func findingLocation(t *review.Target, f *review.Finding, options Options) location {
	config := cmp.Or(options.Config, "fragen.yaml")
	if p := f.At.New; p == nil || path.Base(p.File) != config {
		if at, ok := goLocation(t, f, options.Prefix); ok {
			return at
		}
	}
	for _, p := range []*review.Position{f.At.New, f.At.Near} {
		if p != nil && p.File != "" {
			return location{options.Prefix + p.File, max(p.Line, 1), p.Column}
		}
	}
	return location{file: options.Prefix + config, line: 1}
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
