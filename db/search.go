package db

import "strings"

// Search returns the SQL condition, with its arguments, that a row of table holds each of the words in its search_text. Both
// databases answer it from a trigram index for words of three characters and more, and find the same rows. The words are
// spelled by fold.Words.
func (d *DB) Search(table string, words []string) (string, []any) {
	var parts []string
	var args []any
	if d.Dialect == Postgres {
		for _, w := range words {
			parts = append(parts, table+`.search_text LIKE ? ESCAPE '\'`)
			args = append(args, "%"+likeEscape.Replace(w)+"%")
		}
		return strings.Join(parts, " AND "), args
	}
	var long []string
	for _, w := range words {
		if len([]rune(w)) >= 3 {
			long = append(long, `"`+strings.ReplaceAll(w, `"`, `""`)+`"`)
		}
	}
	if len(long) > 0 {
		index := table + "_search"
		parts = append(parts, table+".seq IN (SELECT rowid FROM "+index+" WHERE "+index+" MATCH ?)")
		args = append(args, strings.Join(long, " "))
	}
	for _, w := range words { // the index folds case in its own way, and holds no shorter words
		parts = append(parts, "instr("+table+".search_text, ?) > 0")
		args = append(args, w)
	}
	return strings.Join(parts, " AND "), args
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
