package source

// What a description holds and how large its parts are, for those who look for
// what to select. A description need not be right for that, only readable: its
// faults are warnings here.

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// Overview says what is in a description. Sizes are in bytes of JSON without
// spaces, whatever the description is written in, so that they can be compared.
type Overview struct {
	Title      string
	Version    string // of the API
	OpenAPI    string
	Bytes      int
	Paths      int
	Operations []OperationSize // by path, then method; webhooks last
	Tags       []Group         // by name
	Segments   []Group         // by the first segment of paths: "/users"
	Schemas    []SchemaSize    // of components, by name
}

// OperationSize is an operation with its size.
type OperationSize struct {
	OperationInfo
	Bytes int
	Pos   diag.Pos
}

// Group is operations that have something in common. An operation counts for
// each of its tags; "" is for those without any.
type Group struct {
	Name       string
	Operations int
	Bytes      int
}

// SchemaSize is a schema with its size.
type SchemaSize struct {
	Name       string
	Bytes      int
	References int // to it, in all of what is looked at, mappings included
	Pos        diag.Pos
}

// Inspect looks at what sel selects. Errors are about the selection, and then
// the overview is nil; what is wrong with the description are warnings.
func (d *Document) Inspect(sel Selection) (*Overview, *diag.List) {
	diags, faults := &diag.List{}, &diag.List{}
	w := d.want(sel, diags)
	if diags.HasErrors() {
		return nil, diags
	}
	slice, _ := w.slice(faults)
	diags.Merge(faults.AtMost(diag.Warning))
	return slice.overview(), diags
}

func (d *Document) overview() *Overview {
	out := &Overview{
		Title: d.Root.Get("info").Get("title").text(), Version: d.Root.Get("info").Get("version").text(),
		OpenAPI: d.Root.Get("openapi").text(), Bytes: sizeOf(d.Root),
	}
	tags, segments := groups{}, groups{}
	for _, item := range d.pathItems(nil) {
		if !item.webhook {
			out.Paths++
		}
		for _, f := range item.node.fields() {
			if !slices.Contains(methods, f.Key) {
				continue
			}
			op := OperationSize{infoOf(item.path(), f), sizeOf(f.Value), d.key(f)}
			out.Operations = append(out.Operations, op)
			segments.add(firstSegment(op.Path), op.Bytes)
			for _, tag := range op.Tags {
				tags.add(tag, op.Bytes)
			}
			if len(op.Tags) == 0 {
				tags.add("", op.Bytes)
			}
		}
	}
	slices.SortStableFunc(out.Operations, func(a, b OperationSize) int {
		hook := func(o OperationSize) int { return strings.Compare(o.Path[:min(1, len(o.Path))], "/") }
		return cmp.Or(cmp.Compare(hook(a), hook(b)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	out.Tags, out.Segments = tags.sorted(), segments.sorted()
	references := d.references()
	for _, f := range d.At("/components/schemas").fields() {
		out.Schemas = append(out.Schemas, SchemaSize{f.Key, sizeOf(f.Value), references[f.Key], d.key(f)})
	}
	slices.SortFunc(out.Schemas, func(a, b SchemaSize) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// firstSegment returns the first segment of a path with the slash before it.
// Parentheses of functions and keys do not count.
func firstSegment(path string) string {
	if name, hook := strings.CutPrefix(path, "webhooks/"); hook {
		return "webhooks/" + name
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	first, _, _ = strings.Cut(first, "(")
	return "/" + first
}

type groups map[string]*Group

func (g groups) add(name string, bytes int) {
	if g[name] == nil {
		g[name] = &Group{Name: name}
	}
	g[name].Operations++
	g[name].Bytes += bytes
}

func (g groups) sorted() []Group {
	var out []Group
	for _, group := range g {
		out = append(out, *group)
	}
	slices.SortFunc(out, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// references counts the references to each component schema.
func (d *Document) references() map[string]int {
	out := map[string]int{}
	var visit func(n *Node, k class, p diag.Pointer)
	visit = func(n *Node, k class, p diag.Pointer) {
		if ref := refOf(n, k); ref != nil && k == schemaObject {
			if at, problem := resolveRef(ref.Text); problem == "" {
				out[schemaName(at)]++
			}
		}
		if k == discriminatorObject {
			for _, f := range n.Get("mapping").fields() {
				out[d.mapped(f)]++
			}
		}
		eachChild(n, k, "", visit)
	}
	visit(d.Root, rootObject, "")
	return out
}

// sizeOf returns the length of n as JSON without spaces.
func sizeOf(n *Node) int {
	switch n.now(); {
	case n == nil:
		return 0
	case n.Kind == Null:
		return len("null")
	case n.Kind == Bool || n.Kind == Number:
		return len(n.Text)
	case n.Kind == String:
		return sizeOfText(n.Text)
	}
	size := len("{}") + max(0, len(n.Items)+len(n.Fields)-1)
	for _, item := range n.Items {
		size += sizeOf(item)
	}
	for _, f := range n.Fields {
		size += sizeOfText(f.Key) + len(":") + sizeOf(f.Value)
	}
	return size
}

// sizeOfText is the length that writeString writes.
func sizeOfText(s string) int {
	size := len(s) + len(`""`)
	for _, c := range s {
		switch {
		case c == '"' || c == '\\' || c == '\n' || c == '\t' || c == '\r':
			size++
		case c < ' ' || c == 0x7F || c == '\u2028' || c == '\u2029':
			size += len(`\u0000`) - utf8.RuneLen(c)
		}
	}
	return size
}
