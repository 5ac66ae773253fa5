package main

// The bot takes one call at a time. The service tells it of calls by posting
// notifications to its handler, which only notes what has changed and replies
// at once; answering and rejecting are requests of their own and happen after
// the reply, in the background, within the 15 seconds that the service waits.
// What the bot has to say it writes as lines of text, the reason of a call's
// end in the language of its owner.

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

// answerWithin is how long the service waits for a bot to take a call.
const answerWithin = 15 * time.Second

// Bot takes part in one call at a time and rejects the others.
type Bot struct {
	client   *graph.Client
	callback string      // where the service posts notifications, https
	texts    *rest.Texts // the language of reasons
	work     sync.WaitGroup

	mu     sync.Mutex
	out    io.Writer
	active string // id of the call that the bot is in, "" for none
}

// NewBot returns a bot that is in no call.
func NewBot(client *graph.Client, callback string, texts *rest.Texts, out io.Writer) *Bot {
	return &Bot{client: client, callback: callback, texts: texts, out: out}
}

// Handler takes the service's notifications. Verify checks who sends them.
func (b *Bot) Handler(verify func(*http.Request) error) http.Handler {
	return graph.HandleNotifications(b.receive, &rest.HandlerOptions{Verify: verify})
}

// Wait returns when nothing happens in the background any more.
func (b *Bot) Wait() { b.work.Wait() }

// HangUp ends the bot's part in the call.
func (b *Bot) HangUp(ctx context.Context) error {
	call, err := b.call()
	if err != nil {
		return err
	}
	return call.Delete(ctx, nil)
}

// Invite asks a user into the call. The user's id serves as the participant's
// too, so that Remove can take the invitation back.
func (b *Bot) Invite(ctx context.Context, user string) error {
	call, err := b.call()
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
	b.say("invitation of %s: %s", user, rest.Value(operation.Status))
	return nil
}

// Remove takes a participant out of the call.
func (b *Bot) Remove(ctx context.Context, participant string) error {
	call, err := b.call()
	if err != nil {
		return err
	}
	return call.Participants().ByParticipantId(participant).Delete(ctx, nil)
}

// call leads to the call that the bot is in.
func (b *Bot) call() (graph.CallItemRequestBuilder, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.active == "" {
		return graph.CallItemRequestBuilder{}, errors.New("the bot is in no call")
	}
	return b.at(b.active), nil
}

func (b *Bot) at(id string) graph.CallItemRequestBuilder {
	return b.client.Communications().Calls().ByCallId(id)
}

// receive notes what the service tells.
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
			b.say("%s: %s", rest.Value(data.ClientContext), rest.Value(data.Status))
		case graph.CommsNotificationResourceDataList:
			b.say("%d in the call", len(data))
		}
	}
	return nil
}

func (b *Bot) callChanged(ctx context.Context, id string, call *graph.Call) {
	switch rest.Value(call.State) {
	case graph.CallStateIncoming:
		b.takeOrReject(ctx, id, call)
	case graph.CallStateEstablished:
		b.say("call %s: connected", id)
	case graph.CallStateTerminated:
		b.release(id)
		if reason, ok := call.EndReason(); ok {
			b.say("call %s: %s", id, reason.In(b.texts))
		} else {
			b.say("call %s: ended", id)
		}
	}
}

// takeOrReject answers a call when the bot is in none.
func (b *Bot) takeOrReject(ctx context.Context, id string, call *graph.Call) {
	switch b.claim(id) {
	case "":
		b.say("call %s from %s: answering", id, caller(call))
		b.background(ctx, id, b.answer)
	case id: // the service told it before
	default:
		b.say("call %s from %s: busy", id, caller(call))
		b.background(ctx, id, b.reject)
	}
}

// background does what a call needs while the notification is replied to. A
// call that cannot be answered is not the bot's any more.
func (b *Bot) background(ctx context.Context, id string, do func(context.Context, string) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin) // the reply would cancel it
	b.work.Go(func() {
		defer cancel()
		if err := do(ctx, id); err != nil {
			b.release(id)
			b.say("call %s: %v", id, err)
		}
	})
}

func (b *Bot) answer(ctx context.Context, id string) error {
	return b.at(id).Answer().Post(ctx, &graph.AnswerPostRequestBody{
		CallbackUri:        &b.callback,
		AcceptedModalities: []*graph.Modality{new(graph.ModalityAudio)},
		MediaConfig:        &graph.ServiceHostedMediaConfig{},
	}, nil)
}

func (b *Bot) reject(ctx context.Context, id string) error {
	return b.at(id).Reject().Post(ctx, &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}, nil)
}

// claim makes a call the bot's when it is in none, and returns the call that it
// was in before.
func (b *Bot) claim(id string) (before string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before = b.active
	b.active = cmp.Or(before, id)
	return before
}

func (b *Bot) release(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.active == id {
		b.active = ""
	}
}

func (b *Bot) say(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, _ = fmt.Fprintf(b.out, format+"\n", args...)
}

// caller returns the name of who calls, as far as the service tells.
func caller(call *graph.Call) string {
	if call.Source == nil || call.Source.Identity == nil || call.Source.Identity.Base().User == nil {
		return "somebody"
	}
	user := call.Source.Identity.Base().User.Base()
	return cmp.Or(rest.Value(user.DisplayName), rest.Value(user.Id), "somebody")
}
