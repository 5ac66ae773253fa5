package reviewtest

// This file compares the findings with the changes that oasdiff calls breaking. Each of
// them must have a finding of the severity break or risk for the same operation, or an
// exception.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"

	"github.com/fragen-go/fragen/generator/review"
)

// breakingChanges returns the changes that oasdiff calls breaking: errors and warnings.
func breakingChanges(old, now string) (checker.Changes, error) {
	before, err := loadDescription(old)
	if err != nil {
		return nil, err
	}
	after, err := loadDescription(now)
	if err != nil {
		return nil, err
	}
	d, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(),
		&load.SpecInfo{Url: "old", Spec: before}, &load.SpecInfo{Url: "new", Spec: after})
	if err != nil {
		return nil, err
	}
	config := checker.NewConfig(checker.GetAllChecks())
	return checker.CheckBackwardCompatibilityUntilLevel(config, d, sources, checker.WARN), nil
}

func loadDescription(text string) (*openapi3.T, error) {
	return openapi3.NewLoader().LoadFromData([]byte(text))
}

func TestOasdiff(t *testing.T) {
	exceptions := readExceptions(t, "oasdiff")
	total, breaking := 0, 0
	missing := map[string][]string{}
	for _, r := range catalogue(t) {
		for i, side := range r.directions() {
			files := []map[string]string{r.Old, r.New}
			list, err := breakingChanges(files[i]["openapi.yaml"], files[1-i]["openapi.yaml"])
			if err != nil {
				if !exceptions.has(side.row) {
					t.Errorf("%s: %v", side.name, err)
				}
				continue
			}
			total++
			if len(list) > 0 {
				breaking++
			}
			for _, change := range list {
				id, keys := change.GetId(), []string{change.GetId(), side.row}
				if strings.HasPrefix(change.GetPath(), "webhook:") {
					keys = append(keys, "webhooks")
				}
				if !isCovered(change, side.Findings) && !exceptions.has(keys...) {
					text := change.GetUncolorizedText(checker.NewDefaultLocalizer())
					missing[id] = append(missing[id], fmt.Sprintf("%s: %s %s: %s",
						side.name, change.GetOperation(), change.GetPath(), text))
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("no finding covers %s:\n  %s", id, strings.Join(missing[id], "\n  "))
	}
	t.Logf("oasdiff calls %d of %d changes breaking", breaking, total)
}

// isCovered reports whether a finding about the operation of a change is as severe.
func isCovered(change checker.Change, findings []*review.Finding) bool {
	operation := change.GetOperation() + " " + change.GetPath()
	return slices.ContainsFunc(findings, func(f *review.Finding) bool {
		if f.Severity != review.Break && f.Severity != review.Risk {
			return false
		}
		return change.GetPath() == "" || slices.ContainsFunc(f.Operations, func(name string) bool {
			return name == operation || strings.HasPrefix(name, "webhook ")
		}) || f.Subject == operation
	})
}
