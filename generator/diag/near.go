package diag

import (
	"strings"
	"sync/atomic"
)

// maxCompared limits the comparisons of a Suggester, in pairs of bytes and with
// candidateCost for each name. 10,000 references to missing schemas beside 10,000 schemas
// would take minutes.
const (
	maxCompared   = 400_000_000
	candidateCost = 20
)

// Suggester suggests names for many misspelled ones. It stops after a large number of
// comparisons. The zero value is ready to use.
type Suggester struct{ compared atomic.Int64 }

// DidYouMean is like the function DidYouMean for the names that among returns.
func (s *Suggester) DidYouMean(name string, among func() []string) string {
	if s.compared.Load() > maxCompared {
		return ""
	}
	near, work := nearest(name, among(), maxCompared-int(s.compared.Load()))
	s.compared.Add(int64(work))
	return didYouMean(near)
}

// DidYouMean returns `, did you mean "x"?` for the name in among that is
// nearest to name, or "" if none is near. The result is appended to a message.
func DidYouMean(name string, among []string) string { return didYouMean(Near(name, among)) }

func didYouMean(near string) string {
	if near == "" {
		return ""
	}
	return `, did you mean "` + near + `"?`
}

// Near returns the name in among with the smallest edit distance to name, or
// "" if all differ in more than a third of their letters. Ties go to the first
// name in alphabetical order. It does not compare all names if there are very many or
// long ones.
func Near(name string, among []string) string {
	near, _ := nearest(name, among, maxCompared)
	return near
}

// nearest is like Near, but stops when the work exceeds a limit.
func nearest(name string, among []string, maxWork int) (best string, work int) {
	limit := len(name)/3 + 2
	bestCost := limit
	name = strings.ToLower(name)
	var row []int
	for _, candidate := range among {
		work += candidateCost
		if diff := len(name) - len(candidate); max(diff, -diff) > bestCost {
			continue // the length in lower case is nearly always the same
		}
		if work += len(name) * len(candidate); work > maxWork {
			break
		}
		cost := distance(name, strings.ToLower(candidate), bestCost+1, &row)
		if cost < bestCost || cost == bestCost && cost < limit && candidate < best {
			best, bestCost = candidate, cost
		}
	}
	return best, work
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
