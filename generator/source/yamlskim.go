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
	offset    int
	line      int32
	lineStart int // offset of the current line's start
	depth     int
	build     bool
	keys      openKeys
	buffer    []byte // scratch space for the current scalar
	slab      slab
}

// notBlock is the value of the panic with which the reader gives up.
type notBlock struct{}

func (r *blockReader) giveUp() { panic(notBlock{}) }

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
		r.offset = len("---")
	}
	r.skipToToken()
	if r.column() != 0 || r.atDash() || !r.atKey() {
		return nil
	}
	root = r.readMapping(0, topPart)
	if r.offset < len(text) {
		return nil
	}
	return root
}

// readYAMLStub reads the text of a stub, which is a map.
func readYAMLStub(stub *Node) *Node {
	r := &blockReader{
		text: stub.Text, line: stub.Line, lineStart: 1 - int(stub.Col),
		build: true, slab: slab{file: stub.File},
	}
	return r.readMapping(int(stub.Col)-1, belowOutline)
}

// newNode allocates a node at the current position. It returns nil if the
// reader only checks.
func (r *blockReader) newNode(kind Kind) *Node {
	return r.newNodeAt(kind, r.line, r.offset-r.lineStart)
}

func (r *blockReader) newNodeAt(kind Kind, line int32, column int) *Node {
	if !r.build {
		return nil
	}
	n := r.slab.node()
	n.Kind, n.Line, n.Col = kind, line, int32(column+1)
	return n
}

// skipToToken advances to the next token, or to the end.
func (r *blockReader) skipToToken() {
	for r.offset < len(r.text) {
		switch r.text[r.offset] {
		case ' ':
			r.offset++
		case '\n':
			r.skipNewline()
		case '#':
			if r.offset > r.lineStart && r.text[r.offset-1] != ' ' {
				r.giveUp()
			}
			r.skipLine()
		default:
			if r.offset == r.lineStart && r.atMarker() {
				r.giveUp()
			}
			return
		}
	}
}

// skipNewline advances past a line break.
func (r *blockReader) skipNewline() {
	r.offset++
	r.line++
	r.lineStart = r.offset
}

// atMarker reports whether the line is, or could be, a directive or a document
// marker.
func (r *blockReader) atMarker() bool {
	line := r.text[r.offset:]
	return line[0] == '%' || strings.HasPrefix(line, "---") || strings.HasPrefix(line, "...")
}

// endLine advances to the next token, which must be on another line.
func (r *blockReader) endLine() {
	line := r.line
	r.skipToToken()
	if r.line == line && r.offset < len(r.text) {
		r.giveUp()
	}
}

// column returns the current column from 0, or -1 at the end.
func (r *blockReader) column() int {
	if r.offset == len(r.text) {
		return -1
	}
	return r.offset - r.lineStart
}

// blankAt reports whether a blank, a line break or the end is at an offset.
func (r *blockReader) blankAt(at int) bool {
	return at >= len(r.text) || r.text[at] == ' ' || r.text[at] == '\n' || r.text[at] == '\t'
}

// atDash reports whether a list element begins here.
func (r *blockReader) atDash() bool {
	return r.text[r.offset] == '-' && r.blankAt(r.offset+1)
}

func (r *blockReader) enterCollection() {
	if r.depth++; r.depth > maxDepth {
		r.giveUp()
	}
}

// readMapping reads the map whose first key is here, at column.
func (r *blockReader) readMapping(column int, p outlinePart) *Node {
	n := r.newNode(Map)
	r.enterCollection()
	own := r.keys.enter()
	for {
		explicit := r.text[r.offset] == '?' && r.blankAt(r.offset+1)
		f := r.readKey(column, explicit)
		if !r.keys.add(&own, f.Key) {
			r.giveUp()
		}
		f.Value = r.readMember(column, explicit, p.partOf(f.Key))
		if n != nil {
			n.Fields = append(n.Fields, f)
		}
		if c := r.column(); c < column {
			break
		} else if c > column || r.atDash() {
			r.giveUp()
		}
	}
	r.keys.leave(own)
	r.depth--
	return n
}

// readMember reads the value after the colon of a key at column. After an
// explicit key the value may begin with a key or dash on the colon's line.
func (r *blockReader) readMember(column int, explicit bool, p outlinePart) *Node {
	line, colon := r.line, r.offset-r.lineStart
	r.skipToToken()
	switch c := r.column(); {
	case c >= 0 && r.line == line && !explicit:
		return r.readScalar(column)
	case c > column:
		return r.readValue(column, p)
	case c == column && r.atDash():
		return r.readSequence(column)
	}
	return r.newNodeAt(Null, line, colon)
}

// readSequence reads the list whose first dash is here, at column.
func (r *blockReader) readSequence(column int) *Node {
	n := r.newNode(Seq)
	r.enterCollection()
	for more := true; more; more = r.column() == column && r.atDash() {
		r.offset++
		line, after := r.line, r.offset-r.lineStart
		r.skipToToken()
		var item *Node
		if r.column() > column {
			item = r.readValue(column, belowOutline)
		} else {
			item = r.newNodeAt(Null, line, after)
		}
		if n != nil {
			n.Items = append(n.Items, item)
		}
	}
	r.depth--
	return n
}

// readValue reads a value at a position where a key may begin, in a map or
// list at column indent.
func (r *blockReader) readValue(indent int, p outlinePart) *Node {
	switch {
	case r.atDash():
		return r.readSequence(r.column())
	case !r.atKey():
		return r.readScalar(indent)
	case p == entryPart:
		return r.readStub()
	}
	return r.readMapping(r.column(), p)
}

// readStub checks a map and returns a stub for it.
func (r *blockReader) readStub() *Node {
	n, start := r.newNode(unreadYAML), r.offset
	r.build = false
	r.readMapping(r.column(), belowOutline)
	r.build = true
	end := r.offset
	if end < len(r.text) {
		end = r.lineStart
	}
	n.Text = r.text[start:end]
	return n
}

// atKey reports whether a key begins here, by looking for its colon on this
// line.
func (r *blockReader) atKey() bool {
	at := r.offset
	switch c := r.text[at]; {
	case c == '?' && r.blankAt(at+1):
		return true
	case c == '"' || c == '\'':
		at = r.quotedEnd(c)
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

// quotedEnd returns the offset after the quoted scalar that begins here, or -1
// if it does not end on this line.
func (r *blockReader) quotedEnd(quote byte) int {
	for at := r.offset + 1; at < len(r.text); at++ {
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

// readKey reads a key and its colon. The key is at column, or after a question
// mark at column if it is explicit.
func (r *blockReader) readKey(column int, explicit bool) (f Field) {
	if explicit {
		for r.offset++; r.offset < len(r.text) && r.text[r.offset] == ' '; {
			r.offset++
		}
	}
	start, line := r.offset, r.line
	f.Line, f.Col = line, int32(start-r.lineStart+1)
	switch c := r.nextByte(); c {
	case '"', '\'':
		f.Key = r.readQuoted(true)
	default:
		f.Key = r.readPlainKey(explicit)
	}
	switch {
	case r.line != line, r.offset-start > maxKey:
		r.giveUp()
	case explicit:
		if r.endLine(); r.column() != column {
			r.giveUp()
		}
	}
	if r.nextByte() != ':' || !r.blankAt(r.offset+1) {
		r.giveUp()
	}
	r.offset++
	return f
}

// nextByte returns the byte here, or 0 at the end.
func (r *blockReader) nextByte() byte {
	if r.offset < len(r.text) {
		return r.text[r.offset]
	}
	return 0
}
