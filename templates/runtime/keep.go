package rest

// This file stores decoded values. A separate allocation for each string, and
// for each value behind a pointer, would be slow. So short strings share blocks
// of at most 1 KiB, and values behind pointers share slabs of at most 32
// elements. A value that lives long may therefore retain a few kilobytes of its
// neighbors, but never the whole body. The size of a new block depends on the
// number of bytes that remain to be read; about a third of them are short
// strings.

import (
	"strings"
	"time"
)

const (
	shelfBytes = 1 << 10 // maximum size of a block of short strings
	longText   = 256     // longer strings, in bytes, get an allocation of their own
	mostPlaces = 32      // maximum number of elements of a slab
)

// kept holds the blocks and slabs of a decoder.
type kept struct {
	texts strings.Builder
	raws  []byte

	strings slab[string]
	bools   slab[bool]
	int32s  slab[int32]
	int64s  slab[int64]
	floats  slab[float64]
	times   slab[time.Time]
}

// text returns a copy of text as a string. rest is the number of bytes that
// remain to be read.
func (k *kept) text(text []byte, rest int) string {
	n := len(text)
	if n > longText || n == 0 {
		return string(text)
	}
	if k.texts.Cap()-k.texts.Len() < n {
		k.texts = strings.Builder{} // existing strings retain the old block
		k.texts.Grow(min(shelfBytes, n+rest/3))
	}
	start := k.texts.Len()
	k.texts.Write(text)
	return k.texts.String()[start:]
}

// raw returns a copy of text.
func (k *kept) raw(text []byte, rest int) RawJSON {
	n := len(text)
	if n > longText {
		return append(make(RawJSON, 0, n), text...)
	}
	if cap(k.raws)-len(k.raws) < n {
		k.raws = make([]byte, 0, min(shelfBytes, n+rest/16))
	}
	start := len(k.raws)
	k.raws = append(k.raws, text...)
	return k.raws[start:len(k.raws):len(k.raws)] // clipped so that append copies
}

// slab holds free elements for values of one type.
type slab[T any] struct{ free []T }

// place stores v and returns a pointer to it. About one such value follows for
// each once bytes of the rest.
func (s *slab[T]) place(v T, rest, once int) *T {
	if len(s.free) == 0 {
		s.free = make([]T, min(4+rest/once, mostPlaces))
	}
	p := &s.free[0]
	s.free = s.free[1:]
	*p = v
	return p
}

// rest returns the number of bytes that remain to be read.
func (d *Decoder) rest() int { return len(d.data) - d.pos }

// keep returns a copy of text as a string.
func (d *Decoder) keep(text []byte) string { return d.kept.text(text, d.rest()) }

// MaybeString reads a string. It reads null as nil.
func (d *Decoder) MaybeString() *string {
	if content, ok := d.plain(); ok {
		return d.placeText(d.keep(content))
	}
	if d.Null() {
		return nil
	}
	return d.placeText(d.String())
}

// MaybeEnum reads a string in the same way as [Decoder.Enum]. It reads null as
// nil.
func (d *Decoder) MaybeEnum(known []string) *string {
	if !d.at('"') && d.Null() {
		return nil
	}
	return d.placeText(d.Enum(known))
}

// placeText stores a string and returns a pointer to it. A long string does not
// share a slab so that other values do not retain it.
func (d *Decoder) placeText(v string) *string {
	switch {
	case d.err != nil:
		return nil
	case len(v) > longText:
		own := v // not in a slab
		return &own
	}
	return d.kept.strings.place(v, d.rest(), 64)
}

// MaybeBool reads a boolean. It reads null as nil. MaybeBool and the methods
// below it are not inlined; see [NewEncoder].
//
//go:noinline
func (d *Decoder) MaybeBool() *bool { return place(d, &d.kept.bools, (*Decoder).Bool) }

// MaybeInt32 reads an integer. It reads null as nil.
//
//go:noinline
func (d *Decoder) MaybeInt32() *int32 { return place(d, &d.kept.int32s, (*Decoder).Int32) }

// MaybeInt64 reads an integer. It reads null as nil.
//
//go:noinline
func (d *Decoder) MaybeInt64() *int64 { return place(d, &d.kept.int64s, (*Decoder).Int64) }

// MaybeFloat64 reads a number. It reads null as nil.
//
//go:noinline
func (d *Decoder) MaybeFloat64() *float64 { return place(d, &d.kept.floats, (*Decoder).Float64) }

// MaybeTime reads a date and time. It reads null as nil.
//
//go:noinline
func (d *Decoder) MaybeTime() *time.Time { return place(d, &d.kept.times, (*Decoder).Time) }

func place[T any](d *Decoder, slab *slab[T], read func(*Decoder) T) *T {
	if d.Null() {
		return nil
	}
	v := read(d)
	if d.err != nil {
		return nil
	}
	return slab.place(v, d.rest(), 256)
}
