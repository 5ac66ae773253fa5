package catalog

// This file finds the texts of a source page that translate texts of the API
// description. A page contains a request, which identifies the operation. The
// page's title translates the operation's summary, its first paragraph the
// description. Tables of enum members translate the members' descriptions. Texts
// that the API description does not have are ignored.
//
// Paths are compared by segments, without the names of parameters. If no path is
// equal, the page's path may begin with a segment that is not a resource, such as
// /v1.0, or with /app in place of another segment: /app/calls/{id} matches
// /communications/calls/{call-id}. Other prefixes are not guessed:
// /users/{id}/messages does not match the messages of a chat.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Described holds the parts of an API description that source pages can
// translate.
type Described struct {
	Texts      map[diag.Pointer]string
	Operations []DescribedOperation
	Enums      []DescribedEnum
}

// DescribedOperation is an operation of the API description.
type DescribedOperation struct {
	Method, Path string
	Pointer      diag.Pointer
}

// DescribedEnum is an enum of the API description.
type DescribedEnum struct {
	Name    string                  // last part of a dotted name, or ""
	Members map[string]diag.Pointer // description of each member, "" if it has none
}

// docText is a text of a source page that translates a text of the description.
type docText struct {
	pointer diag.Pointer
	block
}

// translationsOn returns the texts of a source page that translate the
// description.
func (d *Described) translationsOn(page *SourcePage) []docText {
	if d == nil {
		return nil
	}
	var list []docText
	add := func(pointer diag.Pointer, text block) {
		if d.Texts[pointer] != "" && text.text != "" {
			list = append(list, docText{pointer, text})
		}
	}
	facts := page.Facts()
	for _, op := range d.operationsOf(facts.Operations) {
		add(op.Pointer+"/summary", page.title)
		add(op.Pointer+"/description", page.firstParagraph())
	}
	for _, enum := range facts.Enums {
		if known := d.enumOf(enum); known != nil {
			for _, m := range enum.Members {
				add(known.Members[m.Name], block{pos: enum.Pos, text: m.Description})
			}
		}
	}
	return list
}

// operationsOf returns the operations that a source page is about. It considers
// only requests with the method of the first one.
func (d *Described) operationsOf(requests []Operation) []DescribedOperation {
	var list []DescribedOperation
	for _, fits := range []func(page, described []string) bool{slices.Equal[[]string], sameEnd} {
		for _, request := range requests {
			if request.Method != requests[0].Method {
				continue
			}
			found := slices.DeleteFunc(slices.Clone(d.Operations), func(op DescribedOperation) bool {
				return op.Method != request.Method || !fits(segments(request.Path), segments(op.Path))
			})
			if len(found) == 1 && !slices.Contains(list, found[0]) { // several would be ambiguous
				list = append(list, found[0])
			}
		}
		if list != nil {
			return list
		}
	}
	return nil
}

var parameter = regexp.MustCompile(`\{[^{}]*\}`)

// segments returns the segments of a path, without the names of parameters.
func segments(path string) []string {
	path = parameter.ReplaceAllString(strings.Trim(path, "/"), "{}")
	return strings.Split(strings.ToLower(path), "/")
}

// pathPrefix matches path prefixes that are not resources.
var pathPrefix = regexp.MustCompile(`^(?:v[0-9][\w.-]*|beta|api|app)$`)

// sameEnd reports whether the paths are equal without the page's first segment,
// which must match pathPrefix. The segment "app" may replace the description's first
// segment.
func sameEnd(page, described []string) bool {
	end := page[1:]
	if len(end) == 0 || !pathPrefix.MatchString(page[0]) {
		return false
	}
	return slices.Equal(end, described) || page[0] == "app" && slices.Equal(end, described[1:])
}

// enumOf returns the enum that a page's table is about: the enum with its name,
// otherwise the only enum with all its members.
func (d *Described) enumOf(enum Enum) *DescribedEnum {
	var found []*DescribedEnum
	for i := range d.Enums {
		known := &d.Enums[i]
		strange := slices.ContainsFunc(enum.Members, func(m Member) bool { _, ok := known.Members[m.Name]; return !ok })
		switch {
		case strange:
		case enum.Type != "" && strings.EqualFold(enum.Type, known.Name):
			return known
		default:
			found = append(found, known)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// labelLine matches a line such as "Namespace: microsoft.graph", a note that
// begins with [!NOTE], or an included disclaimer.
var labelLine = regexp.MustCompile(`^(?:[^\s:：]+ ?[:：] ?\S+$|\[!)`)

// firstParagraph returns the first paragraph below the title.
func (p *SourcePage) firstParagraph() block {
	for _, b := range p.leads {
		if !labelLine.MatchString(b.text) {
			return b
		}
	}
	return block{}
}

// importDocs adds a page's translations of the description to the section
// "docs".
func (im *importer) importDocs(page *SourcePage) {
	texts := im.opt.Described.translationsOn(page)
	if len(texts) == 0 || !im.enterPage(page) || im.locale == im.table.Source {
		return
	}
	for _, text := range texts {
		im.report.Docs++
		if rule, message := codes.Harm(text.text); rule != "" {
			im.diags.Errorf(text.pos, rule, "the translation of %s %s", text.pointer, message)
			continue
		}
		im.putDoc(text)
	}
}

// putDoc sets one text, or reports why it does not.
func (im *importer) putDoc(d docText) {
	at := docPlace{d.pointer, im.locale}
	change := Change{Pos: d.pos, Row: string(d.pointer), Locale: im.locale, Now: d.text}
	if before, twice := im.setDocs[at]; twice {
		if before.Now != d.text {
			im.diags.Warnf(d.pos, "contradiction",
				"%s has a different translation at %s; that translation is used", d.pointer, before.Pos)
		}
		return
	}
	im.setDocs[at] = change
	text := codes.Text{Locale: im.locale, Text: d.text, State: im.state, From: im.origin(d.text)}
	if d.source != "" && d.source == im.opt.Described.Texts[d.pointer] {
		text.SourceHash = codes.HashText(d.source)
	}
	var old *codes.Text
	if i := slices.IndexFunc(im.docs, func(t *codes.Translation) bool { return t.Pointer == d.pointer }); i >= 0 {
		old = textOf(im.docs[i].Texts, im.locale)
	}
	if im.record(old, change) {
		im.SetDoc(d.pointer, text)
	}
}
