package graph

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"clientele/internal/apperr"
)

const (
	// maxRepeats is how many fields of an operation can stand beside one of the same name.
	maxRepeats = 30
	// maxSpreads is how often fragments can be used.
	maxSpreads = 200
	// shortQuery is what is validated in no time whatever it says.
	shortQuery = 500
)

// checkRepeats refuses an operation that repeats its fields many times over, before it is validated: whether fields of one name
// can be merged (GraphQL specification, section 5.3.2) takes a time that grows with the square of their number, seconds for a
// few thousand.
func checkRepeats(query string) gqlerror.List {
	if len(query) <= shortQuery {
		return nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
	if err != nil {
		return nil // whoever parses it next says so
	}
	var r repeats
	for _, op := range doc.Operations {
		r.count(op.SelectionSet, map[string]bool{})
	}
	for _, f := range doc.Fragments {
		r.count(f.SelectionSet, map[string]bool{})
	}
	if r.fields <= maxRepeats && r.spreads <= maxSpreads {
		return nil
	}
	shown := &gqlerror.Error{}
	describe(shown, &apperr.Error{Kind: apperr.TooComplex, Message: "the operation repeats fields more than " + strconv.Itoa(maxRepeats) + " times, or uses fragments more than " + strconv.Itoa(maxSpreads) + " times"})
	return gqlerror.List{shown}
}

// repeats counts fields that stand beside one of the same name, and uses of fragments.
type repeats struct{ fields, spreads int }

func (r *repeats) count(set ast.SelectionSet, seen map[string]bool) {
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			if seen[sel.Alias] {
				r.fields++
			}
			seen[sel.Alias] = true
			r.count(sel.SelectionSet, map[string]bool{})
		case *ast.InlineFragment:
			r.count(sel.SelectionSet, seen)
		case *ast.FragmentSpread:
			r.spreads++
		}
	}
}
