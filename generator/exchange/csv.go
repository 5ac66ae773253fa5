package exchange

// This file reads and writes CSV as in RFC 4180. The first row names the columns.
// Columns may be moved and others added; semicolons and tabs are accepted as
// separators.
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

// writeCSV writes a document as CSV.
func writeCSV(to io.Writer, doc *Document) {
	w := csv.NewWriter(to)
	w.UseCRLF = true
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

// separator returns the separator of the columns: the one that yields a column
// named id in the first row.
func separator(data []byte) rune {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	for _, comma := range ";\t" {
		reader := csv.NewReader(bytes.NewReader(line))
		reader.Comma = comma
		if cells, err := reader.Read(); err == nil && len(cells) > 1 && slices.ContainsFunc(cells, isID) {
			return comma
		}
	}
	return ','
}

// IsTranslation reports whether a CSV file has translations. Its first row names
// the columns for IDs and for texts. Tables of other tools do not have them. A
// file that is empty or not UTF-8 is taken for one, and Read reports the error.
func IsTranslation(data []byte) bool {
	body := bytes.TrimPrefix(data, []byte(byteOrderMark))
	line, _, _ := bytes.Cut(body, []byte("\n"))
	if len(bytes.TrimSpace(line)) == 0 || !utf8.Valid(body) {
		return true
	}
	reader := csv.NewReader(bytes.NewReader(line))
	reader.Comma, reader.LazyQuotes = separator(body), true
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
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separator(data)
	var columns map[string]int
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
		case errors.Is(err, csv.ErrFieldCount):
			r.diags.Errorf(r.position(reader.FieldPos(0)), "csv-syntax",
				"expected %d cells as in the first row, found %d; quote cells that contain "+
					"commas, quotes or semicolons",
				reader.FieldsPerRecord, len(cells))
			continue
		case errors.As(err, &syntax):
			r.diags.Errorf(r.position(syntax.Line, syntax.Column), "csv-syntax",
				"%v; quote the cell, and double the quotes in it", syntax.Err)
			return
		case err != nil:
			panic("internal: cannot read from memory: " + err.Error())
		}
		if columns == nil {
			if columns = r.header(reader, cells); r.diags.HasErrors() {
				return
			}
			continue
		}
		r.row(reader, cells, columns)
	}
}

// header returns the indexes of the columns.
func (r *reader) header(reader *csv.Reader, cells []string) map[string]int {
	columns := make(map[string]int)
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
		default:
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
	return columns
}

// row reads a row after the header.
func (r *reader) row(reader *csv.Reader, cells []string, columns map[string]int) {
	cell := func(name string) (string, diag.Pos) {
		i, ok := columns[name]
		if !ok {
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
		r.diags.Errorf(at, "unknown-state", "unknown status %q%s", shorten(status), hint)
	}
	stamp, _ := cell(stampColumn)
	r.addUnit(u, stamp)
}
