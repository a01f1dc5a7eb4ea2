// Command clientele-codegen-example asks a shop for its customers by a custom field, with the types that were generated
// from its schema.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/Khan/genqlient/graphql"
)

// withKey sends an API key along.
type withKey struct{ key string }

func (k withKey) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+k.key)
	return http.DefaultTransport.RoundTrip(r)
}

func main() {
	client := graphql.NewClient(os.Getenv("URL"), &http.Client{Transport: withKey{os.Getenv("KEY")}})
	answer, err := CustomersByShoeSize(context.Background(), client, 40)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, c := range answer.Customers.Nodes {
		var size *int = c.CustomFields.ShoeSize
		var tier *CustomerCustomFieldLoyaltyTier = c.CustomFields.LoyaltyTier
		fmt.Println(c.Email, *size, *tier)
	}
}
