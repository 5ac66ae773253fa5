package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Resources: the tree of path segments. Each node is a request builder; the
// root is the Client.

// resource is a node of the tree while it is planned.
type resource struct {
	builder  *Builder
	base     names.Ident // "CallItemMute", without RequestBuilder
	segment  api.Segment
	parent   *resource
	children []*resource
	calls    []*Call
}

func (b *builder) gatherResources() {
	b.root = &resource{builder: &Builder{Name: "Client"}}
	byPointer := map[string]*resource{}
	for _, op := range b.api.Operations {
		at := b.root
		for i, segment := range op.Path.Segments {
			key := string(segment.Origin.Pointer)
			next := byPointer[key]
			if next == nil {
				next = &resource{builder: &Builder{Path: pathUpTo(op.Path.Segments[:i+1])}, segment: segment, parent: at}
				byPointer[key] = next
				at.children = append(at.children, next)
				b.resources = append(b.resources, next)
			}
			at = next
		}
		at.builder.Doc = op.Path.Doc
		at.calls = append(at.calls, &Call{Operation: op})
	}
	slices.SortFunc(b.resources, func(x, y *resource) int { return cmp.Compare(x.builder.Path, y.builder.Path) })
	for _, r := range append([]*resource{b.root}, b.resources...) {
		slices.SortFunc(r.children, func(x, y *resource) int { return cmp.Compare(x.builder.Path, y.builder.Path) })
	}
}

func pathUpTo(segments []api.Segment) string {
	var path strings.Builder
	for _, s := range segments {
		path.WriteByte('/')
		for _, part := range s.Parts {
			if part.Param != nil {
				path.WriteString("{" + part.Param.Name + "}")
			} else {
				path.WriteString(part.Literal)
			}
		}
	}
	return path.String()
}

const builderSuffix = "RequestBuilder"

// claimResources claims a type name for each builder: its own word, then more
// and more words of the path before it.
func (b *builder) claimResources() {
	b.root.base = "Client"
	for _, r := range b.resources {
		var wanted []names.Ident
		var name names.Ident
		for at := r; at != b.root; at = at.parent {
			name = b.word(at.segment) + name
			wanted = append(wanted, name+builderSuffix)
		}
		if whole := b.wholeWord(r.segment); whole != b.word(r.segment) {
			wanted = append(wanted, whole+builderSuffix)
		}
		b.scope.claim(string(r.segment.Origin.Pointer)+roleBuilder, &r.builder.Name, append(wanted, "Root"+name+builderSuffix)...)
	}
}

// word names a segment in a builder's type: the literal without its namespace,
// or for a key what it identifies, with Item.
func (b *builder) word(s api.Segment) names.Ident {
	if len(s.Parts) == 1 && s.Parts[0].Param != nil {
		key := s.Parts[0].Param.Name
		for _, suffix := range []string{"-id", "_id", "Id", "ID", "-key", "_key"} {
			if trimmed := strings.TrimSuffix(key, suffix); trimmed != key && trimmed != "" {
				return b.namer.style.Exported(trimmed) + "Item"
			}
		}
		return b.namer.style.Exported(key) + "Item"
	}
	return cmp.Or(b.namer.style.Exported(plainWord(s)), slash)
}

// wholeWord is the word of a segment with its namespace.
func (b *builder) wholeWord(s api.Segment) names.Ident {
	if len(s.Parts) == 1 && s.Parts[0].Param != nil {
		return b.word(s)
	}
	return cmp.Or(b.namer.style.Exported(strings.ReplaceAll(literal(s), ".", " ")), slash)
}

// slash names a segment without text, such as that behind a slash at the end.
const slash = "Slash"

// plainWord is the literal text of a segment up to a parenthesis, without the
// namespace of an OData action: "microsoft.graph.reject" is "reject".
func plainWord(s api.Segment) string {
	text := literal(s)
	if i := strings.LastIndexByte(text, '.'); i >= 0 && i < len(text)-1 && len(s.Parts) == 1 {
		return text[i+1:]
	}
	if i := strings.LastIndexByte(text, '.'); i >= 0 && strings.Count(text, ".") > 1 && i < len(text)-1 {
		return text[i+1:]
	}
	return text
}

func literal(s api.Segment) string {
	var text strings.Builder
	for _, part := range s.Parts {
		before, _, cut := strings.Cut(part.Literal, "(")
		text.WriteString(before)
		if cut {
			break
		}
		if part.Param != nil {
			text.WriteString(" " + part.Param.Name + " ")
		}
	}
	return text.String()
}

// claimOptions settles the base name of each resource and claims the names of
// its calls' options.
func (b *builder) claimOptions() {
	for _, r := range append([]*resource{b.root}, b.resources...) {
		if r != b.root {
			r.base = r.builder.Name[:max(0, len(r.builder.Name)-len(builderSuffix))]
			if !strings.HasSuffix(string(r.builder.Name), builderSuffix) { // renamed
				r.base = r.builder.Name
			}
		}
		for _, call := range r.calls {
			call.Method = verb(call.Operation.Method)
			call.Options = &CallOptions{}
			name := r.base + call.Method + "Options"
			b.scope.claim(string(call.Operation.Origin.Pointer)+roleOptions, &call.Options.Name, name, r.base+call.Method+"CallOptions")
		}
	}
}

// verb is the Go name of an HTTP method.
func verb(method string) names.Ident {
	return names.Ident(method[:1] + strings.ToLower(method[1:]))
}

// callBase is what the types of an operation are named after: RejectPost.
func (b *builder) callBase(op *api.Operation) names.Ident {
	for _, r := range append([]*resource{b.root}, b.resources...) {
		for _, call := range r.calls {
			if call.Operation == op {
				return r.base + verb(op.Method)
			}
		}
	}
	panic("internal: operation without a resource: " + string(op.Origin.Pointer))
}

// fillResources settles the methods of each builder and the arguments of its
// calls.
func (b *builder) fillResources() {
	for _, r := range append([]*resource{b.root}, b.resources...) {
		scope := b.namer.scope(string(r.builder.Name)+".", "Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All", "WithURL")
		for _, child := range r.children {
			c := &Child{Builder: child.builder}
			r.builder.Children = append(r.builder.Children, c)
			scope.claim(string(child.segment.Origin.Pointer), &c.Method, b.wantedMethod(child.segment)...)
		}
		scope.resolve()
		for i, child := range r.children {
			r.builder.Children[i].Parts = b.parts(child.segment)
		}
		for _, call := range r.calls {
			b.fillCall(call)
			r.builder.Calls = append(r.builder.Calls, call)
			r.builder.WithURL = r.builder.WithURL || call.Pages != nil
		}
	}
}

// wantedMethod gives the names for the method that leads to a segment.
func (b *builder) wantedMethod(s api.Segment) []names.Ident {
	style := b.namer.style
	var params names.Ident
	for _, part := range s.Parts {
		if part.Param != nil {
			if params != "" {
				params += "And"
			}
			params += style.Exported(part.Param.Name)
		}
	}
	word := style.Exported(plainWord(s))
	switch {
	case len(s.Parts) == 1 && params != "":
		return []names.Ident{"By" + params, "By" + params + "Key"}
	case word == "" && params == "":
		return []names.Ident{slash, slash + "Path"}
	case word == "" || s.Parts[0].Param != nil:
		return []names.Ident{"By" + params, "By" + params + "Path"}
	case params != "":
		return []names.Ident{word, word + "With" + params, word + "Path"}
	}
	return []names.Ident{word, b.wholeWord(s), word + "Path"}
}

// parts gives the pieces of a segment; parameters are named for use as
// arguments of one method.
func (b *builder) parts(s api.Segment) []Part {
	scope := b.namer.scope("", "b", "rest")
	var parts []Part
	for _, part := range s.Parts {
		p := Part{Literal: part.Literal}
		if part.Param != nil {
			p.Param = &Param{API: part.Param, Type: b.typ(part.Param.Type.Type)}
			b.claimArgument(scope, p.Param)
		}
		parts = append(parts, p)
	}
	scope.resolve()
	return parts
}

// claimArgument claims a parameter's name in a function.
func (b *builder) claimArgument(s *scope, p *Param) {
	name := cmp.Or(b.namer.style.Unexported(p.API.Name), "value")
	s.local(string(p.API.In)+" "+p.API.Name, &p.Name, name, name+"Param")
}
