package catalog

// A table of codes is recognized by its columns. What its header says counts
// first, in the languages below; where that says nothing, the cells do: one or
// two columns of numbers and one of texts. A table that is neither is none, and
// its reader is not told of it.

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

const (
	otherColumn columnRole = iota
	codeColumn
	subcodeColumn
	textColumn
)

// columns says which column holds what; -1 for none.
type columns struct{ code, subcode, text int }

// headerWords are what columns are called, in lower case without spaces and
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

// roleOf tells what a column with this heading holds.
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

// find finds the columns of a table of codes. asked is what the command line
// says of them, by role; other columns are found by header and content.
func (g *Grid) find(asked map[columnRole]string) (columns, bool) {
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
		return found, false // a list of sizes or values, for all we know
	}
	return found, g.share(found.code, isNumber) > 0.5
}

func (c columns) has(i int) bool { return c.code == i || c.subcode == i || c.text == i }

// column is the index of a column that is named by its heading or its number.
func (g *Grid) column(name string) int {
	for i, cell := range g.Header {
		if strings.EqualFold(cell.Text, clean(name)) {
			return i
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && len(g.Rows) > 0 && n <= len(g.Rows[0]) {
		return n - 1
	}
	return -1
}

// byContent finds columns that the header does not tell.
func (g *Grid) byContent(found *columns) {
	width := 0
	for _, row := range g.Rows {
		width = max(width, len(row))
	}
	width = min(width, 20)
	isSub := func(text string) bool { _, ok := subcodes(text); return ok }
	for i := range width {
		switch {
		case found.has(i):
		case found.code < 0 && g.share(i, isNumber) > 0.9:
			found.code = i
		case found.subcode < 0 && found.code >= 0 && found.code < i && g.share(i, isSub) > 0.9 && g.share(i, hasDigit) > 0.5:
			found.subcode = i
		}
	}
	if found.text >= 0 {
		return
	}
	longest := 0
	for i := range width {
		if found.has(i) || g.share(i, isProse) < 0.9 {
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

// share is the part of the rows whose cell in a column is as asked.
func (g *Grid) share(column int, is func(text string) bool) float64 {
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

func isNumber(text string) bool { return digits.MatchString(bare(text)) }
func hasDigit(text string) bool { return strings.ContainsAny(bare(text), "0123456789") }
func isProse(text string) bool  { return anyWord.MatchString(text) }

// bare is a cell of numbers without what decorates them.
func bare(text string) string {
	return strings.Trim(norm.NFKC.String(text), "`*_ \u00A0")
}

// noSubcode are cells that say there is none, or any.
var noSubcode = []string{"", "-", "–", "—", "−", "n/a", "n/d", "na", "none", "any", "keine", "keiner", "entfällt", "нет", "н/д", "无", "不适用", "無", "なし", "없음", "ninguno", "nenhum", "aucun", "s/o", "nessuno", "brak"}

var between = regexp.MustCompile(`(?i)^(?:[\s/,;|、，]|\b(?:or|and|oder|und|ou|et|o|y|e|lub|i)\b|или|и|或|和|および|または|또는|및)*$`)

var digitRuns = regexp.MustCompile(`\d+`)

// thousands is one number whose thousands are set apart, or two: nobody can tell.
var thousands = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)

// subcodes reads a cell with no subcode, one or several.
func subcodes(text string) ([]int64, bool) {
	text = bare(text)
	if slices.Contains(noSubcode, strings.ToLower(text)) {
		return nil, true
	}
	runs := digitRuns.FindAllString(text, 1000)
	if runs == nil || thousands.MatchString(text) || !between.MatchString(digitRuns.ReplaceAllString(text, " ")) {
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

// whyNot says what is wrong with a cell that looks right.
func whyNot(text string) string {
	if thousands.MatchString(bare(text)) {
		return "; write a number without commas, and a space behind those between several"
	}
	return ""
}

// codeNumber reads a code.
func codeNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(bare(text), 10, 32)
	return n, err == nil && n >= 0 && isNumber(text)
}

// entry is a row of a table of codes.
type entry struct {
	pos      diag.Pos
	code     int64
	subcodes []int64 // none for the code alone
	text     Cell
}

// entries reads the rows of a table. A cell for the code that is empty means the
// one above. Rows that cannot be read are reported and left out.
func (g *Grid) entries(c columns, diags *diag.List) []entry {
	var list []entry
	cell := func(row []Cell, i int) Cell {
		if i < 0 || i >= len(row) {
			return Cell{}
		}
		return row[i]
	}
	var above string
	for _, row := range g.Rows {
		pos := row[0].Pos
		code, sub, text := cell(row, c.code), cell(row, c.subcode), cell(row, c.text)
		if bare(code.Text) == "" {
			code.Text = above
		}
		n, ok := codeNumber(code.Text)
		subs, reads := subcodes(sub.Text)
		why := ""
		switch {
		case !ok:
			why = fmt.Sprintf("%q is no code from 0 to 2147483647", cut(code.Text))
		case !reads:
			why = fmt.Sprintf("%q is no subcode, nor several of them%s", cut(sub.Text), whyNot(sub.Text))
		case text.Text == "":
			why = "the text is empty"
		}
		if why != "" {
			diags.Warnf(pos, "unreadable-row", "this row of the table is left out: %s", why)
			continue
		}
		above = code.Text
		list = append(list, entry{pos, n, subs, text})
	}
	return list
}

// HasCodes reports whether the table is recognized as one of codes.
func (g *Grid) HasCodes() bool {
	_, ok := g.find(nil)
	return ok
}
