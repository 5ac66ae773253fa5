package names

// Who gets a name that several want. Explicit renames are settled first, then
// the names in fragen.lock, then everybody else at once: in rounds, each
// claimant stands on one rung of its ladder, and all that stand on one name
// step up, so that none wins by coming first. A name that was fought over is
// given to nobody afterwards, unless a ladder ends: it would mislead.
//
// Turned down: letting the shortest path or the first in the document keep the
// plain name. It reads better once, and renames when an operation is added.

import (
	"cmp"
	"fmt"
	"go/token"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The values of Claim.FixedBy.
const (
	ByRename = "rename" // an explicit rename in fragen.yaml
	ByLock   = "lock"   // the name that fragen.lock remembers
)

// Claim asks for a name in a scope.
type Claim struct {
	Key     string  // who asks: pointer and role. Unique in the scope, breaks ties
	Wanted  []Ident // ladder: the preferred name first, then ever more qualified ones
	Fixed   Ident   // explicit rename or name in fragen.lock; "" when there is none
	FixedBy string  // ByRename or ByLock, when Fixed is not ""
}

// Scope is a space of names in which each may be declared once. The zero value
// is ready to use.
type Scope struct {
	// Reserved are the names that no claim may get, each with the reason, made
	// to stand after "is": "an import", "a method of every client". Keywords
	// and predeclared names are reserved in every scope.
	Reserved map[Ident]string
}

// Conflict is a rename that cannot be granted.
type Conflict struct {
	Name   Ident    // the name asked for
	Keys   []string // those who asked for it, sorted
	Reason string   // for people, lower case: "is reserved: an import"
}

// String says what is wrong, without the keys.
func (c Conflict) String() string { return fmt.Sprintf("name %q %s", string(c.Name), c.Reason) }

// Resolve gives each claim a name of its own: map key is Claim.Key. The result
// does not depend on the order of claims. Where a rename cannot be granted a
// conflict is returned, and the claim is named as if it had none, so that the
// result is whole in any case. Conflicts are sorted by name.
//
// A name from fragen.lock is given up silently when a rename or the scope now
// needs it, when it cannot be declared, or when the lock gives it twice.
func (s *Scope) Resolve(claims []Claim) (map[string]Ident, []Conflict) {
	claims = slices.SortedFunc(slices.Values(claims), func(a, b Claim) int { return cmp.Compare(a.Key, b.Key) })
	for i := 1; i < len(claims); i++ {
		if claims[i].Key == claims[i-1].Key {
			panic("internal: two claims with the key " + claims[i].Key)
		}
	}
	r := &resolution{scope: s, names: map[string]Ident{}, holder: map[Ident]string{}, burnt: map[Ident]bool{}}
	conflicts := r.renames(claims)
	r.locked(claims)
	r.number(r.climb(claims))
	return r.names, conflicts
}

// resolution is the state of one Resolve.
type resolution struct {
	scope  *Scope
	names  map[string]Ident // by key: settled
	holder map[Ident]string // by name: the key it is settled for
	burnt  map[Ident]bool   // fought over
}

func (r *resolution) settle(key string, name Ident) {
	r.names[key] = name
	r.holder[name] = key
}

// reason says why name can be nobody's, "" when it can.
func (s *Scope) reason(name Ident) string {
	switch why, reserved := s.Reserved[name]; {
	case IsKeyword(name):
		return "is reserved: a keyword of Go"
	case IsPredeclared(name):
		return "is reserved: Go declares it everywhere"
	case !IsValid(name):
		return "is no Go identifier"
	case reserved && why == "":
		return "is reserved"
	case reserved:
		return "is reserved: " + why
	}
	return ""
}

// renames settles the explicit renames.
func (r *resolution) renames(claims []Claim) []Conflict {
	var conflicts []Conflict
	for _, group := range fixed(claims, ByRename) {
		name := group[0].Fixed
		reason := r.scope.reason(name)
		if reason == "" {
			reason = caseReason(group)
		}
		if reason == "" && len(group) > 1 {
			reason = "is asked for by " + strconv.Itoa(len(group)) + " renames"
		}
		if reason == "" {
			r.settle(group[0].Key, name)
			continue
		}
		conflict := Conflict{Name: name, Reason: reason}
		for _, c := range group {
			conflict.Keys = append(conflict.Keys, c.Key)
		}
		conflicts = append(conflicts, conflict)
	}
	return conflicts
}

// locked settles the names of fragen.lock that can still be had.
func (r *resolution) locked(claims []Claim) {
	for _, group := range fixed(claims, ByLock) {
		name := group[0].Fixed
		if len(group) == 1 && r.holder[name] == "" && r.scope.reason(name) == "" && caseReason(group) == "" {
			r.settle(group[0].Key, name)
		}
	}
}

// fixed returns the claims whose name is fixed by the given authority, grouped
// and sorted by that name.
func fixed(claims []Claim, by string) [][]Claim {
	groups := map[Ident][]Claim{}
	for _, c := range claims {
		switch {
		case c.Fixed == "":
		case c.FixedBy == by:
			groups[c.Fixed] = append(groups[c.Fixed], c)
		case c.FixedBy != ByRename && c.FixedBy != ByLock:
			panic("internal: claim " + c.Key + " is fixed by " + strconv.Quote(c.FixedBy))
		}
	}
	var out [][]Claim
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, groups[name])
	}
	return out
}

// caseReason says why a fixed name has the wrong case for what it names: the
// code is written for the ladder's visibility.
func caseReason(group []Claim) string {
	for _, c := range group {
		rungs := ladder(c.Wanted)
		if len(rungs) == 0 || token.IsExported(string(rungs[0])) == token.IsExported(string(c.Fixed)) {
			continue
		}
		if token.IsExported(string(c.Fixed)) {
			return "must not begin with a capital letter"
		}
		return "must begin with a capital letter"
	}
	return ""
}

// climber is a claim on its way up its ladder.
type climber struct {
	key    string
	ladder []Ident // valid names only, each once
	rung   int     // len(ladder) when it has ended
}

// climb settles all claims that find a name of their own on their ladder and
// returns the others, sorted by key.
func (r *resolution) climb(claims []Claim) []*climber {
	var all []*climber
	for _, c := range claims {
		if _, done := r.names[c.Key]; !done {
			all = append(all, &climber{key: c.Key, ladder: ladder(c.Wanted)})
		}
	}
	for r.round(all) {
	}
	var ended []*climber
	for _, c := range all {
		if c.rung == len(c.ladder) {
			ended = append(ended, c)
			continue
		}
		r.settle(c.key, c.ladder[c.rung])
	}
	return ended
}

// round moves everybody who stands on a name that cannot be theirs one rung
// up, at once, and reports whether anybody moved. It ends since nobody steps
// down.
func (r *resolution) round(all []*climber) bool {
	on := map[Ident]int{}
	for _, c := range all {
		if c.rung < len(c.ladder) {
			on[c.ladder[c.rung]]++
		}
	}
	moved := false
	for _, c := range all {
		if c.rung == len(c.ladder) {
			continue
		}
		name := c.ladder[c.rung]
		if on[name] > 1 {
			r.burnt[name] = true
		}
		if r.burnt[name] || !r.free(name) {
			c.rung++
			moved = true
		}
	}
	return moved
}

// free reports whether name is neither settled nor reserved.
func (r *resolution) free(name Ident) bool {
	_, held := r.holder[name]
	return !held && r.scope.reason(name) == ""
}

// number settles those whose ladder has ended: by key, the first has the last
// rung as it is when nobody else got it, the others have numbers from 2.
func (r *resolution) number(ended []*climber) {
	next := map[Ident]int{} // where to go on, lest many of one name cost their square
	for _, c := range ended {
		base := Ident("X")
		if n := len(c.ladder); n > 0 {
			base = c.ladder[n-1]
		}
		name := base
		for n := max(next[base], 2); !r.free(name); n++ {
			name = numbered(base, n)
			next[base] = n + 1
		}
		r.settle(c.key, name)
	}
}

// numbered returns base with a number that is told apart from base's digits.
func numbered(base Ident, n int) Ident {
	if last, _ := utf8.DecodeLastRuneInString(string(base)); unicode.IsDigit(last) {
		base += "_"
	}
	return base + Ident(strconv.Itoa(n))
}

// ladder returns the rungs of wanted that are identifiers, each once.
func ladder(wanted []Ident) []Ident {
	var out []Ident
	for _, name := range wanted {
		if token.IsIdentifier(string(name)) && strings.Trim(string(name), "_") != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
