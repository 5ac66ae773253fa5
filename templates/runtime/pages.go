package rest

import (
	"context"
	"fmt"
	"iter"
)

// All returns the items of all pages, one page at a time in memory. The
// function fetches a page: the first one when link is "", else the one that
// the link of the page before names; next is "" on the last page. The
// sequence ends with the first error, and with one when a link comes again.
// It can be ranged over several times and begins anew each time.
func All[T any](ctx context.Context, fetch func(ctx context.Context, link string) (items []T, next string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for items, err := range Pages(ctx, fetch) {
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// Pages returns all pages, each with its items. See [All].
func Pages[T any](ctx context.Context, fetch func(ctx context.Context, link string) (items []T, next string, err error)) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		seen := map[string]bool{}
		for link := ""; ; {
			items, next, err := fetch(ctx, link)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(items, nil) || next == "" {
				return
			}
			if seen[next] {
				yield(nil, fmt.Errorf("rest: page %d links to a page that was read before", len(seen)+1))
				return
			}
			seen[next] = true
			link = next
		}
	}
}
