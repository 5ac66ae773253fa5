package rest

// This file parses the header Link (RFC 8288): links with parameters, separated
// by commas. Commas and semicolons may also occur in a target or between
// quotation marks. Like the algorithm in appendix B.2 of the RFC, the parser
// ignores malformed parts and never fails.

import (
	"net/url"
	"strings"
)

// link is one link of the header.
type link struct {
	target   string // as received; may be relative
	rel      string // relations, separated by spaces
	anchor   string // context of the link, if it is not the page
	anchored bool
}

// is reports whether the link has a relation.
func (l link) is(relation string) bool {
	for _, rel := range strings.Fields(l.rel) {
		if strings.EqualFold(rel, relation) {
			return true
		}
	}
	return false
}

// about reports whether the context of the link is the page.
func (l link) about(page *url.URL) bool {
	anchor, err := resolve(page, l.anchor)
	return err == nil && page != nil && anchor == page.String()
}

// parseLinks parses one value of the header.
func parseLinks(text string) []link {
	var links []link
	for {
		text = strings.TrimLeft(text, " \t,")
		target, rest, found := strings.Cut(strings.TrimPrefix(text, "<"), ">")
		if !strings.HasPrefix(text, "<") || !found {
			return links
		}
		l := link{target: strings.TrimSpace(target)}
		text = l.params(rest)
		links = append(links, l)
	}
}

// params parses the parameters of a link and returns the rest of the text. If a
// parameter occurs twice, the first one wins.
func (l *link) params(text string) string {
	seen := map[string]bool{}
	for {
		text = strings.TrimLeft(text, " \t")
		if !strings.HasPrefix(text, ";") {
			if i := strings.IndexByte(text, ','); i >= 0 { // skip malformed text
				return text[i+1:]
			}
			return ""
		}
		var name, value string
		name, value, text = param(text[1:])
		if name = strings.ToLower(name); seen[name] {
			continue
		}
		seen[name] = true
		switch name {
		case "rel":
			l.rel = value
		case "anchor":
			l.anchor, l.anchored = value, true
		}
	}
}

// param parses a parameter with an optional value, which may be quoted.
func param(text string) (name, value, rest string) {
	end := strings.IndexAny(text, "=;,")
	if end < 0 {
		return strings.TrimSpace(text), "", ""
	}
	name, rest = strings.Trim(text[:end], " \t"), text[end:]
	if rest[0] != '=' {
		return name, "", rest
	}
	rest = strings.TrimLeft(rest[1:], " \t")
	if strings.HasPrefix(rest, `"`) {
		value, rest = quoted(rest[1:])
		return name, value, rest
	}
	if end = strings.IndexAny(rest, ";,"); end < 0 {
		end = len(rest)
	}
	return name, strings.Trim(rest[:end], " \t"), rest[end:]
}

// quoted parses up to the closing quotation mark or the end of the text.
func quoted(text string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:]
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}
