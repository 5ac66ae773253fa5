package main

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// screen records the output to a terminal.
type screen struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(data []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.text.Write(data)
}

// line returns the visible content of the last line: the text after the last carriage
// return.
func (s *screen) line() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	text := s.text.String()
	return text[strings.LastIndexByte(text, '\r')+1:]
}

// waitFor waits until the output contains text.
func (s *screen) waitFor(t *testing.T, text string) {
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
	p.update("reading graph", 0, 0)
	out.waitFor(t, "reading graph")
	p.update("rendering files", 1, 10)
	out.waitFor(t, "rendering files")
	time.Sleep(120 * time.Millisecond) // longer than the interval between two drawings
	p.update("rendering files", 5, 10)
	out.waitFor(t, "(5/10")
	p.pause()
	if rest := strings.TrimSpace(out.line()); rest != "" {
		t.Errorf("a warning would follow %q", rest)
	}
	p.update("writing files", 3, 10)
	out.waitFor(t, "writing files")
	p.end()
	if rest := strings.TrimSpace(out.line()); rest != "" {
		t.Errorf("the result would follow %q", rest)
	}
}

// A short run shows no bar, and a nil *progress can be used.
func TestNoProgress(t *testing.T) {
	var out screen
	p := newProgress(&out, time.Hour)
	p.update("rendering files", 1, 10)
	p.end()
	if out.text.Len() > 0 {
		t.Errorf("the run shows %q", out.text.String())
	}
	p = nil
	p.update("rendering files", 1, 10)
	p.pause()
	p.end()
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if isInteractive(&out) || isInteractive(file) {
		t.Error("isInteractive reports true for a buffer or a file")
	}
}
