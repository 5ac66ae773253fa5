package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// difference returns the first difference between two JSON texts, or "". The order
// of members does not matter. Numbers are compared by value, and date-times by
// instant. A member may be missing if it is null: an SDK reads the null of an
// optional property as nil and omits it. If the property is required, the output
// does not fit its schema.
func difference(want, got []byte) string {
	a, err := parse(want)
	if err != nil {
		return "input: " + err.Error()
	}
	b, err := parse(got)
	if err != nil {
		return "output: " + err.Error()
	}
	return differ("", a, b)
}

func parse(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("expected one JSON value")
	}
	return v, nil
}

func differ(at string, a, b any) string {
	switch a := a.(type) {
	case map[string]any:
		if b, ok := b.(map[string]any); ok {
			return differObjects(at, a, b)
		}
	case []any:
		if b, ok := b.([]any); ok {
			return differArrays(at, a, b)
		}
	case json.Number:
		if b, ok := b.(json.Number); ok && equalNumbers(string(a), string(b)) {
			return ""
		}
	case string:
		if b, ok := b.(string); ok && (a == b || equalTimes(a, b)) {
			return ""
		}
	default:
		if a == b {
			return ""
		}
	}
	return fmt.Sprintf("%s: got %s, want %s", at, show(b), show(a))
}

func differObjects(at string, a, b map[string]any) string {
	for _, name := range slices.Sorted(maps.Keys(a)) {
		v, ok := b[name]
		if !ok && a[name] == nil {
			continue
		}
		if !ok {
			return fmt.Sprintf("%s/%s: missing, want %s", at, name, show(a[name]))
		}
		if d := differ(at+"/"+name, a[name], v); d != "" {
			return d
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[name]; !ok {
			return fmt.Sprintf("%s/%s: got %s, want no member", at, name, show(b[name]))
		}
	}
	return ""
}

func differArrays(at string, a, b []any) string {
	if len(a) != len(b) {
		return fmt.Sprintf("%s: got %d elements, want %d", at, len(b), len(a))
	}
	for i := range a {
		if d := differ(at+"/"+strconv.Itoa(i), a[i], b[i]); d != "" {
			return d
		}
	}
	return ""
}

func show(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	if len(text) > 120 {
		return string(text[:120]) + "…"
	}
	return string(text)
}

// equalNumbers compares two numbers by value. Numbers with huge exponents are equal
// only if their texts are.
func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	if exponent(a) > 400 || exponent(b) > 400 {
		return false
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

func exponent(text string) int {
	_, after, found := strings.Cut(strings.ToLower(text), "e")
	if !found {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimLeft(after, "+-"))
	if err != nil {
		return 1 << 30
	}
	return n
}

// basicOffset matches a date-time with an offset such as +0100.
var basicOffset = regexp.MustCompile(`^(.*[+-]\d\d)(\d\d)$`)

// equalTimes reports whether two strings are date-times of the same instant.
func equalTimes(a, b string) bool {
	x, okX := instantOf(a)
	y, okY := instantOf(b)
	return okX && okY && x.Equal(y)
}

// instantOf reads a date-time as RFC 3339 or in a similar form: with a space, with
// an offset without a colon, or without an offset, which means UTC.
func instantOf(text string) (time.Time, bool) {
	if len(text) < len("2006-01-02T15:04") || text[4] != '-' {
		return time.Time{}, false
	}
	text = strings.ToUpper(text)
	text = text[:10] + "T" + strings.TrimLeft(text[11:], " ")
	if m := basicOffset.FindStringSubmatch(text); m != nil {
		text = m[1] + ":" + m[2]
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
