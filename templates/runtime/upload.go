package rest

// This file streams the bodies of requests. An upload is a row of readers that
// are read one after the other, by net/http and in its own time: it may still
// be reading when the answer is there. So each attempt has a reader of its own
// that is cut off before the next one begins, and before the call returns. An
// upload can be sent again when all its readers can be wound back, or when
// nothing of it was read. Readers are not closed, who opened them does that, but for
// one in which a read goes on when the call is over: nothing else would end it.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// upload is a body that is read while it is sent.
type upload struct {
	sources []source
	length  int64 // -1 when it is not known

	mu      sync.Mutex                   // held while a source is read or wound
	current atomic.Pointer[uploadReader] // the only one that may read
	started atomic.Bool                  // something was read
	fault   atomic.Pointer[error]        // of a source
	stop    func() bool                  // ends the watch over the context
}

// source is a reader with what is known of it.
type source struct {
	reader io.Reader
	seeker io.Seeker // nil when the reader cannot be wound back
	start  int64     // where the reader stood
	size   int64     // -1 when it is not known
}

// sourceOf looks at a reader: where it stands, and how long it is when that is
// not said.
func sourceOf(r io.Reader, size int64) source {
	s := source{reader: r, size: size}
	if size <= 0 {
		s.size = -1
	}
	if l, ok := r.(interface{ Len() int }); ok && s.size < 0 {
		s.size = int64(l.Len())
	}
	seeker, ok := r.(io.Seeker)
	if !ok {
		return s
	}
	start, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return s // a pipe, for example
	}
	if s.size < 0 {
		// A length of 0 is not believed: devices and the like have it too.
		if end, err := seeker.Seek(0, io.SeekEnd); err == nil && end > start {
			s.size = end - start
		}
		if _, err := seeker.Seek(start, io.SeekStart); err != nil {
			s.reader = failingReader{fmt.Errorf("winding the body back: %w", err)}
			return s
		}
	}
	s.seeker, s.start = seeker, start
	return s
}

// falsely says what is wrong with the size when so much was read of a source, to
// its end or not. The length of the body was sent by then, so no other attempt
// would fare better.
func (s source) falsely(passed int64, end bool) error {
	switch {
	case s.size >= 0 && passed > s.size:
		return fmt.Errorf("the reader goes on after %d bytes, which were to be all", s.size)
	case end && passed < s.size:
		return fmt.Errorf("the reader ends after %d of %d bytes", passed, s.size)
	}
	return nil
}

// failingReader fails at once.
type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

func newUpload(sources ...source) *upload {
	u := &upload{sources: sources}
	for _, s := range sources {
		if s.size < 0 {
			u.length = -1
			break
		}
		u.length += s.size
	}
	return u
}

// seekable reports whether all readers can be wound back.
func (u *upload) seekable() bool {
	for _, s := range u.sources {
		if s.seeker == nil {
			return false
		}
	}
	return true
}

// repeatable reports whether the body can be sent from its beginning.
func (u *upload) repeatable() bool { return u.seekable() || !u.started.Load() }

// open returns the body from its beginning. A reader that was opened before
// gives an error from now on.
func (u *upload) open() (io.ReadCloser, error) {
	u.current.Store(nil)
	if u.seekable() {
		u.mu.Lock()
	} else if !u.mu.TryLock() {
		return nil, errReadAlready
	}
	defer u.mu.Unlock()
	if u.started.Load() {
		for _, s := range u.sources {
			if s.seeker == nil {
				return nil, errReadAlready
			}
			if _, err := s.seeker.Seek(s.start, io.SeekStart); err != nil {
				return nil, fmt.Errorf("winding the body back: %w", err)
			}
		}
	}
	r := &uploadReader{upload: u, left: u.sources}
	u.current.Store(r)
	return r, nil
}

// release cuts off the reader that was opened last. When the body can be wound
// back this waits until nobody reads in it, so that the caller may use it at
// once. Another one may be a connection on which a read never ends, so there
// the read is ended.
func (u *upload) release() {
	u.current.Store(nil)
	if u.stop != nil {
		u.stop()
	}
	switch {
	case u.seekable():
		u.mu.Lock()
		defer u.mu.Unlock()
	case u.mu.TryLock():
		u.mu.Unlock()
	default:
		u.abort()
	}
}

// abort ends a read that may never end by itself: net/http waits for it even
// when the context is over.
func (u *upload) abort() {
	u.current.Store(nil)
	for _, s := range u.sources {
		if c, ok := s.reader.(io.Closer); ok && s.seeker == nil {
			_ = c.Close()
		}
	}
}

// attach makes the upload the body of a request.
func (u *upload) attach(req *http.Request) error {
	if u.length == 0 {
		req.Body = http.NoBody
		return nil
	}
	body, err := u.open()
	if err != nil {
		return err
	}
	req.Body, req.ContentLength = body, u.length
	if u.seekable() {
		req.GetBody = u.open
	} else if u.stop == nil {
		u.stop = context.AfterFunc(req.Context(), u.abort)
	}
	return nil
}

// failed returns the error of a reader that the caller gave.
func (u *upload) failed() error {
	if u == nil {
		return nil
	}
	if err := u.fault.Load(); err != nil {
		return fmt.Errorf("reading the body: %w", *err)
	}
	return nil
}

// uploadReader reads an upload once.
type uploadReader struct {
	upload *upload
	left   []source
	passed int64 // of the first one left
}

var (
	errCutOff      = errors.New("the body is no longer sent")
	errReadAlready = errors.New("the body was read already and cannot be wound back")
)

// Read reads from the sources in turn.
func (r *uploadReader) Read(p []byte) (int, error) {
	u := r.upload
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.current.Load() != r {
		return 0, errCutOff
	}
	for len(r.left) > 0 {
		u.started.Store(true)
		n, err := r.left[0].reader.Read(p)
		r.passed += int64(n)
		if falsely := r.left[0].falsely(r.passed, err == io.EOF); falsely != nil {
			err = falsely
		}
		switch {
		case err == io.EOF:
			r.left, r.passed = r.left[1:], 0
			if n == 0 {
				continue
			}
			err = nil
		case err != nil:
			u.fault.Store(&err)
		}
		return n, err
	}
	return 0, io.EOF
}

// Close cuts the reader off. It does not wait for a Read, which may never end.
func (r *uploadReader) Close() error {
	r.upload.current.CompareAndSwap(r, nil)
	return nil
}

// BodyReader sets a body that is read while it is sent. Its length is sent
// when the reader has a method Len or can be wound back. A body that can be is
// sent again where a retry is due; another one only when nothing of it was
// read. The reader is not closed, unless a read in it goes on when the call is
// over, which is how that is ended.
func (q *Request) BodyReader(contentType string, body io.Reader) {
	if err := checkContentType(contentType); err != nil {
		q.fail(err)
		return
	}
	if body == nil {
		q.BodyBytes(contentType, nil)
		return
	}
	q.setUpload(contentType, newUpload(sourceOf(body, 0)))
}

func (q *Request) setUpload(contentType string, u *upload) {
	q.upload, q.hasBody, q.contentType = u, true, contentType
}

// checkContentType finds what is wrong with a content type that a caller gave.
func checkContentType(contentType string) error {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.Contains(media, "/") || !fitsHeader(contentType) {
		return fmt.Errorf("%s is no content type such as image/png", excerpt([]byte(contentType)))
	}
	if strings.Contains(contentType, "*") {
		return fmt.Errorf("the content type %s stands for several: name the one that is sent", excerpt([]byte(contentType)))
	}
	return nil
}
