package plan

// Scopes: who asks for which name, and what an earlier run or the user has
// settled. Claims on a scope are gathered by claim (kept in fragen.lock) and
// local (not kept), with a key that stays the same from run to run and a
// ladder of wanted names; resolve settles all that were gathered at once, by
// the rules of package names, and writes each name to where the claimant wants
// it. A scope may be resolved several times, when names are made of others:
// what is settled in one round is taken in the next. Packages are the only
// scopes with several rounds, so only there a name that fragen.lock holds for a
// claim yet to come is kept free.
//
// The namer is what scopes share. It also finds renames that nobody asked
// about, which are mistakes of the user.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// namer holds what all scopes share: the style, the names that are already
// settled, and the symbols given so far.
type namer struct {
	style   names.Style
	lock    *lock
	renames map[string]names.Rename // by key
	order   []string                // keys of renames, as configured
	used    map[string]bool         // renames that found their claim
	symbols []Symbol
	diags   *diag.List
}

// lock is the names from fragen.lock.
type lock struct {
	names map[string]names.Ident // by key
	keys  map[string][]string    // by what stands before the name: "Call.", "" in the target's package
}

func newNamer(opt Options, lock *lock, diags *diag.List) *namer {
	n := &namer{style: opt.Style, lock: lock, renames: map[string]names.Rename{}, used: map[string]bool{}, diags: diags}
	for _, r := range opt.Renames {
		key := strings.TrimPrefix(r.Pointer, "#")
		if first, ok := n.renames[key]; ok {
			diags.Errorf(r.Pos, "duplicate-rename", "%s is renamed twice, first at %s: remove one", r.Pointer, first.Pos)
			continue
		}
		n.renames[key] = r
		n.order = append(n.order, key)
	}
	return n
}

// newLock reads the symbols of an earlier run whose keys are known still.
func newLock(symbols []Symbol, known map[string]bool) *lock {
	l := &lock{map[string]names.Ident{}, map[string][]string{}}
	for _, s := range symbols {
		if known[s.Key] {
			dot := strings.LastIndexByte(s.Name, '.')
			l.names[s.Key] = names.Ident(s.Name[dot+1:])
			owner := s.Name[:dot+1]
			l.keys[owner] = append(l.keys[owner], s.Key)
		}
	}
	return l
}

// checkRenames reports renames that met no claim.
func (n *namer) checkRenames() {
	keys := make([]string, 0, len(n.symbols))
	for _, s := range n.symbols {
		keys = append(keys, "#"+s.Key)
	}
	for _, key := range n.order {
		if !n.used[key] {
			n.diags.Errorf(n.renames[key].Pos, "unused-rename", "there is nothing to rename at %s%s", "#"+key, diag.DidYouMean("#"+key, keys))
		}
	}
}

// scope is a set of names that must differ: those of a package, of a type's
// fields and methods, of a function's parameters.
type scope struct {
	namer  *namer
	owner  string // what stands before a name in fragen.lock: "Call." for fields, "" for the target's package
	rounds bool   // it is resolved several times
	taken  map[names.Ident]string
	claims []names.Claim
	dest   map[string]*names.Ident
	record map[string]bool
}

// scope begins a scope in which reserved names are spoken for.
func (n *namer) scope(owner string, reserved ...names.Ident) *scope {
	s := &scope{namer: n, owner: owner, taken: map[names.Ident]string{}, dest: map[string]*names.Ident{}, record: map[string]bool{}}
	for _, name := range reserved {
		s.taken[name] = "every SDK has it"
	}
	return s
}

// packageScope begins the scope of a package.
func (n *namer) packageScope(owner string, reserved ...names.Ident) *scope {
	s := n.scope(owner, reserved...)
	s.rounds = true
	return s
}

// claim asks for a name; resolve stores it in to. The wanted names go from
// the plainest to the most qualified, empty ones are passed over.
func (s *scope) claim(key string, to *names.Ident, wanted ...names.Ident) {
	s.record[key] = true
	s.ask(key, to, wanted)
}

// local is a claim that fragen.lock need not keep, such as a parameter's name.
func (s *scope) local(key string, to *names.Ident, wanted ...names.Ident) {
	s.ask(key, to, wanted)
}

func (s *scope) ask(key string, to *names.Ident, wanted []names.Ident) {
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
	s.dest[key] = to
}

// resolve settles all claims made since the last call. Names that the lock
// holds for claims still to come in this scope are left to them.
func (s *scope) resolve() {
	reserved := map[names.Ident]string{}
	for name, why := range s.taken {
		if strings.HasPrefix(why, "/") {
			why = "it is the name of #" + why
		}
		reserved[name] = why
	}
	if s.rounds {
		s.reserveLocked(reserved)
	}
	set := names.Scope{Reserved: reserved}
	resolved, conflicts := set.Resolve(s.claims)
	for _, c := range conflicts {
		s.conflict(c)
	}
	for _, c := range s.claims {
		name := resolved[c.Key]
		*s.dest[c.Key] = name
		s.taken[name] = c.Key
		if s.record[c.Key] {
			s.namer.symbols = append(s.namer.symbols, Symbol{c.Key, s.owner + string(name)})
		}
	}
	s.claims, s.dest, s.record = nil, map[string]*names.Ident{}, map[string]bool{}
}

// reserveLocked keeps a package's locked names for their owners, which may
// make their claim in a later round; but an explicit rename wins over a lock.
func (s *scope) reserveLocked(reserved map[names.Ident]string) {
	renamed := map[names.Ident]bool{}
	for _, r := range s.namer.renames {
		renamed[names.Ident(r.Name)] = true
	}
	for _, key := range s.namer.lock.keys[s.owner] {
		name := s.namer.lock.names[key]
		if _, now := s.dest[key]; !now && !renamed[name] {
			reserved[name] = key
		}
	}
}

// conflict reports each of the renames that cannot be granted.
func (s *scope) conflict(c names.Conflict) {
	for _, key := range c.Keys {
		s.namer.diags.Errorf(s.namer.renames[key].Pos, "name-conflict", "#%s cannot be named %s, which %s; choose another name", key, c.Name, c.Reason)
	}
}
