package catalog

// This file extracts facts other than codes from source pages: the values of a
// property, the permissions that an operation requires, and the operation's
// request. Names are returned as written, with positions. In plain text, tables
// are recognized by the beginnings of their lines.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Facts are the facts on a source page other than codes.
type Facts struct {
	Operations  []Operation
	Examples    []Operation // calls with values for the parameters of the path
	Enums       []Enum
	Permissions []Permission
}

// Operation is a method with a path below the service's root.
type Operation struct {
	Pos          diag.Pos
	Method, Path string
}

// Enum is a list of the values of a property.
type Enum struct {
	Pos      diag.Pos
	Property string // the property's name, or ""
	Type     string // type name in code samples, or ""
	Members  []Member
}

// Member is a value of an enum.
type Member struct {
	Name        string
	Description string // may be ""
	Pos         diag.Pos
}

// Permission lists the permissions required for one way to sign in.
type Permission struct {
	Pos    diag.Pos
	Kind   Kind
	Names  []string // least privileged first; nil if the way to sign in is not supported
	Remark string   // the page's text if it lists no names
}

// Kind is a way to sign in.
type Kind string

// The ways to sign in.
const (
	DelegatedWork     Kind = "delegated (work)"
	DelegatedPersonal Kind = "delegated (personal)"
	Application       Kind = "application"
)

// Facts returns the facts on the page.
func (p *SourcePage) Facts() *Facts {
	return &Facts{p.requests(requestLine), p.requests(exampleCall), p.enums(), p.permissions()}
}

const methods = `(GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS)`

var (
	request        = regexp.MustCompile(`^\s*` + methods + `\s+(/[^\s?]*)`)
	exampleRequest = regexp.MustCompile(`^\s*` + methods + `\s+https?://[^/\s]+(/[^\s?]*)`)

	// sdkCall matches a call in an SDK that mirrors paths:
	//
	//	client.Communications.Calls["{call-id}"].DeleteAsync()
	//	client.communications().calls().byCallId("{call-id}").delete()
	sdkCall = regexp.MustCompile(`(?i)\b\w*client((?:` + sdkStep + `)+)`)
	sdkPart = regexp.MustCompile(sdkStep)
	sdkVerb = regexp.MustCompile(`(?i)^(get|put|post|patch|delete)(?:async)?$`)
)

// sdkStep matches a step of a call in an SDK.
const sdkStep = `(?:\.|->)(\w+)(\((?:"[^"]*"|'[^']*')?\))?|\[["'][^"'\]]*["']\]`

// requestLine returns the method and path of a request such as DELETE /orders/{id},
// or an empty method.
func requestLine(line string) (method, path string) {
	if m := request.FindStringSubmatch(line); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

// exampleCall is like requestLine for a request to a URL, or for a call in an SDK.
func exampleCall(line string) (method, path string) {
	if m := exampleRequest.FindStringSubmatch(line); m != nil {
		return m[1], m[2]
	}
	call := sdkCall.FindStringSubmatch(line)
	if call == nil {
		return "", ""
	}
	for _, step := range sdkPart.FindAllStringSubmatch(call[1], 100) {
		verb := sdkVerb.FindStringSubmatch(step[1])
		isByID := strings.HasPrefix(strings.ToLower(step[1]), "by") && len(step[2]) > len("()")
		switch {
		case verb != nil && path != "":
			return strings.ToUpper(verb[1]), path
		case step[1] == "" || isByID:
			path += "/{id}"
		default:
			path += "/" + strings.ReplaceAll(step[1], "_", "")
		}
	}
	return "", ""
}

// requests returns the requests in the code on the page, in order.
func (p *SourcePage) requests(parse func(line string) (method, path string)) []Operation {
	var list []Operation
	for _, b := range p.code {
		for line := range strings.Lines(b.text) {
			method, path := parse(line)
			if method == "" || len(list) >= 1000 {
				continue
			}
			if !slices.ContainsFunc(list, func(o Operation) bool { return o.Method == method && o.Path == path }) {
				list = append(list, Operation{b.pos, method, path})
			}
		}
	}
	return list
}

// valuesIntro matches the introduction of a list of values, in the languages of
// source pages.
var valuesIntro = regexp.MustCompile(`(?i)(?:possible|allowed|supported|permitted) values|` +
	`(?:mögliche|zulässige|unterstützte) werte|可能的?值|可取值|使用できる値|可能な値|有効な値|가능한 값|` +
	`возможные значения|допустимые значения|valeurs (?:possibles|autorisées)|` +
	`(?:posibles valores|valores posibles)|(?:possíveis valores|valores possíveis)|` +
	`(?:possibili valori|valori possibili)|mogelijke waarden|możliwe wartości`)

var (
	conjunction = regexp.MustCompile(
		`(?i)[,;、，/]|\s(?:and|or|und|oder|et|ou|y|o|e|и|или|en|of|oraz|lub)\s|和|或|以及|および|または|및|또는`)
	memberName   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	nameEnd      = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*$`)
	nameStart    = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*`)
	propertyName = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
)

// enums finds lists of values in running text and in tables.
func (p *SourcePage) enums() []Enum {
	var list []Enum
	types := p.types()
	add := func(pos diag.Pos, owner, text string) {
		at := valuesIntro.FindStringIndex(text)
		if at == nil {
			return
		}
		if members := membersIn(text[at[1]:]); len(members) > 1 {
			list = append(list, Enum{Pos: pos, Property: owner, Type: typeOf(members, types), Members: members})
		}
	}
	for i, b := range p.blocks {
		add(b.pos, p.ownerAbove(i), b.text)
	}
	for _, grid := range p.Tables {
		for _, row := range grid.Rows {
			owner := strings.Trim(row[0].Text, "`*")
			if !propertyName.MatchString(owner) {
				owner = ""
			}
			for _, cell := range row {
				add(cell.Pos, owner, cell.Text)
			}
		}
		if enum, ok := p.enumTable(grid); ok {
			list = append(list, enum)
		}
	}
	return list
}

// membersIn parses a list of names such as "are None, Busy and Forbidden." up to
// the first word that is not a name.
func membersIn(text string) []Member {
	text = strings.NewReplacer("`", "", "*", "", `"`, "", "“", "", "”", "", "«", "", "»", "").Replace(text)
	var list []Member
	for i, part := range conjunction.Split(text, 200) {
		part = strings.TrimSpace(part)
		name, last := part, false
		switch {
		case memberName.MatchString(part):
		case i == 0: // after a verb or a colon
			name = nameEnd.FindString(part)
		default: // possibly at the end of the sentence
			name, last = nameStart.FindString(part), true
			if rest := part[len(name):]; rest != "" && !strings.ContainsRune(".。;；", []rune(rest)[0]) {
				name = ""
			}
		}
		if name == "" {
			break
		}
		list = append(list, Member{Name: name})
		if last {
			break
		}
	}
	return list
}

// ownerAbove returns the property that a line describes, where each cell of a
// table has become a line: name, type, description.
func (p *SourcePage) ownerAbove(i int) string {
	if p.Format != Text {
		return ""
	}
	line := p.blocks[i].text
	if first := firstWord(line); propertyName.MatchString(first) && len(strings.Fields(line)) > 1 {
		return first
	}
	if i >= 2 && propertyName.MatchString(p.blocks[i-2].text) {
		return p.blocks[i-2].text
	}
	return ""
}

var qualifiedName = regexp.MustCompile(`\b([A-Z][A-Za-z0-9]*)\.([A-Za-z][A-Za-z0-9_]*)\b`)

// types returns the type of each member named in code samples such as
// RejectReason.Busy. Its keys are in lower case.
func (p *SourcePage) types() map[string]string {
	of := map[string]string{}
	for _, b := range p.code {
		for _, m := range qualifiedName.FindAllStringSubmatch(b.text, -1) {
			if member := strings.ToLower(m[2]); of[member] == "" {
				of[member] = strings.ToLower(m[1][:1]) + m[1][1:]
			}
		}
	}
	return of
}

func typeOf(members []Member, types map[string]string) string {
	for _, member := range members {
		if name := types[strings.ToLower(member.Name)]; name != "" {
			return name
		}
	}
	return ""
}

// memberWords are the headings of columns with enum members.
var memberWords = []string{
	"member", "value", "members", "values", "wert", "mitglied", "element", "成员", "值", "メンバー", "値", "멤버", "값",
	"член", "элемент", "значение", "membre", "valeur", "miembro", "valor", "membro", "valore",
}

// enumTable parses a table of members and their descriptions.
func (p *SourcePage) enumTable(grid *Grid) (Enum, bool) {
	if len(grid.Header) < 2 || len(grid.Rows) < 2 {
		return Enum{}, false
	}
	if !slices.Contains(memberWords, strings.ToLower(grid.Header[0].Text)) {
		return Enum{}, false
	}
	enum := Enum{Pos: grid.Pos}
	if len(grid.Headings) > 0 {
		words := strings.Fields(grid.Headings[len(grid.Headings)-1])
		if len(words) > 0 {
			word, _, _ := strings.Cut(strings.Trim(words[0], "`*"), "-") // cancelReason-Werte
			if propertyName.MatchString(word) {
				enum.Type = word
			}
		}
	}
	text := len(grid.Header) - 1
	for _, row := range grid.Rows {
		name := strings.Trim(row[0].Text, "`*")
		if !memberName.MatchString(name) {
			return Enum{}, false
		}
		member := Member{Name: name, Pos: row[0].Pos}
		if text < len(row) {
			member.Description = row[text].Text
		}
		enum.Members = append(enum.Members, member)
	}
	return enum, true
}

// delegated matches the beginning of a row with delegated permissions.
const delegated = `(?i)^(?:delegated|delegiert|委派|委任|委託|위임|делегированн\S*|déléguée?s?|` +
	`delegad[oa]s?|delegat[oai]|delegowane)\s*[（(][^)）]*`

// kinds match the beginnings of rows of permissions, in the languages of source
// pages.
var kinds = []struct {
	kind  Kind
	begin *regexp.Regexp
}{
	{DelegatedPersonal, regexp.MustCompile(delegated + `(?:personal|persönlich|个人|個人|개인|личная|личные|` +
		`personnel|personale|pessoal|osobiste)[^)）]*[)）]`)},
	{DelegatedWork, regexp.MustCompile(delegated + `[)）]`)},
	{Application, regexp.MustCompile(`(?i)^(?:application|anwendung|应用程序|應用程式|アプリケーション|애플리케이션|` +
		`응용 프로그램|для приложений|приложение|aplicación|aplicativo|applicazione|aplicacja)(?:[\s:|]|$)`)},
}

var permissionName = regexp.MustCompile(`\b[A-Z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+){1,4}\b`)

// kindOf returns the kind of permissions that text begins with, and the rest.
func kindOf(text string) (kind Kind, rest string, ok bool) {
	for _, k := range kinds {
		if at := k.begin.FindStringIndex(text); at != nil {
			return k.kind, strings.TrimSpace(text[at[1]:]), true
		}
	}
	return "", text, false
}

// permissions finds the table of permissions.
func (p *SourcePage) permissions() []Permission {
	var list []Permission
	add := func(pos diag.Pos, kind Kind, text string) {
		if !slices.ContainsFunc(list, func(have Permission) bool { return have.Kind == kind }) {
			names := slices.Compact(permissionName.FindAllString(text, 100))
			permission := Permission{Pos: pos, Kind: kind, Names: names}
			if permission.Names == nil {
				permission.Remark = normalizeSpace(text)
			}
			list = append(list, permission)
		}
	}
	for _, grid := range p.Tables {
		for _, row := range grid.Rows {
			if kind, rest, ok := kindOf(row[0].Text); ok && rest == "" && len(row) > 1 {
				texts := make([]string, 0, len(row)-1)
				for _, cell := range row[1:] {
					texts = append(texts, cell.Text)
				}
				add(row[0].Pos, kind, strings.Join(slices.Compact(texts), " "))
			}
		}
	}
	if p.Format == Text {
		p.permissionLines(add)
	}
	return list
}

// permissionLines parses rows that are single lines, or whose cells are lines of
// their own. In the latter case, every row has the number of lines between the
// beginnings of the first two rows.
func (p *SourcePage) permissionLines(add func(pos diag.Pos, kind Kind, text string)) {
	width := 0
	for i, b := range p.blocks {
		kind, rest, ok := kindOf(b.text)
		switch {
		case !ok:
		case rest != "":
			if kind != Application || permissionName.MatchString(rest) || width > 0 {
				add(b.pos, kind, rest)
			}
		default:
			for k := i + 1; width == 0 && k < len(p.blocks) && k < i+6; k++ {
				if _, _, next := kindOf(p.blocks[k].text); next {
					width = k - i - 1
				}
			}
			var texts []string
			for k := i + 1; k <= i+width && k < len(p.blocks); k++ {
				texts = append(texts, p.blocks[k].text)
			}
			if width > 0 {
				add(b.pos, kind, strings.Join(slices.Compact(texts), " "))
			}
		}
	}
}
