package resttest

import (
	"context"
	"time"

	"github.com/fragen-go/fragen/templates/runtime"
)

// EmptyList writes []. It is for generated code.
func EmptyList(e *rest.Encoder) {
	e.Array()
	e.End()
}

// EmptyObject writes {}. It is for generated code.
func EmptyObject(e *rest.Encoder) {
	e.Object(nil)
	e.End()
}

// EmptyString writes "". It is for generated code.
func EmptyString(e *rest.Encoder) { e.String("") }

// ZeroValue returns a function that writes the zero value of T, which must not
// encode to null or a list. It is for generated code.
func ZeroValue[T any](write func(*rest.Encoder, T)) func(*rest.Encoder) {
	return func(e *rest.Encoder) {
		var zero T
		write(e, zero)
	}
}

// ClientOptions returns the options of a client for this server: its URL, a
// value for each of the credentials, and short waits between attempts.
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

// Must returns a function that checks the results of a constructor: it returns
// the client or, if there is an error, ends the test. It is for generated code.
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
