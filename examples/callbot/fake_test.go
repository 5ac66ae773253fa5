package main

// A local service that does what the documentation's examples show: it takes
// the requests of the bot and posts the notifications that follow from them.

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// fake is the service. Its notifications go to the bot's handler.
type fake struct {
	t    *testing.T
	url  string
	bot  http.Handler
	work sync.WaitGroup

	mu       sync.Mutex
	requests []string
	roster   []string
	gone     bool // answering comes too late
}

func newFake(t *testing.T) *fake {
	f := &fake{t: t, roster: []string{"alice", "bot"}}
	mux := http.NewServeMux()
	const call = "/v1.0/communications/calls/{id}"
	mux.HandleFunc("POST "+call+"/answer", f.answer)
	mux.HandleFunc("POST "+call+"/reject", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	mux.HandleFunc("DELETE "+call, f.hangUp)
	mux.HandleFunc("POST "+call+"/participants/invite", f.invite)
	mux.HandleFunc("DELETE "+call+"/participants/{participant}", f.remove)
	server := httptest.NewServer(f.guard(mux))
	t.Cleanup(server.Close)
	f.url = server.URL + "/v1.0"
	return f
}

// guard keeps what was asked for and wants the bot's token.
func (f *fake) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			f.t.Error(err)
		}
		f.mu.Lock()
		line := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v1.0/communications/calls/") + " " + string(body)
		f.requests = append(f.requests, strings.TrimSpace(line))
		f.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer token" {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"error":{"code":"InvalidAuthenticationToken","message":"The token is not valid."}}`)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (f *fake) answer(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":{"code":"8523","message":"The call is gone."}}`)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	f.later(callNotification("updated", r.PathValue("id"), `"state":"established"`))
}

func (f *fake) hangUp(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusNoContent)
	f.later(ending(r.PathValue("id"), 200, 7000)...)
}

func (f *fake) invite(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.roster = append(f.roster, "carol")
	const operation = `{"@odata.type":"#microsoft.graph.inviteParticipantsOperation","id":"op-1","clientContext":"invite carol","status":%q}`
	_, _ = fmt.Fprintf(w, operation, "running")
	id := r.PathValue("id")
	f.later(notification("deleted", id+"/operations/op-1", fmt.Sprintf(operation, "completed")), f.rosterOf(id))
}

func (f *fake) remove(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := slices.Index(f.roster, r.PathValue("participant"))
	if at < 0 {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"error":{"code":"8540","message":"No such participant."}}`)
		return
	}
	f.roster = slices.Delete(f.roster, at, at+1)
	w.WriteHeader(http.StatusNoContent)
	f.later(f.rosterOf(r.PathValue("id")))
}

// rosterOf is the notification with all who are in a call.
func (f *fake) rosterOf(id string) string {
	var list []string
	for _, p := range f.roster {
		list = append(list, fmt.Sprintf(`{"@odata.type":"#microsoft.graph.participant","id":%q,"isMuted":"false"}`, p))
	}
	return notification("updated", id+"/participants", "["+strings.Join(list, ",")+"]")
}

// ring makes somebody call the bot.
func (f *fake) ring(id, name string) {
	f.post(callNotification("created", id, fmt.Sprintf(`"state":"incoming","direction":"incoming","requestedModalities":["audio"],`+
		`"source":{"@odata.type":"#microsoft.graph.participantInfo","identity":{"@odata.type":"#microsoft.graph.identitySet",`+
		`"user":{"@odata.type":"#microsoft.graph.identity","displayName":%q,"id":"u-1"}}}`, name)))
}

// end makes a call end with a code and subcode.
func (f *fake) end(id string, code, subcode int) {
	for _, body := range ending(id, code, subcode) {
		f.post(body)
	}
}

// ending is what the service tells of a call's end. The codes are strings, as
// in the documentation.
func ending(id string, code, subcode int) []string {
	return []string{
		callNotification("updated", id, `"state":"terminating"`),
		callNotification("deleted", id, fmt.Sprintf(`"state":"terminated","resultInfo":{"@odata.type":"#microsoft.graph.resultInfo","code":"%d","subcode":"%d"}`, code, subcode)),
	}
}

func callNotification(change, id, members string) string {
	return notification(change, id, `{"@odata.type":"#microsoft.graph.call",`+members+`}`)
}

func notification(change, resource, data string) string {
	return fmt.Sprintf(`{"@odata.type":"#microsoft.graph.commsNotifications","value":[{"@odata.type":"#microsoft.graph.commsNotification",`+
		`"changeType":%q,"resourceUrl":"/communications/calls/%s","resourceData":%s}]}`, change, resource, data)
}

// later posts notifications, one after the other, while the request that
// caused them is still being answered.
func (f *fake) later(bodies ...string) {
	f.work.Go(func() {
		for _, body := range bodies {
			f.post(body)
		}
	})
}

func (f *fake) post(body string) {
	r := httptest.NewRequest(http.MethodPost, "https://bot.contoso.com/api/calls", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer jwt")
	w := httptest.NewRecorder()
	if f.bot.ServeHTTP(w, r); w.Code/100 != 2 {
		f.t.Errorf("the bot answers %d to %s", w.Code, body)
	}
}

// asked returns what was asked for since the last time.
func (f *fake) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.requests
	f.requests = nil
	return list
}
