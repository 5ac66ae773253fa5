package review

// This file collects the changes that the comparison finds. A change becomes a
// finding when the Go symbols are known that change with it, see explain.go.
//
// A comparison adds a change with the evidence that the description gives: whether
// requests or responses of the old SDK no longer fit, and whether the SDK behaves
// differently. Whether callers stop compiling is never guessed: the symbols decide.

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// change is a difference between the two descriptions or between the code tables.
type change struct {
	rule      string
	at        diag.Pointer // of the new description, or of the old one if the part is gone
	old, now  diag.Pos
	near      diag.Pos // if the part is gone: of the closest part of the new description that contained it
	subject   string
	was, is   string
	text      string
	remedy    string   // "" for that of the rule
	severity  Severity // without evidence; "" for that of the rule
	source    bool     // callers stop compiling although no symbol differs
	wire      Severity // if requests or responses no longer fit; "" if they do
	behaviour Severity // if the SDK behaves differently; "" if it does not

	reach   reach     // operations that reach the place
	only    Direction // direction that the change affects if it affects only one, see affected; "" for that of reach
	refused reach     // responses that the old SDK cannot decode, see affected
	oldTree []any     // parts of the old API whose Go symbols may change
	newTree []any     // parts of the new API whose Go symbols may change
	unset   bool      // composite literals without the field of the place are uses of it
	quiet   bool      // the change alone does not change the types of symbols
	moves   bool      // the change replaces symbols, but does not change their types
	naming  bool      // symbols that name the types in oldTree and newTree may change too
	order   string    // position in the report; "" for that of the place

	bySelection bool // the selection is the reason if no other change is, see linkSelection

	group string // identifies the place if several pointers are one place; "" for the pointer

	like       string    // equal for parameters of operations that are the same except for the operation
	within     *api.Type // type that has the changed property, value or alternative
	replaced   *api.Type // component that is gone and whose place has another type now
	also       []diag.Pointer
	identity   []string    // of a consequence: values of its cause, which its fingerprint depends on
	holders    []string    // types that have the changed property, see holderOf
	isDeclarer bool        // the only holder declares the property
	subjects   []string    // of joined changes of other types
	joined     []string    // stable pointers of equal changes of equal inline types and parameters
	uses       []any       // parts of both APIs whose symbols do not differ, but whose uses are affected
	types      []*api.Type // used at the place besides those in the trees
	symbols    []*symbolChange
	cause      *change
}

// add adds a change. A change that differs only in its place from an earlier one
// is joined with it if both have the same pointer. It returns the joined change.
func (c *comparer) add(x *change) *change {
	key := strings.Join([]string{x.rule, c.stablePointer(x), x.was, x.is}, "\x00")
	known := c.merged[key]
	if known == nil {
		c.merged[key] = x
		c.changes = append(c.changes, x)
		return x
	}
	c.join(known, x)
	return known
}

// join adds the evidence and the parts of another change.
func (c *comparer) join(x, other *change) {
	x.severity = worse(x.severity, other.severity)
	x.wire = worse(x.wire, other.wire)
	x.behaviour = worse(x.behaviour, other.behaviour)
	x.joinEffects(other)
	c.extendReach(x, other.reach)
	x.oldTree = append(x.oldTree, other.oldTree...)
	x.newTree = append(x.newTree, other.newTree...)
	x.types = append(x.types, other.types...)
	x.holders, x.uses = append(x.holders, other.holders...), append(x.uses, other.uses...)
	x.naming, x.unset = x.naming || other.naming, x.unset || other.unset
	x.bySelection = x.bySelection && other.bySelection
	for _, p := range append([]diag.Pointer{other.at}, other.also...) {
		if p != x.at && !slices.Contains(x.also, p) {
			x.also = append(x.also, p)
		}
	}
}

// joinEffects joins the directions and the refused responses of two changes. If one of them
// has no refused responses, all of its responses count.
func (x *change) joinEffects(other *change) {
	if x.only != other.only {
		x.only = ""
	}
	if !x.refused.response && !other.refused.response {
		return
	}
	of := func(x *change) reach {
		if x.refused.response {
			return x.refused
		}
		return reach{response: x.reach.response, receivers: x.reach.receivers}
	}
	x.refused = of(x).with(of(other))
}

// extendReach adds the operations of another change.
func (c *comparer) extendReach(x *change, other reach) {
	x.reach.request, x.reach.response = x.reach.request || other.request, x.reach.response || other.response
	x.reach.senders = x.reach.senders.extended(other.senders)
	x.reach.receivers = x.reach.receivers.extended(other.receivers)
}

// extended returns the union of two sets, each of which may be nil. A change can join
// thousands of others, so its set is a new one that later calls extend.
func (s *labelSet) extended(other *labelSet) *labelSet {
	if other == nil || s != nil && s.contains(other) {
		return s
	}
	if s == nil {
		s = &labelSet{table: other.table, bits: other.table.newBits(), owned: true}
	} else if !s.owned {
		s = &labelSet{table: s.table, bits: slices.Clone(s.bits), owned: true}
	}
	s.bits.addAll(other.bits)
	s.list = nil
	return s
}

// worse returns the more severe of two severities, each of which may be "".
func worse(a, b Severity) Severity {
	switch {
	case a == "":
		return b
	case b == "" || rank(a) <= rank(b):
		return a
	}
	return b
}

// rank returns the position of a severity, 0 for the most severe.
func rank(s Severity) int { return slices.Index(Severities, s) }

// stablePointer returns the pointer of a change without the indices of alternatives,
// which other changes move. The subject replaces them.
func (c *comparer) stablePointer(x *change) string {
	if x.group != "" {
		return x.group
	}
	if p := withoutIndices(x.at); p != x.at {
		return string(p) + "@" + x.subject
	}
	return string(x.at)
}

// withoutIndices replaces the indices of alternatives by asterisks.
func withoutIndices(at diag.Pointer) diag.Pointer {
	tokens := at.Tokens()
	var p diag.Pointer
	for i, token := range tokens {
		if i > 0 && isIndex(token) && isAlternatives(tokens[i-1]) {
			token = "*"
		}
		p = p.Child(token)
	}
	return p
}

func isIndex(token string) bool { return token != "" && strings.Trim(token, "0123456789") == "" }

func isAlternatives(keyword string) bool {
	switch keyword {
	case "oneOf", "anyOf", "allOf", "prefixItems", "parameters":
		return true
	}
	return false
}

// fingerprint identifies a change across commits: it depends on the rule, the places, both
// values and the types that have a changed property, not on positions, texts or operations.
// An approval therefore does not cover the same change of another type.
func (c *comparer) fingerprint(x *change) string {
	places := append([]string{c.stablePointer(x)}, x.joined...)
	if strings.HasPrefix(x.rule, "param.") && strings.HasSuffix(x.group, "{}") { // shared by several paths
		for _, p := range append([]diag.Pointer{x.at}, x.also...) {
			places = append(places, string(withoutIndices(p)))
		}
	}
	places = sortedSet(places)
	parts := []string{x.rule, strings.Join(places, "\x01"), x.was, x.is}
	if holders := sortedSet(x.holders); len(holders) > 1 || len(holders) == 1 && !x.isDeclarer {
		parts = append(parts, holders...)
	}
	parts = append(parts, x.identity...)
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

func sortedSet(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

// holderOf identifies a type that has a changed property, also if other alternatives move.
func holderOf(t *api.Type) string {
	if t.Key != "" {
		return t.Key
	}
	return string(withoutIndices(t.Origin.Pointer))
}

// sent is the severity s for a place that requests reach, and "" for others.
func (r reach) sent(s Severity) Severity {
	if r.request {
		return s
	}
	return ""
}

// received is the severity s for a place that responses reach, and "" for others.
func (r reach) received(s Severity) Severity {
	if r.response {
		return s
	}
	return ""
}

// severityIf returns s if yes is true, and "" otherwise.
func severityIf(yes bool, s Severity) Severity {
	if yes {
		return s
	}
	return ""
}

// between sets the positions of a change from the origins of both sides, each of
// which may be nil. The pointer is the new one unless the part is gone.
func (x *change) between(old, now *api.Origin) *change {
	if old != nil {
		x.old, x.at = old.Pos, old.Pointer
	}
	if now != nil {
		x.now, x.at = now.Pos, now.Pointer
	}
	return x
}
