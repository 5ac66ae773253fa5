package plan_test

import (
	"math/rand/v2"

	"github.com/fragen-go/fragen/generator/api"
)

// shuffle shuffles the lists of an IR whose order has no meaning. Properties,
// members, parameters and tables keep the order of the description.
func shuffle(a *api.API, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	mix(r, a.Types)
	mix(r, a.Operations)
	mix(r, a.Callbacks)
}

func mix[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}
