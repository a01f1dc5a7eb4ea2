package validation

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"clientele/graph/schema"
	"clientele/internal/apperr"
)

// Explain sets the codes of the errors of an operation that does not run. If the operation is valid for staff but not
// for a storefront, the error says what it needs: the most likely cause is a forgotten header.
func Explain(s *schema.Snapshot, a schema.Audience, query string, errs gqlerror.List) gqlerror.List {
	if a == schema.Storefront && hasCode(errs, codeValidation) {
		if scope, ok := validForStaff(s, query); ok {
			if scope == "" {
				return Refused(staffOnly)
			}
			return Refused(apperr.Scope(scope))
		}
	}
	for _, err := range errs {
		code := string(apperr.BadInput)
		switch {
		case err.Extensions["code"] == codeParse && tooLarge(err.Message):
			code = string(apperr.TooComplex)
		case err.Extensions["code"] == codeParse:
			code = codeParse
		case err.Extensions["code"] == codeValidation && !aboutVariable(err):
			code = codeValidation
		case err.Extensions["code"] == string(apperr.TooComplex):
			code = string(apperr.TooComplex)
		}
		if err.Extensions == nil {
			err.Extensions = map[string]any{}
		}
		err.Extensions["code"] = code
	}
	return errs
}

func tooLarge(message string) bool {
	return strings.HasPrefix(message, "exceeded token limit") || strings.HasPrefix(message, "exceeded maximum nesting")
}

// aboutVariable reports whether an error is about the value of a variable: its path begins with "variable".
func aboutVariable(err *gqlerror.Error) bool {
	return len(err.Path) > 0 && err.Path[0] == ast.PathName("variable")
}

func hasCode(errs gqlerror.List, code string) bool {
	for _, err := range errs {
		if err.Extensions["code"] == code && !aboutVariable(err) {
			return true
		}
	}
	return false
}

// validForStaff reports whether an operation that is not valid for a storefront is valid for staff, and the scope
// that it needs, if any.
func validForStaff(s *schema.Snapshot, query string) (scope string, ok bool) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, MaxTokens)
	if err != nil {
		return "", false
	}
	if errs := validator.ValidateWithRules(s.Hinted, doc, rules.NewDefaultRules()); len(errs) > 0 {
		return "", false
	}
	storefront := s.View(schema.Storefront).Schema
	missing := func(owner, field string) {
		def := storefront.Types[owner]
		if rule, ruled := s.Rule(owner, field); ruled && (def == nil || def.Fields.ForName(field) == nil) {
			ok = true
			if scope == "" {
				scope = rule.Scope
			}
		}
	}
	var events validator.Events
	events.OnField(func(_ *validator.Walker, field *ast.Field) {
		if field.ObjectDefinition != nil {
			missing(field.ObjectDefinition.Name, field.Name)
		}
	})
	events.OnValue(func(_ *validator.Walker, value *ast.Value) {
		if value.Definition == nil || value.Kind != ast.ObjectValue {
			return
		}
		for _, member := range value.Children {
			missing(value.Definition.Name, member.Name)
		}
	})
	validator.Walk(s.Hinted, doc, &events)
	return scope, ok
}
