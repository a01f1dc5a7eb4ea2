package filter

import (
	"unicode/utf8"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/normalize"
)

// Searcher returns the database's condition, with its arguments, that a record's search text holds each of the terms.
type Searcher func(terms []Term) (string, []any)

// Search adds to a condition that a record holds each word of what somebody looks for, or a phone number in whatever form it
// is written; condition is the database's way to say so. Nothing to look for adds nothing, and too many words are apperr.BadInput.
func Search(where Expr, search *string, condition Searcher) (Expr, error) {
	if search == nil {
		return where, nil
	}
	if utf8.RuneCountInString(*search) > MaxText {
		return where, apperr.Bad("search is longer than %d characters", MaxText)
	}
	words := fold.Words(normalize.Trim(*search))
	switch {
	case len(words) > MaxWords:
		return where, apperr.Bad("search has more than %d words", MaxWords)
	case len(words) == 0:
		return where, nil
	}
	sql, args := condition(terms(words))
	return And(where, SQL(sql, args...)), nil
}
