// Package exchange reads and writes translators' files: XLIFF 2.1 and 1.2,
// gettext PO, CSV and TSV.
//
// It takes a Document and returns the bytes of a file, or takes a file's bytes
// and returns a Document with positions, and diagnostics. It may import codes and
// diag. Package catalog decides whether a translation fits its table.
//
// Every Unit has a permanent key, a source text, a target text and a status,
// which each format stores in its own way. A unit also has a Stamp, a record of
// the table's translation at the time of the export. The stamp shows whether a
// translator has changed the unit, and restores its attributes. Tools may drop
// stamps and notes, so everything else works without them.
//
// The files: exchange.go, this file, has the Document and the common parts of
// the readers; csv.go, po.go, xliff1.go and xliff2.go have a format each; xml.go
// is shared by both versions of XLIFF.
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

// Format is a file format.
type Format string

// The formats. A file in either XLIFF format is read in the version it declares.
const (
	XLIFF2 Format = "xliff2"
	XLIFF1 Format = "xliff1"
	PO     Format = "po"
	CSV    Format = "csv"
	TSV    Format = "tsv"
)

// Formats lists all formats.
var Formats = []Format{XLIFF2, XLIFF1, PO, CSV, TSV}

// FormatOf returns the format for a file name, or "" for an unknown extension.
func FormatOf(name string) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlf", ".xliff":
		return XLIFF2
	case ".po":
		return PO
	case ".csv":
		return CSV
	case ".tsv":
		return TSV
	}
	return ""
}

// Document is the content of a translators' file.
type Document struct {
	File   string // file name for messages
	Source string // source locale; "" if the file does not declare it
	Locale string // target locale; "" if the file does not declare it
	Mark   bool   // the file begins with a byte order mark, which Excel expects in CSV
	Units  []*Unit

	// Refused are the entries of the file that are not in Units, because they are
	// not fragen's or have an error of their own. They are sorted by position.
	Refused []diag.Diagnostic
}

// Unit is a source text with its translation.
type Unit struct {
	Pos    diag.Pos // of the target, or of the unit if it has no target
	Key    Key
	Notes  []string // for translators; ignored when reading
	Source string
	Target string // "" if there is none
	Status Status
	Stamp  *Stamp // nil if the file has none
}

// Key is the permanent identifier of a text.
type Key struct {
	Domain string // such as graph.communications.calls
	Row    string // such as ended-by-bot
	Part   string // such as message
}

// Description is the domain of texts in an API description. No table can have it.
const Description = ".docs"

// DescriptionKey returns the key of a text in an API description. It contains a
// hash of the pointer, because pointers may contain characters that are not valid
// in some formats.
func DescriptionKey(pointer diag.Pointer) Key {
	return Key{Description, codes.HashText(string(pointer)), "text"}
}

// OfDescription reports whether the text belongs to an API description. Such
// texts may contain line breaks.
func (k Key) OfDescription() bool { return k.Domain == Description }

// String returns the key as domain/row/part.
func (k Key) String() string { return k.Domain + "/" + k.Row + "/" + k.Part }

var keyForm = regexp.MustCompile(`^([a-z0-9.-]+)/([a-z0-9-]+)/([A-Za-z0-9]+)$`)

// splitKey parses the result of Key.String.
func splitKey(text string) (Key, bool) {
	parts := keyForm.FindStringSubmatch(text)
	if parts == nil {
		return Key{}, false
	}
	return Key{parts[1], parts[2], parts[3]}, true
}

// Status is the state of a translation.
type Status string

// The statuses, worst first.
const (
	Missing    Status = "missing"    // no translation
	Unfinished Status = "unfinished" // in progress; only in translators' files
	Stale      Status = "stale"      // the source text has changed since
	Machine    Status = "mt"
	Translated Status = "translated"
	Reviewed   Status = "reviewed"
)

// Statuses lists the statuses that texts of a table can have.
var Statuses = []Status{Missing, Stale, Machine, Translated, Reviewed}

var ranks = []Status{Missing, Unfinished, Stale, Machine, Translated, Reviewed}

// combinedStatus returns the status of a text whose parts have the given
// statuses. If only some parts are missing, the text is unfinished.
func combinedStatus(parts []Status) Status {
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

// Stamp is a record of a table's translation at the time of an export.
type Stamp struct {
	State  codes.State // or missing
	Target string      // hash of the translation, "" if it was missing
	Source string      // hash of the translated source text, "" if unknown
	From   string      // origin of an imported text, may be ""
}

// NewStamp returns the stamp for a text of a table, or for a missing text if text
// is nil.
func NewStamp(text *codes.Text) *Stamp {
	if text == nil {
		return &Stamp{State: codes.State(Missing)}
	}
	return &Stamp{text.State, codes.HashText(text.Text), text.SourceHash, text.From}
}

// StatusOf returns the status of the stamped text for the current source text.
func (s *Stamp) StatusOf(source string) Status {
	if s.Source != "" && s.Source != codes.HashText(source) {
		return Stale
	}
	return Status(s.State)
}

// AsWritten reports whether the unit is unchanged since the export.
func (u *Unit) AsWritten() bool {
	return u.Stamp != nil && u.Stamp.Target == codes.HashText(u.Target) && u.Status == u.Stamp.StatusOf(u.Source)
}

// String returns state, hashes and origin, separated by spaces.
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

// parseStamp parses the result of Stamp.String. It returns nil if text is not
// valid.
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

// byteOrderMark is the UTF-8 byte order mark.
const byteOrderMark = "\uFEFF"

// Write returns the bytes of a file with the document. The keys of its units must
// be unique.
func Write(doc *Document, format Format) []byte {
	var b bytes.Buffer
	if doc.Mark {
		b.WriteString(byteOrderMark)
	}
	switch format {
	case XLIFF2:
		writeXLIFF2(&b, doc)
	case XLIFF1:
		writeXLIFF1(&b, doc)
	case PO:
		writePO(&b, doc)
	case CSV:
		writeCSV(&b, doc, ',')
	case TSV:
		writeCSV(&b, doc, '\t')
	default:
		panic("internal: unknown format " + string(format))
	}
	return b.Bytes()
}

// domains returns the domains of the units in order, and the units of each.
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

// maxBytes is the maximum size of a file, far above the size of real ones.
const maxBytes = 64 << 20

// Read reads a file. The document is nil if the diagnostics contain an error.
func Read(file string, data []byte, format Format) (*Document, *diag.List) {
	r := &reader{doc: &Document{File: file}, diags: new(diag.List), refused: new(diag.List)}
	if body := r.begin(data); !r.diags.HasErrors() {
		switch format {
		case XLIFF1, XLIFF2:
			r.xliff(body)
		case PO:
			r.po(body)
		case CSV, TSV:
			r.csv(body)
		default:
			panic("internal: unknown format " + string(format))
		}
	}
	if r.diags.HasErrors() {
		r.diags.Merge(r.refused)
		return nil, r.diags
	}
	if r.refused.Len() > 0 {
		r.doc.Refused = r.refused.Sorted()
	} else if len(r.doc.Units) == 0 {
		r.diags.Warnf(r.position(1, 1), "empty-file", "the file has no messages")
	}
	return r.doc, r.diags
}

// reader reads one file and reports all of its errors.
type reader struct {
	doc     *Document
	diags   *diag.List // errors that prevent reading the file
	refused *diag.List // errors of single units
	spoiled bool       // the current unit has an error
}

// refuse reports an error in the current unit, which addUnit then leaves out.
func (r *reader) refuse(pos diag.Pos, rule, format string, args ...any) {
	r.refused.Warnf(pos, rule, format, args...)
	r.spoiled = true
}

func (r *reader) position(line, col int) diag.Pos {
	return diag.Pos{File: r.doc.File, Line: line, Col: col}
}

// begin removes the byte order mark and reports invalid UTF-8.
func (r *reader) begin(data []byte) []byte {
	if len(data) > maxBytes {
		r.diags.Errorf(r.position(0, 0), "too-large", "the file is larger than %d MiB; split it", maxBytes>>20)
		return nil
	}
	if isUTF16(data) {
		r.diags.Errorf(r.position(1, 1), "wrong-encoding", "expected UTF-8, found UTF-16; save the file as UTF-8")
		return nil
	}
	body := bytes.TrimPrefix(data, []byte(byteOrderMark))
	r.doc.Mark = len(body) < len(data)
	if r.diags.WholeConflicts(r.doc.File, string(body)) {
		return nil
	}
	if utf8.Valid(body) {
		return body
	}
	i := 0
	for c, size := utf8.DecodeRune(body); c != utf8.RuneError || size != 1; c, size = utf8.DecodeRune(body[i:]) {
		i += size
	}
	before := body[:i]
	pos := r.position(1+bytes.Count(before, []byte("\n")), i-bytes.LastIndexByte(before, '\n'))
	r.diags.Errorf(pos, "wrong-encoding", "invalid UTF-8; save the file as UTF-8 (\"CSV UTF-8\" in Excel)")
	return nil
}

// isUTF16 reports whether data is text in UTF-16, with or without a mark.
func isUTF16(data []byte) bool {
	start := data[:min(len(data), 200)]
	return bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF")) ||
		len(start) > 3 && bytes.Count(start, []byte{0}) >= len(start)/3
}

// localeForm matches language tags in the forms that tools write: pt-BR, pt_BR, sr@latin.
var localeForm = regexp.MustCompile(`^[A-Za-z0-9]+([-_@.][A-Za-z0-9]+)*$`)

// recordLocales records the locales of a part of the file. They must be the
// same in the whole file.
func (r *reader) recordLocales(pos diag.Pos, source, locale string) {
	for _, x := range []struct {
		have *string
		tag  string
	}{{&r.doc.Source, source}, {&r.doc.Locale, locale}} {
		switch {
		case x.tag != "" && !localeForm.MatchString(x.tag):
			r.diags.Errorf(pos, "invalid-locale", "%q is not a language tag; write one such as de, pt-BR or zh-Hans",
				shorten(x.tag))
		case *x.have == "":
			*x.have = LanguageTag(x.tag)
		case x.tag != "" && LanguageTag(x.tag) != *x.have:
			r.diags.Errorf(pos, "several-locales",
				"found the locale %q after %q; use a separate file for each locale", shorten(x.tag), shorten(*x.have))
		}
	}
}

// LanguageTag returns the language tag for a locale of POSIX or gettext. Others are
// returned unchanged. A modifier that is neither a script, a variant nor without
// meaning for texts is preserved, and makes the tag invalid:
//
//	pt_BR.UTF-8     pt-BR
//	sr_RS@latin     sr-Latn-RS
//	ca@valencia     ca-valencia
//	de_AT@euro      de-AT
func LanguageTag(locale string) string {
	name, modifier, _ := strings.Cut(locale, "@")
	name, _, _ = strings.Cut(name, ".")
	name = strings.ReplaceAll(name, "_", "-")
	base, region, hasRegion := strings.Cut(name, "-")
	script := map[string]string{
		"latin": "Latn", "iqtelif": "Latn", "cyrillic": "Cyrl", "devanagari": "Deva", "arabic": "Arab",
		"hebrew": "Hebr", "shaw": "Shaw",
	}[strings.ToLower(modifier)]
	switch {
	case modifier == "" || strings.EqualFold(modifier, "euro"):
		return name
	case strings.EqualFold(modifier, "valencia"):
		return name + "-valencia"
	case script == "":
		return name + "@" + modifier
	case hasRegion:
		return base + "-" + script + "-" + region
	}
	return base + "-" + script
}

// addUnit adds a unit, unless it has been refused. A unit without a target gets
// the status Missing.
func (r *reader) addUnit(u *Unit, stamp string) {
	if strings.TrimSpace(u.Target) == "" {
		u.Target, u.Status = "", Missing
	}
	if !utf8.ValidString(u.Target) { // possible through escapes
		r.refuse(u.Pos, "wrong-encoding", "the text of %s is not UTF-8", u.Key)
	}
	if stamp != "" {
		u.Stamp = parseStamp(stamp)
		if u.Stamp == nil {
			r.refuse(u.Pos, "invalid-stamp",
				"invalid fragen stamp %q for %s; restore it from the exported file, or remove it",
				shorten(stamp), u.Key)
		} else if rule, message := codes.Harm("", u.Stamp.From); rule != "" {
			r.refuse(u.Pos, rule, "the fragen stamp for %s %s", u.Key, message)
		}
	}
	if !r.spoiled {
		r.doc.Units = append(r.doc.Units, u)
	}
	r.spoiled = false
}

// Harm is like codes.Harm for the text with a key.
func Harm(key Key, locale, text string) (rule, message string) {
	if key.OfDescription() {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	return codes.Harm(locale, text)
}

// parseKey parses a key and refuses the unit if it is not valid.
func (r *reader) parseKey(pos diag.Pos, text string) (Key, bool) {
	key, ok := splitKey(text)
	if !ok {
		r.refuse(pos, "unknown-id",
			"expected an id such as graph.communications.calls/ended-by-bot/message, found %q", shorten(text))
		r.spoiled = false // there is no unit
	}
	return key, ok
}

// shorten shortens text from a file for use in a message.
func shorten(text string) string {
	const most = 60
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
