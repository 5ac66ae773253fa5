package rest

// This file formats parameters and form fields that are more than one plain
// value, in the styles of OpenAPI. It encodes a value to JSON first, because
// that yields the names and strings that are sent. Then it takes the list or
// object apart. Objects within objects are sent as JSON because most styles
// cannot represent them; deepObject uses brackets for any depth. OpenAPI does not
// define lists within an exploded object. They become repeated fields, which
// servers that read the members as parameters of their own expect.

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Style is an OpenAPI style: a way to write lists and objects as text. It is
// for generated code.
type Style string

// The OpenAPI styles, and StyleJSON for parameters that are declared as JSON.
// The zero Style is the default for form fields: a list becomes repeated fields
// and an object becomes JSON.
const (
	StyleSimple         Style = "simple"
	StyleLabel          Style = "label"
	StyleMatrix         Style = "matrix"
	StyleForm           Style = "form"
	StyleSpaceDelimited Style = "spaceDelimited"
	StylePipeDelimited  Style = "pipeDelimited"
	StyleDeepObject     Style = "deepObject"
	StyleJSON           Style = "json"
)

// Param describes the format of a parameter or form field. It is for generated
// code.
type Param struct {
	Name          string
	Style         Style
	Explode       bool
	AllowReserved bool   // do not escape characters that are reserved in URLs
	Required      bool   // nil is an error
	ContentType   string // content type of the part in a multipart body
}

// QueryParam adds a query parameter. It omits null and empty values.
//
// The deepObject style writes the names within an object in brackets:
// filter[size][min]. If Explode is set, the elements of a list are written
// with their indexes, as in tags[0] and tags[1]. Otherwise, the elements are
// joined with commas.
func (q *Request) QueryParam(p Param, write func(*Encoder)) {
	for _, f := range p.fields(q.value("query parameter", p, write)) {
		q.addQuery(f.name)
		q.query = append(q.query, f.value(p.escapeIn(escapeQuery), escape(f.separator, keepInQuery+",;"))...)
	}
}

// HeaderParam sets a header. See [Request.QueryParam].
func (q *Request) HeaderParam(p Param, write func(*Encoder)) {
	raw := q.value("header", p, write)
	if raw == nil {
		return
	}
	if text := p.simple(raw, ",", func(text string) string { return text }); text != "" || isText(raw) {
		q.Header(p.Name, text)
	}
}

// CookieParam adds one cookie with all elements or, if Explode is set, one
// cookie for each element. See [Request.QueryParam].
func (q *Request) CookieParam(p Param, write func(*Encoder)) {
	for _, f := range p.fields(q.value("cookie", p, write)) {
		if p.Style == StyleJSON {
			f.texts[0] = escape(f.texts[0], "")
		}
		for _, text := range f.texts {
			q.checkCookie(f.name, text)
		}
		q.cookies = append(q.cookies, f.name+"="+strings.Join(f.texts, f.separator))
	}
}

// PathPart is a part of a path segment, for [Resource.StyledSegment]. It is for
// generated code.
type PathPart struct {
	text  string
	param *Param
	write func(*Encoder)
}

// PathText returns a literal part of a path segment. It is for generated code.
func PathText(text string) PathPart { return PathPart{text: text} }

// PathParam returns a parameter as part of a path segment. It is for generated
// code.
func PathParam(p Param, write func(*Encoder)) PathPart { return PathPart{param: &p, write: write} }

// StyledSegment adds a path segment that contains parameters in styles such as
// matrix. A parameter without a value is an error. In a value between
// apostrophes, apostrophes are doubled as in OData.
func (r Resource) StyledSegment(parts ...PathPart) Resource {
	var b strings.Builder
	for i, part := range parts {
		if part.param == nil {
			b.WriteString(escapeLiteral(part.text))
			continue
		}
		raw, err := Encode(part.write)
		if err != nil {
			return r.fail(err)
		}
		text := part.param.path(raw)
		if text == "" {
			return r.fail(fmt.Errorf("the path parameter %s is empty", part.param.Name))
		}
		if strings.HasSuffix(b.String(), "'") && i+1 < len(parts) && strings.HasPrefix(parts[i+1].text, "'") {
			text = strings.ReplaceAll(text, "%27", "%27%27")
		}
		b.WriteString(text)
	}
	if text := b.String(); text == "." || text == ".." {
		return r.fail(fmt.Errorf("the path segment is %q, which addresses another resource", text))
	}
	return r.add(b.String())
}

// value returns the JSON that write encodes, or nil for null.
func (q *Request) value(what string, p Param, write func(*Encoder)) RawJSON {
	raw, err := Encode(write)
	switch {
	case err != nil:
		q.fail(fmt.Errorf("the %s %s: %w", what, p.Name, err))
		return nil
	case !isNull(raw):
		return raw
	case p.Required:
		q.fail(fmt.Errorf("the %s %s is nil, but the operation requires one", what, p.Name))
	}
	return nil
}

// field is a name with a value: strings that are joined by a separator, which
// is not escaped.
type field struct {
	name      string
	texts     []string
	separator string
}

// value returns the escaped strings, joined by the separator.
func (f field) value(escape func(string) string, separator string) string {
	texts := make([]string, len(f.texts))
	for i, text := range f.texts {
		texts[i] = escape(text)
	}
	return strings.Join(texts, separator)
}

// fields returns the fields of a value in a query, a form or cookies. It
// returns nil to omit the value.
func (p Param) fields(raw RawJSON) []field {
	switch {
	case raw == nil || isNull(raw):
		return nil
	case p.Style == StyleJSON, isText(raw), p.Style == "" && raw[0] == '{':
		return []field{{name: p.Name, texts: []string{textOf(raw)}}}
	case p.Style == StyleDeepObject:
		return p.deep(nil, p.Name, raw)
	}
	var fields []field
	var all []string
	for _, m := range members(raw) {
		name := p.Name
		if raw[0] == '{' {
			name = m.name
			all = append(all, name)
			if p.Explode && m.value[0] == '[' {
				fields = append(fields, Param{Name: name, Explode: true}.fields(m.value)...)
				continue
			}
		}
		all = append(all, textOf(m.value))
		fields = append(fields, field{name: name, texts: []string{textOf(m.value)}})
	}
	if p.Explode || len(all) == 0 {
		return fields
	}
	return []field{{p.Name, all, p.Style.separator()}}
}

// separator returns the separator between the parts of a value, or "" for other
// styles. A switch is used because a map would be built whenever a program
// starts.
func (s Style) separator() string {
	switch s {
	case "", StyleForm:
		return ","
	case StyleSpaceDelimited:
		return " "
	case StylePipeDelimited:
		return "|"
	}
	return ""
}

// deep appends the fields of a value in the style deepObject.
func (p Param) deep(fields []field, name string, raw RawJSON) []field {
	if isText(raw) {
		return append(fields, field{name: name, texts: []string{textOf(raw)}})
	}
	list := members(raw)
	if raw[0] == '[' && !p.Explode && len(list) > 0 {
		f := field{name: name, separator: ","}
		for _, m := range list {
			f.texts = append(f.texts, textOf(m.value))
		}
		return append(fields, f)
	}
	for _, m := range list {
		fields = p.deep(fields, name+"["+m.name+"]", m.value)
	}
	return fields
}

// path returns the escaped value for a path, or "" if it is empty.
func (p Param) path(raw RawJSON) string {
	pure := func(text string) string { return escape(text, "") }
	if isNull(raw) {
		return ""
	}
	switch p.Style {
	case StyleLabel:
		separator := ","
		if p.Explode {
			separator = "."
		}
		if text := p.simple(raw, separator, pure); text != "" {
			return "." + text
		}
		return ""
	case StyleMatrix:
		f := p
		f.Style = StyleForm
		var b strings.Builder
		for _, f := range f.fields(raw) {
			b.WriteString(";" + pure(f.name))
			if value := f.value(pure, ","); value != "" {
				b.WriteString("=" + value)
			}
		}
		return b.String()
	}
	return p.simple(raw, ",", pure)
}

// simple returns a value as text: the elements of a list, or the names and
// values of an object, which Explode joins with "=".
func (p Param) simple(raw RawJSON, separator string, escape func(string) string) string {
	if p.Style == StyleJSON || isText(raw) {
		return escape(textOf(raw))
	}
	var texts []string
	for _, m := range members(raw) {
		text := escape(textOf(m.value))
		switch {
		case raw[0] == '[':
		case p.Explode:
			text = escape(m.name) + "=" + text
		default:
			texts = append(texts, escape(m.name))
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, separator)
}

// escapeIn returns the function that escapes the values of a parameter. Without
// AllowReserved it is otherwise.
func (p Param) escapeIn(otherwise func(string) string) func(string) string {
	if p.AllowReserved {
		return escapeReserved
	}
	return otherwise
}

func escapeQuery(text string) string { return escape(text, keepInQuery) }

// member is an element of a list with its index as name, or a member of an
// object.
type member struct {
	name  string
	value RawJSON
}

// members returns the elements or members of an array or object from the
// encoder. It omits nulls.
func members(raw RawJSON) []member {
	var list []member
	d := NewDecoder(raw)
	keyed := d.Kind() == KindObject
	if keyed && !d.Object() || !keyed && !d.Array() {
		return nil
	}
	for d.Next() {
		m := member{name: strconv.Itoa(len(list))}
		if keyed {
			m.name = string(d.Key())
		}
		if m.value = d.Raw(); !isNull(m.value) {
			list = append(list, m)
		}
	}
	return list
}

// textOf returns the content of a string, or JSON for any other value.
func textOf(raw RawJSON) string {
	if len(raw) == 0 || raw[0] != '"' {
		return string(raw)
	}
	return NewDecoder(raw).String()
}

// isText reports whether a value is neither a list nor an object.
func isText(raw RawJSON) bool { return len(raw) > 0 && raw[0] != '{' && raw[0] != '[' }

func isNull(raw RawJSON) bool { return len(raw) == 0 || raw[0] == 'n' }

// errNoObject reports a form whose body is not an object.
var errNoObject = errors.New("the body is not an object; a form needs one")
