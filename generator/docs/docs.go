// Package docs makes reference pages of a plan: for each locale a static site
// in HTML, and the same pages in Markdown.
//
// It takes a Site (the plan, the texts in other languages, the examples as
// gosdk printed them), gives files one by one, and may import plan, api, names
// and templates, goldmark to read descriptions, and x/text for the names of
// languages.
//
// # The way through the room
//
// survey.go looks over the plan once: which pages there are, what they are
// called, and what refers to what. An edition is the site in one locale and one
// format; edition.go knows its words and how texts fall back. For each page a
// view is made (operation.go, types.go, tables.go, listing.go), which says all
// that is to be read and nothing of how it looks; the templates in
// templates/docs do that. prose.go turns descriptions, which nobody trusts, into
// HTML or Markdown: what it does not know becomes text.
//
// # Large APIs
//
// Every path has a page and every type has one. Lists of them are split by the
// next segment of the path, or by letters, before they are too long to be read;
// what the search knows is bounded. A page is rendered when it is its turn, so
// that only the survey stays in memory.
package docs

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/templates"
)

// Format is how pages are written.
type Format string

// The formats.
const (
	HTML     Format = "html"
	Markdown Format = "markdown"
)

// Formats are all of them.
var Formats = []Format{HTML, Markdown}

// Site is what the pages are about.
type Site struct {
	Name     string // of the folder that they are in
	Plan     *plan.Plan
	Source   string           // locale of the description
	Locales  []string         // of the pages, in the order in which readers choose among them
	Texts    map[string]Texts // in other languages, by JSON pointer into the description
	Examples map[*plan.Call]string
	Formats  []Format
}

// Texts are one text by locale.
type Texts map[string]string

// File is a page or what pages need; Path is below the folder of all sites, with
// slashes.
type File struct {
	Path string
	Data []byte
}

// Shared makes what several sites have in common: the first page, which leads to
// them, and what pages load.
func Shared(sites []*Site, formats []Format) ([]File, error) {
	var files []File
	for _, format := range formats {
		page, err := startPage(sites, format)
		if err != nil {
			return nil, err
		}
		files = append(files, page)
	}
	if slices.Contains(formats, HTML) {
		for _, asset := range templates.DocsAssets() {
			files = append(files, File{asset.Name, asset.Data})
		}
	}
	return files, nil
}

// Render makes all pages of a site. An error is the last
// that comes: a fault of ours, or the context's.
func Render(ctx context.Context, site *Site) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		s := newSurvey(site)
		for _, locale := range site.Locales {
			for _, format := range site.Formats {
				e, err := newEdition(s, locale, format)
				if err != nil {
					yield(File{}, fmt.Errorf("internal: pages in %s: %w", locale, err))
					return
				}
				for file, err := range e.files(ctx) {
					if !yield(file, err) || err != nil {
						return
					}
				}
			}
		}
	}
}
