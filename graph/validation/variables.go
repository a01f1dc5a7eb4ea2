package validation

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/models"
)

// plainLists converts the lists that gqlparser makes of single values (GraphQL specification, section 3.11), which
// have the type of their element, to []any.
func plainLists(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, each := range v {
			v[name] = plainLists(each)
		}
		return v
	case []any:
		for i, each := range v {
			v[i] = plainLists(each)
		}
		return v
	}
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return v
	}
	plain := make([]any, list.Len())
	for i := range plain {
		plain[i] = plainLists(list.Index(i).Interface())
	}
	return plain
}

// valueAt returns the value at a path of a request's variables.
func valueAt(variables map[string]any, path ast.Path) any {
	var v any = variables
	for _, element := range path {
		switch element := element.(type) {
		case ast.PathName:
			object, _ := v.(map[string]any)
			v = object[string(element)]
		case ast.PathIndex:
			if list, ok := v.([]any); ok && int(element) < len(list) { // else a single value instead of a list
				v = list[element]
			}
		}
	}
	return v
}

// fits reports whether the value of a variable is a value of the scalar or enum (GraphQL specification, sections 3.5
// and 3.9). gqlparser accepts more, such as "5" for an Int and "open" for OPEN.
func fits(def *ast.Definition, v any) bool {
	if def.Kind == ast.Enum {
		name, ok := v.(string)
		return ok && def.EnumValues.ForName(name) != nil
	}
	switch def.Name {
	case "Int":
		n, whole := wholeNumber(v)
		return whole && n >= math.MinInt32 && n <= math.MaxInt32
	case "Float":
		return isNumber(v)
	case "String":
		_, ok := v.(string)
		return ok
	case "Boolean":
		_, ok := v.(bool)
		return ok
	case "ID":
		_, text := v.(string)
		return text || isWhole(v)
	}
	return true
}

// scalars read the values of the scalars that are not part of GraphQL. Their errors say which form is expected.
var scalars = map[string]func(v any) error{
	"CountryCode": readScalar[models.CountryCode], "CurrencyCode": readScalar[models.CurrencyCode],
	"DateTime": readScalar[models.Time], "Decimal": readScalar[models.Decimal],
}

func readScalar[T any, P interface {
	*T
	graphql.Unmarshaler
}](v any) error {
	return P(new(T)).UnmarshalGQL(v)
}

func wholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case json.Number:
		n, err := v.Int64()
		return n, err == nil
	}
	return 0, false
}

// isWhole reports whether a value is a whole number of any size.
func isWhole(v any) bool {
	number, ok := v.(json.Number)
	if _, small := v.(int64); small {
		return true
	}
	return ok && !strings.ContainsAny(number.String(), ".eE")
}

func isNumber(v any) bool {
	switch v.(type) {
	case int64, float64, json.Number:
		return true
	}
	return false
}
