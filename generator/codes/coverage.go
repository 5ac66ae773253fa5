package codes

// The number of texts of a table in each state, by locale. The texts of a draft
// row count as drafts in any state, and a translation whose source has changed
// counts as stale.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
)

// Share counts the texts of a table in one locale. Each text counts once.
type Share struct {
	Locale     string
	IsSource   bool
	Released   bool
	Reviewed   int
	Translated int // in the source locale: written
	Machine    int
	Draft      int
	Stale      int
	Missing    int
	Demand     int // percentage that the table requires, or 0
}

// Total returns the number of texts that the locale should have.
func (s Share) Total() int {
	return s.Reviewed + s.Translated + s.Machine + s.Draft + s.Stale + s.Missing
}

// Done returns the number of finished texts: those written by people and, if the
// locale is not released, machine translations. Stale texts and drafts are not
// finished.
func (s Share) Done() int {
	if s.Released {
		return s.Reviewed + s.Translated
	}
	return s.Reviewed + s.Translated + s.Machine
}

// Percent returns the percentage of finished texts, rounded down, so 100 means
// all.
func (s Share) Percent() int {
	if s.Total() == 0 {
		return 100
	}
	return 100 * s.Done() / s.Total()
}

// Short reports whether the locale has fewer finished texts than the table
// requires.
func (s Share) Short() bool { return s.Percent() < s.Demand }

// Demand is the percentage of finished texts that a table requires of a locale.
type Demand struct {
	Pos     diag.Pos
	Percent int
}

// Coverage counts the texts of each locale, in the order of Locales.
func (t *Table) Coverage() []Share {
	var shares []Share
	for _, locale := range t.Locales {
		share := Share{
			Locale:   locale,
			IsSource: locale == t.Source,
			Released: slices.Contains(t.Release, locale),
			Demand:   t.Demands[locale].Percent,
		}
		for _, phrase := range t.Phrases() {
			if phrase.isTranslated() {
				share.add(false, textIn(*phrase.Texts, locale), textIn(*phrase.Texts, t.Source))
			}
		}
		for _, row := range t.Codes {
			for _, texts := range row.texts() {
				if len(texts) > 0 {
					share.add(row.Draft, textIn(texts, locale), textIn(texts, t.Source))
				}
			}
		}
		shares = append(shares, share)
	}
	return shares
}

// add counts a text.
func (s *Share) add(isDraft bool, text, source Text) {
	switch {
	case text.Text == "":
		s.Missing++
	case isDraft:
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

// textIn returns the text in a locale, an empty one if there is none.
func textIn(texts []Text, locale string) Text {
	if i := slices.IndexFunc(texts, func(t Text) bool { return t.Locale == locale }); i >= 0 {
		return texts[i]
	}
	return Text{Locale: locale}
}
