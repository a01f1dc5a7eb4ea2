package graph

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/validation"
	"clientele/internal/accounts"
	"clientele/internal/apperr"
	"clientele/internal/jobs"
	"clientele/internal/orders"
)

// argumentText returns the JSON of an argument of the root field that ctx belongs to, as it was sent, with variables
// applied; "" if it was omitted or is null.
func argumentText(ctx context.Context, argument string) (string, error) {
	field := graphql.GetFieldContext(ctx).Field
	return inputText(field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)[argument])
}

// exportFilter returns the JSON of the filter in the input of createExport, as argumentText does.
func exportFilter(ctx context.Context) (string, error) {
	field := graphql.GetFieldContext(ctx).Field
	input, _ := field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)["input"].(map[string]any)
	for _, name := range []string{"customerFilter", "orderFilter"} {
		if input[name] != nil {
			return inputText(input[name])
		}
	}
	return "", nil
}

func inputText(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode an input: %w", err)
	}
	return string(text), nil
}

// The operations whose variable $input is read from a text. They never run: capture takes the input and ends them.
const (
	customerFilterQuery = `query($input: CustomerFilter) {
		customers(first: 1, filter: $input) { pageInfo { hasNextPage } } }`
	orderFilterQuery = `query($input: OrderFilter) {
		orders(first: 1, filter: $input) { pageInfo { hasNextPage } } }`
	customerSortQuery = `query($input: CustomerSort) {
		customers(first: 1, orderBy: $input) { pageInfo { hasNextPage } } }`
	orderSortQuery = `query($input: OrderSort) {
		orders(first: 1, orderBy: $input) { pageInfo { hasNextPage } } }`
	updateCustomersQuery = `mutation($input: UpdateCustomersInput!) {
		updateCustomers(customers: {}, input: $input) { userErrors { code } } }`
)

// CustomerFilter reads a filter of customers from its JSON, with the current schema, for the caller of ctx. If it is
// not valid or the caller may not use it, the error is an apperr.Error with a message for users.
func (h *Handler) CustomerFilter(ctx context.Context, text string) (*accounts.CustomerFilter, error) {
	return readInput[accounts.CustomerFilter](ctx, h, customerFilterQuery, "filter", text)
}

// OrderFilter is like CustomerFilter, for orders.
func (h *Handler) OrderFilter(ctx context.Context, text string) (*orders.OrderFilter, error) {
	return readInput[orders.OrderFilter](ctx, h, orderFilterQuery, "filter", text)
}

// UpdateCustomersInput is like CustomerFilter, for the input of updateCustomers.
func (h *Handler) UpdateCustomersInput(ctx context.Context, text string) (jobs.UpdateCustomersInput, error) {
	in, err := readInput[jobs.UpdateCustomersInput](ctx, h, updateCustomersQuery, "input", text)
	if err != nil {
		return jobs.UpdateCustomersInput{}, err
	}
	in.Text = text
	return *in, nil
}

// capture takes the argument of a root field instead of running it.
type capture func(ctx context.Context, field graphql.CollectedField, variables map[string]any)

type captureKey struct{}

// captured calls the capture of ctx, if it has one, and reports whether it has.
func captured(ctx context.Context) bool {
	take, ok := ctx.Value(captureKey{}).(capture)
	if ok {
		take(ctx, graphql.GetRootFieldContext(ctx).Field, graphql.GetOperationContext(ctx).Variables)
	}
	return ok
}

// readInput reads the input object T from its JSON as the argument of an operation.
func readInput[T any](ctx context.Context, h *Handler, document, argument, text string) (*T, error) {
	var given map[string]any
	if err := validation.Decode([]byte(text), &given); err != nil || given == nil {
		return nil, apperr.Bad("The %s must be a JSON object", argument)
	}
	var v T
	found, failure := false, error(nil)
	take := capture(func(ctx context.Context, field graphql.CollectedField, variables map[string]any) {
		def := field.Definition.Arguments.ForName(argument)
		raw := field.ArgumentMap(variables)[argument]
		failure = graphql.UnmarshalNamedInputFromContext(ctx, def.Type.Name(), raw, &v)
		found = true
	})
	ctx = context.WithValue(ctx, captureKey{}, take)
	errs := h.transport.ReadArguments(ctx, document, map[string]any{"input": given})
	switch {
	case len(errs) > 0:
		return nil, apperr.Bad("%s", errs[0].Message)
	case failure != nil:
		return nil, apperr.Bad("%s", failure.Error())
	case !found:
		return nil, fmt.Errorf("the argument %s was not read", argument)
	}
	return &v, nil
}
