package main

// A run that takes longer than a second shows a progress bar on standard error, if
// that is a terminal, the run is not in CI and --quiet is not set. The bar is erased
// before other output is printed.

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progressDelay is the time before a run shows the bar.
const progressDelay = time.Second

// progress draws a bar for each stage of a run. A nil *progress draws nothing.
type progress struct {
	out   io.Writer
	timer *time.Timer

	lock        sync.Mutex // the timer runs in its own goroutine
	due         bool
	stage       string
	done, total int
	bar         *progressbar.ProgressBar // of the stage; nil if no bar is visible
}

// isInteractive reports whether out is a terminal that can show a progress bar.
func isInteractive(out io.Writer) bool {
	if checked, ok := out.(*checkedOutput); ok {
		out = checked.to
	}
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd())) && os.Getenv("CI") == "" && os.Getenv("TERM") != "dumb"
}

func newProgress(out io.Writer, after time.Duration) *progress {
	p := &progress{out: out}
	p.timer = time.AfterFunc(after, func() {
		p.lock.Lock()
		defer p.lock.Unlock()
		p.due = true
		p.draw()
	})
	return p
}

// update sets the stage and the progress of a run.
func (p *progress) update(stage string, done, total int) {
	if p == nil {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	if stage != p.stage {
		p.erase()
	}
	p.stage, p.done, p.total = stage, done, total
	p.draw()
}

// draw updates the bar. It ignores errors of the terminal.
func (p *progress) draw() {
	if !p.due || p.stage == "" {
		return
	}
	if p.bar == nil {
		p.bar = p.newBar()
	}
	if p.total == 0 {
		_ = p.bar.RenderBlank()
		return
	}
	_ = p.bar.Set(p.done)
}

// newBar returns a bar for the stage, or a spinner if the number of steps is unknown.
func (p *progress) newBar() *progressbar.ProgressBar {
	steps := -1
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(p.stage), progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100 * time.Millisecond),
	}
	if p.total > 0 {
		steps = p.total
		options = append(options, progressbar.OptionShowCount())
	}
	return progressbar.NewOptions(steps, options...)
}

// erase removes the bar from the terminal.
func (p *progress) erase() {
	if p.bar != nil {
		_ = p.bar.Finish()
		_ = p.bar.Clear()
		p.bar = nil
	}
}

// pause erases the bar until the next update.
func (p *progress) pause() {
	if p == nil {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.erase()
	p.stage = ""
}

// end erases the bar and stops the timer.
func (p *progress) end() {
	if p == nil {
		return
	}
	p.timer.Stop()
	p.pause()
}
