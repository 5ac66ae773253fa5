//go:build unix

// Package contest contains the benchmarks that bench/codec runs. It builds only
// after that command has written the packages plain, ogen and ogenflat, so ./...
// ignores it (see go.mod).
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

// contestant decodes and encodes a payload. decode returns a pointer to a new
// value, which encode accepts.
type contestant struct {
	name   string
	decode func(data []byte) (any, error)
	encode func(v any) ([]byte, error)
}

// fragen returns a contestant that uses the generated SDK.
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

// standard returns a contestant that uses encoding/json and the methods of T.
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

// ogenModel is the method set of pointers to ogen's structs.
type ogenModel[T any] interface {
	*T
	Decode(*jx.Decoder) error
	Encode(*jx.Encoder)
}

// ogens returns a contestant that decodes and encodes like ogen's client, but
// without its validation.
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

// payloads are the bodies with their contestants.
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

// unknown are the properties in the payloads that the API description does not
// list. Only fragen preserves them.
var unknown = []string{"@odata.context", "participants@odata.context", "identityProvider", "allowConversationWithoutHost"}

func read(t testing.TB, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestContestantsAgree checks that every contestant decodes all of each payload:
// it must encode the same values again. Nulls are ignored, and so are unknown
// properties, except for fragen.
func TestContestantsAgree(t *testing.T) {
	for _, p := range payloads {
		data := read(t, p.file)
		for _, c := range p.contestants {
			t.Run(p.name+"/"+c.name, func(t *testing.T) {
				v, err := c.decode(data)
				if err != nil {
					t.Fatal(err)
				}
				encoded, err := c.encode(v)
				if err != nil {
					t.Fatal(err)
				}
				drop := unknown
				if c.name == "fragen" || c.name == "fragen-json" {
					drop = nil
				}
				same(t, flatten(t, encoded, nil), flatten(t, data, drop))
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
			t.Errorf("unexpected %s with the value %v", path, value)
		}
	}
}

// flatten returns the scalars of a JSON text by path. It omits nulls and the
// members in drop. An empty array or object counts as a scalar.
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

// rounds is the number of runs of each contestant. Contestants take turns so that
// other load on the machine affects all of them equally.
var rounds = flag.Int("rounds", 1, "number of runs of each benchmark")

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

// inTurn runs the benchmark for all payloads and contestants.
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

// cpu returns the CPU time of this process in nanoseconds. Unlike the wall time,
// it includes garbage collection on other CPUs and excludes other processes.
func cpu(b *testing.B) int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
