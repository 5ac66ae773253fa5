package sitetest

// This file takes the screenshots for the documentation, and screenshots for
// reviewing changes of the layout.

import (
	"bytes"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	take = flag.Bool("screenshots", false, "update the screenshots in docs/")
	look = flag.String("look", "", "write screenshots of one page of each kind, in all views, to this `folder`")
)

// maxBytes is the maximum size of a screenshot, because all versions stay in the
// history of the repository.
const maxBytes = 200_000

// shots are the screenshots in docs/.
var shots = []struct {
	file          string
	width, height int64
	scheme        string
	show          func(p *tab)
}{
	{"site-light.png", 1200, 780, light, func(p *tab) {
		p.open("en", operationPage)
	}},
	{"site-dark.png", 1200, 780, dark, func(p *tab) {
		p.open("de", codesPage)
		p.click("#search")
		p.press("10037")
		p.wait(`document.querySelectorAll("#hits a").length > 0`)
	}},
	{"site-narrow.png", narrow, 780, light, func(p *tab) {
		p.open("zh-Hans", codesPage+"#code-callee-endpoints-not-found")
		p.wait(inView(`document.querySelector(":target")`))
	}},
	{"review-light.png", 1400, 900, light, func(p *tab) {
		p.openReport("breaking")
	}},
	{"review-narrow.png", narrow, 900, dark, func(p *tab) {
		p.openReport("breaking#f-77b0e2d4416c")
	}},
}

// TestScreenshots updates the screenshots if -screenshots is set. Otherwise it checks
// only that they exist and have the right size, because their content depends on the
// installed fonts.
func TestScreenshots(t *testing.T) {
	for _, shot := range shots {
		t.Run(shot.file, func(t *testing.T) {
			path := filepath.Join("..", "docs", shot.file)
			if *take {
				p := newTab(t)
				needChinese(p)
				p.window(shot.width, shot.height)
				p.prefers(shot.scheme)
				shot.show(p)
				p.write(path)
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			picture, err := png.DecodeConfig(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if picture.Width != int(shot.width) || picture.Height != int(shot.height) || len(data) > maxBytes {
				t.Errorf("%s has %d x %d pixels and %d bytes; update it with -screenshots",
					path, picture.Width, picture.Height, len(data))
			}
		})
	}
}

// TestLook writes screenshots for a review if -look is set.
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("-look is not set")
	}
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			needChinese(p)
			for _, name := range onePageOfEachKind {
				p.open(locale, name)
				for _, view := range views {
					p.useView(view)
					file := strings.ReplaceAll(name, "/", "-")
					p.write(filepath.Join(*look, fmt.Sprintf("%s-%s-%d-%s.png", locale, file, view.width, view.scheme)))
				}
			}
		})
	}
}

// write writes a screenshot of the window.
func (p *tab) write(path string) {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	p.must(err)
	p.must(os.WriteFile(path, data, 0o644))
}

// needChinese fails the test if no installed font has Chinese characters.
func needChinese(p *tab) {
	p.t.Helper()
	if !hasChinese(p) {
		p.t.Fatal(noChinese)
	}
}

const noChinese = "no installed font has Chinese characters; on Debian, install fonts-wqy-microhei"

// hasChinese reports whether an installed font has Chinese characters. Without one,
// all characters look the same.
func hasChinese(p *tab) bool {
	p.t.Helper()
	return eval[bool](p, `(() => {
		const looks = (text) => {
			const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
			context.font = "40px sans-serif";
			context.fillText(text, 10, 60);
			return canvas.toDataURL();
		};
		return looks("中") !== looks("文");
	})()`)
}

// TestFonts is skipped if the other tests could not render Chinese characters.
func TestFonts(t *testing.T) {
	if !hasChinese(newTab(t)) {
		t.Skipf("SKIPPED: Chinese pages were tested without Chinese characters: %s", noChinese)
	}
}
