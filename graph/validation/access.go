package validation

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/executor"
	"clientele/graph/schema"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// Access implements the directive @access for root fields and inputs. The schema of an audience has no fields that the
// audience can never use. What one caller of the audience may use and another may not is decided here.
func Access(
	ctx context.Context, _ any, next graphql.Resolver, anyone, _, customer, staff bool, scope *models.Scope,
) (any, error) {
	rule := schema.Rule{Anyone: anyone, Customer: customer, Staff: staff}
	if scope != nil {
		rule.Scope = string(*scope)
	}
	if err := allowed(auth.From(ctx), rule); err != nil {
		return nil, err
	}
	return next(ctx)
}

// Refuse implements the directive @access for the fields of objects and payloads. The executor calls it once for all
// objects at the same path. For a payload the caller is the one after the mutation: a visitor who has signed in is
// the customer.
func Refuse(ctx context.Context, object, field string) error {
	rule, ok := schema.From(ctx).Rule(object, field)
	if !ok {
		return nil
	}
	return allowed(auth.From(ctx), rule)
}

// Public reports whether all root fields of an operation give every caller the same answer, so that an expired token
// does not matter.
func Public(s *schema.Snapshot, op *graphql.OperationContext) bool {
	root := "Query"
	if op.Operation.Operation == ast.Mutation {
		root = "Mutation"
	}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{root}) {
		rule, _ := s.Rule(root, field.Name)
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
	switch caller.Kind {
	case auth.APIKey, auth.Staff:
		switch {
		case rule.Staff && caller.Kind == auth.Staff:
		case rule.Scope != "" && !caller.Can(models.Scope(rule.Scope)):
			return apperr.Scope(rule.Scope)
		case rule.Scope == "" && rule.Staff && !rule.Anyone:
			return staffOnly
		case rule.Scope == "" && !rule.Anyone:
			return &apperr.Error{
				Kind: apperr.Forbidden, Message: "This is for customers: send a customer token in X-Customer-Token",
			}
		}
		return nil
	case auth.Customer:
		if rule.Anyone || rule.Customer {
			return nil
		}
	case auth.Anonymous:
		switch {
		case rule.Anyone:
			return nil
		case rule.Customer:
			return apperr.SignIn()
		}
	}
	if rule.Scope != "" {
		return apperr.Scope(rule.Scope)
	}
	return apperr.SignIn()
}
