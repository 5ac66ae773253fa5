// Callbot is a bot for calls in Microsoft Teams: it answers one call at a time,
// rejects the others as busy, and says why a call has ended. While it runs it
// takes commands from its standard input:
//
//	invite USER          asks a user into the call
//	remove PARTICIPANT   takes a participant out of the call
//	hangup               leaves the call
//	quit                 leaves the call and ends the program
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/locale/all"
	"github.com/fragen-go/fragen/generated/rest"
	"github.com/fragen-go/fragen/generated/rest/jwt"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "callbot:", err)
		os.Exit(1)
	}
}

// run is the program: it serves notifications and obeys commands until the
// context or the commands end.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("callbot", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:9442", "the `address` to listen on, behind something that speaks TLS")
	callback := flags.String("callback", "", "the https `URL` under which the service reaches this program")
	base := flags.String("base-url", graph.DefaultBaseURL, "the `URL` of the service")
	locale := flags.String("locale", getenv("LANG"), "the `language` of reasons, such as de-CH")
	app := flags.String("app", getenv("CALLBOT_APP"), "the `id` of the bot's application, for which the service signs notifications")
	openID := flags.String("openid", "https://api.aps.skype.com/v1/.well-known/OpenIdConfiguration", "the `URL` of the OpenID configuration with the keys of notifications")
	if err := flags.Parse(args); err != nil {
		return err
	}
	address, err := url.Parse(*callback)
	if err != nil || address.Scheme != "https" || len(address.Path) < 2 {
		return errors.New("-callback must be an https URL with a path, such as https://bot.example.com/api/calls")
	}
	client, err := graph.New(rest.WithBaseURL(*base), rest.WithToken(token(getenv)))
	if err != nil {
		return err
	}
	verifier, err := jwt.New(jwt.Config{
		OpenIDConfiguration: *openID,
		Issuers:             []string{"https://api.botframework.com"},
		Audiences:           []string{*app},
	})
	if err != nil {
		return err
	}
	bot := NewBot(client, *callback, all.Match(*locale), out)
	mux := http.NewServeMux()
	mux.Handle(address.Path, bot.Handler(verifier.Verify))
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	bot.say("listening on %s", listener.Addr())
	select {
	case <-obey(ctx, bot, in):
	case <-ctx.Done():
	case err := <-failed:
		return err
	}
	return shutDown(bot, server)
}

// token returns where tokens come from. With the module azidentity, which
// renews them by itself, it would be these lines:
//
//	credential, err := azidentity.NewClientSecretCredential(tenant, app, secret, nil)
//	…
//	func(ctx context.Context) (string, error) {
//		t, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}})
//		return t.Token, err
//	}
func token(getenv func(string) string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		return getenv("CALLBOT_TOKEN"), nil
	}
}

// obey carries out commands until there are none, and then closes what it
// returns; at the end of the input it goes on waiting.
func obey(ctx context.Context, bot *Bot, in io.Reader) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		for lines := bufio.NewScanner(in); lines.Scan(); {
			command, argument, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
			if command == "quit" {
				close(done)
				return
			}
			if err := do(ctx, bot, command, argument); err != nil {
				bot.say("%v", err)
			}
		}
	}()
	return done
}

func do(ctx context.Context, bot *Bot, command, argument string) error {
	switch command {
	case "":
		return nil
	case "hangup":
		return bot.HangUp(ctx)
	case "invite":
		return bot.Invite(ctx, argument)
	case "remove":
		return bot.Remove(ctx, argument)
	}
	return fmt.Errorf("unknown command %q: use invite, remove, hangup or quit", command)
}

// shutDown leaves the call, if there is one, and waits for what is under way.
func shutDown(bot *Bot, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	if _, err := bot.call(); err == nil {
		if err := bot.HangUp(ctx); err != nil {
			bot.say("%v", err)
		}
	}
	err := server.Shutdown(ctx)
	bot.Wait()
	return err
}
