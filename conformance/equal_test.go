package main

import "testing"

func TestDifference(t *testing.T) {
	tests := []struct {
		name, want, got, difference string
	}{
		{"order of members", `{"a":1,"b":2}`, `{"b":2,"a":1}`, ""},
		{"numbers by value", `[1.0, 1e2, 9007199254740993]`, `[1, 100, 9007199254740993]`, ""},
		{"large numbers are exact", `9007199254740993`, `9007199254740992`, ": got 9007199254740992, want 9007199254740993"},
		{"huge exponents", `1e999999999`, `2e999999999`, ": got 2e999999999, want 1e999999999"},
		{"date-time with a space", `"2024-01-02 03:04:05+0100"`, `"2024-01-02T03:04:05+01:00"`, ""},
		{"date-time with another offset", `"2024-01-02T03:04:05Z"`, `"2024-01-02T04:04:05+01:00"`, ""},
		{"another instant", `"2024-01-02T03:04:05Z"`, `"2024-01-02T03:04:06Z"`, `: got "2024-01-02T03:04:06Z", want "2024-01-02T03:04:05Z"`},
		{"dates are strings", `"2024-01-02"`, `"2024-01-03"`, `: got "2024-01-03", want "2024-01-02"`},
		{"null member", `{"a":null}`, `{}`, ""},
		{"missing member", `{"a":{"b":0}}`, `{"a":{}}`, "/a/b: missing, want 0"},
		{"new member", `{}`, `{"a":1}`, "/a: got 1, want no member"},
		{"null element", `[null]`, `[]`, ": got 0 elements, want 1"},
		{"kind", `"1"`, `1`, `: got 1, want "1"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := difference([]byte(test.want), []byte(test.got)); got != test.difference {
				t.Errorf("got %q, want %q", got, test.difference)
			}
		})
	}
}
