package generator

// This file reads the inputs of a run. It reads each file once, even if several
// targets name it, and records its hash for the manifest. If a file cannot be
// read or has errors, the error is reported at the key of fragen.yaml that names
// the file, and the run continues to find further errors. It also keeps the selected
// part of a description for the targets that write it as a snapshot.

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/history"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// ReadFile returns the content of a file. If root is "", name is a path from
// fragen.yaml. Otherwise name comes from an input file: it is a path with
// slashes, relative to the folder root, and symbolic links must not leave that
// folder.
type ReadFile func(root, name string) (string, error)

// Reader returns a function that reads the inputs of cfg from the disk. If
// inputs is not nil, the function reads every file except fragen.yaml from
// inputs, where "." is the folder of fragen.yaml.
func Reader(cfg *config.Config, inputs fs.FS) ReadFile {
	return func(root, name string) (string, error) {
		full := filepath.Join(root, name)
		switch {
		case inputs != nil && full != filepath.Clean(cfg.File):
			inside, err := filepath.Rel(cfg.Dir, full)
			if err != nil {
				return "", err
			}
			return output.ReadTextIn(inputs, filepath.ToSlash(inside))
		case root != "":
			return output.ReadTextIn(output.Dir(root), name)
		}
		return output.ReadText(name)
	}
}

// inputs are the input files of a run. The value of a map is nil or not ok if
// the file has errors.
type inputs struct {
	cfg      *config.Config
	read     ReadFile
	diags    *diag.List
	files    []hashedFile
	size     int // of the files in bytes
	specs    map[string]specFile
	wholes   map[*config.Target]*source.Document // descriptions with overlays
	overlays map[string]*source.Overlay
	overlaid map[overlayStep]*source.Document // nil after an error
	codes    map[string]codeFile
	summary  []string // a line for each target that lacks parts of its description

	// reviewed is set for a review: parts that are left out are warnings, since the
	// review reports them, and a snapshot replaces a missing description.
	reviewed bool

	snapshots []snapshot // of the targets that have been planned
}

// specFile is a description, nil if it is missing or has errors.
type specFile struct {
	*source.Document
	missing bool
}

// hashedFile is a file whose hash is computed in the background.
type hashedFile struct {
	path string
	hash func() string // waits for the result
}

// codeFile is a file of code tables.
type codeFile struct {
	*codes.File
	ok bool // the file has no errors
}

// overlayStep is the application of an overlay. Targets that apply the same overlays share
// the results.
type overlayStep struct {
	to   *source.Document
	file string
}

// untilDone returns a function that reads as read does until ctx is done.
func untilDone(ctx context.Context, read ReadFile) ReadFile {
	return func(root, name string) (string, error) {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		return read(root, name)
	}
}

func newInputs(cfg *config.Config, read ReadFile) *inputs {
	in := &inputs{
		cfg: cfg, read: read, diags: &diag.List{},
		specs: map[string]specFile{}, wholes: map[*config.Target]*source.Document{},
		overlays: map[string]*source.Overlay{}, overlaid: map[overlayStep]*source.Document{}, codes: map[string]codeFile{},
	}
	in.diags.Merge(cfg.Diagnostics())
	in.file(diag.Text{Value: filepath.Base(cfg.File)})
	return in
}

// file reads a file named in the configuration. The returned name is the path
// for positions, relative to the current folder.
func (in *inputs) file(named diag.Text) (name, text string, ok bool) {
	name, text, err := in.readInput(named)
	if err != nil {
		in.reportUnread(named, name, err)
	}
	return name, text, err == nil
}

// readInput is like file, but returns the error.
func (in *inputs) readInput(named diag.Text) (name, text string, err error) {
	file := filepath.Join(in.cfg.Dir, filepath.FromSlash(named.Value))
	name = filepath.ToSlash(file)
	if text, err = in.read("", file); err != nil {
		return name, "", err
	}
	if history.IsPointer(text) {
		return name, "", errPointer
	}
	in.record(named.Value, text)
	return name, text, nil
}

// errPointer reports a file that Git LFS has not downloaded to the work tree.
var errPointer = errors.New("the file is a Git LFS pointer; run `git lfs pull`")

// reportUnread reports a file that cannot be read, at the key that names it.
func (in *inputs) reportUnread(named diag.Text, name string, err error) {
	in.diags.Errorf(named.Pos, "read", "%s: %v", name, output.ReadReason(err))
}

// record starts to compute the hash of a file for the manifest.
func (in *inputs) record(path, text string) {
	hash := sync.OnceValue(func() string { return output.Hash(text) })
	go hash()
	in.files = append(in.files, hashedFile{path, hash})
	in.size += len(text)
}

// hashes returns the recorded files, sorted by path.
func (in *inputs) hashes() []output.Hashed {
	var out []output.Hashed
	for _, f := range in.files {
		out = append(out, output.Hashed{Path: f.path, Hash: f.hash()})
	}
	slices.SortFunc(out, func(a, b output.Hashed) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(out)
}

// document returns the part of its description that a target selects, or nil if
// it reported an error.
func (in *inputs) document(t *config.Target) *openapi.Document {
	if t.Spec.Value == "" {
		return nil // package config reported the error
	}
	whole := in.description(t)
	if whole == nil || t.Broken {
		return nil
	}
	whole.Limits = in.cfg.Limits
	selection := t.Select
	selection.OnlyUsed = true
	slice, cuts, repairs, diags := whole.Slice(selection)
	in.diags.Merge(diags)
	if diags.HasErrors() {
		in.diags.Merge(source.RepairWarnings(repairs))
		return nil
	}
	in.diags.Merge(whole.CutNotes(t.Select, cuts))
	doc, diags := openapi.Load(slice, repairs, in.cfg.Limits)
	in.diags.Merge(diags)
	if diags.HasErrors() {
		return nil
	}
	return doc
}

// description returns the description of a target with its overlays, or nil if there is
// an error. A review reads the snapshot of a target if the description does not exist.
func (in *inputs) description(t *config.Target) *source.Document {
	whole, seen := in.wholes[t]
	if !seen {
		whole = in.readDescription(t)
		in.wholes[t] = whole
	}
	return whole
}

func (in *inputs) readDescription(t *config.Target) *source.Document {
	spec := in.openSpec(t.Spec, in.reviewed)
	switch {
	case !spec.missing:
		return in.withOverlays(spec.Document, t.Overlays)
	case t.Snapshot.Value == "":
		in.diags.Errorf(t.Spec.Pos, "read", "%s: no such file; if it is not in version control, "+
			"add \"snapshot\" to the target and generate", t.Spec.Value)
		return nil
	}
	return in.openSpec(t.Snapshot, false).Document // the overlays have been applied to the snapshot
}

// schemas returns the names of the schemas in the descriptions of all targets with the
// code tables of t. It reports false if not all of the descriptions can be read.
func (in *inputs) schemas(t *config.Target) (names []string, ok bool) {
	for i := range in.cfg.Targets {
		other := &in.cfg.Targets[i]
		if other.Codes == nil || other.Codes.Table.Value != t.Codes.Table.Value {
			continue
		}
		whole := in.description(other)
		if whole == nil || in.specs[other.Spec.Value].missing { // a snapshot has only the selected schemas
			return nil, false
		}
		if list := whole.At("/components/schemas"); list != nil {
			for _, field := range list.Fields {
				names = append(names, field.Key)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), true
}

// openSpec reads a description and the files that it refers to. If it is optional and
// does not exist, there is no error.
func (in *inputs) openSpec(spec diag.Text, optional bool) specFile {
	out, seen := in.specs[spec.Value]
	if seen {
		return out
	}
	name, text, err := in.readInput(spec)
	switch {
	case optional && errors.Is(err, fs.ErrNotExist):
		out.missing = true
	case err != nil:
		in.reportUnread(spec, name, err)
	default:
		doc, diags := source.Open(name, text)
		in.diags.Merge(diags)
		if !diags.HasErrors() {
			out.Document = in.gather(doc, spec.Value)
		}
	}
	in.specs[spec.Value] = out
	return out
}

// gather adds the files that a description refers to. They must be in the
// folder of fragen.yaml or, if the description is outside of it, in the
// description's folder.
func (in *inputs) gather(doc *source.Document, spec string) *source.Document {
	root, at := ".", spec
	if strings.HasPrefix(spec, "../") {
		root, at = path.Dir(spec), path.Base(spec)
	}
	out, diags := doc.Gather(at, func(name string) (string, string, error) {
		named := path.Join(root, name)
		file := filepath.ToSlash(filepath.Join(in.cfg.Dir, named))
		text, err := in.read(filepath.Join(in.cfg.Dir, filepath.FromSlash(root)), name)
		if err != nil {
			return file, "", output.ReadReason(err)
		}
		in.record(named, text)
		return file, text, nil
	})
	in.diags.Merge(diags)
	if diags.HasErrors() {
		return nil
	}
	return out
}

// withOverlays applies overlays to a description. If doc is nil, it still reads the
// overlays to report their errors. It returns nil if there is an error.
func (in *inputs) withOverlays(doc *source.Document, files []diag.Text) *source.Document {
	for _, file := range files {
		overlay := in.overlay(file)
		if overlay == nil || doc == nil {
			doc = nil
			continue
		}
		step := overlayStep{doc, file.Value}
		out, seen := in.overlaid[step]
		if !seen {
			var diags *diag.List
			if out, diags = doc.Overlay(overlay); diags.HasErrors() {
				out = nil
			}
			in.diags.Merge(diags)
			in.overlaid[step] = out
		}
		doc = out
	}
	return doc
}

// overlay returns an overlay, or nil if it has errors.
func (in *inputs) overlay(file diag.Text) *source.Overlay {
	overlay, seen := in.overlays[file.Value]
	if !seen {
		if name, text, ok := in.file(file); ok {
			var diags *diag.List
			overlay, diags = source.ReadOverlay(name, text)
			in.diags.Merge(diags)
		}
		in.overlays[file.Value] = overlay
	}
	return overlay
}

// tables returns the code tables of a target; ok is false if their file has
// errors.
func (in *inputs) tables(t *config.Target) (tables []*codes.Table, ok bool) {
	if t.Codes == nil {
		return nil, true
	}
	file := t.Codes.Table.Value
	known, seen := in.codes[file]
	if !seen && file != "" {
		if name, text, ok := in.file(t.Codes.Table); ok {
			content, diags := codes.Read(name, []byte(text))
			in.diags.Merge(diags)
			known = codeFile{content, !diags.HasErrors()}
		}
		in.codes[file] = known
	}
	if !known.ok {
		return nil, false
	}
	for _, table := range known.Tables {
		if t.Docs.Pos.Line > 0 && t.Docs.Locale != table.Source {
			in.diags.Errorf(t.Docs.Pos, "not-supported",
				"doc comments are in the source locale of table %q, which is %q; other locales are not supported yet",
				table.Domain, table.Source)
		}
	}
	return known.Tables, true
}

// loadSelected reads the part of a description that sel selects. The document is nil
// if the list has errors.
func loadSelected(from source.Description, sel source.Selection) (*openapi.Document, *diag.List) {
	whole, diags := from.Document()
	if whole == nil {
		return nil, diags
	}
	slice, _, repairs, found := whole.Slice(sel)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	doc, found := openapi.Load(slice, repairs, diag.Limits{})
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
}

// snapshot is the selected part of a description, as a file to write.
type snapshot struct {
	file string // path with slashes
	text []byte
}

// keepSnapshot records the snapshot of a target that has one.
func (in *inputs) keepSnapshot(t *config.Target, doc *openapi.Document) {
	if t.Snapshot.Value == "" || doc == nil || in.reviewed {
		return
	}
	out := bytes.NewBufferString(snapshotHeader)
	if err := doc.Source.CanonicalYAML(out); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	in.snapshots = append(in.snapshots, snapshot{t.Snapshot.Value, out.Bytes()})
}

// snapshotHeader is the first line of a snapshot, which marks it as a generated file.
const snapshotHeader = "# Code generated by fragen. DO NOT EDIT.\n"
