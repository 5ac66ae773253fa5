package report

// This file renders the HTML page. The page is one file: its style sheet and its script
// are inside, and its content security policy allows nothing else, so that the page
// uses no network and a string from a description cannot run.

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/templates"
)

// pageView is the content of the page.
type pageView struct {
	Policy  string
	Style   template.CSS
	Script  template.JS
	Sides   string
	Tool    string
	Callers []string // the result of the search for callers
	Total   int
	Codes   int // findings about codes, if there are others too
	Several bool
	Counts  []countView
	Targets []*targetView
}

// countView is the button of a severity.
type countView struct {
	Severity review.Severity
	Number   string
	Phrase   string
}

// targetView is the section of a target.
type targetView struct {
	ID, Name string
	Facts    []string
	Step     *stepView
	Tree     []*node
	Articles []*article
	Messages *messageTable
}

type stepView struct {
	Line, ModulePath string
	Because          *reference
}

// reference is a link to a finding.
type reference struct{ ID, Name string }

// policy is the content security policy, with the hashes of the style sheet and of the
// script.
const policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; " +
	"style-src '%s'; script-src '%s'"

// otherTool is the hint that not only the inputs have changed.
const otherTool = "Another version of fragen generated the old files; " +
	"findings of the class generator are due to it."

func renderHTML(r *review.Report, options Options) ([]byte, error) {
	style, script := templates.Review("style.css"), templates.Review("script.js")
	page := &pageView{
		Policy:  fmt.Sprintf(policy, hashOf(style), hashOf(script)),
		Style:   template.CSS(style), //nolint:gosec // our own style sheet
		Script:  template.JS(script), //nolint:gosec // our own script
		Sides:   sides(r),
		Tool:    "No difference is due to another version of fragen.",
		Several: len(r.Targets) > 1,
	}
	if r.Tool.Differs {
		page.Tool = otherTool
	}
	if line := searchLine(r); line != "" {
		page.Callers = append([]string{line}, otherErrors(r)...)
	}
	page.addCounts(r)
	left := maxArticles
	names := &anchors{taken: map[string]bool{"findings": true, "search": true, "shown": true, "none": true}}
	for _, t := range r.Targets {
		page.Targets = append(page.Targets, names.target(mostSevere(t, left), len(t.Findings), options))
		left -= min(left, len(t.Findings))
	}
	tmpl, err := template.New("page").Parse(templates.Review("page.html"))
	if err != nil {
		return nil, fmt.Errorf("internal: %w", err)
	}
	var b bytes.Buffer
	if err := tmpl.Execute(&b, page); err != nil {
		return nil, fmt.Errorf("internal: %w", err)
	}
	return b.Bytes(), nil
}

// maxArticles limits the findings on the page. A browser needs seconds to show more.
const maxArticles = 5000

// mostSevere returns a target with at most n of its findings, the most severe ones.
func mostSevere(t *review.Target, n int) *review.Target {
	if len(t.Findings) <= n {
		return t
	}
	cut := *t
	cut.Findings = t.Findings[:n]
	return &cut
}

// hashOf returns the hash by which a content security policy allows an inline element.
func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// addCounts adds a button for each severity that has findings.
func (p *pageView) addCounts(r *review.Report) {
	counts := map[review.Severity]int{}
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			counts[f.Severity]++
			p.Total++
			if isAboutCodes(f) {
				p.Codes++
			}
		}
	}
	if p.Codes == p.Total {
		p.Codes = 0
	}
	for _, s := range review.Severities {
		if counts[s] > 0 {
			p.Counts = append(p.Counts, countView{s, number(counts[s]), countPhrase(s, counts[s])})
		}
	}
}

// anchors assigns the IDs of elements. A finding keeps its ID in other reports, unless
// several targets have it.
type anchors struct {
	taken map[string]bool
}

// unique returns an ID, with a number if it is taken.
func (a *anchors) unique(id string) string {
	name := id
	for n := 2; a.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", id, n)
	}
	a.taken[name] = true
	return name
}

var notInID = regexp.MustCompile(`[^A-Za-z0-9]+`)

// target returns the view of a target, which may have more findings than the page shows.
func (a *anchors) target(t *review.Target, total int, options Options) *targetView {
	ids := map[string]string{}
	for _, f := range t.Findings {
		ids[f.Fingerprint] = a.unique("f-" + notInID.ReplaceAllString(f.Fingerprint, "-"))
	}
	view := &targetView{
		ID:    a.unique("target-" + strings.Trim(notInID.ReplaceAllString(t.Name, "-"), "-")),
		Name:  clean(t.Name),
		Facts: []string{fileCounts(t.Files) + "."},
	}
	if s := commentsOnly(t.Files); s != "" {
		view.Facts = append(view.Facts, s)
	}
	if shown := len(t.Findings); shown < total {
		const text = "This page shows the %s most severe of %s; the JSON report has all of them."
		view.Facts = append(view.Facts, fmt.Sprintf(text, number(shown), count(total, "finding")))
	}
	if files := readFirst(t); len(files) > 0 {
		view.Facts = append(view.Facts, "Read these files first: "+strings.Join(files, ", ")+".")
	}
	if line := stepLine(t.Step); line != "" {
		view.Step = &stepView{Line: line, ModulePath: clean(t.Step.ModulePath)}
		if id := ids[t.Step.Because]; id != "" {
			view.Step.Because = &reference{id, t.Step.Because}
		}
	}
	w := &articleWriter{target: t, options: options, ids: ids, causes: causesOf(t)}
	w.byFingerprint = map[string]*review.Finding{}
	for _, f := range t.Findings {
		w.byFingerprint[f.Fingerprint] = f
	}
	for _, f := range t.Findings {
		view.Articles = append(view.Articles, w.article(f))
	}
	view.Tree = treeOf(t.Findings, ids)
	view.Messages = messagesOf(t, ids)
	return view
}
