package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// This file numbers the elements of lists that the output has in the order of
// numbers: the members of a model, the rows of a code table and the required
// arguments of a call. fragen.lock preserves the numbers, so an element that the
// input gains or moves changes no other element's place in the output.

// parametersToken is in the keys of an operation's parameters.
const parametersToken = "/parameters/"

// lockedNumbers returns the numbers of symbols by key.
func lockedNumbers(symbols []Symbol) map[string]int {
	numbers := map[string]int{}
	for _, s := range symbols {
		if s.Number > 0 {
			numbers[s.Key] = s.Number
		}
	}
	return numbers
}

// number gives each of the keys a number from 1, which fragen.lock preserves. A
// key has its number in the lock. If the lock has the same number twice, as after
// a merge of two branches, the smallest key has it. Other keys take the lowest
// free numbers in the order of keys, from the number from on:
//
//	lock: a 1, c 2; keys: a, b, c  ->  a 1, b 3, c 2
//	lock: a 1, c 3; keys: a, b, c  ->  a 1, b 2, c 3
func (n *namer) number(keys []string, from int) []int {
	limit := largestNumber(len(keys))
	used := map[int]string{}
	for _, key := range keys {
		locked := n.lock.numbers[key]
		if other, taken := used[locked]; locked > 0 && locked <= limit && (!taken || key < other) {
			used[locked] = key
		}
	}
	numbers := make([]int, len(keys))
	next := max(1, from)
	for i, key := range keys {
		number := n.lock.numbers[key]
		if number == 0 || used[number] != key {
			for used[next] != "" {
				next++
			}
			number = next
			used[number] = key
		}
		numbers[i] = number
		n.numbers[key] = number
	}
	return numbers
}

// largestNumber returns the largest number that the lock may give one of count
// elements. Numbers of removed elements leave holes in lists of the output, so a
// damaged lock must not make them arbitrarily long.
func largestNumber(count int) int { return 4*count + 1000 }

// numberArguments numbers the required arguments of an operation, given their keys
// in the order of the document and the pointer of the operation's parameters. An
// argument that is not in the lock takes the number of one that was removed, since
// callers that pass strings would compile with another order too. The first choice
// is one of the same name, then the removed one with the lowest number:
//
//	lock: query/from 1, query/to 2; keys: query/since, query/to   ->  since 1, to 2
//	lock: query/from 1, query/to 2; keys: query/to, header/from   ->  from 1, to 2
//
// Further arguments follow all those that the lock numbers. The other removed
// arguments keep their numbers in the lock, so one that returns has its old place.
// No other argument takes the number of one that was optional in the last run.
func (n *namer) numberArguments(parameters string, keys []string) []int {
	removed := n.removedArguments(parameters, keys)
	var added []string
	for _, key := range keys {
		if n.lock.numbers[key] == 0 {
			added = append(added, key)
		}
	}
	for i, j := range bestPairs(len(added), len(removed), func(i, j int) int {
		if n.lock.names[removed[j]] != "" {
			return 0
		}
		return n.similarArguments(added[i], removed[j])
	}) {
		if j >= 0 {
			n.lock.numbers[added[i]] = n.lock.numbers[removed[j]]
			delete(n.lock.numbers, removed[j])
		}
	}
	last := 0
	for _, key := range slices.Concat(keys, removed) {
		if locked := n.lock.numbers[key]; locked <= largestNumber(len(keys)) {
			last = max(last, locked)
		}
	}
	for _, key := range removed {
		if number := n.lock.numbers[key]; number > 0 {
			n.numbers[key] = number
		}
	}
	return n.number(keys, last+1)
}

// removedArguments returns the keys of the arguments of an operation that have a
// number in the lock but are not among keys, sorted by number.
func (n *namer) removedArguments(parameters string, keys []string) []string {
	used := map[int]bool{}
	for _, key := range keys {
		used[n.lock.numbers[key]] = true
	}
	var removed []string
	for _, key := range n.lock.arguments[parameters] {
		number := n.lock.numbers[key]
		if number <= largestNumber(len(keys)) && !used[number] {
			used[number] = true
			removed = append(removed, key)
		}
	}
	slices.SortFunc(removed, func(a, b string) int { return cmp.Compare(n.lock.numbers[a], n.lock.numbers[b]) })
	return removed
}

// similarArguments returns how well the names of two arguments agree. The result
// is positive.
func (n *namer) similarArguments(added, removed string) int {
	a, b := argumentName(added), argumentName(removed)
	switch {
	case a == b:
		return 3
	case strings.EqualFold(string(n.style.Exported(a)), string(n.style.Exported(b))):
		return 2
	}
	return 1
}

// argumentName returns the name of a parameter, given its key.
func argumentName(key string) string {
	tokens := diag.Pointer(key).Tokens()
	return tokens[len(tokens)-1]
}

// lockedArguments returns the keys of required arguments in the lock by the pointer
// of the parameters of their operation, sorted.
func lockedArguments(symbols []Symbol) map[string][]string {
	arguments := map[string][]string{}
	for _, s := range symbols {
		parameters, argument, ok := strings.Cut(s.Key, parametersToken)
		if ok && s.Number > 0 && strings.Count(argument, "/") == 1 {
			parameters += strings.TrimSuffix(parametersToken, "/")
			arguments[parameters] = append(arguments[parameters], s.Key)
		}
	}
	for _, keys := range arguments {
		slices.Sort(keys)
	}
	return arguments
}

// numberedSymbols returns the symbols with their numbers, and a symbol without a
// name for each number whose key has no name.
func (n *namer) numberedSymbols() []Symbol {
	symbols := slices.Clone(n.symbols)
	named := map[string]bool{}
	for i := range symbols {
		symbols[i].Number = n.numbers[symbols[i].Key]
		named[symbols[i].Key] = true
	}
	for key, number := range n.numbers {
		if !named[key] {
			symbols = append(symbols, Symbol{Key: key, Number: number})
		}
	}
	return symbols
}
