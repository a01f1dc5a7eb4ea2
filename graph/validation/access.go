package validation

import (
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/executor"
	"clientele/graph/schema"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Access implements the directive @access for root fields, arguments and inputs. The schema of an audience has no
// members that the audience can never use. What one caller of the audience may use and another may not is decided here.
func Access(
	ctx context.Context, obj any, next graphql.Resolver, anyone, _, customer, staff bool,
	scope, anyScope []models.Scope, onBehalf bool,
) (any, error) {
	if omitted(ctx, obj) {
		return next(ctx)
	}
	rule := schema.Rule{Anyone: anyone, Customer: customer, Staff: staff, OnBehalf: onBehalf}
	for _, each := range scope {
		rule.Scopes = append(rule.Scopes, string(each))
	}
	for _, each := range anyScope {
		rule.AnyScope = append(rule.AnyScope, string(each))
	}
	if err := allowed(auth.From(ctx), rule); err != nil {
		return nil, err
	}
	return next(ctx)
}

// omitted reports whether the directive is that of an argument of a root field that is omitted or null. The executor
// calls it all the same. obj has the arguments that were sent.
func omitted(ctx context.Context, obj any) bool {
	at := graphql.GetPathContext(ctx)
	args, ok := obj.(map[string]any)
	return ok && at != nil && at.Parent == nil && at.Field != nil && args[*at.Field] == nil
}

// Refuse implements the directive @access for the fields of objects and payloads. The executor calls it once for all
// objects at the same path. For a payload the caller is the one after the mutation: a visitor who has signed in is
// the customer.
func Refuse(ctx context.Context, object, field string) error {
	rule, ok := schema.From(ctx).Rule(schema.Member{Type: object, Field: field})
	if !ok {
		return nil
	}
	return allowed(auth.From(ctx), rule)
}

// Permitted returns an error if the caller of ctx may not use a field or an argument of an operation, whatever the
// records are.
func Permitted(ctx context.Context, op *graphql.OperationContext) error {
	s, caller := schema.From(ctx), auth.From(ctx)
	seen := map[string]bool{}
	var check func(set ast.SelectionSet) error
	check = func(set ast.SelectionSet) error {
		for _, selection := range set {
			var below ast.SelectionSet
			switch sel := selection.(type) {
			case *ast.Field:
				if err := permittedField(s, caller, sel); err != nil {
					return err
				}
				below = sel.SelectionSet
			case *ast.InlineFragment:
				below = sel.SelectionSet
			case *ast.FragmentSpread:
				if !seen[sel.Name] && sel.Definition != nil {
					seen[sel.Name] = true
					below = sel.Definition.SelectionSet
				}
			}
			if err := check(below); err != nil {
				return err
			}
		}
		return nil
	}
	return check(op.Operation.SelectionSet)
}

func permittedField(s *schema.Snapshot, caller auth.Caller, f *ast.Field) error {
	if f.ObjectDefinition == nil {
		return nil
	}
	members := []schema.Member{{Type: f.ObjectDefinition.Name, Field: f.Name}}
	for _, arg := range f.Arguments {
		members = append(members, schema.Member{Type: f.ObjectDefinition.Name, Field: f.Name, Argument: arg.Name})
	}
	for _, member := range members {
		if rule, ok := s.Rule(member); ok {
			if err := allowed(caller, rule); err != nil {
				return fmt.Errorf("%s.%s: %w", member.Type, member.Field, err)
			}
		}
	}
	return nil
}

// Public reports whether all root fields of an operation give every caller the same answer, so that an expired token
// does not matter.
func Public(s *schema.Snapshot, op *graphql.OperationContext) bool {
	root := "Query"
	if op.Operation.Operation == ast.Mutation {
		root = "Mutation"
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{root}) {
		rule, _ := s.Rule(schema.Member{Type: root, Field: field.Name})
		if field.Name != "__typename" && !executor.Introspects(field.Name) && !rule.Public {
			return false
		}
	}
	return true
}

var staffOnly = &apperr.Error{
	Kind: apperr.Forbidden, Message: "This is for staff members: sign in with staffLogin",
}

func allowed(caller auth.Caller, rule schema.Rule) error {
	lacking := func(has func(models.Scope) bool) error {
		for _, scope := range rule.Scopes {
			if !has(models.Scope(scope)) {
				return apperr.Scope(scope)
			}
		}
		return nil
	}
	switch {
	case caller.Kind == auth.APIKey || caller.Kind == auth.Staff:
		switch {
		case rule.Staff && caller.Kind == auth.Staff:
			return nil
		case len(rule.Scopes) > 0:
			return lacking(caller.Can)
		case len(rule.AnyScope) > 0:
			if slices.ContainsFunc(rule.AnyScope, func(s string) bool { return caller.Can(models.Scope(s)) }) {
				return nil
			}
			return scopeMissing(rule)
		case rule.Anyone:
			return nil
		case rule.Staff:
			return staffOnly
		}
		return &apperr.Error{
			Kind: apperr.Forbidden, Message: "This is for customers: send a customer token in X-Customer-Token",
		}
	case rule.Anyone, rule.Customer && caller.Kind == auth.Customer:
		return nil
	case rule.OnBehalf:
		return lacking(caller.Holds)
	case rule.Customer, !rule.HasScopes():
		return apperr.SignIn()
	}
	return scopeMissing(rule)
}

// scopeMissing returns the error for a caller who has none of the scopes of a rule.
func scopeMissing(rule schema.Rule) *apperr.Error {
	if len(rule.AnyScope) > 0 {
		return apperr.AnyScope(rule.AnyScope...)
	}
	return apperr.Scope(rule.Scopes[0])
}
