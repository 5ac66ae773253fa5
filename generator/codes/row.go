package codes

// This file reads one row of a table, except for the codes that it is for.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/yamlfile"
)

// row reads a row. A row with errors in its codes or texts stays in the table,
// because the rest of it can still be checked.
func (p *parser) row(n yamlfile.Node, t *pendingTable) {
	row := &Code{Pos: n.Pos()}
	var id string
	selector := func(key string, read func(yamlfile.Node)) yamlfile.Key {
		return yamlfile.Optional(key, func(v yamlfile.Node) {
			before := p.diags.Len()
			read(v)
			t.unclear[row] = t.unclear[row] || p.diags.Len() > before
		})
	}
	subcodes := &keyList{label: "subcode", form: t.Keys.Subcode, keys: &row.Subcodes}
	category := yamlfile.Optional("category", p.reference(&row.Category, "category", "category", t))
	if !isDraft(n) {
		category.Missing = "set it to the id of a category"
	}
	if !n.Map("row",
		yamlfile.Required("id", "set it to a permanent name such as ended-by-bot", p.name(&id, "id", kebabName)),
		yamlfile.Optional("draft", p.boolean(&row.Draft, "draft")),
		selector("code", func(v yamlfile.Node) { p.codes(v, row, t) }),
		selector("class", func(v yamlfile.Node) { p.class(v, &row.Classes) }),
		selector("classes", p.classes(&row.Classes)),
		selector("codeRange", func(v yamlfile.Node) { row.Range = p.codeRange(v, "codeRange", t.Keys.Code) }),
		selector("prefix", func(v yamlfile.Node) { row.Prefix, _ = p.prefix(v, "prefix", t.Keys.Code) }),
		selector("subcode", func(v yamlfile.Node) { p.subcode(v, subcodes, row) }),
		selector("subcodes", func(v yamlfile.Node) {
			v.NonEmptyList(`"subcodes"`, func(item yamlfile.Node) { p.subcode(item, subcodes, row) })
		}),
		selector("range", func(v yamlfile.Node) { row.Pattern = p.subcodeRange(v) }),
		selector("pattern", func(v yamlfile.Node) { row.Pattern = p.pattern(v) }),
		category,
		yamlfile.Optional("retryable", p.boolean(&row.Retryable, "retryable")),
		yamlfile.Renamed("resolvedBy", "fixer", p.reference(&row.ResolvedBy, "resolvedBy", "resolver", t)),
		yamlfile.Optional("link", p.link(&row.Link)),
		yamlfile.Optional("since", p.prose(&row.Since, "since")),
		yamlfile.Optional("deprecated", p.boolean(&row.Old, "deprecated")),
		yamlfile.Optional("replacedBy", func(v yamlfile.Node) { p.replacedBy(v, row, t) }),
		yamlfile.Required("message", "add the message in the source locale", func(v yamlfile.Node) {
			t.messages[row] = p.localized(v, "message")
		}),
		yamlfile.Optional("user", func(v yamlfile.Node) { t.users[row] = p.localized(v, "user") }),
		yamlfile.Optional("advice", func(v yamlfile.Node) { t.advice[row] = p.localized(v, "advice") }),
	) {
		return
	}
	row.ID = ID(id)
	row.Old = row.Old || row.Successor != ""
	slices.Sort(row.Classes)
	t.unclear[row] = !p.checkSelectors(n, t.Keys) || t.unclear[row]
	t.Codes = append(t.Codes, row)
}

// isDraft reports whether the row n is marked as a draft. Drafts may lack keys
// that other rows require.
func isDraft(n yamlfile.Node) bool {
	value, ok := n.Lookup("draft")
	return ok && strings.EqualFold(value.Source(), "true")
}

func (p *parser) replacedBy(n yamlfile.Node, row *Code, t *pendingTable) {
	id := ""
	p.name(&id, "replacedBy", kebabName)(n)
	if id != "" {
		row.Successor = ID(id)
		t.successors = append(t.successors, successor{n.Pos(), row})
	}
}

// reference reads the id of a category or resolver. Its position is recorded,
// because the term may be declared further down.
func (p *parser) reference(to *string, key, noun string, t *pendingTable) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if text, ok := n.String(quote(key)); ok {
			*to = text.Value
			p.uses = append(p.uses, use{text, noun, t})
		}
	}
}
