package rest

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDuration(t *testing.T) {
	for text, want := range map[Duration]string{
		"PT0S":              "0s",
		"PT1H30M":           "1h30m0s",
		"P1DT0.5S":          "24h0m0.5s",
		"P2W":               "336h0m0s",
		"-PT1,25S":          "-1.25s",
		"PT0.1234567891S":   "123.456789ms",
		"P1Y":               `duration "P1Y" contains years or months, which have no fixed length`,
		"P1M":               `duration "P1M" contains years or months, which have no fixed length`,
		"":                  `invalid duration ""; expected a duration such as PT1H30M, at most 292 years`,
		"P":                 `invalid duration "P"; expected a duration such as PT1H30M, at most 292 years`,
		"PT":                `invalid duration "PT"; expected a duration such as PT1H30M, at most 292 years`,
		"P1DT":              `invalid duration "P1DT"; expected a duration such as PT1H30M, at most 292 years`,
		"PT1M1H":            `invalid duration "PT1M1H"; expected a duration such as PT1H30M, at most 292 years`,
		"PT1.5H":            `invalid duration "PT1.5H"; expected a duration such as PT1H30M, at most 292 years`,
		"PT1":               `invalid duration "PT1"; expected a duration such as PT1H30M, at most 292 years`,
		"PT-1S":             `invalid duration "PT-1S"; expected a duration such as PT1H30M, at most 292 years`,
		"P999999999999999D": `invalid duration "P999999999999999D"; expected a duration such as PT1H30M, at most 292 years`,
	} {
		d, err := text.AsDuration()
		got := d.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for _, d := range []time.Duration{0, 1, -time.Second, 36*time.Hour + 61*time.Second + 5*time.Millisecond, math.MaxInt64} {
		text := NewDuration(d)
		if got, err := text.AsDuration(); got != d || err != nil {
			t.Errorf("%v becomes %s and %v, %v", d, text, got, err)
		}
	}
	if got := NewDuration(math.MinInt64); got != "-PT2562047H47M16.854775808S" {
		t.Errorf("the shortest is %s", got)
	}
}

func TestDateAndTimeOfDay(t *testing.T) {
	if d, err := Date("2028-02-29").Time(); err != nil || d != time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC) {
		t.Errorf("%v, %v", d, err)
	}
	if _, err := Date("2026-02-29").Time(); err == nil || err.Error() != `invalid date "2026-02-29"; expected a date such as 2006-01-02` {
		t.Errorf("%v", err)
	}
	for text, want := range map[TimeOfDay]time.Duration{"15:04:05.25": 15*time.Hour + 4*time.Minute + 5250*time.Millisecond, "00:01": time.Minute} {
		if got, err := text.AsDuration(); got != want || err != nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	if _, err := TimeOfDay("24:00").AsDuration(); err == nil {
		t.Error("24:00 is accepted")
	}
}

func TestDecimal(t *testing.T) {
	for text, want := range map[Decimal]string{"": "0", "12.50": "25/2", "-1e2": "-100", "1e1000000000": "!", "x": "!", "1.": "!", "1/2": "!"} {
		r, err := text.Rat()
		got := "!"
		if err == nil {
			got = r.RatString()
		}
		if got != want {
			t.Errorf("%s: got %s, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[Decimal]float64{"": 0, "0.1": 0.1, "1e400": -1, "0x1": -1} {
		if got, err := text.Float64(); err == nil && got != want || err != nil && want != -1 {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	if got := NewDecimal(0.1); got != "0.1" {
		t.Errorf("0.1 becomes %s", got)
	}
}

func TestFormat(t *testing.T) {
	type mood string
	got := []string{
		FormatBool(true), FormatInt(int32(-1)), FormatInt(int64(math.MinInt64)), FormatUint(math.MaxUint64), FormatFloat(1.5), FormatFloat(math.Inf(-1)),
		FormatTime(time.Date(2026, 1, 2, 3, 4, 5, 6e8, time.UTC)), strings.Join(FormatList([]mood{"a", "b"}, FormatString), "+"), fmt.Sprint(FormatList([]bool{}, FormatBool) == nil),
	}
	want := []string{"true", "-1", "-9223372036854775808", "18446744073709551615", "1.5", "-INF", "2026-01-02T03:04:05.6Z", "a+b", "true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRawJSON(t *testing.T) {
	var v struct{ A, B RawJSON }
	if err := json.Unmarshal([]byte(`{"A": [1, 2], "B": null}`), &v); err != nil || v.A.String() != "[1, 2]" || v.B.String() != "null" {
		t.Errorf("%v, %v", v, err)
	}
	if text, err := json.Marshal(v); err != nil || string(text) != `{"A":[1,2],"B":null}` {
		t.Errorf("%s, %v", text, err)
	}
	if text, err := RawJSON(nil).MarshalJSON(); err != nil || string(text) != "null" || RawJSON(nil).String() != "null" {
		t.Errorf("%s, %v", text, err)
	}
	var n int64
	if err := RawJSON(`"7"`).Decode(func(d *Decoder) { n = d.Int64() }); err != nil || n != 7 {
		t.Errorf("%d, %v", n, err)
	}
}

func TestValue(t *testing.T) {
	if Value[int](nil) != 0 || Value(Ptr("x")) != "x" {
		t.Error("Value and Ptr disagree")
	}
}

func FuzzDuration(f *testing.F) {
	for _, seed := range []string{"PT1H30M", "P1DT0.5S", "-P2W", "P1Y", "PT,5S"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Duration(text).AsDuration()
		if err != nil {
			return
		}
		if again, err := NewDuration(d).AsDuration(); err != nil || again != d {
			t.Fatalf("%q is %v; the round trip returns %v, %v", text, d, again, err)
		}
	})
}
