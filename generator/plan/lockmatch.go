package plan

// This file finds the entries of fragen.lock that belong to the elements of the
// current API description.
//
// Most keys are the same in both. The keys of inline alternatives contain an
// index, which changes when another alternative is inserted before them:
//
//	/components/schemas/source/oneOf/0/properties/number
//	/components/schemas/source/oneOf/1/properties/iban
//
// Therefore the alternatives of a list are matched by content: by title, by the
// values that they allow for a property, and by the names of their properties. The
// index decides only between alternatives that fit equally well. The content of an
// alternative is in the keys below its index. Two kinds of entries serve that purpose:
//
//	…/oneOf/0/title/Card                 a title; the entry has no name
//	…/oneOf/1/properties/kind/enum/cat   the only value of a property; the entry has no name
//	…/oneOf/2/is/[]cat                   a type without a Go type of its own; it names the wrapper
//
// The pointer of a whole list changes with the media type or the status above it, or
// from oneOf to anyOf. If the plan has no list at a locked pointer, the list is
// matched with a new list whose type has the same name.
//
// The name of a removed alternative without a title stays in the lock so that no
// later alternative gets its number and seems to be the removed one:
//
//	removed:/SourceVariant2
//
// The entries of the parts of an allOf and of the types of path parameters, which
// may have been renamed, are matched in the same way.

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

const (
	removedPrefix = "removed:/" // of the key with the name of a removed alternative
	titleToken    = "title"
	contentToken  = "is"
)

// removedSymbols returns the entries with the names of removed alternatives.
func (pl *planner) removedSymbols() []Symbol {
	var list []Symbol
	for _, name := range pl.namer.lock.removed {
		list = append(list, Symbol{Key: removedPrefix + string(name), Number: 1})
	}
	return list
}

// alternativeKey matches the key of the type of an alternative.
var alternativeKey = regexp.MustCompile(`/(oneOf|anyOf|allOf)/[0-9]+@[a-z]+$`)

// isNumbered reports whether a symbol is the type of an alternative and its name
// ends with a number.
func (s Symbol) isNumbered() bool {
	return s.Name != "" && isDigit(s.Name[len(s.Name)-1]) && alternativeKey.MatchString(s.Key)
}

// titleSymbols returns the entries with the titles of inline alternatives.
func (pl *planner) titleSymbols() []Symbol {
	var list []Symbol
	for _, t := range pl.ordered {
		if p := t.Parent; p != nil && p.Titled {
			key := typeKeyPrefix(t) + string(diag.Pointer("/"+titleToken).Child(p.Role))
			list = append(list, Symbol{Key: key, Number: 1})
		}
	}
	return list
}

// constantSymbols returns the entries with the constants of inline alternatives.
func (pl *planner) constantSymbols() []Symbol {
	var list []Symbol
	for _, t := range pl.ordered {
		for _, f := range t.Fields {
			key := typeKeyPrefix(t) + string(diag.Pointer("/properties").Child(f.Name))
			if f.Type.Type.Kind == api.Enum || f.Constant == "" || !hasIndex(key) {
				continue
			}
			value := cmp.Or(api.StringValue(f.Constant), f.Constant)
			list = append(list, Symbol{Key: key + string(diag.Pointer("/enum").Child(value)), Number: 1})
		}
	}
	return list
}

// contentOf describes a type for the lock: "[]cat", "map[]int32". Inline types are
// described by the keys below them, not by their name, which may contain an index.
func contentOf(t *api.Type) string {
	switch t.Kind {
	case api.List:
		return "[]" + contentOf(t.Elem.Type)
	case api.Map:
		return "map[]" + contentOf(t.Elem.Type)
	case api.Collection, api.Object, api.Enum, api.Union:
		return t.Key
	}
	return string(t.Kind)
}

// relocate returns the locked symbols with the keys that their elements have in
// this plan, whose keys are known. It leaves out those of alternatives that are gone
// from a list that still exists, and returns their names.
func (pl *planner) relocate(locked []Symbol, known map[string]bool) (moved []Symbol, gone []names.Ident) {
	var old, now []entry
	for key := range known {
		if hasIndex(key) {
			now = append(now, entry{key, key})
		}
	}
	symbols := map[string]Symbol{}
	parameters := pl.parameterKeys()
	for _, s := range locked {
		if !known[s.Key] {
			s.Key = pl.keyOfFormat1(s.Key, parameters)
		}
		if !hasIndex(s.Key) {
			moved = append(moved, s)
			continue
		}
		symbols[s.Key] = s
		old = append(old, entry{s.Key, s.Key})
	}
	m := &listMatcher{
		keys: map[string]string{}, removed: map[string]bool{},
		before: sync.OnceValue(func() map[string]string { return namesByKey(locked) }),
		after:  sync.OnceValue(func() map[string]string { return namesByKey(pl.symbols()) }),
	}
	m.match("", old, now)
	for _, e := range old {
		s := symbols[e.key]
		if key := m.keys[e.key]; key != "" {
			s.Key = key
			moved = append(moved, s)
		} else if !m.removed[e.key] {
			gone = append(gone, s.ident())
			if s.isNumbered() {
				moved = append(moved, Symbol{Key: removedPrefix + string(s.ident()), Number: 1})
			}
		}
	}
	return moved, gone
}

// parameterKeys returns the keys of the types of parameters by their pointers, such
// as "/paths/~1pets/get/parameters/0/schema".
func (pl *planner) parameterKeys() map[string]string {
	keys := map[string]string{}
	for _, t := range pl.ordered {
		if p := t.Parent; p != nil && p.Param != "" {
			keys[string(t.Origin.Pointer)] = typeKeyPrefix(t)
		}
	}
	return keys
}

// keyOfFormat1 returns the key that a symbol has now, given its key in a lock of
// format 1. That has the pointers of parameters in the keys of the types in them.
func (pl *planner) keyOfFormat1(key string, parameters map[string]string) string {
	if alias, ok := pl.namer.aliases[key]; ok {
		return alias
	}
	if strings.Contains(key, "/parameters/") {
		for end := len(key); end > 0; end = strings.LastIndexByte(key[:end], '/') {
			if to, ok := parameters[key[:end]]; ok {
				return to + key[end:]
			}
		}
	}
	return key
}

// entry is a key and the part of it that is still to be matched.
type entry struct{ key, rest string }

// cutList splits a key around its first list: "/a/oneOf/", "1" and
// "/properties/b". The index is empty if the key has no list.
func cutList(key string) (list, index, rest string) {
	for at := 0; ; {
		next := strings.IndexByte(key[at:], '/')
		if next < 0 {
			return "", "", key
		}
		at += next + 1
		for _, keyword := range []string{"oneOf/", "anyOf/", "allOf/", "parameters/path/"} {
			if !strings.HasPrefix(key[at:], keyword) {
				continue
			}
			start := at + len(keyword)
			end := start + indexLength(key[start:], keyword == "parameters/path/")
			if end > start {
				return key[:start], key[start:end], key[end:]
			}
		}
	}
}

// indexLength returns the length of the index or name at the beginning of a key.
func indexLength(key string, named bool) int {
	end := len(key)
	if i := strings.IndexByte(key, '/'); i >= 0 {
		end = i
	}
	if i := strings.LastIndexByte(key[:end], '@'); i >= 0 {
		end = i
	}
	if !named && strings.Trim(key[:end], "0123456789") != "" {
		return 0
	}
	return end
}

// hasIndex reports whether a key contains a list. Few keys do.
func hasIndex(key string) bool {
	if !strings.Contains(key, "Of/") && !strings.Contains(key, "/parameters/path/") {
		return false
	}
	_, index, _ := cutList(key)
	return index != ""
}

// listMatcher finds the keys of locked entries in the plan.
type listMatcher struct {
	keys    map[string]string
	removed map[string]bool          // locked keys in lists that no longer exist
	before  func() map[string]string // names in the lock by key
	after   func() map[string]string // names by key, without the lock
}

func namesByKey(symbols []Symbol) map[string]string {
	byKey := make(map[string]string, len(symbols))
	for _, s := range symbols {
		byKey[s.Key] = s.Name
	}
	return byKey
}

// listName returns the name of the type that has a list, given an entry in the
// list: the name of "/a/schema" or "/a/schema@type" for "/a/schema/oneOf/".
func listName(byKey map[string]string, e entry, list string) string {
	parent := e.key[:len(e.key)-len(e.rest)] + strings.TrimSuffix(list, "/")
	parent = parent[:max(0, strings.LastIndexByte(parent, '/'))]
	return cmp.Or(byKey[parent+roleType], byKey[parent])
}

// newLists returns the planned lists that have no locked entries, by the name of
// their type.
func (m *listMatcher) newLists(locked, planned map[string][]entry) map[string]string {
	byName := map[string]string{}
	for list, entries := range planned {
		if list == "" || locked[list] != nil {
			continue
		}
		name := listName(m.after(), entries[0], list)
		if other, ok := byName[name]; name != "" && (!ok || list < other) {
			byName[name] = list
		}
	}
	return byName
}

// match matches the entries below prefix, which is a part of a planned key.
func (m *listMatcher) match(prefix string, old, now []entry) {
	planned := map[string][]entry{}
	for _, e := range now {
		list, _, _ := cutList(e.rest)
		planned[list] = append(planned[list], e)
	}
	var lists []string
	locked := map[string][]entry{}
	for _, e := range old {
		list, _, _ := cutList(e.rest)
		if list == "" {
			m.keys[e.key] = prefix + e.rest
			continue
		}
		if locked[list] == nil {
			lists = append(lists, list)
		}
		locked[list] = append(locked[list], e)
	}
	var added map[string]string
	for _, list := range lists {
		if planned[list] != nil {
			m.matchList(prefix+list, locked[list], planned[list])
			continue
		}
		if added == nil {
			added = m.newLists(locked, planned)
		}
		name := listName(m.before(), locked[list][0], list)
		to := added[name]
		if to == "" {
			m.remove(locked[list])
			continue
		}
		delete(added, name)
		m.matchList(prefix+to, locked[list], planned[to])
	}
}

// remove records that the list of the entries no longer exists.
func (m *listMatcher) remove(entries []entry) {
	for _, e := range entries {
		m.removed[e.key] = true
	}
}

// matchList matches the alternatives of one list.
func (m *listMatcher) matchList(prefix string, old, now []entry) {
	if sameRests(old, now) {
		for _, e := range old {
			m.keys[e.key] = prefix + strings.TrimPrefix(e.rest, listOf(e.rest))
		}
		return
	}
	before, after := alternativesIn(old), alternativesIn(now)
	for i, j := range matchAlternatives(after, before) {
		if j >= 0 {
			m.match(prefix+after[i].index, before[j].entries, after[i].entries)
		}
	}
}

func listOf(key string) string {
	list, _, _ := cutList(key)
	return list
}

// sameRests reports whether two lists have the same keys.
func sameRests(a, b []entry) bool {
	if len(a) != len(b) {
		return false
	}
	rests := map[string]bool{}
	for _, e := range a {
		rests[e.rest] = true
	}
	return !slices.ContainsFunc(b, func(e entry) bool { return !rests[e.rest] })
}

// alternative is an element of a list as described by the keys below its index.
type alternative struct {
	index   string
	entries []entry
	titles  map[string]bool
	values  map[string]map[string]bool // stated values by property
	content map[string]bool            // names of properties, or else all that is known about the content
}

// alternativesIn returns the alternatives of a list, sorted by index.
func alternativesIn(list []entry) []*alternative {
	byIndex := map[string]*alternative{}
	var all []*alternative
	for _, e := range list {
		_, index, rest := cutList(e.rest)
		a := byIndex[index]
		if a == nil {
			a = &alternative{
				index: index, titles: map[string]bool{}, values: map[string]map[string]bool{}, content: map[string]bool{},
			}
			byIndex[index] = a
			all = append(all, a)
		}
		a.entries = append(a.entries, entry{e.key, rest})
		a.describe(rest)
	}
	slices.SortFunc(all, func(a, b *alternative) int {
		return cmp.Or(cmp.Compare(len(a.index), len(b.index)), cmp.Compare(a.index, b.index))
	})
	return all
}

// describe adds the content that a key below the index shows.
func (a *alternative) describe(rest string) {
	tokens := strings.Split(rest, "/")
	switch {
	case len(tokens) > 2 && tokens[1] == titleToken:
		a.titles[tokens[2]] = true
	case len(tokens) > 4 && tokens[1] == "properties" && tokens[3] == "enum":
		a.addValue(tokens[2], tokens[4])
	case len(tokens) > 2 && tokens[1] == "enum":
		a.addValue("", tokens[2])
	case len(tokens) > 2 && tokens[1] == "properties":
		property, _, _ := strings.Cut(tokens[2], "@")
		a.content["/properties/"+property] = true
	case len(tokens) > 2 && slices.Contains(tokens, sharedToken): // the type of an alias may change
	case strings.HasPrefix(rest, "@"): // a role, such as @type, is common to unrelated types
	case rest != "":
		a.content[withoutIndices(rest)] = true
	}
}

func (a *alternative) addValue(property, value string) {
	if a.values[property] == nil {
		a.values[property] = map[string]bool{}
	}
	a.values[property][value] = true
}

// withoutIndices replaces the indices in a key, because lists in an alternative
// may change too.
func withoutIndices(key string) string {
	var out strings.Builder
	for {
		list, index, rest := cutList(key)
		if index == "" {
			out.WriteString(key)
			return out.String()
		}
		out.WriteString(list + "#")
		key = rest
	}
}

// Scores of matches. A title weighs more than stated values, and those more than
// names of properties, of which at least half must agree.
const (
	sameName     = 10_000 // of a path parameter
	sameTitle    = 800
	otherTitle   = -50
	sameValue    = 400
	sharedValue  = 50
	otherValue   = -600
	sameContent  = 100 // times the share of the content that agrees
	leastScore   = 50
	sameIndex    = 1
	notDifferent = 1
)

// matchAlternatives returns for each alternative of now the index of its match in
// old, or -1.
func matchAlternatives(now, old []*alternative) []int {
	pairs := bestPairs(len(now), len(old), func(i, j int) int {
		score := now[i].similarity(old[j])
		if score < leastScore {
			return 0
		}
		if now[i].index == old[j].index {
			score += sameIndex
		}
		return score
	})
	if len(now) != len(old) || !differInOne(pairs, now, old) {
		return pairs
	}
	// All others have the same places, so the alternative without a match was edited.
	rest := bestPairs(len(now), len(old), func(i, j int) int {
		edited := pairs[i] < 0 && !slices.Contains(pairs, j) && now[i].index == old[j].index
		if edited && !now[i].contradicts(old[j]) {
			return notDifferent
		}
		return 0
	})
	for i, j := range rest {
		pairs[i] = max(pairs[i], j)
	}
	return pairs
}

// differInOne reports whether all alternatives but one have a match of the same index.
func differInOne(pairs []int, now, old []*alternative) bool {
	unmatched := 0
	for i, j := range pairs {
		if j < 0 {
			unmatched++
		} else if now[i].index != old[j].index {
			return false
		}
	}
	return unmatched == 1
}

// isBare reports whether nothing is known about the alternative.
func (a *alternative) isBare() bool { return len(a.titles)+len(a.values)+len(a.content) == 0 }

// similarity returns how well two alternatives match.
func (a *alternative) similarity(b *alternative) int {
	score := 0
	if a.index == b.index && strings.Trim(a.index, "0123456789") != "" {
		score += sameName
	}
	if len(a.titles) > 0 && len(b.titles) > 0 {
		score += otherTitle
		if intersects(a.titles, b.titles) {
			score += sameTitle - otherTitle
		}
	}
	if a.isBare() && b.isBare() {
		score += sameContent
	}
	agreed := 0
	for property, values := range a.values {
		others := b.values[property]
		switch {
		case len(others) == 0:
		case !intersects(values, others):
			return score + otherValue + sameContent*overlap(a.content, b.content)/100
		case len(values) == 1 && len(others) == 1:
			agreed = sameValue
		default:
			agreed = max(agreed, sharedValue)
		}
	}
	return score + agreed + sameContent*overlap(a.content, b.content)/100
}

// contradicts reports whether the titles or the stated values of two alternatives
// differ.
func (a *alternative) contradicts(b *alternative) bool {
	if len(a.titles) > 0 && len(b.titles) > 0 && !intersects(a.titles, b.titles) {
		return true
	}
	for property, values := range a.values {
		if others := b.values[property]; len(others) > 0 && !intersects(values, others) {
			return true
		}
	}
	return false
}

func intersects(a, b map[string]bool) bool {
	for x := range a {
		if b[x] {
			return true
		}
	}
	return false
}

// overlap returns the percentage of a and b that is in both.
func overlap(a, b map[string]bool) int {
	if len(a)+len(b) == 0 {
		return 0
	}
	common := 0
	for x := range a {
		if b[x] {
			common++
		}
	}
	return 200 * common / (len(a) + len(b))
}

// bestPairs pairs the numbers below n with those below m, the pairs of the highest
// scores first. Pairs without a positive score are not made. For each number below
// n it returns its partner, or -1.
func bestPairs(n, m int, score func(i, j int) int) []int {
	type pair struct{ i, j, score int }
	var all []pair
	for i := range n {
		for j := range m {
			if s := score(i, j); s > 0 {
				all = append(all, pair{i, j, s})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	partners, taken := slices.Repeat([]int{-1}, n), make([]bool, m)
	for _, p := range all {
		if partners[p.i] < 0 && !taken[p.j] {
			partners[p.i], taken[p.j] = p.j, true
		}
	}
	return partners
}
