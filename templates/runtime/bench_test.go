package rest

import (
	"encoding/json"
	"strings"
	"testing"
)

const benchText = `{"callbackUri":"https://bot.contoso.com/callback","state":"established","states":["established","terminated"],
"results":[{"code":200,"subcode":5001,"message":"Call ended since all others left it."},{"code":480,"subcode":10037}],
"resultInfo":{"code":500,"subcode":1005},"labels":{"a":"one","b":"two","c":"three"},"isMuted":true,"source":{"identity":{"user":
{"displayName":"Müller","id":"8d1e6ab6-26c5-4e22-a1bc-06ea7343958e"}},"region":null,"languageId":"en-US"}}`

// plainCall is call for encoding/json.
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
