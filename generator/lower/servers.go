package lower

// Servers.
//
// The first server of the document is the default server of the API; the
// document's other servers can replace it. A path or an operation may have
// servers of its own. Their first one is the default server of the operation.
// The client resolves relative URLs, such as /v2, against its address. A server
// is identified by its URL, with the names of variables in braces. A relative
// URL is resolved against the first server for this purpose. If the first
// server's URL is relative itself, the address of the API is unknown, and the
// program must set it.

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// lowerServers lowers the servers of the document.
func (l *lowerer) lowerServers() {
	servers, at := l.doc.Servers, diag.Pointer("/servers")
	if len(servers) == 0 {
		servers, at = l.commonServers()
	}
	if len(servers) == 0 {
		return
	}
	l.rootURL, l.rootAt = servers[0].URL, at.Index(0)
	l.api.Server = l.lowerServer(servers[0], at.Index(0))
	l.api.RelativeURL = relativeURL(l.api.Server, servers[0])
	for i, s := range servers[1:] {
		if other := l.lowerServer(s, at.Index(i+1)); other != nil && other != l.api.Server {
			l.api.Replacements = append(l.api.Replacements, other)
		}
	}
	l.api.BaseURL = l.api.Server.DefaultURL()
	if l.api.Server == nil {
		return
	}
	for _, v := range l.api.Server.Variables {
		if v.Default == "" {
			l.notef(at.Index(0).Child("url"), "server",
				"the server variable %q has no default; callers must set it or the base URL", v.Name)
		}
	}
}

func relativeURL(s *api.Server, declared *openapi3.Server) string {
	if s != nil {
		return ""
	}
	return declared.URL
}

// commonServers returns the servers of the first operation if the document has
// none and all operations have servers. That operation's are then those of the
// API.
func (l *lowerer) commonServers() (openapi3.Servers, diag.Pointer) {
	var common openapi3.Servers
	var where diag.Pointer
	if l.doc.Paths == nil {
		return nil, ""
	}
	items := l.doc.Paths.Map()
	for _, template := range sorted(items) {
		for _, method := range methods {
			if items[template] == nil || operationOf(items[template], method) == nil {
				continue
			}
			servers, at := l.ownServers(template, items[template], method)
			if len(servers) == 0 {
				return nil, ""
			}
			if common == nil {
				common, where = servers, at
			}
		}
	}
	return common, where
}

// ownServers returns the servers of an operation or else those of its path.
func (l *lowerer) ownServers(
	template string, item *openapi3.PathItem, method string,
) (openapi3.Servers, diag.Pointer) {
	at := l.itemAt(template, item)
	if own := operationOf(item, method).Servers; own != nil && len(*own) > 0 {
		return *own, at.Child(method).Child("servers")
	}
	return item.Servers, at.Child("servers")
}

// serverOf returns the server of an operation, or nil if its requests go to the
// API's. Its other servers can replace it.
func (l *lowerer) serverOf(template string, item *openapi3.PathItem, method string) *api.Server {
	servers, at := l.ownServers(template, item, method)
	if len(servers) == 0 || servers[0] == nil || servers[0].URL == l.rootURL {
		return nil
	}
	first := l.lowerServer(servers[0], at.Index(0))
	if first == nil || first == l.api.Server {
		return nil
	}
	for i, s := range servers[1:] {
		other := l.lowerServer(s, at.Index(i+1))
		if other != nil && other != first && !slices.Contains(other.Replaces, first) {
			other.Replaces = append(other.Replaces, first)
		}
	}
	return first
}

// lowerServer returns the server with a URL. It returns nil if requests cannot
// be sent to it.
func (l *lowerer) lowerServer(s *openapi3.Server, at diag.Pointer) *api.Server {
	if s == nil {
		return nil
	}
	address, relative := l.resolveServer(strings.TrimSpace(s.URL), at)
	if root := l.api.Server; relative != "" && root != nil && strings.TrimRight(address, "/") == root.URL {
		return root
	}
	i := slices.IndexFunc(l.api.Servers, func(known *api.Server) bool {
		return known.URL == address && (known.Relative == "") == (relative == "")
	})
	if i >= 0 {
		return l.api.Servers[i]
	}
	server := &api.Server{
		Origin: l.origin(at), URL: address, Relative: relative, Name: l.serverName(at),
		Doc: api.Doc{Description: s.Description, At: descriptionAt(at)},
	}
	for _, name := range variableNames(cmp.Or(relative, address)) {
		server.Variables = append(server.Variables, lowerVariable(name, s.Variables[name]))
	}
	if !l.isUsable(server, at.Child("url")) {
		return nil
	}
	l.api.Servers = append(l.api.Servers, server)
	return server
}

// resolveServer returns the URL of a server. If it is relative to the address of
// the API, it is returned unchanged as well:
//
//	https://{region}.api.example/v1   and /v2      https://{region}.api.example/v2
//	https://{region}.api.example/v1/  and upload   https://{region}.api.example/v1/upload
//	/v1                               and /v2      /v2
func (l *lowerer) resolveServer(address string, at diag.Pointer) (resolved, relative string) {
	first := strings.TrimSpace(l.rootURL)
	origin := originOf(first)
	if scheme, _, found := strings.Cut(first, "://"); found && strings.HasPrefix(address, "//") {
		return scheme + ":" + address, ""
	}
	ofAPI := l.rootAt != "" && strings.HasPrefix(string(at), strings.TrimSuffix(string(l.rootAt), "0"))
	if ofAPI && l.api.Server == nil || !isRelative(address) {
		return address, ""
	}
	base := url.URL{Path: strings.TrimPrefix(first, origin)}
	return origin + base.ResolveReference(&url.URL{Path: address}).Path, address
}

// isRelative reports whether the URL of a server has neither a scheme nor a
// host. The variable with which a URL begins contains both. A URL such as
// api.example.com/v1 lacks its scheme by mistake.
func isRelative(address string) bool {
	u, err := url.Parse(variable.ReplaceAllString(address, "x"))
	if err != nil || address == "" || address[0] == '{' || u.Scheme != "" || u.Host != "" {
		return false
	}
	first, _, _ := strings.Cut(u.Path, "/")
	return !strings.Contains(strings.Trim(first, "."), ".")
}

// serverName returns the name of a server, which OpenAPI has from 3.2 on.
func (l *lowerer) serverName(at diag.Pointer) string {
	if name := l.doc.Source.At(at).Get("name"); name != nil && name.Kind == source.String {
		return name.Text
	}
	return ""
}

func lowerVariable(name string, declared *openapi3.ServerVariable) *api.ServerVariable {
	v := &api.ServerVariable{Name: name}
	if declared != nil {
		v.Default, v.Description = declared.Default, declared.Description
		v.Values = slices.Clone(declared.Enum)
	}
	return v
}

// isUsable reports whether requests can be sent to a server. It reports other
// servers once.
func (l *lowerer) isUsable(s *api.Server, at diag.Pointer) bool {
	var defaults []string
	for _, v := range s.Variables {
		if v.Default != "" {
			defaults = append(defaults, "{"+v.Name+"}", v.Default)
		}
	}
	sample := strings.NewReplacer(defaults...).Replace(cmp.Or(s.Relative, s.URL))
	u, err := url.Parse(variable.ReplaceAllString(sample, "x"))
	fault := ""
	switch {
	case strings.HasPrefix(s.URL, "{"): // a variable contains the scheme
	case err != nil:
		fault = "is invalid (" + err.Error() + ")"
	case s.Relative == "" && (u.Host == "" || !slices.Contains([]string{"http", "https", "x"}, u.Scheme)):
		fault = "is no absolute HTTP URL"
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		fault = "has a user, a query or a fragment"
	}
	if fault != "" && !l.badServers[at] {
		l.badServers[at] = true
		report := l.notef
		if at.Tokens()[0] != "servers" {
			report = l.warnf
		}
		report(at, "server", "the server's URL %s; %s", fault, serverRemedy(at))
	}
	return fault == ""
}

// serverRemedy returns the consequence of a server that cannot be used.
func serverRemedy(at diag.Pointer) string {
	switch tokens := at.Tokens(); {
	case tokens[0] != "servers":
		return "requests go to the base URL"
	case tokens[1] != "0":
		return "the SDK leaves it out"
	}
	return "callers must set the base URL"
}

var variable = regexp.MustCompile(`\{([^{}]*)\}`)

// variableNames returns the names of the variables in a URL, each once.
func variableNames(address string) []string {
	var found []string
	for _, match := range variable.FindAllStringSubmatch(address, -1) {
		if !slices.Contains(found, match[1]) {
			found = append(found, match[1])
		}
	}
	return found
}

// originOf returns the scheme and host of a URL, which may contain variables.
// It returns "" for a relative URL.
func originOf(address string) string {
	scheme, rest, found := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	switch {
	case found:
		return scheme + "://" + host
	case strings.HasPrefix(address, "{"): // a variable contains scheme and host
		host, _, _ = strings.Cut(address, "/")
		return host
	}
	return ""
}
