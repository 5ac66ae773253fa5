package main

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// screen is what was written to a terminal.
type screen struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(data []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.text.Write(data)
}

// line is what stands on the line in the end: what came after the last return.
func (s *screen) line() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	text := s.text.String()
	return text[strings.LastIndexByte(text, '\r')+1:]
}

func (s *screen) has(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		s.lock.Lock()
		all := s.text.String()
		s.lock.Unlock()
		if strings.Contains(all, text) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("no %q in %q", text, all)
		}
	}
}

func TestProgress(t *testing.T) {
	var out screen
	p := newProgress(&out, 20*time.Millisecond)
	p.hear("reading graph", 0, 0)
	out.has(t, "reading graph")
	p.hear("rendering files", 1, 10)
	out.has(t, "rendering files")
	time.Sleep(120 * time.Millisecond) // longer than the pause between two drawings
	p.hear("rendering files", 5, 10)
	out.has(t, "(5/10")
	p.pause()
	if rest := strings.TrimSpace(out.line()); rest != "" {
		t.Errorf("a warning would follow %q", rest)
	}
	p.hear("writing files", 3, 10)
	out.has(t, "writing files")
	p.end()
	if rest := strings.TrimSpace(out.line()); rest != "" {
		t.Errorf("the result would follow %q", rest)
	}
}

// A short run shows nothing, and nobody means nobody.
func TestNoProgress(t *testing.T) {
	var out screen
	p := newProgress(&out, time.Hour)
	p.hear("rendering files", 1, 10)
	p.end()
	if out.text.Len() > 0 {
		t.Errorf("it shows %q", out.text.String())
	}
	p = nil
	p.hear("rendering files", 1, 10)
	p.pause()
	p.end()
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if watched(&out) || watched(file) {
		t.Error("a buffer or file is taken for a terminal")
	}
}
