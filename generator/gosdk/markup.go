package gosdk

// This file converts the markup of descriptions to blocks of plain text.
// goldmark converts Markdown to HTML and preserves the HTML that the author
// wrote. The reader below builds blocks from the tags that x/net/html's
// tokenizer finds. It knows the tags of prose. Any other name in angle brackets
// is a placeholder and stays in the text:
//
//	Bearer <token>   ->   Bearer <token>
//
// Text without markup, which most descriptions are, skips both libraries. So does
// text whose markup goldmark would read in more than linear time.

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

	"github.com/fragen-go/fragen/generator/api"
)

// markdown parses CommonMark, tables and strikethrough. URLs become links so that
// underscores and asterisks in them are not emphasis. An ampersand belongs to a URL
// only before a parameter, because elsewhere it may begin an entity.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.NewLinkify(
		extension.WithLinkifyURLRegexp(linkURL),
	)),
	goldmark.WithRendererOptions(rendered.WithUnsafe()), // the output is a comment, not a page
)

var linkURL = regexp.MustCompile("^https?://(?:[^\\x00-\\x20\"&<>\\]`|\\x7f-\\x{10FFFF}]|&\\w+=)+")

// dotItem matches the start of a list item as word processors write it.
var dotItem = regexp.MustCompile(`(?m)^( {0,3})•[ \t]`)

// readBlocks returns the blocks of text, which clean has processed.
func readBlocks(text string) []proseBlock {
	if unmarked(text) || !api.CanParse(text) {
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
		panic("internal: writing to a buffer: " + err.Error())
	}
	r := blockReader{}
	r.read(html.NewTokenizer(&page))
	return apart(r.out)
}

// unmarked reports whether text consists of paragraphs without markup. Markup
// contains a special character or begins a line.
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

// blockReader builds blocks from tags and the text between them.
type blockReader struct {
	out      []proseBlock
	text     []byte     // since the last block, item or cell
	link     string     // target of the open link, or ""
	linkAt   int        // start of the link in text
	hiddenAt int        // start of a script or style in text, plus one; 0 for none
	lists    []int      // number of the next item of each open list, or bullet
	item     itemState  // of the open item
	number   string     // of that item, "" for a bullet
	rows     [][]string // of the open table
	inCell   bool
	inCode   bool   // preformatted text
	inSpan   bool   // code within a line
	language string // of preformatted text
}

const bullet = -1

// itemState is how much of a list item has been read.
type itemState uint8

const (
	noItem  itemState = iota
	newItem           // without text
	oldItem
)

// lineBreak represents <br> in the text. The author's text has none after clean.
const lineBreak = '\v'

// paragraphEnd matches the gap between paragraphs of one element.
var paragraphEnd = regexp.MustCompile(`\v[ \n]*\v|\n[ \t]*\n`)

// alertMark matches the start of an alert in the syntax of GitHub and Microsoft.
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
			z.NextIsNotRawText() // otherwise a <title> in a sentence hides the rest
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
		case html.CommentToken, html.DoctypeToken: // not shown
		}
	}
}

// reference matches a link whose target is defined elsewhere. The target is often
// missing, because descriptions are cut from pages that define it.
var reference = regexp.MustCompile(`(^|[^\w\])])\[([^\[\]]+)\]\[[^\[\]]*\]`)

func (r *blockReader) words(text string) {
	if !r.inCode && !r.inSpan {
		text = reference.ReplaceAllString(text, "$1$2")
	}
	r.text = append(r.text, text...)
}

// tagActions are the actions for the two ends of an element. nil is no action.
type tagActions struct {
	open, close func(*blockReader, html.Token)
}

// tags are the elements of HTML that occur in prose.
var tags = func() map[string]tagActions {
	type r = *blockReader
	all := map[string]tagActions{
		"a":      {r.openLink, r.closeLink},
		"br":     {r.breakLine, r.breakLine},
		"code":   {r.openSpan, r.closeSpan},
		"img":    {r.image, nil},
		"li":     {r.openItem, r.closeItem},
		"ol":     {r.openList, r.closeList},
		"pre":    {r.openCode, r.closeCode},
		"script": {r.hide, r.unhide},
		"style":  {r.hide, r.unhide},
		"table":  {r.endTable, r.endTable},
		"td":     {r.openCell, r.closeCell},
		"th":     {r.openCell, r.closeCell},
		"tr":     {r.openRow, r.closeCell},
		"ul":     {r.openList, r.closeList},
	}
	for name := range strings.FieldsSeq(`article blockquote caption center dd details div dl dt figcaption figure h1 h2 h3
		h4 h5 h6 hr note p section summary`) {
		all[name] = tagActions{r.block, r.block}
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

// flush ends the text read since the last block: a paragraph, or one of an item.
func (r *blockReader) flush() {
	for _, part := range paragraphEnd.Split(r.take(), -1) {
		text := alertMark.ReplaceAllString(inline(part), "$1:")
		for r.item == newItem && listStart.MatchString(text) { // an item that begins with another item
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

// take returns the text read since the last block and resets it.
func (r *blockReader) take() string {
	text := string(r.text)
	r.text, r.link, r.hiddenAt = r.text[:0], "", 0
	return text
}

// emit adds a block, or appends its lines to the last block, because go doc merges
// neighboring blocks with the same indentation.
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

// unescapeBraces restores the parameters of URL templates, which goldmark escapes.
var unescapeBraces = strings.NewReplacer("%7B", "{", "%7D", "}")

// closeLink writes the target after the text, unless they are the same.
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

// hide begins a script or style. One without an end is part of the author's text.
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
		if n, err := strconv.ParseUint(attribute(t, "start"), 10, 29); err == nil { // CommonMark allows 9 digits
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

// openSpan begins code: preformatted text, or code within a line.
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

// endRows writes the rows of the table as preformatted, aligned lines.
func (r *blockReader) endRows() {
	const widest = 40 // columns; wider cells are not aligned
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
