package source

// The fast reader for block-style YAML, the style of most vendors'
// descriptions.
//
// It supports maps and lists by indentation, scalars of all five styles,
// comments, explicit keys on one line ("? key", then ": value"), empty values,
// [] and {}. It gives up on everything else (other flow style, anchors,
// aliases, tags, merge keys, several documents, tabs that could indent,
// unusual line breaks) and on invalid text, and yaml.v3 then reads the file.
// Supported text gives the same nodes as yaml.v3, which a fuzz test verifies;
// the scalar functions (yamlscalar.go) mirror its scanner.
//
// The same code checks text, if build is false, and builds nodes. After each
// value the reader is at the next token, past comments and empty lines. A
// value ends at a token that is further left than its own.

import "strings"

type blockReader struct {
	text      string
	at        int
	line      int32
	lineStart int // offset of the current line's start
	depth     int
	build     bool
	keys      openKeys
	buf       []byte // scratch space for the current scalar
	slab      slab
}

// notBlock is the value of the panic with which the reader gives up.
type notBlock struct{}

func (r *blockReader) fail() { panic(notBlock{}) }

// skimYAML returns the tree of text with its path items and components unread,
// or nil if it gives up. The text must be valid UTF-8.
func skimYAML(text string) (root *Node) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case notBlock:
			root = nil
		default:
			panic(e)
		}
	}()
	text = strings.ReplaceAll(text, "\r\n", "\n") // equivalent in YAML, and no column changes
	r := &blockReader{text: text, line: 1, build: true}
	if strings.HasPrefix(text, "---\n") {
		r.at = len("---")
	}
	r.next()
	if r.column() != 0 || r.dash() || !r.atKey() {
		return nil
	}
	root = r.mapping(0, top)
	if r.at < len(text) {
		return nil
	}
	return root
}

// readBlock reads the text of a stub, which is a map.
func readBlock(stub *Node) *Node {
	r := &blockReader{
		text: stub.Text, line: stub.Line, lineStart: 1 - int(stub.Col),
		build: true, slab: slab{file: stub.File},
	}
	return r.mapping(int(stub.Col)-1, inner)
}

// node allocates a node at the current position. It returns nil if the reader
// only checks.
func (r *blockReader) node(kind Kind) *Node {
	return r.nodeAt(kind, r.line, r.at-r.lineStart)
}

func (r *blockReader) nodeAt(kind Kind, line int32, column int) *Node {
	if !r.build {
		return nil
	}
	n := r.slab.node()
	n.Kind, n.Line, n.Col = kind, line, int32(column+1)
	return n
}

// next advances to the next token, or to the end.
func (r *blockReader) next() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ':
			r.at++
		case '\n':
			r.newline()
		case '#':
			if r.at > r.lineStart && r.text[r.at-1] != ' ' {
				r.fail()
			}
			r.rest()
		default:
			if r.at == r.lineStart && r.marker() {
				r.fail()
			}
			return
		}
	}
}

// newline advances past a line break.
func (r *blockReader) newline() {
	r.at++
	r.line++
	r.lineStart = r.at
}

// marker reports whether the line is, or could be, a directive or a document
// marker.
func (r *blockReader) marker() bool {
	line := r.text[r.at:]
	return line[0] == '%' || strings.HasPrefix(line, "---") || strings.HasPrefix(line, "...")
}

// endLine advances to the next token, which must be on another line.
func (r *blockReader) endLine() {
	line := r.line
	r.next()
	if r.line == line && r.at < len(r.text) {
		r.fail()
	}
}

// column returns the current column from 0, or -1 at the end.
func (r *blockReader) column() int {
	if r.at == len(r.text) {
		return -1
	}
	return r.at - r.lineStart
}

// blankAt reports whether a blank, a line break or the end is at an offset.
func (r *blockReader) blankAt(at int) bool {
	return at >= len(r.text) || r.text[at] == ' ' || r.text[at] == '\n' || r.text[at] == '\t'
}

// dash reports whether a list element begins here.
func (r *blockReader) dash() bool {
	return r.text[r.at] == '-' && r.blankAt(r.at+1)
}

func (r *blockReader) enter() {
	if r.depth++; r.depth > maxDepth {
		r.fail()
	}
}

// mapping reads the map whose first key is here, at column.
func (r *blockReader) mapping(column int, p part) *Node {
	n := r.node(Map)
	r.enter()
	own := r.keys.enter()
	for {
		explicit := r.text[r.at] == '?' && r.blankAt(r.at+1)
		f := r.key(column, explicit)
		if !r.keys.add(&own, f.Key) {
			r.fail()
		}
		f.Value = r.member(column, explicit, p.below(f.Key))
		if n != nil {
			n.Fields = append(n.Fields, f)
		}
		if c := r.column(); c < column {
			break
		} else if c > column || r.dash() {
			r.fail()
		}
	}
	r.keys.leave(own)
	r.depth--
	return n
}

// member reads the value after the colon of a key at column. After an explicit
// key the value may begin with a key or dash on the colon's line.
func (r *blockReader) member(column int, explicit bool, p part) *Node {
	line, colon := r.line, r.at-r.lineStart
	r.next()
	switch c := r.column(); {
	case c >= 0 && r.line == line && !explicit:
		return r.scalar(column)
	case c > column:
		return r.block(column, p)
	case c == column && r.dash():
		return r.sequence(column)
	}
	return r.nodeAt(Null, line, colon)
}

// sequence reads the list whose first dash is here, at column.
func (r *blockReader) sequence(column int) *Node {
	n := r.node(Seq)
	r.enter()
	for more := true; more; more = r.column() == column && r.dash() {
		r.at++
		line, after := r.line, r.at-r.lineStart
		r.next()
		var item *Node
		if r.column() > column {
			item = r.block(column, inner)
		} else {
			item = r.nodeAt(Null, line, after)
		}
		if n != nil {
			n.Items = append(n.Items, item)
		}
	}
	r.depth--
	return n
}

// block reads a value at a position where a key may begin, in a map or list at
// column indent.
func (r *blockReader) block(indent int, p part) *Node {
	switch {
	case r.dash():
		return r.sequence(r.column())
	case !r.atKey():
		return r.scalar(indent)
	case p == entry:
		return r.stub()
	}
	return r.mapping(r.column(), p)
}

// stub checks a map and returns a stub for it.
func (r *blockReader) stub() *Node {
	n, start := r.node(unreadYAML), r.at
	r.build = false
	r.mapping(r.column(), inner)
	r.build = true
	end := r.at
	if end < len(r.text) {
		end = r.lineStart
	}
	n.Text = r.text[start:end]
	return n
}

// atKey reports whether a key begins here, by looking for its colon on this
// line.
func (r *blockReader) atKey() bool {
	at := r.at
	switch c := r.text[at]; {
	case c == '?' && r.blankAt(at+1):
		return true
	case c == '"' || c == '\'':
		at = r.closing(c)
		return at >= 0 && at < len(r.text) && r.text[at] == ':' && r.blankAt(at+1)
	}
	for ; at < len(r.text) && r.text[at] != '\n'; at++ {
		switch {
		case r.text[at] == ':' && r.blankAt(at+1):
			return true
		case r.text[at] == '#' && r.text[at-1] == ' ':
			return false
		}
	}
	return false
}

// closing returns the offset after the quoted scalar that begins here, or -1
// if it does not end on this line.
func (r *blockReader) closing(quote byte) int {
	for at := r.at + 1; at < len(r.text); at++ {
		switch c := r.text[at]; {
		case c == '\n':
			return -1
		case c == '\\' && quote == '"':
			at++
		case c == quote && quote == '\'' && at+1 < len(r.text) && r.text[at+1] == quote:
			at++
		case c == quote:
			return at + 1
		}
	}
	return -1
}

// maxKey limits the length of a key in bytes. yaml.v3 accepts 1,024
// characters.
const maxKey = 1000

// key reads a key and its colon. The key is at column, or after a question
// mark at column if it is explicit.
func (r *blockReader) key(column int, explicit bool) (f Field) {
	if explicit {
		for r.at++; r.at < len(r.text) && r.text[r.at] == ' '; {
			r.at++
		}
	}
	start, line := r.at, r.line
	f.Line, f.Col = line, int32(start-r.lineStart+1)
	switch c := r.nextByte(); c {
	case '"', '\'':
		f.Key = r.quoted(true)
	default:
		f.Key = r.plainKey(explicit)
	}
	switch {
	case r.line != line, r.at-start > maxKey:
		r.fail()
	case explicit:
		if r.endLine(); r.column() != column {
			r.fail()
		}
	}
	if r.nextByte() != ':' || !r.blankAt(r.at+1) {
		r.fail()
	}
	r.at++
	return f
}

// nextByte returns the byte here, or 0 at the end.
func (r *blockReader) nextByte() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}
