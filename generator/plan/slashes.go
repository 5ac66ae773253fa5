package plan

import (
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// This file plans paths that end with a slash. Frameworks such as FastAPI and Django
// write all of their paths so. If a description has only /plants/, its operations are
// methods of the builder for /plants, and the runtime adds the slash:
//
//	GET /plants/        ->  client.Plants().Get
//	GET /plants/{id}/   ->  client.Plants().ByID(id).Get
//
// If the description has /plants as well, or fragen.lock has a builder for /plants/, the
// slash is a segment of its own: client.Plants().Slash().Get.

// omitSlashes finds the operations whose path ends with a slash that is no segment.
func (pl *planner) omitSlashes() {
	bare := map[string]bool{} // methods and shapes of paths that do not end with a slash
	for _, op := range pl.api.Operations {
		if !endsWithSlash(op) {
			bare[pathShape(op.Path.Segments)] = true
			bare[op.Method+" "+pathShape(op.Path.Segments)] = true
		}
	}
	for _, op := range pl.api.Operations {
		if !endsWithSlash(op) || pl.namer.lock.all[builderKey(lastSegment(op))] {
			continue
		}
		shape := pathShape(op.Path.Segments[:len(op.Path.Segments)-1])
		locked := pl.namer.lock.all[string(op.Origin.Pointer)+roleOptions]
		switch {
		case !bare[shape], locked && !bare[op.Method+" "+shape]:
			pl.omitted[op] = true
		case locked:
			without := strings.TrimSuffix(op.Path.Template, "/")
			pl.diags.Warnf(op.Origin.Pos, "trailing-slash",
				"the description now has %s %s without the slash; %s %s moves to the %s method",
				op.Method, without, op.Method, op.Path.Template, slash)
		}
	}
}

// builderSegments returns the segments of an operation's path that have builders.
func (pl *planner) builderSegments(op *api.Operation) []api.Segment {
	segments := op.Path.Segments
	if pl.omitted[op] {
		return segments[:len(segments)-1]
	}
	return segments
}

// endsWithSlash reports whether the path of op ends with a single slash after a segment.
func endsWithSlash(op *api.Operation) bool {
	segments := op.Path.Segments
	n := len(segments)
	return n > 1 && segmentShape(segments[n-1]) == "" && segmentShape(segments[n-2]) != ""
}

func lastSegment(op *api.Operation) api.Segment {
	return op.Path.Segments[len(op.Path.Segments)-1]
}

// pathShape returns a path without the names of its parameters: "/plants/{}".
func pathShape(segments []api.Segment) string {
	var path strings.Builder
	for _, s := range segments {
		path.WriteString("/" + segmentShape(s))
	}
	return path.String()
}
