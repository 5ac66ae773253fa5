package diag

// Limits bound the work that the input of a run can cause. A zero value is the
// default, which grows with the size of the description: for example, 100 schemas with
// the same base of 100 fields make 10,000 fields. Real descriptions use less than a
// fifth of the defaults.
type Limits struct {
	PathLength int // bytes of a path
	Reads      int // times that a schema is read: at least once for each use, and copies of values
	Members    int // fields of structs with inherited ones, variants of unions, and path segments
	Output     int // bytes of generated files
}

// Budget is one of the limits, and the part of it that has been used.
type Budget struct {
	Key  string // of fragen.yaml, such as "limits.members"
	Unit string // the counted steps in the plural
	Max  int
	used int
}

// NewBudget returns a budget of limit steps, or of otherwise if limit is 0.
func NewBudget(key, unit string, limit, otherwise int) Budget {
	if limit == 0 {
		limit = otherwise
	}
	return Budget{Key: key, Unit: unit, Max: limit}
}

// NewReadBudget returns the budget of Limits.Reads for a description of size values.
func NewReadBudget(limits Limits, size int) Budget {
	const base, perValue = 500_000, 50
	return NewBudget("limits.reads", "readings of schemas", limits.Reads, base+perValue*size)
}

// NewMemberBudget returns the budget of Limits.Members for a description of size values.
func NewMemberBudget(limits Limits, size int) Budget {
	const base, perValue = 50_000, 3
	return NewBudget("limits.members", "fields, variants and path segments, including inherited fields",
		limits.Members, base+perValue*size)
}

// Spend counts n steps. It reports whether they exceed the budget.
func (b *Budget) Spend(n int) (exceeded bool) {
	b.used += n
	return b.used > b.Max
}

// Exceeded reports at pos that the budget is exceeded. The cause begins the message,
// such as "the description".
func (l *List) Exceeded(pos Pos, cause string, b *Budget) {
	l.Errorf(pos, "too-much-work",
		"%s exceeds the limit of %d %s; simplify it, or set %q in fragen.yaml to a larger number",
		cause, b.Max, b.Unit, b.Key)
}
