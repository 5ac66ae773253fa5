package rest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
)

// Stream is a result that is read while it comes in. Whoever gets one closes
// it. The time-out of the call lasts until then; [WithMaxResponseBytes] does
// not count for it.
type Stream struct {
	ContentType string      // as the service names it, "" when it does not
	Length      int64       // in bytes, -1 when the service does not say
	Header      http.Header // of the answer; must not be changed

	request *Request
	ctx     context.Context
	cancel  context.CancelFunc
	body    io.ReadCloser
	read    int64
}

// ReceiveStream sends the request and returns the body of the answer to be
// read. An answer with status 204 or 205 is an error, since it has no body at
// all; one with a status other than 2xx is an [*Error].
func (q *Request) ReceiveStream(ctx context.Context) (*Stream, error) {
	cancel := func() {}
	switch d := q.options.Timeout; {
	case ctx == nil: // call reports it
	case d > 0:
		ctx, cancel = context.WithTimeout(ctx, d)
		q.options.Timeout = 0
	default:
		ctx, cancel = context.WithCancel(ctx)
	}
	var s *Stream
	defer func() {
		if s == nil { // an error, or a hook that panics
			q.end(cancel)
		}
	}()
	a, err := q.call(ctx, streamBody)
	if err != nil {
		return nil, err
	}
	s = &Stream{
		ContentType: a.header.Get("Content-Type"), Length: a.stream.ContentLength, Header: a.header,
		request: q, ctx: ctx, cancel: cancel, body: a.stream.Body,
	}
	if a.status == http.StatusNoContent || a.status == http.StatusResetContent {
		_ = s.Close()
		return nil, q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoBody))
	}
	return s, nil
}

// end lets go of what a call holds.
func (q *Request) end(cancel context.CancelFunc) {
	cancel()
	if q.upload != nil {
		q.upload.release()
	}
}

// Read reads the body. When it ends too early the error says so, and an ended
// context is the error itself.
func (s *Stream) Read(p []byte) (int, error) {
	n, err := s.body.Read(p)
	s.read += int64(n)
	switch {
	case err == nil || err == io.EOF:
		return n, err
	case s.ctx.Err() != nil:
		err = s.ctx.Err()
	default:
		err = fmt.Errorf("the answer was cut after %d bytes: %w", s.read, err)
	}
	return n, s.request.wrap(err)
}

// Close ends the call. What was not read is not fetched.
func (s *Stream) Close() error {
	err := s.body.Close()
	s.request.end(s.cancel)
	return err
}

// Bytes reads the whole body into memory and closes it. A body over the limit
// of [WithMaxResponseBytes] is an error.
func (s *Stream) Bytes() ([]byte, error) {
	defer s.Close()
	limit := s.request.resource.client.maxBytes
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(s, limit+1))
	if err == nil && n > limit {
		err = s.request.wrap(tooLargeError(limit))
	}
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
