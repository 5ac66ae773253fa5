// Package sitetest tests the reference pages of `fragen docs` in a browser: in
// several languages, with light and dark colors, in narrow and wide windows, with
// the mouse and with the keyboard.
//
// TestMain builds the command, writes the site for this repository's fragen.yaml, and
// starts Chromium once. Each test opens its own tabs, which share no state. The tests
// are skipped if Chromium is not installed, and fail if it does not start.
//
//   - page_test.go controls a tab. A page must not write to the console or use the
//     network.
//   - pages_test.go checks all pages with checks.js.
//   - axe_test.go checks some pages with axe-core, if npm can fetch it.
//   - use_test.go tests the search, the filter, the menus, and the keyboard.
//   - report_test.go tests the HTML page of `fragen review`.
//   - screenshots_test.go updates the screenshots in docs/, with -screenshots.
package sitetest

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// locales are the locales of the site in fragen.yaml.
var locales = []string{"en", "de", "ru", "zh-Hans"}

var written = flag.String("site", "", "test the site in this `folder` instead of building one")

// The site and the browser that all tests share.
var (
	site     string          // folder with the output of fragen docs
	work     string          // folder for temporary files, removed at the end
	browser  context.Context // nil if Chromium is not installed
	launched error           // error from starting Chromium
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(runAll(m))
}

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "fragen-site-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	work = dir
	program := chromium()
	if program == "" {
		return m.Run()
	}
	site = *written
	if site == "" {
		if site, err = writeSite(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	stop := start(program, filepath.Join(dir, "profile"))
	defer stop()
	return m.Run()
}

// inputs are the input files of the site.
var inputs = []string{"fragen.yaml", "fragen.lock", "fragen.sum", "go.mod", "codes.yaml", "spec"}

// writeSite builds the command and runs it on a copy of the inputs, because it writes
// the site beside them. It builds the command in the parent module, which has the
// required dependencies.
func writeSite(dir string) (string, error) {
	program := filepath.Join(dir, "fragen")
	if err := command("..", "go", "build", "-o", program, "./cmd/fragen"); err != nil {
		return "", err
	}
	for _, name := range inputs {
		if err := copyAll(filepath.Join("..", name), filepath.Join(dir, name)); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "docs", "reference"), command(dir, program, "docs")
}

func copyAll(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(from))
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

func command(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return nil
}

// chromium returns the path of Chromium or Chrome, or "" if neither is installed.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// start starts Chromium and returns a function that stops it.
func start(program, profile string) func() {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program),
		chromedp.UserDataDir(profile),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), // no host can be resolved
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	browser, launched = ctx, chromedp.Do(ctx)
	return func() {
		stop()
		stopAllocator()
	}
}

// pageNames lists the pages of a locale without the extension, such as "types/Call".
func pageNames(t *testing.T, locale string) []string {
	t.Helper()
	root := filepath.Join(site, target, locale)
	var names []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".html" {
			name, err := filepath.Rel(root, strings.TrimSuffix(path, ".html"))
			names = append(names, filepath.ToSlash(name))
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("no reference pages in %s", root)
	}
	return names
}

// target is the tested target of fragen.yaml.
const target = "graph"
