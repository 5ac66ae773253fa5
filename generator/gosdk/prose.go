package gosdk

// This file turns the text of an API description into lines of a comment,
// whatever the text contains. All such text goes through it.
//
// prose returns safe paragraphs, wrap (wrap.go) breaks them into lines, and
// comment adds the slashes. A paragraph is a string in one of three forms: plain
// text on one line; a list, whose items are lines that begin with "  - " or
// " 1. "; or preformatted lines that begin with a tab. gofmt uses the same forms
// and does not change them. Some words are instructions to the go command, go
// doc or linters even after "// ", such as +build, Deprecated:, BUG( and nolint.
// At the start of a line they are quoted:
//
//	Deprecated: use B   ->   “Deprecated:” use B
//
// markup.go parses the markup of descriptions (CommonMark, HTML) with libraries.
// This file does not trust their output.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/api"
)

const (
	proseWidth   = 77    // columns of a line behind "// "
	maxProse     = 4000  // runes of a description that reach the comment
	maxProseRead = 16384 // bytes of a description that are parsed; goldmark can take quadratic time
	maxSentence  = 500   // runes
)

// blockKind is a form of paragraph.
type blockKind uint8

const (
	plainBlock blockKind = iota // one line
	listBlock                   // one line for each item
	codeBlock                   // preformatted lines, without the tab
)

// proseBlock is a block of a description without markup. It has at least one line,
// and neither the first nor the last is empty.
type proseBlock struct {
	kind    blockKind
	lines   []string
	numbers []string // of the items of a numbered list; nil for bullets
}

// prose returns the safe paragraphs of a description.
func prose(text string) []string { return slices.Clone(read.Get(text, readProse)) }

// read remembers the paragraphs of descriptions, since many operations can share one.
var read api.Memo[[]string]

// readProse is prose without the memory.
func readProse(text string) []string {
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

// apart returns blocks in which no list is next to code. go doc would merge such
// neighbors, so the items of the list become paragraphs. If bullets and numbers
// are mixed, as in nested lists, all items become bullets, because lists in go doc
// have one level.
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

// code returns lines as a code block without their shared indentation. The block
// has no lines if all lines are empty. If the code begins like a list, a title
// goes before it, because gofmt would format it as a list.
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

// inline returns text on one line. It replaces the quotes “ and ” as gofmt would.
// In URLs, where that would change the meaning, it escapes them.
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

// paragraph returns b in one of the three forms, truncated to about limit runes,
// and its length in runes before that.
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

// prefix returns the start of line i in the form of b's kind.
func (b proseBlock) prefix(i int) string {
	switch {
	case b.kind == codeBlock:
		return "\t"
	case b.numbers != nil:
		return " " + b.numbers[i] + ". "
	}
	return "  - "
}

// cut returns text up to the last sentence that ends within limit runes, with an
// ellipsis. If that would drop more than half, it cuts after the last word.
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

// clean returns text with all line ends as LF and without invisible characters and
// marks that change the direction of writing. Such characters could make a comment
// read differently than the compiler does.
func clean(text string) string {
	if !strings.ContainsFunc(text, isUnusual) {
		return text
	}
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

// isUnusual reports whether clean has to look at r: a control character other than a tab or
// line end, or a character beyond ASCII.
func isUnusual(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r > '~'
}

// hollow reports whether r is an invisible letter.
func hollow(r rune) bool {
	return r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x034F
}

// marker matches the markers that a tool reads at the start of a comment line, even
// after a space. It also matches directives that allow no space.
var marker = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`//`,
	`#`,                           // a heading; #nosec, #cgo
	`\+[A-Za-z]`,                  // +build, +kubebuilder
	`[a-z0-9_]+:[a-z0-9]`,         // go:embed, swagger:model
	`nolint\b`,                    // golangci-lint
	`Deprecated:`,                 // only deprecation writes it
	`BUG\(`,                       // go doc
	`(?i:(?:unordered )?output:)`, // of examples
	`Code generated `,
	`(?:[-*+•]|\d+[.)])(?: |$)`, // a list
}, "|") + `)`)

// linkDefinition matches the link definitions that go doc removes from the text.
var linkDefinition = regexp.MustCompile(`^\[.*\]:`)

// undefine removes the brackets of a link definition.
func undefine(text string) string {
	if !linkDefinition.MatchString(text) {
		return text
	}
	return strings.Replace(strings.TrimLeft(text, "[ "), "]:", ":", 1)
}

// defuse returns text with its first word quoted if the text begins with a marker.
// The start of a list has no effect without indentation and is not quoted.
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

// defuseCode is defuse for line i of preformatted text. Indentation is significant
// there, and a list can begin only on the first line.
func defuseCode(line string, i int) string {
	text := strings.TrimLeft(line, " \t")
	if listStart.MatchString(text) && i > 0 {
		return line
	}
	return line[:len(line)-len(text)] + defuseMarked(text)
}

// defuseMarked quotes markers only. Preformatted text has no link definitions.
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

// listStart matches the start of a list item as gofmt recognizes it.
var listStart = regexp.MustCompile(`^(?:[-*+•]|[0-9]+[.)])(?:[ \t]|$)`)

// comment returns lines as a comment without a newline at its end. It panics if a
// line contains a line end, which wrap never produces.
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
