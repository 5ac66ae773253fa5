package catalog

// This file reports the columns that the user has to choose, and those that the
// user chose but that a table does not have.

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// ambiguous reports an error if several columns of a table can have a role, or if
// codes repeat and an unused column may have their subcodes.
func (im *importer) ambiguous(grid *Grid, found columns) bool {
	if question := im.guess(grid).question; question != "" {
		im.diags.Errorf(grid.Header[0].Pos, "ambiguous-columns",
			"%s; specify the columns, for example with --columns %s", question, found.flag())
		return true
	}
	chooser := &columnChooser{Grid: grid, found: found}
	isChosen := grid.fixed != nil || found[subcodeColumn] >= 0 || len(im.opt.Columns) > 0
	if isChosen || !chooser.repeats(found[codeColumn]) {
		return false
	}
	for _, i := range chooser.otherNumbers(found) {
		if slices.Contains(counterWords, headingWord(grid.Header[i].Text)) {
			continue
		}
		heading := shorten(grid.Header[i].Text)
		found[subcodeColumn] = i
		im.diags.Errorf(grid.Header[i].Pos, "ambiguous-columns", "codes repeat in this table, and the column %q "+
			"may have their subcodes; specify the columns, for example with --columns %s", heading, found.flag())
		return true
	}
	return false
}

// flag returns the columns of codes and texts as the value of --columns.
func (c columns) flag() string {
	var list []string
	for role, i := range c[:idColumn] {
		if i >= 0 {
			list = append(list, fmt.Sprintf("%s=%d", columnRole(role), i+1))
		}
	}
	return strings.Join(list, ",")
}

// reportColumns reports the chosen columns that the tables do not have. It returns
// false if there are none.
func (im *importer) reportColumns(grids []*Grid) bool {
	grids = slices.DeleteFunc(slices.Clone(grids), func(g *Grid) bool { return g.fixed != nil || len(g.Rows) == 0 })
	if len(im.opt.Columns) == 0 || len(grids) == 0 {
		return false
	}
	missing := func(grid *Grid) (list []string) {
		for _, name := range ColumnNames {
			if heading, ok := im.opt.Columns[name]; ok && grid.column(heading) < 0 {
				list = append(list, name)
			}
		}
		return list
	}
	best := slices.MinFunc(grids, func(a, b *Grid) int { return len(missing(a)) - len(missing(b)) })
	for _, name := range missing(best) {
		heading := im.opt.Columns[name]
		var known []string
		for i, cell := range best.Header {
			known = append(known, cmp.Or(visible(cell.Text), strconv.Itoa(i+1)))
		}
		remedy := diag.DidYouMean(heading, known)
		if remedy == "" {
			remedy = fmt.Sprintf("; it has %s", counted(best.width(), "column"))
			if known != nil {
				remedy += ": " + strings.Join(known, ", ")
			}
		}
		im.diags.Errorf(best.Pos, "unknown-column", "the table %s has no column %q for %s%s",
			best.name(), shorten(heading), name, remedy)
	}
	return len(missing(best)) > 0
}

// checkColumns reports whether each chosen column is one column of each table, and
// has one use.
func (im *importer) checkColumns(grids []*Grid) bool {
	ok := true
	for _, grid := range grids {
		if grid.fixed != nil {
			continue
		}
		uses := make(map[int]string)
		for _, name := range ColumnNames {
			heading, isChosen := im.opt.Columns[name]
			if !isChosen {
				continue
			}
			i := grid.column(heading)
			if use := uses[i]; use != "" {
				im.diags.Errorf(grid.Pos, "ambiguous-columns", "the column %q of the table %s cannot be both %s and %s",
					shorten(heading), grid.name(), use, name)
				ok = false
			}
			uses[i] = name
			if same := grid.columnsNamed(heading); len(same) > 1 {
				im.diags.Errorf(grid.Pos, "ambiguous-columns", "the table %s has %d columns %q; write the number "+
					"of the column, for example %s=%d", grid.name(), len(same), shorten(heading), name, same[0]+1)
				ok = false
			}
		}
	}
	return ok
}
