package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// framesOf returns the frames of a body as text, one per line, and the error
// that ends them.
func framesOf(body io.Reader, framing framing, limit int64) (list []string, err error) {
	r := newFrameReader(body, framing, limit)
	for {
		f, ok, err := r.next()
		if ok {
			list = append(list, fmt.Sprintf("%s|%s|%s%s", f.kind, f.id, f.data, map[bool]string{true: " cut"}[f.cut]))
		}
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return list, err
		}
	}
}

var frameCases = []struct {
	name    string
	framing framing
	body    string
	want    string // frames separated by semicolons
}{
	{"one event", eventFrames, "data: a\n\n", "message||a"},
	{"no space after the colon", eventFrames, "data:a\n\ndata:  b\n\n", "message||a; message|| b"},
	{"several lines of data", eventFrames, "data: a\ndata\ndata: b\n\n", "message||a\n\nb"},
	{"types", eventFrames, "event: x\ndata: 1\n\ndata: 2\n\nevent: y\ndata: 3\n\n", "x||1; message||2; y||3"},
	{"the ID stays", eventFrames, "id: 7\ndata: 1\n\ndata: 2\n\nid\ndata: 3\n\n", "message|7|1; message|7|2; message||3"},
	{"an ID with a null byte", eventFrames, "id: 7\ndata: 1\n\nid: 8\x00\ndata: 2\n\n", "message|7|1; message|7|2"},
	{"an ID without data", eventFrames, "id: 7\n\ndata: 1\n\n", "message|7|1"},
	{"a type without data", eventFrames, "event: x\n\ndata: 1\n\n", "message||1"},
	{"empty data", eventFrames, "data:\n\ndata\n\n", "message||; message||"},
	{"comments", eventFrames, ": hello\n\n:\ndata: 1\n:x\n\n", "message||1"},
	{"unknown fields", eventFrames, "foo: 1\ndatax: 2\ndata: 1\n\n", "message||1"},
	{"CRLF", eventFrames, "event: x\r\ndata: 1\r\ndata: 2\r\n\r\ndata: 3\r\n\r\n", "x||1\n2; message||3"},
	{"CR", eventFrames, "data: 1\rdata: 2\r\rdata: 3\r\r", "message||1\n2; message||3"},
	{"mixed line ends", eventFrames, "data: 1\r\ndata: 2\n\r\ndata: 3\r\n\n", "message||1\n2; message||3"},
	{"a byte order mark", eventFrames, "\ufeffdata: 1\n\n", "message||1"},
	{"a second byte order mark", eventFrames, "\ufeff\ufeffdata: 0\n\ndata: 1\n\n", "message||1"},
	{"no blank line at the end", eventFrames, "data: 1\n\ndata: [DONE]", "message||1; message||[DONE] cut"},
	{"an ID without a blank line", eventFrames, "id: 7\ndata: 1\n\nid: 8\ndata: 2", "message|7|1; message|8|2 cut"},
	{"an ID without an end", eventFrames, "id: 7\ndata: 1\n\ndata: 2\nid: 80", "message|7|1; message|7|2 cut"},
	{"no data at the end", eventFrames, "data: 1\n\nevent: x\n", "message||1"},
	{"nothing", eventFrames, "", ""},
	{"only a mark", eventFrames, "\xef\xbb", ""},
	{"lines", lineFrames, "{\"a\":1}\n\n [2] \r\n3", "||{\"a\":1}; ||[2]; ||3"},
	{"lines with a mark", lineFrames, "\ufeff1\n", "||1"},
	{"records", recordFrames, "\x1e{\"a\":1}\n\x1e2\n\x1e\x1e[\n3]\n", "||{\"a\":1}; ||2; ||[\n3]"},
	{"a record in several lines", recordFrames, "\x1e{\"a\": [\n1,\n\"]}\\\"\"\n]\n}\n\x1e2\n", "||{\"a\": [\n1,\n\"]}\\\"\"\n]\n}; ||2"},
	{"an invalid record", recordFrames, "\x1e[1}\n\n[2]\n\x1e3\n", "||[1}\n\n[2]\n; ||3"},
	{"a truncated record", recordFrames, "\x1e{\"a\n\x1e2\n", "||{\"a\n; ||2"},
}

func TestFrames(t *testing.T) {
	for _, c := range frameCases {
		bodies := map[string]io.Reader{
			"at once":      strings.NewReader(c.body),
			"byte by byte": iotest.OneByteReader(strings.NewReader(c.body)),
			"end with data": iotest.DataErrReader(
				strings.NewReader(c.body)),
		}
		for i := range len(c.body) {
			bodies[fmt.Sprint("parts at ", i)] = io.MultiReader(
				strings.NewReader(c.body[:i]), strings.NewReader(c.body[i:]))
		}
		for name, body := range bodies {
			list, err := framesOf(body, c.framing, 1<<10)
			if got := strings.Join(list, "; "); got != c.want || err != nil {
				t.Errorf("%s, %s: got %q, %v, want %q", c.name, name, got, err, c.want)
			}
		}
	}
}

// A frame is returned when its last byte arrives, not when the next one does.
func TestFramesArriveAtOnce(t *testing.T) {
	for _, parts := range [][]string{
		{"data: 1\n\n", "data: 2\n\n"}, {"data: 1\r\n\r", "\ndata: 2\r\n\r\n"}, {"data: 1\r\r", "data: 2\r\r"},
	} {
		checkArrival(t, eventFrames, parts, []string{"1", "2"})
	}
	checkArrival(t, recordFrames, []string{"\x1e1\n", "\x1e[\n2\n]\n"}, []string{"1", "[\n2\n]"})
	checkArrival(t, recordFrames, []string{"\x1e[\n1", "\n]\n", "\x1e2\n"}, []string{"", "[\n1\n]", "2"})
}

// checkArrival checks that each frame is returned when its part of the body has
// arrived. A part may complete no frame.
func checkArrival(t *testing.T, framing framing, parts, want []string) {
	t.Helper()
	asked := 0
	body := readerFunc(func(p []byte) (int, error) {
		if asked++; asked > len(parts) {
			return 0, io.EOF
		}
		return copy(p, parts[asked-1]), nil
	})
	r := newFrameReader(body, framing, 100)
	for i := range parts {
		if want[i] == "" {
			continue
		}
		f, ok, err := r.next()
		if string(f.data) != want[i] || !ok || err != nil || asked != i+1 {
			t.Errorf("%q: got %q, %v after %d reads", parts, f.data, err, asked)
		}
	}
}

// The work for a body is proportional to its length. If it were proportional to the
// square of the length, each of these bodies would take minutes.
func TestFramesOfHostileBodies(t *testing.T) {
	const many = 1 << 20
	for name, test := range map[string]struct {
		framing framing
		body    string
		frames  int
	}{
		"a long record":         {recordFrames, "\x1e[" + strings.Repeat("1,\n", many) + "1]\n", 1},
		"a record that is open": {recordFrames, "\x1e{" + strings.Repeat("\n", 4*many), 1},
		"an invalid record":     {recordFrames, "\x1e[" + strings.Repeat("1,", many) + "]\n" + strings.Repeat("1\n", many), 1},
		"an invalid string":     {recordFrames, "\x1e" + strings.Repeat("\"\n", many), 1},
		"many records":          {recordFrames, strings.Repeat("\x1e", 8*many) + "1\n", 1},
		"carriage returns":      {eventFrames, ":" + strings.Repeat(" ", 8*many) + strings.Repeat("\r", 8*many), 0},
		"line feeds":            {eventFrames, ":" + strings.Repeat(" ", 8*many) + strings.Repeat("\n", 8*many), 0},
		"lines of data":         {eventFrames, strings.Repeat("data\r", many) + "\r", 1},
		"empty lines":           {lineFrames, strings.Repeat("\n", 8*many), 0},
	} {
		list, err := framesOf(strings.NewReader(test.body), test.framing, 16*many)
		if len(list) != test.frames || err != nil {
			t.Errorf("%s: got %d frames, %v", name, len(list), err)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestFrameLimit(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, c := range []struct {
		framing framing
		body    string
		frames  int // before the error
	}{
		{eventFrames, "data: 1\n\ndata: " + long + "\n\n", 1},
		{eventFrames, "data: 1\n\n" + strings.Repeat("data: 0123456789\n", 9) + "\n", 1},
		{eventFrames, ":" + strings.Repeat(long, 100), 0},
		{lineFrames, "1\n\"" + long + "\"\n", 1},
		{recordFrames, "\x1e[\n" + strings.Repeat("1,\n", 99), 0},
	} {
		list, err := framesOf(strings.NewReader(c.body), c.framing, 64)
		if len(list) != c.frames || !errors.As(err, new(frameTooLargeError)) {
			t.Errorf("%.20q: got %q, %v", c.body, list, err)
		}
	}
	// Comments and many small events do not add up.
	body := strings.Repeat(": a comment\nid: 1\n\ndata: 0123456789\n\n", 100)
	if list, err := framesOf(strings.NewReader(body), eventFrames, 64); len(list) != 100 || err != nil {
		t.Errorf("got %d events, %v", len(list), err)
	}
}

func TestFrameRetry(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"10": 10 * time.Millisecond, "0": 0, "": time.Second, "-1": time.Second, "1.5": time.Second, "+1": time.Second,
		"999999999999999999999": 24 * time.Hour, "086400001": 24 * time.Hour,
	} {
		r := newFrameReader(strings.NewReader("retry: "+text+"\n\n"), eventFrames, 100)
		r.retry = time.Second
		if _, _, err := r.next(); err != io.EOF || r.retry != want {
			t.Errorf("retry: %s: got %v, %v, want %v", text, r.retry, err, want)
		}
	}
}

// FuzzFrames checks that the frames do not depend on the parts in which the body
// arrives, and that events and records equal those of a second, simple reader.
func FuzzFrames(f *testing.F) {
	for _, c := range frameCases {
		f.Add([]byte(c.body), byte(c.framing))
	}
	f.Fuzz(func(t *testing.T, body []byte, format byte) {
		const limit = 1 << 12
		framing := framing(format % 3)
		whole, errWhole := framesOf(bytes.NewReader(body), framing, limit)
		parts, errParts := framesOf(iotest.OneByteReader(bytes.NewReader(body)), framing, limit)
		if fmt.Sprint(whole, errWhole) != fmt.Sprint(parts, errParts) {
			t.Fatalf("at once:      %q, %v\nbyte by byte: %q, %v", whole, errWhole, parts, errParts)
		}
		if framing == lineFrames || errWhole != nil {
			return
		}
		want := simpleEvents(string(body))
		if framing == recordFrames {
			want = simpleRecords(string(body))
		}
		if fmt.Sprint(whole) != fmt.Sprint(want) {
			t.Fatalf("got  %q\nwant %q", whole, want)
		}
	})
}

// simpleEvents reads events from a whole body.
func simpleEvents(body string) (list []string) {
	body = strings.TrimPrefix(body, "\ufeff")
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	id := ""
	blocks := strings.Split(body, "\n\n")
	for i, block := range blocks {
		kind, data, suffix := "message", []string(nil), ""
		if i == len(blocks)-1 {
			suffix = " cut"
		}
		lines := strings.Split(block, "\n")
		for k, line := range lines {
			name, value, _ := strings.Cut(line, ":")
			value = strings.TrimPrefix(value, " ")
			switch {
			case name == "data":
				data = append(data, value)
			case name == "event":
				if kind = value; kind == "" {
					kind = "message"
				}
			case name == "id" && suffix != "" && k == len(lines)-1: // the line has no end
			case name == "id" && !strings.Contains(value, "\x00"):
				id = value
			}
		}
		if data != nil {
			list = append(list, kind+"|"+id+"|"+strings.Join(data, "\n")+suffix)
		}
	}
	return list
}

// simpleRecords reads records from a whole body. It decodes a record after each line.
func simpleRecords(body string) (list []string) {
	body, data := strings.TrimPrefix(body, "\ufeff"), ""
	for body != "" {
		i := strings.IndexAny(body, "\n\x1e")
		line, end := body, ""
		if body = ""; i >= 0 {
			line, end, body = line[:i], line[i:i+1], line[i+1:]
		}
		if data == "" {
			line = strings.TrimSpace(line)
		} else if i >= 0 || line != "" {
			line = "\n" + line
		}
		if data += line; data != "" && (end != "\n" || Decode([]byte(data), (*Decoder).Skip) == nil) {
			list, data = append(list, "||"+data), ""
		}
	}
	if data != "" {
		list = append(list, "||"+data)
	}
	return list
}
