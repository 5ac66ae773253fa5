// Command caller uses the generated package as a program of that time did. It
// exits with status 1 if something does not work as it did then.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"example.com/shop/api"
	"example.com/shop/api/apitest"
	"example.com/shop/api/locale/all"
	"example.com/shop/api/locale/de"
	"example.com/shop/rest"
	"example.com/shop/rest/jwt"
	"example.com/shop/rest/resttest"
)

func main() {
	srv := apitest.New(nil)
	defer srv.Close()
	client := srv.Client(options("secret")...)
	ctx := context.Background()
	orders(ctx, srv, client)
	failures(ctx, srv, client)
	bodies(ctx, srv, client)
	codes()
	handlers(ctx, srv)
	values()
	if failed {
		os.Exit(1)
	}
}

var failed bool

func check(ok bool, format string, args ...any) {
	if !ok {
		failed = true
		fmt.Fprintf(os.Stderr, format+"\n", args...)
	}
}

// options has every option of a client.
func options(token string) []rest.Option {
	source := func(context.Context) (string, error) { return token, nil }
	return []rest.Option{
		rest.WithHTTPClient(http.DefaultClient),
		rest.WithToken(source),
		rest.WithTokenFor("token", source),
		withKey(rest.InHeader, "k"),
		rest.WithBasicAuth("user", "password"),
		rest.WithLogger(slog.New(slog.DiscardHandler)),
		rest.WithMaxResponseBytes(rest.DefaultMaxResponseBytes),
		rest.WithMiddleware(func(next http.RoundTripper) http.RoundTripper { return next }),
		rest.WithRetry(rest.RetryPolicy{MaxRetries: 1, MaxWait: time.Second}),
		rest.WithUserAgent("caller/1"),
	}
}

// withKey has a type of the runtime in its signature.
func withKey(in rest.Place, key string) rest.Option { return rest.WithAPIKey(in, "X-Key", key) }

func orders(ctx context.Context, srv *apitest.Server, client *api.Client) {
	srv.OnOrdersGet(func(state api.State, options *api.OrdersGetOptions) (*api.OrderPage, error) {
		check(rest.Value(options.Limit) == 2 && len(options.Tags) == 2, "options %+v", options)
		return &api.OrderPage{Items: []api.Order{{State: &state}, {State: &state}}}, nil
	})
	var response *rest.Response
	get := &api.OrdersGetOptions{Limit: rest.Ptr(int32(2)), Tags: []string{"a", "b"}, Placed: &api.OrdersGetPlaced{From: rest.Ptr(rest.NewDate(time.Now()))}}
	get.Header = http.Header{"X-More": {"more"}}
	get.Timeout = time.Minute
	get.Request = func(r *http.Request) error {
		r.Header.Set("X-Signature", "s")
		return nil
	}
	get.Response = func(r *rest.Response) { response = r }
	page, err := client.Orders().Get(ctx, api.StateOpen, get)
	check(err == nil && len(page.Items) == 2 && response.StatusCode == 200 && response.Attempts == 1, "Get: %v", err)
	count := 0
	for order, err := range client.Orders().All(ctx, api.StatePaid, get) {
		check(err == nil && *order.State == api.StatePaid && order.State.IsKnown(), "All: %v", err)
		count++
	}
	check(count == 2 && len(api.StateValues()) == 3, "All: %d orders", count)

	srv.OnOrdersPost(func(body *api.Order) (*api.Order, error) { return body, nil })
	order := &api.Order{
		Lines:    []api.Line{{Item: "tea", Count: 1, Price: rest.Ptr(2.5)}},
		Priority: rest.Ptr(api.PriorityHigh),
		Means:    &api.Card{Number: rest.Ptr("1234")},
		Total:    rest.Ptr("2.5"),
		Number:   rest.Ptr(int64(9007199254740993)),
		Labels:   map[string]string{"a": "b"},
	}
	order.SetNull("note")
	placed, err := client.Orders().Post(ctx, order, nil)
	check(err == nil && *placed.Number == 9007199254740993 && *placed.Total == "2.5", "Post: %v", err)
	if card, ok := placed.Means.(*api.Card); !ok || rest.ValueOr(card.Number, "") != "1234" || card.Base().Kind != "card" {
		check(false, "the means are %T", placed.Means)
	}
}

func failures(ctx context.Context, srv *apitest.Server, client *api.Client) {
	srv.OnOrderIDItemGet(func(id string) (*api.Order, error) { return nil, resttest.Status(404, "gone", "No order "+id) })
	_, err := client.Orders().ByOrderID("a/b").Get(ctx, nil)
	var failure *rest.Error
	check(errors.As(err, &failure) && failure.StatusCode == 404, "Get: %v", err)
	problem, ok := rest.BodyAs[api.Problem](err)
	check(ok && rest.Value(problem.Code) == "gone", "the body of %v: %+v", err, problem)

	srv.Fail(resttest.UnavailableFor(0), apitest.OrderIDItemPatch)
	err = client.Orders().ByOrderID("1").Patch(ctx, &api.Order{Lines: []api.Line{}}, nil)
	check(err == nil && len(srv.Calls(apitest.OrderIDItemPatch)) == 2, "Patch: %v", err)
	check(client.Orders().ByOrderID("1").Patch(ctx, nil, nil) != nil, "Patch sends no body")
	check(client.Orders().ByOrderID("1").Delete(ctx, &api.OrderIDItemDeleteOptions{}) == nil, "Delete fails")
}

func bodies(ctx context.Context, srv *apitest.Server, client *api.Client) {
	receipt := client.Orders().ByOrderID("1").Receipt()
	check(receipt.Put(ctx, strings.NewReader("PDF"), nil) == nil, "Put of a receipt fails")
	stream, err := receipt.Get(ctx, nil)
	if err != nil {
		check(false, "Get of a receipt: %v", err)
	} else if _, err := stream.Bytes(); err != nil {
		check(false, "Get of a receipt: %v", err)
	}
	srv.OnSearch(func(text string) (string, error) { return text, nil })
	text, err := client.Search("tea").Get(ctx, nil)
	check(err == nil && text == "tea", "Search: %q, %v", text, err)
	check(client.Contact().Post(ctx, &api.Message{Text: "hello"}, nil) == nil, "Post of a form fails")
	check(client.Contact().PostText(ctx, "hello", nil) == nil, "PostText fails")
	files := []*rest.File{{Name: "a.txt", ContentType: "text/plain", Content: strings.NewReader("a")}}
	check(client.Contact().Put(ctx, &api.ContactPutRequestBody{Files: files}, nil) == nil, "Put of parts fails")
	means, err := api.DecodeAnyMeans([]byte(`{"kind":"voucher","value":1}`))
	_, unknown := means.(*api.Means)
	check(err == nil && unknown, "DecodeAnyMeans: %T, %v", means, err)
	var wrong *rest.DecodeError
	check(errors.As(new(api.Order).UnmarshalJSON([]byte(`{"lines":[{"count":"x"}]}`)), &wrong) && wrong.Path == "lines[0].count", "%v", wrong)
}

func codes() {
	order := api.Order{Result: &api.Result{Code: 402, Subcode: rest.Ptr(int32(1))}}
	payment, ok := order.Payment()
	check(ok && payment.ID == api.PaymentCardRefused && payment.Category == api.PaymentCategoryRefused, "%+v", payment)
	check(payment.Fixer == api.PaymentFixerCustomer && !payment.Retryable && payment.IsKnown(), "%+v", payment)
	check(fixerOf(payment) == "customer", "%+v", payment)
	check(payment.Message() == "The bank refused the card." && payment.Advice() == "Use another card.", "%s", payment)
	check(payment.In(de.Texts) == "Die Bank hat die Karte abgelehnt." && payment.AdviceIn(de.Texts) == "Eine andere Karte verwenden.", "%s", payment)
	check(de.Texts.AdviceFor("shop.payments", 1) == "Eine andere Karte verwenden.", "the advice of row 1")
	check(payment.In(all.Match("de-CH", "en")) == payment.In(de.Texts), "Match finds no German texts")
	reported, ok := api.LookupPayment(402, 5412)
	reason, has := reported.Reason()
	check(ok && has && reason == 12 && reported.Message() == "The bank reported reason 12.", "%s", reported)
	check(rest.FillCode("reason {reason}", "reason", 12) == "reason 12", "FillCode")
	check(len(api.Payments()) == 4, "%d rows", len(api.Payments()))
}

// fixerOf has a generated type in its signature.
func fixerOf(p api.Payment) api.PaymentFixer { return p.Fixer }

func handlers(ctx context.Context, srv *apitest.Server) {
	verifier, err := jwt.New(jwt.Config{OpenIDConfiguration: srv.OpenIDConfiguration(), Issuers: []string{"shop"}, Audiences: []string{"caller"}})
	if err != nil {
		check(false, "%v", err)
		return
	}
	received := ""
	handler := api.HandleOrderChanged(func(ctx context.Context, change *api.Change) error {
		received = rest.IncomingRequest(ctx).Method + " " + rest.Value(change.Order.ID)
		return nil
	}, &rest.HandlerOptions{Verify: verifier.Verify, Challenge: "validationToken", MaxBytes: rest.DefaultMaxRequestBytes})
	change := &api.Change{Order: api.Order{ID: rest.Ptr("7"), Lines: []api.Line{}}, Previous: api.ChangePreviousString("6")}
	check(srv.SendOrderChanged(ctx, handler, change) != nil, "a request without a token is accepted")
	srv.Sign("shop", "caller")
	check(srv.SendOrderChanged(ctx, handler, change) == nil && received == "POST 7", "received %q", received)
	stock := api.HandleStockLow(func(context.Context, *api.StockLowPayload) error { return nil }, nil)
	check(srv.SendStockLow(ctx, stock, &api.StockLowPayload{Item: "tea", Left: 1}) == nil, "stockLow")

	// A handler for a callback that the API description does not list.
	spec := rest.HandlerSpec{Method: "POST", ContentType: "application/json", Tell: "text", OtherStatus: 200}
	own := rest.Handler(spec, rest.ReadModelPtr[api.Message], func(context.Context, *api.Message) error { return nil }, nil)
	check(resttest.Send(ctx, srv.Server, own, spec, rest.RawJSON(`{"text":"hello"}`), (*rest.Encoder).Raw) == nil, "the caller's own handler")
}

func values() {
	data, err := rest.Encode(func(e *rest.Encoder) { rest.WriteModels(e, []api.Line{{Item: "tea"}}) })
	check(err == nil, "%v", err)
	lines, err := rest.DecodeValue(data, rest.ReadModels[api.Line])
	check(err == nil && len(lines) == 1 && lines[0].Item == "tea", "%s: %v", data, err)
	duration, err := rest.NewDuration(time.Minute).Std()
	check(err == nil && duration == time.Minute, "%v", err)
	_, err = api.New(rest.WithBaseURL("https://shop.example.com/v2"), rest.WithAPIKey(rest.InQuery, "X-Key", ""))
	check(err != nil, "an empty key is accepted")
}
