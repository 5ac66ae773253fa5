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

// view is a window width with a color scheme.
type view struct {
	width  int64
	scheme string
}

// views are the tested views. A width of 320 px is equivalent to a zoom of 400 % on a
// wide screen.
var views = []view{{wide, light}, {wide, dark}, {narrow, light}, {narrow, dark}, {320, light}}

// useView changes the window and waits for the new layout.
func (p *tab) useView(v view) {
	p.t.Helper()
	p.window(v.width, 900)
	p.prefers(v.scheme)
	p.settle()
}

// TestPages checks all pages of all locales. It checks one page of each kind in all
// views, and all others in one view, which differs between locales.
func TestPages(t *testing.T) {
	for i, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			for j, name := range pageNames(t, locale) {
				pageViews := []view{views[(i+j)%2*3]}
				if slices.Contains(onePageOfEachKind, name) {
					pageViews = views
				}
				p.open(locale, name)
				p.check(pageViews)
			}
		})
	}
}

// TestStart checks the start page and follows a link on it.
func TestStart(t *testing.T) {
	p := newTab(t)
	p.do(chromedp.Navigate(address("index.html")))
	p.check(views)
	p.click(fmt.Sprintf("main a[href^=%q][hreflang=ru]", target))
	p.wait(`document.documentElement.lang === "ru" && document.readyState === "complete"`)
	if locale, name := p.here(); locale != "ru" || name != "index" {
		t.Errorf("the link opens %s/%s", locale, name)
	}
}

// check reports the problems of the current page.
func (p *tab) check(list []view) {
	p.t.Helper()
	for _, v := range list {
		p.useView(v)
		for _, problem := range eval[[]string](p, checks) {
			p.t.Errorf("%s, %d px, %s: %s", eval[string](p, "location.pathname"), v.width, v.scheme, problem)
		}
	}
	p.reportNoise()
}

// TestChecks checks that checks.js finds each kind of problem, and none on a correct
// page.
func TestChecks(t *testing.T) {
	p := newTab(t)
	p.window(narrow, 900)
	const head = `<title>Test</title><meta name="viewport" content="width=device-width"><style>` +
		`body { background: #fff } ` +
		`a, button { display: inline-block; min-width: 1px; padding: 8px; color: #00c }</style>`
	const rest = `<header><nav><a href="#m">Site</a></nav></header><main id="m"><h1>Title</h1>`
	for _, test := range []struct{ body, want string }{
		{rest, ""},
		{rest + `<p style="color: #949494">grey</p>`, "contrast 3.0"},
		{rest + `<p style="opacity: .5">faint</p>`, "contrast 3.9"},
		{rest + `<p style="background: #000"><span style="color: #555">dark</span></p>`, "contrast 2.8"},
		{rest + `<p style="font-size: 9px">small</p>`, "font size 9 px"},
		{rest + `<input>`, "no name"},
		{rest + `<input aria-label="name" style="border: 1px solid #ddd">`, "border contrast"},
		{rest + `<button style="padding: 0">x</button>`, "px"},
		{rest + `<a href="#m"><svg aria-hidden="true"></svg></a>`, "no name"},
		{rest + `<h3>deep</h3>`, "level 3 follows level 1"},
		{rest + `<h1>again</h1>`, "2 h1 headings"},
		{rest + `<p id="m">twice</p>`, `duplicate ID "m"`},
		{rest + `<a href="#away">away</a>`, "links to the missing ID"},
		{rest + `<p style="width: 500px">wide</p>`, "ends at"},
		{rest + `<div style="overflow-x: auto"><p style="width: 900px">wide</p></div>`, "not focusable"},
		{rest + `<table><tr><td>1</td></tr></table>`, "no header cells"},
		{rest + `<nav><a href="#m">Second way</a></nav>`, "without a label"},
		{rest + `<button tabindex="3">button</button>`, "tabindex 3"},
		{rest + `<img src="data:,">`, "no alt"},
		{rest + `<ul><p>x</p></ul>`, "is not an item"},
		{`<header><nav><a href="#">Site</a></nav></header><h1>Title</h1>`, "0 main landmarks"},
		{rest + `</main><p>lost</p>`, "outside all landmarks"},
	} {
		p.do(chromedp.Navigate("about:blank"))
		p.do(run("document.documentElement.lang = 'en'; document.head.innerHTML = " + literal(p, head) +
			"; document.body.innerHTML = " + literal(p, test.body)))
		found := strings.Join(eval[[]string](p, checks), "\n")
		if test.want == "" && found != "" || !strings.Contains(found, test.want) {
			t.Errorf("%s\nwant: %s\nfound: %s", test.body, test.want, found)
		}
	}
}
