// Package sitetest looks at the site that `fragen docs` writes as a person
// would: in a browser, in several languages, light and dark, narrow and wide,
// with the mouse and with keys only.
//
// TestMain builds the command, has it write the site of this repository's own
// configuration, and starts Chromium once; each test opens tabs of its own, which
// share nothing. Where no Chromium is installed all tests are skipped, and say so.
// Where there is one that does not start, they fail.
//
//   - page_test.go is a tab: what a person can do in it, and what a page must not
//     do behind a person's back (write to the console, ask the network).
//   - pages_test.go looks for faults on every page, with checks.js.
//   - axe_test.go does the same with axe-core on some pages, where npm can fetch it.
//   - use_test.go searches, filters, switches and goes through a page by keys.
//   - screenshots_test.go makes the pictures in docs/, with -screenshots.
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

// locales are those of the site, as fragen.yaml has them.
var locales = []string{"en", "de", "ru", "zh-Hans"}

var written = flag.String("site", "", "look at the site in this `folder`, instead of one that is made for the tests")

// The site and the browser that all tests share.
var (
	site     string          // folder that fragen docs wrote
	browser  context.Context // nil when there is no Chromium here
	launched error           // why Chromium did not start, though it is here
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

// inputs are what the site is made of.
var inputs = []string{"fragen.yaml", "fragen.lock", "go.mod", "codes.yaml", "spec"}

// writeSite builds the command and has it write the site of a copy of our inputs,
// since it writes beside them. The command is built in the module above: this one
// does not know what that needs.
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

// chromium is the path of a browser that speaks Chromium's protocol, "" when none
// is installed.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// start begins Chromium and returns what ends it.
func start(program, profile string) func() {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program),
		chromedp.UserDataDir(profile),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), // who asks for a host finds none
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

// pages lists the names of a locale's pages, "types/call" without the extension.
func pages(t *testing.T, locale string) []string {
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
		t.Fatalf("no pages in %s", root)
	}
	return names
}

// target is the part of fragen.yaml whose pages are looked at.
const target = "graph"
