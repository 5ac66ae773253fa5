package review

// This file derives the next version of the module from the findings. It follows
// semantic versioning and the rules of Go modules:
//
//	severity   from v1 on   before v1
//	break      major        minor
//	risk       minor        patch
//	add        minor        patch
//	text       patch        patch
//	none       no step      no step
//
// Approved findings count, because an approval does not change the effect on
// callers. If the SDK is generated into a program or into an internal package, no other
// module can import it, and the report has no step.

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Release has the facts about a module that its next version depends on.
type Release struct {
	ModulePath string   // in go.mod, such as "example.com/app/v2"
	ImportPath string   // of the target's package
	Tags       []string // of the commits before the old side
	Pattern    string   // of the tags with versions: "v*", "sdk/v*"; "" for no step
	IsProgram  bool     // the module is a program, see IsProgram
	MajorRisk  bool     // a finding with the severity risk requires a major step
}

// StepOf returns the kind of step that a finding requires from version v1 on.
func (r Release) StepOf(severity Severity) StepKind {
	switch severity {
	case Break:
		return Major
	case Risk:
		if r.MajorRisk {
			return Major
		}
		return Minor
	case Add:
		return Minor
	case Text:
		return Patch
	}
	return NoStep
}

// stepKinds lists the kinds of steps, largest first.
var stepKinds = []StepKind{Major, Minor, Patch, NoStep}

// Step returns the smallest step of the module's version that allows the findings.
// It returns nil if the module has no versions or if the findings require no step.
func (r Release) Step(findings []*Finding) *Step {
	last := r.lastVersion()
	if last == "" || r.IsProgram || isInternal(r.ImportPath) {
		return nil
	}
	kind, because := NoStep, ""
	for _, f := range findings {
		if k := r.StepOf(f.Severity); slices.Index(stepKinds, k) < slices.Index(stepKinds, kind) {
			kind, because = k, f.Fingerprint
		}
	}
	if kind == NoStep {
		return nil
	}
	step := &Step{From: last, To: nextVersion(last, kind), Because: because}
	if to := pathOfMajor(r.ModulePath, semver.Major(step.To)); to != r.ModulePath {
		step.ModulePath = to
	}
	return step
}

// lastVersion returns the highest released version among the tags, "" if there is
// none. Of the tag "sdk/v1.2.3", the version is "v1.2.3". Pre-releases do not count.
func (r Release) lastVersion() string {
	last := ""
	for _, tag := range r.Tags {
		if ok, err := path.Match(r.Pattern, tag); !ok || err != nil {
			continue
		}
		version := tag[strings.LastIndex(tag, "/")+1:]
		isRelease := semver.IsValid(version) && semver.Canonical(version) == version && semver.Prerelease(version) == ""
		if isRelease && semver.Compare(version, last) > 0 {
			last = version
		}
	}
	return last
}

// isInternal reports whether only packages of the same module can import a package.
func isInternal(importPath string) bool {
	return slices.Contains(strings.Split(importPath, "/"), "internal")
}

// nextVersion returns the version after a step. Before v1, a minor step is the
// largest.
func nextVersion(version string, kind StepKind) string {
	numbers := strings.Split(strings.TrimPrefix(version, "v"), ".")
	at := slices.Index(stepKinds, kind)
	if numbers[0] == "0" {
		at = min(at+1, 2)
	}
	numbers[at] = increment(numbers[at])
	for i := at + 1; i < len(numbers); i++ {
		numbers[i] = "0"
	}
	return "v" + strings.Join(numbers, ".")
}

// increment returns a decimal number plus one.
func increment(number string) string {
	digits := []byte(number)
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] != '9' {
			digits[i]++
			return string(digits)
		}
		digits[i] = '0'
	}
	return "1" + string(digits)
}

// pathOfMajor returns the path that a module must have in a major version:
// "example.com/app/v2" for "example.com/app" and "v2".
func pathOfMajor(modulePath, major string) string {
	prefix, pathMajor, ok := module.SplitPathVersion(modulePath)
	switch {
	case !ok:
		return modulePath
	case strings.HasPrefix(modulePath, "gopkg.in/"):
		return prefix + "." + major
	case major == "v0" || major == "v1":
		return prefix
	case pathMajor == "":
		return modulePath + "/" + major
	}
	return prefix + "/" + major
}

// IsProgram reports whether the folder of a module has a program and no package, so
// that no other module imports it. Programs in folders below do not count, because
// libraries have such programs too.
func IsProgram(folder fs.FS) bool {
	names, err := fs.Glob(folder, "*.go")
	if err != nil {
		return false
	}
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, data, parser.PackageClauseOnly)
		if err == nil && file.Name.Name == "main" && !isIgnored(data) {
			return true
		}
	}
	return false
}

// isIgnored reports whether a file has the build constraint "ignore", as scripts have
// that are in the folder of a package.
func isIgnored(data []byte) bool {
	return slices.Contains(strings.Split(string(data), "\n"), "//go:build ignore")
}
