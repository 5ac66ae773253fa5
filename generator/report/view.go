package report

// This file has the words and the grouping that several formats share: the names of
// severities, counts, Go symbols as declarations, and titles of findings.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/review"
)

// headings are the titles of the severities.
var headings = map[review.Severity]string{
	review.Break: "Breaks callers",
	review.Risk:  "Compiles, behaves differently",
	review.Add:   "Added",
	review.Text:  "Documentation",
	review.None:  "No effect on Go",
}

// countPhrases are the titles of the severities after 1 and after another number.
var countPhrases = map[review.Severity][2]string{
	review.Break: {"breaks callers", "break callers"},
	review.Risk:  {"behaves differently", "behave differently"},
	review.Add:   {"added", "added"},
	review.Text:  {"in the documentation", "in the documentation"},
	review.None:  {"without effect on Go", "without effect on Go"},
}

// countPhrase returns the title of a severity after the number n.
func countPhrase(s review.Severity, n int) string {
	if n == 1 {
		return countPhrases[s][0]
	}
	return countPhrases[s][1]
}

// ofSeverity returns the findings of a severity in order.
func ofSeverity(t *review.Target, s review.Severity) []*review.Finding {
	var list []*review.Finding
	for _, f := range t.Findings {
		if f.Severity == s {
			list = append(list, f)
		}
	}
	return list
}

// withoutApproved returns the findings that no approval accepts.
func withoutApproved(list []*review.Finding) []*review.Finding {
	return slices.DeleteFunc(slices.Clone(list), func(f *review.Finding) bool { return f.Approved != nil })
}

// count returns a number with thousands separators and its noun: "1 file",
// "2,000 files".
func count(n int, noun string) string {
	if n != 1 {
		if stem, ok := strings.CutSuffix(noun, "y"); ok {
			noun = stem + "ies"
		} else {
			noun += "s"
		}
	}
	return number(n) + " " + noun
}

// number returns a number with thousands separators.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// fileCounts returns the size of the difference: "91 files, +1,646 −217".
func fileCounts(f review.Files) string {
	return fmt.Sprintf("%s, +%s −%s", count(f.Changed+f.Added+f.Removed, "file"), number(f.Inserted), number(f.Deleted))
}

// commentsOnly returns a sentence about files that need no reading, "" if there are
// none.
func commentsOnly(f review.Files) string {
	if f.CommentsOnly == 0 {
		return ""
	}
	verb := "differ"
	if f.CommentsOnly == 1 {
		verb = "differs"
	}
	return fmt.Sprintf("%s of %s %s only in comments.", number(f.CommentsOnly), count(f.Changed, "changed file"), verb)
}

// sideName returns the name of a side: "main (9bc2ecc2)" or "work tree".
func sideName(s review.Side) string {
	const shortRevision = 8
	name, revision := clean(s.Name), clean(s.Revision)
	if len(revision) > shortRevision {
		revision = revision[:shortRevision]
	}
	switch {
	case revision == "" || name == revision:
		return name
	case name == "":
		return revision
	}
	return name + " (" + revision + ")"
}

// sides returns "main (9bc2ecc2) → work tree".
func sides(r *review.Report) string { return sideName(r.Old) + " → " + sideName(r.New) }

// countsLine returns the counts by severity that are not zero: "5 break callers · 2
// behave differently". The count of findings without effect is left out.
func countsLine(c review.Counts) string {
	var parts []string
	for _, s := range review.Severities {
		if c[s] > 0 && s != review.None {
			parts = append(parts, number(c[s])+" "+countPhrase(s, c[s]))
		}
	}
	if parts == nil {
		return "no changes for callers"
	}
	return strings.Join(parts, " · ")
}

// stepLine returns "v1.4.2 → v2.0.0", "" if there is no step.
func stepLine(s *review.Step) string {
	if s == nil {
		return ""
	}
	return clean(s.From) + " → " + clean(s.To)
}

// title returns a sentence about a finding that names its subject, without a final
// period: "AiAgentReference: id became required".
func title(f *review.Finding) string {
	before, subject, after := splitTitle(f)
	return before + subject + after
}

// splitTitle returns the title of a finding in three parts, the second of which is the
// subject.
func splitTitle(f *review.Finding) (before, subject, after string) {
	text, subject := clean(f.Text), clean(f.Subject)
	switch i := indexWord(text, subject); {
	case subject == "":
		return text, "", ""
	case i >= 0 && !strings.HasSuffix(text[:i], `"`) && !namesKinds(f):
		return text[:i], subject, text[i+len(subject):]
	}
	if others := otherOperations(f); others != "" && slices.Contains(f.Operations, f.Subject) {
		return "", subject, " " + others + ": " + text
	}
	return "", subject, ": " + text
}

// namesKinds reports whether the text of a finding has words that can be equal to its subject
// by accident, such as the name and the kind of credentials.
func namesKinds(f *review.Finding) bool {
	return strings.HasPrefix(f.Rule, "security.") || strings.HasPrefix(f.Rule, "info.")
}

// indexWord returns the index of a word or phrase in a text, -1 if the text has it only
// as part of a longer word.
func indexWord(text, word string) int {
	for from := 0; word != "" && from <= len(text); {
		i := strings.Index(text[from:], word)
		if i < 0 {
			break
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(word):])
		if !isWordPart(before) && !isWordPart(after) {
			return i
		}
		from = i + len(word)
	}
	return -1
}

func isWordPart(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("_-/", c)
}

// maxSymbols is the number of symbols of a finding that are shown with their types.
const maxSymbols = 3

// symbolNames returns the names of symbols, cut to a number of them.
func symbolNames(list []review.Symbol, most int) string {
	var names []string
	seen := map[string]bool{}
	for _, s := range list {
		name := s.New
		if name == "" {
			name = s.Old
		}
		if name = clean(name); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	if more := len(names) - most; more > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %s more", number(more))
	}
	return strings.Join(names, ", ")
}

// countSymbols returns the number of different symbols of the findings, see telling.
func countSymbols(list []*review.Finding) int {
	seen := map[string]bool{}
	for _, f := range list {
		for _, s := range telling(f) {
			seen[s.Package+" "+s.Old+" "+s.New] = true
		}
	}
	return len(seen)
}

// isLike reports whether two findings differ only in their texts and places, such as the
// removals of several headers that have one symbol. Formats show the rest only once.
func isLike(a, b *review.Finding, causes map[string]*review.Finding) bool {
	return causes[a.Fingerprint] == causes[b.Fingerprint] &&
		a.Rule == b.Rule && a.Severity == b.Severity && a.Subject == b.Subject && a.Remedy == b.Remedy &&
		a.Approved == nil && b.Approved == nil && a.Unapproved == b.Unapproved &&
		len(a.Callers) == 0 && len(b.Callers) == 0 &&
		len(a.Causes) == 0 && len(b.Causes) == 0 && !isProse(a) && !isProse(b) &&
		slices.EqualFunc(telling(a), telling(b), func(x, y review.Symbol) bool {
			return x.Old == y.Old && x.New == y.New && x.OldType == y.OldType && x.NewType == y.NewType
		})
}

// joinTexts joins texts that have their first and last words in common:
//
//	header "A" was removed, header "B" was removed  →  header "A", "B" was removed
func joinTexts(texts []string) string {
	words := make([][]string, len(texts))
	for i, text := range texts {
		words[i] = strings.Fields(text)
	}
	start, end := 0, 0
	common := func(at func(list []string) int) bool {
		return !slices.ContainsFunc(words, func(list []string) bool {
			i, first := at(list), at(words[0])
			return start+end >= len(list)-1 || list[i] != words[0][first]
		})
	}
	for common(func([]string) int { return start }) {
		start++
	}
	for common(func(list []string) int { return len(list) - 1 - end }) {
		if last := words[0]; strings.ContainsAny(last[len(last)-1-end], "0123456789\"") {
			break // a value, which belongs to its text
		}
		end++
	}
	if start+end == 0 {
		return strings.Join(texts, "; ")
	}
	var middle []string
	for _, list := range words {
		middle = append(middle, strings.Join(list[start:len(list)-end], " "))
	}
	rest := words[0][len(words[0])-end:]
	return strings.Join(slices.Concat(words[0][:start], []string{strings.Join(middle, ", ")}, rest), " ")
}

// countCallers returns the numbers of places in the user's packages that use the symbols
// of the findings: "3 uses in ./..., 1 of which no longer compiles". It returns "" if there
// are none.
func countCallers(r *review.Report, list []*review.Finding) string {
	seen := map[review.Caller]bool{}
	broken := 0
	for _, f := range list {
		for _, c := range f.Callers {
			if !seen[c] && !c.Compiles {
				broken++
			}
			seen[c] = true
		}
	}
	if len(seen) == 0 {
		return ""
	}
	return usesPhrase(len(seen), broken, " in "+patterns(r))
}

// usesPhrase returns the number of uses in a place: "3 uses in ./..., 1 of which no longer
// compiles", or "1 use in ./... no longer compiles".
func usesPhrase(n, broken int, where string) string {
	phrase := count(n, "use") + where
	verb := " no longer compile"
	if broken == 1 {
		verb = " no longer compiles"
	}
	switch broken {
	case 0:
		return phrase
	case n:
		return phrase + verb
	}
	return phrase + ", " + number(broken) + " of which" + verb
}

// patterns returns the patterns of the search for callers.
func patterns(r *review.Report) string {
	if r.Callers == nil {
		return "the packages"
	}
	var list []string
	for _, p := range r.Callers.Patterns {
		list = append(list, clean(p))
	}
	return strings.Join(list, " ")
}

// maxCallers is the number of callers of a finding that a text lists.
const maxCallers = 5

// callerLines returns a line for each of the first callers, and one with the number of the
// others.
func callerLines(f *review.Finding, most int) []string {
	var lines []string
	for _, c := range f.Callers[:min(most, len(f.Callers))] {
		verb := " uses "
		if !c.Compiles {
			verb = " no longer compiles: uses "
		}
		lines = append(lines, callerPlace(c)+verb+clean(c.Uses))
	}
	if more := len(f.Callers) - len(lines); more > 0 {
		lines = append(lines, count(more, "more use"))
	}
	return lines
}

func callerPlace(c review.Caller) string {
	return position(&review.Position{File: c.File, Line: c.Line})
}

// callersSentence returns the first callers of a finding, "" if there are none.
func callersSentence(f *review.Finding) string {
	if len(f.Callers) == 0 {
		return ""
	}
	var places []string
	broken := 0
	for i, c := range f.Callers {
		if !c.Compiles {
			broken++
		}
		if i < maxCallers {
			places = append(places, callerPlace(c))
		}
	}
	if more := len(f.Callers) - len(places); more > 0 {
		places = append(places, number(more)+" more")
	}
	return usesPhrase(len(f.Callers), broken, "") + ": " + strings.Join(places, ", ") + "."
}

// searchLine returns the result of the search for callers, "" without a search.
func searchLine(r *review.Report) string {
	s := r.Callers
	if s == nil {
		return ""
	}
	verb := " depend on"
	if s.Packages == 1 {
		verb = " depends on"
	}
	line := count(s.Packages, "package") + " in " + patterns(r) + verb + " the generated code. "
	switch {
	case s.Broken == 0 && s.Uses == 0:
		return line + "No line uses a changed symbol."
	case s.Broken == 0:
		return line + "All lines compile."
	case s.Broken == 1:
		return line + "1 line no longer compiles."
	}
	return line + number(s.Broken) + " lines no longer compile."
}

// otherErrors returns the compile errors that no finding explains, at most a few.
func otherErrors(r *review.Report) []string {
	const most = 20
	if r.Callers == nil {
		return nil
	}
	var lines []string
	for _, e := range r.Callers.Other[:min(most, len(r.Callers.Other))] {
		at := position(&review.Position{File: e.File, Line: e.Line})
		lines = append(lines, at+" no longer compiles: "+clean(e.Message))
	}
	if more := len(r.Callers.Other) - len(lines); more > 0 {
		lines = append(lines, count(more, "more error"))
	}
	return lines
}

// messageOf returns a finding in sentences: its title, the change of its first symbol,
// its remedy and its callers.
func messageOf(f *review.Finding) string {
	text := joinWords(joinWords(sentence(title(f)), changeSentence(f)), sentence(clean(f.Remedy)))
	return joinWords(joinWords(text, sentence(clean(f.Unapproved))), callersSentence(f))
}

// joinWords joins two texts, each of which may be empty.
func joinWords(a, b string) string { return strings.TrimSpace(a + " " + b) }

// operationsPhrase returns which operations a finding reaches: "sent by 4 operations", "sent
// by POST /orders, received by 2 operations", or "and 2 more operations" if the subject is
// one of several. The result is "" if the subject is the only operation.
func operationsPhrase(f *review.Finding) string {
	switch {
	case len(f.Operations) == 0:
		return ""
	case slices.Contains(f.Operations, f.Subject):
		return otherOperations(f)
	case strings.HasPrefix(f.Rule, "config."):
		return "" // the text names the operations
	case isAboutOperations(f):
		return "for " + operationNames(f.Operations)
	case len(f.SentBy)+len(f.ReceivedBy) > 0:
		return "sent by " + operationNames(f.SentBy) + ", received by " + operationNames(f.ReceivedBy)
	}
	switch where := operationNames(f.Operations); f.Direction {
	case review.Request:
		return "sent by " + where
	case review.Response:
		return "received by " + where
	case review.Both:
		return "sent and received by " + where
	default:
		return "in " + where
	}
}

// otherOperations returns "and 2 more operations" for a finding whose subject is one of its
// operations, "" if it is the only one.
func otherOperations(f *review.Finding) string {
	if len(f.Operations) < 2 {
		return ""
	}
	return "and " + count(len(f.Operations)-1, "more operation")
}

// isAboutOperations reports whether a finding is about operations or credentials, which are
// neither sent nor received.
func isAboutOperations(f *review.Finding) bool {
	kind := kindOf(f)
	return kind == "operation" || kind == "credential"
}

// operationNames returns the name of the only operation of a list, or "4 operations".
func operationNames(list []string) string {
	if len(list) == 1 {
		return clean(list[0])
	}
	return count(len(list), "operation")
}

// causesOf returns the cause of each finding that follows from another one.
func causesOf(t *review.Target) map[string]*review.Finding {
	causes := map[string]*review.Finding{}
	for _, f := range t.Findings {
		for _, consequence := range f.Causes {
			causes[consequence] = f
		}
	}
	return causes
}

// kindNouns has the noun for the changed part by the beginning of a rule's ID. Of two
// beginnings that match, the first one counts.
var kindNouns = []struct{ prefix, noun string }{
	{"codes.translation.", "translation"},
	{"codes.text.", "message"},
	{"codes.meaning.", "message"},
	{"codes.table.", "code table"},
	{"codes.row.", "code"},
	{"codes.", "change of codes"},
	{"enum.", "enum value"},
	{"prop.", "field"},
	{"path.param.", "parameter"},
	{"param.", "parameter"},
	{"header.", "header"},
	{"body.", "request body"},
	{"resp.", "response"},
	{"result.", "result"},
	{"op.", "operation"},
	{"path.", "operation"},
	{"stream.", "event"},
	{"webhook.", "webhook"},
	{"schema.", "type"},
	{"union.", "union member"},
	{"poly.", "subtype"},
	{"paging.", "page iterator"},
	{"docs.", "description"},
	{"security.", "credential"},
	{"server.", "server"},
	{"package.", "package"},
	{"target.", "target"},
}

// kindOf returns the noun for the part that a finding is about.
func kindOf(f *review.Finding) string {
	for _, k := range kindNouns {
		if strings.HasPrefix(f.Rule+".", k.prefix) {
			return k.noun
		}
	}
	return "other change"
}

// kinds returns the numbers of findings by kind in order of their first: "35 fields,
// 14 types".
func kinds(list []*review.Finding) string {
	var nouns []string
	counts := map[string]int{}
	for _, f := range list {
		noun := kindOf(f)
		if counts[noun] == 0 {
			nouns = append(nouns, noun)
		}
		counts[noun]++
	}
	var parts []string
	for _, noun := range nouns {
		parts = append(parts, count(counts[noun], noun))
	}
	return strings.Join(parts, ", ")
}

// readFirst returns the files with the most severe changes, at most a few.
func readFirst(t *review.Target) []string {
	const most = 4
	var files []string
	for _, s := range []review.Severity{review.Break, review.Risk} {
		for _, f := range ofSeverity(t, s) {
			for _, symbol := range f.Symbols {
				file := clean(symbol.File)
				if symbol.New == "" {
					file = clean(symbol.NearFile)
				}
				if file != "" && !slices.Contains(files, file) && len(files) < most {
					files = append(files, file)
					break
				}
			}
		}
	}
	return files
}

// isProse reports whether Was and Is of a finding are texts, which are compared by
// words.
func isProse(f *review.Finding) bool {
	isText := slices.Contains(f.Classes, review.Docs) || slices.Contains(f.Classes, review.Codes)
	return isText && f.Was != "" && f.Is != "" && (strings.Contains(f.Was, " ") || strings.Contains(f.Is, " "))
}

// approvalLine returns an approval as the end of a sentence: "approved by ana: wanted".
func approvalLine(a *review.Approval) string {
	line := "approved"
	if a.By != "" {
		line += " by " + clean(a.By)
	}
	if a.Until != "" {
		line += " until " + clean(a.Until)
	}
	return line + ": " + clean(a.Reason)
}
