package source

// Inspect: the contents of a description and the sizes of its parts, as a help
// for writing a selection. The description must be readable but need not be
// valid: its errors become warnings here.

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// Overview lists the contents of a description. Sizes are bytes of compact
// JSON, whatever the format of the description so that they are comparable.
type Overview struct {
	Title      string
	Version    string // of the API
	OpenAPI    string
	Bytes      int
	Paths      int
	Operations []OperationSize // by path, then method; webhooks last
	Tags       []Group         // by name
	Segments   []Group         // by the first path segment, such as "/users"
	Schemas    []SchemaSize    // component schemas, by name
}

// OperationSize is an operation with its size.
type OperationSize struct {
	OperationInfo
	Bytes int
	Pos   diag.Pos
}

// Group is a set of operations with a common tag or path segment. An operation
// counts once for each of its tags. The name "" groups operations without
// tags.
type Group struct {
	Name       string
	Operations int
	Bytes      int
}

// SchemaSize is a schema with its size.
type SchemaSize struct {
	Name       string
	Bytes      int
	References int // number of references to it in the inspected part, mappings included
	Pos        diag.Pos
}

// Inspect returns an overview of the part of d that sel selects, without the parts
// that [Document.Slice] leaves out because of errors. Errors are about the
// selection, and then the overview is nil. Errors in the description become
// warnings.
func (d *Document) Inspect(sel Selection) (*Overview, *diag.List) {
	x := d.repairAndSlice(sel)
	if x.unselected {
		return nil, x.diags
	}
	diags := x.diags.AtMost(diag.Warning)
	diags.Merge(RepairWarnings(x.sorted(x.found)))
	diags.Merge(x.unrepaired.AtMost(diag.Warning))
	return x.slice.overview(), diags
}

func (d *Document) overview() *Overview {
	out := &Overview{
		Title: d.Root.Get("info").Get("title").stringValue(), Version: d.Root.Get("info").Get("version").stringValue(),
		OpenAPI: d.Root.Get("openapi").stringValue(), Bytes: sizeOf(d.Root),
	}
	tags, segments := groups{}, groups{}
	for _, item := range d.pathItems(nil) {
		if !item.webhook {
			out.Paths++
		}
		for _, f := range item.node.fields() {
			if !isMethod(f.Key) {
				continue
			}
			op := OperationSize{infoOf(item.path(), f), sizeOf(f.Value), d.keyPos(f)}
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
		out.Schemas = append(out.Schemas, SchemaSize{f.Key, sizeOf(f.Value), references[f.Key], d.keyPos(f)})
	}
	slices.SortFunc(out.Schemas, func(a, b SchemaSize) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// firstSegment returns the first segment of a path with its leading slash and
// without a parenthesized key or argument list: "/users" for
// "/users('{id}')/messages".
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
				out[d.mappedSchema(f)]++
			}
		}
		eachChild(n, k, "", visit)
	}
	visit(d.Root, rootObject, "")
	return out
}

// sizeOf returns the length of n as compact JSON.
func sizeOf(n *Node) int {
	switch n.loaded(); {
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

// sizeOfText returns the number of bytes that writeString writes for s.
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
