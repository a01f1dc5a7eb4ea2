package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// StringFilter holds the operators of texts.
type StringFilter struct {
	Eq         *string
	Ne         *string
	In         []string
	NotIn      []string
	Like       *string
	Contains   *string
	StartsWith *string
	IsSet      *bool
}

// Column describes a text column to filter by.
type Column struct {
	SQL      string              // the column, for eq, ne, in, notIn and isSet
	Spelling func(string) string // normalization of its values; nil for fold.Text
	Patterns string              // the column for patterns, normalized by LikeSpelling; empty for SQL
	// LikeSpelling is the normalization of the column for like, contains and startsWith; nil for fold.Text.
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

// withSearch adds to the condition of a pattern without an index that the search text contains its longest part. The
// pattern has placeholders.
func (c Column) withSearch(like Expr, pattern string) Expr {
	longest := ""
	for part := range strings.SplitSeq(pattern, placeholder) {
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
	spelling := c.Spelling
	if spelling == nil {
		spelling = fold.Text
	}
	spell := func(s string) string { return spelling(normalize.Trim(s)) }
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
		all = append(all, c.matches(Pattern(normalize.Trim(*f.Like))))
	}
	if f.Contains != nil {
		all = append(all, c.matches(Containing(*f.Contains)))
	}
	if f.StartsWith != nil {
		all = append(all, c.matches(StartingWith(*f.StartsWith)))
	}
	if f.IsSet != nil {
		all = append(all, c.isSet(*f.IsSet))
	}
	return And(all...)
}

// matches returns the condition that the column matches a pattern with placeholders.
func (c Column) matches(pattern string) Expr {
	column, spelling := c.Patterns, c.LikeSpelling
	if column == "" {
		column = c.SQL
	}
	if spelling == nil {
		spelling = fold.Text
	}
	return c.withSearch(Like(column, pattern, spelling), spelling(pattern))
}

// isSet returns the condition that the column has a text that is not empty, or the opposite.
func (c Column) isSet(set bool) Expr {
	if set {
		return SQL(c.SQL + " > ''")
	}
	return SQL("(" + c.SQL + " IS NULL OR " + c.SQL + " = '')")
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

// placeholder stands for any characters in a pattern. It is a private-use character, which normalization does not
// change.
const placeholder = "\uE000"

// Pattern returns a text in which * stands for any characters as a pattern with placeholders.
func Pattern(text string) string { return strings.ReplaceAll(literal(text), "*", placeholder) }

// Containing returns the pattern with placeholders that texts match if they contain the given one.
func Containing(text string) string { return placeholder + literal(text) + placeholder }

// StartingWith returns the pattern with placeholders that texts match if they start with the given one.
func StartingWith(text string) string {
	return strings.TrimLeftFunc(literal(text), unicode.IsSpace) + placeholder
}

func literal(text string) string { return strings.ReplaceAll(text, placeholder, "") }

// Like returns the condition that a column matches a pattern with placeholders. A pattern with one placeholder at the
// end becomes a range condition, which can use an index.
func Like(column, pattern string, spell func(string) string) Expr {
	parts := strings.Split(spell(pattern), placeholder)
	for i, part := range parts {
		parts[i] = escape.Replace(part)
	}
	first := unescape.Replace(parts[0])
	switch {
	case len(parts) == 1:
		return SQL(column+" = ?", first)
	case strings.Join(parts, "") == "":
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
