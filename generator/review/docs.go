package review

// This file compares texts of the description: documentation, links and
// deprecations. Equal changes of equal texts are one change. Texts that differ only in
// punctuation have a rule of their own, since many do.

import (
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// docPlace is a place with documentation.
type docPlace struct {
	subject, what string
	pointer       diag.Pointer
}

// deprecation has the rule of a deprecated part, and its reach. The zero value is for
// parts that cannot be deprecated.
type deprecation struct {
	rule     string
	old, now api.Origin
	reach    reach
}

func (c *comparer) compareDocs(p docPlace, old, now api.Doc, d deprecation) {
	at := now.At
	if at == "" {
		at = p.pointer
	}
	c.compareText(at, p.subject, p.what, old.Description, now.Description)
	c.compareText(p.pointer+"/summary", p.subject, p.what, old.Summary, now.Summary)
	if old.URL != now.URL || old.URLTitle != now.URLTitle {
		c.add(&change{
			rule: "docs.link", at: p.pointer, subject: p.subject, was: linkText(old), is: linkText(now),
			text: "the link of " + p.what + " changed",
		})
	}
	if d.rule != "" {
		c.compareDeprecation(p, old.Deprecated, now.Deprecated, d)
	}
}

func linkText(d api.Doc) string { return strings.TrimSpace(d.URLTitle + " " + d.URL) }

// compareText compares the text of a place. The changed text is in Was and Is.
func (c *comparer) compareText(at diag.Pointer, subject, what, was, is string) {
	if was == is {
		return
	}
	x := &change{
		rule: "docs.text", at: at, subject: subject, was: was, is: is, text: "the description of " + what + " changed",
	}
	switch {
	case was == "":
		x.rule, x.text = "docs.added", what+" has a description now"
	case is == "":
		x.rule, x.text = "docs.lost", what+" no longer has a description"
	case letters(was) == letters(is):
		x.rule, x.text = "docs.punctuation", "the punctuation in the description of "+what+" changed"
	}
	key := x.rule + "\x00" + was + "\x00" + is
	if known := c.texts[key]; known != nil {
		c.join(known, x)
		return
	}
	c.texts[key] = c.add(x)
}

// letters returns the letters and digits of a text in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

func (c *comparer) compareDeprecation(p docPlace, old, now *api.Deprecation, d deprecation) {
	add := func(x *change) {
		x.subject, x.reach = p.subject, d.reach
		c.add(x.between(&d.old, &d.now))
	}
	switch {
	case old == nil && now != nil:
		x := &change{
			rule: d.rule + ".deprecated", text: p.what + " is deprecated now", is: deprecationText(now),
			behaviour: Risk,
		}
		if now.Replacement != "" {
			x.remedy = "use " + now.Replacement
		}
		add(x)
	case old != nil && now == nil:
		add(&change{
			rule: d.rule + ".undeprecated", text: p.what + " is no longer deprecated", was: deprecationText(old),
		})
	case old != nil && *old != *now:
		add(&change{
			rule: "docs.deprecation", was: deprecationText(old), is: deprecationText(now),
			text: "the deprecation notice of " + p.what + " changed",
		})
	}
}

func deprecationText(d *api.Deprecation) string {
	var parts []string
	for name, value := range pairsOf("", d.Message, "use ", d.Replacement, "since ", d.Since, "removed ", d.Removal) {
		if value != "" {
			parts = append(parts, name+value)
		}
	}
	return strings.Join(parts, "; ")
}
