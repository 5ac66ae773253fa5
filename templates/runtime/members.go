package rest

// This file looks up the members of a model by name. A switch over the names
// would work too, but the compiler turns it into comparisons of single bytes.
// For a package with 2,000 models they take an eighth of the compiler's memory.
// A switch over numbers compiles to a jump.
//
// Names are compared by their first and last eight bytes. Longer names are then
// compared in full.

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"
)

// Members lists the member names of a model in the order of the cases in the
// model's switch statement. A number that is no longer in use has a name that
// matches no case, such as "". The index is built when the first value is read,
// so models that are never read cost nothing. It is for generated code.
type Members struct {
	Names []string
	index atomic.Pointer[memberIndex]
}

// memberIndex is a hash table with open addressing, at most half full.
type memberIndex struct {
	slots []memberSlot
	shift uint8 // shifts a hash to an index of slots
}

// memberSlot is a slot of the table.
type memberSlot struct {
	first, last uint64 // eight bytes each
	size        int32
	number      int32 // counted from 1; 0 marks a free slot
}

// Member returns the index in m of the current member's name, or -1.
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
	case start <= len(data)-8: // the eight bytes include bytes after the name
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

// makeIndex builds the index. Concurrent callers build equal ones.
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

// endsOf returns the first and last eight bytes of a name. For a shorter name
// it returns all bytes and 0.
func endsOf(name []byte) (first, last uint64) {
	if n := len(name); n >= 8 {
		return binary.LittleEndian.Uint64(name), binary.LittleEndian.Uint64(name[n-8:])
	}
	var bytes [8]byte
	copy(bytes[:], name)
	return binary.LittleEndian.Uint64(bytes[:]), 0
}

// hashOf returns a hash. Its high bits are distributed best.
func hashOf(first, last uint64) uint64 {
	return (first ^ bits.RotateLeft64(last, 32)) * 0x9e3779b97f4a7c15 // derived from the golden ratio
}
