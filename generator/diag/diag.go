// Package diag holds positions, severities and ordered lists of diagnostics,
// which all packages use to report on their input.
//
// It takes nothing, gives Diagnostic and List, and may import only the
// standard library. near.go suggests similar names, conflict.go finds merge
// conflicts, excerpt.go shortens strings for messages, escape.go escapes characters that
// are not visible, and budget.go limits work.
package diag

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Pointer is a JSON pointer (RFC 6901) into an API description, such as
// "/paths/~1calls/get". The empty pointer is the whole document.
type Pointer string

// Child returns the pointer to the member or item named token below p.
func (p Pointer) Child(token string) Pointer {
	if strings.ContainsAny(token, "~/") {
		token = escaper.Replace(token)
	}
	return p + "/" + Pointer(token)
}

// Index returns the pointer to item i below p.
func (p Pointer) Index(i int) Pointer {
	return p + "/" + Pointer(strconv.Itoa(i))
}

// Tokens returns the unescaped tokens of p, none for the empty pointer.
func (p Pointer) Tokens() []string {
	if p == "" {
		return nil
	}
	tokens := make([]string, 0, strings.Count(string(p), "/")+1)
	return slices.AppendSeq(tokens, p.EachToken())
}

// EachToken iterates over the unescaped tokens of p. It allocates nothing for a token
// without an escape.
func (p Pointer) EachToken() iter.Seq[string] {
	return func(yield func(string) bool) {
		rest, more := strings.TrimPrefix(string(p), "/"), p != ""
		for more {
			var token string
			token, rest, more = strings.Cut(rest, "/")
			if strings.Contains(token, "~") {
				token = unescaper.Replace(token)
			}
			if !yield(token) {
				return
			}
		}
	}
}

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// Pos is a position in an input file. Line and Col count from 1, Col in bytes.
// Zero means unknown.
type Pos struct {
	File string
	Line int
	Col  int
}

// String returns "file:line:col" without the unknown parts. The name of the file is
// printable.
func (p Pos) String() string {
	file := Printable(p.File)
	switch {
	case p.Line == 0:
		return file
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", file, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", file, p.Line, p.Col)
}

// Text is a string of an input file with its position.
type Text struct {
	Value string
	Pos   Pos
}

// Severity is the weight of a diagnostic.
type Severity int

// The severities, in rising order. Only an Error stops a run.
const (
	Note Severity = iota
	Warning
	Error
)

// String returns the severity's name in lower case.
func (s Severity) String() string {
	return [...]string{"note", "warning", "error"}[s]
}

// Diagnostic is one finding about an input.
type Diagnostic struct {
	Pos      Pos
	Severity Severity
	Rule     string // kebab-case, such as "unknown-key"
	Message  string // lower case, names the thing and the remedy
}

// String returns "file:line:col: message [rule]". A severity below Error
// precedes the message, as in "a.yaml:1:2: warning: message [rule]".
func (d Diagnostic) String() string {
	var b strings.Builder
	if at := d.Pos.String(); at != "" {
		b.WriteString(at + ": ")
	}
	if d.Severity != Error {
		b.WriteString(d.Severity.String() + ": ")
	}
	b.WriteString(Printable(d.Message))
	if d.Rule != "" {
		b.WriteString(" [" + d.Rule + "]")
	}
	return b.String()
}

// List collects the diagnostics of a run. The zero value is ready to use.
type List struct {
	items []Diagnostic
}

// Add appends d.
func (l *List) Add(d Diagnostic) { l.items = append(l.items, d) }

// Errorf reports an error at pos under rule.
func (l *List) Errorf(pos Pos, rule, format string, args ...any) {
	l.Add(Diagnostic{pos, Error, rule, fmt.Sprintf(format, args...)})
}

// Warnf reports a warning at pos under rule.
func (l *List) Warnf(pos Pos, rule, format string, args ...any) {
	l.Add(Diagnostic{pos, Warning, rule, fmt.Sprintf(format, args...)})
}

// Notef reports a note at pos under rule.
func (l *List) Notef(pos Pos, rule, format string, args ...any) {
	l.Add(Diagnostic{pos, Note, rule, fmt.Sprintf(format, args...)})
}

// Merge appends all diagnostics in other, which may be nil.
func (l *List) Merge(other *List) {
	if other != nil {
		l.items = append(l.items, other.items...)
	}
}

// AtMost returns the diagnostics with every severity lowered to limit at most,
// for callers that continue after errors.
func (l *List) AtMost(limit Severity) *List {
	out := &List{items: slices.Clone(l.items)}
	for i := range out.items {
		out.items[i].Severity = min(out.items[i].Severity, limit)
	}
	return out
}

// HasErrors reports whether any diagnostic is an Error.
func (l *List) HasErrors() bool {
	return l != nil && slices.ContainsFunc(l.items, func(d Diagnostic) bool { return d.Severity == Error })
}

// Err returns an *InputError if any diagnostic is an Error, and nil otherwise.
func (l *List) Err() error {
	if l.HasErrors() {
		return &InputError{l}
	}
	return nil
}

// InputError reports that the inputs have errors.
type InputError struct {
	Diagnostics *List // warnings and notes included
}

// Error returns the diagnostics, one per line.
func (e *InputError) Error() string { return e.Diagnostics.String() }

// Len returns the number of diagnostics.
func (l *List) Len() int {
	if l == nil {
		return 0
	}
	return len(l.items)
}

// Sorted returns the diagnostics without duplicates, sorted by file, line,
// column, rule and message.
func (l *List) Sorted() []Diagnostic {
	if l == nil {
		return nil
	}
	out := slices.Clone(l.items)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(out)
}

// String returns the sorted diagnostics, one on each line.
func (l *List) String() string {
	var b strings.Builder
	for _, d := range l.Sorted() {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// Printable keeps a message on one line and escapes characters that could control a
// terminal or are invisible, as in a string literal of Go, because text from a
// description is untrusted.
func Printable(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}
