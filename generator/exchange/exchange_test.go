package exchange

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/internal/golden"
)

// TestGolden reads in.xlf, in.po or in.csv of each archive and compares the units
// with want/units.txt, the diagnostics with want/diagnostics.txt, and the units
// written again with want/again.*. In a file with "quoted" in its name, \xff is
// a byte. Line endings in CSV are those of the archive.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		if len(in.Files) != 1 || !strings.HasPrefix(in.Files[0].Name, "in.") {
			t.Fatal("expected one file named in.xlf, in.po or in.csv")
		}
		file := in.Files[0]
		data := file.Data
		if strings.Contains(file.Name, "quoted") {
			data = unquoted(data)
		}
		doc, diags := Read(file.Name, data, FormatOf(file.Name))
		refused := ""
		if doc != nil {
			for _, d := range doc.Refused {
				refused += d.String() + "\n"
			}
		}
		out := []txtar.File{golden.Result("diagnostics.txt", diags.String()+refused)}
		if doc != nil {
			format := FormatOf(file.Name)
			if bytes.Contains(data, []byte(xliff1Space)) {
				format = XLIFF1
			}
			again := bytes.ReplaceAll(Write(doc, format), []byte("\r\n"), []byte("\n"))
			out = append(out, golden.Result("units.txt", doc.String()), txtar.File{Name: "again" + path.Ext(file.Name), Data: again})
		}
		return out
	})
}

var escapedByte = regexp.MustCompile(`\\x[0-9a-f]{2}`)

func unquoted(data []byte) []byte {
	return escapedByte.ReplaceAllFunc(data, func(escape []byte) []byte {
		b, err := strconv.ParseUint(string(escape[2:]), 16, 8)
		if err != nil {
			panic(err)
		}
		return []byte{byte(b)}
	})
}

// String returns the document for goldens.
func (doc *Document) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "from %q to %q\n", doc.Source, doc.Locale)
	for _, u := range doc.Units {
		fmt.Fprintf(&b, "%s: %s: %s\n  source %q\n", u.Pos, u.Key, u.Status, u.Source)
		if u.Target != "" {
			fmt.Fprintf(&b, "  target %q\n", u.Target)
		}
		if u.Stamp != nil {
			fmt.Fprintf(&b, "  stamp %s, as written: %v\n", u.Stamp, u.AsWritten())
		}
	}
	return b.String()
}

// sample returns a unit for each status, with texts that need escaping.
func sample() *Document {
	doc := &Document{Source: "en", Locale: "zh-Hans", Mark: true}
	add := func(row, source, target string, state codes.State, hash, from string) {
		u := &Unit{Key: Key{"shop.orders", row, "message"}, Notes: []string{"code 1", "term <a>: \"b\" & c"}, Source: source, Target: target, Stamp: NewStamp(nil)}
		if target != "" {
			u.Stamp = NewStamp(&codes.Text{Text: target, State: state, SourceHash: hash, From: from})
		}
		u.Status = u.Stamp.StatusOf(source)
		doc.Units = append(doc.Units, u)
	}
	add("missing", "It's {count} of {count}.", "", "", "", "")
	add("mt", `a "b" <c> & \d\n`, `一 "b" <c> & \d\n`, codes.Machine, "", "a page.md@0123#01234567")
	add("stale", "=1+1", "'=2", codes.Reviewed, "0123456789ab", "")
	add("translated", "{b} and {a} and {b}", "{a}, {b}, {b} {c} %s", codes.Translated, codes.HashText("{b} and {a} and {b}"), "")
	add("reviewed", " spaces  ", " ; =x;'=y ", codes.Reviewed, "", "x; =y")
	return doc
}

var ignored = cmpopts.IgnoreFields(Unit{}, "Pos", "Notes")

// TestRoundTrip checks that each format preserves everything except notes.
func TestRoundTrip(t *testing.T) {
	for _, format := range Formats {
		t.Run(string(format), func(t *testing.T) { roundTrip(t, sample(), format) })
	}
}

func roundTrip(t *testing.T, doc *Document, format Format) {
	t.Helper()
	written := Write(doc, format)
	got, diags := Read("file", written, format)
	if diags.Len()+len(got.Refused) > 0 {
		t.Fatalf("%s%v\n%s", diags, got.Refused, written)
	}
	if diff := cmp.Diff(doc, got, ignored, cmpopts.IgnoreFields(Document{}, "File")); diff != "" {
		t.Fatalf("%s\n%s", diff, written)
	}
	for i, u := range got.Units {
		u.Notes = doc.Units[i].Notes
	}
	if again := Write(got, format); !bytes.Equal(again, written) {
		t.Errorf("writing the document again changes the file: %s", cmp.Diff(string(written), string(again)))
	}
}

// FuzzRoundTrip writes texts and reads them again.
func FuzzRoundTrip(f *testing.F) {
	for i, u := range sample().Units {
		f.Add(u.Source, u.Target, u.Stamp.From, uint8(i))
	}
	f.Fuzz(func(t *testing.T, source, target, from string, which uint8) {
		for _, text := range []string{source, target, from} {
			if rule, _ := codes.Harm("", text); rule != "" || !utf8.ValidString(text) {
				return
			}
		}
		stamp := NewStamp(nil)
		if isBlank(target) {
			target = ""
		} else {
			hashes := []string{"", codes.HashText(source), "0123456789ab"}
			states := []codes.State{codes.Machine, codes.Translated, codes.Reviewed}
			stamp = NewStamp(&codes.Text{Text: target, State: states[which/3%3], SourceHash: hashes[which%3], From: from})
		}
		doc := &Document{Source: "en", Locale: "de", Mark: which > 100}
		doc.Units = []*Unit{{Key: Key{"a.b", "c-d", "advice"}, Source: source, Target: target, Stamp: stamp, Status: stamp.StatusOf(source)}}
		for _, format := range Formats {
			if isSheet := format == CSV || format == TSV; isSheet && IsSheetError(target) && target != source {
				continue // it is refused
			}
			roundTrip(t, doc, format)
		}
	})
}

// FuzzXLIFF reads bytes as XLIFF. Reading must not panic, diagnostics must have
// positions, and a document without errors can be written.
func FuzzXLIFF(f *testing.F) {
	for _, format := range []Format{XLIFF2, XLIFF1} {
		f.Add(Write(sample(), format))
	}
	fuzz(f, ".xlf", XLIFF2)
}

// FuzzPO is like FuzzXLIFF for PO.
func FuzzPO(f *testing.F) { fuzz(f, ".po", PO) }

// FuzzCSV is like FuzzXLIFF for CSV.
func FuzzCSV(f *testing.F) { fuzz(f, ".csv", CSV) }

func fuzz(f *testing.F, extension string, format Format) {
	files, err := filesIn("testdata", extension)
	if err != nil {
		f.Fatal(err)
	}
	for _, data := range files {
		f.Add(data)
	}
	f.Add(Write(sample(), format))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, diags := Read("file", data, format)
		if (doc == nil) != diags.HasErrors() {
			t.Fatalf("expected either a document or errors: %s", diags)
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		found := diags.Sorted()
		if doc != nil {
			found = append(found, doc.Refused...)
		}
		for _, d := range found {
			if d.Pos.Line < 1 || d.Pos.Line > lines || d.Pos.Col < 1 || d.Rule == "" || d.Message == "" {
				t.Errorf("invalid diagnostic %+v", d)
			}
		}
		if doc == nil || len(doc.Units) == 0 {
			return
		}
		doc.Refused = nil
		for _, u := range doc.Units {
			if rule, _ := codes.Harm("", u.Source+u.Target); rule != "" || !utf8.ValidString(u.Source+u.Target) {
				return // no table contains such a source text
			}
		}
		doc.Units = slices.DeleteFunc(doc.Units, func(u *Unit) bool { return u.Key.Domain != doc.Units[0].Key.Domain })
		first := Write(doc, format)
		again, diags := Read("file", first, format)
		if diags.HasErrors() {
			t.Fatalf("%s\n%s", diags, first)
		}
		if second := Write(again, format); !bytes.Equal(first, second) {
			t.Errorf("writing the document again changes the file: %s", cmp.Diff(string(first), string(second)))
		}
	})
}

// TestDefuse tests cells that a spreadsheet would evaluate.
func TestDefuse(t *testing.T) {
	tests := []struct{ cell, want string }{
		{"", ""},
		{"a-b=c", "a-b=c"},
		{"  =1", "'  =1"},
		{"' \u00a0=1; +1", "'' \u00a0=1;' +1"},
		{"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\tx", "'\tx"},
		{"\r=x", "'\r=x"},
		{"＝x", "'＝x"},
		{"'=x", "''=x"},
		{"''=x", "'''=x"},
		{"'x", "'x"},
		{"a;=x;-y", "a;'=x;'-y"},
	}
	for _, test := range tests {
		if got := defuse(test.cell); got != test.want {
			t.Errorf("defuse(%q) = %q, want %q", test.cell, got, test.want)
		}
		if got := restore(test.want); got != test.cell {
			t.Errorf("restore(%q) = %q, want %q", test.want, got, test.cell)
		}
	}
}

// FuzzDefuse checks that every cell survives a round trip and none is evaluated.
func FuzzDefuse(f *testing.F) {
	for _, seed := range []string{"=1", "'=1", "a;;=\t=", "\t\t=;'+", "''", "\n="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		safe := defuse(cell)
		if got := restore(safe); got != cell {
			t.Errorf("%q became %q and came back as %q", cell, safe, got)
		}
		for _, part := range strings.FieldsFunc(safe, func(c rune) bool { return c == ';' }) {
			if part = strings.TrimLeft(part, " \u00a0"); part != "" && strings.ContainsAny(part[:1], "=+-@\t\r") {
				t.Errorf("%q became %q, of which %q would be evaluated", cell, safe, part)
			}
		}
	})
}

// TestLimits checks that huge and malicious files are rejected early.
func TestLimits(t *testing.T) {
	tests := []struct {
		name, data string
		format     Format
		want       string
	}{
		{"large", strings.Repeat("x", maxBytes+1), CSV, "f: the file is larger than 64 MiB; split it [too-large]\n"},
		{"deep", `<xliff>` + strings.Repeat("<a>", 1000), XLIFF2, "f:1:194: elements are nested more than 64 levels deep, or there are more than 1000000 of them; split the file [too-large]\n"},
		{"wide", `<xliff>` + strings.Repeat("<a/>", maxElements), XLIFF2, "f:1:4000004: elements are nested more than 64 levels deep, or there are more than 1000000 of them; split the file [too-large]\n"},
		{
			"laughs", "<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<xliff>&b;</xliff>", XLIFF2,
			"f:1:1: DTDs and entities are not allowed; remove <!DOCTYPE…> [dtd]\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, diags := Read("f", []byte(test.data), test.format); diags.String() != test.want {
				t.Errorf("got %s", diags)
			}
		})
	}
}

func filesIn(dir, extension string) ([][]byte, error) {
	names, err := paths(dir)
	var list [][]byte
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			return nil, err
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, extension) {
				list = append(list, unquoted(file.Data))
			}
		}
	}
	return list, err
}

func paths(dir string) ([]string, error) { return filepath.Glob(filepath.Join(dir, "*.txtar")) }
