package codes

// This file checks what can be judged only when a table has been read whole:
// references to categories and resolvers, texts against the declared locales, and
// rows against each other.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
)

// use is a place where a row names a category or a resolver.
type use struct {
	pos  diag.Pos
	what string // "category" or "resolver"
	id   string
	in   *draft
}

func (p *parser) checkTables() {
	p.checkUses()
	p.checkExceptions()
	domains := make(map[string]diag.Pos)
	bound := make(map[[2]string]diag.Pos)
	for _, d := range p.drafts {
		if first, twice := domains[d.Domain]; twice {
			p.diags.Errorf(d.Pos, "duplicate-domain", "domain %s already has a table at %s; put the codes there", d.Domain, first)
		} else if d.Domain != "" {
			domains[d.Domain] = d.Pos
		}
		for _, b := range d.Bindings {
			key := [2]string{b.Property, b.Method}
			if first, twice := bound[key]; twice {
				p.diags.Errorf(b.Pos, "duplicate-binding", "%s has a method %s already, bound at %s; choose another name", b.Property, b.Method, first)
				continue
			}
			bound[key] = b.Pos
		}
		d.Rules = p.rules
		p.checkLocales(d)
		p.checkGlossary(d)
		p.checkIDs(d)
		p.checkSuccessors(d)
		p.checkPairs(d)
		p.checkPatterns(d)
	}
}

func (p *parser) checkUses() {
	for _, u := range p.uses {
		known := u.in.Categories
		if u.what == "resolver" {
			known = u.in.Resolvers
		} else if len(known) == 0 {
			continue // already reported as missing
		}
		ids := make([]string, len(known))
		for i, term := range known {
			ids[i] = term.ID
		}
		if !slices.Contains(ids, u.id) {
			p.diags.Errorf(u.pos, "unknown-"+u.what, "the table declares no %s %q%s", u.what, short(u.id), diag.DidYouMean(u.id, ids))
		}
	}
}

// checkLocales puts the texts of all rows into the order of the locales.
func (p *parser) checkLocales(d *draft) {
	if len(d.Locales) == 0 || d.Source == "" {
		return // already reported; without them every text would be wrong
	}
	if !slices.Contains(d.Locales, d.Source) {
		p.diags.Errorf(d.locales[0].pos, "missing-locale", "the source %s is not among the locales; add it", d.Source)
	}
	for _, s := range d.stated {
		p.checkDeclared(d, s)
		p.checkState(d, s.pos, s.tag, d.States[s.tag])
	}
	for _, n := range d.named {
		p.checkDeclared(d, n)
	}
	for _, row := range d.Codes {
		if all := d.messages[row]; all != nil {
			row.Message = p.arrange(d, row, all, "message")
		}
		if all := d.advice[row]; all != nil {
			row.Advice = p.arrange(d, row, all, "advice")
		}
		if all := d.users[row]; all != nil {
			row.User = p.arrange(d, row, all, "user")
		}
	}
	for _, l := range d.locales {
		severity, wanted := p.rules["missing-text"].severity(usual("missing-text"), nil, l.tag)
		if gap := d.gaps[l.tag]; gap.texts > 0 && wanted {
			p.diags.Add(diag.Diagnostic{Pos: l.pos, Severity: min(severity, diag.Warning), Rule: "missing-text", Message: fmt.Sprintf(
				"%s lacks texts, %d in all, the first at %s; until they are there, readers get them in %s", l.tag, gap.texts, gap.first, d.Source)})
		}
	}
}

// gap is what a locale lacks.
type gap struct {
	texts int
	first diag.Pos
}

func (p *parser) checkDeclared(d *draft, l locale) bool {
	if slices.Contains(d.Locales, l.tag) {
		return true
	}
	p.diags.Errorf(l.pos, "undeclared-locale", "locale %s is not among the table's locales%s; add it there or remove it here",
		l.tag, diag.DidYouMean(l.tag, d.Locales))
	return false
}

func (p *parser) checkState(d *draft, pos diag.Pos, tag string, state State) {
	switch {
	case tag == d.Source && state != Source && state != "":
		p.diags.Errorf(pos, "wrong-state", "texts in %s are the source; leave the state out", tag)
	case tag != d.Source && state == Source:
		p.diags.Errorf(pos, "wrong-state", "only texts in %s are in state source; this one is translated, reviewed or mt", d.Source)
	}
}

// arrange returns the texts in the order of the locales, each with its state,
// and notes those that are missing. Only that of the source must be there:
// translations follow when somebody has made them.
func (p *parser) arrange(d *draft, row *Code, all *texts, what string) []Text {
	byLocale := make(map[string]Text, len(all.list))
	for _, text := range all.list {
		if !p.checkDeclared(d, locale{text.Pos, text.Locale}) {
			continue
		}
		p.checkState(d, text.Pos, text.Locale, text.State)
		if text.State == "" {
			text.State = d.StateIn(text.Locale)
		}
		byLocale[text.Locale] = text
	}
	var arranged []Text
	for _, tag := range d.Locales {
		text, found := byLocale[tag]
		switch {
		case found:
			arranged = append(arranged, text)
		case row.Draft:
		case tag == d.Source:
			p.diags.Errorf(all.pos, "missing-source-text", "%s has no text in %s, from which the others are translated; add it", what, tag)
		default:
			d.missing(tag, all.pos)
		}
	}
	return arranged
}

func (d *draft) missing(tag string, at diag.Pos) {
	gap := d.gaps[tag]
	if gap.texts == 0 {
		gap.first = at
	}
	gap.texts++
	d.gaps[tag] = gap
}

func (p *parser) checkIDs(d *draft) {
	first := make(map[ID]diag.Pos)
	for _, row := range d.Codes {
		if pos, twice := first[row.ID]; twice {
			p.diags.Errorf(row.Pos, "duplicate-id", "id %q is already at %s; ids tell rows apart for ever, choose another", row.ID, pos)
		} else if row.ID != "" {
			first[row.ID] = row.Pos
		}
	}
}

// checkSuccessors looks for the rows that others name as theirs.
func (p *parser) checkSuccessors(d *draft) {
	rows := make(map[ID]*Code)
	var ids []string
	for _, row := range d.Codes {
		rows[row.ID] = row
		ids = append(ids, string(row.ID))
	}
	for _, s := range d.successors {
		other := rows[s.row.Successor]
		switch {
		case other == nil:
			p.diags.Errorf(s.pos, "unknown-row", "no row has the id %q%s", s.row.Successor, diag.DidYouMean(string(s.row.Successor), ids))
		case other == s.row:
			p.diags.Errorf(s.pos, "unknown-row", "%s cannot replace itself; name another row", s.row.ID)
		case other.Draft && !s.row.Draft:
			p.diags.Errorf(s.pos, "unknown-row", "%s is a draft, from which nothing is generated; finish it first", other.ID)
		case other.Old:
			p.diags.Errorf(s.pos, "unknown-row", "%s is deprecated too; name the row that replaces both", other.ID)
		}
	}
}

// key is a code or class with a subcode, -1 where there is none.
type key struct{ class, code, subcode int64 }

// keys lists the keys under which a row without a pattern is found.
func (c *Code) keys() []key {
	var keys []key
	switch {
	case c.Pattern != nil:
	case len(c.Classes) > 0:
		for _, class := range c.Classes {
			keys = append(keys, key{class, -1, -1})
		}
	case len(c.Subcodes) == 0:
		keys = append(keys, key{-1, c.Code, -1})
	}
	for _, subcode := range c.Subcodes {
		keys = append(keys, key{-1, c.Code, subcode})
	}
	return keys
}

func (p *parser) checkPairs(d *draft) {
	first := make(map[key]*Code)
	for _, row := range d.Codes {
		if d.unclear[row] {
			continue
		}
		for _, k := range row.keys() {
			other := first[k]
			if other == nil {
				first[k] = row
				continue
			}
			switch {
			case k.class >= 0:
				p.diags.Errorf(row.Pos, "duplicate-code", "class %d already has a row at %s; keep one", k.class, other.Pos)
			case k.subcode < 0:
				p.diags.Errorf(row.Pos, "duplicate-code", "code %d without a subcode already has a row at %s; keep one", k.code, other.Pos)
			default:
				p.diags.Errorf(row.Pos, "duplicate-code", "code %d with subcode %d already has a row at %s; keep one", k.code, k.subcode, other.Pos)
			}
		}
	}
}

// checkPatterns reports patterns of the same code or class that share numbers.
func (p *parser) checkPatterns(d *draft) {
	groups := make(map[key][]*Code)
	var order []key
	for _, row := range d.Codes {
		if row.Pattern == nil || d.unclear[row] {
			continue
		}
		under := []key{{-1, row.Code, -1}}
		if len(row.Classes) > 0 {
			under = nil
			for _, class := range row.Classes {
				under = append(under, key{class, -1, -1})
			}
		}
		for _, k := range under {
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

// checkOverlap sorts rows by where their patterns begin and compares each with
// the one before that reaches furthest. The diagnostics stand at the later row
// of the file; a pair that meets in several classes is told once.
func (p *parser) checkOverlap(rows []*Code) {
	slices.SortStableFunc(rows, func(a, b *Code) int { return cmp.Compare(a.Pattern.Low, b.Pattern.Low) })
	furthest := rows[0]
	for _, row := range rows[1:] {
		if row.Pattern.Low <= furthest.Pattern.High {
			a, b := furthest, row
			if cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col)) > 0 {
				a, b = b, a
			}
			p.diags.Errorf(b.Pattern.Pos, "overlapping-pattern", "the %s shares subcodes with the %s at %s; make one of them narrower", kind(b.Pattern), kind(a.Pattern), a.Pattern.Pos)
		}
		if row.Pattern.High > furthest.Pattern.High {
			furthest = row
		}
	}
}

func kind(p *Pattern) string {
	if p.IsRange() {
		return "range"
	}
	return "pattern"
}
