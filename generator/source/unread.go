package source

// Stubs: parts of the tree that are read on first access.
//
// A vendor's description can hold thousands of path items and schemas, of
// which a selection needs a few. The fast readers (jsonskim.go, yamlskim.go)
// therefore check all of the text but create nodes only for its outline: the
// top level, and the names of path items, webhooks and components. Each path
// item or component becomes a stub, a node that holds its own text and
// position. A stub is read in place on first access.
//
// The fast readers produce no diagnostics. They give up on text that is
// invalid or not plain, and the full readers then report the errors. Both
// readers must produce equal nodes with equal positions for the same text,
// which tests and fuzz targets verify.

// The kinds of stubs. They never leave this package, because Get, fields,
// items, stringValue and Document.childToken load nodes before returning them.
const (
	unreadJSON Kind = iota + Map + 1
	unreadYAML
)

// loaded loads n if it is a stub, and returns n. The text of a stub has already
// been checked, so loading cannot fail.
func (n *Node) loaded() *Node {
	if n != nil && n.Kind > Map {
		n.load()
	}
	return n
}

func (n *Node) load() {
	if n.Kind == unreadJSON {
		*n = *readJSONStub(n)
	} else {
		*n = *readYAMLStub(n)
	}
}

// loadAll loads all stubs below n.
func (n *Node) loadAll() {
	n.loaded()
	for i := range n.Fields {
		n.Fields[i].Value.loadAll()
	}
	for _, item := range n.Items {
		item.loadAll()
	}
}

// Load reads all parts that Open left unread.
func (d *Document) Load() { d.Root.loadAll() }

// outlinePart is a level in the outline of a description.
type outlinePart uint8

const (
	belowOutline   outlinePart = iota // below the outline; read at once
	topPart                           // the document
	pathsPart                         // the map under paths
	componentsPart                    // the map under components
	entriesPart                       // webhooks, or a section of components
	entryPart                         // a path item or component; left unread
)

// partOf returns the outline part of the value under key.
func (p outlinePart) partOf(key string) outlinePart {
	switch p {
	case topPart:
		switch key {
		case "paths":
			return pathsPart
		case "webhooks":
			return entriesPart
		case "components":
			return componentsPart
		}
	case componentsPart:
		if _, known := grammar[componentsObject][key]; known {
			return entriesPart
		}
	case entriesPart:
		return entryPart
	case pathsPart:
		if !isExtension(key) {
			return entryPart
		}
	}
	return belowOutline
}

// openKeys holds the keys of all open maps in one slice, to find duplicates
// without building a tree. keysOfMap marks the start of each map's keys.
type openKeys struct {
	keys    []string
	indexes []map[string]struct{} // indexes for maps with many keys, reused
	inUse   int                   // number of indexes in use
}

// keysOfMap is the part of openKeys for one map.
type keysOfMap struct {
	start int
	index map[string]struct{}
}

func (o *openKeys) enter() keysOfMap { return keysOfMap{start: len(o.keys)} }

// add adds a key of the innermost map. It reports false if the map already has
// the key.
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
		m.index = o.takeIndex()
		for _, k := range own {
			m.index[k] = struct{}{}
		}
	}
	before := len(m.index)
	m.index[key] = struct{}{}
	return len(m.index) > before
}

func (o *openKeys) takeIndex() map[string]struct{} {
	if o.inUse == len(o.indexes) {
		o.indexes = append(o.indexes, map[string]struct{}{})
	}
	o.inUse++
	return o.indexes[o.inUse-1]
}

// leave removes the keys of m.
func (o *openKeys) leave(m keysOfMap) {
	o.keys = o.keys[:m.start]
	if m.index != nil {
		o.inUse--
		clear(o.indexes[o.inUse])
	}
}
