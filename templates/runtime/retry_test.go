package rest

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBackOff(t *testing.T) {
	tests := []struct {
		policy RetryPolicy
		random float64
		want   []time.Duration
	}{
		{RetryPolicy{}, 0, []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second}},
		{RetryPolicy{}, 1, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second}},
		{RetryPolicy{MinWait: time.Second, MaxWait: 3 * time.Second}, 0, []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}},
		{RetryPolicy{MinWait: time.Hour}, 0, []time.Duration{time.Minute, time.Minute, time.Minute}},
	}
	for _, tt := range tests {
		var got []time.Duration
		for i := range tt.want {
			d, ok := tt.policy.wait(outcome{}, i+1, tt.random)
			if !ok {
				t.Errorf("%+v: retry %d is refused", tt.policy, i+1)
			}
			got = append(got, d)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v: %s", tt.policy, diff)
		}
	}
	if d, _ := (RetryPolicy{}).wait(outcome{}, 1<<30, 0); d != time.Minute {
		t.Errorf("a late retry waits %v", d)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"", 0, false},
		{"0", 0, true},
		{" 120 ", 2 * time.Minute, true},
		{"-1", 0, false},
		{"1.5", 0, false},
		{"99999999999999999999", 1 << 31 * time.Second, true},
		{"Sat, 28 Feb 2026 12:00:30 GMT", 30 * time.Second, true},
		{"Saturday, 28-Feb-26 12:00:30 GMT", 30 * time.Second, true},
		{"Sat, 28 Feb 2026 11:00:00 GMT", 0, true},
		{"tomorrow", 0, false},
	}
	for _, tt := range tests {
		got, ok := retryAfter(http.Header{"Retry-After": {tt.text}}, now)
		if got != tt.want || ok != tt.ok {
			t.Errorf("%q: %v, %v", tt.text, got, ok)
		}
	}
	// The caller's clock is an hour slow. The service's clock counts.
	h := http.Header{"Retry-After": {"Sat, 28 Feb 2026 13:00:30 GMT"}, "Date": {"Sat, 28 Feb 2026 13:00:00 GMT"}}
	if got, ok := retryAfter(h, now); got != 30*time.Second || !ok {
		t.Errorf("by the service's clock: %v, %v", got, ok)
	}
	h.Set("Date", "today")
	if got, ok := retryAfter(h, now); got != time.Hour+30*time.Second || !ok {
		t.Errorf("with an invalid date: %v, %v", got, ok)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "7", "-7", "+7", "07", "1e3", "Sat, 28 Feb 2026 12:00:30 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0000 00:00:00 GMT"} {
		f.Add(seed, "")
		f.Add(seed, "Sat, 28 Feb 2026 12:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, text, date string) {
		d, ok := retryAfter(http.Header{"Retry-After": {text}, "Date": {date}}, time.Unix(1<<30, 0))
		if d < 0 || !ok && d != 0 {
			t.Fatalf("%q on %q: %v, %v", text, date, d, ok)
		}
		if wait, within := DefaultRetryPolicy().wait(outcome{status: 429, after: d, asked: ok}, 1, 1); within && (wait < 0 || wait > time.Minute) {
			t.Fatalf("%q on %q waits %v", text, date, wait)
		}
	})
}
