package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/customfields"
)

// meQuery is what a storefront asks for most, and longer than what is never looked at for repeats.
const meQuery = `{ me { id email name phone hasPassword emailVerified acceptsMarketing createdAt updatedAt version
  addresses(first: 10) { nodes { id label firstName lastName company line1 line2 city region postcode country phone instructions isDefaultShipping isDefaultBilling } }
  orders(first: 10) { nodes { id number status paymentStatus fulfillmentStatus total { amount currency } placedAt contact { name email phone }
    shippingAddress { firstName lastName line1 city postcode country }
    items { id sku name quantity unitPrice { amount currency } total { amount currency } } } } } }`

// BenchmarkPrepare parses, validates and checks an operation: one that came before, and one that is new.
func BenchmarkPrepare(b *testing.B) {
	h := &Handler{}
	r, err := h.build(customfields.NewSet(0, nil))
	if err != nil {
		b.Fatal(err)
	}
	a := r.of(Storefront)
	prepare := func(b *testing.B, query string) {
		ctx := graphql.StartOperationTrace(context.Background())
		if _, errs := a.prepare(ctx, &graphql.RawParams{Query: query}); len(errs) > 0 {
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

// BenchmarkAnswer writes an answer of 12 KiB.
func BenchmarkAnswer(b *testing.B) {
	var data bytes.Buffer
	data.WriteString(`{"customers":[`)
	for i := range 100 {
		fmt.Fprintf(&data, `{"id":"customer_%026d","email":"person%d@example.com","name":"Some Person","createdAt":"2026-01-01T00:00:00Z"},`, i, i)
	}
	data.WriteString(`null]}`)
	b.ReportAllocs()
	for b.Loop() {
		answer{w: httptest.NewRecorder()}.write(200, body{Data: json.RawMessage(data.Bytes())})
	}
}

// BenchmarkBatch loads what is below 50 parents, in one fetch.
func BenchmarkBatch(b *testing.B) {
	ids := make([]string, 50)
	for i := range ids {
		ids[i] = fmt.Sprintf("customer_%026d", i)
	}
	rows := map[string]int{}
	for i, id := range ids {
		rows[id] = i
	}
	b.ReportAllocs()
	for b.Loop() {
		var parents expected
		parents.expect(ids...)
		batch := newBatch(&parents, func(context.Context, []string) (map[string]int, error) { return rows, nil })
		for _, id := range ids {
			if _, err := batch.load(context.Background(), id); err != nil {
				b.Fatal(err)
			}
		}
	}
}
