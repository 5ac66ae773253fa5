package main

// This file simulates the service: graphtest with the notifications that the bot's
// requests cause.

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/graphtest"
	"github.com/fragen-go/fragen/generated/rest/resttest"
)

// fake is the simulated service. It sends notifications to the bot's handler.
type fake struct {
	*graphtest.Server
	t    *testing.T
	bot  http.Handler
	work sync.WaitGroup

	mu     sync.Mutex
	roster []string
}

func newFake(t *testing.T) *fake {
	f := &fake{Server: graphtest.New(t), t: t, roster: []string{"alice", "bot"}}
	f.Sign("https://api.botframework.com", "bot")
	f.OnAnswer(func(id string, _ *graph.AnswerPostRequestBody) error {
		f.sendLater(newNotification(graph.ChangeTypeUpdated, id, &graph.Call{State: new(graph.CallStateEstablished)}))
		return nil
	})
	f.OnCallItemDelete(func(id string, _ *graph.CallItemDeleteOptions) error {
		f.sendLater(ending(id, 200, 7000)...)
		return nil
	})
	f.OnInvite(f.invite)
	f.OnParticipantItemDelete(f.remove)
	return f
}

func (f *fake) invite(id string, body *graph.InvitePostRequestBody) (*graph.InviteParticipantsOperation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.roster = append(f.roster, *body.Participants[0].ParticipantId)
	operation := func(status graph.OperationStatus) *graph.InviteParticipantsOperation {
		return &graph.InviteParticipantsOperation{Id: new("op-1"), ClientContext: body.ClientContext, Status: &status}
	}
	completed := operation(graph.OperationStatusCompleted)
	f.sendLater(newNotification(graph.ChangeTypeDeleted, id+"/operations/op-1", completed), f.rosterOf(id))
	return operation(graph.OperationStatusRunning), nil
}

func (f *fake) remove(id, participant string, _ *graph.ParticipantItemDeleteOptions) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := slices.Index(f.roster, participant)
	if at < 0 {
		return resttest.Status(http.StatusNotFound, "8540", "No such participant.")
	}
	f.roster = slices.Delete(f.roster, at, at+1)
	f.sendLater(f.rosterOf(id))
	return nil
}

// rosterOf returns a roster notification with all participants of a call.
func (f *fake) rosterOf(id string) *graph.CommsNotifications {
	var list graph.CommsNotificationResourceDataList
	for _, p := range f.roster {
		list = append(list, &graph.Participant{Id: &p, IsMuted: new(false)})
	}
	return newNotification(graph.ChangeTypeUpdated, id+"/participants", list)
}

// ring sends an incoming call to the bot.
func (f *fake) ring(id, name string) {
	user := &graph.Identity{Id: new("u-1"), DisplayName: &name}
	f.send(newNotification(graph.ChangeTypeCreated, id, &graph.Call{
		State:     new(graph.CallStateIncoming),
		Direction: new(graph.CallDirectionIncoming),
		Source:    &graph.ParticipantInfo{Identity: &graph.IdentitySet{User: user}},
	}))
}

// ending returns the notifications about the end of a call.
func ending(id string, code, subcode int32) []*graph.CommsNotifications {
	return []*graph.CommsNotifications{
		newNotification(graph.ChangeTypeUpdated, id, &graph.Call{State: new(graph.CallStateTerminating)}),
		newNotification(graph.ChangeTypeDeleted, id, &graph.Call{
			State:      new(graph.CallStateTerminated),
			ResultInfo: &graph.ResultInfo{Code: &code, Subcode: &subcode},
		}),
	}
}

// newNotification returns a notification about a change. at is a path below
// /communications/calls.
func newNotification(
	change graph.ChangeType, at string, data graph.CommsNotificationResourceData,
) *graph.CommsNotifications {
	return &graph.CommsNotifications{Value: []*graph.CommsNotification{{
		ChangeType: &change, ResourceUrl: new("/communications/calls/" + at), ResourceData: data,
	}}}
}

// sendLater sends notifications in order, concurrently with the response to the
// request that caused them.
func (f *fake) sendLater(list ...*graph.CommsNotifications) {
	f.work.Go(func() { f.send(list...) })
}

func (f *fake) send(list ...*graph.CommsNotifications) {
	for _, n := range list {
		if err := f.SendNotifications(context.Background(), f.bot, n); err != nil {
			f.t.Error(err)
		}
	}
}

// takeRequests returns the requests since the last call.
func (f *fake) takeRequests() []string {
	var list []string
	for _, call := range f.Calls() {
		list = append(list, strings.Replace(call.String(), "/communications/calls/", "", 1))
	}
	f.Reset()
	return list
}
