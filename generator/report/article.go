package report

// This file builds the views of findings for the HTML page.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// article is the view of a finding.
type article struct {
	ID, Fingerprint        string
	Severity               review.Severity
	Heading                string // of the severity
	IsCodes                bool
	Title                  string
	Meta                   []string
	Places                 []placeView
	Difference             []wordView
	Symbols                []symbolView
	MoreSymbols            []string
	Remedy                 string
	Cause                  *reference
	Consequences           []reference
	Approved               string
	Callers                []string
	Operations             []string // empty if Meta has them
	OperationCount         string
	MoreOperations         string // number of those that are not in Operations
	OldExcerpt, NewExcerpt string
}

// placeView is a place in a file. To is empty without a link.
type placeView struct{ Name, To string }

// wordView is a piece of a word difference. Tag is "del", "ins" or "".
type wordView struct{ Tag, Text string }

// symbolView is a changed declaration. If the difference is not visible in it, it is in
// Same.
type symbolView struct{ Old, New, Same string }

// articleWriter builds the articles of a target.
type articleWriter struct {
	target  *review.Target
	options Options
	ids     map[string]string // of articles, by fingerprint
	causes  map[string]*review.Finding

	byFingerprint map[string]*review.Finding
}

// shownCallers is the number of callers that an article shows.
const shownCallers = 50

// shownSymbols is the number of declarations that an article shows.
const shownSymbols = 6

func isAboutCodes(f *review.Finding) bool { return slices.Contains(f.Classes, review.Codes) }

func (w *articleWriter) article(f *review.Finding) *article {
	a := &article{
		ID:          w.ids[f.Fingerprint],
		Fingerprint: f.Fingerprint,
		Severity:    f.Severity,
		Heading:     headings[f.Severity],
		IsCodes:     isAboutCodes(f),
		Title:       title(f),
		Places:      w.places(f),
		Remedy:      joinWords(sentence(clean(f.Remedy)), sentence(clean(f.Unapproved))),
		OldExcerpt:  excerpt(f.Excerpts[0]),
		NewExcerpt:  excerpt(f.Excerpts[1]),
	}
	a.Meta = append(a.Meta, clean(f.Rule))
	for _, class := range f.Classes {
		a.Meta = append(a.Meta, string(class))
	}
	if phrase := operationsPhrase(f); phrase != "" {
		a.Meta = append(a.Meta, phrase)
	}
	if len(f.Operations) > 1 {
		a.OperationCount = number(len(f.Operations))
		for _, operation := range f.Operations[:min(maxOperations, len(f.Operations))] {
			a.Operations = append(a.Operations, clean(operation))
		}
		if more := len(f.Operations) - maxOperations; more > 0 {
			a.MoreOperations = number(more)
		}
	}
	w.addChanges(a, f)
	w.addReferences(a, f)
	if f.Approved != nil {
		a.Approved, a.Remedy = sentence(approvalLine(f.Approved)), ""
	}
	a.Callers = callerLines(f, shownCallers)
	return a
}

// addChanges adds the differences of texts and of symbols.
func (w *articleWriter) addChanges(a *article, f *review.Finding) {
	if isProse(f) {
		a.Difference = wordViews(f.Was, f.Is)
	}
	symbols := telling(f)
	shown := symbols[:min(len(symbols), shownSymbols)]
	for _, s := range shown {
		view := symbolView{Old: broken(declaration(s.Old, s.OldType)), New: broken(declaration(s.New, s.NewType))}
		if view.Old == view.New {
			view = symbolView{Same: view.Old}
		}
		a.Symbols = append(a.Symbols, view)
	}
	for _, s := range symbols[len(shown):] {
		a.MoreSymbols = append(a.MoreSymbols, symbolNames([]review.Symbol{s}, 1))
	}
}

// wordViews returns the difference between two texts.
func wordViews(was, is string) []wordView {
	tags := map[review.WordKind]string{review.LostWord: "del", review.NewWord: "ins"}
	var list []wordView
	for _, part := range compareWords(was, is) {
		list = append(list, wordView{tags[part.Kind], part.Text})
	}
	return list
}

// addReferences adds the links to causes and consequences.
func (w *articleWriter) addReferences(a *article, f *review.Finding) {
	if cause := w.causes[f.Fingerprint]; cause != nil {
		a.Cause = &reference{w.ids[cause.Fingerprint], title(cause)}
	}
	for _, fingerprint := range f.Causes {
		if other := w.byFingerprint[fingerprint]; other != nil {
			a.Consequences = append(a.Consequences, reference{w.ids[fingerprint], title(other)})
		}
	}
}

// places returns the places of a finding, with links if the files are known.
func (w *articleWriter) places(f *review.Finding) []placeView {
	var list []placeView
	if p := f.At.New; p != nil {
		list = append(list, placeView{position(p), fileURL(w.options.NewFiles, w.options.Prefix+p.File, p.Line)})
	} else if p := f.At.Old; p != nil {
		to := fileURL(w.options.OldFiles, w.options.Prefix+p.File, p.Line)
		list = append(list, placeView{position(p) + " (old)", to})
	}
	if name, to := goLink(w.target, f, w.options); name != "" {
		list = append(list, placeView{name, to})
	}
	return list
}

// maxExcerpt is the number of lines of an excerpt.
const maxExcerpt = 10

// excerpt returns the first lines of an excerpt of the description.
func excerpt(e review.Excerpt) string {
	lines := strings.Split(strings.TrimRight(cleanLines(e.YAML), "\n"), "\n")
	if len(lines) > maxExcerpt {
		lines = append(lines[:maxExcerpt], "…")
	}
	return strings.Join(lines, "\n")
}
