package orders_test

import (
	"strings"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestSpent(t *testing.T) {
	onEachOrder(t, func(t *testing.T, s *recordShop) {
		in := guest(nil)
		in.Items, in.CustomerID = []*orders.OrderItemInput{item("MUG", "1250", "JPY", 1)}, given(s.ann.CustomerID)
		yen := s.place(seller, in)
		bob := s.customer("bob@example.com")
		for _, err := range []error{
			s.pay("30"), s.refund("4"),
			failed(s.orders.Update(t.Context(), seller, yen.ID, updateInput{PaymentStatus: set(models.Paid)})),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			name      string
			caller    auth.Caller
			ann, fail string
		}{
			{name: "the shop", caller: seller, ann: "26.00 EUR 1250 JPY"},
			{name: "the customer", caller: s.ann, ann: "26.00 EUR 1250 JPY"},
			{name: "another customer", caller: bob},
			{name: "a visitor", fail: "FORBIDDEN ORDERS_READ"},
		} {
			found, err := s.orders.Spent(t.Context(), c.caller, []string{s.ann.CustomerID, bob.CustomerID})
			if got := servicetest.Errors(err); got != c.fail {
				t.Errorf("%s: %s", c.name, got)
			}
			var texts []string
			for _, m := range found[s.ann.CustomerID] {
				texts = append(texts, string(m.Amount())+" "+string(m.Currency))
			}
			if got := strings.Join(texts, " "); got != c.ann || len(found[bob.CustomerID]) != 0 {
				t.Errorf("%s: %s, bob %v", c.name, got, found[bob.CustomerID])
			}
		}
	})
}

// TestSpentFollowsOrders checks that what an order cost counts for the customer whom it belongs to.
func TestSpentFollowsOrders(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, ctx := s.verified("ann@example.com"), t.Context()
		o := s.place(visitor, guest(s.quote(nil)))
		if err := failed(s.orders.Update(ctx, seller, o.ID, updateInput{PaymentStatus: set(models.Paid)})); err != nil {
			t.Fatal(err)
		}
		check := func(when string, want int64) {
			t.Helper()
			found, err := s.orders.Spent(ctx, seller, []string{ann.CustomerID})
			var sum int64
			for _, m := range found[ann.CustomerID] {
				sum += m.Minor
			}
			if err != nil || sum != want {
				t.Errorf("%s: %d, want %d, %v", when, sum, want, err)
			}
		}
		check("a guest's order", 0)
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		if err := failed(s.orders.ClaimGuest(ctx, ann, token)); err != nil {
			t.Fatal(err)
		}
		check("claimed", 2080)
		if err := failed(s.orders.Detach(ctx, seller, o.ID)); err != nil {
			t.Fatal(err)
		}
		check("unlinked", 0)
		if err := failed(s.orders.Attach(ctx, seller, o.ID, ann.CustomerID)); err != nil {
			t.Fatal(err)
		}
		check("linked", 2080)
		if err := failed(s.orders.RecordRefund(ctx, seller, orders.RecordRefundInput{OrderID: o.ID, Amount: money("20.80", "EUR")})); err != nil {
			t.Fatal(err)
		}
		check("refunded", 0)
	})
}
