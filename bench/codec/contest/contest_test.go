//go:build unix

// Package contest has the benchmarks that bench/codec runs. It does not build
// before that command has made the packages plain, ogen and ogenflat, and is
// therefore ignored by ./... (see go.mod).
package contest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/go-faster/jx"

	"github.com/fragen-go/fragen/bench/codec/contest/ogen"
	"github.com/fragen-go/fragen/bench/codec/contest/ogenflat"
	"github.com/fragen-go/fragen/bench/codec/contest/plain"
	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// contestant reads and writes a payload. decode returns a pointer to a new
// value of its own type, encode takes one.
type contestant struct {
	name   string
	decode func(data []byte) (any, error)
	encode func(v any) ([]byte, error)
}

func fragen[T any, P rest.Model[T]]() contestant {
	return contestant{
		"fragen",
		func(data []byte) (any, error) {
			v := P(new(T))
			return v, rest.Decode(data, v.DecodeJSON)
		},
		func(v any) ([]byte, error) { return rest.Encode(v.(P).EncodeJSON) },
	}
}

// standard is encoding/json with whatever methods T has.
func standard[T any](name string) contestant {
	return contestant{
		name,
		func(data []byte) (any, error) {
			v := new(T)
			return v, json.Unmarshal(data, v)
		},
		json.Marshal,
	}
}

// ogenModel is what a pointer to one of ogen's structs can do.
type ogenModel[T any] interface {
	*T
	Decode(*jx.Decoder) error
	Encode(*jx.Encoder)
}

// ogens reads and writes as ogen's client does, but without its validation.
func ogens[T any, P ogenModel[T]](name string) contestant {
	return contestant{
		name,
		func(data []byte) (any, error) {
			v := P(new(T))
			return v, v.Decode(jx.DecodeBytes(data))
		},
		func(v any) ([]byte, error) {
			e := new(jx.Encoder)
			v.(P).Encode(e)
			return e.Bytes(), nil
		},
	}
}

// payloads are the bodies with everybody who reads them.
var payloads = []struct {
	name, file  string
	contestants []contestant
}{
	{"call", "call.json", calls},
	{"smallcall", "smallcall.json", calls},
	{"participants", "participants.json", []contestant{
		fragen[graph.ParticipantCollectionResponse](),
		standard[graph.ParticipantCollectionResponse]("fragen-json"),
		standard[plain.ParticipantCollectionResponse]("encoding-json"),
		ogens[ogen.MicrosoftGraphParticipantCollectionResponse]("ogen"),
		ogens[ogenflat.MicrosoftGraphParticipantCollectionResponse]("ogen-flat"),
	}},
	{"reject", "reject.json", []contestant{
		fragen[graph.RejectPostRequestBody](),
		standard[graph.RejectPostRequestBody]("fragen-json"),
		standard[plain.RejectPostRequestBody]("encoding-json"),
		ogens[ogen.RejectReq]("ogen"),
		ogens[ogenflat.RejectReq]("ogen-flat"),
	}},
}

var calls = []contestant{
	fragen[graph.Call](),
	standard[graph.Call]("fragen-json"),
	standard[plain.Call]("encoding-json"),
	ogens[ogen.MicrosoftGraphCall]("ogen"),
	ogens[ogenflat.MicrosoftGraphCall]("ogen-flat"),
}

// unknown are the properties in the payloads that the description does not
// have. fragen keeps them, the others pass over them.
var unknown = []string{"@odata.context", "participants@odata.context", "identityProvider", "allowConversationWithoutHost"}

func read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestContestantsAgree shows that everybody reads all of every payload: what
// they write again is what was there, but for nulls, which stand for nothing
// here, and for the unknown properties with everybody but fragen.
func TestContestantsAgree(t *testing.T) {
	for _, p := range payloads {
		data := read(t, p.file)
		for _, c := range p.contestants {
			t.Run(p.name+"/"+c.name, func(t *testing.T) {
				v, err := c.decode(data)
				if err != nil {
					t.Fatal(err)
				}
				text, err := c.encode(v)
				if err != nil {
					t.Fatal(err)
				}
				drop := unknown
				if c.name == "fragen" || c.name == "fragen-json" {
					drop = nil
				}
				same(t, flatten(t, text, nil), flatten(t, data, drop))
			})
		}
	}
}

func same(t *testing.T, got, want map[string]any) {
	t.Helper()
	for path, value := range want {
		if got[path] != value {
			t.Errorf("%s is %v, want %v", path, got[path], value)
		}
	}
	for path, value := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("%s is %v, and was not there", path, value)
		}
	}
}

// flatten returns the scalars of a JSON text by their paths, without nulls and
// the members of the names to drop. An empty array or object counts as one.
func flatten(t *testing.T, text []byte, drop []string) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	flat := map[string]any{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case nil:
		case map[string]any:
			flat[path] = "{}"
			for key, member := range v {
				if !slices.Contains(drop, key) {
					walk(path+"."+key, member)
				}
			}
		case []any:
			flat[path] = fmt.Sprintf("[%d]", len(v))
			for i, element := range v {
				walk(fmt.Sprintf("%s[%d]", path, i), element)
			}
		default:
			flat[path] = v
		}
	}
	walk("", v)
	return flat
}

// rounds is how often each contestant runs. They take turns, so that what else
// the machine does meets all alike.
var rounds = flag.Int("rounds", 1, "how often each benchmark runs")

func BenchmarkDecode(b *testing.B) {
	inTurn(b, func(b *testing.B, c contestant, data []byte) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := c.decode(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	inTurn(b, func(b *testing.B, c contestant, data []byte) {
		v, err := c.decode(data)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := c.encode(v); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func inTurn(b *testing.B, run func(*testing.B, contestant, []byte)) {
	for _, p := range payloads {
		data := read(b, p.file)
		for range *rounds {
			for _, c := range p.contestants {
				b.Run(p.name+"/"+c.name, func(b *testing.B) {
					start := cpu(b)
					run(b, c, data)
					b.ReportMetric(float64(cpu(b)-start)/float64(b.N), "cpu-ns/op")
				})
			}
		}
	}
}

// cpu returns the nanoseconds that all processors have spent for this process.
// With collecting the garbage, which the wall clock does not see when another
// processor does it, and without what other processes do meanwhile.
func cpu(b *testing.B) int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
