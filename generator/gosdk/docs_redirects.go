package gosdk

// This file describes the redirects that an operation declares beside its
// successes: which of them a call follows.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// redirectsDoc describes the 3xx statuses that are neither a success nor an error
// of an operation. A client follows a redirect unless the method would change to
// GET, which only status 303 intends.
func redirectsDoc(op *api.Operation) []paragraph {
	reads := op.Method == "GET" || op.Method == "HEAD"
	var followed, refused, others []string
	for _, status := range op.Redirects {
		switch {
		case status == "3XX" && reads, slices.Contains([]string{"303", "307", "308"}, status):
			followed = append(followed, status)
		case status == "3XX":
			followed, refused = append(followed, "303", "307", "308"), append(refused, "301", "302")
		case status != "301" && status != "302":
			others = append(others, status)
		case reads:
			followed = append(followed, status)
		default:
			refused = append(refused, status)
		}
	}
	var out []paragraph
	if followed != nil {
		out = append(out, sentencef("The call follows a redirect with status %s and returns the response from the new"+
			" address.", orList(withoutRepeats(followed))))
	}
	if refused != nil {
		out = append(out, sentencef("The call does not follow a redirect with status %s, because the method would"+
			" change to GET. It returns a [*rest.Error] whose Header holds the address.",
			orList(withoutRepeats(refused))))
	}
	if others != nil {
		out = append(out, sentencef("A response with status %s is reported as a [*rest.Error].", orList(others)))
	}
	return out
}

func withoutRepeats(statuses []string) []string {
	slices.Sort(statuses)
	return slices.Compact(statuses)
}
