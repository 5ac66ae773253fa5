// Measurements that need more than a Go benchmark, in a module of their own
// that uses fragen's output as any other program would.
module github.com/fragen-go/fragen/bench

go 1.26.0

require github.com/fragen-go/fragen v0.0.0

replace github.com/fragen-go/fragen => ../
