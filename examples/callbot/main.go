// Callbot is a bot for calls in Microsoft Teams. It answers one call at a time,
// rejects all others as busy, and prints the reason for the end of a call. It reads
// commands from standard input:
//
//	invite USER          invite a user to the call
//	remove PARTICIPANT   remove a participant from the call
//	hangup               leave the call
//	quit                 leave the call and end the program
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

// run serves notifications and runs commands until ctx is done or the command quit.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("callbot", flag.ContinueOnError)
	listen := flags.String("listen", "127.0.0.1:9442", "the `address` to listen on, behind a TLS proxy")
	callback := flags.String("callback", "", "the public https `URL` of this program")
	base := flags.String("base-url", graph.DefaultBaseURL, "the `URL` of the service")
	locale := flags.String("locale", getenv("LANG"), "the `language` of messages, such as de-CH")
	app := flags.String("app", getenv("CALLBOT_APP"),
		"the `ID` of the bot's application, the audience of notification tokens")
	openID := flags.String("openid", "https://api.aps.skype.com/v1/.well-known/OpenIdConfiguration",
		"the `URL` of the OpenID configuration with the keys of notification tokens")
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
	bot.printf("listening on %s", listener.Addr())
	select {
	case <-runCommands(ctx, bot, in):
	case <-ctx.Done():
	case err := <-failed:
		return err
	}
	return shutDown(bot, server)
}

// token returns a source of access tokens. With the module azidentity, which renews
// tokens automatically, it is:
//
//	credential, err := azidentity.NewClientSecretCredential(tenant, app, secret, nil)
//	…
//	func(ctx context.Context) (string, error) {
//		scope := "https://graph.microsoft.com/.default"
//		t, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
//		return t.Token, err
//	}
func token(getenv func(string) string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		return getenv("CALLBOT_TOKEN"), nil
	}
}

// runCommands runs the commands from in. It closes the returned channel after the
// command quit, but not at the end of the input.
func runCommands(ctx context.Context, bot *Bot, in io.Reader) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		for lines := bufio.NewScanner(in); lines.Scan(); {
			command, argument, _ := strings.Cut(strings.TrimSpace(lines.Text()), " ")
			if command == "quit" {
				close(done)
				return
			}
			if err := runCommand(ctx, bot, command, argument); err != nil {
				bot.printf("%v", err)
			}
		}
	}()
	return done
}

func runCommand(ctx context.Context, bot *Bot, command, argument string) error {
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
	return fmt.Errorf("unknown command %q: use invite, remove, hangup, or quit", command)
}

// shutDown leaves the current call and waits for running requests.
func shutDown(bot *Bot, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	if _, err := bot.currentCall(); err == nil {
		if err := bot.HangUp(ctx); err != nil {
			bot.printf("%v", err)
		}
	}
	err := server.Shutdown(ctx)
	bot.Wait()
	return err
}
