package rest

// This file follows responses that are sequences of values: server-sent events
// and lines of JSON. The file frames.go splits the body into frames. The code
// here decodes a frame as soon as it arrives, passes it to the loop, and ends
// the call when the loop ends:
//
//	for event, err := range client.Chat().PostStream(ctx, ask, nil) {
//		if err != nil {
//			return err
//		}
//		fmt.Print(event.Data.Text)
//	}
//
// Nothing runs beside the loop: the body is read between two iterations, in the
// goroutine of the loop. An error names the item that was being read.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Event is an event in a response of type text/event-stream.
type Event[T any] struct {
	Type string // type of the event, such as "delta"; "message" if the stream does not specify one
	ID   string // the last event ID, for [StreamOptions.LastEventID]; "" if the stream has none
	Data T
	Raw  []byte // data as received
}

// StreamOptions configures the calls whose result is a sequence of events or
// lines.
type StreamOptions struct {
	// MaxEventBytes limits the length of an event or line. If one is longer,
	// the sequence ends with an error. 0 means 1 MiB.
	MaxEventBytes int64
	// LastEventID is the ID of the last event that the caller has received. The
	// service continues after this event.
	LastEventID string
	// Reconnect makes the call send its request again if the connection is lost
	// or the service ends the response, and continue after the last event. Before
	// it reconnects, the call waits for the time that the service last requested
	// in a retry field, or 3 s. The sequence ends when the service responds with
	// status 204, sends the event that marks the end, or refuses the request.
	// Reconnect requires GET and text/event-stream.
	Reconnect bool
	// Idle limits each wait for the service: the wait for the headers of a
	// response, which includes connecting and sending the request, and the wait
	// for the next bytes of its body. Comments, which services send to keep a
	// connection alive, also end the wait. Time spent in the loop, in the token
	// source or between two attempts does not count. A wait that is too long
	// ends the sequence with an error, unless Reconnect is set. 0 means no limit;
	// [Options.Timeout] limits the whole call.
	Idle time.Duration
}

const (
	maxEventBytes = 1 << 20
	defaultEnd    = "[DONE]" // see Request.StreamEnd
	reconnectWait = 3 * time.Second
)

// Events returns the events of a response of type text/event-stream. It calls
// read for the data of each event. Ranging over the sequence sends the request;
// ranging again sends it again. The sequence ends after the first error. It is
// for generated code.
//
// An event without data is skipped, unless the read function accepts empty
// data or [Request.EventsWithoutData] declares its type. An event whose type is
// "error" becomes an [*Error]. An object with a member named "error" also
// becomes an [*Error], unless the model declares that member. If T is a union,
// such an event is an item if one of the variants describes its data, see
// [UnknownItem]. Data that is not JSON is an error unless T is a union or
// RawJSON, which read the data as a string.
//
// If the response ends without the blank line that ends an event, the event is
// an item if its data can be decoded. It is dropped in two cases, unless it
// marks the end of the stream. If only the end of the connection delimits the
// response, the sequence ends with an error. If [StreamOptions.Reconnect] is
// set, the next request continues after the event before it.
func Events[T any](ctx context.Context, q *Request, read func(*Decoder) T) iter.Seq2[*Event[T], error] {
	return TypedEvents(ctx, q, func(_ string, d *Decoder) T { return read(d) })
}

// TypedEvents is like [Events], but the type of an event determines the type
// of its data. It is for generated code.
func TypedEvents[T any](
	ctx context.Context, q *Request, read func(event string, d *Decoder) T,
) iter.Seq2[*Event[T], error] {
	return func(yield func(*Event[T], error) bool) {
		err := q.follow(ctx, eventFrames, failuresOf[T](), func(f frame) (bool, error) {
			e := &Event[T]{Type: f.kind, ID: f.id, Raw: bytes.Clone(f.data)}
			if f.isSignal(q.stream.signals) {
				e.Raw = nil
				return yield(e, nil), nil
			}
			err := Decode(e.Raw, func(d *Decoder) { e.Data = read(f.kind, d) })
			if err != nil && acceptsText[T]() && isPlainText(e.Raw) {
				// An event without a type has none of the declared types.
				quoted := TextData(func(d *Decoder) T { return read("", d) })
				err = Decode(e.Raw, func(d *Decoder) { e.Data = quoted(d) })
			}
			if err == nil && f.failure && q.stream.isUnknown(e.Data, e.Raw) {
				err = errUnknown
			}
			return err == nil && yield(e, nil), err
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// Lines returns the values in a response that contains one JSON value per line
// or a JSON text sequence (RFC 7464). Otherwise, it is like [Events]. It is
// for generated code.
func Lines[T any](ctx context.Context, q *Request, read func(*Decoder) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := q.follow(ctx, lineFrames, failuresOf[T](), func(f frame) (bool, error) {
			value, err := DecodeValue(f.data, read)
			if err == nil && f.failure && q.stream.isUnknown(value, f.data) {
				err = errUnknown
			}
			return err == nil && yield(value, nil), err
		})
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}

// TextData returns a reader for data that is a string without quotation marks.
// The reader converts the data to a JSON string and passes it to the read
// function. It is for generated code.
func TextData[T any](read func(*Decoder) T) func(*Decoder) T {
	return func(d *Decoder) T {
		text := string(d.data[d.pos:])
		if quoted, err := Encode(func(e *Encoder) { e.String(text) }); err != nil {
			d.Fail(err)
		} else {
			d.data, d.pos = quoted, 0
		}
		return read(d)
	}
}

// NullData reports whether the data of an event is null and, if so, reads it.
// It is for generated code.
func NullData(d *Decoder) bool {
	return string(bytes.TrimSpace(d.data[d.pos:])) == "null" && d.Null() // a text may begin with n
}

// acceptsText reports whether data that is not JSON can be a string in T, a union or any
// value.
func acceptsText[T any]() bool {
	var zero T
	value := any(zero)
	_, isRaw := value.(RawJSON)
	return value == nil || isRaw
}

// isPlainText reports whether data is neither JSON nor empty.
func isPlainText(data []byte) bool {
	return len(bytes.TrimSpace(data)) > 0 && Decode(data, (*Decoder).Skip) != nil
}

// RawData reads the data of an event of an unknown type. If the data is not
// JSON, the result is a JSON string that contains it. It is for generated code.
func RawData(d *Decoder) RawJSON {
	if isPlainText(d.data[d.pos:]) {
		return TextData((*Decoder).Raw)(d)
	}
	return d.Raw()
}

// WithoutStream makes the call fail before it sends anything if streamed is
// true. In that case, the body requests a stream, and the caller must use the
// given method to read it.
func (q *Request) WithoutStream(streamed bool, method string) {
	if streamed {
		q.fail(fmt.Errorf("the body requests a stream: call %s instead", method))
	}
}

// RequireStream makes the call fail before it sends anything unless streamed is true.
// In that case, the body cannot request a stream, and the caller must use the given
// method.
func (q *Request) RequireStream(streamed bool, method string) {
	if !streamed {
		q.fail(fmt.Errorf("the body does not request a stream: call %s instead", method))
	}
}

// IsTrue reports whether data is an object that has a member with the given name whose
// value is true. It is for generated code.
func IsTrue(data []byte, name string) (is bool) {
	d := NewDecoder(data)
	if d.Kind() != KindObject || !d.Object() {
		return false
	}
	for d.Next() {
		if string(d.Key()) == name && d.Kind() == KindBool {
			is = d.Bool()
		} else {
			d.Skip()
		}
	}
	return is
}

// StreamEnd sets the data of the event that marks the end of a stream. The
// default is [DONE]. If data is empty, a stream ends only when the response
// ends.
func (q *Request) StreamEnd(data string) { q.stream.end = data }

// ItemsHaveError declares that the items of a stream have a member named
// "error", so an item with this member is not treated as an error from the
// service.
func (q *Request) ItemsHaveError() { q.stream.itemsHaveError = true }

// EventsWithoutData declares types of events that may have no data. Without
// data, such an event is an item of the stream whose Data is the zero value.
func (q *Request) EventsWithoutData(types ...string) { q.stream.signals = types }

// UnknownItem declares a type of the items in a stream of a union that no
// variant of the union describes. An item of this type becomes an [*Error] if
// it reports an error, see [Events]. It is for generated code.
func UnknownItem[T any](q *Request) {
	is := func(item any, _ []byte) bool { _, ok := item.(T); return ok }
	q.stream.unknown = append(q.stream.unknown, is)
}

// UnknownBase is [UnknownItem] for a base type that the discriminator can select. The values that
// select it are JSON texts; an item with one of them is not unknown. It is for generated code.
func UnknownBase[T any](q *Request, discriminator string, values ...string) {
	is := func(item any, data []byte) bool {
		_, ok := item.(T)
		return ok && !slices.Contains(values, string(NewDecoder(data).Stated(discriminator)))
	}
	q.stream.unknown = append(q.stream.unknown, is)
}

// streamSpec describes the stream that a request returns.
type streamSpec struct {
	end            string // data of the event that marks the end; "" if there is none
	itemsHaveError bool
	signals        []string // types of events that may have no data
	unknown        []func(item any, data []byte) bool
}

// isUnknown reports whether no variant of a union describes an item, which has the given JSON. It is
// true for null.
func (s *streamSpec) isUnknown(item any, data []byte) bool {
	return item == nil || slices.ContainsFunc(s.unknown, func(is func(any, []byte) bool) bool { return is(item, data) })
}

// failures selects the items that are errors.
type failures struct {
	byMember bool // objects with a member error, in addition to events of the type error
	unlisted bool // only items that no variant of the union describes
	cutJSON  bool // data that is cut off would otherwise be read as a string
}

// failuresOf returns the failures in a stream of T. If T is a union, it may have
// a variant for errors.
func failuresOf[T any]() failures {
	var zero T
	value := any(zero)
	_, isModel := value.(interface{ EncodeJSON(*Encoder) })
	return failures{byMember: isModel || value == nil, unlisted: value == nil, cutJSON: acceptsText[T]()}
}

// errUnknown reports an item that no variant of a union describes.
var errUnknown = errors.New("no variant describes the item")

// errCutEvent reports an event whose data is cut off. It is a function because a call of
// fmt.Errorf, unlike errors.New, would initialize a variable at the start of each program.
func errCutEvent() error {
	return fmt.Errorf("the stream ended within the event: %w", io.ErrUnexpectedEOF)
}

// follower follows the response of a request.
type follower struct {
	request  *Request // of the current connection
	framing  framing
	failures failures
	deliver  func(frame) (more bool, err error)

	number int    // of items that were read
	id     string // of the last event
	retry  time.Duration
}

// follow sends the request and passes its items to deliver until deliver returns
// false. It returns nil if the loop or the stream has ended.
func (q *Request) follow(
	ctx context.Context, framing framing, failures failures, deliver func(frame) (bool, error),
) error {
	options := &q.options.Stream
	f := &follower{
		framing: framing, failures: failures, deliver: deliver,
		id: options.LastEventID, retry: reconnectWait,
	}
	f.failures.byMember = failures.byMember && !q.stream.itemsHaveError
	if options.Reconnect && (q.method != http.MethodGet || framing != eventFrames) {
		return q.wrap(errors.New("StreamOptions.Reconnect requires GET and text/event-stream"))
	}
	if d := q.options.Timeout; d > 0 && ctx != nil { // of all connections together
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	for first := true; ; first = false {
		before := f.number
		lost, err := f.connect(ctx, q, first)
		if !lost || !options.Reconnect {
			return err
		}
		wait := f.retry
		if f.number == before { // do not hurry a service that sends no events
			wait = max(wait, time.Second)
		}
		if err := q.resource.client.clock.wait(ctx, wait); err != nil {
			return q.wrap(err)
		}
	}
}

// connect sends the request and reads its response. It returns nil if the loop
// or the stream has ended. lost reports whether the response ended without the
// event that marks the end.
func (f *follower) connect(ctx context.Context, template *Request, first bool) (lost bool, err error) {
	q := *template // a Request can be sent only once
	f.request = &q
	q.options.Timeout = 0
	if !first && f.id != "" {
		q.header = q.header.Clone()
		q.Header("Last-Event-ID", f.id)
	}
	if ctx == nil {
		_, err := q.ReceiveStream(ctx)
		return false, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	q.idle = &idleLimit{q.options.Stream.Idle, cancel}
	s, err := q.ReceiveStream(ctx)
	idle, isIdle := context.Cause(ctx).(idleError)
	switch {
	case s == nil && err == nil, !first && errors.Is(err, errNoBody):
		return false, nil
	case err != nil && isIdle:
		return true, f.fail(f.number+1, idle)
	case err != nil:
		return false, err
	}
	defer s.Close()
	framing, err := f.framingOf(s)
	if err != nil {
		return false, err
	}
	limit := q.options.Stream.MaxEventBytes
	if limit <= 0 {
		limit = maxEventBytes
	}
	r := newFrameReader(&idleReader{s, q.idle}, framing, limit)
	r.signals = q.stream.signals
	r.resume(f.id, f.retry)
	lost, err = f.read(ctx, s, r)
	f.id, f.retry = r.id, r.retry
	return lost, err
}

// framingOf checks the content type of a response. A service that ignores the
// request for a stream responds with a single JSON document.
func (f *follower) framingOf(s *Stream) (framing, error) {
	media, _, err := mime.ParseMediaType(s.ContentType)
	if err != nil {
		media = strings.ToLower(s.ContentType)
	}
	switch {
	case strings.HasSuffix(media, "json-seq") && f.framing == lineFrames:
		return recordFrames, nil
	case media == "", media == "text/plain", media == "application/octet-stream",
		f.framing == eventFrames && media == "text/event-stream",
		f.framing == lineFrames && strings.Contains(media, "json"),
		strings.Contains(strings.ToLower(f.request.accept), media):
		return f.framing, nil
	}
	m := f.request.masker()
	e := f.request.responseError(&response{status: s.status, header: s.Header, body: begin(s.body)}, m)
	e.Message = fmt.Sprintf("the content type of the response is %s, not %s",
		cut(m.maskBody(media), 100), f.request.accept)
	return 0, e
}

// read passes the items of a response to the loop.
func (f *follower) read(ctx context.Context, s *Stream, r *frameReader) (lost bool, err error) {
	for {
		if ctx.Err() != nil {
			return false, f.fail(f.number+1, ctx.Err())
		}
		item, ok, err := r.next()
		if err != nil && err != io.EOF {
			idle, isIdle := context.Cause(ctx).(idleError)
			if isIdle {
				err = idle
			}
			lost := isIdle || ctx.Err() == nil && !errors.As(err, new(frameTooLargeError))
			return lost, f.fail(f.number+1, err)
		}
		if ok && item.cut && (!s.framed || f.request.options.Stream.Reconnect) && !f.isEnd(item) {
			return true, f.fail(f.number+1, io.ErrUnexpectedEOF)
		}
		if ok {
			f.number++
			more, err := f.item(s, item)
			if err != nil || !more {
				return false, err
			}
		}
		if err == io.EOF {
			return true, nil
		}
	}
}

// isEnd reports whether an item marks the end of the stream.
func (f *follower) isEnd(item frame) bool {
	end := f.request.stream.end
	return end != "" && string(item.data) == end
}

// item passes an item to the loop.
func (f *follower) item(s *Stream, item frame) (more bool, err error) {
	if f.isEnd(item) {
		return false, nil
	}
	item.failure = item.kind == "error" || f.failures.byMember && reportsError(item.data)
	isCut := item.cut && isPlainText(item.data)
	switch {
	case item.failure && !f.failures.unlisted:
		err = errUnknown
	case isCut && f.failures.cutJSON && strings.IndexByte(`{["`, bytes.TrimSpace(item.data)[0]) >= 0:
		err = errCutEvent()
	default:
		more, err = f.deliver(item)
	}
	switch {
	case err == nil:
		return more, nil
	case item.failure:
		e := f.request.serviceError(&response{status: s.status, header: s.Header, body: bytes.Clone(item.data)})
		return false, &callError{f.place(f.number) + ": " + e.Error(), e}
	case len(bytes.TrimSpace(item.data)) == 0:
		return true, nil // only a signal
	case isCut:
		err = errCutEvent()
	}
	return false, f.fail(f.number, err)
}

// reportsError reports whether an object has a member error with a value.
func reportsError(data []byte) bool {
	if !bytes.Contains(data, []byte(`"error"`)) {
		return false
	}
	d := NewDecoder(data)
	if d.Kind() != KindObject || !d.Object() {
		return false
	}
	for d.Next() {
		if string(d.Key()) == "error" {
			return d.Kind() == KindObject || d.Kind() == KindString && d.String() != ""
		}
		d.Skip()
	}
	return false
}

// fail returns the error of the item with the given number.
func (f *follower) fail(number int, err error) error {
	return f.request.wrap(fmt.Errorf("%s: %w", f.place(number), err))
}

// place names an item, such as "event 17".
func (f *follower) place(number int) string {
	if f.framing == eventFrames {
		return fmt.Sprintf("event %d", number)
	}
	return fmt.Sprintf("line %d", number)
}

// idleLimit limits each wait for the service.
type idleLimit struct {
	limit  time.Duration // 0 means no limit
	cancel context.CancelCauseFunc
}

// idleError is the end of a wait that was too long.
type idleError time.Duration

func (e idleError) Error() string {
	return fmt.Sprintf("no data for %v: see StreamOptions.Idle", time.Duration(e))
}

// begin begins a wait and returns the function that ends it.
func (l *idleLimit) begin() (end func() bool) {
	if l == nil || l.limit <= 0 {
		return func() bool { return false }
	}
	return time.AfterFunc(l.limit, func() { l.cancel(idleError(l.limit)) }).Stop
}

// idleReader reads a stream and limits the wait for its next bytes.
type idleReader struct {
	stream *Stream
	idle   *idleLimit
}

// Read reads from the stream.
func (r *idleReader) Read(p []byte) (int, error) {
	defer r.idle.begin()()
	return r.stream.read(p)
}
