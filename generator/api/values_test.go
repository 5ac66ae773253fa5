package api

import (
	"slices"
	"testing"
)

func TestTexts(t *testing.T) {
	for text, want := range map[string]string{
		"INF": "", "-Infinity": "", "NaN": "",
		"1": "1", "01": "1", "+1": "1", "1.0": "1", "1e2": "100", "-0.5": "-0.5", "5e-1": "0.5", "1e300": "1e+300", "x": "",
		"9007199254740993": "9007199254740993", "18446744073709551615": "18446744073709551615",
		"9007199254740993.0": "9007199254740993", "-9007199254740993e0": "-9007199254740993", "1e-400": "0", "1e19": "10000000000000000000",
		"1e20": "1e+20",
	} {
		if got := NumberText(text); got != want {
			t.Errorf("NumberText(%s) is %s, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "a", `"`, "ü", "<a&b>", "\u2028", "\x00"} {
		if got := StringValue(StringText(text)); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	if got := StringText("<a>"); got != `"<a>"` {
		t.Errorf("got %s", got)
	}
	if got := StringValue("1"); got != "" {
		t.Errorf("a number has the string %q", got)
	}
}

func TestValueTexts(t *testing.T) {
	members := []*Member{{Value: "a"}, {Value: `"`}}
	for _, tt := range []struct {
		of       *Type
		want     []string
		constant string
	}{
		{&Type{Kind: String}, nil, ""},
		{&Type{Kind: Bool, Values: []string{"true"}}, []string{"true"}, "true"},
		{&Type{Kind: Enum, MemberKind: String, Members: members}, []string{`"a"`, `"\""`}, ""},
		{&Type{Kind: Enum, MemberKind: String, Members: members[:1]}, []string{`"a"`}, `"a"`},
		{&Type{Kind: Enum, MemberKind: String, Members: members[:1], Flags: true}, nil, ""},
		{&Type{Kind: Enum, MemberKind: Int32, Members: []*Member{{Value: "7"}}}, []string{"7"}, "7"},
	} {
		if got := tt.of.ValueTexts(); !slices.Equal(got, tt.want) || tt.of.Constant() != tt.constant {
			t.Errorf("got %q and the constant %q, want %q and %q", got, tt.of.Constant(), tt.want, tt.constant)
		}
	}
}
