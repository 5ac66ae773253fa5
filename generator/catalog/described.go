package catalog

// This file finds the texts of a source page that translate texts of the API
// description. A page contains a request, which identifies the operation. The
// page's title translates the operation's summary, its first paragraph the
// description. Tables of enum members translate their descriptions, and so do those of
// parameters and properties, see members.go. On bilingual pages, the source of a text identifies
// it. Texts that the API description does not have are ignored.
//
// Paths are compared by segments, without the names of parameters. If no path is
// equal, the page's path may begin with a segment that is not a resource, such as
// /v1.0, or with /app in place of another segment: /app/calls/{id} matches
// /communications/calls/{call-id}. Other prefixes are not guessed:
// /users/{id}/messages does not match the messages of a chat.

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

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
	Members      map[Location]map[string]diag.Pointer // descriptions of parameters and properties, by name
	Notes        []diag.Pointer                       // notes about permissions
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

// docGap is a text of a source page about an operation that translates no text of the
// description.
type docGap struct {
	pos     diag.Pos
	message string
}

// translationsOn returns the texts of a source page that translate the
// description, and texts about its operations that translate none.
func (d *Described) translationsOn(page *SourcePage) (list []docText, gaps []docGap) {
	if d == nil {
		return nil, nil
	}
	known := make(map[diag.Pointer]bool)
	add := func(pointer diag.Pointer, text block) {
		if d.Texts[pointer] != "" && text.text != "" {
			list = append(list, docText{pointer, text})
			known[pointer] = true
		}
	}
	facts := page.Facts()
	operations, gap := d.operationsOf(facts)
	gaps = append(gaps, gap...)
	for _, op := range operations {
		add(op.Pointer+"/summary", page.title)
		description, gap := page.paragraphs(d.Texts[op.Pointer+"/description"])
		add(op.Pointer+"/description", description)
		gaps = append(append(gaps, gap...), d.members(page, op, add)...)
		d.permissionNotes(page, op, add)
	}
	for _, enum := range facts.Enums {
		known, gap := d.enumOf(enum)
		gaps = append(gaps, gap...)
		if known != nil {
			for _, m := range enum.Members {
				add(known.Members[m.Name], block{pos: m.Pos, text: m.Description})
			}
		}
	}
	for _, text := range d.pairsOn(page) {
		if !known[text.pointer] {
			list = append(list, text)
		}
	}
	return list, gaps
}

// translates reports whether a source page is about an operation of the description.
func (d *Described) translates(page *SourcePage) bool {
	texts, gaps := d.translationsOn(page)
	return len(texts)+len(gaps) > 0
}

// operationsOf returns the operations that a source page is about. Several of them must
// be alternatives, because otherwise it is not known which texts are about which one:
//
//	GET /me/orders/{id}, GET /users/{id}/orders/{id}   alternatives
//	GET /orders, GET /orders/{id}                      not imported
//	GET /orders/{id}, DELETE /orders/{id}              not imported
//	DELETE /orders/{id}, GET /users                    the second request is an example
//
// A page without requests may have an example of one.
func (d *Described) operationsOf(facts *Facts) (list []DescribedOperation, gaps []docGap) {
	for _, fits := range []func(page, described []string) bool{slices.Equal[[]string], sameEnd} {
		for _, request := range facts.Operations {
			op, ok := d.operationFor(request, fits)
			isKnown := func(other DescribedOperation) bool { return other.Pointer == op.Pointer }
			if !ok || slices.ContainsFunc(list, isKnown) {
				continue
			}
			if len(list) > 0 && op.Method != list[0].Method && !op.isNear(list[0]) {
				continue
			}
			if len(list) > 0 && !op.isAlternative(list[0]) {
				return nil, []docGap{{request.Pos, fmt.Sprintf("the source page describes both %s %s and %s %s, so the "+
					"texts of these operations are not imported; write a page for each of them",
					list[0].Method, list[0].Path, op.Method, op.Path)}}
			}
			list = append(list, op)
		}
		if list != nil {
			return list, nil
		}
	}
	for _, example := range facts.Examples {
		if op, ok := d.operationFor(example, sameExample); ok {
			return []DescribedOperation{op}, nil
		}
	}
	return nil, nil
}

// isAlternative reports whether two operations have the same method and paths that end
// with the same resource.
func (op DescribedOperation) isAlternative(other DescribedOperation) bool {
	return op.Method == other.Method && resourceOf(op.Path) == resourceOf(other.Path)
}

// isNear reports whether the path of one of two operations begins with the other's.
func (op DescribedOperation) isNear(other DescribedOperation) bool {
	a, b := segments(op.Path), segments(other.Path)
	n := min(len(a), len(b))
	return slices.Equal(a[:n], b[:n])
}

// resourceOf returns the end of a path from its last segment without a parameter on.
func resourceOf(path string) string {
	path = "/" + strings.Join(segments(path), "/")
	end := strings.TrimRight(path, "/{}")
	return path[strings.LastIndexByte(end, '/')+1:]
}

// operationFor returns the only operation whose path fits a request.
func (d *Described) operationFor(
	request Operation, fits func(page, described []string) bool,
) (op DescribedOperation, ok bool) {
	n := 0
	for _, candidate := range d.Operations {
		if candidate.Method == request.Method && fits(segments(request.Path), segments(candidate.Path)) {
			op = candidate
			n++
		}
	}
	return op, n == 1
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

// sameExample reports whether a path with values for its parameters is the
// described one: /v1.0/calls/57dab8b1-894c/reject is /calls/{call-id}/reject.
func sameExample(page, described []string) bool {
	if len(page) == len(described)+1 && pathPrefix.MatchString(page[0]) {
		page = page[1:]
	}
	return len(page) == len(described) && slices.Contains(described, page[0]) &&
		slices.EqualFunc(page, described, func(a, b string) bool {
			return a == b || b == "{}" && idValue.MatchString(a)
		})
}

// idValue matches the value of a parameter in a path.
var idValue = regexp.MustCompile(`[0-9<{:]`)

// labelLine matches a line such as "Namespace: microsoft.graph", and the marker of
// a note or an included text.
var labelLine = regexp.MustCompile(`^(?:[^\s:：]+ ?[:：] ?\S+$|` +
	`[^:：.!?。]{1,60}[:：]\s?[A-Za-z_]\w*(?:\.\w+)+\.?$|\[!)`)

// remarkLine matches a remark such as "Important: The API may change."
var remarkLine = regexp.MustCompile(`(?i)^[*_\s]*(?:important|note|warning|caution|notice|beta|preview|deprecated|` +
	`wichtig|hinweis|achtung|warnung|vorsicht|importante|nota|aviso|advertencia|precaución|remarque|attention|` +
	`avertissement|attenzione|avviso|importante|uwaga|ważne|důležité|poznámka|belangrijk|opmerking|` +
	`важно|примечание|внимание|предупреждение|重要|注意|备注|注意事项|警告|注記|メモ|중요|참고)[*_]*\s*[:：!！。.]`)

// firstParagraph returns the first paragraph below the title.
func (p *SourcePage) firstParagraph() block {
	if list := p.introduction(); len(list) > 0 {
		return list[0]
	}
	return block{}
}

// introduction returns the paragraphs below the title without remarks.
func (p *SourcePage) introduction() []block {
	var list []block
	before := ""
	for _, b := range p.leads {
		isRemark := remarkLine.MatchString(b.text+":") || remarkLine.MatchString(before+":")
		if !isRemark && !labelLine.MatchString(b.text) {
			list = append(list, b)
		}
		before = b.text
	}
	return list
}

// paragraphs returns the translation of a description: the first paragraph of the page,
// or all of them if the description has several. If the page has another number of
// them, it is not known which ones translate the description.
func (p *SourcePage) paragraphs(description string) (all block, gaps []docGap) {
	n := len(paragraphsOf(description))
	if n < 2 {
		return p.firstParagraph(), nil
	}
	list := p.introduction()
	if len(list) == 0 {
		return block{}, nil
	}
	if len(list) != n {
		return block{}, []docGap{{list[0].pos, fmt.Sprintf("the description of the operation has %d paragraphs, and the "+
			"introduction of the source page has %d, so it is not imported", n, len(list))}}
	}
	all = list[0]
	for _, b := range list[1:] {
		all.text += "\n\n" + b.text
		if all.source != "" {
			all.source += "\n\n" + b.source
		}
	}
	return all, nil
}

// paragraphsOf returns the paragraphs of a text.
func paragraphsOf(text string) []string {
	return paragraphBreak.Split(strings.TrimSpace(text), -1)
}

var paragraphBreak = regexp.MustCompile(`\n[ \t]*\n\s*`)

func isTextHeading(cell Cell) bool {
	role, _ := headingRole(cell)
	return role == textColumn
}

// memberKey returns the name of a parameter or property in a cell.
func memberKey(text string) string { return strings.Trim(visible(text), "`*_ ") }

// isSentence reports whether a text ends like a sentence.
func isSentence(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, ")»”\" "))
	return strings.ContainsRune(".!?。！？", last)
}

// hasSentence reports whether a text has the end of a sentence.
func hasSentence(text string) bool { return isSentence(text) || strings.Contains(text, ". ") }

// technicalName matches the names of permissions and commands, which are the same
// in all languages.
var technicalName = regexp.MustCompile(permissionName.String() + `|\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b`)

// permissionNotes calls add for the paragraph that translates the note about
// permissions: the only one with a name that the note has.
func (d *Described) permissionNotes(page *SourcePage, op DescribedOperation, add func(diag.Pointer, block)) {
	for _, pointer := range op.Notes {
		names := technicalName.FindAllString(d.Texts[pointer], -1)
		var found []block
		for _, b := range page.blocks {
			hasName := slices.ContainsFunc(names, func(name string) bool { return strings.Contains(b.text, name) })
			if hasName && isSentence(b.text) && b.text != page.firstParagraph().text {
				found = append(found, b)
			}
		}
		if len(found) == 1 {
			note := found[0]
			note.text = strings.TrimSpace(remarkLine.ReplaceAllString(note.text, ""))
			if note.source != "" {
				note.source = strings.TrimSpace(remarkLine.ReplaceAllString(note.source, ""))
			}
			add(pointer, note)
		}
	}
}

// pairsOn returns the texts of a bilingual page whose source is a text of the
// description.
func (d *Described) pairsOn(page *SourcePage) []docText {
	pointers := make(map[string][]diag.Pointer)
	for _, pointer := range slices.Sorted(maps.Keys(d.Texts)) {
		text := plainText(d.Texts[pointer])
		pointers[text] = append(pointers[text], pointer)
	}
	var list []docText
	seen := make(map[diag.Pointer]bool)
	add := func(b block) {
		for _, pointer := range pointers[plainText(b.source)] {
			if b.source != "" && !seen[pointer] {
				seen[pointer] = true
				list = append(list, docText{pointer, b})
			}
		}
	}
	for _, b := range page.blocks {
		add(b)
	}
	for _, grid := range page.Tables {
		for _, row := range grid.Rows {
			for _, cell := range row {
				add(block{cell.Pos, cell.Text, cell.Source})
			}
		}
	}
	for _, pair := range page.Pairs {
		add(block{pair.Pos, pair.Text, pair.Source})
	}
	return list
}

// plainText returns a text without markup and line breaks.
func plainText(text string) string {
	return normalizeSpace(strings.NewReplacer("`", "", "*", "").Replace(text))
}

// importDocs adds a page's translations of the description to the section
// "docs".
func (im *importer) importDocs(page *SourcePage) {
	texts, gaps := im.opt.Described.translationsOn(page)
	hasTexts := len(texts) > 0
	if hasTexts && (!im.enterPage(page) || im.locale == im.table.Source) ||
		!hasTexts && sameLanguage(page.Locale, im.table.Source) {
		return
	}
	for _, gap := range gaps {
		im.diags.Warnf(gap.pos, "unmatched-text", "%s", gap.message)
	}
	for _, text := range texts {
		im.report.Docs++
		clean, removed, problem := cleanParagraphs(im.locale, text.text)
		if problem != "" {
			im.report.LeftOut++
			im.diags.Warnf(text.pos, "bidi-character", "leaving out the translation of %s: the text %s",
				text.pointer, problem)
			continue
		}
		if removed != "" {
			im.diags.Warnf(text.pos, "cleaned-cell", "removed the invisible character %s from this text", removed)
		}
		text.text = clean
		im.putDoc(text)
	}
}

// cleanParagraphs is like cleanText for a text of several paragraphs.
func cleanParagraphs(locale, text string) (clean, removed, problem string) {
	list := paragraphsOf(text)
	for i, paragraph := range list {
		one, cleaned, bad := cleanText(locale, paragraph)
		list[i], removed, problem = one, cmp.Or(removed, cleaned), cmp.Or(problem, bad)
	}
	return strings.Join(list, "\n\n"), removed, problem
}

// putDoc sets one text, or reports why it does not.
func (im *importer) putDoc(d docText) {
	at := docPlace{d.pointer, im.locale}
	change := Change{Pos: d.pos, Row: string(d.pointer), Locale: im.locale, Now: d.text}
	if before, twice := im.setDocs[at]; twice {
		if before.Now != d.text {
			im.diags.Warnf(d.pos, "contradiction",
				"%s has a different translation at %s; that translation is used", d.pointer, before.Pos)
			im.report.LeftOut++
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
