package gosdk

// How the markup of descriptions becomes blocks of plain text. The text is cut
// at code fences first, since nothing inside them is markup; then HTML tags are
// turned into the Markdown that says the same or dropped, entities are decoded
// once, and the lines are grouped into blocks, whose inline markup goes last.
// It reads what people write, not every corner of CommonMark; what it does not
// know stays as it is, which is harmless in a comment.

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// blockKind is a form of paragraph.
type blockKind uint8

const (
	plainBlock blockKind = iota // one line
	listBlock                   // a line an item
	codeBlock                   // preformatted lines, without the tab
)

// proseBlock is a piece of a description without markup. It has at least one line,
// and neither the first nor the last is empty.
type proseBlock struct {
	kind    blockKind
	lines   []string
	numbers []string // of a numbered list's items, else nil
}

// fenceLine matches the first line of a code fence.
var fenceLine = regexp.MustCompile("^ {0,3}(```+|~~~+)([^`]*)$")

// readBlocks returns the blocks of text, which is clean.
func readBlocks(text string) []proseBlock {
	var out []proseBlock
	var plain []string
	flush := func() {
		text := clean(entities(stripHTML(strings.Join(plain, "\n"))))
		out = append(out, (&blockReader{lines: strings.Split(text, "\n")}).read()...)
		plain = nil
	}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if !fenceLine.MatchString(lines[i]) {
			plain = append(plain, lines[i])
			continue
		}
		flush()
		code, n := fenced(lines[i:])
		out = append(out, code...)
		i += n - 1
	}
	flush()
	return apart(out)
}

// apart returns blocks such that no two that go doc indents are neighbours: it
// would take them for one. Code joins code and lists join lists; the items of
// a list beside code become paragraphs.
func apart(blocks []proseBlock) []proseBlock {
	var joined []proseBlock
	for _, b := range blocks {
		n := len(joined)
		switch {
		case n == 0 || b.kind == plainBlock || joined[n-1].kind != b.kind:
			joined = append(joined, b)
		case b.kind == codeBlock:
			joined[n-1].lines = append(append(joined[n-1].lines, ""), b.lines...)
		default:
			if joined[n-1].numbers == nil || b.numbers == nil {
				joined[n-1].numbers = nil
			} else {
				joined[n-1].numbers = append(joined[n-1].numbers, b.numbers...)
			}
			joined[n-1].lines = append(joined[n-1].lines, b.lines...)
		}
	}
	var out []proseBlock
	isCode := func(i int) bool { return i >= 0 && i < len(joined) && joined[i].kind == codeBlock }
	for i, b := range joined {
		if b.kind != listBlock || !isCode(i-1) && !isCode(i+1) {
			out = append(out, b)
			continue
		}
		for n, line := range b.lines {
			out = append(out, proseBlock{kind: plainBlock, lines: []string{strings.TrimSpace(b.prefix(n)) + " " + line}})
		}
	}
	return out
}

// fenced returns the code block whose fence lines begin with, none when it is
// empty, and how many lines it takes.
func fenced(lines []string) ([]proseBlock, int) {
	open := fenceLine.FindStringSubmatch(lines[0])
	for i := 1; i < len(lines); i++ {
		if line := strings.TrimSpace(lines[i]); strings.HasPrefix(line, open[1]) && strings.Trim(line, open[1][:1]) == "" {
			return code(lines[1:i], strings.TrimSpace(open[2])), i + 1
		}
	}
	return code(lines[1:], strings.TrimSpace(open[2])), len(lines)
}

// code returns lines as a code block without the indentation they share.
// gofmt would take code that begins like a list for one: a line goes before.
func code(lines []string, language string) []proseBlock {
	var trimmed []string
	for _, line := range lines {
		trimmed = append(trimmed, strings.TrimRightFunc(line, unicode.IsSpace))
	}
	for len(trimmed) > 0 && trimmed[0] == "" {
		trimmed = trimmed[1:]
	}
	for len(trimmed) > 0 && trimmed[len(trimmed)-1] == "" {
		trimmed = trimmed[:len(trimmed)-1]
	}
	if len(trimmed) == 0 {
		return nil
	}
	margin := indentation(trimmed[0])
	for _, line := range trimmed {
		for line != "" && !strings.HasPrefix(line, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	for i := range trimmed {
		trimmed[i] = strings.TrimPrefix(trimmed[i], margin)
	}
	if first := strings.TrimLeft(trimmed[0], " \t"); listStart.MatchString(first) {
		title := "…"
		if language != "" {
			title = oneLine(language) + ":"
		}
		trimmed = append([]string{title}, trimmed...)
	}
	return []proseBlock{{kind: codeBlock, lines: trimmed}}
}

func indentation(line string) string {
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// blockReader groups lines into blocks.
type blockReader struct {
	lines     []string
	out       []proseBlock
	paragraph []string    // lines of the paragraph that is being read
	items     []listEntry // of the list that is being read
	blank     bool        // the line before was
}

// listEntry is one of a list.
type listEntry struct {
	number string // "" for a bullet
	text   []string
}

var (
	headingLine    = regexp.MustCompile(`^ {0,3}#{1,6}(?:[ \t]+(.*?))?[ \t]*#*$`)
	underlineLine  = regexp.MustCompile(`^ {0,3}(?:=+|-{2,})[ \t]*$`)
	ruleLine       = regexp.MustCompile(`^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$`)
	quoteLine      = regexp.MustCompile(`^ {0,3}>[ ]?(.*)$`)
	alertMark      = regexp.MustCompile(`^\[!(\w+)\]`)
	bulletItem     = regexp.MustCompile(`^[ \t]*[-*+•](?:[ \t]+(.*))?$`)
	numberedItem   = regexp.MustCompile(`^[ \t]*([0-9]{1,9})[.)][ \t]+(.*)$`)
	definitionLine = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:[ \t]*<?[a-zA-Z]+://\S+$`)
)

// read returns the blocks of all lines.
func (r *blockReader) read() []proseBlock {
	for i := 0; i < len(r.lines); {
		i += r.next(r.lines[i:])
	}
	r.flush()
	return r.out
}

// next reads what lines begin with and returns how many it took.
func (r *blockReader) next(lines []string) int {
	line := lines[0]
	if m := quoteLine.FindStringSubmatch(line); m != nil {
		line = alertMark.ReplaceAllString(strings.TrimSpace(m[1]), "$1:")
	}
	text := strings.TrimSpace(line)
	blank := r.blank
	r.blank = text == ""
	switch {
	case text == "":
		r.flushParagraph()
	case fenceLine.MatchString(line):
		r.flush()
		code, n := fenced(lines)
		r.out = append(r.out, code...)
		return n
	case strings.HasPrefix(text, "|"):
		r.flush()
		return r.table(lines)
	case headingLine.MatchString(line):
		r.flush()
		r.paragraph = []string{headingLine.FindStringSubmatch(line)[1]}
		r.flush()
	case len(r.paragraph) > 0 && underlineLine.MatchString(line), ruleLine.MatchString(line):
		r.flush()
	case len(r.items) == 0 && len(r.paragraph) == 0 && indentedCode(line):
		return r.indented(lines)
	default:
		r.text(line, blank)
	}
	return 1
}

// text reads a line of a paragraph or a list.
func (r *blockReader) text(line string, blank bool) {
	text := strings.TrimSpace(line)
	if m := bulletItem.FindStringSubmatch(line); m != nil && text != "" {
		r.flushParagraph()
		r.items = append(r.items, listEntry{text: []string{m[1]}})
		return
	}
	// A number within a paragraph begins a list only when it is the first.
	if m := numberedItem.FindStringSubmatch(line); m != nil && (len(r.paragraph) == 0 || m[1] == "1") {
		r.flushParagraph()
		r.items = append(r.items, listEntry{number: m[1], text: []string{m[2]}})
		return
	}
	if len(r.items) > 0 && (!blank || strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")) {
		last := &r.items[len(r.items)-1]
		last.text = append(last.text, text)
		return
	}
	r.flushList()
	if !definitionLine.MatchString(line) {
		r.paragraph = append(r.paragraph, text)
	}
}

func indentedCode(line string) bool {
	return strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "\t")
}

// indented reads an indented code block.
func (r *blockReader) indented(lines []string) int {
	n := 1
	for n < len(lines) && (indentedCode(lines[n]) || strings.TrimSpace(lines[n]) == "") {
		n++
	}
	r.out = append(r.out, code(lines[:n], "")...)
	return n
}

func (r *blockReader) flush() {
	r.flushParagraph()
	r.flushList()
}

func (r *blockReader) flushParagraph() {
	if text := inline(strings.Join(r.paragraph, " ")); text != "" {
		r.out = append(r.out, proseBlock{kind: plainBlock, lines: []string{text}})
	}
	r.paragraph = nil
}

// flushList ends the list. Where bullets and numbers mix, as in nested lists,
// all become bullets, since go doc has lists of one level only.
func (r *blockReader) flushList() {
	list := proseBlock{kind: listBlock}
	numbered := len(r.items) > 0
	for _, it := range r.items {
		text := inline(strings.Join(it.text, " "))
		for listStart.MatchString(text) { // an item of an item
			text = strings.TrimSpace(listStart.ReplaceAllString(text, ""))
		}
		if text == "" {
			continue
		}
		list.lines = append(list.lines, text)
		list.numbers = append(list.numbers, it.number)
		numbered = numbered && it.number != ""
	}
	r.items = nil
	if !numbered {
		list.numbers = nil
	}
	if len(list.lines) > 0 {
		r.out = append(r.out, list)
	}
}

// table reads the rows that lines begin with as preformatted, aligned lines.
func (r *blockReader) table(lines []string) int {
	const widest = 40 // columns up to which cells are aligned
	var rows [][]string
	var widths []int
	n := 0
	for ; n < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[n]), "|"); n++ {
		row := cells(lines[n])
		if strings.Trim(strings.Join(row, ""), "-: ") == "" {
			continue
		}
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], min(unit{text: cell}.width(false), widest))
		}
		rows = append(rows, row)
	}
	var out []string
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", max(widths[i]-unit{text: cell}.width(false), 0)+2))
			}
		}
		out = append(out, b.String())
	}
	r.out = append(r.out, code(out, "")...)
	return n
}

// cells returns the plain text of a row's cells.
func cells(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	line = strings.ReplaceAll(line, `\|`, "\x00") // clean left no zero byte
	var out []string
	for cell := range strings.SplitSeq(line, "|") {
		out = append(out, inline(strings.ReplaceAll(cell, "\x00", "|")))
	}
	return out
}

// entityMark matches a character reference. Those without a semicolon stay: they
// are parameters of URLs more often.
var entityMark = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

func entities(text string) string { return entityMark.ReplaceAllStringFunc(text, html.UnescapeString) }

var (
	tagStart  = regexp.MustCompile(`^<(/?)([A-Za-z][A-Za-z0-9]*)(\s[^<>]*)?/?>`)
	hrefValue = regexp.MustCompile(`(?i)\shref\s*=\s*["']?([^"'\s>]*)`)
)

// htmlTags are HTML's, with the Markdown for the start and the end of each. Other
// names between angle brackets are placeholders of the author and stay.
var htmlTags = map[string][2]string{
	"p": {"\n\n", "\n\n"}, "div": {"\n\n", "\n\n"}, "section": {"\n\n", "\n\n"}, "blockquote": {"\n\n", "\n\n"},
	"h1": {"\n\n", "\n\n"}, "h2": {"\n\n", "\n\n"}, "h3": {"\n\n", "\n\n"}, "h4": {"\n\n", "\n\n"},
	"h5": {"\n\n", "\n\n"}, "h6": {"\n\n", "\n\n"}, "hr": {"\n\n", "\n\n"}, "br": {"\n", "\n"},
	"ul": {"\n\n", "\n\n"}, "ol": {"\n\n", "\n\n"}, "li": {"\n- ", "\n"}, "dl": {"\n\n", "\n\n"},
	"dt": {"\n\n", "\n"}, "dd": {"\n", "\n\n"}, "pre": {"\n```\n", "\n```\n"}, "code": {"`", "`"},
	"table": {"\n\n", "\n\n"}, "thead": {}, "tbody": {}, "tr": {"\n", ""}, "td": {"| ", " "}, "th": {"| ", " "},
	"b": {}, "i": {}, "em": {}, "strong": {}, "u": {}, "s": {}, "del": {}, "ins": {}, "span": {}, "font": {},
	"small": {}, "big": {}, "sub": {}, "sup": {}, "tt": {}, "kbd": {}, "samp": {}, "var": {}, "cite": {},
	"q": {"“", "”"}, "abbr": {}, "mark": {}, "center": {}, "a": {}, "img": {}, "nobr": {}, "wbr": {},
	"details": {}, "summary": {"\n\n", "\n\n"}, "script": {}, "style": {}, "html": {}, "body": {}, "input": {},
	"link": {}, "meta": {}, "iframe": {}, "object": {}, "form": {}, "button": {}, "video": {}, "caption": {},
	"figure": {}, "figcaption": {"\n\n", "\n\n"}, "article": {"\n\n", "\n\n"}, "note": {"\n\n", "\n\n"},
}

// stripHTML returns text with tags replaced and comments, scripts and styles
// dropped. Code spans are left alone.
func stripHTML(text string) string {
	var out strings.Builder
	var inTable int
	var link string // target of the anchor that is open
	lastAnchorEnd := strings.LastIndex(strings.ToLower(text), "</a")
	for i := 0; i < len(text); {
		switch text[i] {
		case '`':
			n := codeSpan(text[i:])
			out.WriteString(text[i : i+n])
			i += n
		case '<':
			n, t := readTag(text[i:])
			i += n
			switch {
			case t.name == "":
				out.WriteString(text[i-n : i])
			case t.name == "a" && !t.end && link == "" && i <= lastAnchorEnd && t.link != "":
				link = t.link
				out.WriteByte('[')
			case t.name == "a" && t.end && link != "":
				out.WriteString("](" + link + ")")
				link = ""
			default:
				inTable += t.tableDepth()
				out.WriteString(t.markdown())
			}
		case '\n':
			if inTable <= 0 {
				out.WriteByte('\n')
			} else {
				out.WriteByte(' ')
			}
			i++
		default:
			out.WriteByte(text[i])
			i++
		}
	}
	return out.String()
}

// htmlTag is a tag as far as it matters here.
type htmlTag struct {
	name string // lower case, "" when it is none
	end  bool
	link string
}

func (t htmlTag) markdown() string {
	if t.end {
		return htmlTags[t.name][1]
	}
	return htmlTags[t.name][0]
}

func (t htmlTag) tableDepth() int {
	switch {
	case t.name != "table":
		return 0
	case t.end:
		return -1
	}
	return 1
}

// readTag returns the tag, comment, script or style that text begins with, and
// its length; of other text just the bracket.
func readTag(text string) (int, htmlTag) {
	if strings.HasPrefix(text, "<!--") {
		if end := strings.Index(text, "-->"); end >= 0 {
			return end + len("-->"), htmlTag{name: "comment"}
		}
		return len(text), htmlTag{name: "comment"}
	}
	m := tagStart.FindStringSubmatch(text)
	if m == nil {
		return 1, htmlTag{}
	}
	t := htmlTag{name: strings.ToLower(m[2]), end: m[1] != ""}
	if _, known := htmlTags[t.name]; !known {
		return 1, htmlTag{}
	}
	if (t.name == "script" || t.name == "style") && !t.end {
		if end := strings.Index(strings.ToLower(text), "</"+t.name); end >= 0 {
			return end, htmlTag{name: "comment"}
		}
	}
	if h := hrefValue.FindStringSubmatch(m[3]); h != nil {
		t.link = h[1]
	}
	return len(m[0]), t
}

// codeSpan returns the length of the code span that text begins with, of its
// backticks alone when they are not closed on the same line.
func codeSpan(text string) int {
	open := ticks(text)
	line := firstLine(text)
	for i := open; i < len(line); {
		if line[i] != '`' {
			i++
			continue
		}
		n := ticks(line[i:])
		i += n
		if n == open {
			return i
		}
	}
	return open
}

func ticks(text string) int { return len(text) - len(strings.TrimLeft(text, "`")) }

// inline returns text on one line without emphasis, links and code marks.
func inline(text string) string {
	s := spans{text: oneLine(text)}
	s.read(0, len(s.text), 0)
	out := strings.Fields(s.out.String())
	for i, word := range out {
		out[i] = gofmtQuotes(word)
	}
	return strings.Join(out, " ")
}

// gofmtQuotes does what gofmt would do to the old way of writing quotes, but
// in URLs, where it would change the meaning.
func gofmtQuotes(word string) string {
	if strings.Contains(word, "://") {
		return strings.NewReplacer("``", "%60%60", "''", "%27%27").Replace(word)
	}
	for strings.Contains(word, "```") {
		word = strings.ReplaceAll(word, "```", "``")
	}
	return strings.NewReplacer("``", "“", "''", "”").Replace(word)
}

// spans reads inline markup.
type spans struct {
	text   string
	out    strings.Builder
	failed [5]bool // delimiters that have no end any more, by index in delimiters
}

var emphasisMarks = [5]string{"***", "**", "__", "~~", "*"}

// maxNesting bounds what nested emphasis can cost.
const maxNesting = 8

// read writes the plain text of s.text[i:end].
func (s *spans) read(i, end, depth int) {
	for i < end {
		n := 0
		if depth < maxNesting {
			n = s.markup(i, end, depth)
		}
		if n == 0 {
			n = s.plain(i, end)
			s.out.WriteString(s.text[i : i+n])
		}
		i += n
	}
}

// plain returns the length of the text at i that can be no markup: a URL or a
// rune.
func (s *spans) plain(i, end int) int {
	if rest := s.text[i:end]; addressLength(rest) > 0 {
		n := addressLength(rest)
		if stop := strings.IndexAny(rest[:n], "<>`]\"|)"); stop >= 0 {
			n = stop
		}
		return max(n, 1)
	}
	_, n := utf8.DecodeRuneInString(s.text[i:end])
	return n
}

// markup writes the plain text of the markup at i and returns its length in
// s.text, 0 when there is none.
func (s *spans) markup(i, end, depth int) int {
	rest := s.text[i:end]
	switch rest[0] {
	case '\\':
		if len(rest) > 1 && strings.IndexByte("\\`*_{}[]()#+-.!|<>~", rest[1]) >= 0 {
			s.out.WriteByte(rest[1])
			return 2
		}
	case '`':
		n, open := codeSpan(rest), ticks(rest)
		if n > open {
			s.out.WriteString(strings.TrimSpace(rest[open : n-open]))
			return n
		}
	case '<':
		if j := strings.IndexByte(rest, '>'); j > 0 && addressLength(rest[1:j]) == j-1 {
			s.out.WriteString(rest[1:j])
			return j + 1
		}
	case '!', '[':
		return s.link(i, end, depth)
	case '*', '_', '~':
		return s.emphasis(i, end, depth)
	}
	return 0
}

var (
	linkTarget    = regexp.MustCompile(`^\(\s*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+["'(][^"')]*["')])?\s*\)`)
	linkReference = regexp.MustCompile(`^\[[^\[\]]*\]`)
)

// link reads [text](url), [text][ref] and, with ! before them, images, of
// which the text is all that can be shown.
func (s *spans) link(i, end, depth int) int {
	start := i
	image := s.text[i] == '!'
	if image {
		i++
	}
	if i >= end || s.text[i] != '[' {
		return 0
	}
	closing := closingBracket(s.text[i:end])
	if closing == 0 {
		return 0
	}
	after := s.text[i+closing+1 : end]
	m := linkTarget.FindStringSubmatch(after)
	length := 0
	switch {
	case m != nil:
		length = len(m[0])
	case linkReference.MatchString(after):
		length = len(linkReference.FindString(after))
	default:
		return 0
	}
	s.read(i+1, i+closing, depth+1)
	if m != nil && !image && addressLength(m[1]) == len(m[1]) && m[1] != "" && s.text[i+1:i+closing] != m[1] {
		s.out.WriteString(" (" + m[1] + ")")
	}
	return i + closing + 1 + length - start
}

// closingBracket returns the index of the bracket that closes the one that
// text begins with, 0 when none is near.
func closingBracket(text string) int {
	const near = 1000
	open := 0
	for i := 0; i < min(len(text), near); i++ {
		switch text[i] {
		case '\\':
			i++
		case '[':
			open++
		case ']':
			if open--; open == 0 {
				return i
			}
		}
	}
	return 0
}

// emphasis reads **x**, __x__, ~~x~~, *x* and _x_.
func (s *spans) emphasis(i, end, depth int) int {
	if s.text[i] == '_' && !strings.HasPrefix(s.text[i:end], "__") {
		return s.underscored(i, end, depth)
	}
	for d, delimiter := range emphasisMarks {
		if !strings.HasPrefix(s.text[i:end], delimiter) || s.failed[d] {
			continue
		}
		from := i + len(delimiter)
		if from >= end || s.text[from] == ' ' || delimiter == "__" && s.wordBefore(i) {
			return 0
		}
		if to := s.closing(delimiter, from, end); to > 0 {
			s.read(from, to, depth+1)
			return to + len(delimiter) - i
		}
		s.failed[d] = depth == 0
	}
	return 0
}

// closing returns the index of the delimiter that ends the emphasis whose text
// begins at from, 0 when none does.
func (s *spans) closing(delimiter string, from, end int) int {
	for at := from; at < end; {
		j := strings.Index(s.text[at:end], delimiter)
		if j < 0 {
			return 0
		}
		at += j
		after := at + len(delimiter)
		single := len(delimiter) > 1 || s.text[at-1] != '*' && (after >= len(s.text) || s.text[after] != '*')
		if at > from && s.text[at-1] != ' ' && single && (delimiter != "__" || !s.wordAfter(after)) {
			return at
		}
		at = after
	}
	return 0
}

// underscored reads _x_, of which the underscores must stand outside words:
// names such as call_id are more frequent than this kind of emphasis.
func (s *spans) underscored(i, end, depth int) int {
	const near = 1000
	if s.wordBefore(i) || i+1 >= end || s.text[i+1] == ' ' {
		return 0
	}
	for j := i + 2; j < min(end, i+near); j++ {
		if s.text[j] == '_' && s.text[j-1] != ' ' && !s.wordAfter(j+1) {
			s.read(i+1, j, depth+1)
			return j + 1 - i
		}
	}
	return 0
}

// wordBefore reports whether a letter, digit or underscore stands before i.
func (s *spans) wordBefore(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s.text[:i])
	return i > 0 && wordRune(r)
}

// wordAfter reports whether one stands at i.
func (s *spans) wordAfter(i int) bool {
	r, _ := utf8.DecodeRuneInString(s.text[i:])
	return i < len(s.text) && wordRune(r)
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
