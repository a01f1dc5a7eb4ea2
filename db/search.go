package db

import (
	"strings"
	"unicode/utf8"
)

// Term is a list of alternatives, of which a text must match at least one. An alternative is a list of words, which the
// text must all contain.
type Term = [][]string

// Search returns an SQL condition, with its arguments: the column search_text of table matches all terms. Both
// databases find the same rows, and use a trigram index if every alternative of a term has a word of at least three
// characters. The words must come from fold.Words.
func (d *DB) Search(table string, terms []Term) (string, []any) {
	if d.Dialect == Postgres {
		pattern := func(w string) string { return "%" + likeEscape.Replace(w) + "%" }
		return matchAll(terms, table+`.search_text LIKE ? ESCAPE '\'`, pattern)
	}
	// The index has its own case folding and no words shorter than three characters.
	sql, args := matchAll(terms, "instr("+table+".search_text, ?) > 0", func(w string) string { return w })
	if match := matchExpression(terms); match != "" {
		index := table + "_search"
		sql = table + ".seq IN (SELECT rowid FROM " + index + " WHERE " + index + " MATCH ?) AND " + sql
		args = append([]any{match}, args...)
	}
	return sql, args
}

// matchAll joins a condition for each word according to the terms.
func matchAll(terms []Term, condition string, spell func(string) string) (string, []any) {
	var args []any
	sql := expression(terms, func(w string) string {
		args = append(args, spell(w))
		return condition
	})
	return sql, args
}

// matchExpression returns the terms, as far as the index can answer them, as an FTS5 expression; empty if it can't
// answer any.
func matchExpression(terms []Term) string {
	var indexed []Term
	for _, term := range terms {
		var long Term
		for _, words := range term {
			var of []string
			for _, w := range words {
				if utf8.RuneCountInString(w) >= 3 {
					of = append(of, w)
				}
			}
			if len(of) > 0 {
				long = append(long, of)
			}
		}
		if len(long) == len(term) { // otherwise the alternative without long words can match any row
			indexed = append(indexed, long)
		}
	}
	return expression(indexed, trigrams)
}

// trigrams returns the trigrams of a word, which a text that contains the word has. The index does not know their
// positions.
func trigrams(word string) string {
	characters := []rune(word)
	var all []string
	for i := range len(characters) - 2 {
		all = append(all, `"`+strings.ReplaceAll(string(characters[i:i+3]), `"`, `""`)+`"`)
	}
	return strings.Join(all, " AND ")
}

// expression joins the conditions for each word with AND and OR according to the terms.
func expression(terms []Term, of func(word string) string) string {
	var all []string
	for _, term := range terms {
		var alternatives []string
		for _, words := range term {
			parts := make([]string, len(words))
			for i, w := range words {
				parts[i] = of(w)
			}
			alternatives = append(alternatives, strings.Join(parts, " AND "))
		}
		if len(alternatives) == 1 {
			all = append(all, alternatives[0])
		} else {
			all = append(all, "(("+strings.Join(alternatives, ") OR (")+"))")
		}
	}
	return strings.Join(all, " AND ")
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
