package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Resources: the tree of path segments. Each node is a request builder; the
// root is the Client. In a tree of packages those below the root are entered by
// functions of their own.

// resource is a node of the tree while it is planned.
type resource struct {
	home     *home
	way      *Child // that leads here; nil for the root
	builder  *Builder
	base     names.Ident // "CallItemMute", without RequestBuilder
	segment  api.Segment
	parent   *resource
	children []*resource
	calls    []*Call
}

func (b *builder) gatherResources() {
	b.root = &resource{builder: &Builder{Name: "Client", Self: "c"}}
	byPointer := map[string]*resource{}
	for _, op := range sorted(b.api.Operations, func(op *api.Operation) string { return op.Path.Template + " " + op.Method }) {
		at := b.root
		for i, segment := range op.Path.Segments {
			key := string(segment.Origin.Pointer)
			next := byPointer[key]
			if next == nil {
				next = &resource{builder: &Builder{Path: pathUpTo(op.Path.Segments[:i+1]), Self: "b"}, segment: segment, parent: at}
				byPointer[key] = next
				at.children = append(at.children, next)
				b.resources = append(b.resources, next)
			}
			at = next
		}
		at.builder.Doc = op.Path.Doc
		at.calls = append(at.calls, &Call{Operation: op})
		b.of[op] = at
	}
	slices.SortFunc(b.resources, func(x, y *resource) int { return cmp.Compare(x.builder.Path, y.builder.Path) })
	for _, r := range b.allResources() {
		slices.SortFunc(r.children, func(x, y *resource) int { return cmp.Compare(x.builder.Path, y.builder.Path) })
	}
}

// allResources are the root and all below it.
func (b *builder) allResources() []*resource { return append([]*resource{b.root}, b.resources...) }

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

// claimResources claims a type name for each builder: its own word, then, for
// functions, with the parameters, then with more and more words of the path
// before it.
func (b *builder) claimResources() {
	b.root.base = "Client"
	for _, r := range b.resources {
		if r.way != nil {
			continue // see claimTops
		}
		var wanted []names.Ident
		var name names.Ident
		for at := r; at != b.root; at = at.parent {
			name = b.word(at.segment) + name
			wanted = append(wanted, name+builderSuffix)
			if params := b.paramWords(r.segment); at == r && params != "" && r.segment.Parts[0].Param == nil {
				wanted = append(wanted, name+"With"+params+builderSuffix) // functions of one name
			}
		}
		if whole := b.wholeWord(r.segment); whole != b.word(r.segment) {
			wanted = append(wanted, whole+builderSuffix)
		}
		r.home.scope.claim(string(r.segment.Origin.Pointer)+roleBuilder, &r.builder.Name, append(wanted, "Root"+name+builderSuffix)...)
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
	return b.literalWord(s)
}

// literalWord is the word of a segment that is more than a parameter. An empty
// one stands behind a slash at the end of a path.
func (b *builder) literalWord(s api.Segment) names.Ident {
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
// namespace of an OData action: "microsoft.graph.reject" is "reject". One dot
// makes no namespace: "v1.0" and "chat.postMessage" stay whole.
func plainWord(s api.Segment) string {
	text := literal(s)
	if i := strings.LastIndexByte(text, '.'); strings.Count(text, ".") > 1 && i < len(text)-1 && s.Parts[0].Param == nil && !isDigit(text[i+1]) {
		return text[i+1:]
	}
	return text
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

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
	for _, r := range b.allResources() {
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
			r.home.scope.claim(string(call.Operation.Origin.Pointer)+roleOptions, &call.Options.Name, name, r.base+call.Method+"CallOptions")
		}
	}
}

// verb is the Go name of an HTTP method.
func verb(method string) names.Ident {
	return names.Ident(method[:1] + strings.ToLower(method[1:]))
}

// callBase is what the types of an operation are named after: RejectPost.
func (b *builder) callBase(op *api.Operation) names.Ident {
	r := b.of[op]
	if r == nil {
		panic("internal: operation without a resource: " + string(op.Origin.Pointer))
	}
	return r.base + verb(op.Method)
}

// fillResources settles the methods of each builder and the arguments of its
// calls.
func (b *builder) fillResources() {
	for _, r := range b.allResources() {
		scope := b.memberScope(r.home, r.builder.Name, "Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All", "WithURL", "Root")
		for _, child := range r.children {
			if child.way == nil {
				child.way = &Child{Builder: child.builder}
				r.builder.Children = append(r.builder.Children, child.way)
				scope.claim(string(child.segment.Origin.Pointer), &child.way.Method, b.wantedMethod(child.segment)...)
			}
		}
		for _, call := range r.calls {
			b.claimOthers(scope, call)
		}
		scope.resolve()
		for _, child := range r.children {
			self := r.builder.Self
			if child.way.Entry != nil {
				self = entryClient
			}
			child.way.Parts = b.parts(self, child.segment)
		}
		for _, call := range r.calls {
			b.fillCall(r.builder, call)
			r.builder.Calls = append(append(r.builder.Calls, call), call.Others...)
			r.builder.WithURL = r.builder.WithURL || call.Pages != nil && call.Pages.ByLink()
		}
	}
}

// wantedMethod gives the names for the method that leads to a segment.
func (b *builder) wantedMethod(s api.Segment) []names.Ident {
	params := b.paramWords(s)
	word, whole := b.literalWord(s), b.wholeWord(s)
	switch {
	case len(s.Parts) == 1 && params != "":
		return []names.Ident{"By" + params, "By" + params + "Key"}
	case s.Parts[0].Param != nil:
		return []names.Ident{"By" + params, "By" + whole, "By" + whole + "Path"}
	case params != "":
		return []names.Ident{word, word + "With" + params, word + "Path"}
	}
	return []names.Ident{word, whole, word + "Path"}
}

// paramWords names the parameters of a segment: IdAndName.
func (b *builder) paramWords(s api.Segment) names.Ident {
	var params names.Ident
	for _, part := range s.Parts {
		if part.Param != nil {
			if params != "" {
				params += "And"
			}
			params += b.namer.style.Exported(part.Param.Name)
		}
	}
	return params
}

// parts gives the pieces of a segment; parameters are named for use as
// arguments of one function, beside its own variable self.
func (b *builder) parts(self names.Ident, s api.Segment) []Part {
	scope := b.locals(self)
	var parts []Part
	for _, part := range s.Parts {
		p := Part{Literal: part.Literal}
		if part.Param != nil {
			p.Param = paramOf(parts, part.Param)
			if p.Param == nil {
				p.Param = &Param{API: part.Param, Type: b.paramType(part.Param)}
				b.claimArgument(scope, p.Param)
			}
		}
		parts = append(parts, p)
	}
	scope.resolve()
	return parts
}

// paramOf finds a parameter that stood in the segment before.
func paramOf(parts []Part, p *api.Param) *Param {
	for _, part := range parts {
		if part.Param != nil && part.Param.API.Name == p.Name {
			return part.Param
		}
	}
	return nil
}

// locals begins the scope of a method's arguments: they must not hide what the
// method uses, be it a package or a variable of its own.
func (b *builder) locals(self names.Ident, others ...names.Ident) *scope {
	imports := []names.Ident{"context", "http", "io", "iter", "rest", "strings", "time"}
	if b.opt.Tree {
		imports = append(imports, b.own.pkg.Name, modelsName)
	}
	return b.namer.scope("", slices.Concat([]names.Ident{self}, imports, others)...)
}

// claimArgument claims a parameter's name in a function.
func (b *builder) claimArgument(s *scope, p *Param) {
	name := cmp.Or(b.namer.style.Unexported(p.API.Name), "value")
	s.local(string(p.API.In)+" "+p.API.Name, &p.Name, name, name+"Param", name+b.namer.style.Exported(string(p.API.In)))
}
