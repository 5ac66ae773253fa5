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
	at := s.space(0)
	root, at := s.outline(top, at)
	if at < 0 || s.space(at) < len(data) {
		return nil
	}
	return root
}

// readPart reads the text of a stub.
func readPart(stub *Node) *Node {
	r := &jsonReader{data: stub.Text, line: stub.Line, lineStart: 1 - int(stub.Col), slab: slab{file: stub.File}}
	return r.value()
}

// outline reads a part of the outline. Maps of the outline become nodes, maps
// below it become stubs, and other values are read at once.
func (s *jsonSkimmer) outline(p part, at int) (*Node, int) {
	n := &Node{Kind: unreadJSON, Line: s.line, Col: s.col(at)}
	if isMap := s.next(at) == '{'; !isMap || p == inner || p == entry {
		end := s.value(at)
		if end < 0 {
			return nil, -1
		}
		n.Text = s.data[at:end]
		if !isMap || p == inner {
			n.read()
		}
		return n, end
	}
	n.Kind = Map
	at = s.object(at, func(f Field, at int) int {
		f.Value, at = s.outline(p.below(f.Key), at)
		n.Fields = append(n.Fields, f)
		return at
	})
	return n, at
}

func (s *jsonSkimmer) col(at int) int32 { return int32(at - s.lineStart + 1) }

// next returns the byte at an offset, or 0 at the end.
func (s *jsonSkimmer) next(at int) byte {
	if at < len(s.data) {
		return s.data[at]
	}
	return 0
}

func (s *jsonSkimmer) space(at int) int {
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

// value returns the end of the value at an offset.
func (s *jsonSkimmer) value(at int) int {
	switch c := s.next(at); c {
	case '"':
		return s.str(at)
	case '{':
		return s.object(at, nil)
	case '[':
		return s.array(at)
	case 't':
		return s.word(at, "true")
	case 'f':
		return s.word(at, "false")
	case 'n':
		return s.word(at, "null")
	default:
		return s.number(at)
	}
}

func (s *jsonSkimmer) word(at int, word string) int {
	if end := at + len(word); end <= len(s.data) && s.data[at:end] == word {
		return end
	}
	return -1
}

// object reads the map at an offset and returns its end. If member is not nil,
// member reads the values.
func (s *jsonSkimmer) object(at int, member func(Field, int) int) int {
	if s.depth++; s.depth > maxDepth {
		return -1
	}
	own := s.keys.enter()
	at = s.space(at + 1)
	for first := true; s.next(at) != '}'; first = false {
		if !first {
			if s.next(at) != ',' {
				return -1
			}
			at = s.space(at + 1)
		}
		if s.next(at) != '"' {
			return -1
		}
		f := Field{Line: s.line, Col: s.col(at)}
		end := s.str(at)
		if end < 0 {
			return -1
		}
		f.Key = s.key(at, end)
		at = s.space(end)
		if s.next(at) != ':' || !s.keys.add(&own, f.Key) {
			return -1
		}
		at = s.space(at + 1)
		if member != nil {
			at = member(f, at)
		} else {
			at = s.value(at)
		}
		if at < 0 {
			return -1
		}
		at = s.space(at)
	}
	s.keys.leave(own)
	s.depth--
	return at + 1
}

func (s *jsonSkimmer) array(at int) int {
	if s.depth++; s.depth > maxDepth {
		return -1
	}
	at = s.space(at + 1)
	for first := true; s.next(at) != ']'; first = false {
		if !first {
			if s.next(at) != ',' {
				return -1
			}
			at = s.space(at + 1)
		}
		if at = s.value(at); at < 0 {
			return -1
		}
		at = s.space(at)
	}
	s.depth--
	return at + 1
}

// key returns the value of the string from at to end.
func (s *jsonSkimmer) key(at, end int) string {
	raw := s.data[at+1 : end-1]
	for i := range len(raw) {
		if raw[i] == '\\' {
			return (&jsonReader{data: s.data[at:end]}).str()
		}
	}
	return raw
}

// plainJSON holds the bytes that need no escape in a string.
var plainJSON = func() (plain [256]bool) {
	for c := range plain {
		plain[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return plain
}()

// str returns the end of the string at an offset.
func (s *jsonSkimmer) str(at int) int {
	data := s.data
	for at++; at < len(data); {
		c := data[at]
		switch {
		case plainJSON[c]:
			at++
		case c == '"':
			return at + 1
		case c != '\\':
			return -1
		default:
			if at = s.escape(at); at < 0 {
				return -1
			}
		}
	}
	return -1
}

// escape returns the end of the escape at an offset.
func (s *jsonSkimmer) escape(at int) int {
	c := s.next(at + 1)
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

func (s *jsonSkimmer) number(at int) int {
	if s.next(at) == '-' {
		at++
	}
	if s.next(at) == '0' {
		at++
	} else if at = s.digits(at); at < 0 {
		return -1
	}
	if s.next(at) == '.' {
		if at = s.digits(at + 1); at < 0 {
			return -1
		}
	}
	if s.next(at)|0x20 == 'e' {
		at++
		if c := s.next(at); c == '+' || c == '-' {
			at++
		}
		return s.digits(at)
	}
	return at
}

// digits returns the end of the digits at an offset. At least one digit is
// required.
func (s *jsonSkimmer) digits(at int) int {
	start := at
	for c := s.next(at); c >= '0' && c <= '9'; c = s.next(at) {
		at++
	}
	if at == start {
		return -1
	}
	return at
}
