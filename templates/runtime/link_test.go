package rest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNextLink(t *testing.T) {
	page, _ := url.Parse("https://api.example.com/v1/things?page=1")
	tests := []struct{ name, header, want string }{
		{"none", "", ""},
		{"plain", `<https://api.example.com/v1/things?page=2>; rel="next"`, "https://api.example.com/v1/things?page=2"},
		{"token", `<https://a/2>;rel=next`, "https://a/2"},
		{"several", `<https://a/1>; rel="prev", <https://a/3>; rel="next", <https://a/9>; rel="last"`, "https://a/3"},
		{"several relations", `<https://a/9>; rel="last next"`, "https://a/9"},
		{"case", `<https://a/2>; REL="Next"`, "https://a/2"},
		{"a relation that only begins like it", `<https://a/2>; rel="next-archive"`, ""},
		{"other parameters first", `<https://a/2>; title="a \"b\"; rel=prev, <x>"; type=text/html; rel="next"; hreflang=en`, "https://a/2"},
		{"spaces", ` , < https://a/2 >  ;  rel  =  "next"  ,`, "https://a/2"},
		{"the first rel counts", `<https://a/2>; rel="prev"; rel="next"`, ""},
		{"comma and semicolon in the target", `<https://a/2?f=a,b;c>; rel="next"`, "https://a/2?f=a,b;c"},
		{"path", `</v1/things?page=2>; rel="next"`, "https://api.example.com/v1/things?page=2"},
		{"relative", `<things/x>; rel="next"`, "https://api.example.com/v1/things/x"},
		{"query only", `<?page=2>; rel="next"`, "https://api.example.com/v1/things?page=2"},
		{"empty", `<>; rel="next"`, "https://api.example.com/v1/things?page=1"},
		{"about something else", `<https://a/2>; rel="next"; anchor="/other"`, ""},
		{"about the page", `<https://a/2>; rel="next"; anchor="?page=1"`, "https://a/2"},
		{"the first that can be used", `<https://a/%zz>; rel="next", <https://a/3>; rel="next"`, "https://a/3"},
		{"a parameter without a value", `<https://a/2>; x; rel="next"`, "https://a/2"},
		{"rubbish behind a link", `<https://a/1> ? rel="prev", <https://a/2>; rel="next"`, "https://a/2"},
		{"not closed", `<https://a/2; rel="next"`, ""},
		{"quotation not closed", `<https://a/2>; rel="next`, "https://a/2"},
		{"no target", `rel="next"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := nextLink([]string{"<https://a/0>; rel=up", tt.header}, page); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// FuzzLinkHeader checks that the parser never fails, and that it finds a valid
// link after any other text in a separate value.
func FuzzLinkHeader(f *testing.F) {
	for _, seed := range []string{
		``, `<a>`, `<a>; rel=next`, `<a>;rel="next";;,`, `<a>; title="\"`, `<a>; rel`, `<,>;=,`, `<a>; rel="next prev", <b>; rel=last`,
		`<https://x/?a=1>; rel*=UTF-8''next`, "<a>\x00; rel=next", `<a`, `>;<`, strings.Repeat(`<a>;`, 50),
	} {
		f.Add(seed)
	}
	page, _ := url.Parse("https://api.example.com/v1/things")
	f.Fuzz(func(t *testing.T, text string) {
		links := parseLinks(text)
		if len(links) > strings.Count(text, "<") {
			t.Fatalf("%d links in %q", len(links), text)
		}
		for _, l := range links {
			if strings.ContainsAny(l.target, "<>") && !strings.Contains(text, l.target) || l.anchor != "" && !l.anchored {
				t.Fatalf("%q: %+v", text, l)
			}
			again := parseLinks(writeLink(l))
			if diff := cmp.Diff([]link{l}, again, cmp.AllowUnexported(link{})); diff != "" {
				t.Fatalf("%q is not read as written: %s", writeLink(l), diff)
			}
		}
		next := nextLink([]string{text, `<https://a/end>; rel="next"`}, page)
		if u, err := url.Parse(next); err != nil || next == "" || !u.IsAbs() {
			t.Fatalf("%q resolves to %q, %v", text, next, err)
		}
	})
}

func writeLink(l link) string {
	quote := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
	text := "<" + l.target + ">; rel=" + quote(l.rel)
	if l.anchored {
		text += "; anchor=" + quote(l.anchor)
	}
	return text
}

// A relative link is resolved against the URL after redirects.
func TestBehaviorLinkAfterRedirect(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/calls" {
			http.Redirect(rw, r, "/moved/here", http.StatusTemporaryRedirect)
			return
		}
		rw.Header().Add("Link", `<there?page=2>; rel="next"`)
		_, _ = rw.Write([]byte(`{}`))
	})
	var o Options
	next := CaptureNextLink(&o)
	q := w.request("GET")
	q.Apply(&o)
	if err := q.Send(t.Context()); err != nil || *next != w.server.URL+"/moved/there?page=2" {
		t.Errorf("got %q, %v", *next, err)
	}
}
