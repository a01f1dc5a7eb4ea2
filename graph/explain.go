package graph

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"clientele/internal/apperr"
)

// explain gives the errors of an operation that was not executed their codes. A storefront that names what only staff may
// use is told so, since a forgotten header is the likeliest cause: the operation is then good for staff.
func (r *running) explain(a *audience, query string, errs gqlerror.List) gqlerror.List {
	if a.name == Storefront && hasCode(errs, codeValidation) {
		if scope, ok := r.forStaff(query); ok {
			if scope == "" {
				return refused(staffOnly)
			}
			return refused(apperr.Scope(scope))
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

// aboutVariable tells whether an error is of a variable's value: its path begins with "variable".
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

// forStaff tells whether an operation that a storefront may not send is a good one for staff, and which scope it needs, if one
// does.
func (r *running) forStaff(query string) (scope string, ok bool) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
	if err != nil {
		return "", false
	}
	if errs := validator.ValidateWithRules(r.forgotten, doc, rules.NewDefaultRules()); len(errs) > 0 {
		return "", false
	}
	storefront := r.of(Storefront).schema
	missing := func(owner, field string) {
		def := storefront.Types[owner]
		if rule, ruled := r.rules[member{owner, field}]; ruled && (def == nil || def.Fields.ForName(field) == nil) {
			ok = true
			if scope == "" {
				scope = rule.scope
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
	validator.Walk(r.forgotten, doc, &events)
	return scope, ok
}
