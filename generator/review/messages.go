package review

// This file compares the messages of result codes in all languages.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// localePart is the package of a locale.
type localePart struct{ locale string }

func (c *comparer) compareLocales(p tablePair) {
	for _, locale := range p.old.Locales {
		if !slices.Contains(p.now.Locales, locale) {
			x := p.change(change{
				rule: "codes.locale.removed", was: locale,
				text:      "the messages in " + quoted(locale) + " were removed",
				behaviour: Risk, oldTree: []any{localePart{locale}},
			})
			c.add(c.byCodesSetting(x, "locale", locale,
				"fragen.yaml no longer selects the messages in "+quoted(locale), ""))
		}
	}
	for _, locale := range p.now.Locales {
		if !slices.Contains(p.old.Locales, locale) {
			x := p.change(change{
				rule: "codes.locale.added", is: locale, text: "messages in " + quoted(locale) + " are new",
				newTree: []any{localePart{locale}},
			})
			c.add(c.byCodesSetting(x, "locale", locale,
				"", "fragen.yaml selects the messages in "+quoted(locale)+" now"))
		}
	}
	if p.old.Source != p.now.Source {
		c.add(p.change(change{
			rule: "codes.fallback.changed", was: p.old.Source, is: p.now.Source, behaviour: Risk,
			text: "untranslated messages are in " + quoted(p.now.Source) + " now, not in " + quoted(p.old.Source),
		}))
	}
}

// words are a text in the source language and its translations by locale.
type words struct {
	source       string
	translations map[string]string
}

// compareDescriptions compares a description in the source language and in the other
// locales of both tables.
func (c *comparer) compareDescriptions(p tablePair, at diag.Pointer, what string, old, now words) {
	c.compareText(at, "table "+p.now.Name, what, old.source, now.source)
	for _, locale := range p.translated() {
		c.compareText(at.Child(locale), "table "+p.now.Name, what+" in "+quoted(locale), old.translations[locale],
			now.translations[locale])
	}
}

// translated returns the locales of both tables except for the source locale.
func (p tablePair) translated() []string {
	var list []string
	for _, locale := range p.now.Locales {
		if locale != p.now.Source && locale != p.old.Source && slices.Contains(p.old.Locales, locale) {
			list = append(list, locale)
		}
	}
	return list
}

// compareUnknown compares the messages for codes without a row.
func (c *comparer) compareUnknown(p tablePair) {
	add := func(locale, rule, text string, severity Severity) *change {
		x := p.change(change{
			rule: rule, was: p.old.Unknown[locale], is: p.now.Unknown[locale], text: text, severity: severity,
		})
		x.at = codesAt.Child(p.now.Name).Child("unknown").Child(locale)
		x.order = "2" + string(x.at)
		return c.add(x)
	}
	const what = "the message for unknown codes"
	var source *change
	if was, is := p.old.Unknown[p.old.Source], p.now.Unknown[p.now.Source]; was != is && p.old.Source == p.now.Source {
		if letters(was) == letters(is) {
			add(p.now.Source, "codes.text.punctuation", "the punctuation of "+what+" changed", Text)
		} else {
			source = add(p.now.Source, "codes.meaning.changed", what+" changed", Risk)
		}
	}
	for _, locale := range p.translated() {
		was, is := p.old.Unknown[locale], p.now.Unknown[locale]
		in := " in " + quoted(locale)
		switch {
		case was == is && source != nil && is != "":
			x := add(locale, "codes.translation.stale", "the translation of "+what+in, "")
			x.text, x.cause = x.text+" did not change with its source", source
			x.identity = []string{source.was, source.is}
		case was == is:
		case was == "":
			add(locale, "codes.translation.added", what+" is translated"+in, "")
		case is == "":
			add(locale, "codes.translation.removed", what+" is no longer translated"+in, "")
		case letters(was) == letters(is):
			add(locale, "codes.text.punctuation", "the punctuation of "+what+" changed"+in, Text)
		default:
			add(locale, "codes.translation.changed", what+" changed"+in, "")
		}
	}
}

// messagePart is one of the messages of a row in a locale.
type messagePart struct{ name, column, was, is string }

func (c *comparer) compareMessages(p tablePair, old, now *api.Code) {
	sources := map[string]*change{} // of the messages in the source language, by their names
	for _, m := range messageParts(old.In(p.old.Source), now.In(p.now.Source)) {
		if m.was == m.is || p.old.Source != p.now.Source {
			continue
		}
		x := rowChange(p, old, now, change{
			rule: "codes.meaning.changed", was: m.was, is: m.is, text: "the " + m.name + " changed", behaviour: "",
			severity: Risk,
		})
		if letters(m.was) == letters(m.is) {
			x.rule, x.severity, x.text = "codes.text.punctuation", Text, "the punctuation of the "+m.name+" changed"
		}
		x.oldTree, x.newTree = nil, nil
		added := c.add(x.columns(p, m.column))
		if added.rule == "codes.meaning.changed" {
			sources[m.name] = added
		}
	}
	for _, locale := range p.now.Locales {
		if locale != p.now.Source && slices.Contains(p.old.Locales, locale) {
			c.compareTranslation(p, old, now, locale, sources)
		}
	}
}

// messageParts pairs the messages of a locale.
func messageParts(old, now api.CodeText) []messagePart {
	return []messagePart{
		{"message", "Message", old.Message, now.Message},
		{"message for users", "UserMessage", old.User, now.User},
		{"advice", "Advice", old.Advice, now.Advice},
	}
}

// compareTranslation compares the messages in a locale. The changes are those of the messages in the
// source language, by their names.
func (c *comparer) compareTranslation(p tablePair, old, now *api.Code, locale string, sources map[string]*change) {
	add := func(rule, text string, m messagePart, severity Severity) *change {
		x := rowChange(p, old, now, change{
			rule: rule, was: m.was, is: m.is, text: text + " in " + quoted(locale), severity: severity,
		})
		x.oldTree, x.newTree = nil, nil
		x.at = x.at.Child(locale)
		return c.add(x)
	}
	for _, m := range messageParts(old.In(locale), now.In(locale)) {
		switch source := sources[m.name]; {
		case m.was == m.is && source != nil && m.is != "":
			x := rowChange(p, old, now, change{
				rule: "codes.translation.stale", cause: source, identity: []string{m.name, source.was, source.is},
				text: "the " + m.name + " in " + quoted(locale) + " did not change with its source",
			})
			x.oldTree, x.newTree = nil, nil
			x.at, x.group = x.at.Child(locale), string(x.at.Child(locale))+" "+m.name
			c.add(x)
		case m.was == m.is:
		case m.was == "":
			add("codes.translation.added", "the "+m.name+" is translated", m, "")
		case m.is == "":
			add("codes.translation.removed", "the "+m.name+" is no longer translated", m, "")
		case letters(m.was) == letters(m.is):
			add("codes.text.punctuation", "the punctuation of the "+m.name+" changed", m, Text)
		default:
			add("codes.translation.changed", "the "+m.name+" changed", m, "")
		}
	}
	c.compareStates(p, old, now, locale)
}

// compareStates compares whether a translation was reviewed.
func (c *comparer) compareStates(p tablePair, old, now *api.Code, locale string) {
	was := c.old.gen.States[TextKey{p.old.Domain, old.ID, locale}]
	is := c.now.gen.States[TextKey{p.now.Domain, now.ID, locale}]
	if was == is || was == "" || is == "" {
		return
	}
	x := rowChange(p, old, now, change{
		rule: "codes.translation.state", was: was, is: is, severity: Text,
		text: "the state of the translation in " + quoted(locale) + " is " + quoted(is) + " now, not " + quoted(was),
	})
	if was == "reviewed" {
		x.severity = Risk
	}
	x.oldTree, x.newTree = nil, nil
	x.at = x.at.Child(locale)
	c.add(x)
}
