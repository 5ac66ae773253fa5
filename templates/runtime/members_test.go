package rest

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// memberNames returns names with all lengths around the limits of the hash.
// Some differ only in bytes that the hash ignores.
func memberNames() []string {
	names := []string{"", "a", "\x00", "a\x00", "é", "@odata.type", "isVideoUpdateEnabledNow", "isVideoDeleteEnabledNow"}
	for n := 1; n < 40; n++ {
		names = append(names, strings.Repeat("b", n), strings.Repeat("b", n)+"c", "c"+strings.Repeat("b", n))
	}
	for n := range 300 {
		names = append(names, fmt.Sprintf("property%dEnabled", n))
	}
	return names
}

// memberOf returns the index of the first member of an object.
func memberOf(t *testing.T, m *Members, object string) int {
	t.Helper()
	d := NewDecoder([]byte(object))
	if !d.Object() || !d.Next() {
		t.Fatalf("%s: %v", object, d.Err())
	}
	return d.Member(m)
}

func TestMember(t *testing.T) {
	m := &Members{Names: memberNames()}
	for want, name := range m.Names {
		text, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		escaped := `"`
		for _, r := range name {
			escaped += fmt.Sprintf(`\u%04x`, r)
		}
		for _, object := range []string{
			`{` + string(text) + `:1}`, `{ ` + string(text) + ` : "something behind it"}`, `{` + escaped + `":1}`,
		} {
			if got := memberOf(t, m, object); got != want {
				t.Errorf("%s: got %d, want %d", object, got, want)
			}
		}
	}
	for _, name := range []string{"A", "x", "b ", strings.Repeat("b", 41), "property300Enabled", "isVideoRemoveEnabledNow", "@odata.typ", "@odata.type2"} {
		if got := memberOf(t, m, `{"`+name+`":1}`); got != -1 {
			t.Errorf("%s: got %d, want none", name, got)
		}
	}
}

// TestMemberHoles looks up members beside the empty names of removed ones.
func TestMemberHoles(t *testing.T) {
	m := &Members{Names: []string{"", "a", "", "", "b"}}
	for name, want := range map[string]int{"a": 1, "b": 4, "c": -1, "": 0} {
		if got := memberOf(t, m, `{"`+name+`":1}`); got != want {
			t.Errorf("%q: got %d, want %d", name, got, want)
		}
	}
}

func TestMemberOfNone(t *testing.T) {
	if got := memberOf(t, &Members{}, `{"":1}`); got != -1 {
		t.Errorf("got %d, want none", got)
	}
	d := NewDecoder([]byte(`[]`))
	d.Object()
	if got := d.Member(&Members{Names: []string{"a"}}); got != -1 {
		t.Errorf("after an error: got %d, want none", got)
	}
}

// TestMemberFirstRead builds an index concurrently.
func TestMemberFirstRead(t *testing.T) {
	m := &Members{Names: memberNames()}
	var wait sync.WaitGroup
	for want, name := range m.Names[5:30] {
		wait.Go(func() {
			text, err := json.Marshal(name)
			d := NewDecoder([]byte(`{` + string(text) + `:1}`))
			if err != nil || !d.Object() || !d.Next() || d.Member(m) != want+5 {
				t.Errorf("%s was not found: %v, %v", name, err, d.Err())
			}
		})
	}
	wait.Wait()
}
