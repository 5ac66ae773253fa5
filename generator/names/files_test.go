package names

import (
	"go/build"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestFileName(t *testing.T) {
	for ident, want := range map[Ident]string{
		"CallItemRequestBuilder": "call_item_request_builder.go",
		"UserIDs":                "user_ids.go",
		"ODataError":             "odata_error.go",
		"SpeedTest":              "speed_test_file.go",
		"Test":                   "test.go",
		"CallWindows":            "call_windows_file.go",
		"LinuxAmd64":             "linux_amd64_file.go",
		"DeviceIOS":              "device_ios_file.go",
		"Linux":                  "linux.go",
		"Con":                    "con_file.go",
		"X呼叫":                    "x_u547c_u53eb.go",
		"Größe":                  "gr_u00f6_u00df_e.go",
		"_":                      "underscore.go",
		"N386":                   "n386.go",
		"":                       "file.go",
	} {
		if got := FileName(ident, nil); got != want {
			t.Errorf("FileName(%q) = %q, want %q", ident, got, want)
		}
	}
}

func TestFileNamesDifferIgnoringCase(t *testing.T) {
	used := map[string]bool{}
	for _, ident := range []Ident{"CallID", "CallId", "CALLID"} {
		name := FileName(ident, func(name string) bool { return used[name] })
		if used[strings.ToLower(name)] {
			t.Errorf("%s is used twice", name)
		}
		used[strings.ToLower(name)] = true
	}
	if !used["call_id_2.go"] {
		t.Errorf("the second name has no number: %v", used)
	}
	if got := FileName("Arch", func(name string) bool { return name != "arch_387.go" }); got != "arch_387.go" {
		t.Errorf("got %s, but 386 is a build constraint", got)
	}
}

func TestLongFileNamesDiffer(t *testing.T) {
	head := strings.Repeat("VeryLong", 30)
	a, b := FileName(Ident(head+"A"), nil), FileName(Ident(head+"B"), nil)
	if a == b || len(a) > maxFileBytes {
		t.Errorf("%s\n%s", a, b)
	}
}

// TestSuffixesAreComplete compares buildSuffixes with the go command's own list,
// which grows over the years.
func TestSuffixesAreComplete(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src/internal/syslist/syslist.go"))
	if err != nil {
		t.Skip("the Go distribution has no sources")
	}
	found := regexp.MustCompile(`"(\w+)":\s+true`).FindAllSubmatch(data, -1)
	if len(found) < 40 {
		t.Fatalf("found only %d names: the format of the list has changed", len(found))
	}
	for _, m := range found {
		if name := string(m[1]); !buildSuffixes[name] && name != "unix" {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestPackage(t *testing.T) {
	for text, want := range map[string]Ident{
		"zh-Hans": "zhhans", "de": "de", "pt_BR": "ptbr", "go": "gopkg", "string": "stringpkg", "main": "mainpkg",
		"internal": "internalpkg", "365": "p365", "communications": "communications", "microsoft.graph": "microsoftgraph",
		"AUX": "auxpkg", "": "", "中": "u4e2d",
	} {
		if got := Package(text); got != want {
			t.Errorf("Package(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"CallItem", "X_test", "Foo_linux_arm64", "_x", ".", "386", "呼叫", "\xff", "A__"} {
		f.Add(seed, uint16(3))
	}
	pattern := regexp.MustCompile(`^[a-z0-9][a-z0-9_]*\.go$`)
	f.Fuzz(func(t *testing.T, ident string, collisions uint16) {
		left := int(collisions % 500)
		name := FileName(Ident(ident), func(string) bool { left--; return left >= 0 })
		if !pattern.MatchString(name) || len(name) > maxFileBytes || strings.HasSuffix(name, "_test.go") {
			t.Fatalf("FileName(%q) = %q", ident, name)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("package p\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		nowhere := build.Context{GOOS: "none", GOARCH: "none", Compiler: "gc"}
		if ok, err := nowhere.MatchFile(dir, name); !ok || err != nil {
			t.Errorf("FileName(%q) = %q, which has a build constraint (%v)", ident, name, err)
		}
	})
}
