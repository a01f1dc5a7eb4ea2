// Command clientele-codegen-example finds a shop's customers by a custom field, changes the first one and places an
// order, with the types that were generated from the shop's schema.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/Khan/genqlient/graphql"
)

//go:generate go run ./generate

// withKey sends an API key along.
type withKey struct{ key string }

func (k withKey) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+k.key)
	return http.DefaultTransport.RoundTrip(r)
}

func main() {
	client := graphql.NewClient(os.Getenv("URL"), &http.Client{Transport: withKey{os.Getenv("KEY")}})
	if err := run(context.Background(), client); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, client graphql.Client) error {
	answer, err := CustomersByShoeSize(ctx, client, 40)
	if err != nil {
		return err
	}
	for _, c := range answer.Customers.Nodes {
		var size *int = c.CustomFields.ShoeSize
		var tier *CustomerCustomFieldLoyaltyTier = c.CustomFields.LoyaltyTier
		fmt.Println(c.Email, *size, *tier)
	}
	id := answer.Customers.Nodes[0].Id
	if err := rename(ctx, client, id, "Ann Green"); err != nil {
		return err
	}
	if err := removePhone(ctx, client, id); err != nil {
		return err
	}
	return order(ctx, client)
}
