package sdktest

// This file checks the requests that method chains send to a local server: all headers
// for the chains in the vendor's documentation, and the method, path, and body for all
// other operations.

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// sentRequest is a request received by the server.
type sentRequest struct {
	method, path, body string // path is escaped and includes the query
	length             int64  // Content-Length
	header             http.Header
}

// recorder records the requests to a service.
type recorder struct {
	mu       sync.Mutex
	requests []sentRequest
}

// serve starts a service. It returns a client and a recorder of the requests.
func serve(t *testing.T, answer http.HandlerFunc, options ...rest.Option) (*graph.Client, *recorder) {
	t.Helper()
	rec := new(recorder)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		rec.mu.Lock()
		rec.requests = append(rec.requests, sentRequest{
			r.Method, r.RequestURI, string(body), r.ContentLength, r.Header.Clone(),
		})
		rec.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	options = append([]rest.Option{
		rest.WithBaseURL(server.URL + "/v1.0"),
		rest.WithToken(func(context.Context) (string, error) { return "secret-token", nil }),
		rest.WithRetry(rest.RetryPolicy{}),
	}, options...)
	client, err := graph.New(options...)
	if err != nil {
		t.Fatal(err)
	}
	return client, rec
}

// only returns the request if there was exactly one.
func (r *recorder) only(t *testing.T) sentRequest {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.requests) != 1 {
		t.Fatalf("%d requests, want 1: %+v", len(r.requests), r.requests)
	}
	return r.requests[0]
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.requests)
}

// status returns a handler that responds with a status and a JSON body, if not empty.
func status(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if body != "" {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

func TestDocumentedChains(t *testing.T) {
	plain := http.Header{
		"Authorization":   {"Bearer secret-token"},
		"User-Agent":      {"graph/v1.0"}, // package name and API version
		"Accept-Encoding": {"gzip"},       // set by net/http
	}
	withBody := plain.Clone()
	withBody["Content-Type"] = []string{"application/json"}
	withResult := withBody.Clone()
	withResult["Accept"] = []string{"application/json"}

	tests := []struct {
		name   string
		answer http.HandlerFunc
		call   func(client *graph.Client) error
		want   sentRequest
	}{
		{"delete call", status(204, ""), func(client *graph.Client) error {
			return client.Communications().Calls().ByCallId("call-id").Delete(context.Background(), nil)
		}, sentRequest{"DELETE", "/v1.0/communications/calls/call-id", "", 0, plain}},
		{"delete participant", status(204, ""), func(client *graph.Client) error {
			participants := client.Communications().Calls().ByCallId("call-id").Participants()
			return participants.ByParticipantId("participant-id").Delete(context.Background(), nil)
		}, sentRequest{"DELETE", "/v1.0/communications/calls/call-id/participants/participant-id", "", 0, plain}},
		{"reject call, 202", status(202, ""), func(client *graph.Client) error {
			requestBody := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
			return client.Communications().Calls().ByCallId("call-id").Reject().Post(context.Background(), requestBody, nil)
		}, sentRequest{"POST", "/v1.0/communications/calls/call-id/reject", `{"reason":"busy"}`, 17, withBody}},
		{"reject call, 204", status(204, ""), func(client *graph.Client) error {
			requestBody := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
			return client.Communications().Calls().ByCallId("call-id").Reject().Post(context.Background(), requestBody, nil)
		}, sentRequest{"POST", "/v1.0/communications/calls/call-id/reject", `{"reason":"busy"}`, 17, withBody}},
		{"invite participants", status(200, invited), func(client *graph.Client) error {
			participants := client.Communications().Calls().ByCallId("call-id").Participants()
			operation, err := participants.Invite().Post(context.Background(), invitation, nil)
			if err == nil && rest.Value(operation.Status) != graph.OperationStatusCompleted {
				t.Errorf("operation status %q", rest.Value(operation.Status))
			}
			return err
		}, sentRequest{"POST", "/v1.0/communications/calls/call-id/participants/invite", invitationText, 0, withResult}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client, rec := serve(t, test.answer)
			if err := test.call(client); err != nil {
				t.Fatal(err)
			}
			got := rec.only(t)
			test.want.length = int64(len(test.want.body))
			if test.want.body != "" {
				test.want.header = test.want.header.Clone()
				test.want.header.Set("Content-Length", strconv.Itoa(len(test.want.body)))
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("sent\n%+v\nwant\n%+v", got, test.want)
			}
		})
	}
}

var invitation = &graph.InvitePostRequestBody{
	ClientContext: new("context"),
	Participants: []graph.InvitationParticipantInfo{{
		ParticipantId: new("p-1"),
		Identity:      &graph.IdentitySet{User: &graph.Identity{Id: new("u-1")}},
	}},
}

const invited = `{"@odata.type":"#microsoft.graph.inviteParticipantsOperation","id":"1","status":"completed"}`

// The encoder adds the types.
const invitationText = `{"clientContext":"context","participants":[` +
	`{"@odata.type":"#microsoft.graph.invitationParticipantInfo",` +
	`"identity":{"@odata.type":"#microsoft.graph.identitySet",` +
	`"user":{"@odata.type":"#microsoft.graph.identity","id":"u-1"}},` +
	`"participantId":"p-1"}]}`

// TestOperations calls every operation once.
func TestOperations(t *testing.T) {
	type calls = graph.CallsRequestBuilder
	type call = graph.CallItemRequestBuilder
	ctx := context.Background()
	tests := []struct {
		want string // method, path below /v1.0/communications/calls, body without @odata.type
		call func(all calls, one call) error
	}{
		{`GET `, func(all calls, _ call) error { return errorOf(all.Get(ctx, nil)) }},
		{`POST  {"subject":"s"}`, func(all calls, _ call) error { return errorOf(all.Post(ctx, &graph.Call{Subject: new("s")}, nil)) }},
		{`GET /1`, func(_ calls, one call) error { return errorOf(one.Get(ctx, nil)) }},
		{`DELETE /1`, func(_ calls, one call) error { return one.Delete(ctx, nil) }},
		{`POST /1/answer {"acceptedModalities":["audio"],"callbackUri":"https://bot","mediaConfig":{}}`, func(_ calls, one call) error {
			return one.Answer().Post(ctx, &graph.AnswerPostRequestBody{
				CallbackUri:        new("https://bot"),
				AcceptedModalities: []*graph.Modality{new(graph.ModalityAudio)},
				MediaConfig:        &graph.ServiceHostedMediaConfig{},
			}, nil)
		}},
		{`POST /1/cancelMediaProcessing {"clientContext":"c"}`, func(_ calls, one call) error {
			body := &graph.CancelMediaProcessingPostRequestBody{ClientContext: new("c")}
			return errorOf(one.CancelMediaProcessing().Post(ctx, body, nil))
		}},
		{`POST /1/changeScreenSharingRole {"role":"sharer"}`, func(_ calls, one call) error {
			body := &graph.ChangeScreenSharingRolePostRequestBody{Role: graph.ScreenSharingRoleSharer}
			return one.ChangeScreenSharingRole().Post(ctx, body, nil)
		}},
		{`POST /1/keepAlive`, func(_ calls, one call) error { return one.KeepAlive().Post(ctx, nil) }},
		{`POST /1/mute {"clientContext":"c"}`, func(_ calls, one call) error {
			return errorOf(one.Mute().Post(ctx, &graph.CallItemMutePostRequestBody{ClientContext: new("c")}, nil))
		}},
		{`GET /1/operations/o`, func(_ calls, one call) error { return errorOf(one.Operations().ByCommsOperationId("o").Get(ctx, nil)) }},
		{`DELETE /1/operations/o`, func(_ calls, one call) error { return one.Operations().ByCommsOperationId("o").Delete(ctx, nil) }},
		{`GET /1/participants`, func(_ calls, one call) error { return errorOf(one.Participants().Get(ctx, nil)) }},
		{`GET /1/participants/p`, func(_ calls, one call) error { return errorOf(one.Participants().ByParticipantId("p").Get(ctx, nil)) }},
		{`DELETE /1/participants/p`, func(_ calls, one call) error { return one.Participants().ByParticipantId("p").Delete(ctx, nil) }},
		{`POST /1/participants/p/mute {"clientContext":"c"}`, func(_ calls, one call) error {
			body := &graph.ParticipantItemMutePostRequestBody{ClientContext: new("c")}
			return errorOf(one.Participants().ByParticipantId("p").Mute().Post(ctx, body, nil))
		}},
		{`POST /1/playPrompt {"clientContext":"c","prompts":[{"mediaInfo":{"uri":"https://bot/beep.wav"}}]}`, func(_ calls, one call) error {
			return errorOf(one.PlayPrompt().Post(ctx, &graph.PlayPromptPostRequestBody{
				ClientContext: new("c"),
				Prompts:       []graph.AnyPrompt{&graph.MediaPrompt{MediaInfo: &graph.MediaInfo{Uri: new("https://bot/beep.wav")}}},
			}, nil))
		}},
		{`POST /1/recordResponse {"bargeInAllowed":false,"playBeep":true}`, func(_ calls, one call) error {
			body := &graph.RecordResponsePostRequestBody{BargeInAllowed: new(false), PlayBeep: new(true)}
			return errorOf(one.RecordResponse().Post(ctx, body, nil))
		}},
		{`POST /1/redirect {"targets":[],"timeout":99}`, func(_ calls, one call) error {
			return one.Redirect().Post(ctx, &graph.RedirectPostRequestBody{Timeout: new(int32(99))}, nil)
		}},
		{`POST /1/reject {"callbackUri":"https://bot"}`, func(_ calls, one call) error {
			return one.Reject().Post(ctx, &graph.RejectPostRequestBody{CallbackUri: new("https://bot")}, nil)
		}},
		{`POST /1/subscribeToTone {"clientContext":"c"}`, func(_ calls, one call) error {
			return errorOf(one.SubscribeToTone().Post(ctx, &graph.SubscribeToTonePostRequestBody{ClientContext: new("c")}, nil))
		}},
		{`POST /1/transfer {"transferTarget":{"participantId":"p"}}`, func(_ calls, one call) error {
			target := graph.InvitationParticipantInfo{ParticipantId: new("p")}
			return one.Transfer().Post(ctx, &graph.TransferPostRequestBody{TransferTarget: target}, nil)
		}},
		{`POST /1/unmute {"clientContext":"c"}`, func(_ calls, one call) error {
			return errorOf(one.Unmute().Post(ctx, &graph.UnmutePostRequestBody{ClientContext: new("c")}, nil))
		}},
		{`POST /1/updateRecordingStatus {"clientContext":"c","status":"recording"}`, func(_ calls, one call) error {
			return errorOf(one.UpdateRecordingStatus().Post(ctx, &graph.UpdateRecordingStatusPostRequestBody{
				ClientContext: new("c"), Status: graph.RecordingStatusRecording,
			}, nil))
		}},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			client, rec := serve(t, status(200, `{}`))
			all := client.Communications().Calls()
			if err := test.call(all, all.ByCallId("1")); err != nil {
				t.Fatal(err)
			}
			s := rec.only(t)
			got := s.method + " " + strings.TrimPrefix(s.path, "/v1.0/communications/calls")
			if s.body != "" {
				got += " " + withoutTypes(t, s.body)
			}
			if got != test.want {
				t.Errorf("sent\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func errorOf[T any](_ T, err error) error { return err }

// parseJSON decodes JSON and keeps numbers as they are written.
func parseJSON(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// withoutTypes returns JSON without the @odata.type members.
func withoutTypes(t *testing.T, text string) string {
	t.Helper()
	var strip func(any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "@odata.type")
			for _, member := range v {
				strip(member)
			}
		case []any:
			for _, element := range v {
				strip(element)
			}
		}
	}
	v := parseJSON(t, text)
	strip(v)
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
