package codes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/diag"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"
)

// localeTag reads a language tag. One that is not in its canonical form is
// reported and put into it, so that the fault is told once.
func (p *parser) localeTag(n *yaml.Node, what string) (string, bool) {
	n = resolve(n)
	if n.Kind != yaml.ScalarNode || n.Value == "" || n.ShortTag() == "!!null" {
		p.wrongType(n, what, "a language tag, such as de or zh-Hans")
		return "", false
	}
	canonical, remedy := canonicalTag(n.Value)
	if canonical != n.Value {
		p.errorf(n, "invalid-locale", "%q is no language tag%s", short(n.Value), remedy)
	}
	return canonical, canonical != ""
}

// canonicalTag returns the canonical form of text, "" when there is none, and
// what to say when that is not text itself.
func canonicalTag(text string) (canonical, remedy string) {
	const longest = 35 // RFC 5646 promises that no more is needed
	const example = "; write one as in BCP 47, such as de, pt-BR or zh-Hans"
	if len(text) > longest {
		return "", example
	}
	tag, err := language.Parse(text)
	if err != nil || strings.HasPrefix(tag.String(), "und") || strings.HasPrefix(tag.String(), "x-") {
		return "", example
	}
	return tag.String(), " in canonical form; write " + tag.String()
}

func (p *parser) readLocales(n *yaml.Node, d *draft) {
	p.items(n, "locales", func(item *yaml.Node) {
		tag, ok := p.localeTag(item, "a locale")
		if !ok {
			return
		}
		if slices.Contains(d.Locales, tag) {
			p.errorf(item, "duplicate-locale", "locale %s is listed twice; remove one", tag)
			return
		}
		d.Locales = append(d.Locales, tag)
		d.locales = append(d.locales, locale{p.pos(item), tag})
	})
}

// readStates reads the states that texts have when they do not say so.
func (p *parser) readStates(n *yaml.Node, d *draft) {
	p.members(n, "states", func(key, value *yaml.Node) {
		tag, ok := p.localeTag(key, "the key")
		if !ok {
			return
		}
		d.States[tag] = p.state(value)
		d.stated = append(d.stated, locale{p.pos(key), tag})
	})
}

var allStates = []string{string(Source), string(Translated), string(Reviewed), string(Machine)}

func (p *parser) state(n *yaml.Node) State {
	text, ok := p.text(n, "state")
	if ok && !slices.Contains(allStates, text) {
		remedy := cmp.Or(diag.DidYouMean(text, allStates), "; there are "+strings.Join(allStates, ", "))
		p.errorf(resolve(n), "unknown-state", "state %q is not known%s", short(text), remedy)
		return ""
	}
	return State(text)
}

// harmless reports characters in a text that may not be there.
func (p *parser) harmless(n *yaml.Node, what string) bool {
	return p.unharmed(n, what, n.Value)
}

// harmlessLines is harmless for texts that may have several lines.
func (p *parser) harmlessLines(n *yaml.Node, what string) bool {
	return p.unharmed(n, what, strings.ReplaceAll(n.Value, "\n", " "))
}

func (p *parser) unharmed(n *yaml.Node, what, text string) bool {
	rule, message := Harm(text)
	if rule != "" {
		p.errorf(n, rule, "%s %s", what, message)
	}
	return rule == ""
}

// Harm finds characters that cannot be seen but change what is seen, or that
// break a text into lines. It returns the rule that is broken and what is to be
// said of the text, "" when all is well.
func Harm(text string) (rule, message string) {
	for _, c := range text {
		switch {
		case c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029' || c == '\u0085':
			return "control-character", "must be one line; where it is long in the file, write it after >-"
		case unicode.Is(unicode.Bidi_Control, c):
			return "bidi-character", fmt.Sprintf("holds %U, which changes the direction of writing; remove it", c)
		case !isPlain(c) || isHidden(c):
			return "control-character", fmt.Sprintf("holds the invisible character %U; remove it", c)
		}
	}
	return "", ""
}

// isHidden reports whether c is a format character that no script needs.
func isHidden(c rune) bool {
	const softHyphen, nonJoiner, joiner = '\u00AD', '\u200C', '\u200D'
	return unicode.Is(unicode.Cf, c) && c != softHyphen && c != nonJoiner && c != joiner &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, c)
}
