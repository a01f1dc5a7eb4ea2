package validation

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// describe replaces messages of the libraries that name Go types, or do not name the variable or operation.
func describe(schema *ast.Schema, op *graphql.OperationContext, params *graphql.RawParams, errs gqlerror.List) {
	for _, err := range errs {
		switch {
		case aboutVariable(err):
			describeVariable(schema, op.Operation, params.Variables, err)
		case op.Doc == nil && err.Message == "no operation provided":
			err.Message = "The document has no operation"
		case op.Doc != nil && op.Operation == nil:
			err.Message = "The document has no operation named " + strconv.Quote(params.OperationName)
			if params.OperationName == "" {
				err.Message = "The document has several operations: send the name of one of them as operationName"
			}
		}
	}
}

// describeVariable describes an error about the value of a variable: where it is, what is expected there, and what was
// sent instead. The path of the error begins with "variable" and its name.
func describeVariable(schema *ast.Schema, op *ast.OperationDefinition, values map[string]any, err *gqlerror.Error) {
	name, _ := err.Path[1].(ast.PathName)
	def := op.VariableDefinitions.ForName(string(name))
	if def == nil {
		return
	}
	expected, parent := typeAt(schema, def.Type, err.Path[2:])
	_, given := values[string(name)]
	switch {
	case expected == nil:
		err.Message = parent + " has no such field"
	case err.Message == "must be defined":
		err.Message = "a value of type " + expected.String() + " is required"
	case !given:
		err.Message = "the default value is not a valid " + def.Type.String()
	default:
		err.Message = unexpected(schema.Types[expected.Name()], valueAt(values, err.Path[1:]))
	}
	err.Message = variablePath(err.Path[1:]) + ": " + err.Message
}

// variablePath returns the path of a value in the variables, such as $input.items.0.sku.
func variablePath(path ast.Path) string {
	var out strings.Builder
	for i, element := range path {
		if i > 0 {
			out.WriteByte('.')
		}
		fmt.Fprint(&out, element)
	}
	return "$" + out.String()
}

// typeAt returns the type of a value at a path below a value of type t, and the name of the input object around it. The
// type is nil if the input object has no such field.
func typeAt(schema *ast.Schema, t *ast.Type, path ast.Path) (_ *ast.Type, parent string) {
	for _, element := range path {
		switch element := element.(type) {
		case ast.PathIndex:
			t = elementOf(t)
		case ast.PathName:
			parent = t.Name()
			member := schema.Types[parent].Fields.ForName(string(element))
			if member == nil {
				return nil, parent
			}
			t = member.Type
		}
	}
	return t, parent
}

// unexpected describes a value that is not of a type.
func unexpected(def *ast.Definition, v any) string {
	found := describeValue(v)
	if name, ok := v.(string); ok && def.Kind == ast.Enum {
		found = strconv.Quote(name)
	}
	return "expected a value of type " + def.Name + ", found " + found
}

// describeValue describes a value that was sent. A text is not quoted, because it may be a secret.
func describeValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case fmt.Stringer: // json.Number
		text := v.String()
		if len(text) > 40 {
			return "a number of " + strconv.Itoa(len(text)) + " characters"
		}
		return "the number " + text
	case int64, float64:
		return fmt.Sprint("the number ", v)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		return "a list"
	}
	return "an object"
}
