package rest

// This file finds out which of a model's members a name is. A switch over the
// names would do as well, but the compiler makes comparisons of single bytes of
// it: for a package of 2,000 models that is an eighth of all that it has to keep
// in memory. A number is switched over by a jump.
//
// Names are told apart by their first and last eight bytes. That is all there is
// of most, and of the others the whole is compared as well.

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"
)

// Members are the names of the members that a model knows, in the order of its
// switch. They are indexed when a model of the kind is read for the first time,
// so that those of which none is ever read cost nothing.
type Members struct {
	Names []string
	index atomic.Pointer[memberIndex]
}

// memberIndex is a hash table with open addresses, at most half full.
type memberIndex struct {
	slots []memberSlot
	shift uint8 // what is left of a hash is an index of slots
}

// memberSlot is the place of a name.
type memberSlot struct {
	first, last uint64 // bytes
	size        int32
	number      int32 // counted from 1, so that 0 is a free place
}

// Member returns the number, within m, of the current member's name; -1 when it
// is none of them.
func (d *Decoder) Member(m *Members) int {
	index := m.index.Load()
	if index == nil {
		index = m.makeIndex()
	}
	data, start, size := d.data, d.key.start, d.key.end-d.key.start
	if len(d.keyText) > 0 {
		data, start, size = d.keyText, 0, len(d.keyText)
	}
	var first, last uint64
	switch end := start + size; {
	case size >= 8:
		first, last = binary.LittleEndian.Uint64(data[start:]), binary.LittleEndian.Uint64(data[end-8:])
	case start <= len(data)-8: // without what follows the name
		first = binary.LittleEndian.Uint64(data[start:]) & (1<<uint(8*size) - 1)
	default:
		first, last = endsOf(data[start:end])
	}
	slots := index.slots
	for i := int(hashOf(first, last) >> index.shift); ; i++ {
		slot := &slots[i&(len(slots)-1)]
		switch {
		case slot.number == 0:
			return -1
		case slot.first == first && slot.last == last && int(slot.size) == size &&
			(size <= 16 || m.Names[slot.number-1] == string(data[start:start+size])):
			return int(slot.number) - 1
		}
	}
}

// makeIndex makes the index. Several callers may do so at once: all make the
// same.
func (m *Members) makeIndex() *memberIndex {
	size := bits.Len(uint(2 * len(m.Names)))
	index := &memberIndex{slots: make([]memberSlot, 1<<size), shift: uint8(64 - size)}
	for n, name := range m.Names {
		first, last := endsOf([]byte(name))
		i := int(hashOf(first, last) >> index.shift)
		for index.slots[i].number != 0 {
			i = (i + 1) & (len(index.slots) - 1)
		}
		index.slots[i] = memberSlot{first, last, int32(len(name)), int32(n) + 1}
	}
	m.index.Store(index)
	return index
}

// endsOf returns the first and the last eight bytes of a name; of a shorter one
// all bytes, and 0.
func endsOf(name []byte) (first, last uint64) {
	if n := len(name); n >= 8 {
		return binary.LittleEndian.Uint64(name), binary.LittleEndian.Uint64(name[n-8:])
	}
	var bytes [8]byte
	copy(bytes[:], name)
	return binary.LittleEndian.Uint64(bytes[:]), 0
}

// hashOf returns a hash whose upper bits are its best.
func hashOf(first, last uint64) uint64 {
	return (first ^ bits.RotateLeft64(last, 32)) * 0x9e3779b97f4a7c15 // the golden ratio
}
