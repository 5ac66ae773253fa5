package codes

// Tests of tables and lookups: this project's codes.yaml against the 29 rows of
// the vendor's documentation, lookups with every Fit, and the limits of Read.
// golden_test.go compares the diagnostics.

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/codekey"
)

// readOwnTables reads the codes.yaml of this project.
func readOwnTables(t *testing.T) []*Table {
	t.Helper()
	data, err := os.ReadFile("../../codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, diags := Read("codes.yaml", data)
	diags.Merge(LintDocs(file))
	if diags.Len() > 0 {
		t.Fatalf("codes.yaml has errors:\n%s", diags)
	}
	return file.Tables
}

func TestOwnTable(t *testing.T) {
	tables := readOwnTables(t)
	if len(tables) != 1 {
		t.Fatalf("%d tables, want 1", len(tables))
	}
	table := tables[0]
	type facts struct {
		Domain, Name, Source string
		Locales              []string
		Bindings             []Binding
	}
	got := facts{table.Domain, table.Name, table.Source, table.Locales, nil}
	for _, b := range table.Bindings {
		got.Bindings = append(got.Bindings, Binding{Property: b.Property, Code: b.Code, Subcode: b.Subcode, Method: b.Method})
	}
	want := facts{
		"graph.communications.calls", "callEndReason", "en",
		[]string{"en", "de", "ru", "zh-Hans"},
		[]Binding{{Property: "microsoft.graph.call.resultInfo", Code: "code", Subcode: "subcode", Method: "endReason"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the table is not as expected (-want +got):\n%s", diff)
	}
	for _, row := range table.Codes {
		if len(row.Advice) > 0 && len(row.Advice) != len(table.Locales) || len(row.Message) != len(table.Locales) {
			t.Errorf("%s: %d messages and %d texts of advice for %d locales",
				row.ID, len(row.Message), len(row.Advice), len(table.Locales))
		}
		for _, text := range append(row.Message, row.Advice...) {
			if !strings.HasSuffix(text.Text, ".") && !strings.HasSuffix(text.Text, "。") {
				t.Errorf("%s: %s: %q does not end with a full stop", row.ID, text.Locale, text.Text)
			}
			if want := map[bool]State{true: Source, false: Translated}[text.Locale == "en"]; text.State != want {
				t.Errorf("%s: %s: state is %s, want %s", row.ID, text.Locale, text.State, want)
			}
		}
	}
	if diags := Lint(tables); diags.Len() > 0 {
		t.Errorf("codes.yaml has findings:\n%s", diags)
	}
}

// documented are the 29 rows of the vendor's documentation, the last row of code
// 200 with both its subcodes, and their ids in codes.yaml.
var documented = []struct {
	code, subcode int64
	id            ID
}{
	{200, 4097, "ended-by-other-participant"},
	{200, 4521, "ended-by-peer"},
	{200, 5000, "removed-by-other-participant"},
	{200, 5001, "conversation-ended"},
	{200, 5002, "everyone-else-left"},
	{200, 5003, "conversation-ended-5003"},
	{200, 5007, "initiator-left"},
	{200, 5010, "single-participant-left"},
	{200, 5012, "roster-empty"},
	{200, 5013, "nobody-else-joined"},
	{200, 5014, "no-host-found"},
	{200, 5020, "only-hidden-participants"},
	{200, 5030, "breakout-room-expired"},
	{200, 5300, "participant-removed"},
	{200, 5855, "lobby-timeout"},
	{200, 7000, "ended-by-bot"},
	{200, 7015, "transfer-completed"},
	{200, 10550, "ended-by-bot-10550"},
	{200, 18503, "peer-left"},
	{200, 540000, "ended-by-pstn-user"},
	{200, 560000, "ended-by-pstn-user"},
	{408, 8537, "keep-alive-timeout"},
	{408, 1106, "acceptance-not-acknowledged"},
	{408, 10057, "no-signal-from-callee"},
	{410, 301005, "media-connectivity-failed"},
	{480, 10037, "callee-endpoints-not-found"},
	{480, 10076, "callee-unreachable"},
	{480, 10134, "no-route"},
	{480, 10199, "private-calls-disabled"},
	{500, 1005, "bot-media-connectivity-error"},
}

func TestLookupDocumented(t *testing.T) {
	table := readOwnTables(t)[0]
	for _, want := range documented {
		row, ok := table.Lookup(codekey.Number(want.code), codekey.Number(want.subcode))
		if !ok || row.ID != want.id {
			t.Errorf("Lookup(%d, %d) = %v, %t, want %s", want.code, want.subcode, row, ok, want.id)
		}
	}
	rows := 0
	for _, row := range table.Codes {
		if row.Pattern == nil {
			rows++
		}
	}
	if rows != 29 || len(table.Codes) != 31 {
		t.Errorf("%d rows, %d of them without a pattern; want 31 and 29", len(table.Codes), rows)
	}
}

func TestLookupPattern(t *testing.T) {
	table := readOwnTables(t)[0]
	for _, test := range []struct {
		code, subcode int64
		id            ID
		sip           int64
	}{
		{486, 560486, "outbound-pstn-call-ended", 486},
		{200, 560486, "outbound-pstn-call-ended", 486},
		{487, 540487, "inbound-pstn-call-ended", 487},
		{603, 560603, "outbound-pstn-call-ended", 603},
		{480, 540000, "inbound-pstn-call-ended", 0}, // the exact row is for 200 only
		{500, 560999, "outbound-pstn-call-ended", 999},
	} {
		row, ok := table.Lookup(codekey.Number(test.code), codekey.Number(test.subcode))
		if !ok || row.ID != test.id {
			t.Errorf("Lookup(%d, %d) = %v, %t, want %s", test.code, test.subcode, row, ok, test.id)
			continue
		}
		if sip, ok := row.Pattern.Match(test.subcode); !ok || sip != test.sip || row.Pattern.Capture != "sip" {
			t.Errorf("%d: captured %s %d, %t, want sip %d", test.subcode, row.Pattern.Capture, sip, ok, test.sip)
		}
	}
}

func TestLookupUnknown(t *testing.T) {
	table := readOwnTables(t)[0]
	for _, pair := range [][2]int64{
		{0, 0},
		{0, 5001},
		{0, 560486},
		{200, 0},
		{200, 1},
		{200, 10037},
		{480, 4097},
		{408, 301005},
		{700, 560486},
		{99, 560486},
		{200, 539999},
		{200, 541000},
		{200, 561000},
		{200, 56048},
		{-200, 5001},
		{200, -1},
		{1 << 40, 1 << 40},
		{-1 << 63, -1 << 63},
	} {
		if row, ok := table.Lookup(codekey.Number(pair[0]), codekey.Number(pair[1])); ok {
			t.Errorf("Lookup(%d, %d) = %s, want nothing", pair[0], pair[1], row.ID)
		}
	}
}

// TestLookupPrecision removes the best row repeatedly and expects the next best
// one.
func TestLookupPrecision(t *testing.T) {
	pattern := func() *Pattern { return &Pattern{Low: 5400, High: 5499, Capture: "rest"} }
	rows := []*Code{
		{ID: "class", Classes: []int64{4}},
		{ID: "code", Codes: codekey.Numbers(480)},
		{ID: "class-pattern", Classes: []int64{4}, Pattern: pattern()},
		{ID: "code-pattern", Codes: codekey.Numbers(480), Pattern: pattern()},
		{ID: "several", Codes: codekey.Numbers(480), Subcodes: codekey.Numbers(5401, 5400)},
		{ID: "exact", Codes: codekey.Numbers(480), Subcodes: codekey.Numbers(5400)},
	}
	var got []ID
	for n := len(rows); n >= 0; n-- {
		table := &Table{Codes: rows[:n]}
		row, ok := table.Lookup(codekey.Number(480), codekey.Number(5400))
		if !ok {
			got = append(got, "unknown")
			continue
		}
		got = append(got, row.ID)
	}
	want := []ID{"exact", "several", "code-pattern", "class-pattern", "code", "class", "unknown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order of precision (-want +got):\n%s", diff)
	}
}

// TestLimits checks that files which exceed a limit are rejected with a single
// error.
func TestLimits(t *testing.T) {
	laughs := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'j'; c++ {
		laughs += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 10))
	}
	for name, test := range map[string]struct{ in, rule string }{
		"size":          {strings.Repeat("# x\n", maxBytes/4+1), "too-large"},
		"aliases":       {laughs, "too-many-aliases"},
		"alias of self": {"version: &a [*a]\n", "circular-alias"},
		"depth":         {"version: " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000), "too-deep"},
		"great depth":   {strings.Repeat("[", 1_000_000), "syntax"},
		"UTF-16":        {"\xff\xfev\x00e\x00r\x00", "encoding"},
		"empty":         {"# nothing\n", "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			tables, diags := Parse("codes.yaml", []byte(test.in))
			if len(tables) > 0 || diags.Len() != 1 || diags.Sorted()[0].Rule != test.rule {
				t.Errorf("got %d tables and\n%swant one %s", len(tables), diags, test.rule)
			}
		})
	}
}

// TestByteOrderMark checks that a byte order mark does not change positions.
func TestByteOrderMark(t *testing.T) {
	in := []byte("version: 2\r\ntables: []\r\n")
	_, plain := Parse("codes.yaml", in)
	_, marked := Parse("codes.yaml", append([]byte("\uFEFF"), in...))
	if diff := cmp.Diff(plain.String(), marked.String()); diff != "" || !strings.Contains(plain.String(), "codes.yaml:2:9:") {
		t.Errorf("with a byte order mark (-without +with):\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("../../codes.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data[:bytes.Index(data, []byte("ended-by-peer"))])
	for _, seed := range []string{
		"", "version: 1\ntables: &a [*a]", "\t- x", "a: [", "? [a]\n: b", "<<: *x", "\xEF\xBB\xBF--- !!int x\n---",
		"tables: [{codes: [{message: {zh_hans: x}}]}]",
		"tables: [{states: {i-klingon: mt}, codes: [{pattern: '5{a:9}', classes: [1, 1]}]}]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tables, diags := Parse("codes.yaml", data)
		for _, d := range diags.Sorted() {
			if d.Pos.Line < 0 || d.Pos.Col < 0 || d.Rule == "" || d.Message == "" {
				t.Errorf("incomplete diagnostic %+v", d)
			}
		}
		if !diags.HasErrors() {
			Lint(tables)
			for _, table := range tables {
				for _, row := range table.Codes {
					if len(row.Message) != len(table.Locales) {
						t.Errorf("%s: no error, but %d messages for %d locales",
							row.ID, len(row.Message), len(table.Locales))
					}
				}
			}
		}
	})
}
