package filter

import (
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// Searcher returns the SQL condition, with its arguments, that a record's search text contains every term.
type Searcher func(terms []Term) (string, []any)

// Search adds the condition that a record contains every word of a search, or a phone number in any format. A search
// without words adds nothing; too many words are apperr.BadInput.
func Search(where Expr, search *string, condition Searcher) (Expr, error) {
	if search == nil {
		return where, nil
	}
	if utf8.RuneCountInString(*search) > MaxText {
		return where, apperr.Bad("search must have at most %d characters", MaxText)
	}
	words := fold.Words(normalize.Trim(*search))
	switch {
	case len(words) > MaxWords:
		return where, apperr.Bad("search must have at most %d words", MaxWords)
	case len(words) == 0:
		return where, nil
	}
	sql, args := condition(terms(words))
	return And(where, SQL(sql, args...)), nil
}
