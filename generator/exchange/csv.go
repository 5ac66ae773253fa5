package exchange

// CSV as in RFC 4180, with a first row that says what the columns are. Columns
// may be moved, and others added; programs that write semicolons or tabs are
// understood.
//
// A cell that begins as a formula would be carried out by a spreadsheet, and so
// would what comes behind a semicolon or tab where the program takes that for the
// separator. An apostrophe in front of it, and of spaces before it, keeps that from
// happening; where some stand there already, one more. Reading takes one away again, so that every text
// comes back as it was.

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// The columns.
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

func defuse(cell string) string  { return formula.ReplaceAllString(cell, "$1'$2") }
func restore(cell string) string { return defused.ReplaceAllString(cell, "$1$2") }

func writeCSV(to io.Writer, doc *Document) {
	w := csv.NewWriter(to)
	w.UseCRLF = true
	row := func(cells ...string) {
		for i := range cells {
			cells[i] = defuse(cells[i])
		}
		if err := w.Write(cells); err != nil {
			panic("internal: a buffer cannot be written: " + err.Error())
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

// separator finds what stands between the columns: that which makes the first
// row one with an id.
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

func isID(cell string) bool { return strings.EqualFold(strings.TrimSpace(cell), idColumn) }

func (r *reader) csv(data []byte) {
	reader := csv.NewReader(bytes.NewReader(data))
	reader.Comma = separator(data)
	var columns map[string]int
	for {
		cells, err := reader.Read()
		var fault *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if columns == nil {
				r.diags.Errorf(r.at(1, 1), "empty-file", "the file is empty; its first row names the columns: id, source:en, target:de, status")
			}
			return
		case errors.Is(err, csv.ErrFieldCount):
			r.diags.Errorf(r.at(reader.FieldPos(0)), "csv-syntax", "this row has %d cells, the first one %d; put cells with commas, quotes or semicolons in quotes", len(cells), reader.FieldsPerRecord)
			continue
		case errors.As(err, &fault):
			r.diags.Errorf(r.at(fault.Line, fault.Column), "csv-syntax", "%v; put the cell in quotes, and double those within it", fault.Err)
			return
		case err != nil:
			panic("internal: bytes cannot be read: " + err.Error())
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

// header reads which column is where.
func (r *reader) header(reader *csv.Reader, cells []string) map[string]int {
	columns := make(map[string]int)
	for i, cell := range cells {
		name, tag, _ := strings.Cut(restore(cell), ":")
		name, tag = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(tag)
		pos := r.at(reader.FieldPos(i))
		switch name {
		case sourceColumn:
			r.languages(pos, tag, "")
		case targetColumn:
			r.languages(pos, "", tag)
		case idColumn, statusColumn, stampColumn:
		default:
			continue
		}
		if _, twice := columns[name]; twice {
			r.diags.Errorf(pos, "duplicate-column", "there is a second column %q; remove one", name)
		}
		columns[name] = i
	}
	for _, name := range []string{idColumn, sourceColumn, targetColumn} {
		if _, ok := columns[name]; !ok {
			r.diags.Errorf(r.at(1, 1), "missing-column", "no column is called %q; the first row names the columns: id, source:en, target:de, status", name)
		}
	}
	return columns
}

func (r *reader) row(reader *csv.Reader, cells []string, columns map[string]int) {
	cell := func(name string) (string, diag.Pos) {
		i, ok := columns[name]
		if !ok {
			return "", r.at(reader.FieldPos(0))
		}
		return restore(cells[i]), r.at(reader.FieldPos(i))
	}
	id, pos := cell(idColumn)
	key, ok := r.key(pos, id)
	if !ok {
		return
	}
	u := &Unit{Key: key}
	u.Source, _ = cell(sourceColumn)
	u.Target, u.Pos = cell(targetColumn)
	text, at := cell(statusColumn)
	u.Status = Status(strings.ToLower(strings.TrimSpace(text)))
	if u.Status == "" || u.Status == Missing { // whoever fills in a target need not think of it
		u.Status = Translated
	}
	if !slices.Contains(ranks, u.Status) {
		var known []string
		for _, s := range ranks {
			known = append(known, string(s))
		}
		r.diags.Errorf(at, "unknown-state", "status %q is not known%s", cut(text), cmp.Or(diag.DidYouMean(text, known), "; there are "+strings.Join(known, ", ")))
	}
	stamp, _ := cell(stampColumn)
	r.unit(u, stamp)
}
