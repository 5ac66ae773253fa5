package source

// What is not read before somebody asks for it.
//
// A vendor's description holds thousands of path items and schemas, a
// selection needs a few. So the fast readers (jsonskim.go, yamlskim.go) check
// all of the text but make nodes of its outline only: the top level, the names
// of path items, webhooks and components. Each of these is a stub, a node that
// holds its own text and its position, and is read in place when it is first
// looked at.
//
// The fast readers know no diagnostics. Where a text is not perfectly fine or
// plain they give up, and the full readers say what there is to say. What the
// two make of the same text is equal to the last position; tests and fuzz
// targets hold them to it.

// The kinds of stubs. Only this room ever sees them: Get, fields, items, text
// and Document.child read what they are about to show.
const (
	unreadJSON Kind = iota + Map + 1
	unreadYAML
)

// now returns n, read. The text of a stub has been checked, so that reading it
// cannot fail.
func (n *Node) now() *Node {
	if n != nil && n.Kind > Map {
		n.read()
	}
	return n
}

func (n *Node) read() {
	if n.Kind == unreadJSON {
		*n = *readPart(n)
	} else {
		*n = *readBlock(n)
	}
}

// complete reads all stubs below n.
func (n *Node) complete() {
	n.now()
	for i := range n.Fields {
		n.Fields[i].Value.complete()
	}
	for _, item := range n.Items {
		item.complete()
	}
}

// Load reads whatever Open left unread.
func (d *Document) Load() { d.Root.complete() }

// part is a place in the outline of a description.
type part uint8

const (
	inner          part = iota // below the outline: read at once
	top                        // the document
	pathsPart                  // paths
	componentsPart             // components
	tablePart                  // webhooks, or a section of components
	entry                      // a path item or component: left unread
)

// below returns which part of the outline stands under key.
func (p part) below(key string) part {
	switch p {
	case top:
		switch key {
		case "paths":
			return pathsPart
		case "webhooks":
			return tablePart
		case "components":
			return componentsPart
		}
	case componentsPart:
		if _, known := grammar[componentsObject][key]; known {
			return tablePart
		}
	case tablePart:
		return entry
	case pathsPart:
		if !isExtension(key) {
			return entry
		}
	}
	return inner
}

// openKeys holds the keys of all maps that are being read, to find duplicates
// without a tree. A map knows where its own begin.
type openKeys struct {
	keys  []string
	wide  []map[string]struct{} // for maps with many keys; kept to be used again
	inUse int                   // how many of wide are
}

// keysOfMap is one map's part of openKeys.
type keysOfMap struct {
	start int
	index map[string]struct{}
}

func (o *openKeys) enter() keysOfMap { return keysOfMap{start: len(o.keys)} }

// add notes a key of the innermost map; false: the map has it.
func (o *openKeys) add(m *keysOfMap, key string) bool {
	const few = 24
	own := o.keys[m.start:]
	if len(own) < few {
		for _, k := range own {
			if k == key {
				return false
			}
		}
		o.keys = append(o.keys, key)
		return true
	}
	if m.index == nil {
		m.index = o.take()
		for _, k := range own {
			m.index[k] = struct{}{}
		}
	}
	before := len(m.index)
	m.index[key] = struct{}{}
	return len(m.index) > before
}

func (o *openKeys) take() map[string]struct{} {
	if o.inUse == len(o.wide) {
		o.wide = append(o.wide, map[string]struct{}{})
	}
	o.inUse++
	return o.wide[o.inUse-1]
}

// leave forgets the keys of m.
func (o *openKeys) leave(m keysOfMap) {
	o.keys = o.keys[:m.start]
	if m.index != nil {
		o.inUse--
		clear(o.wide[o.inUse])
	}
}
