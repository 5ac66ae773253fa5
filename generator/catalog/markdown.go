package catalog

// This file reads Markdown with goldmark and passes its tree to the assembler as
// HTML elements; embedded HTML is read like an HTML page. For some inputs,
// goldmark takes quadratic time or recurses once for each nested quote, so
// inputs with excessive nesting or markup are rejected first.
//
// MDX is Markdown with components. The text of a component such as <Name k="x"/>
// is not on the page, so a cell with one cannot be read. A row with more cells
// than the header has a | in a text, which ends the cell there.

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough))

// readMarkdown reads a source page in Markdown.
func (p *SourcePage) readMarkdown(data []byte, diags *diag.List) {
	if !p.withinLimits(data, diags) {
		return
	}
	a := newAssembler(p, diags)
	a.mdx = strings.EqualFold(filepath.Ext(p.file), ".mdx")
	r := &mdReader{a, data}
	if a.mdx {
		blankComments(data)
		joinRows(data)
		quoteTemplates(data)
	}
	r.node(markdown.Parser().Parse(text.NewReader(data)))
	a.finish()
}

// Limits of the input to goldmark.
const (
	maxMarkdown = 1 << 20
	maxStrung   = 5000 // marks in a paragraph, or in a row of a table
	maxLine     = 64 << 10
)

const tooMuchMarkup = "the paragraph is too long or has too much markup; keep only the relevant part of the page"

var (
	containers = regexp.MustCompile(`^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]))+`)
	container  = regexp.MustCompile(`>|[-*+.)]`)
	delimiters = regexp.MustCompile(`^[ \t>]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?\s*$`)
	marks      = []byte("[]()*_`<!~&\\")
)

// withinLimits reports whether the nesting and markup of data are within the
// limits.
func (p *SourcePage) withinLimits(data []byte, diags *diag.List) bool {
	if len(data) > maxMarkdown {
		diags.Errorf(diag.Pos{File: p.file}, "too-large",
			"the source page has more than %d MiB of Markdown; keep only the part with the table", maxMarkdown>>20)
		return false
	}
	strung, at := 0, 0
	isTable := false
	columns, cells := 0, 0
	for line := range bytes.Lines(data) {
		pos := p.posAt(at)
		at += len(line)
		deep := len(container.FindAllIndex(containers.Find(line), -1))
		indent := len(line) - len(bytes.TrimLeft(line, " \t"))
		if len(bytes.Trim(line, "-*+ \t\r\n")) > 0 && max(deep, indent/4) > maxDeep {
			diags.Errorf(pos, "too-deep", "quotes or lists are nested more than %d levels deep", maxDeep)
			return false
		}
		if len(bytes.TrimSpace(line)) == 0 {
			strung, isTable, columns = 0, false, 0
		}
		if bytes.Contains(line, []byte("-")) && delimiters.Match(line) {
			isTable, columns = true, max(columns, bytes.Count(line, []byte("|")))
		}
		if isTable {
			strung = 0
		}
		if cells += columns; cells > maxCells { // goldmark adds the cells that a row lacks
			newAssembler(p, diags).failTooLarge(pos)
			return false
		}
		for _, b := range line {
			if bytes.IndexByte(marks, b) >= 0 {
				strung++
			}
		}
		if strung > maxStrung || len(line) > maxLine {
			diags.Errorf(pos, "too-large", "%s", tooMuchMarkup)
			return false
		}
	}
	return true
}

// mdReader passes a goldmark tree to the assembler.
type mdReader struct {
	*assembler
	data []byte
}

func (r *mdReader) children(n ast.Node) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		r.node(child)
	}
}

// element passes a node as an HTML element with the given name.
func (r *mdReader) element(n ast.Node, name string) {
	at := r.offset(n)
	hidden, depth := r.hidden, r.hiddenDepth
	r.start(name, nil, at)
	r.children(n)
	r.hidden, r.hiddenDepth = hidden, depth // end tags of HTML in a line may be missing
	r.end(name, at)
}

// offset returns the offset of a node's text.
func (r *mdReader) offset(n ast.Node) int {
	for ; n != nil; n = n.FirstChild() {
		switch n := n.(type) {
		case *ast.Text:
			return n.Segment.Start
		case *ast.RawHTML:
			if n.Segments.Len() > 0 {
				return n.Segments.At(0).Start
			}
		default:
			if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
				return n.Lines().At(0).Start
			}
		}
	}
	return r.block.at
}

// node passes a node and its children.
func (r *mdReader) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		r.element(n, fmt.Sprintf("h%d", n.Level))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.codeBlock(n)
	case *ast.HTMLBlock:
		if n.HTMLBlockType != ast.HTMLBlockType2 { // which is a comment
			r.strayRows(n.Lines())
		}
		r.segments(n.Lines(), r.markup)
		if n.HasClosure() {
			r.markup(n.ClosureLine.Value(r.data), n.ClosureLine.Start)
		}
	case *ast.RawHTML:
		r.segments(n.Segments, r.markup)
	case *ast.Link:
		if r.isFootnote(n) {
			return
		}
		r.start("a", []html.Attribute{{Key: "href", Val: string(n.Destination)}}, r.offset(n))
		r.children(n)
		r.end("a", r.offset(n))
	case *ast.Image:
	case *tables.Table:
		r.element(n, "table")
	case *tables.TableHeader:
		r.start("thead", nil, r.offset(n))
		r.element(n, "tr")
		r.end("thead", r.offset(n))
	case *tables.TableRow:
		r.countCells(n)
		r.element(n, "tr")
	case *tables.TableCell:
		name := "td"
		if _, inHead := n.Parent().(*tables.TableHeader); inHead {
			name = "th"
		}
		r.element(n, name)
	case *ast.Text:
		r.writeText(unescape(n.Segment.Value(r.data)), n.Segment.Start)
		if n.SoftLineBreak() || n.HardLineBreak() {
			r.write(" ", n.Segment.Stop)
		}
	case *ast.String:
		r.write(string(n.Value), r.block.at)
	case *ast.CodeSpan:
		for child := n.FirstChild(); child != nil; child = child.NextSibling() {
			if t, ok := child.(*ast.Text); ok {
				r.write(string(t.Segment.Value(r.data)), t.Segment.Start)
			}
		}
	case *ast.AutoLink:
		r.write(string(n.Label(r.data)), r.block.at)
	case *ast.Paragraph, *ast.TextBlock:
		r.strayRows(n.Lines())
		r.element(n, "p")
	default:
		r.children(n)
	}
}

// footnoteLink matches the mark of a footnote: ^1 or ^fn-order.
var footnoteLink = regexp.MustCompile(`^\^(?:\d{1,3}|fn[\w-]*)$`)

// isFootnote reports whether a link is the mark of a footnote that consists of a link.
// In other links, a ^ is text:
//
//	[^1] with the footnote [^1]: https://shop.example.com/limits
//	[^C](https://shop.example.com/keys)
func (r *mdReader) isFootnote(n *ast.Link) bool {
	t, ok := n.FirstChild().(*ast.Text)
	return ok && t.NextSibling() == nil && footnoteLink.Match(t.Segment.Value(r.data))
}

var (
	// component matches a component of MDX without content.
	component = regexp.MustCompile(`^<([A-Z][\w.]*)[^>]*/>$`)
	// decoration are components that are pictures.
	decoration = regexp.MustCompile(`^(?:\w*Icon|Img|Image|Anchor|Br)$`)
	comment    = regexp.MustCompile(`(?s)\{\s*/\*.*?\*/\s*\}`)
	tableLine  = regexp.MustCompile(`^\s*\|.*\|\s*$`)
	tagLine    = regexp.MustCompile(`^\s*</?[A-Z][^<>]*>\s*$`)
)

// blankComments replaces the comments of MDX with spaces. A comment on a line of
// its own becomes an empty row, because an empty line would end a table.
func blankComments(data []byte) {
	for _, at := range comment.FindAllIndex(data, -1) {
		begin := bytes.LastIndexByte(data[:at[0]], '\n') + 1
		isRow := len(bytes.TrimSpace(data[begin:at[0]])) == 0 && begin > 0 && isInTable(lastLine(data[:begin-1]))
		for i := at[0]; i < at[1]; i++ {
			if data[i] != '\n' && data[i] != '\r' {
				data[i] = ' '
			}
		}
		if isRow {
			data[at[0]] = '|'
		}
	}
}

// joinRows removes the empty lines between the rows of a table of MDX, where they are
// common around components. The end of the line above becomes a space. The header of
// another table is not a row.
func joinRows(data []byte) {
	inTable, row := false, 0 // offset of the row that follows the empty lines and tags
	for at := 0; at < len(data); {
		line, rest, _ := bytes.Cut(data[at:], []byte("\n"))
		switch {
		case len(bytes.TrimSpace(line)) == 0:
			if inTable && at >= row {
				row, inTable = nextRow(data, len(data)-len(rest))
			}
			for i := at - 1; inTable && i >= 0 && (data[i] == '\n' || data[i] == '\r'); i-- {
				data[i] = ' '
			}
		case bytes.IndexByte(line, '|') >= 0 && delimiters.Match(line):
			inTable = true
		default:
			inTable = inTable && isInTable(line)
		}
		at = len(data) - len(rest)
	}
}

// nextRow returns the offset of the first line from an offset on that is neither empty
// nor a tag, and reports whether it is a row.
func nextRow(data []byte, at int) (row int, ok bool) {
	for at < len(data) {
		line, rest, _ := bytes.Cut(data[at:], []byte("\n"))
		if len(bytes.TrimSpace(line)) > 0 && !tagLine.Match(line) {
			below, _, _ := bytes.Cut(rest, []byte("\n"))
			return at, tableLine.Match(line) && !delimiters.Match(below)
		}
		at = len(data) - len(rest)
	}
	return at, false
}

// isInTable reports whether a line is a row of a table, or a tag between rows.
func isInTable(line []byte) bool {
	return tableLine.Match(line) || tagLine.Match(line)
}

func lastLine(data []byte) []byte { return data[bytes.LastIndexByte(data, '\n')+1:] }

// strayRows records lines of a paragraph that look like rows of a table. The table
// has ended before them, for example at an empty line.
func (r *mdReader) strayRows(lines *text.Segments) {
	for i := range lines.Len() {
		segment := lines.At(i)
		if tableLine.Match(segment.Value(r.data)) && len(r.stray) < 1000 {
			r.stray = append(r.stray, strayRow{r.posAt(segment.Start), "leaving out this line, which looks like a " +
				"row of a table but is outside of it; remove the empty line or the markup before it"})
		}
	}
}

// component records a component of MDX, unless it is a picture.
func (a *assembler) component(tag []byte) {
	if m := component.FindSubmatch(tag); m != nil && !decoration.Match(m[1]) {
		a.hole(string(tag))
	}
}

// mdxMarkup finds expressions. Strings without variables are their text.
var mdxMarkup = newInlineMarkup(
	inlineRule{inlineSpace, `(\{\s*(?:"\s*"|'\s*')?\s*\})`},
	inlineRule{inlineText, `\{\s*'([^'\\]*)'\s*\}`},
	inlineRule{inlineText, `\{\s*"([^"\\]*)"\s*\}`},
	inlineRule{inlineUnknown, `(\{[^{}]*\}?|\})`},
)

// siteMarkup finds the templates and attribute lists of site generators:
//
//	{{ site.name }}, {% include x %}    a text that is not on the page
//	{: .note }                          no text
//	{.note #id}                         no text at the end, otherwise a placeholder
var siteMarkup = newInlineMarkup(
	inlineRule{inlineUnknown, `((?s:\{\{.*?\}\}|\{%.*?%\})|\{[{%][^{}]*)`},
	inlineRule{inlineNothing, `(\{:` + attributeList + `\})`},
	inlineRule{inlineAtEnd, `(\{` + attributeList + `\})`},
)

const attributeList = `\s*[.#][\w-]+(?:\s+(?:[.#][\w-]+|[\w-]+=(?:"[^"]*"|[^\s{}]+)))*\s*`

// siteCondition matches the beginning of a template that begins or ends a part of a page
// that only some versions have, or a comment.
var siteCondition = regexp.MustCompile(`^\{%[-~]?\s*(end)?(?:if\w*|unless|case|comment)\b`)

// condition counts the open conditions of a site generator.
func (a *assembler) condition(template string) {
	switch m := siteCondition.FindStringSubmatch(template); {
	case m == nil:
	case m[1] == "":
		a.conditions++
	default:
		a.conditions = max(0, a.conditions-1)
	}
}

// writeText adds text, without the expressions of MDX, and without the templates of site
// generators in Markdown and on pages with front matter.
func (a *assembler) writeText(text string, at int) {
	switch {
	case a.mdx:
		mdxMarkup.write(a, textLine{text, at})
	case a.Format == Markdown || a.hasFrontMatter:
		siteMarkup.write(a, textLine{text, at})
	default:
		a.write(text, at)
	}
}

// templateString matches a string in backquotes without variables.
var templateString = regexp.MustCompile("\\{\\s*`[^`\\\\\"{}$\n]*`\\s*\\}")

// quoteTemplates writes strings in backquotes with quotation marks, because backquotes are
// code in Markdown.
func quoteTemplates(data []byte) {
	for _, at := range templateString.FindAllIndex(data, -1) {
		for i := at[0]; i < at[1]; i++ {
			if data[i] == '`' {
				data[i] = '"'
			}
		}
	}
}

// countCells records that a row has more or fewer cells than the header. Goldmark
// drops or adds cells.
func (r *mdReader) countCells(row *tables.TableRow) {
	t := r.table()
	if t == nil {
		return
	}
	line, _, _ := bytes.Cut(r.data[row.Pos():], []byte("\n"))
	line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("|"))
	line = bytes.TrimSuffix(line, []byte("|"))
	cells := 1
	for i, b := range line {
		if b == '|' && (i == 0 || line[i-1] != '\\') {
			cells++
		}
	}
	header := len(t.grid.Header)
	if cells == header || cells == 1 { // a single cell is a subheading or a component
		return
	}
	r.endRow(t)
	t.broken = fmt.Sprintf("expected %d cells as in the header, found %d", header, cells)
	if cells > header {
		t.broken += `; write \| for a | in a text`
	}
}

func (r *mdReader) codeBlock(n ast.Node) {
	if n.Lines().Len() == 0 {
		return
	}
	at := n.Lines().At(0).Start
	r.start("pre", nil, at)
	r.segments(n.Lines(), func(data []byte, offset int) { r.write(string(data), offset) })
	r.end("pre", at)
}

// segments calls visit for each segment. Adjacent segments are joined.
func (r *mdReader) segments(list *text.Segments, visit func(data []byte, offset int)) {
	for i := 0; i < list.Len(); {
		first := list.At(i)
		last := first
		for i++; i < list.Len() && list.At(i).Start == last.Stop; i++ {
			last = list.At(i)
		}
		visit(r.data[first.Start:last.Stop], first.Start)
	}
}

// unescape resolves backslash escapes and character references.
func unescape(data []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(data))))
}
