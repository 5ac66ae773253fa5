package lower

// Budgets of work.
//
// Few lines of a description can mean much work: n schemas that extend n others have
// n² fields, and two alternatives on each of n levels have 2ⁿ combinations. Each step
// of such work is counted, and a description that exceeds a budget is an error at the
// schema that was being read.

import (
	"cmp"

	"github.com/fragen-go/fragen/generator/diag"
)

func (l *lowerer) setBudgets() {
	size := l.doc.Source.Size()
	l.readBudget = diag.NewReadBudget(l.opt.Limits, size)
	l.memberBudget = diag.NewMemberBudget(l.opt.Limits, size)
}

// defaultPathLength is the maximum length of a path in bytes. The names of request
// builders come from all segments of a path.
const defaultPathLength = 1000

// isLongPath reports whether a path exceeds its limit.
func (l *lowerer) isLongPath(template string) bool { return len(template) > l.maxPathLength() }

func (l *lowerer) maxPathLength() int { return cmp.Or(l.opt.Limits.PathLength, defaultPathLength) }

// overspent ends a run that exceeds a budget. It is the value of a panic because the
// steps are counted deep in recursions.
type overspent struct{}

// spend counts a step at p. Long pointers take longer to resolve and count as several
// steps.
func (l *lowerer) spend(b *diag.Budget, p diag.Pointer) {
	if b.Spend(1 + len(p)/128) {
		l.diags.Exceeded(l.pos(p), "the description", b)
		panic(overspent{})
	}
}

// spendRule counts that the rule of fragen.yaml at pos is compared with an operation.
func (l *lowerer) spendRule(pos diag.Pos) {
	if l.readBudget.Spend(1) {
		l.diags.Exceeded(pos, "the work of all rules", &l.readBudget)
		panic(overspent{})
	}
}

// runWithinBudgets is run for a description that may exceed a budget, which is an
// error in l.diags.
func (l *lowerer) runWithinBudgets() {
	defer func() {
		if fault := recover(); fault != nil && fault != (overspent{}) {
			panic(fault)
		}
	}()
	l.run()
}
