package gosdk

// How the markup of descriptions becomes blocks of plain text. goldmark turns
// Markdown into HTML, among it what the author wrote as HTML, and the reader
// below takes the blocks from the tags of both, as x/net/html's tokenizer finds
// them. It knows the tags that mean something for prose; any other name
// between angle brackets is a placeholder of the author and stays as text.
// Text without markup takes neither way: most descriptions are such.

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	rendered "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// markdown reads CommonMark, tables and deleted text. Addresses become links,
// so that underscores and asterisks in them are no emphasis; an ampersand is
// part of one before a parameter only, since it may begin an entity.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.NewLinkify(
		extension.WithLinkifyURLRegexp(regexp.MustCompile("^https?://(?:[^\\x00-\\x20\"&<>\\]`|\\x7f-\\x{10FFFF}]|&\\w+=)+")),
	)),
	goldmark.WithRendererOptions(rendered.WithUnsafe()), // it becomes comments, not a page
)

// dotItem matches the start of a list item as word processors write it.
var dotItem = regexp.MustCompile(`(?m)^( {0,3})•[ \t]`)

// readBlocks returns the blocks of text, which is clean.
func readBlocks(text string) []proseBlock {
	if unmarked(text) {
		r := blockReader{text: []byte(text)}
		r.flush()
		return r.out
	}
	return readMarked(text)
}

// readMarked is readBlocks for text that may have markup.
func readMarked(text string) []proseBlock {
	var page bytes.Buffer
	if err := markdown.Convert([]byte(dotItem.ReplaceAllString(text, "$1- ")), &page); err != nil {
		panic("internal: a buffer cannot be written: " + err.Error())
	}
	r := blockReader{}
	r.read(html.NewTokenizer(&page))
	return apart(r.out)
}

// unmarked reports whether text is nothing but paragraphs. Markup is a sign or
// stands at the start of a line.
func unmarked(text string) bool {
	if strings.ContainsAny(text, "`*_[]<>&\\~|#\t") {
		return false
	}
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.TrimLeft(line, " ")
		first, _ := utf8.DecodeRuneInString(words)
		if words != "" && (!unicode.IsLetter(first) || len(line)-len(words) > 3) {
			return false
		}
	}
	return true
}

// blockReader makes blocks of tags and the text between them.
type blockReader struct {
	out      []proseBlock
	text     []byte     // since the last block, item or cell
	link     string     // target of the link that is open, "" when none is
	linkAt   int        // where in text it begins
	hiddenAt int        // where in text a script or style begins, plus one
	lists    []int      // number of the next item of each open list, bullet for none
	item     itemState  // of the item that is open
	number   string     // of that item, "" for a bullet
	rows     [][]string // of the table that is open
	inCell   bool
	inCode   bool   // preformatted text
	inSpan   bool   // code within a line
	language string // of that
}

const bullet = -1

// itemState is how far an item of a list is read.
type itemState uint8

const (
	noItem  itemState = iota
	newItem           // without text so far
	oldItem
)

// lineBreak stands in the text for <br>; clean leaves none from the author.
const lineBreak = '\v'

// paragraphEnd matches what parts paragraphs of one element.
var paragraphEnd = regexp.MustCompile(`\v[ \n]*\v|\n[ \t]*\n`)

// alertMark matches the start of a note as GitHub and Microsoft write it.
var alertMark = regexp.MustCompile(`^\[!(\w+)\]`)

func (r *blockReader) read(z *html.Tokenizer) {
	for {
		kind := z.Next()
		raw := string(z.Raw()) // before Token, which decodes in place
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			r.closeCode(token)
			r.endTable(token)
			return
		case html.TextToken:
			r.words(clean(token.Data))
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			z.NextIsNotRawText() // else a <title> in a sentence hides the rest
			actions, known := tags[token.Data]
			action := actions.open
			if kind == html.EndTagToken {
				action = actions.close
			}
			switch {
			case !known:
				r.text = append(r.text, clean(raw)...)
			case action != nil:
				action(r, token)
			}
		case html.CommentToken, html.DoctypeToken: // nobody is meant to see them
		}
	}
}

// reference matches a link whose target is given elsewhere, or nowhere: API
// descriptions are cut out of pages that have it.
var reference = regexp.MustCompile(`(^|[^\w\])])\[([^\[\]]+)\]\[[^\[\]]*\]`)

func (r *blockReader) words(text string) {
	if !r.inCode && !r.inSpan {
		text = reference.ReplaceAllString(text, "$1$2")
	}
	r.text = append(r.text, text...)
}

// tagActions are what the two ends of an element do, nil for nothing.
type tagActions struct {
	open, close func(*blockReader, html.Token)
}

// tags are the elements of HTML that make up prose.
var tags = func() map[string]tagActions {
	all := map[string]tagActions{
		"a": {(*blockReader).openLink, (*blockReader).closeLink}, "img": {(*blockReader).image, nil},
		"br": {(*blockReader).breakLine, (*blockReader).breakLine}, "code": {(*blockReader).openSpan, (*blockReader).closeSpan},
		"pre": {(*blockReader).openCode, (*blockReader).closeCode},
		"ul":  {(*blockReader).openList, (*blockReader).closeList}, "ol": {(*blockReader).openList, (*blockReader).closeList},
		"li": {(*blockReader).openItem, (*blockReader).closeItem}, "table": {(*blockReader).endTable, (*blockReader).endTable},
		"tr": {(*blockReader).openRow, (*blockReader).closeCell},
		"td": {(*blockReader).openCell, (*blockReader).closeCell}, "th": {(*blockReader).openCell, (*blockReader).closeCell},
		"script": {(*blockReader).hide, (*blockReader).unhide}, "style": {(*blockReader).hide, (*blockReader).unhide},
	}
	for name := range strings.FieldsSeq(`article blockquote caption center dd details div dl dt figcaption figure h1 h2 h3
		h4 h5 h6 hr note p section summary`) {
		all[name] = tagActions{(*blockReader).block, (*blockReader).block}
	}
	for name := range strings.FieldsSeq(`abbr b big body cite del em font html i ins kbd mark nobr q s samp small span
		strike strong sub sup tbody tfoot thead tt u var wbr`) {
		all[name] = tagActions{}
	}
	return all
}()

// block begins or ends a paragraph, except in cells and code.
func (r *blockReader) block(html.Token) {
	switch {
	case r.inCell:
		r.text = append(r.text, ' ')
	case !r.inCode:
		r.flush()
	}
}

// flush ends the text that was read: a paragraph, or one of an item.
func (r *blockReader) flush() {
	for _, part := range paragraphEnd.Split(r.take(), -1) {
		text := alertMark.ReplaceAllString(inline(part), "$1:")
		for r.item == newItem && listStart.MatchString(text) { // an item of an item
			text = strings.TrimSpace(listStart.ReplaceAllString(text, ""))
		}
		n := len(r.out)
		switch {
		case text == "":
		case r.item == noItem, r.item == oldItem && r.out[n-1].kind != listBlock:
			r.emit(proseBlock{kind: plainBlock, lines: []string{text}})
		case r.item == newItem:
			r.emit(proseBlock{kind: listBlock, lines: []string{text}, numbers: []string{r.number}})
			r.item = oldItem
		default:
			last := r.out[n-1].lines
			last[len(last)-1] += " " + text
		}
	}
}

// take returns the text that was read and begins anew.
func (r *blockReader) take() string {
	text := string(r.text)
	r.text, r.link, r.hiddenAt = r.text[:0], "", 0
	return text
}

// emit adds a block, or its lines to the last block: go doc takes neighbours
// that it indents for one.
func (r *blockReader) emit(b proseBlock) {
	if r.rows != nil {
		r.endRows()
	}
	n := len(r.out) - 1
	if len(b.lines) == 0 {
		return
	}
	if n < 0 || b.kind == plainBlock || r.out[n].kind != b.kind {
		r.out = append(r.out, b)
		return
	}
	if b.kind == codeBlock {
		b.lines = append([]string{""}, b.lines...)
	}
	r.out[n].lines = append(r.out[n].lines, b.lines...)
	r.out[n].numbers = append(r.out[n].numbers, b.numbers...)
}

func (r *blockReader) openLink(t html.Token) {
	if href := attribute(t, "href"); href != "" && addressLength(href) == len(href) {
		r.link, r.linkAt = href, len(r.text)
	}
}

// unescapeBraces undoes what goldmark does to the parameters of templates.
var unescapeBraces = strings.NewReplacer("%7B", "{", "%7D", "}")

// closeLink writes the target behind the text, if that does not say it.
func (r *blockReader) closeLink(html.Token) {
	text := string(util.URLEscape(r.text[min(r.linkAt, len(r.text)):], false))
	if r.link != "" && r.link != text && r.link != "http://"+text {
		r.text = append(r.text, " ("+unescapeBraces.Replace(r.link)+")"...)
	}
	r.link = ""
}

func (r *blockReader) image(t html.Token) { r.text = append(r.text, attribute(t, "alt")...) }

func (r *blockReader) breakLine(html.Token) {
	if r.inCode {
		r.text = append(r.text, '\n')
	} else {
		r.text = append(r.text, lineBreak)
	}
}

// hide begins a script or style. One that does not end is no such thing, but
// words of the author.
func (r *blockReader) hide(t html.Token) {
	r.hiddenAt = len(r.text) + 1
	r.text = append(r.text, clean(t.String())...)
}

func (r *blockReader) unhide(html.Token) {
	if r.hiddenAt > 0 {
		r.text, r.hiddenAt = r.text[:r.hiddenAt-1], 0
	}
}

func (r *blockReader) openList(t html.Token) {
	r.block(t)
	first := bullet
	if t.Data == "ol" {
		if n, err := strconv.ParseUint(attribute(t, "start"), 10, 29); err == nil { // 9 digits are the most
			first = int(n)
		} else {
			first = 1
		}
	}
	r.lists = append(r.lists, first)
}

func (r *blockReader) closeList(t html.Token) {
	r.closeItem(t)
	r.lists = r.lists[:max(0, len(r.lists)-1)]
}

func (r *blockReader) openItem(t html.Token) {
	r.block(t)
	r.item, r.number = newItem, ""
	if n := len(r.lists) - 1; n >= 0 && r.lists[n] != bullet {
		r.number = strconv.Itoa(r.lists[n])
		r.lists[n]++
	}
}

func (r *blockReader) closeItem(t html.Token) {
	r.block(t)
	r.item = noItem
}

func (r *blockReader) openCode(t html.Token) {
	r.block(t)
	r.inCode, r.language = !r.inCell, ""
}

// openSpan begins code, which is all of preformatted text or within a line.
func (r *blockReader) openSpan(t html.Token) {
	r.inSpan = true
	if language, ok := strings.CutPrefix(attribute(t, "class"), "language-"); ok && r.inCode {
		r.language = language
	}
}

func (r *blockReader) closeSpan(html.Token) { r.inSpan = false }

func (r *blockReader) closeCode(html.Token) {
	if r.inCode {
		r.inCode = false
		r.emit(code(strings.Split(r.take(), "\n"), r.language))
	}
}

func (r *blockReader) openRow(t html.Token) {
	r.closeCell(t)
	r.block(t)
	r.rows = append(r.rows, nil)
}

func (r *blockReader) openCell(t html.Token) {
	r.closeCell(t)
	r.block(t)
	r.inCell = !r.inCode && len(r.rows) > 0
}

func (r *blockReader) closeCell(html.Token) {
	if n := len(r.rows) - 1; r.inCell {
		r.rows[n] = append(r.rows[n], inline(r.take()))
		r.inCell = false
	}
}

func (r *blockReader) endTable(t html.Token) {
	r.closeCell(t)
	r.block(t)
	r.endRows()
}

// endRows writes the rows that were read as preformatted, aligned lines.
func (r *blockReader) endRows() {
	const widest = 40 // columns up to which cells are aligned
	var widths []int
	for _, row := range r.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(unit{text: cell}.width(false), widest))
		}
	}
	var lines []string
	for _, row := range r.rows {
		var line string
		for i, cell := range row {
			line += cell + strings.Repeat(" ", max(widths[i]-unit{text: cell}.width(false), 0)+2)
		}
		lines = append(lines, line)
	}
	r.rows = nil
	r.emit(code(lines, ""))
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return clean(a.Val)
		}
	}
	return ""
}
