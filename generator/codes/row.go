package codes

// This file reads one row of a table: the codes that it is for, its category
// and its texts.

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
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
	category := yamlfile.Optional("category", p.reference(&row.Category, "category", "category", t))
	if !isDraft(n) {
		category.Missing = "set it to the id of a category"
	}
	if !n.Map("row",
		yamlfile.Required("id", "set it to a permanent name such as ended-by-bot", p.name(&id, "id", kebabName)),
		yamlfile.Optional("draft", p.boolean(&row.Draft, "draft")),
		selector("code", func(v yamlfile.Node) { row.Code, _ = v.Int(`"code"`, 0, math.MaxInt32) }),
		selector("class", func(v yamlfile.Node) { p.class(v, &row.Classes) }),
		selector("classes", p.classes(&row.Classes)),
		selector("subcode", func(v yamlfile.Node) { p.subcode(v, row) }),
		selector("subcodes", func(v yamlfile.Node) {
			v.NonEmptyList(`"subcodes"`, func(item yamlfile.Node) { p.subcode(item, row) })
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
	t.unclear[row] = !p.checkSelectors(n) || t.unclear[row]
	t.Codes = append(t.Codes, row)
}

// isDraft reports whether the row n is marked as a draft. Drafts may lack keys
// that other rows require.
func isDraft(n yamlfile.Node) bool {
	value, ok := n.Lookup("draft")
	return ok && strings.EqualFold(value.Source(), "true")
}

// checkSelectors returns whether a row selects its codes in exactly one way, and
// reports it if it does not.
func (p *parser) checkSelectors(n yamlfile.Node) bool {
	has := n.Keys()
	present := func(names ...string) []string {
		return slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(has, name) })
	}
	codes, subcodes := present("code", "class", "classes"), present("subcode", "subcodes", "range", "pattern")
	switch {
	case len(codes) == 0:
		n.Errorf("missing-key",
			`missing key "code" in row; add it, or add "class" for a range of 100 codes such as 400 to 499`)
	case len(codes) > 1:
		n.Errorf("ambiguous-row", "%s are mutually exclusive; keep one", strings.Join(codes, " and "))
	case len(subcodes) > 1:
		n.Errorf("ambiguous-row", "%s are mutually exclusive; keep one", strings.Join(subcodes, " and "))
	case codes[0] != "code" && len(subcodes) == 1 && (subcodes[0] == "subcode" || subcodes[0] == "subcodes"):
		n.Errorf("ambiguous-row",
			"%q requires the \"code\" key, found %q; replace %[2]q with \"code\"", subcodes[0], codes[0])
	default:
		return true
	}
	return false
}

// classes reads a list of classes.
func (p *parser) classes(to *[]int64) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.NonEmptyList(`"classes"`, func(item yamlfile.Node) { p.class(item, to) })
	}
}

func (p *parser) class(n yamlfile.Node, to *[]int64) {
	class, ok := n.Int(`"class"`, 1, 9)
	if ok && slices.Contains(*to, class) {
		n.Errorf("duplicate-code", "duplicate class %d; remove one", class)
	} else if ok {
		*to = append(*to, class)
	}
}

func (p *parser) subcode(n yamlfile.Node, row *Code) {
	subcode, ok := n.Int(`"subcode"`, 0, math.MaxInt32)
	if ok && slices.Contains(row.Subcodes, subcode) {
		n.Errorf("duplicate-code", "duplicate subcode %d; remove one", subcode)
	} else if ok {
		row.Subcodes = append(row.Subcodes, subcode)
	}
}

var patternForm = regexp.MustCompile(`^([1-9][0-9]{0,8})\{([a-z][A-Za-z0-9]{0,31}):([1-9])\}$`)

// pattern reads a pattern such as "540{sip:3}".
func (p *parser) pattern(n yamlfile.Node) *Pattern {
	text, ok := n.String(`"pattern"`)
	if !ok {
		return nil
	}
	parts := patternForm.FindStringSubmatch(text.Value)
	if parts == nil {
		n.Errorf("invalid-pattern",
			`invalid pattern %q; write digits and one capture with its length, such as "540{sip:3}"`,
			diag.Excerpt(text.Value))
		return nil
	}
	prefix, _ := strconv.ParseInt(parts[1], 10, 64)
	digits, _ := strconv.Atoi(parts[3])
	span := int64(1)
	for range digits {
		span *= 10
	}
	low := prefix * span
	pattern := &Pattern{Pos: text.Pos, Low: low, High: low + span - 1, Capture: parts[2], Text: text.Value}
	if pattern.High > math.MaxInt32 {
		n.Errorf("out-of-range", "pattern %q ends at %d; the largest subcode is %d", text.Value, pattern.High,
			math.MaxInt32)
		return nil
	}
	return pattern
}

var rangeForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})-([1-9][0-9]{0,9})$`)

// subcodeRange reads a range such as 5000-5099.
func (p *parser) subcodeRange(n yamlfile.Node) *Pattern {
	text, ok := n.String(`"range"`)
	if !ok {
		return nil
	}
	parts := rangeForm.FindStringSubmatch(text.Value)
	if parts == nil {
		n.Errorf("invalid-pattern", "invalid range %q; write the first and the last subcode, such as 5000-5099",
			diag.Excerpt(text.Value))
		return nil
	}
	low, _ := strconv.ParseInt(parts[1], 10, 64)
	high, _ := strconv.ParseInt(parts[2], 10, 64)
	switch {
	case low >= high:
		n.Errorf("invalid-pattern", "invalid range %q; the first subcode must be smaller than the last", text.Value)
		return nil
	case high > math.MaxInt32:
		n.Errorf("out-of-range", "range %q ends at %d; the largest subcode is %d", text.Value, high, math.MaxInt32)
		return nil
	}
	return &Pattern{Pos: text.Pos, Low: low, High: high, Text: text.Value}
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
