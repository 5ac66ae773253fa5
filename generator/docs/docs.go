// Package docs renders the reference pages of a plan: a static HTML site for each
// locale, and the same pages in Markdown. In this package, "page" always means a
// reference page; only PageItem and plan.Call.Pages refer to pages of results.
//
// It takes a Site (the plan, translated descriptions, and the Go examples that
// gosdk rendered) and gives files one by one. It may import plan, api, names, and
// templates, goldmark to parse descriptions, and x/text for language names.
//
// # Files
//
//   - survey.go lists the pages of a plan, their names, and their references.
//   - edition.go renders the site in one locale and one format, with fallbacks for
//     missing translations; locale.go loads the labels.
//   - operation.go, types.go, tables.go, and listing.go build a view for each page.
//     A view holds the content of a page without its layout; the templates in
//     templates/docs add the layout. gotype.go and sample.go build parts of views.
//   - search.go writes the search index.
//   - prose.go converts untrusted descriptions to HTML or Markdown, with the
//     writers in markup.go. Unknown markup becomes plain text.
//   - translatable.go lists the strings that a translation can replace.
//
// # Large APIs
//
// Each path and each type has its own page. Long lists are split by the next path
// segment or by initial letter, and the search index is bounded. Pages are rendered
// on demand, so only the survey stays in memory.
package docs

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/templates"
)

// Format is the file format of reference pages.
type Format string

// The formats.
const (
	HTML     Format = "html"
	Markdown Format = "markdown"
)

// Formats lists all formats.
var Formats = []Format{HTML, Markdown}

// Site is the input of the reference pages of one target.
type Site struct {
	Name         string // folder of the site
	Plan         *plan.Plan
	Source       string                  // locale of the API description
	Locales      []string                // locales of the site, in the order of its language menu
	Translations map[string]Translations // by JSON pointer into the API description
	Examples     map[*plan.Call]string   // Go code
	Formats      []Format
}

// Translations holds the translations of one string by locale.
type Translations map[string]string

// File is a rendered file. Path is slash-separated and relative to the folder of all
// sites.
type File struct {
	Path string
	Data []byte
}

// SharedFiles returns the files that all sites share: the start page, which links to
// the sites, and for HTML the style sheet and the script.
func SharedFiles(sites []*Site, formats []Format) ([]File, error) {
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

// Render yields all files of a site. It stops at the first error, which is either
// the context's error or an internal one.
func Render(ctx context.Context, site *Site) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		s := newSurvey(site)
		for _, locale := range site.Locales {
			for _, format := range site.Formats {
				e, err := newEdition(s, locale, format)
				if err != nil {
					yield(File{}, fmt.Errorf("internal: reference pages in %s: %w", locale, err))
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
