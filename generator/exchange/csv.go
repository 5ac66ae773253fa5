package exchange

// This file reads and writes CSV as in RFC 4180, and TSV, which has tabs. The first row
// names the columns. Columns may be moved and others added, which are not imported, but a
// misspelled name is an error: otherwise a file would lose its statuses. Semicolons and tabs are accepted as
// separators, and so is a first line such as "sep=;". Cells may be missing at the
// end of a row, and empty rows are ignored.
//
// A spreadsheet would evaluate a cell that begins like a formula, and also the
// text after a semicolon or tab if it takes that for a separator. An apostrophe
// before the formula and its leading spaces prevents this. If the text already
// has apostrophes there, one more is added. Reading removes one, so every text
// survives a round trip.

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// The names of the columns.
const (
	idColumn     = "id"
	sourceColumn = "source" // source:en
	targetColumn = "target" // target:de
	statusColumn = "status"
	notesColumn  = "notes"
	stampColumn  = "stamp"
)

var (
	formula = regexp.MustCompile(`(^|[;\t])(['\s\x{A0}]*[=+\-@\t\r\n＝＋－＠])`)
	defused = regexp.MustCompile(`(^|[;\t])'(['\s\x{A0}]*[=+\-@\t\r\n＝＋－＠])`)
)

// defuse prefixes formulas in a cell with an apostrophe.
func defuse(cell string) string { return formula.ReplaceAllString(cell, "$1'$2") }

// restore removes the apostrophes added by defuse.
func restore(cell string) string { return defused.ReplaceAllString(cell, "$1$2") }

// writeCSV writes a document as CSV with a separator.
func writeCSV(to io.Writer, doc *Document, comma rune) {
	w := csv.NewWriter(to)
	w.UseCRLF, w.Comma = true, comma
	row := func(cells ...string) {
		for i := range cells {
			cells[i] = defuse(cells[i])
		}
		if err := w.Write(cells); err != nil {
			panic("internal: cannot write to a buffer: " + err.Error())
		}
	}
	row(idColumn, sourceColumn+":"+doc.Source, targetColumn+":"+doc.Locale, statusColumn, notesColumn, stampColumn)
	for _, u := range doc.Units {
		stamp := ""
		if u.Stamp != nil {
			stamp = u.Stamp.String()
		}
		row(u.Key.String(), u.Source, u.Target, string(u.Status), strings.Join(u.Notes, "; "), stamp)
	}
	w.Flush()
}

// separatorLine matches the first line by which Excel learns the separator.
var separatorLine = regexp.MustCompile(`^(?i:"?sep=)([;,\t|])"?\r?(?:\n|$)`)

// cutSeparator empties a first line such as "sep=;", so that the numbers of lines
// stay. comma is the separator: that of the line, otherwise the one that yields a
// column named id in the header.
func cutSeparator(data []byte) (body, header []byte, comma rune) {
	body, comma = data, ','
	found := separatorLine.FindSubmatch(data)
	if found != nil {
		body = append([]byte("\n"), data[len(found[0]):]...)
	}
	header, _, _ = bytes.Cut(bytes.TrimLeft(body, "\r\n"), []byte("\n"))
	if found != nil {
		return body, header, rune(found[1][0])
	}
	for _, c := range ";\t" {
		reader := csv.NewReader(bytes.NewReader(header))
		reader.Comma = c
		if cells, err := reader.Read(); err == nil && len(cells) > 1 && slices.ContainsFunc(cells, isID) {
			comma = c
		}
	}
	return body, header, comma
}

// IsTranslation reports whether a CSV file has translations. Its first row names
// the columns for IDs and for texts. Tables of other tools do not have them. A
// file that is empty or not UTF-8 is taken for one, and Read reports the error.
func IsTranslation(data []byte) bool {
	body := bytes.TrimPrefix(data, []byte(byteOrderMark))
	_, line, comma := cutSeparator(body)
	if len(bytes.TrimSpace(line)) == 0 || !utf8.Valid(body) || isUTF16(data) {
		return true
	}
	reader := csv.NewReader(bytes.NewReader(line))
	reader.Comma, reader.LazyQuotes = comma, true
	cells, err := reader.Read()
	isText := func(cell string) bool {
		name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(cell)), ":")
		return name == sourceColumn || name == targetColumn
	}
	return err != nil || slices.ContainsFunc(cells, isID) || slices.ContainsFunc(cells, isText)
}

func isID(cell string) bool { return strings.EqualFold(strings.TrimSpace(cell), idColumn) }

// csv reads a CSV file.
func (r *reader) csv(data []byte) {
	body, _, comma := cutSeparator(data)
	reader := csv.NewReader(bytes.NewReader(body))
	reader.Comma, reader.FieldsPerRecord = comma, -1
	var columns map[string]int
	width := 0 // of the header
	for {
		cells, err := reader.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if columns == nil {
				r.diags.Errorf(r.position(1, 1), "empty-file",
					"the file is empty; its first row must contain the column names: id, source:en, target:de, status")
			}
			return
		case errors.As(err, &syntax):
			r.diags.Errorf(r.position(syntax.Line, syntax.Column), "csv-syntax",
				"%v; quote the cell, and double the quotes in it", syntax.Err)
			return
		case err != nil:
			panic("internal: cannot read from memory: " + err.Error())
		}
		switch {
		case columns == nil:
			if columns, width = r.header(reader, cells), len(cells); r.diags.HasErrors() {
				return
			}
		case isBlank(strings.Join(cells, "")):
		case len(cells) > width && !isBlank(strings.Join(cells[width:], "")):
			r.refuse(r.position(reader.FieldPos(0)), "csv-syntax",
				"expected %d cells as in the first row, found %d; quote cells that contain "+
					"commas, quotes or semicolons", width, len(cells))
			r.spoiled = false // there is no unit
		default:
			r.row(reader, cells, columns)
		}
	}
}

// header returns the indexes of the columns.
func (r *reader) header(reader *csv.Reader, cells []string) map[string]int {
	columns := make(map[string]int)
	var others []diag.Text
	for i, cell := range cells {
		name, tag, _ := strings.Cut(restore(cell), ":")
		name, tag = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(tag)
		pos := r.position(reader.FieldPos(i))
		switch name {
		case sourceColumn:
			r.recordLocales(pos, tag, "")
		case targetColumn:
			r.recordLocales(pos, "", tag)
		case idColumn, statusColumn, stampColumn:
		case "state":
			name = statusColumn
		case "", notesColumn, "note", "comment", "comments":
			continue
		default:
			others = append(others, diag.Text{Value: name, Pos: pos})
			continue
		}
		if _, twice := columns[name]; twice {
			r.diags.Errorf(pos, "duplicate-column", "duplicate column %q; remove one", name)
		}
		columns[name] = i
	}
	for _, name := range []string{idColumn, sourceColumn, targetColumn} {
		if _, ok := columns[name]; !ok {
			r.diags.Errorf(r.position(1, 1), "missing-column",
				"missing column %q; the first row must contain the column names: id, source:en, target:de, status",
				name)
		}
	}
	for _, other := range others {
		r.otherColumn(other, columns)
	}
	return columns
}

// otherColumn reports a column that is not imported. A name similar to the one of a
// missing column is an error.
func (r *reader) otherColumn(name diag.Text, columns map[string]int) {
	var missing []string
	for _, known := range []string{idColumn, sourceColumn, targetColumn, statusColumn, stampColumn} {
		if _, ok := columns[known]; !ok && strings.EqualFold(name.Value[:1], known[:1]) {
			missing = append(missing, known)
		}
	}
	if near := diag.Near(name.Value, missing); near != "" {
		r.diags.Errorf(name.Pos, "unknown-column", "unknown column %q, did you mean %q?", shorten(name.Value), near)
		return
	}
	r.diags.Warnf(name.Pos, "unknown-column", "the column %q is not imported", shorten(name.Value))
}

// row reads a row after the header.
func (r *reader) row(reader *csv.Reader, cells []string, columns map[string]int) {
	cell := func(name string) (string, diag.Pos) {
		i, ok := columns[name]
		if !ok || i >= len(cells) {
			return "", r.position(reader.FieldPos(0))
		}
		return restore(cells[i]), r.position(reader.FieldPos(i))
	}
	id, pos := cell(idColumn)
	key, ok := r.parseKey(pos, id)
	if !ok {
		return
	}
	u := &Unit{Key: key}
	u.Source, _ = cell(sourceColumn)
	u.Target, u.Pos = cell(targetColumn)
	u.Source, u.Target = oneLine(key, u.Source), oneLine(key, u.Target)
	status, at := cell(statusColumn)
	u.Status = Status(strings.ToLower(strings.TrimSpace(status)))
	if u.Status == "" || u.Status == Missing { // translators need not update the status
		u.Status = Translated
	}
	if !slices.Contains(ranks, u.Status) {
		var known []string
		for _, s := range ranks {
			known = append(known, string(s))
		}
		hint := cmp.Or(diag.DidYouMean(status, known), "; expected one of "+strings.Join(known, ", "))
		r.refuse(at, "unknown-state", "unknown status %q%s", shorten(status), hint)
	}
	if IsSheetError(u.Target) && u.Target != u.Source {
		r.refuse(u.Pos, "spreadsheet-error", "the text of %s is %s, an error value of a spreadsheet; "+
			"write the translation again, after an apostrophe if it begins with =, + or -", u.Key, u.Target)
	}
	stamp, _ := cell(stampColumn)
	r.addUnit(u, stamp)
}

// IsSheetError reports whether a cell has a value that spreadsheets show for a
// formula with an error, in any language: #NAME?, #DIV/0!, #N/A, #NOM?,
// #¿NOMBRE?, Err:502.
func IsSheetError(cell string) bool { return sheetError.MatchString(cell) }

var sheetError = regexp.MustCompile(
	`^\s*(?:#[¡¿]?\p{Lu}[\p{Lu}\d/_.]*[!?]|#(?:N/A|NV|N/D|Н/Д)|(?:Err|Fehler):\d{3})\s*$`)
