package review

// This file has the type of a rule. A finding has the ID of a rule.

import "slices"

// Rule is a row of the catalogue.
type Rule struct {
	ID       string   // such as "prop.required"
	Severity Severity // the worst of its findings
	Classes  []Class  // those that its findings may have
	Title    string   // a sentence about the change, such as "A property became required"
	Help     string   // the effect, for "fragen review --explain"
	Remedy   string   // an imperative; "" if callers need no change
}

// Rules returns the catalogue, sorted by ID.
func Rules() []Rule { return slices.Clone(catalogue) }

// FindRule returns the rule with an ID.
func FindRule(id string) (Rule, bool) {
	i := slices.IndexFunc(catalogue, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return catalogue[i], true
}

// base returns the severity of a finding without evidence: no Go symbol changes
// incompatibly, requests and responses fit, and the SDK behaves as before.
func (r Rule) base() Severity {
	if r.Severity != Break && r.Severity != Risk {
		return r.Severity
	}
	for _, class := range r.Classes {
		if class == GoSource || class == GoBehaviour || class == Wire {
			return None
		}
	}
	return r.Severity
}
