package docs

// This file renders an HTTP request and its response for an operation, with
// placeholder values. Names come from the types, so they are always correct.

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

const (
	maxSampleDepth  = 3 // nesting of objects
	maxSampleFields = 6 // fields of an object without required fields
)

// httpExample returns a request of an operation and its response.
func httpExample(a *api.API, op *api.Operation) (request, response string) {
	host, base := "api.example.com", ""
	address := a.BaseURL
	if op.Server != nil {
		address = op.Server.DefaultURL()
	}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		host, base = u.Host, strings.TrimSuffix(u.EscapedPath(), "/")
	}
	var b strings.Builder
	target := base + oneLine(op.Path.Plain()) + sampleQuery(op)
	b.WriteString(op.Method + " " + target + " HTTP/1.1\nHost: " + host + "\n")
	if len(op.Security) > 0 {
		b.WriteString(sampleCredentials(a, op))
	}
	for _, p := range op.Params {
		if p.In == api.InHeader && p.Required {
			b.WriteString(oneLine(p.Name) + ": " + sampleText(p) + "\n")
		}
	}
	if op.Body != nil {
		b.WriteString("Content-Type: " + oneLine(op.Body.ContentType) + "\n\n")
		b.WriteString(sampleBody(op.Body.Format, op.Body.Type, true))
	}
	return showInvisible(strings.TrimRight(b.String(), "\n") + "\n"), showInvisible(sampleResponse(op))
}

func sampleQuery(op *api.Operation) string {
	var parts []string
	for _, pair := range op.Query {
		parts = append(parts, url.QueryEscape(pair.Name)+"="+url.QueryEscape(pair.Value))
	}
	for _, p := range op.Params {
		if p.In == api.InQuery && p.Required {
			text := sampleText(p)
			if p.Type.Type.Constant() != "" {
				text = url.QueryEscape(text)
			}
			parts = append(parts, url.QueryEscape(p.Name)+"="+text)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// sampleText returns the only value of a parameter, or an ellipsis.
func sampleText(p *api.Param) string {
	switch text := p.Type.Type.Constant(); {
	case text == "":
		return "…"
	case strings.HasPrefix(text, `"`):
		return oneLine(api.StringValue(text))
	default:
		return text
	}
}

// sampleCredentials returns the headers of the first security alternative.
func sampleCredentials(a *api.API, op *api.Operation) string {
	var b strings.Builder
	for _, r := range op.Security[0] {
		i, found := a.FindScheme(r.Scheme)
		if !found {
			continue
		}
		switch s := a.Security[i]; {
		case s.Kind == "apiKey" && s.In == api.InHeader:
			b.WriteString(oneLine(s.Param) + ": …\n")
		case s.Kind == "http" && s.Scheme == "basic":
			b.WriteString("Authorization: Basic …\n")
		case s.Kind != "apiKey" && s.Kind != "mutualTLS":
			b.WriteString("Authorization: Bearer …\n")
		}
	}
	return b.String()
}

func sampleResponse(op *api.Operation) string {
	if len(op.Success) == 0 {
		return ""
	}
	r := op.Success[0]
	if result := op.Result(); result != nil {
		r = result
	}
	status := strings.NewReplacer("2XX", "200", "3XX", "302").Replace(r.Status)
	if r.Type == nil && r.Status == "2XX" {
		status = "204"
	}
	code, err := strconv.Atoi(status)
	if err != nil {
		code = http.StatusOK
	}
	head := strings.TrimSpace("HTTP/1.1 "+strconv.Itoa(code)+" "+http.StatusText(code)) + "\n"
	switch {
	case r.Type == nil:
		return head
	case r.Format == api.Location:
		return head + "Location: https://…\n"
	}
	return head + "Content-Type: " + oneLine(r.ContentType) + "\n\n" + sampleContent(r.Content)
}

func sampleContent(c api.Content) string {
	if c.Sequence != nil {
		return sampleItem(c)
	}
	return sampleBody(c.Format, *c.Type, false)
}

func sampleBody(format api.Format, use api.Use, forRequest bool) string {
	if format != api.JSON && format != "" {
		return "…\n"
	}
	return sampleValue(use, forRequest) + "\n"
}

func sampleValue(use api.Use, forRequest bool) string {
	s := sampler{forRequest: forRequest}
	s.writeValue(use, 0, map[*api.Type]bool{})
	return showInvisible(s.String())
}

// sampleItem returns an example of an item of a stream.
func sampleItem(c api.Content) string {
	use, name := *c.Type, ""
	if e := c.Sequence.Events; e != nil {
		use, name = e[0].Type, "event: "+oneLine(e[0].Name)+"\n"
	}
	var item bytes.Buffer
	if err := json.Compact(&item, []byte(sampleValue(use, false))); err != nil || c.Sequence.Text {
		item.Reset()
		item.WriteString("…")
	}
	if c.Format == api.Lines {
		return item.String() + "\n"
	}
	return name + "data: " + item.String() + "\n\n"
}

// sampler writes a JSON example of a type.
type sampler struct {
	strings.Builder
	forRequest bool // omit read-only fields
}

func (s *sampler) writeValue(u api.Use, depth int, above map[*api.Type]bool) {
	if u.Type == nil {
		s.WriteString("null")
		return
	}
	switch t := u.Type; t.Kind {
	case api.List:
		s.WriteByte('[')
		if !tooDeep(t.Elem, depth, above) {
			s.writeValue(*t.Elem, depth, above)
		}
		s.WriteByte(']')
	case api.Map, api.Any:
		s.WriteString("{}")
	case api.Collection:
		s.WriteString(map[api.Kind]string{api.List: "[]", api.Map: "{}"}[t.Content.Kind])
	case api.Object:
		s.writeObject(t, depth, above)
	case api.Union:
		if len(t.Variants) > 0 && depth < maxSampleDepth && !above[t] {
			above[t] = true
			s.writeValue(t.Variants[0].Type, depth+1, above)
			delete(above, t)
			return
		}
		s.WriteString("null")
	case api.Enum:
		s.writeMember(t)
	default:
		if t.Values != nil {
			s.WriteString(t.Values[0])
			return
		}
		s.writeScalar(t.Kind)
	}
}

// tooDeep reports whether the elements of a list are too deeply nested to be written.
func tooDeep(u *api.Use, depth int, above map[*api.Type]bool) bool {
	if u == nil || u.Type == nil {
		return true
	}
	switch u.Type.Kind {
	case api.Object:
		return depth >= maxSampleDepth || above[u.Type]
	case api.List:
		return depth >= maxSampleDepth
	}
	return false
}

func (s *sampler) writeObject(t *api.Type, depth int, above map[*api.Type]bool) {
	fields := s.sampleFields(t, depth, above)
	if len(fields) == 0 || depth >= maxSampleDepth || above[t] {
		s.WriteString("{}")
		return
	}
	above[t] = true
	indent := "\n" + strings.Repeat("  ", depth+1)
	for i, f := range fields {
		s.WriteString(map[bool]string{true: "{", false: ","}[i == 0] + indent)
		s.writeString(f.Name)
		s.WriteString(": ")
		if f.Fill != "" {
			s.WriteString(f.Fill)
		} else {
			s.writeValue(f.Type, depth+1, above)
		}
	}
	s.WriteString("\n" + strings.Repeat("  ", depth) + "}")
	delete(above, t)
}

// sampleFields returns the required fields of an object, or else the first scalar
// fields, or else the first lists.
func (s *sampler) sampleFields(t *api.Type, depth int, above map[*api.Type]bool) []*api.Field {
	var needed, plain, lists []*api.Field
	for _, f := range t.Fields {
		if f.Type.Type == nil || s.forRequest && f.ReadOnly || !s.forRequest && f.WriteOnly || f.Doc.Deprecated != nil {
			continue
		}
		switch f.Type.Type.Kind {
		case api.Object, api.Union, api.Map, api.Any, api.Collection:
		case api.List:
			elem := f.Type.Type.Elem
			fits := elem.Type != nil && !tooDeep(elem, depth+1, above) && !above[elem.Type]
			if fits && len(lists) < maxSampleFields {
				lists = append(lists, f)
			}
		default:
			if len(plain) < maxSampleFields {
				plain = append(plain, f)
			}
		}
		if f.Required || f.Fill != "" {
			needed = append(needed, f)
		}
	}
	if len(needed) > 0 && (s.forRequest || len(needed) > 1) {
		return needed
	}
	if len(plain) == 0 {
		return lists
	}
	return plain
}

func (s *sampler) writeMember(t *api.Type) {
	if len(t.Members) == 0 {
		s.WriteString("null")
		return
	}
	if t.MemberKind == api.String || t.MemberKind == "" {
		s.writeString(t.Members[0].Value)
		return
	}
	s.WriteString(t.Members[0].Value)
}

func (s *sampler) writeString(text string) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic("internal: cannot encode a string: " + err.Error())
	}
	s.WriteString(strings.TrimSuffix(b.String(), "\n"))
}

var scalarSamples = map[api.Kind]string{
	api.Bool: "true", api.Int32: "1", api.Int64: "1", api.Uint64: "1",
	api.Float64: "1.5", api.Decimal: "1.5",
	api.DateTime: `"2026-01-31T12:00:00Z"`, api.Date: `"2026-01-31"`, api.TimeOfDay: `"12:00:00"`, api.Duration: `"PT15S"`,
	api.Bytes: `"ZGF0YQ=="`, api.BytesURL: `"ZGF0YQ"`, api.Any: "{}",
}

func (s *sampler) writeScalar(kind api.Kind) {
	if sample, ok := scalarSamples[kind]; ok {
		s.WriteString(sample)
		return
	}
	s.WriteString(`"…"`)
}
