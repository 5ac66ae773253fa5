package rest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// book serves pages 0, 1, 2, … with two items each.
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
			"rest: page 3 links to a page that was already read",
		},
	}
	for _, tt := range tests {
		var fetched []string
		all := All(context.Background(), book(3, &fetched, tt.next))
		for round := range 2 { // a second range starts again
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

// pet is an item that encodes to an object.
type pet struct{ name string }

func (p *pet) EncodeJSON(e *Encoder) { e.String(p.name) }

func TestBehaviorCountedPages(t *testing.T) {
	pets := func(from, to int) (items []pet) {
		for i := from; i < to; i++ {
			items = append(items, pet{fmt.Sprint(i)})
		}
		return items
	}
	shelf := func(size int, total int) func(context.Context, int32) ([]pet, bool, error) {
		return func(_ context.Context, offset int32) ([]pet, bool, error) {
			items := pets(min(int(offset), 7), min(int(offset)+size, 7))
			return items, IsLastPage(offset, len(items), total), nil
		}
	}
	tests := []struct {
		name  string
		all   func(fetch func(context.Context, int32) ([]pet, bool, error)) iter.Seq2[pet, error]
		fetch func(context.Context, int32) ([]pet, bool, error)
		stop  string
		want  string
		asked string
		err   string
	}{
		{"offset, to the empty page", byOffset(0), shelf(3, 0), "", "[{0} {1} {2} {3} {4} {5} {6}]", "[0 3 6 7]", ""},
		{"offset, to the total", byOffset(0), shelf(3, 7), "", "[{0} {1} {2} {3} {4} {5} {6}]", "[0 3 6]", ""},
		{"offset, a total that is too high", byOffset(0), shelf(3, 99), "", "[{0} {1} {2} {3} {4} {5} {6}]", "[0 3 6 7]", ""},
		{"offset, not from the start", byOffset(5), shelf(3, 7), "", "[{5} {6}]", "[5]", ""},
		{"offset, break", byOffset(0), shelf(3, 7), "4", "[{0} {1} {2} {3} {4}]", "[0 3]", ""},
		{"offset, break at a page's end", byOffset(0), shelf(3, 7), "2", "[{0} {1} {2}]", "[0]", ""},
		{"page, to the empty page", byPage(1), func(_ context.Context, page int32) ([]pet, bool, error) {
			return pets(int(page)*10, min(int(page), 2)*10+1), false, nil
		}, "", "[{10} {20}]", "[1 2 3]", ""},
		{"page, to the last", byPage(0), func(_ context.Context, page int32) ([]pet, bool, error) {
			return pets(int(page), int(page)+1), IsLastPage(page, 1, 3), nil
		}, "", "[{0} {1} {2}]", "[0 1 2]", ""},
		{"page, nothing at all", byPage(1), func(context.Context, int32) ([]pet, bool, error) { return nil, false, nil }, "", "[]", "[1]", ""},
		{"page, error", byPage(1), func(_ context.Context, page int32) ([]pet, bool, error) {
			if page == 2 {
				return nil, false, errors.New("torn out")
			}
			return pets(0, 1), false, nil
		}, "", "[{0}]", "[1 2]", "torn out"},
		{
			"page, the parameter is ignored", byPage(1), func(context.Context, int32) ([]pet, bool, error) { return pets(0, 2), false, nil },
			"", "[{0} {1}]", "[1 2]", "rest: page 2 has the same items as the previous page; the service ignores the parameter",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := []int32{}
			all := tt.all(func(ctx context.Context, n int32) ([]pet, bool, error) {
				asked = append(asked, n)
				return tt.fetch(ctx, n)
			})
			for range 2 { // a second range starts again
				asked = asked[:0]
				items, failure := []pet{}, ""
				for item, err := range all {
					if err != nil {
						failure = err.Error()
						continue
					}
					items = append(items, item)
					if item.name == tt.stop {
						break
					}
				}
				got := []string{fmt.Sprint(items), fmt.Sprint(asked), failure}
				if diff := cmp.Diff([]string{tt.want, tt.asked, tt.err}, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func byOffset(first int32) func(func(context.Context, int32) ([]pet, bool, error)) iter.Seq2[pet, error] {
	return func(fetch func(context.Context, int32) ([]pet, bool, error)) iter.Seq2[pet, error] {
		return AllByOffset(context.Background(), first, fetch)
	}
}

func byPage(first int32) func(func(context.Context, int32) ([]pet, bool, error)) iter.Seq2[pet, error] {
	return func(fetch func(context.Context, int32) ([]pet, bool, error)) iter.Seq2[pet, error] {
		return AllByPage(context.Background(), first, fetch)
	}
}

// Strings may repeat by coincidence, but only a limited number of times.
func TestBehaviorPagesOfEqualTexts(t *testing.T) {
	pages := 0
	for _, err := range AllByPage(context.Background(), 1, func(_ context.Context, page int) ([]string, bool, error) {
		pages = page
		return []string{"a"}, page == 50, nil
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if pages != 50 {
		t.Errorf("ended after %d pages", pages)
	}
	var failure error
	for _, err := range AllByPage(context.Background(), 1, func(context.Context, int) ([]string, bool, error) { return []string{"a"}, false, nil }) {
		failure = err
	}
	if failure == nil {
		t.Error("a service that ignores the parameter is not noticed")
	}
}

func TestCursorsOfAnyType(t *testing.T) {
	got := []int{}
	for item, err := range All(context.Background(), func(_ context.Context, next int64) ([]int, int64, error) {
		return []int{int(next)}, []int64{4, 0, 0, 0, 2}[next], nil
	}) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, item); len(got) > 9 {
			break
		}
	}
	if diff := cmp.Diff([]int{0, 4, 2}, got); diff != "" {
		t.Error(diff)
	}
}
