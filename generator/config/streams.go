package config

import (
	"strconv"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// StreamRule describes the streams of some operations. The operations are
// selected by paths, operationIds or tags; if all three are empty, the rule
// applies to all operations.
type StreamRule struct {
	Pos        diag.Pos
	Paths      []source.PathRule
	Operations []diag.Text
	Tags       []diag.Text
	Property   *diag.Text // of the body, requests a stream; nil for the default
	End        *diag.Text // data of the event that marks the end; nil for the default
}

func (p *parser) streams(to *[]StreamRule) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		n.List(`"streams"`, func(item yamlfile.Node) {
			*to = append(*to, p.streamRule(item))
		})
	}
}

func (p *parser) streamRule(n yamlfile.Node) StreamRule {
	rule := StreamRule{Pos: n.Pos()}
	text := func(to **diag.Text, name string) yamlfile.Key {
		return yamlfile.Optional(name, func(n yamlfile.Node) {
			if value, ok := n.StringOrEmpty(strconv.Quote(name)); ok {
				*to = &value
			}
		})
	}
	n.Map("stream rule",
		yamlfile.Optional("paths", p.pathRules(&rule.Paths, `"paths"`)),
		yamlfile.Optional("operations", func(n yamlfile.Node) { rule.Operations = n.Strings(`"operations"`) }),
		yamlfile.Optional("tags", func(n yamlfile.Node) { rule.Tags = n.Strings(`"tags"`) }),
		text(&rule.Property, "property"),
		text(&rule.End, "end"),
	)
	if n.IsMap() && len(intersection(n.Keys(), []string{"property", "end"})) == 0 {
		p.diags.Errorf(rule.Pos, "missing-key", `missing key "property" or "end" in stream rule; add one`)
	}
	return rule
}
