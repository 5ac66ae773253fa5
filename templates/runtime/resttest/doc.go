// Package resttest is a service that a program's tests talk to instead of the
// real one. A package such as graphtest, which is generated beside an SDK,
// knows the operations of an API and has a typed hook for each; all else is
// here: a server on this machine, which operation a request is for, records of
// what was called, faults to inject, and the requests that the service makes
// by itself.
//
//	srv := graphtest.New(t)
//	srv.OnReject(func(callId string, body *graph.RejectPostRequestBody) error {
//		return resttest.Status(http.StatusNotFound, "8523", "The call is gone.")
//	})
//	srv.Fail(resttest.TooManyRequests(time.Second), graphtest.Reject)
//	client := srv.Client()
//
// An operation without a hook answers as the description says, with the status
// of its success and, where a result is due, one that has what is required and
// nothing else. A request that fits no operation, or whose body cannot be
// read, is a fault of the program: it is answered with 404, 405 or 400, and
// the test fails at its end.
//
// Parts of this package serve generated code only: Service, Request and the
// functions that take a Request.
package resttest
