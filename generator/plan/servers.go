package plan

// This file plans the constants of servers. A client has constants if it can
// send calls to more than one server. Their names come from the description:
//
//	name: Production                  ServerProduction
//	description: The sandbox server   ServerSandbox
//	url: https://eu.api.example/v1    ServerEu, if other hosts end with .api.example
//
// A server is identified by its URL so that its name in fragen.lock survives a
// new order of servers. The constants are named last: a server that the service
// adds never takes a name that another declaration has or wants.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// Server is a server with its constant.
type Server struct {
	API     *api.Server
	Package *Package    // of the constant
	Name    names.Ident // "" if the client has only this server
	Value   string      // of the constant
}

// claimServers creates the servers and claims the names of their constants.
func (pl *planner) claimServers() {
	for _, s := range pl.api.Servers {
		pl.servers = append(pl.servers, &Server{API: s, Package: pl.clientHome.pkg})
	}
	if len(pl.servers) == 0 || len(pl.servers) == 1 && pl.servers[0].API == pl.api.Server {
		return
	}
	hosts := distinguishingLabels(pl.api.Servers)
	for i, s := range pl.servers {
		key := string(diag.Pointer("/servers").Child(s.API.URL))
		if s.API.Relative != "" && slices.ContainsFunc(pl.api.Servers, func(other *api.Server) bool {
			return other != s.API && other.URL == s.API.URL
		}) {
			key += "@relative"
		}
		pl.clientHome.scope.claim(key, &s.Name, pl.wantedServer(s.API, hosts[i])...)
	}
}

// wantedServer returns the candidates for the constant of a server: its name,
// its description, its host without the labels that all hosts have, that host
// with the path, then the whole URL.
func (pl *planner) wantedServer(s *api.Server, labels string) []names.Ident {
	scheme, _, _ := strings.Cut(s.URL, "://")
	whole := plainURL(s.URL)
	_, path, _ := strings.Cut(whole, "/")
	host := pl.namer.style.Exported(labels)
	var wanted []names.Ident
	for _, text := range []string{s.Name, shortDescription(s.Doc.Description)} {
		if word := pl.namer.style.Exported(text); word != "" {
			wanted = append(wanted, "Server"+word)
			if host != "" && !strings.HasPrefix(string(host), string(word)) {
				wanted = append(wanted, "Server"+word+host)
			}
		}
	}
	for _, text := range []string{labels, labels + " " + path, whole, scheme + " " + whole} {
		if word := pl.namer.style.Exported(text); word != "" {
			wanted = append(wanted, "Server"+word)
		}
	}
	return wanted
}

// setServerValues sets the values of the constants: ServerUploadEu has the value
// upload-eu.
func (pl *planner) setServerValues() {
	taken := map[string]bool{}
	for _, s := range pl.servers {
		if s.Name == "" {
			continue
		}
		s.Value = dashed(strings.TrimPrefix(string(s.Name), "Server"))
		if taken[s.Value] || s.Value == "" {
			s.Value = string(s.Name)
		}
		taken[s.Value] = true
	}
}

// dashed returns words in capitals as words in lower case, joined by dashes.
func dashed(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		ends := i+1 < len(runes) && unicode.IsLower(runes[i+1]) && string(runes[i+1:]) != "s" // not in APIs
		begins := unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || ends)
		if begins {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// serverOf returns the server of an IR server, or nil for nil.
func (pl *planner) serverOf(s *api.Server) *Server {
	i := slices.IndexFunc(pl.servers, func(known *Server) bool { return known.API == s })
	if i < 0 {
		return nil
	}
	return pl.servers[i]
}

// fillerWords add nothing to the name of a server.
var fillerWords = []string{
	"a", "an", "and", "api", "base", "endpoint", "environment", "for", "host", "is", "of", "our", "public", "server",
	"servers", "the", "this", "to", "uri", "url",
}

const maxServerWords = 3

// shortDescription returns the words of a description that distinguish a server:
// "The sandbox server." becomes "sandbox". It returns "" for a longer
// description.
func shortDescription(description string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(description), "\n")
	line, _, _ = strings.Cut(line, "(")
	if strings.Contains(line, "://") {
		return ""
	}
	line = strings.TrimRight(line, ".")
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	words := strings.FieldsFunc(line, func(r rune) bool { return !isWord(r) })
	words = slices.DeleteFunc(words, func(word string) bool {
		return slices.Contains(fillerWords, strings.ToLower(word))
	})
	if len(words) > maxServerWords {
		return ""
	}
	return strings.Join(words, " ")
}

// distinguishingLabels returns the labels of each host without those that all
// hosts end with. Equal hosts have the same labels.
func distinguishingLabels(servers []*api.Server) []string {
	var hosts [][]string
	for _, s := range servers {
		host, _, _ := strings.Cut(plainURL(s.URL), "/")
		host, _, _ = strings.Cut(host, ":")
		hosts = append(hosts, strings.Split(host, "."))
	}
	common := 0
	for common < len(hosts[0]) && !slices.ContainsFunc(hosts, func(h []string) bool {
		return common >= len(h) || h[len(h)-1-common] != hosts[0][len(hosts[0])-1-common]
	}) {
		common++
	}
	var labels []string
	for _, h := range hosts {
		labels = append(labels, strings.Join(h[:len(h)-common], " "))
	}
	return labels
}

// plainURL returns a URL without its scheme and the braces of its variables.
func plainURL(address string) string {
	if _, rest, found := strings.Cut(address, "://"); found {
		address = rest
	}
	return strings.NewReplacer("{", "", "}", "").Replace(address)
}
