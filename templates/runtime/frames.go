package rest

// This file splits the body of a stream into frames. A frame is an event of
// text/event-stream (WHATWG HTML, section 9.2), a line of newline-delimited
// JSON, or a record of a JSON text sequence (RFC 7464):
//
//	: a comment\n            {"n":1}\n            \x1e{"n":1}\n
//	event: delta\n           {"n":2}\n            \x1e{\n
//	data: {"n":1}\n                               "n":2}\n
//	\n
//
// A frame is returned as soon as its last byte arrives. In particular, a
// carriage return ends a line at once, and a line feed that follows it is
// dropped when it arrives.

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// framing is the format of a stream.
type framing uint8

const (
	eventFrames  framing = iota // text/event-stream
	lineFrames                  // JSON separated by line feeds
	recordFrames                // JSON after record separators
)

const recordSeparator = 0x1e

// frame is an item of a stream. The next call of next invalidates its data.
type frame struct {
	kind string // type of an event, or "message"
	id   string // last event ID
	data []byte

	cut     bool // an event without the blank line that ends it
	failure bool // an error of the service, unless a variant of the union describes it
}

// isSignal reports whether f is an event without data whose type is one of the given
// types.
func (f frame) isSignal(types []string) bool {
	return len(types) > 0 && len(bytes.TrimSpace(f.data)) == 0 && slices.Contains(types, f.kind)
}

// frameReader reads frames.
type frameReader struct {
	body    io.Reader
	framing framing
	limit   int64    // length of a frame in bytes
	signals []string // types of events that are frames even if they have no data

	buf     []byte
	start   int   // of the bytes that have not been returned
	scanned int   // end of the bytes that contain no end of a line
	err     error // of the body

	begun   bool // the beginning of the body was checked for a byte order mark
	end     byte // of the previous line
	fields  bool // an event has begun
	hasData bool
	size    int64 // of the lines of the frame
	kind    string
	named   string // kind of the last event that had one, which is often the kind of the next one
	id      string // of the last complete event
	nextID  string // of the event that is being read
	data    []byte
	value   openValue     // of the record that is being read
	retry   time.Duration // from the last field retry
}

func newFrameReader(body io.Reader, framing framing, limit int64) *frameReader {
	return &frameReader{body: body, framing: framing, limit: limit}
}

// resume sets the state that a connection takes over from the one before it.
func (r *frameReader) resume(id string, retry time.Duration) {
	r.id, r.nextID, r.retry = id, id, retry
}

// frameTooLargeError reports a frame over the limit.
type frameTooLargeError int64

func (e frameTooLargeError) Error() string {
	return fmt.Sprintf("longer than %d bytes: see StreamOptions.MaxEventBytes", int64(e))
}

// next returns the next frame. At the end of the body the error is io.EOF. If
// the body ends within a frame, next returns both the frame and io.EOF. ok
// reports whether there is a frame. An ID or a time in a line without an end may
// be cut off and does not count.
func (r *frameReader) next() (f frame, ok bool, err error) {
	for {
		line, err := r.line()
		atEnd := err == io.EOF && len(line) > 0
		if err != nil && !atEnd {
			return r.last(err)
		}
		complete := false
		if r.framing == eventFrames {
			id, retry := r.nextID, r.retry
			complete = r.field(line)
			if atEnd {
				r.nextID, r.retry = id, retry
			}
		} else {
			complete = r.text(line)
		}
		switch {
		case r.size > r.limit:
			return frame{}, false, frameTooLargeError(r.limit)
		case complete:
			return r.take(), true, err
		case atEnd:
			return r.last(err)
		}
	}
}

// last returns the frame at the end of the body, if there is one.
func (r *frameReader) last(err error) (frame, bool, error) {
	if err == io.EOF && r.hasItem() {
		f := r.take()
		f.id, f.cut = r.nextID, r.framing == eventFrames
		return f, true, err
	}
	return frame{}, false, err
}

// hasItem reports whether the lines since the last frame are one. An event without data
// is one only if its type is declared.
func (r *frameReader) hasItem() bool {
	return r.hasData || r.fields && slices.Contains(r.signals, r.kind)
}

// take returns the frame that was read and begins a new one.
func (r *frameReader) take() frame {
	f := frame{kind: r.kind, id: r.id, data: r.data}
	if r.framing == eventFrames && f.kind == "" {
		f.kind = "message"
	}
	r.hasData, r.size = false, 0
	return f
}

// field reads a line of an event and reports whether it completes an event.
func (r *frameReader) field(line []byte) (complete bool) {
	if len(line) == 0 {
		complete, r.fields = r.hasItem(), false
		r.id, r.size = r.nextID, 0
		return complete
	}
	if !r.fields {
		r.fields, r.kind, r.data = true, "", r.data[:0]
	}
	name, value, found := bytes.Cut(line, []byte(":"))
	if found && len(name) == 0 {
		return false // a comment
	}
	r.size += int64(len(line))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(name) {
	case "data":
		if r.hasData {
			r.data = append(r.data, '\n')
		}
		r.data, r.hasData = append(r.data, value...), true
	case "event":
		if string(value) != r.named {
			r.named = string(value)
		}
		r.kind = r.named
	case "id":
		if bytes.IndexByte(value, 0) < 0 && string(value) != r.nextID {
			r.nextID = string(value)
		}
	case "retry":
		if wait, ok := milliseconds(string(value)); ok {
			r.retry = wait
		}
	}
	return false
}

// milliseconds reads the value of the field retry, which consists of digits.
func milliseconds(text string) (time.Duration, bool) {
	const longest = 24 * time.Hour
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	if text == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > longest.Milliseconds() {
		return longest, true
	}
	return time.Duration(n) * time.Millisecond, true
}

// text reads a line of JSON and reports whether it completes a frame. A record
// ends with the first line feed after a complete value, or with the next
// record.
func (r *frameReader) text(line []byte) (complete bool) {
	if !r.hasData {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			return false
		}
		r.data = r.data[:0]
	} else {
		r.data = append(r.data, '\n')
	}
	first := !r.hasData
	r.size += int64(len(line)) + 1
	r.data, r.hasData = append(r.data, line...), true
	switch {
	case r.framing == lineFrames, r.end == recordSeparator:
		return true
	case first && validJSON(r.data): // most records have only one line
		return true
	case first:
		r.value = openValue{}
		r.value.ends(line)
		return false
	}
	return r.value.ends(line) && validJSON(r.data)
}

// validJSON reports whether data is a JSON value.
func validJSON(data []byte) bool { return Decode(data, (*Decoder).Skip) == nil }

// openValue follows the brackets and quotation marks of a record that has several
// lines, so that the record is decoded only once and not after each line.
type openValue struct {
	depth  int
	quoted bool // in a string
	ended  bool // if the record is not valid by now, no further line makes it so
}

// ends reads the next line and reports whether it is the first one at whose end all
// brackets are closed.
func (v *openValue) ends(line []byte) bool {
	if v.ended {
		return false
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case v.quoted:
			if i = passText(line, i); i < len(line) && line[i] == '"' {
				v.quoted = false
			} else {
				i++ // a backslash and the escaped byte
			}
		case c == '"':
			v.quoted = true
		case c == '{', c == '[':
			v.depth++
		case c == '}', c == ']':
			v.depth--
		}
	}
	v.ended = v.depth <= 0 && !v.quoted
	return v.ended
}

// line returns the next line without its end. A record separator ends a line
// too. If the body ends, line returns the rest and the error.
func (r *frameReader) line() ([]byte, error) {
	for {
		if r.skipMark(); r.begun {
			if end := r.lineEnd(); end >= 0 {
				line := r.buf[r.start:end]
				if int64(len(line)) > r.limit {
					return nil, frameTooLargeError(r.limit)
				}
				r.end = r.buf[end]
				r.start, r.scanned = end+1, end+1
				return line, nil
			}
			r.scanned = len(r.buf)
		}
		if r.err != nil {
			line := r.buf[r.start:]
			r.start, r.scanned = len(r.buf), len(r.buf)
			return line, r.err
		}
		if int64(len(r.buf)-r.start) > r.limit {
			return nil, frameTooLargeError(r.limit)
		}
		r.fill()
	}
}

// skipMark drops a byte order mark at the beginning of the body and a line feed
// after a carriage return.
func (r *frameReader) skipMark() {
	const mark = "\xef\xbb\xbf"
	if !r.begun {
		n := min(len(r.buf), len(mark))
		if n < len(mark) && string(r.buf) == mark[:n] && r.err == nil {
			return // the rest of the mark may follow
		}
		r.begun = true
		if n == len(mark) && string(r.buf[:n]) == mark {
			r.start, r.scanned = n, n
		}
	}
	if r.end == '\r' && r.start < len(r.buf) {
		if r.end = 0; r.buf[r.start] == '\n' {
			r.start++
			r.scanned = max(r.scanned, r.start)
		}
	}
}

// lineEnd returns the offset of the end of the line, or -1. Two bytes can end a line.
// If it looked for one of them in all bytes and found only the other one, it would read
// these bytes again for each line. So it looks for both in parts of increasing length.
func (r *frameReader) lineEnd() int {
	if r.framing == lineFrames {
		if end := bytes.IndexByte(r.buf[r.scanned:], '\n'); end >= 0 {
			return r.scanned + end
		}
		return -1
	}
	other := byte('\r')
	if r.framing == recordFrames {
		other = recordSeparator
	}
	for start, size := r.scanned, 512; start < len(r.buf); start, size = start+size, 2*size {
		part := r.buf[start:min(start+size, len(r.buf))]
		end := bytes.IndexByte(part, '\n')
		if end >= 0 {
			part = part[:end]
		}
		if i := bytes.IndexByte(part, other); i >= 0 {
			end = i
		}
		if end >= 0 {
			return start + end
		}
	}
	return -1
}

// fill reads more of the body.
func (r *frameReader) fill() {
	const least = 4 << 10
	if r.start > 0 {
		r.buf = r.buf[:copy(r.buf, r.buf[r.start:])]
		r.scanned -= r.start
		r.start = 0
	}
	if len(r.buf) == cap(r.buf) {
		more := make([]byte, len(r.buf), max(least, 2*cap(r.buf)))
		copy(more, r.buf)
		r.buf = more
	}
	n, err := r.body.Read(r.buf[len(r.buf):cap(r.buf)])
	r.buf, r.err = r.buf[:len(r.buf)+n], err
}
