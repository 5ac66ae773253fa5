package rest

// This file follows results that come in pages. Services announce the next page
// in four ways: a link or cursor in the page, a header, an offset, or a page
// number. Generated code fetches a page, and this file decides whether to
// continue.
//
// No service can keep a loop running. A link or cursor that repeats is an
// error. Where pages are only counted, a page with the items of the previous
// page is an error.

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// All returns the items of all pages. It holds one page in memory at a time. It
// calls the fetch function for each page: first with the zero value, then with
// the link or cursor that the previous call returned. On the last page, fetch
// returns the zero value. The sequence ends after the first error. If a link or
// cursor occurs twice, the sequence ends with an error. Ranging over the
// sequence again starts from the first page. It is for generated code.
func All[T any, C comparable](
	ctx context.Context, fetch func(ctx context.Context, next C) ([]T, C, error),
) iter.Seq2[T, error] {
	return itemsOf(Pages(ctx, fetch))
}

// Pages returns all pages, each with its items. See [All]. It is for generated
// code.
func Pages[T any, C comparable](
	ctx context.Context, fetch func(ctx context.Context, next C) ([]T, C, error),
) iter.Seq2[[]T, error] {
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
				yield(nil, fmt.Errorf("rest: page %d links to a page that was already read", len(seen)+1))
				return
			}
			seen[next] = true
			here = next
		}
	}
}

// Number is the type of an offset or a page number. It is for generated code.
type Number interface {
	~int | ~int32 | ~int64 | ~uint64 | ~float32 | ~float64
}

// AllByOffset returns the items of all pages. It holds one page in memory at a
// time. The first parameter is the offset of the first page. The offset of each
// subsequent page is the previous offset plus the number of items on the
// previous page. The sequence ends with an empty page, with a page that fetch
// reports as the last one, or after the first error. A page with the same items
// as the previous page is an error because it shows that the service ignores
// the offset. It is for generated code.
func AllByOffset[T any, N Number](
	ctx context.Context, first N, fetch func(ctx context.Context, offset N) (items []T, last bool, err error),
) iter.Seq2[T, error] {
	return itemsOf(counted(ctx, first, func(items int) N { return N(items) }, fetch))
}

// AllByPage is like [AllByOffset], but it passes page numbers to the fetch
// function. It is for generated code.
func AllByPage[T any, N Number](
	ctx context.Context, first N, fetch func(ctx context.Context, page N) (items []T, last bool, err error),
) iter.Seq2[T, error] {
	return itemsOf(counted(ctx, first, func(int) N { return 1 }, fetch))
}

func counted[T any, N Number](
	ctx context.Context, first N, step func(items int) N, fetch func(context.Context, N) ([]T, bool, error),
) iter.Seq2[[]T, error] {
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
				yield(nil, fmt.Errorf(
					"rest: page %v has the same items as the previous page; the service ignores the parameter", at))
				return
			}
			if !yield(items, nil) || last {
				return
			}
			at += step(len(items))
		}
	}
}

// repeats detects a service that returns the same page again and again. It
// remembers the length of the previous page and the text of its first and last
// item. Two equal pages of objects are a repetition. Pages of strings or
// numbers may be equal by coincidence, so only many equal ones are.
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

// look returns a model as JSON and any other item as fmt prints it.
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

// IsLastPage reports whether a page is the last one. The arguments are the
// numbers of items (or pages) before this page, on this page, and in total. A
// total of 0 means that the total is unknown. It is for generated code.
func IsLastPage[N, A Number](before N, these int, all A) bool {
	return all > 0 && float64(before)+float64(these) >= float64(all)
}

// IsFalse reports whether p points to false. It is for generated code.
func IsFalse(p *bool) bool { return p != nil && !*p }

// itemsOf returns the items of pages.
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

// CaptureNextLink returns a pointer to a string. A successful call with the
// options o stores the link to the next page in this string. The link is the
// target of the Link header with the relation next (RFC 8288), or "" if there
// is none. It is for generated code.
func CaptureNextLink(o *Options) *string {
	next := new(string)
	o.page = func(h http.Header, page *url.URL) { *next = nextLink(h.Values("Link"), page) }
	return next
}

// CaptureHeader is like [CaptureNextLink], but it stores a cursor: the value of
// the header with the given name. It is for generated code.
func CaptureHeader(o *Options, name string) *string {
	next := new(string)
	o.page = func(h http.Header, _ *url.URL) { *next = strings.TrimSpace(h.Get(name)) }
	return next
}

// nextLink returns the absolute URL of the next page from the values of Link.
// It ignores links whose context is not the page. It resolves only some of the links with
// this relation, because the headers of a response have space for many and the URL of the
// page may be long.
func nextLink(values []string, page *url.URL) string {
	const most = 100
	tried := 0
	for _, value := range values {
		for _, l := range parseLinks(value) {
			if !l.is("next") || len(l.target) > maxLink || len(l.anchor) > maxLink {
				continue
			}
			if tried++; tried > most {
				return ""
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

// ValueOr returns the value that p points to. If p is nil, it returns
// defaultValue.
func ValueOr[T any](p *T, defaultValue T) T {
	if p == nil {
		return defaultValue
	}
	return *p
}
