// Package exchange writes texts for translators and reads what they send back:
// XLIFF 2.1 and 1.2, gettext PO and CSV.
//
// It takes a Document and gives the bytes of a file, takes such bytes and gives
// a Document with positions, and diagnostics. It may import codes and diag. Of
// tables it knows only what a text's state is called; whether a translation fits
// is for catalog to say.
//
// Every unit has a key that never changes, its source, its target and a status,
// which each format says in its own way. Beside them stands a stamp: what the
// table knew of the target when the file was written. It tells what a translator
// has worked on, and lets a text come back with all that was known of it. Tools
// may drop stamps and notes; nothing else depends on them.
package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Format is a format of files.
type Format string

// The formats. A file of either XLIFF is read by the version that it names.
const (
	XLIFF2 Format = "xliff2"
	XLIFF1 Format = "xliff1"
	PO     Format = "po"
	CSV    Format = "csv"
)

// Formats lists them all.
var Formats = []Format{XLIFF2, XLIFF1, PO, CSV}

// FormatOf is what a file's name says of its format, "" for none of ours.
func FormatOf(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlf", ".xliff":
		return XLIFF2
	case ".po":
		return PO
	case ".csv":
		return CSV
	}
	return ""
}

// Document is what a file holds.
type Document struct {
	File   string // that was read, for messages
	Source string // locale that the texts are in; "" when the file does not say
	Locale string // … and are translated to
	Mark   bool   // the file begins with a byte order mark, as Excel wants it of CSV
	Units  []*Unit
}

// Unit is one text with its translation.
type Unit struct {
	Pos    diag.Pos // of the target, or of the unit where it has none
	Key    Key
	Notes  []string // for people; not read
	Source string
	Target string // "" when there is none
	Status Status
	Stamp  *Stamp // nil when the file has none
}

// Key names a text for ever.
type Key struct {
	Domain string // graph.communications.calls
	Row    string // ended-by-bot
	Part   string // message
}

// Description is the domain of texts of a description, which no table can have.
const Description = ".docs"

// DescriptionKey names a text of a description. JSON pointers may hold what no
// format's names may, so that their hash stands for them.
func DescriptionKey(pointer diag.Pointer) Key {
	return Key{Description, codes.HashText(string(pointer)), "text"}
}

// OfDescription reports whether a text is one of a description's. These may have
// several lines.
func (k Key) OfDescription() bool { return k.Domain == Description }

// String is domain/row/part.
func (k Key) String() string { return k.Domain + "/" + k.Row + "/" + k.Part }

var keyForm = regexp.MustCompile(`^([a-z0-9.-]+)/([a-z0-9-]+)/([A-Za-z0-9]+)$`)

// parseKey reads what String wrote.
func parseKey(text string) (Key, bool) {
	parts := keyForm.FindStringSubmatch(text)
	if parts == nil {
		return Key{}, false
	}
	return Key{parts[1], parts[2], parts[3]}, true
}

// Status says how far a translation is.
type Status string

// The statuses, from the least to the best.
const (
	Missing    Status = "missing"    // there is none
	Unfinished Status = "unfinished" // somebody has begun; only in files that come back
	Stale      Status = "stale"      // made for an older source
	Machine    Status = "mt"
	Translated Status = "translated"
	Reviewed   Status = "reviewed"
)

// Statuses lists those that a table's texts can have.
var Statuses = []Status{Missing, Stale, Machine, Translated, Reviewed}

var ranks = []Status{Missing, Unfinished, Stale, Machine, Translated, Reviewed}

// least is the status of a whole whose parts have these: one that has begun and
// lacks parts is unfinished.
func least(parts []Status) Status {
	whole, missing := Reviewed, 0
	for _, s := range parts {
		if s == Missing {
			missing++
			continue
		}
		whole = ranks[min(slices.Index(ranks, whole), slices.Index(ranks, s))]
	}
	switch missing {
	case 0:
		return whole
	case len(parts):
		return Missing
	}
	return Unfinished
}

// Stamp is what a table knew of a target.
type Stamp struct {
	State  codes.State // or missing
	Target string      // hash of the target, "" when it was missing
	Source string      // hash of the source that it was made for, "" when that was not known
	From   string      // where it was imported from, may be ""
}

// NewStamp makes the stamp of a text in a table, of none when that is nil.
func NewStamp(text *codes.Text) *Stamp {
	if text == nil {
		return &Stamp{State: codes.State(Missing)}
	}
	return &Stamp{text.State, codes.HashText(text.Text), text.SourceHash, text.From}
}

// StatusOf is the status of a text whose source is now source.
func (s *Stamp) StatusOf(source string) Status {
	if s.Source != "" && s.Source != codes.HashText(source) {
		return Stale
	}
	return Status(s.State)
}

// AsWritten reports whether nobody has worked on a unit since it was written.
func (u *Unit) AsWritten() bool {
	return u.Stamp != nil && u.Stamp.Target == codes.HashText(u.Target) && u.Status == u.Stamp.StatusOf(u.Source)
}

// String is state, hashes and origin, with spaces between them.
func (s *Stamp) String() string {
	if s.Target == "" {
		return string(s.State)
	}
	text := fmt.Sprintf("%s %s %s", s.State, s.Target, cmp.Or(s.Source, "-"))
	if s.From != "" {
		text += " " + s.From
	}
	return text
}

var stampForm = regexp.MustCompile(`^(mt|translated|reviewed) ([0-9a-f]{12}) ([0-9a-f]{12}|-)(?: (.+))?$`)

func parseStamp(text string) *Stamp {
	if text == string(Missing) {
		return NewStamp(nil)
	}
	parts := stampForm.FindStringSubmatch(text)
	if parts == nil {
		return nil
	}
	return &Stamp{codes.State(parts[1]), parts[2], strings.TrimPrefix(parts[3], "-"), parts[4]}
}

// mark is the byte order mark.
const mark = "\uFEFF"

// Write writes a document. Its units have keys that no two of them share.
func Write(doc *Document, format Format) []byte {
	var b bytes.Buffer
	if doc.Mark {
		b.WriteString(mark)
	}
	switch format {
	case XLIFF2:
		writeXLIFF2(&b, doc)
	case XLIFF1:
		writeXLIFF1(&b, doc)
	case PO:
		writePO(&b, doc)
	case CSV:
		writeCSV(&b, doc)
	default:
		panic("internal: unknown format " + string(format))
	}
	return b.Bytes()
}

// domains are the domains of a document's units in their order, and the units.
func (doc *Document) domains() ([]string, map[string][]*Unit) {
	var order []string
	units := make(map[string][]*Unit)
	for _, u := range doc.Units {
		if units[u.Key.Domain] == nil {
			order = append(order, u.Key.Domain)
		}
		units[u.Key.Domain] = append(units[u.Key.Domain], u)
	}
	return order, units
}

// maxBytes is the most that is read. No honest file comes near it.
const maxBytes = 64 << 20

// Read reads a file. The document is nil when the list has errors.
func Read(file string, data []byte, format Format) (*Document, *diag.List) {
	r := &reader{doc: &Document{File: file}, diags: new(diag.List)}
	if body := r.begin(data); !r.diags.HasErrors() {
		switch format {
		case XLIFF1, XLIFF2:
			r.xliff(body)
		case PO:
			r.po(body)
		case CSV:
			r.csv(body)
		default:
			panic("internal: unknown format " + string(format))
		}
	}
	if r.diags.HasErrors() {
		return nil, r.diags
	}
	return r.doc, r.diags
}

// reader reads one file. Everything that is wrong in it is reported.
type reader struct {
	doc   *Document
	diags *diag.List
}

func (r *reader) at(line, col int) diag.Pos { return diag.Pos{File: r.doc.File, Line: line, Col: col} }

// begin takes the byte order mark off and reports bytes that are no UTF-8.
func (r *reader) begin(data []byte) []byte {
	if len(data) > maxBytes {
		r.diags.Errorf(r.at(0, 0), "too-large", "the file has more than %d MiB; split it", maxBytes>>20)
		return nil
	}
	if bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) {
		r.diags.Errorf(r.at(1, 1), "wrong-encoding", "this is UTF-16; save the file as UTF-8")
		return nil
	}
	body := bytes.TrimPrefix(data, []byte(mark))
	r.doc.Mark = len(body) < len(data)
	if utf8.Valid(body) {
		return body
	}
	i := 0
	for c, size := utf8.DecodeRune(body); c != utf8.RuneError || size != 1; c, size = utf8.DecodeRune(body[i:]) {
		i += size
	}
	before := body[:i]
	r.diags.Errorf(r.at(1+bytes.Count(before, []byte("\n")), i-bytes.LastIndexByte(before, '\n')), "wrong-encoding",
		"this is not UTF-8; save the file as UTF-8, which Excel calls \"CSV UTF-8\"")
	return nil
}

// languages notes which languages a part of the file is in.
func (r *reader) languages(pos diag.Pos, source, locale string) {
	for _, x := range []struct {
		have *string
		tag  string
	}{{&r.doc.Source, source}, {&r.doc.Locale, locale}} {
		switch {
		case *x.have == "":
			*x.have = x.tag
		case x.tag != "" && x.tag != *x.have:
			r.diags.Errorf(pos, "several-locales", "this is %q, and what is before it %q; give each language a file of its own", cut(x.tag), cut(*x.have))
		}
	}
}

// unit adds a unit that was read. Statuses of units without a target, and of
// those that nobody has worked on, are set right.
func (r *reader) unit(u *Unit, stamp string) {
	if strings.TrimSpace(u.Target) == "" {
		u.Target, u.Status = "", Missing
	}
	if !utf8.ValidString(u.Target) { // by escapes
		r.diags.Errorf(u.Pos, "wrong-encoding", "the text of %s is not UTF-8", u.Key)
	} else if rule, message := Harm(u.Key, u.Target); rule != "" {
		r.diags.Errorf(u.Pos, rule, "the text of %s %s", u.Key, message)
	}
	if stamp != "" {
		u.Stamp = parseStamp(stamp)
		if u.Stamp == nil {
			r.diags.Errorf(u.Pos, "invalid-stamp", "the stamp %q of %s is not as fragen writes it; restore it, or remove it", cut(stamp), u.Key)
		} else if rule, message := codes.Harm(u.Stamp.From); rule != "" {
			r.diags.Errorf(u.Pos, rule, "the stamp of %s %s", u.Key, message)
		}
	}
	r.doc.Units = append(r.doc.Units, u)
}

// Harm is codes.Harm for the text with a key.
func Harm(key Key, text string) (rule, message string) {
	if key.OfDescription() {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	return codes.Harm(text)
}

// key reads a key, or reports that it is none.
func (r *reader) key(pos diag.Pos, text string) (Key, bool) {
	key, ok := parseKey(text)
	if !ok {
		r.diags.Errorf(pos, "unknown-id", "%q is no id that fragen writes, such as graph.communications.calls/ended-by-bot/message", cut(text))
	}
	return key, ok
}

// cut shortens foreign text for messages.
func cut(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
