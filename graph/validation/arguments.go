package validation

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/apperr"
)

// checker checks every argument of an operation, with its variables applied, for what the schema cannot express:
// characters that no text may contain, @oneOf in variables, @notNull, and the shape of filters.
type checker struct {
	schema    *ast.Schema
	variables map[string]any
	checked   map[variableUse]bool
	filters   map[string]int // bytes of values in variables that are whole filters
	fragments map[string]int // bytes of values in filters of fragments
	compared  int            // bytes of values in filters so far
	err       error
}

// variableUse is a variable that is used as a type. It is checked once, however often it is used.
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

// fragment checks a fragment where it is used first. Its filters count at every use, because they run at every use.
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
		if def.Directives.ForName("notNull") != nil && c.isNull(arg.Value) {
			c.fail(path, "null is not allowed: omit the argument")
		}
		c.literal(path, def.Type, arg.Value)
		if c.err == nil && isFilter(def.Type) {
			c.wholeFilter(path, def.Type, arg.Value)
		} else if c.err == nil {
			c.filtersIn(path, def.Type, arg.Value)
		}
	}
}

// isNull reports whether an argument is given as null: in the text of the operation, or by a variable.
func (c *checker) isNull(v *ast.Value) bool {
	if v.Kind != ast.Variable {
		return v.Kind == ast.NullValue
	}
	value, given := c.variables[v.Raw]
	return given && value == nil
}

// first reports whether a variable is used as the type for the first time.
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

// literal checks a value in the text of the operation. A variable in it is checked once for each type that it is used
// as.
func (c *checker) literal(path []string, t *ast.Type, v *ast.Value) {
	switch v.Kind {
	case ast.Variable:
		if value, given := c.variables[v.Raw]; given && c.first(v, t) { // else a default of the schema applies
			c.value(path, t, value)
		}
	case ast.ListValue:
		if t.Elem == nil {
			c.leafLiteral(path, t, v)
		}
		for i, each := range v.Children {
			c.literal(append(path, strconv.Itoa(i)), elementOf(t), each.Value)
		}
	case ast.ObjectValue:
		def := c.schema.Types[t.Name()]
		if def == nil {
			return
		}
		c.leafLiteral(path, t, v)
		if def.Directives.ForName("oneOf") != nil {
			c.oneOfLiteral(path, v)
		}
		for _, each := range v.Children {
			if member := def.Fields.ForName(each.Name); member != nil {
				c.literal(append(path, each.Name), member.Type, each.Value)
			}
		}
	case ast.NullValue:
	default:
		if v.Kind == ast.StringValue || v.Kind == ast.BlockValue {
			c.text(path, v.Raw)
		}
		c.leafLiteral(path, t, v)
	}
}

// leafLiteral checks a literal of a scalar or enum. The rules of GraphQL do not know scalars that are not part of it,
// and accept an empty object for every scalar.
func (c *checker) leafLiteral(path []string, t *ast.Type, v *ast.Value) {
	def := c.schema.Types[t.Name()]
	if c.err != nil || def == nil || !def.IsLeafType() {
		return
	}
	value, err := v.Value(c.variables)
	if err != nil { // a number that is too large
		value = json.Number(v.Raw)
		c.fail(path, "%s", unexpected(def, value))
		return
	}
	c.leaf(path, def, value)
}

// leaf checks the value of a scalar or enum.
func (c *checker) leaf(path []string, def *ast.Definition, v any) {
	if read, ok := scalars[def.Name]; ok {
		if err := read(v); err != nil {
			message := err.Error()
			c.fail(path, "%s", strings.ToLower(message[:1])+message[1:])
		}
		return
	}
	if !fits(def, v) {
		c.fail(path, "%s", unexpected(def, v))
	}
}

// value checks the value of a variable.
func (c *checker) value(path []string, t *ast.Type, v any) {
	if c.err != nil {
		return
	}
	if v == nil {
		if t.NonNull { // allowed by a default, but the value can still be null
			c.fail(path, "expected a value of type %s, found null", t.Name())
		}
		return
	}
	if def := c.schema.Types[t.NamedType]; def != nil && def.IsLeafType() {
		if c.leaf(path, def, v); c.err != nil {
			return
		}
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

// elementOf returns the type of the elements of a list. A single value means a list of one (GraphQL specification,
// section 3.11).
func elementOf(t *ast.Type) *ast.Type {
	if t.Elem != nil {
		return t.Elem
	}
	return t
}

func (c *checker) text(path []string, text string) {
	if strings.ContainsRune(text, 0) || strings.ContainsRune(text, utf8.RuneError) || !utf8.ValidString(text) {
		c.fail(path, "the text contains a NUL or an invalid character")
	}
}

// oneOfLiteral is oneOf for a literal, which may have a variable without a value.
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
	c.fail(path, "exactly one field must be given, and not null")
}
