package generator

// Nothing to do is said without reading a description. What a run makes depends
// on the program, on the inputs, on the names in the last manifest, and on what
// go.mod says. When it is known of all these together that a run makes just what
// the manifest says, then the files on disk need only have the hashes that stand
// there: inputs and outputs alike. The warnings of that run are kept with the
// knowledge and said again.

import (
	"encoding/json"
	"path/filepath"

	"github.com/fragen-go/fragen/generator/cache"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

// depends lists what a run depends on besides the program: the hash of the
// manifest, which holds those of the inputs, and what go.mod files say. The configuration's file is as the user gave it,
// since diagnostics begin with it.
func depends(cfg *config.Config, manifest string) []string {
	list := []string{manifest, filepath.ToSlash(cfg.File), cfg.Go}
	if cfg.Runtime.Dir != "" {
		list = append(list, cfg.ImportPath(cfg.Runtime.Dir))
	}
	for _, t := range cfg.Targets {
		list = append(list, cfg.ImportPath(t.Out))
	}
	return list
}

// Remember notes that a run with cfg had to do nothing, or has just done it: the
// disk is as out has it.
func Remember(c *cache.Cache, cfg *config.Config, out *output.Output, diags *diag.List) {
	if c == nil {
		return
	}
	data, err := json.Marshal(diags.Sorted())
	if err != nil {
		panic("internal: diagnostics cannot be written: " + err.Error())
	}
	c.Put(depends(cfg, output.Hash(out.Text())), data)
}

// Fresh returns the last run's output, without contents, and what it said of its
// inputs, when a run now would do nothing; else nil. What cannot be read is for
// the run to report.
func Fresh(c *cache.Cache, cfg *config.Config, read ReadFile) (*output.Output, *diag.List) {
	if c == nil || cfg.Diagnostics().HasErrors() {
		return nil, nil
	}
	text, err := output.ReadText(filepath.Join(cfg.Dir, LockName(cfg.File)))
	if err != nil {
		return nil, nil
	}
	data, ok := c.Get(depends(cfg, output.Hash(text)))
	var said []diag.Diagnostic
	if !ok || json.Unmarshal(data, &said) != nil {
		return nil, nil
	}
	last, err := output.DecodeFiles([]byte(text))
	if err != nil {
		return nil, nil
	}
	for _, in := range last.Inputs {
		data, err := read("", filepath.Join(cfg.Dir, filepath.FromSlash(in.Path)))
		if err != nil || output.Hash(data) != in.Hash {
			return nil, nil
		}
	}
	out := output.Made(cfg.Dir, LockName(cfg.File), last, text)
	if changes, err := out.Diff(); err != nil || len(changes) > 0 {
		return nil, nil
	}
	diags := &diag.List{}
	for _, d := range said {
		diags.Add(d)
	}
	return out, diags
}
