package docs

// Descriptions are CommonMark by whoever wrote them, and nobody trusts them.
// goldmark only reads them; what is written is written here, element by element:
// nothing passes that is not known, HTML becomes the text that it is, links lead
// to the web or to a mailbox, and pictures are their descriptions, since a page
// loads nothing from elsewhere. Headings become bold lines: a page's own headings
// make its outline.

import (
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	maxProse    = 16384 // bytes of a description that are read; goldmark can take their square
	maxDepth    = 32    // of quotes and lists in each other; what is deeper is flat
	maxSentence = 240   // runes
)

var reader = goldmark.New(goldmark.WithExtensions(
	extension.Table, extension.Strikethrough,
	extension.NewLinkify(extension.WithLinkifyURLRegexp(regexp.MustCompile("^https?://(?:[^\\x00-\\x20\"&<>\\]`|\\x7f-\\x{10FFFF}]|&\\w+=)+"))),
)).Parser()

// clean makes a text visible, and cuts what is too long.
func clean(raw string) string {
	if len(raw) > maxProse {
		raw = raw[:maxProse]
		if end := strings.LastIndexAny(raw, " \n"); end > 0 {
			raw = raw[:end]
		}
		raw += " …"
	}
	return visible(strings.ReplaceAll(raw, "\r\n", "\n"))
}

// visible drops what cannot be seen and changes what is seen.
func visible(raw string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\uFEFF' || unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(raw, ""))
}

// literal is what a piece of a description means: entities are characters, and
// backslashes before signs are gone unless it is raw.
func literal(words []byte, raw bool) string {
	if !raw {
		words = util.UnescapePunctuations(words)
	}
	return visible(html.UnescapeString(string(words)))
}

// oneLine is a text without markup, such as a name, made harmless.
func oneLine(raw string) string { return strings.Join(strings.Fields(clean(raw)), " ") }

// parse reads a description. The source belongs to the tree.
func parse(raw string) (ast.Node, []byte) {
	source := []byte(clean(raw))
	return reader.Parse(text.NewReader(source)), source
}

// markup writes what the walk finds. The two formats differ in little else.
type markup interface {
	open(tag, attributes string)
	close(tag string)
	text(words string)
	code(words string)
	block(code, language string)
	lineBreak()
	link(to string, words func())
}

// walker goes through a description.
type walker struct {
	source []byte
	out    markup
	depth  int
}

// children visits all below n.
func (w *walker) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c)
	}
}

// wrap visits all below n inside of an element. What is nested too deeply has
// none.
func (w *walker) wrap(n ast.Node, tag, attributes string) {
	w.depth++
	if w.depth <= maxDepth {
		w.out.open(tag, attributes)
		w.children(n)
		w.out.close(tag)
	} else if w.depth <= 2*maxDepth {
		w.children(n)
	} else {
		w.out.text("…")
	}
	w.depth--
}

func (w *walker) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		w.paragraph(n)
	case *ast.Heading:
		w.out.open("p", "")
		w.wrap(n, "strong", "")
		w.out.close("p")
	case *ast.Text:
		w.out.text(literal(n.Segment.Value(w.source), n.IsRaw()))
		switch {
		case n.HardLineBreak():
			w.out.lineBreak()
		case n.SoftLineBreak():
			w.out.text("\n")
		}
	case *ast.String:
		w.out.text(literal(n.Value, n.IsRaw() || n.IsCode()))
	case *ast.CodeSpan:
		w.out.code(plainText(n, w.source))
	case *ast.CodeBlock:
		w.out.block(lines(n, w.source), "")
	case *ast.FencedCodeBlock:
		w.out.block(lines(n, w.source), string(n.Language(w.source)))
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
		w.rawHTML(segments(n.Segments, w.source))
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *extended.Strikethrough:
		w.wrap(n, "del", "")
	case *extended.Table:
		w.table(n)
	case *ast.ThematicBreak:
	default: // a picture is what it shows, and so is what we do not know
		w.children(n)
	}
}

// paragraph leaves the tag out in tight lists, as CommonMark does.
func (w *walker) paragraph(n ast.Node) {
	if n.Kind() == ast.KindTextBlock {
		w.children(n)
		return
	}
	w.out.open("p", "")
	w.children(n)
	w.out.close("p")
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
	w.out.open("table", "")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		tag, attributes := "td", ""
		if row.Kind() == extended.KindTableHeader {
			tag, attributes = "th", ` scope="col"`
		}
		w.out.open("tr", "")
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			w.out.open(tag, attributes)
			w.children(cell)
			w.out.close(tag)
		}
		w.out.close("tr")
	}
	w.out.close("table")
}

// link writes a link where it leads to the web, and its words else.
func (w *walker) link(to string, words func()) {
	if to = safeLink(to); to == "" {
		words()
		return
	}
	w.out.link(to, words)
}

func (w *walker) autoLink(n *ast.AutoLink) {
	to := string(n.URL(w.source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(to, "mailto:") {
		to = "mailto:" + to
	}
	w.link(to, func() { w.out.text(string(n.Label(w.source))) })
}

// safeLink returns where a link leads, "" when it does not lead to the web or to
// a mailbox.
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

// htmlTag matches a tag that means something; any other name between angle
// brackets is a placeholder of the author and stays as text.
var htmlTag = regexp.MustCompile(`(?i)^</?(a|b|br|code|dd|dl|dt|div|em|h[1-6]|hr|i|img|li|ol|p|pre|s|script|small|span|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)\b[^>]*>$|^<!--`)

func (w *walker) rawHTML(tag string) {
	switch {
	case lineTag.MatchString(tag):
		w.out.lineBreak()
	case !htmlTag.MatchString(tag):
		w.out.text(tag)
	}
}

var (
	lineTag = regexp.MustCompile(`(?i)^<(br|/p|/li|/div|/tr|hr)\b[^>]*>$`)
	anyTag  = regexp.MustCompile(`<[^<>]*>`)
)

// htmlBlock writes the text of a block of HTML.
func (w *walker) htmlBlock(n *ast.HTMLBlock) {
	block := lines(n, w.source)
	if n.HasClosure() {
		block += string(n.ClosureLine.Value(w.source))
	}
	w.out.open("p", "")
	end := 0
	for _, at := range anyTag.FindAllStringIndex(block, -1) {
		w.out.text(literal([]byte(block[end:at[0]]), true))
		w.rawHTML(block[at[0]:at[1]])
		end = at[1]
	}
	w.out.text(literal([]byte(block[end:]), true))
	w.out.close("p")
}

func lines(n ast.Node, source []byte) string { return segments(n.Lines(), source) }

func segments(list *text.Segments, source []byte) string {
	var b strings.Builder
	for i := range list.Len() {
		segment := list.At(i)
		b.Write(segment.Value(source))
	}
	return b.String()
}

// plainText is what stands below n, without markup.
func plainText(n ast.Node, source []byte) string {
	var out plainMarkup
	w := walker{source: source, out: &out}
	w.children(n)
	return strings.Join(strings.Fields(out.String()), " ")
}

// sentence is the beginning of a description as plain text on one line: its
// first sentence where that is not too long.
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
		if strings.ContainsRune("。！？", r) || strings.ContainsRune(".!?", r) && strings.HasPrefix(rest, " ") && startsSentence(rest[1:]) && i > 3 {
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

// toHTML is a description as HTML.
func toHTML(raw string) template.HTML {
	tree, source := parse(raw)
	var out htmlMarkup
	(&walker{source: source, out: &out}).children(tree)
	return template.HTML(out.String()) //nolint:gosec // written by htmlMarkup, which escapes all
}

// toMarkdown is a description as Markdown; in a cell it is one line.
func toMarkdown(raw string, cell bool) string {
	tree, source := parse(raw)
	out := markdownMarkup{cell: cell}
	(&walker{source: source, out: &out}).children(tree)
	return out.trimmed()
}
