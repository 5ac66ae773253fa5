package codes

// The section "docs": translated descriptions of the API, for reference pages.
// JSON pointers into the API description identify them. This package has no
// API description, so it checks only the form of the pointers; the reference pages
// report pointers without a target.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

func (p *parser) docs(n yamlfile.Node) {
	n.Members(`"docs"`, func(key, value yamlfile.Node) {
		pointer := strings.TrimPrefix(key.Source(), "#")
		if !strings.HasPrefix(pointer, "/") {
			key.Errorf("invalid-pointer",
				`%q is not a JSON pointer; write one such as "/components/schemas/call/description"`,
				diag.Excerpt(key.Source()))
			return
		}
		all := p.localizedIf(value, "text", areHarmlessLines)
		translation := &Translation{Pos: key.Pos(), Pointer: diag.Pointer(pointer), Texts: all.texts}
		p.translations = append(p.translations, translation)
	})
}

// checkDocs checks the translated descriptions against the locales of all
// tables. Descriptions are written in the source locale of the first table.
func (p *parser) checkDocs() {
	if len(p.pending) == 0 {
		return
	}
	first := p.pending[0]
	all := &pendingTable{Table: &Table{Source: first.Source}}
	for _, t := range p.pending {
		all.Locales = append(all.Locales, t.Locales...)
	}
	seen := map[diag.Pointer]diag.Pos{}
	for _, t := range p.translations {
		if other, duplicate := seen[t.Pointer]; duplicate {
			p.diags.Errorf(t.Pos, "duplicate-key",
				"duplicate pointer, first at %s; put the translations into one entry",
				other)
		}
		seen[t.Pointer] = t.Pos
		t.Texts = slices.DeleteFunc(t.Texts, func(text Text) bool { return !p.checkTranslation(all, text) })
		for i := range t.Texts {
			if t.Texts[i].State == "" {
				t.Texts[i].State = first.StateIn(t.Texts[i].Locale)
			}
		}
	}
}

// checkTranslation returns whether a text can be used, and reports it if it
// cannot.
func (p *parser) checkTranslation(all *pendingTable, text Text) bool {
	switch {
	case len(all.Locales) == 0 || text.Text == "":
		return false // already reported
	case !p.checkDeclared(all, diag.Text{Value: text.Locale, Pos: text.Pos}):
		return false
	case text.Locale == all.Source:
		p.diags.Errorf(text.Pos, "source-text",
			"the strings in %s come from the API description; change them there or in an overlay", text.Locale)
		return false
	}
	p.checkState(all, text.Pos, text.Locale, text.State)
	return true
}
