package main

// The bot handles one call at a time. The service posts notifications about calls to
// the bot's handler. The handler records the change and replies immediately. The bot
// answers or rejects a call after the reply, in the background, within the 15 seconds
// that the service allows.
//
// The bot writes a line of text for each event. The reason for the end of a call is in
// the configured language.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// answerWithin is the time that a bot has to answer or reject a call.
const answerWithin = 15 * time.Second

// Bot takes part in one call at a time and rejects all others.
type Bot struct {
	client   *graph.Client
	callback string      // https URL for notifications
	texts    *rest.Texts // messages for the reasons of calls' ends
	work     sync.WaitGroup

	mu     sync.Mutex
	out    io.Writer
	active string // ID of the current call, or ""
}

// NewBot returns a bot without a call.
func NewBot(client *graph.Client, callback string, texts *rest.Texts, out io.Writer) *Bot {
	return &Bot{client: client, callback: callback, texts: texts, out: out}
}

// Handler returns the handler for notifications. It rejects requests for which verify
// returns an error.
func (b *Bot) Handler(verify func(*http.Request) error) http.Handler {
	return graph.HandleNotifications(b.receive, &rest.HandlerOptions{Verify: verify})
}

// Wait waits for the requests in the background.
func (b *Bot) Wait() { b.work.Wait() }

// HangUp leaves the call.
func (b *Bot) HangUp(ctx context.Context) error {
	call, err := b.currentCall()
	if err != nil {
		return err
	}
	return call.Delete(ctx, nil)
}

// Invite invites a user to the call. The user's ID is also the participant ID, so
// Remove can cancel the invitation.
func (b *Bot) Invite(ctx context.Context, user string) error {
	call, err := b.currentCall()
	if err != nil {
		return err
	}
	operation, err := call.Participants().Invite().Post(ctx, &graph.InvitePostRequestBody{
		ClientContext: new("invite " + user),
		Participants: []graph.InvitationParticipantInfo{{
			ParticipantId: &user,
			Identity:      &graph.IdentitySet{User: &graph.Identity{Id: &user}},
		}},
	}, nil)
	if err != nil {
		return err
	}
	b.printf("invitation of %s: %s", user, rest.Value(operation.Status))
	return nil
}

// Remove removes a participant from the call.
func (b *Bot) Remove(ctx context.Context, participant string) error {
	call, err := b.currentCall()
	if err != nil {
		return err
	}
	return call.Participants().ByParticipantId(participant).Delete(ctx, nil)
}

// currentCall returns the request builder of the current call.
func (b *Bot) currentCall() (graph.CallItemRequestBuilder, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.active == "" {
		return graph.CallItemRequestBuilder{}, errors.New("the bot is not in a call")
	}
	return b.callItem(b.active), nil
}

func (b *Bot) callItem(id string) graph.CallItemRequestBuilder {
	return b.client.Communications().Calls().ByCallId(id)
}

// receive handles notifications.
func (b *Bot) receive(ctx context.Context, batch *graph.CommsNotifications) error {
	for _, n := range batch.Value {
		if n == nil {
			continue
		}
		switch data := n.ResourceData.(type) {
		case *graph.Call:
			id := cmp.Or(rest.Value(data.Id), path.Base(rest.Value(n.ResourceUrl)))
			b.callChanged(ctx, id, data)
		case *graph.InviteParticipantsOperation:
			b.printf("%s: %s", rest.Value(data.ClientContext), rest.Value(data.Status))
		case graph.CommsNotificationResourceDataList:
			b.printf("%d participants", len(data))
		}
	}
	return nil
}

func (b *Bot) callChanged(ctx context.Context, id string, call *graph.Call) {
	switch rest.Value(call.State) {
	case graph.CallStateIncoming:
		b.answerOrReject(ctx, id, call)
	case graph.CallStateEstablished:
		b.printf("call %s: connected", id)
	case graph.CallStateTerminated:
		b.release(id)
		if reason, ok := call.EndReason(); ok {
			b.printf("call %s: %s", id, reason.In(b.texts))
		} else {
			b.printf("call %s: ended", id)
		}
	}
}

// answerOrReject answers a call if the bot is not in another one.
func (b *Bot) answerOrReject(ctx context.Context, id string, call *graph.Call) {
	switch b.claim(id) {
	case "":
		b.printf("call %s from %s: answering", id, caller(call))
		b.background(ctx, id, b.answer)
	case id: // a repeated notification
	default:
		b.printf("call %s from %s: busy", id, caller(call))
		b.background(ctx, id, b.reject)
	}
}

// background sends a request for a call while the handler replies to the notification.
// If the request fails, the bot releases the call.
func (b *Bot) background(ctx context.Context, id string, send func(context.Context, string) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin) // the reply cancels ctx
	b.work.Go(func() {
		defer cancel()
		if err := send(ctx, id); err != nil {
			b.release(id)
			b.printf("call %s: %v", id, err)
		}
	})
}

func (b *Bot) answer(ctx context.Context, id string) error {
	return b.callItem(id).Answer().Post(ctx, &graph.AnswerPostRequestBody{
		CallbackUri:        &b.callback,
		AcceptedModalities: []*graph.Modality{new(graph.ModalityAudio)},
		MediaConfig:        &graph.ServiceHostedMediaConfig{},
	}, nil)
}

func (b *Bot) reject(ctx context.Context, id string) error {
	return b.callItem(id).Reject().Post(ctx, &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}, nil)
}

// claim sets the current call if there is none. It returns the previous one.
func (b *Bot) claim(id string) (previous string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	previous = b.active
	b.active = cmp.Or(previous, id)
	return previous
}

func (b *Bot) release(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.active == id {
		b.active = ""
	}
}

func (b *Bot) printf(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, _ = fmt.Fprintf(b.out, format+"\n", args...)
}

// caller returns the name of the caller, or else the ID.
func caller(call *graph.Call) string {
	if call.Source == nil || call.Source.Identity == nil || call.Source.Identity.Base().User == nil {
		return "unknown caller"
	}
	user := call.Source.Identity.Base().User.Base()
	return cmp.Or(rest.Value(user.DisplayName), rest.Value(user.Id), "unknown caller")
}
