package config

// The key "pages": rules for results that come in pages. A rule names the
// operations it applies to and the places in requests and responses that hold
// the page's number, its items and so on.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// PageRule describes how the results of some operations come in pages. The
// first rule that fits an operation applies.
type PageRule struct {
	Pos        diag.Pos
	Paths      []source.PathRule // with Operations and Tags: any of them; all empty: every operation that fits
	Operations []diag.Text       // operationIds
	Tags       []diag.Text
	Style      string    // cursor, offset, page, link, nextLink or none
	Items      diag.Text // property of the result with the items; empty: the result itself
	Param      diag.Text // query parameter that selects the page
	Next       diag.Text // property with the next page's cursor or link
	NextItem   diag.Text // property of the last item that is the next page's cursor
	NextHeader diag.Text // header with the next page's cursor
	More       diag.Text // property that is false on the last page
	Total      diag.Text // property with the number of all items
	Last       diag.Text // property with the number of all pages
	First      int       // the first offset or page number
}

// pageStyle is a style with the keys that it requires and allows. Of the keys in
// one element of required, exactly one must be set.
type pageStyle struct {
	name     string
	required [][]string
	optional []string
}

var pageStyles = []pageStyle{
	{"cursor", [][]string{{"param"}, {"next", "nextItem", "nextHeader"}}, []string{"items", "more"}},
	{"offset", [][]string{{"param"}}, []string{"items", "total", "more", "first"}},
	{"page", [][]string{{"param"}}, []string{"items", "last", "more", "first"}},
	{"link", nil, []string{"items"}},
	{"nextLink", [][]string{{"items"}, {"next"}}, nil},
	{"none", nil, nil},
}

func (p *parser) pages(to *[]PageRule) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.List(`"pages"`, func(item yamlfile.Node) {
			*to = append(*to, p.pageRule(item))
		})
	}
}

func (p *parser) pageRule(n yamlfile.Node) PageRule {
	rule := PageRule{Pos: n.Pos(), First: -1}
	property := func(to *diag.Text, name string) yamlfile.Key {
		return yamlfile.Optional(name, func(n yamlfile.Node) { *to, _ = n.String(strconv.Quote(name)) })
	}
	n.Map("paging rule",
		yamlfile.Optional("paths", p.pathRules(&rule.Paths, `"paths"`)),
		yamlfile.Optional("operations", func(n yamlfile.Node) { rule.Operations = n.Strings(`"operations"`) }),
		yamlfile.Optional("tags", func(n yamlfile.Node) { rule.Tags = n.Strings(`"tags"`) }),
		yamlfile.Required("style", "set it to "+yamlfile.Or(styleNames()), p.pageStyle(&rule.Style)),
		property(&rule.Items, "items"),
		property(&rule.Param, "param"),
		property(&rule.Next, "next"),
		property(&rule.NextItem, "nextItem"),
		property(&rule.NextHeader, "nextHeader"),
		property(&rule.More, "more"),
		property(&rule.Total, "total"),
		property(&rule.Last, "last"),
		yamlfile.Optional("first", p.firstPage(&rule.First)),
	)
	p.checkPageRule(n, &rule)
	return rule
}

func styleNames() []string {
	var names []string
	for _, style := range pageStyles {
		names = append(names, style.name)
	}
	return names
}

func (p *parser) pageStyle(to *string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if style, ok := n.OneOf(`"style"`, "style", styleNames()); ok {
			*to = style.Value
		}
	}
}

// firstPage reads the number of the first page or item.
func (p *parser) firstPage(to *int) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if first, ok := n.Int(`"first"`, 0, 1); ok {
			*to = int(first)
		}
	}
}

// checkPageRule reports keys that the rule's style requires or does not have.
func (p *parser) checkPageRule(n yamlfile.Node, rule *PageRule) {
	at := slices.IndexFunc(pageStyles, func(s pageStyle) bool { return s.name == rule.Style })
	if at < 0 {
		return // already reported
	}
	style := pageStyles[at]
	set := rule.setKeys()
	for _, group := range style.required {
		switch found := intersection(group, set); {
		case len(found) == 0:
			p.diags.Errorf(rule.Pos, "missing-key",
				"missing key %s in a paging rule with style %q; add it", orQuoted(group), rule.Style)
		case len(found) > 1:
			p.diags.Errorf(rule.Pos, "pages", "%s are mutually exclusive; keep one", strings.Join(found, " and "))
		}
	}
	known := append(slices.Concat(style.required...), style.optional...)
	for _, name := range set {
		if !slices.Contains(known, name) {
			p.diags.Errorf(rule.Pos, "pages", "key %q has no effect with style %q; %s", name, rule.Style,
				knownKeys(known))
		}
	}
	if rule.Style == "none" && len(intersection(n.Keys(), []string{"paths", "operations", "tags"})) == 0 {
		p.diags.Errorf(rule.Pos, "pages",
			`style "none" requires "paths", "operations" or "tags"; select the operations that are not paginated`)
	}
	if rule.First < 0 {
		rule.First = map[string]int{"page": 1}[rule.Style]
	}
}

// knownKeys returns the remedy for a key that a style does not have.
func knownKeys(known []string) string {
	if len(known) == 0 {
		return "remove it"
	}
	return "expected " + yamlfile.Or(known)
}

// orQuoted returns names in quotation marks, joined by "or".
func orQuoted(names []string) string {
	var quoted []string
	for _, name := range names {
		quoted = append(quoted, strconv.Quote(name))
	}
	return yamlfile.Or(quoted)
}

// setKeys returns the keys that are set, without "style" and those that select
// operations.
func (rule *PageRule) setKeys() []string {
	var names []string
	for _, k := range []struct {
		name string
		text diag.Text
	}{
		{"items", rule.Items},
		{"param", rule.Param},
		{"next", rule.Next},
		{"nextItem", rule.NextItem},
		{"nextHeader", rule.NextHeader},
		{"more", rule.More},
		{"total", rule.Total},
		{"last", rule.Last},
	} {
		if k.text.Pos.Line > 0 {
			names = append(names, k.name)
		}
	}
	if rule.First >= 0 {
		names = append(names, "first")
	}
	return names
}

// intersection returns the elements of a that are in b too.
func intersection(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}
