package main

import (
	"maps"
	"testing"
)

func TestPathParams(t *testing.T) {
	tests := []struct {
		template, path string
		want           map[string]string
	}{
		{"/pets/{id}", "/base/pets/a%2Fb", map[string]string{"id": "a/b"}},
		{"/files/{name}.{ext}", "/base/files/a.txt", map[string]string{"name": "a", "ext": "txt"}},
		{"/a b", "/base/a%20b", map[string]string{}},
		{"/orders{cursor}", "/base/orders%3Fx", map[string]string{"cursor": "?x"}},
		{"/tasks?kind=open", "/base/tasks", map[string]string{}},
		{"/pets/{id}", "/base/pets/a/b", nil},
	}
	for _, test := range tests {
		got, err := pathParams(test.template, test.path)
		if (err != nil) != (test.want == nil) || !maps.Equal(got, test.want) {
			t.Errorf("%s of %s: got %v, %v; want %v", test.path, test.template, got, err, test.want)
		}
	}
}
