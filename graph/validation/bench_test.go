package validation

import (
	"context"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/graph/schema"
	"clientele/internal/customfields"
)

// meQuery is the most common operation of storefronts, and too long to skip the check for repeated fields.
const meQuery = `{ me { id email name phone hasPassword emailVerified acceptsMarketing createdAt updatedAt version
  addresses(first: 10) { nodes { id label firstName lastName company line1 line2 city region
    postcode country phone instructions isDefaultShipping isDefaultBilling } }
  orders(first: 10) { nodes { id number status paymentStatus fulfillmentStatus total { amount currency } placedAt
    contact { name email phone }
    shippingAddress { firstName lastName line1 city postcode country }
    items { id sku name quantity unitPrice { amount currency } total { amount currency } } } } } }`

// BenchmarkPrepare measures Prepare for an operation that is in the cache, and for a new one.
func BenchmarkPrepare(b *testing.B) {
	view := newSnapshot(b, customfields.NewSet(0, nil)).View(schema.Storefront)
	prepare := func(b *testing.B, query string) {
		ctx := graphql.StartOperationTrace(context.Background())
		if _, errs := Prepare(ctx, view, &graphql.RawParams{Query: query}); len(errs) > 0 {
			b.Fatal(errs)
		}
	}
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			prepare(b, meQuery)
		}
	})
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			n++
			prepare(b, fmt.Sprintf("%s # %d", meQuery, n))
		}
	})
}
