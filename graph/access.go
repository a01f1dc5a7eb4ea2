package graph

import (
	"context"
	"reflect"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// access is the directive @access of root fields, payloads and inputs. The schema that a caller sees leaves out what
// its kind of caller can never pass; what one customer may do and another key may not is decided here. For a payload
// the caller is the one after the mutation: a visitor who has signed in is the customer.
func access(
	ctx context.Context, of any, next graphql.Resolver, anyone, _, customer, staff bool, scope *models.Scope,
) (any, error) {
	err := allowed(auth.From(ctx), anyone, customer, staff, scope)
	if err == nil {
		return next(ctx)
	}
	if payload := reflect.TypeOf(of); payload != nil && payload.Kind() == reflect.Pointer {
		// A mutation that has failed, or whose record is sent by email, has nothing that could be refused.
		if v, readErr := next(ctx); readErr == nil && reflect.ValueOf(v).IsNil() {
			return v, nil
		}
	}
	return nil, err
}

// refuse is the directive @access for the fields of objects, where the caller is asked once for a place in the answer.
func (r *running) refuse(ctx context.Context, object, field string) error {
	rule, ok := r.rules[member{object, field}]
	if !ok {
		return nil
	}
	var scope *models.Scope
	if rule.scope != "" {
		named := models.Scope(rule.scope)
		scope = &named
	}
	return allowed(auth.From(ctx), rule.anyone, rule.customer, rule.staff, scope)
}

var staffOnly = &apperr.Error{Kind: apperr.Forbidden, Message: "this is for members of the staff: sign in with staffLogin"}

func allowed(caller auth.Caller, anyone, customer, staff bool, scope *models.Scope) error {
	switch caller.Kind {
	case auth.APIKey, auth.Staff:
		switch {
		case staff && caller.Kind == auth.Staff:
		case scope != nil && !caller.Can(*scope):
			return apperr.Scope(string(*scope))
		case scope == nil && staff && !anyone:
			return staffOnly
		case scope == nil && !anyone:
			return &apperr.Error{Kind: apperr.Forbidden, Message: "this is for customers: send a customer's token in X-Customer-Token"}
		}
		return nil
	case auth.Customer:
		if anyone || customer {
			return nil
		}
	case auth.Anonymous:
		switch {
		case anyone:
			return nil
		case customer:
			return apperr.SignIn()
		}
	}
	if scope != nil {
		return apperr.Scope(string(*scope))
	}
	return apperr.SignIn()
}
