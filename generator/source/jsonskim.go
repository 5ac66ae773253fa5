package source

// The fast reader for JSON: one pass that checks the whole text and builds
// only the outline.
//
// The grammar is that of json.go, without diagnostics. Functions take an
// offset and return the next one, or -1 for an error, which the full reader
// then finds and reports. Passing the offset as an argument keeps it in a
// register.

type jsonSkimmer struct {
	data      string
	line      int32
	lineStart int
	depth     int
	keys      openKeys
}

// skimJSON returns the tree of data with its path items and components unread.
// It returns nil if data, which must be valid UTF-8, is not valid JSON.
func skimJSON(data string) *Node {
	s := &jsonSkimmer{data: data, line: 1}
	at := s.skipSpace(0)
	root, at := s.readOutline(topPart, at)
	if at < 0 || s.skipSpace(at) < len(data) {
		return nil
	}
	return root
}

// readJSONStub reads the text of a stub.
func readJSONStub(stub *Node) *Node {
	r := &jsonReader{data: stub.Text, line: stub.Line, lineStart: 1 - int(stub.Col), slab: slab{file: stub.File}}
	return r.readValue()
}

// readOutline reads a part of the outline. Maps of the outline become nodes,
// maps below it become stubs, and other values are read at once.
func (s *jsonSkimmer) readOutline(p outlinePart, at int) (*Node, int) {
	n := &Node{Kind: unreadJSON, Line: s.line, Col: s.column(at)}
	if isMap := s.byteAt(at) == '{'; !isMap || p == belowOutline || p == entryPart {
		end := s.skipValue(at)
		if end < 0 {
			return nil, -1
		}
		n.Text = s.data[at:end]
		if !isMap || p == belowOutline {
			n.load()
		}
		return n, end
	}
	n.Kind = Map
	at = s.skipObject(at, func(f Field, at int) int {
		f.Value, at = s.readOutline(p.partOf(f.Key), at)
		n.Fields = append(n.Fields, f)
		return at
	})
	return n, at
}

func (s *jsonSkimmer) column(at int) int32 { return int32(at - s.lineStart + 1) }

// byteAt returns the byte at an offset, or 0 at the end.
func (s *jsonSkimmer) byteAt(at int) byte {
	if at < len(s.data) {
		return s.data[at]
	}
	return 0
}

func (s *jsonSkimmer) skipSpace(at int) int {
	for ; at < len(s.data) && s.data[at] <= ' '; at++ {
		switch s.data[at] {
		case '\n':
			s.line++
			s.lineStart = at + 1
		case ' ', '\t', '\r':
		default:
			return at
		}
	}
	return at
}

// skipValue returns the end of the value at an offset.
func (s *jsonSkimmer) skipValue(at int) int {
	switch c := s.byteAt(at); c {
	case '"':
		return s.skipString(at)
	case '{':
		return s.skipObject(at, nil)
	case '[':
		return s.skipArray(at)
	case 't':
		return s.skipLiteral(at, "true")
	case 'f':
		return s.skipLiteral(at, "false")
	case 'n':
		return s.skipLiteral(at, "null")
	default:
		return s.skipNumber(at)
	}
}

func (s *jsonSkimmer) skipLiteral(at int, word string) int {
	if end := at + len(word); end <= len(s.data) && s.data[at:end] == word {
		return end
	}
	return -1
}

// skipObject reads the map at an offset and returns its end. If member is not
// nil, member reads the values.
func (s *jsonSkimmer) skipObject(at int, member func(Field, int) int) int {
	if s.depth++; s.depth > maxDepth {
		return -1
	}
	own := s.keys.enter()
	at = s.skipSpace(at + 1)
	for first := true; s.byteAt(at) != '}'; first = false {
		if !first {
			if s.byteAt(at) != ',' {
				return -1
			}
			at = s.skipSpace(at + 1)
		}
		if s.byteAt(at) != '"' {
			return -1
		}
		f := Field{Line: s.line, Col: s.column(at)}
		end := s.skipString(at)
		if end < 0 {
			return -1
		}
		f.Key = s.keyText(at, end)
		at = s.skipSpace(end)
		if s.byteAt(at) != ':' || !s.keys.add(&own, f.Key) {
			return -1
		}
		at = s.skipSpace(at + 1)
		if member != nil {
			at = member(f, at)
		} else {
			at = s.skipValue(at)
		}
		if at < 0 {
			return -1
		}
		at = s.skipSpace(at)
	}
	s.keys.leave(own)
	s.depth--
	return at + 1
}

func (s *jsonSkimmer) skipArray(at int) int {
	if s.depth++; s.depth > maxDepth {
		return -1
	}
	at = s.skipSpace(at + 1)
	for first := true; s.byteAt(at) != ']'; first = false {
		if !first {
			if s.byteAt(at) != ',' {
				return -1
			}
			at = s.skipSpace(at + 1)
		}
		if at = s.skipValue(at); at < 0 {
			return -1
		}
		at = s.skipSpace(at)
	}
	s.depth--
	return at + 1
}

// keyText returns the value of the string from at to end.
func (s *jsonSkimmer) keyText(at, end int) string {
	raw := s.data[at+1 : end-1]
	for i := range len(raw) {
		if raw[i] == '\\' {
			return (&jsonReader{data: s.data[at:end]}).readString()
		}
	}
	return raw
}

// plainJSONBytes holds the bytes that need no escape in a string.
var plainJSONBytes = func() (plain [256]bool) {
	for c := range plain {
		plain[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return plain
}()

// skipString returns the end of the string at an offset.
func (s *jsonSkimmer) skipString(at int) int {
	data := s.data
	for at++; at < len(data); {
		c := data[at]
		switch {
		case plainJSONBytes[c]:
			at++
		case c == '"':
			return at + 1
		case c != '\\':
			return -1
		default:
			if at = s.skipEscape(at); at < 0 {
				return -1
			}
		}
	}
	return -1
}

// skipEscape returns the end of the escape at an offset.
func (s *jsonSkimmer) skipEscape(at int) int {
	c := s.byteAt(at + 1)
	if c != 'u' {
		if _, ok := shortEscapes[c]; !ok {
			return -1
		}
		return at + 2
	}
	if at+6 > len(s.data) {
		return -1
	}
	for _, c := range []byte(s.data[at+2 : at+6]) {
		if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return -1
		}
	}
	return at + 6
}

func (s *jsonSkimmer) skipNumber(at int) int {
	if s.byteAt(at) == '-' {
		at++
	}
	if s.byteAt(at) == '0' {
		at++
	} else if at = s.skipDigits(at); at < 0 {
		return -1
	}
	if s.byteAt(at) == '.' {
		if at = s.skipDigits(at + 1); at < 0 {
			return -1
		}
	}
	if s.byteAt(at)|0x20 == 'e' {
		at++
		if c := s.byteAt(at); c == '+' || c == '-' {
			at++
		}
		return s.skipDigits(at)
	}
	return at
}

// skipDigits returns the end of the digits at an offset. At least one digit is
// required.
func (s *jsonSkimmer) skipDigits(at int) int {
	start := at
	for c := s.byteAt(at); c >= '0' && c <= '9'; c = s.byteAt(at) {
		at++
	}
	if at == start {
		return -1
	}
	return at
}
