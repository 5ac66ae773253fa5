package rest

// This file makes multipart bodies. All parts but the files are put together
// in memory; the files are read while the body is sent, between the texts, so
// that no goroutine is needed and nothing is kept of them.

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
	// Name is the file name that the service sees; that of the part when it
	// is empty.
	Name string
	// ContentType is that of the file. When it is empty it is what the
	// description declares, or application/octet-stream.
	ContentType string
	// Content is read while the body is sent, from where it stands. When it is
	// an io.Seeker the file can be sent again where a retry is due. It is not
	// closed, unless a read goes on when the call is over.
	Content io.Reader
	// Size is the length of Content in bytes. 0 is found out where Content
	// has a method Len or is an io.Seeker.
	Size int64
	// Header is sent with the part, beside what it has anyway.
	Header http.Header
}

// Parts is a multipart body in the making. Generated code adds the parts one
// after the other.
type Parts struct {
	boundary string
	fields   []Param
	text     bytes.Buffer // of parts, since the last file
	sources  []source
	err      error
}

// BodyMultipart sets a multipart body. The given fields say how some of the
// parts are written; of the others a list is a part for each element, an
// object is JSON, and a file is application/octet-stream.
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

// FormParts makes a part of each member of the object that is written.
func FormParts(write func(*Encoder)) func(*Parts) {
	return func(p *Parts) {
		raw, err := Encode(write)
		switch {
		case err != nil:
			p.fail(err)
		case isText(raw) || raw[0] == '[':
			p.fail(errNoObject)
		default:
			for _, m := range members(raw) {
				p.add(m.name, m.value)
			}
		}
	}
}

// Value adds a value, or its elements. Null adds nothing.
func (p *Parts) Value(name string, write func(*Encoder)) {
	raw, err := Encode(write)
	if err != nil {
		p.fail(fmt.Errorf("the part %s: %w", excerpt([]byte(name)), err))
		return
	}
	p.add(name, raw)
}

// AdditionalProperties adds the properties that the description does not know, sorted by
// name.
func (p *Parts) AdditionalProperties(properties map[string]RawJSON) {
	for _, name := range sortedKeys(properties) {
		p.Value(name, func(e *Encoder) { e.Raw(properties[name]) })
	}
}

// add adds the parts that a value makes.
func (p *Parts) add(name string, raw RawJSON) {
	field := paramOf(name, p.fields)
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

// part adds one part that is a text or JSON.
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

// File adds a file; nil adds nothing.
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

// CheckFile makes the call fail when a file that the operation needs is nil.
func (p *Parts) CheckFile(name string, missing bool) {
	if missing {
		p.fail(fmt.Errorf("the file %s is nil, but the operation needs one", excerpt([]byte(name))))
	}
}

// Files adds files under one name.
func (p *Parts) Files(name string, files []*File) {
	for _, f := range files {
		p.File(name, f)
	}
}

// begin writes what stands before the content of a part.
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
		if canonical := http.CanonicalHeaderKey(key); canonical == "Content-Disposition" || canonical == "Content-Type" {
			continue
		}
		for _, value := range header[key] {
			p.header(key, value)
		}
	}
	p.text.WriteString("\r\n")
}

// quotePart quotes the name of a part or file as browsers do: what would end
// the name or the line is percent-encoded. So are all control characters, since
// no header may hold them; the backslash is doubled, since many servers take it
// for an escape.
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
		p.fail(fmt.Errorf("a part cannot carry the header %s", excerpt([]byte(name))))
		return
	}
	p.text.WriteString(name + ": " + value + "\r\n")
}

// flush makes a source of the text that was written.
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
