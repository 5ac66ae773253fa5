package rest

import (
	"context"
	"net/url"
	"strings"
	"testing"
)

func TestResourceURL(t *testing.T) {
	c, err := NewClient("https://x/v1.0/", "")
	if err != nil {
		t.Fatal(err)
	}
	root := c.Root()
	tests := []struct {
		resource Resource
		want     string // URL or error
	}{
		{root, "https://x/v1.0"},
		{root.Segment("calls").Segment("microsoft.graph.reject").Segment("$count"), "https://x/v1.0/calls/microsoft.graph.reject/$count"},
		{root.Segment("a b/é%"), "https://x/v1.0/a%20b%2F%C3%A9%25"},
		{root.Segment("%7Bx%7D").Segment("b%2Fc%"), "https://x/v1.0/%7Bx%7D/b%2Fc%25"},
		{root.TemplateSegment("a%20b:", "%20"), "https://x/v1.0/a%20b:%2520"},
		{root.StyledSegment(PathText("a%2Fb;")), "https://x/v1.0/a%2Fb;"},
		{root.Key("id", "../../users/me?x=1#f"), "https://x/v1.0/..%2F..%2Fusers%2Fme%3Fx=1%23f"},
		{root.Key("id", "a+b;c%2F\x00\n\\user@x"), "https://x/v1.0/a%2Bb%3Bc%252F%00%0A%5Cuser@x"},
		{root.Key("call-id", ""), "the path parameter call-id is empty"},
		{root.Key("call-id", ".."), `the path parameter call-id is "..", which addresses another resource`},
		{root.Key("call-id", "."), `the path parameter call-id is ".", which addresses another resource`},
		{root.Key("first", "").Key("second", "").Segment("x"), "the path parameter first is empty"},
		{root.TemplateSegment("getReport(period='", "D'7/", "')"), "https://x/v1.0/getReport(period='D''7%2F')"},
		{root.TemplateSegment("range(from=", "1", ",to=", "O'N", ")"), "https://x/v1.0/range(from=1,to=O'N)"},
		{root.TemplateSegment("range(from=", "1,to=(9)", ",to=", "2", ")"), "https://x/v1.0/range(from=1%2Cto%3D%289%29,to=2)"},
		{root.TemplateSegment("f(a='", "1,b=(9)", "')"), "https://x/v1.0/f(a='1,b=(9)')"},
		{root.TemplateSegment("", "name", ".", "ext"), "https://x/v1.0/name.ext"},
		{root.TemplateSegment("f(a='", "", "')"), "path parameter 1 of f(a='{}') is empty"},
		{root.TemplateSegment("", ".", "", "."), `{}{} is "..", which addresses another resource`},
	}
	for _, tt := range tests {
		q := tt.resource.Request("GET", "")
		got := q.url()
		if q.err != nil {
			got = q.err.Error()
		}
		if got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// TestRootPath checks that the path / is appended to a base URL with a path.
func TestRootPath(t *testing.T) {
	for base, want := range map[string]string{
		"https://x":       "https://x/",
		"https://x/v1.0":  "https://x/v1.0/",
		"https://x/v1.0/": "https://x/v1.0/",
	} {
		c, err := NewClient(base, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Root().Request("GET", "/").url(); got != want {
			t.Errorf("base URL %s: got %s, want %s", base, got, want)
		}
	}
}

// TestFixedURL checks that path segments do not change a fixed link, but are checked.
func TestFixedURL(t *testing.T) {
	c, err := NewServerClient([]ServerInfo{{URL: "https://x/v1"}, {Server: "up", URL: "https://up/v2"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	root := c.Root()
	tests := []struct {
		resource Resource
		want     string // URL or error
	}{
		{root.FixedURL("https://x/v1/a?page=2").Segment("a"), "https://x/v1/a?page=2"},
		{root.FixedURL("?page=2").Segment("a").Key("id", "7"), "https://x/v1/a/7?page=2"},
		{root.FixedURL("b").Server("up").Segment("a"), "https://up/v2/b"},
		{root.FixedURL("https://up/a").Segment("b"), "https://up/a"},
		{root.FixedURL("https://other/a").Segment("b"), "refused to follow a link from https://x:443 to https://other:443"},
		{root.FixedURL("").Segment("b"), "the link is empty"},
		{root.FixedURL("%zz").Segment("b"), "the link is invalid"},
		{root.FixedURL("/a").Key("id", ""), "the path parameter id is empty"},
		{Resource{}.FixedURL("/a").Segment("b"), errNoClient.Error()},
	}
	for _, tt := range tests {
		q := tt.resource.Request("GET", "/a/")
		got := ""
		if q.err != nil {
			got = q.err.Error()
		} else {
			got = q.url()
		}
		if got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// A Resource is a value: deriving another one must not change it.
func TestResourceIsAValue(t *testing.T) {
	c, _ := NewClient("https://x", "")
	calls := c.Root().Segment("calls")
	one, two := calls.Key("id", "1"), calls.Key("id", "2")
	bad := calls.Key("id", "")
	if one.path != "/calls/1" || two.path != "/calls/2" || calls.err != nil || bad.err == nil {
		t.Errorf("%v %v %v %v", calls, one, two, bad)
	}
	err := bad.Segment("reject").Request("POST", "").Send(context.Background())
	if want := "rest: POST https://x/calls/reject: the path parameter id is empty"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestQuery(t *testing.T) {
	c, _ := NewClient("https://x", "")
	q := c.Root().Request("GET", "")
	q.Query("none")
	q.QueryList("none", ",")
	q.Query("$filter", "displayName eq 'A&B+C=D#;é'")
	q.Query("filter[a]", "")
	q.QueryList("comma", ",", "a,b", "c")
	q.QueryList("space", " ", "a", "b")
	q.QueryList("pipe", "|", "a", "b")
	want := "https://x?$filter=displayName%20eq%20'A%26B%2BC%3DD%23%3B%C3%A9'&filter%5Ba%5D=&comma=a%2Cb,c&space=a%20b&pipe=a%7Cb"
	if got := q.url(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A key must not leave its segment.
func FuzzKey(f *testing.F) {
	for _, seed := range []string{"a", "..", "/", "%2e%2e", "\\", "?", "#", "a\r\nb", "é", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, key string) {
		c, _ := NewClient("https://x/v1", "")
		q := c.Root().Key("id", key).Segment("end").Request("GET", "")
		if q.err != nil {
			if key != "" && key != "." && key != ".." {
				t.Fatalf("%q: %v", key, q.err)
			}
			return
		}
		req, err := q.build(context.Background())
		if err != nil {
			t.Fatalf("%q: %v", key, err)
		}
		if u := req.URL; u.Host != "x" || u.RawQuery != "" || u.Fragment != "" || u.Path != "/v1/"+key+"/end" ||
			strings.Count(u.EscapedPath(), "/") != 3 {
			t.Fatalf("%q becomes %s", key, u)
		}
	})
}

// The URL of a request is assembled without parsing. It must equal the parsed
// URL of its text.
func TestTarget(t *testing.T) {
	for _, base := range []string{"https://x", "https://x/", "https://x:/v1/", "https://x:8/a%2Fb/c d/", "http://[::1]:80/v1", "https://x//"} {
		c, err := NewClient(base, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []Resource{
			c.Root(), c.Root().Segment("a"), c.Root().Segment("getReport(period='D7')"), c.Root().Key("id", "a/b c+d%2Fé"), c.Root().Key("id", "~-_.!$&'()*,=:@;"),
			c.Root().Segment("").Segment("b"), c.Root().WithURL("/v1/x%2Fy?$top=5&a=%20"), c.Root().WithURL("?"),
		} {
			q := r.Request("GET", "")
			q.Query("$filter", "a eq 'b c'")
			got := q.target()
			want, err := url.Parse(q.url())
			if err != nil || r.err != nil {
				t.Fatal(err, r.err)
			}
			if got.String() != want.String() || got.RequestURI() != want.RequestURI() || got.Path != want.Path || strings.TrimSuffix(want.Host, ":") != got.Host {
				t.Errorf("%s: got %#v, want %#v", q.url(), got, want)
			}
		}
	}
}
