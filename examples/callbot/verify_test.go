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

// TestVerify runs the program with a service that has its own keys. The program accepts
// only notifications that are signed for it.
func TestVerify(t *testing.T) {
	srv := graphtest.New(t)
	out := &syncBuffer{}
	in, commands := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(context.Background(), []string{
			"-listen", "127.0.0.1:0", "-callback", "https://bot.contoso.com/api/calls",
			"-app", "bot", "-openid", srv.OpenIDConfiguration(),
		}, func(string) string { return "" }, in, out)
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
		status          int // 0 if accepted
	}{
		{"https://api.botframework.com", "bot", "c-1", 0},
		{"https://api.botframework.com", "another", "c-2", http.StatusUnauthorized},
		{"https://api.botframework.example", "bot", "c-3", http.StatusUnauthorized},
	} {
		srv.Sign(test.issuer, test.app)
		established := &graph.Call{State: new(graph.CallStateEstablished)}
		notification := newNotification(graph.ChangeTypeUpdated, test.id, established)
		err := srv.SendNotifications(context.Background(), program, notification)
		e := new(rest.Error)
		if errors.As(err, &e); e.StatusCode != test.status {
			t.Errorf("%+v: %v", test, err)
		}
	}
	srv.Sign("https://api.botframework.com", "bot")
	legacy := []byte(`{"legacy":true}`)
	if err := srv.Deliver(context.Background(), program, http.MethodPost, "application/json", legacy); err != nil {
		t.Error(err)
	}
	printed := out.String()
	forged := strings.Contains(printed, "c-2") || strings.Contains(printed, "c-3")
	if forged || !strings.Contains(printed, "c-1: connected") {
		t.Errorf("output: %s", printed)
	}
	if _, err := io.WriteString(commands, "quit\n"); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
