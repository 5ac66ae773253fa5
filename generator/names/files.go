package names

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
)

// maxFileBytes is the longest file name, ".go" included. It stays below what
// encrypting file systems and archives allow.
const maxFileBytes = 100

// FileName returns the name of the Go file for ident, such as
// "call_item_request_builder.go": lower-case ASCII, at most 100 bytes. It
// never is a name that the go command leaves out or builds for tests or some
// systems only, nor one that Windows keeps for a device.
//
// Where taken says that a name is in use, a number is added; as all names are
// lower case, so must be what taken compares with. A nil taken means that none
// is in use. The number depends on the order of calls: call in a settled one.
func FileName(ident Ident, taken func(string) bool) string {
	stem := strings.Join(asciiWords(string(ident)), "_")
	if stem == "" {
		stem = "file"
	}
	if special(stem) {
		stem += "_file"
	}
	stem = shorten(stem)
	name := stem + ".go"
	for n := 2; taken != nil && taken(name); n++ {
		numbered := stem + "_" + strconv.Itoa(n)
		if special(numbered) { // _386
			continue
		}
		name = numbered + ".go"
	}
	return name
}

// shorten cuts a stem that is too long at a word and adds a hash of the whole,
// so that the name does not depend on which others are cut alike.
func shorten(stem string) string {
	const (
		hash   = len("_00000000")
		number = len("_99999") // that FileName may add
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
// digits, at most 100. Names that Go or the file system keep for themselves
// get the suffix pkg, those that begin with a digit the prefix p. It is "" for
// a text that holds nothing that can be named.
func Package(text string) Ident {
	name := strings.Join(asciiWords(text), "")
	if name == "" {
		return ""
	}
	if name[0] >= '0' && name[0] <= '9' {
		name = "p" + name
	}
	if len(name) > maxRunes {
		name = name[:maxRunes]
	}
	if IsKeyword(name) || IsPredeclared(name) || packages[name] || devices[name] {
		name += "pkg"
	}
	return Ident(name)
}

// packages cannot be imported, or are folders with a meaning of their own.
var packages = set("main init internal vendor testdata")

// asciiWords returns the words of text in lower-case ASCII; other letters and
// digits become words like u547c, after their code points.
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
		for _, r := range lower(word) {
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

// special reports whether a Go file of this stem would not be an ordinary one.
// As in go/build, what stands before the first underscore does not count.
func special(stem string) bool {
	if devices[stem] {
		return true
	}
	i := strings.LastIndexByte(stem, '_')
	return i >= 0 && suffixes[stem[i+1:]]
}

// suffixes are those that the go command reads as a condition: test, and the
// names in internal/syslist, those of the past and the future included.
var suffixes = set(`
test
aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd
openbsd plan9 solaris wasip1 wasip2 windows zos
386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le
mips64p32 mips64p32le ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64
wasm
`)

// devices are kept by Windows, whatever the extension.
var devices = set(`
aux con nul prn
com0 com1 com2 com3 com4 com5 com6 com7 com8 com9
lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9
`)
