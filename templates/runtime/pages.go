package rest

// This file walks through results that come in pages, for the four ways in
// which services say what comes next: a link or a cursor in the page, a header,
// an offset, the number of a page. Generated code fetches a page; when to go on
// and when to stop is decided here, so that no service can keep a loop going
// for ever: a link or cursor that was there before is an error, and so is a
// page with the items of the page before where pages are only counted.

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// All returns the items of all pages, one page at a time in memory. The
// function fetches a page: the first one when next is the zero value, else the
// one that the link or cursor of the page before names; next is the zero value
// on the last page. The sequence ends with the first error, and with one when
// a link or cursor comes again. It can be ranged over several times and begins
// anew each time.
func All[T any, C comparable](ctx context.Context, fetch func(ctx context.Context, next C) ([]T, C, error)) iter.Seq2[T, error] {
	return itemsOf(Pages(ctx, fetch))
}

// Pages returns all pages, each with its items. See [All].
func Pages[T any, C comparable](ctx context.Context, fetch func(ctx context.Context, next C) ([]T, C, error)) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var here, none C
		for seen := map[C]bool{}; ; {
			items, next, err := fetch(ctx, here)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(items, nil) || next == none {
				return
			}
			if seen[next] {
				yield(nil, fmt.Errorf("rest: page %d leads to a page that was read before", len(seen)+1))
				return
			}
			seen[next] = true
			here = next
		}
	}
}

// Number is the type of an offset or a page number.
type Number interface {
	~int | ~int32 | ~int64 | ~uint64 | ~float32 | ~float64
}

// AllByOffset returns the items of all pages, one page at a time in memory.
// The function fetches the page that begins at an offset: the first one, then
// as many further on as the page before had items. The sequence ends with a
// page that has none, with one that says it is the last, and with the first
// error. A page with the same items as the one before is an error, since the
// service then takes no notice of the offset.
func AllByOffset[T any, N Number](ctx context.Context, first N, fetch func(ctx context.Context, offset N) (items []T, last bool, err error)) iter.Seq2[T, error] {
	return itemsOf(counted(ctx, first, func(items int) N { return N(items) }, fetch))
}

// AllByPage is [AllByOffset] for pages with numbers, each one more than the
// number before.
func AllByPage[T any, N Number](ctx context.Context, first N, fetch func(ctx context.Context, page N) (items []T, last bool, err error)) iter.Seq2[T, error] {
	return itemsOf(counted(ctx, first, func(int) N { return 1 }, fetch))
}

func counted[T any, N Number](ctx context.Context, first N, step func(items int) N, fetch func(context.Context, N) ([]T, bool, error)) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		var before repeats[T]
		for at := first; ; {
			items, last, err := fetch(ctx, at)
			switch {
			case err != nil:
				yield(nil, err)
				return
			case len(items) == 0:
				return
			case before.again(items):
				yield(nil, fmt.Errorf("rest: the page at %v has the items of the page before: the service takes no notice of the parameter", at))
				return
			}
			if !yield(items, nil) || last {
				return
			}
			at += step(len(items))
		}
	}
}

// repeats notices when a service gives the same page over and over. Of the page
// before it keeps the length and how the first and the last item look. Objects
// that look alike twice are one; texts and numbers may do so by chance for a
// while.
type repeats[T any] struct {
	first, last string
	length      int
	times       int
}

func (r *repeats[T]) again(items []T) bool {
	const coincidences = 100
	first, object := look(items[0])
	last, _ := look(items[len(items)-1])
	if len(items) != r.length || first != r.first || last != r.last {
		*r = repeats[T]{first: first, last: last, length: len(items)}
		return false
	}
	r.times++
	return object || r.times > coincidences
}

// look shows an item as JSON, if it is a model, and else as fmt does.
func look[T any](item T) (text string, object bool) {
	type model interface{ EncodeJSON(*Encoder) }
	m, ok := any(item).(model)
	if !ok {
		m, ok = any(&item).(model)
	}
	if ok {
		if data, err := Encode(m.EncodeJSON); err == nil {
			return string(data), true
		}
	}
	return fmt.Sprint(item), false
}

// IsLastPage reports whether a page is the last one: so many items or pages come
// before it, it is so many itself, and the service says how many there are in
// all, where 0 says nothing.
func IsLastPage[N, A Number](before N, these int, all A) bool {
	return all > 0 && float64(before)+float64(these) >= float64(all)
}

// IsFalse reports whether a value is there and false.
func IsFalse(p *bool) bool { return p != nil && !*p }

// itemsOf takes pages apart.
func itemsOf[T any](pages iter.Seq2[[]T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for items, err := range pages {
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

// CaptureNextLink returns what will hold the link to the next page once a call with
// these options succeeded: that of the header Link with the relation next (RFC
// 8288), "" when there is none.
func CaptureNextLink(o *Options) *string {
	next := new(string)
	o.page = func(h http.Header, page *url.URL) { *next = nextLink(h.Values("Link"), page) }
	return next
}

// CaptureHeader is [CaptureNextLink] for a cursor in a header.
func CaptureHeader(o *Options, name string) *string {
	next := new(string)
	o.page = func(h http.Header, _ *url.URL) { *next = strings.TrimSpace(h.Get(name)) }
	return next
}

// nextLink finds the link to the next page among the values of Link, as an
// absolute URL. Links of another context than the page are left out.
func nextLink(values []string, page *url.URL) string {
	for _, value := range values {
		for _, l := range parseLinks(value) {
			if !l.is("next") {
				continue
			}
			target, err := resolve(page, l.target)
			if err != nil || l.anchored && !l.about(page) {
				continue
			}
			return target
		}
	}
	return ""
}

func resolve(base *url.URL, ref string) (string, error) {
	u, err := url.Parse(ref)
	if err != nil || base == nil {
		return ref, err
	}
	return base.ResolveReference(u).String(), nil
}

// ValueOr returns what p points to, and other when it is nil.
func ValueOr[T any](p *T, other T) T {
	if p == nil {
		return other
	}
	return *p
}
