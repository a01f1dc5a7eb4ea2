package graph

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/internal/apperr"
	"clientele/internal/filter"
)

// check holds what the schema's own validation leaves open: how much an operation asks for, what no text may hold, @oneOf in
// variables, and the shape of filters. It runs before anything is executed.
func check(schema *ast.Schema, op *graphql.OperationContext) gqlerror.List {
	err := checkSize(op)
	if err == nil {
		c := checker{schema: schema, variables: op.Variables}
		c.selections(op.Operation.SelectionSet, map[string]bool{})
		err = c.err
	}
	if err == nil {
		return nil
	}
	shown := &gqlerror.Error{}
	if e, ok := apperr.As(err); ok {
		describe(shown, e)
	}
	return gqlerror.List{shown}
}

// checker looks at every argument of an operation, with its variables put in.
type checker struct {
	schema    *ast.Schema
	variables map[string]any
	err       error
}

func (c *checker) fail(path []string, format string, args ...any) {
	if c.err == nil {
		c.err = apperr.Bad("%s: %s", strings.Join(path, "."), fmt.Sprintf(format, args...))
	}
}

func (c *checker) selections(set ast.SelectionSet, seen map[string]bool) {
	for _, selection := range set {
		if c.err != nil {
			return
		}
		switch sel := selection.(type) {
		case *ast.Field:
			c.field(sel)
			c.selections(sel.SelectionSet, seen)
		case *ast.InlineFragment:
			c.selections(sel.SelectionSet, seen)
		case *ast.FragmentSpread:
			if !seen[sel.Name] && sel.Definition != nil {
				seen[sel.Name] = true
				c.selections(sel.Definition.SelectionSet, seen)
			}
		}
	}
}

func (c *checker) field(f *ast.Field) {
	if f.Definition == nil {
		return
	}
	for _, arg := range f.Arguments {
		def := f.Definition.Arguments.ForName(arg.Name)
		if def == nil {
			continue
		}
		v, err := arg.Value.Value(c.variables)
		if err != nil {
			c.fail([]string{f.Name, arg.Name}, "this is no value")
			return
		}
		path := []string{f.Name, arg.Name}
		c.value(path, def.Type, v)
		if isFilter(def.Type) && v != nil {
			conditions := 0
			c.filter(path, def.Type, v, 1, &conditions)
		}
	}
}

// value checks texts and @oneOf.
func (c *checker) value(path []string, t *ast.Type, v any) {
	switch v := v.(type) {
	case string:
		if strings.ContainsRune(v, 0) || strings.ContainsRune(v, utf8.RuneError) || !utf8.ValidString(v) {
			c.fail(path, "this text holds a NUL, or what is no Unicode character")
		}
	case []any:
		elem := t.Elem
		if elem == nil {
			elem = t
		}
		for i, each := range v {
			c.value(append(path, strconv.Itoa(i)), elem, each)
		}
	case map[string]any:
		def := c.schema.Types[t.Name()]
		if def == nil {
			return
		}
		if def.Directives.ForName("oneOf") != nil {
			c.oneOf(path, v)
		}
		for name, each := range v {
			if member := def.Fields.ForName(name); member != nil {
				c.value(append(path, name), member.Type, each)
			}
		}
	}
}

func (c *checker) oneOf(path []string, v map[string]any) {
	if len(v) == 1 {
		for _, only := range v {
			if only != nil {
				return
			}
		}
	}
	c.fail(path, "give exactly one member, and not null")
}

func isFilter(t *ast.Type) bool { return strings.HasSuffix(t.Name(), "Filter") }

// filter checks the shape of a filter: what says nothing must not mean everything, so there are no nulls and no empty
// objects inside, and there is an end to what it may hold.
func (c *checker) filter(path []string, t *ast.Type, v any, depth int, conditions *int) {
	if c.err != nil {
		return
	}
	if v == nil {
		c.fail(path, "null says nothing: leave it out")
		return
	}
	switch v := v.(type) {
	case []any:
		if isFilter(t) && len(v) == 0 {
			c.fail(path, "an empty list says nothing: leave it out")
		}
		if len(v) > filter.MaxValues {
			c.fail(path, "there are more than %d values", filter.MaxValues)
		}
		for i, each := range v {
			c.filter(append(path, strconv.Itoa(i)), t, each, depth, conditions)
		}
	case map[string]any:
		c.filterObject(path, t, v, depth, conditions)
	case string:
		if utf8.RuneCountInString(v) > filter.MaxText {
			c.fail(path, "this is longer than %d characters", filter.MaxText)
		}
	}
}

func (c *checker) filterObject(path []string, t *ast.Type, v map[string]any, depth int, conditions *int) {
	if len(v) == 0 {
		if len(path) > 2 { // the whole filter may be empty
			c.fail(path, "an empty object says nothing: leave it out")
		}
		return
	}
	def := c.schema.Types[t.Name()]
	if def == nil {
		return
	}
	for name, each := range v {
		member := def.Fields.ForName(name)
		if member == nil {
			continue
		}
		below := depth
		switch {
		case name == "and" || name == "or" || name == "not":
			below++
		case !isFilter(member.Type):
			*conditions++
		}
		switch {
		case below > filter.MaxDepth:
			c.fail(path, "the filter is deeper than %d", filter.MaxDepth)
		case *conditions > filter.MaxConditions:
			c.fail(path, "the filter has more than %d conditions", filter.MaxConditions)
		}
		c.filter(append(path, name), member.Type, each, below, conditions)
	}
}
