package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// Stream is a result that the caller reads as it arrives. The caller must
// close it. The timeout of the call applies until the stream is closed.
// [WithMaxResponseBytes] does not limit a Stream. A nil Stream is empty.
type Stream struct {
	ContentType string      // content type of the response, or ""
	Length      int64       // length in bytes; -1 if unknown
	Header      http.Header // headers of the response; must not be modified

	request *Request
	ctx     context.Context
	cancel  context.CancelFunc
	body    io.ReadCloser
	size    int64 // of the part that was read
	framed  bool  // the connection shows that the body is complete
	status  int
}

// ReceiveStream sends the request and returns the body of the response. A
// response with status 204 or 205 has no body and is an error. If
// [Request.NoContent] declares the status, the Stream is nil instead. If the
// status is not 2xx, ReceiveStream returns an [*Error].
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
		if s == nil { // an error, or a hook panicked
			q.end(cancel)
		}
	}()
	a, err := q.call(ctx, streamBody)
	if err != nil {
		explain[*Stream](err)
		return nil, err
	}
	if a.empty {
		return nil, nil
	}
	s = &Stream{
		ContentType: a.header.Get("Content-Type"), Length: a.stream.ContentLength, Header: a.header,
		request: q, ctx: ctx, cancel: cancel, body: a.stream.Body, framed: isFramed(a.stream), status: a.status,
	}
	if a.status == http.StatusNoContent || a.status == http.StatusResetContent {
		_ = s.Close()
		return nil, q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoBody))
	}
	return s, nil
}

// end releases the resources of a call.
func (q *Request) end(cancel context.CancelFunc) {
	cancel()
	if q.upload != nil {
		q.upload.release()
	}
}

// Read reads the body. If the connection ends early, the error reports it. If
// the context has ended, the error wraps the context's error.
func (s *Stream) Read(p []byte) (int, error) {
	if s == nil {
		return 0, io.EOF
	}
	n, err := s.read(p)
	if err != nil && err != io.EOF {
		err = s.request.wrap(err)
	}
	return n, err
}

// read is like Read, but its error does not name the request.
func (s *Stream) read(p []byte) (int, error) {
	n, err := s.body.Read(p)
	s.size += int64(n)
	switch {
	case err == nil || err == io.EOF:
	case s.ctx.Err() != nil:
		err = s.ctx.Err()
	default:
		err = fmt.Errorf("the response ended after %d bytes: %w", s.size, err)
	}
	return n, err
}

// isFramed reports whether a complete body differs from one that was cut off.
// The body of an old HTTP/1.0 response ends when the connection is closed,
// whatever the reason.
func isFramed(res *http.Response) bool {
	return res.ContentLength >= 0 || res.Uncompressed || res.ProtoMajor >= 2 ||
		slices.Contains(res.TransferEncoding, "chunked")
}

// Close ends the call. It does not read the rest of the body.
func (s *Stream) Close() error {
	if s == nil {
		return nil
	}
	err := s.body.Close()
	s.request.end(s.cancel)
	return err
}

// Bytes reads the whole body and closes the stream. A body over the limit of
// [WithMaxResponseBytes] is an error.
func (s *Stream) Bytes() ([]byte, error) {
	if s == nil {
		return nil, nil
	}
	defer s.Close()
	limit := s.request.resource.client.maxBytes
	body, err := readAll(s, s.Length, limit)
	if err == nil && int64(len(body)) > limit {
		err = s.request.wrap(tooLargeError(limit))
	}
	if err != nil {
		return nil, err
	}
	return body, nil
}

// begin returns the beginning of a body, for an error. It may close the body.
func begin(body io.ReadCloser) []byte {
	late := time.AfterFunc(maxDrainTime, func() { _ = body.Close() })
	defer late.Stop()
	data, _ := io.ReadAll(io.LimitReader(body, maxExcerpt))
	return data
}
