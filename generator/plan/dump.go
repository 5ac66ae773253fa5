package plan

// The plan as text, for golden files and for whoever wonders why something is
// called what it is called. Types are written as in Go, but with the kinds of
// the IR for scalars, since that is how they travel: *date-time, []int32. A
// question mark stands behind a list or map whose nil travels as null.
// Every method of dumper writes one kind of thing.

import (
	"cmp"
	"fmt"
	"strings"
)

// Dump writes p down for a reader: one line for a declaration, field, call and
// so on, in the order of the plan, then the symbols. Texts of the description
// are left out, since the plan does not change them.
func Dump(p *Plan) string {
	d := &dumper{}
	for _, pkg := range p.Packages {
		d.line(0, "package %s %s", pkg.Name, pkg.Import)
		for _, file := range pkg.Files {
			d.line(1, "%s", strings.TrimSuffix(pkg.Dir+"/", "/")+mark(pkg.Dir != "", "/")+file.Name+mark(file.Test, " test"))
			for _, decl := range file.Decls {
				d.decl(decl)
			}
		}
	}
	d.line(0, "symbols")
	for _, s := range p.Symbols {
		d.line(1, "%s = %s", s.Key, s.Name)
	}
	return d.b.String()
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
		d.line(2, "client %q as %q%s", x.BaseURL, x.UserAgent, mark(x.Security != nil, " security "+showWays(x.Security, Way.String)))
		d.builder(x.Root)
	case *Entry:
		for _, way := range x.Ways {
			d.child(2, way)
		}
	case *Builder:
		d.builder(x)
	case *Models:
		d.line(2, "models")
	case *Struct:
		d.model(x)
	case *Enum:
		d.line(2, "enum %s %s, %s()%s%s", x.Name, x.Type.MemberKind, x.Values, mark(x.Type.Flags, " flags")+mark(x.Open, " open"), list(" in", x.Markers))
		for _, m := range x.Members {
			d.line(3, "%s = %q", m.Name, m.API.Value)
		}
	case *Union:
		d.union(x)
	case *Callback:
		d.line(2, "callback %s %s %s(%s), %s", x.API.Method, x.API.ContentType, x.Handle, x.Payload, x.Decode)
	case *CodeTable:
		d.table(x)
	case *Texts:
		d.line(2, "texts %s of %d tables", x.Locale, len(x.Tables))
	case *Locales:
		d.line(2, "locales %s, else %s", strings.Join(x.Tags, " "), x.Source.Name)
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
		panic(fmt.Sprintf("internal: no line for %T", decl))
	}
}

func (d *dumper) builder(b *Builder) {
	d.line(2, "builder %s %s%s", b.Name, b.Path, mark(b.WithURL, " WithURL"))
	for _, c := range b.Children {
		d.child(3, c)
	}
	for _, c := range b.Calls {
		d.call(c)
	}
}

func (d *dumper) child(depth int, c *Child) {
	var params []string
	for _, p := range c.Params() {
		params = append(params, param(p))
	}
	d.line(depth, "%s(%s) %s", c.Method, strings.Join(params, ", "), c.Builder.Name)
}

func param(p *Param) string { return string(p.Name) + " " + p.Type.String() }

func (d *dumper) call(c *Call) {
	args := []string{"ctx"}
	for _, p := range c.Required {
		args = append(args, param(p)+" in "+string(p.API.In))
	}
	if c.Body != nil {
		if c.Body.Choose {
			args = append(args, "contentType")
		}
		args = append(args, "body "+c.Body.Type.String()+" as "+c.Body.Travels.String()+mark(c.Body.Required, " required"))
	}
	result := ""
	if c.Result != nil {
		result = " " + c.Result.Type.String() + " as " + c.Result.Travels.String()
	}
	d.line(3, "%s(%s, *%s)%s%s", c.Method, strings.Join(args, ", "), c.Options.Name, result, mark(c.OwnSecurity, " security "+showWays(c.Security, Way.String)))
	for _, p := range c.Options.Params {
		if c.Other != TheVerb {
			break
		}
		d.line(4, "option %s in %s", param(p), p.API.In)
	}
	for _, e := range c.Errors {
		d.line(4, "error %s %s", e.Status, e.Type)
	}
	if p := c.Pages; p != nil {
		d.pages(p)
	}
}

func (d *dumper) pages(p *Pages) {
	text := string(p.Method) + " of " + p.Item.String() + " in " + cmp.Or(p.Items.String(), "the result") + " by " + string(p.Style)
	if p.Param != nil {
		text += " " + string(p.Param.Name)
	}
	text += mark(p.Next != nil, " from "+p.Next.String()) + mark(p.NextItem != nil, " from the item's "+p.NextItem.String()) + mark(p.NextHeader != "", " from "+p.NextHeader)
	d.line(4, "%s%s%s", text, mark(p.More != nil, " while "+p.More.String()), mark(p.End != nil, " up to "+p.End.String()))
}

// String shows the way as Go would write it.
func (p FieldPath) String() string {
	var parts []string
	for _, f := range p {
		parts = append(parts, string(f.Name))
	}
	return strings.Join(parts, ".")
}

// sending says when a field is written.
var sending = map[Send]string{SendAlways: "always", SendSet: "when set", SendFilled: "unless empty", SendFill: "filled"}

func (d *dumper) model(s *Struct) {
	d.line(2, "model %s%s%s", s.Name, mark(s.Type.Parts, " parts"), list(" in", s.Markers))
	for _, f := range s.Fields {
		d.line(3, "%s %s %q %s", f.Name, f.Type, f.API.Name, sending[f.Send])
	}
	d.bases(s.Bases)
	for _, x := range s.Bindings {
		subcode := ""
		if x.Subcode != nil {
			subcode = ", " + string(x.Subcode.Name)
		}
		d.line(3, "%s() %s of %s(%s%s)", x.Method, x.Table.Name, x.Field.Name, x.Code.Name, subcode)
	}
}

func (d *dumper) bases(bases []*Base) {
	for _, base := range bases {
		d.line(3, "%s() *%s", base.Method, base.Struct.Name)
	}
}

func (d *dumper) union(u *Union) {
	d.line(2, "union %s %s%s, %s%s", u.Name, u.Marker, list(" in", u.Embeds), u.Decode, mark(u.Open, ", "+string(u.Read)))
	d.bases(u.Bases)
	for _, v := range u.Variants {
		d.line(3, "%s%s%s", v.Type, mark(v.Wrapper != "", " as "+string(v.Wrapper)), mark(v.Value != "", fmt.Sprintf(" when %q", v.Value)))
	}
	for _, c := range u.Cases {
		d.line(3, "%s%s is %s", c.Shape, list(" with", c.Keys), cmp.Or(c.Variant.Wrapper, c.Variant.Type.Name()))
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
			text := string(a.Name) + " " + a.Param.Type.String()
			if a.Text {
				text = string(a.Name) + " text"
			}
			args = append(args, text+" in "+string(a.Param.API.In))
		}
		if h.Body != nil {
			args = append(args, "body "+[]string{HookTyped: h.Body.Type.String(), HookBytes: "bytes", HookForms: "form", HookParts: "parts"}[h.Body.As])
		}
		if len(h.Call.Options.Params) > 0 {
			args = append(args, fmt.Sprintf("*%s of %d", h.Call.Options.Name, len(h.Options)))
		}
		result := ""
		if h.Result != nil {
			result = " " + mark(h.Result.Raw, "bytes") + mark(!h.Result.Raw, h.Result.Type.String())
		}
		d.line(3, "%s, %s(%s)%s: %d", h.Operation, h.Method, strings.Join(args, ", "), result, h.Status)
	}
	for _, s := range f.Senders {
		d.line(3, "%s(%s)", s.Method, s.Callback.Payload)
	}
}

func (d *dumper) table(t *CodeTable) {
	d.line(2, "table %s %s, %s, %s, %s, %s() of %s", t.API.Domain, t.Name, t.ID, t.Category, t.Lookup, t.List, t.Source.Import)
	for _, row := range t.Rows {
		d.line(3, "%s = %q", row.Name, row.API.ID)
	}
	for _, c := range t.Categories {
		d.line(3, "category %s = %q", c.Name, c.Value)
	}
	for _, f := range t.Fixers {
		d.line(3, "fixer %s = %q", f.Name, f.Value)
	}
	for _, c := range t.Captures {
		d.line(3, "%s() %q", c.Method, c.Wire)
	}
}

// String writes t as in Go, scalars by their kind.
func (t *Type) String() string {
	switch t.Form {
	case Named, Model, Interface:
		if pkg := t.Package(); pkg.Dir != "" {
			return string(pkg.Name + "." + t.Name())
		}
		return string(t.Name())
	case Pointer:
		return "*" + t.Elem.String()
	case Slice:
		return "[]" + t.Elem.String() + mark(t.Null, "?")
	case StringMap:
		return "map[string]" + t.Elem.String() + mark(t.Null, "?")
	case Reader:
		return "io.Reader"
	case Stream:
		return "*rest.Stream"
	case FilePart:
		return "*rest.File"
	}
	return string(t.Kind)
}

// String says how a body travels.
func (t Travel) String() string {
	return map[Travel]string{AsJSON: "JSON", AsText: "text", AsForm: "a form", AsMultipart: "parts", AsStream: "a stream"}[t]
}

func list[T ~string](word string, items []T) string {
	var b strings.Builder
	for i, item := range items {
		b.WriteString(mark(i == 0, word) + " " + string(item))
	}
	return b.String()
}

func mark(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}
