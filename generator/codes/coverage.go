package codes

// How far a table is translated: how many of its texts are in which state, by
// locale. A text of a draft row is a draft, whatever it says of itself, and a
// translation whose source has changed is stale.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
	"gopkg.in/yaml.v3"
)

// Share is what a locale has of a table's texts. Each text counts once.
type Share struct {
	Locale     string
	IsSource   bool
	Released   bool
	Reviewed   int
	Translated int // or written, in the source's locale
	Machine    int
	Draft      int
	Stale      int
	Missing    int
	Demand     int // percent that the table asks for; 0: nothing
}

// Total is the number of texts that there should be.
func (s Share) Total() int {
	return s.Reviewed + s.Translated + s.Machine + s.Draft + s.Stale + s.Missing
}

// Done is the number of texts that are good enough: those by people, and where
// the locale is not released those by machines, unless they are stale or drafts.
func (s Share) Done() int {
	if s.Released {
		return s.Reviewed + s.Translated
	}
	return s.Reviewed + s.Translated + s.Machine
}

// Percent is Done out of Total, rounded down: 100 means all.
func (s Share) Percent() int {
	if s.Total() == 0 {
		return 100
	}
	return 100 * s.Done() / s.Total()
}

// Short reports whether there is less than the table asks for.
func (s Share) Short() bool { return s.Percent() < s.Demand }

// Demand is what a table asks of a locale.
type Demand struct {
	Pos     diag.Pos
	Percent int // of its texts
}

// Coverage counts the texts, by locale in the order of the table.
func (t *Table) Coverage() []Share {
	var shares []Share
	for _, locale := range t.Locales {
		share := Share{Locale: locale, IsSource: locale == t.Source, Released: slices.Contains(t.Release, locale), Demand: t.Demands[locale].Percent}
		for _, row := range t.Codes {
			for _, texts := range row.texts() {
				if len(texts) > 0 {
					share.add(row, in(texts, locale), in(texts, t.Source))
				}
			}
		}
		shares = append(shares, share)
	}
	return shares
}

func (s *Share) add(row *Code, text, source Text) {
	switch {
	case text.Text == "":
		s.Missing++
	case row.Draft:
		s.Draft++
	case text.Stale(source):
		s.Stale++
	case text.State == Machine:
		s.Machine++
	case text.State == Reviewed:
		s.Reviewed++
	default:
		s.Translated++
	}
}

// in returns the text of a locale, an empty one where there is none.
func in(texts []Text, locale string) Text {
	if i := slices.IndexFunc(texts, func(t Text) bool { return t.Locale == locale }); i >= 0 {
		return texts[i]
	}
	return Text{Locale: locale}
}

// readRelease reads which locales are given to users.
func (p *parser) readRelease(n *yaml.Node, d *draft) {
	p.items(n, "release", func(item *yaml.Node) {
		if tag, ok := p.localeTag(item, "a locale"); ok {
			d.Release = append(d.Release, tag)
			d.named = append(d.named, locale{p.pos(item), tag})
		}
	})
}

// readCoverage reads which part of the texts a locale must have, in percent.
func (p *parser) readCoverage(n *yaml.Node, d *draft) {
	d.Demands = make(map[string]Demand)
	p.members(n, "coverage", func(key, value *yaml.Node) {
		tag, ok := p.localeTag(key, "the key")
		if !ok {
			return
		}
		d.named = append(d.named, locale{p.pos(key), tag})
		if percent, ok := p.integer(value, "coverage", 0, 100); ok {
			d.Demands[tag] = Demand{p.pos(resolve(value)), int(percent)}
		}
	})
}
