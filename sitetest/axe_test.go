package sitetest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe-core is under MPL 2.0 and half a megabyte in size, so it is not in this
// repository. The hash pins its content.
const (
	axePackage = "axe-core@4.14.1"
	axeSHA512  = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73" +
		"4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5"
)

// errUnreachable reports that axe-core cannot be fetched; the test is then skipped.
var errUnreachable = errors.New("axe-core cannot be fetched")

// axe fetches the script once.
var axe = sync.OnceValues(func() (script string, err error) {
	dir, err := os.MkdirTemp("", "fragen-axe-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cmd := exec.Command("npm", "pack", axePackage,
		"--silent", "--prefer-offline", "--fetch-retries=1", "--pack-destination", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %v\n%s", errUnreachable, err, out)
	}
	archive, err := os.ReadFile(filepath.Join(dir, strings.ReplaceAll(axePackage, "@", "-")+".tgz"))
	if err != nil {
		return "", err
	}
	if sum := sha512.Sum512(archive); hex.EncodeToString(sum[:]) != axeSHA512 {
		return "", fmt.Errorf("%s: unexpected SHA-512 %x", axePackage, sum)
	}
	return unpack(archive, "package/axe.min.js")
})

// unpack returns a file of an npm package.
func unpack(archive []byte, name string) (string, error) {
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return "", err
	}
	for files := tar.NewReader(plain); ; {
		header, err := files.Next()
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		if header.Name == name {
			data, err := io.ReadAll(files)
			return string(data), err
		}
	}
}

// runAxe runs axe-core and returns a line for each finding. The rules include best
// practices, such as unique landmarks.
const runAxe = `axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	resultTypes: ["violations"],
	preload: false, // preloading fetches the style sheet, which fails for file URLs
}).then(({ violations }) => violations.map((v) => v.nodes.length + " x " + v.id + ", the first at " +
	v.nodes[0].target.join(" ") + ": " + v.nodes[0].failureSummary.replace(/\s+/g, " ")))`

// TestAxe checks one page of each kind in every locale with axe-core.
func TestAxe(t *testing.T) {
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
	for _, locale := range locales {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			p := newTab(t)
			for _, name := range mainPages {
				p.open(locale, name)
				p.do(run(script))
				for _, view := range views[:4] {
					p.useView(view)
					for _, finding := range eval[[]string](p, runAxe) {
						t.Errorf("%s/%s, %d px, %s: %s", locale, name, view.width, view.scheme, finding)
					}
				}
			}
		})
	}
}

// run runs a script and ignores its value.
func run(script string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool](script+"\n;true")(ctx, t)
		return chromedp.Void{}, err
	}
}
