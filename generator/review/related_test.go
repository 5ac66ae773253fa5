package review

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
)

// TestMadeFromIsSorted checks that the symbols of a part are in alphabetical order.
func TestMadeFromIsSorted(t *testing.T) {
	s := &side{owners: map[symbolKey][]any{}}
	for i := range 20 {
		s.owners[symbolKey{"", "Symbol" + strconv.Itoa(10+i)}] = []any{folder{"shop"}}
	}
	var names []string
	for _, key := range s.madeFrom(folder{"shop"}) {
		names = append(names, key.Name)
	}
	if len(names) != 20 || !slices.IsSorted(names) {
		t.Errorf("the symbols are %q", names)
	}
}

// TestJoinedEffects checks the directions and the responses that two joined changes affect.
func TestJoinedEffects(t *testing.T) {
	labels := &labelTable{labels: []string{"a", "b"}, number: map[string]int{"a": 0, "b": 1}, sets: map[string]*labelSet{}}
	receivers := func(label string) reach { return reach{response: true, receivers: labels.of(label)} }
	both := func(label string) reach {
		r := receivers(label)
		r.request, r.senders = true, r.receivers
		return r
	}
	for _, test := range []struct {
		name string
		x, y *change
		want string
	}{
		{"equal", &change{only: Response, reach: both("a")}, &change{only: Response, reach: both("b")}, "response [] [a b]"},
		{"one direction and both", &change{only: Response, reach: both("a")}, &change{reach: both("b")}, "both [a b] [a b]"},
		{
			"refused and not", &change{only: Response, reach: both("a"), refused: receivers("a")},
			&change{only: Response, reach: both("b")}, "response [] [a b]",
		},
		{
			"refused", &change{only: Response, reach: both("a").with(both("b")), refused: receivers("a")},
			&change{only: Response, reach: both("b"), refused: receivers("a")}, "response [] [a]",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			(&comparer{}).join(test.x, test.y)
			r := test.x.affected()
			got := fmt.Sprint(r.direction(), " ", r.senders.sorted(), " ", r.receivers.sorted())
			if got != test.want {
				t.Errorf("the changes affect %s, expected %s", got, test.want)
			}
		})
	}
}
