package config

// Rules for results that come in pages: which operations they are for, and
// where in requests and answers to look.

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// PageRule says how the results of some operations come in pages. Of several
// that fit an operation the first counts.
type PageRule struct {
	Pos        diag.Pos
	Paths      []source.PathRule // with Operations and Tags: any of them; all empty: wherever it fits
	Operations []diag.Text       // operationIds
	Tags       []diag.Text
	Style      string    // cursor, offset, page, link, nextLink or none
	Items      diag.Text // property of the result with the items; empty: the result itself
	Param      diag.Text // query parameter that says which page
	Next       diag.Text // property with the next page's cursor or link
	NextItem   diag.Text // property of the last item that is the next page's cursor
	NextHeader diag.Text // header with the next page's cursor
	More       diag.Text // property that is false on the last page
	Total      diag.Text // property with the number of all items
	Last       diag.Text // property with the number of all pages
	First      int       // the first offset or page number
}

// pageStyle is a style with the keys that it needs and may have. Of what stands
// together in needs there must be exactly one.
type pageStyle struct {
	name  string
	needs [][]string
	may   []string
}

var pageStyles = []pageStyle{
	{"cursor", [][]string{{"param"}, {"next", "nextItem", "nextHeader"}}, []string{"items", "more"}},
	{"offset", [][]string{{"param"}}, []string{"items", "total", "more", "first"}},
	{"page", [][]string{{"param"}}, []string{"items", "last", "more", "first"}},
	{"link", nil, []string{"items"}},
	{"nextLink", [][]string{{"items"}, {"next"}}, nil},
	{"none", nil, nil},
}

func (r *reader) pages(to *[]PageRule) func(*yaml.Node) {
	return func(n *yaml.Node) {
		r.list(n, `"pages"`, func(item *yaml.Node) {
			*to = append(*to, r.pageRule(item))
		})
	}
}

func (r *reader) pageRule(n *yaml.Node) PageRule {
	rule := PageRule{Pos: r.pos(n), First: -1}
	property := func(to *diag.Text, name string) key {
		return key{name, func(n *yaml.Node) { *to, _ = r.text(n, strconv.Quote(name)) }, ""}
	}
	r.mapping(n, "a rule for pages",
		key{"paths", r.paths(&rule.Paths, `"paths"`), ""},
		key{"operations", func(n *yaml.Node) { rule.Operations = r.texts(n, `"operations"`) }, ""},
		key{"tags", func(n *yaml.Node) { rule.Tags = r.texts(n, `"tags"`) }, ""},
		key{"style", r.pageStyle(&rule.Style), "it is one of " + strings.Join(styleNames(), ", ")},
		property(&rule.Items, "items"),
		property(&rule.Param, "param"),
		property(&rule.Next, "next"),
		property(&rule.NextItem, "nextItem"),
		property(&rule.NextHeader, "nextHeader"),
		property(&rule.More, "more"),
		property(&rule.Total, "total"),
		property(&rule.Last, "last"),
		key{"first", r.firstPage(&rule.First), ""},
	)
	r.checkPageRule(n, &rule)
	return rule
}

func styleNames() []string {
	var names []string
	for _, style := range pageStyles {
		names = append(names, style.name)
	}
	return names
}

func (r *reader) pageStyle(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		text, ok := r.text(n, `"style"`)
		switch {
		case !ok:
		case !slices.Contains(styleNames(), text.Value):
			r.diags.Errorf(text.Pos, "unknown-value", "unknown style %q%s", text.Value, orKnown(text.Value, styleNames()))
		default:
			*to = text.Value
		}
	}
}

// firstPage reads the number that counting begins with.
func (r *reader) firstPage(to *int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		value := follow(n)
		first, err := strconv.Atoi(value.Value)
		if value.ShortTag() != "!!int" || err != nil || first < 0 || first > 1 {
			r.errorf(n, "wrong-kind", `"first" must be 0 or 1`)
			return
		}
		*to = first
	}
}

// checkPageRule holds a rule to the keys of its style.
func (r *reader) checkPageRule(n *yaml.Node, rule *PageRule) {
	at := slices.IndexFunc(pageStyles, func(s pageStyle) bool { return s.name == rule.Style })
	if at < 0 {
		return // reported
	}
	style := pageStyles[at]
	given := rule.given()
	for _, needed := range style.needs {
		switch found := both(needed, given); {
		case len(found) == 0:
			r.diags.Errorf(rule.Pos, "missing-key", "pages of the style %q need the key %s", rule.Style, strings.Join(needed, " or "))
		case len(found) > 1:
			r.diags.Errorf(rule.Pos, "pages", "%s say the same twice; keep one", strings.Join(found, " and "))
		}
	}
	known := append(slices.Concat(style.needs...), style.may...)
	for _, name := range given {
		if !slices.Contains(known, name) {
			r.diags.Errorf(rule.Pos, "pages", "pages of the style %q have no key %q; they have %s", rule.Style, name, orNothing(known))
		}
	}
	if rule.Style == "none" && !slices.ContainsFunc(follow(n).Content, func(key *yaml.Node) bool {
		return slices.Contains([]string{"paths", "operations", "tags"}, key.Value)
	}) {
		r.diags.Errorf(rule.Pos, "pages", `say with paths, operations or tags what has no pages`)
	}
	if rule.First < 0 {
		rule.First = map[string]int{"page": 1}[rule.Style]
	}
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// given lists the keys that were set, but for those that say what the rule is
// for.
func (rule *PageRule) given() []string {
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

// both lists what is in both.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}
