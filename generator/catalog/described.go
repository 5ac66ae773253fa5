package catalog

// Pages in other languages translate what the description says of an operation
// and of the members of an enum. A page names its operation by its request; its
// title translates the operation's summary, its first paragraph the description.
// Tables of members translate these. Only texts that the description has are
// taken: what it leaves out, no reader would see.
//
// Paths are compared by their segments, parameters by where they stand. Where none
// is the same, a page's path may begin with what is no resource: /v1.0, or /app in
// place of another word, as in /app/calls/{id} for /communications/calls/{call-id}.
// No other beginnings are guessed: /users/{id}/messages are not those of a chat.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Described is what a description says, as far as pages may translate it.
type Described struct {
	Texts      map[diag.Pointer]string
	Operations []DescribedOperation
	Enums      []DescribedEnum
}

// DescribedOperation is an operation of the description.
type DescribedOperation struct {
	Method, Path string
	Pointer      diag.Pointer
}

// DescribedEnum is an enum of the description.
type DescribedEnum struct {
	Name    string                  // without what stands before its last dot, or ""
	Members map[string]diag.Pointer // of their texts, "" for those without one
}

// docText is a text of a page that translates one of the description.
type docText struct {
	pointer diag.Pointer
	block
}

// textsOf finds what a page translates.
func (d *Described) textsOf(page *Page) []docText {
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
		add(op.Pointer+"/description", page.lead())
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

// operationsOf finds the operations that a page is about: those of its requests
// that have the method of the first.
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
			if len(found) == 1 && !slices.Contains(list, found[0]) { // of several, nobody knows which
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

// segments are those of a path, without the names of parameters.
func segments(path string) []string {
	path = parameter.ReplaceAllString(strings.Trim(path, "/"), "{}")
	return strings.Split(strings.ToLower(path), "/")
}

// outer is what a path may begin with that names no resource.
var outer = regexp.MustCompile(`^(?:v[0-9][\w.-]*|beta|api|app)$`)

// sameEnd reports whether paths are the same but for an outer segment before the
// page's, which may stand for one of the description's.
func sameEnd(page, described []string) bool {
	end := page[1:]
	if len(end) == 0 || !outer.MatchString(page[0]) {
		return false
	}
	return slices.Equal(end, described) || page[0] == "app" && slices.Equal(end, described[1:])
}

// enumOf finds the enum that a page's table is about: that of its name, or else the
// only one that has all its members.
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

// label is a line such as "Namespace: microsoft.graph", a note that begins with
// [!NOTE], or a beta's disclaimer that is included.
var label = regexp.MustCompile(`^(?:[^\s:：]+ ?[:：] ?\S+$|\[!)`)

// lead is the first paragraph below the title.
func (p *Page) lead() block {
	for _, b := range p.leads {
		if !label.MatchString(b.text) {
			return b
		}
	}
	return block{}
}

// describe puts a page's texts about the description into the section docs.
func (im *importer) describe(page *Page) {
	texts := im.opt.Described.textsOf(page)
	if len(texts) == 0 || !im.enter(page) || im.locale == im.table.Source {
		return
	}
	for _, text := range texts {
		im.report.Docs++
		if rule, message := codes.Harm(text.text); rule != "" {
			im.diags.Errorf(text.pos, rule, "the text for %s %s", text.pointer, message)
			continue
		}
		im.putDoc(text)
	}
}

// putDoc sets one text, or says why not.
func (im *importer) putDoc(d docText) {
	at := docPlace{d.pointer, im.locale}
	change := Change{Pos: d.pos, Row: string(d.pointer), Locale: im.locale, Now: d.text}
	if before, twice := im.setDocs[at]; twice {
		if before.Now != d.text {
			im.diags.Warnf(d.pos, "contradiction", "%s has another text at %s, which counts", d.pointer, before.Pos)
		}
		return
	}
	im.setDocs[at] = change
	text := codes.Text{Locale: im.locale, Text: d.text, State: im.state, From: im.from(d.text)}
	if d.source != "" && d.source == im.opt.Described.Texts[d.pointer] {
		text.SourceHash = codes.HashText(d.source)
	}
	var old *codes.Text
	if i := slices.IndexFunc(im.docs, func(t *codes.Translation) bool { return t.Pointer == d.pointer }); i >= 0 {
		old = textOf(im.docs[i].Texts, im.locale)
	}
	if im.counts(old, change) {
		im.SetDoc(d.pointer, text)
	}
}
