package lower

// Files among alternatives.
//
// In JSON, a file among alternatives is a string. In a multipart body it must be a
// part with the bytes of the file. A property that allows a file, or a list of files,
// is therefore a file or a list there, and a single file is a list of one:
//
//	image: {anyOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]}

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// fileSchema describes the files that a schema allows in a multipart body.
type fileSchema struct {
	media string       // the media type of the files, "" if the schema states none
	list  bool         // lists of files are allowed
	other diag.Pointer // the first alternative that is not a file, or ""
}

// fileOf returns the description of the files that a property allows in a multipart body,
// or nil.
func (l *lowerer) fileOf(f *api.Field) *fileSchema {
	if s, ok := l.fieldUses[f]; ok {
		return l.fileSchemaOf(s)
	}
	return nil
}

// mayBeFile reports whether a schema may allow files.
func mayBeFile(s schemaUse) bool {
	return s.schema != nil &&
		(len(s.schema.OneOf)+len(s.schema.AnyOf) > 0 || s.schema.Items != nil || isFileSchema(s.schema))
}

// fileSchemaOf returns the description of the files that a schema allows, by itself, as
// elements of a list, or as alternatives. It returns nil if the schema allows no files.
func (l *lowerer) fileSchemaOf(s schemaUse) *fileSchema {
	if s.schema == nil || s.schema.Always != nil {
		return nil
	}
	if known, ok := l.files[s.at]; ok {
		return known
	}
	l.files[s.at] = nil // a schema in itself is not a file
	members, at := alternativesOf(s.schemaNode)
	var file *fileSchema
	switch {
	case len(members) > 0 && !onlyAssertions(members):
		file = l.fileAmong(members, at)
	case s.schema.Type.Includes("array") && s.schema.Items != nil:
		if elem := l.fileSchemaOf(l.resolveUse(s.schema.Items, s.at.Child("items"))); elem != nil {
			file = &fileSchema{elem.media, true, elem.other}
		}
	case isFileSchema(s.schema):
		file = &fileSchema{media: s.schema.ContentMediaType}
	}
	l.files[s.at] = file
	return file
}

// fileAmong is fileSchemaOf for alternatives.
func (l *lowerer) fileAmong(members openapi3.SchemaRefs, at diag.Pointer) *fileSchema {
	var files []*fileSchema
	all := fileSchema{}
	for i, m := range members {
		if isNull(m) {
			continue
		}
		file := l.fileSchemaOf(l.resolveUse(m, at.Index(i)))
		if file == nil {
			file = &fileSchema{other: at.Index(i)}
		} else {
			files = append(files, file)
		}
		all.list, all.other = all.list || file.list, cmp.Or(all.other, file.other)
	}
	if len(files) == 0 {
		return nil
	}
	all.media = files[0].media
	if slices.ContainsFunc(files, func(f *fileSchema) bool { return f.media != all.media }) {
		all.media = ""
	}
	return &all
}

// isFileSchema reports whether a schema describes a file by its format or encoding, or by
// its media type alone.
func isFileSchema(s *openapi3.Schema) bool {
	text := s.Type.Includes("string")
	switch s.ContentEncoding {
	case "":
		return stringKind(s) == api.Binary && (text || s.Type.Includes(swaggerFile)) ||
			isFileType(s.ContentMediaType) && (text || isUnconstrained(s))
	case "binary":
		return text || isUnconstrained(s)
	}
	return false
}

// checkFileBody makes a multipart body a stream that the caller encodes if a union, a
// base type or a map holds files: only the parts of one object can be files.
func (l *lowerer) checkFileBody(b *api.Body, at diag.Pointer) {
	t := b.Type.Type
	holdsFile := t.Kind == api.Map && t.Elem.Type.Kind == api.Binary
	for _, leaf := range l.leaves(t) {
		for _, v := range append([]*api.Variant{{Type: api.Use{Type: leaf}}}, leaf.Subtypes...) {
			isFile := func(f *api.Field) bool { return l.isFile(f, nil) }
			holdsFile = holdsFile || slices.ContainsFunc(v.Type.Type.Fields, isFile)
		}
	}
	if !holdsFile {
		return
	}
	l.warnf(at.Child("schema"), "unsupported-content",
		"the multipart body is %s that holds files, which is supported only for an object; "+
			"the caller must encode the body and specify its boundary in the content type", describeType(t))
	l.replaced = append(l.replaced, t)
	b.Format, b.Choices = api.Stream, []string{b.ContentType}
	b.Type = api.Use{Type: &api.Type{Origin: l.origin(at.Child("schema")), Kind: api.Binary}}
}
