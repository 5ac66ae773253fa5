package plan

// This file resolves names. A claim has a key that is the same in every run and
// candidates from the plainest name to the most qualified one. claim records
// the name in fragen.lock, claimLocal does not. resolve assigns all pending
// names by the rules of package names and stores each one in its declaration.
//
// The scope of a package is resolved several times because some names contain
// others. The names of one round are taken in the next. Names that fragen.lock
// holds for claims of a later round stay reserved.
//
// All scopes share the namer. It also reports renames that match no claim,
// which are errors in the configuration.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// namer is the state shared by all scopes: the casing style, the configured and
// locked names, and the symbols assigned so far.
type namer struct {
	style   names.Style
	lock    *lock
	renames map[string]names.Rename // by key
	order   []string                // keys of renames in configuration order
	used    map[string]bool         // keys of renames that matched a claim
	symbols []Symbol
	aliases map[string]string // keys of the current run, by the key in an older lock
	numbers map[string]int    // by key
	diags   *diag.List
}

// lock holds the names and numbers from fragen.lock.
type lock struct {
	names   map[string]names.Ident // by key
	keys    map[string][]string    // by owner: "Call." for fields, "" in the target's package
	all     map[string]bool        // keys of the last run, including those of removed declarations
	held    map[names.Ident]bool   // those in names, and those of removed alternatives
	removed []names.Ident          // of removed alternatives without a title, in the order of the lock
	numbers map[string]int         // by key

	arguments map[string][]string // keys of required arguments, by the pointer of an operation's parameters
}

func newNamer(opt Options, lock *lock, diags *diag.List) *namer {
	n := &namer{
		style: opt.Style, lock: lock, renames: map[string]names.Rename{}, used: map[string]bool{},
		aliases: map[string]string{}, numbers: map[string]int{}, diags: diags,
	}
	for _, r := range opt.Renames {
		key := strings.TrimPrefix(r.Pointer, "#")
		if first, ok := n.renames[key]; ok {
			diags.Errorf(r.Pos, "duplicate-rename",
				"%s is renamed twice, first at %s; remove one rename", r.Pointer, first.Pos)
			continue
		}
		n.renames[key] = r
		n.order = append(n.order, key)
	}
	return n
}

// alias records the key that an older lock has in place of key. A rename of the
// old key applies to the new one.
func (n *namer) alias(old, key string) {
	n.aliases[old] = key
	if r, ok := n.renames[old]; ok {
		n.renames[key], n.used[old] = r, true
	}
}

// newLock returns the lock of those symbols of an earlier run whose keys still
// exist. The names of removed alternatives count as held, both those that
// this run removes, which are gone, and those of earlier runs. It has no numbers.
func newLock(symbols []Symbol, known map[string]bool, gone []names.Ident) *lock {
	l := &lock{
		names: map[string]names.Ident{}, keys: map[string][]string{},
		all: make(map[string]bool, len(symbols)), held: map[names.Ident]bool{},
	}
	for _, name := range gone {
		l.held[name] = true
	}
	for _, s := range symbols {
		if name, ok := strings.CutPrefix(s.Key, removedPrefix); ok {
			if ident := names.Ident(name); !slices.Contains(l.removed, ident) {
				l.held[ident], l.removed = true, append(l.removed, ident)
			}
			continue
		}
		l.all[s.Key] = true
		if known[s.Key] && s.Name != "" {
			name := s.ident()
			l.names[s.Key], l.held[name] = name, true
			owner := s.Name[:len(s.Name)-len(name)]
			l.keys[owner] = append(l.keys[owner], s.Key)
		}
	}
	return l
}

// ident returns the name without its package or type.
func (s Symbol) ident() names.Ident {
	return names.Ident(s.Name[strings.LastIndexByte(s.Name, '.')+1:])
}

// checkRenames reports renames that match no claim.
func (n *namer) checkRenames() {
	keys := make([]string, 0, len(n.symbols))
	for _, s := range n.symbols {
		keys = append(keys, "#"+s.Key)
	}
	for _, key := range n.order {
		if !n.used[key] {
			n.diags.Errorf(n.renames[key].Pos, "unused-rename",
				"no declaration to rename at %s%s", "#"+key, diag.DidYouMean("#"+key, keys))
		}
	}
}

// scope is a set of names that must differ: those in a package, the fields and
// methods of a type, or the parameters of a function.
type scope struct {
	namer        *namer
	owner        string // prefix of names in fragen.lock: "Call." for fields, "" in the target's package
	multiRound   bool   // resolved several times
	taken        map[names.Ident]string
	claims       []names.Claim
	destinations map[string]*names.Ident
	recorded     map[string]bool
	resolved     map[string]bool // keys of earlier rounds
}

// scope returns a new scope with reserved names.
func (n *namer) scope(owner string, reserved ...names.Ident) *scope {
	s := &scope{
		namer: n, owner: owner, taken: map[names.Ident]string{},
		destinations: map[string]*names.Ident{}, recorded: map[string]bool{}, resolved: map[string]bool{},
	}
	for _, name := range reserved {
		s.taken[name] = "declared by every SDK"
	}
	return s
}

// packageScope returns a new scope for the names in a package.
func (n *namer) packageScope(owner string, reserved ...names.Ident) *scope {
	s := n.scope(owner, reserved...)
	s.multiRound = true
	return s
}

// claim requests a name, which resolve stores in to. The candidates in wanted
// go from the plainest to the most qualified name. Empty ones are ignored, and long
// ones are shortened.
func (s *scope) claim(key string, to *names.Ident, wanted ...names.Ident) {
	s.recorded[key] = true
	var short []names.Ident
	for _, name := range wanted {
		short = append(short, names.Shorten(name)...)
	}
	s.addClaim(key, to, short)
}

// claimLocal requests a name that is not recorded in fragen.lock, such as a
// parameter's name.
func (s *scope) claimLocal(key string, to *names.Ident, wanted ...names.Ident) {
	s.addClaim(key, to, wanted)
}

func (s *scope) addClaim(key string, to *names.Ident, wanted []names.Ident) {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(id names.Ident) bool { return id == "" })
	if len(wanted) == 0 {
		wanted = []names.Ident{"Unnamed"}
	}
	c := names.Claim{Key: key, Wanted: wanted}
	if r, ok := s.namer.renames[key]; ok {
		c.Fixed, c.FixedBy = names.Ident(r.Name), names.ByRename
		s.namer.used[key] = true
	} else if name, ok := s.namer.lock.names[key]; ok {
		c.Fixed, c.FixedBy = name, names.ByLock
	}
	s.claims = append(s.claims, c)
	s.destinations[key] = to
}

// resolve assigns names to all pending claims. It leaves names that the lock
// holds for later claims in this scope to them.
func (s *scope) resolve() {
	reserved := map[names.Ident]string{}
	for name, why := range s.taken {
		if strings.HasPrefix(why, "/") {
			why = "the name of #" + why
		}
		reserved[name] = why
	}
	if s.multiRound {
		s.reserveLocked(reserved)
	}
	set := names.Scope{Reserved: reserved}
	resolved, conflicts := set.Resolve(s.claims)
	for _, c := range conflicts {
		s.reportConflict(c)
	}
	for _, c := range s.claims {
		name := resolved[c.Key]
		*s.destinations[c.Key] = name
		s.taken[name] = c.Key
		s.resolved[c.Key] = true
		if s.recorded[c.Key] {
			s.namer.symbols = append(s.namer.symbols, Symbol{Key: c.Key, Name: s.owner + string(name)})
		}
	}
	s.claims, s.destinations, s.recorded = nil, map[string]*names.Ident{}, map[string]bool{}
}

// reserveLocked reserves a package's locked names for claims of later rounds.
// An explicit rename takes precedence over the lock. If the lock has a name
// twice, the smallest key has it.
func (s *scope) reserveLocked(reserved map[names.Ident]string) {
	renamed := map[names.Ident]bool{}
	for _, r := range s.namer.renames {
		renamed[names.Ident(r.Name)] = true
	}
	current := map[names.Ident]string{} // smallest key of this round by locked name
	for key := range s.destinations {
		name := s.namer.lock.names[key]
		if other, found := current[name]; !found || key < other {
			current[name] = key
		}
	}
	for _, key := range s.namer.lock.keys[s.owner] {
		name := s.namer.lock.names[key]
		if _, now := s.destinations[key]; now || s.resolved[key] || renamed[name] {
			continue
		}
		if other, found := current[name]; !found || key < other {
			reserved[name] = key
		}
	}
}

// reportConflict reports each rename that cannot be applied.
func (s *scope) reportConflict(c names.Conflict) {
	for _, key := range c.Keys {
		pos := s.namer.renames[key].Pos
		s.namer.diags.Errorf(pos, "name-conflict",
			"cannot rename #%s to %s, which %s; choose a different name", key, c.Name, c.Reason)
	}
}
