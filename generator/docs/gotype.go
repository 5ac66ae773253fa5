package docs

// This file renders Go types with links, and the signatures of method chains.

import (
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// goTypes maps scalar kinds to Go types.
var goTypes = map[api.Kind]string{
	api.Any: "rest.RawJSON", api.Bool: "bool", api.Int32: "int32", api.Int64: "int64", api.Uint64: "uint64",
	api.Float64: "float64", api.Decimal: "rest.Decimal", api.String: "string",
	api.DateTime: "time.Time", api.Date: "rest.Date", api.TimeOfDay: "rest.TimeOfDay", api.Duration: "rest.Duration",
	api.Bytes: "[]byte", api.BytesURL: "[]byte", api.Binary: "string", api.File: "*rest.File",
}

// goType returns a Go type in pieces. Pieces with a page are links.
func (w *writer) goType(t *plan.Type) []link {
	switch t.Form {
	case plan.Named, plan.Model, plan.Interface, plan.Defined:
		return []link{w.typeLink(t)}
	case plan.Pointer:
		return w.withPrefix("*", t.Elem)
	case plan.Slice:
		return w.withPrefix("[]", t.Elem)
	case plan.StringMap:
		return w.withPrefix("map[string]", t.Elem)
	case plan.Reader:
		return []link{{Text: "io.Reader"}}
	case plan.Stream:
		return []link{{Text: "*rest.Stream"}}
	case plan.FilePart:
		return []link{{Text: "*rest.File"}}
	case plan.EventSequence:
		return joinTexts(append(w.withPrefix("iter.Seq2[*rest.Event[", t.Elem), link{Text: "], error]"}))
	case plan.LineSequence:
		return joinTexts(append(w.withPrefix("iter.Seq2[", t.Elem), link{Text: ", error]"}))
	}
	return []link{{Text: goTypes[t.Kind]}}
}

func (w *writer) withPrefix(prefix string, t *plan.Type) []link {
	return joinTexts(append([]link{{Text: prefix}}, w.goType(t)...))
}

// joinTexts joins adjacent pieces without a page, because Markdown does not separate
// adjacent code spans.
func joinTexts(parts []link) []link {
	var joined []link
	for _, part := range parts {
		if last := len(joined) - 1; last >= 0 && joined[last].To == "" && part.To == "" {
			joined[last].Text += part.Text
		} else {
			joined = append(joined, part)
		}
	}
	return joined
}

func (w *writer) typeLink(t *plan.Type) link {
	var of *api.Type
	switch t.Form {
	case plan.Named:
		of = t.Enum.Type
	case plan.Model:
		of = t.Struct.Type
	case plan.Defined:
		of = t.Collection.Type
	default:
		of = t.Union.Type
	}
	return link{w.qualified(t.Package(), string(t.Name())), w.to(w.pageOf[of].page, "")}
}

// qualified returns name with its package name: "graph.Call".
func (e *edition) qualified(pkg *plan.Package, name string) string {
	return string(pkg.Name) + "." + name
}

// typeText returns a Go type as a string.
func (w *writer) typeText(t *plan.Type) string {
	var b strings.Builder
	for _, part := range w.goType(t) {
		b.WriteString(part.Text)
	}
	return b.String()
}

// signature returns the method chain of a call with its results:
// "client.Calls().ByID(id).Get(ctx, options) (*api.Call, error)".
func (w *writer) signature(c *plan.Call) string {
	at := "client"
	for _, step := range c.Chain {
		var args []string
		for _, p := range step.Params() {
			args = append(args, string(p.Name))
		}
		if step.Entry != nil {
			args = append([]string{at}, args...)
			at = string(step.Entry.Name) + "." + string(step.Method) + "(" + strings.Join(args, ", ") + ")"
			continue
		}
		at += "." + string(step.Method) + "(" + strings.Join(args, ", ") + ")"
	}
	args := []string{"ctx"}
	for _, p := range c.Arguments() {
		args = append(args, string(p.Name))
	}
	if c.Body != nil && c.Body.ChooseContentType {
		args = append(args, "contentType")
	}
	if c.Body != nil {
		args = append(args, "body")
	}
	call := at + "." + string(c.Method) + "(" + strings.Join(append(args, "options"), ", ") + ")"
	if c.Result.IsSequence() {
		return call + " " + w.typeText(c.Result.Type)
	}
	if c.Result != nil {
		return call + " (" + w.typeText(c.Result.Type) + ", error)"
	}
	return call + " error"
}
