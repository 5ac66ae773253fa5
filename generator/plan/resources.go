package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans the tree of path segments. Each node is a request builder and
// the root is the Client. If the SDK is a tree of packages, entry functions
// return the nodes below the root.

// resource is a node of the tree during planning.
type resource struct {
	home     *home
	methods  []*Child // that return it, one for each of segments; nil for the root
	builder  *Builder
	base     names.Ident   // "CallItemMute", without RequestBuilder
	uses     []segmentUse  // of the segment in path templates
	segments []api.Segment // that differ in the types of their parameters
	segment  api.Segment   // the first of segments, after which the builder is named
	parent   *resource
	children []*resource
	calls    []*Call
	members  *scope // of the builder's methods
}

func (pl *planner) gatherResources() {
	pl.root = &resource{builder: &Builder{Name: "Client", Self: "c"}}
	operations := sorted(pl.api.Operations, func(op *api.Operation) string {
		return op.Path.Template + " " + op.Method
	})
	if pl.opt.Operations {
		pl.gatherClients(operations)
	} else {
		pl.gatherBuilders(operations)
	}
	slices.SortFunc(pl.resources, compareResources)
	for _, r := range pl.allResources() {
		slices.SortFunc(r.children, compareResources)
	}
}

// gatherBuilders adds a resource for each path segment of the operations.
func (pl *planner) gatherBuilders(operations []*api.Operation) {
	byPointer := map[string]*resource{}
	pl.omitSlashes()
	for _, op := range operations {
		at := pl.root
		for _, segment := range pl.builderSegments(op) {
			key := string(segment.Origin.Pointer)
			next := byPointer[key]
			if next == nil {
				next = &resource{builder: &Builder{Self: "b"}, parent: at}
				byPointer[key] = next
				at.children = append(at.children, next)
			}
			next.addUse(segmentUse{segment, 1})
			at = next
		}
		pl.addCall(at, op)
	}
	pl.joinAlike(pl.root)
	pl.finishResource(pl.root)
}

func (pl *planner) addCall(at *resource, op *api.Operation) {
	call := &Call{Operation: op}
	at.calls = append(at.calls, call)
	pl.resourceOf[op], pl.callOf[op] = at, call
}

func compareResources(x, y *resource) int { return cmp.Compare(x.builder.Path, y.builder.Path) }

// finishResource sets the path and the documentation of r and of all resources
// below it, and adds the latter to the plan.
func (pl *planner) finishResource(r *resource) {
	for _, call := range r.calls {
		op := call.Operation
		pl.resourceOf[op] = r
		if r.builder.Doc == (api.Doc{}) || op.Path.Template == r.builder.Path {
			r.builder.Doc = op.Path.Doc
		}
	}
	for _, child := range r.children {
		pl.chooseSegments(child)
		child.builder.Path = r.builder.Path + pathUpTo([]api.Segment{child.segment})
		pl.resources = append(pl.resources, child)
		pl.finishResource(child)
	}
}

// allResources returns the root and all resources below it.
func (pl *planner) allResources() []*resource { return append([]*resource{pl.root}, pl.resources...) }

func pathUpTo(segments []api.Segment) string {
	var path strings.Builder
	for _, s := range segments {
		if s.Suffix != "" {
			path.WriteString(s.Suffix)
			continue
		}
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

// maxQualifiers is the number of words that qualify a name which is already too long.
// Each of them costs time in proportion to the name.
const maxQualifiers = 16

// claimResources claims the type name of each request builder. The candidates
// are the segment's word, for functions the word with its parameters, then the
// word prefixed with more and more words of the path.
func (pl *planner) claimResources() {
	pl.root.base = "Client"
	for _, r := range pl.resources {
		if r.methods != nil {
			continue // see claimTops
		}
		var wanted []names.Ident
		var name names.Ident
		left := maxQualifiers
		for at := r; at != pl.root && left > 0; at = at.parent {
			if names.IsLong(name) {
				left--
			}
			name = pl.segmentWord(at.segment) + name
			wanted = append(wanted, name+builderSuffix)
			if params := pl.paramWords(r.segment); at == r && params != "" && r.segment.Parts[0].Param == nil {
				wanted = append(wanted, name+"With"+params+builderSuffix) // overloaded functions
			}
		}
		if whole := pl.wholeWord(r.segment); whole != pl.segmentWord(r.segment) {
			wanted = append(wanted, whole+builderSuffix)
		}
		wanted = append(wanted, "Root"+name+builderSuffix)
		if pl.paramWords(r.segment) == "" {
			spelled, cased := pl.namer.style.Distinct(literalText(r.segment))
			wanted = append(wanted, spelled+builderSuffix, cased+builderSuffix)
		}
		r.home.scope.claim(builderKey(r.segment), &r.builder.Name, wanted...)
	}
}

// segmentWord returns the word for a segment in the name of its request
// builder. For a literal, it is the literal without its namespace. For a key,
// it is the word for the item: "call-id" becomes CallItem.
func (pl *planner) segmentWord(s api.Segment) names.Ident {
	if len(s.Parts) == 1 && s.Parts[0].Param != nil {
		key := s.Parts[0].Param.Name
		for _, suffix := range []string{"-id", "_id", "Id", "ID", "-key", "_key"} {
			if trimmed := strings.TrimSuffix(key, suffix); trimmed != key && trimmed != "" {
				return pl.namer.style.Exported(trimmed) + "Item"
			}
		}
		return pl.namer.style.Exported(key) + "Item"
	}
	return pl.literalWord(s)
}

// literalWord returns the word for a segment with a literal. An empty segment,
// as after a trailing slash, is named Slash.
func (pl *planner) literalWord(s api.Segment) names.Ident {
	return cmp.Or(pl.namer.style.Exported(pl.plainWord(s)), slash)
}

// wholeWord returns the word for a segment including its namespace.
func (pl *planner) wholeWord(s api.Segment) names.Ident {
	if len(s.Parts) == 1 && s.Parts[0].Param != nil {
		return pl.segmentWord(s)
	}
	return cmp.Or(pl.namer.style.Exported(strings.ReplaceAll(literalText(s), ".", " ")), slash)
}

// slash is the word for an empty segment, such as after a trailing slash.
const slash = "Slash"

// plainWord returns the literal of a segment up to a parenthesis. It omits the namespace
// of an OData action or function. Without OData, the namespace must be that of a schema, or
// the word must follow a key or have parentheses:
//
//	/calls/{id}/microsoft.graph.reject   ->  reject
//	/calls/microsoft.graph.delta         ->  delta, if there is a schema microsoft.graph.call
//	/api/admin.conversations.archive     ->  admin.conversations.archive
//
// A word that begins a path has no namespace because an action follows a resource. A
// single dot is no namespace either: "v1.0" and "chat.postMessage" are unchanged.
func (pl *planner) plainWord(s api.Segment) string {
	word := literalText(s)
	isFunction := strings.Contains(s.Parts[0].Literal, "(")
	i := strings.LastIndexByte(word, '.')
	switch {
	case s.Parts[0].Param != nil, strings.Count(word, ".") < 2, i == len(word)-1, isDigit(word[i+1]):
		return word
	case isFunction, followsKey(s), !isFirstWord(s) && (pl.opt.OData || pl.namespaces[word[:i]]):
		return word[i+1:]
	}
	return word
}

// isFirstWord reports whether a segment begins a path.
func isFirstWord(s api.Segment) bool {
	tokens := s.Origin.Pointer.Tokens()
	return len(tokens) > 1 && strings.HasPrefix(tokens[1], "/"+s.Parts[0].Literal)
}

// followsKey reports whether the segment before s ends with a parameter.
func followsKey(s api.Segment) bool {
	tokens := s.Origin.Pointer.Tokens()
	return len(tokens) > 1 && strings.HasSuffix(tokens[1], "}/"+s.Parts[0].Literal)
}

// namespacesOf returns the namespaces of the schemas: microsoft and microsoft.graph for
// the schema microsoft.graph.call.
func namespacesOf(types []*api.Type) map[string]bool {
	namespaces := map[string]bool{}
	for _, t := range types {
		for i, c := range t.Key {
			if c == '.' {
				namespaces[t.Key[:i]] = true
			}
		}
	}
	return namespaces
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// literalText returns the literals of a segment up to a parenthesis, with the
// names of its parameters.
func literalText(s api.Segment) string {
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

// claimOptions sets the base name of each resource, claims the names of its
// calls' options and sets the calls' method names.
func (pl *planner) claimOptions() {
	for _, r := range pl.allResources() {
		if r != pl.root {
			r.base = r.builder.Name[:max(0, len(r.builder.Name)-len(builderSuffix))]
			if !strings.HasSuffix(string(r.builder.Name), builderSuffix) { // renamed
				r.base = r.builder.Name
			}
		}
		for _, call := range r.calls {
			if !pl.opt.Operations {
				call.verb = methodName(call.Operation.Method)
				call.base = r.base + call.verb
			}
			call.Method = call.verb
			if r := call.Operation.Result(); r != nil && r.Sequence != nil || streamsOnly(call.Operation) {
				call.Method += streamSuffix // claimed by claimStreams
			}
			call.Options = &CallOptions{}
			key := string(call.Operation.Origin.Pointer) + roleOptions
			r.home.scope.claim(key, &call.Options.Name, call.base+"Options", call.base+"CallOptions")
		}
	}
}

// methodName returns the Go name of an HTTP method.
func methodName(method string) names.Ident {
	return names.Ident(method[:1] + strings.ToLower(method[1:]))
}

// callBase returns the prefix of the names of an operation's types, such as
// RejectPost.
func (pl *planner) callBase(op *api.Operation) names.Ident {
	call := pl.callOf[op]
	if call == nil {
		panic("internal: operation without a call: " + string(op.Origin.Pointer))
	}
	return call.base
}

// fillResources sets the methods of each request builder and the arguments of
// its calls.
func (pl *planner) fillResources() {
	for _, r := range pl.allResources() {
		scope := r.members
		if scope == nil {
			scope = pl.memberScope(r.home, r.builder.Name, builderMethods...)
			scope.multiRound = r == pl.root
		}
		for _, child := range r.children {
			if child.methods == nil {
				pl.addChildMethods(scope, r, child)
			}
		}
		for _, call := range r.calls {
			pl.claimRareMethod(scope, call)
			pl.claimAlternatives(scope, call)
			pl.claimAll(scope, call)
		}
		scope.resolve()
		if r == pl.root { // a path such as /request has the plain name
			scope.claim(roleRequest, &pl.custom, "Request", "CustomRequest")
			scope.resolve()
		}
		for _, child := range r.children {
			pl.fillMethods(r, child)
		}
		for _, call := range r.calls {
			pl.fillCall(r.builder, call)
			r.builder.Calls = append(append(r.builder.Calls, call), call.Alternatives...)
			call.Chain = pl.chainOf(call.Operation)
			for _, alternative := range call.Alternatives {
				alternative.Chain = call.Chain
			}
			if call.Pages != nil && call.Pages.ByLink() {
				r.builder.WithURL, r.builder.Server = true, call.Server
			}
		}
	}
}

// fillMethods sets the arguments of the methods of r that return the builder of child.
func (pl *planner) fillMethods(r, child *resource) {
	for i, method := range child.methods {
		if method.SamePath = pl.opt.Operations || child.segments[i].Suffix != ""; pl.opt.Operations {
			continue
		}
		self := r.builder.Self
		if method.Entry != nil {
			self = entryClient
		}
		method.Parts = pl.segmentParts(self, method.Method, child.segments[i])
	}
}

// claimRareMethod claims the method name of a call that path segments can have
// too, such as Query. If /search/query and QUERY /search exist, the call becomes
// SendQuery.
func (pl *planner) claimRareMethod(scope *scope, c *Call) {
	name := methodName(c.Operation.Method)
	if !pl.opt.Operations && c.Method == name && !slices.Contains(builderMethods, name) {
		scope.claim(string(c.Operation.Origin.Pointer)+roleCall, &c.Method, name, "Send"+name)
	}
}

// addChildMethods adds the methods of r that return the builder of child.
func (pl *planner) addChildMethods(scope *scope, r, child *resource) {
	for i := range child.segments {
		child.methods = append(child.methods, &Child{Builder: child.builder})
		pl.claimChild(scope, child, i)
	}
	r.builder.Children = append(r.builder.Children, child.methods...)
}

// builderMethods are the method names that a path segment cannot have.
var builderMethods = []names.Ident{
	"Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "All", "WithURL", "Root",
}

// wantedMethod returns the candidates for the method that returns the request
// builder of a segment.
func (pl *planner) wantedMethod(s api.Segment) []names.Ident {
	params := pl.paramWords(s)
	word, whole := pl.literalWord(s), pl.wholeWord(s)
	switch {
	case len(s.Parts) == 1 && params != "":
		return []names.Ident{"By" + params, "By" + params + "Key"}
	case s.Parts[0].Param != nil:
		return []names.Ident{"By" + params, "By" + whole, "By" + whole + "Path"}
	case params != "":
		return []names.Ident{word, word + "With" + params, word + "Path"}
	}
	spelled, cased := pl.namer.style.Distinct(literalText(s))
	return []names.Ident{word, whole, word + "Path", spelled, cased}
}

// paramWords joins the names of a segment's parameters: IdAndName.
func (pl *planner) paramWords(s api.Segment) names.Ident {
	var params names.Ident
	for _, part := range s.Parts {
		if part.Param != nil {
			if params != "" {
				params += "And"
			}
			params += pl.namer.style.Exported(part.Param.Name)
		}
	}
	return params
}

// segmentParts returns the parts of a segment. It names the parameters as
// arguments of method, a function whose receiver or first argument is self.
func (pl *planner) segmentParts(self, method names.Ident, s api.Segment) []Part {
	scope := pl.argumentScope(self)
	word := pl.keyWord(method, s)
	var parts []Part
	for _, part := range s.Parts {
		p := Part{Literal: part.Literal}
		if part.Param != nil {
			p.Param = paramOf(parts, part.Param)
			if p.Param == nil {
				p.Param = &Param{API: part.Param, Type: pl.paramType(part.Param), word: word}
				pl.claimArgument(scope, p.Param)
			}
		}
		parts = append(parts, p)
	}
	scope.resolve()
	return parts
}

// keyWord returns the word for the key of a method whose name does not begin with
// the segment's parameter, or "". It keeps the method and its argument alike after
// the description renames the parameter, since fragen.lock preserves the method:
//
//	method ByCallID, segment {id}  ->  callID
func (pl *planner) keyWord(method names.Ident, s api.Segment) names.Ident {
	key, found := strings.CutPrefix(string(method), "By")
	if !found || len(s.Parts) != 1 || strings.HasPrefix(key, string(pl.paramWords(s))) {
		return ""
	}
	return pl.namer.style.Unexported(key)
}

// paramOf returns the parameter with the same name in earlier parts, or nil.
func paramOf(parts []Part, p *api.Param) *Param {
	for _, part := range parts {
		if part.Param != nil && part.Param.API.Name == p.Name {
			return part.Param
		}
	}
	return nil
}

// argumentScope returns a new scope for the arguments of a method. Arguments
// must not shadow the packages and variables that the method uses.
func (pl *planner) argumentScope(self names.Ident, others ...names.Ident) *scope {
	imports := []names.Ident{"context", "http", "io", "iter", "rest", "strings", "time"}
	if pl.opt.Tree {
		imports = append(imports, pl.clientHome.pkg.Name, modelsName)
	}
	return pl.namer.scope("", slices.Concat([]names.Ident{self}, imports, others)...)
}

// claimArgument claims the name of a parameter as a function argument.
func (pl *planner) claimArgument(s *scope, p *Param) {
	name := cmp.Or(p.word, pl.namer.style.Unexported(p.API.Name), "value")
	key := string(p.API.In) + " " + p.API.Name
	s.claimLocal(key, &p.Name, name, name+"Param", name+pl.namer.style.Exported(string(p.API.In)))
}
