package lower

// Parameters, and the headers of responses.

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// lowerParams lowers the parameters of an operation: those of its path item, then its
// own. An own parameter takes the place of the path item's parameter with the same name
// and location, whose type is not made.
func (l *lowerer) lowerParams(
	o *api.Operation, template string, item *openapi3.PathItem, op *openapi3.Operation,
) []*api.Param {
	at := l.itemAt(template, item)
	own := l.lowerParamList(o, op.Parameters, at.Child(strings.ToLower(o.Method)).Child("parameters"), nil)
	params := l.lowerParamList(o, item.Parameters, at.Child("parameters"), own)
	for _, p := range own {
		if !slices.Contains(params, p) {
			params = append(params, p)
		}
	}
	return params
}

// lowerParamList lowers a list of parameters. A parameter with the name and location of
// one in replacements is replaced with it.
func (l *lowerer) lowerParamList(
	o *api.Operation, refs openapi3.Parameters, at diag.Pointer, replacements []*api.Param,
) []*api.Param {
	var params []*api.Param
	known := map[string]bool{}
	for i, ref := range refs {
		if ref == nil || ref.Value == nil {
			continue
		}
		name, in := ref.Value.Name, api.ParamIn(ref.Value.In)
		if key := string(in) + " " + name; !known[key] {
			known[key] = true
		} else {
			l.warnf(at.Index(i), "duplicate-parameter",
				"duplicate %s parameter %q; the first one is used, so remove this one", in, name)
			continue
		}
		isReplacement := func(p *api.Param) bool { return p.In == in && p.Name == name }
		if j := slices.IndexFunc(replacements, isReplacement); j >= 0 {
			params = append(params, replacements[j])
		} else if p := l.lowerParam(o, ref, at.Index(i)); p != nil {
			params = append(params, p)
		}
	}
	return params
}

// lowerParam lowers one parameter. It returns nil if the parameter is left out.
func (l *lowerer) lowerParam(o *api.Operation, ref *openapi3.ParameterRef, at diag.Pointer) *api.Param {
	if ref == nil || ref.Value == nil {
		return nil
	}
	p := ref.Value
	at = l.refTarget(ref.Ref, at)
	in := api.ParamIn(p.In)
	switch in {
	case api.InPath, api.InQuery, api.InCookie:
	case api.InHeader:
		switch http.CanonicalHeaderKey(p.Name) {
		case "Authorization", "Content-Type", "Accept":
			return nil // set by the client
		}
	default:
		l.leaveOut(source.PartParameter, at, "unsupported",
			"parameter location %q is not supported; use path, query, header or cookie", p.In)
		return nil
	}
	if p.Name == "" {
		l.leaveOut(source.PartParameter, at, "unsupported", "the parameter has no name; give it one")
		return nil
	}
	out := &api.Param{
		Origin:   l.origin(at),
		Name:     p.Name,
		In:       in,
		Required: p.Required || in == api.InPath,
		Style:    p.Style,
		Doc: api.Doc{
			Description: p.Description, At: descriptionAt(at),
			Deprecated: l.readDeprecation(at, p.Deprecated),
		},
	}
	l.setStyle(out, p, at)
	where := contextAt(at, "parameter", api.Parent{Operation: o, Role: p.Name, Param: in})
	locked := o.Origin.Pointer.Child("parameters").Child(p.In).Child(p.Name) // as in the keys of the lock
	where.constant = in != api.InPath && !l.hasEnum(locked)
	out.Type = l.lowerParamType(out, p, at, where)
	return out
}

// parameterStyles lists the styles that each parameter location allows, the
// default first.
var parameterStyles = map[api.ParamIn][]string{
	api.InPath:   {"simple", "label", "matrix"},
	api.InQuery:  {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
	api.InHeader: {"simple"},
	api.InCookie: {"form"},
}

// setStyle sets the serialization of a parameter.
func (l *lowerer) setStyle(out *api.Param, p *openapi3.Parameter, at diag.Pointer) {
	allowed := parameterStyles[out.In]
	if out.Style == "" {
		out.Style = allowed[0]
	}
	if !slices.Contains(allowed, out.Style) {
		hint := cmp.Or(diag.DidYouMean(out.Style, allowed), "; use "+strings.Join(allowed, " or "))
		l.leaveOut(source.PartKeyword, at.Child("style"), "unsupported-style",
			"style %q of %s parameter %q is not supported%s",
			out.Style, out.In, out.Name, hint)
		out.Style = allowed[0]
	}
	if p.AllowReserved && out.In != api.InQuery {
		l.warnf(at.Child("allowReserved"), "unsupported",
			"allowReserved has no effect on %s parameter %q, "+
				"because only a query can contain reserved characters; remove it",
			out.In, out.Name)
	}
	out.AllowReserved = p.AllowReserved && out.In == api.InQuery
	out.Explode = out.Style == "form"
	if p.Explode != nil {
		out.Explode = *p.Explode
	}
}

// lowerParamType lowers the type of a parameter. A parameter whose type cannot
// be written as text is a string.
func (l *lowerer) lowerParamType(out *api.Param, p *openapi3.Parameter, at diag.Pointer, in namingContext) api.Use {
	text := api.Use{Type: &api.Type{Origin: out.Origin, Kind: api.String}}
	if len(p.Content) > 0 {
		return l.lowerContentParam(out, p, at.Child("content"), in)
	}
	if p.Schema == nil {
		return text
	}
	s := l.resolveUse(p.Schema, at.Child("schema"))
	out.Limits, out.Rules, out.Default = l.limitsOf(s), l.constraintsOf(s), l.defaultOf(s)
	if out.Style == "deepObject" {
		l.addDoc(&out.Doc, s.schemaNode)
		return l.flatUse(out, l.typeUse(s, in), at)
	}
	if kind, ok := l.textKind(s); ok {
		text.Nullable = s.nullable
		if kind == api.List {
			elem := api.Use{Type: &api.Type{Origin: out.Origin, Kind: api.String}}
			text.Type = &api.Type{Origin: out.Origin, Kind: api.List, Elem: &elem}
		}
		return text
	}
	use := l.flatUse(out, l.typeUse(s, in), at)
	l.addDoc(&out.Doc, s.schemaNode)
	switch flat := use.Type; {
	case flat.Kind == api.Any || flat.Kind == api.Union:
		l.unionChecks = append(l.unionChecks, func() { l.flattenUnion(out, use, at) })
		return text
	case flat.Kind == api.List && (flat.Elem.Type.Kind == api.Any || flat.Elem.Type.Kind == api.Union):
		l.unionChecks = append(l.unionChecks, func() { l.flattenUnion(out, *flat.Elem, at) })
		elem := &api.Use{Type: text.Type}
		return api.Use{Nullable: use.Nullable, Type: &api.Type{Origin: use.Type.Origin, Kind: api.List, Elem: elem}}
	}
	l.checkNesting(out, use.Type, at)
	return use
}

// flattenUnion decides about a union that is the type of a parameter, or of the elements
// of a list, and whose variants are now known. In a query, a union of objects is written
// like an object. Any other union remains a string, which excludes the objects in it.
func (l *lowerer) flattenUnion(out *api.Param, union api.Use, at diag.Pointer) {
	if union.Type.Kind != api.Union {
		return
	}
	leaves := l.leaves(union.Type)
	isObject := func(t *api.Type) bool { return t.Kind == api.Object || t.Kind == api.Map }
	object := slices.IndexFunc(leaves, isObject)
	isOther := func(t *api.Type) bool { return !isObject(t) }
	inQuery := out.In == api.InQuery && out.Type.Type.Kind != api.List
	if inQuery && object >= 0 && !slices.ContainsFunc(leaves, isOther) {
		out.Type = union
		for _, t := range leaves {
			l.checkNesting(out, t, at)
		}
		return
	}
	l.replaced = append(l.replaced, union.Type)
	if object < 0 {
		return
	}
	text, remedy := "a string", "use content with application/json instead of schema if the service expects JSON"
	switch {
	case out.Type.Type.Kind == api.List:
		text = "a list of strings"
	case inQuery:
		remedy = "use style: deepObject to pass a union"
	}
	l.warnf(at, "unsupported-style",
		"%s parameter %q is %s that the caller must encode, because one of its alternatives is %s; %s",
		out.In, out.Name, text, describeType(leaves[object]), remedy)
}

// flatUse returns the use of a parameter's type, or of a string if the type contains
// itself: no style has a format for it.
func (l *lowerer) flatUse(out *api.Param, use api.Use, at diag.Pointer) api.Use {
	if use.Type.Kind != api.Collection {
		return use
	}
	l.warnf(at, "unsupported-style",
		"%s parameter %q is %s, which contains itself; it is a string that the caller must encode",
		out.In, out.Name, describeType(use.Type))
	return api.Use{Type: &api.Type{Origin: out.Origin, Kind: api.String}, Nullable: use.Nullable}
}

// lowerContentParam lowers a parameter that is serialized as a media type:
// JSON, or otherwise a string that the caller encodes.
func (l *lowerer) lowerContentParam(out *api.Param, p *openapi3.Parameter, at diag.Pointer, in namingContext) api.Use {
	name, f := preferredMediaType(p.Content)
	if f != asJSON && f != asAnything {
		if f != asText {
			l.notef(at, "unsupported-content",
				"%s parameter %q is a string that the caller must encode as %s", out.In, out.Name, name)
		}
		return api.Use{Type: &api.Type{Origin: out.Origin, Kind: api.String}}
	}
	out.Style, out.Explode = "json", false
	media := p.Content[name]
	if media == nil || media.Schema == nil {
		return api.Use{Type: &api.Type{Origin: out.Origin, Kind: api.Any}}
	}
	s := l.resolveUse(media.Schema, at.Child(name).Child("schema"))
	out.Limits, out.Default = l.limitsOf(s), l.defaultOf(s)
	l.addDoc(&out.Doc, s.schemaNode)
	return l.typeUse(s, in)
}

// checkNesting warns about nested lists and objects that the style of a parameter
// cannot express. It runs after all types are known.
func (l *lowerer) checkNesting(out *api.Param, t *api.Type, at diag.Pointer) {
	l.finalChecks = append(l.finalChecks, func() {
		inner := ""
		switch {
		case t.Kind == api.Object:
			for _, f := range t.Fields {
				if isNested(out, f.Type.Type) {
					inner = f.Name
				}
			}
		case t.Kind == api.Map && isNested(out, t.Elem.Type), t.Kind == api.List && hasParts(t.Elem.Type):
			inner = "an element"
		}
		if inner != "" {
			l.warnf(at, "unsupported-style",
				"OpenAPI does not define a format for %s in %s parameter %q, which is %s; it is sent as JSON",
				inner, out.In, out.Name, describeType(t))
		}
	})
}

// isNested reports whether t, a member of the object out, is sent as JSON. A list in
// an exploded object becomes repeated fields.
func isNested(out *api.Param, t *api.Type) bool {
	repeated := out.Style == "form" && out.Explode && t.Kind == api.List
	return hasParts(t) && (!repeated || hasParts(t.Elem.Type))
}

// hasParts reports whether a value of t has parts.
func hasParts(t *api.Type) bool {
	kind := t.Underlying().Kind
	return kind == api.Object || kind == api.Map || kind == api.List
}

// textKind returns the kind of a parameter whose alternatives can all be
// written as text. A union of scalars is a string, and a scalar or a list of
// scalars is a list.
func (l *lowerer) textKind(s schemaUse) (api.Kind, bool) {
	if s.schema == nil {
		return "", false
	}
	members, at := alternativesOf(s.schemaNode)
	if len(members) == 0 || onlyAssertions(members) {
		return "", false
	}
	var uses []schemaUse
	scalars, lists := 0, 0
	for i, m := range members {
		if isNull(m) {
			continue
		}
		inner := l.resolveUse(m, at.Index(i))
		uses = append(uses, inner)
		if inner.schema == nil {
			return "", false
		}
		switch l.typeName(inner.schemaNode) {
		case "boolean", "integer", "number", "string":
			scalars++
		case "array":
			lists++
		default:
			return "", false
		}
	}
	if lists > 0 {
		return api.List, true
	}
	if _, same := l.sameScalar(uses); same {
		return "", false
	}
	if _, special := l.specialNumber(uses); special {
		return "", false
	}
	return api.String, scalars > 1 && !l.isOpenEnum(uses)
}

// isOpenEnum reports whether all members are strings or enums of strings.
func (l *lowerer) isOpenEnum(uses []schemaUse) bool {
	return !slices.ContainsFunc(uses, func(s schemaUse) bool { return l.typeName(s.schemaNode) != "string" })
}

// lowerHeaders lowers the headers of a response.
func (l *lowerer) lowerHeaders(o *api.Operation, headers openapi3.Headers, at diag.Pointer) []*api.Param {
	var list []*api.Param
	for _, name := range sorted(headers) {
		ref := headers[name]
		if ref == nil || ref.Value == nil || strings.EqualFold(name, "Content-Type") {
			continue
		}
		here := l.refTarget(ref.Ref, at.Child(name))
		out := &api.Param{
			Origin: l.origin(here), Name: name, In: api.InHeader, Required: ref.Value.Required, Style: "simple",
			Doc: api.Doc{
				Description: ref.Value.Description, At: descriptionAt(here),
				Deprecated: l.readDeprecation(here, ref.Value.Deprecated),
			},
		}
		out.Type = api.Use{Type: &api.Type{Origin: out.Origin, Kind: api.String}}
		if ref.Value.Schema != nil {
			s := l.resolveUse(ref.Value.Schema, here.Child("schema"))
			out.Type = api.Use{Type: l.headerType(s, out.Origin), Nullable: s.nullable}
			out.Limits = l.limitsOf(s)
			if s.schema != nil && l.hasOneValue(s.schemaNode) {
				out.Limits = append(out.Limits, api.Limit{Name: "value", Value: l.onlyValue(s.schemaNode)})
			}
		}
		list = append(list, out)
	}
	return list
}

// headerType returns the type of a response header: a scalar, with 64 bits if it is
// a number, a list of strings, or a string for anything else.
func (l *lowerer) headerType(s schemaUse, at api.Origin) *api.Type {
	text := &api.Type{Origin: at, Kind: api.String}
	switch {
	case s.schema == nil:
	case len(s.schema.Enum) > 0 || s.schema.Const != nil:
		switch cmp.Or(l.typeName(s.schemaNode), l.typeOfListed(s.schemaNode)) {
		case "boolean":
			return &api.Type{Origin: at, Kind: api.Bool}
		case "integer":
			return &api.Type{Origin: at, Kind: api.Int64}
		case "number":
			return &api.Type{Origin: at, Kind: api.Float64}
		}
	case s.schema.Format == "date-time-rfc1123" || s.schema.Format == "http-date":
		return &api.Type{Origin: at, Kind: api.DateTime}
	case l.typeName(s.schemaNode) == "array":
		return &api.Type{Origin: at, Kind: api.List, Elem: &api.Use{Type: text}}
	default:
		switch scalar := l.plainScalar(s); scalar.Kind {
		case api.Int32: // so that operations with different formats have the same type
			return &api.Type{Origin: at, Kind: api.Int64}
		case api.Any:
		default:
			return scalar
		}
	}
	return text
}

// plainScalar returns the scalar type of a schema, or Any if the schema is not
// a scalar.
func (l *lowerer) plainScalar(s schemaUse) *api.Type {
	switch l.typeName(s.schemaNode) {
	case "boolean", "integer", "number", "string":
		return l.typeFromName(s, namingContext{})
	}
	return l.newScalar(s, api.Any)
}
