package sdktest

// This file fuzzes the notification handler with arbitrary requests.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// FuzzNotificationHandler sends arbitrary requests to the handler. The handler must
// not panic, must respond with a documented status, and must call the receiver only
// for verified and valid payloads.
func FuzzNotificationHandler(f *testing.F) {
	const call = `{"@odata.type":"#microsoft.graph.commsNotifications","value":[` +
		`{"@odata.type":"#microsoft.graph.commsNotification","changeType":"deleted",` +
		`"resourceUrl":"/communications/calls/1","resourceData":{"@odata.type":"#microsoft.graph.call",` +
		`"state":"terminated","resultInfo":{"code":"200","subcode":5001}}}]}`
	f.Add("POST", "", "application/json", "Bearer good", "", []byte(call))
	f.Add("POST", "", "application/json; charset=utf-8", "Bearer bad", "", []byte(call))
	f.Add("POST", "", "application/json", "Bearer good", "", []byte(`{"value":[{"resourceData":[`+
		`{"@odata.type":"#microsoft.graph.participant","id":"x"}]}],"x":{"value":1}}`))
	f.Add("POST", "", "application/json", "Bearer good", "", []byte(`{"callType":"incoming","legacy":[1,{"value":2}]}`))
	f.Add("POST", "validationToken=x", "text/plain", "", "", []byte(nil))
	f.Add("POST", "", "application/json", "Bearer good", "gzip", []byte(`null`))
	f.Add("GET", "", "", "", "", []byte(nil))
	documented := []int{200, 204, 400, 401, 405, 413, 415}
	f.Fuzz(func(t *testing.T, method, query, contentType, authorization, encoding string, body []byte) {
		var received *graph.CommsNotifications
		handler := graph.HandleNotifications(func(_ context.Context, news *graph.CommsNotifications) error {
			received = news
			return nil
		}, &rest.HandlerOptions{
			Verify: func(r *http.Request) error {
				if r.Header.Get("Authorization") != "Bearer good" {
					return errors.New("wrong token")
				}
				return nil
			},
			MaxBytes:  4 << 10,
			Challenge: "validationToken",
			Logger:    slog.New(slog.DiscardHandler),
		})
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Method, r.URL.RawQuery = method, query
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Authorization", authorization)
		r.Header.Set("Content-Encoding", encoding)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)

		if !slices.Contains(documented, w.Code) {
			t.Fatalf("status %d", w.Code)
		}
		accepted := method == http.MethodPost || method == http.MethodGet
		if accepted && r.URL.Query().Has("validationToken") {
			if received != nil || w.Code == http.StatusNoContent {
				t.Error("a challenge was handled as a notification")
			}
			return
		}
		if (received != nil) != (w.Code == http.StatusOK) {
			t.Errorf("status %d, but received %v", w.Code, received)
		}
		if w.Code < 300 && (method != http.MethodPost || authorization != "Bearer good" || len(body) > 4<<10) {
			t.Errorf("status %d for %s by %q", w.Code, method, authorization)
		}
		if received != nil {
			if again, err := graph.DecodeNotifications(body); err != nil || again == nil {
				t.Errorf("received an invalid payload: %v", err)
			}
		}
		var members map[string]json.RawMessage
		valid := json.Unmarshal(body, &members) == nil && members != nil
		if valid && w.Code < 300 && (members["value"] == nil) != (w.Code == http.StatusNoContent) {
			t.Errorf("status %d for %s", w.Code, body)
		}
	})
}
