package catalog

// This file recognizes tables of codes by their columns. The headings decide
// first, in the languages below. If they do not, the cells do: one or two
// columns of numbers and one of text. Other tables are ignored.
//
// A column of numbers is a subcode only if its heading says so, or if no heading
// of the table is known. HTTP statuses, severities and years are numbers too.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

type columnRole int

// The roles of columns.
const (
	codeColumn columnRole = iota
	subcodeColumn
	textColumn
	idColumn
	adviceColumn
	userColumn
	linkColumn
	categoryColumn
	retryableColumn
	sinceColumn

	columnRoles
	otherColumn // not imported
)

// ColumnNames are the names of the columns that a table of codes can have.
var ColumnNames = []string{
	"code", "subcode", "text", "id", "advice", "user", "link", "category", "retryable", "since",
}

func (r columnRole) String() string { return ColumnNames[r] }

// columns holds the index of the column with each role, -1 for a missing one.
type columns [columnRoles]int

// newColumns returns columns with the given code, subcode and text.
func newColumns(code, subcode, text int) columns {
	c := columns{code, subcode, text}
	for role := idColumn; role < columnRoles; role++ {
		c[role] = -1
	}
	return c
}

func (c *columns) has(i int) bool { return slices.Contains(c[:], i) }

// String returns the columns as code=1 text=3.
func (c columns) String() string {
	var list []string
	for role, i := range c {
		if i >= 0 {
			list = append(list, fmt.Sprintf("%s=%d", columnRole(role), i+1))
		}
	}
	return strings.Join(list, " ")
}

// headerWords are the headings of columns, in lower case without spaces and
// hyphens.
var headerWords = map[columnRole][]string{
	codeColumn: {
		"code", "codes", "errorcode", "resultcode", "reasoncode", "fehlercode", "code#",
		"代码", "代碼", "错误代码", "錯誤代碼", "コード", "エラーコード", "코드", "오류코드", "код", "кодошибки", "código", "códigodeerror", "códigodeerro",
		"coded'erreur", "codice", "codiceerrore", "kod", "kodbłędu", "kód", "koodi", "kode", "kodu", "κωδικός", "קוד", "رمز", "الرمز", "mã",
	},
	subcodeColumn: {
		"alkód", "errorsubcode", "minorcode", "detailcode",
		"subcode", "subcodes", "untercode", "teilcode", "子代码", "子代碼", "子码", "サブコード", "하위코드", "подкод", "субкод", "дополнительныйкод", "вложенныйкод",
		"subcódigo", "subcódigos", "souscode", "sottocodice", "codicesecondario", "podkod", "podkód", "alikoodi", "underkode", "underkod", "altkod", "υποκωδικός",
	},
	idColumn: {
		"id", "identifier", "name", "names", "constant", "constantname", "enum", "enumname", "symbol", "symbolicname",
		"errorname", "conditionname", "statusname", "errorid", "codename", "bezeichner", "konstante", "名称", "名稱", "常量", "标识符", "定数", "имя", "константа",
		"nombre", "nom", "nome", "constante",
	},
	adviceColumn: {
		"advice", "fix", "fixes", "solution", "solutions", "resolution", "action", "actions", "recommendedaction",
		"remedy", "workaround", "nextsteps", "nextstep", "suggestion", "suggestions", "suggestedaction", "whattodo", "howtofix",
		"recommendation", "mitigation", "lösung", "abhilfe", "maßnahme", "nächsteschritte", "empfehlung", "behebung",
		"解决方案", "解决方法", "解决办法", "处理建议", "处理方式", "处理方法", "建议", "后续步骤", "解決方法", "対処方法", "対処", "次のステップ", "해결방법",
		"решение", "действия", "рекомендация", "чтоделать", "solución", "acción", "siguientespasos", "prochainesétapes",
		"solução", "ação", "próximasetapas", "soluzione", "azione", "passaggisuccessivi", "rozwiązanie", "řešení", "oplossing",
	},
	textColumn: {
		"possiblereason", "possiblecause", "errordescription", "meanings", "descriptions", "leírás", "omschrijving", "betekenis",
		"reason", "description", "message", "meaning", "text", "details", "explanation", "terminationreason", "endreason", "cause", "errormessage",
		"beschreibung", "bedeutung", "grund", "ursache", "nachricht", "meldung", "kündigungsgrund", "beendigungsgrund", "erklärung", "fehlermeldung",
		"终止原因", "原因", "说明", "描述", "消息", "含义", "終止原因", "說明", "描述", "訊息", "理由", "説明", "メッセージ", "終了理由", "終了の理由", "설명", "이유", "메시지", "종료이유",
		"причина", "описание", "значение", "сообщение", "причинапрекращения", "причиназавершения", "motivo", "descripción", "mensaje", "significado", "razón", "motivodeterminación",
		"raison", "signification", "motif", "motifderésiliation", "descrição", "mensagem", "motivodotérmino", "razão", "descrizione", "messaggio", "significato",
		"opis", "przyczyna", "popis", "důvod", "beskrivning", "beskrivelse", "orsak", "kuvaus", "syy", "açıklama", "neden", "περιγραφή", "תיאור", "سبب", "الوصف", "môtả",
	},
}

// statusWords are headings of columns that hold the codes of a table only if
// there is no better column.
var statusWords = []string{
	"status", "statuscode", "statuscodes", "http", "httpcode", "httpcodes", "httpstatus", "httpstatuscode", "httpstatuscodes",
	"responsecode", "状态码", "http状态码", "狀態碼", "ステータスコード", "статус", "кодсостояния", "códigodeestado", "codedétat", "codicedistato",
	"httperrorcode", "httpresponsecode",
}

// otherNumbers matches the headings of columns of numbers that are not codes.
var otherNumbers = regexp.MustCompile(`http|grpc|^sip|sip$|sipcode|severity|schweregrad|gravit|severidad|серьезность|` +
	`严重|level|priorit|since|version|year|jahr|année|^año|^год|date|datum|count|anzahl|exit|line$|^page|port|retr|` +
	`timeout|duration|sec|ttl|limit|size|status|estado|état|статус|状态|ステータス`)

// codeEnd matches headings such as "decline code".
var codeEnd = regexp.MustCompile(`^[\p{L}]{2,40}(?:codes?|kod|kód|код|代码|错误码|コード)$|^sqlstate$`)

// roleOf returns the role of a column with this heading. known is false if the
// heading says nothing about the column.
func roleOf(heading string) (role columnRole, known bool) {
	word := headingWord(heading)
	for role := codeColumn; role < columnRoles; role++ {
		if slices.Contains(headerWords[role], word) {
			return role, true
		}
	}
	switch {
	case otherNumbers.MatchString(word):
		return otherColumn, true
	case codeEnd.MatchString(word):
		return codeColumn, true
	}
	return otherColumn, false
}

// headingWord returns a heading in lower case without spaces and punctuation.
func headingWord(heading string) string {
	word := strings.ToLower(norm.NFKC.String(visible(heading)))
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || strings.ContainsRune("-‐‑*_:.`", c) {
			return -1
		}
		return c
	}, word)
}

// headingRole is like roleOf for a cell, which may also have the heading in the
// source language.
func headingRole(cell Cell) (role columnRole, known bool) {
	role, known = roleOf(cell.Text)
	if !known && cell.Source != "" {
		return roleOf(cell.Source)
	}
	return role, known
}

// findColumns finds the columns of a table of codes. asked holds the columns
// chosen on the command line, by name. It finds the others by heading and
// content.
func (g *Grid) findColumns(asked map[string]string) (columns, bool) {
	if g.fixed != nil {
		return *g.fixed, true
	}
	found := newColumns(-1, -1, -1)
	for name, heading := range asked {
		i := g.column(heading)
		if i < 0 {
			return found, false
		}
		found[slices.Index(ColumnNames, name)] = i
	}
	g.byHeading(&found)
	named := found[codeColumn] >= 0
	if len(asked) == 0 {
		g.byContent(&found, named)
	}
	switch {
	case found[codeColumn] < 0 || found[textColumn] < 0 || len(g.Rows) == 0:
		return found, false
	case len(asked) > 0:
		return found, true
	case !named && (found[subcodeColumn] < 0 || len(g.Rows) < 2):
		return found, false // could be any list of numbers, such as sizes
	case named:
		return found, g.codeShare(found[codeColumn]) > 0.3 || g.hasWords(found[codeColumn])
	}
	return found, g.codeShare(found[codeColumn]) > 0.5
}

// hasWords reports whether the codes in a column are words, which are all
// different if the table has no subcodes.
func (g *Grid) hasWords(column int) bool {
	isEmpty := func(cell Cell) bool { return plainNumber(cell.Text) == "" }
	isWordOrNumber := func(cell Cell) bool { return isWordCell(cell) || paddedForm.MatchString(plainWord(cell.Text)) }
	return g.fraction(column, isWordCell) > 0.2 &&
		g.fraction(column, isWordOrNumber)+g.fraction(column, g.isCode(column))+g.fraction(column, isEmpty) > 0.7
}

// codeShare returns the fraction of cells with codes in a column, without empty
// cells.
func (g *Grid) codeShare(column int) float64 {
	empty := g.fraction(column, func(cell Cell) bool { return plainNumber(cell.Text) == "" })
	return g.fraction(column, g.isCode(column)) / max(1-empty, 0.1)
}

// byHeading finds columns by their headings. The first heading with a role wins.
// For the text, a column of constants' names is not a candidate.
func (g *Grid) byHeading(found *columns) {
	for i, cell := range g.Header {
		role, _ := headingRole(cell)
		isText := role == textColumn || role == adviceColumn
		switch {
		case role == otherColumn || found[role] >= 0 || found.has(i):
		case isText && g.fraction(i, isConstantCell) > 0.5:
		case role == idColumn && g.fraction(i, isNameCell) < 0.9:
		default:
			found[role] = i
		}
	}
	for i, cell := range g.Header {
		if found[codeColumn] < 0 && slices.Contains(statusWords, headingWord(cell.Text)) && !found.has(i) &&
			g.fraction(i, g.isCode(i)) > 0.5 && !g.hasOtherNumbers(*found) {
			found[codeColumn] = i
		}
	}
	for i, cell := range g.Header {
		role, _ := headingRole(cell)
		if role == textColumn && found[idColumn] < 0 && !found.has(i) && g.fraction(i, isConstantCell) > 0.9 {
			found[idColumn] = i
		}
	}
}

// hasOtherNumbers reports whether an unused column with an unknown heading has
// numbers.
func (g *Grid) hasOtherNumbers(found columns) bool {
	return len(g.otherNumbers(found)) > 0
}

// otherNumbers returns the unused columns with unknown headings that have numbers.
func (g *Grid) otherNumbers(found columns) []int {
	var list []int
	for i, heading := range g.Header {
		isUnknown := !isOther(heading) && !slices.Contains(statusWords, headingWord(heading.Text))
		if isUnknown && !found.has(i) && g.fraction(i, hasDigit) > 0.5 {
			list = append(list, i)
		}
	}
	return list
}

// column returns the index of the column with the given heading or number, or
// -1.
func (g *Grid) column(name string) int {
	for i, cell := range g.Header {
		if strings.EqualFold(visible(cell.Text), normalizeSpace(name)) {
			return i
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && len(g.Rows) > 0 && n <= g.width() {
		return n - 1
	}
	return -1
}

// width returns the number of columns.
func (g *Grid) width() int {
	width := len(g.Header)
	for _, row := range g.Rows {
		width = max(width, len(row))
	}
	return width
}

// byContent finds the columns that the headings do not identify. If a heading
// names the codes, a column of numbers without a known heading is not a subcode.
func (g *Grid) byContent(found *columns, named bool) {
	width := min(g.width(), 20)
	for i := range width {
		switch {
		case found.has(i) || i < len(g.Header) && isOther(g.Header[i]):
		case found[codeColumn] < 0 && g.fraction(i, g.isCode(i)) > 0.9:
			found[codeColumn] = i
		case named || found[subcodeColumn] >= 0 || found[codeColumn] < 0 || found[codeColumn] >= i:
		case g.fraction(i, g.isSubcode(i)) > 0.9 && g.fraction(i, hasDigit) > 0.5:
			found[subcodeColumn] = i
		}
	}
	if found[textColumn] >= 0 {
		return
	}
	longest := 0
	for i := range width {
		if found.has(i) || g.fraction(i, isProseCell) < 0.9 || g.fraction(i, isConstantCell) > 0.5 {
			continue
		}
		length := 0
		for _, row := range g.Rows {
			if i < len(row) {
				length += len(row[i].Text)
			}
		}
		if length > longest {
			found[textColumn], longest = i, length
		}
	}
}

// isOther reports whether a heading is known to be of a column that is not
// imported.
func isOther(heading Cell) bool {
	role, known := headingRole(heading)
	return known && role == otherColumn
}

// fraction returns the fraction of rows whose cell in a column satisfies is.
func (g *Grid) fraction(column int, is func(Cell) bool) float64 {
	n := 0
	for _, row := range g.Rows {
		if column < len(row) && is(row[column]) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(g.Rows)))
}

// isCode returns a function that reports whether a cell of a column has codes.
func (g *Grid) isCode(column int) func(Cell) bool {
	form := g.formOf(column, anyNumber)
	form.zeros = true
	return func(cell Cell) bool {
		list, problem := form.readCodes(cell)
		return problem == "" && !list.empty()
	}
}

// isSubcode is like isCode for subcodes.
func (g *Grid) isSubcode(column int) func(Cell) bool {
	form := g.formOf(column, anyNumber)
	form.zeros = true
	return func(cell Cell) bool {
		_, problem := form.readSubcodes(cell)
		return problem == ""
	}
}

var anyWord = regexp.MustCompile(`\p{L}{2}|\p{Han}`)

func isProse(text string) bool      { return anyWord.MatchString(text) }
func isProseCell(cell Cell) bool    { return isProse(cell.Text) }
func hasDigit(cell Cell) bool       { return strings.ContainsAny(plainNumber(cell.Text), "0123456789") }
func isConstantCell(cell Cell) bool { return isConstant(cell.Text) }

// isNameCell reports whether a cell can be the name of a constant, which may be a
// single word.
func isNameCell(cell Cell) bool { return !strings.Contains(cell.Text, " ") && idOf(cell.Text) != "" }

// HasCodes reports whether the table is recognized as a table of codes.
func (g *Grid) HasCodes() bool {
	_, ok := g.findColumns(nil)
	return ok
}
