package diag

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConflicts(t *testing.T) {
	const whole = "a: 1\n<<<<<<< HEAD\nb: 1\n||||||| base\nb: 0\n=======\nb: 2\n>>>>>>> topic\n"
	tests := map[string]struct {
		text string
		want []Conflict
	}{
		"none":          {"a: 1\n", nil},
		"whole":         {whole, []Conflict{{2, 8, true}}},
		"twice":         {whole + whole, []Conflict{{2, 8, true}, {10, 16, true}}},
		"CRLF":          {"<<<<<<< HEAD\r\n=======\r\n>>>>>>> topic\r\n", []Conflict{{1, 3, true}}},
		"no end":        {"a\n<<<<<<< HEAD\nb\n", []Conflict{{2, 2, false}}},
		"no beginning":  {"a\n=======\nb\n>>>>>>> topic", []Conflict{{2, 2, false}, {4, 4, false}}},
		"beginnings":    {"<<<<<<< a\n<<<<<<< b\n>>>>>>> b\n", []Conflict{{1, 1, false}, {2, 3, true}}},
		"indented":      {"  <<<<<<< HEAD\n  =======\n  >>>>>>> topic\n", nil},
		"eight":         {"<<<<<<<<\n========\n>>>>>>>>\n", nil},
		"no space":      {"<<<<<<<HEAD\n", nil},
		"title":         {"======= title\n", nil},
		"in the middle": {"a <<<<<<< b\n", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Conflicts(test.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWholeConflicts(t *testing.T) {
	list := &List{}
	if list.WholeConflicts("page.md", "Title\n=======\n") || list.Len() > 0 {
		t.Errorf("a heading is reported: %s", list)
	}
	if !list.WholeConflicts("page.md", "<<<<<<< a\n=======\n>>>>>>> b\n") || list.Len() != 1 {
		t.Errorf("the conflict is not reported once: %s", list)
	}
}

func TestExcerpt(t *testing.T) {
	for in, want := range map[string]string{
		"":      "",
		"short": "short",
		"1234567890123456789012345678901234567890123456789012345678äöü": "1234567890123456789012345678901234567890123456789012345678äö…",
		"123456789012345678901234567890123456789012345678901234567890":  "123456789012345678901234567890123456789012345678901234567890",
	} {
		if got := Excerpt(in); got != want {
			t.Errorf("Excerpt(%q) = %q, want %q", in, got, want)
		}
	}
}
