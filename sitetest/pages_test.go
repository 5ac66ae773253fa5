package sitetest

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed checks.js
var checks string

// view is a way to look at a page.
type view struct {
	width  int64
	scheme string
}

// views are all of them. At 320 px, a page is what somebody sees who reads at 400 %
// on a wide screen.
var views = []view{{wide, light}, {wide, dark}, {narrow, light}, {narrow, dark}, {320, light}}

// look changes the window, and waits until the page has seen it.
func (p *tab) look(v view) {
	p.t.Helper()
	p.window(v.width, 900)
	p.prefers(v.scheme)
	p.settle()
}

// TestPages looks for faults on every page of every locale. One of each kind is
// looked at in all ways, the others in one: each is wide in some locales, narrow and
// dark in others.
func TestPages(t *testing.T) {
	for i, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			for j, name := range pages(t, locale) {
				ways := []view{views[(i+j)%2*3]}
				if slices.Contains(onePageOfEachKind, name) {
					ways = views
				}
				p.open(locale, name)
				p.check(ways)
			}
		})
	}
}

// TestStart looks at the page that leads to all others, and follows it.
func TestStart(t *testing.T) {
	p := newTab(t)
	p.do(chromedp.Navigate(address("index.html")))
	p.check(views)
	p.click(fmt.Sprintf("main a[href^=%q][hreflang=ru]", target))
	p.wait(`document.documentElement.lang === "ru" && document.readyState === "complete"`)
	if locale, name := p.here(); locale != "ru" || name != "index" {
		t.Errorf("the page leads to %s/%s", locale, name)
	}
}

// check reports the faults of the page that is shown.
func (p *tab) check(ways []view) {
	p.t.Helper()
	for _, way := range ways {
		p.look(way)
		for _, fault := range eval[[]string](p, checks) {
			p.t.Errorf("%s, %d px, %s: %s", eval[string](p, "location.pathname"), way.width, way.scheme, fault)
		}
	}
	p.quiet()
}

// TestChecksBite shows that the checks find what they are for, and nothing on a
// page that is right.
func TestChecksBite(t *testing.T) {
	p := newTab(t)
	p.window(narrow, 900)
	const rest = `<header><nav><a href="#m">Site</a></nav></header><main id="m"><h1>Title</h1>`
	for _, test := range []struct{ body, want string }{
		{rest, ""},
		{rest + `<p style="color: #949494">grey</p>`, "contrast 3.0"},
		{rest + `<p style="opacity: .5">faint</p>`, "contrast 3.9"},
		{rest + `<p style="background: #000"><span style="color: #555">dark</span></p>`, "contrast 2.8"},
		{rest + `<p style="font-size: 9px">small</p>`, "letters of 9 px"},
		{rest + `<input>`, "no name"},
		{rest + `<input aria-label="name" style="border: 1px solid #ddd">`, "its edge has a contrast"},
		{rest + `<button style="padding: 0">x</button>`, "large"},
		{rest + `<a href="#m"><svg aria-hidden="true"></svg></a>`, "no name"},
		{rest + `<h3>deep</h3>`, "level 3 follows level 1"},
		{rest + `<h1>again</h1>`, "2 headings of the first level"},
		{rest + `<p id="m">twice</p>`, `a second id "m"`},
		{rest + `<a href="#away">away</a>`, "which is not there"},
		{rest + `<p style="width: 500px">wide</p>`, "ends at"},
		{rest + `<div style="overflow-x: auto"><p style="width: 900px">wide</p></div>`, "cannot be reached by keys"},
		{rest + `<table><tr><td>1</td></tr></table>`, "no header cells"},
		{rest + `<nav><a href="#m">Second way</a></nav>`, "without a label"},
		{rest + `<button tabindex="3">button</button>`, "tabindex 3"},
		{rest + `<img src="data:,">`, "no alt"},
		{rest + `<ul><p>x</p></ul>`, "that is no item"},
		{`<header><nav><a href="#">Site</a></nav></header><h1>Title</h1>`, "0 main landmarks"},
		{rest + `</main><p>lost</p>`, "outside all landmarks"},
	} {
		p.do(chromedp.Navigate("about:blank"))
		page := `<title>Test</title><meta name="viewport" content="width=device-width"><style>body { background: #fff } a, button { display: inline-block; min-width: 1px; padding: 8px; color: #00c }</style>`
		p.do(run("document.documentElement.lang = 'en'; document.head.innerHTML = " + literal(p, page) + "; document.body.innerHTML = " + literal(p, test.body)))
		found := strings.Join(eval[[]string](p, checks), "\n")
		if test.want == "" && found != "" || !strings.Contains(found, test.want) {
			t.Errorf("%s\nwant: %s\nfound: %s", test.body, test.want, found)
		}
	}
}
