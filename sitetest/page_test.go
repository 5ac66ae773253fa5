package sitetest

// A tab, and what a person does in it. It remembers what pages write to the
// console and whom they ask on the network; tests end with a look at that.

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

// Widths of windows.
const (
	narrow = 400
	wide   = 1400
)

// The colours that somebody prefers.
const (
	light = "light"
	dark  = "dark"
)

// patience is how long something in a page may take. The machine may be slow.
const patience = 30 * time.Second

// tab is a window with one page.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu    sync.Mutex
	noise []string // what was written to the console or asked of the network
}

// newTab opens a wide light window with a storage of its own, which is closed when
// the test ends. What pages did that they should not have is then an error.
func newTab(t *testing.T) *tab {
	t.Helper()
	if browser == nil {
		t.Skip("SKIPPED: no Chromium is installed, so nobody looked at the site")
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
	t.Cleanup(p.quiet)
	return p
}

func (p *tab) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// listen hears what happens in the tab.
func (p *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var text []string
		for _, arg := range e.Args {
			text = append(text, string(arg.Value)+arg.Description)
		}
		p.hear("console.%s: %s", e.Type, strings.Join(text, " "))
	case *runtime.EventExceptionThrown:
		p.hear("exception: %v", &chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails})
	case *log.EventEntryAdded:
		p.hear("log: %s %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") {
			p.hear("asks the network for %s", u)
		}
	}
}

func (p *tab) hear(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.noise = append(p.noise, fmt.Sprintf(format, args...))
}

// quiet wants to have heard nothing so far.
func (p *tab) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range p.noise {
		p.t.Error(text)
	}
	p.noise = nil
}

// do runs what must not take long and must not fail.
func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, actions...))
}

// open opens a page of a locale from the disk: "types/call", "index#place".
func (p *tab) open(locale, name string) {
	p.t.Helper()
	name, place, _ := strings.Cut(name, "#")
	to := address(target, locale, name+".html")
	if place != "" {
		to += "#" + place
	}
	p.do(chromedp.Navigate(to))
}

// address is that of a file of the site.
func address(parts ...string) string {
	to := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(append([]string{site}, parts...)...))}
	return to.String()
}

// here is the page that is shown, as open wants it, and its locale.
func (p *tab) here() (locale, name string) {
	p.t.Helper()
	address := eval[string](p, "location.href")
	u, err := url.Parse(address)
	p.must(err)
	rest, ok := strings.CutPrefix(u.Path, filepath.ToSlash(filepath.Join(site, target))+"/")
	if !ok {
		p.t.Fatalf("%s is no page of the site", address)
	}
	locale, name, _ = strings.Cut(rest, "/")
	name = strings.TrimSuffix(name, ".html")
	if u.Fragment != "" {
		name += "#" + u.Fragment
	}
	return locale, name
}

// eval is the value of an expression in the page; a promise is waited for.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", short(expression), err)
	}
	return value
}

// wait waits until an expression is true, also on another page that is about to come.
func (p *tab) wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if is && err == nil {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("waited in vain for %s (%v)", expression, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// settle waits for what a page does when it is drawn: two frames.
func (p *tab) settle() {
	p.t.Helper()
	eval[float64](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
}

func short(text string) string {
	if line, _, more := strings.Cut(text, "\n"); more {
		return line + " …"
	}
	return text
}

// literal is a text as an expression.
func literal(p *tab, text string) string {
	data, err := json.Marshal(text)
	p.must(err)
	return string(data)
}

func (p *tab) window(width, height int64) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

// prefers sets the colours that the person's system has.
func (p *tab) prefers(scheme string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // so that nothing is measured while it moves
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
