package catalog

// This file recognizes tables of codes by their columns. The headings decide
// first, in the languages below. If they do not, the cells do: one or two
// columns of numbers and one of text. Other tables are ignored.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/fragen-go/fragen/generator/diag"
)

type columnRole int

// The roles of columns.
const (
	otherColumn columnRole = iota
	codeColumn
	subcodeColumn
	textColumn
)

// columns holds the indexes of a table's columns, -1 for a missing one.
type columns struct{ code, subcode, text int }

// headerWords are the headings of columns, in lower case without spaces and
// hyphens.
var headerWords = map[columnRole][]string{
	codeColumn: {
		"code", "codes", "errorcode", "statuscode", "resultcode", "reasoncode", "httpcode", "fehlercode", "statuscodes", "code#",
		"代码", "代碼", "错误代码", "錯誤代碼", "コード", "エラーコード", "코드", "오류코드", "код", "кодошибки", "código", "códigodeerror", "códigodeerro",
		"coded'erreur", "codice", "codiceerrore", "kod", "kodbłędu", "kód", "koodi", "kode", "kodu", "κωδικός", "קוד", "رمز", "الرمز", "mã",
	},
	subcodeColumn: {
		"subcode", "subcodes", "untercode", "teilcode", "子代码", "子代碼", "子码", "サブコード", "하위코드", "подкод", "субкод", "дополнительныйкод", "вложенныйкод",
		"subcódigo", "subcódigos", "souscode", "sottocodice", "codicesecondario", "podkod", "podkód", "alikoodi", "underkode", "underkod", "altkod", "υποκωδικός",
	},
	textColumn: {
		"reason", "description", "message", "meaning", "text", "details", "explanation", "terminationreason", "endreason", "cause", "errormessage",
		"beschreibung", "bedeutung", "grund", "ursache", "nachricht", "meldung", "kündigungsgrund", "beendigungsgrund", "erklärung", "fehlermeldung",
		"终止原因", "原因", "说明", "描述", "消息", "含义", "終止原因", "說明", "描述", "訊息", "理由", "説明", "メッセージ", "終了理由", "終了の理由", "설명", "이유", "메시지", "종료이유",
		"причина", "описание", "значение", "сообщение", "причинапрекращения", "причиназавершения", "motivo", "descripción", "mensaje", "significado", "razón", "motivodeterminación",
		"raison", "description", "signification", "motif", "motifderésiliation", "descrição", "mensagem", "motivodotérmino", "razão", "descrizione", "messaggio", "significato",
		"opis", "przyczyna", "popis", "důvod", "beskrivning", "beskrivelse", "orsak", "kuvaus", "syy", "açıklama", "neden", "περιγραφή", "תיאור", "سبب", "الوصف", "môtả",
	},
}

// roleOf returns the role of a column with this heading.
func roleOf(heading string) (role columnRole, known bool) {
	word := strings.ToLower(norm.NFKC.String(heading))
	word = strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \u00A0-‐‑*_:.", c) {
			return -1
		}
		return c
	}, word)
	for _, role := range []columnRole{codeColumn, subcodeColumn, textColumn} {
		if slices.Contains(headerWords[role], word) {
			return role, true
		}
	}
	return otherColumn, false
}

// findColumns finds the columns of a table of codes. asked holds the columns
// chosen on the command line, by role. It finds the others by heading and
// content.
func (g *Grid) findColumns(asked map[columnRole]string) (columns, bool) {
	if g.fixed != nil {
		return *g.fixed, true
	}
	found := columns{-1, -1, -1}
	at := map[columnRole]*int{codeColumn: &found.code, subcodeColumn: &found.subcode, textColumn: &found.text}
	for role, name := range asked {
		i := g.column(name)
		if i < 0 {
			return found, false
		}
		*at[role] = i
	}
	for i, cell := range g.Header {
		role, ok := roleOf(cell.Text)
		if !ok && cell.Source != "" {
			role, ok = roleOf(cell.Source)
		}
		if ok && *at[role] < 0 && !found.has(i) {
			*at[role] = i
		}
	}
	named := found.code >= 0
	if asked == nil {
		g.byContent(&found)
	}
	switch {
	case found.code < 0 || found.text < 0 || len(g.Rows) == 0:
		return found, false
	case asked != nil:
		return found, true
	case !named && (found.subcode < 0 || len(g.Rows) < 2):
		return found, false // could be any list of numbers, such as sizes
	}
	return found, g.fraction(found.code, isNumber) > 0.5
}

func (c columns) has(i int) bool { return c.code == i || c.subcode == i || c.text == i }

// column returns the index of the column with the given heading or number, or
// -1.
func (g *Grid) column(name string) int {
	for i, cell := range g.Header {
		if strings.EqualFold(cell.Text, normalizeSpace(name)) {
			return i
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && len(g.Rows) > 0 && n <= len(g.Rows[0]) {
		return n - 1
	}
	return -1
}

// byContent finds the columns that the headings do not identify.
func (g *Grid) byContent(found *columns) {
	width := 0
	for _, row := range g.Rows {
		width = max(width, len(row))
	}
	width = min(width, 20)
	isSub := func(cell string) bool { _, ok := subcodes(cell); return ok }
	for i := range width {
		switch {
		case found.has(i):
		case found.code < 0 && g.fraction(i, isNumber) > 0.9:
			found.code = i
		case found.subcode >= 0 || found.code < 0 || found.code >= i:
		case g.fraction(i, isSub) > 0.9 && g.fraction(i, hasDigit) > 0.5:
			found.subcode = i
		}
	}
	if found.text >= 0 {
		return
	}
	longest := 0
	for i := range width {
		if found.has(i) || g.fraction(i, isProse) < 0.9 {
			continue
		}
		length := 0
		for _, row := range g.Rows {
			if i < len(row) {
				length += len(row[i].Text)
			}
		}
		if length > longest {
			found.text, longest = i, length
		}
	}
}

// fraction returns the fraction of rows whose cell in a column satisfies is.
func (g *Grid) fraction(column int, is func(text string) bool) float64 {
	n := 0
	for _, row := range g.Rows {
		if column < len(row) && is(row[column].Text) {
			n++
		}
	}
	return float64(n) / float64(len(g.Rows))
}

var (
	digits  = regexp.MustCompile(`^\d{1,10}$`)
	anyWord = regexp.MustCompile(`\p{L}{2}|\p{Han}`)
)

func isNumber(text string) bool { return digits.MatchString(stripDecoration(text)) }
func hasDigit(text string) bool { return strings.ContainsAny(stripDecoration(text), "0123456789") }
func isProse(text string) bool  { return anyWord.MatchString(text) }

// stripDecoration returns a cell of numbers without decoration.
func stripDecoration(text string) string {
	return strings.Trim(norm.NFKC.String(text), "`*_ \u00A0")
}

// noSubcode are cell contents that mean no subcode or any subcode.
var noSubcode = []string{
	"", "-", "–", "—", "−", "n/a", "n/d", "na", "none", "any", "keine", "keiner", "entfällt", "нет", "н/д", "无", "不适用",
	"無", "なし", "없음", "ninguno", "nenhum", "aucun", "s/o", "nessuno", "brak",
}

// separator matches the text between two subcodes.
var separator = regexp.MustCompile(
	`(?i)^(?:[\s/,;|、，]|\b(?:or|and|oder|und|ou|et|o|y|e|lub|i)\b|или|и|或|和|および|または|또는|및)*$`)

var digitRuns = regexp.MustCompile(`\d+`)

// thousands matches either one number with thousands separators or a list of
// numbers; the two cannot be distinguished.
var thousands = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)

// subcodes parses a cell with zero or more subcodes.
func subcodes(text string) ([]int64, bool) {
	text = stripDecoration(text)
	if slices.Contains(noSubcode, strings.ToLower(text)) {
		return nil, true
	}
	runs := digitRuns.FindAllString(text, 1000)
	if runs == nil || thousands.MatchString(text) || !separator.MatchString(digitRuns.ReplaceAllString(text, " ")) {
		return nil, false
	}
	var list []int64
	for _, run := range runs {
		n, ok := codeNumber(run)
		if !ok {
			return nil, false
		}
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	return list, true
}

// whyNot returns a remedy for a cell that cannot be parsed although it looks
// like subcodes.
func whyNot(text string) string {
	if thousands.MatchString(stripDecoration(text)) {
		return "; write a number without commas, and a list with a space after each comma"
	}
	return ""
}

// codeNumber parses a code.
func codeNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(stripDecoration(text), 10, 32)
	return n, err == nil && n >= 0 && isNumber(text)
}

// entry is a row of a table of codes.
type entry struct {
	pos      diag.Pos
	code     int64
	subcodes []int64 // empty if the row is for the code alone
	text     Cell
}

// entries parses the rows of a table. An empty cell in the code column repeats
// the code above. Rows that cannot be parsed are reported and skipped.
func (g *Grid) entries(c columns, diags *diag.List) []entry {
	var list []entry
	cell := func(row []Cell, i int) Cell {
		if i < 0 || i >= len(row) {
			return Cell{}
		}
		return row[i]
	}
	var previous string
	for _, row := range g.Rows {
		pos := row[0].Pos
		code, sub, text := cell(row, c.code), cell(row, c.subcode), cell(row, c.text)
		if stripDecoration(code.Text) == "" {
			code.Text = previous
		}
		n, ok := codeNumber(code.Text)
		subs, reads := subcodes(sub.Text)
		why := ""
		switch {
		case !ok:
			why = fmt.Sprintf("expected a code from 0 to 2147483647, found %q", shorten(code.Text))
		case !reads:
			why = fmt.Sprintf("expected subcodes, found %q%s", shorten(sub.Text), whyNot(sub.Text))
		case text.Text == "":
			why = "the text is empty"
		}
		if why != "" {
			diags.Warnf(pos, "unreadable-row", "skipping this table row: %s", why)
			continue
		}
		previous = code.Text
		list = append(list, entry{pos, n, subs, text})
	}
	return list
}

// HasCodes reports whether the table is recognized as a table of codes.
func (g *Grid) HasCodes() bool {
	_, ok := g.findColumns(nil)
	return ok
}
