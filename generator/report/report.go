// Package report renders the report of a review: as text for a terminal, as a
// Markdown comment for a pull request, as JSON, as SARIF, as annotations for GitHub,
// as a code quality report for GitLab, and as a self-contained HTML page.
//
// It takes a review.Report and gives a file for each format. It may import review and
// templates.
//
// # Files
//
//   - report.go, this file, lists the formats.
//   - view.go has the words and the grouping that several formats share.
//   - symbol.go writes Go symbols as code.
//   - location.go finds the file and the line of a finding.
//   - clean.go makes untrusted strings visible and harmless; worddiff.go shows
//     the differences between two texts.
//   - text.go renders text for a terminal, with the layout of layout.go.
//   - markdown.go renders a comment, with the escapes of markup.go, and cut.go fits it
//     into a limit.
//   - json.go renders JSON and code quality reports, sarif.go renders SARIF, github.go
//     renders annotations.
//   - html.go renders the page, with the views of article.go, the navigation of
//     tree.go and the messages of messages.go.
//
// # Untrusted strings
//
// Names and descriptions come from API descriptions that others wrote. A report shows
// them but never interprets them: each format has one function that all strings pass
// through, and a test that renders hostile strings.
package report

import (
	"fmt"
	"path"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// Format is a format of reports.
type Format string

// The formats.
const (
	Text        Format = "text"
	Markdown    Format = "markdown"
	JSON        Format = "json"
	SARIF       Format = "sarif"
	GitHub      Format = "github"
	CodeQuality Format = "codequality"
	HTML        Format = "html"
)

// Formats lists all formats.
var Formats = []Format{Text, Markdown, JSON, SARIF, GitHub, CodeQuality, HTML}

// endings has the format of a file by the end of its name. ".codequality.json" is
// before ".json".
var endings = []struct {
	end    string
	format Format
}{
	{".codequality.json", CodeQuality},
	{".md", Markdown},
	{".html", HTML},
	{".sarif", SARIF},
	{".json", JSON},
	{".txt", Text},
}

// FormatOf returns the format for a file by the end of its name.
func FormatOf(file string) (format Format, ok bool) {
	for _, e := range endings {
		if strings.HasSuffix(path.Base(file), e.end) {
			return e.format, true
		}
	}
	return "", false
}

// Endings returns the file name endings that FormatOf knows.
func Endings() []string {
	var list []string
	for _, e := range endings {
		list = append(list, e.end)
	}
	return list
}

// DefaultMaxBytes is the size limit of Markdown. GitHub refuses comments with more
// than 65,536 characters.
const DefaultMaxBytes = 60_000

// Options are the options of all formats.
type Options struct {
	// Prefix is the folder of the project in its repository, "" or with a final
	// slash. The paths in a report begin in the project's folder; GitHub, GitLab and
	// SARIF need paths that begin in the repository.
	Prefix string

	Config string // name of the configuration file without its folder, "" for fragen.yaml

	Color bool // for Text
	Width int  // of lines in Text, 0 for 100
	Show  Show // for Text

	MaxBytes int    // for Markdown, 0 for DefaultMaxBytes
	OldFiles string // URL of the repository's folder at the old revision, "" for no links; for Markdown and HTML
	NewFiles string // the same for the new revision
	Links    []Link // to other formats of the report, for Markdown
}

// Show selects the findings that Text lists. It lists the findings that break callers
// or change the behavior always, and counts the others.
type Show struct{ Added, Docs, None bool }

// Link is a link to another format of the report, or to its files.
type Link struct{ Name, URL string }

// Render returns the report in a format.
func Render(r *review.Report, format Format, options Options) ([]byte, error) {
	switch format {
	case Text:
		return renderText(r, options), nil
	case Markdown:
		return renderMarkdown(r, options), nil
	case JSON:
		return renderJSON(r)
	case SARIF:
		return renderSARIF(r, options)
	case GitHub:
		return renderGitHub(r, options), nil
	case CodeQuality:
		return renderCodeQuality(r, options)
	case HTML:
		return renderHTML(r, options)
	}
	return nil, fmt.Errorf("unknown format %q", format)
}
