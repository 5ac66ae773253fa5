package output

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadPieces(t *testing.T) {
	const limit = 2 << 20
	for _, n := range []int{0, 1, limit/2 - 1, limit / 2, limit/2 + 1, limit} {
		want := strings.Repeat("ab", n)[:n]
		if text, err := readPieces(strings.NewReader(want), limit); err != nil || text != want {
			t.Errorf("%d bytes: found %d bytes, error %v", n, len(text), err)
		}
	}
	_, err := readPieces(endless{}, limit)
	if !errors.As(err, new(*KindError)) || err.Error() != "standard input has more than 2 MB" {
		t.Errorf("the error is %v", err)
	}
	broken := io.MultiReader(strings.NewReader("a"), faultyReader{})
	if _, err := readPieces(broken, limit); !errors.Is(err, errFault) {
		t.Errorf("the error is %v", err)
	}
}

// TestContentLargerThanSize reads a file whose content has no end, such as some in /proc.
func TestContentLargerThanSize(t *testing.T) {
	info, err := fstest.MapFS{"a": {Data: []byte("abc")}}.Stat("a")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := copySized(&b, "a", endless{}, info); !errors.As(err, new(*KindError)) || b.Len() > 4 {
		t.Errorf("%d bytes were read, and the error is %v", b.Len(), err)
	}
	b.Reset()
	if err := copySized(&b, "a", strings.NewReader("abc"), info); err != nil || b.String() != "abc" {
		t.Errorf("the content is %q, and the error is %v", &b, err)
	}
}

// endless is a stream of zeros.
type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

var errFault = errors.New("fault")

// faultyReader returns an error.
type faultyReader struct{}

func (faultyReader) Read([]byte) (int, error) { return 0, errFault }
