package main

import (
	"context"
	"fmt"

	"github.com/Khan/genqlient/graphql"
	"github.com/oapi-codegen/nullable"
)

// rename changes only the name. Members that are not set are left out of the request, so the phone number stays.
func rename(ctx context.Context, client graphql.Client, id, name string) error {
	return update(ctx, client, id, UpdateCustomerInput{Name: set(name)})
}

// removePhone sends null, which clears the phone number. An empty list clears the tags.
func removePhone(ctx context.Context, client graphql.Client, id string) error {
	return update(ctx, client, id, UpdateCustomerInput{
		Phone: nullable.NewNullNullable[string](),
		Tags:  set([]string{}),
	})
}

func update(ctx context.Context, client graphql.Client, id string, input UpdateCustomerInput) error {
	answer, err := UpdateCustomer(ctx, client, &id, input)
	if err != nil {
		return err
	}
	for _, e := range answer.UpdateCustomer.UserErrors {
		return fmt.Errorf("%v: %s", e.Field, e.Message)
	}
	phone := "no phone"
	if customer := answer.UpdateCustomer.Customer; customer.Phone != nil {
		phone = *customer.Phone
	}
	fmt.Println(*answer.UpdateCustomer.Customer.Name, phone)
	return nil
}

// set is a member with a value.
func set[T any](value T) nullable.Nullable[T] { return nullable.NewNullableWithValue(value) }
