package source

// From bytes to a description: limits, encoding, JSON or YAML, fast or in full,
// and the version.

import (
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// Limits on what is read. They keep a hostile description from eating the
// machine and are far above what honest ones need: Graph beta has 47 MB and a
// depth of 24.
const (
	maxSize       = 256 << 20 // bytes
	maxDepth      = 500       // maps and lists inside each other
	maxExpansions = 1 << 20   // nodes that YAML aliases stand for, together
)

// Read reads the description data, JSON or YAML, that came from file, a name
// for positions only. The document is nil when data is unreadable or no
// OpenAPI description of a version we know; otherwise the list may still hold
// errors, such as duplicate keys.
func Read(file string, data []byte) (*Document, *diag.List) {
	doc, diags := Open(file, string(data))
	if doc != nil {
		doc.Load()
	}
	return doc, diags
}

// Open is Read for a description of which little may be needed: all of text is
// checked, but what a selection does not reach is not made into nodes. The
// document keeps text.
func Open(file, text string) (*Document, *diag.List) {
	doc, diags := openText(file, text)
	if doc == nil || !doc.checkVersion(diags) {
		return nil, diags
	}
	return doc, diags
}

// openText is Open for JSON and YAML of any kind.
func openText(file, text string) (*Document, *diag.List) {
	diags := &diag.List{}
	if len(text) > maxSize {
		diags.Errorf(diag.Pos{File: file}, "too-large", "%d bytes are more than the limit of %d", len(text), maxSize)
		return nil, diags
	}
	text = strings.TrimPrefix(text, "\uFEFF")
	if bad := invalidUTF8(text); bad >= 0 {
		diags.Errorf(posAt(file, text, bad), "encoding", "byte 0x%02x is not valid UTF-8; convert the file to UTF-8", text[bad])
		return nil, diags
	}
	root := skim(file, text)
	if root == nil {
		var found *diag.List
		root, found = readTree(file, text)
		diags.Merge(found)
	}
	if root == nil {
		return nil, diags
	}
	return &Document{File: file, Root: root, refersOut: refersOut(text)}, diags
}

// likelyJSON looks at text's first character and the file's name.
func likelyJSON(file, text string) bool {
	return extension(file) == ".json" || strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{")
}

func extension(file string) string { return strings.ToLower(filepath.Ext(file)) }

// skim reads text the fast way, nil where that cannot be done for certain.
func skim(file, text string) *Node {
	if likelyJSON(file, text) {
		return skimJSON(text)
	}
	return skimYAML(text)
}

// readTree reads all of text. YAML may begin with a brace too, so JSON that
// fails gets a second chance where the name says YAML.
func readTree(file, text string) (*Node, *diag.List) {
	if !likelyJSON(file, text) {
		return readYAML(file, []byte(text))
	}
	root, diags := readJSON(file, text)
	if ext := extension(file); root == nil && (ext == ".yaml" || ext == ".yml") {
		return readYAML(file, []byte(text))
	}
	return root, diags
}

// checkVersion reports what is not OpenAPI 3.0 or 3.1.
func (d *Document) checkVersion(diags *diag.List) bool {
	version := d.Root.Get("openapi")
	switch swagger := d.Root.Get("swagger"); {
	case d.Root.Kind != Map:
		diags.Errorf(d.at(d.Root), "not-openapi", "not an OpenAPI description: its top level is %s, not a map", d.Root.Kind)
	case version == nil && swagger != nil:
		diags.Errorf(d.Pos("/swagger"), "swagger-2", "Swagger %s is not supported; convert the description to OpenAPI 3, "+
			"for example with swagger2openapi or converter.swagger.io", swagger.Text)
	case version == nil:
		diags.Errorf(d.at(d.Root), "not-openapi", `not an OpenAPI description: the key "openapi" with its version is missing%s`,
			slip("openapi", d.Root))
	case version.Kind == String && supported.MatchString(version.Text):
		return true
	case version.Kind == Number:
		diags.Errorf(d.at(version), "openapi-version", `the version must be a string with three parts, such as "3.0.3"`)
	default:
		diags.Errorf(d.at(version), "openapi-version", "OpenAPI version %q is not supported; 3.0.x and 3.1.x are", version.Text)
	}
	return false
}

var supported = regexp.MustCompile(`^3\.[01]\.\d+(-\S+)?$`)

func keysOf(n *Node) []string {
	var keys []string
	for _, f := range n.fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, -1 when
// all are.
func invalidUTF8(data string) int {
	if utf8.ValidString(data) {
		return -1
	}
	for at := 0; ; {
		r, size := utf8.DecodeRuneInString(data[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
}

// posAt returns the position of an offset in data.
func posAt(file, data string, offset int) diag.Pos {
	before := data[:offset]
	return diag.Pos{
		File: file,
		Line: strings.Count(before, "\n") + 1,
		Col:  offset - strings.LastIndexByte(before, '\n'),
	}
}
