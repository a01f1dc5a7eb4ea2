package main

import (
	"context"
	"fmt"

	"github.com/Khan/genqlient/graphql"
)

// order places a guest's order.
func order(ctx context.Context, client graphql.Client) error {
	answer, err := Checkout(ctx, client, CheckoutInput{
		Items: set([]OrderItemInput{
			{Sku: "TEA", Name: "Green tea", Quantity: 2, UnitPrice: MoneyInput{Amount: "4.50", Currency: "EUR"}},
		}),
		Contact: set(OrderContactInput{
			Name:  set("Gwen Guest"),
			Email: set("gwen@example.com"),
		}),
		ShippingAddress: set(CheckoutAddress{
			Address: set(CreateAddressInput{
				FirstName: set("Gwen"),
				Line1:     set("1 Quay"),
				City:      set("Cork"),
				Region:    set("Cork"),
				Country:   "IE",
			}),
		}),
		BillingSameAsShipping: set(true),
	})
	if err != nil {
		return err
	}
	for _, e := range answer.Checkout.UserErrors {
		return fmt.Errorf("%v: %s", e.Field, e.Message)
	}
	fmt.Println(answer.Checkout.Order.Total.Formatted)
	return nil
}
