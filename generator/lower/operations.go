package lower

// Operations and their paths.
//
// A path template is split at its slashes. Every prefix of a template has an
// origin, even if it is not declared as a path so that operations with a
// common segment share its origin.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

const pathsAt = diag.Pointer("/paths")

// methods lists the methods of a path item in alphabetical order, which is the
// order of operations.
var methods = []string{"delete", "get", "head", "options", "patch", "post", "put", "query", "trace"}

func operationOf(item *openapi3.PathItem, method string) *openapi3.Operation {
	return map[string]*openapi3.Operation{
		"delete": item.Delete, "get": item.Get, "head": item.Head, "options": item.Options,
		"patch": item.Patch, "post": item.Post, "put": item.Put, "query": item.Query,
		"trace": item.Trace,
	}[method]
}

// lowerOperations lowers all paths.
func (l *lowerer) lowerOperations() {
	if l.doc.Paths == nil {
		return
	}
	items := l.doc.Paths.Map()
	templates := sorted(items)
	l.recordPrefixes(templates, items)
	for _, template := range templates {
		item := items[template]
		if item == nil {
			continue
		}
		for _, method := range methods {
			if op := operationOf(item, method); op != nil {
				l.lowerOperation(template, item, method, op)
			}
		}
	}
}

// recordPrefixes records the origin of each prefix of the templates.
func (l *lowerer) recordPrefixes(templates []string, items map[string]*openapi3.PathItem) {
	for _, template := range templates {
		if l.isLongPath(template) {
			continue
		}
		prefix := ""
		for _, segment := range segmentsOf(template) {
			prefix += "/" + segment
			if _, known := l.prefixOrigins[prefix]; known {
				continue
			}
			at := template
			if items[prefix] != nil {
				at = prefix
			}
			l.spend(&l.memberBudget, pathsAt.Child(at))
			l.prefixOrigins[prefix] = api.Origin{Pointer: pathsAt.Child(prefix), Pos: l.pos(pathsAt.Child(at))}
		}
	}
}

// itemAt returns the pointer of a path item, with its reference resolved.
func (l *lowerer) itemAt(template string, item *openapi3.PathItem) diag.Pointer {
	return l.refTarget(item.Ref, pathsAt.Child(template))
}

// segmentsOf returns the segments of a template without its query and fragment.
func segmentsOf(template string) []string {
	path, _ := splitSuffix(template)
	rest := strings.TrimPrefix(path, "/")
	if rest == "" {
		return nil
	}
	return strings.Split(rest, "/")
}

func (l *lowerer) lowerOperation(template string, item *openapi3.PathItem, method string, op *openapi3.Operation) {
	own := pathsAt.Child(template).Child(method)
	at := l.itemAt(template, item).Child(method)
	switch {
	case l.lost[own]:
		return
	case l.isLongPath(template):
		l.leaveOutOperation(own, own, "too-large", "the path has %d bytes and exceeds the limit of %d; "+
			"set \"limits.pathLength\" in fragen.yaml to a larger number", len(template), l.maxPathLength())
		return
	}
	o := &api.Operation{
		Origin: api.Origin{Pointer: own, Pos: l.pos(at)},
		ID:     op.OperationID,
		Method: strings.ToUpper(method),
		Tags:   slices.Clone(op.Tags),
		Doc: api.Doc{
			Summary:     op.Summary,
			Description: op.Description,
			At:          descriptionAt(at),
			Deprecated:  l.readDeprecation(at, op.Deprecated),
		},
		Server:      l.serverOf(template, item, method),
		Permissions: l.readPermissions(at),
		Limits:      l.readLimits(at),
	}
	l.readPageable(o, at)
	l.lowerSecurity(o, op, at)
	if docs := op.ExternalDocs; docs != nil {
		o.Doc.URL, o.Doc.URLTitle = strings.TrimSpace(docs.URL), docs.Description
	}
	params := l.lowerSuffix(o, template, l.lowerParams(o, template, item, op))
	o.Path = l.lowerPath(o, template, item, params)
	for _, p := range params {
		if p.In != api.InPath {
			o.Params = append(o.Params, p)
		}
	}
	l.lowerBody(o, op.RequestBody, at.Child("requestBody"))
	l.lowerResponses(o, op.Responses, at.Child("responses"))
	l.lowerCallbacks(o, op, at.Child("callbacks"))
	l.api.Operations = append(l.api.Operations, o)
}

// lowerPath splits a template into segments and links its parameters to them.
func (l *lowerer) lowerPath(o *api.Operation, template string, item *openapi3.PathItem, params []*api.Param) api.Path {
	at := pathsAt.Child(template)
	path := api.Path{
		Origin:   l.origin(at),
		Template: template,
		Doc: api.Doc{
			Summary: item.Summary, Description: item.Description,
			At: descriptionAt(l.itemAt(template, item)),
		},
	}
	if !strings.HasPrefix(template, "/") {
		l.warnf(at, "path-template", `the path %q must begin with a slash; it is read as %q`, template, "/"+template)
	}
	used, prefix := map[string]bool{}, ""
	for _, text := range segmentsOf(template) {
		prefix += "/" + text
		parts := l.splitSegment(o, text, at, params, used)
		path.Segments = append(path.Segments, api.Segment{Origin: l.prefixOrigins[prefix], Parts: parts})
	}
	if _, suffix := splitSuffix(template); suffix != "" {
		path.Segments = append(path.Segments, l.suffixSegment(template, suffix))
	}
	for _, p := range params {
		if p.In == api.InPath && !used[p.Name] {
			l.leaveOut(source.PartParameter, p.Origin.Pointer, "path-parameter",
				"path parameter %q is not in the path %s%s",
				p.Name, template, l.suggester.DidYouMean(p.Name, func() []string { return sorted(used) }))
		}
	}
	return path
}

// splitSegment splits a segment at its braces: "v{major}.json" becomes the
// literal "v", the parameter "major" and the literal ".json".
func (l *lowerer) splitSegment(
	o *api.Operation, text string, at diag.Pointer, params []*api.Param, used map[string]bool,
) []api.Part {
	var parts []api.Part
	for rest := text; rest != ""; {
		literal, after, open := strings.Cut(rest, "{")
		if strings.Contains(literal, "}") || open && !strings.Contains(after, "}") {
			why := fmt.Sprintf("unbalanced braces in %q; close each { by a }", text)
			if strings.Contains(string(at), "{~1") {
				why = "an expression such as {/x} is not supported; write /{x}"
			}
			l.leaveOutOperation(o.Origin.Pointer, at, "path-template", "%s", why)
			return []api.Part{{Literal: text}}
		}
		if literal != "" {
			parts = append(parts, api.Part{Literal: literal})
		}
		if !open {
			break
		}
		name, tail, _ := strings.Cut(after, "}")
		if name != "" && strings.Contains("?&#", name[:1]) && !isDeclared(name, params) {
			l.leaveOutOperation(o.Origin.Pointer, at, "path-template",
				"the expression {%s} must be at the end of the path", name)
			return []api.Part{{Literal: text}}
		}
		param := l.pathParam(o, name, params)
		parts = append(parts, api.Part{Param: param})
		used[param.Name], rest = true, tail
	}
	if len(parts) == 0 {
		parts = []api.Part{{}}
	}
	return parts
}

// expression is an expression between the braces of a path template. OpenAPI
// allows only names, but services also use the operators of RFC 6570 and of
// their frameworks:
//
//	{path*}, {*path}, {+path}, {path+}, {path:path}   the value may contain slashes
//	{.format}                                         label style, such as .json
//	{;version}                                        matrix style, such as ;version=2
type expression struct {
	name    string
	style   string // "" for the declared one
	slashes bool   // the value may contain slashes
}

func parseExpression(text string) expression {
	name, framework := strings.CutSuffix(text, ":path")
	plain := strings.Trim(name, "*+")
	switch {
	case plain == "":
		return expression{name: text}
	case framework || plain != name:
		return expression{name: plain, slashes: true}
	case plain[0] == '.' && len(plain) > 1:
		return expression{name: plain[1:], style: "label"}
	case plain[0] == ';' && len(plain) > 1:
		return expression{name: plain[1:], style: "matrix"}
	}
	return expression{name: text}
}

// isDeclared reports whether a path parameter has the name between the braces.
func isDeclared(name string, params []*api.Param) bool {
	return slices.ContainsFunc(params, func(p *api.Param) bool { return p.In == api.InPath && p.Name == name })
}

// pathParam returns the declaration of a parameter in the template. If no
// parameter has the name between the braces, it is an expression.
func (l *lowerer) pathParam(o *api.Operation, name string, params []*api.Param) *api.Param {
	x := parseExpression(name)
	if isDeclared(name, params) {
		x.style = ""
	} else {
		name = x.name
	}
	p := l.namedPathParam(o, name, params)
	p.Slashes = x.slashes && p.Style == "simple" && p.Type.Type.Kind == api.String
	if p.Style == "simple" && x.style != "" {
		p.Style = x.style
	}
	return p
}

func (l *lowerer) namedPathParam(o *api.Operation, name string, params []*api.Param) *api.Param {
	var names []string
	for _, p := range params {
		if p.In == api.InPath {
			if p.Name == name {
				return p
			}
			names = append(names, p.Name)
		}
	}
	l.warnf(o.Origin.Pointer, "path-parameter", "path parameter %q is not declared%s; it is treated as a string",
		name, l.suggester.DidYouMean(name, func() []string { return names }))
	return &api.Param{
		Origin: o.Origin, Name: name, In: api.InPath, Required: true, Style: "simple",
		Type: api.Use{Type: &api.Type{Origin: o.Origin, Kind: api.String}},
	}
}

// runChecks runs checks, including those that other checks add.
func (l *lowerer) runChecks(checks *[]func()) {
	for i := 0; i < len(*checks); i++ {
		(*checks)[i]()
	}
}

// refTarget returns the pointer of the component that ref names, or at if ref
// is empty.
func (l *lowerer) refTarget(ref string, at diag.Pointer) diag.Pointer {
	if ref == "" {
		return at
	}
	if p, ok := l.resolveRef(ref); ok {
		return p
	}
	return at
}

// componentContext returns the naming context of a shared component, such as a
// parameter that several operations refer to. For the role "parameter" of
// /components/parameters/orderby the key is "orderby parameter".
func componentContext(p diag.Pointer, role string) (namingContext, bool) {
	tokens := p.Tokens()
	if len(tokens) < 3 || tokens[0] != "components" || tokens[1] == "pathItems" || tokens[1] == "callbacks" {
		return namingContext{}, false
	}
	name := tokens[2]
	if !strings.HasSuffix(strings.ToLower(name), strings.ToLower(strings.ReplaceAll(role, " ", ""))) {
		name += " " + role
	}
	return namingContext{key: name}, true
}

// contextAt returns the naming context of an inline type at p, or otherwise if
// p is not in a shared component.
func contextAt(p diag.Pointer, role string, otherwise api.Parent) namingContext {
	if in, ok := componentContext(p, role); ok {
		return in
	}
	return namingContext{parent: otherwise}
}
