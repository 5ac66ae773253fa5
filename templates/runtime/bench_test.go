package rest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const benchText = `{"callbackUri":"https://bot.contoso.com/callback","state":"established","states":["established","terminated"],
"results":[{"code":200,"subcode":5001,"message":"Call ended since all others left it."},{"code":480,"subcode":10037}],
"resultInfo":{"code":500,"subcode":1005},"labels":{"a":"one","b":"two","c":"three"},"isMuted":true,"source":{"identity":{"user":
{"displayName":"Müller","id":"8d1e6ab6-26c5-4e22-a1bc-06ea7343958e"}},"region":null,"languageId":"en-US"}}`

// plainCall is call as encoding/json reads it.
type plainCall struct {
	CallbackURI string `json:"callbackUri"`
	State       *string
	States      []string
	Results     []plainResult
	ResultInfo  *plainResult
	Labels      map[string]string
	IsMuted     *bool
	Source      json.RawMessage
}

type plainResult struct {
	Code    int32
	Subcode *int32
	Message json.RawMessage
}

func BenchmarkDecode(b *testing.B) {
	data := []byte(benchText)
	b.Run("rest", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			var v call
			if err := Decode(data, v.DecodeJSON); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			var v plainCall
			if err := json.Unmarshal(data, &v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSkip(b *testing.B) {
	data := []byte("[" + strings.Repeat(benchText+",", 50) + benchText + "]")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Decode(data, (*Decoder).Skip); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	var v call
	var p plainCall
	if err := Decode([]byte(benchText), v.DecodeJSON); err != nil {
		b.Fatal(err)
	}
	if err := json.Unmarshal([]byte(benchText), &p); err != nil {
		b.Fatal(err)
	}
	b.Run("rest", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Encode(v.EncodeJSON)
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(p)
		}
	})
}

func BenchmarkPost(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202) }))
	defer server.Close()
	b.Run("rest", func(b *testing.B) {
		c, err := NewClient(server.URL, "bench", WithToken(giveToken))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			q := c.Root().Segment("communications").Segment("calls").Key("id", "call-id").Segment("reject").Request("POST")
			q.Body("application/json", func(e *Encoder) { e.Object(nil); e.Key("reason"); e.String("busy"); e.End() })
			if err := q.Send(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("net-http", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			body, _ := json.Marshal(struct {
				Reason string `json:"reason"`
			}{"busy"})
			req, err := http.NewRequestWithContext(context.Background(), "POST", server.URL+"/communications/calls/call-id/reject", strings.NewReader(string(body)))
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+secretToken)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			_ = res.Body.Close()
		}
	})
}
