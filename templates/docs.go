package templates

import (
	"embed"
	"io/fs"
	"strings"
)

// docs holds the templates of reference pages, the shared files style.css and
// script.js, and the labels in each language, ui/*.json.
//
//go:embed docs
var docs embed.FS

// Docs returns the templates of reference pages. The templates reference.html and
// reference.md are complete pages; all others are parts of pages.
func Docs() fs.FS {
	sub, err := fs.Sub(docs, "docs")
	if err != nil {
		panic("internal: " + err.Error())
	}
	return sub
}

// DocsAssets returns the files that HTML pages load, sorted by name.
func DocsAssets() []File {
	var list []File
	for _, name := range []string{"script.js", "style.css"} {
		list = append(list, File{name, readDocs(name)})
	}
	return list
}

// DocsLanguages returns the languages of the labels, sorted.
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

// DocsLabels returns the labels in a language as a JSON object of strings.
func DocsLabels(language string) []byte { return readDocs("ui/" + language + ".json") }

func readDocs(name string) []byte {
	data, err := docs.ReadFile("docs/" + name)
	if err != nil {
		panic("internal: " + err.Error())
	}
	return data
}
