package diag

import (
	"strings"
	"sync/atomic"
)

// maxCompared is the number of names with which a Suggester compares. 10,000 references
// to missing schemas beside 10,000 schemas would take minutes.
const maxCompared = 1_000_000

// Suggester suggests names for many misspelled ones. It stops after a large number of
// comparisons. The zero value is ready to use.
type Suggester struct{ compared atomic.Int64 }

// DidYouMean is like the function DidYouMean for the names that among returns.
func (s *Suggester) DidYouMean(name string, among func() []string) string {
	if s.compared.Load() > maxCompared {
		return ""
	}
	candidates := among()
	s.compared.Add(int64(len(candidates)))
	return DidYouMean(name, candidates)
}

// DidYouMean returns `, did you mean "x"?` for the name in among that is
// nearest to name, or "" if none is near. The result is appended to a message.
func DidYouMean(name string, among []string) string {
	if near := Near(name, among); near != "" {
		return `, did you mean "` + near + `"?`
	}
	return ""
}

// Near returns the name in among with the smallest edit distance to name, or
// "" if all differ in more than a third of their letters. Ties go to the first
// name in alphabetical order.
func Near(name string, among []string) string {
	limit := len(name)/3 + 2
	best, bestCost := "", limit
	name = strings.ToLower(name)
	var row []int
	for _, candidate := range among {
		cost := distance(name, strings.ToLower(candidate), bestCost+1, &row)
		if cost < bestCost || cost == bestCost && cost < limit && candidate < best {
			best, bestCost = candidate, cost
		}
	}
	return best
}

// distance returns the Levenshtein distance of a and b in bytes, at most
// limit. It reuses the memory of the buffer.
func distance(a, b string, limit int, buffer *[]int) int {
	if diff := len(a) - len(b); diff >= limit || -diff >= limit {
		return limit
	}
	row := (*buffer)[:0]
	for j := range len(b) + 1 {
		row = append(row, j)
	}
	*buffer = row
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = min(diagonal, row[j], row[j-1]) + 1
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return min(row[len(b)], limit)
}
