package rest

// This file resolves the servers of a client. An API description may declare
// several servers for all operations, other servers for some operations, and
// variables in their URLs:
//
//	https://{region}.api.example/v1   the default server
//	https://sandbox.api.example/v1    replaces the default server
//	https://upload.example/v1         the server of POST /files
//	/v2                               a relative URL, the server of GET /accounts
//
// The options are combined as follows. WithServer chooses among the servers
// that can replace each other. WithServerVariable fills in URLs. WithBaseURL
// replaces the URLs of all servers so that no call of a test reaches another
// server. A later WithServerURL replaces one of them again. A relative URL is
// resolved last, against the address that results for the default server:
//
//	https://eu.api.example/v1   and /v2       https://eu.api.example/v2
//	http://localhost:8080/v1    and /v2       http://localhost:8080/v2
//	https://eu.api.example/v1/  and upload    https://eu.api.example/v1/upload

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Server identifies a server of the API description. A generated package
// declares a constant for each server if there are several.
type Server string

// ServerInfo describes a server of the API description. It is for generated
// code.
type ServerInfo struct {
	Server    Server // "" if there is no constant for it
	URL       string // URL with the names of variables in braces; may be relative
	Variables []ServerVariable
	Replaces  []Server // default servers that WithServer can replace with this one
}

// ServerVariable is a variable in the URL of a server. It is for generated code.
type ServerVariable struct {
	Name    string
	Default string   // "" if a value is required
	Values  []string // nil allows any value
}

// WithServer sends calls to the given server instead of a default server. If
// the API description lists the server only for individual operations,
// WithServer affects only these operations. [WithBaseURL] takes precedence.
func WithServer(server Server) Option {
	return func(s *settings) { s.chosen = append(s.chosen, server) }
}

// WithServerVariable sets a variable in the URL of every server that uses it.
// If the API description lists values for the variable, the value must be one
// of them. If the value is listed only for some servers, calls to the other
// servers fail.
func WithServerVariable(name, value string) Option {
	return func(s *settings) {
		if s.variables == nil {
			s.variables = map[string]string{}
		}
		s.variables[name] = value
	}
}

// WithServerURL sets the address of one server, such as
// https://upload.example.com/v1. An earlier [WithBaseURL] applies to the other
// servers, and a later one replaces the address.
func WithServerURL(server Server, address string) Option {
	return func(s *settings) {
		if s.addresses == nil {
			s.addresses = map[Server]string{}
		}
		s.addresses[server] = address
	}
}

// NewServerClient is like [NewClient], but for an API that has several servers
// or server URLs with variables. The first server is the default one. It is
// for generated code.
func NewServerClient(servers []ServerInfo, userAgent string, options ...Option) (*Client, error) {
	return newClient(servers, userAgent, options)
}

// serverAddress is the address of a server. The error is that of its calls.
type serverAddress struct {
	base *url.URL
	err  error
}

// resolveServers returns the address of the default server and those of the
// other servers by their names.
func (s *settings) resolveServers(servers []ServerInfo) (root *url.URL, others map[Server]serverAddress) {
	s.checkServers(servers)
	root, err := s.rootAddress(servers)
	if err != nil {
		s.errs = append(s.errs, err)
	}
	for _, info := range servers[1:] {
		base, err := s.addressOf(s.replacementOf(info, servers), root)
		if _, set := s.addresses[info.Server]; err != nil && set {
			s.errs = append(s.errs, fmt.Errorf("WithServerURL: %s: %w", info.Server, err))
		}
		if others == nil {
			others = map[Server]serverAddress{}
		}
		others[info.Server] = serverAddress{base, err}
	}
	return root, others
}

// checkServers reports options for servers and variables that do not exist.
func (s *settings) checkServers(servers []ServerInfo) {
	declared := func(server Server) bool {
		return server != "" && slices.ContainsFunc(servers, func(i ServerInfo) bool { return i.Server == server })
	}
	for _, server := range s.chosen {
		if !declared(server) {
			s.fault("WithServer: the API description declares no server %q", server)
		}
	}
	for _, server := range sortedKeys(s.addresses) {
		if !declared(server) {
			s.fault("WithServerURL: the API description declares no server %q", server)
		}
	}
	for _, name := range sortedKeys(s.variables) {
		s.checkVariable(name, servers)
	}
}

// checkVariable reports a value that a variable has in no server. A value within
// a host must not end it, because the credentials would go to another host.
func (s *settings) checkVariable(name string, servers []ServerInfo) {
	value := s.variables[name]
	var found, listed, inHost bool
	var expected []string
	for _, info := range servers {
		_, host, _ := strings.Cut(info.URL, "://")
		host, _, _ = strings.Cut(host, "/")
		for _, v := range info.Variables {
			if v.Name != name {
				continue
			}
			found = true
			listed = listed || v.allows(value)
			inHost = inHost || strings.Contains(host, "{"+name+"}")
			expected = append(expected, v.Values...)
		}
	}
	switch {
	case !found:
		s.fault("WithServerVariable: no server has a variable %q", name)
	case !listed:
		slices.Sort(expected)
		s.fault("WithServerVariable: %s: expected %s, found %q", name,
			strings.Join(slices.Compact(expected), " or "), value)
		delete(s.variables, name) // report the value once
	case value == "":
		s.fault("WithServerVariable: %s: the value is empty", name)
	case inHost && strings.ContainsAny(value, "/?#@\\ "):
		s.fault("WithServerVariable: %s: %q is not valid within a host", name, value)
	}
}

// allows reports whether the variable can have a value.
func (v ServerVariable) allows(value string) bool {
	return v.Values == nil || slices.Contains(v.Values, value)
}

// rootAddress returns the address of the default server or of its replacement.
// The relative URL of a replacement is resolved against the default server.
func (s *settings) rootAddress(servers []ServerInfo) (*url.URL, error) {
	instead := s.replacementOf(servers[0], servers)
	if _, set := s.addresses[instead.Server]; set || s.baseURL != nil || !instead.isRelative() {
		return s.addressOf(instead, nil)
	}
	root, err := s.addressOf(servers[0], nil)
	if err != nil {
		return nil, err
	}
	return s.addressOf(instead, root)
}

// replacementOf returns the server that WithServer selected in place of a
// default server, or the default server.
func (s *settings) replacementOf(info ServerInfo, servers []ServerInfo) ServerInfo {
	instead := info
	for _, server := range s.chosen {
		i := slices.IndexFunc(servers, func(i ServerInfo) bool { return i.Server == server })
		if i >= 0 && (server == info.Server || slices.Contains(servers[i].Replaces, info.Server)) {
			instead = servers[i]
		}
	}
	return instead
}

// isRelative reports whether the server's URL has neither a scheme nor a host.
// The variable with which a URL begins contains both.
func (i ServerInfo) isRelative() bool {
	absolute := strings.HasPrefix(i.URL, "{") || strings.HasPrefix(i.URL, "//") || strings.Contains(i.URL, "://")
	return i.URL != "" && !absolute
}

// addressOf returns the address of a server. A relative URL is resolved against
// root, which is nil if there is no address.
func (s *settings) addressOf(info ServerInfo, root *url.URL) (*url.URL, error) {
	if address, set := s.addresses[info.Server]; set {
		return parseBase(address)
	}
	if s.baseURL != nil && (root == nil || !info.isRelative()) {
		return parseBase(*s.baseURL)
	}
	address, err := s.fillVariables(info)
	switch {
	case err != nil:
		return nil, err
	case root == nil || !info.isRelative():
		return parseBase(address)
	}
	relative, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the relative URL of the server %s is invalid", info.URL)
	}
	if base := root.ResolveReference(relative); sameOrigin(base, root) {
		return parseBase(base.String())
	}
	return nil, fmt.Errorf("the server %s: %q is not a path", info.URL, address)
}

// fillVariables returns the server's URL with the values of its variables.
func (s *settings) fillVariables(info ServerInfo) (string, error) {
	address := info.URL
	for _, v := range info.Variables {
		value := v.Default
		if own, set := s.variables[v.Name]; set {
			if !v.allows(own) {
				return "", fmt.Errorf("WithServerVariable: %s: expected %s for the server %s, found %q",
					v.Name, strings.Join(v.Values, " or "), info.URL, own)
			}
			value = own
		}
		if value == "" {
			return "", fmt.Errorf("the server variable %s has no default; set it with WithServerVariable", v.Name)
		}
		address = strings.ReplaceAll(address, "{"+v.Name+"}", value)
	}
	return address, nil
}

// withServers returns c with a client for each server.
func (c *Client) withServers() *Client {
	if c.addresses == nil {
		return c
	}
	root := *c
	root.servers = map[Server]*Client{"": &root}
	for server, address := range c.addresses {
		other := root
		if other.err = address.err; other.err == nil {
			other.setBase(address.base)
		}
		root.servers[server] = &other
	}
	return &root
}

// setBase sets the address of the service.
func (c *Client) setBase(base *url.URL) {
	c.base = base
	c.origin = base.Scheme + "://" + base.Host
	c.path = strings.TrimRight(base.EscapedPath(), "/")
}

// Server returns the resource with the same path on a different server. It is
// for generated code.
func (r Resource) Server(server Server) Resource {
	if r.err != nil || r.client == nil || r.link != nil && !r.fixed {
		return r
	}
	other := r.client.servers[server]
	switch {
	case other == nil:
		return r.fail(fmt.Errorf("the client has no server %q", server))
	case other.err != nil:
		return r.fail(other.err)
	}
	r.path = other.path + strings.TrimPrefix(r.path, r.client.path)
	r.client = other
	return r
}

// serverOf returns the client of the server whose base URL contains an absolute
// URL, or nil if there is none. Of several servers, the one with the longest path
// wins.
func (c *Client) serverOf(target *url.URL) *Client {
	path := target.EscapedPath()
	contains := func(s *Client) bool {
		return s.err == nil && sameOrigin(target, s.base) && strings.HasPrefix(path+"/", s.path+"/")
	}
	var best *Client
	if contains(c) {
		best = c
	}
	for _, server := range sortedKeys(c.servers) {
		if other := c.servers[server]; contains(other) && (best == nil || len(other.path) > len(best.path)) {
			best = other
		}
	}
	return best
}

// clientFor returns the client of the server with the origin of a link, or nil
// if there is none.
func (c *Client) clientFor(link *url.URL) *Client {
	if sameOrigin(link, c.base) {
		return c
	}
	for _, server := range sortedKeys(c.servers) {
		if other := c.servers[server]; other.err == nil && sameOrigin(link, other.base) {
			return other
		}
	}
	return nil
}
