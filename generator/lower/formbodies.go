package lower

// Forms: url-encoded bodies and multipart bodies.
//
// The schema of a form is an object. A multipart body differs only in files:
// in JSON a binary property is a base64 string, in a multipart body it is
// streamed. An object with binary properties therefore gets a second type for
// multipart bodies, with the same properties except for the files. If the
// object is a component, the second type has its name with "form" appended,
// because the selection decides whether JSON uses the component too. An inline
// object has a single use, so it is changed in place.
//
// OpenAPI 3.0 describes a file as {type: string, format: binary}. OpenAPI 3.1
// describes it by its media type, without a type or as a string:
//
//	cover: {contentMediaType: image/png}
//	pages: {type: array, items: {type: string, contentMediaType: application/pdf}}
//
// In JSON such a value is a string or any value, because it has no encoding.

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// formUse returns the type of a form. A form whose schema is not an object is
// a string that the caller encodes.
func (l *lowerer) formUse(ref *openapi3.SchemaRef, at diag.Pointer, in namingContext) (api.Format, api.Use) {
	use, ok := l.objectUse(ref, at, in)
	if !ok {
		l.notef(at, "unsupported-content", "the schema of a form is not an object; the caller must encode the body")
		return api.Text, api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.String}}
	}
	return api.Form, use
}

// multipartUse returns the type of a multipart body. A body whose schema is not
// an object is a stream that the caller encodes.
func (l *lowerer) multipartUse(ref *openapi3.SchemaRef, at diag.Pointer, in namingContext) (api.Format, api.Use) {
	use, ok := l.objectUse(ref, at, in)
	if !ok || ref == nil {
		l.notef(at, "unsupported-content",
			"the schema of a multipart body is not an object; "+
				"the caller must encode the body and specify its boundary in the content type")
		return api.Stream, api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Binary}}
	}
	return api.Multipart, use
}

// objectUse lowers a schema that must be an object. Without a schema, any
// object is allowed.
func (l *lowerer) objectUse(ref *openapi3.SchemaRef, at diag.Pointer, in namingContext) (api.Use, bool) {
	object := &api.Type{
		Origin: l.origin(at), Kind: api.Map,
		Elem: &api.Use{Type: &api.Type{Origin: l.origin(at), Kind: api.Any}, Nullable: true},
	}
	if ref == nil {
		return api.Use{Type: object}, true
	}
	use := l.lowerUse(ref, at, in)
	switch use.Type.Kind {
	case api.Object, api.Map, api.Union:
		return use, true
	case api.Any:
		return api.Use{Type: object}, true
	case api.Collection: // a form has no format for maps of maps
		if use.Type.Content.Kind == api.Map {
			return api.Use{Type: object}, true
		}
	}
	return use, false
}

// finishForm runs the steps that need the fields of a form.
func (l *lowerer) finishForm(b *api.Body, m *openapi3.MediaType, at diag.Pointer) {
	t := b.Type.Type
	if b.Format == api.Stream { // see checkFileBody
		return
	}
	if m == nil {
		m = &openapi3.MediaType{}
	}
	isFile := func(f *api.Field) bool { return l.isFile(f, m) }
	if b.Format == api.Multipart && isPlainObject(t) && slices.ContainsFunc(t.Fields, isFile) {
		b.Type.Type = l.multipartTypeOf(t, isFile)
		l.addFileTypes(b, m)
	}
	for _, name := range sorted(m.Encoding) {
		here := at.Child("encoding").Child(name)
		i := slices.IndexFunc(t.Fields, func(f *api.Field) bool { return f.Name == name })
		if i < 0 && t.Kind == api.Object {
			names := func() (names []string) {
				for _, f := range t.Fields {
					names = append(names, f.Name)
				}
				return names
			}
			near := l.suggester.DidYouMean(name, names)
			l.warnf(here, "unknown-property", "the form has no property %q%s", name, near)
			continue
		}
		kind := api.Any
		if i >= 0 {
			kind = b.Type.Type.Fields[i].Type.Type.Kind
		}
		if in := m.Encoding[name]; in != nil && len(in.Headers) > 0 && b.Format == api.Multipart {
			remedy := ""
			if i >= 0 && isFileKind(b.Type.Type.Fields[i].Type.Type) {
				remedy = "; to send them, set the Header of its rest.File"
			}
			l.notef(here.Child("headers"), "unsupported", "the SDK does not send headers for part %q%s", name, remedy)
		}
		if e := l.lowerEncoding(name, m.Encoding[name], kind, b.Format); e != nil {
			b.Encodings = append(b.Encodings, e)
		}
	}
}

// lowerEncoding lowers the encoding of a property. It returns nil for the
// default encoding.
func (l *lowerer) lowerEncoding(name string, in *openapi3.Encoding, kind api.Kind, format api.Format) *api.Encoding {
	if in == nil {
		return nil
	}
	out := &api.Encoding{Property: name}
	composite := []api.Kind{api.List, api.Map, api.Collection, api.Object, api.Union, api.Any}
	styled := slices.Contains(composite, kind)
	if (in.Style != "" || in.Explode != nil) && styled || in.AllowReserved && format == api.Form {
		out.Style = in.Style
		if !slices.Contains(parameterStyles[api.InQuery], out.Style) {
			out.Style = "form"
		}
		out.Explode, out.AllowReserved = out.Style == "form", in.AllowReserved
		if in.Explode != nil {
			out.Explode = *in.Explode
		}
		if out.Style == "form" && out.Explode && !out.AllowReserved && kind == api.List {
			out.Style, out.Explode = "", false // the default
		}
	}
	first, _, several := strings.Cut(in.ContentType, ",")
	first = strings.TrimSpace(first)
	switch f, _ := formOf(first); {
	case first == "" || out.Style != "":
	case f == asJSON && kind != api.File:
		out.Style = "json"
		if format == api.Multipart && first != "application/json" {
			out.ContentType = first
		}
	case format != api.Multipart || several || strings.Contains(first, "*"):
	case kind == api.File || first != "text/plain":
		out.ContentType = first
	}
	if out.Style == "" && out.ContentType == "" {
		return nil
	}
	return out
}

// addFileTypes adds the media types that the schemas of files state, unless an
// encoding states them. If an encoding allows several types, they are a limit of the
// file, because the caller chooses one.
func (l *lowerer) addFileTypes(b *api.Body, m *openapi3.MediaType) {
	for _, f := range b.Type.Type.Fields {
		media := ""
		if file := l.fileOf(&f.Type); file != nil {
			media = file.media
		}
		e := m.Encoding[f.Name]
		if e != nil && isFileKind(f.Type.Type) && strings.ContainsAny(e.ContentType, ",*") {
			f.Limits = addLimits(slices.Clip(f.Limits), []api.Limit{{Name: "content type", Value: e.ContentType}})
		}
		declared := m.Encoding[f.Name] != nil && m.Encoding[f.Name].ContentType != ""
		if media != "" && media != "application/octet-stream" && !strings.Contains(media, "*") && !declared {
			b.Encodings = append(b.Encodings, &api.Encoding{Property: f.Name, ContentType: media})
		}
	}
}

// isFileKind reports whether t is a file or a list of files.
func isFileKind(t *api.Type) bool {
	return t.Kind == api.File || t.Kind == api.List && t.Elem.Type.Kind == api.File
}

// isPlainObject reports whether t is an object without subtypes.
func isPlainObject(t *api.Type) bool { return t.Kind == api.Object && !t.Polymorphic }

// isFile reports whether a property of a multipart body is a file or a list of files, by
// its schema or, for any value, by its encoding.
func (l *lowerer) isFile(f *api.Field, m *openapi3.MediaType) bool {
	untyped := elementOrSelf(f.Type.Type).Kind == api.Any
	if untyped && m != nil && m.Encoding[f.Name] != nil && isFileType(m.Encoding[f.Name].ContentType) {
		return true
	}
	return l.holdsFiles(&f.Type)
}

// holdsFiles reports whether the schema of a property or of an element of a map allows
// files or lists of files.
func (l *lowerer) holdsFiles(use *api.Use) bool {
	return elementOrSelf(use.Type).Kind == api.Binary || l.fileOf(use) != nil
}

// elementOrSelf returns the type of the elements of a list, or t itself.
func elementOrSelf(t *api.Type) *api.Type {
	if t.Kind == api.List {
		return t.Elem.Type
	}
	return t
}

// isFileType reports whether a media type is neither text nor JSON.
func isFileType(mediaType string) bool {
	form, _ := formOf(mediaType)
	return mediaType != "" && form != asJSON && form != asText && !strings.HasPrefix(mediaType, "text/")
}

// multipartTypeOf returns the type of an object as the parts of a multipart
// body.
func (l *lowerer) multipartTypeOf(t *api.Type, isFile func(*api.Field) bool) *api.Type {
	if made := l.multipartTypes[t]; made != nil {
		return made
	}
	if t.Parts {
		return t
	}
	made := t
	if isComponent(t) {
		made = &api.Type{Kind: api.Object, Key: t.Key + " form", Doc: t.Doc}
		made.Origin = api.Origin{Pointer: t.Origin.Pointer + "@form", Pos: t.Origin.Pos}
		l.api.Types = append(l.api.Types, made)
		l.multipartTypes[t] = made
	}
	var fields []*api.Field
	for _, f := range t.Fields {
		field := *f
		if isFile(f) {
			field.Type = l.fileUse(f)
			l.fileUses[&field.Type] = l.fileUses[&f.Type]
		}
		fields = append(fields, &field)
	}
	made.Parts, made.Fields = true, fields
	return made
}

// fileUse returns the use of a property as a file or a list of files.
func (l *lowerer) fileUse(f *api.Field) api.Use {
	list := f.Type.Type.Kind == api.List
	if file := l.fileOf(&f.Type); file != nil {
		list = file.list
		if file.other != "" {
			l.warnf(file.other, "unsupported",
				"the part %q of a multipart body is always sent as a file, because another alternative is a file; "+
					"to send a value of this alternative, pass it as the content of a rest.File", f.Name)
		}
		l.replaced = append(l.replaced, f.Type.Type)
	}
	t := &api.Type{Origin: f.Type.Type.Origin, Kind: api.File}
	if list {
		t = &api.Type{Origin: t.Origin, Kind: api.List, Elem: &api.Use{Type: t}}
	}
	return api.Use{Type: t, Nullable: f.Type.Nullable}
}
