package generator

// This file compares two states of the project. Both are planned and rendered by this
// version of fragen, each with its own lock, so the differences come from the inputs.
// Rendered files are compared by their hashes, and only the files that differ are kept.
//
// The lock of the old side has the hashes of the files that were committed with it. If
// the old side's files have other hashes now, another version of fragen generated the
// committed files, and regenerating changes them even if no input changes.

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/source"
)

// ReviewOptions select the sides of a review.
type ReviewOptions struct {
	// From is the revision of the old side, a folder with a fragen.yaml, or a description
	// for the work tree; "" for the revision in fragen.yaml, or the common ancestor with the
	// default branch.
	From string
	To   string // revision of the new side; "" for the work tree
	// Specs replaces API descriptions of the new side with other files. The keys are
	// names of targets; the key "" is for all targets. If From is empty, the old side
	// is the work tree.
	Specs    map[string]string
	Targets  []string // names of the targets to compare; none: all
	Excerpts bool     // set the excerpts of findings
	// Callers are patterns of packages, such as "./...". The report has the places in
	// these packages that use symbols of findings. They are relative to the current
	// folder. If there are none, FindCallers selects the pattern in fragen.yaml.
	Callers     []string
	FindCallers bool
	Jobs        int // files rendered in parallel; 0: the number of CPUs
	Progress    Progress
}

// Comparison is the result of a review.
type Comparison struct {
	Report      *review.Report // without the version of the tool
	Diagnostics *diag.List     // about the sides: warnings and notes
	Prefix      string         // folder of fragen.yaml in the repository, "" or with a final slash
	Commits     [2]string      // of the old and the new side; "" for the work tree
	FailOn      string         // in the new fragen.yaml; "" if it is not set
}

// Review compares the project at file, a fragen.yaml, with another state of it. The
// error is a *diag.InputError, an *InternalError, the context's error, or an error of
// git or of the disk.
func Review(ctx context.Context, file string, opt ReviewOptions) (*Comparison, error) {
	if opt.Progress == nil {
		opt.Progress = func(string, int, int) {}
	}
	s, err := openSides(ctx, file, opt)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	out, err := s.compare(ctx, opt)
	return out, errors.Join(err, s.close())
}

// compare plans and renders both sides.
func (s *sides) compare(ctx context.Context, opt ReviewOptions) (*Comparison, error) {
	opt.Progress("reading both versions", 0, 0)
	before, after, err := planBoth(ctx, s.old, s.new, opt.Excerpts)
	if err != nil {
		return nil, err
	}
	r := &review.Report{
		Version: review.SchemaVersion, Old: before.described(), New: after.described(), Targets: []*review.Target{},
	}
	code := s.codeFor(opt)
	pairs := pairTargets(before.targets, after.targets)
	for i, pair := range pairs {
		opt.Progress("comparing targets", i, len(pairs))
		c := &rendering{ctx: ctx, jobs: opt.Jobs, dir: s.new.cfg.Dir, code: code}
		if before.isCurrent {
			c.committed = s.old
		}
		if err := c.render(pair); err != nil {
			return nil, err
		}
		if i == 0 {
			if err := c.compareRuntime(s.old); err != nil {
				return nil, err
			}
		}
		t := s.target(pair)
		for _, made := range c.tool {
			r.Tool.Differs = true
			t.AddTool(made.old, made.new)
		}
		if pair.new != nil {
			t.Step = s.release(pair.new.Dir).Step(t.Findings)
		}
		if opt.Excerpts {
			addExcerpts(t, before.docs[pair.old], after.docs[pair.new])
		}
		r.Targets = append(r.Targets, t)
	}
	if code != nil {
		if err := s.findCallers(ctx, r, code, opt); err != nil {
			return nil, err
		}
	}
	out := &Comparison{Report: r, Diagnostics: s.diags, FailOn: s.new.cfg.Review.FailOn}
	if s.repo != nil && s.repo.Prefix != "." {
		out.Prefix = s.repo.Prefix + "/"
	}
	for i, side := range []*side{s.old, s.new} {
		if side.commit != nil {
			out.Commits[i] = side.commit.Commit
		}
	}
	return out, nil
}

// target returns the report about a target. Its positions are relative to the folder
// of fragen.yaml.
func (s *sides) target(pair generations) *review.Target {
	t := review.Compare(pair.old, pair.new)
	for _, f := range t.Findings {
		for _, at := range []*review.Position{f.At.Old, f.At.New, f.At.Near} {
			if at == nil {
				continue
			}
			if inside, err := relativeTo(s.new.cfg.Dir, at.File); err == nil {
				at.File = inside
			}
		}
	}
	return t
}

// release returns the facts about the module that contains the folder of a target. There
// are no tags, and therefore there is no step, if the project is not in a repository.
func (s *sides) release(dir string) review.Release {
	cfg := s.new.cfg
	module, folder := cfg.ModuleOf(dir)
	out := review.Release{
		ModulePath: module, ImportPath: cfg.ImportPath(dir), Pattern: "v*", MajorRisk: cfg.Review.Risk == "major",
		IsProgram: review.IsProgram(output.Dir(filepath.Join(cfg.Dir, filepath.FromSlash(folder)))),
	}
	if s.repo == nil {
		return out
	}
	if inside := path.Join(s.repo.Prefix, folder); inside != "." {
		out.Pattern = inside + "/v*"
	}
	out.Pattern = cmp.Or(cfg.Review.Tags, out.Pattern)
	before := s.old.commit
	if before == nil {
		before, _ = s.repo.Find("HEAD") // without a commit, there are no tags
	}
	if before != nil {
		out.Tags, _ = before.Tags()
	}
	return out
}

// excerptLines is the maximum length of an excerpt.
const excerptLines = 10

// addExcerpts sets the excerpts of findings. A description may be nil.
func addExcerpts(t *review.Target, before, after *source.Document) {
	for _, f := range t.Findings {
		pointer, ok := strings.CutPrefix(f.At.Pointer, "#")
		if !ok {
			continue
		}
		for i, doc := range []*source.Document{before, after} {
			if doc != nil {
				f.Excerpts[i].YAML = doc.Excerpt(diag.Pointer(pointer), excerptLines)
			}
		}
	}
}

// planned is a side whose targets have been planned.
type planned struct {
	*side
	targets   []*review.Generation
	docs      map[*review.Generation]*source.Document // with excerpts only
	inputs    map[string]string                       // hashes by path
	isCurrent bool                                    // the lock was written for these inputs
}

// maxParallel is the size in bytes of the descriptions up to which both sides are planned at
// the same time.
const maxParallel = 16 << 20

// planBoth plans both sides, at the same time unless the descriptions are large: these need
// more memory while they are planned than their plans do. If both sides have errors, the
// result has the errors of both. If withDocs is set, the results have the descriptions.
func planBoth(ctx context.Context, before, after *side, withDocs bool) (*planned, *planned, error) {
	before.other, after.other = after.cfg, before.cfg
	var first, second *planned
	var err, other error
	var group sync.WaitGroup
	parallel := after.specSize() <= maxParallel
	if parallel {
		group.Go(func() { second, other = after.plan(ctx, withDocs) })
	}
	first, err = before.plan(ctx, withDocs)
	group.Wait()
	if err != nil && !errors.As(err, new(*diag.InputError)) {
		return nil, nil, err
	}
	if !parallel {
		second, other = after.plan(ctx, withDocs)
	}
	return first, second, joinInputErrors(err, other)
}

// specSize returns the size of the descriptions in the work tree, which is similar to that
// in a revision.
func (s *side) specSize() int64 {
	var size int64
	for _, t := range s.targets() {
		file := filepath.Join(s.cfg.Dir, filepath.FromSlash(t.Spec.Value))
		if info, err := fs.Stat(output.Dir(filepath.Dir(file)), filepath.Base(file)); err == nil {
			size += info.Size()
		}
	}
	return size
}

// joinInputErrors returns an error with the diagnostics of both errors.
func joinInputErrors(a, b error) error {
	var first, second *diag.InputError
	if errors.As(a, &first) && errors.As(b, &second) {
		all := &diag.List{}
		all.Merge(first.Diagnostics)
		all.Merge(second.Diagnostics)
		return all.Err()
	}
	if a != nil {
		return a
	}
	return b
}

// plan plans the targets of a side.
func (s *side) plan(ctx context.Context, withDocs bool) (*planned, error) {
	out := &planned{side: s, docs: map[*review.Generation]*source.Document{}, inputs: map[string]string{}}
	if s.cfg == nil {
		return out, nil
	}
	in := newInputs(s.cfg, s.read)
	in.reviewed = true
	named, all := movedLock(s.cfg, s.lock), in.diags
	for i := range s.cfg.Targets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := &s.cfg.Targets[i]
		if s.selected != nil && !s.selected[t.Out] {
			continue
		}
		in.diags = &diag.List{}
		doc := in.document(t)
		g := &review.Generation{Name: t.Name, Dir: t.Out, Plan: in.planOf(ctx, t, doc, named), States: in.states(t)}
		g.Diags = in.diags.Sorted()
		g.Settings = in.settings(t, s.other)
		all.Merge(in.diags)
		if withDocs && doc != nil {
			out.docs[g] = doc.Source
		}
		out.targets = append(out.targets, g)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if all.HasErrors() {
		return nil, s.locate(all).Err()
	}
	for _, file := range in.hashes() {
		out.inputs[file.Path] = file.Hash
	}
	out.isCurrent = s.lock != nil && (slices.Equal(in.hashes(), s.lock.Inputs) ||
		s.selected != nil && isSubset(in.hashes(), s.lock.Inputs))
	return out, nil
}

// isSubset reports whether all elements of list are in other.
func isSubset(list, other []output.Hashed) bool {
	return !slices.ContainsFunc(list, func(h output.Hashed) bool { return !slices.Contains(other, h) })
}

// states returns the states of the translations of a target's code tables.
func (in *inputs) states(t *config.Target) map[review.TextKey]string {
	if t.Codes == nil || in.codes[t.Codes.Table.Value].File == nil {
		return nil
	}
	out := map[review.TextKey]string{}
	for _, table := range in.codes[t.Codes.Table.Value].Tables {
		for _, row := range table.Codes {
			for _, text := range row.Message {
				out[review.TextKey{Domain: table.Domain, Row: string(row.ID), Locale: text.Locale}] = string(text.State)
			}
		}
	}
	return out
}

// described returns the side as the report has it.
func (p *planned) described() review.Side {
	return review.Side{Revision: p.revision, Name: p.name, Inputs: p.inputs}
}

// generations are both generations of a target. One of them may be nil.
type generations struct{ old, new *review.Generation }

// moved reports whether the target is in another folder, so that all of its files differ.
func (g generations) moved() bool { return g.old != nil && g.new != nil && g.old.Dir != g.new.Dir }

// pairTargets pairs the targets of both sides by name or, if the name is not on both
// sides or not unique, by folder. It returns them in the order of the new side, and
// then the targets that the new side lacks.
func pairTargets(before, after []*review.Generation) []generations {
	var out []generations
	used := map[*review.Generation]bool{}
	find := func(same func(*review.Generation) bool) *review.Generation {
		var found []*review.Generation
		for _, g := range before {
			if !used[g] && same(g) {
				found = append(found, g)
			}
		}
		if len(found) != 1 {
			return nil
		}
		used[found[0]] = true
		return found[0]
	}
	for _, g := range after {
		out = append(out, generations{new: g})
	}
	sameTarget := func(a, b *review.Generation) bool { return a.Name == b.Name && a.Dir == b.Dir }
	for _, isSame := range []func(a, b *review.Generation) bool{
		sameTarget,
		func(a, b *review.Generation) bool { return a.Name == b.Name },
		func(a, b *review.Generation) bool { return a.Dir == b.Dir },
	} {
		for i := range out {
			if out[i].old == nil {
				out[i].old = find(func(g *review.Generation) bool { return isSame(g, out[i].new) })
			}
		}
	}
	for _, g := range before {
		if !used[g] {
			out = append(out, generations{old: g})
		}
	}
	return out
}

// rendering renders both generations of a target.
type rendering struct {
	ctx  context.Context
	jobs int
	dir  string         // for temporary files
	code *generatedCode // for the search for callers; nil without it

	committed *side         // has the files that were committed; nil if they are out of date
	tool      []generations // files that another version of fragen generated: committed, and regenerated
}

// render sets the files of both generations that differ.
func (c *rendering) render(pair generations) error {
	before := &output.Tree{Keep: output.Spill, Dir: c.dir}
	err := c.renderBoth(pair, before)
	return errors.Join(err, before.Close())
}

func (c *rendering) renderBoth(pair generations, before *output.Tree) error {
	listed := c.listed(pair.old)
	same, err := c.renderNew(pair, listed)
	if err != nil || pair.old == nil {
		return err
	}
	pair.old.Files = map[string][]byte{}
	differs := func(name string) bool { return !same[name] }
	err = c.each(0, pair.old, differs, func(name string, data []byte) error { return before.Add(".", name, data) })
	if err != nil {
		return err
	}
	files := map[string]output.File{}
	for name := range same {
		files[name] = output.File{Path: name, Hash: listed[name]}
	}
	for _, file := range before.Files() {
		files[file.Path] = file
	}
	if err := c.compareTool(pair.old, listed, files, before.Content); err != nil {
		return err
	}
	for _, file := range before.Files() {
		if pair.new != nil && !pair.moved() {
			if is := pair.new.Files[file.Path]; is != nil && output.Hash(is) == file.Hash {
				delete(pair.new.Files, file.Path)
				continue
			}
		}
		data, err := before.Content(file)
		if err != nil {
			return err
		}
		pair.old.Files[file.Path] = data
	}
	return nil
}

// renderNew sets the files of the new generation except for those that have the listed
// hash, which it returns. The old generation has the same files, so they are not rendered
// again.
func (c *rendering) renderNew(pair generations, listed map[string]string) (same map[string]bool, err error) {
	same = map[string]bool{}
	if pair.new == nil {
		return same, nil
	}
	pair.new.Files = map[string][]byte{}
	all := func(string) bool { return true }
	err = c.each(1, pair.new, all, func(name string, data []byte) error {
		if hash := listed[name]; hash == "" || hash != output.Hash(data) || pair.moved() {
			pair.new.Files[name] = data
			return nil
		}
		same[name] = true
		if c.code != nil {
			return c.addCode(0, pair.old, name, data)
		}
		return nil
	})
	return same, err
}

// listed returns the hashes of the files of a target that were committed, by path. It is
// empty if they are unknown or out of date.
func (c *rendering) listed(g *review.Generation) map[string]string {
	out := map[string]string{}
	if g == nil || c.committed == nil {
		return out
	}
	if target := c.committed.lock.Target(g.Dir); target != nil {
		for _, file := range target.Files {
			if !isSnapshot(file.Path) {
				out[file.Path] = file.Hash
			}
		}
	}
	return out
}

// addCode adds a file of a generation to the code in which callers are searched.
func (c *rendering) addCode(side int, g *review.Generation, name string, data []byte) error {
	dir, err := filepath.Abs(filepath.Join(c.dir, filepath.FromSlash(g.Dir)))
	if err == nil {
		c.code.add(side, dir, name, data)
	}
	return err
}

// each calls use for each wanted file of a generation, 0 for the old and 1 for the new one.
func (c *rendering) each(
	side int, g *review.Generation, wanted func(name string) bool, use func(name string, data []byte) error,
) error {
	for file, err := range gosdk.RenderSome(c.ctx, g.Plan, c.jobs, wanted) {
		switch {
		case err != nil && c.ctx.Err() != nil:
			return c.ctx.Err()
		case err != nil:
			return internal(err)
		}
		if c.code != nil {
			if err := c.addCode(side, g, file.Path, file.Data); err != nil {
				return err
			}
		}
		if err := use(file.Path, file.Data); err != nil {
			return err
		}
	}
	return nil
}

// compareRuntime compares the runtime, which all targets share, like the files of a target.
func (c *rendering) compareRuntime(old *side) error {
	if c.committed == nil || old.cfg.Runtime.Dir == "" {
		return nil
	}
	files, data := map[string]output.File{}, map[string][]byte{}
	for _, file := range runtimeFiles(old.cfg) {
		files[file.Name] = output.File{Path: file.Name, Hash: output.Hash(file.Data)}
		data[file.Name] = file.Data
	}
	runtime := &review.Generation{Name: "runtime", Dir: old.cfg.Runtime.Dir}
	content := func(f output.File) ([]byte, error) { return data[f.Path], nil }
	return c.compareTool(runtime, c.listed(runtime), files, content)
}

// compareTool compares the hashes of the old files with those that the lock lists. It
// adds to c.tool if they differ. Files that are not in version control, or that were edited,
// are counted but not compared.
func (c *rendering) compareTool(
	old *review.Generation, listed map[string]string, files map[string]output.File,
	content func(output.File) ([]byte, error),
) error {
	if len(listed) == 0 {
		return nil
	}
	before := &review.Generation{Name: old.Name, Dir: old.Dir, Files: map[string][]byte{}}
	after := &review.Generation{Name: old.Name, Dir: old.Dir, Files: map[string][]byte{}}
	comparable := false
	for name, hash := range listed {
		if files[name].Hash != hash {
			before.Files[name] = c.committed.committedFile(path.Join(old.Dir, name), hash)
			comparable = comparable || before.Files[name] != nil
		}
	}
	for name, file := range files {
		if listed[name] == file.Hash {
			continue
		}
		data, err := content(file)
		if err != nil {
			return err
		}
		if listed[name] != "" && before.Files[name] == nil || !comparable {
			data = nil // there is no content to compare it with
		}
		after.Files[name] = data
	}
	if len(before.Files)+len(after.Files) > 0 {
		c.tool = append(c.tool, generations{before, after})
	}
	return nil
}

// committedFile returns the content of a generated file, or nil if it does not have the
// hash. The path is relative to the folder of fragen.yaml.
func (s *side) committedFile(name, hash string) []byte {
	text, err := s.read("", filepath.Join(s.cfg.Dir, filepath.FromSlash(name)))
	if err != nil || output.Hash(text) != hash {
		return nil
	}
	return []byte(text)
}

// isSnapshot reports whether a generated file is a snapshot of a description.
func isSnapshot(name string) bool { return strings.HasSuffix(name, ".yaml") }
