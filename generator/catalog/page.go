package catalog

// A page of a vendor's documentation, read into what can be compared: tables
// with their headings and anchors, running text, code, and pairs of source and
// translation. ReadPage checks the bytes, reads the front matter and leaves the
// rest to the reader of its format: markdown.go, markup.go (HTML) or text.go.
// What the readers of markup find goes through one assembler (assemble.go).

import (
	"bytes"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Format says how a page is written.
type Format string

// The formats of pages.
const (
	Markdown Format = "markdown"
	HTML     Format = "html"
	Text     Format = "text"
)

// The limits of a page. No honest page comes near them.
const (
	maxPage  = 4 << 20
	maxCells = 500_000
	maxDeep  = 50 // tables in tables, quotes in quotes
)

// Page is a page that was read.
type Page struct {
	Name   string // of the file, without its folder
	Format Format
	Locale string      // canonical tag of what its front matter says, or ""
	State  codes.State // mt or translated, as its front matter says, or ""
	Commit string      // that its front matter names as its source, or ""
	Tables []*Grid
	Pairs  []Pair // of bilingual pages, in order
	file   string
	blocks []block // running text, without that of tables
	title  block
	leads  []block // running text between the title and what comes next
	code   []block
	lines  []int
}

// Grid is a table of a page.
type Grid struct {
	Pos      diag.Pos
	Headings []string // those that it stands under, the nearest last
	Anchors  []string // of those, and its own
	Header   []Cell   // may be empty
	Rows     [][]Cell
	fixed    *columns // where the reader knows them already
}

// Cell is a cell of a table.
type Cell struct {
	Pos    diag.Pos
	Text   string // with single spaces
	Source string // what it was translated from, where the page has both
	spans  int    // rows below that it reaches into
}

// Pair is a text with what it was translated from.
type Pair struct {
	Pos          diag.Pos
	ID           string
	Text, Source string
}

// block is a paragraph, line or piece of code.
type block struct {
	pos    diag.Pos
	text   string
	source string // what it was translated from, where the page has both
}

// ReadPage reads a page. file names it in messages; format "" means that name
// and content tell. The page is nil when the list has errors.
func ReadPage(file string, data []byte, format Format) (*Page, *diag.List) {
	diags := new(diag.List)
	p := &Page{Name: filepath.Base(file), file: file, lines: []int{0}}
	for i, b := range data {
		if b == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	if !p.sound(data, diags) {
		return nil, diags
	}
	data = bytes.Clone(data)
	if bytes.HasPrefix(data, []byte(mark)) {
		copy(data, "   ") // so that offsets stay what they are
	}
	front := p.frontMatter(data, diags)
	if p.Format = format; format == "" {
		p.Format = detect(file, data, front)
	}
	switch p.Format {
	case Markdown:
		p.readMarkdown(data, diags)
	case HTML:
		p.readHTML(data, diags)
	default:
		p.readText(string(data))
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return p, diags
}

// sound reports bytes that make a page unreadable.
func (p *Page) sound(data []byte, diags *diag.List) bool {
	if len(data) > maxPage {
		diags.Errorf(diag.Pos{File: p.file}, "too-large", "the page has more than %d MiB; cut out the part with the table", maxPage>>20)
		return false
	}
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			diags.Errorf(p.at(i), "invalid-utf8", "this is not UTF-8%s; convert the page to UTF-8", likely(data))
			return false
		case c == 0:
			diags.Errorf(p.at(i), "control-character", "a NUL byte%s; convert the page to UTF-8", likely(data))
			return false
		case unicode.IsControl(c) && !strings.ContainsRune("\n\r\t\f\v\u0085", c):
			diags.Errorf(p.at(i), "control-character", "control character %U; remove it", c)
			return false
		}
		i += size
	}
	return true
}

// likely names what the bytes may be instead of UTF-8.
func likely(data []byte) string {
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) || bytes.Count(data, []byte{0}) > len(data)/4 {
		return ", but perhaps UTF-16"
	}
	return ""
}

// at is the position of the byte at offset.
func (p *Page) at(offset int) diag.Pos {
	line := sort.SearchInts(p.lines, offset+1)
	return diag.Pos{File: p.file, Line: line, Col: offset - p.lines[line-1] + 1}
}

var frontMatter = regexp.MustCompile(`\A\s*---[ \t]*\r?\n((?s:.*?)\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\z)`)

// frontMatter reads what stands before a page, blanks it out and says whether
// there is any.
func (p *Page) frontMatter(data []byte, diags *diag.List) bool {
	found := frontMatter.FindSubmatchIndex(data)
	if found == nil {
		return false
	}
	var front struct {
		Locale string `yaml:"ms.contentlocale"`
		Lang   string `yaml:"lang"`
		Type   string `yaml:"ms.translationtype"`
		Commit string `yaml:"ms.sourcegitcommit"`
	}
	if err := yaml.Unmarshal(data[found[2]:found[3]], &front); err != nil {
		diags.Errorf(p.at(found[2]), "front-matter", "what stands between the lines --- is not YAML: %v", err)
		return true
	}
	if front.Locale == "" {
		front.Locale = front.Lang
	}
	if front.Locale != "" {
		tag, err := language.Parse(front.Locale)
		if err != nil {
			diags.Warnf(p.at(found[2]), "invalid-locale", "the page says that it is in %q, which is no language tag; it is not heeded", cut(front.Locale))
		} else {
			p.Locale = tag.String()
		}
	}
	switch strings.ToUpper(front.Type) {
	case "MT":
		p.State = codes.Machine
	case "HT":
		p.State = codes.Translated
	}
	if regexp.MustCompile(`^[0-9A-Za-z]{4,64}$`).MatchString(front.Commit) {
		p.Commit = front.Commit
	}
	for i := range found[1] {
		if data[i] != '\n' {
			data[i] = ' '
		}
	}
	return true
}

var (
	looksHTML     = regexp.MustCompile(`(?i)\A\s*(<!doctype html|<html|<head|<body|<!--(?s:.*?)-->\s*<(!doctype|html)|<(div|main|article|section|table|h[1-6])[\s>])`)
	looksMarkdown = regexp.MustCompile("(?m)(?:\\A|^[ \t]*\\r?\\n)#{1,6} \\S|^(```|\\|.*\\|[ \t]*\\r?\\n\\|?[ \t]*:?-+:?[ \t]*\\|)")
)

// detect finds out how a page is written.
func detect(file string, data []byte, front bool) Format {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".md", ".markdown", ".mdx":
		return Markdown
	case ".html", ".htm", ".xhtml":
		return HTML
	}
	switch {
	case looksHTML.Match(data):
		return HTML
	case front || looksMarkdown.Match(data):
		return Markdown
	}
	return Text
}

// cut makes foreign text fit into a message.
func cut(text string) string {
	const most = 80
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// clean puts single spaces between words. Spaces that do not break stay, but at
// the ends.
func clean(text string) string {
	words := strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" \t\r\n\f\v\u0085", c) })
	return strings.TrimSpace(strings.Join(words, " "))
}
