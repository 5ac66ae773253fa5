package lower

// Leaving out parts of a description that the API cannot express.
//
// An error in one part takes only that part away. leaveOut records it, and its
// caller continues with a weaker part: any value instead of the value of a schema
// that contradicts itself, the default style instead of an unknown one. A part
// without which an operation cannot be called correctly takes the operation away.
// Its types and callbacks would remain, so Lower starts again without the
// operation.

import (
	"fmt"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// leaveOut records that the part at p is left out because of an error. A schema
// accepts any value instead.
func (l *lowerer) leaveOut(part source.Part, p diag.Pointer, rule, format string, args ...any) {
	r := source.Repair{Pos: l.pos(p), Rule: rule, Part: part, Why: fmt.Sprintf(format, args...)}
	if part == source.PartSchema {
		r.Instead = &source.Node{Kind: source.Map}
	}
	l.record(l.doc.Source.Located(r, p))
}

// leaveOutOperation records that the operation at p is left out because of an
// error at the pointer in it.
func (l *lowerer) leaveOutOperation(p, at diag.Pointer, rule, format string, args ...any) {
	l.lost[p] = true
	r := source.Repair{Pos: l.pos(at), Rule: rule, Part: source.PartOperation, Why: fmt.Sprintf(format, args...)}
	l.record(l.doc.Source.Located(r, p))
}

// record adds a repair. Several errors in one part are one repair.
func (l *lowerer) record(r source.Repair) {
	if !slices.ContainsFunc(l.repairs, func(o source.Repair) bool { return o.At == r.At && o.Part == r.Part }) {
		l.repairs = append(l.repairs, r)
	}
}

// allRepairs returns all parts that are left out, by position.
func (l *lowerer) allRepairs() []source.Repair {
	all := append(slices.Clone(l.doc.Repairs), l.repairs...)
	source.SortRepairs(all)
	return all
}

// leftOut returns all parts that are left out, by position.
func (l *lowerer) leftOut() []api.LeftOut {
	var out []api.LeftOut
	all := l.allRepairs()
	remedies := source.Remedies(all)
	for i, r := range all {
		out = append(out, api.LeftOut{
			Origin: api.Origin{Pointer: r.At, Pos: r.Pos}, Operation: source.OperationPart(r.At) == r.At,
			Name: r.Name(), Rule: r.Rule, Why: r.Why, Outcome: r.Outcome(), Remedy: remedies[i],
		})
	}
	return out
}
