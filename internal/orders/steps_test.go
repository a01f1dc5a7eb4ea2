package orders_test

import (
	"context"
	"slices"
	"testing"

	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestStepsMatchUpdates checks, for every combination of statuses, that exactly the changes in Steps succeed.
func TestStepsMatchUpdates(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		payments := []models.PaymentStatus{
			models.Unpaid, models.Authorized, models.PartiallyPaid, models.Paid, models.PartiallyRefunded,
			models.Refunded,
		}
		fulfillments := []models.FulfillmentStatus{models.Unfulfilled, models.PartiallyFulfilled, models.Fulfilled}
		statuses := []models.OrderStatus{models.OrderOpen, models.OrderCompleted, models.OrderCancelled}
		o := s.place(visitor, guest(s.quote(nil)))
		for _, payment := range payments {
			for _, fulfillment := range fulfillments {
				for _, status := range statuses {
					at := *o
					at.PaymentStatus, at.FulfillmentStatus, at.Status = payment, fulfillment, status
					steps := orders.Steps(&at)
					check := func(to string, allowed bool, update func() error) {
						t.Helper()
						if err := s.db.InTx(ctx, setStatuses(o.ID, payment, fulfillment, status)); err != nil {
							t.Fatal(err)
						}
						got := servicetest.Errors(update())
						if allowed != (got == "") || got != "" && got[:16] != "STEP_NOT_ALLOWED" {
							t.Errorf("%s %s %s → %s: allowed is %v, update returns %q",
								payment, fulfillment, status, to, allowed, got)
						}
					}
					update := func(in updateInput) func() error {
						return func() error { _, err := s.orders.Update(ctx, seller, o.ID, in); return err }
					}
					for _, to := range payments {
						if to != payment {
							check(string(to), slices.Contains(steps.PaymentStatus, to),
								update(updateInput{PaymentStatus: set(to)}))
						} else if slices.Contains(steps.PaymentStatus, to) {
							t.Errorf("%s has a step to itself", to)
						}
					}
					for _, to := range fulfillments {
						if to != fulfillment {
							check(string(to), slices.Contains(steps.FulfillmentStatus, to),
								update(updateInput{FulfillmentStatus: set(to)}))
						} else if slices.Contains(steps.FulfillmentStatus, to) {
							t.Errorf("%s has a step to itself", to)
						}
					}
					if status != models.OrderCompleted {
						check("COMPLETED", slices.Contains(steps.Status, models.OrderCompleted),
							update(updateInput{Status: set(models.OrderCompleted)}))
					}
					if slices.ContainsFunc(steps.Status, func(to models.OrderStatus) bool {
						return to != models.OrderCompleted || status != models.OrderOpen
					}) {
						t.Errorf("%s %s %s has the status steps %v", payment, fulfillment, status, steps.Status)
					}
					check("cancel", steps.Cancel, func() error {
						_, err := s.orders.Cancel(ctx, seller, o.ID, nil)
						return err
					})
					check("shipping address", steps.CorrectShippingAddress,
						update(updateInput{ShippingAddress: set(irish("7 Correct Street"))}))
				}
			}
		}
	})
}
