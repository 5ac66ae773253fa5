package names

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// maxFileBytes is the maximum length of a file name, including ".go". It is
// below the limits of encrypting file systems and archive formats.
const maxFileBytes = 100

// FileName returns the name of the Go file for ident, such as
// "call_item_request_builder.go". The name is lower-case ASCII and at most 100
// bytes long. It never has a suffix that the go command treats as a build
// constraint ("_test", "_linux") and is never a device name on Windows.
//
// If taken reports that a name is in use, FileName appends a number. Names are
// lower case, so taken must compare lower-case names. If taken is nil, no name
// is in use. The number depends on the order of the calls, so callers must use
// a deterministic order.
func FileName(ident Ident, taken func(string) bool) string {
	stem := strings.Join(asciiWords(string(ident)), "_")
	if stem == "" {
		stem = "file"
	}
	if hasSpecialMeaning(stem) {
		stem += "_file"
	}
	stem = shortenStem(stem)
	name := stem + ".go"
	for n := 2; taken != nil && taken(name); n++ {
		numbered := stem + "_" + strconv.Itoa(n)
		if hasSpecialMeaning(numbered) { // _386
			continue
		}
		name = numbered + ".go"
	}
	return name
}

// shortenStem cuts a long stem at a word boundary and appends a hash of the
// whole stem. The result does not depend on other stems with the same prefix.
func shortenStem(stem string) string {
	const (
		hash   = len("_00000000")
		number = len("_99999") // suffix appended by FileName
		limit  = maxFileBytes - len(".go") - number
	)
	if len(stem) <= limit {
		return stem
	}
	h := fnv.New32a()
	h.Write([]byte(stem))
	head := stem[:limit-hash]
	if i := strings.LastIndexByte(head, '_'); i > limit/2 {
		head = head[:i]
	}
	return fmt.Sprintf("%s_h%07x", strings.TrimRight(head, "_"), h.Sum32()>>4)
}

// Package returns the package name for text: lower-case ASCII letters and
// digits, at most 100. It appends "pkg" to names reserved by Go or Windows and
// prepends "p" to names that begin with a digit. It returns "" if text contains
// no nameable character.
func Package(text string) Ident {
	name := strings.Join(asciiWords(text), "")
	if name == "" {
		return ""
	}
	if name[0] >= '0' && name[0] <= '9' {
		name = "p" + name
	}
	if len(name) > maxIdentRunes {
		name = name[:maxIdentRunes]
	}
	if IsKeyword(name) || IsPredeclared(name) || reservedPackages[name] || windowsDevices[name] {
		name += "pkg"
	}
	return Ident(name)
}

// reservedPackages cannot be imported or have a special meaning as folders.
var reservedPackages = wordSet("main init internal vendor testdata")

// asciiWords returns the words of text in lower-case ASCII. Other letters and
// digits become words made from their code points, such as u547c.
func asciiWords(text string) []string {
	var out []string
	for _, word := range Words(text) {
		var ascii strings.Builder
		flush := func() {
			if ascii.Len() > 0 {
				out = append(out, ascii.String())
				ascii.Reset()
			}
		}
		for _, r := range toLower(word) {
			if r < 0x80 {
				ascii.WriteRune(r)
				continue
			}
			flush()
			out = append(out, fmt.Sprintf("u%04x", r))
		}
		flush()
	}
	return out
}

// hasSpecialMeaning reports whether a Go file with this stem would be a test,
// a file with a build constraint or a device name. Like go/build, it ignores
// the part before the first underscore.
func hasSpecialMeaning(stem string) bool {
	if windowsDevices[stem] {
		return true
	}
	i := strings.LastIndexByte(stem, '_')
	return i >= 0 && buildSuffixes[stem[i+1:]]
}

// buildSuffixes are the suffixes that the go command treats as build
// constraints: "test" and the names in internal/syslist, including retired and
// reserved ones.
var buildSuffixes = wordSet(`
test
aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd
openbsd plan9 solaris wasip1 wasip2 windows zos
386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le
mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64
wasm
`)

// windowsDevices are reserved by Windows with any extension.
var windowsDevices = wordSet(`
aux con nul prn
com0 com1 com2 com3 com4 com5 com6 com7 com8 com9
lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9
`)
