package codes

// This file checks conditions that span a whole table: references to categories
// and resolvers, texts against the declared locales, and rows against each
// other.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/diag"
)

// use is a reference from a row to a category or resolver.
type use struct {
	id   diag.Text
	noun string // "category" or "resolver"
	in   *pendingTable
}

func (p *parser) checkTables() {
	p.checkUses()
	p.checkExceptions()
	domains := make(map[string]diag.Pos)
	methods := make(map[[2]string]diag.Pos) // by place and method
	for _, t := range p.pending {
		if first, duplicate := domains[t.Domain]; duplicate {
			p.diags.Errorf(t.Pos, "duplicate-domain",
				"duplicate domain %s, first at %s; move the codes to that table", t.Domain, first)
		} else if t.Domain != "" {
			domains[t.Domain] = t.Pos
		}
		for _, b := range t.Bindings {
			for _, key := range b.names() {
				if first, duplicate := methods[key]; duplicate {
					p.diags.Errorf(b.Pos, "duplicate-binding",
						"duplicate method %s for %s, first at %s; choose a different name",
						key[1], key[0], first)
					continue
				}
				methods[key] = b.Pos
			}
		}
		t.Rules = p.rules
		p.checkLocales(t)
		p.checkGlossary(t)
		p.checkIDs(t)
		p.checkSuccessors(t)
		p.checkPairs(t)
		p.checkPatterns(t)
		p.checkRanges(t)
	}
}

// checkUses checks the ids of categories and resolvers.
func (p *parser) checkUses() {
	type list struct {
		table *pendingTable
		noun  string
	}
	known := make(map[list]map[string]bool)
	for _, u := range p.uses {
		declared := u.in.Categories
		if u.noun == "resolver" {
			declared = u.in.Resolvers
		} else if len(declared) == 0 {
			continue // the missing list is already reported
		}
		ids := known[list{u.in, u.noun}]
		if ids == nil {
			ids = make(map[string]bool)
			for _, term := range declared {
				ids[term.ID] = true
			}
			known[list{u.in, u.noun}] = ids
		}
		if !ids[u.id.Value] {
			near := p.suggester.DidYouMean(u.id.Value, func() []string { return slices.Sorted(maps.Keys(ids)) })
			p.diags.Errorf(u.id.Pos, "unknown-"+u.noun, "the table does not declare the %s %q%s",
				u.noun, diag.Excerpt(u.id.Value), near)
		}
	}
}

// checkLocales checks the locales of a table, and puts the texts of its rows in
// the order of "locales".
func (p *parser) checkLocales(t *pendingTable) {
	if len(t.Locales) == 0 || t.Source == "" {
		return // already reported; every text would be an error
	}
	if !slices.Contains(t.Locales, t.Source) {
		p.diags.Errorf(t.locales[0].Pos, "missing-locale", `"locales" does not contain the source locale %s; add it`,
			t.Source)
	}
	for _, l := range t.stated {
		p.checkDeclared(t, l)
		p.checkState(t, l.Pos, l.Value, t.States[l.Value])
	}
	for _, l := range t.named {
		p.checkDeclared(t, l)
	}
	for _, d := range t.described {
		if d.isString {
			d.all.texts[0].Locale, d.all.texts[0].State = t.Source, Source
			*d.to = d.all.texts
		} else {
			*d.to = p.arrange(t, nil, d.all, d.key)
		}
	}
	for _, row := range t.Codes {
		if all := t.messages[row]; all != nil {
			row.Message = p.arrange(t, row, all, "message")
		}
		if all := t.advice[row]; all != nil {
			row.Advice = p.arrange(t, row, all, "advice")
		}
		if all := t.users[row]; all != nil {
			row.User = p.arrange(t, row, all, "user")
		}
	}
	p.reportGaps(t)
}

// gap counts the missing texts of a locale.
type gap struct {
	texts int
	first diag.Pos // of the value that lacks the first text
}

// reportGaps reports locales with missing texts, at most as warnings.
func (p *parser) reportGaps(t *pendingTable) {
	severity, isOn := p.rules["missing-text"].severity(usual("missing-text"), nil, "")
	for _, l := range t.locales {
		gap := t.gaps[l.Value]
		if gap.texts == 0 || !isOn {
			continue
		}
		message := fmt.Sprintf("%s: %d missing %s, the first at %s; programs show messages in %s instead",
			l.Value, gap.texts, map[bool]string{true: "message", false: "messages"}[gap.texts == 1], gap.first, t.Source)
		p.diags.Add(diag.Diagnostic{
			Pos: l.Pos, Severity: min(severity, diag.Warning), Rule: "missing-text", Message: message,
		})
	}
}

// checkDeclared returns whether a locale is in "locales", and reports it if it
// is not.
func (p *parser) checkDeclared(t *pendingTable, l diag.Text) bool {
	if slices.Contains(t.Locales, l.Value) {
		return true
	}
	p.diags.Errorf(l.Pos, "undeclared-locale",
		`locale %s is not in the table's "locales"%s; add it there or remove it here`,
		l.Value, p.suggester.DidYouMean(l.Value, func() []string { return t.Locales }))
	return false
}

func (p *parser) checkState(t *pendingTable, pos diag.Pos, tag string, state State) {
	switch {
	case tag == t.Source && state != Source && state != "":
		p.diags.Errorf(pos, "wrong-state",
			`messages in %s, the source locale, always have the "source" state; remove the "state" key`, tag)
	case tag != t.Source && state == Source:
		p.diags.Errorf(pos, "wrong-state",
			`the "source" state is reserved for messages in %s; write "translated", "reviewed" or "mt"`, t.Source)
	}
}

// arrange returns the texts in the order of "locales", each with its state, and
// counts the missing ones. Only the text in the source locale is required.
// row is nil for phrases.
func (p *parser) arrange(t *pendingTable, row *Code, all *localized, key string) []Text {
	byLocale := make(map[string]Text, len(all.texts))
	for _, text := range all.texts {
		if !p.checkDeclared(t, diag.Text{Value: text.Locale, Pos: text.Pos}) {
			continue
		}
		p.checkState(t, text.Pos, text.Locale, text.State)
		if text.State == "" {
			text.State = t.StateIn(text.Locale)
		}
		byLocale[text.Locale] = text
	}
	var arranged []Text
	for _, tag := range t.Locales {
		text, found := byLocale[tag]
		switch {
		case found:
			arranged = append(arranged, text)
		case row != nil && row.Draft:
		case tag == t.Source:
			p.diags.Errorf(all.pos, "missing-source-text",
				"%q has no message in %s, the source locale; add one", key, tag)
		case row == nil && len(byLocale) <= 1: // see isTranslated
		default:
			t.countGap(tag, all.pos)
		}
	}
	return arranged
}

// countGap records that the value at pos has no text in a locale.
func (t *pendingTable) countGap(tag string, pos diag.Pos) {
	gap := t.gaps[tag]
	if gap.texts == 0 {
		gap.first = pos
	}
	gap.texts++
	t.gaps[tag] = gap
}

func (p *parser) checkIDs(t *pendingTable) {
	first := make(map[ID]diag.Pos)
	for _, row := range t.Codes {
		if pos, duplicate := first[row.ID]; duplicate {
			p.diags.Errorf(row.Pos, "duplicate-id", "duplicate id %q, first at %s; choose a different one", row.ID, pos)
		} else if row.ID != "" {
			first[row.ID] = row.Pos
		}
	}
}

// checkSuccessors checks the rows that "replacedBy" refers to.
func (p *parser) checkSuccessors(t *pendingTable) {
	rows := make(map[ID]*Code)
	var ids []string
	for _, row := range t.Codes {
		rows[row.ID] = row
		ids = append(ids, string(row.ID))
	}
	for _, s := range t.successors {
		id := s.row.Successor
		switch other := rows[id]; {
		case other == nil:
			p.diags.Errorf(s.pos, "unknown-row", "unknown row %q%s", id,
				p.suggester.DidYouMean(string(id), func() []string { return ids }))
		case other == s.row:
			p.diags.Errorf(s.pos, "unknown-row", "row %q cannot replace itself; specify a different row", id)
		case other.Draft && !s.row.Draft:
			p.diags.Errorf(s.pos, "unknown-row",
				"row %q is a draft, for which no code is generated; complete it first", id)
		case other.Old:
			p.diags.Errorf(s.pos, "unknown-row", "row %q is deprecated too; specify the row that replaces both", id)
		}
	}
}

// rowKey identifies the values that a row is found by: a class, a prefix, a range,
// or a code with a subcode.
type rowKey struct {
	kind          string // "class", "prefix", "range", "code" or "subcode"
	code, subcode codekey.Key
	high          int64 // of a range
}

// describe describes k for a message.
func (k rowKey) describe(t *Table) string {
	code := t.Keys.Code.Format(k.code)
	switch {
	case k.kind == "range":
		return fmt.Sprintf("the codes from %s to %s", code, t.Keys.Code.Format(codekey.Number(k.high)))
	case k.kind == "subcode":
		return fmt.Sprintf("code %s, subcode %s", code, t.Keys.Subcode.Format(k.subcode))
	case k.kind == "code" && t.Keys.HasSubcodes():
		return fmt.Sprintf("code %s without a subcode", code)
	}
	return k.kind + " " + code
}

// codeKeys returns the keys of the codes that a row is for, without subcodes.
func (t *Table) codeKeys(row *Code) []rowKey {
	var keys []rowKey
	for _, code := range row.Codes {
		keys = append(keys, rowKey{kind: "code", code: t.Keys.Code.Canonical(code)})
	}
	for _, class := range row.Classes {
		keys = append(keys, rowKey{kind: "class", code: codekey.Number(class)})
	}
	if row.Prefix != "" {
		keys = append(keys, rowKey{kind: "prefix", code: t.Keys.Code.Canonical(codekey.Word(row.Prefix))})
	}
	if row.Range != nil {
		keys = append(keys, rowKey{kind: "range", code: codekey.Number(row.Range.Low), high: row.Range.High})
	}
	return keys
}

// rowKeys returns the keys of a row. A row with a pattern has none.
func (t *Table) rowKeys(row *Code) []rowKey {
	var keys []rowKey
	switch {
	case row.Pattern != nil:
	case len(row.Subcodes) == 0:
		return t.codeKeys(row)
	default:
		for _, code := range t.codeKeys(row) {
			for _, subcode := range row.Subcodes {
				code.kind, code.subcode = "subcode", t.Keys.Subcode.Canonical(subcode)
				keys = append(keys, code)
			}
		}
	}
	return keys
}

// maxPairs limits the number of pairs of a table that rows with several codes and several
// subcodes have. A row with n of both has n² pairs.
const maxPairs = 50_000

// checkPairs reports rows with a key that an earlier row has.
func (p *parser) checkPairs(t *pendingTable) {
	first := make(map[rowKey]*Code)
	pairs := 0
	for _, row := range t.Codes {
		if t.unclear[row] {
			continue
		}
		if codes, subcodes := len(t.codeKeys(row)), len(row.Subcodes); codes > 1 && subcodes > 1 {
			pairs += codes * subcodes
		}
		if pairs > maxPairs {
			p.diags.Errorf(row.Pos, "too-large", "the rows with several codes and several subcodes have more than "+
				"%d pairs of them; write ranges or patterns", maxPairs)
			return
		}
		for _, k := range t.rowKeys(row) {
			other := first[k]
			if other == nil {
				first[k] = row
				continue
			}
			p.diags.Errorf(row.Pos, "duplicate-code", "duplicate row for %s, first at %s; keep one",
				k.describe(t.Table), other.Pos)
		}
	}
}

// checkPatterns reports patterns of the same code or class that match the same
// subcodes.
func (p *parser) checkPatterns(t *pendingTable) {
	groups := make(map[rowKey][]*Code)
	var order []rowKey
	for _, row := range t.Codes {
		if row.Pattern == nil || t.unclear[row] {
			continue
		}
		for _, k := range t.codeKeys(row) {
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], row)
		}
	}
	for _, k := range order {
		p.checkOverlap(groups[k])
	}
}

// checkRanges reports ranges of codes that overlap, unless their rows have patterns
// for subcodes.
func (p *parser) checkRanges(t *pendingTable) {
	var rows []*Code
	for _, row := range t.Codes {
		if row.Range != nil && row.Pattern == nil && !t.unclear[row] {
			rows = append(rows, row)
		}
	}
	p.checkSpans(rows, func(row *Code) span {
		return span{row.Range.Pos, row.Range.Low, row.Range.High, "codeRange"}
	})
}

// checkOverlap reports patterns that overlap.
func (p *parser) checkOverlap(rows []*Code) {
	p.checkSpans(rows, func(row *Code) span {
		return span{row.Pattern.Pos, row.Pattern.Low, row.Pattern.High, row.Pattern.kind()}
	})
}

// span is the numbers from low to high, as stated under a key of a row.
type span struct {
	pos       diag.Pos
	low, high int64
	key       string
}

// checkSpans sorts rows by the beginnings of their spans, and compares each with
// the earlier one that ends last. A diagnostic is at the later row in the file so
// that a pair which meets in several classes is reported once.
func (p *parser) checkSpans(rows []*Code, of func(*Code) span) {
	if len(rows) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b *Code) int { return cmp.Compare(of(a).low, of(b).low) })
	furthest := of(rows[0])
	for _, row := range rows[1:] {
		now := of(row)
		if now.low <= furthest.high {
			a, b := furthest, now
			if cmp.Or(cmp.Compare(a.pos.Line, b.pos.Line), cmp.Compare(a.pos.Col, b.pos.Col)) > 0 {
				a, b = b, a
			}
			p.diags.Errorf(b.pos, "overlapping-pattern", "the %s overlaps the %s at %s; narrow one of them",
				b.key, a.key, a.pos)
		}
		if now.high > furthest.high {
			furthest = now
		}
	}
}

// kind returns the key in codes.yaml that a pattern is written under.
func (p *Pattern) kind() string {
	if p.IsRange() {
		return "range"
	}
	return "pattern"
}
