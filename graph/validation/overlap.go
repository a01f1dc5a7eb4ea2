package validation

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"clientele/internal/apperr"
)

const (
	// maxRepeats is the number of fields that may have the same name as an earlier one of the selection.
	maxRepeats = 30
	// maxSpreads is the number of fragment spreads.
	maxSpreads = 200
	// shortQuery is the length up to which any operation is validated quickly.
	shortQuery = 500
	// maxName limits names and numbers in bytes. Validation compares an unknown name with all names of the schema.
	maxName = 255
)

// checkNames refuses an operation with a name or number that is too long to be compared, and quoted in an error.
func checkNames(query string) gqlerror.List {
	if len(query) <= maxName {
		return nil
	}
	l := lexer.New(&ast.Source{Input: query})
	for range MaxTokens {
		token, err := l.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil // the parser reports what is wrong
		}
		switch token.Kind {
		case lexer.Name, lexer.Int, lexer.Float:
			if len(token.Value) > maxName {
				return Refused(&apperr.Error{
					Kind:    apperr.TooComplex,
					Message: "The operation has a name or number longer than " + strconv.Itoa(maxName) + " characters",
				})
			}
		}
	}
	return nil
}

// checkRepeats refuses an operation that repeats many fields, before it is validated: the time to check whether
// fields of one name can be merged (GraphQL specification, section 5.3.2) grows with the square of their number, to
// seconds for thousands.
func checkRepeats(query string) gqlerror.List {
	if len(query) <= shortQuery {
		return nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, MaxTokens)
	if err != nil {
		return nil // reported when it is parsed again
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
	return Refused(&apperr.Error{
		Kind: apperr.TooComplex,
		Message: "The operation repeats fields more than " + strconv.Itoa(maxRepeats) +
			" times, or uses fragments more than " + strconv.Itoa(maxSpreads) + " times",
	})
}

// repeats counts fields with the same name as an earlier one of the selection, and fragment spreads.
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
