package orders_test

import (
	"context"
	"slices"
	"testing"

	"clientele/internal/orders"
	"clientele/internal/servicetest"
	"clientele/models"
)

// TestStepsAreThoseThatAreTaken: from every combination of states an order tells the steps that it can take, and takes them
// and no others.
func TestStepsAreThoseThatAreTaken(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		payments := []models.PaymentStatus{models.Unpaid, models.Authorized, models.PartiallyPaid, models.Paid, models.PartiallyRefunded, models.Refunded}
		shippings := []models.FulfillmentStatus{models.Unfulfilled, models.PartiallyFulfilled, models.Fulfilled}
		statuses := []models.OrderStatus{models.OrderOpen, models.OrderCompleted, models.OrderCancelled}
		o := s.place(visitor, guest(s.quote(nil)))
		for _, payment := range payments {
			for _, shipping := range shippings {
				for _, status := range statuses {
					at := *o
					at.PaymentStatus, at.FulfillmentStatus, at.Status = payment, shipping, status
					told := orders.Steps(&at)
					agrees := func(to string, told bool, take func() error) {
						t.Helper()
						if err := s.db.InTx(ctx, putStates(o.ID, payment, shipping, status)); err != nil {
							t.Fatal(err)
						}
						if got := servicetest.Errors(take()); told != (got == "") || got != "" && got[:16] != "STEP_NOT_ALLOWED" {
							t.Errorf("%s %s %s → %s: told %v, and it is %q", payment, shipping, status, to, told, got)
						}
					}
					update := func(in orders.UpdateOrderInput) func() error {
						return func() error { _, err := s.orders.Update(ctx, seller, o.ID, in); return err }
					}
					for _, to := range payments {
						if to != payment { // to stay is no step
							agrees(string(to), slices.Contains(told.PaymentStatus, to), update(orders.UpdateOrderInput{PaymentStatus: set(to)}))
						} else if slices.Contains(told.PaymentStatus, to) {
							t.Errorf("%s is told as a step from itself", to)
						}
					}
					for _, to := range shippings {
						if to != shipping {
							agrees(string(to), slices.Contains(told.FulfillmentStatus, to), update(orders.UpdateOrderInput{FulfillmentStatus: set(to)}))
						} else if slices.Contains(told.FulfillmentStatus, to) {
							t.Errorf("%s is told as a step from itself", to)
						}
					}
					if status != models.OrderCompleted {
						agrees("COMPLETED", slices.Contains(told.Status, models.OrderCompleted), update(orders.UpdateOrderInput{Status: set(models.OrderCompleted)}))
					}
					if slices.ContainsFunc(told.Status, func(to models.OrderStatus) bool { return to != models.OrderCompleted || status != models.OrderOpen }) {
						t.Errorf("%s %s %s tells the status %v", payment, shipping, status, told.Status)
					}
					agrees("cancel", told.Cancel, func() error { _, err := s.orders.Cancel(ctx, seller, o.ID, nil); return err })
					agrees("another address", told.CorrectShippingAddress, update(orders.UpdateOrderInput{ShippingAddress: set(irish("7 Correct Street"))}))
				}
			}
		}
	})
}
