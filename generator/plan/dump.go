package plan

// This file renders a plan as text for golden files and for debugging names.
//
// Types are written as in Go, except that scalars are written as IR kinds,
// which show their encoding: *date-time, []int32. A question mark after a list
// or map means that nil is encoded as null.

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/names"
)

// Dump renders p as text: one line for each declaration, field, call and so on,
// in the order of the plan, followed by the symbols. It omits the documentation
// from the API description, which the plan does not change.
func Dump(p *Plan) string {
	d := &dumper{}
	for _, pkg := range p.Packages {
		d.line(0, "package %s %s", pkg.Name, pkg.Import)
		for _, file := range pkg.Files {
			dir := pkg.Dir + textIf(pkg.Dir != "", "/")
			d.line(1, "%s%s%s", dir, file.Name, textIf(file.Test, " test"))
			for _, decl := range file.Decls {
				d.decl(decl)
			}
		}
	}
	d.line(0, "symbols")
	for _, s := range p.Symbols {
		d.line(1, "%s = %s", s.Key, strings.TrimSpace(s.Name+" "+numberText(s.Number)))
	}
	return d.b.String()
}

// numberText returns the digits of a symbol's number, or "" for none.
func numberText(number int) string {
	if number == 0 {
		return ""
	}
	return strconv.Itoa(number)
}

type dumper struct{ b strings.Builder }

func (d *dumper) line(depth int, format string, args ...any) {
	d.b.WriteString(strings.Repeat("  ", depth))
	d.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	d.b.WriteByte('\n')
}

func (d *dumper) decl(decl Decl) {
	switch x := decl.(type) {
	case *Client:
		security := textIf(x.Security != nil, " security "+joinSets(x.Security, CredentialSet.String))
		d.line(2, "client %q as %q%s", x.BaseURL, x.UserAgent, security)
		for _, s := range x.Servers {
			d.line(3, "server %s = %q %s%s", s.Name, s.Value, s.API.URL, textIf(s == x.Server, " default"))
		}
		d.builder(x.Root)
	case *Entry:
		for _, child := range x.Children {
			d.child(2, child)
		}
	case *Builder:
		d.builder(x)
	case *Method:
		d.line(2, "operation %s %s", x.Calls[0].Operation.Method, x.Calls[0].Operation.Path.Template)
		d.calls(x.Calls)
	case *Models:
		d.line(2, "models")
	case *Struct:
		d.model(x)
	case *Enum:
		flags := textIf(x.Type.Flags, " flags") + textIf(x.Open, " open")
		d.line(2, "enum %s %s, %s()%s%s", x.Name, x.Type.MemberKind, x.Values, flags, joinAfter(" in", x.Markers))
		for _, m := range x.Members {
			d.line(3, "%s = %q", m.Name, m.API.Value)
		}
	case *Collection:
		d.line(2, "collection %s %s%s", x.Name, x.Content, joinAfter(" in", x.Markers))
	case *Union:
		d.union(x)
	case *Aliases:
		for _, s := range x.Structs {
			d.line(2, "model %s = %s", s.Name, s.Shared.Name)
		}
		for _, e := range x.Enums {
			d.line(2, "enum %s = %s", e.Name, e.Shared.Name)
		}
		for _, u := range x.Unions {
			d.line(2, "union %s = %s", u.Name, u.Shared.Name)
		}
	case *Callback:
		d.line(2, "callback %s %s %s(%s), %s", x.API.Method, x.API.ContentType, x.Handle, x.Payload, x.Decode)
	case *CodeTable:
		d.table(x)
	case *Texts:
		d.line(2, "texts %s of %d tables", x.Locale, len(x.Tables))
	case *Locales:
		d.line(2, "locales %s, else %s", strings.Join(x.Tags, " "), x.Source.Name)
	case *Headers:
		d.line(2, "headers %s", x.Name)
		for _, h := range x.Headers {
			d.line(3, "%s %s() %s", h.API.Name, h.Method, h.Type)
		}
	case *Examples:
		d.line(2, "examples")
		for _, example := range x.Examples {
			d.line(3, "%s", example.Name)
		}
	case *Fake:
		d.fake(x)
	case *HookGroup:
		d.line(2, "hooks %s, %d of them", x.Name, len(x.Hooks))
	default:
		panic(fmt.Sprintf("internal: cannot dump %T", decl))
	}
}

func (d *dumper) builder(b *Builder) {
	d.line(2, "builder %s %s%s", b.Name, b.Path, textIf(b.WithURL, " WithURL"))
	for _, c := range b.Children {
		d.child(3, c)
	}
	if !b.Operations {
		d.calls(b.Calls)
	}
}

func (d *dumper) child(depth int, c *Child) {
	var params []string
	for _, p := range c.Params() {
		params = append(params, formatParam(p))
	}
	d.line(depth, "%s(%s) %s", c.Method, strings.Join(params, ", "), c.Builder.Name)
}

func formatParam(p *Param) string { return string(p.Name) + " " + p.Type.String() }

func (d *dumper) calls(list []*Call) {
	for _, c := range list {
		d.call(c)
	}
}

func (d *dumper) call(c *Call) {
	args := []string{"ctx"}
	for _, p := range c.Arguments() {
		args = append(args, formatParam(p)+" in "+string(p.API.In))
	}
	if c.Body != nil {
		if c.Body.ChooseContentType {
			args = append(args, "contentType")
		}
		body := c.Body.Type.String() + " as " + c.Body.Encoding.String() + textIf(c.Body.Required, " required")
		args = append(args, "body "+body)
	}
	result := ""
	if c.Result != nil {
		result = " " + c.Result.Type.String() + " as " + c.Result.Encoding.String()
	}
	security := textIf(c.OwnSecurity, " security "+joinSets(c.Security, CredentialSet.String))
	server := ""
	if c.Server != nil {
		server = " at " + string(c.Server.Name)
	}
	d.line(3, "%s(%s, *%s)%s%s%s", c.Method, strings.Join(args, ", "), c.Options.Name, result, server, security)
	for _, p := range c.Constants {
		d.line(4, "constant %s in %s", p.API.Name, p.API.In)
	}
	for _, p := range c.Options.Params {
		if c.Kind != MainCall {
			break
		}
		d.line(4, "option %s in %s", formatParam(p), p.API.In)
	}
	if o := c.Options; o.Body != nil && c.Kind == MainCall {
		d.line(4, "option %s %s as %s", o.BodyName, o.Body.Type, o.Body.Encoding)
	}
	if c.Result != nil && c.Result.Nullable {
		d.line(4, "or null")
	}
	for _, status := range c.NoContent {
		d.line(4, "none for %s", status)
	}
	for _, other := range c.OtherResults {
		d.line(4, "other %s %s as %s", other.Status, other.Type, other.Encoding)
	}
	for _, e := range c.Errors {
		d.line(4, "error %s %s", e.Status, e.Type)
	}
	if p := c.Pages; p != nil {
		d.pages(p)
	}
}

func (d *dumper) pages(p *Pages) {
	line := string(p.Method) + " of " + p.Item.String() + " in " + cmp.Or(p.Items.String(), "the result")
	line += " by " + string(p.Style)
	if p.Param != nil {
		line += " " + string(p.Param.Name)
	}
	line += textIf(p.Next != nil, " from "+p.Next.String())
	line += textIf(p.NextItem != nil, " from the item's "+p.NextItem.String())
	line += textIf(p.NextHeader != "", " from "+p.NextHeader)
	line += textIf(p.More != nil, " while "+p.More.String())
	d.line(4, "%s%s", line, textIf(p.End != nil, " up to "+p.End.String()))
}

// String returns the path as a Go selector, such as "Meta.Next".
func (p FieldPath) String() string {
	var parts []string
	for _, f := range p {
		parts = append(parts, string(f.Name))
	}
	return strings.Join(parts, ".")
}

// sendWords describe when a field is sent.
var sendWords = map[Send]string{
	SendAlways: "always", SendNonNil: "when set", SendNonEmpty: "unless empty", SendDefault: "filled",
}

func (d *dumper) model(s *Struct) {
	d.line(2, "model %s%s%s", s.Name, textIf(s.Type.Parts, " parts"), joinAfter(" in", s.Markers))
	for _, f := range s.Fields {
		d.line(3, "%s %s %q %s", f.Name, f.Type, f.API.Name, sendWords[f.Send])
	}
	d.bases(s.Bases)
	for _, x := range s.Bindings {
		d.line(3, "%s() %s of %s", x.Method, x.Table.Name, x.places())
	}
}

// places describes the fields that a binding reads: "Result(Code, Subcode)".
func (b *Binding) places() string {
	var codes []string
	for _, path := range [][]*Field{b.Code, b.Subcode} {
		var words []string
		for _, f := range path {
			words = append(words, string(f.Name))
		}
		if len(words) > 1 && !b.API.IsFunc() {
			words = words[1:]
		}
		if words != nil {
			codes = append(codes, strings.Join(words, "."))
		}
	}
	if len(b.Code) < 2 || b.API.IsFunc() {
		return strings.Join(codes, ", ")
	}
	return string(b.Code[0].Name) + "(" + strings.Join(codes, ", ") + ")"
}

func (d *dumper) bases(bases []*Base) {
	for _, base := range bases {
		d.line(3, "%s() *%s", base.Method, base.Struct.Name)
	}
}

func variantNames(variants []*Variant) []names.Ident {
	var list []names.Ident
	for _, v := range variants {
		list = append(list, cmp.Or(v.Wrapper, v.Type.Name()))
	}
	return list
}

// String returns a short form of s, such as {x! Number, y Int64|Null}. A closed
// object has a dot at its end.
func (s *Shape) String() string {
	var kinds []string
	for _, k := range s.Kinds {
		kinds = append(kinds, string(k))
	}
	for _, part := range s.AnyOf {
		kinds = append(kinds, part.String())
	}
	text := strings.Join(kinds, "|")
	if s.Values != nil {
		text += "=" + strings.Join(s.Values, "|")
	}
	var members []string
	for _, m := range s.Members {
		members = append(members, m.Name+textIf(m.Required, "!")+textIf(m.ReadOnly, "?")+" "+m.String())
	}
	if members != nil || s.Closed {
		text += "{" + strings.Join(members, ", ") + textIf(s.Closed, ".") + "}"
	}
	if s.Elem != nil {
		text += "[" + s.Elem.String() + "]"
	}
	return text
}

func (d *dumper) union(u *Union) {
	d.line(2, "union %s %s%s, %s%s",
		u.Name, u.Marker, joinAfter(" in", u.Embeds), u.Decode, textIf(u.Open, ", "+string(u.Read)))
	d.bases(u.Bases)
	for _, v := range u.Variants {
		wrapper := textIf(v.Wrapper != "", " as "+string(v.Wrapper))
		d.line(3, "%s%s%s", v.Type, wrapper, joinAfter(" when", v.Values))
	}
	for _, c := range u.Stated {
		if len(c.Variants) > 1 {
			d.line(3, "when %s%s by shape", strings.Join(c.Values, " "), joinAfter(" is", variantNames(c.Variants)))
		}
	}
	if u.ByShape {
		d.line(3, "when missing by shape")
	}
	for _, v := range u.Shaped {
		d.line(3, "shape of %s: %s", cmp.Or(v.Wrapper, v.Type.Name()), v.Shape)
	}
	if u.Unknown != "" {
		d.line(3, "else %s", u.Unknown)
	}
}

func (d *dumper) fake(f *Fake) {
	d.line(2, "fake of %s", f.Alias)
	for _, h := range f.Hooks {
		var args []string
		for _, a := range h.Args {
			arg := string(a.Name) + " " + a.Param.Type.String()
			if a.AsReceived {
				arg = string(a.Name) + " text"
			}
			args = append(args, arg+" in "+string(a.Param.API.In))
		}
		if h.Body != nil {
			args = append(args, "body "+hookBodyWord(h.Body))
		}
		if len(h.Call.Options.Params) > 0 {
			args = append(args, fmt.Sprintf("*%s of %d", h.Call.Options.Name, len(h.Options)))
		}
		result := ""
		if h.Result != nil {
			result = " " + textIf(h.Result.Raw, "bytes") + textIf(!h.Result.Raw, h.Result.Type.String())
		}
		d.line(3, "%s, %s(%s)%s: %d", h.Operation, h.Method, strings.Join(args, ", "), result, h.Status)
	}
	for _, s := range f.Senders {
		d.line(3, "%s(%s)", s.Method, s.Callback.Payload)
	}
}

// hookBodyWord returns the type of a hook's body argument.
func hookBodyWord(body *HookBody) string {
	switch body.As {
	case HookBytes:
		return "bytes"
	case HookForms:
		return "form"
	case HookParts:
		return "parts"
	}
	return body.Type.String()
}

func (d *dumper) table(t *CodeTable) {
	d.line(2, "table %s %s, %s, %s, %s, %s() of %s",
		t.API.Domain, t.Name, t.ID, t.Category, t.Lookup, t.List, t.Source.Import)
	for _, row := range t.Rows {
		d.line(3, "%s = %q", row.Name, row.API.ID)
	}
	for _, c := range t.Categories {
		d.line(3, "category %s = %q", c.Name, c.Value)
	}
	for _, f := range t.Resolvers {
		d.line(3, "resolver %s = %q", f.Name, f.Value)
	}
	for _, c := range t.Captures {
		d.line(3, "%s() %q", c.Method, c.Wire)
	}
	for _, b := range t.Funcs {
		d.line(3, "%s(error) of %s", b.Method, b.API.Code)
	}
}

// String returns t as in Go, with scalars written as IR kinds.
func (t *Type) String() string {
	switch t.Form {
	case Named, Model, Interface, Defined:
		if pkg := t.Package(); pkg.Dir != "" {
			return string(pkg.Name+"."+t.Name()) + textIf(t.Null, "?")
		}
		return string(t.Name()) + textIf(t.Null, "?")
	case Pointer:
		return "*" + t.Elem.String()
	case Slice:
		return "[]" + t.Elem.String() + textIf(t.Null, "?")
	case StringMap:
		return "map[string]" + t.Elem.String() + textIf(t.Null, "?")
	case Reader:
		return "io.Reader"
	case Stream:
		return "*rest.Stream"
	case FilePart:
		return "*rest.File"
	case EventSequence:
		return "events of " + t.Elem.String()
	case LineSequence:
		return "lines of " + t.Elem.String()
	}
	return string(t.Kind)
}

// String returns the encoding in words.
func (t Encoding) String() string {
	words := map[Encoding]string{
		AsJSON: "JSON", AsText: "text", AsForm: "a form", AsMultipart: "parts", AsStream: "a stream",
		AsLocation: "an address",
		AsEvents:   "events", AsLines: "lines",
	}
	return words[t]
}

// joinAfter returns the items, separated by spaces, after word. It returns "" if
// there are no items.
func joinAfter[T ~string](word string, items []T) string {
	var b strings.Builder
	for i, item := range items {
		b.WriteString(textIf(i == 0, word) + " " + string(item))
	}
	return b.String()
}

// textIf returns text if yes is true, and "" otherwise.
func textIf(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}
