package templates

import (
	"embed"
	"io/fs"
	"strings"
)

// The templates of reference pages, what the pages share (style.css, script.js),
// and their words in each language, ui/*.json.
//
//go:embed docs
var docs embed.FS

// Docs returns the templates of reference pages: page.html and page.md are whole
// pages, the others are parts of them.
func Docs() fs.FS {
	sub, err := fs.Sub(docs, "docs")
	if err != nil {
		panic("internal: " + err.Error())
	}
	return sub
}

// DocsAssets returns what the HTML pages load, by name.
func DocsAssets() []File {
	var list []File
	for _, name := range []string{"script.js", "style.css"} {
		list = append(list, File{name, readDocs(name)})
	}
	return list
}

// DocsLanguages returns the languages of the pages' words, sorted.
func DocsLanguages() []string {
	entries, err := docs.ReadDir("docs/ui")
	if err != nil {
		panic("internal: " + err.Error())
	}
	var tags []string
	for _, entry := range entries {
		tags = append(tags, strings.TrimSuffix(entry.Name(), ".json"))
	}
	return tags
}

// DocsWords returns the words in one of them, as a JSON object of texts.
func DocsWords(language string) []byte { return readDocs("ui/" + language + ".json") }

func readDocs(name string) []byte {
	data, err := docs.ReadFile("docs/" + name)
	if err != nil {
		panic("internal: " + err.Error())
	}
	return data
}
