package lower

// Security schemes and security requirements.

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// lowerSecurity lowers the requirements of an operation, or the document's if
// the operation has none of its own. An alternative with a scheme that does not
// exist cannot be met. If no alternative is left, the security is unknown, as
// if the description did not declare it. Operations with the same list of requirements
// share the result.
func (l *lowerer) lowerSecurity(o *api.Operation, op *openapi3.Operation, at diag.Pointer) {
	requirements, where := l.doc.Security, diag.Pointer("/security")
	if op.Security != nil {
		requirements, where = *op.Security, at.Child("security")
	}
	if requirements != nil {
		o.SecurityAt = l.origin(where)
	}
	list, known := l.securityLists[where]
	if !known {
		list = l.lowerRequirements(requirements, where)
		l.securityLists[where] = list
	}
	o.Security, o.Undeclared = list.alternatives, list.undeclared
	o.Unsecured = requirements != nil && list.alternatives == nil && !list.undeclared
}

// securityList is a lowered list of security requirements.
type securityList struct {
	alternatives []api.SecurityAlternative
	undeclared   bool // no alternative can be met
}

func (l *lowerer) lowerRequirements(list openapi3.SecurityRequirements, at diag.Pointer) (out securityList) {
	some, unmet := false, false
	for i, requirement := range list {
		alternative, ok := l.lowerAlternative(requirement, at.Index(i))
		if !ok {
			unmet = true
			continue
		}
		some = some || len(alternative) > 0
		out.alternatives = append(out.alternatives, alternative)
	}
	if !some {
		out = securityList{undeclared: unmet && len(out.alternatives) == 0}
	}
	return out
}

// lowerAlternative lowers one security requirement. It returns false if one of
// its schemes does not exist.
func (l *lowerer) lowerAlternative(
	requirement openapi3.SecurityRequirement, at diag.Pointer,
) (api.SecurityAlternative, bool) {
	alternative := api.SecurityAlternative{}
	for _, name := range sorted(requirement) {
		if !l.lowerScheme(name, at) {
			return nil, false
		}
		alternative = append(alternative, api.SecurityRequirement{
			Scheme: name, Scopes: slices.Clone(requirement[name]),
		})
	}
	return alternative, true
}

// lowerScheme adds a security scheme, which the requirement at used names, to the
// API. It returns false if the scheme does not exist, which source reports, or
// cannot be sent.
func (l *lowerer) lowerScheme(name string, used diag.Pointer) bool {
	at, known := l.api.FindScheme(name)
	if known {
		return true
	}
	var schemes openapi3.SecuritySchemes
	if l.doc.Components != nil {
		schemes = l.doc.Components.SecuritySchemes
	}
	ref := schemes[name]
	if ref == nil || ref.Value == nil {
		return false
	}
	scheme := l.readScheme(name, ref)
	if scheme.Kind == "apiKey" && scheme.Param == "" {
		l.leaveOut(source.PartSecurity, used, "security",
			"the security scheme %q does not name its header, query parameter or cookie; add the key name", name)
		return false
	}
	l.checkScheme(scheme, scheme.Origin.Pointer)
	l.api.Security = slices.Insert(l.api.Security, at, scheme)
	return true
}

// readScheme returns the declared security scheme called name.
func (l *lowerer) readScheme(name string, ref *openapi3.SecuritySchemeRef) *api.SecurityScheme {
	at := l.refTarget(ref.Ref, diag.Pointer("/components/securitySchemes").Child(name))
	s := ref.Value
	return &api.SecurityScheme{
		Origin: l.origin(at),
		Name:   name,
		Kind:   s.Type,
		Scheme: strings.ToLower(s.Scheme),
		In:     api.ParamIn(s.In),
		Param:  s.Name,
		Issuer: l.issuerText(at),
		Doc:    api.Doc{Description: s.Description, At: descriptionAt(at)},
	}
}

// issuerText describes the service that issues the tokens of the security scheme at a
// pointer. It is "" if the description does not.
func (l *lowerer) issuerText(at diag.Pointer) string {
	n := l.doc.Source.At(at)
	for _, key := range []string{"flows", "openIdConnectUrl", "bearerFormat"} {
		if n != nil && n.Get(key) != nil {
			return n.Get(key).SortedJSON()
		}
	}
	return ""
}

// callbackSchemes returns the security schemes that a callback declares for
// itself, in the order of the requirements. It ignores the document's security,
// which applies to the calls of the client.
func (l *lowerer) callbackSchemes(op *openapi3.Operation) []*api.SecurityScheme {
	if op.Security == nil || l.doc.Components == nil {
		return nil
	}
	var schemes []*api.SecurityScheme
	known := map[string]bool{}
	for _, requirement := range *op.Security {
		for _, name := range sorted(requirement) {
			if ref := l.doc.Components.SecuritySchemes[name]; !known[name] && ref != nil && ref.Value != nil {
				known[name] = true
				schemes = append(schemes, l.readScheme(name, ref))
			}
		}
	}
	return schemes
}

// checkScheme notes schemes that the SDK cannot send.
func (l *lowerer) checkScheme(s *api.SecurityScheme, at diag.Pointer) {
	switch {
	case s.Kind == "http" && s.Scheme != "basic" && s.Scheme != "bearer":
		l.notef(at, "security", "the SDK sends bearer tokens, basic authentication and API keys; "+
			"implement the security scheme %q (HTTP %s) in the http.Client", s.Name, s.Scheme)
	case s.Kind == "mutualTLS":
		l.notef(at, "security", "configure the security scheme %q (mutual TLS) in the http.Client", s.Name)
	}
}
