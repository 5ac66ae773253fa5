package output

// This file reads a fragen.lock and a fragen.sum with the conflict markers that
// git writes, in its default style or in the style diff3. Each side is complete:
// the lines outside of the markers with the lines of that side. The result is
// the union of both sides:
//
//   - A name that only one side has is kept. If both sides gave different names
//     or numbers to an element, ours apply.
//   - If both sides gave the same name or the same number to different elements,
//     theirs loses it. The next run assigns a new one.
//   - A file that both sides changed has MergedHash: git has merged its content,
//     and the next run writes it again.

import "strings"

// MergeManifest is like ReadManifest, but accepts files with conflict markers.
// Its result for files without conflict markers is that of ReadManifest.
func MergeManifest(dir, name string) (*Manifest, error) {
	return readManifest(ReadText, dir, name, mergeLock, mergeSum)
}

// mergeLock decodes both sides of a fragen.lock and joins them.
func mergeLock(text string) (*Manifest, *FileError) {
	ours, theirs, err := decodeSides(text, decodeLock)
	if err != nil || theirs == nil {
		return ours, err
	}
	for _, t := range theirs.Targets {
		target := ours.target(t.Dir)
		if target.Name == "" {
			target.Name = t.Name
		}
		target.addSymbols(t.Symbols)
		target.addLeftOut(t.LeftOut)
	}
	return joinHashes(ours, theirs), nil // of locks of format 1
}

// mergeSum decodes both sides of a fragen.sum and joins them.
func mergeSum(text string) (*Manifest, *FileError) {
	ours, theirs, err := decodeSides(text, decodeSum)
	if err != nil || theirs == nil {
		return ours, err
	}
	return joinHashes(ours, theirs), nil
}

// joinHashes adds the files of theirs to ours.
func joinHashes(ours, theirs *Manifest) *Manifest {
	for _, t := range theirs.Targets {
		target := ours.target(t.Dir)
		target.Files = joinFiles(target.Files, t.Files)
	}
	return ours
}

// joinFiles returns the files of both sides.
func joinFiles(ours, theirs []Hashed) []Hashed {
	at := map[string]int{}
	for i, h := range ours {
		at[h.Path] = i
	}
	for _, h := range theirs {
		i, known := at[h.Path]
		switch {
		case !known:
			ours = append(ours, h)
		case ours[i].Hash != h.Hash:
			ours[i].Hash = MergedHash
		}
	}
	sortHashes(ours)
	return ours
}

// addSymbols adds the symbols of theirs for elements that the target does not
// have.
func (t *Target) addSymbols(theirs []Symbol) {
	type sibling struct {
		parent string
		number int
	}
	keys, taken, numbered := map[string]bool{}, map[string]bool{}, map[sibling]bool{}
	for _, s := range t.Symbols {
		keys[s.Key], taken[s.Name], numbered[sibling{parentKey(s.Key), s.Number}] = true, true, true
	}
	for _, s := range theirs {
		if keys[s.Key] {
			continue
		}
		if taken[s.Name] {
			s.Name = ""
		}
		if numbered[sibling{parentKey(s.Key), s.Number}] {
			s.Number = 0
		}
		if s.Name != "" || s.Number != 0 {
			t.Symbols = append(t.Symbols, s)
		}
	}
	sortSymbols(t.Symbols)
}

// parentKey returns the key of the element that contains another:
// "/components/schemas/a/properties" for "/components/schemas/a/properties/x".
func parentKey(key string) string {
	return key[:max(0, strings.LastIndexByte(key, '/'))]
}

// decodeSides decodes both sides of a file. theirs is nil if the file has no
// conflict markers.
func decodeSides(
	text string, decode func(string) (*Manifest, *FileError),
) (ours, theirs *Manifest, err *FileError) {
	if conflictLine(text) == 0 {
		ours, err = decode(text)
		return ours, nil, err
	}
	sides, err := splitSides(text)
	if err != nil {
		return nil, nil, err
	}
	var decoded [2]*Manifest
	for i, side := range sides {
		if side.text.Len() == 0 {
			decoded[i] = &Manifest{} // the file is new on the other side
			continue
		}
		if decoded[i], err = decode(side.text.String()); err != nil {
			if err.Line > 0 {
				err.Line = side.lines[min(err.Line, len(side.lines))-1]
			}
			return nil, nil, err
		}
	}
	return decoded[0], decoded[1], nil
}

// side is one side of a file with conflict markers.
type side struct {
	text  strings.Builder
	lines []int // number of each line in the file with the markers
}

// The sections of a file with conflict markers.
const (
	sectionBoth = iota
	sectionOurs
	sectionBase
	sectionTheirs
)

// splitSides returns both sides of a file with conflict markers.
func splitSides(text string) (sides [2]*side, err *FileError) {
	sides = [2]*side{{}, {}}
	section, number := sectionBoth, 0
	for line := range strings.Lines(text) {
		number++
		next, isMarker := nextSection(section, strings.TrimRight(line, "\r\n"))
		if next < 0 {
			return sides, lockErrorf(number, "unexpected conflict marker %q; run git checkout --merge on the file, "+
				"then use --merge-lock again", strings.TrimSpace(line))
		}
		section = next
		for i, s := range sides {
			skipped := section == sectionBase || section == sectionOurs && i == 1 || section == sectionTheirs && i == 0
			if !isMarker && !skipped {
				s.text.WriteString(line)
				s.lines = append(s.lines, number)
			}
		}
	}
	if section != sectionBoth {
		return sides, lockErrorf(number, "the last conflict marker is missing; run git checkout --merge on the file, "+
			"then use --merge-lock again")
	}
	return sides, nil
}

// nextSection returns the section that follows a line: another one if the line
// is a marker, -1 if the marker cannot follow in this section.
func nextSection(section int, line string) (next int, isMarker bool) {
	if !isConflictMarker(line) || section == sectionBase && line[0] != '=' {
		return section, false // the base may have markers of its own
	}
	switch {
	case line[0] == '<' && section == sectionBoth:
		return sectionOurs, true
	case line[0] == '|' && section == sectionOurs:
		return sectionBase, true
	case line[0] == '=' && (section == sectionOurs || section == sectionBase):
		return sectionTheirs, true
	case line[0] == '>' && section == sectionTheirs:
		return sectionBoth, true
	}
	return -1, true
}
