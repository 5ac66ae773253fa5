package catalog

// This file chooses the columns of a table of codes that the user did not choose.
// If several columns can have a role, the headings and the cells decide:
//
//	Status | Error | Description     words beside HTTP statuses are the codes
//	# | Error | Text                 numbers of rows are no codes
//	Old code | New code | Text       a question for the user
//	Code | Text (en) | Text (de)     the text is the one in the language of the page
//
// A column of numbers is a subcode only if its heading says so, or if no heading
// of the table is known. HTTP statuses, severities and years are numbers too.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxChosen is the number of columns that are tried. Tables of codes have fewer.
const maxChosen = 20

// columnChooser chooses the columns of a table.
type columnChooser struct {
	*Grid
	found    columns
	isAsked  [columnRoles]bool // the user chose the column with this role
	question string            // for the user, or ""
}

// ask records that several columns can have a role. The first question counts.
func (c *columnChooser) ask(role columnRole, columns ...int) {
	if c.question != "" || len(columns) < 2 {
		return
	}
	var names []string
	for _, i := range columns {
		names = append(names, fmt.Sprintf("%d (%q)", i+1, shorten(c.Header[i].Text)))
	}
	noun := map[columnRole]string{
		codeColumn: "codes", subcodeColumn: "subcodes", idColumn: "IDs", textColumn: "messages",
		adviceColumn: "advice", userColumn: "messages for users",
	}[role]
	last := len(names) - 1
	c.question = fmt.Sprintf("the columns %s and %s can both have the %s",
		strings.Join(names[:last], ", "), names[last], noun)
	if last > 1 {
		c.question = strings.Replace(c.question, "can both", "can all", 1)
	}
}

// headings returns the headings of the columns that can be chosen.
func (c *columnChooser) headings() []Cell { return c.Header[:min(maxChosen, len(c.Header))] }

// byHeading chooses columns by their headings. The first heading with a role wins,
// except for texts.
func (c *columnChooser) byHeading() {
	c.chooseCode()
	for _, role := range []columnRole{textColumn, adviceColumn, userColumn} {
		if c.found[role] < 0 {
			c.chooseTexts(role)
		}
	}
	for i, cell := range c.headings() {
		role, _ := headingRole(cell)
		switch {
		case role == otherColumn || role == codeColumn || isTextRole(role) || c.found.has(i):
		case c.found[role] >= 0:
			c.askIfEqual(role, i)
		case role == idColumn && c.fraction(i, isNameCell) < 0.9:
		default:
			c.found[role] = i
		}
	}
	for i, cell := range c.headings() {
		role, _ := headingRole(cell)
		if role == textColumn && c.found[idColumn] < 0 && !c.found.has(i) && c.fraction(i, isConstantCell) > 0.9 {
			c.found[idColumn] = i
		}
	}
}

func isTextRole(role columnRole) bool {
	return role == textColumn || role == adviceColumn || role == userColumn
}

// chooseTexts chooses the column of texts with a role, and asks if several can have
// it. A column of constants' names cannot. If all columns are in other languages than the
// page, none of them has advice or messages for users.
func (c *columnChooser) chooseTexts(role columnRole) {
	var list []int
	for i, cell := range c.headings() {
		got, _ := headingRole(cell)
		isText := c.fraction(i, isConstantCell) <= 0.5 && c.fraction(i, isProseCell) >= 0.1
		if got == role && isText && !c.found.has(i) {
			list = append(list, i)
		}
	}
	list = c.inLanguage(role, list)
	if len(list) == 0 {
		return
	}
	if role == textColumn {
		list = c.messages(list)
	}
	first := list[0]
	c.found[role] = first
	c.ask(role, slices.DeleteFunc(list, func(i int) bool {
		isOther := role != textColumn && !c.sameHeading(first, i) // the first column of advice is sufficient
		return i != first && (isOther || !c.differs(first, i))
	})...)
}

// messages returns those columns of texts that have the messages rather than remarks on
// them: a message beside a meaning, or a description beside a cause.
func (c *columnChooser) messages(list []int) []int {
	has := func(words []string) func(i int) bool {
		return func(i int) bool { return slices.Contains(words, headingWord(c.Header[i].Text)) }
	}
	if i := slices.IndexFunc(list, has(messageWords)); i >= 0 && slices.IndexFunc(list[i+1:], has(messageWords)) < 0 {
		return list[i : i+1]
	}
	if texts := slices.DeleteFunc(slices.Clone(list), has(causeWords)); len(texts) > 0 {
		return texts
	}
	return list
}

// inLanguage returns those columns of texts that are in the language of the page: the
// ones whose headings name its locale, else the ones whose headings are in its language,
// else all except those that name another language. If all of them name other languages,
// several columns of messages are a question for the user, and there is no other result.
func (c *columnChooser) inLanguage(role columnRole, list []int) []int {
	isOwn := func(language string) bool { return refines(language, c.locale) || refines(c.locale, language) }
	isExact := func(language string) bool { return strings.EqualFold(language, c.locale) }
	isSame := func(language string) bool { return sameLocale(language, c.locale) }
	names := func(is func(language string) bool) func(i int) bool {
		return func(i int) bool {
			language, _ := headingLanguage(c.Header[i].Text)
			return language != "" && is(language)
		}
	}
	for _, fits := range []func(i int) bool{
		names(isExact), names(isSame), names(isOwn),
		func(i int) bool { return slices.ContainsFunc(headingLanguages(c.Header[i].Text), isOwn) },
		func(i int) bool { return !c.isForeign(i) },
	} {
		own := slices.DeleteFunc(slices.Clone(list), func(i int) bool { return !fits(i) })
		if c.locale != "" && len(own) > 0 {
			return own
		}
	}
	if c.locale != "" && (role != textColumn || len(list) < 2) {
		return nil
	}
	return list
}

// askIfEqual asks for the column with a role if another one has the same heading, and
// different cells.
func (c *columnChooser) askIfEqual(role columnRole, i int) {
	first := c.found[role]
	if !c.isAsked[role] && c.sameHeading(first, i) && c.differs(first, i) {
		c.ask(role, first, i)
	}
}

func (c *columnChooser) sameHeading(a, b int) bool {
	return max(a, b) < len(c.Header) && headingWord(c.Header[a].Text) == headingWord(c.Header[b].Text)
}

// differs reports whether a column has other cells than the first one.
func (c *columnChooser) differs(first, i int) bool {
	return slices.ContainsFunc(c.Rows, func(row []Cell) bool {
		return max(i, first) < len(row) && row[i].Text != "" && row[i].Text != row[first].Text && !c.structures(row)
	})
}

// chooseCode chooses the column of codes by its heading.
func (c *columnChooser) chooseCode() {
	if c.found[codeColumn] >= 0 {
		return
	}
	ranks := make(map[codeRank][]int)
	for i, heading := range c.headings() {
		if rank := rankOf(heading); !c.found.has(i) && rank != noCodeHeading {
			ranks[rank] = append(ranks[rank], i)
		}
	}
	for _, rank := range []codeRank{codeHeading, kindHeading} {
		list := slices.DeleteFunc(slices.Clone(ranks[rank]), func(i int) bool { return !c.mayHaveCodes(i) })
		if len(list) == 0 {
			list = ranks[rank][:min(1, len(ranks[rank]))]
		}
		list = slices.DeleteFunc(list, func(i int) bool { return i != list[0] && c.sameCodes(list[0], i) })
		if len(list) > 0 {
			c.found[codeColumn] = list[0]
			c.ask(codeColumn, list...)
			c.askForKeys(ranks)
			return
		}
	}
	c.chooseOtherCode(ranks)
}

// mayHaveCodes reports whether many cells of a column are codes.
func (c *columnChooser) mayHaveCodes(i int) bool { return c.codeShare(i) > 0.3 || c.hasWords(i) }

// sameCodes reports whether two columns have the same codes, possibly in other
// notations.
func (c *columnChooser) sameCodes(a, b int) bool {
	first, second := c.formOf(a, anyNumber), c.formOf(b, anyNumber)
	for _, row := range c.Rows {
		if max(a, b) >= len(row) || c.structures(row) || row[a].Text == row[b].Text {
			continue
		}
		one, problem := first.readCodes(row[a])
		two, also := second.readCodes(row[b])
		if problem != "" || also != "" || !slices.Equal(one.keys, two.keys) {
			return false
		}
	}
	return true
}

// askForKeys asks for the columns if another column has better codes: if the codes can
// be HTTP statuses beside errors, or if they repeat and the others do not.
func (c *columnChooser) askForKeys(ranks map[codeRank][]int) {
	code := c.found[codeColumn]
	for _, i := range ranks[errorHeading] {
		if c.hasHTTP(code) && c.hasKeys(code) && c.hasKeys(i) {
			c.ask(codeColumn, code, i)
		}
	}
	if c.hasSubcodes() || !c.repeats(code) {
		return
	}
	for _, rank := range []codeRank{kindHeading, errorHeading, nameHeading} {
		for _, i := range ranks[rank] {
			if i != code && c.hasKeys(i) {
				c.ask(codeColumn, code, i)
			}
		}
	}
}

// chooseOtherCode chooses the column of codes in a table that has no heading for
// them: words or numbers below a heading such as "Error", or HTTP statuses.
func (c *columnChooser) chooseOtherCode(ranks map[codeRank][]int) {
	var statuses, keys []int
	for _, i := range ranks[statusHeading] {
		if c.fraction(i, c.isCode(i)) > 0.5 {
			statuses = append(statuses, i)
		}
	}
	for _, i := range ranks[errorHeading] {
		if (c.hasKeys(i) || c.hasSubcodes() && c.mayHaveCodes(i)) && !c.counts(i) {
			keys = append(keys, i)
		}
	}
	if keys == nil && len(statuses) > 0 && c.hasHTTP(statuses[0]) {
		for i := range c.headings() {
			isName := slices.Contains(ranks[nameHeading], i) || slices.Contains(ranks[valueHeading], i) ||
				strings.Contains(headingWord(c.Header[i].Text), "grpc") && c.fraction(i, isWordCell) > 0.9
			if isName && c.hasKeys(i) && !c.counts(i) {
				keys = append(keys, i)
			}
		}
	}
	if len(keys)+len(statuses)+len(ranks[valueHeading]) == 0 {
		return
	}
	others := c.otherNumbers(c.found)
	others = slices.DeleteFunc(others, func(i int) bool { return slices.Contains(keys, i) })
	switch {
	case len(keys) > 0 && c.hasTextBeside(keys):
		c.found[codeColumn] = keys[0]
		c.ask(codeColumn, slices.Concat(keys, others)...)
		c.askForStatus(statuses, keys[0])
	case len(statuses) > 0:
		c.found[codeColumn] = statuses[0]
		c.ask(codeColumn, slices.Concat(statuses[:1], others, c.unknownWords(), c.otherCodes())...)
	case len(ranks[valueHeading]) > 0 && len(others) < 2:
		c.chooseValue(ranks)
	}
}

// askForStatus asks whether the codes are statuses or the words in a column. HTTP
// statuses are not the codes, except for those with names that are constants.
func (c *columnChooser) askForStatus(statuses []int, key int) {
	for _, status := range statuses {
		role, _ := headingRole(c.Header[key])
		if !c.hasHTTP(status) || role == idColumn && !c.repeats(status) {
			c.ask(codeColumn, status, key)
		}
	}
}

// chooseValue chooses a column of numbers beside the names of constants.
func (c *columnChooser) chooseValue(ranks map[codeRank][]int) {
	i := ranks[valueHeading][0]
	for k := range c.headings() {
		isNames := rankOf(c.Header[k]) == nameHeading && c.fraction(k, isConstantCell) > 0.5
		if isNames && c.fraction(i, c.isCode(i)) > 0.9 {
			c.found[codeColumn] = i
		}
	}
}

// hasSubcodes reports whether a heading is one of subcodes.
func (c *columnChooser) hasSubcodes() bool {
	return slices.ContainsFunc(c.headings(), func(cell Cell) bool {
		role, _ := headingRole(cell)
		return role == subcodeColumn
	})
}

// hasKeys reports whether almost all cells of a column are codes, and no two are
// equal.
func (c *columnChooser) hasKeys(i int) bool {
	isCode := c.isCode(i)
	isKey := func(cell Cell) bool { return isWordCell(cell) && !isSentence(cell.Text) || isCode(cell) }
	return c.fraction(i, isKey) > 0.9 && !c.repeats(i)
}

// repeats reports whether a column has equal cells. An empty cell repeats the one
// above.
func (c *columnChooser) repeats(i int) bool {
	seen := make(map[string]bool)
	for _, row := range c.Rows {
		if i >= len(row) || c.structures(row) {
			continue
		}
		text := plainNumber(row[i].Text)
		if text == "" || seen[text] {
			return true
		}
		seen[text] = true
	}
	return false
}

// counts reports whether a column has the numbers of the rows: its heading says so, or
// its numbers are consecutive.
func (c *columnChooser) counts(i int) bool {
	if i >= len(c.Header) {
		return false
	}
	if rankOf(c.Header[i]) <= kindHeading {
		return false
	}
	next, n := int64(0), 0
	form := columnForm{key: anyNumber}
	for _, row := range c.Rows {
		if i >= len(row) || c.structures(row) {
			continue
		}
		list, _ := form.readCodes(row[i])
		if len(list.keys) != 1 || n > 0 && list.keys[0].Number() != next || n == 0 && list.keys[0].Number() > 1 {
			return false
		}
		next, n = list.keys[0].Number()+1, n+1
	}
	return n > 2 || n == 2 && slices.Contains(counterWords, headingWord(c.Header[i].Text))
}

// hasHTTP reports whether a column has numbers, which can all be HTTP statuses.
func (c *columnChooser) hasHTTP(i int) bool {
	form, isEmpty := c.formOf(i, anyNumber), true
	for _, row := range c.Rows {
		if i >= len(row) {
			continue
		}
		list, _ := form.readCodes(row[i])
		isEmpty = isEmpty && len(list.classes) == 0
		for _, key := range list.keys {
			if n := key.Number(); n < 100 || n > 599 {
				return false
			}
			isEmpty = false
		}
	}
	return !isEmpty
}

// hasTextBeside reports whether a table has a text besides some columns.
func (c *columnChooser) hasTextBeside(columns []int) bool {
	for i := range c.headings() {
		if !slices.Contains(columns, i) && !isOther(c.Header[i]) && c.isProse(i) {
			return true
		}
	}
	return false
}

func (c *columnChooser) isProse(i int) bool {
	return c.fraction(i, isProseCell) >= 0.9 && c.fraction(i, isConstantCell) <= 0.5
}

// unknownWords returns the columns with unknown headings that have constants, of
// which no two are equal.
func (c *columnChooser) unknownWords() []int {
	var list []int
	for i, heading := range c.headings() {
		_, known := headingRole(heading)
		isUnknown := !known && rankOf(heading) != statusHeading && len(c.Rows) > 1
		if isUnknown && c.fraction(i, isConstantCell) > 0.5 && c.hasKeys(i) {
			list = append(list, i)
		}
	}
	return list
}

// otherCodes returns the columns with codes of a kind that are usually not those of a
// table, such as "gRPC code".
func (c *columnChooser) otherCodes() []int {
	var list []int
	for i, heading := range c.headings() {
		word := headingWord(heading.Text)
		if rankOf(heading) == noCodeHeading && codeEnd.MatchString(word) && c.fraction(i, c.isCode(i)) > 0.5 {
			list = append(list, i)
		}
	}
	return list
}

// otherNumbers returns the unused columns with unknown headings that have numbers,
// except for those of rows.
func (c *columnChooser) otherNumbers(found columns) []int {
	var list []int
	for i, heading := range c.headings() {
		role, _ := headingRole(heading)
		isUnknown := !isOther(heading) && role != subcodeColumn && rankOf(heading) != statusHeading && !found.has(i)
		if isUnknown && c.fraction(i, hasDigit) > 0.5 && c.fraction(i, c.isCode(i)) > 0.5 && !c.counts(i) {
			list = append(list, i)
		}
	}
	return list
}

// isForeign reports whether a heading names another language than that of the page.
func (c *columnChooser) isForeign(i int) bool {
	language, _ := headingLanguage(c.Header[i].Text)
	if language == "" || c.locale == "" {
		return false
	}
	return !refines(language, c.locale) && !refines(c.locale, language)
}

// byContent finds the columns that the headings do not identify. If a heading
// names the codes, a column of numbers without a known heading is not a subcode.
func (c *columnChooser) byContent(named bool) {
	width := min(c.width(), maxChosen)
	for i := range width {
		switch {
		case c.found.has(i) || i < len(c.Header) && isOther(c.Header[i]) || c.counts(i):
		case c.found[codeColumn] < 0 && c.fraction(i, c.isCode(i)) > 0.9:
			c.found[codeColumn] = i
		case named || c.found[subcodeColumn] >= 0 || c.found[codeColumn] < 0 || c.found[codeColumn] >= i:
		case c.sameCodes(c.found[codeColumn], i):
		case c.fraction(i, c.isSubcode(i)) > 0.9 && c.fraction(i, hasDigit) > 0.5:
			c.found[subcodeColumn] = i
			if i < len(c.Header) {
				c.ask(codeColumn, c.found[codeColumn], i)
			}
		}
	}
	if c.found[textColumn] < 0 {
		c.chooseText(width)
	}
}

// severalWords matches a text of several words, which some scripts do not separate.
var severalWords = regexp.MustCompile(` |[\p{Han}\p{Hiragana}\p{Katakana}]{4}`)

func hasSeveralWords(cell Cell) bool { return severalWords.MatchString(cell.Text) }

// chooseText chooses the text among the columns with unknown headings. A message for
// users is the text if the table has no other.
func (c *columnChooser) chooseText(width int) {
	var list []int
	longest, most := -1, 0
	for i := range width {
		if c.found.has(i) || !c.isProse(i) || i < len(c.Header) && (isOther(c.Header[i]) || c.isForeign(i)) {
			continue
		}
		length := 0
		for _, row := range c.Rows {
			if i < len(row) {
				length += len(row[i].Text)
			}
		}
		if length > most {
			longest, most = i, length
		}
		if i < len(c.Header) && (c.fraction(i, hasSeveralWords) > 0.5 || messageForm.MatchString(c.Header[i].Text)) {
			list = append(list, i)
		}
	}
	c.found[textColumn] = longest
	c.ask(textColumn, list...)
	if user := c.found[userColumn]; longest < 0 && user >= 0 {
		c.found[textColumn], c.found[userColumn] = user, -1
	}
}
