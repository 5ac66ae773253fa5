// Command nethttp makes the same four calls as ../fragen, but with net/http and
// encoding/json only. It is the reference for their cost.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
)

func main() {
	c := &client{base: os.Getenv("BASE_URL"), token: os.Getenv("TOKEN")}
	if err := run(context.Background(), c); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, c *client) error {
	call := "/communications/calls/" + url.PathEscape("call-id")
	if err := c.send(ctx, http.MethodDelete, call, nil, nil); err != nil {
		return err
	}
	if err := c.send(ctx, http.MethodPost, call+"/reject", rejectRequest{Reason: "busy"}, nil); err != nil {
		return err
	}
	invite := inviteRequest{Participants: []invitation{{
		ODataType:     "#microsoft.graph.invitationParticipantInfo",
		ParticipantID: "participant-id",
		Identity: identitySet{
			ODataType: "#microsoft.graph.identitySet",
			User:      &identity{ODataType: "#microsoft.graph.identity", ID: "user-id"},
		},
	}}}
	var operation inviteOperation
	if err := c.send(ctx, http.MethodPost, call+"/participants/invite", invite, &operation); err != nil {
		return err
	}
	fmt.Println(operation.ID, operation.Status)
	return c.send(ctx, http.MethodDelete, call+"/participants/"+url.PathEscape("participant-id"), nil, nil)
}

type rejectRequest struct {
	Reason      string `json:"reason,omitempty"`
	CallbackURI string `json:"callbackUri,omitempty"`
}

type inviteRequest struct {
	Participants  []invitation `json:"participants"`
	ClientContext string       `json:"clientContext,omitempty"`
}

type invitation struct {
	ODataType     string      `json:"@odata.type"`
	Identity      identitySet `json:"identity"`
	ParticipantID string      `json:"participantId,omitempty"`
}

type identitySet struct {
	ODataType string    `json:"@odata.type"`
	User      *identity `json:"user,omitempty"`
}

type identity struct {
	ODataType   string `json:"@odata.type"`
	ID          string `json:"id"`
	DisplayName string `json:"displayName,omitempty"`
}

type inviteOperation struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

type apiError struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type client struct {
	base, token string
}

// send sends a request with body as JSON and decodes the response into result
// unless result is nil.
func (c *client) send(ctx context.Context, method, path string, body, result any) error {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		reader = bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		var failure apiError
		_ = json.Unmarshal(data, &failure) // without a JSON body, the status must suffice
		return fmt.Errorf("%s %s: %s: %s %s", method, path, response.Status, failure.Error.Code, failure.Error.Message)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(data, result)
}
