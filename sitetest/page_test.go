package sitetest

// This file controls a browser tab. The tab records console messages and network
// requests of its pages; at the end of a test, each of them is an error.

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Widths of windows, in CSS pixels.
const (
	narrow = 400
	wide   = 1400
)

// Preferred color schemes.
const (
	light = "light"
	dark  = "dark"
)

// timeout limits each action in a page. It is generous, because machines can be slow.
const timeout = 30 * time.Second

// tab is a browser tab.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu    sync.Mutex
	noise []string // console messages and network requests
}

// newTab opens a wide tab with light colors and its own storage. At the end of the
// test, the tab is closed and its noise is reported.
func newTab(t *testing.T) *tab {
	t.Helper()
	if browser == nil {
		t.Skip("SKIPPED: Chromium is not installed, so the reference pages were not tested")
	}
	if launched != nil {
		t.Fatalf("Chromium does not start: %v", launched)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx}
	p.must(chromedp.Do(ctx))
	p.must(chromedp.Listen(ctx, p.listen))
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	p.must(err)
	p.window(wide, 900)
	p.prefers(light)
	t.Cleanup(p.reportNoise)
	return p
}

func (p *tab) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// listen records events of the tab.
func (p *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var text []string
		for _, arg := range e.Args {
			text = append(text, string(arg.Value)+arg.Description)
		}
		p.record("console.%s: %s", e.Type, strings.Join(text, " "))
	case *runtime.EventExceptionThrown:
		p.record("exception: %v", &chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails})
	case *log.EventEntryAdded:
		p.record("log: %s %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") {
			p.record("network request: %s", u)
		}
	}
}

func (p *tab) record(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.noise = append(p.noise, fmt.Sprintf(format, args...))
}

// reportNoise reports the recorded noise and clears it.
func (p *tab) reportNoise() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range p.noise {
		p.t.Error(text)
	}
	p.noise = nil
}

// do runs actions. An error or a timeout ends the test.
func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	p.must(chromedp.Do(ctx, actions...))
}

// open opens a page of a locale: "types/Call", "index#operations".
func (p *tab) open(locale, name string) {
	p.t.Helper()
	name, place, _ := strings.Cut(name, "#")
	to := address(target, locale, name+".html")
	if place != "" {
		to += "#" + place
	}
	p.do(chromedp.Navigate(to))
}

// address returns the URL of a file of the site.
func address(parts ...string) string {
	to := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(append([]string{site}, parts...)...))}
	return to.String()
}

// here returns the locale and the name of the current page, as for open.
func (p *tab) here() (locale, name string) {
	p.t.Helper()
	address := eval[string](p, "location.href")
	u, err := url.Parse(address)
	p.must(err)
	rest, ok := strings.CutPrefix(u.Path, filepath.ToSlash(filepath.Join(site, target))+"/")
	if !ok {
		p.t.Fatalf("%s is not a page of the site", address)
	}
	locale, name, _ = strings.Cut(rest, "/")
	name = strings.TrimSuffix(name, ".html")
	if u.Fragment != "" {
		name += "#" + u.Fragment
	}
	return locale, name
}

// eval returns the value of an expression in the page. It waits for promises.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", firstLine(expression), err)
	}
	return value
}

// wait waits until an expression is true, also if another page is being loaded.
func (p *tab) wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	for {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if is && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("timeout waiting for %s (%v)", expression, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// settle waits for two animation frames so that layout changes are complete.
func (p *tab) settle() {
	p.t.Helper()
	eval[float64](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
}

func firstLine(text string) string {
	if line, _, more := strings.Cut(text, "\n"); more {
		return line + " …"
	}
	return text
}

// literal returns a string as a JavaScript literal.
func literal(p *tab, text string) string {
	data, err := json.Marshal(text)
	p.must(err)
	return string(data)
}

func (p *tab) window(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

// prefers sets the preferred color scheme of the system.
func (p *tab) prefers(scheme string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // so that no element moves while it is measured
		},
	})
	p.must(err)
}

func (p *tab) press(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys, options...))
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}
