package sitetest

// Pictures of the site for the README, so that nobody has to trust words, and for
// whoever changes how it looks.

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
	take = flag.Bool("screenshots", false, "make the pictures in docs/ anew")
	look = flag.String("look", "", "write pictures of one page of each kind, in all ways to look at it, to this `folder`")
)

// largest is what a picture may have, in bytes. It stays in the repository's
// history forever.
const largest = 200_000

// shots are the pictures in docs/.
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
}

// TestScreenshots makes the pictures when it is told to. Otherwise it wants them to
// be there, as large as they should be: where letters come from other fonts, the
// same page makes another picture.
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
			if picture.Width != int(shot.width) || picture.Height != int(shot.height) || len(data) > largest {
				t.Errorf("%s has %d x %d pixels and %d bytes; make it anew with -screenshots", path, picture.Width, picture.Height, len(data))
			}
		})
	}
}

// TestLook writes pictures for people to look at.
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("nobody wants to look: -look names no folder")
	}
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			needChinese(p)
			for _, name := range onePageOfEachKind {
				p.open(locale, name)
				for _, view := range views {
					p.look(view)
					p.write(filepath.Join(*look, fmt.Sprintf("%s-%s-%d-%s.png", locale, strings.ReplaceAll(name, "/", "-"), view.width, view.scheme)))
				}
			}
		})
	}
}

// write writes what the window shows.
func (p *tab) write(path string) {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	p.must(err)
	p.must(os.WriteFile(path, data, 0o644))
}

// needChinese wants a font with Chinese characters: boxes are no picture.
func needChinese(p *tab) {
	p.t.Helper()
	if !hasChinese(p) {
		p.t.Fatal(noChinese)
	}
}

const noChinese = "no font with Chinese characters is installed here; Debian has fonts-wqy-microhei"

// hasChinese says whether there is such a font. Without one, all of them look the
// same.
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

// TestFonts says what the other tests cannot have seen.
func TestFonts(t *testing.T) {
	if !hasChinese(newTab(t)) {
		t.Skipf("SKIPPED: Chinese pages were looked at with boxes for characters: %s", noChinese)
	}
}
