// Package resttest implements a fake service for tests. A generated package
// such as graphtest knows the operations of an API and has a typed hook for
// each of them. Package resttest provides everything else: a server on this
// machine, the routing of requests, records of calls, injected faults, and
// requests from the service to the program.
//
//	srv := graphtest.New(t)
//	srv.OnReject(func(callId string, body *graph.RejectPostRequestBody) error {
//		return resttest.Status(http.StatusNotFound, "8523", "The call does not exist.")
//	})
//	srv.Fail(resttest.TooManyRequests(time.Second), graphtest.Reject)
//	client := srv.Client()
//
// An operation without a hook returns its declared success status and, if it
// has a result, a minimal valid result. A request that matches no operation,
// or whose body cannot be read, indicates an error in the program under test.
// The response is 404, 405 or 400, and the test is marked as failed when it
// ends.
//
// # For generated code
//
// Service, Route, Request, Credential, Credentials, In, ErrorForm, all
// functions that take a Request, and the functions that read or write JSON are
// for generated code, as their comments say.
package resttest
