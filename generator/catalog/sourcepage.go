package catalog

// This file reads a source page, a page of a vendor's documentation, into
// tables with their headings and anchors, running text, code, and pairs of source
// text and translation. ReadSourcePage validates the bytes, reads the front matter and
// leaves the rest to the reader of the format: markdown.go, markup.go (HTML) or
// text.go. The readers of Markdown and HTML share the assembler (assemble.go).

import (
	"bytes"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Format is the format of a source page.
type Format string

// The formats of source pages.
const (
	Markdown Format = "markdown"
	HTML     Format = "html"
	Text     Format = "text"
	REST     Format = "rest" // reStructuredText
	AsciiDoc Format = "asciidoc"
	CSV      Format = "csv" // with any separator
)

// Formats are the formats of source pages.
var Formats = []Format{Markdown, HTML, Text, REST, AsciiDoc, CSV}

// Limits of source pages. They are far above the size of real ones.
const (
	maxPage   = 4 << 20
	maxCells  = 500_000 // rows times columns, of all tables
	maxSpread = 100_000 // cells that larger cells fill: a cell with colspan=3 fills two
	maxDeep   = 50      // nesting of tables and quotes
)

// SourcePage is a source page.
type SourcePage struct {
	Name   string // file name without its folder
	Format Format
	Locale string      // canonical tag declared in its front matter, or ""
	State  codes.State // mt or translated, if declared in its front matter, or ""
	Commit string      // source commit declared in its front matter, or ""
	Tables []*Grid
	Pairs  []Pair // on bilingual source pages, in order
	file   string
	blocks []block // running text outside of tables
	title  block
	leads  []block // running text between the title and the next heading or code
	code   []block
	stray  []strayRow
	lines  []int

	hasFrontMatter bool
}

// Grid is a table on a source page.
type Grid struct {
	Pos      diag.Pos
	Headings []string // headings above the table, outermost first
	Anchors  []string // anchors of the headings and of the table
	Header   []Cell   // may be empty
	Rows     [][]Cell
	locale   string         // of the page, or ""
	fixed    *columns       // set if the reader already knows the columns
	broken   map[int]string // by row, why it cannot be read; may be nil
	measured int            // number of rows whose length is known
	widest   int            // length of the longest of these
}

// breakRow records why the next row cannot be read.
func (g *Grid) breakRow(problem string) { g.breakRowAt(len(g.Rows), problem) }

// breakRowAt records why a row cannot be read.
func (g *Grid) breakRowAt(i int, problem string) {
	if g.broken == nil {
		g.broken = make(map[int]string)
	}
	g.broken[i] = problem
}

// Cell is a cell of a table.
type Cell struct {
	Pos     diag.Pos
	Text    string   // with words separated by single spaces
	Source  string   // source text of a translation if the page contains it
	spans   int      // number of rows below that the cell extends into
	columns int      // number of columns that the cell extends over
	parts   []string // lines of the text; nil if it has only one
	hole    string   // a component in the cell whose text is not on the page, or ""
	link    string   // first absolute link in the cell, or ""
	marked  bool     // has text above or below the line that is no footnote mark
	above   string   // in a header of two rows, the heading above; or ""
}

// Pair is a translation with its source text.
type Pair struct {
	Pos          diag.Pos
	ID           string
	Text, Source string
}

// strayRow is a part of a page that looks like rows of a table but is not read.
type strayRow struct {
	pos     diag.Pos
	problem string
}

// block is a paragraph, a line or a piece of code.
type block struct {
	pos    diag.Pos
	text   string
	source string // source text of a translation if the page contains it
}

// ReadSourcePage reads a source page. file is its name for messages. If format
// is "", name and content determine it. The page is nil if the diagnostics
// contain an error.
func ReadSourcePage(file string, data []byte, format Format) (*SourcePage, *diag.List) {
	diags := new(diag.List)
	p := &SourcePage{Name: filepath.Base(file), file: file, lines: []int{0}}
	for i, b := range data {
		if b == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	if !p.valid(data, diags) {
		return nil, diags
	}
	data = bytes.Clone(data)
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		copy(data, "   ") // preserves the offsets
	}
	front := p.frontMatter(data, diags)
	p.hasFrontMatter = front
	if p.Format = format; format == "" {
		p.Format = detectFormat(file, data, front)
	}
	switch p.Format {
	case Markdown:
		p.readMarkdown(data, diags)
	case HTML:
		p.readHTML(data, diags)
	case REST:
		p.readREST(data, newAssembler(p, diags))
	case AsciiDoc:
		p.readAsciiDoc(data, newAssembler(p, diags))
	case CSV:
		p.readCSV(data, newAssembler(p, diags), diags)
	default:
		p.readText(string(data))
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return p, diags
}

// valid reports whether the bytes can be a source page.
func (p *SourcePage) valid(data []byte, diags *diag.List) bool {
	if len(data) > maxPage {
		diags.Errorf(diag.Pos{File: p.file}, "too-large",
			"the source page has more than %d MiB; keep only the part with the table", maxPage>>20)
		return false
	}
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			diags.Errorf(p.posAt(i), "invalid-utf8",
				"invalid UTF-8%s; convert the source page to UTF-8", encodingHint(data))
			return false
		case c == 0:
			diags.Errorf(p.posAt(i), "control-character",
				"NUL byte%s; convert the source page to UTF-8", encodingHint(data))
			return false
		case unicode.IsControl(c) && !strings.ContainsRune("\n\r\t\f\v\u0085", c):
			diags.Errorf(p.posAt(i), "control-character", "control character %U; remove it", c)
			return false
		}
		i += size
	}
	return !diags.WholeConflicts(p.file, string(data))
}

// encodingHint returns a hint about the encoding if it is not UTF-8.
func encodingHint(data []byte) string {
	utf16 := bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF"))
	if utf16 || bytes.Count(data, []byte{0}) > len(data)/4 {
		return ", possibly UTF-16"
	}
	return ""
}

// posAt returns the position of the byte at offset.
func (p *SourcePage) posAt(offset int) diag.Pos {
	line := sort.SearchInts(p.lines, offset+1)
	return diag.Pos{File: p.file, Line: line, Col: offset - p.lines[line-1] + 1}
}

var frontMatter = regexp.MustCompile(`\A\s*---[ \t]*\r?\n((?s:.*?)\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\z)`)

// localeKeys are the keys of front matter that declare the language of a page, in the
// order of preference.
var localeKeys = []string{"ms.contentlocale", "lang", "language", "locale", "ms.locale"}

var commitForm = regexp.MustCompile(`^[0-9A-Za-z]{4,64}$`)

// frontMatter reads the front matter, replaces it with blanks and reports
// whether there is any.
func (p *SourcePage) frontMatter(data []byte, diags *diag.List) bool {
	found := frontMatter.FindSubmatchIndex(data)
	if found == nil {
		return false
	}
	var front map[string]yaml.Node
	if err := yaml.Unmarshal(data[found[2]:found[3]], &front); err != nil {
		diags.Errorf(p.posAt(found[2]), "front-matter",
			"the front matter between the --- lines is not valid YAML: %v", err)
		return true
	}
	for _, key := range localeKeys {
		value := front[key]
		if value.Kind != yaml.ScalarNode || value.Tag == "!!null" || value.Value == "" || p.Locale != "" {
			continue
		}
		tag, ok := declaredLocale(value.Value)
		if !ok {
			pos := p.posAt(found[2])
			pos.Line, pos.Col = pos.Line+value.Line-1, value.Column
			diags.Warnf(pos, "invalid-locale",
				"ignoring the %q key in the front matter: expected a language tag, found %q", key, shorten(value.Value))
			continue
		}
		p.Locale = tag
	}
	switch strings.ToUpper(front["ms.translationtype"].Value) {
	case "MT":
		p.State = codes.Machine
	case "HT":
		p.State = codes.Translated
	}
	if commit := front["ms.sourcegitcommit"].Value; commitForm.MatchString(commit) {
		p.Commit = commit
	}
	for i := range found[1] {
		if data[i] != '\n' {
			data[i] = ' '
		}
	}
	return true
}

var (
	looksHTML = regexp.MustCompile(`(?i)\A\s*(<!doctype html|<html|<head|<body|<!--(?s:.*?)-->\s*<(!doctype|html)|` +
		`<(div|main|article|section|table|h[1-6])[\s>])`)
	looksMarkdown = regexp.MustCompile("(?m)(?:\\A|^[ \t]*\\r?\\n)#{1,6} \\S|" +
		"^(```|\\|.*\\|[ \t]*\\r?\\n\\|?[ \t]*:?-+:?[ \t]*\\|)")
)

var (
	looksREST = regexp.MustCompile(`(?m)^[ \t]*(?:\+(?:-+\+)+[ \t]*\r?\n[ \t]*\||` +
		`={2,}(?: +={2,})+[ \t]*\r?$|\.\. (?:list|csv)-table::)`)
	looksAsciiDoc = regexp.MustCompile(`(?m)^\|===[ \t]*\r?$`)
)

// detectFormat returns the likely format of a source page.
func detectFormat(file string, data []byte, front bool) Format {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".md", ".markdown", ".mdx":
		return Markdown
	case ".html", ".htm", ".xhtml":
		return HTML
	case ".rst", ".rest":
		return REST
	case ".adoc", ".asciidoc", ".asc":
		return AsciiDoc
	case ".csv", ".tsv":
		return CSV
	}
	switch {
	case looksHTML.Match(data):
		return HTML
	case front || looksMarkdown.Match(data):
		return Markdown
	case looksREST.Match(data):
		return REST
	case looksAsciiDoc.Match(data):
		return AsciiDoc
	}
	return Text
}

// shorten shortens text from an input for use in a message.
func shorten(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// normalizeSpace separates words by single spaces. Non-breaking spaces between
// words are preserved.
func normalizeSpace(text string) string {
	words := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" \t\r\n\f\v\u0085", c) })
	return strings.TrimSpace(strings.Join(words, " "))
}
