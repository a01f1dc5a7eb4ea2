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
	checked   map[variableUse]bool
	err       error
}

// variableUse is a variable at a place of some type. However often it is used there, it is looked at once.
type variableUse struct {
	name, at string
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
		path := []string{f.Name, arg.Name}
		c.literal(path, def.Type, arg.Value)
		if c.err == nil && isFilter(def.Type) {
			c.wholeFilter(path, def.Type, arg.Value)
		}
	}
}

// wholeFilter checks a filter as it is with its variables put in.
func (c *checker) wholeFilter(path []string, t *ast.Type, given *ast.Value) {
	if given.Kind == ast.Variable && !c.first(given, ast.NamedType("whole "+t.String(), nil)) {
		return
	}
	v, err := given.Value(c.variables)
	if err != nil {
		c.fail(path, "this is no value")
		return
	}
	if v != nil {
		conditions := 0
		c.filter(path, t, v, 1, &conditions)
	}
}

// first tells whether a variable is met at a place of the type for the first time.
func (c *checker) first(v *ast.Value, t *ast.Type) bool {
	use := variableUse{v.Raw, t.String()}
	if c.checked[use] {
		return false
	}
	if c.checked == nil {
		c.checked = map[variableUse]bool{}
	}
	c.checked[use] = true
	return true
}

// literal checks a value as it is written in the operation. Each variable in it is checked once for each type that it is used as.
func (c *checker) literal(path []string, t *ast.Type, v *ast.Value) {
	switch v.Kind {
	case ast.Variable:
		if c.first(v, t) {
			c.value(path, t, c.variables[v.Raw])
		}
	case ast.ListValue:
		for i, each := range v.Children {
			c.literal(append(path, strconv.Itoa(i)), elementOf(t), each.Value)
		}
	case ast.ObjectValue:
		def := c.schema.Types[t.Name()]
		if def == nil {
			return
		}
		if def.Directives.ForName("oneOf") != nil {
			c.oneOfLiteral(path, v)
		}
		for _, each := range v.Children {
			if member := def.Fields.ForName(each.Name); member != nil {
				c.literal(append(path, each.Name), member.Type, each.Value)
			}
		}
	case ast.StringValue, ast.BlockValue:
		c.text(path, v.Raw)
	}
}

// value checks types, texts and @oneOf in the value of a variable.
func (c *checker) value(path []string, t *ast.Type, v any) {
	if c.err != nil || v == nil {
		return
	}
	if def := c.schema.Types[t.NamedType]; def != nil && def.IsLeafType() && !fits(def, v) {
		c.fail(path, "expected a value of type %s, found %s", def.Name, describeValue(v))
		return
	}
	switch v := v.(type) {
	case string:
		c.text(path, v)
	case []any:
		for i, each := range v {
			c.value(append(path, strconv.Itoa(i)), elementOf(t), each)
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

// elementOf is the type of a list's elements. A single value stands for a list of one (GraphQL specification, section 3.11).
func elementOf(t *ast.Type) *ast.Type {
	if t.Elem != nil {
		return t.Elem
	}
	return t
}

func (c *checker) text(path []string, text string) {
	if strings.ContainsRune(text, 0) || strings.ContainsRune(text, utf8.RuneError) || !utf8.ValidString(text) {
		c.fail(path, "this text holds a NUL, or what is no Unicode character")
	}
}

// oneOfLiteral is oneOf for a literal, which may hold a variable without a value.
func (c *checker) oneOfLiteral(path []string, v *ast.Value) {
	given := map[string]any{}
	for _, each := range v.Children {
		switch value, known := c.variables[each.Value.Raw]; {
		case each.Value.Kind == ast.NullValue:
			given[each.Name] = nil
		case each.Value.Kind != ast.Variable:
			given[each.Name] = each.Value
		case known:
			given[each.Name] = value
		}
	}
	c.oneOf(path, given)
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
		if len(v) > filter.MaxText*utf8.UTFMax || utf8.RuneCountInString(v) > filter.MaxText {
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
