package sdktest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/graphtest"
	"github.com/fragen-go/fragen/generated/rest"
	"github.com/fragen-go/fragen/generated/rest/jwt"
	"github.com/fragen-go/fragen/generated/rest/resttest"
)

// TestBehaviorFake tests graphtest, the fake of the service for programs' tests.
func TestBehaviorFake(t *testing.T) {
	for _, test := range []test{
		{"hooks and errors", fakeHooks},
		{"pages", fakePages},
		{"every operation without a hook", fakeEverything},
		{"concurrent calls with faults", fakeAtOnce},
		{"signed notifications", fakeNotifications},
	} {
		t.Run(test.name, test.run)
	}
}

// fakeHooks tests the arguments and results of hooks.
func fakeHooks(t *testing.T) {
	srv := graphtest.New(t)
	call := srv.Client().Communications().Calls().ByCallId("a/b")
	srv.OnReject(func(callId string, body *graph.RejectPostRequestBody) error {
		if callId != "a/b" || rest.Value(body.Reason) != "onTheMoon" {
			t.Errorf("reject %s with %+v", callId, body)
		}
		return resttest.Status(http.StatusForbidden, "7503", "Not your call.")
	})
	err := call.Reject().Post(t.Context(), &graph.RejectPostRequestBody{Reason: new(graph.RejectReason("onTheMoon"))}, nil)
	body, ok := rest.BodyAs[graph.ODataError](err)
	if !ok || body.Error.Code != "7503" || body.Error.Message != "Not your call." {
		t.Errorf("error %v", err)
	}

	srv.OnCommsOperationItemGet(func(
		callId, operationId string, options *graph.CommsOperationItemGetOptions,
	) (graph.AnyCommsOperation, error) {
		if !slices.Equal(options.Select, []string{"id", "status"}) {
			t.Errorf("options %+v", options)
		}
		return &graph.PlayPromptOperation{Id: &operationId, Status: new(graph.OperationStatusRunning)}, nil
	})
	options := &graph.CommsOperationItemGetOptions{Select: []string{"id", "status"}}
	operation, err := call.Operations().ByCommsOperationId("op").Get(t.Context(), options)
	if played, ok := operation.(*graph.PlayPromptOperation); err != nil || !ok || *played.Id != "op" {
		t.Errorf("operation %#v, %v", operation, err)
	}

	srv.OnCallItemGet(func(callId string, _ *graph.CallItemGetOptions) (*graph.Call, error) {
		cause := graph.MainError{Code: "gone", Message: "Too late.", Target: new("call")}
		return nil, &rest.Error{StatusCode: http.StatusGone, Body: &graph.ODataError{Error: cause}}
	})
	_, err = call.Get(t.Context(), nil)
	if body, ok := rest.BodyAs[graph.ODataError](err); !ok || rest.Value(body.Error.Target) != "call" {
		t.Errorf("error %v", err)
	}
}

// fakePages reads several pages from a hook.
func fakePages(t *testing.T) {
	srv := graphtest.New(t)
	srv.OnParticipants(func(
		_ string, options *graph.ParticipantsGetOptions,
	) (*graph.ParticipantCollectionResponse, error) {
		at := rest.Value(options.Skip)
		page := &graph.ParticipantCollectionResponse{
			Value: []graph.Participant{{Id: new(fmt.Sprint(at))}, {Id: new(fmt.Sprint(at + 1))}},
		}
		if at < 4 {
			page.OdataNextLink = new(fmt.Sprintf("%s/communications/calls/1/participants?$skip=%d", srv.URL, at+2))
		}
		return page, nil
	})
	var ids []string
	for p, err := range srv.Client().Communications().Calls().ByCallId("1").Participants().All(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, *p.Id)
	}
	if got := strings.Join(ids, ""); got != "012345" || srv.Count(graphtest.Participants) != 3 {
		t.Errorf("participants %s from %d pages", got, srv.Count())
	}
}

// fakeEverything calls each operation once without a hook. All calls must succeed.
func fakeEverything(t *testing.T) {
	srv := graphtest.New(t)
	results := callEach(t, reflect.ValueOf(srv.Client()))
	if want := len(srv.Operations()); results != want || srv.Count() < want {
		t.Errorf("%d calls for %d operations", results, want)
	}
	for _, c := range srv.Calls() {
		if c.Operation == "" || c.Status/100 != 2 {
			t.Errorf("%s: %q, status %d", c, c.Operation, c.Status)
		}
	}
}

// callEach makes all calls below a builder with empty arguments. It returns the number
// of calls.
func callEach(t *testing.T, at reflect.Value) int {
	calls := 0
	for i := range at.NumMethod() {
		name, m := at.Type().Method(i).Name, at.Method(i)
		var args []reflect.Value
		for j := range m.Type().NumIn() {
			arg := reflect.Zero(m.Type().In(j))
			switch kind := m.Type().In(j); {
			case kind.Kind() == reflect.String:
				arg = reflect.ValueOf("key")
			case kind == reflect.TypeFor[context.Context]():
				arg = reflect.ValueOf(t.Context())
			case j == 1 && kind.Kind() == reflect.Pointer && m.Type().NumIn() == 3: // the body
				arg = reflect.New(kind.Elem())
			}
			args = append(args, arg)
		}
		switch name {
		case "WithURL", "All", "Request":
			continue
		case "Get", "Post", "Patch", "Put", "Delete":
			calls++
			out := m.Call(args)
			if err, _ := out[len(out)-1].Interface().(error); err != nil {
				t.Errorf("%s.%s: %v", at.Type(), name, err)
			}
		default:
			calls += callEach(t, m.Call(args)[0])
		}
	}
	return calls
}

// fakeAtOnce uses the fake from several goroutines with random faults.
func fakeAtOnce(t *testing.T) {
	srv := graphtest.New(t)
	srv.FailRate(0.2, 1, resttest.TooManyRequests(0), resttest.UnavailableFor(0))
	client := srv.Client(rest.WithRetry(rest.RetryPolicy{MaxRetries: 20, MinWait: time.Millisecond}))
	var work sync.WaitGroup
	for i := range 8 {
		work.Go(func() {
			for range 25 {
				srv.OnKeepAlive(func(string) error { return nil })
				if err := client.Communications().Calls().ByCallId(fmt.Sprint(i)).KeepAlive().Post(t.Context(), nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	calls, err := srv.WaitFor(t.Context(), 200, graphtest.KeepAlive)
	work.Wait()
	faults := 0
	for _, c := range srv.Calls() {
		if c.Fault != "" {
			faults++
		}
	}
	if err != nil || len(calls) < 200 || srv.Count() != 200+faults || faults == 0 {
		t.Errorf("%d calls with %d faults, %v", srv.Count(), faults, err)
	}
}

// fakeNotifications sends notifications to a handler that verifies signatures.
func fakeNotifications(t *testing.T) {
	srv := graphtest.New(t)
	verifier, err := jwt.New(jwt.Config{
		OpenIDConfiguration: srv.OpenIDConfiguration(),
		Issuers:             []string{"https://issuer.example"},
		Audiences:           []string{"app"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var states []graph.CallState
	handler := graph.HandleNotifications(func(_ context.Context, news *graph.CommsNotifications) error {
		states = append(states, *news.Value[0].ResourceData.(*graph.Call).State)
		return nil
	}, &rest.HandlerOptions{Verify: verifier.Verify})
	send := func(state graph.CallState) error {
		notification := &graph.CommsNotification{ResourceData: &graph.Call{State: &state}}
		return srv.SendNotifications(t.Context(), handler, &graph.CommsNotifications{
			Value: []*graph.CommsNotification{notification},
		})
	}
	if err := send(graph.CallStateIncoming); err == nil {
		t.Error("a notification without a token was accepted")
	}
	srv.Sign("https://issuer.example", "app")
	if err := send(graph.CallStateEstablished); err != nil {
		t.Error(err)
	}
	srv.Sign("https://issuer.example", "another")
	err = send(graph.CallStateTerminated)
	if e := (*rest.Error)(nil); !errors.As(err, &e) || e.StatusCode != http.StatusUnauthorized {
		t.Errorf("error %v", err)
	}
	if !slices.Equal(states, []graph.CallState{graph.CallStateEstablished}) {
		t.Errorf("the handler received the states %v", states)
	}
}
