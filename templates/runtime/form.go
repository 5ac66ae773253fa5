package rest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// BodyForm sets a body of type application/x-www-form-urlencoded. The write
// function encodes an object, whose members become the fields of the form. The
// fields parameter sets the format of individual members. By default, a list
// is written as repeated fields, and an object is written as JSON. Null values
// and empty lists are omitted; null in a required field is an error.
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
	if err := checkRequired(raw, fields); err != nil {
		q.fail(err)
		return
	}
	var b strings.Builder
	for _, m := range members(raw) {
		p := paramOf(m.name, fields)
		for _, f := range p.fields(m.value) {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			value := f.value(p.escapeIn(url.QueryEscape), escape(f.separator, ","))
			b.WriteString(url.QueryEscape(f.name) + "=" + value)
		}
	}
	q.BodyText(contentType, b.String())
}

// checkRequired returns an error if a required field is null in the object raw.
func checkRequired(raw RawJSON, fields []Param) error {
	isRequired := func(p Param) bool { return p.Required }
	if !slices.ContainsFunc(fields, isRequired) {
		return nil
	}
	d := NewDecoder(raw)
	for ok := d.Object(); ok && d.Next(); {
		if name := string(d.Key()); isNull(d.Raw()) && paramOf(name, fields).Required {
			return missingField(name)
		}
	}
	return nil
}

// missingField reports a required field of a form that is nil.
func missingField(name string) error {
	return fmt.Errorf("the field %s is nil, but the operation requires one", excerpt([]byte(name)))
}

// paramOf returns the format of a form field.
func paramOf(name string, fields []Param) Param {
	for _, p := range fields {
		if p.Name == name {
			return p
		}
	}
	return Param{Name: name, Explode: true}
}
