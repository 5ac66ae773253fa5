package lower

// Security schemes, security requirements and servers.

import (
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// lowerSecurity lowers the requirements of an operation, or the document's if
// the operation has none of its own.
func (l *lowerer) lowerSecurity(o *api.Operation, op *openapi3.Operation, at diag.Pointer) {
	requirements, where := l.doc.Security, diag.Pointer("/security")
	if op.Security != nil {
		requirements, where = *op.Security, at.Child("security")
	}
	some := false
	for i, requirement := range requirements {
		alternative := api.SecurityAlternative{}
		for _, name := range sorted(requirement) {
			if l.lowerScheme(name, where.Index(i).Child(name)) {
				alternative = append(alternative, api.SecurityRequirement{Scheme: name,
					Scopes: slices.Clone(requirement[name])})
			}
		}
		some = some || len(alternative) > 0
		o.Security = append(o.Security, alternative)
	}
	if !some {
		o.Security, o.Unsecured = nil, requirements != nil
	}
}

// lowerScheme adds a used security scheme to the API and reports whether the
// scheme exists.
func (l *lowerer) lowerScheme(name string, used diag.Pointer) bool {
	if slices.ContainsFunc(l.api.Security, func(s *api.SecurityScheme) bool { return s.Name == name }) {
		return true
	}
	var schemes openapi3.SecuritySchemes
	if l.doc.Components != nil {
		schemes = l.doc.Components.SecuritySchemes
	}
	ref := schemes[name]
	if ref == nil || ref.Value == nil {
		l.errorf(used, "unknown-scheme", "no security scheme %q under components/securitySchemes%s",
			name, diag.DidYouMean(name, sorted(schemes)))
		return false
	}
	scheme := l.readScheme(name, ref)
	l.checkScheme(scheme, scheme.Origin.Pointer)
	l.api.Security = append(l.api.Security, scheme)
	slices.SortFunc(l.api.Security, func(a, b *api.SecurityScheme) int { return strings.Compare(a.Name, b.Name) })
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
		Doc:    api.Doc{Description: s.Description, At: descriptionAt(at)},
	}
}

// callbackSchemes returns the security schemes that a callback declares for
// itself, in the order of the requirements. It ignores the document's security,
// which applies to the calls of the client.
func (l *lowerer) callbackSchemes(op *openapi3.Operation) []*api.SecurityScheme {
	if op.Security == nil || l.doc.Components == nil {
		return nil
	}
	var schemes []*api.SecurityScheme
	for _, requirement := range *op.Security {
		for _, name := range sorted(requirement) {
			known := slices.ContainsFunc(schemes, func(s *api.SecurityScheme) bool { return s.Name == name })
			if ref := l.doc.Components.SecuritySchemes[name]; !known && ref != nil && ref.Value != nil {
				schemes = append(schemes, l.readScheme(name, ref))
			}
		}
	}
	return schemes
}

// checkScheme reports schemes that the SDK cannot send.
func (l *lowerer) checkScheme(s *api.SecurityScheme, at diag.Pointer) {
	switch {
	case s.Kind == "apiKey" && s.Param == "":
		l.errorf(at, "security",
			"the security scheme %q does not name its header, query parameter or cookie; add the key name", s.Name)
	case s.Kind == "http" && s.Scheme != "basic" && s.Scheme != "bearer":
		l.notef(at, "security", "the SDK sends bearer tokens, basic authentication and API keys; "+
			"implement the security scheme %q (HTTP %s) in the http.Client", s.Name, s.Scheme)
	case s.Kind == "mutualTLS":
		l.notef(at, "security", "configure the security scheme %q (mutual TLS) in the http.Client", s.Name)
	}
}

// baseURL returns the URL of the first server with its variables at their
// defaults, or "" if the URL is not absolute.
func (l *lowerer) baseURL() string {
	if len(l.doc.Servers) == 0 || l.doc.Servers[0] == nil {
		return ""
	}
	at := diag.Pointer("/servers/0/url")
	base := serverURL(l.doc.Servers[0])
	u, err := url.Parse(base)
	switch {
	case strings.ContainsAny(base, "{}"):
		l.warnf(at, "server", "the server's URL has a variable without a default; callers must set the base URL")
		return ""
	case err != nil:
		l.warnf(at, "server", "the server's URL is invalid (%v); callers must set the base URL", err)
		return ""
	case u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		l.notef(at, "server", "the server's URL is not absolute; callers must set the base URL")
		return ""
	}
	return base
}

func serverURL(s *openapi3.Server) string {
	text := s.URL
	for _, name := range sorted(s.Variables) {
		if v := s.Variables[name]; v != nil && v.Default != "" {
			text = strings.ReplaceAll(text, "{"+name+"}", v.Default)
		}
	}
	return text
}

// checkServers reports servers of a path or operation that differ from the
// document's, because requests would go to the wrong server.
func (l *lowerer) checkServers(servers openapi3.Servers, at diag.Pointer) {
	if len(servers) == 0 || servers[0] == nil {
		return
	}
	if len(l.doc.Servers) > 0 && l.doc.Servers[0] != nil && serverURL(servers[0]) == serverURL(l.doc.Servers[0]) {
		return
	}
	l.errorf(at.Child("servers"), "unsupported", "servers of a single path or operation are not supported; "+
		"move the operation to a description of its own, or exclude it from the selection")
}
