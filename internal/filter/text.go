package filter

import (
	"strings"
	"unicode/utf8"

	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// StringFilter is the operator input of texts.
type StringFilter struct {
	Eq    *string
	Ne    *string
	In    []string
	NotIn []string
	Like  *string
}

// Column is a text column as filters see it.
type Column struct {
	SQL      string              // the column, for eq, ne, in and notIn
	Spelling func(string) string // how its values are spelled; nil for fold.Text
	Patterns string              // the column for like, spelled by LikeSpelling; empty for SQL
	// LikeSpelling is how the column for like is spelled; nil for fold.Text.
	LikeSpelling func(string) string

	text Searcher
}

// In returns the column of a record whose search text holds the column's folded value as a whole: then what stands in the middle of
// a pattern is looked for there, where the database has an index for it.
func (c Column) In(text Searcher) Column {
	c.text = text
	return c
}

// shortest is how many characters the index of search texts needs.
const shortest = 3

// narrowed adds to the condition of a pattern, where no index answers it, that the search text holds its longest part.
func (c Column) narrowed(like Expr, pattern string) Expr {
	longest := ""
	for part := range strings.SplitSeq(pattern, "*") {
		if part = fold.Text(part); len(part) > len(longest) {
			longest = part
		}
	}
	if c.text == nil || !strings.Contains(like.SQL, " LIKE ") || utf8.RuneCountInString(longest) < shortest {
		return like
	}
	sql, args := c.text([]Term{{{longest}}})
	return And(SQL(sql, args...), like)
}

// On returns the filter as a condition on a column. A nil filter holds for every row.
func (f *StringFilter) On(c Column) Expr {
	if f == nil {
		return Expr{}
	}
	spelling, likeSpell, patterns := c.Spelling, c.LikeSpelling, c.Patterns
	if spelling == nil {
		spelling = fold.Text
	}
	spell := func(s string) string { return spelling(normalize.Trim(s)) }
	if likeSpell == nil {
		likeSpell = fold.Text
	}
	if patterns == "" {
		patterns = c.SQL
	}
	var all []Expr
	if f.Eq != nil {
		all = append(all, SQL(c.SQL+" = ?", spell(*f.Eq)))
	}
	if f.Ne != nil {
		all = append(all, Not(SQL(c.SQL+" = ?", spell(*f.Ne))))
	}
	if f.In != nil {
		all = append(all, among(c.SQL, f.In, spell))
	}
	if f.NotIn != nil {
		all = append(all, Not(among(c.SQL, f.NotIn, spell)))
	}
	if f.Like != nil {
		pattern := normalize.Trim(*f.Like)
		all = append(all, c.narrowed(Like(patterns, pattern, likeSpell), likeSpell(pattern)))
	}
	return And(all...)
}

func among[T ~string](column string, values []T, spell func(string) string) Expr {
	if len(values) == 0 {
		return Never()
	}
	args := make([]string, len(values))
	for i, v := range values {
		args[i] = spell(string(v))
	}
	return SQL(column+" IN ?", args)
}

// mark stands for the wildcard while a pattern is spelled: a character of the private use area, which no spelling changes.
const mark = "\uE000"

// Like returns the condition that a column matches a pattern, in which * stands for any run of characters. A pattern that
// only ends in one is a range, which every index answers.
func Like(column, pattern string, spell func(string) string) Expr {
	pattern = strings.ReplaceAll(strings.ReplaceAll(pattern, mark, ""), "*", mark)
	parts := strings.Split(spell(pattern), mark)
	for i, part := range parts {
		parts[i] = escape.Replace(part)
	}
	first := unescape.Replace(parts[0])
	switch {
	case len(parts) == 1:
		return SQL(column+" = ?", first)
	case len(parts) == 2 && parts[1] == "" && first == "":
		return SQL(column + " IS NOT NULL")
	case len(parts) == 2 && parts[1] == "":
		return SQL("("+column+" >= ? AND "+column+" < ?)", first, first+"\U0010FFFF")
	}
	return SQL(column+` LIKE ? ESCAPE '\'`, strings.Join(parts, "%"))
}

var (
	escape   = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	unescape = strings.NewReplacer(`\\`, `\`, `\%`, `%`, `\_`, `_`)
)
