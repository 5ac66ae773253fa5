package gosdk

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// What doc comments say.

// packageDoc is the comment of a package, which stands with the declaration
// that the package is about.
func (e *emitter) packageDoc(pkg *plan.Package, d plan.Decl) []string {
	switch d := d.(type) {
	case *plan.Client:
		start := "Start with New. Every call stands where its path puts it: each segment of the path is a method of what stands before it."
		if d.Tree != nil {
			first := d.Tree[0].Name
			start = "Start with New. Every call stands where its path puts it: a path begins in the package of its first segment, one of the folders below, such as " + string(first) + "." + "New(client); each further segment is a method of what stands before it. What is sent and received is in package models."
		}
		return docLines(
			own("Package "+string(pkg.Name)+" is a client of "+orThis(d.API.Title)+"."),
			theirs(d.API.Description),
			own(start+" Errors of the service are of type *rest.Error."))
	case *plan.Entry:
		var paths []string
		for _, way := range d.Children {
			paths = append(paths, way.Builder.Path)
		}
		return docLines(
			own("Package "+string(pkg.Name)+" has the calls of "+orThis(d.API.Title)+" below "+strings.Join(paths, " and ")+"."),
			own("Start with "+string(d.Children[0].Method)+", which takes a client of package "+string(d.Client.Name)+". Each segment of a path is a method of what stands before it. What several paths send and receive is in package models."))
	case *plan.Models:
		return docLines(own("Package " + string(pkg.Name) + " has the types that " + orThis(d.API.Title) + " sends and receives. Those that one operation alone states are in the package of its path."))
	case *plan.Fake:
		return docLines(
			own("Package "+string(pkg.Name)+" stands in for "+orThis(d.Client.API.Title)+" in tests: a server on this machine that knows its operations."),
			own("Start with New and give a hook to each operation whose answer matters; the others answer as the description says. Package resttest says what else there is."))
	case *plan.Texts:
		return docLines(own("Package " + string(pkg.Name) + " holds the texts of result codes in the locale " + d.Locale + "."))
	case *plan.Locales:
		return docLines(own("Package " + string(pkg.Name) + " finds the texts of result codes by language tags at run time. It links every locale: import a locale's own package to link only that one."))
	}
	return nil
}

func orThis(title string) string {
	if strings.TrimSpace(title) == "" {
		return "this API"
	}
	return title
}

// describe is what a description says of something, from the text to the
// deprecation.
func describe(d api.Doc) []paragraph {
	text := d.Description
	if text == "" {
		text = d.Summary
	}
	return append([]paragraph{theirs(text)}, closing(d)...)
}

// closing is what stands at the end: where to read more, and a deprecation,
// which tools look for in the last paragraph.
func closing(d api.Doc) []paragraph {
	var out []paragraph
	if d.URL != "" {
		out = append(out, own("See "+d.URL+"."))
	}
	if d.Deprecated != nil {
		out = append(out, led("Deprecated: ", deprecation(d.Deprecated)))
	}
	return out
}

func deprecation(d *api.Deprecation) string {
	var parts []string
	if d.Replacement != "" {
		parts = append(parts, "use "+strings.TrimSuffix(d.Replacement, ".")+" instead.")
	}
	if d.Message != "" {
		parts = append(parts, stop(d.Message))
	}
	if d.Since != "" {
		parts = append(parts, "Deprecated since "+stop(d.Since))
	}
	if d.Removal != "" {
		parts = append(parts, "To be removed on "+stop(d.Removal))
	}
	if len(parts) == 0 {
		return "the description does not say what to use instead."
	}
	return strings.Join(parts, " ")
}

func stop(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// named begins a description with the name it documents, as Go's tools expect:
// "A call …", which says what something is, becomes "Call is a call …"; other
// texts may be whole sentences and follow a colon.
func named(name names.Ident, text string) paragraph {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "A ") || strings.HasPrefix(text, "An ") {
		return led(string(name)+" is ", lowerFirst(text))
	}
	return led(string(name)+": ", text)
}

func lowerFirst(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(r)) + text[size:]
}

func typeDoc(name names.Ident, title string, d api.Doc) []paragraph {
	text := d.Description
	if text == "" {
		text = d.Summary
	}
	first := own(string(name) + " is part of a request or an answer.")
	switch {
	case text != "":
		first = named(name, text)
	case title != "":
		first = own(string(name) + " is the schema " + shown(title) + ".")
	}
	return append([]paragraph{first}, closing(d)...)
}

// fieldDoc says what a property is. Where the description says nothing, as
// OpenAPI 3.0 allows no text beside a reference, its type speaks for it.
func fieldDoc(f *plan.Field) []paragraph {
	other := sentence(textOr(f.API.Type.Type.Doc, ""))
	if other == "" {
		other = string(f.Name) + " is the property " + shown(f.API.Name) + "."
	}
	out := []paragraph{theirs(textOr(f.API.Doc, other))}
	if f.API.ReadOnly {
		out = append(out, own("Read-only: the service sets it."))
	}
	out = append(out, limits(f.API.Limits)...)
	return append(out, closing(f.API.Doc)...)
}

// shown is a name as it travels, in quotes where one would not see all of it.
func shown(name string) string {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) }
	if strings.TrimSpace(name) == "" || strings.ContainsFunc(name, hidden) {
		return strconv.Quote(name)
	}
	return name
}

func textOr(d api.Doc, other string) string {
	if d.Description != "" {
		return d.Description
	}
	if d.Summary != "" {
		return d.Summary
	}
	return other
}

func limits(list []api.Limit) []paragraph {
	var parts []string
	for _, l := range list {
		part := l.Name + " " + l.Value
		if l.Note != "" {
			part += " (" + lowerFirst(strings.TrimSuffix(l.Note, ".")) + ")"
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return nil
	}
	return []paragraph{led("Limits: ", strings.Join(parts, "; ")+".")}
}

func memberDoc(m *plan.Member) []paragraph {
	if m.API.Doc.Description == "" && m.API.Doc.Summary == "" {
		return append([]paragraph{own(string(m.Name) + " travels as " + shown(m.API.Value) + ".")}, closing(m.API.Doc)...)
	}
	return append([]paragraph{led(string(m.Name)+": ", textOr(m.API.Doc, ""))}, closing(m.API.Doc)...)
}

func paramDoc(p *plan.Param) []paragraph {
	where := string(p.API.In) + " parameter"
	if p.API.In == api.InHeader {
		where = "header"
	}
	out := []paragraph{theirs(textOr(p.API.Doc, string(p.Name)+" is the "+where+" "+p.API.Name+"."))}
	return append(out, closing(p.API.Doc)...)
}

// callDoc says what a call sends, what it does, what it needs and what comes
// back.
func (e *emitter) callDoc(c *plan.Call) []jen.Code {
	op := c.Operation
	out := []paragraph{own(string(c.Method) + " sends " + op.Method + " " + op.Path.Template + otherWay(c) + ".")}
	if op.Doc.Summary != "" && op.Doc.Summary != op.Doc.Description {
		out = append(out, theirs(stop(op.Doc.Summary)))
	}
	out = append(out, theirs(op.Doc.Description))
	for _, p := range c.Required {
		out = append(out, led(string(p.Name)+": ", textOr(p.API.Doc, "the "+string(p.API.In)+" parameter "+p.API.Name+".")))
	}
	if c.Body != nil && c.Body.ChooseContentType {
		out = append(out, own("contentType: that of the body, "+orList(c.Body.API.Choices)+"."))
	}
	if c.Body != nil && c.Body.API.Doc.Description != "" {
		out = append(out, led("body: ", c.Body.API.Doc.Description))
	}
	out = append(out, answers(op)...)
	if c.Result != nil && c.Result.Encoding == plan.AsStream {
		out = append(out, own("The result is read while it comes in: close it."))
	}
	out = append(out, limits(op.Limits)...)
	out = append(out, callSecurity(c)...)
	out = append(out, permissions(op.Permissions)...)
	return doc(append(out, closing(op.Doc)...)...)
}

// otherWay says what sets a call apart from the verb of the same operation.
func otherWay(c *plan.Call) string {
	switch c.Kind {
	case plan.BodyAlternative:
		if c.Body.ChooseContentType {
			return " with a body that is streamed"
		}
		return " with a body of " + shown(c.Body.API.ContentType)
	case plan.ResultAlternative:
		return " and asks for " + shown(c.Result.Accept)
	}
	return ""
}

// orList joins content types: a, b or c.
func orList(list []string) string {
	if n := len(list); n > 1 {
		return strings.Join(list[:n-1], ", ") + " or " + list[n-1]
	}
	return strings.Join(list, "")
}

// answers names the status codes of success.
func answers(op *api.Operation) []paragraph {
	var codes []string
	for _, r := range op.Success {
		switch r.Status {
		case "default":
		case "2XX":
			return []paragraph{own("Any 2xx status is a success.")}
		default:
			codes = append(codes, r.Status)
		}
	}
	if len(codes) == 0 {
		return nil
	}
	return []paragraph{own("The service answers " + strings.Join(codes, " or ") + " when it succeeds.")}
}

// permissions says what is needed, first for the kinds of callers that are
// supported, then for the others.
func permissions(list []api.Permission) []paragraph {
	var out []paragraph
	var refused []string
	for _, p := range list {
		text := strings.Join(p.Names, ", ")
		switch {
		case len(p.Names) == 0:
			refused = append(refused, p.Kind)
			continue
		case len(p.Names) == 1 && p.Names[0] == "none":
			text = "none is needed"
		}
		out = append(out, led("Permissions ("+oneLine(p.Kind)+"): ", strings.TrimSpace(stop(text)+" "+p.Note)))
	}
	if len(refused) > 0 {
		out = append(out, own("Permissions ("+strings.Join(refused, ", ")+"): not supported."))
	}
	return out
}

func (e *emitter) unionDoc(u *plan.Union) []paragraph {
	var list []string
	for _, v := range u.Variants {
		switch {
		case v.Wrapper != "":
			list = append(list, string(v.Wrapper))
		case v.Type.Form == plan.Model:
			list = append(list, "*"+string(v.Type.Name()))
		default:
			list = append(list, string(v.Type.Name()))
		}
	}
	if u.Base != nil {
		text := string(u.Name) + " is any kind of " + string(u.Base.Name) + ": *" + string(u.Base.Name) + " itself, which also holds the kinds that this SDK does not know"
		if len(list) > 0 {
			text += ", or " + strings.Join(list, ", ")
		}
		return []paragraph{own(text + ". Tell them apart by a type switch.")}
	}
	out := typeDoc(u.Name, u.Title, u.Type.Doc)
	return append(out[:1:1], append([]paragraph{own("It holds " + strings.Join(append(list, string(u.Unknown)), ", ") + ". Tell them apart by a type switch.")}, out[1:]...)...)
}
