package gosdk

// All prose of a description goes through this file (law 3): whatever it
// holds, it becomes "// " lines and nothing else.
//
// prose makes safe paragraphs of it, wrap makes lines of paragraphs, comment
// puts the slashes before them. A paragraph is a string in one of three forms:
// plain text on one line; a list, whose items are lines that begin with "  - "
// or " 1. "; or preformatted lines that begin with a tab. These are gofmt's own
// forms of doc comments, so that it leaves them alone. What the go command,
// its friends or go doc read as an instruction even after "// " (+build,
// Deprecated:, BUG(, nolint) is quoted where it would begin a line.
//
// markup.go reads the markup (CommonMark, HTML) that descriptions are written
// in, with libraries. What comes of it is not trusted here.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	proseWidth   = 77    // columns of a line behind "// "
	maxProse     = 4000  // runes of a description that are kept
	maxProseRead = 16384 // bytes of a description that are looked at; goldmark can take their square
	maxSentence  = 500   // runes
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

// prose returns the safe paragraphs of a description.
func prose(text string) []string {
	if len(text) > maxProseRead {
		text = text[:maxProseRead]
		if end := strings.LastIndexAny(text, " \n"); end > 0 {
			text = text[:end]
		}
		text += " …"
	}
	var out []string
	left := maxProse
	for _, b := range readBlocks(clean(text)) {
		if left <= 0 {
			return out
		}
		paragraph, runes := b.paragraph(left)
		if paragraph != "" {
			out = append(out, paragraph)
			left -= runes
		}
	}
	return out
}

// apart returns blocks such that no list is beside code, since go doc would
// take the two for one: the items become paragraphs. Where bullets and numbers
// mix, as in nested lists, all become bullets: go doc has lists of one level.
func apart(blocks []proseBlock) []proseBlock {
	isCode := func(i int) bool { return i >= 0 && i < len(blocks) && blocks[i].kind == codeBlock }
	var out []proseBlock
	for i, b := range blocks {
		if slices.Contains(b.numbers, "") {
			b.numbers = nil
		}
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

// code returns lines as a code block without the indentation they share, one
// without lines when all are empty. gofmt would take code that begins like a
// list for one: a line goes before.
func code(lines []string, language string) proseBlock {
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	isText := func(line string) bool { return line != "" }
	first := slices.IndexFunc(lines, isText)
	if first < 0 {
		return proseBlock{}
	}
	lines = lines[first:]
	for lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	margin := indentation(lines[0])
	for _, line := range lines {
		for line != "" && !strings.HasPrefix(line, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], margin)
	}
	if listStart.MatchString(strings.TrimLeft(lines[0], " \t")) {
		title := "…"
		if language != "" {
			title = oneLine(language) + ":"
		}
		lines = append([]string{title}, lines...)
	}
	return proseBlock{kind: codeBlock, lines: lines}
}

func indentation(line string) string {
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// inline returns text on one line, with the old way of writing quotes as gofmt
// would change it, but in URLs, where that would change the meaning.
func inline(text string) string {
	if !strings.Contains(text, "``") && !strings.Contains(text, "''") {
		return oneLine(text)
	}
	words := strings.Fields(text)
	for i, word := range words {
		if strings.Contains(word, "://") {
			words[i] = urlQuotes.Replace(word)
			continue
		}
		for strings.Contains(word, "```") {
			word = strings.ReplaceAll(word, "```", "``")
		}
		words[i] = oldQuotes.Replace(word)
	}
	return strings.Join(words, " ")
}

var (
	urlQuotes = strings.NewReplacer("``", "%60%60", "''", "%27%27")
	oldQuotes = strings.NewReplacer("``", "“", "''", "”")
)

// paragraph returns b in one of the three forms, cut at about limit runes, and
// the runes it took, more than limit when it was cut.
func (b proseBlock) paragraph(limit int) (string, int) {
	if b.kind == plainBlock {
		text := b.lines[0]
		runes := utf8.RuneCountInString(text)
		if runes > limit {
			text = cut(text, limit)
		}
		return defuse(text), runes
	}
	var out strings.Builder
	runes := 0
	for i, line := range b.lines {
		if i > 0 {
			out.WriteByte('\n')
		}
		runes += utf8.RuneCountInString(line)
		if runes > limit {
			out.WriteString(b.prefix(i) + "…")
			break
		}
		if b.kind == codeBlock {
			line = defuseCode(line, i)
		} else {
			line = undefine(line)
		}
		if line != "" {
			out.WriteString(b.prefix(i) + line)
		}
	}
	return out.String(), runes
}

// prefix returns what line i begins with in the form of b's kind.
func (b proseBlock) prefix(i int) string {
	switch {
	case b.kind == codeBlock:
		return "\t"
	case b.numbers != nil:
		return " " + b.numbers[i] + ". "
	}
	return "  - "
}

// cut returns text up to the last sentence that ends within limit runes, or
// the last word when that would lose more than half, with an ellipsis.
func cut(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	head := string(runes[:limit])
	if end := lastStop(head); end > len(head)/2 {
		return head[:end] + " …"
	}
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return head + " …"
}

// clean returns text with all line ends as LF and nothing that is invisible or
// steers the direction of writing: it could make a comment read otherwise than
// the compiler does.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			return '\n'
		case unicode.In(r, unicode.Cc, unicode.Cf) || hollow(r):
			return -1
		}
		return r
	}, text)
}

// hollow reports whether r is a letter that shows nothing.
func hollow(r rune) bool {
	return r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x034F
}

// marker matches what a tool reads at the start of a line although a space
// stands before it: directives that want none are among it all the same.
var marker = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`//`,
	`#`,                           // a heading; #nosec, #cgo
	`\+[A-Za-z]`,                  // +build, +kubebuilder
	`[a-z0-9_]+:[a-z0-9]`,         // go:embed, swagger:model
	`nolint\b`,                    // golangci-lint
	`Deprecated:`,                 // ours to say
	`BUG\(`,                       // go doc
	`(?i:(?:unordered )?output:)`, // of examples
	`Code generated `,
	`(?:[-*+•]|\d+[.)])(?: |$)`, // a list
}, "|") + `)`)

// linkDefinition matches what go doc takes out of the text.
var linkDefinition = regexp.MustCompile(`^\[.*\]:`)

// undefine takes the brackets off what would be a link definition.
func undefine(text string) string {
	if !linkDefinition.MatchString(text) {
		return text
	}
	return strings.Replace(strings.TrimLeft(text, "[ "), "]:", ":", 1)
}

// defuse returns text such that it does not begin with a marker: its first
// word is quoted. The start of a list means nothing without indentation.
func defuse(text string) string {
	text = undefine(text)
	if !marker.MatchString(text) || listStart.MatchString(text) {
		return text
	}
	first, rest, spaced := strings.Cut(text, " ")
	if spaced {
		rest = " " + rest
	}
	return "“" + first + "”" + rest
}

// defuseCode is defuse for line i of preformatted text, where indentation
// counts and a list begins only on the first line.
func defuseCode(line string, i int) string {
	text := strings.TrimLeft(line, " \t")
	if listStart.MatchString(text) && i > 0 {
		return line
	}
	return line[:len(line)-len(text)] + defuseMarked(text)
}

// defuseMarked quotes only what a marker is, and leaves link definitions, of
// which there are none in preformatted text.
func defuseMarked(text string) string {
	if strings.HasPrefix(text, "#") && !strings.HasPrefix(text, "#nosec") || !marker.MatchString(text) {
		return text
	}
	first, rest, spaced := strings.Cut(text, " ")
	if spaced {
		rest = " " + rest
	}
	return "“" + first + "”" + rest
}

// listStart matches the start of a list item as gofmt sees it.
var listStart = regexp.MustCompile(`^(?:[-*+•]|[0-9]+[.)])(?:[ \t]|$)`)

// wrap returns the lines of paragraphs, without slashes, at most width columns
// wide where a break can be found; East Asian letters are two columns wide.
// A width of zero means the usual one. An empty line parts two paragraphs.
func wrap(paragraphs []string, width int) []string {
	if width <= 0 {
		width = proseWidth
	}
	var out []string
	for _, paragraph := range paragraphs {
		lines := wrapOne(clean(paragraph), width)
		if len(lines) == 0 {
			continue
		}
		if len(out) > 0 {
			if last := out[len(out)-1]; indentation(last) != "" && indentation(lines[0]) != "" {
				out = append(out, "", "…") // else go doc takes both for one
			}
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	// gofmt drops an indentation that all lines share, and with it what makes
	// them a list or code.
	if len(out) > 0 && !slices.ContainsFunc(out, func(line string) bool { return line != "" && indentation(line) == "" }) {
		out = append([]string{"…", ""}, out...)
	}
	return out
}

// listItem matches a line of a list paragraph.
var listItem = regexp.MustCompile(`^(  - | [0-9]+\. )(.*)$`)

func wrapOne(paragraph string, width int) []string {
	if strings.HasPrefix(paragraph, "\t") {
		var lines []string
		for line := range strings.SplitSeq(paragraph, "\n") {
			lines = append(lines, strings.TrimRightFunc(line, unicode.IsSpace))
		}
		return lines
	}
	if listItem.MatchString(firstLine(paragraph)) {
		var lines []string
		for line := range strings.SplitSeq(paragraph, "\n") {
			if m := listItem.FindStringSubmatch(line); m != nil {
				lines = append(lines, fill(m[2], m[1], "    ", width)...)
			}
		}
		return lines
	}
	return fill(closed(oneLine(paragraph)), "", "", width)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// oneLine returns text with every run of space as a single one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// closed returns a paragraph with a full stop at its end where it has none:
// gofmt takes a short paragraph without one for a heading.
func closed(text string) string {
	last, size := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(`)]"”`, last) {
		inner, _ := utf8.DecodeLastRuneInString(text[:len(text)-size])
		last = inner
	}
	switch {
	case !unicode.IsLetter(last) && !unicode.IsDigit(last):
		return text
	case strings.Contains(text[strings.LastIndexByte(text, ' ')+1:], "://"):
		return text
	case ideograph(last):
		return text + "。"
	}
	return text + "."
}

// unit is a piece of text that no line break may part.
type unit struct {
	text  string
	space bool // one stands before it
	start bool // a line may begin with it
}

// units cuts text at spaces and between ideographs.
func units(text string) []unit {
	var out []unit
	add := func(from, to int, space bool) {
		if to > from {
			out = append(out, unit{text[from:to], space, !marked(text[from:])})
		}
	}
	from, space := 0, false
	var before rune
	addressEnd := 0
	for i, r := range text {
		if i >= addressEnd {
			addressEnd = i + addressLength(text[i:])
		}
		switch {
		case r == ' ':
			add(from, i, space)
			from, space = i+1, true
		case i > from && i >= addressEnd && breakable(before, r):
			add(from, i, space)
			from, space = i, false
		}
		before = r
	}
	add(from, len(text), space)
	return out
}

// marked reports whether text begins with a marker. Most words are plain, and
// are found to be so without the expression: it is asked about every word of an
// SDK's comments.
func marked(text string) bool {
	head := text[:min(len(text), 40)] // as much as a marker can be long
	switch c := head[0]; {
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		if !strings.Contains(head, ":") && !strings.HasPrefix(head, "nolint") && !strings.HasPrefix(head, "BUG(") && !strings.HasPrefix(head, "Code generated ") {
			return false
		}
	case c == '"' || c == '(' || c == '\'':
		return false
	}
	return marker.MatchString(head)
}

// addressLength returns how much of the start of text is a URL, 0 when it
// begins with none.
func addressLength(text string) int {
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return 0
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || ideograph(r) || wide(r) })
	if end < 0 {
		return len(text)
	}
	return end
}

// fill returns text in lines that begin with first, then with next.
func fill(text, first, next string, width int) []string {
	var lines []string
	var line []unit
	prefix := first
	end := func(n int) {
		lines = append(lines, prefix+joinUnits(line[:n]))
		line = append([]unit(nil), line[n:]...)
		prefix = next
	}
	used := len(first)
	for _, u := range units(text) {
		if used+u.width(len(line) > 0) > width {
			if n := breakAt(line, u, width-len(prefix)); n > 0 {
				end(n)
				used = len(prefix)
				for i, kept := range line {
					used += kept.width(i > 0)
				}
			}
		}
		used += u.width(len(line) > 0)
		line = append(line, u)
	}
	if len(line) > 0 {
		end(len(line))
	}
	return lines
}

// breakAt returns the number of line's units that stay when u does not fit
// behind them, 0 when no break is allowed. Space and punctuation in the
// second half are the best places: a break between ideographs shows as a space
// in go doc.
func breakAt(line []unit, u unit, width int) int {
	all := append(line[:len(line):len(line)], u)
	total := 0
	for i, x := range line {
		total += x.width(i > 0)
	}
	last := 0
	for n := len(line); n > 0; n-- {
		if all[n].start {
			if last == 0 {
				last = n
			}
			if all[n].space || pause(all[n-1].text) {
				return n
			}
		}
		total -= line[n-1].width(n > 1)
		if last > 0 && total < width/2 {
			break
		}
	}
	return last
}

// width returns u's columns, with the space before it inside a line.
func (u unit) width(inside bool) int {
	n := 0
	for _, r := range u.text {
		n++
		if wide(r) {
			n++
		}
	}
	if inside && u.space {
		n++
	}
	return n
}

func joinUnits(line []unit) string {
	var b strings.Builder
	for i, u := range line {
		if i > 0 && u.space {
			b.WriteByte(' ')
		}
		b.WriteString(u.text)
	}
	return b.String()
}

// ideograph reports whether r belongs to a script that puts no space between
// words.
func ideograph(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// wide reports whether r takes two columns.
func wide(r rune) bool {
	if r < 0x1100 { // most letters
		return false
	}
	return ideograph(r) || unicode.Is(unicode.Hangul, r) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}

// breakable reports whether a line may end between a and b, which no space
// parts.
func breakable(a, b rune) bool {
	if a < 0x80 && b < 0x80 {
		return false
	}
	const closing, opening = "。，、；：！？）」』】》〉〕”’…‥ー・.,;:!?)]}%", "（「『【《〈〔“‘([{"
	if strings.ContainsRune(closing, b) || strings.ContainsRune(opening, a) || unicode.Is(unicode.M, b) {
		return false
	}
	return ideograph(a) || ideograph(b) || strings.ContainsRune("。，、；：！？", a)
}

// pause reports whether text ends in the punctuation of a pause.
func pause(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("。，、；：！？）」』】》", last)
}

// comment returns lines as a comment, without a newline at its end; "" when
// there are none. Lines may hold no line end: wrap makes none that do.
func comment(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		b.WriteString("//")
		if line != "" && !strings.HasPrefix(line, "\t") {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	text := b.String()
	for line := range strings.SplitSeq(text, "\n") {
		if len(lines) > 0 && (!strings.HasPrefix(line, "//") || strings.ContainsAny(line, "\r\x00")) {
			panic("internal: a line of prose would become code: " + line)
		}
	}
	return text
}

// sentence returns the first sentence of a description, without markup and
// with a full stop at its end, at most some 500 runes; "" when it has no text.
func sentence(text string) string {
	for _, paragraph := range prose(text) {
		if strings.HasPrefix(paragraph, "\t") {
			continue
		}
		if m := listItem.FindStringSubmatch(firstLine(paragraph)); m != nil {
			paragraph = defuse(m[2])
		}
		end := firstStop(paragraph)
		if end > 0 && end < len(paragraph) && label(paragraph[:end]) {
			end += firstStop(paragraph[end:])
		}
		if end > 0 && !label(paragraph[:end]) {
			paragraph = paragraph[:end]
		}
		paragraph = cut(paragraph, maxSentence)
		if head, colon := strings.CutSuffix(paragraph, ":"); colon {
			paragraph = head
		}
		return closed(paragraph)
	}
	return ""
}

// label reports whether a sentence is one word, such as "Optional.", which
// says little without the next.
func label(text string) bool {
	return !strings.Contains(text, " ") && !strings.ContainsFunc(text, ideograph)
}

// firstStop returns the index behind the first sentence of text, 0 when there
// is no stop.
func firstStop(text string) int {
	for i, r := range text {
		if end := stopAt(text, i, r); end > 0 {
			return end
		}
	}
	return 0
}

// lastStop is firstStop for the last sentence that ends within text.
func lastStop(text string) int {
	last := 0
	for i, r := range text {
		if end := stopAt(text, i, r); end > 0 {
			last = end
		}
	}
	return last
}

// stopAt returns the index behind the sentence that ends with r at text[i],
// closing quotes and brackets included, 0 when none does.
func stopAt(text string, i int, r rune) int {
	fullWidth := strings.ContainsRune("。！？", r)
	if !fullWidth && !strings.ContainsRune(".!?", r) {
		return 0
	}
	end := i + utf8.RuneLen(r)
	rest := text[end:]
	trimmed := strings.TrimLeft(rest, "\"”’)]」』）")
	end += len(rest) - len(trimmed)
	if trimmed == "" || fullWidth {
		return end
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(trimmed, " "))
	if trimmed[0] != ' ' || unicode.IsLower(next) || r == '.' && abbreviated(text[:i]) {
		return 0
	}
	return end
}

// abbreviated reports whether the last word of text, whose full stop was cut
// off, is an abbreviation or an initial.
func abbreviated(text string) bool {
	word := strings.TrimLeft(text[strings.LastIndexByte(text, ' ')+1:], "(\"“[")
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsLetter(r) && !ideograph(r)
	}
	return abbreviations[strings.ToLower(word)]
}

// abbreviations, without their last full stop, that are seldom the last word
// of a sentence, in the languages that the tool is used in.
var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "cf": true, "vs": true, "viz": true, "approx": true, "no": true, "nos": true,
	"dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "incl": true, "resp": true, "fig": true,
	"z.b": true, "d.h": true, "bzw": true, "ca": true, "ggf": true, "inkl": true, "nr": true, "vgl": true,
	"т.е": true, "т.к": true, "напр": true, "см": true, "p.ex": true, "ej": true,
}
