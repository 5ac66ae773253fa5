// Command fragen makes four calls with the generated SDK: it deletes a call,
// rejects a call as busy, invites a participant and removes a participant.
// ../nethttp does the same without an SDK.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

func main() {
	token := func(context.Context) (string, error) { return os.Getenv("TOKEN"), nil }
	client, err := graph.New(rest.WithBaseURL(os.Getenv("BASE_URL")), rest.WithToken(token))
	if err == nil {
		err = run(context.Background(), client)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, client *graph.Client) error {
	call := client.Communications().Calls().ByCallId("call-id")
	if err := call.Delete(ctx, nil); err != nil {
		return err
	}
	reject := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
	if err := call.Reject().Post(ctx, reject, nil); err != nil {
		return err
	}
	invite := &graph.InvitePostRequestBody{Participants: []graph.InvitationParticipantInfo{{
		ParticipantId: new("participant-id"),
		Identity:      &graph.IdentitySet{User: &graph.Identity{Id: new("user-id")}},
	}}}
	operation, err := call.Participants().Invite().Post(ctx, invite, nil)
	if err != nil {
		return err
	}
	fmt.Println(rest.Value(operation.Id), rest.Value(operation.Status))
	return call.Participants().ByParticipantId("participant-id").Delete(ctx, nil)
}
