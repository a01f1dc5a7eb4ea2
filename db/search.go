package db

import (
	"strings"
	"unicode/utf8"
)

// Term is one thing that is looked for: alternatives, of which a text must hold one. An alternative is words, all of which
// the text must hold.
type Term = [][]string

// Search returns the SQL condition, with its arguments, that a row of table holds each of the terms in its search_text. Both
// databases answer it from a trigram index where every alternative of a term has a word of three characters or more, and
// find the same rows. The words are spelled by fold.Words.
func (d *DB) Search(table string, terms []Term) (string, []any) {
	if d.Dialect == Postgres {
		return holds(terms, table+`.search_text LIKE ? ESCAPE '\'`, func(w string) string { return "%" + likeEscape.Replace(w) + "%" })
	}
	// The index folds case in its own way, and holds no shorter words.
	sql, args := holds(terms, "instr("+table+".search_text, ?) > 0", func(w string) string { return w })
	if match := matching(terms); match != "" {
		index := table + "_search"
		sql = table + ".seq IN (SELECT rowid FROM " + index + " WHERE " + index + " MATCH ?) AND " + sql
		args = append([]any{match}, args...)
	}
	return sql, args
}

// holds joins a condition on each word as the terms say.
func holds(terms []Term, condition string, spell func(string) string) (string, []any) {
	var args []any
	sql := expression(terms, func(w string) string {
		args = append(args, spell(w))
		return condition
	})
	return sql, args
}

// matching returns the terms as an expression of FTS5, as far as its index can answer them; empty where it cannot.
func matching(terms []Term) string {
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
		if len(long) == len(term) { // else any row may hold the alternative without long words
			indexed = append(indexed, long)
		}
	}
	return expression(indexed, func(w string) string { return `"` + strings.ReplaceAll(w, `"`, `""`) + `"` })
}

// expression joins what each word becomes with AND and OR, as the terms say.
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
