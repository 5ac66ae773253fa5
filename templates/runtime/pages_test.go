package rest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// book has pages 0, 1, 2 … with two items each.
func book(pages int, fetched *[]string, next func(page int) string) func(context.Context, string) ([]int, string, error) {
	return func(_ context.Context, link string) ([]int, string, error) {
		*fetched = append(*fetched, link)
		page := 0
		_, _ = fmt.Sscan(link, &page)
		if page == pages {
			return nil, "", errors.New("torn out")
		}
		return []int{2 * page, 2*page + 1}, next(page), nil
	}
}

func TestAll(t *testing.T) {
	follow := func(page int) string { return fmt.Sprint(page + 1) }
	tests := []struct {
		name    string
		next    func(int) string
		stop    int // break at this item
		items   []int
		fetched []string
		err     string
	}{
		{"to the end", func(p int) string {
			if p == 2 {
				return ""
			}
			return follow(p)
		}, -1, []int{0, 1, 2, 3, 4, 5}, []string{"", "1", "2"}, ""},
		{"break", follow, 2, []int{0, 1, 2}, []string{"", "1"}, ""},
		{"break at the end of a page", follow, 1, []int{0, 1}, []string{""}, ""},
		{"error", follow, -1, []int{0, 1, 2, 3, 4, 5}, []string{"", "1", "2", "3"}, "torn out"},
		{
			"circle", func(p int) string { return []string{"1", "2", "1"}[p] }, -1,
			[]int{0, 1, 2, 3, 4, 5},
			[]string{"", "1", "2"},
			"rest: page 3 links to a page that was read before",
		},
	}
	for _, tt := range tests {
		var fetched []string
		all := All(context.Background(), book(3, &fetched, tt.next))
		for round := range 2 { // a sequence begins anew
			var items []int
			var text string
			fetched = nil
			for item, err := range all {
				if err != nil {
					text = err.Error()
					continue
				}
				items = append(items, item)
				if item == tt.stop {
					break
				}
			}
			if diff := cmp.Diff(tt.items, items) + cmp.Diff(tt.fetched, fetched) + cmp.Diff(tt.err, text); diff != "" {
				t.Errorf("%s, round %d: %s", tt.name, round, diff)
			}
		}
	}
}

func TestPages(t *testing.T) {
	var fetched []string
	var got [][]int
	for page, err := range Pages(context.Background(), book(3, &fetched, func(p int) string { return []string{"1", ""}[p] })) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page)
	}
	if diff := cmp.Diff([][]int{{0, 1}, {2, 3}}, got); diff != "" {
		t.Error(diff)
	}
}
