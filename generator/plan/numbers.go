package plan

import "slices"

// This file numbers the elements of lists that the output has in the order of
// numbers: the members of a model, the rows of a code table and the required
// arguments of a call. fragen.lock preserves the numbers, so an element that the
// input gains or moves changes no other element's place in the output.

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

// numberLast is like number, but keys that the lock does not number follow all
// that it numbers.
func (n *namer) numberLast(keys []string) []int {
	last := 0
	for _, key := range keys {
		if locked := n.lock.numbers[key]; locked <= largestNumber(len(keys)) {
			last = max(last, locked)
		}
	}
	return n.number(keys, last+1)
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
