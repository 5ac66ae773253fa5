package review

// This file is the catalogue of rules. A finding has the ID of a rule.

import "slices"

// Rule is a row of the catalogue.
type Rule struct {
	ID       string // such as "prop.required"
	Severity Severity
	Classes  []Class
	Title    string // a sentence about the change, such as "A property became required"
	Help     string // effect and remedy, for "fragen review --explain"
}

// Rules returns the catalogue, sorted by ID.
func Rules() []Rule {
	rules := slices.Clone(catalogue)
	return rules
}

// FindRule returns the rule with an ID.
func FindRule(id string) (Rule, bool) {
	i := slices.IndexFunc(catalogue, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return catalogue[i], true
}

// catalogue is sorted by ID.
var catalogue = []Rule{
	{
		"go.unexplained", Break,
		[]Class{GoSource},
		"The Go code changed for an unknown reason",
		"No rule explains this change of a Go symbol. Read the diff of the file.",
	},
}
