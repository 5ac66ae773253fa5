package codes

// The section "docs": texts of the description in other languages, for
// reference pages. A text is named by its JSON pointer in the description; which
// texts there are knows only who has one, so pointers are checked for their form
// here, and for what they point to where the pages are made.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"gopkg.in/yaml.v3"
)

func (p *parser) docs(n *yaml.Node) {
	p.members(n, "docs", func(key, value *yaml.Node) {
		pointer := strings.TrimPrefix(key.Value, "#")
		if !strings.HasPrefix(pointer, "/") {
			p.errorf(key, "invalid-pointer", `%q is no JSON pointer; write one as in "/components/schemas/call/description"`, short(key.Value))
			return
		}
		all := p.textsOf(value, "a text", p.harmlessLines)
		p.translations = append(p.translations, &Translation{Pos: p.pos(key), Pointer: diag.Pointer(pointer), Texts: all.list})
	})
}

// checkDocs holds the texts against the tables' locales. The description is in
// the source's.
func (p *parser) checkDocs() {
	if len(p.drafts) == 0 {
		return
	}
	first := p.drafts[0]
	all := &draft{Table: &Table{Source: first.Source}}
	for _, d := range p.drafts {
		all.Locales = append(all.Locales, d.Locales...)
	}
	seen := map[diag.Pointer]diag.Pos{}
	for _, t := range p.translations {
		if other, twice := seen[t.Pointer]; twice {
			p.diags.Errorf(t.Pos, "duplicate-key", "the text is translated at %s already; put the languages together", other)
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

// checkTranslation checks one text and reports whether it is of use.
func (p *parser) checkTranslation(all *draft, text Text) bool {
	switch {
	case len(all.Locales) == 0 || text.Text == "":
		return false // reported already
	case !p.checkDeclared(all, locale{text.Pos, text.Locale}):
		return false
	case text.Locale == all.Source:
		p.diags.Errorf(text.Pos, "source-text", "texts in %s are those of the description itself; mend it there, or in an overlay", text.Locale)
		return false
	}
	p.checkState(all, text.Pos, text.Locale, text.State)
	return true
}
