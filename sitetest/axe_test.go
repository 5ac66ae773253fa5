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

// axe-core is others' work under MPL 2.0 and half a megabyte of script, so it is
// fetched and not kept here. What comes must be what it was when this was written.
const (
	axePackage = "axe-core@4.14.1"
	axeSHA512  = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73" +
		"4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5"
)

// errUnreachable is why there is no axe-core, when that is nobody's fault.
var errUnreachable = errors.New("axe-core cannot be fetched")

// axe fetches the script, once.
var axe = sync.OnceValues(func() (script string, err error) {
	dir, err := os.MkdirTemp("", "fragen-axe-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	cmd := exec.Command("npm", "pack", axePackage, "--silent", "--prefer-offline", "--fetch-retries=1", "--pack-destination", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %v\n%s", errUnreachable, err, out)
	}
	archive, err := os.ReadFile(filepath.Join(dir, strings.ReplaceAll(axePackage, "@", "-")+".tgz"))
	if err != nil {
		return "", err
	}
	if sum := sha512.Sum512(archive); hex.EncodeToString(sum[:]) != axeSHA512 {
		return "", fmt.Errorf("%s is not the package it was: its SHA-512 is %x", axePackage, sum)
	}
	return unpack(archive, "package/axe.min.js")
})

// unpack is one file of a package.
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

// runAxe makes lines of what axe-core finds. Best practices are part of it: that
// landmarks are unique and all content is in one, for example.
const runAxe = `axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	resultTypes: ["violations"],
	preload: false, // it would ask for the style sheet, which is not given out on a disk
}).then(({ violations }) => violations.map((v) => v.nodes.length + " x " + v.id + ", the first at " +
	v.nodes[0].target.join(" ") + ": " + v.nodes[0].failureSummary.replace(/\s+/g, " ")))`

// TestAxe has axe-core look at one page of each kind in every locale.
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
					p.look(view)
					for _, fault := range eval[[]string](p, runAxe) {
						t.Errorf("%s/%s, %d px, %s: %s", locale, name, view.width, view.scheme, fault)
					}
				}
			}
		})
	}
}

// run runs a script whose value is of no interest.
func run(script string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool](script+"\n;true")(ctx, t)
		return chromedp.Void{}, err
	}
}
