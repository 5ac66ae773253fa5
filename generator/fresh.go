package generator

// This file recognizes a run that would change nothing without parsing a
// description. A run depends on the program, the inputs, the names in fragen.lock
// and the go.mod files. After a run, the cache stores that this combination
// produces the files that fragen.sum lists. If a later run finds
// its combination in the cache, it only compares the hashes of the files on
// disk, both inputs and outputs. The cache also stores the warnings of the run,
// to report them again.

import (
	"encoding/json"
	"path/filepath"

	"github.com/fragen-go/fragen/generator/cache"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

// cacheKey returns the values that the output depends on, in addition to the
// program: the hashes of the lock and of the sums, which list the hashes of the
// inputs, and the settings from go.mod files. It includes the path of fragen.yaml as given
// by the user, since diagnostics contain it.
func cacheKey(cfg *config.Config, lockHash, sumHash string) []string {
	list := []string{lockHash, sumHash, filepath.ToSlash(cfg.File), cfg.Go}
	if cfg.Runtime.Dir != "" {
		list = append(list, cfg.ImportPath(cfg.Runtime.Dir))
	}
	for _, t := range cfg.Targets {
		list = append(list, cfg.ImportPath(t.Out))
	}
	return list
}

// Remember stores in the cache that a run with cfg produces out and diags. Call
// it when the files on disk are equal to out.
func Remember(c *cache.Cache, cfg *config.Config, out *output.Output, diags *diag.List) {
	if c == nil {
		return
	}
	data, err := json.Marshal(diags.Sorted())
	if err != nil {
		panic("internal: diagnostics cannot be encoded: " + err.Error())
	}
	lock, sum := out.Texts()
	c.Put(cacheKey(cfg, output.Hash(lock), output.Hash(sum)), data)
}

// Fresh returns the output and the diagnostics of the last run if a run now
// would change nothing, and nil otherwise. The output has no contents. Fresh
// reports no errors: the run itself does.
func Fresh(c *cache.Cache, cfg *config.Config, read ReadFile) (*output.Output, *diag.List) {
	if c == nil || cfg.Diagnostics().HasErrors() {
		return nil, nil
	}
	name := output.LockName(cfg.File)
	if output.Interrupted(cfg.Dir, name) {
		return nil, nil
	}
	lock, lockErr := output.ReadText(filepath.Join(cfg.Dir, name))
	sum, sumErr := output.ReadText(filepath.Join(cfg.Dir, output.SumName(name)))
	if lockErr != nil || sumErr != nil {
		return nil, nil
	}
	data, ok := c.Get(cacheKey(cfg, output.Hash(lock), output.Hash(sum)))
	var stored []diag.Diagnostic
	if !ok || json.Unmarshal(data, &stored) != nil {
		return nil, nil
	}
	last, err := output.DecodeSum(sum)
	if err != nil {
		return nil, nil
	}
	for _, in := range last.Inputs {
		data, err := read("", filepath.Join(cfg.Dir, filepath.FromSlash(in.Path)))
		if err != nil || output.Hash(data) != in.Hash {
			return nil, nil
		}
	}
	out := output.Made(cfg.Dir, name, last, lock, sum)
	out.Top, out.Below = cfg.ModuleDir, cfg.ModuleRest
	if changes, err := out.Diff(); err != nil || len(changes) > 0 {
		return nil, nil
	}
	diags := &diag.List{}
	for _, d := range stored {
		diags.Add(d)
	}
	return out, diags
}
