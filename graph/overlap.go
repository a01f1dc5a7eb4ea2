package graph

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
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
	// maxName limits names and numbers in bytes. Validation compares a name that does not exist with all names of the schema.
	maxName = 255
)

// checkNames refuses an operation with a name or number that is too long to be compared and repeated in an error.
func checkNames(query string) gqlerror.List {
	if len(query) <= maxName {
		return nil
	}
	l := lexer.New(&ast.Source{Input: query})
	for range maxTokens {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil // the parser reports what is wrong
		}
		switch token.Kind {
		case lexer.Name, lexer.Int, lexer.Float:
			if len(token.Value) > maxName {
				return refused(&apperr.Error{
					Kind:    apperr.TooComplex,
					Message: "the operation has a name or number longer than " + strconv.Itoa(maxName) + " characters",
				})
			}
		}
	}
	return nil
}

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
	return refused(&apperr.Error{
		Kind: apperr.TooComplex,
		Message: "the operation repeats fields more than " + strconv.Itoa(maxRepeats) +
			" times, or uses fragments more than " + strconv.Itoa(maxSpreads) + " times",
	})
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
