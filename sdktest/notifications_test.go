package sdktest

// This file tests the notification handler with documented notifications, current and
// outdated, and with undocumented ones.

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/locale/all"
	"github.com/fragen-go/fragen/generated/graph/locale/de"
	"github.com/fragen-go/fragen/generated/graph/locale/en"
	"github.com/fragen-go/fragen/generated/graph/locale/ru"
	"github.com/fragen-go/fragen/generated/graph/locale/zhhans"
	"github.com/fragen-go/fragen/generated/rest"
)

// post sends a body to the handler, as the service does. It returns the received
// payload and the status of the response.
func post(t *testing.T, body string) (*graph.CommsNotifications, int) {
	t.Helper()
	var got *graph.CommsNotifications
	handler := graph.HandleNotifications(func(_ context.Context, payload *graph.CommsNotifications) error {
		got = payload
		return nil
	}, &rest.HandlerOptions{Logger: slog.New(slog.DiscardHandler)})
	request := httptest.NewRequest(http.MethodPost, "https://bot.contoso.com/api/calls", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return got, answer.Code
}

// receive is like post, but fails the test if the handler does not accept the body.
func receive(t *testing.T, body string) *graph.CommsNotifications {
	t.Helper()
	got, code := post(t, body)
	if code/100 != 2 || got == nil { // the service accepts any 2xx status
		t.Fatalf("status %d, payload %+v for\n%s", code, got, body)
	}
	return got
}

// notification returns a payload with one notification.
func notification(members string) string {
	return `{"@odata.type":"#microsoft.graph.commsNotifications","value":[` +
		`{"@odata.type":"#microsoft.graph.commsNotification",` + members + `}]}`
}

// terminated returns a notification about the end of a call with a result.
func terminated(result string) string {
	return notification(`"changeType":"deleted","resourceUrl":"/communications/calls/57dab8b1","resourceData":` +
		`{"@odata.type":"#microsoft.graph.call","state":"terminated","resultInfo":{"@odata.type":"#microsoft.graph.resultInfo",` + result + `}}`)
}

// dataAs returns the resource data of the only notification as a T.
func dataAs[T graph.CommsNotificationResourceData](t *testing.T, batch *graph.CommsNotifications) T {
	t.Helper()
	if len(batch.Value) != 1 {
		t.Fatalf("%d notifications, want 1", len(batch.Value))
	}
	data, ok := batch.Value[0].ResourceData.(T)
	if !ok {
		t.Fatalf("resource data of type %T, want %T", batch.Value[0].ResourceData, data)
	}
	return data
}

func TestNotificationTerminating(t *testing.T) {
	got := receive(t, notification(`"changeType":"updated","resourceUrl":"/communications/calls/57dab8b1",`+
		`"resourceData":{"@odata.type":"#microsoft.graph.call","state":"terminating"}`))
	call := dataAs[*graph.Call](t, got)
	if change := rest.Value(got.Value[0].ChangeType); change != graph.ChangeTypeUpdated {
		t.Errorf("change type %q", change)
	}
	if url := rest.Value(got.Value[0].ResourceUrl); url != "/communications/calls/57dab8b1" {
		t.Errorf("resource URL %q", url)
	}
	if state := rest.Value(call.State); state != graph.CallStateTerminating {
		t.Errorf("state %q", state)
	}
	if reason, ok := call.EndReason(); ok {
		t.Errorf("a call without a result has the end reason %v", reason)
	}
}

func TestNotificationTerminated(t *testing.T) {
	got := receive(t, terminated(`"code":"200","subcode":"5001","message":"service message"`))
	call := dataAs[*graph.Call](t, got)
	if change := rest.Value(got.Value[0].ChangeType); change != graph.ChangeTypeDeleted {
		t.Errorf("change type %q", change)
	}
	if state := rest.Value(call.State); state != graph.CallStateTerminated {
		t.Errorf("state %q", state)
	}
	code, subcode := rest.Value(call.ResultInfo.Code), rest.Value(call.ResultInfo.Subcode)
	if code != 200 || subcode != 5001 {
		t.Errorf("code and subcode %d/%d", code, subcode)
	}
	reason, ok := call.EndReason()
	if !ok || reason.ID != graph.CallEndReasonConversationEnded || reason.Subcode != 5001 {
		t.Fatalf("end reason %v %v", reason, ok)
	}
	const (
		english = "The conversation has ended."
		german  = "Das Gespräch wurde beendet."
		russian = "Разговор завершён."
		chinese = "会话已结束。"
	)
	if reason.Message() != english {
		t.Errorf("source message %q", reason.Message())
	}
	packages := []struct {
		texts *rest.Texts
		want  string
	}{{en.Texts, english}, {de.Texts, german}, {ru.Texts, russian}, {zhhans.Texts, chinese}, {nil, english}}
	for _, p := range packages {
		if text := reason.In(p.texts); text != p.want {
			t.Errorf("message %q, want %q", text, p.want)
		}
	}
	tags := []struct{ tags, want string }{
		{"en", english},
		{"de", german},
		{"ru", russian},
		{"zh-Hans", chinese},
		{"de-CH", german},
		{"de_AT.UTF-8", german},
		{"ru-RU", russian},
		{"zh", chinese},
		{"zh-CN", chinese},
		{"zh-SG", chinese},
		{"zh-Hans-CN", chinese},
		{"zh-TW", english},
		{"zh-HK", english},
		{"zh-Hant", english},
		{"fr", english},
		{"fr de-CH en", german},
		{"", english},
		{"%00 -- x", english},
	}
	for _, tag := range tags {
		if text := reason.In(all.Match(strings.Fields(tag.tags)...)); text != tag.want {
			t.Errorf("%q: message %q, want %q", tag.tags, text, tag.want)
		}
	}
}

// TestNotificationTerminatedOldForm tests the notification on an old source page: the
// code is 0 and there is no subcode.
func TestNotificationTerminatedOldForm(t *testing.T) {
	call := dataAs[*graph.Call](t, receive(t, terminated(`"code":"0"`)))
	if call.ResultInfo.Code == nil || *call.ResultInfo.Code != 0 {
		t.Errorf("code %v", call.ResultInfo.Code)
	}
	if call.ResultInfo.Subcode != nil {
		t.Errorf("subcode %d, want none", *call.ResultInfo.Subcode)
	}
	reason, ok := call.EndReason()
	if !ok || reason.IsKnown() || reason.Message() == "" {
		t.Errorf("end reason %+v %v, want an unknown one", reason, ok)
	}
}

func TestNotificationRoster(t *testing.T) {
	got := receive(t, notification(`"changeType":"updated","resourceUrl":"/communications/calls/57dab8b1/participants","resourceData":[`+
		`{"@odata.type":"#microsoft.graph.participant","id":"p-1","isMuted":"false","isInLobby":false,`+
		`"info":{"identity":{"user":{"id":"u-1","displayName":"Ada","tenantId":"t-1"}},"endpointType":"default"},`+
		`"mediaStreams":[{"mediaType":"audio","sourceId":"1","direction":"sendReceive","serverMuted":false}]},`+
		`null,{"@odata.type":"#microsoft.graph.participant","id":"p-2","isMuted":true}]`))
	roster := dataAs[graph.CommsNotificationResourceDataList](t, got)
	if len(roster) != 3 || roster[1] != nil {
		t.Fatalf("roster %v", roster)
	}
	ada, ok := roster[0].(*graph.Participant)
	if !ok || ada.IsMuted == nil || *ada.IsMuted || rest.Value(ada.Info.Identity.Base().User.Base().DisplayName) != "Ada" {
		t.Errorf("first participant %+v", roster[0])
	}
	if two, ok := roster[2].(*graph.Participant); !ok || !rest.Value(two.IsMuted) || rest.Value(two.Id) != "p-2" {
		t.Errorf("last participant %+v", roster[2])
	}
}

// TestNotificationsRoundTrip checks that decoding and encoding preserve notifications.
func TestNotificationsRoundTrip(t *testing.T) {
	tests := []struct {
		name, members string
		want          graph.CommsNotificationResourceData // only the type matters
	}{
		{"type and address only", `"changeType":"created","resourceUrl":"/communications/calls/1","resourceData":{"@odata.type":"#microsoft.graph.call","@odata.id":"/app/calls/1"}`, &graph.Call{}},
		{"an operation", `"resourceData":{"@odata.type":"#microsoft.graph.playPromptOperation","id":"o","status":"Completed","clientContext":"c","resultInfo":{"@odata.type":"#microsoft.graph.resultInfo","code":200}}`, &graph.PlayPromptOperation{}},
		{"an unknown operation", `"resourceData":{"@odata.type":"#microsoft.graph.hologramOperation","id":"o","status":"Running","beam":{"up":[1,null,1.50]}}`, &graph.Entity{}},
		{"an unknown type", `"resourceData":{"@odata.type":"#microsoft.graph.meetingWeather","rain":true,"temperature":-3e2,"name":"\u00e9\"\\\u2028"}`, &graph.Entity{}},
		{"no type", `"resourceData":{"id":"1","state":"terminated"}`, &graph.Entity{}},
		{"unknown things everywhere", `"changeType":"migrated","tenant":{"id":9007199254740993},"resourceData":{"@odata.type":"#microsoft.graph.call","state":"onTheMoon","moon":null,"requestedModalities":["audio",null,"hologram"]}`, &graph.Call{}},
		{"a list of things", `"resourceData":[{"@odata.type":"#microsoft.graph.participant","id":"1","x":1},null,{"@odata.type":"#microsoft.graph.ghost","id":"2"}]`, graph.CommsNotificationResourceDataList{}},
		{"an empty list", `"resourceData":[]`, graph.CommsNotificationResourceDataList{}},
		{"a text", `"resourceData":"gone"`, graph.CommsNotificationResourceDataUnknown{}},
		{"no data", `"changeType":"deleted"`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := notification(test.members)
			got := receive(t, in)
			if data := got.Value[0].ResourceData; reflect.TypeOf(data) != reflect.TypeOf(test.want) {
				t.Errorf("resource data of type %T, want %T", data, test.want)
			}
			out, err := json.Marshal(got)
			if err != nil {
				t.Fatal(err)
			}
			want := in
			if test.name == "no type" { // the encoder adds the type
				want = strings.Replace(in, `"id":"1"`, `"@odata.type":"#microsoft.graph.entity","id":"1"`, 1)
			}
			if !reflect.DeepEqual(parseJSON(t, string(out)), parseJSON(t, want)) {
				t.Errorf("in\n%s\nout\n%s", want, out)
			}
		})
	}
}

func TestNotificationsRefused(t *testing.T) {
	for _, body := range []string{
		``, `{`, `[]`, `null`, `{"value":{}}`,
		`{"value":[{"resourceData":{"@odata.type":"#microsoft.graph.call","state":7}}]}`,
	} {
		if got, code := post(t, body); code != http.StatusBadRequest || got != nil {
			t.Errorf("%s: status %d, payload %+v, want 400 and none", body, code, got)
		}
	}
}

// TestDocumentedNotifications sends the examples on the source pages in the corpus to
// the handler.
func TestDocumentedNotifications(t *testing.T) {
	corpus := os.Getenv("FRAGEN_CORPUS")
	if corpus == "" {
		t.Skip("set FRAGEN_CORPUS to the folder of the corpus to test the documented notifications")
	}
	pages := []struct {
		glob    string
		code    int32
		subcode *int32
	}{{"000*", 200, new(int32(5001))}, {"004*", 0, nil}}
	for _, page := range pages {
		files, err := filepath.Glob(filepath.Join(corpus, "docs", page.glob))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: %d files, want 1: %v", page.glob, len(files), err)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		blocks := notificationBlock.FindAllString(string(text), -1)
		if len(blocks) != 2 {
			t.Fatalf("%s: %d notifications, want 2", page.glob, len(blocks))
		}
		if state := rest.Value(dataAs[*graph.Call](t, receive(t, blocks[0])).State); state != graph.CallStateTerminating {
			t.Errorf("%s: first state %q", page.glob, state)
		}
		call := dataAs[*graph.Call](t, receive(t, blocks[1]))
		if state := rest.Value(call.State); state != graph.CallStateTerminated {
			t.Errorf("%s: second state %q", page.glob, state)
		}
		if !reflect.DeepEqual(call.ResultInfo.Code, &page.code) || !reflect.DeepEqual(call.ResultInfo.Subcode, page.subcode) {
			t.Errorf("%s: result %+v", page.glob, call.ResultInfo)
		}
	}
}

// notificationBlock matches an unindented JSON object with notifications.
var notificationBlock = regexp.MustCompile(`(?m)^\{\r?\n  "@odata\.type": "#microsoft\.graph\.commsNotifications"(?s:.*?)^\}`)
