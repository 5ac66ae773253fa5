package sdktest

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// BenchmarkLookupCallEndReason looks up all rows in random order, to defeat branch
// prediction. The limit is 20 ns and no allocations per lookup.
func BenchmarkLookupCallEndReason(b *testing.B) {
	type pair struct{ code, subcode int }
	keys := make([]pair, 4096)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range keys {
		row := endReasons[random.IntN(len(endReasons))]
		keys[i] = pair{row.code, row.subcode}
	}
	found, i := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		key := keys[i&(len(keys)-1)]
		i++
		if reason, ok := graph.LookupCallEndReason(key.code, key.subcode); ok && reason.Subcode == key.subcode {
			found++
		}
	}
	if found != i {
		b.Errorf("found %d of %d rows", found, i)
	}
}

// These benchmarks use the JSON documents of bench/codec.
func BenchmarkDecodeCall(b *testing.B)         { decode[graph.Call](b, "call.json") }
func BenchmarkEncodeCall(b *testing.B)         { encode[graph.Call](b, "call.json") }
func BenchmarkDecodeParticipants(b *testing.B) { decode[participants](b, "participants.json") }
func BenchmarkEncodeParticipants(b *testing.B) { encode[participants](b, "participants.json") }

type participants = graph.ParticipantCollectionResponse

func payload(b *testing.B, name string) []byte {
	data, err := os.ReadFile("../bench/codec/testdata/" + name)
	if err != nil {
		b.Skip(err) // the module archive does not contain it
	}
	return data
}

func decode[T any, P rest.Model[T]](b *testing.B, name string) {
	data := payload(b, name)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		v := P(new(T))
		if err := rest.Decode(data, v.DecodeJSON); err != nil {
			b.Fatal(err)
		}
	}
}

func encode[T any, P rest.Model[T]](b *testing.B, name string) {
	v := P(new(T))
	if err := rest.Decode(payload(b, name), v.DecodeJSON); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rest.Encode(v.EncodeJSON); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeNotification(b *testing.B) {
	data := []byte(terminated(`"code":"200","subcode":"5001","message":"service message"`))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := graph.DecodeNotifications(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeReject(b *testing.B) {
	body := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := body.MarshalJSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeRejectThroughJSON(b *testing.B) {
	body := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(body); err != nil {
			b.Fatal(err)
		}
	}
}
