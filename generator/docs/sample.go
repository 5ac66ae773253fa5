package docs

// What a call looks like on the wire: a request and its answer, with values that
// stand for real ones. They are made of types, so that they never lie about names.

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

const (
	sampleDepth  = 3 // objects in objects
	sampleFields = 6 // of an object that needs none
)

// httpExample makes a request of an operation and its answer.
func httpExample(a *api.API, op *api.Operation) (request, response string) {
	host, base := "api.example.com", ""
	if u, err := url.Parse(a.BaseURL); err == nil && u.Host != "" {
		host, base = u.Host, strings.TrimSuffix(u.EscapedPath(), "/")
	}
	var b strings.Builder
	b.WriteString(op.Method + " " + base + oneLine(op.Path.Template) + sampleQuery(op) + " HTTP/1.1\nHost: " + host + "\n")
	if len(op.Security) > 0 {
		b.WriteString(sampleCredentials(a, op))
	}
	for _, p := range op.Params {
		if p.In == api.InHeader && p.Required {
			b.WriteString(oneLine(p.Name) + ": …\n")
		}
	}
	if op.Body != nil {
		b.WriteString("Content-Type: " + oneLine(op.Body.ContentType) + "\n\n" + sampleBody(op.Body.Format, op.Body.Type, true))
	}
	return strings.TrimRight(b.String(), "\n") + "\n", sampleAnswer(op)
}

func sampleQuery(op *api.Operation) string {
	var parts []string
	for _, p := range op.Params {
		if p.In == api.InQuery && p.Required {
			parts = append(parts, url.QueryEscape(p.Name)+"=…")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// sampleCredentials are the headers of the first alternative.
func sampleCredentials(a *api.API, op *api.Operation) string {
	var b strings.Builder
	for _, r := range op.Security[0] {
		for _, s := range a.Security {
			switch {
			case s.Name != r.Scheme:
			case s.Kind == "apiKey" && s.In == api.InHeader:
				b.WriteString(oneLine(s.Param) + ": …\n")
			case s.Kind == "http" && s.Scheme == "basic":
				b.WriteString("Authorization: Basic …\n")
			case s.Kind != "apiKey" && s.Kind != "mutualTLS":
				b.WriteString("Authorization: Bearer …\n")
			}
		}
	}
	return b.String()
}

func sampleAnswer(op *api.Operation) string {
	if len(op.Success) == 0 {
		return ""
	}
	r := op.Success[0]
	status := strings.Replace(r.Status, "2XX", "200", 1)
	if r.Type == nil && r.Status == "2XX" {
		status = "204"
	}
	code, err := strconv.Atoi(status)
	if err != nil {
		code = http.StatusOK
	}
	head := strings.TrimSpace("HTTP/1.1 "+strconv.Itoa(code)+" "+http.StatusText(code)) + "\n"
	if r.Type == nil {
		return head
	}
	return head + "Content-Type: " + oneLine(r.ContentType) + "\n\n" + sampleBody(r.Format, *r.Type, false)
}

func sampleBody(format api.Format, use api.Use, sending bool) string {
	if format != api.JSON && format != "" {
		return "…\n"
	}
	s := sampler{sending: sending}
	s.value(use, 0, map[*api.Type]bool{})
	return s.String() + "\n"
}

// sampler writes JSON.
type sampler struct {
	strings.Builder
	sending bool // what only the service sets is left out
}

func (s *sampler) value(u api.Use, depth int, above map[*api.Type]bool) {
	if u.Type == nil {
		s.WriteString("null")
		return
	}
	switch t := u.Type; t.Kind {
	case api.List:
		s.WriteByte('[')
		if !endless(t.Elem, depth, above) {
			s.value(*t.Elem, depth, above)
		}
		s.WriteByte(']')
	case api.Map, api.Any:
		s.WriteString("{}")
	case api.Object:
		s.object(t, depth, above)
	case api.Union:
		if len(t.Variants) > 0 && depth < sampleDepth && !above[t] {
			above[t] = true
			s.value(t.Variants[0].Type, depth+1, above)
			delete(above, t)
			return
		}
		s.WriteString("null")
	case api.Enum:
		s.member(t)
	default:
		s.scalar(t.Kind)
	}
}

// endless reports whether there is no end of what would be written.
func endless(u *api.Use, depth int, above map[*api.Type]bool) bool {
	return u == nil || u.Type == nil || u.Type.Kind == api.Object && (depth >= sampleDepth || above[u.Type]) || u.Type.Kind == api.List && depth >= sampleDepth
}

func (s *sampler) object(t *api.Type, depth int, above map[*api.Type]bool) {
	fields := s.fields(t, depth, above)
	if len(fields) == 0 || depth >= sampleDepth || above[t] {
		s.WriteString("{}")
		return
	}
	above[t] = true
	indent := "\n" + strings.Repeat("  ", depth+1)
	for i, f := range fields {
		s.WriteString(map[bool]string{true: "{", false: ","}[i == 0] + indent)
		s.quoted(f.Name)
		s.WriteString(": ")
		if f.Fill != "" {
			s.quoted(f.Fill)
		} else {
			s.value(f.Type, depth+1, above)
		}
	}
	s.WriteString("\n" + strings.Repeat("  ", depth) + "}")
	delete(above, t)
}

// fields are those that an object needs, or the first few that are plain.
func (s *sampler) fields(t *api.Type, depth int, above map[*api.Type]bool) []*api.Field {
	var needed, plain, lists []*api.Field
	for _, f := range t.Fields {
		if f.Type.Type == nil || s.sending && f.ReadOnly || !s.sending && f.WriteOnly || f.Doc.Deprecated != nil {
			continue
		}
		switch f.Type.Type.Kind {
		case api.Object, api.Union, api.Map, api.Any:
		case api.List:
			if elem := f.Type.Type.Elem; elem.Type != nil && len(lists) < sampleFields && !endless(elem, depth+1, above) && !above[elem.Type] {
				lists = append(lists, f)
			}
		default:
			if len(plain) < sampleFields {
				plain = append(plain, f)
			}
		}
		if f.Required || f.Fill != "" {
			needed = append(needed, f)
		}
	}
	if len(needed) > 0 && (s.sending || len(needed) > 1) {
		return needed
	}
	if len(plain) == 0 {
		return lists
	}
	return plain
}

func (s *sampler) member(t *api.Type) {
	if len(t.Members) == 0 {
		s.WriteString("null")
		return
	}
	if t.MemberKind == api.String || t.MemberKind == "" {
		s.quoted(t.Members[0].Value)
		return
	}
	s.WriteString(t.Members[0].Value)
}

func (s *sampler) quoted(text string) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(visible(text)); err != nil {
		panic("internal: a text that is no text: " + err.Error())
	}
	s.WriteString(strings.TrimSuffix(b.String(), "\n"))
}

var scalarSamples = map[api.Kind]string{
	api.Bool: "true", api.Int32: "1", api.Int64: "1", api.Uint64: "1", api.Float32: "1.5", api.Float64: "1.5", api.Decimal: "1.5",
	api.DateTime: `"2026-01-31T12:00:00Z"`, api.Date: `"2026-01-31"`, api.TimeOfDay: `"12:00:00"`, api.Duration: `"PT15S"`,
	api.Bytes: `"ZGF0YQ=="`, api.Any: "{}",
}

func (s *sampler) scalar(kind api.Kind) {
	if sample, ok := scalarSamples[kind]; ok {
		s.WriteString(sample)
		return
	}
	s.WriteString(`"…"`)
}
