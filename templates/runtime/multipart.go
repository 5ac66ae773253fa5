package rest

// This file builds multipart bodies. All parts except files are in memory.
// Files are read while the body is sent, without a goroutine.

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// File is a file in a multipart body.
type File struct {
	// Name is the file name that the service receives. If it is empty, the
	// name of the part is sent.
	Name string
	// ContentType is the type of the file. If it is empty, the type in the
	// API description is sent, or application/octet-stream if there is
	// none.
	ContentType string
	// Content is read from its current position while the body is sent. If
	// it is an io.Seeker, a retry can send the file again. It is not
	// closed, except to stop a read that continues after the call.
	Content io.Reader
	// Size is the length of Content in bytes. If it is 0, the length is
	// determined by a Len method or by seeking, if Content supports either
	// of them.
	Size int64
	// Header holds additional headers of the part.
	Header http.Header
}

// Parts is a multipart body under construction. It is for generated code.
type Parts struct {
	boundary string
	fields   []Param
	text     bytes.Buffer // parts since the last file
	sources  []source
	err      error
}

// BodyMultipart sets a multipart body. The fields parameter sets the format of
// individual parts. By default, each element of a list becomes a part, an
// object becomes a JSON part, and a file has the type application/octet-stream.
func (q *Request) BodyMultipart(contentType string, write func(*Parts), fields ...Param) {
	p := &Parts{boundary: strings.ToLower(rand.Text()), fields: fields}
	write(p)
	if p.err != nil {
		q.fail(p.err)
		return
	}
	p.text.WriteString("--" + p.boundary + "--\r\n")
	p.flush()
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		q.fail(fmt.Errorf("the content type %s: %w", excerpt([]byte(contentType)), err))
		return
	}
	params["boundary"] = p.boundary
	q.setUpload(mime.FormatMediaType(media, params), newUpload(p.sources...))
}

// FormParts returns a function that adds parts to a multipart body: one for
// each member of the object that the write function encodes. It is for
// generated code.
func FormParts(write func(*Encoder)) func(*Parts) {
	return func(p *Parts) {
		raw, err := Encode(write)
		switch {
		case err != nil:
			p.fail(err)
		case isText(raw) || raw[0] == '[':
			p.fail(errNoObject)
		default:
			p.fail(checkRequired(raw, p.fields))
			for _, m := range members(raw) {
				p.add(m.name, m.value)
			}
		}
	}
}

// Value adds a value as one part. For a list, it adds one part for each
// element. It omits null, which is an error in a required part.
func (p *Parts) Value(name string, write func(*Encoder)) {
	raw, err := Encode(write)
	if err != nil {
		p.fail(fmt.Errorf("the part %s: %w", excerpt([]byte(name)), err))
		return
	}
	p.add(name, raw)
}

// AdditionalProperties adds properties that the API description does not list,
// sorted by name.
func (p *Parts) AdditionalProperties(properties map[string]RawJSON) {
	for _, name := range sortedKeys(properties) {
		p.Value(name, func(e *Encoder) { e.Raw(properties[name]) })
	}
}

// add adds the parts of a value.
func (p *Parts) add(name string, raw RawJSON) {
	field := paramOf(name, p.fields)
	if field.Required && isNull(raw) {
		p.fail(missingField(name))
		return
	}
	if raw[0] == '[' && field.Style == "" {
		for _, m := range members(raw) {
			p.part(field, name, m.value)
		}
		return
	}
	if field.Style == "" || field.Style == StyleJSON {
		p.part(field, name, raw)
		return
	}
	for _, f := range field.fields(raw) {
		p.begin(f.name, "", field.ContentType, nil)
		p.text.WriteString(strings.Join(f.texts, f.separator) + "\r\n")
	}
}

// part adds one part of text or JSON.
func (p *Parts) part(field Param, name string, raw RawJSON) {
	if isNull(raw) {
		return
	}
	contentType := field.ContentType
	if contentType == "" && (field.Style == StyleJSON || !isText(raw)) {
		contentType = "application/json"
	}
	text := textOf(raw)
	if field.Style == StyleJSON {
		text = string(raw)
	}
	p.begin(name, "", contentType, nil)
	p.text.WriteString(text + "\r\n")
}

// File adds a file. It omits nil.
func (p *Parts) File(name string, f *File) {
	if f == nil {
		return
	}
	if f.Content == nil {
		p.fail(fmt.Errorf("the file %s has no content", excerpt([]byte(name))))
		return
	}
	contentType := f.ContentType
	if contentType == "" {
		contentType = paramOf(name, p.fields).ContentType
	}
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	fileName := f.Name
	if fileName == "" {
		fileName = name
	}
	p.begin(name, fileName, contentType, f.Header)
	p.flush()
	p.sources = append(p.sources, sourceOf(f.Content, f.Size))
	p.text.WriteString("\r\n")
}

// CheckFile makes the call fail if a required file is missing.
func (p *Parts) CheckFile(name string, missing bool) {
	if missing {
		p.fail(fmt.Errorf("the file %s is nil, but the operation requires one", excerpt([]byte(name))))
	}
}

// Files adds several files with the same field name.
func (p *Parts) Files(name string, files []*File) {
	for _, f := range files {
		p.File(name, f)
	}
}

// begin writes the boundary and the headers of a part.
func (p *Parts) begin(name, file, contentType string, header http.Header) {
	p.text.WriteString("--" + p.boundary + "\r\nContent-Disposition: form-data; name=" + quotePart(name))
	if file != "" {
		p.text.WriteString("; filename=" + quotePart(file))
	}
	p.text.WriteString("\r\n")
	if contentType != "" {
		p.header("Content-Type", contentType)
	}
	for _, key := range sortedKeys(header) {
		canonical := http.CanonicalHeaderKey(key)
		if canonical == "Content-Disposition" || canonical == "Content-Type" {
			continue
		}
		for _, value := range header[key] {
			p.header(key, value)
		}
	}
	p.text.WriteString("\r\n")
}

// quotePart quotes the name of a part or file as browsers do. Quotation marks
// and control characters are percent-encoded. Backslashes are doubled because
// many servers treat a backslash as an escape.
func quotePart(name string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(name) {
		switch c := name[i]; {
		case c < ' ' || c == 0x7f || c == '"':
			fmt.Fprintf(&b, "%%%02X", c)
		case c == '\\':
			b.WriteString(`\\`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// header writes a header of a part.
func (p *Parts) header(name, value string) {
	if !fitsHeader(value) || !isToken(name) {
		p.fail(fmt.Errorf("invalid header %s of a part", excerpt([]byte(name))))
		return
	}
	p.text.WriteString(name + ": " + value + "\r\n")
}

// flush turns the text that was written into a source.
func (p *Parts) flush() {
	if p.text.Len() > 0 {
		p.sources = append(p.sources, sourceOf(bytes.NewReader(slices.Clone(p.text.Bytes())), 0))
		p.text.Reset()
	}
}

func (p *Parts) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}
