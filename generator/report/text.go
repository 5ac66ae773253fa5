package report

// This file renders a report for a terminal:
//
//	shop: main (9bc2ecc2) → work tree                    12 files, +100 −20
//	Smallest version step: v1.4.2 → v2.0.0, because of 6273aa1df025.
//
//	Breaks callers: 1 finding, 1 symbol
//	  Order
//	    prop.required  id became required                      6273aa1df025
//	      - Order.ID *string
//	      + Order.ID string
//	      Drop the pointer.
//	      api.yaml:12 → 14, order.go:9
//
// Findings with the same subject that follow each other share a heading. The
// severities that the options do not list have a line with their counts.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// The styles of text, as parameters of the escape sequence that selects them.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

// severityStyles are the styles of the headings.
var severityStyles = map[review.Severity]string{
	review.Break: bold + ";" + red, review.Risk: bold + ";" + yellow, review.Add: bold + ";" + green,
	review.Text: bold, review.None: bold,
}

// defaultWidth is the width of lines in columns.
const defaultWidth = 100

// ruleColumns is the width of the column with rules.
const ruleColumns = 24

// textWriter writes a report for a terminal.
type textWriter struct {
	b       strings.Builder
	options Options
	width   int
	report  *review.Report
	target  *review.Target
	causes  map[string]*review.Finding
}

func renderText(r *review.Report, options Options) []byte {
	w := &textWriter{options: options, width: options.Width, report: r}
	if w.width <= 0 {
		w.width = defaultWidth
	}
	for i, t := range r.Targets {
		if i > 0 {
			w.line("")
		}
		w.target, w.causes = t, causesOf(t)
		w.writeTarget(r)
	}
	if len(r.Targets) == 0 {
		w.line(sides(r) + ": no targets")
	}
	w.writeSearch()
	return []byte(w.b.String())
}

// writeSearch writes the result of the search for callers.
func (w *textWriter) writeSearch() {
	text := searchLine(w.report)
	if text == "" {
		return
	}
	w.line("")
	for _, line := range wrap(text, w.width) {
		w.line(line)
	}
	for _, text := range otherErrors(w.report) {
		for _, line := range indented(wrap(text, w.width-2), 2) {
			w.line(w.style(red, line))
		}
	}
}

// line writes a line. In the log of a GitHub workflow, a line that begins with "::", or
// that contains "##[", would be a command.
func (w *textWriter) line(s string) {
	if text := strings.TrimLeft(s, " "); strings.HasPrefix(text, "::") {
		s = strings.Replace(s, "::", ": :", 1)
	}
	s = strings.ReplaceAll(s, "##[", "# #[")
	w.b.WriteString(strings.TrimRight(s, " ") + "\n")
}

// style returns a string in a style, if the terminal has colors.
func (w *textWriter) style(style, s string) string {
	if !w.options.Color || s == "" {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

func (w *textWriter) writeTarget(r *review.Report) {
	t := w.target
	name, files := clean(t.Name)+": ", fileCounts(t.Files)
	rest := fit(sides(r), max(20, w.width-columns(name+files)-2))
	gap := max(2, w.width-columns(name+rest+files))
	w.line(w.style(bold, name) + rest + strings.Repeat(" ", gap) + files)
	if step := stepLine(t.Step); step != "" {
		w.line("Smallest version step: " + w.style(bold, step) + because(t.Step) + ".")
		if t.Step.ModulePath != "" {
			w.line("The new major version needs the module path " + clean(t.Step.ModulePath) + ".")
		}
	}
	show := map[review.Severity]bool{
		review.Break: true, review.Risk: true,
		review.Add: w.options.Show.Added, review.Text: w.options.Show.Docs, review.None: w.options.Show.None,
	}
	for _, s := range review.Severities {
		if list := ofSeverity(t, s); show[s] && len(list) > 0 {
			w.writeFindings(s, list)
		}
	}
	w.writeCounts(show)
	w.writeRest(r)
}

func because(s *review.Step) string {
	if s.Because == "" {
		return ""
	}
	return ", because of " + clean(s.Because)
}

// writeFindings writes the findings of a severity.
func (w *textWriter) writeFindings(s review.Severity, list []*review.Finding) {
	w.line("")
	heading := w.style(severityStyles[s], headings[s]) + ": " + count(len(list), "finding")
	if n := countSymbols(list); n > 0 {
		heading += ", " + count(n, "symbol")
	}
	if n := len(list) - len(withoutApproved(list)); n > 0 {
		heading += fmt.Sprintf(", %s approved", number(n))
	}
	if uses := countCallers(w.report, list); uses != "" {
		heading += ", " + uses
	}
	w.line(heading)
	start := 0 // of the findings that are alike
	for i, f := range list {
		if i == 0 || f.Subject == "" || f.Subject != list[i-1].Subject ||
			operationsPhrase(f) != operationsPhrase(list[i-1]) {
			w.writeSubject(f)
		}
		w.writeFinding(f)
		if i+1 == len(list) || !isLike(f, list[i+1], w.causes) { // else they are below the next one
			w.writeDetails(list[start : i+1])
			start = i + 1
		}
	}
}

func (w *textWriter) writeSubject(f *review.Finding) {
	subject := clean(f.Subject)
	if subject == "" {
		subject = clean(f.At.Pointer)
	}
	line := w.style(bold, fit(subject, w.width-2))
	if phrase := operationsPhrase(f); phrase != "" {
		line += "  " + w.style(dim, fit(phrase, max(10, w.width-columns(subject)-4)))
	}
	w.line("  " + line)
}

// writeFinding writes the text of a finding. The fingerprint is at the end of its first
// line.
func (w *textWriter) writeFinding(f *review.Finding) {
	const indent = 4
	lines := wrap(clean(f.Text), max(20, w.width-indent-ruleColumns-len(f.Fingerprint)-2))
	for i, line := range lines {
		rule, hash := "", ""
		if i == 0 {
			rule, hash = clean(f.Rule), f.Fingerprint
		}
		if columns(rule) >= ruleColumns {
			rule += " "
		}
		gap := max(2, w.width-indent-max(ruleColumns, columns(rule))-columns(line)-len(hash))
		if hash == "" {
			gap = 0
		}
		start := strings.Repeat(" ", indent) + pad(rule, ruleColumns)
		w.line(start + line + strings.Repeat(" ", gap) + w.style(dim, hash))
	}
}

// writeDetails writes the lines below findings that are alike.
func (w *textWriter) writeDetails(group []*review.Finding) {
	f := group[len(group)-1]
	if isProse(f) {
		w.detail("", w.difference(f.Was, f.Is))
	}
	w.writeSymbols(f)
	if f.Remedy != "" && f.Approved == nil {
		w.detail("", sentence(clean(f.Remedy)))
	}
	if cause := w.causes[f.Fingerprint]; cause != nil {
		at := ""
		if places := positions(cause.At); places != "" {
			at = " (" + places + ")"
		}
		w.detail("", "Because of "+cause.Fingerprint+at+".")
	}
	if f.Approved != nil {
		w.detail(green, sentence(approvalLine(f.Approved)))
	}
	w.detail(yellow, sentence(clean(f.Unapproved)))
	for _, line := range callerLines(f, maxCallers) {
		w.detail(yellow, line)
	}
	var places []string
	for _, f := range group {
		if at := positions(f.At); at != "" && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	if more := len(places) - maxPlaces; more > 0 {
		places = append(places[:maxPlaces], count(more, "more place"))
	}
	if at, isOld, ok := goPlace(&review.Target{}, f, ""); ok {
		places = append(places, lineName(at, isOld))
	}
	if len(places) > 0 {
		w.detail(dim, strings.Join(places, ", "))
	}
}

// maxPlaces is the number of places of findings that are alike.
const maxPlaces = 4

// writeSymbols writes the first symbols with their types and the names of the others.
func (w *textWriter) writeSymbols(f *review.Finding) {
	symbols := telling(f)
	shown := symbols[:min(len(symbols), maxSymbols)]
	for _, s := range shown {
		was, is := declaration(s.Old, s.OldType), declaration(s.New, s.NewType)
		if was == is {
			w.code("~ ", was, "")
			continue
		}
		was, is = elide(was, is, w.width-len("      - "))
		w.code("- ", was, red)
		w.code("+ ", is, green)
	}
	if rest := symbols[len(shown):]; len(rest) > 0 {
		w.detail("", "~ "+symbolNames(rest, 4))
	}
}

// code writes a declaration on one line.
func (w *textWriter) code(mark, s, style string) {
	const indent = 6
	if s == "" {
		return
	}
	line := fit(mark+s, w.width-indent)
	if style != "" {
		line = w.style(style, line)
	}
	w.line(strings.Repeat(" ", indent) + line)
}

// detail writes a text below a finding.
func (w *textWriter) detail(style, text string) {
	const indent = 6
	if text == "" {
		return
	}
	for _, line := range indented(wrap(text, w.width-indent), indent) {
		if style != "" {
			line = w.style(style, line)
		}
		w.line(line)
	}
}

// difference returns the differences between two texts: "up to [-1MB-] {+2MB+} in size".
func (w *textWriter) difference(was, is string) string {
	var parts []string
	for _, p := range aroundDifferences(compareWords(was, is)) {
		switch p.Kind {
		case review.SameWord:
			parts = append(parts, p.Text)
		case review.LostWord:
			parts = append(parts, "[-"+p.Text+"-]")
		case review.NewWord:
			parts = append(parts, "{+"+p.Text+"+}")
		}
	}
	return strings.Join(parts, " ")
}

// showFlags are the values of --show that list a severity.
var showFlags = map[review.Severity]string{review.Add: "added", review.Text: "docs", review.None: "none"}

// writeCounts writes a line for each severity that has findings but no list.
func (w *textWriter) writeCounts(shown map[review.Severity]bool) {
	first := true
	for _, s := range review.Severities {
		list := ofSeverity(w.target, s)
		if shown[s] || len(list) == 0 {
			continue
		}
		if first {
			w.line("")
			first = false
		}
		text, hint := ": "+kinds(list), "--show "+showFlags[s]+" lists them"
		gap := w.width - columns(headings[s]+text) - len(hint)
		if gap < 2 {
			text, gap = fit(text, max(10, w.width-columns(headings[s])-len(hint)-2)), 2
		}
		w.line(w.style(severityStyles[s], headings[s]) + text + strings.Repeat(" ", gap) + w.style(dim, hint))
	}
}

// writeRest writes the facts about the whole target.
func (w *textWriter) writeRest(r *review.Report) {
	var facts []string
	if len(w.target.Findings) == 0 {
		facts = append(facts, "No changes.")
	}
	if r.Tool.Differs {
		facts = append(facts, otherTool)
	}
	if s := commentsOnly(w.target.Files); s != "" {
		facts = append(facts, s)
	}
	if files := readFirst(w.target); len(files) > 0 {
		facts = append(facts, "Read these files first: "+strings.Join(files, ", "))
	}
	if len(facts) > 0 {
		w.line("")
	}
	for _, fact := range slices.Compact(facts) {
		for _, line := range wrap(fact, w.width) {
			w.line(line)
		}
	}
}
