package rest

import (
	"net/url"
	"strings"
)

// BodyForm sets a body of the type application/x-www-form-urlencoded, made of
// the members of the object that is written. The given fields say how some
// are written; of the others a list is repeated and an object is JSON text.
// Nulls and lists without elements are left out.
func (q *Request) BodyForm(contentType string, write func(*Encoder), fields ...Param) {
	raw, err := Encode(write)
	if err != nil {
		q.fail(err)
		return
	}
	if isText(raw) || raw[0] == '[' {
		q.fail(errNoObject)
		return
	}
	var b strings.Builder
	for _, m := range members(raw) {
		p := paramOf(m.name, fields)
		for _, f := range p.fields(m.value) {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(url.QueryEscape(f.name) + "=" + f.value(p.escapeIn(url.QueryEscape), escape(f.separator, ",")))
		}
	}
	q.BodyText(contentType, b.String())
}

// paramOf returns how a field of a form is written.
func paramOf(name string, fields []Param) Param {
	for _, p := range fields {
		if p.Name == name {
			return p
		}
	}
	return Param{Name: name, Explode: true}
}
