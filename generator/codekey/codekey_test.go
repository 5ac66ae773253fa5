package codekey

import "testing"

func TestParse(t *testing.T) {
	hex32, dec32 := Form{Bits: 32, Base: 16}, Form{Bits: 32}
	for _, test := range []struct {
		form       Form
		text, want string // want is in the notation of the form
	}{
		{Form{}, "480", "480"},
		{Form{}, "-1", ""},
		{Form{}, "2147483648", ""},
		{Form{}, "007", ""},
		{Form{}, "1e5", ""},
		{Form{Signed: true}, "-32601", "-32601"},
		{Form{Signed: true}, "0x10", "16"},
		{hex32, "0x80070005", "0x80070005"},
		{hex32, "-2147024891", "0x80070005"},
		{hex32, "2147942405", "0x80070005"},
		{hex32, "5", "0x00000005"},
		{hex32, "0x100000000", ""},
		{dec32, "0x80070005", "-2147024891"},
		{Form{Bits: 64}, "9223372036854775807", "9223372036854775807"},
		{Form{Bits: 64}, "9223372036854775808", ""},
		{Form{Bits: 64, Base: 16}, "0xFFFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFF"},
		{Form{Bits: 64, Base: 16}, "-1", "0xFFFFFFFFFFFFFFFF"},
		{Form{Kind: Text}, "00000", "00000"},
		{Form{Kind: Text}, "Too many requests", "Too many requests"},
		{Form{Kind: Text}, "", ""},
		{Form{Kind: Text}, " x", ""},
		{Form{Kind: Text}, "a\u200Bb", ""},
		{Form{Kind: Text}, "a\u3164b", ""},
		{Form{Kind: Text}, "a\tb", ""},
		{Form{Kind: Text}, "a\u00A0b", ""},
		{Form{Kind: Text}, "a\x80", ""},
		{Form{Kind: None}, "1", ""},
	} {
		key, err := test.form.Parse(test.text)
		got := ""
		if err == nil {
			got = test.form.Format(key)
			if test.form.Canonical(key) != key {
				t.Errorf("%+v: %q is not canonical", test.form, got)
			}
		}
		if got != test.want {
			t.Errorf("%+v.Parse(%q) = %q, %v, want %q", test.form, test.text, got, err, test.want)
		}
	}
}

func TestCanonical(t *testing.T) {
	fold := Form{Kind: Text, Fold: true}
	if fold.Canonical(Word("42P01")) != fold.Canonical(Word("42p01")) {
		t.Error("the case of letters is not ignored")
	}
	if exact := (Form{Kind: Text}); exact.Canonical(Word("A")) == exact.Canonical(Word("a")) {
		t.Error("the case of letters is ignored")
	}
}

func TestID(t *testing.T) {
	for want, keys := range map[string][]Key{
		"card-declined":             {Word("card_declined")},
		"card-declined-stolen-card": {Word("card_declined"), Word("stolen_card")},
		"code-42p01":                {Word("42P01")},
		"code-minus-32601":          {Number(-32601)},
		"code-480-10037":            {Number(480), Number(10037)},
		"wks-map-404":               {Word("WKS-MAP-404")},
		"http-error":                {Word("HTTPError")},
		"invalid-parameter-value":   {Word("InvalidParameterValue")},
		"code":                      {Word("错误")},
		"x":                         {Word("__x__")},
	} {
		if got := (Form{}).ID(keys...); got != want {
			t.Errorf("ID(%v) = %q, want %q", keys, got, want)
		}
	}
	hexadecimal := Form{Bits: 32, Base: 16}
	if got, want := hexadecimal.ID(Number(0x8007000A), Number(-1)), "code-0x8007000a-0xffffffff"; got != want {
		t.Errorf("got the id %q, want %q", got, want)
	}
}
