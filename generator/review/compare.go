package review

// This file compares two generations: it matches their parts, compares the matched
// parts, relates the Go symbols that differ to the changes, and puts the findings in
// the order of a report.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Compare returns the report about a target, given both of its generations. A
// generation is nil if the target does not exist on its side. The result has no
// Step.
func Compare(before, after *Generation) *Target {
	c := newComparer(before, after)
	side := c.now.gen
	if side == nil {
		side = c.old.gen
	}
	out := &Target{Name: side.Name, Dir: side.Dir, Counts: Counts{}}
	out.Files = countFiles(c.old.files(), c.now.files())
	if before != nil && after != nil && before.Dir != after.Dir {
		out.Files = countFiles(c.old.files(), nil)
		added := countFiles(nil, c.now.files())
		out.Files.Added, out.Files.Inserted = added.Added, added.Inserted
	}
	if before == nil || after == nil {
		c.compareTargets()
	} else {
		c.match()
		c.compareAll()
	}
	c.explain(c.diffSymbols())
	c.linkCauses()
	c.joinPlaces()
	out.Findings = c.findings()
	for _, f := range out.Findings {
		out.Counts[f.Severity]++
	}
	return out
}

// compareAll compares all matched parts and adds those without a match.
func (c *comparer) compareAll() {
	c.compareAPI()
	c.compareOperations()
	c.compareSecurity() // before the callbacks, which need the new names of security schemes
	c.compareCallbacks()
	c.compareTypes()
	c.compareServers()
	c.compareTables()
	c.compareLeftOut()
	c.compareWarnings()
	c.comparePackages()
	c.compareGoNames()
	c.compareNames()
	c.compareSharing()
	c.compareDecoding()
	c.joinComponents()
}

// compareTargets adds the change of a target that exists on one side only.
func (c *comparer) compareTargets() {
	x := &change{rule: "target.added", severity: Add, text: "the target is new"}
	gen, tree := c.now.gen, &x.newTree
	if gen == nil {
		x.rule, x.severity, x.text = "target.removed", Break, "the target was removed"
		gen, tree = c.old.gen, &x.oldTree
	}
	x.subject = gen.Name
	if gen.Plan != nil {
		for _, pkg := range gen.Plan.Packages {
			*tree = append(*tree, folder{pkg.Dir})
		}
	}
	c.add(x)
}

// findings returns the findings in the order of the report.
func (c *comparer) findings() []*Finding {
	ready := map[*change]*Finding{}
	for _, x := range c.changes {
		ready[x] = c.finding(x)
	}
	for _, x := range c.changes {
		if x.cause != nil {
			cause := ready[x.cause]
			cause.Causes = append(cause.Causes, ready[x].Fingerprint)
		}
	}
	changes := slices.Clone(c.changes)
	group := func(x *change) string { return string(ready[x].Severity) + "\x00" + ready[x.root()].Subject }
	first := map[string]string{} // place of a group of findings with one severity and subject
	for _, x := range changes {
		if known, ok := first[group(x)]; !ok || x.root().place() < known {
			first[group(x)] = x.root().place()
		}
	}
	slices.SortStableFunc(changes, func(a, b *change) int {
		x, y := ready[a], ready[b]
		return cmp.Or(
			cmp.Compare(rank(x.Severity), rank(y.Severity)),
			strings.Compare(first[group(a)], first[group(b)]),
			strings.Compare(a.root().place(), b.root().place()),
			strings.Compare(ready[a.root()].Fingerprint, ready[b.root()].Fingerprint),
			compareBool(a.cause != nil, b.cause != nil),
			strings.Compare(a.place(), b.place()),
			strings.Compare(x.Rule, y.Rule),
			strings.Compare(x.Was, y.Was),
			strings.Compare(x.Is, y.Is),
			strings.Compare(x.Subject, y.Subject),
		)
	})
	var out []*Finding
	for _, x := range changes {
		slices.Sort(ready[x].Causes)
		out = append(out, ready[x])
	}
	return unique(out)
}

// root returns the cause of a change, or the change itself if it has none.
func (x *change) root() *change {
	if x.cause != nil {
		return x.cause
	}
	return x
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// unique makes the fingerprints of findings unique.
func unique(list []*Finding) []*Finding {
	seen := map[string]bool{}
	var out []*Finding
	for _, f := range list {
		if !seen[f.Fingerprint] {
			seen[f.Fingerprint] = true
			out = append(out, f)
		}
	}
	return out
}

// place is the position of a change in the report: by path, then by component.
func (x *change) place() string {
	if x.order != "" {
		return x.order
	}
	if rest, ok := strings.CutPrefix(string(x.at), "/paths/"); ok {
		return "0" + rest
	}
	return "1" + string(x.at)
}

// finding returns the finding of a change.
func (c *comparer) finding(x *change) *Finding {
	rule, _ := FindRule(x.rule)
	x.reach = x.affected()
	c.setPlaces(x)
	f := &Finding{
		Fingerprint: c.fingerprint(x), Rule: x.rule, Direction: x.reach.direction(),
		Subject: x.subjectText(), Operations: c.operationsOf(x), Was: x.was, Is: x.is, Text: x.text,
		Remedy: cmp.Or(x.remedy, rule.Remedy),
		At:     At{Pointer: "#" + string(x.at), Old: position(x.old), New: position(x.now), Near: position(x.near)},
	}
	if f.Direction == Both && !x.reach.senders.equal(x.reach.receivers) {
		f.SentBy, f.ReceivedBy = c.withNewLabels(x, x.reach.senders), c.withNewLabels(x, x.reach.receivers)
	}
	for _, p := range x.also {
		f.Also = append(f.Also, "#"+string(p))
	}
	slices.Sort(f.Also)
	f.Symbols = c.symbolsOf(x)
	if x.replacesArgument() {
		x.behaviour, f.Remedy = Break, "check the arguments of the calls, which compile but have another meaning"
	}
	f.Severity, f.Classes = x.weigh(rule)
	f.Step = stepOf(f.Severity)
	f.Related = c.related(x, f)
	if x.unset {
		f.Unset = c.symbolsOfPlaces(x)
	}
	if f.Severity != Break && f.Severity != Risk {
		f.Remedy = x.remedy
	}
	return f
}

// maxSubjects is the number of types that the subject of a finding lists.
const maxSubjects = 3

// subjectText returns the subject of a change: "Card", "Card and Wallet", or "Bank, Card,
// Check and 4 more types".
func (x *change) subjectText() string {
	all := append([]string{x.subject}, x.subjects...)
	if last := len(all) - 1; last > 0 && last < maxSubjects {
		return strings.Join(all[:last], ", ") + " and " + all[last]
	}
	return andMore(all, maxSubjects, "type")
}

// operationsOf returns the labels of the operations that a change reaches. A moved operation
// has its new label, except in the finding about the move.
func (c *comparer) operationsOf(x *change) []string {
	return c.withNewLabels(x, x.reach.senders.with(x.reach.receivers))
}

// withNewLabels returns the labels of operations that a change reaches.
func (c *comparer) withNewLabels(x *change, set *labelSet) []string {
	list := set.sorted()
	if x.rule == "path.renamed" || !slices.ContainsFunc(list, func(label string) bool { return c.moved[label] != "" }) {
		return list
	}
	var out []string
	for _, label := range list {
		out = append(out, cmp.Or(c.moved[label], label))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// replacesArgument reports whether a change of parameters leaves a method with the same types
// of arguments, one of which has another meaning:
//
//	Get(ctx, tenant string, options)  →  Get(ctx, session string, options)
func (x *change) replacesArgument() bool {
	switch x.rule {
	case "param.optional", "param.required", "param.removed", "param.added.required", "param.order":
		return slices.ContainsFunc(x.symbols, func(s *symbolChange) bool {
			return s.Old != nil && s.New != nil && s.Old.Kind == "method" && s.New.Kind == "method" &&
				s.Old.Type == s.New.Type && s.Old.Full != s.New.Full
		})
	}
	return false
}

// weigh returns the severity of a change and the classes of its evidence.
func (x *change) weigh(rule Rule) (Severity, []Class) {
	severity := cmp.Or(x.severity, rule.base())
	classes := []Class{}
	if x.breaksCallers() {
		severity = Break
		classes = append(classes, GoSource)
	}
	if x.behaviour != "" {
		severity = worse(severity, x.behaviour)
		classes = append(classes, GoBehaviour)
	}
	if x.wire != "" {
		severity = worse(severity, x.wire)
		classes = append(classes, Wire)
	}
	for _, class := range rule.Classes {
		if class == Codes || class == Docs || class == Generator {
			classes = append(classes, class)
		}
	}
	added := slices.ContainsFunc(x.symbols, func(s *symbolChange) bool { return s.Old == nil })
	if added && len(classes) == 0 && rank(severity) > rank(Add) {
		severity = Add
	}
	return severity, classes
}

// stepOf returns the step of a version that a severity requires.
func stepOf(s Severity) StepKind {
	switch s {
	case Break:
		return Major
	case Risk, Add:
		return Minor
	case Text:
		return Patch
	}
	return NoStep
}

func position(p diag.Pos) *Position {
	if p.Line == 0 {
		return nil
	}
	return &Position{p.File, p.Line, max(p.Col, 1)}
}
