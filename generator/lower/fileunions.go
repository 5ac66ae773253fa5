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

// fileOf returns the description of the files that a property or an element of a map
// allows in a multipart body, or nil.
func (l *lowerer) fileOf(use *api.Use) *fileSchema {
	if s, ok := l.fileUses[use]; ok {
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
	if known, ok := l.files[s.at]; ok {
		return known
	}
	f := fileSearch{lowerer: l, seen: map[visitedSchema]bool{}}
	f.visit(s, s.at, false)
	l.files[s.at] = f.result() // but not those of inner schemas, which may contain s
	return l.files[s.at]
}

// fileSearch finds the files that a schema allows.
type fileSearch struct {
	*lowerer
	seen  map[visitedSchema]bool
	media []string // the media types of the files
	found fileSchema
}

// visitedSchema is a schema by itself or in a list.
type visitedSchema struct {
	at     diag.Pointer
	inList bool
}

// visit adds the files that a schema allows. The schema belongs to the alternative at
// the given pointer.
func (f *fileSearch) visit(s schemaUse, alternative diag.Pointer, inList bool) {
	visited := visitedSchema{s.at, inList}
	if f.seen[visited] {
		return
	}
	f.seen[visited] = true
	if s.schema != nil && s.schema.Always == nil {
		members, at := alternativesOf(s.schemaNode)
		switch {
		case len(members) > 0 && !onlyAssertions(members):
			for i, m := range members {
				if !isNull(m) {
					f.visit(f.resolveUse(m, at.Index(i)), at.Index(i), inList)
				}
			}
			return
		case s.schema.Type.Includes("array") && s.schema.Items != nil:
			f.visit(f.resolveUse(s.schema.Items, s.at.Child("items")), alternative, true)
			return
		case isFileSchema(s.schema):
			f.media = append(f.media, s.schema.ContentMediaType)
			f.found.list = f.found.list || inList
			return
		}
	}
	f.found.other = cmp.Or(f.found.other, alternative)
}

// result returns the description of the files that were found, or nil.
func (f *fileSearch) result() *fileSchema {
	if len(f.media) == 0 {
		return nil
	}
	if f.found.media = f.media[0]; len(slices.Compact(f.media)) > 1 {
		f.found.media = ""
	}
	return &f.found
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
func (l *lowerer) checkFileBody(b *api.Body, m *openapi3.MediaType, at diag.Pointer) {
	t := b.Type.Type
	isFile := func(f *api.Field) bool { return l.isFile(f, m) }
	hasFile := func(t *api.Type) bool {
		return slices.ContainsFunc(t.Fields, isFile) || t.Kind == api.Map && l.holdsFiles(t.Elem)
	}
	if b.Format != api.Multipart || isPlainObject(t) || !slices.ContainsFunc(l.typesOf(t), hasFile) {
		return
	}
	l.warnf(at.Child("schema"), "unsupported-content",
		"the multipart body is %s that holds files, which is supported only for an object; "+
			"the caller must encode the body and specify its boundary in the content type", describeType(t))
	l.replaced = append(l.replaced, t)
	b.Format, b.Choices = api.Stream, []string{b.ContentType}
	b.Type = api.Use{Type: &api.Type{Origin: l.origin(at.Child("schema")), Kind: api.Binary}}
}
