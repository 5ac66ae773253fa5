package review

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// compareLargeTypes returns the rules of the changes between two types and the number of
// changes of each rule.
func compareLargeTypes(old, now *api.Type) map[string]int {
	side := func(t *api.Type) *Generation {
		return &Generation{Plan: &plan.Plan{API: &api.API{Types: []*api.Type{t}}}}
	}
	c := newComparer(side(old), side(now))
	c.match()
	c.compareTypes()
	rules := map[string]int{}
	for _, x := range c.changes {
		rules[x.rule]++
	}
	return rules
}

// TestLargeTypes checks the changes between types with many values or properties. The time of
// a comparison of each with all others would be noticed.
func TestLargeTypes(t *testing.T) {
	enum := func(n int, format string) *api.Type {
		out := &api.Type{Kind: api.Enum, Key: "Color", MemberKind: api.String}
		for i := range n {
			out.Members = append(out.Members, &api.Member{Value: fmt.Sprintf(format, i)})
		}
		return out
	}
	object := func(n int, format string) *api.Type {
		out := &api.Type{Kind: api.Object, Key: "Order"}
		for i := range n {
			f := &api.Field{Name: fmt.Sprintf(format, i), Type: api.Use{Type: &api.Type{Kind: api.String}}}
			out.Fields = append(out.Fields, f)
		}
		return out
	}
	for _, test := range []struct {
		name     string
		old, now *api.Type
		want     map[string]int
	}{
		{"case", enum(2000, "a%d"), enum(2000, "A%d"), map[string]int{"enum.value.case": 2000}},
		{
			"letters", enum(100, "%03daaa"), enum(100, "%03daab"),
			map[string]int{"enum.value.added": 1, "enum.value.removed": 1},
		},
		{"letter", enum(100, "%04[1]o/%04[1]o"), enum(100, "%04[1]o-%04[1]o"), map[string]int{"enum.value.renamed": 100}},
		{
			"values", enum(5000, "color-%d"), enum(5000, "color/%d"),
			map[string]int{"enum.value.added": 1, "enum.value.removed": 1},
		},
		{"properties", object(1, "orderID"), object(1, "orderNumber"), map[string]int{"prop.renamed": 1}},
		{
			"many properties", object(2000, "order%d"), object(2000, "order_%d"),
			map[string]int{"prop.added": 2000, "prop.removed": 2000},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := compareLargeTypes(test.old, test.now)
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("the changes are %v, expected %v", got, test.want)
			}
		})
	}
}

// TestFoldCase checks that letters with several forms fold to the same one.
func TestFoldCase(t *testing.T) {
	for _, pair := range [][2]string{{"Busy", "bUSY"}, {"K", "\u212a"}, {"s", "ſ"}, {"ÄΣ", "äς"}, {"a-1", "A-1"}} {
		if a, b := foldCase(pair[0]), foldCase(pair[1]); a != b || !strings.EqualFold(pair[0], pair[1]) {
			t.Errorf("%q is folded to %q, and %q to %q", pair[0], a, pair[1], b)
		}
	}
}

// TestDistance checks the distances of words whose letters differ at their ends.
func TestDistance(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "ab", 2},
		{"ab", "ba", 2},
		{"abc", "abc", 0},
		{"kitten", "sitting", 3},
		{"a" + long + "b", "c" + long + "d", 2},
		{"ab" + long, long + "ab", 3},
		{"a" + long, long + "b", 2},
		{long + "abc", long, 3},
		{long + long + long, long + long + long, 3},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) is %d, expected %d", test.a, test.b, got, test.want)
		}
	}
}
