package orders_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

// TestSteps compares every change from every combination of statuses with the documented rules.
func TestSteps(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		payments := []models.PaymentStatus{
			models.Unpaid, models.Authorized, models.PartiallyPaid, models.Paid, models.PartiallyRefunded,
			models.Refunded,
		}
		fulfillments := []models.FulfillmentStatus{models.Unfulfilled, models.PartiallyFulfilled, models.Fulfilled}
		statuses := []models.OrderStatus{models.OrderOpen, models.OrderCompleted, models.OrderCancelled}
		pay := map[models.PaymentStatus]string{
			models.Unpaid:            "AUTHORIZED PARTIALLY_PAID PAID",
			models.Authorized:        "UNPAID PARTIALLY_PAID PAID",
			models.PartiallyPaid:     "PAID PARTIALLY_REFUNDED REFUNDED",
			models.Paid:              "PARTIALLY_REFUNDED REFUNDED",
			models.PartiallyRefunded: "REFUNDED",
			models.Refunded:          "",
		}
		has := func(list, word string) bool { return slices.Contains(splitWords(list), word) }
		o := s.place(visitor, guest(s.quote(nil)))
		try := func(change string, in updateInput, allowed bool) {
			t.Helper()
			_, err := s.orders.Update(ctx, seller, o.ID, in)
			got := servicetest.Errors(err)
			if allowed != (got == "") || got != "" && !has("STEP_NOT_ALLOWED", got[:16]) {
				t.Errorf("%s: %q, want allowed %v", change, got, allowed)
			}
		}
		for _, payment := range payments {
			for _, fulfillment := range fulfillments {
				for _, status := range statuses {
					put := func() {
						err := s.db.InTx(ctx, setStatuses(o.ID, payment, fulfillment, status))
						if err != nil {
							t.Fatal(err)
						}
					}
					from := fmt.Sprintf("%s %s %s", payment, fulfillment, status)
					open := status == models.OrderOpen
					for _, to := range payments {
						put()
						want := to == payment || has(pay[payment], string(to)) &&
							(open || has("PARTIALLY_REFUNDED REFUNDED UNPAID", string(to)))
						try(from+" → "+string(to), updateInput{PaymentStatus: set(to)}, want)
					}
					for i, to := range fulfillments {
						put()
						want := to == fulfillment || open && i > slices.Index(fulfillments, fulfillment)
						try(from+" → "+string(to), updateInput{FulfillmentStatus: set(to)}, want)
					}
					for _, to := range statuses {
						put()
						want := to == status || open &&
							(to == models.OrderCancelled && fulfillment == models.Unfulfilled ||
								to == models.OrderCompleted && fulfillment == models.Fulfilled &&
									has("PAID PARTIALLY_REFUNDED REFUNDED", string(payment)))
						try(from+" → "+string(to), updateInput{Status: set(to)}, want)
					}
				}
			}
		}
	})
}

func TestUpdate(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		o := s.place(visitor, guest(s.quote(nil)))
		s.pass(1e9)
		got, err := s.orders.Update(ctx, seller, o.ID, updateInput{
			PaymentStatus: set(models.Paid), ExternalID: set("erp-1"), ShippingAddress: set(irish("7 Correct Street")),
			ExpectedVersion: p(1),
		})
		if err != nil || got.Version != 2 || got.ShippingAddress.Line1 != "7 Correct Street" ||
			*got.ExternalID != "erp-1" || !got.UpdatedAt.Equal(s.now()) {
			t.Fatalf("%+v %v", got, err)
		}
		got, err = s.orders.Update(ctx, seller, o.ID, updateInput{
			FulfillmentStatus: set(models.Fulfilled), Status: set(models.OrderCompleted),
		})
		if err != nil || got.Status != models.OrderCompleted || got.Version != 3 {
			t.Fatalf("%+v %v", got, err)
		}
		history, err := s.orders.History(ctx, []string{o.ID})
		if err != nil {
			t.Fatal(err)
		}
		var what []string
		for _, e := range history[o.ID] {
			what = append(what, string(e.Type))
			if e.Type != models.OrderPlaced && (*e.ActorName != "seller" || e.ActorKind != models.ActorAPIKey) {
				t.Errorf("%s by %+v", e.Type, e.Actor())
			}
		}
		want := splitWords("PLACED PAYMENT_STATUS_CHANGED SHIPPING_ADDRESS_CHANGED EXTERNAL_ID_CHANGED " +
			"FULFILLMENT_STATUS_CHANGED STATUS_CHANGED")
		if !slices.Equal(what, want) {
			t.Errorf("history %v", what)
		}
	})
}

func TestUpdateErrors(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		o, other := s.place(visitor, guest(s.quote(nil))), s.place(visitor, guest(s.quote(nil)))
		corrected := irish("7 Correct Street")
		if _, err := s.orders.Update(ctx, seller, o.ID, updateInput{
			PaymentStatus: set(models.Paid), FulfillmentStatus: set(models.Fulfilled), ExternalID: set("erp-1"),
			Status: set(models.OrderCompleted),
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			id   string
			in   updateInput
			want string
		}{
			{"no changes", o.ID, updateInput{}, ""},
			{"same values", o.ID, updateInput{PaymentStatus: set(models.Paid), ExternalID: set("erp-1")}, ""},
			{"a stale version", o.ID, updateInput{ExpectedVersion: p(1)}, "CONFLICT input.expectedVersion"},
			{
				"address of a fulfilled order", o.ID,
				updateInput{ShippingAddress: set(corrected)},
				"STEP_NOT_ALLOWED input.shippingAddress",
			},
			{
				"external id of another order", other.ID,
				updateInput{ExternalID: set("erp-1")},
				"EXTERNAL_ID_TAKEN input.externalId",
			},
			{
				"cleared status and address", other.ID,
				updateInput{
					PaymentStatus:   graphql.OmittableOf[*models.PaymentStatus](nil),
					ShippingAddress: graphql.OmittableOf[*models.CreateAddressInput](nil),
				},
				"REQUIRED input.paymentStatus, REQUIRED input.shippingAddress",
			},
			{
				"invalid address", other.ID,
				updateInput{ShippingAddress: set(models.CreateAddressInput{Country: "IE"})},
				"REQUIRED input.shippingAddress.firstName, REQUIRED input.shippingAddress.line1, " +
					"REQUIRED input.shippingAddress.city",
			},
			{
				"completed without payment", other.ID,
				updateInput{FulfillmentStatus: set(models.Fulfilled), Status: set(models.OrderCompleted)},
				"STEP_NOT_ALLOWED input.status",
			},
			{"unknown order", "order_none", updateInput{}, "NOT_FOUND"},
		} {
			before, _ := s.orders.GetMany(ctx, seller, []string{o.ID, other.ID})
			got, err := s.orders.Update(ctx, seller, c.id, c.in)
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s: %s, want %s", c.name, servicetest.Errors(err), c.want)
			}
			if c.name == "a stale version" && (got == nil || got.Version != 2) {
				t.Errorf("CONFLICT without the current order: %+v", got)
			}
			after, _ := s.orders.GetMany(ctx, seller, []string{o.ID, other.ID})
			if after[o.ID].Version != before[o.ID].Version || after[other.ID].Version != before[other.ID].Version {
				t.Errorf("%s: something was stored", c.name)
			}
		}
		for name, caller := range map[string]auth.Caller{
			"a visitor": visitor, "a customer": s.customer("ann@example.com"),
			"a reader": {Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}},
		} {
			if _, err := s.orders.Update(
				ctx, caller, o.ID, updateInput{},
			); servicetest.Errors(err) != "FORBIDDEN ORDERS_WRITE" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestCancel(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		o := s.place(visitor, guest(s.quote(nil)))
		got, err := s.orders.Cancel(ctx, seller, o.ID, p("changed her mind"))
		if err != nil || got.Status != models.OrderCancelled || got.PaymentStatus != models.Unpaid {
			t.Fatalf("%+v %v", got, err)
		}
		history, err := s.orders.History(ctx, []string{o.ID})
		if last := history[o.ID][1]; err != nil || *last.From() != "OPEN" || *last.To() != "CANCELLED" ||
			*last.Reason != "changed her mind" {
			t.Errorf("%+v %v", last, err)
		}
		if _, err := s.orders.Cancel(ctx, seller, o.ID, nil); servicetest.Errors(err) != "STEP_NOT_ALLOWED id" {
			t.Errorf("second time: %v", err)
		}
		sent := s.place(visitor, guest(s.quote(nil)))
		if _, err := s.orders.Update(
			ctx, seller, sent.ID,
			updateInput{PaymentStatus: set(models.Paid), FulfillmentStatus: set(models.PartiallyFulfilled)},
		); err != nil {
			t.Fatal(err)
		}
		if _, err := s.orders.Cancel(ctx, seller, sent.ID, nil); servicetest.Errors(err) != "STEP_NOT_ALLOWED id" {
			t.Errorf("partially fulfilled: %v", err)
		}
		if _, err := s.orders.Cancel(ctx, seller, "order_none", nil); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("unknown order: %v", err)
		}
	})
}

// TestParallelSteps checks that of parallel payments and cancellations each takes effect once.
func TestParallelSteps(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		o := s.place(visitor, guest(s.quote(nil)))
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				_, err := s.orders.Update(ctx, seller, o.ID, updateInput{PaymentStatus: set(models.Paid)})
				if got := servicetest.Errors(err); got != "" && got != "STEP_NOT_ALLOWED input.paymentStatus" {
					t.Error(err)
				}
			})
			wg.Go(func() {
				_, err := s.orders.Cancel(ctx, seller, o.ID, nil)
				if got := servicetest.Errors(err); got != "" && got != "STEP_NOT_ALLOWED id" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		history, err := s.orders.History(ctx, []string{o.ID})
		got, err2 := s.orders.Get(ctx, seller, o.ID)
		if err != nil || err2 != nil || len(history[o.ID]) != got.Version {
			t.Errorf("version %d with %d events: %v %v", got.Version, len(history[o.ID]), err, err2)
		}
	})
}
