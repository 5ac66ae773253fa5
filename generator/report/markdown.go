package report

// This file renders a comment for a pull request:
//
//	<!-- fragen-review: shop -->
//	### 🔴 shop: 1 break callers · 3 added
//	`main` (9bc2ecc2) → `work tree` · 12 files, +100 −20 · smallest version step: **v1.4.2 → v2.0.0**
//	a table with the findings that need a reader
//	folded: where they are, additions, documentation, findings without effect
//	totals and links
//
// The first line lets a workflow find its own comment and replace it.

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// The importance of lists, see part.
const (
	valueNone = iota
	valueDocs
	valueAdded
	valuePlaces
	valueTable
)

// The number of rows of each list that are readable in a comment.
const (
	maxTable = 60
	maxList  = 40
)

// commentWriter builds the parts of a comment.
type commentWriter struct {
	parts   []*part
	options Options
	report  *review.Report
	target  *review.Target
	causes  map[string]*review.Finding
}

func renderMarkdown(r *review.Report, options Options) []byte {
	w := &commentWriter{options: options, report: r}
	var names []string
	for _, t := range r.Targets {
		names = append(names, strings.Trim(notInID.ReplaceAllString(t.Name, "-"), "-"))
	}
	w.text("<!-- fragen-review: " + strings.Join(names, " ") + " -->\n")
	for _, t := range r.Targets {
		w.target, w.causes = t, causesOf(t)
		w.writeTarget()
	}
	w.writeEnd()
	limit := options.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	return []byte(fitParts(w.parts, limit))
}

// text adds a fixed text.
func (w *commentWriter) text(s string) { w.parts = append(w.parts, &part{text: s}) }

// list adds a list of rows, at most a number of which are shown.
func (w *commentWriter) list(start string, rows []string, end string, value, most int, more func(int) string) {
	w.parts = append(w.parts, &part{
		text: start, rows: rows, end: end, shown: min(len(rows), most), more: more, value: value,
	})
}

func (w *commentWriter) writeTarget() {
	t := w.target
	w.text("### " + mark(t) + " " + markdownText(t.Name) + ": " + countsLine(t.Counts) + "\n\n")
	files := fileCounts(t.Files)
	if t.Files == (review.Files{}) {
		files = "no generated file changes"
	}
	facts := []string{markdownText(sides(w.report)), files}
	if step := stepLine(t.Step); step != "" {
		fact := "smallest version step: **" + markdownText(step) + "**"
		if t.Step.ModulePath != "" {
			fact += ", module path " + markdownCode(t.Step.ModulePath)
		}
		facts = append(facts, fact)
	}
	w.text(strings.Join(facts, " · ") + "\n\n")
	severe := slices.Concat(ofSeverity(t, review.Break), ofSeverity(t, review.Risk))
	w.writeTable(severe)
	w.writePlaces(severe)
	w.writeFolded(review.Add, valueAdded)
	w.writeFolded(review.Text, valueDocs)
	w.writeFolded(review.None, valueNone)
	var reading []string
	if s := commentsOnly(t.Files); s != "" {
		reading = append(reading, s)
	}
	if files := w.readFirst(); files != "" {
		reading = append(reading, "Read these files first: "+files+".")
	}
	if len(reading) > 0 {
		w.text(strings.Join(reading, " ") + "\n\n")
	}
}

// readFirst returns links to the files with the most severe changes.
func (w *commentWriter) readFirst() string {
	var links []string
	for _, file := range readFirst(w.target) {
		at := w.options.Prefix + path.Join(w.target.Dir, file)
		links = append(links, markdownLink(file, fileURL(w.options.NewFiles, at, 0)))
	}
	return strings.Join(links, ", ")
}

// mark returns a symbol for the most severe finding that is not approved.
func mark(t *review.Target) string {
	switch {
	case len(withoutApproved(ofSeverity(t, review.Break))) > 0:
		return "🔴"
	case len(withoutApproved(ofSeverity(t, review.Risk))) > 0:
		return "🟠"
	}
	return "🟢"
}

var severityMarks = map[review.Severity]string{review.Break: "🔴", review.Risk: "🟠"}

// writeTable adds the table of the findings that break callers or change the behavior.
func (w *commentWriter) writeTable(list []*review.Finding) {
	if len(list) == 0 {
		return
	}
	p := &part{
		text:  "| | Change | Go | Remedy |\n|---|---|---|---|\n",
		end:   "\n",
		value: valueTable,
		more: func(n int) string {
			return fmt.Sprintf("| | %s: see %s | | |\n", count(n, "more finding"), w.whole())
		},
	}
	last := "" // finding whose consequences may follow
	for len(list) > 0 {
		f, n := list[0], 1
		for n < min(len(list), maxGroup) && isLike(f, list[n], w.causes) {
			n++
		}
		change := changeCell(list[:n])
		todo := markdownText(sentence(f.Remedy))
		switch cause := w.causes[f.Fingerprint]; {
		case cause == nil:
			last = f.Fingerprint
		case cause.Fingerprint == last:
			change = "↳ " + change
		default:
			todo = joinWords(todo, "Follows from: "+markdownText(title(cause))+".")
		}
		p.rows = append(p.rows, w.tableRow(f, change, todo))
		p.weights = append(p.weights, n)
		list = list[n:]
	}
	p.shown = min(len(p.rows), maxTable)
	w.parts = append(w.parts, p)
}

// tableRow returns the row of a finding.
func (w *commentWriter) tableRow(f *review.Finding, change, todo string) string {
	symbol := severityMarks[f.Severity]
	if f.Approved != nil {
		symbol, todo = "⚪", markdownText(sentence(approvalLine(f.Approved)))
	}
	if f.Unapproved != "" {
		todo = joinWords(todo, "**"+markdownText(sentence(f.Unapproved))+"**")
	}
	if text := callersSentence(f); text != "" {
		todo = joinWords(todo, "**"+markdownText(text)+"**")
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", symbol, change, goCell(f), todo)
}

// changeCell returns the title of findings that are alike.
func changeCell(group []*review.Finding) string {
	var texts []string
	for _, f := range group {
		texts = append(texts, clean(f.Text))
	}
	head := *group[0]
	head.Text = joinTexts(texts)
	return titleCell(&head)
}

// titleCell returns the title of a finding with its subject in bold.
func titleCell(f *review.Finding) string {
	before, subject, after := splitTitle(f)
	cell := markdownText(before)
	if strings.HasSuffix(before, " ") {
		cell += " "
	}
	if subject != "" {
		cell += "**" + markdownText(subject) + "**"
	}
	if strings.HasPrefix(after, " ") {
		cell += " "
	}
	return cell + markdownText(after)
}

// goCell returns the first changed symbol of a finding and the number of the others.
func goCell(f *review.Finding) string {
	const most = 160
	symbols := telling(f)
	if len(symbols) == 0 {
		if isProse(f) {
			return markdownDifference(f.Was, f.Is)
		}
		return ""
	}
	was, is := shortChange(symbols[0])
	cell := markdownCode(shorten(is, most))
	switch {
	case is == "":
		cell = markdownCode(shorten(was, most)) + " was removed"
	case was == "":
		cell += " is new"
	case was != is:
		cell = markdownCode(shorten(was, most)) + " → " + cell
	}
	if more := len(symbols) - 1; more > 0 {
		cell += ", and " + count(more, "more symbol")
	}
	return cell
}

// writePlaces adds the folded table with the place of each finding.
func (w *commentWriter) writePlaces(list []*review.Finding) {
	if len(list) == 0 {
		return
	}
	var rows []string
	for _, f := range list {
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n", f.Fingerprint, markdownCode(f.Rule),
			w.positionCell(f.At.Old, w.options.OldFiles), w.positionCell(f.At.New, w.options.NewFiles),
			w.goPlaceCell(f)))
	}
	start := "<details><summary>Where, and how to approve</summary>\n\n" +
		"| Finding | Rule | Old | New | Go |\n|---|---|---|---|---|\n"
	end := "\n`fragen review approve FINGERPRINT --reason \"…\"` writes an entry of `fragen.approvals.yaml`.\n" +
		"</details>\n\n"
	more := func(n int) string { return fmt.Sprintf("| | %s | | | |\n", number(n)+" more") }
	w.list(start, rows, end, valuePlaces, maxTable, more)
}

func (w *commentWriter) positionCell(p *review.Position, files string) string {
	if p == nil {
		return ""
	}
	return markdownLink(position(p), fileURL(files, w.options.Prefix+p.File, p.Line))
}

func (w *commentWriter) goPlaceCell(f *review.Finding) string {
	name, to := goLink(w.target, f, w.options)
	if name == "" {
		return ""
	}
	return markdownLink(name, to)
}

// writeFolded adds the folded list of the findings of a severity. Additions to the same
// part share a row.
func (w *commentWriter) writeFolded(s review.Severity, value int) {
	list := ofSeverity(w.target, s)
	if len(list) == 0 {
		return
	}
	p := &part{
		text:  fmt.Sprintf("<details><summary>%s: %s</summary>\n\n", headings[s], kinds(list)),
		end:   "</details>\n\n",
		value: value,
		more:  func(n int) string { return fmt.Sprintf("- … %s more: see %s\n", number(n), w.whole()) },
	}
	for len(list) > 0 {
		n := 1
		for s == review.Add && n < len(list) && n < maxGroup && inGroup(list[0], list[n]) {
			n++
		}
		p.rows = append(p.rows, "- "+foldedRow(list[:n])+"\n")
		p.weights = append(p.weights, n)
		list = list[n:]
	}
	p.shown = min(len(p.rows), maxList)
	w.parts = append(w.parts, p)
}

// maxGroup is the number of findings that share a row.
const maxGroup = 12

// inGroup reports whether two additions can share a row.
func inGroup(a, b *review.Finding) bool {
	return a.Subject != "" && a.Subject == b.Subject && kindOf(a) == kindOf(b) &&
		len(telling(a)) == 1 && len(telling(b)) == 1
}

// foldedRow returns the row of one finding, or of several additions.
func foldedRow(group []*review.Finding) string {
	const most = 3
	f, row := group[0], titleCell(group[0])
	if isProse(f) {
		return row + ": " + markdownDifference(f.Was, f.Is)
	}
	if len(group) > 1 {
		row = "**" + markdownText(f.Subject) + "**: " + kinds(group)
	}
	var symbols []review.Symbol
	for _, f := range group {
		symbols = append(symbols, telling(f)...)
	}
	shown := symbols[:min(max(most, len(group)), len(symbols))]
	var names []string
	for _, s := range shown {
		if s.New != "" {
			names = append(names, markdownCode(shorten(declaration(s.New, s.NewType), 100)))
		}
	}
	if more := len(symbols) - len(shown); more > 0 {
		names = append(names, count(more, "more symbol"))
	}
	if names != nil {
		row += ": " + strings.Join(names, ", ")
	}
	return row
}

// markdownDifference returns the differences between two texts: "up to ~~1MB~~ **2MB**
// in size".
func markdownDifference(was, is string) string {
	var parts []string
	for _, p := range aroundDifferences(compareWords(was, is)) {
		text := markdownText(shorten(p.Text, 300))
		switch p.Kind {
		case review.SameWord:
			parts = append(parts, text)
		case review.LostWord:
			parts = append(parts, "~~"+text+"~~")
		case review.NewWord:
			parts = append(parts, "**"+text+"**")
		}
	}
	return strings.Join(parts, " ")
}

// whole returns a link to the complete report.
func (w *commentWriter) whole() string {
	if len(w.options.Links) == 0 {
		return "the complete report"
	}
	return markdownLink("the complete report", w.options.Links[0].URL)
}

// writeEnd adds the facts about all targets and the links to the other formats.
func (w *commentWriter) writeEnd() {
	tool := "No difference is due to another version of fragen."
	if w.report.Tool.Differs {
		tool = otherTool
	}
	if len(w.report.Targets) == 0 {
		tool = "No targets."
	}
	if search := searchLine(w.report); search != "" {
		w.text(markdownText(search) + "\n\n")
		for _, line := range otherErrors(w.report) {
			w.text("- " + markdownText(line) + "\n")
		}
		if len(w.report.Callers.Other) > 0 {
			w.text("\n")
		}
	}
	parts := []string{tool}
	for _, link := range w.options.Links {
		parts = append(parts, markdownLink(link.Name, link.URL))
	}
	w.text(strings.Join(parts, " · ") + "\n")
}
