package catalog

// This file tests the roles of columns in tables whose headings can be read in
// several ways. A question for the user is better than a wrong column.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/codes"
)

// columnTests are tables with the columns that the import reads, or the beginning of
// a message. A table is its rows, which are separated by line breaks. The first one is
// the header.
var columnTests = []struct {
	locale  string // "" for en
	columns map[string]string
	want    string
	table   string
}{
	// HTTP statuses beside codes.
	{want: "code=2 text=3; a_b, c_d", table: "Status | Error | Description\n400 | a_b | It is bad.\n404 | c_d | It is gone."},
	{want: "code=2 text=3; a_b, c_d", table: "HTTP | Error type | Message\n400 | a_b | It is bad.\n404 | c_d | It is gone."},
	{want: "code=2 text=3; a_b, c_d", table: "Response | Reason | Text\n400 Bad Request | a_b | It is bad.\n400 Bad Request | c_d | It is gone."},
	{want: "code=2 text=4; AbC, DeF", table: "状态码 | 错误码 | 错误信息 | 说明\n400 | AbC | It is bad. | 参数错误。\n404 | DeF | Gone. | 未找到。"},
	{want: "code=2 text=3; 1001, 1002", table: "状态码 | 错误码 | 说明\n400 | 1001 | 参数错误。\n404 | 1002 | 未找到。"},
	{want: `the columns 1 ("Code") and 2 ("Error") can both have the codes`, table: "Code | Error | Text\n400 | a_b | It is bad.\n404 | c_d | It is gone."},
	{want: "code=1 text=3; 1001, 1002", table: "Error | HTTP status | Text\n1001 | 400 | It is bad.\n1002 | 404 | It is gone."},
	{want: "code=2 text=3; a_b, c_d", table: "Response code | Code | Text\n400 | a_b | It is bad.\n404 | c_d | It is gone."},
	{want: "code=2 text=3; a_b, c_d", table: "HTTP | Error | Text\n4xx | a_b | It is bad.\n5xx | c_d | It is gone."},
	{want: "code=2 text=3; a_b, c_d", table: "Status | Name | Text\n400 | a_b | It is bad.\n400 | c_d | It is gone."},
	{want: "code=1 text=2; 400, 404", table: "HTTP status | Reason\n400 | Bad.\n404 | Gone."},
	{want: "code=1 text=3 id=2; 0, 1", table: "Status | Name | Text\n0 | E_OK | It is done.\n1 | E_BUSY | It is busy."},
	{want: `the columns 1 ("Status") and 2 ("Name") can both have the codes`, table: "Status | Name | Text\n400 | BAD_ONE | It is bad.\n404 | GONE_ONE | It is gone."},
	{want: `the columns 1 ("Status") and 2 ("Label") can both have the codes`, table: "Status | Label | Text\n400 | BAD_ONE | It is bad.\n404 | GONE_ONE | It is gone."},
	{want: `the columns 1 ("Status") and 2 ("Error") can both have the codes`, table: "Status | Error | Text\n1 | a_b | It is bad.\n2 | c_d | It is gone."},
	{want: "code=1 subcode=3 text=4; 100/33, 100/34", table: "Error | HTTP | Subcode | Text\n100 | 400 | 33 | It is bad.\n100 | 404 | 34 | It is gone."},

	// Numbers of rows, and other numbers.
	{want: "code=2 text=3; 4711, 4712, 4713", table: "# | Error | Text\n1 | 4711 | One.\n2 | 4712 | Two.\n3 | 4713 | Three."},
	{want: "code=1 text=3; 4711, 4712", table: "Error | No. | Text\n4711 | 1 | One.\n4712 | 2 | Two."},
	{want: "code=2 text=3; a_b, c_d, e_f", table: "Nr. | Result | Text\n1 | a_b | One.\n2 | c_d | Two.\n3 | e_f | Three."},
	{want: "code=2 text=3; a_b, c_d", table: "序号 | 错误码 | 说明\n1 | a_b | 参数错误。\n2 | c_d | 未找到。"},
	{want: "code=2 text=3; a_b, c_d", table: "Weight | Error | Text\n50 | a_b | One.\n20 | c_d | Two."},
	{want: `the columns 2 ("Error") and 1 ("Vendor") can both have the codes`, table: "Vendor | Error | Text\n7 | 4711 | One.\n4 | 4712 | Two."},
	{want: "code=1 text=3 id=2; -1, 0", table: "Value | Name | Explanation\n-1 | E_BAD | It is bad.\n0 | E_OK | It is done."},
	{want: "found no table", table: "Value | Explanation\n1 | It is bad.\n2 | It is done."},
	{want: "found no table", table: "Name | Type | Description\na_b | c_d | It is bad.\ne_f | g_h | It is done."},

	{want: "code=2 text=3; OK, NOT_FOUND", table: "HTTP | gRPC | Text\n200 | `OK` | It is done.\n404 | `NOT_FOUND` | It is gone."},
	{want: `the columns 1 ("HTTP") and 2 ("Label") can both have the codes`, table: "HTTP | Label | Text\n200 | OK | It is done.\n404 | NOT_FOUND | It is gone.\n409 | ABORTED | It is late."},
	{want: "code=1 text=4 id=2; 1045, 1046", table: "Error number | Symbol | SQLSTATE | Message\n1045 | ER_DENIED | 28000 | It is bad.\n1046 | ER_NO_DB | 42000 | It is gone."},
	{want: `may have codes; to import it, specify its columns, for example with --columns code=1`, table: "ID | Message | Resolution\nAUTH_001 | It is bad. | Wait.\nAUTH_002 | It is gone. | Wait."},

	// Several columns of codes.
	{want: "code=2 subcode=3 text=4; 480/10, 480/11, 481/10", table: "# | Code | Result subcode | Text\n1 | 480 | 10 | It is bad.\n2 | 480 | 11 | It is so.\n3 | 481 | 10 | It is not."},
	{want: "code=1 subcode=2 text=3; 480/10, 480/11", table: "Code | Sub-reason code | Text\n480 | 10 | It is bad.\n480 | 11 | It is so."},
	{want: "code=1 text=3; 1, 2", table: "Code | Subscription code | Text\n1 | 10 | It is bad.\n2 | 10 | It is so."},
	{want: `codes repeat in this table, and the column "Foo" may have their subcodes; specify the columns, for example with --columns code=2,subcode=3`, table: "# | Code | Foo | Text\n1 | 480 | 10 | It is bad.\n2 | 480 | 11 | It is so."},
	{want: `"480.101" is one number, or a code with a subcode`, table: "Code | Text\n480.101 | It is bad.\n486.001 | It is so."},
	{want: `the columns 1 ("Code") and 2 ("Code") can both have the codes`, table: "Code | Code | Text\n1 | 11 | One.\n2 | 12 | Two."},
	{want: `the columns 1 ("Old code") and 2 ("New code") can both have the codes`, table: "Old code | New code | Text\n1 | 11 | One.\n2 | 12 | Two."},
	{want: `the columns 1 ("Code") and 2 ("Decline code") can both have the codes`, table: "Code | Decline code | Text\na_b | c_d | One.\na_b | e_f | Two."},
	{want: "code=1 text=3; 1, 2", table: "Code | Country code | Text\n1 | 49 | One.\n2 | 1 | Two."},
	{want: `the columns 1 ("Code") and 3 ("Name") can both have the codes`, table: "Code | HTTP | Name | Text\n4 | 400 | BAD_A | One.\n4 | 400 | BAD_B | Two."},
	{want: "code=1 subcode=2 text=4 id=3; 4/1, 4/2", table: "Code | Subcode | Name | Text\n4 | 1 | BAD_A | One.\n4 | 2 | BAD_B | Two."},
	{want: `the columns 2 ("HTTP") and 1 ("gRPC code") can both have the codes`, table: "gRPC code | HTTP | Text\n1 | 499 | One.\n5 | 404 | Two."},
	{want: "code=1 text=3; 1, 31", table: "Code (dec) | Code (hex) | Text\n1 | 0x1 | One.\n31 | 0x1F | Two."},
	{want: "found no table", table: "Decimal | Hex | Text\n1 | 0x1 | One.\n31 | 0x1F | Two."},
	{want: `the columns 1 ("Least") and 2 ("Most") can both have the codes`, table: "Least | Most | Text\n1 | 7 | One.\n2 | 9 | Two."},
	{
		want: `the columns 1 ("Code") and 2 ("Code") can both have the codes`,
		table: "<table><tr><th colspan=2>Code</th><th>Text</th></tr>" +
			"<tr><td>1</td><td>11</td><td>One.</td></tr><tr><td>2</td><td>12</td><td>Two.</td></tr></table>",
	},

	// Several columns of texts.
	{want: "code=1 text=2 user=3; 1, 2", table: "Code | Developer message | User message | Internal note\n1 | Bad. | It did not work. | Ask the owner about it.\n2 | Worse. | It broke. | Ask her."},
	{want: "code=1 text=3 user=2; 1, 2", table: "Code | Message for users | Meaning\n1 | Sorry. | It is bad.\n2 | Sorry. | It is worse."},
	{want: "code=1 text=2; 1, 2", table: "Code | User message\n1 | It is bad.\n2 | It is worse."},
	{want: `the columns 2 ("First") and 3 ("Second") can both have the messages`, table: "Code | First | Second\n1 | It is bad. | It is good.\n2 | It is so. | It is not so."},
	{want: "code=1 text=2; 1, 2", table: "Code | Message (en) | Message (de)\n1 | One. | Eins oder so.\n2 | Two. | Zwei oder so."},
	{want: "code=1 text=3; 1, 2", locale: "de-AT", table: "Code | Message (en) | Message (de)\n1 | One. | Eins oder so.\n2 | Two. | Zwei oder so."},
	{want: "code=1 text=3; 1, 2", locale: "de", table: "Code | English | Deutsch\n1 | One is bad. | Eins.\n2 | Two is bad. | Zwei."},
	{want: "code=1 text=3; 1, 2", locale: "pt-BR", table: "Code | text_pt-PT | text_pt-BR\n1 | One. | Eins.\n2 | Two. | Zwei."},
	{want: `the columns 2 ("text_en") and 3 ("text_de") can both have the messages`, locale: "fr", table: "Code | text_en | text_de\n1 | One. | Eins.\n2 | Two. | Zwei."},
	{want: "found no table", table: "Code | Message (de)\n1 | Eins.\n2 | Zwei."},
	{
		want: "code=1 text=2 user=3; 1, 2",
		table: "<table><thead><tr><th rowspan=2>Code</th><th colspan=2>Text</th></tr><tr><th>Developer</th><th>User</th></tr></thead>" +
			"<tr><td>1</td><td>It is bad.</td><td>Sorry.</td></tr><tr><td>2</td><td>It is so.</td><td>Sorry.</td></tr></table>",
	},

	{want: `the columns 2 ("Description") and 3 ("Description") can both have the messages`, table: "Code | Description | Description\n1 | It is bad. | Sorry.\n2 | It is worse. | Sorry."},
	{want: "code=1 text=2; 1, 2", table: "Code | Description | Description\n1 | It is bad. | \n2 | It is worse. | It is worse."},
	{want: `the columns 2 ("Subcode") and 3 ("Subcode") can both have the subcodes`, table: "Code | Subcode | Subcode | Text\n1 | 1 | 7 | It is bad.\n2 | 1 | 8 | It is worse."},

	{want: "code=1 text=3; 1, 2", locale: "de", table: "Code | Description | Beschreibung\n1 | One is bad. | Eins.\n2 | Two is bad. | Zwei."},
	{want: "code=1 text=3; 1, 2", table: "Code | Beschreibung | Description\n1 | Eins. | One is bad.\n2 | Zwei. | Two is bad."},
	{want: "code=1 text=2; 1, 2", locale: "fr", table: "Code | Description | Beschreibung\n1 | Un. | Eins.\n2 | Deux. | Zwei."},
	{want: `the columns 2 ("Descripción") and 3 ("Beschreibung") can both have the messages`, table: "Code | Descripción | Beschreibung\n1 | Uno. | Eins.\n2 | Dos. | Zwei."},
	{want: "code=1 text=2; 1, 2", table: "Code | 错误信息 | 中文描述\n1 | One is bad. | 参数错误。\n2 | Two is bad. | 未找到。"},
	{want: "code=1 text=3; 1, 2", locale: "zh-Hans", table: "Code | 错误信息 | 中文描述\n1 | One is bad. | 参数错误。\n2 | Two is bad. | 未找到。"},
	{want: "code=1 text=3 advice=4; 1, 2", locale: "de", table: "Code | Solution | Beschreibung | Lösung\n1 | Call us. | Eins. | Rufen Sie an.\n2 | Wait. | Zwei. | Warten Sie."},
	{want: "code=1 text=2; 1, 2", locale: "pt-BR", table: "Code | Message (pt-BR) | Message (pt)\n1 | Um. | Um, sim.\n2 | Dois. | Dois, sim."},
	{want: "code=1 text=2; 1, 2", table: "Code | Description | Solution (de) | Solution (fr)\n1 | It is late. | Warten Sie. | Attendez donc.\n2 | It is old. | Gehen Sie. | Allez donc."},
	{want: "code=1 text=2; 1, 2", table: "Code | Description | User message (de) | User message (fr)\n1 | It is late. | Zu spät. | Trop tard.\n2 | It is old. | Zu alt. | Trop vieux."},
	{want: "code=1 text=2 advice=4; 1, 2", table: "Code | Description | Solution (de) | Solution\n1 | It is late. | Warten Sie. | Wait for it.\n2 | It is old. | Gehen Sie. | Go away."},
	{want: "code=1 text=3; 1, 2", table: "Error | Cause | Description\n1 | It is late. | It is bad.\n2 | It is old. | It is worse."},
	{want: "code=1 text=2; 1, 2", table: "Code | Cause\n1 | It is late.\n2 | It is old."},
	{want: "code=1 text=3; 1, 2", table: "Code | Meaning | Message\n1 | It is late. | Late\n2 | It is old. | Old"},
	{want: `the columns 2 ("Reason") and 3 ("Text") can both have the messages`, table: "Code | Reason | Text\n1 | Late | It is late.\n2 | Old | It is old."},
	{want: `the columns 2 ("Description (v1)") and 3 ("Description (v2)") can both have the messages`, table: "Code | Description (v1) | Description (v2)\n1 | Late | It is late.\n2 | Old | It is old."},
	{want: `the columns 2 ("Default message") and 3 ("Localized message") can both have the messages`, table: "Code | Default message | Localized message\n1 | Late | It is late.\n2 | Old | It is old."},

	{want: "code=1 text=2 advice=3; 1, 2", table: "Code | Description | Solution | Next steps\n1 | It is late. | Wait. | Call us.\n2 | It is old. | Go. | Write."},

	// Rows that look like a header, and headers that look like rows.
	{want: "code=1 text=2; code, error_code, rate_limit, timeout", table: "Code | Text\ncode | Reason\nerror_code | The code.\nrate_limit | Rate limit\ntimeout | Timeout"},
	{want: "code=1 text=2; a_b, c_d", table: "Code | Text\na_b | One.\n**Code** | text\nc_d | Two."},
	{
		want: "code=1 text=2; 1, 2",
		table: "<table><tr><th>Code</th><th>Text</th></tr><tr><td>1</td><td>One.</td></tr>" +
			"<tr><th>Text</th><th>Code</th></tr><tr><td>Two.</td><td>2</td></tr></table>",
	},
	{
		want: "code=1 text=2; 1, 2",
		table: "<table><tr><th>Code</th><th>Text</th></tr><tr><th colspan=2>Cards</th></tr>" +
			"<tr><td>1</td><td>One.</td></tr><tr><td>2</td><td>Two.</td></tr></table>",
	},
	{want: "code=1 text=2; 1, 2, 11, 12", table: "Error | Text | Error | Text\n1 | One. | 11 | Eleven.\n2 | Two. | 12 | Twelve."},
	{want: "code=1 text=2; 1, 2, 3", columns: map[string]string{"code": "1", "text": "2"}, table: "1 | One.\n2 | Two.\n3 | Three."},
	{want: "code=1 text=2; 1, 3", columns: map[string]string{"code": "1", "text": "2"}, table: "1 | One. | a\n2 | Two.\n3 | Three. | c"},
	{want: "code=1 text=2; a_b, c_d, e_f", columns: map[string]string{"code": "1", "text": "2"}, table: "a_b | It is one.\nc_d | It is two.\ne_f | Three."},
	{want: "code=1 subcode=2 text=3; 1/7, 1/8, 2/7", table: "1 | 7 | One.\n1 | 8 | Two.\n2 | 7 | Three."},
	{want: "code=1 text=2; 1, 2, 11, 12", table: "Code | Text | Code | Text\n1 | One. | 11 | Eleven.\n2 | Two. | 12 | Twelve."},
	{want: "code=1 text=2; 1, 2, 11", table: "Code | Text | Code | Text\n1 | One. | 11 | Eleven.\n2 | Two. | | "},

	{want: "found no table", table: "Code | Xyz\n1 | x | It is bad. | It is so.\n2 | y | It is good. | It is so."},

	// Columns without content.
	{want: "code=1 subcode=2 text=3; a_b, c_d", table: "Code | Subcode | Text\na_b | | One.\nc_d | - | Two."},

	// Columns of the command line.
	{want: `has no column "Txt" for text, did you mean "Text"?`, columns: map[string]string{"code": "Code", "text": "Txt"}, table: "Code | Text\n1 | One.\n2 | Two."},
	{want: `has no column "0" for code; it has 2 columns: Code, Text`, columns: map[string]string{"code": "0", "text": "Text"}, table: "Code | Text\n1 | One.\n2 | Two."},
	{want: `cannot be both code and text`, columns: map[string]string{"code": "1", "text": "Code"}, table: "Code | Text\n1 | One.\n2 | Two."},
	{want: `has 2 columns "Code"`, columns: map[string]string{"code": "Code", "text": "Text"}, table: "Code | Code | Text\n1 | 7 | One.\n2 | 8 | Two."},
}

func TestColumns(t *testing.T) {
	for _, test := range columnTests {
		name, data, format := "page", test.table, HTML
		if !strings.HasPrefix(data, "<") {
			header, rows, _ := strings.Cut(data, "\n")
			line := strings.Repeat("--|", strings.Count(header, "|")+1)
			data, format = fmt.Sprintf("| %s |\n|%s\n| %s |\n", header, line, strings.ReplaceAll(rows, "\n", " |\n| ")), Markdown
		}
		page, diags := ReadSourcePage(name, []byte(data), format)
		if page == nil {
			t.Fatal(diags)
		}
		opt := Options{Domain: "shop", Locale: "en", Columns: test.columns}
		if test.locale != "" {
			opt.Locale, opt.Source = test.locale, test.locale
		}
		content, report, diags := imported(nil, []*SourcePage{page}, opt)
		if got := importedColumns(t, content, report); got != test.want && (got != "" || !strings.Contains(diags.String(), test.want)) {
			t.Errorf("%s\ngot %s\n%swant %s", data, got, diags, test.want)
		}
	}
}

// importedColumns returns the columns of the first table and the codes of all rows, or "".
func importedColumns(t *testing.T, content []byte, report *Report) string {
	t.Helper()
	if content == nil || report.Rows == 0 {
		return ""
	}
	tables, diags := codes.Parse("codes.yaml", content)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var columns, rows []string
	for _, use := range report.Tables[0].Columns {
		columns = append(columns, fmt.Sprintf("%s=%d", use.Use, use.Number))
	}
	for _, row := range tables[0].Codes {
		rows = append(rows, tables[0].Written(row))
	}
	return strings.Join(columns, " ") + "; " + strings.Join(rows, ", ")
}

func TestHeadingLanguage(t *testing.T) {
	for heading, want := range map[string]string{
		"Message (de)": "de/Message", "message_pt-BR": "pt-BR/message", "Deutsch": "de/", "en": "en/", "Text EN": "EN/Text",
		"Message [zh-Hans]": "zh-Hans/Message", "English message": "en/message", "简体中文": "zh-Hans/", "中文描述": "zh/描述",
		"Error ID": "/Error ID", "error_id": "/error_id", "No": "/No", "Code (hex)": "/Code (hex)", "Note": "/Note",
		"Description": "/Description", "": "/", "Message is": "/Message is",
	} {
		if language, rest := headingLanguage(heading); language+"/"+rest != want {
			t.Errorf("%q: got %s/%s, want %s", heading, language, rest, want)
		}
	}
}
