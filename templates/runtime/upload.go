package rest

// This file streams the bodies of requests. An upload is a list of readers that
// net/http reads one after the other. net/http may still be reading when the
// response arrives. So each attempt gets its own reader, which is disconnected
// before the next attempt and before the call returns.
//
// An upload can be sent again if all readers can be rewound, or if nothing was
// read. Readers are not closed because the caller opened them. The exception is
// a reader whose Read continues after the call, which nothing else would stop.

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
	length  int64 // -1 if unknown

	mu      sync.Mutex                   // held while a source is read or rewound
	current atomic.Pointer[uploadReader] // the only reader that may read
	started atomic.Bool                  // a byte was read
	fault   atomic.Pointer[error]        // error of a source
	stop    func() bool                  // stops watching the context
}

// source is a reader with its position and length.
type source struct {
	reader io.Reader
	seeker io.Seeker // nil if the reader cannot be rewound
	start  int64     // initial position
	size   int64     // -1 if unknown
}

// sourceOf determines the position of a reader, and its length if size is 0.
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
		return s // such as a pipe
	}
	if s.size < 0 {
		// Ignore a length of 0, which devices report too.
		if end, err := seeker.Seek(0, io.SeekEnd); err == nil && end > start {
			s.size = end - start
		}
		if _, err := seeker.Seek(start, io.SeekStart); err != nil {
			s.reader = failingReader{fmt.Errorf("rewinding the body: %w", err)}
			return s
		}
	}
	s.seeker, s.start = seeker, start
	return s
}

// falsely returns an error if the reader is longer or shorter than its size.
// The length was already sent, so a retry would not help.
func (s source) falsely(passed int64, end bool) error {
	switch {
	case s.size >= 0 && passed > s.size:
		return fmt.Errorf("the reader is longer than its size of %d bytes", s.size)
	case end && passed < s.size:
		return fmt.Errorf("the reader ended after %d of %d bytes", passed, s.size)
	}
	return nil
}

// failingReader always returns an error.
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

// seekable reports whether all readers can be rewound.
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

// open returns the body from its beginning. Readers that were opened earlier
// return an error from now on.
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
				return nil, fmt.Errorf("rewinding the body: %w", err)
			}
		}
	}
	r := &uploadReader{upload: u, left: u.sources}
	u.current.Store(r)
	return r, nil
}

// release disconnects the reader that was opened last. If the body can be
// rewound, release waits for a running Read so that the caller can use the
// reader immediately. Otherwise the Read may never end, for example on a
// connection, so release aborts it.
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

// abort ends a Read that may never return. net/http waits for it even after the
// context has ended.
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

// failed returns the error of a reader of the caller.
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
	passed int64 // bytes read from the first source that is left
}

var (
	errCutOff      = errors.New("the body is no longer being sent")
	errReadAlready = errors.New("the body was already read and cannot be rewound")
)

// Read reads from the sources in order.
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

// Close disconnects the reader. It does not wait for a pending Read, which may
// never return.
func (r *uploadReader) Close() error {
	r.upload.current.CompareAndSwap(r, nil)
	return nil
}

// BodyReader sets a body that is read while it is sent. The length is sent if
// the reader has a Len method or can be rewound. A retry sends the body again
// if it can be rewound or if nothing has been read from it. The reader is not
// closed, except to stop a Read that continues after the call.
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

// checkContentType reports an invalid content type from the caller.
func checkContentType(contentType string) error {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.Contains(media, "/") || !fitsHeader(contentType) {
		return fmt.Errorf("invalid content type %s; expected a type such as image/png", excerpt([]byte(contentType)))
	}
	if strings.Contains(contentType, "*") {
		return fmt.Errorf("the content type %s contains a wildcard; name the type that is sent",
			excerpt([]byte(contentType)))
	}
	return nil
}
