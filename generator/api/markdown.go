package api

// Descriptions are Markdown from an untrusted source. A parser reads most of it in
// linear time. CanParse recognizes the texts that would take quadratic time or deep
// recursion, and Memo avoids reading one text many times: a parameter of the
// components can belong to each of 1,000 operations.

import (
	"strings"
	"sync"
)

// Limits of CanParse. Real descriptions have at most a tenth of them.
const (
	maxContainers = 32   // quotes and lists around a line
	maxBrackets   = 100  // open brackets in a paragraph
	maxCells      = 8192 // cells of a table, with those that its short rows lack
)

// CanParse reports whether a Markdown parser reads text in about linear time. It
// counts the quotes and lists around each line, the open brackets in each paragraph,
// and the cells of tables.
func CanParse(text string) bool {
	round, square := 0, 0
	columns, rows := 0, 0
	for line := range strings.Lines(text) {
		if containersOf(line) > maxContainers {
			return false
		}
		if strings.TrimSpace(line) == "" {
			round, square, columns = 0, 0, 0
			continue
		}
		if n := delimitedColumns(line); n > columns {
			columns, rows = n, 0
		}
		if rows++; columns > 1 && columns*rows > maxCells {
			return false
		}
		for i := range len(line) {
			switch line[i] {
			case '(':
				round++
			case ')':
				round = max(round-1, 0)
			case '[':
				square++
			case ']':
				square = max(square-1, 0)
			}
			if round > maxBrackets || square > maxBrackets {
				return false
			}
		}
	}
	return true
}

// containersOf returns the number of quotes and lists that begin a line.
func containersOf(line string) int {
	n := 0
	for line = strings.TrimLeft(line, " \t"); line != ""; line = strings.TrimLeft(line, " \t") {
		rest := strings.TrimLeft(line, "0123456789")
		switch {
		case rest == "":
			return n
		case line[0] == '>', len(rest) > 1 && strings.ContainsRune("-*+.)", rune(rest[0])) && rest[1] == ' ':
			n, line = n+1, rest[1:]
		default:
			return n
		}
	}
	return n
}

// delimitedColumns returns the number of columns of a table whose delimiter row is
// line, or 0 for any other line.
func delimitedColumns(line string) int {
	if !strings.Contains(line, "-") || strings.Trim(line, "|-: \t>\r\n") != "" {
		return 0
	}
	return strings.Count(line, "|") + 1
}

// memoSize is the total length in bytes of the texts that a Memo remembers.
const memoSize = 4 << 20

// Memo remembers the results of a function of texts, which it computes once for each
// text. It forgets them when the texts become too long. The zero value is ready to
// use, also by several goroutines.
type Memo[V any] struct {
	mutex   sync.Mutex
	results map[string]V
	size    int
}

// Get returns the result of compute for text.
func (m *Memo[V]) Get(text string, compute func(string) V) V {
	m.mutex.Lock()
	result, known := m.results[text]
	m.mutex.Unlock()
	if known {
		return result
	}
	result = compute(text)
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.results == nil || m.size > memoSize {
		m.results, m.size = map[string]V{}, 0
	}
	m.results[text] = result
	m.size += len(text)
	return result
}
