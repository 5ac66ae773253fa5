package main

// A run that takes longer than a second shows how far it is, to a person who
// watches: on a terminal, and neither in CI nor with --quiet. The bar stands on
// the standard error and is gone before anything else is written there.

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// patience is how long a run may take without a bar.
const patience = time.Second

// progress draws the stages of a run. Nil draws nothing.
type progress struct {
	out   io.Writer
	timer *time.Timer

	lock        sync.Mutex // the timer draws too
	due         bool
	stage       string
	done, total int
	bar         *progressbar.ProgressBar // of the stage; nil when none is to be seen
}

// watched reports whether somebody looks at out.
func watched(out io.Writer) bool {
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

// hear takes the news of a run.
func (p *progress) hear(stage string, done, total int) {
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

// draw brings the bar up to date. What the terminal does not take is no reason
// to end a run.
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

// newBar is a bar for the stage, or something that turns while it is not known
// how long it takes.
func (p *progress) newBar() *progressbar.ProgressBar {
	max := -1
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(p.stage), progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100 * time.Millisecond),
	}
	if p.total > 0 {
		max = p.total
		options = append(options, progressbar.OptionShowCount())
	}
	return progressbar.NewOptions(max, options...)
}

// erase takes the bar away.
func (p *progress) erase() {
	if p.bar != nil {
		_ = p.bar.Finish()
		_ = p.bar.Clear()
		p.bar = nil
	}
}

// pause takes the bar away until there is news.
func (p *progress) pause() {
	if p == nil {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.erase()
	p.stage = ""
}

// end takes the bar away for good.
func (p *progress) end() {
	if p == nil {
		return
	}
	p.timer.Stop()
	p.pause()
}
