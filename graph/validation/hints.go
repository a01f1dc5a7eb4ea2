package validation

import (
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"clientele/graph/schema"
	"clientele/internal/apperr"
)

// Explain sets the codes of the errors of an operation that does not run. If the operation is valid for staff but not
// for the caller's audience, the error says what it needs: the most likely cause is a forgotten header.
func Explain(
	s *schema.Snapshot, a schema.Audience, params *graphql.RawParams, errs gqlerror.List,
) gqlerror.List {
	if a != schema.Staff && hasCode(errs, codeValidation) {
		h := hinter{snapshot: s, types: s.View(a).Schema.Types}
		h.operation(params)
		switch {
		case h.found && !h.rule.HasScopes():
			return Refused(staffOnly)
		case h.found:
			return Refused(scopeMissing(h.rule))
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
		if err.Extensions["code"] == code {
			return true
		}
	}
	return false
}

// hinter finds what staff could use in an operation, but the audience of the types cannot.
type hinter struct {
	snapshot *schema.Snapshot
	hinted   *ast.Schema // what staff could use
	types    map[string]*ast.Definition
	found    bool
	rule     schema.Rule // of the first such member, preferably one with a scope
}

// operation looks for such members in an operation and its variables, if these are valid for staff.
func (h *hinter) operation(params *graphql.RawParams) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, MaxTokens)
	if err != nil {
		return
	}
	if h.hinted, err = h.snapshot.Hinted(); err != nil {
		return
	}
	if errs := validator.ValidateWithRules(h.hinted, doc, rules.NewDefaultRules()); len(errs) > 0 {
		return
	}
	var events validator.Events
	events.OnField(func(_ *validator.Walker, field *ast.Field) {
		if field.ObjectDefinition == nil {
			return
		}
		h.check(schema.Member{Type: field.ObjectDefinition.Name, Field: field.Name})
		for _, arg := range field.Arguments {
			h.check(schema.Member{Type: field.ObjectDefinition.Name, Field: field.Name, Argument: arg.Name})
		}
	})
	events.OnValue(func(_ *validator.Walker, value *ast.Value) {
		if value.Definition == nil || value.Kind != ast.ObjectValue {
			return
		}
		for _, member := range value.Children {
			h.check(schema.Member{Type: value.Definition.Name, Field: member.Name})
		}
	})
	validator.Walk(h.hinted, doc, &events)
	op := doc.Operations.ForName(params.OperationName)
	if op == nil {
		return
	}
	if _, err := validator.VariableValues(h.hinted, op, params.Variables); err != nil {
		return
	}
	for _, v := range op.VariableDefinitions {
		h.variable(v.Type.Name(), plainLists(params.Variables[v.Variable]))
	}
}

// variable looks at the value of a variable, or at a part of it, of the named type.
func (h *hinter) variable(typeName string, value any) {
	switch value := value.(type) {
	case []any:
		for _, each := range value {
			h.variable(typeName, each)
		}
	case map[string]any:
		for name, each := range value {
			h.check(schema.Member{Type: typeName, Field: name})
			if field := h.hinted.Types[typeName].Fields.ForName(name); field != nil {
				h.variable(field.Type.Name(), each)
			}
		}
	}
}

func (h *hinter) check(m schema.Member) {
	rule, ruled := h.snapshot.Rule(m)
	if !ruled {
		return
	}
	if def := h.types[m.Type]; def != nil {
		field := def.Fields.ForName(m.Field)
		if field != nil && (m.Argument == "" || field.Arguments.ForName(m.Argument) != nil) {
			return
		}
	}
	if h.found = true; !h.rule.HasScopes() {
		h.rule = rule
	}
}
