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
)

// check holds what the schema's own validation leaves open: how much an operation asks for, what no text may hold, @oneOf in
// variables, and the shape of filters. It runs before anything is executed.
func check(schema *ast.Schema, op *graphql.OperationContext) gqlerror.List {
	err := checkSize(op)
	if err == nil {
		c := checker{schema: schema, variables: op.Variables}
		c.selections(op.Operation.SelectionSet)
		err = c.err
	}
	if err == nil {
		return nil
	}
	return refused(err)
}

// checker looks at every argument of an operation, with its variables put in.
type checker struct {
	schema    *ast.Schema
	variables map[string]any
	checked   map[variableUse]bool
	filters   map[string]int // the bytes of values in filters that are variables as a whole
	fragments map[string]int // the bytes of values in the filters of fragments
	compared  int            // bytes of values in filters so far
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

func (c *checker) selections(set ast.SelectionSet) {
	for _, selection := range set {
		if c.err != nil {
			return
		}
		switch sel := selection.(type) {
		case *ast.Field:
			c.field(sel)
			c.directives(sel.Directives)
			c.selections(sel.SelectionSet)
		case *ast.InlineFragment:
			c.directives(sel.Directives)
			c.selections(sel.SelectionSet)
		case *ast.FragmentSpread:
			c.directives(sel.Directives)
			c.fragment(sel)
		}
	}
}

// fragment checks a fragment where it is used first. What its filters compare counts at every use, since they run at each.
func (c *checker) fragment(sel *ast.FragmentSpread) {
	if sel.Definition == nil {
		return
	}
	if bytes, known := c.fragments[sel.Name]; known {
		c.compare([]string{"..." + sel.Name}, bytes)
		return
	}
	before := c.compared
	c.selections(sel.Definition.SelectionSet)
	if c.fragments == nil {
		c.fragments = map[string]int{}
	}
	c.fragments[sel.Name] = c.compared - before
}

// directives checks the arguments of @skip and @include.
func (c *checker) directives(list ast.DirectiveList) {
	for _, d := range list {
		if d.Definition == nil {
			continue
		}
		for _, arg := range d.Arguments {
			if def := d.Definition.Arguments.ForName(arg.Name); def != nil {
				c.literal([]string{"@" + d.Name, arg.Name}, def.Type, arg.Value)
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
		if value, given := c.variables[v.Raw]; given && c.first(v, t) { // where it is left out, a default of the schema applies
			c.value(path, t, value)
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
	if c.err != nil {
		return
	}
	if v == nil {
		if t.NonNull { // a default lets the variable stand here, and its value can be null all the same
			c.fail(path, "expected a value of type %s, found null", t.Name())
		}
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
