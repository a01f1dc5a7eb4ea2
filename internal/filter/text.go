package filter

import (
	"strings"
	"unicode/utf8"

	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// StringFilter holds the operators of texts.
type StringFilter struct {
	Eq    *string
	Ne    *string
	In    []string
	NotIn []string
	Like  *string
}

// Column describes a text column to filter by.
type Column struct {
	SQL      string              // the column, for eq, ne, in and notIn
	Spelling func(string) string // normalization of its values; nil for fold.Text
	Patterns string              // the column for like, normalized by LikeSpelling; empty for SQL
	// LikeSpelling is the normalization of the column for like; nil for fold.Text.
	LikeSpelling func(string) string

	text Searcher
}

// In returns the column of a record whose search text contains the folded value of the column. Patterns that start
// with a wildcard can then use the index of search texts.
func (c Column) In(text Searcher) Column {
	c.text = text
	return c
}

// shortest is the number of characters that the index of search texts needs.
const shortest = 3

// withSearch adds to the condition of a pattern without an index that the search text contains its longest part.
func (c Column) withSearch(like Expr, pattern string) Expr {
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

// On returns the condition on a column. A nil filter matches every row.
func (f *StringFilter) On(c Column) Expr {
	if f == nil {
		return Expr{}
	}
	spelling, likeSpelling, patterns := c.Spelling, c.LikeSpelling, c.Patterns
	if spelling == nil {
		spelling = fold.Text
	}
	spell := func(s string) string { return spelling(normalize.Trim(s)) }
	if likeSpelling == nil {
		likeSpelling = fold.Text
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
		all = append(all, c.withSearch(Like(patterns, pattern, likeSpelling), likeSpelling(pattern)))
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

// wildcard replaces * while a pattern is normalized. It is a private-use character, which normalization does not
// change.
const wildcard = "\uE000"

// Like returns the condition that a column matches a pattern, in which * matches any characters. A pattern with one *
// at the end becomes a range condition, which can use an index.
func Like(column, pattern string, spell func(string) string) Expr {
	pattern = strings.ReplaceAll(strings.ReplaceAll(pattern, wildcard, ""), "*", wildcard)
	parts := strings.Split(spell(pattern), wildcard)
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
