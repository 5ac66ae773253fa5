package sitetest

// What a person does on the site: looks for a code, narrows a table down, changes
// the language and the colours, goes through a page by keys, reads without scripts.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Pages with what the tests want to find there.
const (
	codesPage     = "codes/callEndReason"
	operationPage = "operations/communications-calls-call-id-reject"
	typePage      = "types/Call"
)

var (
	// mainPages are those that people come for.
	mainPages = []string{"index", operationPage, typePage, codesPage}
	// onePageOfEachKind are pages that together have all that there is on pages.
	onePageOfEachKind = append([]string{"operations", "types", "callbacks"}, mainPages...)
)

// TestSearch looks for a code as somebody does who has it from a log, in every
// locale.
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
				t.Errorf("the first of what is found is %q", first)
			}
			if said := eval[string](p, `document.querySelector("#hits-count").innerText`); !strings.Contains(said, "1") {
				t.Errorf("how many were found is said as %q", said)
			}
			p.press(kb.Enter)
			p.wait(`location.hash.startsWith("#code-") && document.readyState === "complete"`)
			if _, name := p.here(); !strings.HasPrefix(name, codesPage+"#") {
				t.Errorf("the code leads to %s", name)
			}
			p.wait(inView(`document.querySelector(":target")`))
			if row := eval[string](p, `document.querySelector(":target").innerText`); !strings.Contains(row, "10037") {
				t.Errorf("the link leads to %q", row)
			}
			if lang := eval[string](p, `document.querySelector(":target .prose [lang]")?.lang ?? ""`); lang != "" && lang != locale {
				t.Errorf("the text of the code is in %q", lang)
			}
		})
	}
}

// TestSearchKeys holds the list of what is found to what keys do in such lists.
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
		t.Error("nobody says that nothing was found")
	}
	p.click("h1") // elsewhere
	p.wait(`document.querySelector(".hits").hidden`)
}

// TestFilter narrows the table down to each category, and then to words.
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
				t.Errorf("a row of %q is shown for %q", of, category)
			}
		}
		if said := eval[string](p, `document.querySelector("#filter-count").innerText`); !strings.Contains(said, fmt.Sprint(len(rows))) {
			t.Errorf("%d rows are shown for %q, and %q is said", len(rows), category, said)
		}
		sum += len(rows)
	}
	if sum != total {
		t.Errorf("the categories have %d rows together, the table has %d", sum, total)
	}
	p.do(run(`document.querySelector("#category").value = ""; document.querySelector("#category").dispatchEvent(new Event("change"))`))
	p.click("#filter")
	p.press("10037")
	p.wait(shown + ".length === 1")
	// A link to a row that the filter hides shows the row.
	p.do(run(`location.hash = document.querySelector("table.codes tbody tr[data-hidden]").id`))
	p.wait(inView(`document.querySelector(":target")`))
}

// TestLanguages changes the language from each to each, and stays at the place.
func TestLanguages(t *testing.T) {
	p := newTab(t)
	p.open(locales[0], codesPage)
	row := eval[string](p, `document.querySelector("table.codes tbody tr:nth-child(12)").id`)
	for _, from := range locales {
		for _, to := range locales {
			p.open(from, codesPage+"#"+row)
			if from == to {
				if current := eval[string](p, `document.querySelector(".languages [aria-current]").hreflang`); current != from {
					t.Errorf("%s is shown as the language of %s", current, from)
				}
				continue
			}
			p.click(fmt.Sprintf(".languages a[hreflang=%q]", to))
			p.wait(fmt.Sprintf(`document.documentElement.lang === %q && document.readyState === "complete"`, to))
			if locale, name := p.here(); locale != to || name != codesPage+"#"+row {
				t.Errorf("from %s to %s leads to %s/%s", from, to, locale, name)
			}
			p.wait(inView(`document.querySelector(":target")`))
		}
	}
}

// TestTheme follows the system's colours until the person chooses others.
func TestTheme(t *testing.T) {
	p := newTab(t)
	isDark := func(want bool, when string) {
		t.Helper()
		const brightness = `(([r, g, b]) => r + g + b)(getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number))`
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

// focus tells about what has the focus: whether it is to be seen, whether
// something shows that it has the focus, and which it is of all that can have it.
const focus = `(() => {
	const el = document.activeElement, style = getComputedStyle(el), box = el.getClientRects()[0];
	const can = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
		.filter((el) => el.tabIndex >= 0 && !el.disabled && el.checkVisibility({ visibilityProperty: true }));
	const middle = (from, to, limit) => (Math.max(from, 0) + Math.min(to, limit)) / 2;
	const hit = box && document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
	return {
		what: el.localName + " " + (el.id || el.textContent.trim().slice(0, 40)),
		at: can.indexOf(el), of: can.length,
		ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
		visible: !!hit && (el.contains(hit) || hit.contains(el)),
	};
})()`

type focused struct {
	What          string `json:"what"`
	At            int    `json:"at"`
	Of            int    `json:"of"`
	Ring, Visible bool
}

// TestKeys goes through pages with the tabulator: everything is reached, in order,
// can be seen and is marked. The first stop leads past what all pages have.
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
						t.Fatalf("stop %d of %d is %s, which is number %d", at, of, f.What, f.At)
					}
					if !f.Ring || !f.Visible {
						t.Errorf("%s: can be seen: %v, is marked: %v", f.What, f.Visible, f.Ring)
					}
				}
				p.do(chromedp.Reload())
				p.press(kb.Tab)
				p.press(kb.Enter)
				p.wait(`document.activeElement.localName === "main"`)
				p.press(kb.Tab)
				if !eval[bool](p, `document.querySelector("main").contains(document.activeElement)`) && eval[bool](p, `!!document.querySelector("main a")`) {
					t.Error("the way past the header leads elsewhere")
				}
			})
		}
	}
}

// TestWithoutScripts reads the table as text browsers and careful people do. What
// would not work is not there.
func TestWithoutScripts(t *testing.T) {
	p := newTab(t)
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.must(err)
	for _, locale := range locales {
		p.open(locale, codesPage)
		if rows := eval[int](p, `[...document.querySelectorAll("table.codes tbody tr")].filter((row) => row.checkVisibility()).length`); rows < 20 {
			t.Errorf("%s: %d rows", locale, rows)
		}
		if controls := eval[int](p, `[...document.querySelectorAll("input, select, button")].filter((el) => el.checkVisibility()).length`); controls > 0 {
			t.Errorf("%s: %d controls that do nothing", locale, controls)
		}
	}
}

// inView is an expression: an element is there, and its top can be seen.
func inView(element string) string {
	return `((el) => el && el.getBoundingClientRect().top >= 0 && el.getBoundingClientRect().top < innerHeight)(` + element + `)`
}
