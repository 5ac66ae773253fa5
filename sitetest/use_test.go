package sitetest

// This file tests the use of the site: searching, filtering codes, changing the
// language and the colors, the keyboard, and reading without scripts.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Pages under test.
const (
	codesPage     = "codes/callEndReason"
	operationPage = "operations/communications-calls-call-id-reject"
	typePage      = "types/Call"
)

var (
	// mainPages are the most important pages.
	mainPages = []string{"index", operationPage, typePage, codesPage}
	// onePageOfEachKind has a page for each template.
	onePageOfEachKind = append([]string{"operations", "types", "callbacks"}, mainPages...)
)

// TestSearch searches for a code by its subcode, in every locale.
func TestSearch(t *testing.T) {
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			p.open(locale, typePage)
			p.click("#search")
			p.press("10037")
			p.wait(`document.querySelectorAll("#hits a").length > 0`)
			if first := eval[string](p, `document.querySelector("#hits a").innerText`); !strings.Contains(first, "10037") {
				t.Errorf("the first hit is %q", first)
			}
			if said := eval[string](p, `document.querySelector("#hits-count").innerText`); !strings.Contains(said, "1") {
				t.Errorf("the number of hits is %q", said)
			}
			p.press(kb.Enter)
			p.wait(`location.hash.startsWith("#code-") && document.readyState === "complete"`)
			if _, name := p.here(); !strings.HasPrefix(name, codesPage+"#") {
				t.Errorf("the hit opens %s", name)
			}
			p.wait(inView(`document.querySelector(":target")`))
			if row := eval[string](p, `document.querySelector(":target").innerText`); !strings.Contains(row, "10037") {
				t.Errorf("the target row is %q", row)
			}
			lang := eval[string](p, `document.querySelector(":target .prose [lang]")?.lang ?? ""`)
			if lang != "" && lang != locale {
				t.Errorf("the language of the message is %q", lang)
			}
		})
	}
}

// TestSearchKeys tests the keyboard control of the search.
func TestSearchKeys(t *testing.T) {
	p := newTab(t)
	p.open("de", "index")
	p.press("k", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	const open = `!document.querySelector(".hits").hidden`
	p.press("call")
	p.wait(open)
	p.press(kb.ArrowDown)
	p.press(kb.ArrowDown)
	p.wait(`document.activeElement === document.querySelectorAll("#hits a")[1]`)
	p.press(kb.ArrowUp)
	p.press(kb.ArrowUp)
	p.wait(`document.activeElement.id === "search"`)
	p.press(kb.Escape)
	p.wait(`document.querySelector(".hits").hidden && document.activeElement.id === "search"`)
	p.press(kb.Escape)
	p.wait(`document.querySelector("#search").value === ""`)
	p.press("qqqq")
	p.wait(open + ` && document.querySelectorAll("#hits a").length === 0`)
	if said := eval[string](p, `document.querySelector("#hits-count").innerText`); said == "" {
		t.Error("no message for a search without hits")
	}
	p.click("h1") // outside the search
	p.wait(`document.querySelector(".hits").hidden`)
}

// TestFilter filters the table by each category and by text.
func TestFilter(t *testing.T) {
	const shown = `[...document.querySelectorAll("table.codes tbody tr")].filter((row) => row.checkVisibility())`
	p := newTab(t)
	p.open("ru", codesPage)
	total := eval[int](p, shown+".length")
	categories := eval[[]string](p, `[...document.querySelectorAll("#category option")].map((option) => option.value)`)
	if total < 20 || len(categories) < 4 {
		t.Fatalf("%d codes in %d categories", total, len(categories))
	}
	p.do(chromedp.Focus(chromedp.CSS("#category")))
	sum := 0
	for _, category := range categories[1:] {
		p.press(kb.ArrowDown)
		p.wait(`document.querySelector("#category").value === ` + literal(p, category))
		rows := eval[[]string](p, shown+`.map((row) => row.dataset.category)`)
		for _, of := range rows {
			if of != category {
				t.Errorf("a row of category %q is visible for %q", of, category)
			}
		}
		count := eval[string](p, `document.querySelector("#filter-count").innerText`)
		if !strings.Contains(count, fmt.Sprint(len(rows))) {
			t.Errorf("%d rows are visible for %q, but the count is %q", len(rows), category, count)
		}
		sum += len(rows)
	}
	if sum != total {
		t.Errorf("the categories have %d rows in total, the table has %d", sum, total)
	}
	p.do(run(`document.querySelector("#category").value = "";
		document.querySelector("#category").dispatchEvent(new Event("change"))`))
	p.click("#filter")
	p.press("10037")
	p.wait(shown + ".length === 1")
	// A link to a hidden row clears the filter.
	p.do(run(`location.hash = document.querySelector("table.codes tbody tr[data-hidden]").id`))
	p.wait(inView(`document.querySelector(":target")`))
}

// TestLanguages changes between all pairs of languages. The fragment must not change.
func TestLanguages(t *testing.T) {
	p := newTab(t)
	p.open(locales[0], codesPage)
	row := eval[string](p, `document.querySelector("table.codes tbody tr:nth-child(12)").id`)
	for _, from := range locales {
		for _, to := range locales {
			p.open(from, codesPage+"#"+row)
			if from == to {
				if current := eval[string](p, `document.querySelector(".languages [aria-current]").hreflang`); current != from {
					t.Errorf("%s is marked as the language of the page in %s", current, from)
				}
				continue
			}
			p.click(fmt.Sprintf(".languages a[hreflang=%q]", to))
			p.wait(fmt.Sprintf(`document.documentElement.lang === %q && document.readyState === "complete"`, to))
			if locale, name := p.here(); locale != to || name != codesPage+"#"+row {
				t.Errorf("the link from %s to %s opens %s/%s", from, to, locale, name)
			}
			p.wait(inView(`document.querySelector(":target")`))
		}
	}
}

// TestTheme checks that a page uses the system's color scheme until the reader chooses
// another one.
func TestTheme(t *testing.T) {
	p := newTab(t)
	isDark := func(want bool, when string) {
		t.Helper()
		const brightness = `(([r, g, b]) => r + g + b)(
			getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number))`
		if got := eval[int](p, brightness) < 200; got != want {
			t.Errorf("%s: dark is %v", when, got)
		}
		p.wait(fmt.Sprintf(`document.querySelector("#theme").ariaPressed === "%v"`, want))
	}
	p.open("de", "index")
	isDark(false, "a light system")
	p.prefers(dark)
	isDark(true, "a dark system")
	p.click("#theme")
	isDark(false, "light was chosen")
	p.open("de", typePage)
	isDark(false, "light was chosen on another page")
	p.prefers(light)
	p.do(chromedp.Focus(chromedp.CSS("#theme")))
	p.press(kb.Enter)
	isDark(true, "dark was chosen by Enter")
	p.do(chromedp.Reload())
	isDark(true, "dark was chosen before")
	p.do(chromedp.Focus(chromedp.CSS("#theme")))
	p.press(" ")
	isDark(false, "light was chosen by the space bar")
}

// focus describes the focused element: whether it is visible, whether it has a focus
// ring, and its index among all focusable elements.
const focus = `(() => {
	const el = document.activeElement, style = getComputedStyle(el), box = el.getClientRects()[0];
	const can = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
		.filter((el) => el.tabIndex >= 0 && !el.disabled && el.checkVisibility({ visibilityProperty: true }));
	const middle = (from, to, limit) => (Math.max(from, 0) + Math.min(to, limit)) / 2;
	const hit = box && document.elementFromPoint(
		middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
	return {
		name: el.localName + " " + (el.id || el.textContent.trim().slice(0, 40)),
		at: can.indexOf(el), of: can.length,
		ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
		visible: !!hit && (el.contains(hit) || hit.contains(el)),
	};
})()`

type focused struct {
	Name          string `json:"name"`
	At            int    `json:"at"`
	Of            int    `json:"of"`
	Ring, Visible bool
}

// TestKeys moves through pages with the Tab key. It must reach all focusable elements
// in order, each visible and with a focus ring. The first element is the skip link.
func TestKeys(t *testing.T) {
	for _, width := range []int64{wide, narrow} {
		for _, name := range mainPages {
			t.Run(fmt.Sprintf("%s at %d px", strings.ReplaceAll(name, "/", " "), width), func(t *testing.T) {
				t.Parallel()
				p := newTab(t)
				p.window(width, 900)
				p.open("de", name)
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
				p.do(chromedp.Reload())
				p.press(kb.Tab)
				p.press(kb.Enter)
				p.wait(`document.activeElement.localName === "main"`)
				p.press(kb.Tab)
				const skipped = `!document.querySelector("main a") ||
					document.querySelector("main").contains(document.activeElement)`
				if !eval[bool](p, skipped) {
					t.Error("the skip link does not move the focus to the content")
				}
			})
		}
	}
}

// TestWithoutScripts reads a code table with scripts disabled. Controls that need
// scripts must be hidden.
func TestWithoutScripts(t *testing.T) {
	p := newTab(t)
	disabled := emulation.SetScriptExecutionDisabledParams{Value: true}
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, disabled)
	p.must(err)
	for _, locale := range locales {
		p.open(locale, codesPage)
		if rows := eval[int](p, visibleCount("table.codes tbody tr")); rows < 20 {
			t.Errorf("%s: %d visible rows, want at least 20", locale, rows)
		}
		if controls := eval[int](p, visibleCount("input, select, button")); controls > 0 {
			t.Errorf("%s: %d visible controls without function", locale, controls)
		}
	}
}

// visibleCount returns an expression for the number of visible elements.
func visibleCount(selector string) string {
	return fmt.Sprintf("[...document.querySelectorAll(%q)].filter((el) => el.checkVisibility()).length", selector)
}

// inView returns an expression that is true if an element exists and its top is
// visible.
func inView(element string) string {
	const topVisible = `(el) => el && el.getBoundingClientRect().top >= 0 && el.getBoundingClientRect().top < innerHeight`
	return "(" + topVisible + ")(" + element + ")"
}
