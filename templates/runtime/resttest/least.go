package resttest

import (
	"context"
	"time"

	"github.com/fragen-go/fragen/templates/runtime"
)

// EmptyList writes [].
func EmptyList(e *rest.Encoder) {
	e.Array()
	e.End()
}

// EmptyObject writes {}.
func EmptyObject(e *rest.Encoder) {
	e.Object(nil)
	e.End()
}

// EmptyString writes "".
func EmptyString(e *rest.Encoder) { e.String("") }

// ZeroValue writes the zero value of a type that is neither null nor a list.
func ZeroValue[T any](write func(*rest.Encoder, T)) func(*rest.Encoder) {
	return func(e *rest.Encoder) {
		var zero T
		write(e, zero)
	}
}

// ClientOptions are what a client of this server needs: its address, something
// to show for each of the credentials, and short waits between attempts.
func (s *Server) ClientOptions(shows ...Credential) []rest.Option {
	options := []rest.Option{
		rest.WithBaseURL(s.URL),
		rest.WithRetry(rest.RetryPolicy{MaxRetries: 3, MinWait: time.Millisecond}),
	}
	for _, c := range shows {
		switch c.Scheme {
		case "Bearer":
			options = append(options, rest.WithToken(func(context.Context) (string, error) { return "token", nil }))
		case "Basic":
			options = append(options, rest.WithBasicAuth("user", "password"))
		default:
			options = append(options, rest.WithAPIKey(c.In, c.Name, "key"))
		}
	}
	return options
}

// Must returns a client, and ends the test where there is none because an
// option is wrong.
func Must[T any](s *Server) func(T, error) T {
	return func(client T, err error) T {
		if err != nil {
			if s.t == nil {
				panic(err)
			}
			s.t.Helper()
			s.t.Fatalf("%v", err)
		}
		return client
	}
}
