package exchange

// This file reads and writes PO files of GNU gettext. The context of an entry is
// its key, its message the source text. Stale and machine translations are marked
// fuzzy until the translator removes the flag. Notes and the stamp are extracted
// comments, which tools show and preserve.
//
// The reader accepts all output of gettext's tools: multi-line strings, comments
// of all kinds, obsolete entries and C escapes. The Go library gotext is not used
// because it supports neither flags nor positions and ignores syntax errors.

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

const (
	stampComment = "fragen " // prefix of a stamp
	fuzzyFlag    = "fuzzy"
)

// writePO writes a document as PO.
func writePO(b *bytes.Buffer, doc *Document) {
	b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, line := range []string{
		"Project-Id-Version: result codes",
		"PO-Revision-Date: ", // filled in by the translator's tool
		"Last-Translator: ",
		"Language-Team: ",
		"Language: " + strings.ReplaceAll(doc.Locale, "-", "_"),
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=UTF-8",
		"Content-Transfer-Encoding: 8bit",
		"X-Source-Language: " + doc.Source,
		"X-Generator: fragen",
	} {
		fmt.Fprintln(b, quotePO(line+"\n"))
	}
	for _, u := range doc.Units {
		b.WriteString("\n")
		for _, note := range u.Notes {
			fmt.Fprintf(b, "#. %s\n", note)
		}
		if u.Stamp != nil {
			fmt.Fprintf(b, "#. %s%s\n", stampComment, u.Stamp)
		}
		var flags []string
		if u.Status == Stale || u.Status == Machine || u.Status == Unfinished {
			flags = append(flags, fuzzyFlag)
		}
		if inBraces.MatchString(u.Source) {
			flags = append(flags, "perl-brace-format")
		}
		if flags != nil {
			fmt.Fprintf(b, "#, %s\n", strings.Join(flags, ", "))
		}
		fmt.Fprintf(b, "msgctxt %s\nmsgid %s\nmsgstr %s\n",
			quotePO(u.Key.String()), quotePO(u.Source), quotePO(u.Target))
	}
}

// inBraces matches placeholders in gettext's perl-brace-format.
var inBraces = regexp.MustCompile(`\{[A-Za-z_]\w*\}`)

var poEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func quotePO(text string) string { return `"` + poEscapes.Replace(text) + `"` }

// poEntry is the entry being read.
type poEntry struct {
	pos     diag.Pos // of its first keyword
	begun   map[string]diag.Pos
	strings map[string][]string // parts of the strings, by keyword
	fuzzy   bool
	badFlag string // similar to fuzzy
	stamp   string
	last    string // keyword
	broken  bool   // an error has been reported
}

func newPOEntry() *poEntry {
	return &poEntry{begun: make(map[string]diag.Pos), strings: make(map[string][]string)}
}

// poReader is the state of reading a PO file.
type poReader struct {
	*reader
	entry  *poEntry
	header bool // the header has been read
}

var poKeyword = regexp.MustCompile(`^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d*\])?)[ \t]*`)

// po reads a PO file.
func (r *reader) po(data []byte) {
	p := &poReader{reader: r, entry: newPOEntry()}
	for i, line := range strings.Split(string(data), "\n") {
		p.line(i+1, strings.TrimSuffix(line, "\r"))
	}
	p.end()
	if !p.header && len(r.doc.Units) > 0 {
		r.diags.Warnf(r.position(1, 1), "missing-header",
			"the file has no header that declares its encoding and language; assuming UTF-8")
	}
}

// line reads a line.
func (p *poReader) line(n int, line string) {
	text := strings.TrimLeft(line, " \t")
	pos := p.position(n, len(line)-len(text)+1)
	_, done := p.entry.strings["msgstr"]
	switch {
	case strings.TrimSpace(text) == "":
		if done {
			p.end()
		}
	case text[0] == '#':
		if done {
			p.end()
		}
		p.comment(text)
	case text[0] == '"':
		if p.entry.last == "" {
			p.diags.Errorf(pos, "po-syntax", "expected msgid or msgstr before a string")
			return
		}
		p.addString(pos, text)
	default:
		p.keyword(pos, text, done)
	}
}

// comment reads flags and stamps. It ignores other comments, such as previous
// messages. The comments before an obsolete entry belong to that entry.
func (p *poReader) comment(text string) {
	switch {
	case strings.HasPrefix(text, "#~"):
		if p.entry.last == "" {
			p.entry = newPOEntry()
		}
	case strings.HasPrefix(text, "#,"):
		for _, flag := range strings.Split(text[2:], ",") {
			switch flag = strings.TrimSpace(flag); {
			case strings.EqualFold(flag, fuzzyFlag):
				p.entry.fuzzy = true
			case diag.Near(flag, []string{fuzzyFlag}) != "":
				p.entry.badFlag = flag
			}
		}
	case strings.HasPrefix(text, "#. "+stampComment):
		p.entry.stamp = strings.TrimPrefix(text, "#. "+stampComment)
	}
}

// keyword reads the keyword of a string.
func (p *poReader) keyword(pos diag.Pos, text string, done bool) {
	found := poKeyword.FindStringSubmatch(text)
	if found == nil {
		p.diags.Errorf(pos, "po-syntax",
			"expected msgctxt, msgid or msgstr with a quoted string, or a comment, found %q", shorten(text))
		return
	}
	if found[1] == "msgid_plural" || strings.HasPrefix(found[1], "msgstr[") {
		p.plural(pos, found[1])
		return
	}
	if done {
		p.end()
	}
	if p.entry.last == "" {
		p.entry.pos = pos
	}
	if first, twice := p.entry.begun[found[1]]; twice {
		p.diags.Errorf(pos, "po-syntax", "duplicate %s, first at %s; remove one", found[1], first)
	}
	rest := text[len(found[0]):]
	pos.Col += len(found[0])
	p.entry.last = found[1]
	p.entry.begun[found[1]] = pos
	p.entry.strings[found[1]] = nil
	p.addString(pos, rest)
}

// plural reports an entry with plural forms, once for each entry.
func (p *poReader) plural(pos diag.Pos, keyword string) {
	if !p.entry.broken {
		p.refuse(pos, "po-plural", "plural forms are not supported; write the entry without them")
	}
	p.entry.broken, p.entry.last = true, keyword
	if keyword != "msgid_plural" {
		p.entry.strings["msgstr"] = nil // the next keyword begins another entry
	}
}

// addString appends a quoted string to the current string of the entry.
func (p *poReader) addString(pos diag.Pos, text string) {
	value, rest, problem, at := unquotePO(text)
	if problem == "" && strings.TrimSpace(rest) != "" {
		problem, at = "unexpected text after the string; remove it", len(text)-len(rest)
	}
	if problem != "" {
		pos.Col += at
		p.diags.Errorf(pos, "po-syntax", "%s", problem)
		return
	}
	p.entry.strings[p.entry.last] = append(p.entry.strings[p.entry.last], value)
}

// text returns the string of a keyword, which may have several lines.
func (e *poEntry) text(keyword string) string { return strings.Join(e.strings[keyword], "") }

// unquotePO parses a C string. problem is the error at byte at, or "".
func unquotePO(text string) (value, rest, problem string, at int) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", "expected a quoted string", 0
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], "", 0
		case '\\':
			c, size := poEscape(text[i+1:])
			if size == 0 {
				escape := text[i:min(i+2, len(text))]
				return "", "", fmt.Sprintf(`unknown escape %q; write \\ for a backslash`, escape), i
			}
			b.WriteByte(c)
			i += size
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", "missing quote at the end of the string", len(text)
}

var (
	simpleEscapes = map[byte]byte{
		'n': '\n', 't': '\t', 'r': '\r', 'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v', '\\': '\\', '"': '"',
	}
	numberEscape = regexp.MustCompile(`^(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3})`)
)

// poEscape parses the text after a backslash. It returns the size 0 if that is
// not a valid escape.
func poEscape(text string) (c byte, size int) {
	if text == "" {
		return 0, 0
	}
	if c, ok := simpleEscapes[text[0]]; ok {
		return c, 1
	}
	digits, base := numberEscape.FindString(text), 8
	number := digits
	if strings.HasPrefix(digits, "x") {
		number, base = digits[1:], 16
	}
	value, err := strconv.ParseUint(number, base, 8)
	if err != nil {
		return 0, 0
	}
	return byte(value), len(digits)
}

// end adds the current entry to the document.
func (p *poReader) end() {
	e := p.entry
	p.entry = newPOEntry()
	at, hasID := e.begun["msgid"]
	to, hasText := e.begun["msgstr"]
	_, hasContext := e.strings["msgctxt"]
	switch {
	case e.broken, !hasID && !hasText && !hasContext: // comments only
		p.spoiled = false
		return
	case !hasID || !hasText:
		p.diags.Errorf(e.pos, "po-syntax", "expected msgid and msgstr in the entry")
		return
	case !hasContext && e.text("msgid") == "":
		p.headerEntry(to, e.text("msgstr"))
		return
	case !hasContext:
		p.refuse(at, "unknown-id",
			"the entry has no msgctxt that contains its id; restore it from the exported file")
		p.spoiled = false // there is no unit
		return
	}
	key, ok := p.parseKey(e.begun["msgctxt"], e.text("msgctxt"))
	if !ok {
		return
	}
	u := &Unit{Pos: to, Key: key, Source: e.text("msgid"), Target: e.text("msgstr"), Status: Translated}
	if e.fuzzy {
		u.Status = Unfinished
	}
	if e.badFlag != "" {
		p.refuse(e.pos, "unknown-flag", "unknown flag %q, did you mean %q?", shorten(e.badFlag), fuzzyFlag)
	}
	p.addUnit(u, e.stamp)
	u.restoreStatus(e.fuzzy)
}

// restoreStatus restores the exported status of an unchanged entry, because PO
// only stores whether an entry is fuzzy.
func (u *Unit) restoreStatus(fuzzy bool) {
	if u.Stamp == nil || u.Target == "" {
		return
	}
	was := *u
	was.Status = u.Stamp.StatusOf(u.Source)
	if wasFuzzy := was.Status == Stale || was.Status == Machine; wasFuzzy == fuzzy && was.AsWritten() {
		u.Status = was.Status
	}
}

var poCharset = regexp.MustCompile(`(?i)charset=([^\s;]+)`)

// headerEntry reads the header.
func (p *poReader) headerEntry(pos diag.Pos, text string) {
	if p.header {
		p.diags.Errorf(pos, "po-syntax", "duplicate header; remove one")
	}
	p.header = true
	for _, line := range strings.Split(text, "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "language":
			p.recordLocales(pos, "", value)
		case "x-source-language":
			p.recordLocales(pos, value, "")
		case "content-type":
			found := poCharset.FindStringSubmatch(value)
			if found != nil && !strings.EqualFold(found[1], "UTF-8") {
				p.diags.Errorf(pos, "wrong-encoding",
					"the header declares the encoding %s; convert the file to UTF-8, for example with msgconv -t UTF-8",
					shorten(found[1]))
			}
		}
	}
}
