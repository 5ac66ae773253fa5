package api

// The IR as text, for golden files and for debugging. Each method of dumper
// writes one kind of part. String and Name return the names of types, also for
// messages in other packages.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Dump returns a text form of a: one line for each operation, parameter, field
// and so on, in the order of the IR, without positions. Golden files compare
// it.
func Dump(a *API) string {
	d := &dumper{}
	d.line(0, "api %q %s", a.Title, cmp.Or(a.Version, "-"))
	if a.BaseURL != "" {
		d.line(1, "server %s", a.BaseURL)
	}
	d.serverLines(a)
	for _, s := range a.Security {
		d.line(1, "security %s %s", s.Name, strings.Join(nonEmpty(s.Kind, s.Scheme, string(s.In), s.Param), " "))
	}
	for _, o := range a.Operations {
		d.operationLines(o)
	}
	for _, c := range a.Callbacks {
		owner := "webhook"
		if c.Owner != nil {
			owner = "of " + c.Owner.Method + " " + c.Owner.Path.Template
		}
		status := strconv.Itoa(c.Status)
		if c.RequiredProperty != "" {
			status += fmt.Sprintf(", without %s %d", c.RequiredProperty, c.MismatchStatus)
		}
		d.line(0, "callback %s %s %s %s -> %s, %s%s",
			c.Name, c.Method, c.ContentType, c.Payload, status, owner, docText(c.Doc))
	}
	for _, t := range a.Types {
		d.typeLines(t)
	}
	for _, t := range a.Tables {
		d.tableLines(t)
	}
	for _, o := range a.LeftOut {
		d.line(0, "left out at %s: %s [%s]", o.Origin.Pointer, o.Message(), o.Rule)
	}
	return d.text.String()
}

type dumper struct{ text strings.Builder }

func (d *dumper) line(depth int, format string, args ...any) {
	d.text.WriteString(strings.Repeat("  ", depth))
	d.text.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	d.text.WriteByte('\n')
}

// serverLines lists the servers if there are several or variables.
func (d *dumper) serverLines(a *API) {
	for _, s := range a.Servers {
		if len(a.Servers) == 1 && s == a.Server && len(s.Variables) == 0 {
			continue
		}
		kind := textIf(s == a.Server, " default")
		kind += textIf(slices.Contains(a.Replacements, s), " replaces the default")
		for _, other := range s.Replaces {
			kind += " replaces " + other.URL
		}
		kind = textIf(s.Relative != "", " relative "+s.Relative) + textIf(s.Name != "", " named "+s.Name) + kind
		d.line(1, "url %s%s%s", s.URL, kind, docText(s.Doc))
		for _, v := range s.Variables {
			values := strings.Join(v.Values, "|")
			d.line(2, "variable %s = %q %s%s", v.Name, v.Default, values, quotedNote(v.Description))
		}
	}
}

func (d *dumper) operationLines(o *Operation) {
	d.line(0, "%s %s %s%s", o.Method, o.Path.Template, o.ID, docText(o.Doc))
	if o.Server != nil {
		d.line(1, "server %s", o.Server.URL)
	}
	for _, s := range o.Path.Segments {
		for _, p := range s.Parts {
			if p.Param != nil {
				d.paramLine(p.Param)
			}
		}
	}
	for _, pair := range o.Query {
		d.line(1, "query %s=%s", pair.Name, pair.Value)
	}
	for _, p := range o.Params {
		d.paramLine(p)
	}
	if o.Body != nil {
		d.bodyLines("body", o.Body)
	}
	for _, b := range o.OtherBodies {
		d.bodyLines("or", b)
	}
	for _, r := range o.Success {
		d.responseLines("", r)
	}
	for _, r := range o.Errors {
		d.responseLines("error ", r)
	}
	if o.Redirects != nil {
		d.line(1, "redirects %s", strings.Join(o.Redirects, " "))
	}
	if o.Paging != nil {
		d.pagingLine(o.Paging)
	}
	if o.StreamProperty != "" {
		d.line(1, "streams if %s", o.StreamProperty)
	}
	for _, p := range o.Permissions {
		d.line(1, "permission %s: %s%s", p.Kind, cmp.Or(strings.Join(p.Names, ", "), "not supported"),
			quotedNote(p.Note))
	}
	d.limitLines(1, o.Limits)
	if o.Undeclared {
		d.line(1, "security unknown")
	}
	if o.Unsecured {
		d.line(1, "needs nothing")
	}
	for _, s := range o.Security {
		var names []string
		for _, r := range s {
			names = append(names, r.Scheme+textIf(len(r.Scopes) > 0, "("+strings.Join(r.Scopes, " ")+")"))
		}
		d.line(1, "needs %s", cmp.Or(strings.Join(names, " and "), "nothing"))
	}
}

func (d *dumper) pagingLine(p *Paging) {
	text := "pages of " + cmp.Or(fieldPath(p.Items), "the result") + " by " + string(p.Style)
	if p.Param != nil {
		text += " in " + p.Param.Name
	}
	text += textIf(p.Next != nil, " from "+fieldPath(p.Next))
	text += textIf(p.NextItem != nil, " from the item's "+fieldPath(p.NextItem))
	text += textIf(p.NextHeader != "", " from the header "+p.NextHeader)
	text += textIf(p.More != nil, " while "+fieldPath(p.More))
	text += textIf(p.End != nil, " up to "+fieldPath(p.End))
	d.line(1, "%s%s", text, textIf(p.First != 0, " counted from 1"))
}

func fieldPath(path []*Field) string {
	var names []string
	for _, f := range path {
		names = append(names, f.Name)
	}
	return strings.Join(names, " > ")
}

func (d *dumper) paramLine(p *Param) {
	d.line(1, "%s %s %s%s %s%s%s%s%s", p.In, p.Name, p.Type, textIf(p.Required, " required"), p.Style,
		textIf(p.Explode, " explode"), textIf(p.AllowReserved, " reserved"),
		textIf(p.Default != "", " default="+p.Default), docText(p.Doc))
	d.limitLines(2, p.Limits)
}

func (d *dumper) bodyLines(word string, b *Body) {
	choices := ""
	if b.Choices != nil {
		choices = " one of " + strings.Join(b.Choices, ", ")
	}
	d.line(1, "%s %s %s%s%s%s%s", word, b.ContentType, b.Type, textIf(b.Required, " required"), choices,
		textIf(b.Default != "", " default="+b.Default), docText(b.Doc))
	d.limitLines(2, b.Limits)
	for _, e := range b.Encodings {
		parts := nonEmpty(e.Property, e.ContentType, e.Style,
			textIf(e.Explode, "explode"), textIf(e.AllowReserved, "reserved"))
		d.line(2, "encoding %s", strings.Join(parts, " "))
	}
}

func (d *dumper) responseLines(prefix string, r *Response) {
	content := "-"
	if r.Type != nil {
		content = r.ContentType + " " + r.Type.String() + sequenceText(r.Sequence)
	}
	d.line(1, "%s%s %s%s", prefix, r.Status, content, docText(r.Doc))
	d.limitLines(2, r.Limits)
	for _, c := range r.OtherContents {
		d.line(2, "or %s %s%s", c.ContentType, c.Type, sequenceText(c.Sequence))
	}
	for _, h := range r.Headers {
		d.line(2, "header %s %s%s", h.Name, h.Type, docText(h.Doc))
		d.limitLines(3, h.Limits)
	}
}

// sequenceText describes the items of a stream.
func sequenceText(s *Sequence) string {
	if s == nil {
		return ""
	}
	text := textIf(s.Text, " text") + textIf(s.HasError, " with errors") + textIf(s.End != "", " until "+s.End)
	for _, e := range s.Events {
		text += " " + e.Name + "=" + e.Type.String() + textIf(e.Text, " text")
	}
	for _, name := range s.Dataless {
		text += " " + name + "=-"
	}
	return text
}

func (d *dumper) limitLines(depth int, list []Limit) {
	for _, l := range list {
		d.line(depth, "limit %s: %s%s", l.Name, l.Value, quotedNote(l.Note))
	}
}

func (d *dumper) typeLines(t *Type) {
	traits := textIf(t.MemberKind != "", " "+string(t.MemberKind)) + textIf(t.Flags, " flags") +
		textIf(t.Open, " open") +
		textIf(t.Polymorphic, " polymorphic") + textIf(t.Parts, " parts") + textIf(t.Closed, " closed") +
		textIf(t.Required != nil, " requires "+strings.Join(t.Required, " ")) +
		textIf(t.Absent != nil, " without "+strings.Join(t.Absent, " ")) +
		textIf(t.Discriminator != "", " by "+t.Discriminator+textIf(t.Value != "", "="+t.Value))
	d.line(0, "%s %s%s%s", t.Kind, t.Name(), traits, docText(t.Doc))
	if t.Content != nil {
		d.line(1, "%s", t.Content)
	}
	for _, f := range t.Fields {
		owner := ""
		if f.Owner != nil && f.Owner != t {
			owner = " from " + f.Owner.Name()
		}
		d.line(1, "%s %s%s%s%s%s%s%s", f.Name, f.Type, textIf(f.Required, " required"), textIf(f.ReadOnly, " readOnly"),
			textIf(f.WriteOnly, " writeOnly"),
			textIf(f.Fill != "", " fill="+f.Fill)+textIf(f.Choices != nil, " choices="+strings.Join(f.Choices, " "))+
				textIf(f.Default != "", " default="+f.Default),
			owner, docText(f.Doc))
		d.limitLines(2, f.Limits)
	}
	for _, m := range t.Members {
		d.line(1, "%q%s%s", m.Value, textIf(m.Name != "", " named "+m.Name), docText(m.Doc))
	}
	for _, v := range t.Variants {
		d.line(1, "variant %s %s", v.Type, v.Value)
	}
	for _, v := range t.Subtypes {
		d.line(1, "subtype %s %s", v.Type, v.Value)
	}
}

func (d *dumper) tableLines(t *Table) {
	d.line(0, "table %s %s %s of %s", t.Domain, t.Name, strings.Join(t.Locales, " "), t.Source)
	d.translationLines("description", t.Described)
	d.translationLines("unknown", t.Unknown)
	for _, c := range t.Categories {
		d.translationLines("category "+c.ID, c.Described)
	}
	for _, c := range t.Resolvers {
		d.translationLines("resolver "+c.ID, c.Described)
	}
	for _, b := range t.Bindings {
		d.line(1, "bind %s as %s", b.text(), b.Name)
	}
	for _, c := range t.Codes {
		code := codesText(t, c)
		pattern := ""
		if p := c.Pattern; p != nil {
			pattern = fmt.Sprintf(" %d..%d", p.Low, p.High)
		}
		d.line(1, "%s %s%s%s %s%s%s", c.ID, code, textIf(len(c.Subcodes) > 0, " "+fmt.Sprint(c.Subcodes)), pattern,
			c.Category, textIf(c.Retryable, " retryable"), textIf(c.ResolvedBy != "", " by "+c.ResolvedBy))
		if c.Link+c.Since != "" || c.Deprecated {
			d.line(2, "%s", strings.TrimSpace(textIf(c.Since != "", "since "+c.Since)+textIf(c.Deprecated,
				" deprecated")+
				textIf(c.Successor != "", " for "+c.Successor)+textIf(c.Link != "", " see "+c.Link)))
		}
		for _, text := range c.Texts {
			user := textIf(text.User != "", " to users "+strconv.Quote(text.User))
			d.line(2, "%s %q%s%s", text.Locale, text.Message, user, quotedNote(text.Advice))
		}
	}
}

func (d *dumper) translationLines(name string, texts map[string]string) {
	for _, locale := range slices.Sorted(maps.Keys(texts)) {
		d.line(1, "%s %s %q", name, locale, texts[locale])
	}
}

// text describes the place of a binding: "Call.resultInfo(code, subcode)".
func (b *Binding) text() string {
	place := "errors"
	if b.Type != nil {
		place = b.Type.Name()
	}
	codes := []string{b.Code.String()}
	if subcode := b.Subcode.String(); subcode != "" {
		codes = append(codes, subcode)
	}
	if b.Field != nil {
		place += "." + b.Field.Name
		for i := range codes {
			codes[i] = strings.TrimPrefix(codes[i], b.Field.Name+".")
		}
	}
	return place + "(" + strings.Join(codes, ", ") + ")"
}

// codesText describes the codes of a row.
func codesText(t *Table, c *Code) string {
	switch {
	case len(c.Classes) > 0:
		return fmt.Sprint(c.Classes) + "xx"
	case c.Range != nil:
		return fmt.Sprintf("%d..%d", c.Range.Low, c.Range.High)
	case c.Prefix != "":
		return strconv.Quote(c.Prefix) + "*"
	}
	var list []string
	for _, code := range c.Codes {
		list = append(list, t.Keys.Code.Format(code))
	}
	return strings.Join(list, ",")
}

// String returns a short form of u, such as "string", "[]microsoft.graph.call"
// or "map[int32]". A nullable use ends with a question mark.
func (u Use) String() string {
	if u.Type == nil {
		return "nothing"
	}
	return u.Type.String() + textIf(u.Nullable, "?")
}

// String returns a short form of t, its name if it has one.
func (t *Type) String() string {
	switch t.Kind {
	case List:
		return "[]" + t.Elem.String()
	case Map:
		return "map[" + t.Elem.String() + "]"
	case Collection, Object, Enum, Union:
		return t.Name()
	}
	if t.Enum != nil && t.Values == nil {
		return string(t.Kind) + "(" + t.Enum.Name() + ")"
	}
	return string(t.Kind) + textIf(t.Values != nil, "="+strings.Join(t.Values, "|"))
}

// Name returns the key of a collection, object, enum or union. For an inline type it
// returns the context. The name is for messages and dumps and is not an
// identifier.
func (t *Type) Name() string {
	if t.Parent == nil {
		return t.Key
	}
	role := t.Parent.Role + textIf(t.Parent.Item, "[]")
	switch p := t.Parent; {
	case p.Type != nil:
		return p.Type.Name() + ":" + role
	case p.Operation != nil:
		return p.Operation.Method + " " + p.Operation.Path.Template + ":" + role
	case p.Callback != nil:
		return p.Callback.Name + ":" + role
	}
	return role
}

func docText(d Doc) string {
	var b strings.Builder
	for _, text := range nonEmpty(d.Summary, d.Description) {
		fmt.Fprintf(&b, " %q", text)
	}
	if d.URL != "" {
		b.WriteString(" <" + d.URL + ">")
	}
	if x := d.Deprecated; x != nil {
		fmt.Fprintf(&b, " deprecated(%s)", strings.Join(nonEmpty(x.Message,
			textIf(x.Replacement != "", "use "+x.Replacement),
			textIf(x.Since != "", "since "+x.Since), textIf(x.Removal != "", "until "+x.Removal)), "; "))
	}
	return b.String()
}

func quotedNote(text string) string { return textIf(text != "", fmt.Sprintf(" %q", text)) }

func textIf(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

func nonEmpty(list ...string) []string {
	var some []string
	for _, w := range list {
		if w != "" {
			some = append(some, w)
		}
	}
	return some
}
