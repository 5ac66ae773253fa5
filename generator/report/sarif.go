package report

// This file renders SARIF 2.1.0 with the findings that break callers or change the
// behavior. GitHub reads the members that are written here: the rules, a place in the
// generated code, the fingerprint that recognizes a finding in another run, and
// suppressions, which are our approvals.

import (
	"path"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// maxResults limits the results. GitHub shows 5,000 of a run and refuses files with more
// than 25,000.
const maxResults = 5000

// maxRelated limits the callers of a result.
const maxRelated = 50

const (
	sarifSchema  = "https://json.schemastore.org/sarif-2.1.0.json"
	sarifVersion = "2.1.0"
	sarifRoot    = "SRCROOT" // name of the repository's folder
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Bases      map[string]sarifBase `json:"originalUriBaseIds"`
	ColumnKind string               `json:"columnKind"`
	Results    []sarifResult        `json:"results"`
	Properties map[string]any       `json:"properties,omitempty"`
}

type sarifBase struct {
	Description sarifMessage `json:"description"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	URI     string      `json:"informationUri"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID            string        `json:"id"`
	Short         sarifMessage  `json:"shortDescription"`
	Help          *sarifMessage `json:"help,omitempty"`
	Configuration struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifMessage struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Level        string             `json:"level"`
	Baseline     string             `json:"baselineState"`
	Message      sarifMessage       `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Related      []sarifLocation    `json:"relatedLocations,omitempty"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]any     `json:"properties"`
}

type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Message  *sarifMessage `json:"message,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Logical  []sarifSymbol `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact struct {
		URI    string `json:"uri"`
		BaseID string `json:"uriBaseId"`
	} `json:"artifactLocation"`
	Region struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	} `json:"region"`
}

type sarifSymbol struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

// sarifLevels are the levels of the findings that SARIF has.
var sarifLevels = map[review.Severity]string{review.Break: "error", review.Risk: "warning"}

func renderSARIF(r *review.Report, options Options) ([]byte, error) {
	run := sarifRun{ColumnKind: "utf16CodeUnits", Results: []sarifResult{}}
	run.Bases = map[string]sarifBase{sarifRoot: {sarifMessage{"The folder of the repository."}}}
	run.Tool.Driver = sarifDriver{
		Name: "fragen review", Version: r.Tool.Version, URI: "https://github.com/fragen-go/fragen", Rules: []sarifRule{},
	}
	ids := sarifRuleIDs(r)
	for _, id := range ids {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(id))
	}
	omitted := 0
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			switch {
			case sarifLevels[f.Severity] == "":
			case len(run.Results) == maxResults:
				omitted++
			default:
				result := newSARIFResult(t, f, options)
				result.RuleIndex = slices.Index(ids, f.Rule)
				run.Results = append(run.Results, result)
			}
		}
	}
	if omitted > 0 {
		run.Properties = map[string]any{"omittedResults": omitted}
	}
	return marshal(sarifLog{sarifSchema, sarifVersion, []sarifRun{run}})
}

// sarifRuleIDs returns the rules of the findings, sorted.
func sarifRuleIDs(r *review.Report) []string {
	var ids []string
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			if sarifLevels[f.Severity] != "" {
				ids = append(ids, f.Rule)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func newSARIFRule(id string) sarifRule {
	rule := sarifRule{ID: id, Short: sarifMessage{id}}
	rule.Configuration.Level = "error"
	if row, ok := review.FindRule(id); ok {
		rule.Short = sarifMessage{sentence(row.Title)}
		rule.Help = &sarifMessage{row.Help}
		if level := sarifLevels[row.Severity]; level != "" {
			rule.Configuration.Level = level
		}
	}
	if rule.Help == nil || rule.Help.Text == "" {
		rule.Help = &sarifMessage{"Run: fragen review --explain " + id}
	}
	return rule
}

func newSARIFResult(t *review.Target, f *review.Finding, options Options) sarifResult {
	prefix := options.Prefix
	result := sarifResult{
		RuleID:       f.Rule,
		Level:        sarifLevels[f.Severity],
		Baseline:     "new",
		Message:      sarifMessage{messageOf(f)},
		Locations:    []sarifLocation{{Physical: newSARIFPhysical(findingLocation(t, f, options)), Logical: sarifSymbols(f)}},
		Fingerprints: map[string]string{"fragenReview/v1": f.Fingerprint},
		Properties:   map[string]any{"target": clean(t.Name), "pointer": clean(f.At.Pointer), "operations": len(f.Operations)},
	}
	if f.Direction != "" {
		result.Properties["direction"] = f.Direction
	}
	if p := f.At.Old; p != nil {
		result.Properties["oldPosition"] = position(&review.Position{File: prefix + p.File, Line: p.Line})
	}
	for i, p := range []*review.Position{f.At.New, f.At.Near} { // in the new files, which SARIF describes
		if p == nil || p.File == "" || p.Line < 1 {
			continue
		}
		label := [...]string{"in the new description", "contained the part in the old description"}[i]
		physical := newSARIFPhysical(location{prefix + p.File, p.Line, p.Column})
		related := sarifLocation{ID: i + 1, Message: &sarifMessage{label}, Physical: physical}
		result.Related = append(result.Related, related)
	}
	for i, c := range f.Callers[:min(maxRelated, len(f.Callers))] {
		label := "uses " + clean(c.Uses)
		if !c.Compiles {
			label = "no longer compiles: " + label
		}
		physical := newSARIFPhysical(location{path.Join(prefix, c.File), c.Line, c.Column})
		related := sarifLocation{ID: i + 3, Message: &sarifMessage{label}, Physical: physical}
		result.Related = append(result.Related, related)
	}
	if f.Approved != nil {
		result.Suppressions = []sarifSuppression{{"external", "accepted", clean(f.Approved.Reason)}}
	}
	return result
}

func newSARIFPhysical(at location) sarifPhysical {
	var p sarifPhysical
	p.Artifact.URI, p.Artifact.BaseID = escapePath(at.file), sarifRoot
	p.Region.Line, p.Region.Column = at.line, at.column
	return p
}

// sarifSymbols returns the qualified names of the first symbols.
func sarifSymbols(f *review.Finding) []sarifSymbol {
	const most = 10
	var list []sarifSymbol
	for _, s := range f.Symbols[:min(most, len(f.Symbols))] {
		name, kind := s.New, "type"
		if name == "" {
			name = s.Old
		}
		if strings.Contains(name, ".") {
			kind = "member"
		}
		list = append(list, sarifSymbol{clean(s.Package + "." + name), kind})
	}
	return list
}
