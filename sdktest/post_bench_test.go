package sdktest

// This file compares a call with the same call written by hand with net/http and
// encoding/json, against a server in the same process. The limit for time and
// allocated bytes is a ratio of 1.15.

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// BenchmarkPostReject measures both variants separately for allocations. For the ratio
// of times, it alternates between them so that noise affects both equally.
func BenchmarkPostReject(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	sdk, byHand := rejectWithSDK(b, server.URL), rejectByHand(server.URL)
	for _, side := range []struct {
		name   string
		reject func(context.Context, string) error
	}{{"sdk", sdk}, {"net-http", byHand}} {
		b.Run(side.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := side.reject(b.Context(), callID); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("ratio", func(b *testing.B) {
		var spent [2]time.Duration
		for b.Loop() {
			for i, reject := range []func(context.Context, string) error{sdk, byHand} {
				start := time.Now()
				for range 20 {
					if err := reject(b.Context(), callID); err != nil {
						b.Fatal(err)
					}
				}
				spent[i] += time.Since(start)
			}
		}
		b.ReportMetric(float64(spent[0])/float64(spent[1]), "sdk/net-http")
	})
}

const callID = "57dab8b1-894c-409a-b240-bd8beae78896"

func benchToken(context.Context) (string, error) { return "eyJ0eXAiOiJKV1Qi.bench.token", nil }

// rejectWithSDK returns the call made with the SDK.
func rejectWithSDK(b *testing.B, base string) func(context.Context, string) error {
	client, err := graph.New(rest.WithBaseURL(base+"/v1.0"), rest.WithToken(benchToken))
	if err != nil {
		b.Fatal(err)
	}
	return func(ctx context.Context, id string) error {
		return client.Communications().Calls().ByCallId(id).Reject().Post(ctx, &graph.RejectPostRequestBody{
			Reason: new(graph.RejectReasonBusy),
		}, nil)
	}
}

// rejectByHand returns the call made with net/http, with all necessary checks.
func rejectByHand(base string) func(context.Context, string) error {
	type rejection struct {
		Reason      *string `json:"reason,omitempty"`
		CallbackURI *string `json:"callbackUri,omitempty"`
	}
	client := &http.Client{}
	return func(ctx context.Context, id string) error {
		body, err := json.Marshal(&rejection{Reason: new("busy")})
		if err != nil {
			return err
		}
		address := base + "/v1.0/communications/calls/" + url.PathEscape(id) + "/reject"
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return err
		}
		token, err := benchToken(ctx)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("User-Agent", "by-hand/1")
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode < 200 || res.StatusCode > 299 {
			text, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20))
			return fmt.Errorf("status %d: %s", res.StatusCode, text)
		}
		_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 256<<10))
		return err
	}
}
