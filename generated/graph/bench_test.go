package graph_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
)

// BenchmarkLookupCallEndReason looks up all rows in a random order, so that
// no branch predictor learns them. Allowed are 20 ns and no allocation.
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
		b.Errorf("found %d of %d", found, i)
	}
}

func BenchmarkDecodeNotification(b *testing.B) {
	data := []byte(terminated(`"code":"200","subcode":"5001","message":"as the service puts it"`))
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
