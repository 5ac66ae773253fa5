package rest

// This file is where decoded values live. Each on its own would be an
// allocation: the text of a string, and for what may be left out the place a
// pointer points to. So they share: short texts stand one behind the other on a
// shelf of at most a kilobyte, and places are handed out from a slab of at
// most 32. A value that is kept for long therefore keeps a few kilobytes of its
// neighbours, and never the whole body. How much room is made at once goes by
// what is still to be read, of which about a third is short texts.

import (
	"strings"
	"time"
)

const (
	shelfBytes = 1 << 10 // of a shelf for short texts, at most
	longText   = 256     // bytes over which a text gets an allocation of its own
	mostPlaces = 32      // of a slab
)

// kept is what a decoder has made room for.
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

// text returns a text as a string of its own; rest is how many bytes are still
// to be read.
func (k *kept) text(text []byte, rest int) string {
	n := len(text)
	if n > longText || n == 0 {
		return string(text)
	}
	if k.texts.Cap()-k.texts.Len() < n {
		k.texts = strings.Builder{} // the strings that were made hold the old one
		k.texts.Grow(min(shelfBytes, n+rest/3))
	}
	start := k.texts.Len()
	k.texts.Write(text)
	return k.texts.String()[start:]
}

// raw returns a copy of a text.
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
	return k.raws[start:len(k.raws):len(k.raws)] // appending to it copies
}

// slab hands out places for values of one type.
type slab[T any] struct{ free []T }

// place returns a place that holds v; another such value comes about once in so
// many bytes of the rest.
func (s *slab[T]) place(v T, rest, once int) *T {
	if len(s.free) == 0 {
		s.free = make([]T, min(4+rest/once, mostPlaces))
	}
	p := &s.free[0]
	s.free = s.free[1:]
	*p = v
	return p
}

// rest is how many bytes are still to be read.
func (d *Decoder) rest() int { return len(d.data) - d.pos }

// keep returns a text that was read as a string of its own.
func (d *Decoder) keep(text []byte) string { return d.kept.text(text, d.rest()) }

// MaybeString reads a string. Null reads as nil.
func (d *Decoder) MaybeString() *string {
	if content, ok := d.plain(); ok {
		return d.placeText(d.keep(content))
	}
	if d.Null() {
		return nil
	}
	return d.placeText(d.String())
}

// MaybeEnum reads a string as [Decoder.Enum] does. Null reads as nil.
func (d *Decoder) MaybeEnum(known []string) *string {
	if !d.at('"') && d.Null() {
		return nil
	}
	return d.placeText(d.Enum(known))
}

// placeText returns a place for a string. A long one does not share its place,
// lest it be kept for the sake of its neighbours.
func (d *Decoder) placeText(v string) *string {
	switch {
	case d.err != nil:
		return nil
	case len(v) > longText:
		own := v // a place for this one only
		return &own
	}
	return d.kept.strings.place(v, d.rest(), 64)
}

// MaybeBool reads a boolean. Null reads as nil. It is not inlined, nor are those
// that follow; see [NewEncoder].
//
//go:noinline
func (d *Decoder) MaybeBool() *bool { return place(d, &d.kept.bools, (*Decoder).Bool) }

// MaybeInt32 reads an integer. Null reads as nil.
//
//go:noinline
func (d *Decoder) MaybeInt32() *int32 { return place(d, &d.kept.int32s, (*Decoder).Int32) }

// MaybeInt64 reads an integer. Null reads as nil.
//
//go:noinline
func (d *Decoder) MaybeInt64() *int64 { return place(d, &d.kept.int64s, (*Decoder).Int64) }

// MaybeFloat64 reads a number. Null reads as nil.
//
//go:noinline
func (d *Decoder) MaybeFloat64() *float64 { return place(d, &d.kept.floats, (*Decoder).Float64) }

// MaybeTime reads a date and time. Null reads as nil.
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
