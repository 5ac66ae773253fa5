package generator

// What a run reads. Every file is read once, however many targets name it,
// and its hash is kept for the manifest. A file that cannot be read or used is
// reported where it is named, and the run goes on to find what else is wrong.

import (
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
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

type inputs struct {
	cfg   *config.Config
	read  ReadFile
	diags *diag.List
	files []hashing
	specs map[string]*source.Document // nil where they cannot be used
	fixes map[string]*source.Overlay  // the same
	codes map[string]codeFile
}

// hashing is a file whose hash is made while the file is being used.
type hashing struct {
	path string
	hash func() string // waits for it
}

// codeFile is a file of code tables.
type codeFile struct {
	*codes.File
	ok bool // it was read without errors
}

func newInputs(cfg *config.Config, read ReadFile) *inputs {
	in := &inputs{
		cfg: cfg, read: read, diags: &diag.List{},
		specs: map[string]*source.Document{}, fixes: map[string]*source.Overlay{}, codes: map[string]codeFile{},
	}
	in.diags.Merge(cfg.Diagnostics())
	in.file(diag.Text{Value: filepath.Base(cfg.File)})
	return in
}

// file reads a file named in the configuration. It returns the name for
// positions, as the user would write it where fragen runs.
func (in *inputs) file(named diag.Text) (name, text string, ok bool) {
	name = filepath.Join(in.cfg.Dir, filepath.FromSlash(named.Value))
	text, err := in.read("", name)
	if err != nil {
		in.diags.Errorf(named.Pos, "read", "%s: %s", filepath.ToSlash(name), readProblem(err))
		return name, "", false
	}
	in.hash(named.Value, text)
	return filepath.ToSlash(name), text, true
}

// hash notes that a file was read.
func (in *inputs) hash(path, text string) {
	hash := sync.OnceValue(func() string { return output.Hash(text) })
	go hash()
	in.files = append(in.files, hashing{path, hash})
}

func readProblem(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "there is no such file"
	}
	if errors.Is(err, fs.ErrInvalid) {
		return "this path leads out of what is read"
	}
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		err = pathError.Err // the path is said already
	}
	return err.Error()
}

// hashes returns the files that were read, by path.
func (in *inputs) hashes() []output.Hashed {
	var out []output.Hashed
	for _, f := range in.files {
		out = append(out, output.Hashed{Path: f.path, Hash: f.hash()})
	}
	slices.SortFunc(out, func(a, b output.Hashed) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(out)
}

// document returns the part of its description that a target selects, nil
// when an error was reported.
func (in *inputs) document(t *config.Target) *openapi.Document {
	if t.Spec.Value == "" {
		return nil // reported by config
	}
	whole, seen := in.specs[t.Spec.Value]
	if !seen {
		if name, text, ok := in.file(t.Spec); ok {
			doc, diags := source.Open(name, text)
			in.diags.Merge(diags)
			if !diags.HasErrors() {
				whole = in.gather(doc, t.Spec.Value)
			}
		}
		in.specs[t.Spec.Value] = whole
	}
	whole = in.overlaid(whole, t.Overlays)
	if whole == nil || t.Broken {
		return nil // what is wanted is anybody's guess
	}
	slice, cuts, diags := whole.Slice(t.Select)
	in.diags.Merge(diags)
	if diags.HasErrors() {
		return nil
	}
	noteCuts(whole, t.Select, cuts, in.diags)
	doc, diags := openapi.Load(slice)
	in.diags.Merge(diags)
	if diags.HasErrors() {
		return nil
	}
	return doc
}

// gather brings in the files that a description refers to. They lie in the
// configuration's folder, or in that of a description which is not there
// itself.
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
			return file, "", errors.New(readProblem(err))
		}
		in.hash(named, text)
		return file, text, nil
	})
	in.diags.Merge(diags)
	if diags.HasErrors() {
		return nil
	}
	return out
}

// overlaid applies overlays to a description, which may be nil. It is nil when
// an error was reported.
func (in *inputs) overlaid(doc *source.Document, files []diag.Text) *source.Document {
	for _, file := range files {
		fix, seen := in.fixes[file.Value]
		if !seen {
			if name, text, ok := in.file(file); ok {
				var diags *diag.List
				fix, diags = source.ReadOverlay(name, text)
				in.diags.Merge(diags)
			}
			in.fixes[file.Value] = fix
		}
		if fix == nil || doc == nil {
			doc = nil // go on: the others may have faults too
			continue
		}
		var diags *diag.List
		if doc, diags = doc.Overlay(fix); diags.HasErrors() {
			doc = nil
		}
		in.diags.Merge(diags)
	}
	return doc
}

// tables returns the code tables of a target; ok is false when an error was
// reported.
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
			in.diags.Errorf(t.Docs.Pos, "not-supported", "doc comments are in the source locale of table %q, %q; another one is not supported yet", table.Domain, table.Source)
		}
	}
	return known.Tables, true
}

// userAgent is what the SDK calls itself: the package and the API's version,
// with only what may stand in such a header.
func userAgent(name, version string) string {
	version = strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("._-+", r)) {
			return r
		}
		return -1
	}, version)
	return path.Join(name, version)
}
