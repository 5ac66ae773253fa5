package names

// This file gives each claim in a scope a unique name.
//
// Explicit renames come first, then the names in fragen.lock. The remaining
// claims are resolved together, in rounds. Each claim has a list of candidates
// from the plainest name to the most qualified one. In each round, all claims
// that share a candidate move to their next one:
//
//	Mute, CallMute          → CallMute
//	Mute, ParticipantMute   → ParticipantMute
//
// No claim wins by coming first. A contested name is not used at all unless a
// claim runs out of candidates: readers would attribute it to the wrong claim. If
// fragen.lock has the name CallMute, the name Mute was contested when CallMute was
// assigned, so Mute is still contested: a rival that left the description and
// returns is ParticipantMute again.
//
// Rejected: giving the plain name to the shortest path or to the first claim in
// the document. It reads better at first, but adding an operation would then
// rename existing declarations.

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

// Claim requests a name in a scope.
type Claim struct {
	Key     string  // pointer and role; unique in the scope, breaks ties
	Wanted  []Ident // candidates, from the plainest to the most qualified
	Fixed   Ident   // explicit rename or name in fragen.lock, or ""
	FixedBy string  // ByRename or ByLock if Fixed is set
}

// Scope is a namespace in which each name may be declared once. The zero value
// is ready to use.
type Scope struct {
	// Reserved maps names that no claim may get to the reason, phrased to follow
	// "is reserved: ", such as "an import". Keywords and predeclared names are
	// reserved in every scope.
	Reserved map[Ident]string
}

// Conflict is a rename that cannot be applied.
type Conflict struct {
	Name   Ident    // requested name
	Keys   []string // keys of the claims renamed to Name, sorted
	Reason string   // lower case, such as "is reserved: an import"
}

// String returns the name and the reason, without the keys.
func (c Conflict) String() string { return fmt.Sprintf("name %q %s", string(c.Name), c.Reason) }

// Resolve gives each claim a unique name and returns the names by Claim.Key.
// The result does not depend on the order of claims. If a rename cannot be
// applied, Resolve returns a conflict and names the claim as if it had no
// rename, so every claim always has a name. Conflicts are sorted by name.
//
// Resolve silently drops a name from fragen.lock if a rename or the scope uses
// it, or if it is not valid. If the lock has a name twice, as after a merge of
// two branches, the claim with the smallest key gets it.
func (s *Scope) Resolve(claims []Claim) (map[string]Ident, []Conflict) {
	claims = slices.SortedFunc(slices.Values(claims), func(a, b Claim) int { return cmp.Compare(a.Key, b.Key) })
	for i := 1; i < len(claims); i++ {
		if claims[i].Key == claims[i-1].Key {
			panic("internal: two claims with the key " + claims[i].Key)
		}
	}
	r := &resolution{scope: s, names: map[string]Ident{}, holders: map[Ident]string{}, contested: map[Ident]bool{}}
	conflicts := r.assignRenames(claims)
	r.assignLocked(claims)
	r.contestPassedOver(claims)
	r.assignNumbers(r.resolveContenders(claims))
	return r.names, conflicts
}

// resolution is the state of one Resolve call.
type resolution struct {
	scope     *Scope
	names     map[string]Ident // assigned names by key
	holders   map[Ident]string // keys by assigned name
	contested map[Ident]bool   // names that several claims wanted
}

func (r *resolution) assign(key string, name Ident) {
	r.names[key] = name
	r.holders[name] = key
}

// rejection returns why no claim may have name, or "" if one may.
func (s *Scope) rejection(name Ident) string {
	switch why, reserved := s.Reserved[name]; {
	case IsKeyword(name):
		return "is reserved: a Go keyword"
	case IsPredeclared(name):
		return "is reserved: a predeclared Go identifier"
	case !IsValid(name):
		return "is not a valid Go identifier"
	case reserved && why == "":
		return "is reserved"
	case reserved:
		return "is reserved: " + why
	}
	return ""
}

// assignRenames applies the explicit renames.
func (r *resolution) assignRenames(claims []Claim) []Conflict {
	var conflicts []Conflict
	for _, group := range groupFixed(claims, ByRename) {
		name := group[0].Fixed
		reason := r.scope.rejection(name)
		if reason == "" {
			reason = caseMismatch(group)
		}
		if reason == "" && len(group) > 1 {
			reason = "is requested by " + strconv.Itoa(len(group)) + " renames"
		}
		if reason == "" {
			r.assign(group[0].Key, name)
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

// assignLocked applies the names of fragen.lock that are still available.
func (r *resolution) assignLocked(claims []Claim) {
	for _, group := range groupFixed(claims, ByLock) {
		name := group[0].Fixed
		fits := func(c Claim) bool { return caseMismatch([]Claim{c}) == "" }
		if i := slices.IndexFunc(group, fits); i >= 0 && r.holders[name] == "" && r.scope.rejection(name) == "" {
			r.assign(group[i].Key, name)
		}
	}
}

// contestPassedOver marks the candidates that come before the names of fragen.lock as
// contested.
func (r *resolution) contestPassedOver(claims []Claim) {
	for _, c := range claims {
		if c.FixedBy != ByLock || r.names[c.Key] != c.Fixed || len(c.Wanted) > 0 && c.Wanted[0] == c.Fixed {
			continue
		}
		candidates := validCandidates(c.Wanted)
		for _, name := range candidates[:max(slices.Index(candidates, c.Fixed), 0)] {
			r.contested[name] = true
		}
	}
}

// groupFixed returns the claims whose name is fixed by the given authority,
// ByRename or ByLock, grouped and sorted by that name.
func groupFixed(claims []Claim, by string) [][]Claim {
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

// caseMismatch returns why a fixed name has the wrong case, or "". The
// generated code depends on whether the declaration is exported, so a fixed
// name must be exported if the candidates are.
func caseMismatch(group []Claim) string {
	for _, c := range group {
		candidates := validCandidates(c.Wanted)
		if len(candidates) == 0 || token.IsExported(string(candidates[0])) == token.IsExported(string(c.Fixed)) {
			continue
		}
		if token.IsExported(string(c.Fixed)) {
			return "must not begin with a capital letter"
		}
		return "must begin with a capital letter"
	}
	return ""
}

// contender is a claim without a fixed name while its candidates are tried.
type contender struct {
	key        string
	candidates []Ident // valid names, without duplicates
	position   int     // index of the current candidate; len(candidates) if none is left
}

// resolveContenders assigns each remaining claim its first uncontested
// candidate. It returns the claims without one, sorted by key.
func (r *resolution) resolveContenders(claims []Claim) []*contender {
	var all []*contender
	for _, c := range claims {
		if _, done := r.names[c.Key]; !done {
			all = append(all, &contender{key: c.Key, candidates: validCandidates(c.Wanted)})
		}
	}
	for r.advance(all) {
	}
	var exhausted []*contender
	for _, c := range all {
		if c.position == len(c.candidates) {
			exhausted = append(exhausted, c)
			continue
		}
		r.assign(c.key, c.candidates[c.position])
	}
	return exhausted
}

// advance moves every contender whose current candidate is taken or contested
// to its next candidate, all at once. It reports whether any contender moved.
// The loop over advance ends because contenders never move back.
func (r *resolution) advance(all []*contender) bool {
	claimants := map[Ident]int{}
	for _, c := range all {
		if c.position < len(c.candidates) {
			claimants[c.candidates[c.position]]++
		}
	}
	moved := false
	for _, c := range all {
		if c.position == len(c.candidates) {
			continue
		}
		name := c.candidates[c.position]
		if claimants[name] > 1 {
			r.contested[name] = true
		}
		if r.contested[name] || !r.isFree(name) {
			c.position++
			moved = true
		}
	}
	return moved
}

// isFree reports whether name is neither assigned nor reserved.
func (r *resolution) isFree(name Ident) bool {
	_, held := r.holders[name]
	return !held && r.scope.rejection(name) == ""
}

// assignNumbers names the claims without an uncontested candidate, in the order
// of their keys. The first gets its last candidate if that is free; the others
// get it with a number, starting with 2.
func (r *resolution) assignNumbers(exhausted []*contender) {
	next := map[Ident]int{} // next number to try; keeps many equal names from taking quadratic time
	for _, c := range exhausted {
		base := Ident("X")
		if n := len(c.candidates); n > 0 {
			base = c.candidates[n-1]
		}
		name := base
		for n := max(next[base], 2); !r.isFree(name); n++ {
			name = appendNumber(base, n)
			next[base] = n + 1
		}
		r.assign(c.key, name)
	}
}

// appendNumber returns base followed by n, separated from digits in base. It cuts the end
// of a base so that the name has at most MaxLength letters, if base has.
func appendNumber(base Ident, n int) Ident {
	letters, room := []rune(string(base)), MaxLength-digitsOfNumber
	if len(letters) > room && len(letters) <= MaxLength {
		base = Ident(strings.TrimRight(string(letters[:room]), "_"))
	}
	if last, _ := utf8.DecodeLastRuneInString(string(base)); unicode.IsDigit(last) {
		base += "_"
	}
	return base + Ident(strconv.Itoa(n))
}

// validCandidates returns the identifiers in wanted without duplicates.
func validCandidates(wanted []Ident) []Ident {
	var out []Ident
	for _, name := range wanted {
		if token.IsIdentifier(string(name)) && strings.Trim(string(name), "_") != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
