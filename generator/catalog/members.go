package catalog

// This file finds the texts of a source page that translate the descriptions of
// parameters, of properties of the request body, and of members of enums. A path parameter, a query
// parameter and a property can have the same name. The headings above a table, or a
// cell of the row, say which of them it describes:
//
//	## Query parameters      query parameters only
//	## Request body          properties of the body only
//	| limit | query | …      a query parameter
//	| Parameter | …          the parameter, if a property has the same name
//
// A row that can describe several of them is reported and not imported.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Location is the part of a request that contains a parameter or a property.
type Location string

// The locations.
const (
	InPath   Location = "path"
	InQuery  Location = "query"
	InHeader Location = "header"
	InCookie Location = "cookie"
	InBody   Location = "body"
)

// location describes a Location: a noun for its members, and the form of headings of
// tables with them, in the languages of source pages.
type location struct {
	in      Location
	noun    string
	heading *regexp.Regexp
}

var locations = []location{
	{InPath, "path parameter", regexp.MustCompile(`(?i)\bpath|pfad|путь|пути|路径|路徑|パス|경로|\bchemin|\bruta|` +
		`\bcaminho|\bpercorso|\bpad\b|ścieżk`)},
	{InQuery, "query parameter", regexp.MustCompile(`(?i)\bquery|abfrage|строк[аи] запроса|查询|查詢|クエリ|쿼리|` +
		`\bconsulta|zapytania`)},
	{InHeader, "header", regexp.MustCompile(`(?i)header|kopfzeile|заголов|标头|標頭|请求头|ヘッダ|헤더|en-?têtes?|` +
		`encabezado|cabecera|cabeçalho|intestazion|nagłów`)},
	{InCookie, "cookie", regexp.MustCompile(`(?i)cookie|クッキー|쿠키`)},
	{InBody, "body property", regexp.MustCompile(`(?i)\bbody\b|payload|anforderungstext|` +
		`text der anforderung|hauptteil|anforderungskörper|anfragekörper|rumpf|nutzlast|` +
		`тело|тела запроса|теле запроса|正文|请求体|` +
		`請求體|請求內文|本文|ボディ|본문|\bcorps|\bcuerpo|\bcorpo\b|\btreść`)},
}

// responseHeading matches the headings of sections about responses and errors.
var responseHeading = regexp.MustCompile(`(?i)response|\breturn(?:s|ed)?\b|\berrors?\b|` +
	`antwort|rückgabe|fehler|响应|回應|返回|出参|错误|錯誤|ответ|отклик|возвращ|ошибк|` +
	`respuesta|réponse|erreur|resposta|risposta|レスポンス|応答|戻り値|返り値|エラー|응답|반환|오류`)

// parameterWord and memberWord match headings that distinguish parameters from
// properties only if both have the same name: vendors call properties parameters too.
var (
	parameterWord = regexp.MustCompile(`(?i)param|параметр|参数|參數|パラメータ|매개`)
	memberWord    = regexp.MustCompile(`(?i)propert|eigenschaft|\bfields?\b|\bfeld|attribut|属性|屬性|字段|欄位|プロパティ|` +
		`フィールド|속성|필드|свойств|поле|поля|propriété|propiedad|propriedade|proprietà|\bchamps?\b|\bcampos?\b`)
)

// membersOf describes the members that a table is about.
type membersOf struct {
	in     []Location // empty if the headings do not say it
	likely []Location // of several members with the same name
}

// membersAt returns the members that a table is about. It returns false for a table
// about a response. The title of the page is about the operation.
func (p *SourcePage) membersAt(grid *Grid) (m membersOf, ok bool) {
	headings := grid.Headings
	if len(headings) > 0 && headings[0] == p.title.text {
		headings = headings[1:]
	}
	if slices.ContainsFunc(headings, responseHeading.MatchString) {
		return m, false
	}
	var texts []string
	if len(grid.Header) > 0 {
		texts = []string{grid.Header[0].Text, grid.Header[0].Source}
	}
	for _, heading := range slices.Backward(headings) {
		texts = append(texts, heading)
	}
	for _, text := range texts {
		if m.likely == nil && parameterWord.MatchString(text) {
			m.likely = []Location{InPath, InQuery, InHeader, InCookie}
		} else if m.likely == nil && memberWord.MatchString(text) {
			m.likely = []Location{InBody}
		}
		if len(m.in) == 0 {
			m.in = locationsNamed(text)
		}
	}
	return m, true
}

// locationsNamed returns the locations that a heading names.
func locationsNamed(heading string) (list []Location) {
	for _, l := range locations {
		if l.heading.MatchString(heading) {
			list = append(list, l.in)
		}
	}
	return list
}

// find returns the pointer of the only member with a name. ambiguous describes the
// members if there are several.
func (op DescribedOperation) find(name string, m membersOf) (pointer diag.Pointer, ambiguous string) {
	has := func(accepted []Location) (list []Location) {
		for _, l := range locations {
			if _, ok := op.Members[l.in][name]; ok && (len(accepted) == 0 || slices.Contains(accepted, l.in)) {
				list = append(list, l.in)
			}
		}
		return list
	}
	found := has(m.in)
	if len(found) > 1 && len(m.likely) > 0 && len(m.in) == 0 {
		if likely := has(m.likely); len(likely) > 0 {
			found = likely
		}
	}
	switch len(found) {
	case 0:
		return "", ""
	case 1:
		return op.Members[found[0]][name], ""
	}
	return "", nounsOf(found, " and a ")
}

// nounsOf returns the nouns for members in the given locations.
func nounsOf(in []Location, conjunction string) string {
	var nouns []string
	for _, l := range locations {
		if slices.Contains(in, l.in) {
			nouns = append(nouns, l.noun)
		}
	}
	return strings.Join(nouns, conjunction)
}

// members calls add for the descriptions of parameters and properties on a source
// page, in tables with a row for each. In plain text, the name, the type and the
// description can be lines of their own. It returns the rows of such tables that are
// not imported.
func (d *Described) members(page *SourcePage, op DescribedOperation, add func(diag.Pointer, block)) (gaps []docGap) {
	for _, grid := range page.Tables {
		column := slices.IndexFunc(grid.Header, isTextHeading)
		m, ok := page.membersAt(grid)
		if column < 1 || !ok {
			continue
		}
		var unknown []docGap
		names := op.nameColumn(grid, column)
		for _, row := range grid.Rows {
			if column >= len(row) || row[column].Text == "" {
				continue
			}
			name, m := memberKey(row[names].Text), m.inRow(slices.Concat(row[:names], row[names+1:column]))
			switch pointer, ambiguous := op.find(name, m); {
			case ambiguous != "":
				gaps = append(gaps, ambiguousMember(row[names].Pos, name, ambiguous))
			case d.Texts[pointer] != "":
				add(pointer, block{row[column].Pos, row[column].Text, row[column].Source})
			case memberForm.MatchString(name) && !ignoredHeader.MatchString(name):
				unknown = append(unknown, docGap{row[names].Pos, fmt.Sprintf("the operation has no %s %q with a "+
					"description, so this row is not imported", m.noun(), name)})
			}
		}
		if len(unknown) < len(grid.Rows) {
			gaps = append(gaps, unknown...)
		}
	}
	for i := 0; page.Format == Text && i+2 < len(page.blocks); i++ {
		name, text := memberKey(page.blocks[i].text), page.blocks[i+2]
		pointer, ambiguous := op.find(name, membersOf{})
		switch {
		case !hasSentence(text.text):
		case ambiguous != "":
			gaps = append(gaps, ambiguousMember(page.blocks[i].pos, name, ambiguous))
		case pointer != "":
			add(pointer, text)
		}
	}
	return gaps
}

// nameColumn returns the column with the names of members: the first one, unless it has
// none and most cells of another column before the descriptions are such names.
func (op DescribedOperation) nameColumn(grid *Grid, descriptions int) int {
	isName := func(cell Cell) bool {
		pointer, ambiguous := op.find(memberKey(cell.Text), membersOf{})
		return pointer != "" || ambiguous != ""
	}
	for i := 1; i < descriptions && grid.fraction(0, isName) == 0; i++ {
		if grid.fraction(i, isName) > 0.5 {
			return i
		}
	}
	return 0
}

// ambiguousMember reports a row that can describe several members.
func ambiguousMember(pos diag.Pos, name, nouns string) docGap {
	return docGap{pos, fmt.Sprintf("the operation has both a %s %q, so this row is not imported; move it below "+
		`a heading such as "Query parameters" or "Request body"`, nouns, name)}
}

var (
	// memberForm matches the names of parameters and properties.
	memberForm = regexp.MustCompile(`^[A-Za-z_$@][\w.$@-]*(?:\[\])?$`)
	// ignoredHeader matches the headers that OpenAPI does not describe as parameters.
	ignoredHeader = regexp.MustCompile(`^(?i:authorization|accept|content-type)$`)
)

// inRow returns the members that a row is about, which one of its cells between the
// name and the description can say.
func (m membersOf) inRow(cells []Cell) membersOf {
	for _, cell := range cells {
		in := Location(strings.ToLower(memberKey(cell.Text)))
		if slices.ContainsFunc(locations, func(l location) bool { return l.in == in }) {
			return membersOf{in: []Location{in}}
		}
	}
	return m
}

// noun returns the noun for one of the members.
func (m membersOf) noun() string {
	if len(m.in) == 0 {
		return "parameter or property"
	}
	return nounsOf(m.in, " or ")
}

func (m Member) isDescribed() bool { return m.Description != "" }

// enumOf returns the enum that a page's table is about: the enum with its name,
// otherwise the only enum with all its members. The gaps are the rows that are not
// imported. If there is no such enum, but the table is about one of the description,
// the gap is the table.
func (d *Described) enumOf(enum Enum) (found *DescribedEnum, gaps []docGap) {
	var whole, parts []*DescribedEnum
	for i := range d.Enums {
		known := &d.Enums[i]
		unknown := known.lacks(enum)
		switch {
		case len(unknown) == len(enum.Members):
		case enum.Type != "" && strings.EqualFold(enum.Type, known.Name):
			for _, m := range slices.DeleteFunc(unknown, func(m Member) bool { return !m.isDescribed() }) {
				gaps = append(gaps, docGap{m.Pos, fmt.Sprintf("the enumeration %s has no member %q, so this row is "+
					"not imported", known.Name, m.Name)})
			}
			return known, gaps
		case len(unknown) == 0:
			whole = append(whole, known)
		case 2*len(unknown) <= len(enum.Members):
			parts = append(parts, known)
		}
	}
	var problem string
	switch {
	case len(whole) == 1:
		return whole[0], nil
	case !slices.ContainsFunc(enum.Members, Member.isDescribed):
		return nil, nil
	case len(whole) > 1:
		problem = fmt.Sprintf("the description has %d enumerations with these members, so this table is not "+
			"imported; begin the heading above it with the name of one of them", len(whole))
	case len(parts) > 0:
		problem = fmt.Sprintf("no enumeration of the description has all members of this table, such as %q, so "+
			"this table is not imported", parts[0].lacks(enum)[0].Name)
	default:
		return nil, nil
	}
	return nil, []docGap{{enum.Pos, problem}}
}

// lacks returns the members of a page's enum that the enum does not have.
func (known DescribedEnum) lacks(enum Enum) (list []Member) {
	for _, m := range enum.Members {
		if _, ok := known.Members[m.Name]; !ok {
			list = append(list, m)
		}
	}
	return list
}
