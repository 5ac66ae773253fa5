package rest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// apiServers are the servers of an API whose uploads go to another server.
func apiServers() []ServerInfo {
	region := []ServerVariable{{Name: "region", Default: "eu", Values: []string{"eu", "us"}}}
	return []ServerInfo{
		{Server: "production", URL: "https://{region}.api.example/v1", Variables: region},
		{Server: "sandbox", URL: "https://sandbox.api.example/v1", Replaces: []Server{"production"}},
		{Server: "upload", URL: "https://upload.example/up", Replaces: []Server{"production"}},
		{
			Server: "tenant", URL: "https://{tenant}.example:8443/{version}",
			Variables: []ServerVariable{{Name: "tenant"}, {Name: "version", Default: "v2"}},
		},
	}
}

func TestServers(t *testing.T) {
	for name, test := range map[string]struct {
		options              []Option
		root, upload, tenant string // "" for an error
	}{
		"defaults": {nil, "https://eu.api.example/v1/x", "https://upload.example/up/x", ""},
		"variables": {
			[]Option{WithServerVariable("region", "us"), WithServerVariable("tenant", "me"), WithServerVariable("version", "a/b")},
			"https://us.api.example/v1/x", "https://upload.example/up/x", "https://me.example:8443/a/b/x",
		},
		"sandbox":     {[]Option{WithServer("sandbox")}, "https://sandbox.api.example/v1/x", "https://upload.example/up/x", ""},
		"upload only": {[]Option{WithServer("sandbox"), WithServer("upload")}, "https://upload.example/up/x", "https://upload.example/up/x", ""},
		"last wins":   {[]Option{WithServer("sandbox"), WithServer("production")}, "https://eu.api.example/v1/x", "https://upload.example/up/x", ""},
		"a base URL replaces every server": {
			[]Option{WithServerURL("upload", "https://u.example"), WithBaseURL("http://localhost/t/"), WithServer("sandbox")},
			"http://localhost/t/x", "http://localhost/t/x", "http://localhost/t/x",
		},
		"one URL after a base URL": {
			[]Option{WithBaseURL("http://localhost/t"), WithServerURL("upload", "http://localhost/u")},
			"http://localhost/t/x", "http://localhost/u/x", "http://localhost/t/x",
		},
		"a URL of a server that is chosen": {
			[]Option{WithServerURL("sandbox", "https://s.example"), WithServer("sandbox")},
			"https://s.example/x", "https://upload.example/up/x", "",
		},
	} {
		c, err := NewServerClient(apiServers(), "", test.options...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		root := c.Root(RequireNone()).Segment("x")
		for _, got := range []struct {
			resource Resource
			want     string
		}{
			{root, test.root}, {root.Server("upload"), test.upload}, {root.Server("tenant"), test.tenant},
		} {
			address := ""
			if got.resource.err == nil {
				address = got.resource.Request("GET", "").url()
			}
			if address != got.want {
				t.Errorf("%s: got %q, %v, want %q", name, address, got.resource.err, got.want)
			}
		}
	}
}

// A relative URL is resolved against the address that the client has for its
// default server.
func TestRelativeServers(t *testing.T) {
	servers := append(apiServers(), ServerInfo{Server: "v2", URL: "/v2"}, ServerInfo{Server: "files", URL: "files"},
		ServerInfo{Server: "version", URL: "../{to}/x", Variables: []ServerVariable{{Name: "to", Default: "v9"}}},
		ServerInfo{Server: "beta", URL: "/beta/", Replaces: []Server{"production"}})
	for name, test := range map[string]struct {
		options                  []Option
		root, v2, files, version string
	}{
		"defaults": {
			nil, "https://eu.api.example/v1/x", "https://eu.api.example/v2/x", "https://eu.api.example/files/x",
			"https://eu.api.example/v9/x/x",
		},
		"another server": {
			[]Option{WithServer("sandbox")},
			"https://sandbox.api.example/v1/x", "https://sandbox.api.example/v2/x",
			"https://sandbox.api.example/files/x", "https://sandbox.api.example/v9/x/x",
		},
		"variables": {
			[]Option{WithServerVariable("region", "us"), WithServerVariable("to", "a b")},
			"https://us.api.example/v1/x",
			"https://us.api.example/v2/x", "https://us.api.example/files/x", "https://us.api.example/a%20b/x/x",
		},
		"a base URL": {
			[]Option{WithBaseURL("http://localhost:81/t/u/"), WithServer("sandbox")},
			"http://localhost:81/t/u/x",
			"http://localhost:81/v2/x", "http://localhost:81/t/u/files/x", "http://localhost:81/t/v9/x/x",
		},
		"the URL of the default server": {
			[]Option{WithServerURL("production", "https://p.example/v1"), WithServerURL("files", "https://f.example")},
			"https://p.example/v1/x", "https://p.example/v2/x", "https://f.example/x", "https://p.example/v9/x/x",
		},
		"a relative server as the default": {
			[]Option{WithServer("beta")},
			"https://eu.api.example/beta/x", "https://eu.api.example/v2/x",
			"https://eu.api.example/beta/files/x", "https://eu.api.example/v9/x/x",
		},
		"a base URL and a relative server": {
			[]Option{WithBaseURL("http://localhost/t"), WithServer("beta")},
			"http://localhost/t/x",
			"http://localhost/v2/x", "http://localhost/files/x", "http://localhost/v9/x/x",
		},
	} {
		c, err := NewServerClient(servers, "", test.options...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		at := c.Root(RequireNone()).Segment("x")
		got := []string{at.Request("GET", "").url()}
		for _, server := range []Server{"v2", "files", "version"} {
			got = append(got, at.Server(server).Request("GET", "").url())
		}
		if want := []string{test.root, test.v2, test.files, test.version}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	// The value of a variable must not select another host.
	servers = []ServerInfo{
		{URL: "https://api.example/v1"},
		{Server: "version", URL: "/{to}", Variables: []ServerVariable{{Name: "to", Default: "v1"}}},
	}
	for _, value := range []string{"/evil.example", "/evil.example/x"} {
		c, err := NewServerClient(servers, "", WithServerVariable("to", value))
		if err != nil {
			t.Fatal(err)
		}
		err = c.Root().Server("version").Request("GET", "/x").Send(context.Background())
		if err == nil || !strings.Contains(err.Error(), `is not a path`) {
			t.Errorf("%s: got %v", value, err)
		}
	}
	if c, err := NewServerClient([]ServerInfo{{}, {Server: "v2", URL: "/v2"}}, "", WithBaseURL("http://localhost/v1")); err != nil {
		t.Error(err)
	} else if got := c.Root().Server("v2").Request("GET", "").url(); got != "http://localhost/v2" {
		t.Errorf("without a default server: %s", got)
	}
}

func TestServerErrors(t *testing.T) {
	for want, option := range map[string]Option{
		`WithServer: the API description declares no server "staging"`:           WithServer("staging"),
		`WithServerURL: the API description declares no server "staging"`:        WithServerURL("staging", "https://x"),
		`WithServerURL: upload: the base URL "ftp://x" must begin with https://`: WithServerURL("upload", "ftp://x"),
		`WithServerVariable: no server has a variable "zone"`:                    WithServerVariable("zone", "eu"),
		`WithServerVariable: region: expected eu or us, found "asia"`:            WithServerVariable("region", "asia"),
		`WithServerVariable: tenant: "evil.example/" is not valid within a host`: WithServerVariable("tenant", "evil.example/"),
		`WithServerVariable: tenant: "user@evil.net" is not valid within a host`: WithServerVariable("tenant", "user@evil.net"),
		`WithServerVariable: version: the value is empty`:                        WithServerVariable("version", ""),
		`the base URL is empty; set it with WithBaseURL`:                         WithBaseURL(""),
	} {
		if _, err := NewServerClient(apiServers(), "", option); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	c, err := NewServerClient(apiServers(), "")
	if err != nil {
		t.Fatal(err)
	}
	err = c.Root().Server("tenant").Request("GET", "/x").Send(context.Background())
	if err == nil || !strings.Contains(err.Error(), "the server variable tenant has no default") {
		t.Errorf("a server without an address: %v", err)
	}
	if err := c.Root().Server("none").Request("GET", "/x").Send(context.Background()); err == nil {
		t.Error("an unknown server: no error")
	}
}

// Servers may list different values for the same variable.
func TestServersWithDifferentValues(t *testing.T) {
	variable := func(values ...string) []ServerVariable {
		return []ServerVariable{{Name: "r", Default: values[0], Values: values}}
	}
	servers := []ServerInfo{
		{Server: "a", URL: "https://{r}.a.example", Variables: variable("us", "eu")},
		{Server: "b", URL: "https://{r}.b.example", Variables: variable("ap", "jp"), Replaces: []Server{"a"}},
	}
	for _, test := range []struct {
		value       string
		chosen      Server
		root, fault string
	}{
		{"eu", "a", "https://eu.a.example", ""},
		{"jp", "b", "https://jp.b.example", ""},
		{"jp", "a", "", `r: expected us or eu for the server https://{r}.a.example, found "jp"`},
		{"xx", "a", "", `WithServerVariable: r: expected ap or eu or jp or us, found "xx"`},
	} {
		c, err := NewServerClient(servers, "", WithServer(test.chosen), WithServerVariable("r", test.value))
		switch {
		case test.fault != "":
			if err == nil || !strings.Contains(err.Error(), test.fault) {
				t.Errorf("%s on %s: got %v, want %s", test.value, test.chosen, err, test.fault)
			}
		case err != nil:
			t.Errorf("%s on %s: %v", test.value, test.chosen, err)
		case c.origin != test.root:
			t.Errorf("%s on %s: got %s, want %s", test.value, test.chosen, c.origin, test.root)
		}
	}
	c, err := NewServerClient(servers, "", WithServerVariable("r", "eu"))
	if err != nil {
		t.Fatal(err)
	}
	err = c.Root().Server("b").Request("GET", "/x").Send(context.Background())
	if err == nil || !strings.Contains(err.Error(), `expected ap or jp for the server`) {
		t.Errorf("a server that does not list the value: %v", err)
	}
}

// Credentials go to the servers of the client only, and links may lead from one
// of them to another.
func TestCredentialsOfServers(t *testing.T) {
	var got []string
	start := func(name string) *httptest.Server {
		s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = append(got, strings.TrimSpace(name+" "+r.URL.Path+" "+r.Header.Get("Authorization")))
		}))
		t.Cleanup(s.Close)
		return s
	}
	api, upload, other := start("api"), start("upload"), start("other")
	c, err := NewServerClient(apiServers(), "", WithToken(giveToken),
		WithServerURL("production", api.URL+"/v1"), WithServerURL("upload", upload.URL+"/up"))
	if err != nil {
		t.Fatal(err)
	}
	c.ErrorBody("default", ErrorModel[resultInfo])
	root := c.Root(RequireBearer("token"))
	send := func(r Resource) error { return r.Request("GET", "/files").Send(context.Background()) }
	for _, r := range []Resource{
		root.Segment("files"), root.Segment("files").Server("upload"), root.WithURL(upload.URL + "/up/next"),
		root.Server("upload").WithURL(api.URL + "/v1/next"), root.Server("upload").WithURL("next"),
	} {
		if err := send(r); err != nil {
			t.Error(err)
		}
	}
	const bearer = " Bearer " + secretToken
	want := []string{
		"api /v1/files" + bearer, "upload /up/files" + bearer, "upload /up/next" + bearer, "api /v1/next" + bearer,
		"upload /next" + bearer,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := send(root.WithURL(other.URL)); err == nil || !strings.Contains(err.Error(), "refused to follow a link") {
		t.Errorf("another origin: %v", err)
	}
	plain, err := NewServerClient(apiServers(), "", WithToken(giveToken), WithServerURL("upload", "http://upload.example"))
	if err != nil {
		t.Fatal(err)
	}
	if err := send(plain.Root().Server("upload")); err == nil || !strings.Contains(err.Error(), "over plain http") {
		t.Errorf("a server without encryption: %v", err)
	}
}
