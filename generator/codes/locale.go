package codes

// This file reads language tags and the keys of a table that list locales.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// quote returns a key in quotation marks, the label for its value in messages.
func quote(key string) string { return strconv.Quote(key) }

// localeTag reads a language tag. A tag that is not in its canonical form is
// reported, and returned in that form to avoid follow-up errors.
func (p *parser) localeTag(n yamlfile.Node, label string) (tag string, ok bool) {
	if n.Source() == "" {
		n.String(label) // reports the error
		return "", false
	}
	canonical, remedy := canonicalTag(n.Source())
	if remedy != "" {
		n.Errorf("invalid-locale", "%q is not %s", diag.Excerpt(n.Source()), remedy)
	}
	return canonical, canonical != ""
}

// canonicalTag returns the canonical form of a language tag, "" if text is not
// a language tag. The remedy continues a message that begins "text is not", and
// is empty if text is canonical.
func canonicalTag(text string) (canonical, remedy string) {
	const longest = 35 // sufficient for every tag, according to RFC 5646
	const invalid = "a language tag; write one such as de, pt-BR or zh-Hans"
	if len(text) > longest {
		return "", invalid
	}
	tag, err := language.Parse(text)
	if err != nil || strings.HasPrefix(tag.String(), "und") || strings.HasPrefix(tag.String(), "x-") {
		return "", invalid
	}
	if canonical = tag.String(); canonical != text {
		remedy = fmt.Sprintf("the canonical form of the language tag; write %q", canonical)
	}
	return canonical, remedy
}

// maxLocales limits the locales of a table, because each row is checked in each of
// them. CLDR lists about 700 locales.
const maxLocales = 1000

func (p *parser) readLocales(n yamlfile.Node, t *pendingTable) {
	items := 0
	n.NonEmptyList(`"locales"`, func(item yamlfile.Node) {
		if items++; items > maxLocales {
			if items == maxLocales+1 {
				item.Errorf("too-many-locales", "the table has more than %d locales, which is the limit; remove some",
					maxLocales)
			}
			return
		}
		tag, ok := p.localeTag(item, "locale")
		if !ok {
			return
		}
		if slices.Contains(t.Locales, tag) {
			item.Errorf("duplicate-locale", "duplicate locale %s; remove one", tag)
			return
		}
		t.Locales = append(t.Locales, tag)
		t.locales = append(t.locales, diag.Text{Value: tag, Pos: item.Pos()})
	})
}

// readStates reads the states of texts without a state of their own.
func (p *parser) readStates(n yamlfile.Node, t *pendingTable) {
	n.Members(`"states"`, func(key, value yamlfile.Node) {
		if tag, ok := p.localeTag(key, "key"); ok {
			t.States[tag] = p.state(value)
			t.stated = append(t.stated, diag.Text{Value: tag, Pos: key.Pos()})
		}
	})
}

// readRelease reads the locales that users get.
func (p *parser) readRelease(n yamlfile.Node, t *pendingTable) {
	n.NonEmptyList(`"release"`, func(item yamlfile.Node) {
		if tag, ok := p.localeTag(item, "locale"); ok {
			t.Release = append(t.Release, tag)
			t.named = append(t.named, diag.Text{Value: tag, Pos: item.Pos()})
		}
	})
}

// readCoverage reads the percentage of texts that a locale must have.
func (p *parser) readCoverage(n yamlfile.Node, t *pendingTable) {
	t.Demands = make(map[string]Demand)
	n.Members(`"coverage"`, func(key, value yamlfile.Node) {
		tag, ok := p.localeTag(key, "key")
		if !ok {
			return
		}
		t.named = append(t.named, diag.Text{Value: tag, Pos: key.Pos()})
		if percent, ok := value.Int(`"coverage"`, 0, 100); ok {
			t.Demands[tag] = Demand{value.Pos(), int(percent)}
		}
	})
}

var allStates = []string{string(Source), string(Translated), string(Reviewed), string(Machine)}

func (p *parser) state(n yamlfile.Node) State {
	text, ok := n.String(`"state"`)
	if ok && !slices.Contains(allStates, text.Value) {
		n.Errorf("unknown-state", "unknown state %q%s", diag.Excerpt(text.Value),
			yamlfile.Choices(text.Value, allStates))
		return ""
	}
	return State(text.Value)
}

// isHarmless returns whether text, the value of n in a locale, is one line without
// harmful characters, and reports it if it is not.
func isHarmless(n yamlfile.Node, label, locale, text string) bool {
	rule, message := Harm(locale, text)
	if message == lineBreak {
		message = "contains a line break; write a long text after >-"
	}
	if rule != "" {
		n.Errorf(rule, "%s %s", label, message)
	}
	return rule == ""
}

// areHarmlessLines is like isHarmless for texts of several lines.
func areHarmlessLines(n yamlfile.Node, label, locale, text string) bool {
	return isHarmless(n, label, locale, strings.ReplaceAll(text, "\n", " "))
}
