package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/graphtest"
	"github.com/fragen-go/fragen/generated/graph/locale/all"
	"github.com/fragen-go/fragen/generated/rest"
	"github.com/fragen-go/fragen/generated/rest/jwt"
	"github.com/fragen-go/fragen/generated/rest/resttest"
)

// fixture is a bot with a simulated service.
type fixture struct {
	*fake
	bot *Bot
	out *bytes.Buffer
}

func newFixture(t *testing.T, locale string) *fixture {
	t.Helper()
	service := newFake(t)
	verifier, err := jwt.New(jwt.Config{
		OpenIDConfiguration: service.OpenIDConfiguration(),
		Issuers:             []string{"https://api.botframework.com"},
		Audiences:           []string{"bot"},
	})
	if err != nil {
		t.Fatal(err)
	}
	out := new(bytes.Buffer)
	bot := NewBot(service.Client(), "https://bot.contoso.com/api/calls", all.Match(locale), out)
	service.bot = bot.Handler(verifier.Verify)
	return &fixture{service, bot, out}
}

// expect waits for the bot and the service, and compares the requests and the sorted
// output since the last call. The order of the output varies, because responses and
// notifications arrive concurrently.
func (s *fixture) expect(requests []string, lines ...string) {
	s.t.Helper()
	s.bot.Wait() // its requests start work of the service
	s.work.Wait()
	s.bot.Wait()
	if got := s.takeRequests(); !slices.Equal(got, requests) {
		s.t.Errorf("requests\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(requests, "\n"))
	}
	got := slices.Sorted(strings.FieldsFuncSeq(s.out.String(), func(r rune) bool { return r == '\n' }))
	if !slices.Equal(got, lines) {
		s.t.Errorf("output\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"))
	}
	s.out.Reset()
}

const answerBody = `{"acceptedModalities":["audio"],"callbackUri":"https://bot.contoso.com/api/calls",` +
	`"mediaConfig":{"@odata.type":"#microsoft.graph.serviceHostedMediaConfig"}}`

func TestBot(t *testing.T) {
	s := newFixture(t, "de-CH")
	ctx := context.Background()

	s.ring("call-1", "Alice")
	s.expect([]string{"POST call-1/answer " + answerBody},
		"call call-1 from Alice: answering", "call call-1: connected")

	s.ring("call-1", "Alice") // a repeated notification
	s.expect(nil)

	s.ring("call-2", "Bob")
	s.expect([]string{`POST call-2/reject {"reason":"busy"}`}, "call call-2 from Bob: busy")

	if err := s.bot.Invite(ctx, "carol"); err != nil {
		t.Fatal(err)
	}
	s.expect([]string{`POST call-1/participants/invite {"clientContext":"invite carol","participants":[` +
		`{"@odata.type":"#microsoft.graph.invitationParticipantInfo",` +
		`"identity":{"@odata.type":"#microsoft.graph.identitySet",` +
		`"user":{"@odata.type":"#microsoft.graph.identity","id":"carol"}},"participantId":"carol"}]}`},
		"3 participants", "invitation of carol: Running", "invite carol: Completed")

	if err := s.bot.Remove(ctx, "carol"); err != nil {
		t.Fatal(err)
	}
	s.expect([]string{"DELETE call-1/participants/carol"}, "2 participants")
	err := s.bot.Remove(ctx, "carol")
	if body, ok := rest.BodyAs[graph.ODataError](err); !ok || body.Error.Message != "No such participant." {
		t.Errorf("removing a missing participant: %v", err)
	}
	s.expect([]string{"DELETE call-1/participants/carol"})

	if err := s.bot.HangUp(ctx); err != nil {
		t.Fatal(err)
	}
	s.expect([]string{"DELETE call-1"}, "call call-1: Der Bot hat das Gespräch beendet.")
	if err := s.bot.HangUp(ctx); err == nil {
		t.Error("HangUp without a call succeeded")
	}
	s.expect(nil)
}

func TestBotPrintsReason(t *testing.T) {
	tests := []struct {
		locale        string
		code, subcode int32
		want          string
	}{
		{"en", 200, 5001, "The conversation has ended."},
		{"zh-CN", 200, 5001, "会话已结束。"},
		{"ru", 200, 5001, "Разговор завершён."},
		{"fr", 200, 4097, "Another participant ended the call."},
		{"de", 200, 4711, "Unbekannter Grund (200/4711)"},
	}
	for _, test := range tests {
		s := newFixture(t, test.locale)
		s.ring("1", "Alice")
		s.bot.Wait()
		s.work.Wait()
		s.out.Reset()
		s.takeRequests()
		s.send(ending("1", test.code, test.subcode)...)
		s.expect(nil, "call 1: "+test.want)
		s.ring("2", "Bob") // the bot can take another call
		s.expect([]string{"POST 2/answer " + answerBody}, "call 2 from Bob: answering", "call 2: connected")
	}
}

func TestBotAnswersTooLate(t *testing.T) {
	s := newFixture(t, "en")
	const body = `{"error":{"code":"8523","message":"The call is gone."}}`
	s.Fail(resttest.Response(http.StatusNotFound, "application/json", body), graphtest.Answer)
	s.ring("1", "Alice")
	s.expect([]string{"POST 1/answer " + answerBody},
		"call 1 from Alice: answering",
		"call 1: POST "+s.URL+"/communications/calls/1/answer: 404 Not Found: 8523: The call is gone.")
	s.ring("2", "Bob")
	s.expect([]string{"POST 2/answer " + answerBody}, "call 2 from Bob: answering", "call 2: connected")
}

func TestBotUnusualNotifications(t *testing.T) {
	s := newFixture(t, "en")
	for _, body := range []string{
		`{"value":[]}`, `{"value":[null,{},{"resourceData":null},{"resourceData":7}]}`,
		`{"value":[{"resourceData":{"@odata.type":"#microsoft.graph.meetingWeather","rain":true}}]}`,
		`{"value":[{"changeType":"updated","resourceUrl":"/communications/calls/1",` +
			`"resourceData":{"@odata.type":"#microsoft.graph.call","state":"onTheMoon"}}]}`,
		`{"value":[{"changeType":"created","resourceUrl":"/communications/calls/1",` +
			`"resourceData":{"@odata.type":"#microsoft.graph.call","@odata.id":"/app/calls/1"}}]}`,
	} {
		err := s.Deliver(context.Background(), s.fake.bot, http.MethodPost, "application/json", []byte(body))
		if err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	s.expect(nil)
	s.send(newNotification(graph.ChangeTypeDeleted, "1", &graph.Call{State: new(graph.CallStateTerminated)}))
	s.expect(nil, "call 1: ended")
	s.send(newNotification(graph.ChangeTypeCreated, "1", &graph.Call{State: new(graph.CallStateIncoming)}))
	s.expect([]string{"POST 1/answer " + answerBody}, "call 1 from unknown caller: answering", "call 1: connected")

	s.SignClaims(nil)
	empty := &graph.CommsNotifications{Value: []*graph.CommsNotification{}}
	err := s.SendNotifications(context.Background(), s.fake.bot, empty)
	if e := (*rest.Error)(nil); !errors.As(err, &e) || e.StatusCode != http.StatusUnauthorized {
		t.Errorf("an unsigned notification: %v", err)
	}
}

// syncBuffer is a writer that is safe for concurrent use.
type syncBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *syncBuffer) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(data)
}

func (l *syncBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestRun(t *testing.T) {
	getenv := func(string) string { return "token" }
	args := []string{
		"-listen", "127.0.0.1:0", "-callback", "https://bot.contoso.com/api/calls", "-locale", "de", "-app", "bot",
	}
	t.Run("commands", func(t *testing.T) {
		var out syncBuffer
		if err := run(context.Background(), args, getenv, strings.NewReader("\nhangup\nwave\nquit\n"), &out); err != nil {
			t.Fatal(err)
		}
		if said := out.String(); !strings.Contains(said, "the bot is not in a call\nunknown command \"wave\"") {
			t.Errorf("output: %s", said)
		}
	})
	t.Run("interrupt", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := run(ctx, args, getenv, strings.NewReader(""), io.Discard); err != nil {
			t.Error(err)
		}
	})
	for _, bad := range [][]string{
		nil,
		{"-callback", "http://bot/x"},
		{"-callback", "https://bot"},
		append(slices.Clone(args), "-app", ""),
		append(slices.Clone(args), "-base-url", "nowhere"),
		append(slices.Clone(args), "-listen", "nowhere"),
	} {
		if err := run(context.Background(), bad, getenv, strings.NewReader(""), io.Discard); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}
