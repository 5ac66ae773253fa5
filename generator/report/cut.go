package report

// This file fits a Markdown comment into a limit of bytes. A comment consists of fixed
// parts and of lists. If it is too long, the lists lose their last rows, the least
// important list first, and each shortened list ends with the number of missing findings.

import "strings"

// part is a part of a comment: a fixed text, or a list of rows.
type part struct {
	text string // before the rows
	rows []string
	end  string // after the rows

	weights []int // findings of each row; nil if each row has one
	shown   int
	more    func(missing int) string // row in place of the missing findings
	value   int                      // importance; lists with a lower value are cut first
}

// render returns the part with its shown rows.
func (p *part) render() string {
	var b strings.Builder
	b.WriteString(p.text)
	for _, row := range p.rows[:p.shown] {
		b.WriteString(row)
	}
	if missing := p.missing(); missing > 0 {
		b.WriteString(p.more(missing))
	}
	b.WriteString(p.end)
	return b.String()
}

// missing returns the number of findings in the rows that are not shown.
func (p *part) missing() int {
	if p.weights == nil {
		return len(p.rows) - p.shown
	}
	n := 0
	for _, weight := range p.weights[p.shown:] {
		n += weight
	}
	return n
}

// fitParts joins the parts with as many rows as fit into limit bytes.
func fitParts(parts []*part, limit int) string {
	total := 0
	for _, p := range parts {
		total += len(p.render())
	}
	for total > limit {
		p := cheapest(parts)
		if p == nil {
			break
		}
		before := len(p.render())
		p.shown -= max(1, p.rowsToCut(total-limit))
		total += len(p.render()) - before
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.render())
	}
	return b.String()
}

// cheapest returns the list to cut next, nil if no list has rows.
func cheapest(parts []*part) *part {
	var found *part
	for _, p := range parts {
		if p.shown > 0 && (found == nil || p.value < found.value) {
			found = p
		}
	}
	return found
}

// rowsToCut returns how many of the shown rows have excess bytes together, at most
// all.
func (p *part) rowsToCut(excess int) int {
	n := 0
	for n < p.shown && excess > 0 {
		excess -= len(p.rows[p.shown-1-n])
		n++
	}
	return n
}
