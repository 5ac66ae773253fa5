package sdktest

// This file decodes and encodes JSON with the irregularities of real services.

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// decodeJSON decodes a model.
func decodeJSON[T any](t *testing.T, text string) *T {
	t.Helper()
	v := new(T)
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// encodeJSON encodes a value.
func encodeJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// sameJSON compares JSON, ignoring the order of members.
func sameJSON(t *testing.T, got, want string) {
	t.Helper()
	if !reflect.DeepEqual(parseJSON(t, got), parseJSON(t, want)) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func numbersFromStrings(t *testing.T) {
	result := decodeJSON[graph.ResultInfo](t, `{"code":"200","subcode":5001}`)
	if rest.Value(result.Code) != 200 || rest.Value(result.Subcode) != 5001 {
		t.Errorf("read %+v", result)
	}
	sameJSON(t, encodeJSON(t, result), `{"@odata.type":"#microsoft.graph.resultInfo","code":200,"subcode":5001}`)
	participant := decodeJSON[graph.Participant](t, `{"isMuted":"false","isInLobby":"True"}`)
	if participant.IsMuted == nil || *participant.IsMuted || !rest.Value(participant.IsInLobby) {
		t.Errorf("read %+v", participant)
	}
}

func pathInErrors(t *testing.T) {
	tests := []struct{ text, path, want, got string }{
		{terminated(`"code":"two hundred"`), "value[0].resourceData.resultInfo.code", "a 32-bit integer", `"two hundred"`},
		{terminated(`"code":{}`), "value[0].resourceData.resultInfo.code", "a 32-bit integer", "an object"},
		{terminated(`"code":2147483648`), "value[0].resourceData.resultInfo.code", "a 32-bit integer", "2147483648"},
		{terminated(`"code":1.5`), "value[0].resourceData.resultInfo.code", "a 32-bit integer", "1.5"},
		{notification(`"resourceData":[{"@odata.type":"#microsoft.graph.participant"},{"@odata.type":"#microsoft.graph.participant","isMuted":"maybe"}]`), "value[0].resourceData[1].isMuted", "a boolean", `"maybe"`},
		{`{"value":[{},{"changeType":[]}]}`, "value[1].changeType", "a string", "an array"},
	}
	for _, test := range tests {
		got, err := graph.DecodeNotifications([]byte(test.text))
		var e *rest.DecodeError
		if !errors.As(err, &e) || got != nil {
			t.Errorf("%s: %v, %v", test.text, got, err)
			continue
		}
		if e.Path != test.path || e.Want != test.want || !strings.HasSuffix(e.Got, test.got) || e.Offset <= 0 {
			t.Errorf("error %+v, want %+v", e, test)
		}
		if !strings.Contains(e.Error(), test.path+": expected "+test.want) {
			t.Errorf("message %q", e)
		}
	}
}

func largeIntegers(t *testing.T) {
	page := decodeJSON[graph.CallCollectionResponse](t, `{"@odata.count":9007199254740993,"value":[],"total":9007199254740993}`)
	if rest.Value(page.OdataCount) != 9007199254740993 {
		t.Errorf("read %d", rest.Value(page.OdataCount))
	}
	if text := encodeJSON(t, page); strings.Count(text, "9007199254740993") != 2 {
		t.Errorf("wrote %s", text)
	}
}

func unknownEnums(t *testing.T) {
	call := decodeJSON[graph.Call](t, `{"state":"onTheMoon","direction":null}`)
	if state := rest.Value(call.State); state != "onTheMoon" || state.IsKnown() || call.Direction != nil {
		t.Errorf("read %q and %v", state, call.Direction)
	}
	sameJSON(t, encodeJSON(t, call), `{"@odata.type":"#microsoft.graph.call","state":"onTheMoon"}`)
}

func enumLists(t *testing.T) {
	for _, test := range []struct {
		text string
		want []graph.Modality
	}{
		{`["audio","hologram","video"]`, []graph.Modality{graph.ModalityAudio, "hologram", graph.ModalityVideo}},
		{`["hologram"]`, []graph.Modality{"hologram"}},
		{`["Audio","HOLOGRAM",""]`, []graph.Modality{graph.ModalityAudio, "HOLOGRAM", ""}},
	} {
		list := decodeJSON[graph.Call](t, `{"requestedModalities":`+test.text+`}`).RequestedModalities
		var got []graph.Modality
		for _, item := range list {
			got = append(got, rest.Value(item))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: decoded %q", test.text, got)
		}
		sameJSON(t, encodeJSON(t, list), strings.Replace(test.text, "Audio", "audio", 1))
	}
	withNull := decodeJSON[graph.Call](t, `{"requestedModalities":["audio",null,"Video"]}`)
	if list := withNull.RequestedModalities; len(list) != 3 || list[1] != nil || *list[2] != graph.ModalityVideo {
		t.Errorf("list with null: decoded %v", list)
	}
	sameJSON(t, encodeJSON(t, withNull), `{"@odata.type":"#microsoft.graph.call","requestedModalities":["audio",null,"video"]}`)
}

func enumCase(t *testing.T) {
	call := decodeJSON[graph.Call](t, `{"direction":"INCOMING"}`)
	if direction := rest.Value(call.Direction); direction != graph.CallDirectionIncoming || !direction.IsKnown() {
		t.Errorf("uppercase direction: decoded %q", direction)
	}
	for _, text := range []string{"Running", "running", "RUNNING"} {
		operation := decodeJSON[graph.CommsOperation](t, `{"status":"`+text+`"}`)
		if rest.Value(operation.Status) != graph.OperationStatusRunning {
			t.Errorf("%s: decoded %q", text, rest.Value(operation.Status))
		}
	}
	for _, text := range []string{"Busy", "busy"} {
		if reason := decodeJSON[graph.RejectReason](t, `"`+text+`"`); *reason != graph.RejectReasonBusy {
			t.Errorf("%s: decoded %q", text, *reason)
		}
	}
}

func enumValues(t *testing.T) {
	values := graph.RejectReasonValues()
	if !slices.Equal(values, []graph.RejectReason{"none", "busy", "forbidden", "unknownFutureValue"}) {
		t.Errorf("values %q", values)
	}
	for _, value := range values {
		if !value.IsKnown() {
			t.Errorf("IsKnown(%q) is false", value)
		}
	}
}

func unknownProperties(t *testing.T) {
	text := `{"@odata.type":"#microsoft.graph.call","@odata.context":"https://x/$metadata#call","moon":{"phase":[0.50,null,{"a":"\u00e9"}]},` +
		`"sun":null,"subject":"s","targets":[null,{"@odata.type":"#microsoft.graph.invitationParticipantInfo","hidden":true,"hat":"red"}],` +
		`"source":{"@odata.type":"#microsoft.graph.participantInfo","identity":{"@odata.type":"#microsoft.graph.communicationsIdentitySet",` +
		`"phone":{"id":"+1"},"user":{"@odata.type":"#microsoft.graph.martian","id":"m","arms":4}}}}`
	call := decodeJSON[graph.Call](t, text)
	if call.AdditionalProperties["sun"].String() != "null" || len(call.AdditionalProperties) != 3 {
		t.Errorf("additional properties %v", call.AdditionalProperties)
	}
	if len(call.Targets) != 2 || call.Targets[0] != nil || !rest.Value(call.Targets[1].Hidden) {
		t.Errorf("targets %v", call.Targets)
	}
	set, ok := call.Source.Identity.(*graph.IdentitySet)
	if !ok || rest.Value(set.User.Base().Id) != "m" || set.AdditionalProperties["phone"].String() != `{"id":"+1"}` {
		t.Errorf("source %+v", call.Source.Identity)
	}
	sameJSON(t, encodeJSON(t, call), text)
}

// unknownTypes decodes undeclared types: as resources of notifications, nested, and in
// lists together with declared types.
func unknownTypes(t *testing.T) {
	for _, data := range []string{
		`{"@odata.type":"#microsoft.graph.whiteboard","id":"w","strokes":[[0,1],[2.50,null]],"owner":{"@odata.type":"#microsoft.graph.martian","arms":4}}`,
		`[{"@odata.type":"#microsoft.graph.participant","id":"p"},{"@odata.type":"#microsoft.graph.whiteboard","y":[]},null]`,
	} {
		text := notification(`"changeType":"updated","resourceData":` + data)
		got, err := graph.DecodeNotifications([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		sameJSON(t, encodeJSON(t, got), text)
	}
	text := `{"participants":[null,{"@odata.type":"#microsoft.graph.participant","info":{"@odata.type":"#microsoft.graph.participantInfo",` +
		`"identity":{"@odata.type":"#microsoft.graph.identitySet","user":{"@odata.type":"#microsoft.graph.userOfTomorrow","id":"u","level":[null,{"a":null}]}}}}]}`
	var v struct {
		Participants []*graph.Participant `json:"participants"`
	}
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	user := v.Participants[1].Info.Identity.Base().User
	level := user.Base().AdditionalProperties["level"].String()
	if v.Participants[0] != nil || rest.Value(user.Base().Id) != "u" || level != `[null,{"a":null}]` {
		t.Errorf("read %+v", user)
	}
	sameJSON(t, encodeJSON(t, v), text)
}

func explicitNull(t *testing.T) {
	call := &graph.Call{State: new(graph.CallStateEstablished)}
	call.SetNull("subject")
	call.SetNull("state")
	sameJSON(t, encodeJSON(t, call), `{"@odata.type":"#microsoft.graph.call","subject":null,"state":"established"}`)
	call.Subject = new("no longer null")
	if text := encodeJSON(t, call); strings.Count(text, "subject") != 1 || !strings.Contains(text, "no longer null") {
		t.Errorf("wrote %s", text)
	}
	got := decodeJSON[graph.Call](t, `{"subject":null,"state":null,"targets":null,"source":null,"mediaConfig":null}`)
	if got.Subject != nil || got.State != nil || got.Targets != nil || got.Source != nil || got.MediaConfig != nil {
		t.Errorf("nulls: decoded %+v", got)
	}
}

func typesFilledIn(t *testing.T) {
	media := []*graph.MediaInfo{{Uri: new("https://bot/a.wav")}, nil}
	body := &graph.AnswerPostRequestBody{MediaConfig: &graph.ServiceHostedMediaConfig{PreFetchMedia: media}}
	sameJSON(t, encodeJSON(t, body), `{"acceptedModalities":[],"mediaConfig":{"@odata.type":"#microsoft.graph.serviceHostedMediaConfig",`+
		`"preFetchMedia":[{"@odata.type":"#microsoft.graph.mediaInfo","uri":"https://bot/a.wav"},null]}}`)
	again := decodeJSON[graph.AnswerPostRequestBody](t, encodeJSON(t, body))
	config, ok := again.MediaConfig.(*graph.ServiceHostedMediaConfig)
	if !ok || len(config.PreFetchMedia) != 2 || config.PreFetchMedia[1] != nil ||
		rest.Value(config.PreFetchMedia[0].Uri) != "https://bot/a.wav" {
		t.Errorf("read %+v", again.MediaConfig)
	}
	other := &graph.IdentitySet{OdataType: "#microsoft.graph.communicationsIdentitySet"}
	sameJSON(t, encodeJSON(t, other), `{"@odata.type":"#microsoft.graph.communicationsIdentitySet"}`)
}

func lists(t *testing.T) {
	if list := decodeJSON[graph.Call](t, `{"targets":[]}`).Targets; list == nil || len(list) != 0 {
		t.Errorf("empty list: decoded %v", list)
	}
	sameJSON(t, encodeJSON(t, graph.Call{Targets: []*graph.InvitationParticipantInfo{}}), `{"@odata.type":"#microsoft.graph.call","targets":[]}`)
	sameJSON(t, encodeJSON(t, graph.Call{}), `{"@odata.type":"#microsoft.graph.call"}`)
	sameJSON(t, encodeJSON(t, graph.InvitePostRequestBody{}), `{"participants":[]}`) // a required list
}

func throughEncodingJSON(t *testing.T) {
	text := `{"@odata.type":"#microsoft.graph.call","id":"1","requestedModalities":["audio"],"resultInfo":{"@odata.type":"#microsoft.graph.resultInfo","code":480,"subcode":10037},"x":[1]}`
	type envelope struct {
		Value   graph.Call                 `json:"value"`
		Pointer *graph.Call                `json:"pointer"`
		Nothing *graph.Call                `json:"nothing"`
		List    []graph.Call               `json:"list"`
		Map     map[string]*graph.Call     `json:"map"`
		Reason  graph.RejectReason         `json:"reason"`
		Reasons []graph.RejectReason       `json:"reasons"`
		ByName  map[graph.CallState]string `json:"byName"`
	}
	in := `{"value":` + text + `,"pointer":` + text + `,"nothing":null,"list":[` + text + `],"map":{"a":` + text + `,"b":null},` +
		`"reason":"BUSY","reasons":["None","later"],"byName":{"hold":"h"}}`
	got := decodeJSON[envelope](t, in)
	if got.Nothing != nil || got.Map["b"] != nil || got.Reason != graph.RejectReasonBusy || got.Reasons[1] != "later" {
		t.Errorf("read %+v", got)
	}
	if !reflect.DeepEqual(got.Value, *got.Pointer) || !reflect.DeepEqual(got.List[0], *got.Map["a"]) {
		t.Errorf("values and pointers differ: %+v", got)
	}
	sameJSON(t, encodeJSON(t, got), strings.NewReplacer("BUSY", "busy", "None", "none").Replace(in))
	sameJSON(t, encodeJSON(t, *got), strings.NewReplacer("BUSY", "busy", "None", "none").Replace(in))
	if err := json.Unmarshal([]byte(`{"value":{"id":1}}`), new(envelope)); err == nil || !strings.Contains(err.Error(), "id: expected a string, found 1") {
		t.Errorf("wrong type: error %v", err)
	}
	var none *graph.Call
	sameJSON(t, encodeJSON(t, none), `null`)
}
