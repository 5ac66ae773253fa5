package sitetest

// This file tests the HTML page of `fragen review` in all views: its layout and
// accessibility, the filters, the links to findings, and reading without scripts. As for
// the reference pages, a page must not write to the console or use the network, and a
// violation of its content security policy is a message on the console.
//
// The pages are those of the golden cases of generator/report.

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// reportPages are the pages by the names of their golden cases.
var reportPages = []string{"breaking", "several-targets", "additions", "unchanged", "hostile"}

// writeReports writes the pages once and returns their folder.
var writeReports = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(work, "reports")
	if err := os.Mkdir(dir, 0o777); err != nil {
		return "", err
	}
	return dir, command("..", "go", "test", "./generator/report", "-run", "TestPages", "-count=1", "-pages", dir)
})

// openReport opens a page, at a finding if name has a fragment.
func (p *tab) openReport(name string) {
	p.t.Helper()
	dir, err := writeReports()
	p.must(err)
	name, place, _ := strings.Cut(name, "#")
	to := "file://" + filepath.ToSlash(filepath.Join(dir, name+".html"))
	if place != "" {
		to += "#" + place
	}
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(to))
}

func TestReport(t *testing.T) {
	for _, name := range reportPages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.openReport(name)
			p.check(views)
			p.do(run(`for (const button of document.querySelectorAll("button[aria-pressed=false]")) {
				if (!("codes" in button.dataset)) button.click();
			}
			for (const details of document.querySelectorAll("details")) details.open = true;`))
			p.check(views)
		})
	}
}

func TestReportAxe(t *testing.T) {
	if browser == nil {
		newTab(t) // skips
	}
	script, err := axe()
	if errors.Is(err, errUnreachable) {
		t.Skipf("SKIPPED: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range reportPages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.openReport(name)
			p.do(run(script))
			for _, view := range views[:4] {
				p.useView(view)
				for _, finding := range eval[[]string](p, runAxe) {
					t.Errorf("%d px, %s: %s", view.width, view.scheme, finding)
				}
			}
		})
	}
}

const shownFindings = `[...document.querySelectorAll("article")].filter((el) => el.checkVisibility())`

// TestReportFilter filters by severity, by codes and by words.
func TestReportFilter(t *testing.T) {
	p := newTab(t)
	p.openReport("breaking")
	total := eval[int](p, `document.querySelectorAll("article").length`)
	expect := func(when, severities string) {
		t.Helper()
		got := eval[string](p, `[...new Set(`+shownFindings+`.map((el) => el.dataset.severity))].join(" ")`)
		shown := eval[int](p, shownFindings+".length")
		if got != severities {
			t.Errorf("%s: findings of %q, want %q", when, got, severities)
		}
		if status := eval[string](p, `document.querySelector("#shown").innerText`); status != fmt.Sprintf("Shown: %d of %d findings", shown, total) {
			t.Errorf("%s: the status is %q for %d findings", when, status, shown)
		}
	}
	expect("at first", "break risk")
	p.click("button[data-severity=add]")
	expect("with additions", "break risk add")
	p.click("button[data-severity=break]")
	p.click("button[data-severity=risk]")
	expect("without severe findings", "add")
	p.click("#search")
	p.press("order.note")
	if n := eval[int](p, shownFindings+".length"); n != 1 {
		t.Errorf("%d findings for a symbol", n)
	}
	p.press("xyz")
	if !eval[bool](p, `document.querySelector("#none").checkVisibility()`) {
		t.Error("no message without a finding")
	}
	p.do(run(`document.querySelector("#search").value = ""; document.querySelector("#search").dispatchEvent(new Event("input"))`))
	p.click("button[data-severity=risk]")
	p.click("button[data-codes]")
	expect("only codes", "risk")
	if n := eval[int](p, shownFindings+`.filter((el) => !("codes" in el.dataset)).length`); n > 0 {
		t.Errorf("%d findings are not about codes", n)
	}
}

// TestReportLinks opens links to findings that the filter hides, and follows the
// navigation.
func TestReportLinks(t *testing.T) {
	const target = `document.querySelector("article:target")`
	p := newTab(t)
	p.openReport("breaking#f-333333333301") // a finding about documentation
	p.wait(target + "?.checkVisibility()")
	p.wait(inView(target))
	if pressed := eval[bool](p, `document.querySelector("button[data-severity=text]").ariaPressed === "true"`); !pressed {
		t.Error("the button of the severity is not pressed")
	}
	p.do(run(`location.hash = "f-444444444401"`))
	p.wait(inView(target))
	for _, width := range []int64{wide, narrow} {
		p.window(width, 900)
		p.openReport("breaking")
		p.click(`nav a[href="#f-3f1c9a7be024"]`)
		p.wait(inView(target))
	}
	// The same finding of two targets has two IDs, and the references stay in a target.
	p.openReport("several-targets")
	if broken := eval[int](p, `[...document.querySelectorAll("section")].filter((s) => [...s.querySelectorAll("a[href^='#f-']")]
		.some((a) => !s.contains(document.querySelector(a.hash)))).length`); broken > 0 {
		t.Errorf("the links of %d targets lead to another one", broken)
	}
}

// TestReportKeys reaches all controls with the keyboard.
func TestReportKeys(t *testing.T) {
	p := newTab(t)
	p.openReport("breaking")
	for at, of := 0, 1; at < of; at++ {
		p.press(kb.Tab)
		f := eval[focused](p, focus)
		if of = f.Of; f.At != at {
			t.Fatalf("element %d of %d is %s, which has index %d", at, of, f.Name, f.At)
		}
		if !f.Ring || !f.Visible {
			t.Errorf("%s: visible %v, focus ring %v", f.Name, f.Visible, f.Ring)
		}
	}
}

// TestReportWithoutScripts reads a page with scripts disabled: all findings are visible,
// and controls that need scripts are not.
func TestReportWithoutScripts(t *testing.T) {
	p := newTab(t)
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.must(err)
	p.openReport("breaking")
	if hidden := eval[int](p, `document.querySelectorAll("article").length - `+shownFindings+".length"); hidden > 0 {
		t.Errorf("%d findings are hidden", hidden)
	}
	if controls := eval[int](p, visibleCount("input, button")); controls > 0 {
		t.Errorf("%d visible controls without function", controls)
	}
}

// TestReportPrint checks that the printed page has the findings and no controls.
func TestReportPrint(t *testing.T) {
	p := newTab(t)
	p.openReport("breaking")
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	p.must(err)
	p.settle()
	if n := eval[int](p, visibleCount("nav, input, button")); n > 0 {
		t.Errorf("%d controls are printed", n)
	}
	if n := eval[int](p, shownFindings+".length"); n == 0 {
		t.Error("no finding is printed")
	}
}
