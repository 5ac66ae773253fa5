package review

// This file compares tables of result codes and their rows. The pairs of numbers that rows
// cover are in codepairs.go, messages and translations in messages.go.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
)

func (c *comparer) compareTables() {
	find := func(a *api.API, t *api.Table) *api.Table {
		i := slices.IndexFunc(a.Tables, func(o *api.Table) bool { return o.Domain == t.Domain })
		if i < 0 {
			i = slices.IndexFunc(a.Tables, func(o *api.Table) bool { return o.Name == t.Name })
		}
		if i < 0 {
			return nil
		}
		return a.Tables[i]
	}
	for _, t := range c.old.api.Tables {
		if now := find(c.now.api, t); now != nil {
			c.compareTable(t, now)
			continue
		}
		x := (&change{
			rule: "codes.table.removed", subject: "table " + t.Name, was: t.Domain, text: "the table was removed",
			oldTree: tableParts(t),
		}).between(&t.Origin, nil)
		c.add(c.byCodesSetting(x, "domain", t.Domain,
			"fragen.yaml no longer selects the table", "fragen.yaml selects the table now"))
	}
	for _, t := range c.now.api.Tables {
		if find(c.old.api, t) == nil {
			x := (&change{
				rule: "codes.table.added", subject: "table " + t.Name, is: t.Domain, text: "the table is new",
				newTree: tableParts(t),
			}).between(nil, &t.Origin)
			c.add(c.byCodesSetting(x, "domain", t.Domain,
				"fragen.yaml no longer selects the table", "fragen.yaml selects the table now"))
		}
	}
}

// tableParts returns the parts of a table whose symbols it explains: itself and the
// properties with an accessor.
func tableParts(t *api.Table) []any {
	parts := []any{t}
	for _, b := range t.Bindings {
		parts = append(parts, bindingPart(t, b))
	}
	return parts
}

// tablePair is a table on both sides.
type tablePair struct{ old, now *api.Table }

// change returns a change of a table, with the parts whose symbols it explains.
func (p tablePair) change(x change) *change {
	x.subject = "table " + p.now.Name
	return x.between(&p.old.Origin, &p.now.Origin)
}

func (c *comparer) compareTable(old, now *api.Table) {
	p := tablePair{old, now}
	if old.Domain != now.Domain {
		c.add(p.change(change{
			rule: "codes.domain.changed", was: old.Domain, is: now.Domain, behaviour: Break,
			text: "the domain is " + quoted(now.Domain) + " now, not " + quoted(old.Domain),
		}))
	}
	if old.Keys != now.Keys {
		c.add(p.change(change{
			rule: "codes.keys.changed", was: old.Keys.String(), is: now.Keys.String(),
			behaviour: severityIf(!isSameSize(old.Keys.Code, now.Keys.Code) ||
				!isSameSize(old.Keys.Subcode, now.Keys.Subcode), Break),
			text:    "the codes are " + now.Keys.String() + " now, not " + old.Keys.String(),
			oldTree: tableParts(old), newTree: tableParts(now),
		}))
	}
	if old.Name != now.Name {
		c.add(p.change(change{
			rule: "codes.table.renamed", was: old.Name, is: now.Name,
			text:    "the table " + quoted(old.Name) + " is " + quoted(now.Name) + " now",
			oldTree: tableParts(old), newTree: tableParts(now),
		}))
	}
	c.compareDescriptions(p, codesAt.Child(now.Name).Child("description"), "the table",
		words{old.Description, old.Described}, words{now.Description, now.Described})
	if old.Link != now.Link {
		c.add(p.change(change{
			rule: "codes.link.changed", was: old.Link, is: now.Link, text: "the link of the table changed",
		}))
	}
	c.compareDeprecation(docPlace{subject: "table " + now.Name, what: "the table"}, old.Deprecation, now.Deprecation,
		deprecation{rule: "codes.table", old: old.Origin, now: now.Origin})
	c.compareCategories(p, "category", old.Categories, now.Categories)
	c.compareCategories(p, "resolver", old.Resolvers, now.Resolvers)
	c.compareLocales(p)
	c.compareUnknown(p)
	c.compareBindings(p)
	c.compareRows(p)
	c.compareCaptures(p)
	c.comparePairs(p)
}

// isSameSize reports whether two forms differ at most in whether numbers can be negative. The Go types
// are the same then, and a row has the same codes.
func isSameSize(a, b codekey.Form) bool {
	a.Signed, b.Signed = false, false
	return a == b
}

func (c *comparer) compareCategories(p tablePair, noun string, old, now []api.Category) {
	find := func(list []api.Category, id string) *api.Category {
		i := slices.IndexFunc(list, func(o api.Category) bool { return o.ID == id })
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	for i, x := range old {
		other := find(now, x.ID)
		if other == nil {
			y := p.change(change{
				rule: "codes." + noun + ".removed", was: x.ID, text: noun + " " + quoted(x.ID) + " was removed",
				oldTree: []any{categoryPart{p.old, x.ID}}, behaviour: Risk,
			})
			if i == 0 && len(now) == 0 {
				y.columns(p, "ResolvedBy")
			}
			c.add(y)
			continue
		}
		c.compareDescriptions(p, codesAt.Child(p.now.Name).Child(noun).Child(x.ID), noun+" "+quoted(x.ID),
			words{x.Description, x.Described}, words{other.Description, other.Described})
	}
	for i, x := range now {
		if find(old, x.ID) == nil {
			y := p.change(change{
				rule: "codes." + noun + ".added", is: x.ID, text: noun + " " + quoted(x.ID) + " is new",
				newTree: []any{categoryPart{p.now, x.ID}},
			})
			if i == 0 && len(old) == 0 {
				y.columns(p, "ResolvedBy")
			}
			c.add(y)
		}
	}
}

// funcPart is a function that looks up errors in a table.
type funcPart struct {
	table *api.Table
	name  string
}

// bindingPart returns the part whose symbols a binding explains.
func bindingPart(t *api.Table, b api.Binding) any {
	if b.IsFunc() {
		return funcPart{t, b.Name}
	}
	return b.Field
}

func (c *comparer) compareBindings(p tablePair) {
	name := func(s *side, b api.Binding) string {
		if b.IsFunc() {
			return "an error"
		}
		return s.goName(b.Type) + "." + b.Field.Name
	}
	texts := func(s *side, list []api.Binding) map[string]api.Binding {
		out := map[string]api.Binding{}
		for _, b := range list {
			out[name(s, b)+" as "+b.Name] = b
		}
		return out
	}
	old, now := texts(c.old, p.old.Bindings), texts(c.now, p.now.Bindings)
	for _, b := range p.old.Bindings {
		key := name(c.old, b) + " as " + b.Name
		if _, ok := now[key]; !ok {
			c.add(p.change(change{
				rule: "codes.binding.removed", was: key, text: "the accessor of " + name(c.old, b) + " was removed",
				oldTree: []any{bindingPart(p.old, b)},
			}))
		}
	}
	for _, b := range p.now.Bindings {
		key := name(c.now, b) + " as " + b.Name
		if _, ok := old[key]; !ok {
			c.add(p.change(change{
				rule: "codes.binding.added", is: key, text: name(c.now, b) + " has an accessor now",
				newTree: []any{bindingPart(p.now, b)},
			}))
		}
	}
}

// rowChange returns a change of a row.
func rowChange(p tablePair, old, now *api.Code, x change) *change {
	var from, to *api.Origin
	id := ""
	if old != nil {
		from, id, x.oldTree = &old.Origin, old.ID, []any{old}
	}
	if now != nil {
		to, id, x.newTree = &now.Origin, now.ID, []any{now}
	}
	x.subject = codeSubject(id)
	y := x.between(from, to)
	if y.at == "" {
		y.at = p.now.Origin.Pointer
	}
	y.at = codesAt.Child(p.now.Name).Child(id)
	y.order = "2" + string(y.at)
	return y
}

// usedAs adds the constants of a row, and a column of the table, whose uses are affected.
func (x *change) usedAs(p tablePair, column string) *change {
	x.uses = append(slices.Concat(x.oldTree, x.newTree), columnPart{p.old, column}, columnPart{p.now, column})
	return x
}

// codeSubject names a row of a table in a report.
func codeSubject(id string) string { return "code " + id }

// columns adds columns of a table, whose symbols exist if a row has a value for them.
func (x *change) columns(p tablePair, names ...string) *change {
	for _, name := range names {
		x.oldTree = append(x.oldTree, columnPart{p.old, name})
		x.newTree = append(x.newTree, columnPart{p.now, name})
	}
	return x
}

// columnsOf returns the columns for which a row has a value.
func columnsOf(r *api.Code) []string {
	var list []string
	for name, has := range map[string]bool{
		"Link": r.Link != "", "Since": r.Since != "", "Deprecated": r.Deprecated, "ReplacedBy": r.Successor != "",
		"Advice":      slices.ContainsFunc(r.Texts, func(t api.CodeText) bool { return t.Advice != "" }),
		"UserMessage": slices.ContainsFunc(r.Texts, func(t api.CodeText) bool { return t.User != "" }),
	} {
		if has {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func (c *comparer) compareRows(p tablePair) {
	rows := map[string]*api.Code{}
	for _, r := range p.now.Codes {
		rows[r.ID] = r
	}
	var gone, added []*api.Code
	known := map[string]bool{}
	for _, r := range p.old.Codes {
		known[r.ID] = true
		if other := rows[r.ID]; other != nil {
			c.compareRow(p, r, other)
		} else {
			gone = append(gone, r)
		}
	}
	for _, r := range p.now.Codes {
		if !known[r.ID] {
			added = append(added, r)
		}
	}
	if len(gone)+len(added) == 0 {
		return
	}
	before, after := newRowIndex(p.old), newRowIndex(p.now)
	wasCovered, isCovered := byCoverage(gone), byCoverage(added)
	renamed := map[*api.Code]bool{}
	for _, r := range gone {
		if other := isCovered[coverage(r)]; len(other) == 1 && len(wasCovered[coverage(r)]) == 1 {
			renamed[r], renamed[other[0]] = true, true
			c.add(rowChange(p, r, other[0], change{
				rule: "codes.row.renamed", was: r.ID, is: other[0].ID, behaviour: Break,
				text: "the row's ID is " + quoted(other[0].ID) + " now; stored IDs no longer match",
			}))
			c.compareRow(p, r, other[0])
		}
	}
	for _, r := range gone {
		if renamed[r] {
			continue
		}
		c.add(rowChange(p, r, nil, change{
			rule: "codes.row.removed", was: r.ID,
			text: "the row for " + coverage(r) + " was removed; " + after.rowText(r, "belongs", "covers", "now"),
		}).columns(p, columnsOf(r)...))
	}
	for _, r := range added {
		if renamed[r] {
			continue
		}
		c.add(rowChange(p, nil, r, change{
			rule: "codes.row.added", is: r.ID,
			text: "the row for " + coverage(r) + " is new; " + before.rowText(r, "belonged", "covered", "before"),
		}).columns(p, columnsOf(r)...))
	}
}

// byCoverage returns rows by the numbers that they cover.
func byCoverage(list []*api.Code) map[string][]*api.Code {
	out := map[string][]*api.Code{}
	for _, r := range list {
		out[coverage(r)] = append(out[coverage(r)], r)
	}
	return out
}

func (c *comparer) compareRow(p tablePair, old, now *api.Code) {
	add := func(rule, column, was, is, text string, behaviour Severity) {
		if was != is {
			x := change{rule: rule, was: was, is: is, text: text, behaviour: behaviour}
			c.add(rowChange(p, old, now, x).usedAs(p, column))
		}
	}
	add("codes.pair.changed", "", coverage(old), coverage(now),
		"the row is for "+coverage(now)+" now, not "+coverage(old), Risk)
	add("codes.category.changed", "Category", old.Category, now.Category,
		"the category is "+now.Category+" now, not "+old.Category, Risk)
	if old.Retryable != now.Retryable {
		x := rowChange(p, old, now, change{rule: "codes.retryable.changed", was: "retryable", is: "not retryable"})
		x.text, x.behaviour = "an attempt is no longer repeated", Risk
		if now.Retryable {
			x.was, x.is, x.text, x.behaviour = x.is, x.was, "programs repeat the attempt now", Break
		}
		c.add(x.usedAs(p, "Retryable"))
	}
	add("codes.resolver.changed", "ResolvedBy", old.ResolvedBy, now.ResolvedBy,
		"the problem is resolved by "+orNone(now.ResolvedBy)+" now, not "+orNone(old.ResolvedBy), Risk)
	if old.Link != now.Link {
		x := change{rule: "codes.link.changed", was: old.Link, is: now.Link, text: "the link changed"}
		c.add(rowChange(p, old, now, x).columns(p, "Link"))
	}
	if old.Since != now.Since {
		x := change{
			rule: "codes.since.changed", was: old.Since, is: now.Since,
			text: "the first version is " + orNone(now.Since) + " now, not " + orNone(old.Since),
		}
		c.add(rowChange(p, old, now, x).columns(p, "Since"))
	}
	if !old.Deprecated && now.Deprecated {
		x := change{rule: "codes.row.deprecated", is: now.Successor, text: "the row is deprecated now", behaviour: Risk}
		if now.Successor != "" {
			x.remedy = "use the row " + quoted(now.Successor)
		}
		c.add(rowChange(p, old, now, x).columns(p, "Deprecated", "ReplacedBy"))
	} else if old.Deprecated && !now.Deprecated {
		c.add(rowChange(p, old, now, change{
			rule: "codes.row.undeprecated", text: "the row is no longer deprecated",
		}).columns(p, "Deprecated", "ReplacedBy"))
	}
	if old.Successor != now.Successor && old.Deprecated == now.Deprecated {
		c.add(rowChange(p, old, now, change{
			rule: "codes.row.replaced", was: old.Successor, is: now.Successor,
			text: "the row is replaced by " + orNone(now.Successor),
		}).columns(p, "ReplacedBy"))
	}
	c.compareMessages(p, old, now)
}

// compareCaptures compares the numbers that messages contain.
func (c *comparer) compareCaptures(p tablePair) {
	names := func(t *api.Table) []string {
		var list []string
		for _, r := range t.Codes {
			if r.Pattern != nil && r.Pattern.Capture != "" && !slices.Contains(list, r.Pattern.Capture) {
				list = append(list, r.Pattern.Capture)
			}
		}
		return list
	}
	old, now := names(p.old), names(p.now)
	for _, name := range old {
		if !slices.Contains(now, name) {
			c.add(p.change(change{
				rule: "codes.placeholder.removed", was: name,
				text:    "messages no longer have the placeholder " + quoted(name),
				oldTree: []any{capturePart{p.old, name}}, behaviour: Risk,
			}))
		}
	}
	for _, name := range now {
		if !slices.Contains(old, name) {
			c.add(p.change(change{
				rule: "codes.placeholder.added", is: name,
				text:    "messages have the placeholder " + quoted(name) + " now",
				newTree: []any{capturePart{p.now, name}},
			}))
		}
	}
}
