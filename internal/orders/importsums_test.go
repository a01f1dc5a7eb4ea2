package orders_test

import (
	"fmt"
	"slices"
	"testing"

	"clientele/internal/bulk"
	"clientele/internal/orders"
	"clientele/models"
)

// TestSumsOfImportedOrders checks which amounts and quantities follow from the statuses of an imported order, and that
// a later import records what it changes.
func TestSumsOfImportedOrders(t *testing.T) {
	statuses := func(payment models.PaymentStatus, fulfillment models.FulfillmentStatus) func(*orders.ImportOrderInput) {
		return func(in *orders.ImportOrderInput) { in.PaymentStatus, in.FulfillmentStatus = payment, fulfillment }
	}
	onEach(t, func(t *testing.T, s *shop) {
		for i, c := range []struct {
			first, second     func(*orders.ImportOrderInput)
			want, then        string // paid, refunded and shipped
			payments, refunds int    // that the second import records
			shipments         int
		}{
			{
				first: statuses("", ""), second: statuses(models.Paid, models.Fulfilled),
				want: "0 0 0", then: "2500 0 2", payments: 1, shipments: 1,
			},
			{
				first: statuses(models.Paid, models.Fulfilled), second: statuses(models.Refunded, models.Fulfilled),
				want: "2500 0 2", then: "2500 2500 2", refunds: 1,
			},
			{
				first: statuses(models.PartiallyPaid, models.PartiallyFulfilled), second: statuses(models.Paid, models.Fulfilled),
				want: "0 0 0", then: "2500 0 2", payments: 1, shipments: 1,
			},
			{
				first: statuses(models.PartiallyRefunded, models.Fulfilled), second: statuses(models.Refunded, models.Fulfilled),
				want: "2500 0 2", then: "2500 2500 2", refunds: 1,
			},
			{
				first: statuses(models.Refunded, models.Unfulfilled), second: statuses(models.Refunded, models.Unfulfilled),
				want: "2500 2500 0", then: "2500 2500 0",
			},
		} {
			number := fmt.Sprint("IMPORTED-", i)
			sums := func() string {
				var o models.Order
				if err := s.db.Primary(t.Context()).Where("number = ?", number).Take(&o).Error; err != nil {
					t.Fatal(err)
				}
				items, err := s.orders.Items(t.Context(), []string{o.ID})
				if err != nil {
					t.Fatal(err)
				}
				return fmt.Sprint(o.PaidMinor, o.RefundedMinor, items[o.ID][0].ShippedQuantity)
			}
			records := func() [3]int64 {
				return [3]int64{s.count("payments"), s.count("refunds"), s.count("shipments")}
			}
			if got := s.importAll(bulk.Options{}, imported(number, c.first)); got[0] != "CREATED" {
				t.Fatal(got)
			}
			if got := sums(); got != c.want {
				t.Errorf("%d: %s, want %s", i, got, c.want)
			}
			before := records()
			// The same order twice in one import: the second time, nothing changes.
			got := s.importAll(bulk.Options{}, imported(number, c.second), imported(number, c.second))
			want := []string{"UPDATED", "UNCHANGED"}
			if c.want == c.then {
				want[0] = "UNCHANGED"
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d: %v, want %v", i, got, want)
			}
			if got := sums(); got != c.then {
				t.Errorf("%d: then %s, want %s", i, got, c.then)
			}
			after := records()
			added := [3]int64{after[0] - before[0], after[1] - before[1], after[2] - before[2]}
			if added != [3]int64{int64(c.payments), int64(c.refunds), int64(c.shipments)} {
				t.Errorf("%d: %v payments, refunds and shipments", i, added)
			}
		}
		if n := s.count("shipment_items"); n != 2 {
			t.Errorf("%d line items were shipped", n)
		}
	})
}

// TestReimportedOptions checks which line items are those of a stored order: with the same options and URLs, or
// without.
func TestReimportedOptions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		with := func(change func(*orders.OrderItemInput)) orders.ImportOrderInput {
			return imported("OPTIONS", func(in *orders.ImportOrderInput) {
				in.Items = []*orders.OrderItemInput{shirt()}
				change(in.Items[0])
			})
		}
		for _, c := range []struct {
			name   string
			change func(*orders.OrderItemInput)
			want   string
		}{
			{"new", func(*orders.OrderItemInput) {}, "CREATED"},
			{"the same", func(*orders.OrderItemInput) {}, "UNCHANGED"},
			{"without", func(in *orders.OrderItemInput) { in.Options, in.ImageURL, in.URL = nil, nil, nil }, "UNCHANGED"},
			{"another option", func(in *orders.OrderItemInput) { in.Options[0].Value = "L" }, "FAILED INVALID items"},
			{"an option less", func(in *orders.OrderItemInput) { in.Options = in.Options[:1] }, "FAILED INVALID items"},
			{"another picture", func(in *orders.OrderItemInput) { in.ImageURL = p("https://x.example/") }, "FAILED INVALID items"},
			{"another link", func(in *orders.OrderItemInput) { in.URL = p("https://x.example/") }, "FAILED INVALID items"},
		} {
			if got := s.importAll(bulk.Options{}, with(c.change)); got[0] != c.want {
				t.Errorf("%s: %s, want %s", c.name, got[0], c.want)
			}
		}
	})
}
