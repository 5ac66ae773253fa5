package sdktest

// This file tests all rows of the code table, and codes that are not in it.

import (
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/graph/locale/all"
	"github.com/fragen-go/fragen/generated/graph/locale/de"
	"github.com/fragen-go/fragen/generated/graph/locale/en"
	"github.com/fragen-go/fragen/generated/rest"
)

// endReasons lists the codes in the vendor's documentation. One row has two subcodes.
var endReasons = []struct {
	code, subcode int
	id            graph.CallEndReasonID
}{
	{200, 4097, "ended-by-other-participant"},
	{200, 4521, "ended-by-peer"},
	{200, 5000, "removed-by-other-participant"},
	{200, 5001, "conversation-ended"},
	{200, 5002, "everyone-else-left"},
	{200, 5003, "conversation-ended-5003"},
	{200, 5007, "initiator-left"},
	{200, 5010, "single-participant-left"},
	{200, 5012, "roster-empty"},
	{200, 5013, "nobody-else-joined"},
	{200, 5014, "no-host-found"},
	{200, 5020, "only-hidden-participants"},
	{200, 5030, "breakout-room-expired"},
	{200, 5300, "participant-removed"},
	{200, 5855, "lobby-timeout"},
	{200, 7000, "ended-by-bot"},
	{200, 7015, "transfer-completed"},
	{200, 10550, "ended-by-bot-10550"},
	{200, 18503, "peer-left"},
	{200, 540000, "ended-by-pstn-user"},
	{200, 560000, "ended-by-pstn-user"},
	{408, 8537, "keep-alive-timeout"},
	{408, 1106, "acceptance-not-acknowledged"},
	{408, 10057, "no-signal-from-callee"},
	{410, 301005, "media-connectivity-failed"},
	{480, 10037, "callee-endpoints-not-found"},
	{480, 10076, "callee-unreachable"},
	{480, 10134, "no-route"},
	{480, 10199, "private-calls-disabled"},
	{500, 1005, "bot-media-connectivity-error"},
}

func TestLookupCallEndReason(t *testing.T) {
	rows := map[graph.CallEndReasonID]bool{}
	for _, want := range endReasons {
		rows[want.id] = true
		got, ok := graph.LookupCallEndReason(want.code, want.subcode)
		if !ok || got.ID != want.id || got.Code != want.code || got.Subcode != want.subcode || !got.IsKnown() {
			t.Errorf("%d/%d is %+v %v, want %s", want.code, want.subcode, got, ok, want.id)
			continue
		}
		if got.Message() == "" || got.Category == "" || got.ResolvedBy == "" {
			t.Errorf("%s: empty field in %+v, message %q", got.ID, got, got.Message())
		}
		if !strings.HasSuffix(got.String(), ": "+got.Message()) {
			t.Errorf("%s: String returns %q", got.ID, got)
		}
		if _, ok := got.Sip(); ok {
			t.Errorf("%s: an exact row has a SIP code", got.ID)
		}
		for _, texts := range all.Locales() {
			if texts.Locale != "en" && got.In(texts) == got.Message() {
				t.Errorf("%s: not translated into %s", got.ID, texts.Locale)
			}
			if (got.AdviceIn(texts) == "") != (got.Advice() == "") {
				t.Errorf("%s: the advice in %s is %q, in the source %q", got.ID, texts.Locale, got.AdviceIn(texts), got.Advice())
			}
		}
	}
	if len(rows) != 29 {
		t.Errorf("%d rows, want 29", len(rows))
	}
}

func TestLookupCallEndReasonByPattern(t *testing.T) {
	tests := []struct {
		code, subcode int
		id            graph.CallEndReasonID
		sip           int
	}{
		{486, 560486, graph.CallEndReasonOutboundPstnCallEnded, 486},
		{487, 540487, graph.CallEndReasonInboundPstnCallEnded, 487},
		{480, 560480, graph.CallEndReasonOutboundPstnCallEnded, 480},
		{200, 540001, graph.CallEndReasonInboundPstnCallEnded, 1},
		{603, 560999, graph.CallEndReasonOutboundPstnCallEnded, 999},
		{500, 540000, graph.CallEndReasonInboundPstnCallEnded, 0}, // exact for 200 only
	}
	for _, test := range tests {
		got, ok := graph.LookupCallEndReason(test.code, test.subcode)
		sip, has := got.Sip()
		if !ok || got.ID != test.id || !has || sip != test.sip || got.Code != test.code || got.Subcode != test.subcode {
			t.Errorf("%d/%d is %+v with %d %v, want %s with %d", test.code, test.subcode, got, sip, has, test.id, test.sip)
		}
		if text := got.In(de.Texts); !strings.Contains(text, "SIP-Code") {
			t.Errorf("%d/%d in German: %q", test.code, test.subcode, text)
		}
	}
}

func TestLookupCallEndReasonUnknown(t *testing.T) {
	tests := []struct {
		code, subcode int
		text          string
	}{
		{200, 4711, "200/4711"},
		{0, 0, "0/0"},
		{0, 5001, "0/5001"}, // the subcode alone never matches
		{480, 5001, "480/5001"},
		{5001, 200, "5001/200"},
		{200, 539999, "200/539999"},
		{200, 541000, "200/541000"},
		{200, 561000, "200/561000"},
		{100, 540486, "100/540486"},
		{-1, -1, "-1/-1"},
		{1 << 40, 5001, "1099511627776/5001"},
		{200, 1<<32 + 5001, "200/4294972297"},
	}
	for _, test := range tests {
		got, ok := graph.LookupCallEndReason(test.code, test.subcode)
		if ok || got.IsKnown() || got.ID != "" || got.Code != test.code || got.Subcode != test.subcode {
			t.Errorf("%d/%d is %+v %v, want the numbers only", test.code, test.subcode, got, ok)
		}
		english, german := "Unknown reason ("+test.text+")", "Unbekannter Grund ("+test.text+")"
		for _, text := range [][2]string{
			{got.Message(), english},
			{got.In(nil), english},
			{got.In(en.Texts), english},
			{got.In(de.Texts), german},
			{got.In(all.Match("zh-CN")), "未知原因（" + test.text + "）"},
			{got.String(), test.text},
		} {
			if text[0] != text[1] {
				t.Errorf("%d/%d: message %q, want %q", test.code, test.subcode, text[0], text[1])
			}
		}
		if got.Advice() != "" || got.AdviceIn(de.Texts) != "" || got.Category != "" || got.Retryable {
			t.Errorf("%d/%d: unexpected fields in %+v", test.code, test.subcode, got)
		}
	}
}

// TestUnknownReasonHasServiceMessage checks that the message of the service is within
// reach if the table has no row.
func TestUnknownReasonHasServiceMessage(t *testing.T) {
	call := &graph.Call{ResultInfo: &graph.ResultInfo{Code: rest.Ptr[int32](480), Message: rest.Ptr("Gone.")}}
	reason, ok := call.EndReason()
	if !ok || reason.IsKnown() || reason.ServiceMessage != "Gone." || reason.In(de.Texts) != "Unbekannter Grund (480/0)" {
		t.Errorf("got %+v, %q", reason, reason.In(de.Texts))
	}
}

func TestCallEndReasons(t *testing.T) {
	list := graph.CallEndReasons()
	if len(list) != 31 { // 29 and two patterns
		t.Errorf("the table has %d rows", len(list))
	}
	for _, row := range list {
		if !row.IsKnown() || row.Message() == "" {
			t.Errorf("empty row %+v", row)
		}
	}
	list[0].ID = "changed"
	if again := graph.CallEndReasons(); again[0].ID == "changed" {
		t.Error("a caller can change the table")
	}
}

func TestLookupAllocatesNothing(t *testing.T) {
	var sum int
	allocs := testing.AllocsPerRun(100, func() {
		for _, key := range endReasons {
			reason, _ := graph.LookupCallEndReason(key.code, key.subcode)
			sum += len(reason.In(de.Texts))
		}
		reason, _ := graph.LookupCallEndReason(486, 560486)
		other, _ := graph.LookupCallEndReason(200, 1)
		sum += reason.Subcode + other.Subcode
	})
	if allocs != 0 {
		t.Errorf("%v allocations per lookup, want 0", allocs)
	}
	call := &graph.Call{ResultInfo: &graph.ResultInfo{Code: rest.Ptr[int32](480), Subcode: rest.Ptr[int32](10037)}}
	if allocs := testing.AllocsPerRun(100, func() {
		reason, _ := call.EndReason()
		sum += reason.Code
	}); allocs != 0 {
		t.Errorf("EndReason: %v allocations, want 0", allocs)
	}
	if sum == 0 {
		t.Error("no row was found")
	}
}
