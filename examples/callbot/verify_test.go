package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/graphtest"
	"github.com/fragen-go/fragen/generated/rest"
	"github.com/fragen-go/fragen/generated/rest/resttest"
)

// TestVerify runs the program beside a service with keys of its own: it takes
// the notifications that were signed for it and no others.
func TestVerify(t *testing.T) {
	srv := graphtest.New(t)
	out := &lines{}
	in, commands := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(context.Background(), []string{"-listen", "127.0.0.1:0", "-callback", "https://bot.contoso.com/api/calls", "-app", "bot", "-openid", srv.OpenIDConfiguration()},
			func(string) string { return "" }, in, out)
	}()
	for !strings.Contains(out.String(), "listening on ") {
		select {
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(time.Millisecond):
		}
	}
	_, address, _ := strings.Cut(strings.TrimSpace(out.String()), "listening on ")
	program := resttest.HandlerAt("http://" + address + "/api/calls")
	for _, test := range []struct {
		issuer, app, id string
		status          int // 0: it is taken
	}{
		{"https://api.botframework.com", "bot", "c-1", 0},
		{"https://api.botframework.com", "another", "c-2", http.StatusUnauthorized},
		{"https://api.botframework.example", "bot", "c-3", http.StatusUnauthorized},
	} {
		srv.Sign(test.issuer, test.app)
		err := srv.SendNotifications(context.Background(), program, news(graph.ChangeTypeUpdated, test.id, &graph.Call{State: new(graph.CallStateEstablished)}))
		e := new(rest.Error)
		if errors.As(err, &e); e.StatusCode != test.status {
			t.Errorf("%+v: %v", test, err)
		}
	}
	srv.Sign("https://api.botframework.com", "bot")
	if err := srv.Deliver(context.Background(), program, http.MethodPost, "application/json", []byte(`{"legacy":true}`)); err != nil {
		t.Error(err)
	}
	if said := out.String(); !strings.Contains(said, "c-1: connected") || strings.Contains(said, "c-2") || strings.Contains(said, "c-3") {
		t.Errorf("said %s", said)
	}
	if _, err := io.WriteString(commands, "quit\n"); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
