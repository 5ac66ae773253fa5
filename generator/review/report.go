// Package review compares two generations of an SDK and reports the changes that
// matter to its callers.
//
// It takes the two generations of a target (Generation): their plans, the
// generated files that differ and the diagnostics. It gives the findings of the
// target (Target). It may import api, plan, yamlfile and diag, and the versions of
// modules from golang.org/x/mod.
//
// A finding is a change of the API description or of the code tables together
// with its causes in the description, the operations that it reaches and the Go
// symbols that change with it. A difference between the generated files that no
// finding explains is a finding of its own, go.unexplained.
//
// # Files
//
//   - report.go, this file, declares the report and the input.
//   - compare.go runs the steps. change.go collects changes, explain.go relates Go
//     symbols to them, and symbols.go describes these.
//     related.go finds symbols that do not differ, for the search for callers.
//   - match.go matches the parts of both sides, renames.go recognizes renamed ones.
//     side.go finds the part from which a symbol was made, reach.go the operations
//     that use a type. causes.go finds changes that follow from others.
//   - settings.go finds the changes that fragen.yaml causes.
//   - places.go finds the position of a change, or of the part that contained it.
//   - gosource.go reads the symbols of Go files and counts changed lines.
//   - operations.go, parameters.go, bodies.go, responses.go, types.go, fields.go,
//     enums.go, constants.go, unions.go, limits.go, security.go, servers.go, codes.go,
//     codepairs.go and messages.go compare the parts of the API.
//   - tool.go reports the changes that another version of fragen causes.
//   - docs.go compares texts, words.go the words of two texts; lists.go writes lists.
//     names.go compares packages and settings, gonames.go Go names, warnings.go the
//     reports of the generator.
//   - rules.go has the type of a rule, catalogue.go the rules.
//   - approvals.go and approvals_edit.go read, apply and write fragen.approvals.yaml.
//   - step.go derives the next version of the module.
package review

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// Generation is one of the two sides of a target: the SDK that this version of
// fragen generates from the inputs of a revision.
type Generation struct {
	Name  string     // of the target
	Dir   string     // folder of the target, relative to the project's, with slashes
	Plan  *plan.Plan // has the API, the code tables and the names in fragen.lock, too
	Diags []diag.Diagnostic

	// Files has the content of the generated files that the other side lacks or
	// has with another content, by path relative to Dir. Files that are equal on
	// both sides may be missing.
	Files map[string][]byte

	// States has the states of translations, such as "mt" or "reviewed"; nil if
	// they are unknown.
	States map[TextKey]string

	Settings Settings
}

// Settings are the parts of fragen.yaml that select and name the parts of a target.
type Settings struct {
	Pos     diag.Pos                // of the target
	Keys    map[string]diag.Pos     // positions of the keys of the target, such as "layout", and of "runtime"
	Select  map[string]diag.Pos     // positions of the entries of the key select
	Codes   map[string]diag.Pos     // positions of the entries of the key codes; nil if there is no such key
	Pages   []string                // texts of the entries of the key pages
	Renames map[string]names.Rename // entries of naming.rename by pointer, see RenameKey

	// Describes reports whether the description has a part at a pointer, also if it is not
	// selected. It is nil if both sides have the same selection.
	Describes func(diag.Pointer) bool
}

// RenameKey returns the key of a pointer in Settings.Renames, which does not depend on the
// names of path parameters.
func RenameKey(pointer string) string { return withoutParameters(pointer) }

// TextKey identifies the messages of a row of a code table in a locale.
type TextKey struct{ Domain, Row, Locale string }

// SchemaVersion is the version of the JSON form of a Report.
const SchemaVersion = 1

// Report is the result of a review. Its JSON form is published as a schema.
type Report struct {
	Schema  string    `json:"$schema,omitempty"`
	Version int       `json:"version"` // SchemaVersion
	Old     Side      `json:"old"`
	New     Side      `json:"new"`
	Tool    Tool      `json:"tool"`
	Targets []*Target `json:"targets"`

	Callers *CallerSearch `json:"callers,omitempty"` // nil if callers were not searched
}

// Side identifies one of the two compared states of the project.
type Side struct {
	Revision string            `json:"revision,omitempty"` // "" for the work tree
	Name     string            `json:"name"`               // "main", "work tree"
	Inputs   map[string]string `json:"inputs"`             // hashes of the input files by path
}

// Tool is the fragen that made the report.
type Tool struct {
	Name    string `json:"name"` // "fragen"
	Version string `json:"version"`
	Differs bool   `json:"differs"` // another version of fragen generated the old files
}

// Target is the report about one target.
type Target struct {
	Name     string     `json:"name"`
	Dir      string     `json:"dir"`
	Files    Files      `json:"files"`
	Counts   Counts     `json:"counts"` // of findings by severity, approved ones included
	Step     *Step      `json:"step,omitempty"`
	Findings []*Finding `json:"findings"` // most severe first, consequences after their cause
}

// Files counts the generated files and lines that differ.
type Files struct {
	Changed      int `json:"changed"`
	Added        int `json:"added"`
	Removed      int `json:"removed"`
	CommentsOnly int `json:"commentsOnly"` // of Changed
	Inserted     int `json:"inserted"`     // lines
	Deleted      int `json:"deleted"`      // lines
}

// Counts counts findings by severity.
type Counts map[Severity]int

// Step is the smallest step of the module's version that allows the changes.
type Step struct {
	From       string `json:"from"`                 // such as "v1.4.2"
	To         string `json:"to"`                   // such as "v2.0.0"
	Because    string `json:"because,omitempty"`    // fingerprint of the finding that requires it
	ModulePath string `json:"modulePath,omitempty"` // new path, if the major version changes it
}

// Severity is the effect of a finding on the callers of an SDK.
type Severity string

// The severities, most severe first.
const (
	Break Severity = "break" // callers stop compiling, or the SDK sends or means something else
	Risk  Severity = "risk"  // callers compile and may behave differently
	Add   Severity = "add"   // new symbols or values
	Text  Severity = "text"  // documentation
	None  Severity = "none"  // recognized, no effect on the SDK
)

// Severities lists the severities, most severe first.
var Severities = []Severity{Break, Risk, Add, Text, None}

// Class is the kind of evidence for a finding.
type Class string

// The classes.
const (
	GoSource    Class = "go-source"    // callers stop compiling
	GoBehaviour Class = "go-behaviour" // callers compile, the SDK behaves differently
	Wire        Class = "wire"         // requests or responses of the old SDK no longer fit
	Codes       Class = "codes"
	Docs        Class = "docs"
	Generator   Class = "generator"
)

// Direction is the direction in which data travels at the place of a finding.
type Direction string

// The directions.
const (
	Request  Direction = "request"
	Response Direction = "response"
	Both     Direction = "both"
)

// Finding is a change with its effects.
type Finding struct {
	Fingerprint string    `json:"fingerprint"` // identifies the finding: 12 hexadecimal digits
	Rule        string    `json:"rule"`        // ID of a row of the catalogue
	Severity    Severity  `json:"severity"`
	Classes     []Class   `json:"classes"` // empty for additions and changes without effect
	Direction   Direction `json:"direction,omitempty"`
	Subject     string    `json:"subject"`              // changed part, such as "AiAgentReference" or "GET /search"
	Operations  []string  `json:"operations,omitempty"` // such as "POST /ai/ask" or "webhook itemChanged"

	// OperationCount is the number of operations if the JSON form does not list all of them.
	OperationCount int `json:"operationCount,omitempty"`

	// SentBy and ReceivedBy are the operations that send the place and those that receive
	// it. They are set if Direction is Both and not all operations do both.
	SentBy     []string `json:"sentBy,omitempty"`
	ReceivedBy []string `json:"receivedBy,omitempty"`

	At         At         `json:"at"`
	Also       []string   `json:"also,omitempty"` // pointers of other places with the same change
	Was        string     `json:"was,omitempty"`
	Is         string     `json:"is,omitempty"`
	Symbols    []Symbol   `json:"symbols,omitempty"`
	Text       string     `json:"text"`             // a sentence without a final period
	Remedy     string     `json:"remedy,omitempty"` // an imperative; "" if callers need no change
	Causes     []string   `json:"causes,omitempty"` // fingerprints of findings that follow from this one
	Step       StepKind   `json:"step"`
	Approved   *Approval  `json:"approved,omitempty"`
	Unapproved string     `json:"unapproved,omitempty"` // reason why an approval of the finding is not valid
	Callers    []Caller   `json:"callers,omitempty"`
	Related    []Symbol   `json:"-"` // symbols whose uses are affected although they do not differ
	Unset      []Symbol   `json:"-"` // fields without which composite literals are uses
	Excerpts   [2]Excerpt `json:"-"` // of the old and the new description; empty unless a format needs them
}

// AffectsCallers reports whether the search for callers found a place that the finding
// affects: a line that no longer compiles, or any use if the SDK behaves differently.
func (f *Finding) AffectsCallers() bool {
	onlySource := len(f.Classes) == 1 && f.Classes[0] == GoSource
	return slices.ContainsFunc(f.Callers, func(c Caller) bool { return !c.Compiles || !onlySource })
}

// Excerpt is the part of a description at the place of a finding, as YAML.
type Excerpt struct{ YAML string }

// StepKind is the part of a semantic version that a finding requires to
// increase.
type StepKind string

// The kinds of steps.
const (
	Major  StepKind = "major"
	Minor  StepKind = "minor"
	Patch  StepKind = "patch"
	NoStep StepKind = "none"
)

// At is the place of a finding in the API description or in codes.yaml.
type At struct {
	Pointer string    `json:"pointer"` // begins with "#"
	Old     *Position `json:"old,omitempty"`
	New     *Position `json:"new,omitempty"`
	Near    *Position `json:"near,omitempty"` // if New is nil: closest part of the new side that contained the place
}

// Position is a position in an input file. Line and Column count from 1.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Symbol is a Go symbol that differs between the sides.
type Symbol struct {
	Package string `json:"package"`           // import path
	Old     string `json:"old,omitempty"`     // "AiAgentReference.ID"; "" if it is new
	New     string `json:"new,omitempty"`     // "" if it was removed
	OldType string `json:"oldType,omitempty"` // type, signature or value
	NewType string `json:"newType,omitempty"`
	File    string `json:"file,omitempty"` // relative to the target's folder; of the old side if the symbol was removed
	OldLine int    `json:"oldLine,omitempty"`
	NewLine int    `json:"newLine,omitempty"`

	// NearFile and NearLine are the place of the closest symbol of the new side that
	// contained the symbol, if it was removed.
	NearFile string `json:"nearFile,omitempty"`
	NearLine int    `json:"nearLine,omitempty"`

	Edit *Edit `json:"edit,omitempty"` // nil if no mechanical edit of callers is sufficient
}

// Edit is a mechanical edit of the uses of a symbol.
type Edit struct {
	Kind     EditKind `json:"kind"`
	Argument int      `json:"argument,omitempty"` // of the call, from 1
}

// EditKind is the kind of an Edit.
type EditKind string

// The kinds of edits.
const (
	Rename         EditKind = "rename"
	AddNilArgument EditKind = "add-nil-argument"
	RemoveArgument EditKind = "remove-argument"
	SwapArguments  EditKind = "swap-arguments"
	Dereference    EditKind = "deref"
	TakeAddress    EditKind = "address"
)

// Approval is the entry of fragen.approvals.yaml that accepts a finding.
type Approval struct {
	By     string `json:"by,omitempty"`
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"` // date, such as "2026-12-31"
}

// CallerSearch is the result of the search for callers.
type CallerSearch struct {
	Patterns []string      `json:"patterns"` // of packages, such as "./..."
	Packages int           `json:"packages"` // that depend on the generated code
	Uses     int           `json:"uses"`     // of symbols of findings that break callers or change the behavior
	Broken   int           `json:"broken"`   // lines that no longer compile
	Other    []CallerError `json:"other,omitempty"`
}

// CallerError is a compile error that no finding explains.
type CallerError struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// Caller is a use of a changed symbol in a package of the user.
type Caller struct {
	File     string `json:"file"` // relative to the folder of fragen.yaml
	Line     int    `json:"line"`
	Column   int    `json:"column,omitempty"`
	Uses     string `json:"uses"`
	Compiles bool   `json:"compiles"`
}
