package validation

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/filter"
)

// wholeFilter checks a filter with its variables applied. Its values are part of a statement wherever it is used, so
// they count each time.
func (c *checker) wholeFilter(path []string, t *ast.Type, given *ast.Value) {
	if bytes, known := c.filters[given.Raw]; known && given.Kind == ast.Variable {
		c.compare(path, bytes)
		return
	}
	v, err := given.Value(c.variables)
	if err != nil {
		c.fail(path, "invalid value")
		return
	}
	before := c.compared
	if v != nil {
		conditions := 0
		c.filter(path, t, v, 1, &conditions)
	}
	if given.Kind == ast.Variable {
		if c.filters == nil {
			c.filters = map[string]int{}
		}
		c.filters[given.Raw] = c.compared - before
	}
}

// filtersIn checks the filters that are members of an input object, such as those of createExport.
func (c *checker) filtersIn(path []string, t *ast.Type, given *ast.Value) {
	def := c.schema.Types[t.Name()]
	if def == nil || def.Kind != ast.InputObject || t.Elem != nil {
		return
	}
	var object map[string]any
	for _, member := range def.Fields {
		if !isFilter(member.Type) {
			continue
		}
		if object == nil {
			v, err := given.Value(c.variables)
			if err != nil {
				c.fail(path, "invalid value")
				return
			}
			object, _ = v.(map[string]any)
		}
		if v := object[member.Name]; v != nil {
			conditions := 0
			c.filter([]string{strings.Join(path, "."), member.Name}, member.Type, v, 1, &conditions)
		}
	}
}

// valueBytes is what a value counts in addition to its text.
const valueBytes = 4

// compare counts the bytes of values in filters.
func (c *checker) compare(path []string, bytes int) {
	if c.compared += bytes; c.compared > filter.MaxBytes {
		c.fail(path, "the filters of the operation have more than %d bytes of values", filter.MaxBytes)
	}
}

func isFilter(t *ast.Type) bool { return strings.HasSuffix(t.Name(), "Filter") }

// filter checks the shape of a filter. A condition that says nothing must not mean "all records", so nulls and empty
// objects are not allowed inside. Its size is limited.
func (c *checker) filter(path []string, t *ast.Type, v any, depth int, conditions *int) {
	if c.err != nil {
		return
	}
	if v == nil {
		c.fail(path, "null is not allowed: omit the field")
		return
	}
	switch v := v.(type) {
	case []any:
		if isFilter(t) && len(v) == 0 {
			c.fail(path, "an empty list is not allowed: omit the field")
		}
		if len(v) > filter.MaxValues {
			c.fail(path, "more than %d values", filter.MaxValues)
		}
		for i, each := range v {
			c.filter(append(path, strconv.Itoa(i)), t, each, depth, conditions)
		}
	case map[string]any:
		c.filterObject(path, t, v, depth, conditions)
	default:
		c.compare(path, valueBytes)
	case string:
		if len(v) > filter.MaxText*utf8.UTFMax || utf8.RuneCountInString(v) > filter.MaxText {
			c.fail(path, "longer than %d characters", filter.MaxText)
		}
		if path[len(path)-1] == "like" && strings.Count(v, "*") > filter.MaxWildcards {
			c.fail(path, "a pattern can have at most %d wildcards", filter.MaxWildcards)
		}
		c.compare(path, valueBytes+len(v))
	}
}

func (c *checker) filterObject(path []string, t *ast.Type, v map[string]any, depth int, conditions *int) {
	if len(v) == 0 {
		if len(path) > 2 { // only the whole filter may be empty
			c.fail(path, "an empty object is not allowed: omit the field")
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
			c.fail(path, "the filter has more than %d levels", filter.MaxDepth)
		case *conditions > filter.MaxConditions:
			c.fail(path, "the filter has more than %d conditions", filter.MaxConditions)
		}
		c.filter(append(path, name), member.Type, each, below, conditions)
	}
}
