package rest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The types in this file correspond to generated code.

type callState string

var callStates = []string{"established", "terminated"}

func readCallState(d *Decoder) callState          { return callState(d.Enum(callStates)) }
func writeCallState(e *Encoder, v callState)      { e.String(string(v)) }
func (v resultInfo) MarshalJSON() ([]byte, error) { return Encode(v.EncodeJSON) }
func (v *resultInfo) UnmarshalJSON(b []byte) error {
	return Decode(b, v.DecodeJSON)
}
func (v call) MarshalJSON() ([]byte, error)  { return Encode(v.EncodeJSON) }
func (v *call) UnmarshalJSON(b []byte) error { return Decode(b, v.DecodeJSON) }

type resultInfo struct {
	Code    int32
	Subcode *int32
	Extra   map[string]RawJSON
}

func (v *resultInfo) DecodeJSON(d *Decoder) {
	if !d.Object() {
		return
	}
	for d.Next() {
		switch string(d.Key()) {
		case "code":
			v.Code = d.Int32()
		case "subcode":
			v.Subcode = Maybe(d, (*Decoder).Int32)
		default:
			d.AdditionalProperty(&v.Extra)
		}
	}
}

func (v *resultInfo) EncodeJSON(e *Encoder) {
	e.Object(v.Extra)
	e.Key("code")
	e.Int32(v.Code)
	if v.Subcode != nil {
		e.Key("subcode")
		e.Int32(*v.Subcode)
	}
	e.End()
}

type call struct {
	CallbackURI string
	State       *callState
	States      []callState
	Results     []resultInfo
	Result      *resultInfo
	Labels      map[string]string
	Muted       *bool
	Extra       map[string]RawJSON
}

func (v *call) DecodeJSON(d *Decoder) {
	if !d.Object() {
		return
	}
	for d.Next() {
		switch string(d.Key()) {
		case "callbackUri":
			v.CallbackURI = d.String()
		case "state":
			v.State = Maybe(d, readCallState)
		case "states":
			v.States = ReadList(d, readCallState)
		case "results":
			v.Results = ReadList(d, ReadModel[resultInfo])
		case "resultInfo":
			v.Result = ReadModelPointer[resultInfo](d)
		case "labels":
			v.Labels = ReadMap(d, (*Decoder).String)
		case "isMuted":
			v.Muted = Maybe(d, (*Decoder).Bool)
		default:
			d.AdditionalProperty(&v.Extra)
		}
	}
}

func (v *call) EncodeJSON(e *Encoder) {
	e.Object(v.Extra)
	e.Key("callbackUri")
	e.String(v.CallbackURI)
	if v.State != nil {
		e.Key("state")
		WriteMaybe(e, v.State, writeCallState)
	}
	if v.States != nil {
		e.Key("states")
		WriteList(e, v.States, writeCallState)
	}
	if v.Results != nil {
		e.Key("results")
		WriteList(e, v.Results, WriteModel[resultInfo])
	}
	if v.Result != nil {
		e.Key("resultInfo")
		WriteModelPointer(e, v.Result)
	}
	if v.Labels != nil {
		e.Key("labels")
		WriteMap(e, v.Labels, (*Encoder).String)
	}
	if v.Muted != nil {
		e.Key("isMuted")
		e.Bool(*v.Muted)
	}
	e.End()
}

func TestModelRoundTrip(t *testing.T) {
	const in = `{"callbackUri":"https://bot/cb","state":"Terminated","states":["ESTABLISHED","hologram"],
		"results":[{"code":"200","subcode":"5001","message":"x"},{}], "resultInfo": {"subcode":null},
		"labels":{"b":"2","a":"1"},"isMuted":"false","@odata.type":"#new","nothing":null,"deep":[1,{"a" : [ ]}]}`
	const want = `{"callbackUri":"https://bot/cb","state":"terminated","states":["established","hologram"],` +
		`"results":[{"code":200,"subcode":5001,"message":"x"},{"code":0}],"resultInfo":{"code":0},` +
		`"labels":{"a":"1","b":"2"},"isMuted":false,"@odata.type":"#new","deep":[1,{"a":[]}],"nothing":null}`
	var v call
	if err := json.Unmarshal([]byte(in), &v); err != nil {
		t.Fatal(err)
	}
	got, err := Encode(v.EncodeJSON)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	viaJSON, err := json.Marshal(v)
	if err != nil || string(viaJSON) != want {
		t.Errorf("json.Marshal returns %s, %v", viaJSON, err)
	}
}

func TestModelsInPlace(t *testing.T) {
	list, err := read(`[{"code":1},null,{"code":3}]`, ReadModelList[resultInfo])
	if err != nil {
		t.Fatal(err)
	}
	got, err := Encode(func(e *Encoder) { WriteModelList(e, list) })
	if want := `[{"code":1},{"code":0},{"code":3}]`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestNullAndEmpty(t *testing.T) {
	for text, want := range map[string]string{"null": "null", "[]": "[]", `[{"code":1}]`: `[{"code":1}]`} {
		list, err := read(text, ReadModelList[resultInfo])
		if err != nil || (list == nil) != (text == "null") {
			t.Errorf("ReadModelList(%s) = %v, %v", text, list, err)
		}
		p, err := Encode(func(e *Encoder) {
			if list == nil {
				e.Null()
				return
			}
			WriteModelList(e, list)
		})
		if err != nil || string(p) != want {
			t.Errorf("the round trip of %s returns %s, %v", text, p, err)
		}
	}
	v := call{}
	SetNull(&v.Extra, "subject")
	SetNull(&v.Extra, "callbackUri")
	got, _ := Encode(v.EncodeJSON)
	if want := `{"callbackUri":"","subject":null}`; string(got) != want {
		t.Errorf("got %s, want %s: a declared value takes precedence over null", got, want)
	}
}

func read[T any](text string, f func(*Decoder) T) (v T, err error) {
	err = Decode([]byte(text), func(d *Decoder) { v = f(d) })
	return v, err
}

func TestMissingDefaults(t *testing.T) {
	encode := func(extra map[string]RawJSON) string {
		got, err := Encode(func(e *Encoder) {
			e.Object(extra)
			if !e.HasExtra("kind") {
				e.StringDefault(`"kind":`, "", "a")
			}
			e.End()
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	var missing, null map[string]RawJSON
	KeepMissing(&missing, "kind")
	SetNull(&null, "kind")
	KeepMissing(&null, "kind")
	for want, extra := range map[string]map[string]RawJSON{
		`{"kind":"a"}`: nil, `{}`: missing, `{"kind":null}`: null, `{"kind":"a","other":null}`: {"other": nil},
		`{"kind":"a","b":1}`: {"a": {}, "b": RawJSON("1")},
	} {
		if got := encode(extra); got != want {
			t.Errorf("%v: got %s, want %s", extra, got, want)
		}
	}
}

func TestTypedMaps(t *testing.T) {
	for want, m := range map[string]map[string]string{
		`{"kind":"a"}`: nil, `{"kind":"a","b":"c"}`: {"b": "c"}, `{"b":"c","kind":"d"}`: {"b": "c", "kind": "d"},
	} {
		got, err := Encode(func(e *Encoder) { WriteTypedMap(e, m, "kind", `"a"`, (*Encoder).String) })
		if err != nil || string(got) != want {
			t.Errorf("%v: got %s, %v, want %s", m, got, err, want)
		}
	}
}
