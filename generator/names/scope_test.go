package names

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// longName has 60 letters.
const longName Ident = "SubscriptionsCreate400DetailsItemInvalidStringMaxLengthModel"

func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		name      string
		scope     Scope
		claims    []Claim
		want      map[string]Ident
		conflicts []Conflict
	}{{
		name:   "all claims that collide are qualified",
		claims: []Claim{{Key: "a", Wanted: []Ident{"Mute", "CallMute"}}, {Key: "b", Wanted: []Ident{"Mute", "ParticipantMute"}}, {Key: "c", Wanted: []Ident{"Reject"}}},
		want:   map[string]Ident{"a": "CallMute", "b": "ParticipantMute", "c": "Reject"},
	}, {
		name:   "a qualified name collides in turn",
		claims: []Claim{{Key: "a", Wanted: []Ident{"Mute", "CallMute", "CallsCallMute"}}, {Key: "b", Wanted: []Ident{"Mute", "ParticipantMute"}}, {Key: "c", Wanted: []Ident{"CallMute", "OtherCallMute"}}},
		want:   map[string]Ident{"a": "CallsCallMute", "b": "ParticipantMute", "c": "OtherCallMute"},
	}, {
		name:   "a contested name is never assigned",
		claims: []Claim{{Key: "a", Wanted: []Ident{"N", "AN"}}, {Key: "b", Wanted: []Ident{"N", "BN"}}, {Key: "c", Wanted: []Ident{"M", "N", "CN"}}, {Key: "d", Wanted: []Ident{"M", "DM"}}},
		want:   map[string]Ident{"a": "AN", "b": "BN", "c": "CN", "d": "DM"},
	}, {
		name:   "reserved names affect one claim only",
		scope:  Scope{Reserved: map[Ident]string{"context": "an import"}},
		claims: []Claim{{Key: "a", Wanted: []Ident{"context", "callContext"}}, {Key: "b", Wanted: []Ident{"type", "typeValue"}}, {Key: "c", Wanted: []Ident{"len"}}},
		want:   map[string]Ident{"a": "callContext", "b": "typeValue", "c": "len2"},
	}, {
		name:   "numbers after the last candidate, in the order of keys",
		claims: []Claim{{Key: "c", Wanted: []Ident{"N1"}}, {Key: "a", Wanted: []Ident{"N1"}}, {Key: "b", Wanted: []Ident{"N1"}}, {Key: "d", Wanted: []Ident{"N1_2"}}},
		want:   map[string]Ident{"a": "N1", "b": "N1_3", "c": "N1_4", "d": "N1_2"},
	}, {
		name:   "a long name loses letters to its number",
		claims: []Claim{{Key: "a", Wanted: []Ident{longName}}, {Key: "b", Wanted: []Ident{longName}}},
		want:   map[string]Ident{"a": longName, "b": longName[:57] + "2"},
	}, {
		name:   "a claim that cannot be qualified keeps the contested name",
		claims: []Claim{{Key: "a", Wanted: []Ident{"N", "AN"}}, {Key: "b", Wanted: []Ident{"N"}}},
		want:   map[string]Ident{"a": "AN", "b": "N"},
	}, {
		name:   "renames before the lock before candidates",
		claims: []Claim{{Key: "a", Wanted: []Ident{"X", "AX"}, Fixed: "N", FixedBy: ByLock}, {Key: "b", Wanted: []Ident{"Y"}, Fixed: "N", FixedBy: ByRename}, {Key: "c", Wanted: []Ident{"N", "CN"}}, {Key: "d", Wanted: []Ident{"Z"}, Fixed: "X", FixedBy: ByLock}},
		want:   map[string]Ident{"a": "AX", "b": "N", "c": "CN", "d": "X"},
	}, {
		name:   "a name that was contested when a name was locked is not used",
		claims: []Claim{{Key: "a", Wanted: []Ident{"N", "AN"}, Fixed: "AN", FixedBy: ByLock}, {Key: "b", Wanted: []Ident{"N", "BN"}}, {Key: "c", Wanted: []Ident{"M", "CM"}, Fixed: "Old", FixedBy: ByLock}, {Key: "d", Wanted: []Ident{"M", "DM"}}},
		want:   map[string]Ident{"a": "AN", "b": "BN", "c": "Old", "d": "M"},
	}, {
		name:   "locked names that cannot be used",
		scope:  Scope{Reserved: map[Ident]string{"Client": "declared by every package"}},
		claims: []Claim{{Key: "a", Wanted: []Ident{"A"}, Fixed: "Client", FixedBy: ByLock}, {Key: "b", Wanted: []Ident{"B"}, Fixed: "not valid", FixedBy: ByLock}, {Key: "c", Wanted: []Ident{"C"}, Fixed: "N", FixedBy: ByLock}, {Key: "d", Wanted: []Ident{"D"}, Fixed: "N", FixedBy: ByLock}},
		want:   map[string]Ident{"a": "A", "b": "B", "c": "N", "d": "D"},
	}, {
		name:   "a locked name of two claims goes to the first that may have it",
		claims: []Claim{{Key: "b", Wanted: []Ident{"B"}, Fixed: "N", FixedBy: ByLock}, {Key: "c", Wanted: []Ident{"N"}, Fixed: "N", FixedBy: ByLock}, {Key: "a", Wanted: []Ident{"a"}, Fixed: "N", FixedBy: ByLock}},
		want:   map[string]Ident{"a": "a", "b": "N", "c": "N2"},
	}, {
		name:  "renames that cannot be applied",
		scope: Scope{Reserved: map[Ident]string{"Client": "declared by every package"}},
		claims: []Claim{
			{Key: "d", Wanted: []Ident{"D"}, Fixed: "N", FixedBy: ByRename},
			{Key: "c", Wanted: []Ident{"C"}, Fixed: "N", FixedBy: ByRename},
			{Key: "a", Wanted: []Ident{"A"}, Fixed: "Client", FixedBy: ByRename},
			{Key: "b", Wanted: []Ident{"B"}, Fixed: "b b", FixedBy: ByRename},
			{Key: "e", Wanted: []Ident{"E"}, Fixed: "e", FixedBy: ByRename},
			{Key: "f", Wanted: []Ident{"f"}, Fixed: "func", FixedBy: ByRename},
		},
		want: map[string]Ident{"a": "A", "b": "B", "c": "C", "d": "D", "e": "E", "f": "f"},
		conflicts: []Conflict{
			{"Client", []string{"a"}, "is reserved: declared by every package"},
			{"N", []string{"c", "d"}, "is requested by 2 renames"},
			{"b b", []string{"b"}, "is not a valid Go identifier"},
			{"e", []string{"e"}, "must begin with a capital letter"},
			{"func", []string{"f"}, "is reserved: a Go keyword"},
		},
	}, {
		name:   "no valid candidate",
		claims: []Claim{{Key: "a", Wanted: []Ident{"", "1"}}, {Key: "b"}},
		want:   map[string]Ident{"a": "X", "b": "X2"},
	}} {
		t.Run(tt.name, func(t *testing.T) {
			got, conflicts := tt.scope.Resolve(tt.claims)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("names (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(tt.conflicts, conflicts); diff != "" {
				t.Errorf("conflicts (-want +got)\n%s", diff)
			}
		})
	}
}

// drawClaims returns random claims on a small set of names so that many collide.
func drawClaims(rng *rand.Rand, prefix string, count int, fixed bool) []Claim {
	name := func() Ident {
		return Ident(string(rune('A'+rng.IntN(6))) + []string{"", "", "2", "3", "b"}[rng.IntN(5)])
	}
	var claims []Claim
	for i := range count {
		c := Claim{Key: fmt.Sprintf("%s%d", prefix, i)}
		for range rng.IntN(4) {
			c.Wanted = append(c.Wanted, name())
		}
		switch {
		case fixed && rng.IntN(6) == 0:
			c.Fixed, c.FixedBy = name(), ByRename
		case fixed && rng.IntN(6) == 0:
			c.Fixed, c.FixedBy = name(), ByLock
		}
		claims = append(claims, c)
	}
	return claims
}

var testScope = Scope{Reserved: map[Ident]string{"A": "an import", "B2": "a method"}}

// checkNames fails unless each claim has a valid and unique name.
func checkNames(t *testing.T, scope Scope, claims []Claim, names map[string]Ident) {
	t.Helper()
	holder := map[Ident]string{}
	for _, c := range claims {
		name := names[c.Key]
		if reason := scope.rejection(name); reason != "" {
			t.Fatalf("%s got %q, which %s", c.Key, name, reason)
		}
		if other, twice := holder[name]; twice {
			t.Fatalf("%s and %s are both %q", c.Key, other, name)
		}
		holder[name] = c.Key
	}
	if len(names) != len(claims) {
		t.Fatalf("%d names for %d claims", len(names), len(claims))
	}
}

func TestResolveIgnoresOrder(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 1))
		claims := drawClaims(rng, "k", 2+rng.IntN(15), true)
		want, wantConflicts := testScope.Resolve(claims)
		checkNames(t, testScope, claims, want)
		shuffled := slices.Clone(claims)
		for range 5 {
			rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			got, conflicts := testScope.Resolve(shuffled)
			if diff := cmp.Diff(want, got) + cmp.Diff(wantConflicts, conflicts); diff != "" {
				t.Fatalf("seed %d\n%s", seed, diff)
			}
		}
	}
}

func TestAdditionsNeverRenameLockedNames(t *testing.T) {
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 2))
		old := drawClaims(rng, "old", 1+rng.IntN(12), false)
		before, _ := testScope.Resolve(old)
		for i := range old {
			old[i].Fixed, old[i].FixedBy = before[old[i].Key], ByLock
		}
		// The keys of added claims sort before and after the existing ones.
		all := append(drawClaims(rng, "add", rng.IntN(8), false), old...)
		all = append(all, drawClaims(rng, "zzz", rng.IntN(8), false)...)
		after, _ := testScope.Resolve(all)
		checkNames(t, testScope, all, after)
		for _, c := range old {
			if before[c.Key] != after[c.Key] {
				t.Fatalf("seed %d: %s changed from %s to %s", seed, c.Key, before[c.Key], after[c.Key])
			}
		}
	}
}

func FuzzResolve(f *testing.F) {
	f.Add("Mute", "CallMute", "Mute", "func", uint64(1))
	f.Add("a", "", "1", "_", uint64(7))
	f.Fuzz(func(t *testing.T, a, b, c, d string, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 3))
		texts := []Ident{Ident(a), Ident(b), Ident(c), Ident(d)}
		claims := drawClaims(rng, "k", 1+rng.IntN(10), true)
		for i := range claims {
			claims[i].Wanted = append(claims[i].Wanted, texts[rng.IntN(4)], texts[rng.IntN(4)])
			if claims[i].Fixed != "" {
				claims[i].Fixed = texts[rng.IntN(4)]
			}
		}
		scope := Scope{Reserved: map[Ident]string{Ident(d): "drawn"}}
		names, _ := scope.Resolve(claims)
		checkNames(t, scope, claims, names)
		slices.Reverse(claims)
		again, _ := scope.Resolve(claims)
		if diff := cmp.Diff(names, again); diff != "" {
			t.Errorf("the result depends on the order (-first +reversed)\n%s", diff)
		}
	})
}
