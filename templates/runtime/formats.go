package rest

// The types in this file preserve a string as received so that values survive
// a round trip even if Go's types cannot hold them: a leap second, a month in a
// duration, the trailing zeros of a price. Their methods convert them.

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Date is a calendar date, such as 2026-02-28. It is preserved as received.
type Date string

// NewDate returns the date of t in t's time zone.
func NewDate(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time returns the date as midnight UTC.
func (d Date) Time() (time.Time, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}, fmt.Errorf("invalid date %s; expected a date such as 2006-01-02", excerpt([]byte(d)))
	}
	return t, nil
}

// TimeOfDay is a time of day without a time zone, such as 15:04:05.25. It is
// preserved as received.
type TimeOfDay string

// NewTimeOfDay returns the time of day of t in t's time zone.
func NewTimeOfDay(t time.Time) TimeOfDay { return TimeOfDay(t.Format("15:04:05.999999999")) }

// AsDuration returns the time since midnight. It accepts a time without
// seconds.
func (t TimeOfDay) AsDuration() (time.Duration, error) {
	v, err := time.Parse("15:04:05", string(t))
	if err != nil {
		v, err = time.Parse("15:04", string(t))
	}
	if err != nil {
		return 0, fmt.Errorf("invalid time of day %s; expected a time such as 15:04:05", excerpt([]byte(t)))
	}
	return v.Sub(v.Truncate(24 * time.Hour)), nil
}

// Duration is an ISO 8601 duration, such as PT1H30M or P2DT0.5S. It is
// preserved as received.
type Duration string

// NewDuration returns d in hours, minutes and seconds.
func NewDuration(d time.Duration) Duration {
	if d == 0 {
		return "PT0S"
	}
	sign, n := "", uint64(d)
	if d < 0 {
		sign, n = "-", -n
	}
	var b strings.Builder
	b.WriteString(sign + "PT")
	if h := n / uint64(time.Hour); h > 0 {
		b.WriteString(strconv.FormatUint(h, 10) + "H")
	}
	if m := n / uint64(time.Minute) % 60; m > 0 {
		b.WriteString(strconv.FormatUint(m, 10) + "M")
	}
	if ns := n % uint64(time.Minute); ns > 0 {
		s := fmt.Sprintf("%d.%09d", ns/uint64(time.Second), ns%uint64(time.Second))
		b.WriteString(strings.TrimRight(strings.TrimRight(s, "0"), ".") + "S")
	}
	return Duration(b.String())
}

// AsDuration returns the duration as a [time.Duration]. A duration with years
// or months is an error because these have no fixed length. A duration of more
// than 292 years is also an error.
func (d Duration) AsDuration() (time.Duration, error) {
	s, negative := strings.CutPrefix(string(d), "-")
	s, ok := strings.CutPrefix(s, "P")
	days, clock, timed := strings.Cut(s, "T")
	if !ok || days == "" && clock == "" || timed && clock == "" {
		return 0, d.fault()
	}
	total, okDays := sumUnits(days, "WD", 7*24*time.Hour, 24*time.Hour)
	rest, okClock := sumUnits(clock, "HMS", time.Hour, time.Minute, time.Second)
	sum := total + rest
	if !okDays || !okClock || sum < 0 {
		return 0, d.fault()
	}
	if negative {
		sum = -sum
	}
	return sum, nil
}

func (d Duration) fault() error {
	if strings.ContainsAny(string(d), "Y") || strings.Contains(strings.SplitN(string(d), "T", 2)[0], "M") {
		return fmt.Errorf("duration %s contains years or months, which have no fixed length", excerpt([]byte(d)))
	}
	return fmt.Errorf("invalid duration %s; expected a duration such as PT1H30M, at most 292 years", excerpt([]byte(d)))
}

// sumUnits adds the parts of a duration such as 1H30M. letters lists the units
// in order; each may occur once. Only seconds may have a fraction.
func sumUnits(s, letters string, units ...time.Duration) (sum time.Duration, ok bool) {
	for s != "" {
		end := strings.IndexAny(s, "WDHMSY")
		if end <= 0 {
			return 0, false
		}
		at := strings.IndexByte(letters, s[end])
		if at < 0 {
			return 0, false
		}
		part, ok := unitTimes(s[:end], units[at], s[end] == 'S')
		if !ok || sum+part < sum {
			return 0, false
		}
		sum += part
		letters, units, s = letters[at+1:], units[at+1:], s[end+1:]
	}
	return sum, true
}

func unitTimes(number string, unit time.Duration, fraction bool) (time.Duration, bool) {
	whole, part, dotted := strings.Cut(strings.Replace(number, ",", ".", 1), ".")
	if dotted && (!fraction || part == "") {
		return 0, false
	}
	n, err := strconv.ParseUint(whole, 10, 63)
	if err != nil || n > uint64(1<<63-1)/uint64(unit) {
		return 0, false
	}
	nanos, err := strconv.ParseUint((part + "000000000")[:9], 10, 63)
	if err != nil || strings.Trim(part, "0123456789") != "" {
		return 0, false
	}
	total := time.Duration(n)*unit + time.Duration(nanos)
	return total, total >= 0
}

// Decimal is a decimal number, such as 12.50. Its digits are preserved as
// received. An empty Decimal means 0.
type Decimal string

// NewDecimal returns the shortest decimal number that represents v.
func NewDecimal(v float64) Decimal { return Decimal(appendFloat(nil, v)) }

// Rat returns the exact value. An exponent above 1000 or below -1000 is an
// error because such a number would need too much memory.
func (d Decimal) Rat() (*big.Rat, error) {
	if d == "" {
		return new(big.Rat), nil
	}
	text := []byte(d)
	if end := numberEnd(text, 0); end != len(text) {
		return nil, fmt.Errorf("%s is not a decimal number", excerpt(text))
	}
	if i := strings.IndexAny(string(d), "eE"); i >= 0 {
		if n := exponentOf(text[i+1:]); n > 1000 || n < -1000 {
			return nil, fmt.Errorf("the exponent of %s is out of range; the limit is 1000", excerpt(text))
		}
	}
	r, _ := new(big.Rat).SetString(string(d))
	return r, nil
}

// Float64 returns the nearest float64.
func (d Decimal) Float64() (float64, error) {
	if d == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(string(d), 64)
	if err != nil || numberEnd([]byte(d), 0) != len(d) {
		return 0, fmt.Errorf("%s is not a decimal number in the range of float64", excerpt([]byte(d)))
	}
	return f, nil
}
