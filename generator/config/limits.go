package config

// The key "limits": the work that a description may cause. Only a description that
// exceeds a default needs it.

import (
	"math"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

func (p *parser) limits(to *diag.Limits) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.Map(`"limits"`,
			yamlfile.Optional("pathLength", p.limit(&to.PathLength, `"pathLength"`, 1)),
			yamlfile.Optional("reads", p.limit(&to.Reads, `"reads"`, 1)),
			yamlfile.Optional("members", p.limit(&to.Members, `"members"`, 1)),
			yamlfile.Optional("output", p.limit(&to.Output, `"output"`, 1<<20)),
		)
	}
}

// limit reads a positive number of units.
func (p *parser) limit(to *int, label string, unit int64) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		if value, ok := n.Int(label, 1, math.MaxInt32/unit); ok {
			*to = int(value * unit)
		}
	}
}
