//go:build linux

package main

import (
	"testing"
	"time"

	"github.com/fragen-go/fragen/bench/measure"
)

func TestCompare(t *testing.T) {
	seconds := func(list ...int) []measure.Cost {
		var costs []measure.Cost
		for _, s := range list {
			costs = append(costs, measure.Cost{CPU: time.Duration(s) * time.Second, Wall: time.Second, Largest: 1, Tree: 1})
		}
		return costs
	}
	rows := compare(seconds(50, 10, 12), seconds(8, 1, 12, 9))
	if got, want := rows[0].fragen, 12.0; got != want {
		t.Errorf("median of three: got %v, want %v", got, want)
	}
	if got, want := rows[0].native, 8.5; got != want {
		t.Errorf("median of four: got %v, want %v", got, want)
	}
	if got, want := rows[0].ratio(), 12/8.5; got != want {
		t.Errorf("ratio: got %v, want %v", got, want)
	}
}
