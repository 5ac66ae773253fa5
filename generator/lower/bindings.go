package lower

// Bindings of code tables: the properties and errors that hold the codes, and the
// enumerations of which a table describes the values.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// lowerBinding finds the properties that a binding names. A schema outside the
// selection is not an error, because the table is usable without it.
func (l *lowerer) lowerBinding(t *codes.Table, b codes.Binding) []api.Binding {
	var out []api.Binding
	add := func(x api.Binding, ok bool) {
		if ok {
			out = append(out, x)
		}
	}
	switch {
	case b.Func != "":
		add(l.bindError(t, b))
	case b.Property != "":
		owner, property := l.findBoundType(b.Property)
		if owner == nil {
			l.noteUnbound(b, schemasIn(b.Property)...)
		} else if field := l.findBoundField(b, owner, property); field != nil {
			add(l.bindProperty(t, b, owner, field))
		}
	}
	for _, schema := range b.Schemas {
		owner := l.findBoundSchema(schema)
		if owner == nil {
			l.noteUnbound(b, schema)
			continue
		}
		x := api.Binding{Origin: api.Origin{Pos: b.Pos}, Name: b.Method, Type: owner}
		ok := l.bindKeys(t, b, &x, owner)
		if ok {
			x.Field = x.Code.Path[0]
		}
		add(x, ok)
	}
	return out
}

// schemasIn returns the possible names of the schema in a path such as
// ns.call.resultInfo, the longest one first.
func schemasIn(property string) (names []string) {
	for i, c := range slices.Backward([]byte(property)) {
		if c == '.' {
			names = append(names, property[:i])
		}
	}
	return names
}

// noteUnbound reports a schema outside the selection. It is an error if the description
// does not have it. If its schemas are unknown, a name that is like the one of a selected
// schema is probably misspelt.
func (l *lowerer) noteUnbound(b codes.Binding, names ...string) {
	lost := "the " + b.Method + " method"
	if b.Func != "" {
		lost = "the " + b.Func + " function"
	}
	var known []string
	isComplete := false
	if l.opt.Schemas != nil {
		known, isComplete = l.opt.Schemas()
	}
	name := names[0]
	i := slices.IndexFunc(names, func(name string) bool { return slices.Contains(known, name) })
	report, hint := l.diags.Notef, ""
	switch {
	case i >= 0:
		name = names[i]
	case isComplete:
		l.diags.Errorf(b.Pos, "binding", "the description has no schema %q%s", name,
			l.suggester.DidYouMean(name, func() []string { return known }))
		return
	}
	if !isComplete {
		if hint = l.suggester.DidYouMean(name, func() []string { return sorted(l.schemas()) }); hint != "" {
			report = l.diags.Warnf
		}
	}
	report(b.Pos, "unbound", "the selection contains no object %q%s; %s is left out", name, hint, lost)
}

// bindProperty binds a property that is a code, or an object with a code.
func (l *lowerer) bindProperty(
	t *codes.Table, b codes.Binding, owner *api.Type, field *api.Field,
) (api.Binding, bool) {
	out := api.Binding{Origin: api.Origin{Pos: b.Pos}, Name: b.Method, Type: owner, Field: field}
	held := field.Type.Type
	if b.Code == "" {
		if held.Kind == api.Object {
			l.diags.Errorf(b.Pos, "binding",
				"property %q of %q is an object; set \"code\" to its property with the code", field.Name, owner.Key)
			return out, false
		}
		out.Code.Path = []*api.Field{field}
		ok := b.Message == "" || l.bindMessage(b, owner, &out)
		return out, l.checkCodeField(b, t.Keys.Code, field) && ok
	}
	if held.Kind != api.Object {
		l.diags.Errorf(b.Pos, "binding", "property %q of %q: expected an object that contains a code, found %s",
			field.Name, owner.Key, describeType(held))
		return out, false
	}
	ok := l.bindKeys(t, b, &out, held)
	for _, path := range []*[]*api.Field{&out.Code.Path, &out.Subcode.Path, &out.Message} {
		if *path != nil {
			*path = append([]*api.Field{field}, *path...)
		}
	}
	return out, ok
}

// bindError binds the body of an error, or only the parts that all errors have.
func (l *lowerer) bindError(t *codes.Table, b codes.Binding) (api.Binding, bool) {
	out := api.Binding{Origin: api.Origin{Pos: b.Pos}, Name: b.Func}
	if b.Error != "" {
		if out.Type = l.findBoundSchema(b.Error); out.Type == nil {
			l.noteUnbound(b, b.Error)
			return out, false
		}
		if !l.hasErrorBody(out.Type) {
			l.diags.Warnf(b.Pos, "binding",
				"no response for errors contains %q, so the %s function uses only the Code field of rest.Error",
				b.Error, b.Func)
		}
	}
	return out, l.bindKeys(t, b, &out, out.Type)
}

// hasErrorBody reports whether an error can contain a type: the response for an error, a
// success whose type is not that of the result of its operation, or a stream.
func (l *lowerer) hasErrorBody(want *api.Type) bool {
	seen := map[*api.Type]bool{}
	for _, op := range l.api.Operations {
		var results []api.Content
		if r := op.Result(); r != nil {
			results = contentsOf(r)
		}
		isResult := func(c api.Content) bool {
			return c.Sequence == nil && slices.ContainsFunc(results, func(r api.Content) bool {
				return r.Format == c.Format && r.Type != nil && r.Type.Type.Equal(c.Type.Type)
			})
		}
		for i, r := range slices.Concat(op.Errors, op.Success) {
			for _, c := range contentsOf(r) {
				if c.Type == nil || i >= len(op.Errors) && isResult(c) {
					continue
				}
				if contains(c.Type.Type, want, seen) {
					return true
				}
			}
		}
	}
	return false
}

// contentsOf returns the contents of a response, the preferred one first.
func contentsOf(r *api.Response) []api.Content {
	return append([]api.Content{r.Content}, r.OtherContents...)
}

// contains reports whether a type contains another one. It skips the types in seen.
func contains(t, want *api.Type, seen map[*api.Type]bool) bool {
	if t == nil || t == want || seen[t] {
		return t == want && t != nil
	}
	seen[t] = true
	parts := append([]*api.Type{t.Content}, t.Extends...)
	if t.Elem != nil {
		parts = append(parts, t.Elem.Type)
	}
	for _, f := range t.Fields {
		parts = append(parts, f.Type.Type)
	}
	for _, v := range slices.Concat(t.Variants, t.Subtypes) {
		parts = append(parts, v.Type.Type)
	}
	return slices.ContainsFunc(parts, func(part *api.Type) bool { return contains(part, want, seen) })
}

// bindKeys sets the places of the code and the subcode in an object.
func (l *lowerer) bindKeys(t *codes.Table, b codes.Binding, out *api.Binding, in *api.Type) bool {
	code := l.bindKey(b, t.Keys.Code, b.Code, in, &out.Code)
	message := b.Message == "" || code && l.bindMessage(b, in, out)
	return (b.Subcode == "" || l.bindKey(b, t.Keys.Subcode, b.Subcode, in, &out.Subcode)) && code && message
}

// bindMessage sets the path of the service's own message, a string in the object with
// the code.
func (l *lowerer) bindMessage(b codes.Binding, in *api.Type, out *api.Binding) bool {
	out.Message = l.findPath(b, in, b.Message)
	if out.Message == nil {
		return false
	}
	last := len(out.Message) - 1
	if last != len(out.Code.Path)-1 || !slices.Equal(out.Message[:last], out.Code.Path[:last]) {
		l.diags.Errorf(b.Pos, "binding",
			"the message %q is not in the object with the code; specify a property of that object", b.Message)
		return false
	}
	return l.checkCodeField(b, codekey.Form{Kind: codekey.Text}, out.Message[last])
}

// bindKey sets the place with the given name.
func (l *lowerer) bindKey(
	b codes.Binding, form codekey.Form, name string, in *api.Type, to *api.CodePlace,
) bool {
	switch {
	case name == codes.Status:
		to.Status = true
	case name == codes.ErrorCode:
		to.ErrorCode = true
	case in == nil:
		l.diags.Errorf(b.Pos, "binding", "%q is a property of no schema; add \"error\" to the binding", name)
		return false
	default:
		to.Path = l.findPath(b, in, name)
		return to.Path != nil && l.checkCodeField(b, form, to.Path[len(to.Path)-1])
	}
	return true
}

// findPath finds a property, or a path through objects such as "error.code". Names
// of properties may contain dots.
func (l *lowerer) findPath(b codes.Binding, t *api.Type, name string) []*api.Field {
	has := func(name string) *api.Field {
		i := slices.IndexFunc(t.Fields, func(f *api.Field) bool { return f.Name == name })
		if i < 0 {
			return nil
		}
		return t.Fields[i]
	}
	if f := has(name); f != nil {
		return []*api.Field{f}
	}
	for i := len(name) - 1; i > 0; i-- {
		if name[i] != '.' {
			continue
		}
		if f := has(name[:i]); f != nil && f.Type.Type.Kind == api.Object {
			if rest := l.findPath(b, f.Type.Type, name[i+1:]); rest != nil {
				return append([]*api.Field{f}, rest...)
			}
			return nil // already reported
		}
	}
	l.findBoundField(b, t, name) // reports the error
	return nil
}

// findBoundType splits "schema.property" at the longest matching schema,
// because both names may contain dots: "ns.call.resultInfo" gives the type
// ns.call and the property resultInfo.
func (l *lowerer) findBoundType(path string) (*api.Type, string) {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '.' || l.schemas()[path[:i]] == nil {
			continue
		}
		for _, t := range l.api.Types {
			if t.Kind == api.Object && isComponent(t) && t.Key == path[:i] {
				return t, path[i+1:]
			}
		}
	}
	return nil, ""
}

// findBoundSchema returns the object with the given name, or nil.
func (l *lowerer) findBoundSchema(name string) *api.Type {
	for _, t := range l.api.Types {
		if t.Kind == api.Object && isComponent(t) && t.Key == name {
			return t
		}
	}
	return nil
}

func (l *lowerer) findBoundField(b codes.Binding, t *api.Type, name string) *api.Field {
	var names []string
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
		names = append(names, f.Name)
	}
	if b.Func != "" {
		names = append(names, codes.Status, codes.ErrorCode)
	}
	l.diags.Errorf(b.Pos, "binding", "%s has no property %q%s", describeType(t), name,
		l.suggester.DidYouMean(name, func() []string { return names }))
	return nil
}

// checkCodeField reports whether a field can hold a code.
func (l *lowerer) checkCodeField(b codes.Binding, form codekey.Form, f *api.Field) bool {
	kind := f.Type.Type.Kind
	if kind == api.Enum {
		kind = f.Type.Type.MemberKind
	}
	expected := "an integer code"
	switch {
	case form.Kind == codekey.Text && kind == api.String, form.Kind == codekey.Numeric && kind == api.Int32,
		form.Kind == codekey.Numeric && kind == api.Int64:
		return true
	case form.Kind == codekey.Text:
		expected = "a string code"
	}
	l.diags.Errorf(b.Pos, "binding", "property %q: expected %s, found %s", f.Name, expected,
		describeType(f.Type.Type))
	return false
}

// describeEnums gives the values of the enumerations that hold codes the messages
// of the table as comments. It reports values without a row, and rows whose code is
// no value.
func (l *lowerer) describeEnums(t *codes.Table, out *api.Table) {
	seen := map[*api.Type]bool{}
	for i := range out.Bindings {
		b := &out.Bindings[i]
		if len(b.Code.Path) == 0 {
			continue
		}
		enum := b.Code.Path[len(b.Code.Path)-1].Type.Type
		if enum.Kind == api.Enum && !seen[enum] {
			seen[enum] = true
			l.describeEnum(t, out, enum, b.Origin.Pos)
		}
	}
}

func (l *lowerer) describeEnum(t *codes.Table, out *api.Table, enum *api.Type, at diag.Pos) {
	var unknown []string
	known := map[*codes.Code]bool{}
	listed := map[codekey.Key]bool{}
	for _, m := range enum.Members {
		key, err := t.Keys.Code.Parse(m.Value)
		if err != nil {
			unknown = append(unknown, m.Value)
			continue
		}
		listed[t.Keys.Code.Canonical(key)] = true
		row, fit, ok := t.Find(key, codekey.Key{})
		if !ok {
			unknown = append(unknown, m.Value)
			continue
		}
		if known[row] = true; fit == codes.WholeCode || fit == codes.SoleCode {
			m.Doc.Description = messageIn(row.Message, t.Source)
			i := slices.IndexFunc(out.Codes, func(c *api.Code) bool { return c.ID == string(row.ID) })
			m.Texts = out.Codes[i].Texts
		}
	}
	var missing []string
	for _, row := range t.Codes {
		for _, code := range row.Codes {
			if !row.Draft && !listed[t.Keys.Code.Canonical(code)] {
				missing = append(missing, t.Keys.Code.Format(code))
			}
		}
	}
	report := func(codes []string, format string) {
		severity, isOn := t.Severity("enum-codes", nil)
		if len(codes) > 0 && isOn {
			l.diags.Add(diag.Diagnostic{
				Pos: at, Severity: severity, Rule: "enum-codes",
				Message: fmt.Sprintf(format, describeType(enum), listSome(codes)),
			})
		}
	}
	report(unknown, "the table has no row for these values of %s: %s; add rows for them")
	report(missing, "%s lacks these codes of the table: %s; remove their rows if the service does not send them")
}

// listSome lists the first items of a list.
func listSome(list []string) string {
	const most = 10
	if len(list) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), len(list)-most)
	}
	return strings.Join(list, ", ")
}
