package docs

// This file converts descriptions to HTML or Markdown. Descriptions are CommonMark
// from an untrusted source, so goldmark only parses them, and the walker writes the
// output element by element. It drops unknown elements but keeps their text:
//
//   - HTML tags are dropped, and names in angle brackets such as <id> become text.
//   - Links may have the schemes http, https, and mailto.
//   - Pictures are replaced by their alternative text: a page loads no external files.
//   - Headings become bold paragraphs and do not change the outline of the page.

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/fragen-go/fragen/generator/api"
)

const (
	maxProse    = 16384 // bytes of a description; the time goldmark needs can be quadratic
	maxDepth    = 32    // nesting of quotes and lists; deeper levels are flattened
	maxSentence = 240   // runes of a first sentence
)

var reader = goldmark.New(goldmark.WithExtensions(
	extension.Table, extension.Strikethrough,
	extension.NewLinkify(extension.WithLinkifyURLRegexp(linkPattern)),
)).Parser()

// linkPattern matches a bare URL up to a space, a quote, or an entity.
var linkPattern = regexp.MustCompile("^https?://(?:[^\\x00-\\x20\"&<>\\]`|\\x7f-\\x{10FFFF}]|&\\w+=)+")

// cleanText removes invisible characters and truncates long text.
func cleanText(raw string) string {
	if len(raw) > maxProse {
		raw = raw[:maxProse]
		if end := strings.LastIndexAny(raw, " \n"); end > 0 {
			raw = raw[:end]
		}
		raw += " …"
	}
	return dropInvisible(strings.ReplaceAll(raw, "\r\n", "\n"))
}

// dropInvisible removes the invisible characters of a description, and normalizes line
// separators to newlines. It preserves the marks that only set the direction of the
// characters next to them, which text in Arabic or Hebrew needs.
func dropInvisible(raw string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || isDirectionMark(r):
			return r
		case isLineBreak(r):
			return '\n'
		case isHidden(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(raw, ""))
}

// isLineBreak reports whether a character other than a line feed ends a line.
func isLineBreak(r rune) bool {
	return r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085'
}

// isDirectionMark reports whether r is the left-to-right, right-to-left, or Arabic
// letter mark.
func isDirectionMark(r rune) bool { return r == '\u200E' || r == '\u200F' || r == '\u061C' }

// isHidden reports whether a character has no shape of its own and can change how the
// characters around it are displayed.
func isHidden(r rune) bool {
	return r == utf8.RuneError || r == '\uFEFF' || unicode.IsControl(r) ||
		unicode.In(r, unicode.Bidi_Control, unicode.Co)
}

// showInvisible replaces the characters that dropInvisible removes, and the direction
// marks, by escapes such as \u202e, so that two names that differ only in them look
// different. The escapes are those of JSON.
func showInvisible(raw string) string {
	isShown := func(r rune) bool { return isHidden(r) && !unicode.IsSpace(r) }
	raw = strings.ToValidUTF8(raw, "\uFFFD")
	if !strings.ContainsFunc(raw, isShown) {
		return raw
	}
	var b strings.Builder
	for _, r := range raw {
		if !isShown(r) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// literal resolves the entities of a text node, and its backslash escapes unless it
// is raw.
func literal(words []byte, raw bool) string {
	if !raw {
		words = util.UnescapePunctuations(words)
	}
	return dropInvisible(html.UnescapeString(string(words)))
}

// oneLine returns a name or a value on one line, with escapes for invisible characters.
func oneLine(raw string) string { return proseLine(showInvisible(raw)) }

// proseLine returns text without markup, such as a message, on one line and without
// invisible characters.
func proseLine(raw string) string { return strings.Join(strings.Fields(cleanText(raw)), " ") }

// parse parses a description. The nodes of the tree refer to source. A text that the
// parser does not read in about linear time is a single paragraph.
func parse(raw string) (ast.Node, []byte) {
	source := []byte(cleanText(raw))
	if api.CanParse(string(source)) {
		return reader.Parse(text.NewReader(source)), source
	}
	tree, paragraph := ast.NewDocument(), ast.NewParagraph()
	paragraph.AppendChild(paragraph, ast.NewRawTextSegment(text.NewSegment(0, len(source))))
	tree.AppendChild(tree, paragraph)
	return tree, source
}

// markup writes the elements that a walker finds.
type markup interface {
	openTag(tag, attributes string)
	closeTag(tag string)
	writeText(words string)
	writeCode(words string)
	writeBlock(code, language string)
	lineBreak()
	writeLink(to string, words func())
}

// walker writes a parsed description to a markup.
type walker struct {
	source []byte
	out    markup
	depth  int
}

// children visits the children of n.
func (w *walker) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c)
	}
}

// wrap visits the children of n inside an element. Below maxDepth it writes no
// elements, and below twice that depth no text.
func (w *walker) wrap(n ast.Node, tag, attributes string) {
	w.depth++
	if w.depth <= maxDepth {
		w.out.openTag(tag, attributes)
		w.children(n)
		w.out.closeTag(tag)
	} else if w.depth <= 2*maxDepth {
		w.children(n)
	} else {
		w.out.writeText("…")
	}
	w.depth--
}

func (w *walker) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		w.paragraph(n)
	case *ast.Heading:
		w.out.openTag("p", "")
		w.wrap(n, "strong", "")
		w.out.closeTag("p")
	case *ast.Text:
		w.out.writeText(literal(n.Segment.Value(w.source), n.IsRaw()))
		switch {
		case n.HardLineBreak():
			w.out.lineBreak()
		case n.SoftLineBreak():
			w.out.writeText("\n")
		}
	case *ast.String:
		w.out.writeText(literal(n.Value, n.IsRaw() || n.IsCode()))
	case *ast.CodeSpan:
		w.out.writeCode(plainText(n, w.source))
	case *ast.CodeBlock:
		w.out.writeBlock(blockLines(n, w.source), "")
	case *ast.FencedCodeBlock:
		w.out.writeBlock(blockLines(n, w.source), string(n.Language(w.source)))
	case *ast.Emphasis:
		w.wrap(n, map[bool]string{false: "em", true: "strong"}[n.Level > 1], "")
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.wrap(n, "li", "")
	case *ast.Blockquote:
		w.wrap(n, "blockquote", "")
	case *ast.Link:
		w.link(string(n.Destination), func() { w.children(n) })
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.RawHTML:
		w.rawHTML(joinSegments(n.Segments, w.source))
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *extended.Strikethrough:
		w.wrap(n, "del", "")
	case *extended.Table:
		w.table(n)
	case *ast.ThematicBreak:
	default: // for pictures and unknown elements, only the text
		w.children(n)
	}
}

// paragraph omits the tag in tight lists, as CommonMark does.
func (w *walker) paragraph(n ast.Node) {
	if n.Kind() == ast.KindTextBlock {
		w.children(n)
		return
	}
	w.out.openTag("p", "")
	w.children(n)
	w.out.closeTag("p")
}

func (w *walker) list(n *ast.List) {
	if !n.IsOrdered() {
		w.wrap(n, "ul", "")
		return
	}
	start := ""
	if n.Start > 1 {
		start = ` start="` + strconv.Itoa(n.Start) + `"`
	}
	w.wrap(n, "ol", start)
}

func (w *walker) table(n *extended.Table) {
	w.out.openTag("table", "")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		tag, attributes := "td", ""
		if row.Kind() == extended.KindTableHeader {
			tag, attributes = "th", ` scope="col"`
		}
		w.out.openTag("tr", "")
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			w.out.openTag(tag, attributes)
			w.children(cell)
			w.out.closeTag(tag)
		}
		w.out.closeTag("tr")
	}
	w.out.closeTag("table")
}

// link writes a link, or only its text if the address is not safe.
func (w *walker) link(to string, words func()) {
	if to = safeLink(to); to == "" {
		words()
		return
	}
	w.out.writeLink(to, words)
}

func (w *walker) autoLink(n *ast.AutoLink) {
	to := string(n.URL(w.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(to, "mailto:") {
		to = "mailto:" + to
	}
	w.link(to, func() { w.out.writeText(string(n.Label(w.source))) })
}

// safeLink returns the address of an http, https, or mailto link, and "" for all
// other addresses.
func safeLink(to string) string {
	u, err := url.Parse(strings.TrimSpace(to))
	if err != nil || strings.ContainsFunc(to, unicode.IsControl) {
		return ""
	}
	switch {
	case (u.Scheme == "https" || u.Scheme == "http") && u.Host != "", u.Scheme == "mailto" && u.Opaque != "":
		return u.String()
	}
	return ""
}

// htmlTag matches HTML tags and comments. Other names in angle brackets are
// placeholders such as <id>, and stay in the text.
var htmlTag = regexp.MustCompile(`(?i)^</?(a|b|br|code|dd|dl|dt|div|em|h[1-6]|hr|i|img|li|ol|p|pre|s|script|small|` +
	`span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)\b[^>]*>$|^<!--`)

func (w *walker) rawHTML(tag string) {
	switch {
	case lineTag.MatchString(tag):
		w.out.lineBreak()
	case !htmlTag.MatchString(tag):
		w.out.writeText(tag)
	}
}

var (
	lineTag = regexp.MustCompile(`(?i)^<(br|/p|/li|/div|/tr|hr)\b[^>]*>$`)
	anyTag  = regexp.MustCompile(`<[^<>]*>`)
)

// htmlBlock writes the text of an HTML block.
func (w *walker) htmlBlock(n *ast.HTMLBlock) {
	block := blockLines(n, w.source)
	if n.HasClosure() {
		block += string(n.ClosureLine.Value(w.source))
	}
	w.out.openTag("p", "")
	end := 0
	for _, at := range anyTag.FindAllStringIndex(block, -1) {
		w.out.writeText(literal([]byte(block[end:at[0]]), true))
		w.rawHTML(block[at[0]:at[1]])
		end = at[1]
	}
	w.out.writeText(literal([]byte(block[end:]), true))
	w.out.closeTag("p")
}

func blockLines(n ast.Node, source []byte) string { return joinSegments(n.Lines(), source) }

func joinSegments(list *text.Segments, source []byte) string {
	var b strings.Builder
	for i := range list.Len() {
		segment := list.At(i)
		b.Write(segment.Value(source))
	}
	return b.String()
}

// plainText returns the text of n without markup.
func plainText(n ast.Node, source []byte) string {
	var out plainMarkup
	w := walker{source: source, out: &out}
	w.children(n)
	return strings.Join(strings.Fields(out.String()), " ")
}

// sentence returns the first sentence of a description as plain text on one line,
// truncated to maxSentence.
func sentence(raw string) string {
	tree, source := parse(raw)
	var out plainMarkup
	w := walker{source: source, out: &out}
	for c := tree.FirstChild(); c != nil && strings.TrimSpace(out.String()) == ""; c = c.NextSibling() {
		w.node(c)
	}
	line := strings.Join(strings.Fields(out.String()), " ")
	for i, r := range line {
		rest := line[i+utf8.RuneLen(r):]
		spaced := strings.ContainsRune(".!?", r) && strings.HasPrefix(rest, " ") && startsSentence(rest[1:]) && i > 3
		if spaced || strings.ContainsRune("。！？", r) {
			line = line[:i+utf8.RuneLen(r)]
			break
		}
	}
	if runes := []rune(line); len(runes) > maxSentence {
		return strings.TrimSpace(string(runes[:maxSentence])) + "…"
	}
	return line
}

func startsSentence(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r) || !unicode.IsLower(r) && unicode.IsLetter(r)
}

// toHTML converts a description to HTML.
func toHTML(raw string) template.HTML {
	tree, source := parse(raw)
	var out htmlMarkup
	(&walker{source: source, out: &out}).children(tree)
	return template.HTML(out.String()) //nolint:gosec // htmlMarkup escapes all text
}

// toMarkdown converts a description to Markdown, on one line if it is for a table cell.
func toMarkdown(raw string, cell bool) string {
	tree, source := parse(raw)
	out := markdownMarkup{cell: cell}
	(&walker{source: source, out: &out}).children(tree)
	return out.trimmed()
}
