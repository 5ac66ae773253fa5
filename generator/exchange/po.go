package exchange

// PO files of GNU gettext. An entry's context is its key, its message the source.
// What is stale or a machine's is fuzzy, and so stays work to do until somebody
// takes the flag away. Notes and the stamp are extracted comments, which tools
// show and keep.
//
// The reader takes what gettext's tools write: strings over several lines,
// comments of all kinds, obsolete entries, C's escapes. It is our own, since
// gotext, the library for Go, knows neither flags nor positions and passes over
// what it does not understand.

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

const stampComment = "fragen " // before a stamp

func writePO(b *bytes.Buffer, doc *Document) {
	b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, line := range []string{
		"Project-Id-Version: result codes",
		"PO-Revision-Date: ", // for the translator's tool to fill in
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
			flags = append(flags, "fuzzy")
		}
		if inBraces.MatchString(u.Source) {
			flags = append(flags, "perl-brace-format")
		}
		if flags != nil {
			fmt.Fprintf(b, "#, %s\n", strings.Join(flags, ", "))
		}
		fmt.Fprintf(b, "msgctxt %s\nmsgid %s\nmsgstr %s\n", quotePO(u.Key.String()), quotePO(u.Source), quotePO(u.Target))
	}
}

// inBraces is what gettext calls perl-brace-format.
var inBraces = regexp.MustCompile(`\{[A-Za-z_]\w*\}`)

var poEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func quotePO(text string) string { return `"` + poEscapes.Replace(text) + `"` }

// poEntry is an entry being read.
type poEntry struct {
	pos     diag.Pos // of its first keyword
	begun   map[string]diag.Pos
	strings map[string]string // by keyword
	fuzzy   bool
	stamp   string
	last    string // keyword
	broken  bool   // told already
}

func newPOEntry() *poEntry {
	return &poEntry{begun: make(map[string]diag.Pos), strings: make(map[string]string)}
}

// poReader reads a PO file.
type poReader struct {
	*reader
	entry  *poEntry
	header bool // was read
}

var poKeyword = regexp.MustCompile(`^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d*\])?)[ \t]*`)

func (r *reader) po(data []byte) {
	p := &poReader{reader: r, entry: newPOEntry()}
	for i, line := range strings.Split(string(data), "\n") {
		p.line(i+1, strings.TrimSuffix(line, "\r"))
	}
	p.end()
	if !p.header && len(r.doc.Units) > 0 {
		r.diags.Warnf(r.at(1, 1), "missing-header", "the file has no header, so nothing says that it is UTF-8 and which language it is in")
	}
}

func (p *poReader) line(n int, line string) {
	text := strings.TrimLeft(line, " \t")
	pos := p.at(n, len(line)-len(text)+1)
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
			p.diags.Errorf(pos, "po-syntax", "a string without msgid or msgstr before it")
			return
		}
		p.text(pos, text)
	default:
		p.keyword(pos, text, done)
	}
}

// comment reads what comments say to programs. Obsolete entries and previous
// messages are passed over.
func (p *poReader) comment(text string) {
	switch {
	case strings.HasPrefix(text, "#,"):
		for _, flag := range strings.Split(text[2:], ",") {
			p.entry.fuzzy = p.entry.fuzzy || strings.TrimSpace(flag) == "fuzzy"
		}
	case strings.HasPrefix(text, "#. "+stampComment):
		p.entry.stamp = strings.TrimPrefix(text, "#. "+stampComment)
	}
}

// keyword begins a string of an entry.
func (p *poReader) keyword(pos diag.Pos, text string, done bool) {
	found := poKeyword.FindStringSubmatch(text)
	if found == nil {
		p.diags.Errorf(pos, "po-syntax", "%q is no line of a PO file, which has msgctxt, msgid and msgstr with strings in quotes, and comments after #", cut(text))
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
		p.diags.Errorf(pos, "po-syntax", "a second %s of an entry whose first is at %s", found[1], first)
	}
	rest := text[len(found[0]):]
	pos.Col += len(found[0])
	p.entry.last = found[1]
	p.entry.begun[found[1]] = pos
	p.entry.strings[found[1]] = ""
	p.text(pos, rest)
}

// plural tells of an entry with plural forms, once.
func (p *poReader) plural(pos diag.Pos, keyword string) {
	if !p.entry.broken {
		p.diags.Errorf(pos, "po-plural", "plural forms have no place in a table of codes; write the entry without them")
	}
	p.entry.broken, p.entry.last = true, keyword
	if keyword != "msgid_plural" {
		p.entry.strings["msgstr"] = "" // the next keyword begins another entry
	}
}

// text reads a string in quotes, to be put behind what there is.
func (p *poReader) text(pos diag.Pos, text string) {
	value, rest, fault, at := unquotePO(text)
	if fault == "" && strings.TrimSpace(rest) != "" {
		fault, at = "nothing may stand behind a string", len(text)-len(rest)
	}
	if fault != "" {
		pos.Col += at
		p.diags.Errorf(pos, "po-syntax", "%s", fault)
		return
	}
	p.entry.strings[p.entry.last] += value
}

// unquotePO reads a string as C has it. fault is what is wrong at byte at.
func unquotePO(text string) (value, rest, fault string, at int) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", "a string in quotes is missing here", 0
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return b.String(), text[i+1:], "", 0
		case '\\':
			c, size := poEscape(text[i+1:])
			if size == 0 {
				return "", "", fmt.Sprintf(`%q is no escape; write \\ for a backslash`, text[i:min(i+2, len(text))]), i
			}
			b.WriteByte(c)
			i += size
		default:
			b.WriteByte(text[i])
		}
	}
	return "", "", "the string has no end; put a quote there", len(text)
}

var (
	simpleEscapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'a': '\a', 'b': '\b', 'f': '\f', 'v': '\v', '\\': '\\', '"': '"'}
	numberEscape  = regexp.MustCompile(`^(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3})`)
)

// poEscape reads what is behind a backslash; size 0 means that it is nothing.
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

// end ends an entry.
func (p *poReader) end() {
	e := p.entry
	p.entry = newPOEntry()
	at, hasID := e.begun["msgid"]
	to, hasText := e.begun["msgstr"]
	context, hasContext := e.strings["msgctxt"]
	switch {
	case e.broken, !hasID && !hasText && !hasContext: // comments only
		return
	case !hasID || !hasText:
		p.diags.Errorf(e.pos, "po-syntax", "an entry needs msgid and msgstr")
		return
	case !hasContext && e.strings["msgid"] == "":
		p.headerEntry(to, e.strings["msgstr"])
		return
	case !hasContext:
		p.diags.Errorf(at, "unknown-id", "this entry has no msgctxt, by which fragen knows its texts; keep what the export wrote there")
		return
	}
	key, ok := p.key(e.begun["msgctxt"], context)
	if !ok {
		return
	}
	u := &Unit{Pos: to, Key: key, Source: e.strings["msgid"], Target: e.strings["msgstr"], Status: Translated}
	if e.fuzzy {
		u.Status = Unfinished
	}
	p.unit(u, e.stamp)
	u.settlePO(e.fuzzy)
}

// settlePO gives an entry that nobody has worked on the status that it had: PO
// only knows whether it is fuzzy.
func (u *Unit) settlePO(fuzzy bool) {
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

func (p *poReader) headerEntry(pos diag.Pos, text string) {
	if p.header {
		p.diags.Errorf(pos, "po-syntax", "a second header; remove one")
	}
	p.header = true
	for _, line := range strings.Split(text, "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "language":
			p.languages(pos, "", strings.ReplaceAll(value, "_", "-"))
		case "x-source-language":
			p.languages(pos, value, "")
		case "content-type":
			if found := poCharset.FindStringSubmatch(value); found != nil && !strings.EqualFold(found[1], "UTF-8") {
				p.diags.Errorf(pos, "wrong-encoding", "the header says that the file is in %s; save it as UTF-8, for example by msgconv -t UTF-8", cut(found[1]))
			}
		}
	}
}
