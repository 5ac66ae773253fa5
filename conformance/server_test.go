package main

import (
	"maps"
	"testing"

	"github.com/fragen-go/fragen/generator/api"
)

func TestBasePath(t *testing.T) {
	for relative, want := range map[string]string{"": "/base", "/": "", "/v2/": "/v2", "upload": "/upload", "/{v}": "/v3"} {
		s := &api.Server{Relative: relative, Variables: []*api.ServerVariable{{Name: "v", Default: "v3"}}}
		if got := basePath(s); got != want {
			t.Errorf("%q: got %q, want %q", relative, got, want)
		}
	}
}

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
		{"/tasks{?kind,state}", "/base/tasks", map[string]string{}},
		{"/pets/{id}", "/base/pets/a/b", nil},
	}
	for _, test := range tests {
		got, err := pathParams(rootPath, test.template, test.path)
		if (err != nil) != (test.want == nil) || !maps.Equal(got, test.want) {
			t.Errorf("%s of %s: got %v, %v; want %v", test.path, test.template, got, err, test.want)
		}
	}
}
