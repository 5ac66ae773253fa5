package generator

// This file plans the SDKs without rendering them, for tools that compare an SDK
// with its description.

import (
	"context"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
)

// Planned is a target that has not been rendered.
type Planned struct {
	Document *openapi.Document // the selected part of the description
	Plan     *plan.Plan
}

// Explore plans the targets of cfg as [Generate] does. The result is nil if the
// list has errors. The error is the context's error.
func Explore(
	ctx context.Context, cfg *config.Config, old *output.Manifest, read ReadFile,
) ([]Planned, *diag.List, error) {
	in := newInputs(cfg, read)
	old = movedLock(cfg, old)
	var out []Planned
	for i := range cfg.Targets {
		if err := ctx.Err(); err != nil {
			return nil, in.diags, err
		}
		if doc := in.document(&cfg.Targets[i]); doc != nil {
			out = append(out, Planned{doc, in.planOf(&cfg.Targets[i], doc, old)})
		}
	}
	if in.diags.HasErrors() {
		return nil, in.diags, nil
	}
	return out, in.diags, nil
}
