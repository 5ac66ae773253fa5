package source

// Reading a description: limits, encoding, JSON or YAML, fast or in full,
// version.

import (
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// Limits on the input. They protect against hostile descriptions and are far
// above honest needs: Microsoft Graph beta has 47 MB and a depth of 24.
const (
	maxSize       = 256 << 20 // in bytes
	maxDepth      = 500       // nested maps and lists
	maxExpansions = 1 << 18   // total nodes that YAML aliases expand to
)

// Read reads an API description from data, which is JSON or YAML. The argument
// file is a name for positions only. The document is nil if data is unreadable
// or not an OpenAPI description of a supported version. Otherwise the list may
// still hold errors, such as duplicate keys.
func Read(file string, data []byte) (*Document, *diag.List) {
	doc, diags := Open(file, string(data))
	if doc != nil {
		doc.Load()
	}
	return doc, diags
}

// Open is like Read but builds only the outline of the tree. It checks all of
// text and leaves path items and components unread until they are accessed.
// The document retains text.
func Open(file, text string) (*Document, *diag.List) {
	doc, diags := openText(file, text)
	if doc == nil || !doc.checkVersion(diags) {
		return nil, diags
	}
	if hasAnchors(text) {
		doc.resolveAnchors()
	}
	return doc, diags
}

// openText is Open for any JSON or YAML, not only for API descriptions.
func openText(file, text string) (*Document, *diag.List) {
	diags := &diag.List{}
	if len(text) > maxSize {
		yamlfile.ReportTooLarge(diags, file, len(text), maxSize)
		return nil, diags
	}
	text = strings.TrimPrefix(text, "\uFEFF")
	if bad := invalidUTF8(text); bad >= 0 {
		yamlfile.ReportEncoding(diags, posAt(file, text, bad), text[bad])
		return nil, diags
	}
	root := readFast(file, text)
	if root == nil && diags.MergeConflicts(file, text) {
		return nil, diags
	}
	if root == nil {
		var found *diag.List
		root, found = readTree(file, text)
		diags.Merge(found)
	}
	if root == nil {
		return nil, diags
	}
	return &Document{File: file, Root: root, refersOut: refersOut(text), refersOddly: refersOddly(text)}, diags
}

// likelyJSON reports whether the file name or the first character of text
// suggests JSON.
func likelyJSON(file, text string) bool {
	return extension(file) == ".json" || strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{")
}

func extension(file string) string { return strings.ToLower(filepath.Ext(file)) }

// readFast reads text with a fast reader. It returns nil if that reader gives
// up.
func readFast(file, text string) *Node {
	if likelyJSON(file, text) {
		return skimJSON(text)
	}
	return skimYAML(text)
}

// readTree reads all of text. Because YAML may begin with a brace too, a file
// named .yaml or .yml that is not valid JSON is read again as YAML.
func readTree(file, text string) (*Node, *diag.List) {
	if !likelyJSON(file, text) {
		return readYAML(file, text)
	}
	root, diags := readJSON(file, text)
	if ext := extension(file); root == nil && (ext == ".yaml" || ext == ".yml") {
		return readYAML(file, text)
	}
	return root, diags
}

// checkVersion reports whether the document is OpenAPI 3.0 to 3.2, and adds a
// diagnostic if it is not, or if it is read as another version.
func (d *Document) checkVersion(diags *diag.List) bool {
	version := d.Root.Get("openapi")
	switch swagger := d.Root.Get("swagger"); {
	case d.Root.Kind != Map:
		diags.Errorf(d.nodePos(d.Root), "not-openapi",
			"not an OpenAPI description: expected a map at the top level, found %s", d.Root.Kind)
	case version == nil && swagger != nil:
		diags.Errorf(d.Pos("/swagger"), "swagger-2",
			"Swagger %s is not supported; convert the description to OpenAPI 3, "+
				"for example with swagger2openapi or converter.swagger.io", swagger.Text)
	case version == nil:
		diags.Errorf(d.nodePos(d.Root), "not-openapi",
			`not an OpenAPI description: missing key "openapi", which specifies the version%s`,
			suggestMisspelled("openapi", d.Root))
	case (version.Kind == String || version.Kind == Number) && supportedVersion.MatchString(version.Text):
		if strings.Count(version.Text, ".") < 2 {
			diags.Warnf(d.nodePos(version), "openapi-version",
				`OpenAPI version %s has no third part; write "%[1]s.0"`, version.Text)
		}
		if strings.HasPrefix(version.Text, "3.2") {
			diags.Notef(d.nodePos(version), "openapi-version",
				"OpenAPI 3.2 is read as 3.1; keys introduced in 3.2 are ignored, except itemSchema and query")
		}
		return true
	default:
		diags.Errorf(d.nodePos(version), "openapi-version",
			"OpenAPI version %q is not supported; use 3.0.x to 3.2.x", version.Text)
	}
	return false
}

var supportedVersion = regexp.MustCompile(`^3\.[012](\.\d+(-\S+)?)?$`)

func keysOf(n *Node) []string {
	var keys []string
	for _, f := range n.fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

// invalidUTF8 returns the offset of the first byte that is not valid UTF-8, or
// -1.
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
