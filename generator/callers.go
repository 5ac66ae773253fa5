package generator

// This file prepares the search for callers. The search checks the packages on disk with
// the generated code of both sides, whatever code is on disk: it needs the files that
// differ from those on disk. A file that a side lacks is replaced by its package clause.

import (
	"cmp"
	"context"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/generator/callers"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/review"
)

// generatedCode has the generated code of both sides, by absolute path.
type generatedCode struct {
	dirs    map[string]bool      // folders of targets and runtimes
	changed [2]map[string][]byte // files that differ from those on disk
	isMade  [2]map[string]bool
}

func newGeneratedCode() *generatedCode {
	g := &generatedCode{dirs: map[string]bool{}}
	for i := range g.changed {
		g.changed[i], g.isMade[i] = map[string][]byte{}, map[string]bool{}
	}
	return g
}

// codeFor returns the generated code to fill, or nil without a search for callers.
func (s *sides) codeFor(opt ReviewOptions) *generatedCode {
	if len(opt.Callers) > 0 || opt.FindCallers && s.new.cfg.Review.Callers != "" {
		return newGeneratedCode()
	}
	return nil
}

// add adds a file in the folder dir of a side, 0 for the old and 1 for the new one.
func (g *generatedCode) add(side int, dir, name string, data []byte) {
	if !strings.HasSuffix(name, ".go") {
		return
	}
	file := filepath.Join(dir, filepath.FromSlash(name))
	g.dirs[dir], g.isMade[side][file] = true, true
	if onDisk, err := output.ReadText(file); err != nil || onDisk != string(data) {
		g.changed[side][file] = data
	}
}

// addRuntime adds the runtime of a side.
func (g *generatedCode) addRuntime(side int, cfg *config.Config) error {
	if cfg == nil || cfg.Runtime.Dir == "" {
		return nil
	}
	dir, err := folderOf(cfg, cfg.Runtime.Dir)
	if err != nil {
		return err
	}
	for _, file := range runtimeFiles(cfg) {
		g.add(side, dir, file.Name, file.Data)
	}
	return nil
}

// folderOf returns the absolute path of a folder in the configuration.
func folderOf(cfg *config.Config, dir string) (string, error) {
	return filepath.Abs(filepath.Join(cfg.Dir, filepath.FromSlash(dir)))
}

// hideOthers replaces the generated files on disk that a side lacks.
func (g *generatedCode) hideOthers() error {
	for dir := range g.dirs {
		err := fs.WalkDir(output.Dir(dir), ".", func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".go") {
				g.hideUnmade(filepath.Join(dir, filepath.FromSlash(name)))
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// hideUnmade replaces a file on disk on the sides that lack it, if it was generated.
func (g *generatedCode) hideUnmade(file string) {
	text, err := output.ReadText(file)
	if err != nil || !output.HasHeader(filepath.Base(file), []byte(text)) {
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, text, parser.PackageClauseOnly)
	if err != nil {
		return // the go command reports it
	}
	for side, isMade := range g.isMade {
		if !isMade[file] {
			g.changed[side][file] = []byte("package " + f.Name.Name + "\n")
		}
	}
}

// findCallers searches the packages that opt selects, or those in fragen.yaml.
func (s *sides) findCallers(ctx context.Context, r *review.Report, g *generatedCode, opt ReviewOptions) error {
	opt.Progress("finding callers", 0, 0)
	for i, side := range []*side{s.old, s.new} {
		if err := g.addRuntime(i, side.cfg); err != nil {
			return err
		}
	}
	if err := g.hideOthers(); err != nil {
		return err
	}
	base, err := filepath.Abs(s.new.cfg.Dir)
	if err != nil {
		return err
	}
	find := callers.Options{Patterns: opt.Callers, Base: base, Old: g.changed[0], New: g.changed[1]}
	if len(opt.Callers) == 0 {
		find.Patterns, find.Dir = []string{s.new.cfg.Review.Callers}, base
	}
	for dir := range g.dirs {
		find.Generated = append(find.Generated, dir)
	}
	diags, err := callers.Find(ctx, r, find)
	if err != nil {
		return cmp.Or(ctx.Err(), err)
	}
	s.diags.Merge(diags)
	return nil
}
